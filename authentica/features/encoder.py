"""The clause encoder: what the words of a clause say together, in their order, about each dimension.

N-grams know the wordings that they have met. The encoder is a small convolutional network that learnt from a large sentence encoder how
words go together (`notebooks/distil_encoder.py`), so that unseen wordings land near seen ones. Its outputs are features of a clause like
any other, which the clause models weigh.

Every sum is one of whole numbers below 2**24 (of the outputs: 2**53), which the floats that hold them keep exactly, and every other step
is one that IEEE 754 defines to the last bit: no order, batch, processor or BLAS changes an output.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from authentica.errors import ModelFormatError
from authentica.features.names import ENCODED

__all__ = ["ENCODED_NAMES", "ENCODED_UNIT", "ClauseEncoder", "Encoded", "encoder_sha256", "load_encoder"]

Encoded = tuple[int, ...]
"""What the encoder gives for one clause: whole multiples of `ENCODED_UNIT`, one for each of `ENCODED_NAMES`."""

ENCODED_NAMES = tuple(
    [f"{ENCODED}{d}.{step}" for d in ("boilerplate", "empathy", "ownership", "expectations") for step in (1, 2)]
)
"""As features: half the log-odds, as the sentence encoder sees it, that a clause bears out a level of a dimension."""

ENCODED_UNIT = 2.0**-7
"""What an encoded 1 is as a feature."""

_FILE = "encoder.npz"
_SHIPPED = resources.files("authentica.features") / _FILE
_LONGEST_CLAUSE = 40
_CLAUSES_AT_ONCE = 256
_REACH = 2  # how far a window looks to either side; as many empty places stand between clauses
_LIMIT = 127.0
# OpenBLAS spreads products of more multiplications than these over every processor, where its threads then wait busily for the next: a
# second analyzer beside the first gained nothing.
_MOST_PRODUCTS = 1 << 18
_LARGEST = 6.0 / (ENCODED_UNIT * 2)
_EMPTY, _UNKNOWN = 0, 1


class ClauseEncoder:
    """Encodes clauses.

    Two layers of windows over three words each (neighbours, then every other word), the second added to the first; their greatest and
    summed activations over the clause give the outputs linearly.

    Parameters
    ----------
    words : sequence of str
        Normal forms with a vector. The first two rows of `arrays["vectors"]` stand for no word and for all others.
    arrays : mapping of str to ndarray
        ``vectors`` (n_words + 2, n_dimensions), ``first`` (3 * n_dimensions, n_units), ``second`` (3 * n_units, n_units), ``greatest`` and
        ``summed`` (n_units, n_outputs) of int8; ``first_bias``, ``first_scale``, ``second_bias``, ``second_scale`` (n_units,),
        ``greatest_scale``, ``summed_scale`` and ``bias`` (n_outputs,) of float32.
    sha256 : str
        Of the file that they came from.

    Raises
    ------
    ModelFormatError
        If an array is missing or of another type or shape.
    """

    def __init__(self, words: Sequence[str], arrays: Mapping[str, NDArray[np.generic]], sha256: str) -> None:
        self.sha256 = sha256
        self._rows = {word: row for row, word in enumerate(words, _UNKNOWN + 1)}
        fault = _fault(len(words) + 2, len(ENCODED_NAMES), arrays)
        if fault:
            raise ModelFormatError(fault, _FILE, "Reinstall authentica.")
        self._vectors = arrays["vectors"]
        self._first, self._second = (
            tuple(arrays[f"{layer}{part}"].astype(np.float32) for part in ("", "_bias", "_scale"))
            for layer in ("first", "second")
        )
        self._greatest, self._summed = (arrays[name].astype(np.float64) for name in ("greatest", "summed"))
        self._greatest_scale, self._summed_scale, self._bias = (
            arrays[name].astype(np.float64) for name in ("greatest_scale", "summed_scale", "bias")
        )

    def encode(self, clauses: Sequence[Sequence[str]]) -> list[Encoded]:
        """Encode clauses, each by itself, given the normal forms of its tokens, at least one; the first 40 are read."""
        at_once = range(0, len(clauses), _CLAUSES_AT_ONCE)
        return [encoded for start in at_once for encoded in self._encode(clauses[start : start + _CLAUSES_AT_ONCE])]

    def _encode(self, clauses: Sequence[Sequence[str]]) -> list[Encoded]:
        lengths = np.array([min(len(words), _LONGEST_CLAUSE) for words in clauses])
        gap = [_EMPTY] * _REACH
        row_of = self._rows.get
        rows = np.array(
            [*gap, *chain.from_iterable([*[row_of(w, _UNKNOWN) for w in ws[:_LONGEST_CLAUSE]], *gap] for ws in clauses)]
        )
        filled = (rows != _EMPTY)[:, None]
        first = _activations(_windows(self._vectors[rows].astype(np.float32), 1), *self._first)
        first *= filled
        both = _activations(_windows(first, _REACH), *self._second)
        both += first
        both *= filled
        ends = np.cumsum(lengths + _REACH) + _REACH
        # Activations are at least 0, so the empty places between clauses change neither.
        starts = ends - lengths - _REACH
        greatest = np.maximum.reduceat(both, starts, axis=0).astype(np.float64)
        summed = np.add.reduceat(both, starts, axis=0, dtype=np.float64)
        found = (
            (greatest @ self._greatest) * self._greatest_scale
            + (summed @ self._summed) / np.sqrt(lengths + 1.0)[:, None] * self._summed_scale
            + self._bias
        )
        whole = np.rint(np.clip(found, -_LARGEST, _LARGEST)).astype(np.int64)
        return list(map(tuple, whole.tolist()))


def load_encoder(path: Path | None = None) -> ClauseEncoder:
    """Read an encoder; by default the one inside the package.

    Raises
    ------
    ModelFormatError
        If the file cannot be read.
    """
    file = _SHIPPED if path is None else path
    data = file.read_bytes()
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        words = arrays.pop("words").tobytes().decode("utf-8").split("\n")
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile):
        raise ModelFormatError("the clause encoder cannot be read", str(file), "Reinstall authentica.") from None
    return ClauseEncoder(words, arrays, hashlib.sha256(data).hexdigest())


def encoder_sha256() -> str:
    """Return the sha256 of the encoder inside the package without reading its arrays."""
    return hashlib.sha256(_SHIPPED.read_bytes()).hexdigest()


def _windows(places: NDArray[np.float32], step: int) -> NDArray[np.float32]:
    """Return each place beside those `step` before and after it, of shape (n_places, 3 * width)."""
    count, width = places.shape
    found = np.zeros((count, 3 * width), dtype=np.float32)
    found[step:, :width] = places[:-step]
    found[:, width : 2 * width] = places
    found[:-step, 2 * width :] = places[step:]
    return found


def _activations(
    windows: NDArray[np.float32], weights: NDArray[np.float32], bias: NDArray[np.float32], scale: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return whole activations from 0 to 127."""
    at_once = max(1, _MOST_PRODUCTS // weights.size)
    found = np.empty((len(windows), weights.shape[1]), dtype=np.float32)
    for start in range(0, len(windows), at_once):
        np.matmul(windows[start : start + at_once], weights, out=found[start : start + at_once])
    found += bias
    found *= scale
    np.clip(found, 0.0, _LIMIT, out=found)
    np.rint(found, out=found)
    return found


def _fault(rows: int, outputs: int, arrays: Mapping[str, NDArray[np.generic]]) -> str | None:
    """Return which array is missing, or of another shape or type than its neighbours ask for."""
    width, units = ((0, *arrays[name].shape)[-1] if name in arrays else 0 for name in ("vectors", "first"))
    whole: dict[str, tuple[int, ...]] = {
        "vectors": (rows, width),
        "first": (3 * width, units),
        "second": (3 * units, units),
        "greatest": (units, outputs),
        "summed": (units, outputs),
    }
    real = {
        **dict.fromkeys(("first_bias", "first_scale", "second_bias", "second_scale"), (units,)),
        **dict.fromkeys(("greatest_scale", "summed_scale", "bias"), (outputs,)),
    }
    for shapes, kind in ((whole, np.int8), (real, np.float32)):
        for name, shape in shapes.items():
            if name not in arrays or arrays[name].shape != shape or arrays[name].dtype != kind:
                return f"the encoder's array {name} is missing or not of shape {shape} and type {np.dtype(kind)}"
    return None
