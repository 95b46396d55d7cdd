"""How much a reply is like the most similar reply to another customer: candidates by rare pairs of words, then all words.

The similarity of two replies is twice the length of their longest common subsequence of words over the sum of their lengths (the
normalised indel similarity), or the Dice coefficient (Dice, Ecology 26, 1945) of their pairs of neighbouring words where that is larger, so
that sentences may change places. Candidates are the replies that share most pairs of words with the text, the rarest pairs first. Of short
texts single words count as well, since a word put into three words leaves no pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from authentica.corpus.keys import U64
from authentica.corpus.sequences import U32, SequenceTable

__all__ = ["INDEX_BYTES", "LikenessIndex"]

INDEX_BYTES = 36
"""Most bytes a word that an index takes while it is made."""

# Of each text the rarest pairs are looked up, until so many places were seen, and so many candidates are compared word by word. On four samples
# of forums and two of app reviews, twice as many of either found no more near copies.
_PLACES = 4_096
_COMPARED = 8
_SHORT_WORDS = 8
_FACTORS = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D)


class LikenessIndex:
    """The replies of a table by what is looked up of them, as they are when this is made; 8 bytes a word beside the table, and up to `INDEX_BYTES` while it is made.

    Parameters
    ----------
    table : SequenceTable
        The replies.
    """

    def __init__(self, table: SequenceTable) -> None:
        columns = table.columns()
        self._key = columns["key"].astype(np.uint64, copy=False)
        self._first = columns["first_customer"].astype(np.uint64)
        self._second = columns["second_customer"].astype(np.uint64)
        self._length = columns["length"].astype(np.int64)
        self._word = columns["word"].astype(np.uint32, copy=False)
        self._end = np.cumsum(self._length)
        reply = np.repeat(np.arange(len(self._key), dtype=np.int32), self._length)
        inside = reply[1:] == reply[:-1]
        short = (self._length <= _SHORT_WORDS)[reply]
        feature = np.concatenate([_pairs(self._word)[inside], _alone(self._word[short])])
        order = np.argsort(feature, kind="stable")
        self._feature = feature[order]
        self._reply = np.concatenate([reply[:-1][inside], reply[short]])[order]

    def likeness(self, key: int, word: U64, customer: int) -> float:
        """Return the similarity of the most similar reply to another customer, 0..1; 0 where none shares what is looked up.

        A text is known by its key, which makes the likeness 1 where another customer was sent the same, and by the hashes of its words.
        """
        place = int(self._key.searchsorted(np.uint64(key)))
        if place < len(self._key) and int(self._key[place]) == key and self._are_others(np.array([place]), customer)[0]:
            return 1.0
        own = word.astype(np.uint32)
        return self._best(own.tolist(), self._candidates(own, customer))

    def _are_others(self, replies: npt.NDArray[np.integer], customer: int) -> npt.NDArray[np.bool_]:
        """Tell which replies somebody else than a customer was sent."""
        others: npt.NDArray[np.bool_] = (self._first[replies] != np.uint64(customer)) | (self._second[replies] != 0)
        return others

    def _candidates(self, word: U32, customer: int) -> list[int]:
        """Return the replies to others that share most pairs of words with a text (or words, if it is short), from the most on."""
        features = _pairs(word)
        if len(word) <= _SHORT_WORDS:
            features = np.concatenate([features, _alone(word)])
        features = np.unique(features)
        begin, end = self._feature.searchsorted(features, "left"), self._feature.searchsorted(features, "right")
        rarest = np.argsort(end - begin, kind="stable")
        seen = np.cumsum((end - begin)[rarest])
        # The rarest one that somebody else has is looked up however common it is.
        rarest = rarest[: max(int(seen.searchsorted(_PLACES, "right")), int(seen.searchsorted(0, "right")) + 1)]
        places = [self._reply[a:b] for a, b in zip(begin[rarest].tolist(), end[rarest].tolist(), strict=True)]
        found, shared = np.unique(np.concatenate([self._reply[:0], *places]), return_counts=True)
        others = self._are_others(found, customer)
        found, shared = found[others], shared[others]
        # With as many pairs shared, the reply of the more similar length.
        likely = shared / (len(word) + self._length[found])
        best: list[int] = found[np.argsort(-likely, kind="stable")[:_COMPARED]].tolist()
        return best

    def _best(self, own: Sequence[int], candidates: Sequence[int]) -> float:
        places: dict[int, int] = {}
        for place, word in enumerate(own):
            places[word] = places.get(word, 0) | 1 << place
        pairs = set(pairwise(own))
        best = 0.0
        for reply in candidates:
            end = int(self._end[reply])
            length = int(self._length[reply])
            most = 2 * min(len(own), length) / (len(own) + length)
            if most <= best:
                continue
            other = self._word[end - length : end].tolist()
            other_pairs = set(pairwise(other))
            same_pairs = 2 * len(pairs & other_pairs) / max(1, len(pairs) + len(other_pairs))
            same_words = 2 * _common_words(places, len(own), other) / (len(own) + length)
            best = max(best, same_pairs, same_words)
        return best


def _alone(word: U32) -> U32:
    alone: U32 = word * _FACTORS[2]
    return alone


def _pairs(word: U32) -> U32:
    """Return a hash for each word and the next. Two pairs with one hash only make one candidate more."""
    pairs: U32 = (word[:-1] * _FACTORS[0]) ^ (word[1:] * _FACTORS[1])
    return pairs


def _common_words(places: dict[int, int], length: int, other: Sequence[int]) -> int:
    """Return the length of the longest common subsequence, by bits (Hyyrö, AWOCA 2004).

    `places` has of each word of one sequence, of this `length`, a number with a bit set for each place where it stands.
    """
    everywhere = (1 << length) - 1
    row = everywhere
    for word in other:
        at = places.get(word)
        if at is not None:
            matches = row & at
            row = ((row + matches) | (row - matches)) & everywhere
    return length - row.bit_count()
