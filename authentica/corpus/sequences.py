"""What replies said, word by word: a table that stays within a stated size and merges exactly.

Of each different reply (different in the words it is known by) there are its words, as 32-bit hashes, and the two customers with the smallest hashes: two
are enough to know whether somebody else than a given customer was sent it. While everything fits, every reply is there. Beyond that
the table holds the replies with the smallest keys, as many as fit. Keys are hashes, so that is a sample of the replies that does not depend on
what they say.

A key at which the room ended is remembered, and nothing from there on is ever let in again. So what is below it is complete,
whatever came in which order, and the table is the same for any partition of the messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from authentica.corpus.keys import U64, changes

__all__ = ["SEQUENCE_COLUMNS", "U32", "WORD_BYTES", "SequenceTable"]

U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]
_AnyWords = TypeVar("_AnyWords", U32, U64)

SEQUENCE_COLUMNS: Mapping[str, str] = {
    "key": "<u8",
    "first_customer": "<u8",
    "second_customer": "<u8",
    "length": "<u4",
    "word": "<u4",
}
"""Name and type of each column: a row a reply, the words of all replies after each other. A second customer of 0 is none."""

WORD_BYTES = 4
_REPLY_WORDS = 10  # what a reply takes beside its words: key, two customers, start and length

_NO_BOUND = 0xFFFFFFFFFFFFFFFF


class _Rows(NamedTuple):
    """Replies, one row for each customer; `start` is where the words begin."""

    key: U64
    customer: U64
    start: I64
    length: I64
    word: U32


class SequenceTable:
    """The table.

    Parameters
    ----------
    words : int
        Most words that are kept, ten for each reply included: `WORD_BYTES` bytes each, and up to three times as much while
        replies are sorted in.
    """

    def __init__(self, words: int) -> None:
        self.words = words
        self.bound = _NO_BOUND
        self._key: U64 = np.zeros(0, dtype=np.uint64)
        self._first: U64 = np.zeros(0, dtype=np.uint64)
        self._second: U64 = np.zeros(0, dtype=np.uint64)
        self._start: I64 = np.zeros(0, dtype=np.int64)
        self._length: I64 = np.zeros(0, dtype=np.int64)
        self._word: U32 = np.zeros(0, dtype=np.uint32)
        self._waiting: list[_Rows] = []
        self._waiting_words = 0

    def add(self, keys: U64, customers: U64, word: U64, lengths: Sequence[int]) -> None:
        """Add replies: what their words are known by and who was sent them; those with a key of 0 are passed over.

        `word` has the hashes of all words, one reply after the other, and `lengths` how many of them each reply has.
        """
        length = np.array(lengths, dtype=np.int64)
        start = np.cumsum(length) - length
        new = np.flatnonzero((keys != 0) & (keys < np.uint64(self.bound)) & ~self._says_nothing_new(keys, customers))
        if not len(new):
            return
        words: U32 = _gathered(word, start[new], length[new]).astype(np.uint32)  # the lower half of each hash
        length = length[new]
        self._waiting.append(_Rows(keys[new], customers[new], np.cumsum(length) - length, length, words))
        self._waiting_words += len(words) + _REPLY_WORDS * len(new)
        if self._waiting_words > max(self.words // 4, 1024):
            self.settle()

    def absorb(self, other: SequenceTable) -> None:
        """Add all replies of another table, which stays as it is."""
        other.settle()
        self.bound = min(self.bound, other.bound)
        self._waiting.append(other._rows())
        self.settle()

    def settle(self) -> None:
        """Sort in the replies that wait, so that the table holds what its rule says."""
        if not self._waiting:
            return
        parts = [self._rows(), *self._waiting]
        self._waiting, self._waiting_words = [], 0
        before = np.cumsum([0, *(len(part.word) for part in parts)])
        rows = _Rows(
            np.concatenate([part.key for part in parts]),
            np.concatenate([part.customer for part in parts]),
            np.concatenate([part.start + begin for part, begin in zip(parts, before[:-1], strict=True)]),
            np.concatenate([part.length for part in parts]),
            np.concatenate([part.word for part in parts]),
        )
        self._take(rows)

    def __len__(self) -> int:
        self.settle()
        return len(self._key)

    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """Return the columns, sorted by key."""
        self.settle()
        columns: dict[str, npt.NDArray[Any]] = {
            "key": self._key,
            "first_customer": self._first,
            "second_customer": self._second,
            "length": self._length,
            "word": self._word,
        }
        return {name: columns[name].astype(kind) for name, kind in SEQUENCE_COLUMNS.items()}

    def replace(self, columns: Mapping[str, npt.NDArray[np.generic]], bound: int) -> None:
        """Take over stored columns."""
        self._key, self._first, self._second = (
            np.asarray(columns[name]).astype(np.uint64) for name in ("key", "first_customer", "second_customer")
        )
        self._length = np.asarray(columns["length"]).astype(np.int64)
        self._start = np.cumsum(self._length) - self._length
        self._word = np.asarray(columns["word"]).astype(np.uint32)
        self.bound = int(np.uint64(bound))
        self._waiting, self._waiting_words = [], 0

    def _says_nothing_new(self, keys: U64, customers: U64) -> npt.NDArray[np.bool_]:
        """Tell of which replies the table has the words and two customers that come before this one."""
        if not len(self._key):
            return np.zeros(len(keys), dtype=np.bool_)
        place = np.minimum(self._key.searchsorted(keys), len(self._key) - 1)
        second = self._second[place]
        full: npt.NDArray[np.bool_] = (self._key[place] == keys) & (second != 0) & (second <= customers)
        return full

    def _rows(self) -> _Rows:
        two = np.flatnonzero(self._second)
        return _Rows(
            np.concatenate([self._key, self._key[two]]),
            np.concatenate([self._first, self._second[two]]),
            np.concatenate([self._start, self._start[two]]),
            np.concatenate([self._length, self._length[two]]),
            self._word,
        )

    def _take(self, rows: _Rows) -> None:
        order = np.lexsort([rows.customer, rows.key])
        order = order[rows.key[order] < np.uint64(self.bound)]
        key, customer = rows.key[order], rows.customer[order]
        new = changes(key) | changes(customer)
        order, key, customer = order[new], key[new], customer[new]
        at = np.flatnonzero(changes(key))
        has_second = at + 1 < np.append(at[1:], len(order))
        second: U64 = np.zeros(len(at), dtype=np.uint64)
        second[has_second] = customer[at[has_second] + 1]
        length = rows.length[order[at]]
        fits = int(np.cumsum(length + _REPLY_WORDS).searchsorted(self.words, "right"))
        if fits < len(at):
            self.bound = int(key[at[fits]])
        at, self._second, self._length = at[:fits], second[:fits], length[:fits]
        self._key, self._first = key[at], customer[at]
        self._word = _gathered(rows.word, rows.start[order[at]], self._length)
        self._start = np.cumsum(self._length) - self._length


def _gathered(word: _AnyWords, start: I64, length: I64) -> _AnyWords:
    """Return stretches of an array after each other."""
    stretches: list[_AnyWords] = [
        word[begin:end] for begin, end in zip(start.tolist(), (start + length).tolist(), strict=True)
    ]
    return np.concatenate([word[:0], *stretches])
