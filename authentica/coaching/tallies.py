"""Whole numbers by group and set of conversations: added to, merged and stored exactly.

Replies of one conversation are not independent. What would be needed for their variance, a sum for each conversation, does not fit into
memory that is bounded. So conversations are divided by hash into `BUCKETS` sets, and sums are kept for each group and set: of a
few conversations most have a set of their own, of more a set holds several whole ones, and the
variance between sets is that between conversations (random groups; Wolter, *Introduction to Variance Estimation*, 2007, ch. 2).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from authentica.errors import InputError, RecordError
from authentica.schema.fields import as_whole

__all__ = ["BUCKETS", "Buckets", "CellKey", "Tallies", "sortable"]

BUCKETS = 32
"""Sets that conversations are divided into; 31 degrees of freedom for the variance."""

CellKey = tuple[str | None, ...]
"""The values that a group has in common; None where one is unknown."""

Buckets = dict[int, "array[int]"]
"""Counters by set of conversations, without the sets that a group does not have."""


class Tallies:
    """Counters of groups, each in the sets of conversations that it has.

    Parameters
    ----------
    counters : mapping of str to int
        The place of every counter, from 0.
    most : int
        Most groups.
    """

    def __init__(self, counters: Mapping[str, int], most: int) -> None:
        self._counters = counters
        self._most = most
        self._groups: dict[CellKey, Buckets] = {}

    def add(self, key: CellKey, cluster: int, added: Mapping[str, int]) -> None:
        """Add to the counters of a group what a reply of the conversation with this hash adds.

        Raises
        ------
        InputError
            If there are more groups than there may be.
        """
        row = self._row(key, cluster % BUCKETS)
        for name, n in added.items():
            row[self._counters[name]] += n

    def absorb(self, other: Tallies) -> None:
        """Add everything that others of the same counters hold; raises as `add`."""
        for key, buckets in other._groups.items():
            for bucket, added in buckets.items():
                row = self._row(key, bucket)
                for place, n in enumerate(added):
                    if n:
                        row[place] += n

    def __iter__(self) -> Iterator[tuple[CellKey, Buckets]]:
        """Yield each group with its counters by set, in order; the arrays are not to be changed."""
        for key in sorted(self._groups, key=sortable):
            yield key, self._groups[key]

    def to_list(self) -> list[dict[str, Any]]:
        """Return JSON-ready data, without what is 0."""
        return [
            {
                "key": list(key),
                "buckets": {
                    str(bucket): {name: n for name, place in self._counters.items() if (n := buckets[bucket][place])}
                    for bucket in sorted(buckets)
                },
            }
            for key, buckets in self
        ]

    def restore(self, items: Iterable[Mapping[str, Any]], width: int) -> None:
        """Read back what `to_list` wrote of groups with `width` values.

        Raises
        ------
        RecordError
            If a group has another number of keys or a set of conversations is out of range; what else is malformed raises
            what it raises, for `authentica.schema.fields.RecordFaults` to turn into one.
        """
        for item in items:
            key = tuple(None if value is None else str(value) for value in item["key"])
            if len(key) != width:
                raise RecordError("a group has another number of keys")
            for bucket, counters in item["buckets"].items():
                if not 0 <= int(bucket) < BUCKETS:
                    raise RecordError("a set of conversations is out of range")
                row = self._row(key, int(bucket))
                for name, n in counters.items():
                    row[self._counters[name]] = as_whole(n, name)

    def _row(self, key: CellKey, bucket: int) -> array[int]:
        buckets = self._groups.get(key)
        if buckets is None:
            if len(self._groups) >= self._most:
                raise InputError(
                    f"there are more than {self._most:,} groups", "by", "Form groups by less, or raise max_groups."
                )
            buckets = self._groups[key] = {}
        row = buckets.get(bucket)
        if row is None:
            row = buckets[bucket] = array("q", bytes(8 * len(self._counters)))
        return row


def sortable(key: CellKey) -> tuple[tuple[bool, str], ...]:
    """Return what sorts keys by name, unknown values last."""
    return tuple((value is None, value or "") for value in key)
