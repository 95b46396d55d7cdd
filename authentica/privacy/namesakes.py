"""What is called like a person and is none: brands ("Ben & Jerry's"), places ("San Jose", "Victoria Station")."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from authentica.once import once
from authentica.privacy.wordlists import word_class

__all__ = ["Namesakes"]

_PLACE_BEFORE = re.compile(
    r"(?<!\w)(?:San|Santa|Santo|São|St|Saint|Sankt|Los|Las|Port|Fort|Mount|Mt|Lake|Cape)\.?[ -]$"
)
_LONGEST_BEFORE_CHARS = 8
_PLACE_BEHIND = re.compile(
    r"(?:['’]s)?[ ](?:Street|Road|Avenue|Station|Airport|Hotel|Hospital|University|College|School|Stadium|Arena|Square|Centre|Center"
    r"|Theatre|Museum|Cathedral|Islands?|Beach|Mall)(?!\w)"
)


class Namesakes:
    """The brands and places of a text whose names are people's names."""

    def __init__(self, text: str) -> None:
        self._text = text

    def hold(self, start: int, end: int) -> bool:
        """Tell whether the name at ``[start, end)`` is that of a brand or a place."""
        before = self._text[max(0, start - _LONGEST_BEFORE_CHARS) : start]
        if _PLACE_BEFORE.search(before) or _PLACE_BEHIND.match(self._text, end):
            return True
        before_end = bisect_left(self._brands, (end,)) - 1  # the last that begins before the name ends
        return before_end >= 0 and start < self._brands[before_end][1]

    @once
    def _brands(self) -> list[tuple[int, int]]:
        plain = self._text.replace("’", "'")
        return [match.span() for match in _brand_pattern().finditer(plain)]


@cache
def _brand_pattern() -> re.Pattern[str]:
    phrases = sorted(word_class("brand"), key=len, reverse=True)
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(phrase).replace('_', '[ ]') for phrase in phrases)})(?!\w)", re.IGNORECASE
    )
