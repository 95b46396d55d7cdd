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
from collections.abc import Iterator

from authentica.errors import FormatError
from authentica.readers.chats import LABELS, ChatLines, role_of_start, start_of, strangers
from authentica.readers.options import ReadOptions
from authentica.readers.roles import normalize_role
from authentica.readers.rows import Reading, Row
from authentica.readers.sources import Sniff, Source
from authentica.readers.timestamps import DateReader, infer_order
from authentica.readers.unfold import refuse_columns
from authentica.schema import SetAside

__all__ = ["is_turns", "read_turns"]

_HEAD_LINES = 200


def is_turns(sniff: Sniff) -> bool:
    """Tell whether the first lines are turns of at least two speakers, whoever they are."""
    lines = _filled_lines(sniff)
    starts = [start for line in lines if (start := start_of(line)) is not None]
    if not starts or start_of(lines[0]) is None:
        return False
    counts = Counter(normalize_role(start.name) for start in starts)
    roles = {
        name: role for start in starts if (role := role_of_start(start, {})) for name in [normalize_role(start.name)]
    }
    if len(set(roles.values())) > 1 and normalize_role(starts[0].name) in roles:
        return 3 * sum(counts[name] for name in roles) >= len(lines)
    names = {name for name, count in counts.items() if name in roles or (count > 1 and name not in LABELS)}
    return len(counts) > 1 and bool(names) and 2 * len(starts) > len(lines)


def read_turns(source: Source, options: ReadOptions) -> Reading:
    """Open a pasted chat, which is one conversation. Names that are no role words need the caller's roles."""
    refuse_columns("turns", options)
    starts = [start for line in _filled_lines(source.sniff) if (start := start_of(line)) is not None]
    if len({role for start in starts if (role := role_of_start(start, options.roles)) is not None}) < 2:
        raise FormatError(
            "it looks like a chat, but not who in it is the agent and who the customer",
            source.where,
            'Say who is who, such as --role "Priya=agent" --role "Ben=customer", or write Agent: and Customer: before the turns.',
        )
    order = options.dates or infer_order(start.time for start in starts if start.time is not None)
    dates = DateReader("the time stamps", order)
    chat = ChatLines(options.roles, strangers(starts), dates)

    def rows() -> Iterator[Row | SetAside]:
        lines = (
            line.rstrip("\r\n").removeprefix("\ufeff" if number == 0 else "")
            for number, line in enumerate(source.lines())
        )
        for turn in chat.read(lines, f"{source.name}:"):
            yield turn if isinstance(turn, SetAside) else Row(source.name, (turn,))

    def said_after() -> tuple[str, ...]:
        if not (count := chat.open_count):
            return dates.said_after()
        lines = "1 line begins" if count == 1 else f"{count:,} lines begin"
        return (
            *dates.said_after(),
            f"{lines} with a word and a colon, but no known speaker, and went to the turn before; "
            'where it is somebody, say so with --role "NAME=agent".',
        )

    said = (f"{source.name}: a chat as plain text, one turn a line, {source.encoding}; read as one conversation.",)
    return Reading(rows=rows(), said=(*said, *dates.said()), said_after=said_after)


def _filled_lines(sniff: Sniff) -> list[str]:
    lines = re.split(r"\r\n|\r|\n", sniff.head.lstrip("\ufeff"))
    if not sniff.is_whole:
        lines.pop()  # cut off somewhere
    return [line for line in lines if line.strip()][:_HEAD_LINES]
