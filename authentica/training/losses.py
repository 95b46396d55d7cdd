"""Losses of log-odds, with their derivatives: of ordered steps, each a yes or no, and of unordered classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_softmax

__all__ = ["ClassLoss", "Loss", "StepLoss"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StepLoss:
    """The loss of cumulative log-odds; of one step, that of a plain logistic regression.

    Attributes
    ----------
    above : ndarray of shape (n_rows, n_steps)
        Whether each row reaches each step, or the share of its weight that does (0 to 1).
    row_weights : ndarray of shape (n_rows,) or (n_rows, n_steps)
        Weight of each row, or of each of its steps, at least 0.
    """

    above: NDArray[np.bool_] | Array
    row_weights: Array

    @property
    def outputs(self) -> int:
        """How many log-odds a row has."""
        return int(self.above.shape[1])

    def of(self, rows: NDArray[np.bool_]) -> StepLoss:
        """Return the loss of some of the rows."""
        return StepLoss(self.above[rows], self.row_weights[rows])

    def followed_by(self, other: StepLoss) -> StepLoss:
        """Return the loss of these rows and others after them."""
        return StepLoss(
            np.concatenate([self.above, other.above]), np.concatenate([self.row_weights, other.row_weights])
        )

    def __call__(self, logits: Array) -> tuple[float, Array]:
        """Return the loss at log-odds of shape (n_rows, n_steps), and its derivatives by them."""
        weights = self._weights()
        value = float((weights * (np.logaddexp(0.0, logits) - self.above * logits)).sum())
        return value, weights * (expit(logits) - self.above)

    def curvature(self, logits: Array) -> Callable[[Array], Array]:
        """Return what multiplies a direction by the second derivatives there."""
        p = expit(logits)
        bend = self._weights() * p * (1.0 - p)
        return lambda direction: np.asarray(bend * direction)

    def _weights(self) -> Array:
        return self.row_weights if self.row_weights.ndim == 2 else self.row_weights[:, None]


@dataclass(frozen=True, slots=True)
class ClassLoss:
    """The loss of softmax log-odds.

    Attributes
    ----------
    codes : ndarray of shape (n_rows,)
        Class of each row, 0 to ``outputs - 1``.
    row_weights : ndarray of shape (n_rows,)
        Weight of each row, at least 0.
    outputs : int
        How many classes there are, in the rows or not.
    """

    codes: NDArray[np.intp]
    row_weights: Array
    outputs: int

    def of(self, rows: NDArray[np.bool_]) -> ClassLoss:
        """Return the loss of some of the rows."""
        return ClassLoss(self.codes[rows], self.row_weights[rows], self.outputs)

    def __call__(self, logits: Array) -> tuple[float, Array]:
        """Return the loss at log-odds of shape (n_rows, n_classes), and its derivatives by them."""
        weights, truth, logs = self.row_weights[:, None], np.eye(self.outputs)[self.codes], log_softmax(logits, axis=1)
        return -float((weights * truth * logs).sum()), weights * (np.exp(logs) - truth)

    def curvature(self, logits: Array) -> Callable[[Array], Array]:
        """Return what multiplies a direction by the second derivatives there."""
        p = np.exp(log_softmax(logits, axis=1))
        weighed = self.row_weights[:, None] * p
        return lambda direction: np.asarray(weighed * (direction - (p * direction).sum(axis=1, keepdims=True)))


Loss = StepLoss | ClassLoss
