"""Every combination of the keys, from the smallest groups up: sums by group and set of conversations."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from authentica.coaching.accumulator import CoachingAccumulator
from authentica.coaching.clusters import Sums
from authentica.coaching.measures import COUNTERS, Measure
from authentica.coaching.records import Keys
from authentica.coaching.suppression import Size
from authentica.coaching.tallies import BUCKETS, Buckets, sortable

__all__ = ["Margins", "parts_of"]

_REPLIES = COUNTERS["replies"]


class Margins:
    """The counters of every group of every combination of keys, in the order in which groups are shown.

    They are held as they are learnt, without the sets of conversations that a group does not have; a group is laid out when it is
    asked for.

    Parameters
    ----------
    accumulator : CoachingAccumulator
        What was learnt.
    """

    def __init__(self, accumulator: CoachingAccumulator) -> None:
        by = accumulator.by
        found: dict[Keys, Buckets] = {(): {}}
        parts = [chosen for size in range(len(by)) for chosen in combinations(range(len(by)), size)]
        for key, buckets in accumulator.cells:
            for chosen in parts:
                total = found.setdefault(tuple((by[place], key[place]) for place in chosen), {})
                for bucket, row in buckets.items():
                    held = total.get(bucket)
                    total[bucket] = array("q", row) if held is None else _sum(held, row)
            if by:
                found[tuple(zip(by, key, strict=True))] = buckets
            else:
                found[()] = buckets
        self._found = {keys: found[keys] for keys in sorted(found, key=lambda keys: _order(keys, by))}

    def __getitem__(self, keys: Keys) -> Sums:
        """Return a group's counters, an array of int of shape (n_clusters, n_counters); the whole has empty keys."""
        sums = np.zeros((BUCKETS, len(COUNTERS)), dtype=np.int64)
        for bucket, row in self._found[keys].items():
            sums[bucket] = row
        return sums

    def __iter__(self) -> Iterator[Keys]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __contains__(self, keys: Keys) -> bool:
        return keys in self._found

    def size(self, keys: Keys) -> Size:
        """Return how large a group is."""
        replies = [row[_REPLIES] for row in self._found[keys].values()]
        return Size(sum(replies), sum(n > 0 for n in replies))


def parts_of(sums: Sums, measure: Measure) -> tuple[Sums, Sums, int]:
    """Return the numerator and denominator of a measure by set of conversations, and its sum of squares."""
    square = int(sums[:, COUNTERS[measure.square]].sum()) if measure.square else 0
    return _sums_of(sums, measure.numerator), _sums_of(sums, measure.denominator), square


def _sums_of(sums: Sums, names: tuple[str, ...]) -> Sums:
    total: Sums = sums[:, COUNTERS[names[0]]]
    for name in names[1:]:
        total = total + sums[:, COUNTERS[name]]
    return total


def _sum(one: array[int], other: array[int]) -> array[int]:
    return array("q", [a + b for a, b in zip(one, other, strict=True)])


def _order(keys: Keys, by: tuple[str, ...]) -> tuple[int, tuple[int, ...], tuple[tuple[bool, str], ...]]:
    """Return what sorts groups: by combination of keys, then by name, unknown values last."""
    return len(keys), tuple(by.index(name) for name, _ in keys), sortable(tuple(value for _, value in keys))
