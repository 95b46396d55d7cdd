"""A trained model as plain arrays: everything that inference needs, and nothing that can run code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from authentica.features.space import FeatureSpace
from authentica.learners.packing import LARGEST_WEIGHT
from authentica.learners.pooling import pool_names
from authentica.schema import DIMENSIONS, Flag, Outcome

__all__ = ["ModelBundle", "level_probabilities", "named_outcome", "shares_of_levels"]

_SOMEWHERE = tuple(Outcome).index(Outcome.SOMEWHERE)
_STUCK_FROM = tuple(Outcome).index(Outcome.BLOCKED)
"""The first of the outcomes in which a customer is stopped or leaves; they stand last."""


def _shapes(clauses: int, levels: int, moments: int, flags: int) -> dict[str, tuple[int, ...]]:
    """Return the shape of each array of a bundle with so many features and flags, in the order in which they are stored."""
    dimensions = len(DIMENSIONS)
    return {
        "clause_coef": (clauses, dimensions, 2),
        "clause_intercept": (dimensions, 2),
        "level_coef": (levels, dimensions, 2),
        "level_intercept": (dimensions, 2),
        "level_reference": (levels,),
        "level_cuts": (dimensions, 2),
        "need_coef": (moments, 3),
        "need_intercept": (3,),
        "need_cuts": (3,),
        "outcome_coef": (moments, 4),
        "outcome_intercept": (4,),
        "outcome_weights": (4,),
        "flag_coef": (moments, flags),
        "flag_intercept": (flags,),
        "flag_cuts": (flags,),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelBundle:
    """The weights of one model.

    A reply is scored in two stages. Each clause gets, for each dimension, the log-odds of reaching level 1 and level 2 (linear in
    its named features). These are pooled, and the pools with the reply's and the customer's features give, again
    linearly, the dimensions' step log-odds and the needs, outcome and flag log-odds.

    Attributes
    ----------
    name : str
        Model name, such as "default".
    clause_names : tuple of str
        Features of a clause.
    clause_coef : ndarray of shape (n_clause_features, n_dimensions, 2)
        Weights for level 1 and level 2.
    clause_intercept : ndarray of shape (n_dimensions, 2)
        Intercepts.
    level_names : tuple of str
        Features of a reply for its levels; the first are the pools.
    level_coef : ndarray of shape (n_level_features, n_dimensions, 2)
        Weights for level 1 and level 2.
    level_intercept : ndarray of shape (n_dimensions, 2)
        Intercepts.
    level_reference : ndarray of shape (n_level_features,)
        Feature values that count as "nothing seen": contributions are measured from them.
    level_cuts : ndarray of shape (n_dimensions, 2)
        Expected levels (0..2) from which level 1 and level 2 are given.
    moment_names : tuple of str
        Features of a reply for needs, outcome and flags; the first are the pools.
    need_coef, need_intercept : ndarray of shape (n_moment_features, 3) and (3,)
        In the order of `authentica.schema.NEEDS`.
    outcome_coef, outcome_intercept : ndarray of shape (n_moment_features, 4) and (4,)
        In the order of `authentica.schema.Outcome`.
    flag_coef, flag_intercept : ndarray of shape (n_moment_features, n_flags) and (n_flags,)
        In the order of `flags`.
    need_cuts : ndarray of shape (3,)
        Probabilities from which a need counts as present where training measures a model. Inference does not read them: an
        assessment has the probability, and `authentica.config.AnalyzerConfig.missed_probability` says what counts as missed. They stay
        because stored models hold them: without them, each would need another format, other bytes and another fingerprint.
    flag_cuts : ndarray of shape (n_flags,)
        Probabilities from which a flag is raised.
    outcome_weights : ndarray of shape (4,)
        Factors on outcome probabilities before the most probable is taken.
    flags : tuple of str
        Names of the flags.
    """

    name: str
    clause_names: tuple[str, ...]
    clause_coef: NDArray[np.float64]
    clause_intercept: NDArray[np.float64]
    level_names: tuple[str, ...]
    level_coef: NDArray[np.float64]
    level_intercept: NDArray[np.float64]
    level_reference: NDArray[np.float64]
    level_cuts: NDArray[np.float64]
    moment_names: tuple[str, ...]
    need_coef: NDArray[np.float64]
    need_intercept: NDArray[np.float64]
    need_cuts: NDArray[np.float64]
    outcome_coef: NDArray[np.float64]
    outcome_intercept: NDArray[np.float64]
    outcome_weights: NDArray[np.float64]
    flag_coef: NDArray[np.float64]
    flag_intercept: NDArray[np.float64]
    flag_cuts: NDArray[np.float64]
    flags: tuple[str, ...]

    ARRAYS: ClassVar[tuple[str, ...]] = tuple(_shapes(0, 0, 0, 0))

    def fault(self) -> str | None:
        """Return what is inconsistent in the bundle, or None: names and array shapes must fit each other."""
        counts = [len(names) for names in (self.clause_names, self.level_names, self.moment_names, self.flags)]
        for name, shape in _shapes(*counts).items():
            array = getattr(self, name)
            if array.shape != shape or array.dtype != np.float64:
                return f"the array {name} has shape {array.shape} and type {array.dtype}, not {shape} of float64"
            if not np.isfinite(array).all():
                return f"the array {name} holds values that are not finite"
            if name.endswith("_coef") and np.abs(array).max(initial=0.0) > LARGEST_WEIGHT:
                return f"the array {name} holds a weight beyond {LARGEST_WEIGHT:.0f}"
        for field in ("clause_names", "level_names", "moment_names", "flags"):
            names = getattr(self, field)
            if not set(map(type, names)) <= {str} or len(set(names)) < len(names):
                return f"the list {field} holds something that is not a name, or a name twice"
        if not set(self.flags) <= {flag.value for flag in Flag}:
            return "the list flags holds an unknown flag"
        pools = tuple(pool_names(DIMENSIONS))
        if self.level_names[: len(pools)] != pools or self.moment_names[: len(pools)] != pools:
            return "the first level and moment features are not the pools"
        return None

    def spaces(self) -> tuple[FeatureSpace, FeatureSpace, FeatureSpace]:
        """Return the clause, level and moment feature spaces."""
        return FeatureSpace(self.clause_names), FeatureSpace(self.level_names), FeatureSpace(self.moment_names)

    def named_levels(self, probabilities: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the levels, of shape (n, n_dimensions), whose cuts the levels expected by probabilities (n, n_dimensions, 3) reach."""
        expected = probabilities @ np.arange(3.0)
        levels: NDArray[np.intp] = (expected[:, :, None] >= self.level_cuts).sum(axis=2).astype(np.intp)
        return levels

    def named_outcomes(self, probabilities: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return places in `Outcome`, of shape (n,), given their probabilities of shape (n, 4)."""
        weights = self.outcome_weights.tolist()
        return np.array([named_outcome(row, weights) for row in probabilities.tolist()], dtype=np.intp)


def named_outcome(probabilities: Sequence[float], weights: Sequence[float]) -> int:
    """Return the place in `Outcome` of the one that is named, given their probabilities and a model's factors on these.

    A rare outcome is named before it is the likeliest, but never the opposite of what is.
    """
    weighted = [p * w for p, w in zip(probabilities, weights, strict=True)]
    if probabilities.index(max(probabilities)) == _SOMEWHERE:
        weighted = weighted[:_STUCK_FROM]
    return weighted.index(max(weighted))


def shares_of_levels(some: float, full: float) -> tuple[float, float, float]:
    """Return the probabilities of the levels from those of reaching 1 and 2.

    Where the steps cross, level 2 is reached as often as level 1.
    """
    full = min(some, full)
    return 1.0 - some, some - full, full


def level_probabilities(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of the levels, of shape (n, 3), from those of reaching 1 and 2, of shape (n, 2)."""
    return np.array([shares_of_levels(some, full) for some, full in steps.tolist()]).reshape(-1, 3)
