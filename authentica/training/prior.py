"""Logistic models fitted towards a prior: what a base model says already is an offset, and departures from it cost.

All problems are strongly convex and solved to a tight tolerance, so that rounded solutions do not depend on the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit, log_softmax

from authentica.training.newton import minimum

__all__ = ["Departure", "Penalties", "fit_outcome_departure", "fit_step_departure"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalties:
    """Precisions of the Gaussian priors on what may depart from the base.

    Attributes
    ----------
    slope : float
        On the factor on the base's log-odds, around 1.
    intercept : float
        On each shift of the base's log-odds, around 0.
    weights : float
        On the change of every feature's weight, around 0.
    """

    slope: float
    intercept: float
    weights: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """How new log-odds depart from the base's: ``slope * base + intercept + X @ weights``.

    Attributes
    ----------
    slope : float
        1 for none.
    intercept : ndarray of shape (n_outputs,)
        0 for none.
    weights : ndarray of shape (n_features,) or (n_features, n_outputs)
        One change for all outputs of an ordinal model, or one for each class of an outcome; 0 for none.
    """

    slope: float
    intercept: Array
    weights: Array

    def logits(self, base: Array, features: sparse.csr_matrix) -> Array:
        """Return the new log-odds.

        Parameters
        ----------
        base : ndarray of shape (n_rows, n_outputs)
            The base model's log-odds.
        features : csr_matrix of shape (n_rows, n_features)
            What the weights are changed on.

        Returns
        -------
        ndarray of shape (n_rows, n_outputs)
            ``slope * base + intercept + features @ weights``.
        """
        change = np.asarray(features @ self.weights)
        found: Array = self.slope * base + self.intercept + (change[:, None] if change.ndim == 1 else change)
        return found


def fit_step_departure(
    base: Array, features: sparse.csr_matrix, above: NDArray[np.bool_], row_weights: Array, penalties: Penalties
) -> Departure:
    """Fit binary or cumulative log-odds with one slope and one change of weights for all steps.

    Parameters
    ----------
    base : ndarray of shape (n_rows, n_steps)
        The base model's log-odds.
    features : csr_matrix of shape (n_rows, n_features)
        What the weights are changed on.
    above : ndarray of shape (n_rows, n_steps)
        Whether each row reaches each step.
    row_weights : ndarray of shape (n_rows,)
        Weight of each row.
    penalties : Penalties
        How strongly the base is held to.

    Returns
    -------
    Departure
        With weights of shape (n_features,), shared by all steps.
    """
    sign = np.where(above, 1.0, -1.0)

    def loss(logits: Array) -> tuple[float, Array]:
        margin = sign * logits
        value = float((row_weights[:, None] * np.logaddexp(0.0, -margin)).sum())
        return value, -row_weights[:, None] * sign * expit(-margin)

    def curvature(logits: Array) -> Callable[[Array], Array]:
        p = expit(logits)
        bend = row_weights[:, None] * p * (1.0 - p)
        return lambda direction: np.asarray(bend * direction)

    return _solve(base, features, loss, curvature, penalties, shared=True)


def fit_outcome_departure(
    base: Array, features: sparse.csr_matrix, codes: NDArray[np.intp], row_weights: Array, penalties: Penalties
) -> Departure:
    """Fit softmax log-odds with one slope, and a change of weights for each class.

    Parameters
    ----------
    base : ndarray of shape (n_rows, n_classes)
        The base model's log-odds.
    features, row_weights, penalties
        See `fit_step_departure`.
    codes : ndarray of shape (n_rows,)
        Class of each row.

    Returns
    -------
    Departure
        With weights of shape (n_features, n_classes).
    """
    truth = np.zeros(base.shape)
    truth[np.arange(len(codes)), codes] = 1.0

    def loss(logits: Array) -> tuple[float, Array]:
        logs = log_softmax(logits, axis=1)
        return -float((row_weights[:, None] * truth * logs).sum()), row_weights[:, None] * (np.exp(logs) - truth)

    def curvature(logits: Array) -> Callable[[Array], Array]:
        p = np.exp(log_softmax(logits, axis=1))
        weighed = row_weights[:, None] * p
        return lambda direction: np.asarray(weighed * (direction - (p * direction).sum(axis=1, keepdims=True)))

    return _solve(base, features, loss, curvature, penalties, shared=False)


def _solve(
    base: Array,
    features: sparse.csr_matrix,
    loss: Callable[[Array], tuple[float, Array]],
    curvature: Callable[[Array], Callable[[Array], Array]],
    penalties: Penalties,
    *,
    shared: bool,
) -> Departure:
    outputs, columns = base.shape[1], features.shape[1]
    shape = (columns,) if shared else (columns, outputs)
    transposed = features.T.tocsr()
    precision = np.concatenate(
        [[penalties.slope], np.full(outputs, penalties.intercept), np.full(int(np.prod(shape)), penalties.weights)]
    )

    def spread(x: Array) -> Array:
        moved = np.asarray(features @ x[1 + outputs :].reshape(shape))
        change: Array = x[0] * base + x[1 : 1 + outputs] + (moved[:, None] if shared else moved)
        return change

    def gather(residual: Array) -> Array:
        moved = np.asarray(transposed @ (residual.sum(axis=1) if shared else residual)).ravel()
        return np.concatenate([[(residual * base).sum()], residual.sum(axis=0), moved])

    # x holds departures: its first entry, 0, stands for the base's own slope of 1.
    def objective(x: Array) -> tuple[float, Array]:
        value, residual = loss(base + spread(x))
        return value + 0.5 * float((precision * x * x).sum()), gather(residual) + precision * x

    def curvature_at(x: Array) -> Callable[[Array], Array]:
        bent = curvature(base + spread(x))
        return lambda direction: gather(bent(spread(direction))) + precision * direction

    x = minimum(objective, curvature_at, np.zeros(len(precision)))
    return Departure(
        slope=1.0 + float(x[0]),
        intercept=x[1 : 1 + outputs],
        weights=x[1 + outputs :].reshape(shape),
    )
