"""Any text made safe for the tokenizer, character for character, so that offsets stay those of the original."""

from __future__ import annotations

import re

from authentica.language.wraps import unwrapped

__all__ = ["LONGEST_RUN", "readable"]

LONGEST_RUN = 300
"""Characters of a run without white space that are read. spaCy peels affixes off one at a time, in quadratic time."""

_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_LONG_RUN = re.compile(rf"(\S{{{LONGEST_RUN}}})(\S+)")
_APOSTROPHE = re.compile("(?<=[A-Za-z])[`´ʼ](?=[A-Za-z])")
_PUNCTUATION_RUN = re.compile(r"([^\w\s]{20})([^\w\s]+)")


def readable(text: str, longest: int) -> str:
    """Return a text of the same length (at most `longest`) that any tokenizer takes in linear time.

    Control characters, lone surrogates and marks of direction become spaces, and so does what exceeds the first
    `LONGEST_RUN` characters of a run without white space or the first 20 of a run of punctuation. So does the end of a line
    that was full (`unwrapped`); what stands for an apostrophe between letters becomes one.
    """
    text = unwrapped(text[:longest])
    if "`" in text or not text.isascii():
        text = _APOSTROPHE.sub("'", text)
    if text.isascii() and text.isprintable() and len(text) <= LONGEST_RUN:
        return _PUNCTUATION_RUN.sub(_blank, text)
    text = _UNREADABLE.sub(" ", text)
    text = _LONG_RUN.sub(_blank, text)
    return _PUNCTUATION_RUN.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return match[1] + " " * len(match[2])
