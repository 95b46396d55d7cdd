"""Minimum of a smooth, strongly convex function: the same figures, once rounded, on any machine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse.linalg import LinearOperator, cg

from authentica.training.losses import Loss

__all__ = ["minimum"]

Array = NDArray[np.float64]
# Where Newton's own steps take over: they square the error, the trust region only creeps.
_TOLERANCE = 1e-1
_MOST_ITERATIONS = 500
# How exactly each of these steps is solved for, by the gradient's length: the first leaves the square of the error anyway,
# the second that of the first.
_POLISHING = (1e-4, 1e-7)
_EXACT = 1e-11


def minimum(
    loss: Loss,
    spread: Callable[[Array], Array],
    gather: Callable[[Array], Array],
    precision: Array,
    *,
    start: Array,
    base: Array | float = 0.0,
    pull: Array | None = None,
) -> Array:
    """Return the unknowns at which a loss of log-odds that are linear in them is least, far more exactly than any rounding of weights.

    Parameters
    ----------
    loss : Loss
        Of the log-odds.
    spread, gather : callable
        From unknowns, of shape (size,), to what they add to the log-odds, and back from derivatives by the log-odds.
    precision : ndarray of shape (size,)
        Of the penalty: half of each, times the unknown's square.
    start : ndarray of shape (size,)
        Where the search begins; a place near the minimum saves time and changes nothing else.
    base : ndarray of shape (n_rows, n_outputs), default=0.0
        Log-odds where all unknowns are 0.
    pull : ndarray of shape (size,), optional
        A gradient that is the same everywhere.
    """
    linear = np.zeros(len(start)) if pull is None else pull

    def objective(x: Array) -> tuple[float, Array]:
        value, residual = loss(base + spread(x))
        penalised = value + float(linear @ x) + 0.5 * float((precision * x * x).sum())
        return penalised, gather(residual) + linear + precision * x

    def curvature_at(x: Array) -> Callable[[Array], Array]:
        # What the place alone decides is worked out once for all directions.
        bent = loss.curvature(base + spread(x))
        return lambda direction: gather(bent(spread(direction))) + precision * direction

    place, curvature = start, curvature_at(start)

    def product(x: Array, direction: Array) -> Array:
        nonlocal place, curvature
        if not np.array_equal(x, place):
            place, curvature = x.copy(), curvature_at(x)
        return curvature(direction)

    x: Array = minimize(
        objective,
        start,
        jac=True,
        hessp=product,
        method="trust-ncg",
        options={"gtol": _TOLERANCE, "maxiter": _MOST_ITERATIONS},
    ).x
    for exactness in _POLISHING:
        # Near the solution the value's last bits stop a trust region; plain Newton steps go by the gradient alone.
        hessian = LinearOperator((len(x), len(x)), matvec=curvature_at(x))
        step, _ = cg(hessian, objective(x)[1], rtol=exactness, atol=_EXACT, maxiter=_MOST_ITERATIONS)
        x = x - step
    return x
