"""Every combination of the keys, from the smallest groups up: sums by group and set of conversations."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from authentica.coaching.accumulator import BUCKETS, CoachingAccumulator, sortable
from authentica.coaching.cells import Size
from authentica.coaching.clusters import Sums
from authentica.coaching.measures import COUNTERS, Measure
from authentica.coaching.records import Keys

__all__ = ["Margins", "group_order", "margins_of", "parts_of", "size_of"]

Margins = dict[Keys, Sums]
"""Counters by group: an array of int of shape (n_clusters, n_counters); the whole stands under the empty keys."""

_REPLIES = COUNTERS["replies"]


def margins_of(accumulator: CoachingAccumulator) -> Margins:
    """Return the counters of every group of every combination of keys, in the order in which groups are shown."""
    by = accumulator.by_
    found: Margins = {(): np.zeros((BUCKETS, len(COUNTERS)), dtype=np.int64)}
    places = [chosen for size in range(len(by) + 1) for chosen in combinations(range(len(by)), size)]
    for key, buckets in accumulator.cells():
        rows = {bucket: np.frombuffer(cell, dtype=np.int64) for bucket, cell in buckets.items()}
        for chosen in places:
            keys = tuple((by[place], key[place]) for place in chosen)
            sums = found.get(keys)
            if sums is None:
                sums = found[keys] = np.zeros((BUCKETS, len(COUNTERS)), dtype=np.int64)
            for bucket, row in rows.items():
                sums[bucket] += row
    return {keys: found[keys] for keys in sorted(found, key=lambda keys: group_order(keys, by))}


def size_of(sums: Sums) -> Size:
    """Return how large a group is."""
    replies = sums[:, _REPLIES]
    return Size(int(replies.sum()), int(np.count_nonzero(replies)))


def sums_of(sums: Sums, names: tuple[str, ...]) -> Sums:
    """Return the sum of some counters, by set of conversations."""
    return np.asarray(sums[:, [COUNTERS[name] for name in names]].sum(axis=1))


def parts_of(sums: Sums, measure: Measure) -> tuple[Sums, Sums, int]:
    """Return the numerator and denominator of a measure by set of conversations, and its sum of squares."""
    square = int(sums[:, COUNTERS[measure.square]].sum()) if measure.square else 0
    return sums_of(sums, measure.numerator), sums_of(sums, measure.denominator), square


def group_order(keys: Keys, by: tuple[str, ...]) -> tuple[int, tuple[int, ...], tuple[tuple[bool, str], ...]]:
    """Return what sorts groups: by combination of keys, then by name."""
    return len(keys), tuple(by.index(name) for name, _ in keys), sortable(tuple(value for _, value in keys))
