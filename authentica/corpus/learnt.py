"""What a miner has learnt: who was sent which wordings, their words, and what whole replies said. Bounded, and merges exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from authentica.corpus.frames import LONGEST_SHOWN, shown
from authentica.corpus.keys import U64, KeyMaker, Keys, changes
from authentica.corpus.likeness import INDEX_BYTES
from authentica.corpus.reach import COLUMNS, NO_TIME_FIRST, NO_TIME_LAST, ROW_BYTES, ReachTable, pair_hash
from authentica.corpus.sent import Sent
from authentica.corpus.sequences import SEQUENCE_COLUMNS, WORD_BYTES, SequenceTable
from authentica.corpus.wording import Wording, with_names

__all__ = ["Learnt"]

# Sorting rows or replies in takes their columns, those of as many that wait, an order and a copy.
_SORTING = 5
# Python's own part of an entry: a number, a string, its place in the dictionary.
_ENTRY_BYTES = 250
_BYTES_PER_CHARACTER = 4


class Learnt:
    """Two tables of who was sent which sentences, and fragments and whole replies; the words of the sentences; what whole replies said.

    Attributes
    ----------
    texts : dict
        The words of the sentences, by key.
    messages : int
        Replies with words.
    """

    def __init__(
        self, *, wording_rows: int, fragment_rows: int, rows_per_wording: int, reply_words: int, compare_names: bool
    ) -> None:
        self.sentences = ReachTable(wording_rows, rows_per_wording)
        self.fragments = ReachTable(fragment_rows, rows_per_wording)
        self.texts: dict[int, str] = {}
        self.replies = SequenceTable(reply_words)
        self.messages = 0
        self._compare_names = compare_names
        self._pruned_at = 0

    @property
    def limit_bytes(self) -> int:
        """Most bytes that this takes, rows being sorted in and the index of likeness included."""
        rows = (self.sentences.rows + self.fragments.rows) * ROW_BYTES + self.replies.words * WORD_BYTES
        # At most half as many rows wait as are kept, and a sentence has its words once; a tenth of this is usual.
        texts = self.sentences.rows * 3 // 2 * (LONGEST_SHOWN * _BYTES_PER_CHARACTER + _ENTRY_BYTES)
        return rows * _SORTING + texts + self.replies.words * INDEX_BYTES

    def replies_in(self, wordings: Sequence[Wording], maker: KeyMaker) -> tuple[U64, U64, list[int]]:
        """Return what whole replies are compared by: their keys, the hashes of all their words, and how many words each has."""
        texts = [with_names(wording) if self._compare_names else wording.words for wording in wordings]
        keys, words = maker.make_whole(texts, named=self._compare_names)
        return keys, words, [len(text) for text in texts]

    def learn(self, batch: Sequence[Sent], wordings: Sequence[Wording], maker: KeyMaker) -> None:
        """Learn from replies, given how they read."""
        keys = maker.make(wordings)
        replies, words, lengths = self.replies_in(wordings, maker)
        self._count(self.messages + sum(bool(wording.words) for wording in wordings))
        clause_of = np.repeat(np.arange(len(batch)), [len(w.clauses) for w in wordings])
        word_of = np.repeat(np.arange(len(batch)), [len(w.words) for w in wordings])
        customer = np.array([sent.customer for sent in batch], dtype=np.uint64)
        about = {
            "customer": customer,
            "conversation": np.array([sent.conversation for sent in batch], dtype=np.uint64),
            "agent": np.array([sent.agent for sent in batch], dtype=np.uint64),
            "first": np.array([NO_TIME_FIRST if s.time is None else s.time for s in batch], dtype=np.int64),
            "last": np.array([NO_TIME_LAST if s.time is None else s.time for s in batch], dtype=np.int64),
        }
        _add(
            self.fragments,
            np.concatenate([keys.fragment[keys.counted], keys.verbatim, keys.whole, replies]),
            np.concatenate([word_of[keys.counted], clause_of, np.arange(len(batch)), np.arange(len(batch))]),
            about,
        )
        _add(
            self.sentences,
            np.concatenate([keys.clause, keys.open_clause]),
            np.concatenate([clause_of, clause_of]),
            about,
        )
        self.replies.add(replies, customer, words, lengths)
        self._remember(keys, wordings, customer[clause_of])
        if self.sentences.level != self._pruned_at:
            self.prune()

    def absorb(self, other: Learnt) -> None:
        """Add all that another one has learnt, which stays as it is."""
        self.sentences.absorb(other.sentences)
        self.fragments.absorb(other.fragments)
        self.replies.absorb(other.replies)
        self.texts.update(other.texts)
        self._count(self.messages + other.messages)
        self.prune()

    def prune(self) -> None:
        """Forget the words of sentences that are not in their table any more."""
        kept = set(self.sentences.keys().tolist())
        if len(kept) != len(self.texts):
            self.texts = {key: text for key, text in self.texts.items() if key in kept}
        self._pruned_at = self.sentences.level

    def state(self) -> tuple[dict[str, npt.NDArray[np.generic]], dict[str, Any]]:
        """Return the columns of the tables, and JSON-ready data."""
        self.prune()
        columns = {
            f"{prefix}_{name}": column
            for prefix, table in (("wording", self.sentences), ("fragment", self.fragments), ("reply", self.replies))
            for name, column in table.columns().items()
        }
        return columns, {
            "messages": self.messages,
            "wording_level": self.sentences.level,
            "fragment_level": self.fragments.level,
            "reply_bound": self.replies.bound,
            "wordings": {f"{key:016x}": text for key, text in sorted(self.texts.items())},
        }

    def replace(self, columns: Mapping[str, Any], about: Mapping[str, Any]) -> None:
        """Take over what `state` returned, also that of format 1, which did not keep replies.

        Raises
        ------
        KeyError, TypeError, ValueError
            If something is missing or malformed.
        """
        self._count(int(about["messages"]))
        for prefix, table in (("wording", self.sentences), ("fragment", self.fragments)):
            table.replace({c: columns[f"{prefix}_{c}"] for c in COLUMNS}, int(about[f"{prefix}_level"]))
        if "reply_bound" in about:
            self.replies.replace({c: columns[f"reply_{c}"] for c in SEQUENCE_COLUMNS}, int(about["reply_bound"]))
        self.texts = {int(key, 16): str(text) for key, text in about["wordings"].items()}
        self._pruned_at = self.sentences.level

    def _count(self, messages: int) -> None:
        self.messages = self.sentences.messages = self.fragments.messages = messages

    def _remember(self, keys: Keys, wordings: Sequence[Wording], customers: U64) -> None:
        """Keep the words of sentences that the table lets in: they are the key's, whichever message they come from."""
        clauses = [(wording, start, end) for wording in wordings for start, end in wording.clauses]
        for column, is_open in ((keys.clause, False), (keys.open_clause, True)):
            let_in = self.sentences.lets_in(pair_hash(column, customers)) & (column != 0)
            for place in np.flatnonzero(let_in).tolist():
                key = int(column[place])
                if key not in self.texts:
                    wording, start, end = clauses[place]
                    self.texts[key] = shown(wording.words[start:end], is_open)


def _add(table: ReachTable, keys: U64, message: npt.NDArray[np.int64], about: Mapping[str, npt.NDArray[Any]]) -> None:
    order = np.lexsort([message, keys])
    keys, message = keys[order], message[order]
    # A message that says the same twice is still one message.
    new = (changes(keys) | changes(message)) & (keys != 0)
    keys, message = keys[new], message[new]
    table.add(
        {
            "key": keys,
            "pair": pair_hash(keys, about["customer"][message]),
            "conversation": about["conversation"][message],
            "agent": about["agent"][message],
            "count": np.ones(len(keys), dtype=np.int64),
            "first": about["first"][message],
            "last": about["last"][message],
        }
    )
