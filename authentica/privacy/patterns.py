"""Regular expressions that are compiled when they are first used: most texts need few, and all of them take a while."""

from __future__ import annotations

import re

from authentica.once import once

__all__ = ["DIGIT_WORD", "DIGIT_WORDS", "MONTH", "LazyPattern"]

MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
"""The name of a month, in small letters."""

DIGIT_WORDS = ("zero", "oh", "o", "nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

DIGIT_WORD = rf"(?:(?:double|triple)[ -])?(?:{'|'.join(DIGIT_WORDS)})(?!\w)"
"""A digit that is read out, in small letters."""


class LazyPattern:
    """A regular expression; arguments as for `re.compile`."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source = source
        self.flags = flags

    @once
    def compiled(self) -> re.Pattern[str]:
        """The expression, compiled."""
        return re.compile(self.source, self.flags)
