"""Read the chats that Salesforce keeps as one text: the ``Body`` of a LiveChatTranscript.

::

    Chat Started: Tuesday, April 07, 2020, 14:04:50 (+0000)
    Chat Origin: Shop
    Agent Sofia R
    ( 6s ) Sofia R: Hello! What happened?
    ( 1m 19s ) Ben: My parcel is late.

Who is announced as an agent is one, unless the name is that of a bot; whoever else speaks is the customer. Times are those of the beginning plus what
stands between the brackets.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from authentica.readers.html import html_to_text, looks_like_html
from authentica.readers.layouts import View, word_at
from authentica.readers.objects import kind_of
from authentica.readers.options import ReadOptions
from authentica.readers.records import open_records
from authentica.readers.roles import normalize_role, read_role, unknown_speaker
from authentica.readers.rows import Reading, Row
from authentica.readers.sources import Sniff, Source
from authentica.readers.timestamps import parse_timestamp
from authentica.readers.unfold import refuse_columns
from authentica.readers.values import identifier
from authentica.schema import Message, OffsetMap, Role, Segment, SetAside

__all__ = ["is_live_chat", "read_live_chat"]

_SIGNS = ("ChatKey", "LiveChatVisitorId", "LiveChatDeploymentId", "LiveChatButtonId")
_IDS = ("ChatKey", "Id", "CaseId")
_BESIDE = ("Id", "CaseId", "OwnerId")  # a body that begins as a chat does is one of Salesforce's only beside these
_PAGE = "records"
_SPELLINGS = {name.casefold(): name for name in ("Body", *_IDS)}

_ENTRY = re.compile(r"\(\s{0,3}(?P<after>(?:\d{1,4}[dhm]\s)*\d{1,5}s)\s{0,3}\)\s?(?P<name>[^:\n]{1,80}):[ \t]?")
_BEGINNING = re.compile(r"[\",;|\t>]Chat Started:")  # of a cell, not of a chat that somebody pasted into a message
_STARTED = re.compile(r"Chat Started:\s*(?P<time>.+)")
_AGENT = re.compile(r"Agent (?P<name>[^:\n]{1,80})")
_TRANSFER = re.compile(r"Chat Transferred From (?P<one>[^\n]{1,80}?) To (?P<other>[^\n]{1,80})")
_HEADING = re.compile(r"(?:Chat|Agent|Case|Contact|Account|Queue|Skill|Visitor)\b")
_BOT_WORDS = frozenset(("bot", "chatbot"))
_UNIT_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def is_live_chat(sniff: Sniff) -> bool:
    """Tell whether fields or a body are those of a LiveChatTranscript; capitals in the header of a table make no difference."""
    signs = (*_SIGNS, *_BESIDE) if _BEGINNING.search(sniff.head) else _SIGNS
    if "Body" in sniff.field_names and any(sign in sniff.field_names for sign in signs):
        return True
    columns = sniff.plain_columns - {"id"}  # which any table may have, spelt so
    return "body" in columns and any(sign.casefold() in columns for sign in signs)


def read_live_chat(source: Source, options: ReadOptions) -> Reading:
    """Open a file of chats, whether its records come as JSON or as a table."""
    refuse_columns("salesforce-chats", options)
    records = open_records(source, _SPELLINGS, pages=(_PAGE,))

    def rows() -> Iterator[Row | SetAside]:
        for item in records.items:
            if isinstance(item, SetAside):
                yield item
                continue
            page = item.values.get(_PAGE)
            for number, record in enumerate(page, start=1) if isinstance(page, list) else ((0, item.values),):
                place = f"{item.origin}.{number}" if number else item.origin
                if isinstance(record, Mapping):
                    yield from _read_chat(place, record, options)
                else:
                    yield SetAside(origin=place, reason=f"the item is {kind_of(record)}, not an object")

    return Reading(rows=rows(), said=(f"{source.name}: Salesforce chat transcripts; {records.kind}.",))


def _read_chat(origin: str, record: Mapping[str, Any], options: ReadOptions) -> Iterator[Row | SetAside]:
    body = record.get("Body")
    if not isinstance(body, str) or not body.strip():
        reason = "the chat has no body" if body is None or isinstance(body, str) else f"the body is {kind_of(body)}"
        yield SetAside(origin=origin, reason=reason)
        return
    text, offsets = html_to_text(body) if looks_like_html(body) else (body, None)
    started: datetime | None = None
    agents: set[str] = set()
    entries: list[tuple[re.Match[str], int]] = []  # with the end of what was said
    messages: list[Message] = []
    position = number = 0
    for line in text.splitlines(keepends=True):
        start, position = position, position + len(line)
        bare = line.strip()
        if found := _ENTRY.match(text, start, position):
            entries.append((found, position))
        elif moved := _TRANSFER.match(bare):
            agents |= {normalize_role(moved["one"]), normalize_role(moved["other"])}
        elif not entries and (began := _STARTED.match(bare)):
            started = parse_timestamp(began["time"].replace("(", "").replace(")", ""), options.dates)
        elif not entries and (announced := _AGENT.fullmatch(bare)):
            agents.add(normalize_role(announced["name"]))
        elif entries:
            entries[-1] = (entries[-1][0], position)
        elif bare and not _HEADING.match(bare):
            number += 1
            yield SetAside(origin=f"{origin}.0{number}", reason="the line is neither a heading nor a message")
    cutter = _Cutter(text, body, offsets)
    for number, (found, end) in enumerate(entries, start=1):
        name = found["name"].strip()
        role = _role_of(name, agents, options.roles)
        if not isinstance(role, Role):
            yield SetAside(origin=f"{origin}.{number}", reason=role)
            continue
        said, source, cut_offsets = cutter.cut(found.end(), end)
        messages.append(
            Message(
                text=said,
                role=role,
                author_id=name,
                created_at=_time(started, found["after"]),
                channel="chat",
                source=source,
                offsets=cut_offsets,
                origin=f"{origin}.{number}",
            )
        )
    if messages:
        view = View(message=record)
        ids = (identifier(word_at(view, name)) for name in _IDS)
        yield Row(next((one for one in ids if one is not None), None), tuple(messages), is_whole=True)
    elif not entries:
        yield SetAside(origin=origin, reason="the body of the chat holds no message")


def _role_of(name: str, agents: set[str], roles: Mapping[str, Role]) -> Role | str:
    plain = normalize_role(name)
    if (told := roles.get(plain)) is not None:
        return told
    known = read_role(name, {})
    if known is Role.BOT or not _BOT_WORDS.isdisjoint(plain.split()):  # chats are handed to bots and by them, too
        return Role.BOT
    if plain in agents:
        return Role.AGENT
    if known is not None:
        return known
    return Role.CUSTOMER if agents else unknown_speaker(name)


def _time(started: datetime | None, after: str) -> datetime | None:
    if started is None:
        return None
    seconds = sum(int(part[:-1]) * _UNIT_SECONDS[part[-1]] for part in after.split())
    try:
        return started + timedelta(seconds=seconds)
    except OverflowError:
        return None


class _Cutter:
    """Cuts pieces out of a text, and out of the HTML that it was read from, with a map from one to the other."""

    def __init__(self, text: str, body: str, offsets: OffsetMap | None) -> None:
        self._text = text
        self._body = body
        self._segments = () if offsets is None else offsets.segments
        self._starts = [segment.start for segment in self._segments]

    def cut(self, start: int, end: int) -> tuple[str, str | None, OffsetMap | None]:
        """Return a piece without the white space at its end, its HTML and the map."""
        said = self._text[start:end].rstrip()
        end = start + len(said)
        first = max(bisect_right(self._starts, start) - 1, 0)
        past = bisect_left(self._starts, end)
        whole = [s for s in self._segments[first:past] if s.start + s.length > start]
        if not whole:
            return said, None, None
        copied = []
        for segment in whole:
            begin, stop = max(segment.start, start), min(segment.start + segment.length, end)
            copied.append(Segment(begin - start, segment.at + begin - segment.start, stop - begin))
        source_start, source_end = copied[0].at, copied[-1].at + copied[-1].length
        if copied[0].start > 0:  # it begins with what the reader made of something in the HTML, such as an entity
            before = self._segments[past - len(whole) - 1] if past > len(whole) else Segment(0, 0, 0)
            source_start = before.at + before.length
        if copied[-1].start + copied[-1].length < len(said):
            source_end = self._segments[past].at if past < len(self._segments) else len(self._body)
        moved = tuple(Segment(s.start, s.at - source_start, s.length) for s in copied)
        return (
            said,
            self._body[source_start:source_end],
            OffsetMap(segments=moved, source_length=source_end - source_start),
        )
