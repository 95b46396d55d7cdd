"""Reports: what a later message of the support side says of an action: that it is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from authentica.commitments.timewords import TIME_WORDS
from authentica.commitments.vocabulary import ADVERBS, COMPANY, THIRD_PARTIES, bases, topic_of
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading

__all__ = [
    "ANY_TOPIC", "CUSTOMER_WORDS", "NOT_DONE", "PASSIVE", "SUPPOSING", "WITH_OTHERS", "Report", "answers", "done_by_support",
    "is_past", "is_with_others", "speaks_of",
]  # fmt: skip

ANY_TOPIC = "any"
WITH_OTHERS = "contact with others"
"""Topic of a report of contact with somebody else than the customer."""


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
SUPPOSING = frozenset(("until", "if", "once", "when", "whenever", "unless"))
_LONGEST_SUPPOSITION = 10
NOT_DONE = frozenset(
    ("not", "never", "no", "yet", "will", "if", "once", "when", "can", "to", "should", "could", "would", "may", "might")
)


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
            if not is_past(word, reading.tokens.code[at]) or at in reading.borrowed:
                continue
            topic = topic_of(word)
            back = at - 1
            while back >= clause.start and words[back] in ADVERBS:
                back -= 1
            if (
                topic is None
                or back < clause.start
                or any(w in NOT_DONE for w in words[max(clause.start, back - 3) : at])
            ):
                continue
            if topic == "send" and not COMPANY.isdisjoint(words[at + 1 : at + 8]):
                topic = "pass"  # "We've sent it over to our airport team."
            if topic == "contact" and _reaches_others(reading, clause.start, at, clause.end):
                topic = WITH_OTHERS
            if not SUPPOSING.isdisjoint(words[max(clause.start, back - _LONGEST_SUPPOSITION) : at]):
                continue
            if words[back] in _HAVE or words[back] in ("i", "we") or words[back] in COMPANY:
                yield Report(max(clause.start, back - 1), min(at + 3, clause.end), topic)


_REACHING = frozenset(("call", "ring", "phone", "contact", "speak", "meet", "reach", "tell", "inform", "notify", "let"))
_ANSWERING = frozenset(("reply", "respond", "answer"))
CUSTOMER_WORDS = frozenset(("you", "u", "your", "yourself"))
_OTHERS = frozenset(("him", "her", "them", "someone", "somebody", "everyone", "everybody", "me", "us"))
_DETERMINERS = frozenset(("the", "our", "my", "a", "an", "their", "his", "one", "both"))
_TOWARDS = frozenset(("to", "with"))
_BEFORE_ADDRESSEE = _TOWARDS | {"in", "touch", "back", "out", "up", "again", "through", "directly"}
_LINES = frozenset(("number", "numbers", "phone", "mobile", "line", "landline"))
_PEOPLE = COMPANY | THIRD_PARTIES
_LONGEST_ADDRESSEE = 4
PASSIVE = frozenset(("been", "being", "was", "were"))
_WORD = re.compile(r"[^\W\d_]+")


def _reaches_others(reading: ReplyReading, start: int, verb: int, end: int) -> bool:
    """Whether the report of contact at `verb` is of contact with somebody else: "I've spoken to him", "the depot has been told"."""
    words, tokens = reading.tokens.words, reading.tokens
    passive = not PASSIVE.isdisjoint(words[max(start, verb - 2) : verb])
    if passive and not _REACHING.isdisjoint(bases(words[verb])):
        return CUSTOMER_WORDS.isdisjoint(words[start:verb])
    ahead = range(verb, min(end, verb + _LONGEST_ADDRESSEE + 5))
    return _names_others([tokens.quote(at, at + 1) for at in ahead])


def is_with_others(action: str) -> bool:
    """Whether the action that a promise of contact names is contact with somebody else than the customer: "call the depot"."""
    return _names_others(_WORD.findall(action))


def _names_others(said: Sequence[str]) -> bool:
    """Whether a verb of contact and what follows it name somebody else, and not the customer."""
    words = [word.lower() for word in said]
    at = 1
    while at < len(words) and words[at] in _BEFORE_ADDRESSEE | ADVERBS:
        at += 1
    if at >= len(words) or words[at] in CUSTOMER_WORDS:
        return False
    noun = words[at + 1 : at + 1 + _LONGEST_ADDRESSEE]
    if words[at] in _OTHERS or (words[at] in _DETERMINERS and not _PEOPLE.isdisjoint(noun)):
        return True
    verb = frozenset(bases(words[0]))
    personal = not _REACHING.isdisjoint(verb) or not (_TOWARDS.isdisjoint(words[1:at]) or verb & _ANSWERING)
    is_name = said[at].istitle() and words[at] not in TIME_WORDS
    return personal and (is_name or (words[at] in _DETERMINERS and _LINES.isdisjoint(noun)))


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


def is_past(word: str, kind: str) -> bool:
    """Whether a word is a verb of what has been, by its kind or its form."""
    return kind == Kind.PAST.value or word.endswith("ed") or word in _IRREGULAR_PASTS


_IRREGULAR_PASTS = frozenset(
    [
        "sent", "resent", "given", "made", "put", "found", "told", "rang", "spoken", "spoke", "written",
        "brought", "built", "done", "paid", "dealt", "got", "took", "taken", "left",
    ]
)  # fmt: skip
