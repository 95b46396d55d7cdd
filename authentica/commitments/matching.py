"""Matching: whether what a later message reports, or promises, is what was promised before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from authentica.commitments.cores import OTHER_TOPIC
from authentica.commitments.reports import ANY_TOPIC, WITH_OTHERS, Report, is_with_others, speaks_of
from authentica.commitments.results import ARRIVAL
from authentica.commitments.timewords import TIME_WORDS
from authentica.commitments.vocabulary import LIGHT_VERBS, RELATED, bases
from authentica.schema import Actor, Commitment, CommitmentStatus, DeadlineKind, FollowedCommitment

__all__ = ["deed_of", "gives_news", "is_again", "report_of"]

# Who would look, will look; who would send one thing may send another.
_SAME_BY_TOPIC = RELATED.keys() | {"pass"}
_SLIGHT = frozenset(
    (
        "a", "an", "and", "as", "at", "back", "by", "for", "from", "if", "in", "it", "of", "off", "on", "or", "our", "out", "so", "that",
        "the", "them", "then", "there", "this", "to", "up", "us", "we", "with", "you", "your", *LIGHT_VERBS, *TIME_WORDS,
    )
)  # fmt: skip
_ARRIVING = frozenset(("send", "refund", "change"))
_VISITING = frozenset(("with", "there", "yours", "round", "out", "come", "visit", "door"))
_MAILING = frozenset(("mail", "email"))
_NEWS = frozenset(
    ("know", "posted", "updated", "update", "updates", "back", "loop", "informed", "tell", "confirm", "report", "chat")
)
_OTHER_CHANNELS = frozenset(("call", "ring", "phone", "email", "mail", "letter", "text", "dm", "pm", "visit"))
_WORD = re.compile(r"[^\W\d_]+")


def report_of(commitment: Commitment, reports: Sequence[Report], is_latest: bool) -> Report | None:
    """Return the first report that a promise was kept; "done" and the like speak of what was promised last (`is_latest`)."""
    action = commitment.action.text
    with_others = commitment.topic == "contact" and is_with_others(action)
    for report in reports:
        if report.topic == ANY_TOPIC:
            # What is due at a time of its own, and not by the writer, is not done with that.
            own = commitment.actor is Actor.AGENT or commitment.deadline.kind is not DeadlineKind.EXPLICIT
            matches = is_latest and own and commitment.topic != "contact"
        elif report.topic == WITH_OTHERS:
            matches = with_others
        else:
            handed_over = report.verb is None and report.topic == "send"
            matches = speaks_of(report, commitment.topic, action) or (handed_over and _is_by_mail(action))
        if matches:
            return report
    return None


def _is_by_mail(action: str) -> bool:
    """Whether an action of contact sends something: "I'll mail you the list"."""
    return not _MAILING.isdisjoint(_WORD.findall(action.lower()))


def deed_of(commitment: Commitment, told: Sequence[Report]) -> Report | None:
    """Return the first deed told by the customer that kept a promise: somebody called, something came."""
    action = commitment.action.text
    for report in told:
        if report.topic == ARRIVAL:
            words = _WORD.findall(action.lower())
            matches = commitment.topic in _ARRIVING or not _VISITING.isdisjoint(words)
        else:
            contact = commitment.topic == "contact" and not is_with_others(action)
            matches = (report.topic == "contact" and contact) or speaks_of(report, OTHER_TOPIC, action)
        if matches:
            return report
    return None


def is_again(followed: FollowedCommitment, later: Commitment) -> bool:
    """Whether a later promise promises the same again: after a chase by its topic; else, of goods, by their words as well."""
    topic = followed.commitment.topic
    if later.topic not in RELATED.get(topic, frozenset((topic,))):
        return False
    if topic in _SAME_BY_TOPIC or followed.status is CommitmentStatus.BROKEN:
        return True
    (act, things), (other_act, other_things) = _words_of(followed.commitment), _words_of(later)
    if things and other_things:
        return not things.isdisjoint(other_things)
    # Where one names nothing but the act, that tells: "refund you", "the refund will be there".
    return not (act | things).isdisjoint(other_act | other_things)


def gives_news(action: str) -> bool:
    """Whether an action is to let the customer know something in the conversation itself: "let you know", "keep you posted"."""
    words = _WORD.findall(action.lower())
    return not _NEWS.isdisjoint(words) and _OTHER_CHANNELS.isdisjoint(words)


def _words_of(commitment: Commitment) -> tuple[frozenset[str], frozenset[str]]:
    """Return what the verb of an action may be a form of, and its other words but for those of any action."""
    verb, *others = _WORD.findall(commitment.action.text.lower()) or [""]
    return frozenset(bases(verb)), frozenset(b for word in others if word not in _SLIGHT for b in bases(word))
