"""Denials: what a later message says was not done, by the customer ("nobody came") or by the support side that admits it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from authentica.commitments.reports import CUSTOMER_WORDS, PASSIVE, SUPPOSING
from authentica.commitments.vocabulary import ADVERBS, TOPIC_OF, bases
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading

__all__ = ["Denial", "admissions", "denials", "denies"]

_WORD = re.compile(r"[^\W\d_]+")


class Denial(NamedTuple):
    """Tokens ``[start, end)`` that say that an action was not done; `verb` is None for whatever was promised: "and you didn't"."""

    start: int
    end: int
    verb: str | None


_NEGATIONS = frozenset(("not", "never"))
_PERFECT = frozenset(("have", "has", "had"))
_DENYING = _PERFECT | {"did", "was", "were"}
_WRITERS = frozenset(("i", "we"))
_PARTNERS = frozenset(("you", "u", "he", "she", "they"))
_NOBODY = frozenset(("nobody", "noone", "none", "nothing"))
_BEFORE_DENIED = ADVERBS | _DENYING | {"been", "ever", "yet", "bother", "manage"}
_FAILING = frozenset(("failed", "forgot", "forgotten", "neglected"))
# What was to come and did not, whatever it was.
_COMING = frozenset(
    (
        "come",
        "came",
        "show",
        "showed",
        "arrive",
        "arrived",
        "appear",
        "appeared",
        "happen",
        "happened",
        "turn",
        "turned",
    )
)
_RECEIVING = frozenset(("receive", "received", "hear", "heard", "get", "got"))
_CONTACTING = frozenset(
    ("call", "ring", "phone", "contact", "email", "mail", "text", "message", "write", "reply", "respond", "answer", "update")
)  # fmt: skip


def denies(denial: Denial, topic: str, action: str) -> bool:
    """Whether it is the action of a promise that was not done: by its verb, for one topic holds much that was never promised."""
    if denial.verb is None:
        return True
    denied = frozenset(bases(denial.verb))
    if topic == "contact" and denied & _CONTACTING:
        return True
    return any(not denied.isdisjoint(bases(word)) for word in _WORD.findall(action.lower()))


def denials(reading: ReplyReading) -> tuple[Denial, ...]:
    """Return where a customer's message says what was not done: "you didn't", "nobody came", "he never rang"."""
    return tuple(_denials(reading, _WRITERS, _DENYING))


def admissions(reading: ReplyReading) -> tuple[Denial, ...]:
    """Return where a message of the support side admits what was not done; what it has not done yet it may still do."""
    return tuple(_denials(reading, CUSTOMER_WORDS, _DENYING - _PERFECT))


def _denials(reading: ReplyReading, others: Set[str], auxiliaries: Set[str]) -> Iterator[Denial]:
    """Yield what was not done, but by `others`: those who had promised nothing."""
    code = reading.tokens.code
    words = _with_did(reading)
    for clause in reading.clauses:
        for at in range(clause.start, clause.end):
            if at in reading.borrowed or not SUPPOSING.isdisjoint(words[clause.start : at]):
                continue
            word, back = words[at], at - 1
            while back >= clause.start and words[back] in ADVERBS:
                back -= 1
            before = words[back] if back >= clause.start else ""
            verb = at + 1
            if word in _NEGATIONS:
                if before in auxiliaries:
                    back -= 1
                elif word == "not" or before in _PERFECT:
                    continue
                if verb < clause.end and words[verb] in _PARTNERS:
                    back = verb  # "Why didn't you call?"
                    verb += 1
            elif verb < clause.end and (
                (word in _FAILING and words[verb] == "to") or (word, words[verb]) == ("no", "one")
            ):
                verb += 1
            elif word not in _NOBODY:
                continue
            while back >= clause.start and words[back] in ADVERBS:
                back -= 1
            subject = words[back] if back >= clause.start else ""
            begin = max(min(back, at - 1), clause.start)
            first = verb
            while verb < clause.end and words[verb] in _BEFORE_DENIED:
                verb += 1
            passive = not PASSIVE.isdisjoint(words[max(clause.start, at - 1) : verb])
            ends = verb >= clause.end or not words[verb][0].isalpha()
            received = not ends and words[verb] in _RECEIVING
            if subject in others and not (subject in _WRITERS and (passive or received)):
                continue
            if ends:
                # "You said you would, and you didn't!" speaks of whatever was promised; "no, it didn't" of anything.
                if others is _WRITERS and (subject in _PARTNERS or (word in ("nobody", "no") and verb > first)):
                    yield Denial(begin, verb, None)
            elif words[verb] in _COMING or (received and others is _WRITERS):
                yield Denial(begin, verb + 1, None)
            elif not TOPIC_OF.keys().isdisjoint(bases(words[verb])) and code[verb] != Kind.GERUND.value:
                yield Denial(begin, verb + 1, words[verb])


def _with_did(reading: ReplyReading) -> Sequence[str]:
    """Return the words with "did" in "didn't", whose normal form is "do" as in "don't"."""
    tokens = reading.tokens
    return [
        "did" if word == "do" and tokens.quote(at, at + 1).lower() == "did" else word
        for at, word in enumerate(tokens.words)
    ]
