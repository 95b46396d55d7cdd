"""Matching: whether what a later message reports, or promises, is what was promised before."""

from __future__ import annotations

from collections.abc import Sequence

from authentica.commitments.cores import OTHER_TOPIC
from authentica.commitments.goods import MONEY, Watched, is_named, may_be_of, names_money
from authentica.commitments.matters import (
    CONTACT_NOUNS,
    acts_and_things,
    gives_news,
    is_by_mail,
    is_contact,
    is_revision,
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
from authentica.commitments.results import ARRIVAL, HELD, VISITORS
from authentica.commitments.vocabulary import COMPANY, LIGHT_VERBS, RELATED, THIRD_PARTIES, bases, topic_of
from authentica.schema import Actor, Commitment, CommitmentStatus, DeadlineKind, FollowedCommitment

__all__ = ["deed_of", "is_again", "may_chase", "report_of", "takes_up"]

# Who would look, will look; who would send one thing may send another.
_SAME_BY_TOPIC = RELATED.keys() | {"pass"}
# Who is chased and will look, or be in touch, does so about what was chased; who will see to "it" or "this" means that too.
_OF_ANY_MATTER = frozenset(("look", "contact"))
_SEEING_TO = frozenset(("help", "fix", "send", OTHER_TOPIC))
_MEANT = frozenset(("it", "this", "that", "these", "them"))
_MEANT_WITHIN = 4
_ARRIVING = frozenset(("send", "refund", "change"))
_WHOEVER = VISITORS | frozenset("anyone anybody someone somebody anything something progress sign help".split())
_BOOKING = frozenset("book rebook schedule reschedule arrange organise organize".split())
_CHOICES = frozenset("option options choice choices suggestion suggestions alternative alternatives ideas".split())
_PAYING = frozenset(("send", "refund", "change", "travel"))
_REPAYING = frozenset(("refund", "reimburse", "credit", "repay", "compensate"))
# Whatever is named was looked into, mended or spoken about for the sake of what was promised.
_OF_ANY_THING = frozenset(("look", "contact", "pass", "help", "travel", "fix"))


def report_of(
    commitment: Commitment,
    reports: Sequence[Report],
    is_latest: bool,
    channel: str | None = None,
    *,
    watched: Watched,
) -> Report | None:
    """Return the first report that a promise was kept, and not another that is `watched`.

    "Done" and the like speak of what was promised last (`is_latest`).
    """
    action = commitment.action.text
    with_others = commitment.topic == "contact" and is_with_others(action)
    for report in reports:
        if report.topic == ANY_TOPIC:
            # What is due at a time of its own, and not by the writer, is not done with that.
            own = commitment.actor is Actor.AGENT or commitment.deadline.kind is not DeadlineKind.EXPLICIT
            matches = is_latest and own and (commitment.topic != "contact" or gives_news(commitment, channel))
            matches = matches if report.thing is None else is_named(report.thing, commitment)
        elif report.topic == NEWS:
            matches = with_others or commitment.topic == "look" or gives_news(commitment, channel)
        elif report.topic == WITH_OTHERS:
            matches = with_others
        elif report.topic == STATE:
            matches = is_named(report.verb or "", commitment)
        else:
            matches = _reports(report, commitment, watched)
        if matches:
            return report
    return None


def _reports(report: Report, commitment: Commitment, watched: Watched) -> bool:
    """Whether what is reported is an action of a promise, done to what it names."""
    topic, thing, verb = commitment.topic, report.thing, frozenset(bases(report.verb or ""))
    topic = "change" if is_revision(commitment) else topic
    by_mail, named = is_by_mail(commitment), thing is not None and may_be_of(thing, commitment, watched)
    if thing in MONEY and names_money(commitment):
        return report.topic in _PAYING and "charge" not in verb
    if named and ((topic == "send" and report.topic == "contact") or (by_mail and report.topic == "send")):
        return True  # "Emailed" was what was to be sent, and "sent" what was to be emailed.
    if report.topic == "pass" and topic == "send" and COMPANY.isdisjoint(words_of_action(commitment)):
        return False  # What went to a team did not go to the customer.
    if is_visit(commitment) and not verb.isdisjoint(_BOOKING):
        return False  # Who is booked again has not come yet.
    speaks = speaks_of(report, topic, commitment.action.text) or (report.topic == "contact" and is_contact(commitment))
    speaks = speaks or (by_mail and report.topic == "send" and report.verb is None)
    if topic in _OF_ANY_THING and not by_mail:
        return speaks
    if report.verb is None and report.topic == "send" and not _CHOICES.isdisjoint(words_of_action(commitment)):
        return True  # "Here are two hotels" gives the options.
    # "Refunded your order" is money too.
    repaid = topic == "refund" and not verb.isdisjoint(_REPAYING) and not watched.names(thing or "")
    return speaks and (repaid or may_be_of(thing, commitment, watched))


def deed_of(commitment: Commitment, told: Sequence[Report], watched: Watched) -> Report | None:
    """Return the first deed told by the customer that kept a promise, and not another that is `watched`: somebody called, something came."""
    contact, visit, by_mail = is_contact(commitment), is_visit(commitment), is_by_mail(commitment)
    for report in told:
        if report.topic in (ARRIVAL, HELD):
            named = report.thing is not None and is_named(report.thing, commitment)
            may_be = report.topic == ARRIVAL or report.thing is None
            comes = commitment.topic in _ARRIVING or by_mail or (visit and report.topic == ARRIVAL)
            matches = comes and (named or (may_be and may_be_of(report.thing, commitment, watched)))
            matches = matches or (visit and report.thing in VISITORS)
        else:
            matches = report.topic == "contact" and contact
            same = speaks_of(report, OTHER_TOPIC, commitment.action.text)
            matches = matches or (same and may_be_of(report.thing, commitment, watched))
        if matches:
            return report
    return None


def may_chase(chase: Report, commitment: Commitment, watched: Watched) -> bool:
    """Whether a chase may be of a promise, by what it names: "any news on the key" of the key, or whatever is looked into."""
    thing, verb = chase.thing, chase.verb
    if verb is not None and topic_of(verb) is not None:
        acts = {base for word in words_of_action(commitment) for base in bases(word)}
        meets = topic_of(verb) == "contact" and is_contact(commitment)
        return verb in LIGHT_VERBS or meets or not acts.isdisjoint(bases(verb))
    if thing in THIRD_PARTIES and is_contact(commitment) and not is_named(thing, commitment):
        return False  # "No word from the bank" is the bank's to give.
    if thing is None or thing in NEWS_NOUNS | CONTACT_NOUNS | _WHOEVER:
        return True
    if commitment.topic in _OF_ANY_THING and not is_by_mail(commitment) and not is_visit(commitment):
        return not watched.names(thing) or is_named(thing, commitment)
    return may_be_of(thing, commitment, watched)


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
