"""Clauses: the stretches of a reply that are scored one by one.

A clause ends at a sentence end, a line break, a colon or semicolon, before a conjunction with its own subject, and (for
speech transcripts without punctuation) before a subject pronoun after fourteen words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from authentica.language.patterns import Kind
from authentica.language.tokens import Tokens

__all__ = ["Clause", "clause_of", "split_clauses"]

_SUBJECTS = frozenset(
    """
    i we you our it they that this please then he she there if so but let hopefully once when
    """.split()
)
_CONJUNCTIONS = frozenset(("but", "and", "so"))
_OPENERS = frozenset(("i", "we", "so", "and", "but", "let"))
_DASHES = frozenset("-–—~^*")
_COLONS = frozenset(";:")
_SENTENCE_END, _NEWLINE, _COMMA, _HANDLE = (
    kind.value for kind in (Kind.SENTENCE_END, Kind.NEWLINE, Kind.COMMA, Kind.HANDLE)
)
_SENTENCE_ENDS = frozenset((_SENTENCE_END, _NEWLINE))
_MARKS = _SENTENCE_ENDS | {_COMMA, _HANDLE}
_BREAKS = _COLONS | _DASHES
_TURNS = _CONJUNCTIONS | _OPENERS
_WORDLIKE = frozenset(("<number>", "<url>"))
_UNPUNCTUATED_WORDS = 14
# A clause this long is cut wherever it is: nothing may depend on a writer's punctuation.
_LONGEST_CLAUSE = 60


class Clause(NamedTuple):
    """The tokens ``[start, end)``."""

    start: int
    end: int


def split_clauses(tokens: Tokens) -> list[Clause]:
    """Split a reply into clauses, in order; stretches without any word or number are dropped."""
    words, code = tokens.words, tokens.code
    count = len(words)
    cuts = [0]
    last = 0
    for i, (kind, before, word) in enumerate(zip(code, words, words[1:], strict=False), 1):
        length = i - last
        # Most tokens follow a plain word and begin nothing.
        if kind not in _MARKS and before not in _BREAKS and word not in _TURNS and length < _LONGEST_CLAUSE:
            continue
        if kind in _SENTENCE_ENDS:
            cut = kind == _NEWLINE or code[i] != _SENTENCE_END
        elif before in _COLONS or (
            word in _CONJUNCTIONS and length >= 3 and i + 1 < count and words[i + 1] in _SUBJECTS
        ):
            cut = True
        elif kind == _COMMA:
            cut = length >= 4 and word in _SUBJECTS
        elif kind == _HANDLE and length == 1:
            cut = True
        elif before in _DASHES:
            cut = length >= 5 and tokens.starts[i] > tokens.ends[i - 1]
        else:
            cut = (length >= _UNPUNCTUATED_WORDS and word in _OPENERS) or length >= _LONGEST_CLAUSE
        if cut:
            cuts.append(i)
            last = i
    cuts.append(count)
    return [Clause(start, end) for start, end in pairwise(cuts) if _says_something(words[start:end])]


def _says_something(words: Sequence[str]) -> bool:
    return any(word[0].isalnum() or word in _WORDLIKE for word in words)


def clause_of(token: int, clauses: Sequence[Clause]) -> int | None:
    """Return the number of the clause that holds a token, or None where none does."""
    number = bisect_right(clauses, token, key=itemgetter(0)) - 1
    return number if number >= 0 and token < clauses[number].end else None
