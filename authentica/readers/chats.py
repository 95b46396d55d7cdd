"""Who speaks in a chat that is one text, and what: a speaker stands before a colon, one turn a line.

The text may be a whole file, a cell of a table, or one comment of a ticket. In the latter two, lines before the first turn such
as "Chat started: …" are no turns, and "Served by: Sam" names the agents; nor is "*** Sam joined the chat ***" anywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from authentica.readers.roles import ROLE_WORDS, normalize_role, read_role, unknown_speaker
from authentica.readers.timestamps import DateReader
from authentica.schema import Message, Role, SetAside

__all__ = ["LABELS", "ChatLines", "Start", "is_chat", "read_chat", "role_of_start", "row_of", "start_of", "strangers"]

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
LABELS = frozenset({
    "sent", "received", "inbound", "outbound", "incoming", "outgoing", "contact", "lead", "owner", "company", "brand",
    "business", "manager", "developer", "status", "activity", "event", "note", "private",
    "internal", "internal note", "trigger", "workflow", "notification", "auto", "team",
    "email", "e mail", "phone", "order", "tracking", "total", "address", "name", "subject", "date",
    "time", "from", "to", "cc", "re", "link", "tip", "step", "option", "ps", "p.s.", "update", "example", "important", "warning",
})  # fmt: skip
"""What stands before a colon within messages. The caller's roles, or a time before it, make a speaker of it all the same."""

_HEAD_LINES = 200
_HEAD_CHARS = 20_000
_MOST_TURN_CHARS = 1_000_000

_LINE_MARK = "/"
_HEADING = re.compile(r"(?:Chat started|Served by)\s?:", re.IGNORECASE)
_SERVED = re.compile(r"Served by\s?:(?P<names>.{1,200})", re.IGNORECASE)
_STARS = re.compile(rf"(?P<time>[\[(]{_TIME}[\])]\s?)?\*\*\*(?P<words>.*)\*\*\*")
_HAPPENED = re.compile(
    r"\b(?:joined|rejoined|left|ended|entered|closed|started|disconnected|transferred|rated)\b", re.IGNORECASE
)


class Start(NamedTuple):
    """How a line begins: who speaks, when, and where the words begin."""

    name: str
    time: str | None
    end: int
    is_spaced: bool


def start_of(line: str) -> Start | None:
    """Return how a line begins where a speaker may stand there."""
    found = _SPEAKER.match(line)
    if found is None:
        return None
    return Start(found["name"].strip(), found["time"] or found["later"], found.end(), found["space"] is not None)


def role_of_start(start: Start, roles: Mapping[str, Role]) -> Role | None:
    """Return the role of who begins a line, or None."""
    plain = normalize_role(start.name)
    if plain in roles:
        return roles[plain]
    return None if plain in LABELS and start.time is None else read_role(start.name, roles)


def strangers(starts: Iterable[Start]) -> frozenset[str]:
    """Return the names, as roles are compared, that begin several lines."""
    counts = Counter(normalize_role(start.name) for start in starts if _NAME.fullmatch(start.name))
    return frozenset(name for name, count in counts.items() if count > 1 and name not in LABELS)


class _Turn:
    """One turn while its lines are gathered."""

    def __init__(self, origin: str, start: Start, role: Role | str, first: str) -> None:
        self._origin = origin
        self._start = start
        self._role = role
        self._lines = [first]
        self._size = len(first)

    def add(self, line: str) -> None:
        if self._size <= _MOST_TURN_CHARS:
            self._lines.append(line)
            self._size += len(line) + 1

    def message(self, dates: DateReader) -> Message | SetAside:
        if not isinstance(self._role, Role):  # a Role is a string, too
            return SetAside(origin=self._origin, reason=self._role)
        if self._size > _MOST_TURN_CHARS:
            return SetAside(origin=self._origin, reason=f"the turn is longer than {_MOST_TURN_CHARS:,} characters")
        time = self._start.time
        return Message(
            text="\n".join(self._lines).strip(),
            role=self._role,
            author_id=self._start.name,
            created_at=None if time is None or _CLOCK_ONLY.match(time) else dates.read(time),
            channel="chat",
            origin=self._origin,
        )


class ChatLines:
    """Reads the turns of one chat; `open_count` tells how many lines might have been another's, as they begin with what might be a name.

    Names that are `known`, as `strangers` returns them, are a speaker's though they have no role.
    """

    def __init__(self, roles: Mapping[str, Role], known: frozenset[str], dates: DateReader) -> None:
        self._roles = roles
        self._known = known
        self._dates = dates
        self.open_count = 0

    def read(self, lines: Iterable[str], prefix: str) -> Iterator[Message | SetAside]:
        """Yield the turns; `prefix` and the number of its first line are the origin of each."""
        turn: _Turn | None = None
        for number, line in enumerate(lines, start=1):
            start = start_of(line)
            role = None if start is None else self._speaker(start)
            if start is not None and role is not None:
                if turn is not None:
                    yield turn.message(self._dates)
                turn = _Turn(f"{prefix}{number}", start, role, line[start.end :])
            elif turn is not None:
                turn.add(line)
            elif line.strip():
                yield SetAside(origin=f"{prefix}{number}", reason="the line stands before the first speaker")
        if turn is not None:
            yield turn.message(self._dates)

    def _speaker(self, start: Start) -> Role | str | None:
        """Return the role, or the reason why it is unknown; None where the line goes on with what was said."""
        if (role := role_of_start(start, self._roles)) is not None:
            return role
        if not start.is_spaced:
            return None
        if start.time is not None or normalize_role(start.name) in self._known:
            return unknown_speaker(start.name)
        self.open_count += _NAME.fullmatch(start.name) is not None
        return None


def is_chat(text: str, roles: Mapping[str, Role]) -> bool:
    r"""Tell whether a text is a whole chat: both sides begin lines of it, or two speakers behind times.

    A form, too, names an agent and a customer before colons; but neither says anything, or there are other labels.

    Examples
    --------
    >>> is_chat("Customer: Where is it?\nAgent: On its way.", {}), is_chat("Hi Ana,\nCustomer: you", {})
    (True, False)
    """
    lines = [line for line in _parts(text[:_HEAD_CHARS])[1][:_HEAD_LINES] if line.strip()]
    starts = [start for line in lines if (start := start_of(line)) is not None]
    if len(starts) < 2 or 3 * len(starts) < len(lines) or start_of(lines[0]) is None:
        return False
    if {Role.AGENT, Role.CUSTOMER} <= {role_of_start(start, roles) for start in starts}:
        return role_of_start(starts[0], roles) is not None and (starts[0].time is not None or _is_said(lines, roles))
    timed = {normalize_role(start.name) for start in starts if start.time is not None and start.is_spaced}
    return starts[0].time is not None and len(timed) > 1


def row_of(origin: str) -> str:
    """Return where the chat stands whose turn has this origin; of any other message, the origin itself."""
    row, mark, line = origin.rpartition(_LINE_MARK)
    return row if mark and line.isdigit() else origin


def read_chat(
    text: str,
    origin: str,
    roles: Mapping[str, Role],
    dates: DateReader,
    *,
    agents: Collection[str] = (),
    people: Mapping[str, Role | None] = MappingProxyType({}),
    message_id: str | None = None,
    created_at: datetime | None = None,
) -> list[Message | SetAside]:
    """Return the turns of a text that is a whole chat; to the text's place and id theirs add the line (`row_of`) and the turn's number.

    Where an agent's name is known, the only other speaker without a role is the customer. Beside `agents`, those who served the chat by its
    own words are agents; the only one is the author of what "Agent:" says. `people`, by name as `normalize_role` returns it, are asked
    where neither the caller nor the chat tells. `created_at` is of turns that have no date of their own.
    """
    head, lines = _parts(text)
    served = (found for line in head[:_HEAD_LINES] if (found := _SERVED.match(line.strip())))
    named = [*agents, *(name.strip() for found in served for name in found["names"].split(",") if name.strip(" -"))]
    starts = [start for line in lines if (start := start_of(line)) is not None]
    names = {normalize_role(start.name) for start in starts}
    own = {name: role for name in names if (role := people.get(name)) is not None}
    own |= {normalize_role(name): Role.AGENT for name in named} | dict(roles)
    repeated = strangers(starts)
    speakers = {
        name
        for start in starts
        if role_of_start(start, own) is None
        for name in [normalize_role(start.name)]
        if start.is_spaced and (start.time is not None or name in repeated)
    }
    if len(speakers) == 1 and any(own.get(normalize_role(start.name)) is Role.AGENT for start in starts):
        own[speakers.pop()] = Role.CUSTOMER
    read: list[Message | SetAside] = []
    for number, turn in enumerate(ChatLines(own, repeated, dates).read(lines, origin + _LINE_MARK), start=1):
        if isinstance(turn, Message):
            is_unnamed = turn.role is Role.AGENT and normalize_role(turn.author_id or "") in ROLE_WORDS[Role.AGENT]
            author_id = named[0] if is_unnamed and len(named) == 1 else turn.author_id
            turn_id = None if message_id is None else f"{message_id}.{number}"
            created = turn.created_at or created_at
            turn = replace(turn, message_id=turn_id, author_id=author_id, created_at=created)
        read.append(turn)
    return read


def _is_said(lines: Iterable[str], roles: Mapping[str, Role]) -> bool:
    """Tell whether the turns are said: there are three, or both sides say some words; where other labels stand, both."""
    turns: list[tuple[Role, str]] = []
    has_labels = False
    for line in lines:
        start = start_of(line)
        if start is not None and (role := role_of_start(start, roles)) is not None:
            turns.append((role, line[start.end :]))
        elif start is not None and start.is_spaced:
            has_labels = True
        elif turns:
            turns[-1] = (turns[-1][0], f"{turns[-1][1]} {line}")
    speaking = {role for role, said in turns if _has_sentence(said)}
    is_talk = {Role.AGENT, Role.CUSTOMER} <= speaking
    return (is_talk or not has_labels) if len(turns) > 2 else (is_talk and not has_labels)


def _has_sentence(said: str) -> bool:
    """Tell whether there are some words and not all begin as names do."""
    words = said.split()
    return len(words) > 2 and any(word[0].isalpha() and not word[0].isupper() for word in words)


def _parts(text: str) -> tuple[list[str], list[str]]:
    """Return the lines before the first turn that tell of the chat, and all others but those of what happened in it."""
    lines = text.splitlines()
    first = 0
    while first < len(lines) and (_HEADING.match(line := lines[first].strip()) or _STARS.match(line) or not line):
        first += 1
    return lines[:first], [line for line in lines[first:] if not _is_event(line.strip())]


def _is_event(line: str) -> bool:
    """Tell whether a line within a chat tells of it; an agent, too, may set a line of a turn between stars."""
    found = _STARS.match(line)
    return found is not None and (found["time"] is not None or _HAPPENED.search(found["words"]) is not None)
