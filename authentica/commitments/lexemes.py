"""Lexemes: a text as words, numbers and marks, with their places, split the same way whatever a tokenizer thinks of times."""

from __future__ import annotations

import re
from typing import NamedTuple

from authentica.once import once

__all__ = ["Cursor", "Lexeme"]

# "24hrs", "5pm" and "14th" are two lexemes each, "3-5" and "12/03" three. Every branch is linear.
_LEXEME = re.compile(r"\d{1,9}(?:[.,]\d{1,3}(?!\d))?|\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|\n|[^\w\s]|_")


# No rule looks further beyond what it has parsed, to either side.
_FARTHEST_LOOK = 64


class Lexeme(NamedTuple):
    """Where one word, number, mark or line break stands, ``text[start:end]``, and whether with a capital."""

    start: int
    end: int
    capital: bool


class Cursor:
    """Looks at a text's lexemes (`words`, in lower case with straight apostrophes) from any place; beyond the text there are line breaks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.words: list[str] = (
            _LEXEME.findall(text.lower())
            if text.isascii()
            else [word.lower().replace("’", "'") for word in _LEXEME.findall(text)]
        )
        # Places before the text are negative, and so count from the end of the padding.
        self._padded = self.words + ["\n"] * _FARTHEST_LOOK

    @once
    def items(self) -> list[Lexeme]:
        """The lexemes' places; most texts are done with before they are asked for."""
        return [Lexeme(m.start(), m.end(), m[0][0].isupper()) for m in _LEXEME.finditer(self._text)]

    def word(self, at: int) -> str:
        """Return the word at a place."""
        return self._padded[at]

    def is_tight(self, start: int, end: int) -> bool:
        """Tell whether nothing stands between the lexemes from one place up to another."""
        return end <= len(self.items) and all(
            self.items[i].end == self.items[i + 1].start for i in range(start, end - 1)
        )

    def is_phrase(self, at: int, *phrase: str) -> bool:
        """Tell whether these words stand there."""
        return self._padded[at] == phrase[0] and tuple(self.words[at : at + len(phrase)]) == phrase

    def skip(self, at: int, words: frozenset[str], most: int = 3) -> int:
        """Return the place after at most so many of these words."""
        while most and self.word(at) in words:
            at, most = at + 1, most - 1
        return at
