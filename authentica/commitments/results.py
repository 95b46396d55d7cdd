"""Results: what a later message of the customer says of what was promised: that it has come, or that they are waiting for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from authentica.commitments.reports import ANY_TOPIC, NOT_DONE, Report
from authentica.language.reading import ReplyReading

__all__ = ["chases", "results_for_customer"]

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


def chases(reading: ReplyReading) -> Report | None:
    """Return where a customer's message chases a promise or says that it was not kept."""
    return _first_of_topics(reading, _CHASES, frozenset())


def results_for_customer(reading: ReplyReading) -> Report | None:
    """Return where a customer's message reports a result: "got it, thanks", "it works now"."""
    return _first_of_topics(reading, _RESULTS, NOT_DONE)


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
