"""Decode the JSON of a file object by object: one a line, or the items of one array, which is never held whole.

`json` decodes, and the array is cut into items here. A pull parser (ijson) would not tell that a key stands twice, nor
keep numbers as they are written, which ids need.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any, NamedTuple

from authentica.errors import FormatError
from authentica.readers.peek import Peeked
from authentica.readers.sources import Sniff, Source
from authentica.schema import SetAside

__all__ = [
    "MAX_OBJECT_CHARS",
    "Item",
    "Record",
    "RepeatedKeyError",
    "Text",
    "TooLongError",
    "attempt",
    "check_objects",
    "is_json",
    "is_json_lines",
    "is_too_long",
    "items_of_array",
    "items_of_lines",
    "items_of_list",
    "kind_of",
    "new_decoder",
    "respelled",
]

MAX_OBJECT_CHARS = 64 * 1024 * 1024
"""A longer object is not read, since an object has to be held whole."""

_CUT_MARGIN = 16  # an error this close to the end of what was read may come from the cut
_SPACE = " \t\r\n"
_LINE_END = re.compile(r"\r\n|\r|\n")

# Behind a brace, a line that begins with one can only be another object of the file: within a list, a comma stands
# between, and a list or a key before the first. Where a text breaks off in the middle of a line, the next may begin one, too.
_NEXT_OBJECT = re.compile(r"[^\s,:\[{][ \t]*[\r\n]+(?=\{)")


class Record(NamedTuple):
    """An object of a file, with its place.

    `page` is what else the object holds that lists it, as far as that has been read; None where none does.
    """

    origin: str
    values: dict[str, Any]
    page: Mapping[str, Any] | None = None


Item = Record | SetAside
"""An object with its place, or why there is none."""


class TooLongError(ValueError):
    """An object is too long to be held."""

    def __init__(self) -> None:
        super().__init__(f"the object is longer than {MAX_OBJECT_CHARS:,} characters")


class RepeatedKeyError(ValueError):
    """A key stands twice in an object, with different values."""

    def __init__(self, key: str) -> None:
        shown = repr(key) if re.fullmatch(r"[\w.-]{1,30}", key) else "a key"
        super().__init__(f"{shown} stands twice in an object, with different values")


def respelled(names: Sequence[str], spellings: Mapping[str, str]) -> list[str]:
    """Return names as they are to be spelled, given by the name without capitals; one that stands there already is given to no other."""
    taken = set(names)
    found = []
    for name in names:
        spelled = spellings.get(name.casefold(), name)
        found.append(name if spelled in taken else spelled)
        taken.add(spelled)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        for key, value in pairs:
            if found[key] != value:
                raise RepeatedKeyError(key)
    return found


def new_decoder() -> json.JSONDecoder:
    """Return a decoder that keeps numbers as they are written, and takes NaN for nothing."""
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=lambda _: None, strict=False
    )


def is_json(sniff: Sniff) -> bool:
    """Tell whether a file is one JSON array or object."""
    head = sniff.bare
    if head.startswith("["):
        return head[1:].lstrip()[:1] in ("{", "]")
    return head.startswith("{") and not is_json_lines(sniff) and head[1:].lstrip()[:1] in ('"', "}", "")


def is_json_lines(sniff: Sniff) -> bool:
    """Tell whether a file has one JSON object a line."""
    head = sniff.bare
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
    """Refuse a file that begins with no object: none of the items that are known is one, or reading broke off before the first."""
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
    decode = new_decoder().decode
    for number, line in enumerate(source.lines(), start=1):
        if line.isspace():
            continue
        origin = f"{source.name}:{number}"
        is_cut = line[-1] not in "\r\n"
        yield _item(partial(decode, line), origin, "; the file seems to be cut off here" if is_cut else "")


def is_too_long(char_count: int) -> bool:
    """Tell whether so much is more than may be held of one object."""
    return char_count > MAX_OBJECT_CHARS


def attempt(decode: Callable[[], Any], origin: str, note: str = "") -> Any:
    """Return what decodes, or why it does not, as a `SetAside`."""
    try:
        return decode()
    except (RepeatedKeyError, TooLongError) as error:
        return SetAside(origin=origin, reason=str(error))
    except json.JSONDecodeError as error:
        return SetAside(origin=origin, reason=f"not valid JSON at character {error.pos + 1}{note}")
    except RecursionError:
        return SetAside(origin=origin, reason="the JSON is nested too deeply")


def _item(decode: Callable[[], Any], origin: str, note: str = "") -> Item:
    value = attempt(decode, origin, note)
    if isinstance(value, SetAside):
        return value
    if isinstance(value, dict):
        return Record(origin, value)
    return SetAside(origin=origin, reason=f"the item is {kind_of(value)}, not an object")


def items_of_array(source: Source) -> Iterator[Item]:
    """Decode an array item by item, or an object, and what follows of either; origins count the items from 1."""
    text = Text(source.chunks())
    decoder = new_decoder()
    numbers = count(1)
    while char := text.next_char():
        if char == "[":
            yield from items_of_list(text, decoder, f"{source.name}:", numbers)
        else:
            origin = f"{source.name}:{next(numbers)}"
            yield _item(partial(text.decode, decoder), origin)
            if text.is_lost:
                yield SetAside(origin=origin, reason="what follows cannot be told apart and is not read")
        if text.is_lost:
            return
        if text.next_char() not in ("[", "{", ""):
            yield SetAside(origin=f"{source.name}:{next(numbers)}", reason="text follows the object, and is not read")
            return


def items_of_list(text: Text, decoder: json.JSONDecoder, prefix: str, numbers: Iterator[int]) -> Iterator[Item]:
    """Decode the list whose bracket stands here item by item, and step behind it; where it breaks off, the text is lost.

    The origin of an item is `prefix` and the number that comes next.
    """
    text.position += 1
    while (char := text.next_char()) not in ("]", ""):
        origin = f"{prefix}{next(numbers)}"
        yield _item(partial(text.decode, decoder), origin)
        if text.is_lost:
            yield SetAside(origin=origin, reason="what follows in the array cannot be told apart and is not read")
            return
        char = text.next_char()
        if char == ",":
            text.position += 1
        elif char != "]":
            reason = "the array breaks off here" if not char else "no comma follows the item; what follows is not read"
            text.is_lost = True
            yield SetAside(origin=origin, reason=reason)
            return
    if char:
        text.position += 1
    else:
        text.is_lost = True
        yield SetAside(origin=f"{prefix}{next(numbers)}", reason="the array breaks off here")


class Text:
    """A window on the text of a JSON file, which comes in pieces; it grows while an item is incomplete.

    Reading goes on at `position` in the window, unless the text `is_lost`: what follows cannot be told apart.
    """

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._buffer = ""
        self._passed_chars = 0
        self.position = 0
        self.is_lost = False

    @property
    def place(self) -> int:
        """How many characters of the whole text lie before the position."""
        return self._passed_chars + self.position

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
                    raise TooLongError from None
                error.pos -= self.position
                raise
            except RepeatedKeyError:
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

    def find_next_object(self) -> bool:
        """Go on, where what follows was lost, at the next line that begins an object of the file; tell whether there is one."""
        while True:
            if found := _NEXT_OBJECT.search(self._buffer, self.position):
                self.position, self.is_lost = found.end(), False
                return True
            self.position = max(self.position, len(self._buffer) - _CUT_MARGIN)
            if not self._grow(1):
                return False

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
        self._passed_chars += self.position
        self._buffer, self.position = "".join(pieces), 0
        return True
