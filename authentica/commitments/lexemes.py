"""Lexemes: a text as words, numbers and marks, with their places, split the same way whatever a tokenizer thinks of times."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Lexeme", "lexemes"]

# "24hrs", "5pm" and "14th" are two lexemes each, "3-5" and "12/03" three. Every branch is linear.
_LEXEME = re.compile(r"\d{1,9}(?:[.,]\d{1,3}(?!\d))?|\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|\n|[^\w\s]|_")


class Lexeme(NamedTuple):
    """One word, number, mark or line break: as lower-case text with straight apostrophes, and ``text[start:end]``."""

    word: str
    start: int
    end: int
    capital: bool


def lexemes(text: str) -> list[Lexeme]:
    """Split a text into lexemes, in order."""
    return [
        Lexeme(m[0].lower().replace("’", "'"), m.start(), m.end(), m[0][0].isupper()) for m in _LEXEME.finditer(text)
    ]
