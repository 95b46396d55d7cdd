"""Calibration: log-odds stretched and shifted until probabilities come true on replies that a model has not learnt from.

A model that was fitted to written replies is too sure of real ones, and leans the way its writers leaned. One slope for each model
and one shift for each of its outputs (Platt scaling; for classes, temperature and bias) mend both. They are fitted to few replies, so a
penalty holds them near the identity.

References
----------
J. Platt, "Probabilistic outputs for support vector machines", 1999. C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of
modern neural networks", ICML 2017.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_softmax

from authentica.training.logistic import Linear

__all__ = ["Calibration", "calibrate_classes", "calibrate_steps"]

Array = NDArray[np.float64]
_PENALTY = 10.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is done to log-odds.

    Attributes
    ----------
    slope : float
        They are multiplied by it; 1 changes nothing.
    shifts : ndarray of shape (n_outputs,)
        Then these are added; 0 changes nothing.
    """

    slope: float
    shifts: Array

    def of(self, model: Linear) -> Linear:
        """Return a model whose log-odds are calibrated."""
        return Linear(model.coef * self.slope, model.intercept * self.slope + self.shifts)

    def undone(self, logits: Array) -> Array:
        """Return log-odds as they were before."""
        return (logits - self.shifts) / self.slope

    def rounded(self, decimals: int) -> Calibration:
        """Return the same with every number rounded."""
        return Calibration(round(self.slope, decimals), self.shifts.round(decimals))


def calibrate_steps(
    logits: Array, above: NDArray[np.bool_], row_weights: Array, *, penalty: float = _PENALTY
) -> Calibration:
    """Fit a calibration of cumulative log-odds.

    Parameters
    ----------
    logits : ndarray of shape (n_rows, n_steps)
        Of rows that the model was not fitted to.
    above : ndarray of shape (n_rows, n_steps)
        Whether each row reaches each step.
    row_weights : ndarray of shape (n_rows,)
        Weight of each row.
    penalty : float, default=10.0
        Nats that a squared distance of 1 from the identity costs.
    """

    def loss(calibrated: Array) -> tuple[float, Array]:
        value = float((row_weights[:, None] * (np.logaddexp(0.0, calibrated) - above * calibrated)).sum())
        return value, row_weights[:, None] * (expit(calibrated) - above)

    return _fit(logits, loss, penalty)


def calibrate_classes(logits: Array, codes: NDArray[np.intp], row_weights: Array) -> Calibration:
    """Fit a calibration of softmax log-odds of shape (n_rows, n_classes); see `calibrate_steps`. ``codes`` are of 0 … n_classes - 1."""
    truth = np.eye(logits.shape[1])[codes]

    def loss(calibrated: Array) -> tuple[float, Array]:
        log_p = log_softmax(calibrated, axis=1)
        return -float((row_weights[:, None] * truth * log_p).sum()), row_weights[:, None] * (np.exp(log_p) - truth)

    return _fit(logits, loss, _PENALTY)


def _fit(logits: Array, loss: Callable[[Array], tuple[float, Array]], penalty: float) -> Calibration:
    identity = np.array([1.0, *np.zeros(logits.shape[1])])

    def penalised(parameters: Array) -> tuple[float, Array]:
        value, residual = loss(parameters[0] * logits + parameters[1:])
        off = parameters - identity
        gradient = np.concatenate([[(residual * logits).sum()], residual.sum(axis=0)])
        return value + penalty * float(off @ off), gradient + 2.0 * penalty * off

    best: Array = minimize(penalised, identity, jac=True, method="BFGS", options={"gtol": 1e-6}).x
    return Calibration(float(best[0]), best[1:])
