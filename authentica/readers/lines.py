"""Read JSON: one object a line, or one array of objects; an object is a message or a whole conversation.

What lies within an object of a message, such as ``{"author": {"role": "agent"}}``, is a column as well: ``author.role``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from authentica.readers.columns import COLUMN_NAMES, FIELDS, ColumnMap
from authentica.readers.objects import Item, check_objects, kind_of
from authentica.readers.options import ReadOptions
from authentica.readers.peek import Peeked
from authentica.readers.roles import plain_name
from authentica.readers.rows import Reading, Row, RowBuilder, read_general
from authentica.readers.sources import Source
from authentica.schema import Message, SetAside

__all__ = ["build_rows", "column_samples", "read_json"]

_MESSAGE_LISTS = (
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

_ANY_MESSAGE_LIST = frozenset(_MESSAGE_LISTS)
_SAMPLE_OBJECTS = 100
_MOST_STEPS = 4
_MOST_COLUMNS = 1_000
_DISPENSABLE = ("author_id", "channel", "created_at", "turn", "note")
"""Fields without which a message is one all the same: where an object or a list stands, they are empty."""


def read_json(decode: Callable[[Source], Iterator[Item]], kind: str, source: Source, options: ReadOptions) -> Reading:
    """Open a file of JSON objects, whatever lists them, given what decodes them and what to call that."""
    peeked = Peeked(decode(source), _SAMPLE_OBJECTS, source)
    check_objects(peeked, source.where)
    found = [item for item in peeked.head if not isinstance(item, SetAside)]
    flat = [values for item in found for values in _flatten(item.values) if isinstance(values, dict)]
    samples = column_samples(flat)
    top = {key for values in flat for key in values}
    return read_general(
        source,
        options,
        f"{kind}, {source.encoding}",
        list(samples),
        samples,
        partial(_build_rows, peeked),
        are_keys=True,
        inner=[name for name in samples if name not in top],
        holds_conversations=any(_message_list(item.values) for item in found),
    )


def column_samples(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the first values of each column that objects have, by its path; an object itself is none, only what is in it.

    Examples
    --------
    >>> column_samples([{"id": "1", "author": {"role": "agent", "name": None}}])
    {'id': ['1'], 'author.role': ['agent'], 'author.name': []}
    """
    samples: dict[str, list[str]] = {}

    def add(values: Mapping[str, Any], before: str, steps: int) -> None:
        for key, value in values.items():
            path = f"{before}{key}"
            if isinstance(value, dict) and value and steps < _MOST_STEPS:
                add(value, f"{path}.", steps + 1)
            elif path in samples or len(samples) < _MOST_COLUMNS:
                found = samples.setdefault(path, [])
                if isinstance(value, str):
                    found.append(value)

    for row in rows:
        add(row, "", 1)
    return samples


def _is_newest_first(messages: Sequence[Message]) -> bool:
    """Tell whether an opening without a time stands before messages of which the newest is first: it is to stay the oldest."""
    times = [message.created_at for message in messages[1:] if message.created_at is not None]
    if len(times) < 2 or messages[0].created_at is not None:
        return False
    newest, oldest = times[0], times[-1]
    return (newest.tzinfo is None) == (oldest.tzinfo is None) and newest > oldest


def _at(values: Mapping[str, Any], path: str) -> Any:
    """Return what lies at the path of a column."""
    if path in values or "." not in path:
        return values.get(path)
    place: Any = values
    for step in path.split("."):
        place = place.get(step) if isinstance(place, dict) else None
    return place


def _build_rows(items: Iterable[Item], columns: ColumnMap, builder: RowBuilder) -> Iterator[Row | SetAside]:
    keys = tuple(getattr(columns, field) for field in FIELDS)
    said = _text_keys(columns)
    for item in items:
        if isinstance(item, SetAside):
            yield item
            continue
        origin, top = item.origin, item.values
        inner = _message_list(top)
        if inner is None or (not inner and any(isinstance(_at(top, key), str) for key in said)):
            yield from _build_row(top, keys, said, builder, origin)
            continue
        if not inner:
            yield SetAside(origin=origin, reason="the object's list of messages is empty")
            continue
        for other in (
            key for key in _MESSAGE_LISTS if isinstance(top.get(key), list) and top[key] and top[key] is not inner
        ):
            yield SetAside(origin=origin, reason=f"its list {other!r} is not read beside another list of messages")
        messages: list[Message] = []
        conversation_id: str | None = None
        # An object that says something itself (a ticket's description) speaks before its messages.
        own = {key: value for key, value in top.items() if not isinstance(value, (list, dict))}
        opening = [own] if any(isinstance(own.get(key), str) and own[key].strip() for key in said) else []
        for number, values in enumerate((*opening, *_flatten(top, said)), start=1):
            part = f"{origin}.{number}"
            for row in (
                _build_row(values, keys, said, builder, part)
                if isinstance(values, dict)
                else (SetAside(origin=part, reason=values),)
            ):
                if isinstance(row, SetAside):
                    yield row
                else:
                    messages.extend(row.messages)
                    conversation_id = conversation_id or row.conversation_id
        if opening and _is_newest_first(messages):
            messages.append(messages.pop(0))
        if messages:
            yield Row(conversation_id, tuple(messages), is_whole=True)


def build_rows(items: Iterable[Item], columns: ColumnMap, builder: RowBuilder) -> Iterator[Row | SetAside]:
    """Yield the row of each item, of which none is a whole conversation."""
    keys = tuple(getattr(columns, field) for field in FIELDS)
    said = _text_keys(columns)
    for item in items:
        if isinstance(item, SetAside):
            builder.pass_over()
            yield item
        else:
            yield from _build_row(item.values, keys, said, builder, item.origin)


def _build_row(
    values: Mapping[str, Any], keys: Collection[str | None], said: Collection[str], builder: RowBuilder, origin: str
) -> Iterator[Row | SetAside]:
    """Yield the row of one object, or what is set aside of it; `keys` are those of `FIELDS`."""
    cells: list[str | None] = []
    for field, key in zip(FIELDS, keys, strict=True):
        value = None if key is None else values[key] if key in values else _at(values, key)
        if value is None or isinstance(value, str):
            cells.append(value)
        elif isinstance(value, bool):
            cells.append("true" if value else "false")
        elif field in _DISPENSABLE:
            cells.append(None)
        else:
            kind = kind_of(value) if isinstance(value, (dict, list)) else "a value that cannot be read"
            yield SetAside(origin=origin, reason=f"the {field} is {kind}, not text")
            return
    if not any(key in values or _at(values, key) is not None for key in said):
        yield SetAside(origin=origin, reason="the object has no key for the text")
    else:
        yield from builder.build(cells, origin)


def _text_keys(columns: ColumnMap) -> list[str]:
    return [key for key in (columns.text, columns.customer_text, columns.html) if key is not None]


def _message_list(top: Mapping[str, Any]) -> list[Any] | None:
    """Return the messages of an object that is a whole conversation."""
    if _ANY_MESSAGE_LIST.isdisjoint(top):
        return None
    for key in _MESSAGE_LISTS:
        value = top.get(key)
        if isinstance(value, list):
            return value
    return None


def _flatten(top: dict[str, Any], said: Collection[str] = ()) -> Iterator[dict[str, Any] | str]:
    """Yield the object, or each of its messages with what the object says of all of them; or why a message is none.

    What the object calls its id is the conversation's. What it says itself, under the keys of `said`, is no message's.
    """
    inner = _message_list(top)
    if inner is None:
        yield top
        return
    shared = {key: value for key, value in top.items() if not isinstance(value, (list, dict)) and key not in said}
    plain = {plain_name(key): key for key in shared}
    key = next((plain[name] for name in (*COLUMN_NAMES["conversation_id"], "id", "uuid") if name in plain), None)
    if key is not None:
        shared["conversation_id"] = shared[key] if key == "conversation_id" else shared.pop(key)
    for message in inner:
        if isinstance(message, dict):
            yield {**shared, **{k: v for k, v in message.items() if k != "conversation_id"}}
        else:
            yield f"the message is {kind_of(message)}, not an object"
