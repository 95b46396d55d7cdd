"""Hedges: the words that weaken a promise."""

from __future__ import annotations

from authentica.commitments.replytext import ReplyText
from authentica.language.clauses import Clause

__all__ = ["BEFORE_NUMBERS", "HEDGES", "hedge_before", "limit_after", "rough_number"]

HEDGES = frozenset(
    """
    should hopefully try might may hope hoping expect expecting expected aim aiming plan planning estimated estimate
    probably likely possibly attempt intend intending best trying anticipate anticipated scheduled approximately about
    around approx
    """.split()
)
"""Between "will" and its verb, or as its verb."""

BEFORE_NUMBERS = frozenset(("about", "around"))
"""Those that weaken a number only."""

_CHANCES = frozenset(("hopefully", "probably", "likely", "possibly"))
_ROUGHLY = frozenset(("usually", "normally", "typically", "about", "approximately", "around"))
_ALL_ONE_CAN = frozenset(("way", "ways", "best", "everything", "whatever", "all"))
_SUBJECTS = frozenset(("i", "we", "they"))
_BEFORE_SUBJECT = 3


def hedge_before(text: ReplyText, start: int, end: int, clause: Clause) -> int | None:
    """Return the token shortly before `start`, or from there to `end`, that speaks of chance: "hopefully we'll"."""
    return _first(text, _CHANCES, max(clause.start, start - _BEFORE_SUBJECT), end)


def rough_number(text: ReplyText, start: int, end: int) -> int | None:
    """Return the token in ``[start, end)`` that makes a figure a rough one: "usually", "about"."""
    return _first(text, _ROUGHLY, start, end)


def limit_after(text: ReplyText, verb: int, end: int) -> int | None:
    """Return the token that limits an action to what can be done: "in any *way* we can", "as *best* we can"."""
    for at in range(verb + 1, end - 2):
        if text.word(at) in _ALL_ONE_CAN and text.word(at + 1) in _SUBJECTS and text.word(at + 2) == "can":
            return at
    return None


def _first(text: ReplyText, words: frozenset[str], start: int, end: int) -> int | None:
    return next((at for at in range(start, end) if text.word(at) in words), None)
