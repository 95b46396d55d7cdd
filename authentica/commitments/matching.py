"""Matching: whether what a later message reports, or promises, is what was promised before."""

from __future__ import annotations

from collections.abc import Sequence

from authentica.commitments.cores import OTHER_TOPIC
from authentica.commitments.goods import is_of_kind, may_be_of
from authentica.commitments.matters import (
    acts_and_things,
    gives_news,
    is_by_mail,
    is_contact,
    is_visit,
    words_of_action,
)
from authentica.commitments.reports import (
    ANY_TOPIC,
    NEWS,
    NEWS_NOUNS,
    STATE,
    WITH_OTHERS,
    Report,
    is_with_others,
    speaks_of,
)
from authentica.commitments.results import ARRIVAL
from authentica.commitments.vocabulary import RELATED, bases
from authentica.schema import Actor, Commitment, CommitmentStatus, DeadlineKind, FollowedCommitment

__all__ = ["deed_of", "is_again", "report_of", "takes_up"]

# Who would look, will look; who would send one thing may send another.
_SAME_BY_TOPIC = RELATED.keys() | {"pass"}
# Who is chased and will look, or be in touch, does so about what was chased; who will see to "it" or "this" means that too.
_OF_ANY_MATTER = frozenset(("look", "contact"))
_SEEING_TO = frozenset(("help", "fix", "send", OTHER_TOPIC))
_MEANT = frozenset(("it", "this", "that", "these", "them"))
_MEANT_WITHIN = 4
_ARRIVING = frozenset(("send", "refund", "change"))


def report_of(
    commitment: Commitment, reports: Sequence[Report], is_latest: bool, channel: str | None = None
) -> Report | None:
    """Return the first report that a promise was kept; "done" and the like speak of what was promised last (`is_latest`)."""
    action = commitment.action.text
    with_others = commitment.topic == "contact" and is_with_others(action)
    for report in reports:
        if report.topic == ANY_TOPIC:
            # What is due at a time of its own, and not by the writer, is not done with that.
            own = commitment.actor is Actor.AGENT or commitment.deadline.kind is not DeadlineKind.EXPLICIT
            matches = is_latest and own and (commitment.topic != "contact" or gives_news(commitment, channel))
        elif report.topic == NEWS:
            matches = with_others or commitment.topic == "look" or gives_news(commitment, channel)
        elif report.topic == WITH_OTHERS:
            matches = with_others
        elif report.topic == STATE:
            matches = not acts_and_things(commitment)[1].isdisjoint(bases(report.verb or ""))
        else:
            handed_over = report.verb is None and report.topic == "send"
            matches = speaks_of(report, commitment.topic, action) or (handed_over and is_by_mail(commitment))
            matches = matches and (report.thing is None or may_be_of(report.thing, commitment))
        if matches:
            return report
    return None


def deed_of(commitment: Commitment, told: Sequence[Report]) -> Report | None:
    """Return the first deed told by the customer that kept a promise: somebody called, something came."""
    contact, visit = is_contact(commitment), is_visit(commitment)
    for report in told:
        if report.topic == ARRIVAL:
            came = report.thing is None or commitment.topic == "contact" or is_of_kind(report.thing, commitment)
            matches = visit or (commitment.topic in _ARRIVING and came)
        else:
            matches = (report.topic == "contact" and contact) or speaks_of(report, OTHER_TOPIC, commitment.action.text)
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
    (act, things), (other_act, other_things) = acts_and_things(followed.commitment), acts_and_things(later)
    if things and other_things:
        return not things.isdisjoint(other_things)
    # Where one names nothing but the act, that tells: "refund you", "the refund will be there".
    return not (act | things).isdisjoint(other_act | other_things)


def takes_up(later: Commitment) -> bool:
    """Whether a promise, made when another was chased, is of that one, whatever it was: "I'll look at it", "I'll write to you"."""
    if later.actor not in (Actor.AGENT, Actor.COMPANY):
        return False
    words = words_of_action(later)
    gives_result = later.topic == "send" and not NEWS_NOUNS.isdisjoint(words)
    means_it = later.topic in _SEEING_TO and not _MEANT.isdisjoint(words[:_MEANT_WITHIN])
    of_any = later.topic in _OF_ANY_MATTER and not (later.topic == "contact" and is_with_others(later.action.text))
    return of_any or gives_result or means_it
