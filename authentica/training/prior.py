"""Logistic models fitted towards a prior: what a base model says already is an offset, and departures from it cost.

All problems are strongly convex and solved to a tight tolerance, so that rounded solutions do not depend on the machine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from authentica.errors import InputError
from authentica.schema.arguments import as_number
from authentica.training.losses import Loss
from authentica.training.newton import minimum

__all__ = ["Departure", "Penalties", "fit_departure"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalties:
    """Precisions of the Gaussian priors on what may depart from the base; None for what stays as it is.

    Attributes
    ----------
    intercept : float or None
        On each shift of the base's log-odds, around 0.
    weights : float or None
        On the change of every feature's weight, around 0.
    """

    intercept: float | None = None
    weights: float | None = None

    def __post_init__(self) -> None:
        for name in ("intercept", "weights"):
            value = getattr(self, name)
            if value is not None and not 0 < as_number(value) < math.inf:
                raise InputError(f"{name} must be a number above 0, or None", "Penalties")


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """How new log-odds depart from the base's: by a shift of each output, and one change of each feature's weight for all outputs."""

    intercept: Array
    weights: Array

    def logits(self, base: Array, features: sparse.csr_matrix) -> Array:
        """Return ``base + intercept + features @ weights``, of shape (n_rows, n_outputs)."""
        found: Array = base + self.intercept + np.asarray(features @ self.weights)[:, None]
        return found


def fit_departure(
    base: Array,
    features: sparse.csr_matrix,
    loss: Loss,
    penalties: Penalties,
    *,
    free: NDArray[np.bool_] | None = None,
) -> Departure:
    """Fit a shift of each output, and one change of weights for all outputs, as the steps of a level share it.

    `base` is the base model's log-odds of shape (n_rows, n_outputs). Of weights only those of `free` features may change; all where None.
    """
    outputs, count = base.shape[1], features.shape[1]
    shifts = 0 if penalties.intercept is None else outputs
    columns = np.arange(count) if free is None else np.flatnonzero(free)
    if penalties.weights is None:
        columns = columns[:0]
    features = features[:, columns]
    transposed = features.T.tocsr()
    precision = np.concatenate(
        [np.full(shifts, penalties.intercept or 0.0), np.full(len(columns), penalties.weights or 0.0)]
    )

    def spread(x: Array) -> Array:
        moved = np.asarray(features @ x[shifts:])
        change: Array = np.zeros(outputs) + (x[:shifts] if shifts else 0.0) + moved[:, None]
        return change

    def gather(residual: Array) -> Array:
        moved = np.asarray(transposed @ residual.sum(axis=1))
        return np.concatenate([residual.sum(axis=0)[:shifts], moved])

    x = minimum(loss, spread, gather, precision, base=base, start=np.zeros(len(precision)))
    weights = np.zeros(count)
    weights[columns] = x[shifts:]
    return Departure(intercept=x[:shifts] if shifts else np.zeros(outputs), weights=weights)
