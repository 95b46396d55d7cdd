"""The words of a reply as the grammar of promises looks at them: one by one, by token number, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set as AbstractSet

from authentica.language.clauses import Clause
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading

__all__ = ["BREAKS", "COMMA", "SENTENCE_ENDS", "ReplyText", "first_but", "last_but"]

COMMA = Kind.COMMA.value
SENTENCE_ENDS = frozenset((Kind.SENTENCE_END.value, Kind.NEWLINE.value))
"""Kinds of token that end a sentence."""
BREAKS = SENTENCE_ENDS | {COMMA}
"""Kinds of token that no noun phrase goes over."""
_LOOSE_ENDS = BREAKS | {Kind.PUNCTUATION.value, Kind.EMOJI.value, Kind.URL.value}
_FARTHEST_BACK = 20
_ABBREVIATED_TIMES = frozenset(("a.m.", "p.m."))
_ESTIMATES = frozenset(("eta", "etd"))
_CUTTING = _ABBREVIATED_TIMES | _ESTIMATES
_JOINING = frozenset(("and", "but", "so"))
_NEGATIONS = frozenset(("not", "never", "no", "unable", "cannot", "neither", "nor", "without"))


def first_but(passed_over: AbstractSet[str], words: Sequence[str], at: int, end: int) -> int:
    """Return the first token from one on that is none of some words, or `end`."""
    while at < end and words[at] in passed_over:
        at += 1
    return at


def last_but(passed_over: AbstractSet[str], words: Sequence[str], at: int, start: int) -> int:
    """Return the last token up to one that is none of some words, or the one before `start`."""
    while at >= start and words[at] in passed_over:
        at -= 1
    return at


class ReplyText:
    """A reading's words, their kinds, and the clauses of the agent's own words that are not empty.

    `words` and `code` hold a normal form and a `Kind` character for each token, `starts` and `ends` its offsets; `borrowed` are the tokens of
    somebody else's words, and `asked` the customer's words.
    """

    __slots__ = ("_count", "asked", "borrowed", "clauses", "code", "ends", "starts", "words")

    def __init__(self, reading: ReplyReading) -> None:
        tokens = reading.tokens
        self.words = tokens.words
        self._count = len(tokens.words)
        self.code = tokens.code
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.clauses = [c for c in reading.clauses if c.end > c.start]
        if not _CUTTING.isdisjoint(self.words):
            self.clauses = [part for clause in self.clauses for part in self._cut(clause, tokens.text)]
        self.borrowed = reading.borrowed
        self.asked = reading.customer.tokens.words

    def _cut(self, clause: Clause, text: str) -> Iterator[Clause]:
        """Yield a clause in parts: "p.m." may end a sentence too, and "and the ETD is 9:15" is a clause of its own."""
        start = clause.start
        for at in range(start + 1, clause.end):
            ends = self.words[at - 1] in _ABBREVIATED_TIMES and text[self.starts[at]].isupper()
            if ends or (self.words[at] == "and" and self.has(_ESTIMATES, at, min(at + 4, clause.end))):
                yield Clause(start, at)
                start = at
        yield Clause(start, clause.end)

    def word(self, at: int) -> str:
        """Return the word at a token, or an empty string outside the text."""
        return self.words[at] if 0 <= at < self._count else ""

    def has(self, words: AbstractSet[str], start: int, end: int) -> bool:
        """Whether one of the words stands in the tokens ``[start, end)``."""
        return not words.isdisjoint(self.words[start:end])

    def is_negated(self, start: int, end: int) -> bool:
        """Whether a negation stands in the tokens ``[start, end)``."""
        return self.has(_NEGATIONS, start, end)

    def asks(self, clause: Clause) -> bool:
        """Whether a clause ends in a question mark."""
        return "?" in self.words[clause.end - 1 : clause.end]

    def ends_sentence(self, clause: Clause) -> bool:
        """Whether a clause is the last one of its sentence."""
        return self.code[clause.end - 1] in SENTENCE_ENDS

    def sentence_start(self, at: int) -> int:
        """Return where the sentence of a token begins, not far before it."""
        nearest = max(0, at - _FARTHEST_BACK)
        return next((back + 1 for back in range(at - 1, nearest - 1, -1) if self.code[back] in SENTENCE_ENDS), nearest)

    def trimmed(self, start: int, end: int) -> int:
        """Return `end` without the marks and joining words before it; one token at least stays."""
        while end > start + 1 and (self.code[end - 1] in _LOOSE_ENDS or self.words[end - 1] in _JOINING):
            end -= 1
        return end
