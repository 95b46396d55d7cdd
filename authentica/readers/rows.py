"""One row of an export becomes one message, or the customer's message and the reply to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from authentica.readers.columns import FIELDS, ColumnMap, map_columns
from authentica.readers.html import html_to_text, looks_like_html
from authentica.readers.options import ReadOptions
from authentica.readers.roles import NoteReader, RoleReader, holds_both_sides
from authentica.readers.sources import Source
from authentica.readers.timestamps import DateReader, infer_order
from authentica.readers.values import identifier
from authentica.schema import Message, OffsetMap, Role, SetAside

__all__ = ["Reading", "Row", "RowBuilder", "read_body", "read_general"]

_SEGMENT_CHARS = 160
"""A segment of an offset map takes as much memory as so many characters."""

_TURN = re.compile(r"([0-9]{1,9})(?:\.0+)?")


class Row(NamedTuple):
    """What one row, or one JSON object, holds.

    Attributes
    ----------
    conversation_id : str or None
        None where the file does not tell.
    messages : tuple of Message
        Usually one; two for a question with its answer; all of them where an object is a whole conversation.
    is_whole : bool
        Whether this is a conversation by itself, to be joined with no other row.
    turn : int or None
        Its number within the conversation.
    may_be_repeated : bool
        Whether the message may stand in another row of the conversation, too, without an id that would tell.
    """

    conversation_id: str | None
    messages: tuple[Message, ...]
    is_whole: bool = False
    turn: int | None = None
    may_be_repeated: bool = False

    @property
    def char_count(self) -> int:
        """Characters that its messages hold, or that would take as much memory."""
        return sum(
            len(message.text)
            + len(message.source or "")
            + (_SEGMENT_CHARS * len(message.offsets.segments) if message.offsets else 0)
            for message in self.messages
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file that has been opened, recognised and checked, and can now be read once.

    Attributes
    ----------
    rows : iterator of Row or SetAside
        In the order of the file.
    follows_pointers : bool
        Whether conversations are found by following `Message.in_response_to`.
    said : tuple of str
        What should be said aloud about it.
    said_after : callable, optional
        Returns what should be said aloud when all rows have been read.
    """

    rows: Iterator[Row | SetAside]
    follows_pointers: bool = False
    said: tuple[str, ...] = ()
    said_after: Callable[[], tuple[str, ...]] = tuple


class RowBuilder:
    """Builds rows from the cells of one file.

    Parameters
    ----------
    columns : ColumnMap
        Where the cells come from.
    roles : mapping of str to Role
        The caller's own role words.
    one_conversation : str or None
        Id of the conversation that all rows belong to, where the file has no ids and is one chat.
    dates : DateReader
        Reads the times.
    """

    def __init__(
        self,
        columns: ColumnMap,
        roles: Mapping[str, Role],
        one_conversation: str | None,
        dates: DateReader,
    ) -> None:
        self._dates = dates
        self._follows_pointers = columns.follows_pointers
        self._role = RoleReader(columns.role, roles) if columns.role is not None else None
        self._note = NoteReader(columns.note) if columns.note is not None else None
        self._has_customer_text = columns.customer_text is not None
        self._one_conversation = one_conversation

    def said_after(self) -> tuple[str, ...]:
        """Return what should be said aloud when all rows have been built."""
        return (*(() if self._note is None else self._note.said_after()), *self._dates.said_after())

    def build(self, cells: Sequence[str | None], origin: str) -> Row | SetAside:
        """Return the row, or why it is set aside.

        A row without a role is an agent's reply, and one that is marked as a note is none. Where a customer's text
        stands beside an empty reply, nobody has replied: the row holds the customer's message only.

        Parameters
        ----------
        cells : sequence of (str or None)
            One for each of `FIELDS`, in that order.
        origin : str
            File and row.
        """
        cell = dict(zip(FIELDS, cells, strict=True))
        role = Role.AGENT
        asks = self._has_customer_text and bool((cell["customer_text"] or "").strip())
        is_question = asks and not (cell["role"] or cell["text"] or cell["html"])  # whose role is told by its column
        if self._role is not None and not is_question:
            read = self._role.read(cell["role"])
            if not isinstance(read, Role):
                return SetAside(origin=origin, reason=read)
            role = read
        if role is not Role.CUSTOMER and self._note is not None:
            note = self._note.read(cell["note"], role)
            if not isinstance(note, Role):
                return SetAside(origin=origin, reason=note)
            role = note
        channel = (cell["channel"] or "").strip() or None
        text, source, offsets = read_body(cell["text"], cell["html"])
        message = Message(
            text=text,
            role=role,
            message_id=identifier(cell["message_id"]),
            author_id=identifier(cell["author_id"]),
            in_response_to=identifier(cell["in_response_to"]),
            created_at=self._dates.read(cell["created_at"]),
            channel=channel,
            source=source,
            offsets=offsets,
            origin=origin,
        )
        messages: tuple[Message, ...] = (message,)
        if asks and role is Role.AGENT:
            text, source, offsets = read_body(cell["customer_text"], None)
            question = Message(
                text=text, role=Role.CUSTOMER, channel=channel, source=source, offsets=offsets, origin=origin
            )
            messages = (question, message) if message.text.strip() else (question,)
        conversation_id = identifier(cell["conversation_id"]) or self._one_conversation
        return Row(
            conversation_id,
            messages,
            is_whole=conversation_id is None and not self._follows_pointers,
            turn=_number(cell["turn"]),
        )


def read_general(
    source: Source,
    options: ReadOptions,
    kind: str,
    names: Sequence[str],
    samples: Mapping[str, Collection[str]],
    build_rows: Callable[[ColumnMap, RowBuilder], Iterator[Row | SetAside]],
    *,
    are_keys: bool = False,
    inner: Collection[str] = (),
    holds_conversations: bool = False,
) -> Reading:
    """Decide what the columns of a general format mean, and say so.

    Where no column names the conversation and both sides speak, the file is one conversation, by the file's name.

    Parameters
    ----------
    source : Source
        The file.
    options : ReadOptions
        What the caller says of it.
    kind : str
        What carries its rows, in words.
    names : sequence of str
        All columns; one may stand twice.
    samples : mapping of str to collection of str
        The first values of each column.
    build_rows : callable
        Returns the rows, given which columns they come from and what builds them.
    are_keys, inner
        See `map_columns`.
    holds_conversations : bool, default=False
        Whether objects of the file are whole conversations.

    Raises
    ------
    ColumnError
        If the columns do not hold what is needed.
    """
    columns = map_columns(
        names, options.columns, source.where, samples=samples, roles=options.roles, are_keys=are_keys, inner=inner
    )
    is_one = (
        not holds_conversations
        and columns.role is not None
        and columns.conversation_id is None
        and not columns.follows_pointers
        and holds_both_sides(columns.role, samples[columns.role], options.roles)
    )
    times = columns.created_at
    dates = DateReader("") if times is None else DateReader(times, options.dates or infer_order(samples[times]))
    said = [f"{source.name}: {kind}.", columns.describe(names), *dates.said()]
    if is_one:
        said.append("No column names the conversation, and both sides speak: the file is read as one conversation.")
    builder = RowBuilder(columns, options.roles, source.name if is_one else None, dates)
    return Reading(
        rows=build_rows(columns, builder),
        follows_pointers=columns.follows_pointers,
        said=tuple(said),
        said_after=builder.said_after,
    )


def read_body(text: str | None, html: str | None) -> tuple[str, str | None, OffsetMap | None]:
    """Return the text, and the HTML and the map where it was read from HTML; plain text comes first."""
    if text and text.strip():
        if not looks_like_html(text):
            return text, None, None
        html = text
    if html and html.strip():
        plain, offsets = html_to_text(html)
        return plain, html, offsets
    return text or "", None, None


def _number(cell: str | None) -> int | None:
    found = _TURN.fullmatch(cell.strip()) if cell else None
    return int(found.group(1)) if found else None
