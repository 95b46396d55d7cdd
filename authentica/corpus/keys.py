"""Keys: what is counted of a wording, as 64-bit numbers that are the same on any machine.

Four sizes of wording are counted. A *clause* is a sentence but for its slots; where it has slots it is counted *verbatim* too. A
*whole* is a reply but for its slots, and once more with names as words. An *open clause* is the first and last four words of a sentence of nine and more, so that the
middle may be of any words and any length. A *fragment* is six words in a row, anywhere; of the fragments of a text only the local
minima of their hashes are counted (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003), so that texts that share nine words in a
row share a counted fragment, wherever it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from authentica.corpus.wording import LONGEST_CLAUSE, SLOT, Wording

__all__ = ["EDGE_WORDS", "FRAGMENT_WORDS", "U64", "KeyMaker", "Keys", "changes", "identity", "mix", "mix_one"]

U64 = npt.NDArray[np.uint64]

FRAGMENT_WORDS = 6
_WINDOW = 4
EDGE_WORDS = 4
_OPEN_LEAST_WORDS = 2 * EDGE_WORDS + 1
_CLAUSE_LEAST_WORDS = 3
_FRAGMENT_LEAST_WORDS = 4
_CACHE_LIMIT = 200_000
_ALL_BITS = 0xFFFFFFFFFFFFFFFF
_NONE = np.uint64(_ALL_BITS)

_CLAUSE_SALT = np.uint64(0x5C1A05E)
_SHORT_SALT = np.uint64(0x51107)
_VERBATIM_SALT = np.uint64(0x7E4B)
_WHOLE_SALT = np.uint64(0x3407E)
_NAMED_SALT = np.uint64(0x4A3ED)
_OPEN_SALT = np.uint64(0x09E4)
_FRAGMENT_SALT = np.uint64(0xF4A6)


def mix(values: U64) -> U64:
    """Scramble 64-bit numbers, one to one (the finaliser of splitmix64; Steele, Lea and Flood, OOPSLA 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    scrambled: U64 = values ^ (values >> np.uint64(31))
    return scrambled


def mix_one(value: int) -> int:
    """Return what `mix` makes of one number, without the cost of arrays."""
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & _ALL_BITS
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & _ALL_BITS
    return value ^ (value >> 31)


def changes(column: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    """Tell which values differ from the one before them; the first does."""
    changed = np.ones(len(column), dtype=np.bool_)
    changed[1:] = column[1:] != column[:-1]
    return changed


def identity(kind: str, name: str) -> int:
    """Return a number, never 0, for the name of a customer, an agent or a conversation, or for a word."""
    data = f"{kind}\0{name}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little") or 1


_SLOT_HASH = np.uint64(identity("word", SLOT))
_POSITIONS: U64 = mix(np.arange(1, LONGEST_CLAUSE + 2, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)


class Keys(NamedTuple):
    """The keys of a batch of texts.

    Attributes
    ----------
    clause, open_clause : ndarray of uint64
        One for each clause of the batch, in order; 0 where a clause is too short for a key.
    verbatim : ndarray of uint64
        One for each clause of the batch, of its words and what fills its slots; 0 where it has no slots.
    whole : ndarray of uint64
        One for each text, but for its slots; 0 where it has nothing else.
    fragment : ndarray of uint64
        One for each word that a fragment starts at; 0 where none does.
    counted : ndarray of bool
        Which fragments are counted.
    """

    clause: U64
    open_clause: U64
    verbatim: U64
    whole: U64
    fragment: U64
    counted: npt.NDArray[np.bool_]


class KeyMaker:
    """Makes keys; keeps a bounded table of the hashes of words, which changes nothing but the speed."""

    def __init__(self) -> None:
        self._table: dict[str, int] = {}

    def make(self, wordings: Sequence[Wording]) -> Keys:
        """Return the keys of a batch; they do not depend on what else is in it."""
        lengths = [len(wording.words) for wording in wordings]
        words = self._hashes(word for wording in wordings for word in wording.words)
        literals = self._hashes(word for wording in wordings for word in wording.literals)
        fixed = words != _SLOT_HASH
        ends = np.cumsum(np.array(lengths, dtype=np.int64)) if lengths else np.zeros(0, dtype=np.int64)
        offset = 0
        first: list[int] = []
        last: list[int] = []
        alone: list[bool] = []
        for wording, length in zip(wordings, lengths, strict=True):
            for start, end in wording.clauses:
                first.append(start + offset)
                last.append(end + offset)
                alone.append(len(wording.clauses) == 1)
            offset += length
        clause, open_clause, verbatim = _clause_keys(
            words, literals, fixed, np.array(first, np.int64), np.array(last, np.int64), alone
        )
        fragment = _fragment_keys(words, fixed, ends, np.array(lengths, dtype=np.int64))
        whole = _whole_keys(words, fixed, np.array(lengths, dtype=np.int64), _WHOLE_SALT)
        return Keys(clause, open_clause, verbatim, whole, fragment, _winnow(fragment))

    def make_whole(self, texts: Sequence[Sequence[str]], *, named: bool) -> tuple[U64, U64]:
        """Return the keys of whole texts, given their words, and the hashes of all words, text by text.

        Where names are words the keys are others than those of `make`, since a slot is then no place for a name.
        """
        words = self._hashes(word for text in texts for word in text)
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        return _whole_keys(words, words != _SLOT_HASH, lengths, _NAMED_SALT if named else _WHOLE_SALT), words

    def _hashes(self, words: Iterable[str]) -> U64:
        table = self._table
        if len(table) > _CACHE_LIMIT:
            table.clear()
        hashes: list[int] = []
        for word in words:
            known = table.get(word)
            if known is None:
                known = table[word] = identity("word", word)
            hashes.append(known)
        return np.array(hashes, dtype=np.uint64)


def _clause_keys(
    words: U64,
    literals: U64,
    fixed: npt.NDArray[np.bool_],
    first: npt.NDArray[np.int64],
    last: npt.NDArray[np.int64],
    alone: list[bool],
) -> tuple[U64, U64, U64]:
    if not len(first):
        empty = np.zeros(0, dtype=np.uint64)
        return empty, empty.copy(), empty.copy()
    length = last - first
    begin = np.cumsum(length) - length
    inside = np.arange(int(length.sum()), dtype=np.int64) - np.repeat(begin, length)
    at = np.repeat(first, length) + inside
    sums = np.add.reduceat(words[at] * _POSITIONS[inside], begin)
    fixed_count = np.add.reduceat(fixed[at].astype(np.int64), begin)
    # A word or two are everybody's; as a whole reply they are a habit all the same, and one of their own.
    clause = mix(sums ^ _CLAUSE_SALT)
    short = fixed_count < _CLAUSE_LEAST_WORDS
    clause[short] = mix(sums[short] ^ _SHORT_SALT)
    clause[(short & ~np.array(alone, dtype=np.bool_)) | (fixed_count == 0)] = 0
    verbatim = mix(np.add.reduceat(literals[at] * _POSITIONS[inside], begin) ^ _VERBATIM_SALT)
    verbatim[fixed_count == length] = 0
    open_clause: U64 = np.zeros(len(first), dtype=np.uint64)
    long = np.flatnonzero(length >= _OPEN_LEAST_WORDS)
    if len(long):
        total: U64 = np.zeros(len(long), dtype=np.uint64)
        known = np.zeros(len(long), dtype=np.int64)
        for i in range(EDGE_WORDS):
            head, tail = first[long] + i, last[long] - EDGE_WORDS + i
            total += words[head] * _POSITIONS[i] + words[tail] * _POSITIONS[EDGE_WORDS + i]
            known += fixed[head].astype(np.int64) + fixed[tail].astype(np.int64)
        open_clause[long] = np.where(known >= EDGE_WORDS + 2, mix(total ^ _OPEN_SALT), np.uint64(0))
    return clause, open_clause, verbatim


def _whole_keys(words: U64, fixed: npt.NDArray[np.bool_], lengths: npt.NDArray[np.int64], salt: np.uint64) -> U64:
    whole: U64 = np.zeros(len(lengths), dtype=np.uint64)
    filled = np.flatnonzero(lengths)
    if len(filled):
        length = lengths[filled]
        begin = np.cumsum(length) - length
        inside = (np.arange(len(words), dtype=np.int64) - np.repeat(begin, length)).astype(np.uint64)
        sums: U64 = np.add.reduceat(mix(words + inside * np.uint64(0x9E3779B97F4A7C15)), begin)
        any_fixed = np.logical_or.reduceat(fixed, begin)
        whole[filled] = np.where(any_fixed, mix(sums ^ salt), np.uint64(0))
    return whole


def _fragment_keys(
    words: U64, fixed: npt.NDArray[np.bool_], ends: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> U64:
    fragment: U64 = np.zeros(len(words), dtype=np.uint64)
    count = len(words) - FRAGMENT_WORDS + 1
    if count <= 0:
        return fragment
    total: U64 = np.zeros(count, dtype=np.uint64)
    known = np.zeros(count, dtype=np.int64)
    for i in range(FRAGMENT_WORDS):
        total += words[i : i + count] * _POSITIONS[i]
        known += fixed[i : i + count]
    whole = np.arange(count, dtype=np.int64) + FRAGMENT_WORDS <= np.repeat(ends, lengths)[:count]
    fragment[:count] = np.where(whole & (known >= _FRAGMENT_LEAST_WORDS), mix(total ^ _FRAGMENT_SALT), np.uint64(0))
    return fragment


def _winnow(fragment: U64) -> npt.NDArray[np.bool_]:
    """Mark the smallest of every four neighbours. No window spans two texts: five places without a fragment part them."""
    counted = np.zeros(len(fragment), dtype=np.bool_)
    if not len(fragment):
        return counted
    padded = np.concatenate([np.full(_WINDOW - 1, _NONE), fragment, np.full(_WINDOW - 1, _NONE)])
    padded[padded == 0] = _NONE
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)
    # Windows at the edge of a text hold fewer fragments, so its first and last are counted.
    chosen: npt.NDArray[Any] = windows.argmin(axis=1) + np.arange(len(windows)) - (_WINDOW - 1)
    counted[chosen[(chosen >= 0) & (chosen < len(fragment))]] = True
    counted &= fragment != 0
    return counted
