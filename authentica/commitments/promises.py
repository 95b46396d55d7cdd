"""Promises: who will do what, in one reply.

A small clause grammar by hand over the language room's clauses. Quoted text and signatures are no clauses of the agent's, so
nothing in them is a promise. Six forms commit, each with a "not" that looks like it:

===========  ==================================================  ==================================================
form         example                                             not
===========  ==================================================  ==================================================
future       I'll call you; our team is going to fix it          we won't; we'll need your number; I will
present      a colleague calls you on Monday; we ship it then    a colleague calls you
let me       let me check that for you                           let us know
under way    I'm putting one in the post; I'm ringing you at 5    we're always improving; I'm ringing you
outlook      it should reach you by Friday; you'll get a refund   it may take a while; you'll need to restart
estimate     refunds take 3-5 days; it ships on Monday           we're open until 5pm; delivery usually takes a week
===========  ==================================================  ==================================================

`undertakings` reads the first four, `outlooks` the others; this module puts what they find together with its deadline and its
condition, and tells where it ends.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import NamedTuple

from authentica.commitments.actions import action_topic, verb_from
from authentica.commitments.conditions import (
    SUBORDINATORS,
    condition_after,
    condition_before,
    opens_condition,
    request_after,
)
from authentica.commitments.cores import OTHER_TOPIC, Core
from authentica.commitments.due import DueTimes
from authentica.commitments.offers import offer_in
from authentica.commitments.outlooks import arriving, estimate, expectation, hope, should
from authentica.commitments.replytext import COMMA, ReplyText
from authentica.commitments.undertakings import (
    arranged,
    assurance,
    future,
    future_unmarked,
    future_with_to,
    let_me,
    offer,
    own_doing,
    present,
    under_way,
    vow,
)
from authentica.commitments.vocabulary import TOPIC_OF
from authentica.language.clauses import Clause
from authentica.language.reading import ReplyReading
from authentica.schema import Actor, Deadline, DeadlineKind

__all__ = ["Promise", "find_offers", "find_promises"]


class Promise(NamedTuple):
    """A promise as token spans of a reading: what commits, where in it the action begins that goes to `end`, and on what it hangs.

    `topic` is the kind of action, `OTHER_TOPIC` where it has none; `hedge` the token that weakens it.
    """

    start: int
    end: int
    action_start: int
    actor: Actor
    topic: str
    hedge: int | None
    condition: tuple[int, int] | None
    deadline: Deadline | None


_TURNS = frozenset(("so", "because", "but", "while"))
_OPEN_INVITATIONS = frozenset(("anything", "else", "ever", "question", "questions"))
_LONGEST_INVITATION = 12
_VAGUE_HELP = frozenset(("help", OTHER_TOPIC))
_JOINTS = frozenset(("and", "then", "who"))
# What follows is no longer what the writer will do: "the form so that you can sign and send it".
_OTHER_CLAUSES = SUBORDINATORS | {"can", "could", "may", "might", "would", "must", "need", "that", "so"}
_ACTS = TOPIC_OF.keys() | {"come"}
_LONGEST_SUBJECT = 8
_AUXILIARIES = frozenset(("will", "shall"))
_CUSTOMER = frozenset(("you", "u"))
_PURPOSES = frozenset(("better", "avoid", "ensure"))


def _let_me_or_estimate(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "allow me to check", "allow me two minutes", "give me two minutes" and "allow two days"."""
    gives = text.word(at) == "give"
    if text.word(at + 1) not in ("me", "us"):
        return None if gives else estimate(text, at, clause)
    core = None if gives else let_me(text, at, clause)
    if core is None:
        core = estimate(text, at, clause)
        core = None if core is None else core._replace(actor=Actor.AGENT)
    return core


_HEADS: tuple[tuple[Callable[[ReplyText, int, Clause], Core | None], str], ...] = (
    (future, "will shall"),
    (future_with_to, "going about"),
    (future_unmarked, "ill"),
    (vow, "promise undertake"),
    (offer, "happy glad"),
    (let_me, "let lemme"),
    (assurance, "definitely certainly absolutely surely gladly happily"),
    (_let_me_or_estimate, "allow give"),
    (should, "should ought"),
    (expectation, "expect expecting"),
    (
        hope,
        "hope hoping hopes expects aim aiming aims plan planning plans intend intending intends anticipate",
    ),
    (
        under_way,
        "looking working checking investigating sending getting arranging processing reviewing escalating "
        "forwarding raising passing preparing shipping replacing refunding contacting reaching following",
    ),
    (
        own_doing,
        "mailing posting cancelling canceling crediting changing correcting removing adding booking issuing resetting "
        "transferring moving printing fixing restoring reopening writing putting taking having packing",
    ),
    (
        arranged,
        "calling ringing phoning emailing texting messaging visiting delivering collecting bringing",
    ),
    (arriving, "coming arriving leaving"),
    (
        present,
        "calls rings phones emails texts messages contacts visits comes delivers collects brings sends get receive hear "
        "send ship deliver release refund collect bring call",
    ),
    (
        estimate,
        "take takes ships lands goes starts resumes follows departs departing leaves arrives eta etd due scheduled booked set expected estimated boarding ready",
    ),
)
# What reads each word that heads a promise.
_FORMS = MappingProxyType({word: read for read, words in _HEADS for word in words.split()})


def find_promises(reading: ReplyReading, deadlines: Callable[[], Sequence[Deadline]]) -> tuple[Promise, ...]:
    """Return the promises of a reply in order, not overlapping.

    `deadlines` returns those of its text, in order; it is called once where something may be promised, and else not at all.
    """
    if _FORMS.keys().isdisjoint(reading.tokens.words):
        return ()
    text = ReplyText(reading)
    due = DueTimes(text, deadlines)
    found: list[Promise] = []
    for number, clause in enumerate(text.clauses):
        after = clause.start
        for at, word in enumerate(text.words[clause.start : clause.end], clause.start):
            if word not in _FORMS or at < after or at in text.borrowed:
                continue
            read = _FORMS[word]
            core = read(text, at, clause)
            if core is None or (found and core.start < found[-1].end):
                continue
            for each, part, last in _parts(text, due, core, number):
                promise = _assembled(text, due, each, part, last)
                if promise is not None:
                    found.append(promise)
                    after = promise.end
    return tuple(found)


def find_offers(reading: ReplyReading, deadlines: Callable[[], Sequence[Deadline]]) -> tuple[Promise, ...]:
    """Find what a reply offers to do, which is promised once it is accepted; arguments as of `find_promises`."""
    text = ReplyText(reading)
    due = DueTimes(text, deadlines)
    offered = [(number, offer_in(text, clause)) for number, clause in enumerate(text.clauses)]
    found = [_assembled(text, due, core, *_with_the_news(text, number)) for number, core in offered if core is not None]
    return tuple(promise for promise in found if promise is not None)


def _parts(text: ReplyText, due: DueTimes, core: Core, number: int) -> Iterator[tuple[Core, Clause, int]]:
    """Yield what a clause promises from a core on, each with its part of the clause: "I'll refund it today and call you on Friday"."""
    clause, last = _with_the_news(text, number)
    end, last_of_all = _with_the_news(text, last, "then")
    whole = Clause(clause.start, end.end)
    while (joined := _joined(text, due, core, whole)) is not None:
        joint, other = joined
        yield core, Clause(clause.start, joint), number
        core, last = other, last_of_all
        clause = whole = Clause(joint, whole.end)
    yield core, clause, last


def _joined(text: ReplyText, due: DueTimes, core: Core, clause: Clause) -> tuple[int, Core] | None:
    """Return where a clause goes on with another promise, and its core: one of its own subject, or each of the two has its time."""
    for at in range(core.verb + 1, clause.end - 2):
        word = text.word(at)
        if word in _JOINTS:
            start = at + (word != "who")
            start += text.word(start) == "then"
            heads = range(start, min(clause.end, start + _LONGEST_SUBJECT))
            cores = (future(text, head, clause) for head in heads if text.word(head) in _AUXILIARIES)
            other = next((other for other in cores if other is not None and other.start == start), None)
            if other is not None and text.word(start) not in _AUXILIARIES:
                return at, other
            timed = text.word(at - 1) == "now" or due.between(core.start, at) is not None
            if timed and due.between(start, clause.end) is not None:
                other = other or _going_on(text, core, start, clause)
                if other is not None:
                    return at, other
        if word in _OTHER_CLAUSES or (word == "to" and text.word(at + 1) in TOPIC_OF):
            return None
    return None


def _going_on(text: ReplyText, core: Core, start: int, clause: Clause) -> Core | None:
    """Return the core of what the subject of another will do as well: "and call you", "and will then call you"."""
    verb, hedge = verb_from(text, start + (text.word(start) in _AUXILIARIES), clause)
    topic = action_topic(text, verb, clause)
    if verb >= clause.end or text.word(verb) not in _ACTS or topic is None or text.word(core.start) in _CUSTOMER:
        return None
    if text.word(verb) == "see" and text.word(verb + 1) in _CUSTOMER:
        return None  # "and hope to see you on Friday" is a greeting
    return Core(start, verb, core.actor, topic, hedge)


def _assembled(text: ReplyText, due: DueTimes, core: Core, clause: Clause, last: int) -> Promise | None:
    """Return the whole promise of a core in a clause that goes on to the one of that number, or None where it lacks a time that it needs."""
    end, condition = _own_end(text, core, clause)
    follows = last + 1 < len(text.clauses) and text.clauses[last + 1].start == clause.end
    if condition is None and follows:
        condition = condition_after(text, last + 1)
    deadline = due.of(core, clause, last)
    if deadline is None and condition is None:
        # "As soon as we hear, we'll write": a time as well.
        condition = condition_before(text, core.start, last)
        deadline = None if condition is None else due.within(*condition)
    if core.needs_time and (deadline is None or (core.estimate and deadline.kind is not DeadlineKind.EXPLICIT)):
        return None
    end = _end_with_time(text, core, clause, text.trimmed(core.verb, end), condition, deadline)
    condition = condition or condition_before(text, core.start, last) or request_after(text, last)
    if core.topic in _VAGUE_HELP and _is_open_invitation(text, core.start):
        return None
    end = max(end, core.verb + 1)
    return Promise(core.start, end, core.verb, core.actor, core.topic, core.hedge, condition, deadline)


def _is_open_invitation(text: ReplyText, start: int) -> bool:
    """Whether what comes before is whatever may ever come, a stock offer: "If anything comes up, shout and we'll help"."""
    before = text.words[max(0, start - _LONGEST_INVITATION) : start]
    return "if" in before and not _OPEN_INVITATIONS.isdisjoint(before)


def _with_the_news(text: ReplyText, number: int, verb: str = "let") -> tuple[Clause, int]:
    """Return a clause, and the one after it where that goes on with "and let you know": "I'll call them and let you know"."""
    clause = text.clauses[number]
    goes_on = number + 1 < len(text.clauses) and text.clauses[number + 1].start == clause.end
    if goes_on and text.words[clause.end : clause.end + 2] == ("and", verb):
        return Clause(clause.start, text.clauses[number + 1].end), number + 1
    return clause, number


def _own_end(text: ReplyText, core: Core, clause: Clause) -> tuple[int, tuple[int, int] | None]:
    """Return where the promise's own words end: before a condition, which is returned too, a reason or a purpose."""
    for at in range(core.verb + 1, clause.end):
        word = text.word(at)
        if opens_condition(text, at) and not (at == core.verb + 1 and word == "after"):
            return at, (at, text.trimmed(at, clause.end))
        if (word in _TURNS and at > core.verb + 1) or (word == "to" and text.word(at + 1) in _PURPOSES):
            return at, None
    return clause.end, None


def _end_with_time(
    text: ReplyText,
    core: Core,
    clause: Clause,
    end: int,
    condition: tuple[int, int] | None,
    deadline: Deadline | None,
) -> int:
    """Return where a promise ends so that its deadline is in it, and what follows a comma after that is not."""
    if deadline is None or deadline.quote is None:
        return end
    last = bisect_left(text.starts, deadline.quote.end) - 1
    if not core.start <= last < clause.end:
        return end
    if condition is not None and last >= condition[0] and deadline.kind is not DeadlineKind.VAGUE:
        return end
    comma_follows = last + 1 < clause.end and text.code[last + 1] == COMMA and last > core.verb
    return last + 1 if comma_follows else max(end, last + 1)
