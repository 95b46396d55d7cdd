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

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from authentica.training.logistic import Linear
from authentica.training.losses import Loss

__all__ = ["Calibration", "calibrate"]

Array = NDArray[np.float64]
_PENALTY = 10.0
"""Nats that a squared distance of 1 from the identity costs."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is done to log-odds: they are multiplied by `slope`, then `shifts`, one for each output, are added."""

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


def calibrate(logits: Array, loss: Loss, *, shifted: bool = True) -> Calibration:
    """Fit a calibration to log-odds of shape (n_rows, n_outputs) of rows that the model was not fitted to, and to their loss.

    Not `shifted`, it is a slope alone: how often something holds is then left as the model has it.
    """
    outputs = logits.shape[1]
    identity = np.array([1.0, *np.zeros(outputs if shifted else 0)])

    def penalised(parameters: Array) -> tuple[float, Array]:
        value, residual = loss(parameters[0] * logits + (parameters[1:] if shifted else 0.0))
        off = parameters - identity
        gradient = np.concatenate([[(residual * logits).sum()], residual.sum(axis=0) if shifted else []])
        return value + _PENALTY * float(off @ off), gradient + 2.0 * _PENALTY * off

    best: Array = minimize(penalised, identity, jac=True, method="BFGS", options={"gtol": 1e-6}).x
    return Calibration(float(best[0]), best[1:] if shifted else np.zeros(outputs))
