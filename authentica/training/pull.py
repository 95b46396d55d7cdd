"""What public replies pull at both stages of the shipped model: numbers for each weight, kept beside our own labels.

See `authentica.training.logistic` for why a gradient is all that a rebuild needs of replies that must not stand in the project, and
`authentica.training.calibration` for what is done to log-odds afterwards.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from authentica.errors import LabelError
from authentica.files import write_whole
from authentica.training.calibration import Calibration
from authentica.training.heads import HEADS, Head
from authentica.training.logistic import Linear

__all__ = ["Pull", "read_pull", "save_pull"]

_Kept = TypeVar("_Kept")
_DECIMALS = 6
_NAMES = ("clause_names", "level_names", "moment_names")
_PULLED = {kind: [head for head in HEADS if head.kind == kind] for kind in ("level", "need", "outcome")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """Gradients of public replies' loss at the joint minimum, and calibrations on those of them that were left out.

    Attributes
    ----------
    clause_names, level_names, moment_names : tuple of str
        Features of the clause models, of the level models, and of those of needs and outcome.
    clauses : tuple of Linear
        One of two outputs for each dimension.
    gradients : mapping of Head to Linear
        Of levels, needs and outcome.
    calibrations : mapping of Head to Calibration
        Of the same.
    about : mapping
        Where the replies came from: counts, licences, who labelled them.
    """

    clause_names: tuple[str, ...]
    level_names: tuple[str, ...]
    moment_names: tuple[str, ...]
    clauses: tuple[Linear, ...]
    gradients: Mapping[Head, Linear]
    calibrations: Mapping[Head, Calibration]
    about: Mapping[str, Any]

    def names_of(self, head: Head) -> tuple[str, ...]:
        """Return the features of a head."""
        return self.level_names if head.kind == "level" else self.moment_names

    def onto(self, level_names: Sequence[str], moment_names: Sequence[str]) -> Pull:
        """Return the same for other features of the second stage (`Linear.onto`)."""
        found = replace(self, level_names=tuple(level_names), moment_names=tuple(moment_names))
        gradients = {head: own.onto(self.names_of(head), found.names_of(head)) for head, own in self.gradients.items()}
        return replace(found, gradients=gradients)

    def rounded(self) -> Pull:
        """Return the numbers as they are kept."""
        return replace(
            self,
            clauses=tuple(linear.rounded(_DECIMALS) for linear in self.clauses),
            gradients={head: linear.rounded(_DECIMALS) for head, linear in self.gradients.items()},
            calibrations={head: own.rounded(_DECIMALS) for head, own in self.calibrations.items()},
        )


def save_pull(pull: Pull, path: Path) -> None:
    """Write a pull, rounded: arrays without pickle, whole or not at all. How tightly they are packed hangs on the release of zlib.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    pull = pull.rounded()
    arrays: dict[str, Any] = {"about": np.array(json.dumps(dict(pull.about), sort_keys=True))}
    arrays |= {name: np.array(getattr(pull, name)) for name in _NAMES}
    linears = {"clause": [*pull.clauses]} | {
        kind: [pull.gradients[head] for head in own] for kind, own in _PULLED.items()
    }
    for name, own in linears.items():
        beside = Linear.beside(own)
        arrays |= {f"{name}_coef": beside.coef, f"{name}_intercept": beside.intercept}
    for kind, heads in _PULLED.items():
        calibrations = [pull.calibrations[head] for head in heads]
        arrays[f"{kind}_calibration"] = np.array([[own.slope, *own.shifts] for own in calibrations])
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)
    write_whole(path, packed.getvalue())


def read_pull(path: Path) -> tuple[Pull, str]:
    """Read a pull and the sha256 of its file.

    Raises
    ------
    LabelError
        If the file is none.
    """
    try:
        with path.open("rb") as handle, np.load(handle, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(str(arrays["about"]))
        clause_names, level_names, moment_names = (tuple(map(str, arrays[name])) for name in _NAMES)
        pull = Pull(
            clause_names=clause_names,
            level_names=level_names,
            moment_names=moment_names,
            clauses=tuple(_parts(arrays, "clause", [head.outputs for head in _PULLED["level"]])),
            gradients=_by_head(lambda kind, own: _parts(arrays, kind, [head.outputs for head in own])),
            calibrations=_by_head(lambda kind, own: _calibrations(arrays, kind, own)),
            about=MappingProxyType(dict(about)),
        )
        features = [(linear, clause_names) for linear in pull.clauses]
        features += [(linear, pull.names_of(head)) for head, linear in pull.gradients.items()]
        if any(len(linear.coef) != len(names) for linear, names in features):
            raise ValueError
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
        todo = "Learn it anew with train --public."
        raise LabelError("the file holds no pull of public replies", path.name, todo) from None
    return pull, hashlib.sha256(path.read_bytes()).hexdigest()


def _by_head(read: Callable[[str, Sequence[Head]], Iterable[_Kept]]) -> dict[Head, _Kept]:
    return {head: kept for kind, own in _PULLED.items() for head, kept in zip(own, read(kind, own), strict=True)}


def _parts(arrays: Mapping[str, NDArray[Any]], name: str, outputs: Sequence[int]) -> Iterator[Linear]:
    """Yield linears of so many outputs each, which stand beside each other."""
    coef, intercept = (arrays[f"{name}_{part}"].astype(np.float64) for part in ("coef", "intercept"))
    if coef.ndim != 2 or coef.shape[1] != sum(outputs) or intercept.shape != (sum(outputs),):
        raise ValueError
    for end, count in zip(accumulate(outputs), outputs, strict=True):
        yield Linear(coef[:, end - count : end], intercept[end - count : end])


def _calibrations(arrays: Mapping[str, NDArray[Any]], kind: str, heads: Sequence[Head]) -> list[Calibration]:
    rows = arrays[f"{kind}_calibration"].astype(np.float64)
    if rows.shape != (len(heads), 1 + heads[0].outputs) or not (np.isfinite(rows).all() and (rows[:, 0] > 0).all()):
        raise ValueError
    return [Calibration(float(row[0]), row[1:]) for row in rows]
