"""Minimum of a smooth, strongly convex function: the same figures, once rounded, on any machine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse.linalg import LinearOperator, cg

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
    objective: Callable[[Array], tuple[float, Array]],
    curvature_at: Callable[[Array], Callable[[Array], Array]],
    start: Array,
) -> Array:
    """Return where a function is least.

    Parameters
    ----------
    objective : callable
        Maps an array of shape (size,) to the value and the gradient.
    curvature_at : callable
        Maps a place to a function that multiplies a direction by the Hessian at the place: what the place alone decides is worked out
        once for all directions.
    start : ndarray of shape (size,)
        Where the search begins; a place near the minimum saves time and changes nothing else.

    Returns
    -------
    ndarray of shape (size,)
        The minimum, far more exact than any rounding of weights.
    """
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
