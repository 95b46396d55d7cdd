"""Look at the first items of an iterator before reading it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from authentica.readers.sources import BrokenSourceError

__all__ = ["Peeked"]

T = TypeVar("T")


class Peeked(Generic[T]):
    """An iterator whose first items are known.

    Where the source breaks off among them, the error comes when reading arrives there, after the items before it.

    Parameters
    ----------
    items : iterator
        Read `count` items far.
    count : int
        How many items to look at.
    """

    def __init__(self, items: Iterator[T], count: int) -> None:
        self._items = items
        self.error: BrokenSourceError | None = None
        self.head: list[T] = []
        try:
            while len(self.head) < count:
                self.head.append(next(items))
        except StopIteration:
            pass
        except BrokenSourceError as error:
            self.error = error

    def __iter__(self) -> Iterator[T]:
        yield from self.head
        if self.error is not None:
            raise self.error
        yield from self._items
