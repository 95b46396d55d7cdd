"""Read JSON: one object a line, or one array of objects; an object is a message or a whole conversation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from authentica.errors import FormatError
from authentica.readers.columns import COLUMN_NAMES, FIELDS, ColumnMap, map_columns, plain_name
from authentica.readers.options import ReadOptions
from authentica.readers.peek import Peeked
from authentica.readers.roles import holds_both_sides
from authentica.readers.rows import Reading, Row, RowBuilder
from authentica.readers.sources import Source
from authentica.schema import Message, SetAside

__all__ = ["MESSAGE_LISTS", "read_json", "read_json_lines"]

MESSAGE_LISTS = (
    "messages",
    "turns",
    "utterances",
    "comments",
    "conversation_parts",
    "dialogue",
    "dialog",
    "transcript",
)
"""Keys under which an object holds the messages of a whole conversation."""

_MESSAGE_LISTS = frozenset(MESSAGE_LISTS)
_SAMPLE_OBJECTS = 100
_MAX_OBJECT_CHARS = 64 * 1024 * 1024
_CUT_MARGIN = 16  # an error this close to the end of what was read may come from the cut
_SPACE = " \t\r\n"

_Item = tuple[str, dict[str, Any]] | SetAside


class _RepeatedKeyError(ValueError):
    def __init__(self, key: str) -> None:
        shown = repr(key) if re.fullmatch(r"[\w.-]{1,30}", key) else "a key"
        super().__init__(f"{shown} stands twice in an object, with different values")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        for key, value in pairs:
            if found[key] != value:
                raise _RepeatedKeyError(key)
    return found


def _decoder() -> json.JSONDecoder:
    """Return a decoder that keeps numbers as they are written, and takes NaN for nothing."""
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=lambda _: None, strict=False
    )


def read_json_lines(source: Source, options: ReadOptions) -> Reading:
    """Open a file with one JSON object a line.

    Raises
    ------
    FormatError
        If none of the first lines is a JSON object.
    ColumnError
        If the keys do not hold what is needed.
    """
    return _read(source, options, _items_of_lines(source), "JSON lines")


def read_json(source: Source, options: ReadOptions) -> Reading:
    """Open a file that is one JSON array of objects, or one object; the array is never held whole.

    Raises
    ------
    FormatError
        If none of the first items is a JSON object.
    ColumnError
        If the keys do not hold what is needed.
    """
    return _read(source, options, _items_of_array(source), "a JSON array")


def _read(source: Source, options: ReadOptions, items: Iterator[_Item], kind: str) -> Reading:
    peeked = Peeked(items, _SAMPLE_OBJECTS)
    found = [item for item in peeked.head if not isinstance(item, SetAside)]
    if not found:
        if not peeked.head:
            raise FormatError("there is no object in it", source.where, "Export it again.")
        first = next(item for item in peeked.head if isinstance(item, SetAside))
        raise FormatError(
            f"none of the first {len(peeked.head)} items is a JSON object ({first.origin}: {first.reason})",
            source.where,
            "Write one JSON object a line.",
        )
    flat = [values for _, top in found for values in _flatten(top) if isinstance(values, dict)]
    names = list(dict.fromkeys(key for values in flat for key in values))
    samples = {name: [v for values in flat if isinstance(v := values.get(name), str)] for name in names}
    columns = map_columns(names, options.columns, source.where, samples=samples, roles=options.roles)
    one_conversation = None
    if (
        columns.role is not None
        and columns.conversation_id is None
        and not columns.follows_pointers
        and not any(_message_list(top) for _, top in found)
        and holds_both_sides(columns.role, samples.get(columns.role, ()), options.roles)
    ):
        one_conversation = source.name
    said = [f"{source.name}: {kind}, {source.encoding}.", columns.describe(names)]
    if one_conversation:
        said.append("No key names the conversation, and both sides speak: the file is read as one conversation.")
    return Reading(
        rows=_build_rows(iter(peeked), columns, RowBuilder(columns, options.roles, one_conversation)),
        follows_pointers=columns.follows_pointers,
        said=tuple(said),
    )


def _build_rows(items: Iterator[_Item], columns: ColumnMap, builder: RowBuilder) -> Iterator[Row | SetAside]:
    keys = tuple(getattr(columns, field) for field in FIELDS)
    for item in items:
        if isinstance(item, SetAside):
            yield item
            continue
        origin, top = item
        inner = _message_list(top)
        if inner is None or (not inner and any(isinstance(top.get(key), str) for key in _text_keys(keys))):
            yield _build_row(top, keys, builder, origin)
            continue
        if not inner:
            yield SetAside(origin=origin, reason="the object's list of messages is empty")
            continue
        messages: list[Message] = []
        conversation_id: str | None = None
        # An object that says something itself (a ticket's description) speaks before its messages.
        own = {key: value for key, value in top.items() if not isinstance(value, (list, dict))}
        opening = [own] if any(isinstance(own.get(key), str) and own[key].strip() for key in _text_keys(keys)) else []
        for number, values in enumerate((*opening, *_flatten(top)), start=1):
            part = f"{origin}.{number}"
            row = (
                _build_row(values, keys, builder, part)
                if isinstance(values, dict)
                else SetAside(origin=part, reason=values)
            )
            if isinstance(row, SetAside):
                yield row
            else:
                messages.extend(row.messages)
                conversation_id = conversation_id or row.conversation_id
        if messages:
            yield Row(conversation_id, tuple(messages), is_whole=True)


def _build_row(
    values: Mapping[str, Any], keys: tuple[str | None, ...], builder: RowBuilder, origin: str
) -> Row | SetAside:
    cells: list[str | None] = []
    for field, key in zip(FIELDS, keys, strict=True):
        value = None if key is None else values.get(key)
        if value is None or isinstance(value, str):
            cells.append(value)
        elif isinstance(value, bool):
            cells.append("true" if value else "false")
        else:
            kind = "an object" if isinstance(value, dict) else "a list"
            return SetAside(origin=origin, reason=f"the {field} is {kind}, not text")
    if not any(key in values for key in _text_keys(keys)):
        return SetAside(origin=origin, reason="the object has no key for the text")
    return builder.build(cells, origin)


def _text_keys(keys: tuple[str | None, ...]) -> list[str]:
    pairs = zip(FIELDS, keys, strict=True)
    return [key for field, key in pairs if key is not None and field in ("text", "html", "customer_text")]


def _message_list(top: Mapping[str, Any]) -> list[Any] | None:
    """Return the messages of an object that is a whole conversation."""
    if _MESSAGE_LISTS.isdisjoint(top):
        return None
    for key in MESSAGE_LISTS:
        value = top.get(key)
        if isinstance(value, list):
            return value
    return None


def _flatten(top: dict[str, Any]) -> Iterator[dict[str, Any] | str]:
    """Yield the object, or each of its messages with what the object says of all of them; or why a message is none.

    What the object calls its id is the conversation's.
    """
    inner = _message_list(top)
    if inner is None:
        yield top
        return
    shared = {key: value for key, value in top.items() if not isinstance(value, (list, dict))}
    plain = {plain_name(key): key for key in shared}
    key = next((plain[name] for name in (*COLUMN_NAMES["conversation_id"], "id", "uuid") if name in plain), None)
    if key is not None:
        shared["conversation_id"] = shared[key] if key == "conversation_id" else shared.pop(key)
    for message in inner:
        if isinstance(message, dict):
            yield {**shared, **{k: v for k, v in message.items() if k != "conversation_id"}}
        else:
            yield f"the message is {_kind(message)}, not an object"


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "empty" if value is None else "a single value"


def _items_of_lines(source: Source) -> Iterator[_Item]:
    decode = _decoder().decode
    for number, line in enumerate(source.lines(), start=1):
        if line.isspace():
            continue
        origin = f"{source.name}:{number}"
        is_cut = line[-1] not in "\r\n"
        yield _item(partial(decode, line), origin, "; the file seems to be cut off here" if is_cut else "")


def _item(decode: Callable[[], Any], origin: str, note: str) -> _Item:
    try:
        value = decode()
    except _RepeatedKeyError as error:
        return SetAside(origin=origin, reason=str(error))
    except json.JSONDecodeError as error:
        return SetAside(origin=origin, reason=f"not valid JSON at character {error.pos + 1}{note}")
    except RecursionError:
        return SetAside(origin=origin, reason="the JSON is nested too deeply")
    if isinstance(value, dict):
        return origin, value
    return SetAside(origin=origin, reason=f"the item is {_kind(value)}, not an object")


def _items_of_array(source: Source) -> Iterator[_Item]:
    """Decode an array item by item; origins count the items from 1."""
    text = _Text(source.chunks())
    decoder = _decoder()
    is_array = text.next_char() == "["
    if is_array:
        text.position += 1
    number = 0
    while (char := text.next_char()) not in ("]", ""):
        number += 1
        origin = f"{source.name}:{number}"
        item = _item(partial(text.decode, decoder), origin, "")
        yield item
        if text.is_lost:
            yield SetAside(origin=origin, reason="what follows in the array cannot be told apart and is not read")
            return
        char = text.next_char()
        if not is_array:
            break
        if char == ",":
            text.position += 1
        elif char != "]":
            reason = "the array breaks off here" if not char else "no comma follows the item; what follows is not read"
            yield SetAside(origin=origin, reason=reason)
            return
    else:
        if not char and is_array:
            yield SetAside(origin=f"{source.name}:{number + 1}", reason="the array breaks off here")
        return
    if text.next_char():
        yield SetAside(origin=f"{source.name}:{number + 1}", reason="text follows the object, and is not read")


class _Text:
    """A window on the text of a JSON file that grows while an item is incomplete."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._buffer = ""
        self.position = 0
        self.is_lost = False

    def next_char(self) -> str:
        """Skip white space; return the character there, or "" at the end."""
        while True:
            while self.position < len(self._buffer):
                char = self._buffer[self.position]
                if char not in _SPACE:
                    return char
                self.position += 1
            if not self._grow(1):
                return ""

    def decode(self, decoder: json.JSONDecoder) -> Any:
        """Return the value that begins here, and step behind it."""
        while True:
            try:
                value, end = decoder.raw_decode(self._buffer, self.position)
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or error.pos >= len(self._buffer) - _CUT_MARGIN
                size = len(self._buffer) - self.position
                if is_cut and size < _MAX_OBJECT_CHARS and self._grow(size):
                    continue
                self.is_lost = True
                error.pos -= self.position
                raise
            except (_RepeatedKeyError, RecursionError):
                self.is_lost = True
                raise
            if end >= len(self._buffer) - 1 and self._grow(1):
                continue  # a number may go on
            self.position = end
            return value

    def _grow(self, size: int) -> bool:
        """Read on until the window has grown by `size`, and let go what lies before the position.

        At the end of the text, nothing changes and the answer is False.
        """
        pieces = [self._buffer[self.position :]]
        grown = 0
        while grown < size and (piece := next(self._chunks, "")):
            pieces.append(piece)
            grown += len(piece)
        if not grown:
            return False
        self._buffer, self.position = "".join(pieces), 0
        return True
