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
_TOLERANCE = 1e-2
_MOST_ITERATIONS = 500
_POLISHING_STEPS = 2


def minimum(
    objective: Callable[[Array], tuple[float, Array]], hessian_product: Callable[[Array, Array], Array], size: int
) -> Array:
    """Return where a function is least.

    Parameters
    ----------
    objective : callable
        Maps an array of shape (size,) to the value and the gradient.
    hessian_product : callable
        Maps a place and a direction to the Hessian at the place times the direction.
    size : int
        Number of unknowns; the search starts from zeros.

    Returns
    -------
    ndarray of shape (size,)
        The minimum, far more exact than any rounding of weights.
    """
    x: Array = minimize(
        objective,
        np.zeros(size),
        jac=True,
        hessp=hessian_product,
        method="trust-ncg",
        options={"gtol": _TOLERANCE, "maxiter": _MOST_ITERATIONS},
    ).x
    for _ in range(_POLISHING_STEPS):
        # Near the solution the value's last bits stop a trust region; plain Newton steps go by the gradient alone.
        at = x.copy()
        hessian = LinearOperator((size, size), matvec=lambda v, at=at: hessian_product(at, np.ravel(v)))
        step, _ = cg(hessian, objective(at)[1], rtol=1e-10, atol=0.0, maxiter=_MOST_ITERATIONS)
        x = at - step
    return x
