"""Put the rows of a file together into conversations.

By id: up to `HELD_MESSAGES` messages, or `HELD_CHARS` characters of them, are held, so that rows of a conversation may
lie that far apart; when more would be held, the conversation that began first is given out. A row that comes back
after that begins another conversation with the same id. So does every `MOST_MESSAGES`th message of a conversation, as in a
file whose rows all have one id. Memory is bounded, whatever the file.

By pointers (`in_response_to`): whom a message answers may stand anywhere in the file, so all messages wait until its end:
in memory up to the same limits, beyond them in a temporary file (`authentica.readers.spill`), and in memory are some 30
bytes for each. One thread is held whole. The conversation takes the id of its first message.

Within a conversation, messages stand in the order of their turn numbers where all rows have one, else of their times, else
of the file. Times that state a zone and times that state none cannot be put in order. What has the same time stays in the
order of the file, or in the reverse of it where the rows of the conversation stand newest first: their times never rise and
fall at least once. A message without a time stays behind the one that was written before it by that order, and at the
beginning before the first that has a time.
"""

from __future__ import annotations

import enum
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import groupby, pairwise

from authentica.readers.chats import row_of
from authentica.readers.rows import Row
from authentica.readers.spill import PLACES, HeldRows
from authentica.schema import Conversation, Message, SetAside

__all__ = ["HELD_CHARS", "HELD_MESSAGES", "MOST_MESSAGES", "TimeFault", "join_by_id", "join_by_pointer"]

HELD_MESSAGES = 100_000
"""How many messages are held in memory at most."""

HELD_CHARS = 32_000_000
"""How many characters of text are held in memory at most."""

MOST_MESSAGES = 5_000
"""How many messages a conversation has at most, since what is found of a conversation is held whole."""


class TimeFault(enum.Enum):
    """Why the order of a conversation is not that of its times alone."""

    MIXED_ZONES = "mixed zones"
    SOME_MISSING = "some missing"


def _nothing(_: TimeFault) -> None:
    """Do nothing."""


def join_by_id(
    rows: Iterable[Row], on_set_aside: Callable[[SetAside], None], on_time_fault: Callable[[TimeFault], None] = _nothing
) -> Iterator[Conversation]:
    """Yield conversations in the order of their first rows; rows without an id stand alone.

    A message that repeats another is set aside; what is wrong with the times of a conversation is told once for each.
    """
    held: dict[object, list[Row]] = {}
    message_count = char_count = 0
    for row in rows:
        if row.is_whole and not held:
            yield from _pieces(row.conversation_id, [row], on_set_aside, on_time_fault)
            continue
        key = object() if row.is_whole or row.conversation_id is None else row.conversation_id
        held.setdefault(key, []).append(row)
        message_count += len(row.messages)
        char_count += row.char_count
        while message_count > HELD_MESSAGES or char_count > HELD_CHARS:
            first = held.pop(next(iter(held)))
            message_count -= sum(len(row.messages) for row in first)
            char_count -= sum(row.char_count for row in first)
            yield from _pieces(first[0].conversation_id, first, on_set_aside, on_time_fault)
    for group in held.values():
        yield from _pieces(group[0].conversation_id, group, on_set_aside, on_time_fault)


def join_by_pointer(
    rows: Iterable[Row], on_set_aside: Callable[[SetAside], None], on_time_fault: Callable[[TimeFault], None] = _nothing
) -> Iterator[Conversation]:
    """Yield the threads that pointers make, in the order of their first rows, when all rows have been read.

    A pointer to a message that is not in the file begins a thread; pointers in a circle are one thread. Whole conversations are given
    out as they are. An `OutputError` says that the folder for temporary files has no room for what cannot be held.
    """
    with closing(HeldRows(HELD_MESSAGES, HELD_CHARS)) as held:
        for row in rows:
            if row.is_whole:
                yield from _pieces(row.conversation_id, [row], on_set_aside, on_time_fault)
            else:
                held.add(row)
        parents, firsts = held.links()
        roots, depths = _find_roots(parents)
        roots = array(PLACES, (roots[first] for first in firsts))  # what stands twice is one thread
        for root, places in _find_threads(roots):
            places.sort(key=lambda place: (depths[place], place))
            thread = held.at(places)
            yield from _pieces(thread[places.index(root)].messages[-1].message_id, thread, on_set_aside, on_time_fault)


def _find_roots(parents: array[int]) -> tuple[array[int], array[int]]:
    """Return for each place the place where its thread begins, and how many pointers lie between."""
    roots = array(PLACES, [-1]) * len(parents)
    depths = array(PLACES, [0]) * len(parents)
    for start in range(len(parents)):
        path = array(PLACES)
        place = start
        while place >= 0 and roots[place] < 0:
            roots[place] = start  # for now, so that a circle is noticed
            path.append(place)
            place = parents[place]
        if not path:
            continue
        if place < 0 or roots[place] == start:  # a beginning, or a circle, which is cut here
            root, depth = path[-1], 0
        else:
            root, depth = roots[place], depths[place] + 1
        for step in reversed(path):
            roots[step], depths[step] = root, depth
            depth += 1
    return roots, depths


def _find_threads(roots: array[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield each root with its places in order, in the order of their first places."""
    latest = array(PLACES, [-1]) * len(roots)
    following = array(PLACES, [-1]) * len(roots)
    beginnings = array(PLACES)
    for place, root in enumerate(roots):
        if latest[root] < 0:
            beginnings.append(place)
        else:
            following[latest[root]] = place
        latest[root] = place
    for place in beginnings:
        places = []
        at = place
        while at >= 0:
            places.append(at)
            at = following[at]
        yield roots[place], places


def _pieces(
    conversation_id: str | None,
    rows: list[Row],
    on_set_aside: Callable[[SetAside], None],
    on_time_fault: Callable[[TimeFault], None] = _nothing,
) -> Iterator[Conversation]:
    rows = _drop_openings(rows, on_set_aside)
    messages = _drop_repeated([message for row in _by_turn(rows) for message in row.messages], on_set_aside)
    if any(row.turn is None for row in rows):
        messages = _by_time(messages, on_time_fault)
    for start in range(0, len(messages), MOST_MESSAGES):
        yield Conversation(messages=tuple(messages[start : start + MOST_MESSAGES]), conversation_id=conversation_id)


def _by_turn(rows: list[Row]) -> list[Row]:
    turns = [row.turn for row in rows if row.turn is not None]
    return sorted(rows, key=lambda row: row.turn or 0) if len(turns) == len(rows) else rows


def _by_time(messages: list[Message], on_time_fault: Callable[[TimeFault], None]) -> list[Message]:
    """Sort by time what can be compared; a question and the answer of the same row, or the turns of its chat, stay together."""
    groups = [list(group) for _, group in groupby(messages, key=lambda m: row_of(m.origin) if m.origin else id(m))]
    times = [next((one.created_at for one in group if one.created_at is not None), None) for group in groups]
    known = [time for time in times if time is not None]
    if not known:
        return messages
    if len({time.tzinfo is None for time in known}) > 1:
        on_time_fault(TimeFault.MIXED_ZONES)
        return messages
    if len(known) < len(times):
        on_time_fault(TimeFault.SOME_MISSING)
    if known[0] > known[-1] and all(earlier >= later for earlier, later in pairwise(known)):
        groups.reverse()
        times.reverse()
        known.reverse()
    latest = known[0]
    places = []
    for place, time in enumerate(times):
        latest = latest if time is None else time
        places.append((latest, place))
    return [message for _, place in sorted(places) for message in groups[place]]


def _drop_openings(rows: list[Row], on_set_aside: Callable[[SetAside], None]) -> list[Row]:
    """Leave out what a ticket says of its first message where that stands among its messages: same author, same text."""
    openings = [row for row in rows if row.may_be_repeated]
    if not openings or len(openings) == len(rows):
        return rows
    said = {_content(message): message.origin for row in rows if not row.may_be_repeated for message in row.messages}
    kept = []
    for row in rows:
        if row.may_be_repeated and (origin := said.get(_content(row.messages[0]))) is not None:
            reason = f"repeats the message of {origin}: same author, same text"
            on_set_aside(SetAside(origin=row.messages[0].origin or "", reason=reason))
        else:
            kept.append(row)
    return kept


def _content(message: Message) -> tuple[str | None, str]:
    return message.author_id, " ".join(message.text.split())


def _drop_repeated(messages: list[Message], on_set_aside: Callable[[SetAside], None]) -> list[Message]:
    """Leave out messages that an export holds twice: same id and same content."""
    if len(messages) < 2:
        return messages
    kept: list[Message] = []
    seen: dict[tuple[object, ...], str | None] = {}
    for message in messages:
        if message.message_id is not None:
            key = (message.message_id, message.role, message.text, message.author_id, message.created_at)
            if key in seen:
                reason = f"repeats the message of {seen[key]}: same id, same content"
                on_set_aside(SetAside(origin=message.origin or "", reason=reason))
                continue
            seen[key] = message.origin
        kept.append(message)
    return kept
