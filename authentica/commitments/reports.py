"""Reports: what a later message says of an action: that it is done, that it is not, or that somebody is waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from authentica.commitments.vocabulary import ADVERBS, COMPANY, topic_of
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading

__all__ = ["Report", "answers", "chases", "done_by_support", "results_for_customer", "speaks_of"]

ANY_TOPIC = "any"


class Report(NamedTuple):
    """Tokens ``[start, end)`` that report on actions of a topic, or of `ANY_TOPIC`."""

    start: int
    end: int
    topic: str


_SHOWN_BY_RECEIPT = frozenset(("send", "refund", "change", "contact"))


def speaks_of(report: Report, topic: str) -> bool:
    """Whether a report is one of actions of a topic: what came in shows a refund and an answer too."""
    return report.topic in (ANY_TOPIC, topic) or (report.topic == "send" and topic in _SHOWN_BY_RECEIPT)


_HAVE = frozenset(("have", "has", "had", "'s", "'ve", "was", "were", "is", "are", "been", "being", "got", "'d", "am"))
_FINDINGS = frozenset(
    (
        "looks like", "turns out", "it appears", "it seems", "i found", "we found", "i checked",
        "showing that", "shows that", "according to",
    )
)  # fmt: skip
_SUPPOSING = frozenset(("until", "if", "once", "when", "whenever", "unless"))
_LONGEST_SUPPOSITION = 10
_NOT_DONE = frozenset(
    ("not", "never", "no", "yet", "will", "if", "once", "when", "can", "to", "should", "could", "would", "may", "might")
)

_CHASES_OF_ALL = frozenset(
    [
        "any update", "any updates", "any news", "any progress", "any word", "any luck", "still waiting",
        "still no", "still not", "still nothing", "still have not", "still has not", "am waiting",
        "been waiting", "keep waiting", "heard nothing", "nothing yet", "no response", "no reply", "no answer",
        "no update", "no updates", "no call", "no news", "no word", "not heard", "not received", "not had",
        "not got", "not arrived", "not responded", "not replied", "not called", "not contacted",
        "not been contacted", "not been refunded", "never called", "never received", "never heard",
        "never got", "never arrived", "never came", "never responded", "never replied", "never happened",
        "never showed", "nobody called", "nobody has", "no one has", "no one called", "not happened",
        "not come", "did not call", "did not happen", "did not arrive", "did not get", "not get back",
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
        "sorted now", "heard back", "called me", "problem solved",
    ]
)  # fmt: skip
_LANDINGS = frozenset(
    [
        "made it home", "made it out", "made it in", "made it to", "made it here", "made it !", "made it .", "made it ,",
        "made it -", "made it and", "made it back", "landed safely", "just landed", "we landed", "took off", "on our way",
        "finally moving", "in the air", "finally boarding", "finally boarded",
    ]
)  # fmt: skip
_RECEIPTS = frozenset(
    [
        "got it", "got the", "got my", "got your", "have received", "has arrived", "just arrived", "it arrived", "came through",
        "have it now", "received it", "received the", "received your", "received my",
    ]
)  # fmt: skip
_GROUNDED = frozenset(("still at the", "still on the", "still sitting", "still stuck", "still delayed", "still here"))
# By topic, the likeliest first; what is said of all topics comes first.
_CHASES: Mapping[str, frozenset[str]] = MappingProxyType({ANY_TOPIC: _CHASES_OF_ALL, "travel": _GROUNDED})
_RESULTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {ANY_TOPIC: _RESULTS_OF_ALL, "send": _RECEIPTS, "travel": _LANDINGS}
)
_LONGEST_PHRASE = 4


def done_by_support(reading: ReplyReading) -> Iterator[Report]:
    """Yield what a message of the support side reports as done: "I've refunded it", "it has been sent", "I found the parcel"."""
    words = reading.tokens.words
    for clause in reading.clauses:
        for at in range(clause.start, clause.end):
            word = words[at]
            pair = f"{word} {words[at + 1]}" if at + 1 < clause.end else ""
            if pair in _FINDINGS:
                yield Report(at, min(at + 2, clause.end), "look")
            elif word in ("speaking", "talking", "chatting") and words[at + 1 : at + 3] in (
                ("with", "you"),
                ("to", "you"),
            ):
                yield Report(at, at + 3, "contact")
            if not _is_past(word, reading.tokens.code[at]) or at in reading.borrowed:
                continue
            topic = topic_of(word)
            back = at - 1
            while back >= clause.start and words[back] in ADVERBS:
                back -= 1
            if (
                topic is None
                or back < clause.start
                or any(w in _NOT_DONE for w in words[max(clause.start, back - 3) : at])
            ):
                continue
            if topic == "send" and not COMPANY.isdisjoint(words[at + 1 : at + 8]):
                topic = "pass"  # "We've sent it over to our airport team."
            if not _SUPPOSING.isdisjoint(words[max(clause.start, back - _LONGEST_SUPPOSITION) : at]):
                continue
            if words[back] in _HAVE or words[back] in ("i", "we") or words[back] in COMPANY:
                yield Report(max(clause.start, back - 1), min(at + 3, clause.end), topic)


def answers(reading: ReplyReading) -> Report | None:
    """Return the first clause of substance of a support message that asks for no particulars.

    Who has said "let me check" and now tells something, has checked.
    """
    words = reading.tokens.words
    found = None
    for clause in reading.clauses:
        inside = words[clause.start : clause.end]
        if any(word in _PARTICULARS and (at == 0 or inside[at - 1] in _ASKING) for at, word in enumerate(inside)):
            return None
        statement = (
            len(inside) >= _SHORTEST_STATEMENT
            and _COURTESIES.isdisjoint(inside[:4])
            and _ANNOUNCING.isdisjoint(inside)
            and not (inside[0] in ("we", "i") and inside[1] in _SYMPATHY)
        )
        if statement and found is None:
            found = Report(clause.start, clause.end, ANY_TOPIC)
    return found


_PARTICULARS = frozenset(
    ["dm", "pm", "send", "share", "provide", "confirm", "give", "message", "email", "submit", "what's", "what", "which"]
)
_ASKING = frozenset(("please", "and", "you", "kindly", "to", "just", "us", ",", "so", "pls", "."))
_COURTESIES = frozenset(
    ("thanks", "thank", "sorry", "apologies", "hi", "hello", "welcome", "glad", "happy", "hope", "keep")
)
_ANNOUNCING = frozenset(("will", "shall"))
_SYMPATHY = frozenset(("know", "understand", "appreciate", "realize", "realise", "hate", "get"))
_SHORTEST_STATEMENT = 5


def _is_past(word: str, kind: str) -> bool:
    return kind == Kind.PAST.value or word.endswith("ed") or word in _IRREGULAR_PASTS


_IRREGULAR_PASTS = frozenset(
    [
        "sent", "resent", "given", "made", "put", "found", "told", "rang", "spoken", "spoke", "written",
        "brought", "built", "done", "paid", "dealt", "got", "took", "taken", "left",
    ]
)  # fmt: skip


def chases(reading: ReplyReading) -> Report | None:
    """Return where a customer's message chases a promise or says that it was not kept."""
    return _first_of_topics(reading, _CHASES, frozenset())


def results_for_customer(reading: ReplyReading) -> Report | None:
    """Return where a customer's message reports a result: "got it, thanks", "it works now"."""
    return _first_of_topics(reading, _RESULTS, _NOT_DONE)


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
