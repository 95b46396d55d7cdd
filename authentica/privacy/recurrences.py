"""What was masked once and names the same wherever it recurs: numbers and codes as they are, names by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from authentica.privacy.spans import Found
from authentica.privacy.wordlists import plain_word, word_class
from authentica.schema import SECRETS, DataKind

__all__ = ["MOST_RECURRING", "recurring_details", "recurring_names"]

MOST_RECURRING = 200
"""So many details and so many names of a text, or a conversation, are looked for again."""

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")
_NO_NAMES = ("given_and_word", "not_a_name", "title", "particle")
_FEWEST_CHARS = 4
_FEWEST_DIGITS = 5
_LONGEST_CHARS = 60


def recurring_details(text: str, spans: Iterable[Found], *, left: str | None = None) -> dict[str, DataKind]:
    """Return the details of a text that are masked wherever they recur, with their kinds: none that may be an amount or a year elsewhere.

    With what is `left` of the text, only those that stand in it; of many, the first.
    """
    found: dict[str, DataKind] = {}
    lower = None if left is None else left.lower()
    for start, end, kind in spans:
        detail = text[start:end]
        if kind is not DataKind.NAME and len(detail) <= _LONGEST_CHARS and _tells_apart(detail, kind):
            found.setdefault(detail, kind)
    most = islice(found.items(), MOST_RECURRING)
    return {detail: kind for detail, kind in most if lower is None or detail.lower() in lower}


def _tells_apart(detail: str, kind: DataKind) -> bool:
    digits = sum(map(str.isdecimal, detail))
    if len(detail) < _FEWEST_CHARS or not digits:
        return False
    return kind in SECRETS or digits >= _FEWEST_DIGITS or any(map(str.isalpha, detail))


def recurring_names(text: str, spans: Iterable[Found]) -> Iterator[str]:
    """Yield the words of a text's names that are hardly anything else elsewhere."""
    for start, end, kind in spans:
        for match in _WORD.finditer(text, start, end) if kind is DataKind.NAME else ():
            word = match.group()
            plain = plain_word(word)
            if len(word) > 2 and word[0].isupper() and not any(plain in word_class(c) for c in _NO_NAMES):
                yield word
