"""One row of an export becomes one message, or the customer's message and the reply to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from authentica.readers.chats import is_chat, read_chat
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

_ENCODED = re.compile(
    r"&(?:nbsp|quot|apos|[lr][sd]quo|[mn]dash|hellip|#0?39|#x27|#160|#34|#82\d\d|#x20[0-9a-f]{2});", re.IGNORECASE
)
_NO_CHAT = (
    'most texts of this column are whole chats, but not who speaks in this one; say who is who with --role "NAME=agent"'
)
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

    Where the file has no ids and is one chat, `one_conversation` is the id of the conversation that all rows belong to. With `fills_down`, a
    row without a conversation's id is of the conversation above it; with `holds_chats`, each text is a whole chat.
    """

    def __init__(
        self,
        columns: ColumnMap,
        roles: Mapping[str, Role],
        one_conversation: str | None,
        dates: DateReader,
        samples: Mapping[str, Collection[str]],
        *,
        fills_down: bool = False,
        holds_chats: bool = False,
    ) -> None:
        self._dates = dates
        self._roles = roles
        self._holds_chats = holds_chats
        self._fills_down = fills_down
        self._above: str | None = None
        self._lone_in = columns.conversation_id if one_conversation is None else None
        self._lone_count = 0
        self._follows_pointers = columns.follows_pointers
        self._role = RoleReader(columns.role, roles, samples[columns.role]) if columns.role is not None else None
        self._note = NoteReader(columns.note) if columns.note is not None else None
        self._has_customer_text = columns.customer_text is not None
        self._one_conversation = one_conversation

    def said_after(self) -> tuple[str, ...]:
        """Return what should be said aloud when all rows have been built."""
        said = () if self._note is None else self._note.said_after()
        if self._lone_in is not None and (count := self._lone_count):
            rows = "1 row has" if count == 1 else f"{count:,} rows have"
            said += (
                f"{rows} nothing in {self._lone_in[:40]!r}, and each was read as a conversation of its own; "
                "where it belongs to the row above, fill the id down and export again.",
            )
        return (*said, *self._dates.said_after())

    def pass_over(self) -> None:
        """Learn that a row could not be read, so that nothing is known of what is above the next."""
        self._above = None

    def build(self, cells: Sequence[str | None], origin: str) -> Iterator[Row | SetAside]:
        """Yield the row, or why it is set aside; of a cell that is a whole chat, its turns, and what of them is set aside.

        There is one cell for each of `FIELDS`, in that order.
        """
        row = self._build(cells, origin)
        if not self._holds_chats or isinstance(row, SetAside):
            yield row
            return
        message = row.messages[-1]
        if message.role is not Role.AGENT or not message.text.strip():
            yield row
        elif not is_chat(message.text, self._roles):
            yield SetAside(origin=origin, reason=_NO_CHAT)
        else:
            agents = () if message.author_id is None else (message.author_id,)
            turns = read_chat(
                message.text,
                origin,
                self._roles,
                self._dates,
                agents=agents,
                message_id=message.message_id,
                created_at=message.created_at,
            )
            yield from (turn for turn in turns if isinstance(turn, SetAside))
            if said := tuple(turn for turn in turns if isinstance(turn, Message)):
                yield row._replace(messages=(*row.messages[:-1], *said))

    def _build(self, cells: Sequence[str | None], origin: str) -> Row | SetAside:
        """Return the row, or why it is set aside.

        A row without a role is an agent's reply, and one that is marked as a note is none. Where a customer's text
        stands beside an empty reply, nobody has replied: the row holds the customer's message only.
        """
        cell = dict(zip(FIELDS, cells, strict=True))
        conversation_id = identifier(cell["conversation_id"]) or self._one_conversation
        if self._fills_down:
            conversation_id = self._above = conversation_id or self._above
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
        self._lone_count += conversation_id is None
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
    """Decide what the columns of a general format mean, and say so; `build_rows` returns the rows, given these and what builds them.

    Where no column names the conversation and both sides speak, the file is one conversation, by the file's name, unless its objects
    are whole conversations. Of `names`, one may stand twice; `are_keys` and `inner` are those of `map_columns`.
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
    fills_down = not are_keys and not inner and _stands_in_first_rows(columns, samples, options.roles)
    holds_chats = columns.role is None and _holds_chats(samples.get(columns.text or "", ()), options.roles)
    said = [f"{source.name}: {kind}.", columns.describe(names, holds_chats=holds_chats), *dates.said()]
    if is_one:
        said.append("No column names the conversation, and both sides speak: the file is read as one conversation.")
    if fills_down:
        said.append(
            f"{str(columns.conversation_id)[:40]!r} stands in the first row of each conversation only: "
            "a row without it is read as part of the conversation above."
        )
    builder = RowBuilder(
        columns,
        options.roles,
        source.name if is_one else None,
        dates,
        samples,
        fills_down=fills_down,
        holds_chats=holds_chats,
    )
    return Reading(
        rows=build_rows(columns, builder),
        follows_pointers=columns.follows_pointers,
        said=tuple(said),
        said_after=builder.said_after,
    )


def _stands_in_first_rows(
    columns: ColumnMap, samples: Mapping[str, Collection[str]], roles: Mapping[str, Role]
) -> bool:
    """Tell whether the id of a conversation stands in its first row only, as spreadsheets merge cells.

    So it is where both sides speak, the first row has an id, no id comes twice, and most ids have rows without one below them: here
    and there an id is only missing.
    """
    if columns.conversation_id is None or columns.role is None:
        return False
    ids = [identifier(cell) for cell in samples[columns.conversation_id]]
    speakers = list(samples[columns.role])
    if len(ids) != len(speakers) or not ids or ids[0] is None:
        return False
    filled = [one for one in ids if one is not None]
    is_below = [one is None and bool(speaker.strip()) for one, speaker in zip(ids, speakers, strict=True)]
    followed = sum(one is not None and below for one, below in zip(ids, is_below[1:], strict=False))
    return 2 * followed > len(filled) == len(set(filled)) <= sum(is_below) and holds_both_sides(
        columns.role, speakers, roles
    )


def _holds_chats(cells: Collection[str], roles: Mapping[str, Role]) -> bool:
    """Tell whether most of the texts are whole chats."""
    filled = [read_body(cell, None)[0] for cell in cells if cell.strip()]
    return len(filled) > 0 and 2 * sum(is_chat(text, roles) for text in filled) > len(filled)


def read_body(text: str | None, html: str | None) -> tuple[str, str | None, OffsetMap | None]:
    """Return the text, and the HTML and the map where it was read from HTML; plain text comes first."""
    if text and text.strip():
        if not looks_like_html(text) and not _is_encoded(text):
            return text, None, None
        html = text
    if html and html.strip():
        plain, offsets = html_to_text(html)
        return plain, html, offsets
    return text or "", None, None


def _is_encoded(text: str) -> bool:
    """Tell whether a text without tags has entities for what nobody writes as entities: a space, a quotation mark, a dash."""
    return "<" not in text and ">" not in text and len(_ENCODED.findall(text)) > 1


def _number(cell: str | None) -> int | None:
    found = _TURN.fullmatch(cell.strip()) if cell else None
    return int(found.group(1)) if found else None
