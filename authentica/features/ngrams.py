"""Word n-grams as named features."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["ngram_features"]

# Marks and line breaks are no words: a full stop more or less is not another wording.
_SKIPPED = frozenset(("<newline>",))


def ngram_features(words: Sequence[str], prefix: str, longest: int) -> dict[str, float]:
    """Return the n-grams of 1 to `longest` words, of unit length together.

    Parameters
    ----------
    words : sequence of str
        Normal forms of one clause or text.
    prefix : str
        Put before each name, with a colon.
    longest : int
        Words in the longest n-gram.

    Returns
    -------
    dict of str to float
        ``prefix:word word`` to its value; each n-gram counts once however often it occurs, so repetition adds nothing.
    """
    kept = [word for word in words if word[0].isalnum() or (word[0] == "<" and word not in _SKIPPED and len(word) > 1)]
    names: dict[str, float] = {}
    for size in range(1, longest + 1):
        for start in range(len(kept) - size + 1):
            names[f"{prefix}:{' '.join(kept[start : start + size])}"] = 1.0
    if names:
        value = 1.0 / math.sqrt(len(names))
        for name in names:
            names[name] = value
    return names
