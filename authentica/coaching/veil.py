"""A reply without personal details, the agent's own name among them, and where its places went."""

from __future__ import annotations

import re
from typing import NamedTuple

from authentica.privacy import redact

__all__ = ["Mask", "Veiled", "veil"]

_NAME = "[NAME]"
_MOST_NAMES = 8


class Mask(NamedTuple):
    """What was masked, and its mask: half-open offsets before and after."""

    start: int
    end: int
    masked_start: int
    masked_end: int


class Veiled(NamedTuple):
    """A text whose personal details were masked.

    Attributes
    ----------
    text : str
        What is left.
    rounds : tuple of tuple of Mask
        The masks, one round of masking after the other, each in order.
    """

    text: str
    rounds: tuple[tuple[Mask, ...], ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a half-open span of the original text stands; one that a mask cuts takes in all of the mask."""
        return self._moved(start, after=False), self._moved(end, after=True)

    def _moved(self, position: int, *, after: bool) -> int:
        for masks in self.rounds:
            shift = 0
            for mask in masks:
                if mask.end <= position:
                    shift = mask.masked_end - mask.end
                elif mask.start < position:
                    position, shift = (mask.masked_end if after else mask.masked_start), 0
                    break
                else:
                    break
            position += shift
        return position


def veil(text: str, author: str | None = None) -> Veiled:
    """Take personal details out of a reply.

    Parameters
    ----------
    text : str
        The reply.
    author : str, optional
        The agent's id. Its words are masked where they stand as names, so that "owen.miller" does not sign as Owen.

    Examples
    --------
    >>> veiled = veil("Hi Tomas, your kettle is on its way. Owen", "owen.miller@example.com")
    >>> veiled.text, veiled.place(10, 41)
    ('Hi [NAME], your kettle is on its way. [NAME]', (11, 44))
    """
    taken = redact(text)
    details = tuple(Mask(s.start, s.end, s.masked_start, s.masked_end) for s in taken.spans)
    names = _names(author)
    if not names:
        return Veiled(taken.text, (details,))
    pieces: list[str] = []
    own: list[Mask] = []
    at = length = 0
    # Not inside a mask: "[NAME]" is no agent of that name.
    for found in re.finditer(rf"(?<![\w\[])(?:{'|'.join(map(re.escape, names))})(?![\w\]])", taken.text):
        pieces += (taken.text[at : found.start()], _NAME)
        length += found.start() - at
        own.append(Mask(found.start(), found.end(), length, length + len(_NAME)))
        at, length = found.end(), length + len(_NAME)
    return Veiled("".join([*pieces, taken.text[at:]]), (details, tuple(own)))


def _names(author: str | None) -> tuple[str, ...]:
    """Return the words of an agent's id that may stand in a reply as a name."""
    words = re.findall(r"[^\W\d_]{2,40}", (author or "").partition("@")[0])[:_MOST_NAMES]
    return tuple(sorted({name for word in words for name in (word, word.capitalize()) if name[0].isupper()}))
