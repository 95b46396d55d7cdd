"""Decode JSON whose objects are pages: an object with a list of tickets, and what else the vendor's interface returns.

A list of a page is decoded item by item, as an array is, so that neither its length nor an item that is broken matters to
the others; an object without such a list is one item. Objects may follow each other, as where pages were put together.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import partial
from itertools import count
from typing import Any

from authentica.readers.objects import (
    Item,
    Record,
    RepeatedKeyError,
    Text,
    TooLongError,
    attempt,
    is_too_long,
    items_of_list,
    new_decoder,
)
from authentica.readers.sources import Sniff, Source
from authentica.schema import SetAside

__all__ = ["begins_with_page", "items_of_pages"]

_NOT_READ = "what follows in the object cannot be told apart and is not read"


def begins_with_page(sniff: Sniff, pages: Collection[str]) -> bool:
    """Tell whether the first object of a file is seen to be a page."""
    if sniff.field_names.isdisjoint(pages):
        return False
    text = Text(iter((sniff.head.lstrip("\ufeff"),)))
    decoder = new_decoder()
    if text.next_char() != "{":
        return False
    text.position += 1
    while (key := _key(text, decoder, "")) is not None and not isinstance(key, SetAside):
        if key in pages and text.next_char() == "[":
            return True
        if isinstance(attempt(partial(text.decode, decoder), ""), SetAside) or text.next_char() != ",":
            return False
        text.position += 1
    return False


def items_of_pages(source: Source, pages: Collection[str], awaited: Collection[str]) -> Iterator[Item]:
    """Decode the items of pages, and objects that are none; origins count the objects from 1, and the items of each.

    `pages` are the keys of the lists. Items are held until a key of `awaited`, which has to be known before them, has been read, up to
    the length of the longest object.
    """
    text = Text(source.chunks())
    decoder = new_decoder()
    numbers = count(1)
    while char := text.next_char():
        if char == "[":
            yield from items_of_list(text, decoder, f"{source.name}:", numbers)
            if text.is_lost:
                return  # within an array, nothing tells where the next object begins
        elif char == "{":
            yield from _Page(text, decoder, f"{source.name}:{next(numbers)}", pages, awaited).items()
        else:
            yield SetAside(origin=f"{source.name}:{next(numbers)}", reason="text follows the object, and is not read")
            text.is_lost = True
        if text.is_lost and not text.find_next_object():
            return


def _key(text: Text, decoder: json.JSONDecoder, origin: str) -> str | SetAside | None:
    """Return the key that stands here, and step to its value; None where the object ends."""
    char = text.next_char()
    if char == "}":
        text.position += 1
        return None
    if char == '"':
        key = attempt(partial(text.decode, decoder), origin)
        if isinstance(key, SetAside):
            return key
        if text.next_char() == ":":
            text.position += 1
            text.next_char()
            return str(key)
    return SetAside(origin=origin, reason="the object breaks off here" if not text.next_char() else "not valid JSON")


class _Page:
    """One object while it is decoded."""

    def __init__(
        self, text: Text, decoder: json.JSONDecoder, origin: str, pages: Collection[str], awaited: Collection[str]
    ) -> None:
        self._text = text
        self._decoder = decoder
        self._origin = origin
        self._pages = pages
        self._awaited = frozenset(awaited)
        self._numbers = count(1)
        self._values: dict[str, Any] = {}
        self._listed: str | None = None
        self._fault: SetAside | None = None
        self._held: list[Item] = []
        self._held_chars = self._own_chars = 0

    def items(self) -> Iterator[Item]:
        text = self._text
        text.position += 1
        broken: SetAside | None = None
        while (key := _key(text, self._decoder, self._origin)) is not None:
            if isinstance(key, SetAside):
                broken = key
                break
            if key in self._pages and text.next_char() == "[":
                self._listed = key
                yield from self._list()
            elif (broken := self._value(key)) is None and key in self._awaited:
                yield from self._release()
            if broken is not None or text.is_lost:
                break
            char = text.next_char()
            if char == ",":
                text.position += 1
            elif char != "}":
                broken = SetAside(
                    origin=self._origin, reason="not valid JSON" if char else "the object breaks off here"
                )
                break
        yield from self._release()
        if broken is not None:
            text.is_lost = True
            yield broken
            yield SetAside(origin=self._origin, reason=_NOT_READ)
        elif self._fault is not None:
            yield self._fault
        elif self._listed is None:
            yield Record(self._origin, self._values)
        elif next(self._numbers) == 1:  # a page of nothing is an object all the same
            yield Record(self._origin, {**self._values, self._listed: []})

    def _list(self) -> Iterator[Item]:
        start = self._text.place
        for item in items_of_list(self._text, self._decoder, f"{self._origin}.", self._numbers):
            item = item if isinstance(item, SetAside) else item._replace(page=self._values)
            if not self._awaited or not self._awaited.isdisjoint(self._values):
                yield item
                continue
            self._held.append(item)
            self._held_chars += self._text.place - start
            start = self._text.place
            if is_too_long(self._held_chars):
                self._awaited = frozenset()
                yield from self._release()

    def _release(self) -> Iterator[Item]:
        held, self._held = self._held, []
        yield from held

    def _value(self, key: str) -> SetAside | None:
        """Read a value of the object itself; return what ends the reading of the object."""
        start = self._text.place
        value = attempt(partial(self._text.decode, self._decoder), self._origin)
        self._own_chars += self._text.place - start
        if is_too_long(self._own_chars):
            return SetAside(origin=self._origin, reason=str(TooLongError()))
        if isinstance(value, SetAside):
            if self._text.is_lost:
                return value
            self._fault = self._fault or value
        elif self._values.setdefault(key, value) != value:
            self._fault = self._fault or SetAside(origin=self._origin, reason=str(RepeatedKeyError(key)))
        return None
