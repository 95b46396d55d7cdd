"""Chases: what a message of the customer says who is still waiting for what was promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from authentica.commitments.replytext import first_but
from authentica.commitments.reports import ANY_TOPIC, SUPPOSING, Report, noun_after, phrases_in
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
                "was meant to", "were meant to", "was due to", "half gone", "and counting", "been and gone", "come and gone", "is overdue",
                "are overdue", "was expecting", "were expecting", "did i miss", "did we miss", "nowhere to be", "by the phone", "waited until",
                "waited till", "waiting until", "waiting till", "wait your", "waiting your", "you were going to", "you said you would", "you said you will",
                "you were to", "you not going to", "you supposed to", "thought you were", "thought you would", "i not supposed to", "sitting here since",
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
_BEFORE_AWAITED = frozenset("a an any the been even yet".split())
_PERFECT = frozenset(("have", "has"))
_OWN_LACKS = _COMMON_LACKS | frozenset("chance moment minute minutes opportunity".split())
# What the firm has to do, or what has to come.
_AWAITED = frozenset(
    """
    heard received had got gotten get getting seen come came coming arrived arriving appeared shown turned landed gone through here there back in
    refunded credited paid repaid fixed repaired mended done sent posted shipped dispatched delivered called rung phoned emailed written answered replied
    responded contacted resolved sorted processed updated changed cancelled booked reimbursed showing cleared anything nothing
    """.split()
)
# "48 hours came and went", "the week is over", "a month has passed".
_GONE = frozenset(("went", "gone", "passed"))
_OVER = frozenset(("over", "up", "past"))
_GONE_WITHIN = 6
_SAYING = frozenset(("said", "told", "promised"))
_SAYERS = frozenset(("you", "u", "they", "he", "she"))
_TOLD = frozenset(("was", "were"))
_BEFORE_TIME = frozenset(("me", "us", "by", "at", "on", "before", "within"))
_CLOCK = frozenset(("pm", "am", "o'clock", "hours", "days", "<number>", ":", "sharp"))
# What is chased stands behind these.
_ABOUT = frozenset(("for", "about", "on", "of", "with", "regarding", "from"))
_MATTERS = frozenset(("for", "about", "with", "regarding"))
_BEFORE_CHASED = frozenset(("no", "is", "are", "on", "of", "expecting", "miss", "your", "without"))
_BEFORE_DUTY = frozenset(("to", "would", "will", "were"))
_MISSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        ANY_TOPIC: frozenset(
            ("missed callback", "missed call back", "missed call", "missed deadline", "broken promise", "broken promises", "empty promises")
        )
    }
)  # fmt: skip
# "I missed your call" is no missed call of theirs.
_OWN_MISSES = frozenset(("i", "we"))
_LAST_TIME = ("last", "time")


def chases(reading: ReplyReading) -> tuple[Report, ...]:
    """Return where a customer's message says that they still wait, and for what: "nothing yet", "not heard"."""
    words = reading.tokens.words
    return tuple(
        _of_thing(reading, f) for f in phrases_in(reading, _CHASES, _THANKS) if not _is_their_own(words, f.end)
    )


def _is_their_own(words: Sequence[str], at: int) -> bool:
    """Whether what a customer has "still not" done, or is "still not", is theirs: "still not sure", "not had a chance"."""
    last = words[at - 1]
    after = first_but(_BEFORE_AWAITED, words, at, len(words))
    follows = words[after] if after < len(words) else ""
    if last == "had":
        return follows in _OWN_LACKS
    return last == "not" and follows[:1].isalpha() and follows not in _AWAITED


def questions(reading: ReplyReading) -> tuple[Report, ...]:
    """Return where a customer's message asks what has become of it: "any news?", "where is it"."""
    return tuple(_of_thing(reading, found) for found in phrases_in(reading, _ASKING))


def stalls(reading: ReplyReading) -> tuple[Report, ...]:
    """Return where a customer's message says that things are as they were, or the time is over, which chases what is due."""
    found = tuple(_stalls(reading))
    if is_of_last_time(reading.tokens.words):
        return found
    return (
        *found,
        *(_of_thing(reading, stall) for stall in phrases_in(reading, _STALLS)),
        *phrases_in(reading, _MISSES, _OWN_MISSES),
    )


def _of_thing(reading: ReplyReading, report: Report) -> Report:
    """Return a chase with what is chased, "any news on the key", or what was to be done, "you were going to ring"."""
    words, at = reading.tokens.words, report.end
    last, after = words[at - 1], words[at : at + 1]
    if last in _BEFORE_CHASED or not _ABOUT.isdisjoint(after):
        return report._replace(thing=noun_after(words, at + (last not in _BEFORE_CHASED), len(words)))
    return report._replace(verb=after[0]) if last in _BEFORE_DUTY and after else report


def _stalls(reading: ReplyReading) -> Iterator[Report]:
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
            denied = at + 2 + (after in _PERFECT) if words[at] == "still" else at
            is_own = words[denied - 1 : denied] == ("not",) and _is_their_own(words, denied)
            if (words[at] in _WAITING or lacks) and before not in _OWN_VERBS and after not in _AT_EASE and not is_own:
                about = next((later for later in range(at, clause.end) if words[later] in _MATTERS), clause.end)
                yield Report(at, min(at + 3, clause.end), ANY_TOPIC, thing=noun_after(words, about + 1, clause.end))
            over = _over(words, at, clause) or _said(words, at, clause)
            if over is not None:
                yield Report(at, over, ANY_TOPIC)


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


def _said(words: Sequence[str], at: int, clause: Clause) -> int | None:
    """Return where the time ends that was given, and nothing but a time: "you said 3 pm", "I was told Friday"; None where none was."""
    given = (words[at] in _SAYING and words[at - 1] in _SAYERS) or (words[at] == "told" and words[at - 1] in _TOLD)
    time = first_but(_BEFORE_TIME, words, at + 1, clause.end)
    if at == clause.start or not given or time >= clause.end or words[time] not in SPANS:
        return None
    end = first_but(_CLOCK, words, time + 1, clause.end)
    return None if end < clause.end and words[end][:1].isalpha() else end
