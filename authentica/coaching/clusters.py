"""A mean or share of replies, its variance where replies of one conversation hang together, and its interval.

The unit that varies is the set of conversations (see `authentica.coaching.tallies`). With ``d_k`` the replies and ``y_k`` the sum in
set ``k`` of ``m``, the estimate is the ratio ``r = sum(y) / sum(d)`` and its variance, by linearisation,
``m / (m - 1) * sum((y_k - r d_k)**2) / sum(d)**2`` (Cochran, *Sampling Techniques*, 1977, ch. 9; Wolter 2007, ch. 6) with ``m - 1`` degrees of
freedom. The variance is never taken to be smaller than that of independent replies: with few sets it may come out so by chance.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

__all__ = [
    "CONFIDENCE",
    "MIN_CLUSTERS",
    "Ratio",
    "Sums",
    "Tested",
    "against_zero",
    "between_sets",
    "interval",
    "mean_ratio",
    "rate_ratio",
]

CONFIDENCE = 0.95
"""Of every interval."""

MIN_CLUSTERS = 5
"""Fewer sets of conversations say too little of how much they vary, and nothing is shown of them."""

Sums = NDArray[np.int64]


class Ratio(NamedTuple):
    """An estimate with its variance.

    Attributes
    ----------
    n : int
        What it rests on.
    value : float
        The ratio.
    variance : float
        Of the ratio.
    design_effect : float
        `variance` by that of `n` independent replies; at least 1.
    clusters : int
        Sets of conversations that hold any of the `n`.
    """

    n: int
    value: float
    variance: float
    design_effect: float
    clusters: int

    @property
    def effective_n(self) -> float:
        """How many independent replies would say as much (Kish, *Survey Sampling*, 1965)."""
        return self.n / self.design_effect


def rate_ratio(hits: Sums, chances: Sums, design_effect: float = 1.0) -> Ratio | None:
    """Estimate a share.

    Parameters
    ----------
    hits, chances : array of int of shape (n_clusters,)
        Sums by set of conversations.
    design_effect : float, default=1
        Taken where none can be estimated, because the share is 0 or 1.

    Returns
    -------
    Ratio or None
        None where there are no chances.
    """
    n = int(chances.sum())
    if n == 0:
        return None
    value = int(hits.sum()) / n
    return _ratio(hits, chances, n, value, value * (1.0 - value) / n, design_effect)


def mean_ratio(sums: Sums, chances: Sums, square: int, design_effect: float = 1.0) -> Ratio | None:
    """Estimate a mean, as `rate_ratio` estimates a share.

    Parameters
    ----------
    sums, chances : ndarray of shape (BUCKETS,)
        The sum of the values in each set of conversations, and how many there are.
    square : int
        The sum of the squares of all values.
    design_effect : float, default=1.0
        What stands for it where all values are equal.

    Returns
    -------
    Ratio or None
        None where there is no value.
    """
    n = int(chances.sum())
    if n == 0:
        return None
    total = int(sums.sum())
    spread = (square - total * total / n) / (n - 1) if n > 1 else 0.0
    return _ratio(sums, chances, n, total / n, max(spread, 0.0) / n, design_effect)


def _ratio(sums: Sums, chances: Sums, n: int, value: float, plain: float, design_effect: float) -> Ratio:
    clusters = int(np.count_nonzero(chances))
    if plain <= 0.0:
        return Ratio(n, value, 0.0, design_effect, clusters)
    variance = between_sets((sums - value * chances) / n, clusters)
    return Ratio(n, value, max(variance, plain), max(variance / plain, 1.0), clusters)


def between_sets(residuals: NDArray[np.float64], used: int) -> float:
    """Return the variance of the sum of what `used` sets of conversations deviate by; 0 where one set cannot tell."""
    return used / (used - 1) * float((residuals * residuals).sum()) if used > 1 else 0.0


class Tested(NamedTuple):
    """An estimate that is 0 if there is nothing to be said.

    Attributes
    ----------
    value, low, high : float
        The estimate and its interval.
    p_value : float
        Two-sided, that it is 0.
    """

    value: float
    low: float
    high: float
    p_value: float


def against_zero(value: float, variance: float, freedom: int) -> Tested | None:
    """Test an estimate by Student's t with so many degrees of freedom; None where nothing varies."""
    if variance <= 0.0:
        return None
    error = math.sqrt(variance)
    half = _critical(freedom) * error
    p_value = min(1.0, 2.0 * float(stdtr(freedom, -abs(value / error))))
    return Tested(value, value - half, value + half, p_value)


@lru_cache(maxsize=256)
def _critical(freedom: int) -> float:
    """Return how many standard errors an interval reaches to either side, by Student's t."""
    return float(stdtrit(freedom, 0.5 + CONFIDENCE / 2.0))


def interval(ratio: Ratio, kind: str, least: float, most: float) -> tuple[float, float]:
    """Return the interval of an estimate.

    Parameters
    ----------
    ratio : Ratio
        The estimate.
    kind : {"mean", "rate"}
        The interval of a mean is symmetric. That of a share is Wilson's (1927) for the effective number of replies, as Korn and Graubard
        (1998) have it for their interval: it neither leaves 0..1 nor shrinks to nothing at 0 and 1.
    least, most : float
        What the value cannot leave.
    """
    z = _critical(max(ratio.clusters - 1, 1))
    if kind == "rate":
        n, p = ratio.effective_n, ratio.value
        middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n)
        half = z / (1.0 + z * z / n) * math.sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n))
        # Rounding must not move the ends past what was observed.
        return max(0.0, min(middle - half, p)), min(1.0, max(middle + half, p))
    half = z * math.sqrt(ratio.variance)
    return max(least, ratio.value - half), min(most, ratio.value + half)
