"""Look at the first items of an iterator before reading it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from authentica.readers.sources import BrokenSourceError, Source

__all__ = ["PEEK_CHARS", "Peeked"]

PEEK_CHARS = 8_000_000
"""When so much of the source has been read, no more items are looked at: an item may be a page of a thousand tickets."""

T = TypeVar("T")


class Peeked(Generic[T]):
    """An iterator of which the first items, at most `count`, are known; `is_all` tells that there are no others.

    Where the source breaks off among them, the error comes when reading arrives there, after the items before it. From when they are given
    out, `head` is empty, as they may be large.
    """

    def __init__(self, items: Iterator[T], count: int, source: Source) -> None:
        self._items = items
        self.error: BrokenSourceError | None = None
        self.head: list[T] = []
        self.is_all = False
        try:
            # The second one tells whether the first stands alone, however long it is.
            while len(self.head) < count and (len(self.head) < 2 or source.chars_read < PEEK_CHARS):
                self.head.append(next(items))
        except StopIteration:
            self.is_all = True
        except BrokenSourceError as error:
            self.error = error
            self.is_all = True

    def __iter__(self) -> Iterator[T]:
        head, self.head = self.head[::-1], []
        while head:
            yield head.pop()
        if self.error is not None:
            raise self.error
        yield from self._items
