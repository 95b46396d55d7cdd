"""A text as a reader sees it: without characters that nobody sees, with entities decoded, and the way back to what was written."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from html.entities import html5
from typing import NamedTuple

from authentica.privacy.forms import Edit, field_edits
from authentica.privacy.spans import Found

__all__ = ["Readable", "readable"]

# Format characters, the wall, and what makes a keycap of a digit. Arabic signs before numbers are seen, and stay.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\U000e0000-\U000e0fff"
)
_IS_UNSEEN = re.compile(rf"[{_UNSEEN}\ue000]*")
_UNREADABLE = re.compile(
    rf"(?P<unseen>[{_UNSEEN}]+)|&(?:amp;){{0,3}}(?P<entity>#[0-9]{{1,7}};?|#[xX][0-9a-fA-F]{{1,6}};?|[a-zA-Z][a-zA-Z0-9]{{1,31}};)"
)
# Blanks and hyphens of other kinds, one character for one.
_ALIKE = {
    **dict.fromkeys([0x0009, 0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    **dict.fromkeys([0x2010, 0x2011], "-"),
    0x2028: "\n",
    0x2029: "\n",
}
_HAS_ALIKE = re.compile("[" + "".join(map(chr, _ALIKE)) + "]")


class Readable(NamedTuple):
    """A readable text, and where its characters stand in what was written.

    `starts` tells where in it each piece begins, and `places` where each stands in what was written; both are empty where everything is as it
    was written. A piece as long as its place was copied, any other was decoded.
    """

    text: str
    starts: tuple[int, ...] = ()
    places: tuple[tuple[int, int], ...] = ()

    def to_written(self, found: Found) -> Found:
        """Return a detail of the readable text, at its place in what was written."""
        if not self.starts or found.start >= found.end:
            return found
        return Found(self._place(found.start)[0], self._place(found.end - 1)[1], found.kind)

    def _place(self, position: int) -> tuple[int, int]:
        """Return the code points that one character stands for."""
        piece = bisect_right(self.starts, position) - 1
        start, (at, to) = self.starts[piece], self.places[piece]
        end = self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.text)
        return (at + position - start, at + position - start + 1) if end - start == to - at else (at, to)


def readable(text: str, *, forms: bool = False) -> Readable:
    """Return a text as it is read. What is hidden inside a number or an address hides neither from anybody.

    With `forms`, fields are read as "Label: value", however a form sets them (`authentica.privacy.forms`).

    >>> written = "Write to ana&#64;exam\u200bple.com."
    >>> read = readable(written)
    >>> read.text
    'Write to ana@example.com.'
    """
    edits = sorted(field_edits(text)) if forms else []
    if not edits and text.isascii() and "&" not in text and "\t" not in text:
        return Readable(text)
    pieces: list[str] = []
    starts: list[int] = []
    places: list[tuple[int, int]] = []
    position = length = 0

    def add(piece: str, at: int, to: int) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            starts.append(length)
            places.append((at, to))
            length += len(piece)

    for at, to, read in sorted([*edits, *_decodings(text)]):
        # In a field's edge, an entity goes with the edge.
        if at >= position and to > at:
            add(text[position:at], position, at)
            add(read, at, to)
            position = to
    if position:
        add(text[position:], position, len(text))
        text = "".join(pieces)
    if _HAS_ALIKE.search(text):
        text = text.translate(_ALIKE)
    return Readable(text, tuple(starts), tuple(places))


def _decodings(text: str) -> Iterator[Edit]:
    for match in _UNREADABLE.finditer(text):
        decoded = "" if match["unseen"] else _decoded(match["entity"])
        if decoded is not None:
            yield *match.span(), decoded


def _decoded(entity: str) -> str | None:
    """Return what an entity stands for; None where it is none."""
    decoded = html.unescape(f"&{entity}") if entity.startswith("#") else html5.get(entity)
    return "" if decoded is not None and _IS_UNSEEN.fullmatch(decoded) else decoded
