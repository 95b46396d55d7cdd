"""What public replies pull at both stages of the shipped model: numbers for each weight, kept beside our own labels.

See `authentica.training.logistic` for why a gradient is all that a rebuild needs of replies that must not stand in the project, and
`authentica.training.calibration` for what is done to log-odds afterwards.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from authentica.errors import LabelError
from authentica.files import write_whole
from authentica.schema import DIMENSIONS, NEEDS, Outcome
from authentica.training.calibration import Calibration
from authentica.training.logistic import Linear

__all__ = ["Pull", "read_pull", "save_pull"]

_DECIMALS = 6
_STEPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """Gradients of public replies' loss at the joint minimum, and calibrations on those of them that were left out.

    Attributes
    ----------
    clause_names, level_names, moment_names : tuple of str
        Features of the clause models, of the level models, and of those of needs and outcome.
    clauses : tuple of Linear
        One of two outputs for each dimension.
    levels : tuple of Linear
        One of two outputs for each dimension.
    needs : tuple of Linear
        One of one output for each need.
    outcome : Linear
        One output for each outcome.
    level_calibrations : tuple of Calibration
        One of two outputs for each dimension.
    need_calibrations : tuple of Calibration
        One of one output for each need.
    outcome_calibration : Calibration
        One output for each outcome.
    about : mapping
        Where the replies came from: counts, licences, who labelled them.
    """

    clause_names: tuple[str, ...]
    level_names: tuple[str, ...]
    moment_names: tuple[str, ...]
    clauses: tuple[Linear, ...]
    levels: tuple[Linear, ...]
    needs: tuple[Linear, ...]
    outcome: Linear
    level_calibrations: tuple[Calibration, ...]
    need_calibrations: tuple[Calibration, ...]
    outcome_calibration: Calibration
    about: Mapping[str, Any]

    def onto(self, level_names: Sequence[str], moment_names: Sequence[str]) -> Pull:
        """Return the same for other features of the second stage (`Linear.onto`)."""
        return replace(
            self,
            level_names=tuple(level_names),
            moment_names=tuple(moment_names),
            levels=tuple(linear.onto(self.level_names, level_names) for linear in self.levels),
            needs=tuple(linear.onto(self.moment_names, moment_names) for linear in self.needs),
            outcome=self.outcome.onto(self.moment_names, moment_names),
        )

    def rounded(self) -> Pull:
        """Return the numbers as they are kept."""
        return replace(
            self,
            clauses=tuple(linear.rounded(_DECIMALS) for linear in self.clauses),
            levels=tuple(linear.rounded(_DECIMALS) for linear in self.levels),
            needs=tuple(linear.rounded(_DECIMALS) for linear in self.needs),
            outcome=self.outcome.rounded(_DECIMALS),
            level_calibrations=tuple(c.rounded(_DECIMALS) for c in self.level_calibrations),
            need_calibrations=tuple(c.rounded(_DECIMALS) for c in self.need_calibrations),
            outcome_calibration=self.outcome_calibration.rounded(_DECIMALS),
        )


def save_pull(pull: Pull, path: Path) -> None:
    """Write a pull: arrays without pickle, whole or not at all. How tightly they are packed hangs on the release of zlib.

    Parameters
    ----------
    pull : Pull
        Rounded when it is written.
    path : Path
        An ``.npz`` file; one that is there is replaced.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    pull = pull.rounded()
    clauses, levels, needs = _stacked(pull.clauses), _stacked(pull.levels), _stacked(pull.needs)
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        about=np.array(json.dumps(dict(pull.about), sort_keys=True)),
        clause_names=np.array(pull.clause_names),
        level_names=np.array(pull.level_names),
        moment_names=np.array(pull.moment_names),
        clause_coef=clauses.coef,
        clause_intercept=clauses.intercept,
        level_coef=levels.coef,
        level_intercept=levels.intercept,
        need_coef=needs.coef,
        need_intercept=needs.intercept,
        outcome_coef=pull.outcome.coef,
        outcome_intercept=pull.outcome.intercept,
        level_calibration=_calibration_rows(pull.level_calibrations),
        need_calibration=_calibration_rows(pull.need_calibrations),
        outcome_calibration=_calibration_rows([pull.outcome_calibration]),
    )
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
        pull = Pull(
            clause_names=tuple(map(str, arrays["clause_names"])),
            level_names=tuple(map(str, arrays["level_names"])),
            moment_names=tuple(map(str, arrays["moment_names"])),
            clauses=_parts(path, arrays, "clause", len(DIMENSIONS), _STEPS),
            levels=_parts(path, arrays, "level", len(DIMENSIONS), _STEPS),
            needs=_parts(path, arrays, "need", len(NEEDS), 1),
            outcome=_parts(path, arrays, "outcome", 1, len(Outcome))[0],
            level_calibrations=_calibrations(path, arrays, "level", len(DIMENSIONS), _STEPS),
            need_calibrations=_calibrations(path, arrays, "need", len(NEEDS), 1),
            outcome_calibration=_calibrations(path, arrays, "outcome", 1, len(Outcome))[0],
            about=MappingProxyType(dict(about)),
        )
        features = [(linear, pull.clause_names) for linear in pull.clauses]
        features += [(linear, pull.level_names) for linear in pull.levels]
        features += [(linear, pull.moment_names) for linear in (*pull.needs, pull.outcome)]
        if any(len(linear.coef) != len(names) for linear, names in features):
            raise _no_pull(path)
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
        raise _no_pull(path) from None
    return pull, hashlib.sha256(path.read_bytes()).hexdigest()


def _stacked(linears: Sequence[Linear]) -> Linear:
    return Linear(
        np.concatenate([linear.coef for linear in linears], axis=1),
        np.concatenate([linear.intercept for linear in linears]),
    )


def _calibration_rows(calibrations: Sequence[Calibration]) -> NDArray[np.float64]:
    return np.array([[calibration.slope, *calibration.shifts] for calibration in calibrations])


def _calibrations(
    path: Path, arrays: Mapping[str, NDArray[Any]], name: str, models: int, outputs: int
) -> tuple[Calibration, ...]:
    rows = arrays[f"{name}_calibration"].astype(np.float64)
    if rows.shape != (models, 1 + outputs) or not (np.isfinite(rows).all() and (rows[:, 0] > 0).all()):
        raise _no_pull(path)
    return tuple(Calibration(float(row[0]), row[1:]) for row in rows)


def _no_pull(path: Path) -> LabelError:
    return LabelError("the file holds no pull of public replies", path.name, "Learn it anew with train --public.")


def _parts(path: Path, arrays: Mapping[str, NDArray[Any]], name: str, models: int, outputs: int) -> tuple[Linear, ...]:
    coef = arrays[f"{name}_coef"].astype(np.float64)
    intercept = arrays[f"{name}_intercept"].astype(np.float64)
    if coef.ndim != 2 or coef.shape[1] != models * outputs or intercept.shape != (models * outputs,):
        raise _no_pull(path)
    return tuple(
        Linear(coef[:, at : at + outputs], intercept[at : at + outputs]) for at in range(0, models * outputs, outputs)
    )
