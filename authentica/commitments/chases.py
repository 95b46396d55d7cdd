"""Chases: what a message of the customer says who is still waiting for what was promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from authentica.commitments.reports import ANY_TOPIC, SUPPOSING, Report, phrases_in
from authentica.commitments.timewords import UNIT_HOURS, WEEKDAYS
from authentica.commitments.vocabulary import BEING
from authentica.language.clauses import Clause
from authentica.language.reading import ReplyReading

__all__ = ["SPANS", "chases", "is_of_last_time", "questions", "stalls"]

SPANS = frozenset(
    (*UNIT_HOURS, *WEEKDAYS, "today", "tomorrow", "deadline", "<number>", "weekend", "morning", "afternoon", "evening")
)
"""Words of time that may come and go without anything else."""

_CHASES_OF_ALL = frozenset(
    [
        "still waiting", "still no", "still not", "still nothing", "still have not", "still has not", "am waiting",
        "been waiting", "keep waiting", "heard nothing", "nothing yet", "no response", "no reply", "no answer",
        "no update", "no updates", "no news", "no word", "not heard", "not received", "not had",
        "not got", "not responded", "not replied",
        "not been refunded", "never responded", "never replied", "not get back",
        "not fixed", "not resolved", "not been fixed", "not been resolved", "not done", "no sign of", "waiting on",
        "still pending", "still outstanding", "still missing", "still processing", "still unresolved", "still unanswered",
        "radio silence", "silence since", "silence from", "silence ever", "complete silence", "total silence", "not a peep", "not a sausage",
        "been silent", "stayed silent", "remained silent", "not a sound", "not a whisper", "not a dicky", "crickets", "heard nowt", "heard zilch", "gone quiet", "left hanging",
        "so much for", "waited in", "stayed in", "waited all", "waited for nothing",
    ]
)  # fmt: skip
# Who asks does not know whether it was done.
_QUESTIONS = frozenset(
    [
        "any update", "any updates", "any news", "any progress", "any word", "any luck", "update please", "is there an update",
        "how much longer", "what is happening", "what is going on", "where is", "where are", "what happened to", "have you looked",
        "have you heard", "have you spoken", "have you managed", "have you asked", "have you found", "have you sent", "have you checked",
        "did you speak", "did you ask", "did you find", "did you hear", "did you manage", "did you send", "did you check", "did you call",
        "did you ring", "did you look", "forgotten me", "forgotten us", "forgotten about", "you forgotten", "you forget",
    ]
)  # fmt: skip
_GROUNDED = frozenset(("still at the", "still on the", "still sitting", "still stuck", "still delayed", "still here"))
# By topic, the likeliest first; what is said of all topics comes first.
_CHASES: Mapping[str, frozenset[str]] = MappingProxyType({ANY_TOPIC: _CHASES_OF_ALL, "travel": _GROUNDED})
# "Thanks so much for this" is no "so much for this".
_THANKS = frozenset(("thank", "thanks", "thx", "appreciate"))
_ASKING: Mapping[str, frozenset[str]] = MappingProxyType({ANY_TOPIC: _QUESTIONS})
_STALLS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        ANY_TOPIC: frozenset(
            (
                "same as ever", "same as before", "as before", "no change", "no different", "no better", "not changed", "nothing changed",
                "not yet", "you promised", "was promised", "were promised", "been promised", "was supposed to", "were supposed to",
                "was meant to", "were meant to", "was due to", "half gone", "and counting",
            )
        )
    }
)  # fmt: skip

_WAITING = frozenset(("still", "nothing", "nobody", "noone", "nowhere"))
# "I've got no letter" waits for one, "I've got no idea" for nothing.
_GETTING = frozenset(("got", "had", "seen", "received"))
_COMMON_LACKS = frozenset("idea clue problem problems issue issues choice time doubt complaints reason luck".split())
_OWN_VERBS = frozenset(("i", "we", "you", "u", "can", "do", "does", "would", "will", "could"))
_AT_EASE = frozenset(
    ("love", "like", "think", "want", "need", "prefer", "hope", "believe", "able", "open", "available", "valid", "possible", "happy",
     "good", "great", "fine", "wrong", "else", "but", "to", "urgent", "works", "working")
)  # fmt: skip
# "48 hours came and went", "the week is over", "a month has passed".
_GONE = frozenset(("went", "gone", "passed"))
_OVER = frozenset(("over", "up", "past"))
_GONE_WITHIN = 5
_LAST_TIME = ("last", "time")


def chases(reading: ReplyReading) -> tuple[Report, ...]:
    """Return where a customer's message says that they still wait: "nothing yet", "not heard"."""
    return tuple(phrases_in(reading, _CHASES, _THANKS))


def questions(reading: ReplyReading) -> tuple[Report, ...]:
    """Return where a customer's message asks what has become of it: "any news?", "where is it"."""
    return tuple(phrases_in(reading, _ASKING))


def stalls(reading: ReplyReading) -> Report | None:
    """Return where a customer's message says that things are as they were, or the time is over, which chases what is due."""
    words = reading.tokens.words
    for clause in reading.clauses:
        inside = words[clause.start : clause.end]
        if "?" in inside[-1:] or not SUPPOSING.isdisjoint(inside[:2]) or is_of_last_time(inside):
            continue
        for at in range(clause.start, clause.end):
            if at in reading.borrowed:
                continue
            before = words[at - 1] if at > clause.start else ""
            after = words[at + 1] if at + 1 < clause.end else ""
            lacks = words[at] == "no" and (after == "one" or (before in _GETTING and after not in _COMMON_LACKS))
            if (words[at] in _WAITING or lacks) and before not in _OWN_VERBS and after not in _AT_EASE:
                return Report(at, min(at + 3, clause.end), ANY_TOPIC)
            over = _over(words, at, clause)
            if over is not None:
                return Report(at, over, ANY_TOPIC)
    return None if is_of_last_time(words) else next(phrases_in(reading, _STALLS), None)


def is_of_last_time(words: Sequence[str]) -> bool:
    """Whether the words of a clause speak of another time: "the last time nobody came"."""
    return _LAST_TIME in pairwise(words)


def _over(words: Sequence[str], at: int, clause: Clause) -> int | None:
    """Return where it ends that the time named at a token is over; None where it is not."""
    if words[at] not in SPANS:
        return None
    for later in range(at + 1, min(at + _GONE_WITHIN, clause.end)):
        if words[later] in _GONE or (words[later] in _OVER and words[later - 1] in BEING):
            return later + 1
    return None
