"""Word n-grams: the distinct ones of a text, all of one value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Set
from typing import NamedTuple

__all__ = ["Gram", "Wording", "gram_of", "wording", "words_of_wording"]

Gram = str | tuple[str, ...]
"""A word, or a tuple of two and more."""

# Marks, line breaks and emoji are no words: a full stop or a smile more or less is not another wording.
_SKIPPED = frozenset(("<newline>", "<emoji>"))
_LENGTH = 3.0  # Euclidean, of the values of a text together


class Wording(NamedTuple):
    """The n-grams of one text.

    Attributes
    ----------
    grams : set of Gram
        Each counts once however often it occurs, so repetition adds nothing.
    value : float
        Of every one of them: the more there are, the less, so that a long text says no more than a short one.
    """

    grams: Set[Gram]
    value: float

    def named(self, prefix: str) -> dict[str, float]:
        """Return the n-grams as named features, ``<prefix>word word``, in sorted order."""
        names = (gram if isinstance(gram, str) else " ".join(gram) for gram in self.grams)
        return {prefix + name: self.value for name in sorted(names)}


def gram_of(name: str) -> Gram:
    """Return the n-gram of a feature's name without its prefix."""
    return tuple(name.split(" ")) if " " in name else name


def words_of_wording(words: Iterable[str]) -> list[str]:
    """Return the tokens that n-grams are made of: words, numbers and what else has a placeholder."""
    return [word for word in words if word[0].isalnum() or (word[0] == "<" and word not in _SKIPPED and len(word) > 1)]


def wording(words: list[str], longest: int) -> Wording:
    """Return the n-grams of 1 to `longest` words, at most 3, of what `words_of_wording` returns."""
    grams: set[Gram] = set(words)
    shifted = words[1:]
    if longest > 1:
        grams.update(zip(words, shifted, strict=False))
    if longest > 2:
        grams.update(zip(words, shifted, words[2:], strict=False))
    return Wording(grams, _LENGTH / math.sqrt(len(grams)) if grams else 0.0)
