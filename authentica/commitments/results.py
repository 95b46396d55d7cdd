"""Results: what a later message of the customer says of what was promised: that it has come, or that they are waiting for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from authentica.commitments.cores import OTHER_TOPIC
from authentica.commitments.reports import ANY_TOPIC, NOT_DONE, Report, is_past
from authentica.commitments.vocabulary import ADVERBS, bases
from authentica.language.clauses import Clause
from authentica.language.reading import ReplyReading

__all__ = ["ARRIVAL", "chases", "deeds", "results_for_customer", "stalls"]

ARRIVAL = "arrival"
"""Topic of the report that somebody or something has come."""

_CHASES_OF_ALL = frozenset(
    [
        "any update", "any updates", "any news", "any progress", "any word", "any luck", "still waiting",
        "still no", "still not", "still nothing", "still have not", "still has not", "am waiting",
        "been waiting", "keep waiting", "heard nothing", "nothing yet", "no response", "no reply", "no answer",
        "no update", "no updates", "no call", "no news", "no word", "not heard", "not received", "not had",
        "not got", "not responded", "not replied", "not called", "not contacted",
        "not been contacted", "not been refunded", "never called", "never responded", "never replied", "nobody called", "nobody has", "no one has", "no one called", "did not call", "not get back",
        "not fixed", "not resolved", "not been fixed", "not been resolved", "not done", "update please",
        "how much longer", "what is happening", "what is going on", "no sign of", "where is",
        "have you looked", "have you heard", "is there an update", "waiting on",
    ]
)  # fmt: skip
_RESULTS_OF_ALL = frozenset(
    [
        "it works", "works now", "it worked", "working now", "is working", "is fixed",
        "is resolved", "is sorted", "all sorted", "now fixed", "been fixed", "been resolved", "been refunded",
        "been sorted", "solved it", "fixed it", "that worked", "that works", "did the trick", "resolved now",
        "sorted now", "heard back", "called me", "problem solved", "works again", "working again", "all good now",
        "fine now", "good now", "clear now", "okay now", "ok now", "normal again", "back to normal", "back online", "up again",
    ]
)  # fmt: skip
_LANDINGS = frozenset(
    [
        "made it home", "made it out", "made it in", "made it to", "made it here", "made it !", "made it .", "made it ,",
        "made it -", "made it and", "made it back", "landed safely", "just landed", "we landed", "took off", "on our way",
        "finally moving", "in the air", "finally boarding", "finally boarded", "on board",
    ]
)  # fmt: skip
_RECEIPTS = frozenset(
    [
        "got it", "got the", "got my", "got your", "have received", "has arrived", "just arrived", "it arrived", "came through",
        "have it now", "received it", "received the", "received your", "received my", "is here", "are here", "i have it ,", "i have it .", "i have it now",
        "have got it", "have them now", "is in my inbox",
    ]
)  # fmt: skip
_GROUNDED = frozenset(("still at the", "still on the", "still sitting", "still stuck", "still delayed", "still here"))
# By topic, the likeliest first; what is said of all topics comes first.
_CHASES: Mapping[str, frozenset[str]] = MappingProxyType({ANY_TOPIC: _CHASES_OF_ALL, "travel": _GROUNDED})
_RESULTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {ANY_TOPIC: _RESULTS_OF_ALL, "send": _RECEIPTS, "travel": _LANDINGS}
)
_LONGEST_PHRASE = 4

_WRITERS = frozenset(("i", "we"))
_PERFECT = frozenset(("has", "have", "'s", "'ve", "been", "was", "were", "finally"))
_CONTACTING = frozenset(
    ("call", "ring", "phone", "email", "mail", "write", "text", "message", "contact", "reply", "respond", "answer")
)
_COMING = frozenset(("come", "arrive", "appear"))
_CAME = frozenset(("came", "rang", "wrote"))
# "The bill came to 50": nothing has arrived.
_AFTER_COMING = frozenset(("to", "up", "out", "from", "across", "with", "as", "down"))
_AFTER_CONTACT = frozenset(
    (
        "me",
        "us",
        "back",
        "and",
        "but",
        "at",
        "on",
        "in",
        "this",
        "today",
        "yesterday",
        "again",
        "just",
        "with",
        "about",
        "to",
    )
)
# What makes a deed a past, a general or a wished one.
_UNTOLD = NOT_DONE | frozenset(
    (
        "last", "ago", "before", "previously", "always", "every", "said", "told", "promised", "supposed", "why", "who", "what", "where",
        "which", "wish", "nobody", "noone", "nothing", "none", "until", "unless", "after", "because",
    )
)  # fmt: skip

_WAITING = frozenset(("still", "nothing", "nobody", "noone", "nowhere"))
# "I've got no letter" waits for one, "I've got no idea" for nothing.
_GETTING = frozenset(("got", "had", "seen", "received"))
_COMMON_LACKS = frozenset(
    (
        "idea",
        "clue",
        "problem",
        "problems",
        "issue",
        "issues",
        "choice",
        "time",
        "doubt",
        "complaints",
        "reason",
        "luck",
    )
)
_OWN_VERBS = frozenset(("i", "we", "you", "u", "can", "do", "does", "would", "will", "could"))
_AT_EASE = frozenset(
    ("love", "like", "think", "want", "need", "prefer", "hope", "believe", "able", "open", "available", "valid", "possible", "happy",
     "good", "great", "fine", "wrong", "else", "but", "to", "urgent", "works", "working")
)  # fmt: skip


def chases(reading: ReplyReading) -> Report | None:
    """Return where a customer's message chases a promise or says that it was not kept."""
    return _first_of_topics(reading, _CHASES, frozenset())


def stalls(reading: ReplyReading) -> Report | None:
    """Return where a customer's message says that things are as they were, which chases what is due: "still empty", "nothing there"."""
    words = reading.tokens.words
    for clause in reading.clauses:
        if "?" in words[clause.end - 1 : clause.end]:
            continue
        for at in range(clause.start, clause.end):
            before = words[at - 1] if at > clause.start else ""
            after = words[at + 1] if at + 1 < clause.end else ""
            lacks = words[at] == "no" and (after == "one" or (before in _GETTING and after not in _COMMON_LACKS))
            if words[at] not in _WAITING and not lacks:
                continue
            if at not in reading.borrowed and before not in _OWN_VERBS and after not in _AT_EASE:
                return Report(at, min(at + 3, clause.end), ANY_TOPIC)
    return None


def results_for_customer(reading: ReplyReading) -> Report | None:
    """Return where a customer's message reports a result: "got it, thanks", "it works now"."""
    return _first_of_topics(reading, _RESULTS, NOT_DONE)


def deeds(reading: ReplyReading) -> tuple[Report, ...]:
    """Return what a customer's message says that others have done: "Simon called", "the lamp came", "he has been"."""
    return tuple(found for clause in reading.clauses for found in _deeds(reading, clause))


def _deeds(reading: ReplyReading, clause: Clause) -> Iterator[Report]:
    words, code = reading.tokens.words, reading.tokens.code
    inside = words[clause.start : clause.end]
    if "?" in inside[-1:] or not _UNTOLD.isdisjoint(inside):
        return
    for at in range(clause.start + 1, clause.end):
        word = words[at]
        if at in reading.borrowed or not (word in _CAME or is_past(word, code[at]) or _has_been(words, at)):
            continue
        back = at - 1
        while back >= clause.start and (words[back] in ADVERBS or words[back] in _PERFECT):
            back -= 1
        passive = words[at - 1] in ("been", "was", "were")
        if back < clause.start or not words[back][:1].isalpha() or (words[back] in _WRITERS and not passive):
            continue
        verb = frozenset(bases("come" if word in ("came", "been") else word))
        after = words[at + 1] if at + 1 < clause.end else ""
        if verb & _COMING:
            if after not in _AFTER_COMING:
                yield Report(back, at + 1, ARRIVAL)
        elif not verb & _CONTACTING:
            yield Report(back, at + 1, OTHER_TOPIC, word)
        elif after in _AFTER_CONTACT or not after.isalpha():
            yield Report(back, at + 1, "contact", word)


def _has_been(words: Sequence[str], at: int) -> bool:
    """Whether somebody "has been", that is, has come and gone."""
    return words[at] == "been" and words[at - 1] in ("has", "'s", "have") and words[at + 1 : at + 2] == ("and",)


def _first_of_topics(
    reading: ReplyReading, phrases: Mapping[str, frozenset[str]], unless: frozenset[str]
) -> Report | None:
    for topic, phrases_of_topic in phrases.items():
        found = _first(reading, phrases_of_topic, unless)
        if found is not None:
            return found._replace(topic=topic)
    return None


def _first(reading: ReplyReading, phrases: frozenset[str], unless: frozenset[str]) -> Report | None:
    words = reading.tokens.words
    for at in range(len(words)):
        for length in range(2, _LONGEST_PHRASE + 1):
            if " ".join(words[at : at + length]) in phrases and not unless.intersection(words[max(0, at - 3) : at]):
                return Report(at, min(at + length, len(words)), ANY_TOPIC)
    return None
