"""Many weights in one whole number, so that one addition adds them all, exactly and in any order.

A feature has a weight for each of several scores. Each weight is taken as a whole multiple of 2**-30 (finer than the float32 that models
are stored in, for weights above 2**-6) and given 64 bits of one Python integer. Sums of such integers are exact: no order of
features, no batch, processor or BLAS can change them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["LARGEST_WEIGHT", "UNIT", "Addends", "Packing"]

UNIT = 2.0**-30
"""What an unpacked 1 stands for."""

LARGEST_WEIGHT = 2.0**11
"""In absolute value. A million such weights can be added before a field runs over."""

_FIELD_BYTES = 8
_MOST_ADDENDS = 50_000


class Packing:
    """Packs so many signed fields: scores that are summed together."""

    def __init__(self, field_count: int) -> None:
        self.field_count = field_count
        self._struct = struct.Struct(f"<{field_count}q")
        self._size = field_count * _FIELD_BYTES
        self._all = (1 << 8 * self._size) - 1
        # Added to a packed number, it makes every field positive, so that no field borrows from the next one.
        self._signs = int.from_bytes(b"\0\0\0\0\0\0\0\x80" * field_count, "little")

    def pack(self, weights: NDArray[np.float64]) -> list[int]:
        """Pack the rows of an array of shape (n, field_count)."""
        fields = np.rint(weights / UNIT).astype("<i8")
        data = (fields.view("<u8") ^ np.uint64(1 << 63)).tobytes()
        size, signs = self._size, self._signs
        return [int.from_bytes(data[at : at + size], "little") - signs for at in range(0, len(data), size)]

    def unpack(self, total: int) -> tuple[int, ...]:
        """Return the fields of a packed number or a sum of them, in multiples of `UNIT`; of a wider packing, the first."""
        signs = self._signs
        return self._struct.unpack((((total + signs) & self._all) ^ signs).to_bytes(self._size, "little"))

    def unpack_rows(self, totals: Iterable[int]) -> NDArray[np.float64]:
        """Return the same of each of some packed numbers, as floats of shape (n, field_count)."""
        signs, every, size = self._signs, self._all, self._size
        data = b"".join([(((total + signs) & every) ^ signs).to_bytes(size, "little") for total in totals])
        return np.frombuffer(data, "<i8").reshape(-1, self.field_count).astype(np.float64)


class Addends(dict[tuple[str, float], int]):
    """What a named feature of some value adds, packed; 0 for a feature that the model does not know.

    Made when first asked for and kept: few features take many values.
    """

    def __init__(self, names: Sequence[str], weights: NDArray[np.float64], packing: Packing) -> None:
        super().__init__()
        self._rows = {name: row for row, name in enumerate(names)}
        self._weights, self._packing = weights, packing

    def __missing__(self, feature: tuple[str, float]) -> int:
        name, value = feature
        row = self._rows.get(name)
        packed = 0 if row is None else self._packing.pack(self._weights[row : row + 1] * value)[0]
        if len(self) >= _MOST_ADDENDS:
            self.clear()
        self[feature] = packed
        return packed

    def total(self, features: dict[str, float]) -> int:
        """Return the packed sum of named features."""
        return sum(map(self.__getitem__, features.items()))
