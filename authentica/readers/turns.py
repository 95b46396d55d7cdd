"""Read a chat that was pasted as plain text: who speaks stands before a colon, one turn a line.

::

    [10:32] Customer: Where is my kettle?
    [10:34] Agent Priya N: It left the depot this morning.
    You should have it on Friday.

A line without a speaker belongs to the turn before it. "Order number: 4471" begins with a word and a colon, too: a speaker
is who has a role by the known words or by the caller's, who stands behind a time, or whose name begins several of the
first lines; of the last two, turns without a role are set aside. The file is one conversation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from authentica.errors import FormatError
from authentica.readers.options import ReadOptions
from authentica.readers.roles import normalize_role, read_role, unknown_role
from authentica.readers.rows import Reading, Row
from authentica.readers.sources import Sniff, Source
from authentica.readers.timestamps import DateReader, infer_order
from authentica.readers.unfold import refuse_columns
from authentica.schema import Message, Role, SetAside

__all__ = ["is_turns", "read_turns"]

_TIME = (
    r"(?:\d[\d/.-]{5,9},?[T ] ?)?\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?:Z| ?UTC| ?[+-]\d\d:\d\d)?"
)
_SPEAKER = re.compile(
    rf"\s{{0,8}}(?:[\[(]?(?P<time>{_TIME})[\])]?\s{{0,3}}(?:[-–—]\s)?)?"
    r"(?P<name>[^\W\d_][\w .'’()#/-]{0,39}?)"
    rf"(?:\s?[\[(](?P<later>{_TIME})[\])])?\s?:(?!//)(?P<space>\s|$)?"
)
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){0,2}")
_CLOCK_ONLY = re.compile(r"\d{1,2}:")
_LABELS = frozenset({
    "sent", "received", "inbound", "outbound", "incoming", "outgoing", "contact", "lead", "owner", "company", "brand",
    "business", "manager", "developer", "status", "activity", "event", "note", "private",
    "internal", "internal note", "trigger", "workflow", "notification", "auto", "team",
    "email", "e mail", "phone", "order", "tracking", "total", "address", "name", "subject", "date",
    "time", "from", "to", "cc", "re", "link", "tip", "step", "option", "ps", "p.s.", "update", "example", "important", "warning",
})  # fmt: skip
"""What stands before a colon within messages. The caller's roles, or a time before it, make a speaker of it all the same."""

_HEAD_LINES = 200
_MOST_TURN_CHARS = 1_000_000


class _Start(NamedTuple):
    """How a line begins: who speaks, when, and where the words begin."""

    name: str
    time: str | None
    end: int
    is_spaced: bool


def is_turns(sniff: Sniff) -> bool:
    """Tell whether the first lines are turns of at least two speakers, whoever they are."""
    lines = _filled_lines(sniff)
    starts = [start for line in lines if (start := _start_of(line)) is not None]
    if not starts or _start_of(lines[0]) is None:
        return False
    counts = Counter(normalize_role(start.name) for start in starts)
    roles = {name: role for start in starts if (role := _role_of(start, {})) for name in [normalize_role(start.name)]}
    if len(set(roles.values())) > 1 and normalize_role(starts[0].name) in roles:
        return 3 * sum(counts[name] for name in roles) >= len(lines)
    names = {name for name, count in counts.items() if name in roles or (count > 1 and name not in _LABELS)}
    return len(counts) > 1 and bool(names) and 2 * len(starts) > len(lines)


def read_turns(source: Source, options: ReadOptions) -> Reading:
    """Open a pasted chat, which is one conversation. Names that are no role words need the caller's roles.

    Raises
    ------
    FormatError
        If not two speakers of different roles begin the first lines.
    InputError
        If columns are named.
    """
    refuse_columns("turns", options)
    starts = [start for line in _filled_lines(source.sniff) if (start := _start_of(line)) is not None]
    if len({role for start in starts if (role := _role_of(start, options.roles)) is not None}) < 2:
        raise FormatError(
            "it looks like a chat, but not who in it is the agent and who the customer",
            source.where,
            'Say who is who, such as --role "Priya=agent" --role "Ben=customer", or write Agent: and Customer: before the turns.',
        )
    counts = Counter(normalize_role(start.name) for start in starts if _NAME.fullmatch(start.name))
    strangers = frozenset(name for name, count in counts.items() if count > 1 and name not in _LABELS)
    order = options.dates or infer_order(start.time for start in starts if start.time is not None)
    dates = DateReader("the time stamps", order)
    rows = _Turns(source, options.roles, strangers, dates)
    said = (f"{source.name}: a chat as plain text, one turn a line, {source.encoding}; read as one conversation.",)
    return Reading(rows=rows.read(), said=(*said, *dates.said()), said_after=rows.said_after)


class _Turn:
    """One turn while its lines are gathered."""

    def __init__(self, origin: str, start: _Start, role: Role | str, first: str) -> None:
        self._origin = origin
        self._start = start
        self._role = role
        self._lines = [first]
        self._size = len(first)

    def add(self, line: str) -> None:
        if self._size <= _MOST_TURN_CHARS:
            self._lines.append(line)
            self._size += len(line) + 1

    def row(self, conversation_id: str, dates: DateReader) -> Row | SetAside:
        if not isinstance(self._role, Role):  # a Role is a string, too
            return SetAside(origin=self._origin, reason=self._role)
        if self._size > _MOST_TURN_CHARS:
            return SetAside(origin=self._origin, reason=f"the turn is longer than {_MOST_TURN_CHARS:,} characters")
        time = self._start.time
        message = Message(
            text="\n".join(self._lines).strip(),
            role=self._role,
            author_id=self._start.name,
            created_at=None if time is None or _CLOCK_ONLY.match(time) else dates.read(time),
            channel="chat",
            origin=self._origin,
        )
        return Row(conversation_id, (message,))


class _Turns:
    """Reads the turns of one file, and counts the lines that might have been another's."""

    def __init__(self, source: Source, roles: Mapping[str, Role], strangers: frozenset[str], dates: DateReader) -> None:
        self._source = source
        self._roles = roles
        self._strangers = strangers
        self._dates = dates
        self._open_count = 0

    def read(self) -> Iterator[Row | SetAside]:
        name = self._source.name
        turn: _Turn | None = None
        for number, line in enumerate(self._source.lines(), start=1):
            bare = line.rstrip("\r\n").removeprefix("\ufeff" if number == 1 else "")
            start = _start_of(bare)
            role = None if start is None else self._speaker(start)
            if start is not None and role is not None:
                if turn is not None:
                    yield turn.row(name, self._dates)
                turn = _Turn(f"{name}:{number}", start, role, bare[start.end :])
            elif turn is not None:
                turn.add(bare)
            elif bare.strip():
                yield SetAside(origin=f"{name}:{number}", reason="the line stands before the first speaker")
        if turn is not None:
            yield turn.row(name, self._dates)

    def _speaker(self, start: _Start) -> Role | str | None:
        """Return the role, or the reason why it is unknown; None where the line goes on with what was said."""
        if (role := _role_of(start, self._roles)) is not None:
            return role
        if not start.is_spaced:
            return None
        if start.time is not None or normalize_role(start.name) in self._strangers:
            return unknown_role(start.name)
        self._open_count += _NAME.fullmatch(start.name) is not None
        return None

    def said_after(self) -> tuple[str, ...]:
        count = self._open_count
        if not count:
            return self._dates.said_after()
        lines = "1 line begins" if count == 1 else f"{count:,} lines begin"
        return (
            *self._dates.said_after(),
            f"{lines} with a word and a colon, but no known speaker, and went to the turn before; "
            'where it is somebody, say so with --role "NAME=agent".',
        )


def _filled_lines(sniff: Sniff) -> list[str]:
    lines = re.split(r"\r\n|\r|\n", sniff.head.lstrip("\ufeff"))
    if not sniff.is_whole:
        lines.pop()  # cut off somewhere
    return [line for line in lines if line.strip()][:_HEAD_LINES]


def _start_of(line: str) -> _Start | None:
    found = _SPEAKER.match(line)
    if found is None:
        return None
    return _Start(found["name"].strip(), found["time"] or found["later"], found.end(), found["space"] is not None)


def _role_of(start: _Start, roles: Mapping[str, Role]) -> Role | None:
    plain = normalize_role(start.name)
    if plain in roles:
        return roles[plain]
    return None if plain in _LABELS and start.time is None else read_role(start.name, roles)
