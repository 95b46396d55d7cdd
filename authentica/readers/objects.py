"""Decode the JSON of a file object by object: one a line, or the items of one array, which is never held whole.

`json` decodes, and the array is cut into items here. A pull parser (ijson) would not tell that a key stands twice, nor
keep numbers as they are written, which ids need.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from authentica.errors import FormatError
from authentica.readers.peek import Peeked
from authentica.readers.sources import Sniff, Source
from authentica.schema import SetAside

__all__ = [
    "MAX_OBJECT_CHARS",
    "Item",
    "check_objects",
    "is_json",
    "is_json_lines",
    "items_of_array",
    "items_of_lines",
    "kind_of",
]

MAX_OBJECT_CHARS = 64 * 1024 * 1024
"""A longer object is not read, since an object has to be held whole."""

_CUT_MARGIN = 16  # an error this close to the end of what was read may come from the cut
_SPACE = " \t\r\n"
_LINE_END = re.compile(r"\r\n|\r|\n")

Item = tuple[str, dict[str, Any]] | SetAside
"""An object with its place, or why there is none."""


class _TooLongError(ValueError):
    def __init__(self) -> None:
        super().__init__(f"the object is longer than {MAX_OBJECT_CHARS:,} characters")


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


def is_json(sniff: Sniff) -> bool:
    """Tell whether a file is one JSON array or object."""
    head = sniff.head.lstrip("\ufeff \t\r\n")
    if head.startswith("["):
        return head[1:].lstrip()[:1] in ("{", "]")
    return head.startswith("{") and not is_json_lines(sniff) and head[1:].lstrip()[:1] in ('"', "}", "")


def is_json_lines(sniff: Sniff) -> bool:
    """Tell whether a file has one JSON object a line."""
    head = sniff.head.lstrip("\ufeff \t\r\n")
    if not head.startswith("{"):
        return False
    line, *rest = _LINE_END.split(head.rstrip("\r\n"))  # not splitlines: U+2028 and its like may stand within a text
    if not rest:
        return True  # one line, or one so long that its end is out of sight
    try:
        return json.JSONDecoder(strict=False, parse_int=str, parse_float=str).raw_decode(head)[1] <= len(line)
    except RecursionError:
        return True
    except json.JSONDecodeError as error:
        if error.pos > len(line) + len(rest[0]) + 2:
            return False  # an object that is spread over lines, and goes on where the head ends
    # A broken first line, or the beginning of an object that is spread over lines.
    return any(other.startswith("{") and other.rstrip().endswith("}") for other in (line, *rest[:20]))


def check_objects(items: Peeked[Item], where: str) -> None:
    """Refuse a file that begins with no object.

    Raises
    ------
    FormatError
        If none of the items that are known is an object, or reading broke off before the first.
    """
    if not items.head:
        if items.error is not None:
            raise items.error
        raise FormatError("there is no object in it", where, "Export it again.")
    problems = [item for item in items.head if isinstance(item, SetAside)]
    if len(problems) == len(items.head):
        raise FormatError(
            f"none of the first {len(problems)} items is a JSON object ({problems[0].origin}: {problems[0].reason})",
            where,
            "Write one JSON object a line.",
        )


def kind_of(value: object) -> str:
    """Return what to call a value in a reason."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "empty" if value is None else "a single value"


def items_of_lines(source: Source) -> Iterator[Item]:
    """Decode a file line by line; origins count the lines from 1."""
    decode = _decoder().decode
    for number, line in enumerate(source.lines(), start=1):
        if line.isspace():
            continue
        origin = f"{source.name}:{number}"
        is_cut = line[-1] not in "\r\n"
        yield _item(partial(decode, line), origin, "; the file seems to be cut off here" if is_cut else "")


def _item(decode: Callable[[], Any], origin: str, note: str) -> Item:
    try:
        value = decode()
    except (_RepeatedKeyError, _TooLongError) as error:
        return SetAside(origin=origin, reason=str(error))
    except json.JSONDecodeError as error:
        return SetAside(origin=origin, reason=f"not valid JSON at character {error.pos + 1}{note}")
    except RecursionError:
        return SetAside(origin=origin, reason="the JSON is nested too deeply")
    if isinstance(value, dict):
        return origin, value
    return SetAside(origin=origin, reason=f"the item is {kind_of(value)}, not an object")


def items_of_array(source: Source) -> Iterator[Item]:
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
                if is_cut and size < MAX_OBJECT_CHARS and self._grow(size):
                    continue
                self.is_lost = True
                if is_cut and size >= MAX_OBJECT_CHARS:
                    raise _TooLongError from None
                error.pos -= self.position
                raise
            except _RepeatedKeyError:
                if not self._step_over():
                    self.is_lost = True
                raise
            except RecursionError:
                self.is_lost = True
                raise
            if end >= len(self._buffer) - 1 and self._grow(1):
                continue  # a number may go on
            self.position = end
            return value

    def _step_over(self) -> bool:
        """Step behind a value that is well-formed JSON, and tell whether it is."""
        plain = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
        while True:
            try:
                _, self.position = plain.raw_decode(self._buffer, self.position)
                return True
            except RecursionError:
                return False
            except json.JSONDecodeError:
                size = len(self._buffer) - self.position
                if size >= MAX_OBJECT_CHARS or not self._grow(size):
                    return False

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
