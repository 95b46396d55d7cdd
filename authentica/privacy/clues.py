"""What shows of a text at a glance, so that a pattern is spared the texts in which nothing it needs can stand."""

from __future__ import annotations

import re

from authentica.once import once

__all__ = ["Clues"]

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
# Regular expressions take these for "s", "i" and "k" where case is ignored, `str.lower` does not.
_ODD_LETTERS = ("\u017f", "\u0131", "\u0130", "\u212a")


class Clues:
    """Tells what a text may hold: sometimes more than it does, never less. Digits may be of any script."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.has_digit = _DIGIT.search(text) is not None
        self._lower = text.lower()
        self._is_odd = not text.isascii() and any(letter in text for letter in _ODD_LETTERS)

    @once
    def _words(self) -> frozenset[str]:
        return frozenset(_LETTERS.findall(self._lower))

    def has_word(self, words: frozenset[str]) -> bool:
        """Whether one of these, in small letters, stands between characters that are no letters."""
        return self._is_odd or not words.isdisjoint(self._words)

    def has_part(self, parts: tuple[str, ...]) -> bool:
        """Whether one of these, in small letters, stands anywhere."""
        return any(map(self._lower.__contains__, parts)) or self._is_odd

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern matches anywhere."""
        return pattern.search(self.text) is not None
