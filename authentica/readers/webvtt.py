"""Read WebVTT, the captions of a recorded call: who speaks stands in a voice tag, or before a colon.

::

    WEBVTT

    00:00:04.000 --> 00:00:07.500
    <v Priya>Thank you for waiting. I have found your order.

A sentence runs over several cues, so the cues of one speaker that follow each other are one message.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from authentica.errors import FormatError
from authentica.readers.options import ReadOptions
from authentica.readers.roles import read_role, unknown_speaker
from authentica.readers.rows import Reading, Row
from authentica.readers.sources import Sniff, Source
from authentica.readers.unfold import refuse_columns
from authentica.schema import Message, Role, SetAside

__all__ = ["is_webvtt", "read_webvtt"]

_TIMES = re.compile(r"\s*(?:\d{2,6}:)?\d\d:\d\d[.,]\d{3}\s+-->\s+(?:\d{2,6}:)?\d\d:\d\d[.,]\d{3}(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s(?P<name>[^<>]*)>")
_TAG = re.compile(r"<[^<>]*>")
_NAMED = re.compile(r"(?P<name>[^\W\d_][\w .'’-]{0,39}):\s+")
_ASIDES = ("NOTE", "STYLE", "REGION")
_MOST_CUE_LINES = 1_000
_MOST_TURN_CHARS = 20_000


class _Spoken(NamedTuple):
    origin: str
    name: str | None
    text: str


def is_webvtt(sniff: Sniff) -> bool:
    """Tell whether a file begins as WebVTT does."""
    return re.match(r"\ufeff?WEBVTT(?:[ \t\r\n]|$)", sniff.head) is not None


def read_webvtt(source: Source, options: ReadOptions) -> Reading:
    """Open a WebVTT file, which is one conversation. Names that are no role words need the caller's roles."""
    refuse_columns("webvtt", options)
    if not is_webvtt(source.sniff):
        raise FormatError("the file does not begin with WEBVTT", source.where, "Is it another kind of captions?")
    said = (f"{source.name}: WebVTT captions, {source.encoding}; cues of one speaker in a row are one message.",)
    return Reading(rows=_rows(source, options.roles), said=said)


def _rows(source: Source, roles: Mapping[str, Role]) -> Iterator[Row | SetAside]:
    turn: list[_Spoken] = []
    size = 0
    for spoken in _spoken(source):
        if turn and (
            isinstance(spoken, SetAside) or spoken.name != turn[0].name or size + len(spoken.text) > _MOST_TURN_CHARS
        ):
            yield _turn(turn, source.name, roles)
            turn, size = [], 0
        if isinstance(spoken, SetAside):
            yield spoken
        else:
            turn.append(spoken)
            size += len(spoken.text)
    if turn:
        yield _turn(turn, source.name, roles)


def _turn(turn: list[_Spoken], name: str, roles: Mapping[str, Role]) -> Row | SetAside:
    speaker = turn[0].name
    if speaker is None:
        return SetAside(origin=turn[0].origin, reason="no voice tag and no name tells who speaks")
    role = read_role(speaker, roles)
    if role is None:
        return SetAside(origin=turn[0].origin, reason=unknown_speaker(speaker))
    text = " ".join(spoken.text for spoken in turn)
    return Row(name, (Message(text=text, role=role, author_id=speaker, channel="phone", origin=turn[0].origin),))


def _spoken(source: Source) -> Iterator[_Spoken | SetAside]:
    for number, lines in _blocks(source):
        origin = f"{source.name}:{number}"
        if number == 1 or _is_aside(lines[0]):
            continue
        place = next((place for place, line in enumerate(lines[:2]) if _TIMES.match(line)), None)
        if place is None:
            yield SetAside(origin=origin, reason="the cue has no line of times")
        elif len(lines) > _MOST_CUE_LINES:
            yield SetAside(origin=origin, reason=f"the cue has more than {_MOST_CUE_LINES:,} lines")
        else:
            yield from _voices(origin, " ".join(line.strip() for line in lines[place + 1 :]))


def _blocks(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Yield the header and the cues, with the number of the first line; of endless ones, the beginning.

    They end at a blank line, or where another cue's times follow, with a number before them or without.
    """
    block: list[str] = []
    first = 1
    for number, line in enumerate(source.lines(), start=1):
        bare = line.strip()
        is_id = len(block) == 1 and first > 1 and not _is_aside(block[0]) and not _TIMES.match(block[0])
        if block and not is_id and _TIMES.match(bare):
            cue_id = [block.pop()] if len(block) > 1 and block[-1].isdecimal() else []
            yield first, block
            block, first = [*cue_id, bare], number - len(cue_id)
        elif bare:
            if not block:
                first = number
            if len(block) <= _MOST_CUE_LINES:
                block.append(bare)
        elif block:
            yield first, block
            block = []
    if block:
        yield first, block


def _is_aside(line: str) -> bool:
    return line.split(maxsplit=1)[0] in _ASIDES


def _voices(origin: str, payload: str) -> Iterator[_Spoken]:
    """Yield what each voice of a cue says."""
    marks = list(_VOICE.finditer(payload))
    bounds = [mark.start() for mark in marks] + [len(payload)]
    if before := _plain(payload[: bounds[0]]):
        named = _NAMED.match(before)
        yield _Spoken(origin, named["name"], before[named.end() :]) if named else _Spoken(origin, None, before)
    for number, (mark, end) in enumerate(zip(marks, bounds[1:], strict=True)):
        if text := _plain(payload[mark.end() : end]):
            place = origin if number == 0 and not before else f"{origin}.{number + 1}"
            yield _Spoken(place, mark["name"].strip() or None, text)


def _plain(payload: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", payload)).split())
