"""A reply as wording: words in lower case, with what varies from customer to customer taken as slots.

This is lighter than the language room's tokens on purpose. Mining reads a corpus of millions of messages and asks of each word one
thing only, whether it is likely the same for the next customer; one regular expression and a table of the words seen answer that
several times faster than a tokenizer that also finds normal forms and cue classes. The safe cleaning of hostile text is shared.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from authentica.language.clean import readable

__all__ = ["GREETINGS", "LONGEST_CLAUSE", "SLOT", "Wording", "WordingReader", "with_names"]

_LONGEST_TEXT = 20_000
"""Characters of a message that are read."""

SLOT = "<…>"
"""What stands for a run of names, numbers, dates, links, handles, masks and placeholders, of any length."""

LONGEST_CLAUSE = 60
"""Words of a sentence, at most; what goes on is the next one."""

_CACHE_LIMIT = 100_000

_TOKEN = re.compile(
    r"\{\{[^{}]{0,80}\}\}|\[[A-Z_ ]{2,24}\]|<[A-Z_]{2,24}>|%[A-Za-z_]{2,24}%"  # placeholders and masks
    r"|https?://\S+"
    r"|[@#]?\w+(?:['’.+@&-]\w+)*"
    r"|\n|[^\w\s]"
)
_ENDS = frozenset(".!?…\n")
GREETINGS = frozenset(("hi", "hello", "hey", "dear", "hiya", "greetings"))
"""Words that open a greeting, so that a name follows, whatever its letters."""

_NOT_NAMES = frozenset(("there", "again", "all", "everyone", "and", "team", "sir", "madam"))
# "May" is a verb first; with its capital it is a slot all the same.
_DATES = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow",
     "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december"]
)  # fmt: skip
_WORD, _SLOT, _CAPITAL, _END, _MARK = range(5)


class Wording(NamedTuple):
    """The wording of one text.

    Attributes
    ----------
    words : list of str
        Words in lower case; `SLOT` for a run of slots.
    literals : list of str
        The same with what fills the slots.
    starts, ends : list of int
        Half-open code-point offsets of each word, or run of slots, in the text.
    clauses : list of (int, int)
        Half-open ranges of words: sentences and lines, each with a word that is no slot, or with a link.
    """

    words: list[str]
    literals: list[str]
    starts: list[int]
    ends: list[int]
    clauses: list[tuple[int, int]]


class WordingReader:
    """Reads texts; keeps a bounded table of the words seen, which changes nothing but the speed."""

    def __init__(self) -> None:
        self._table: dict[str, tuple[int, str]] = {}

    def read(self, text: str) -> Wording:
        """Return the wording of a text, at most the first `_LONGEST_TEXT` characters of it."""
        table = self._table
        if len(table) > _CACHE_LIMIT:
            table.clear()
        words: list[str] = []
        literals: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        clauses: list[tuple[int, int]] = []
        first = 0
        greeted = False
        for match in _TOKEN.finditer(readable(text, _LONGEST_TEXT)):
            token = match[0]
            known = table.get(token)
            if known is None:
                known = table[token] = _classify(token)
            kind, word = known
            length = len(words) - first
            if kind >= _END:
                # "Hi Anna, thanks for …" is a greeting and a sentence.
                if kind == _END or (greeted and word == "," and length <= 3):
                    _close(clauses, words, literals, first)
                    first, greeted = len(words), False
                continue
            if length == 0:
                greeted = word in GREETINGS
            elif length >= LONGEST_CLAUSE:
                _close(clauses, words, literals, first)
                first, length, greeted = len(words), 0, False
            if kind == _CAPITAL:
                # The first word of a sentence has its capital from there; after a greeting it is a name.
                kind = _SLOT if length else _WORD
            if kind == _WORD and greeted and length == 1 and word not in _NOT_NAMES:
                kind = _SLOT
            if kind == _SLOT:
                if length and words[-1] == SLOT:
                    ends[-1] = match.end()
                    literals[-1] += f" {token}"
                    continue
                word = SLOT
            literals.append(token if word == SLOT else word)
            words.append(word)
            starts.append(match.start())
            ends.append(match.end())
        _close(clauses, words, literals, first)
        return Wording(words, literals, starts, ends, clauses)


def with_names(wording: Wording) -> list[str]:
    """Return the words with names of people, products and menus as words; a run of other slots stays one slot."""
    if SLOT not in wording.words:
        return wording.words
    words: list[str] = []
    for word, literal in zip(wording.words, wording.literals, strict=True):
        if word != SLOT:
            words.append(word)
            continue
        for token in _TOKEN.findall(literal):
            kind, name = _classify(token)
            if kind != _SLOT:
                words.append(name)
            elif not words or words[-1] != SLOT:
                words.append(SLOT)
    return words


def _close(clauses: list[tuple[int, int]], words: list[str], literals: list[str], first: int) -> None:
    last = len(words)
    if last > first + 1 or (last > first and (words[first] != SLOT or "://" in literals[first])):
        clauses.append((first, last))


def _classify(token: str) -> tuple[int, str]:
    first = token[0]
    if first in _ENDS:
        return _END, token
    if first in "{[<%@#" and len(token) > 1:
        return _SLOT, SLOT
    if not (first.isalnum() or first == "_"):
        return _MARK, token
    word = token.lower().replace("’", "'")
    inner = word.replace("'", "").replace("-", "")
    if not inner.isalpha() or word in _DATES:
        # Numbers, codes, addresses and masks such as __name__.
        return _SLOT, SLOT
    if first.isupper() and not word.startswith(("i'", "i’")) and len(token) > 1 and not token.isupper():
        return _CAPITAL, word
    return _WORD, word
