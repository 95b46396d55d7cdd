"""Empirical Bayes: a group's figure drawn towards its team as far as its own replies leave it uncertain.

Of ten agents with twenty replies each, the highest and the lowest are mostly luck. The spread between groups that is more than luck is
estimated from all of them, and each is drawn towards the common mean by its share of luck (Efron and Morris, 1975).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaincinv, ndtri

from authentica.coaching.clusters import CONFIDENCE

__all__ = ["MIN_GROUPS", "Shrunk", "shrink_means", "shrink_rates", "spread_of_means", "spread_of_rates"]

MIN_GROUPS = 4
"""From fewer groups the spread between them cannot be learnt, and nothing is drawn anywhere."""

_TAILS = (0.5 - CONFIDENCE / 2.0, 0.5 + CONFIDENCE / 2.0)
_ROUNDS = 100
_CLOSE = 1e-12


class Shrunk(NamedTuple):
    """A figure after shrinkage.

    Attributes
    ----------
    value, low, high : float
        Posterior mean and interval.
    shrinkage : float
        Weight of the common mean in it, 0..1.
    """

    value: float
    low: float
    high: float
    shrinkage: float


def spread_of_rates(hits: Sequence[float], sizes: Sequence[float]) -> tuple[float, float]:
    """Return the mean of a beta-binomial and its overdispersion ``1 / (a + b + 1)``, 0..1, by moments.

    Kleinman, "Proportions with extraneous variance", JASA 68 (1973) 46-54: shares are weighted by
    ``n / (1 + overdispersion * (n - 1))``, and the weights and the overdispersion settled by turns.

    Parameters
    ----------
    hits, sizes : sequence of float
        By group; effective numbers need not be whole.
    """
    n = np.asarray(sizes, dtype=float)
    shares = np.asarray(hits, dtype=float) / n
    overdispersion = 0.0
    for _ in range(_ROUNDS):
        weights = n / (1.0 + overdispersion * (n - 1.0))
        total = weights.sum()
        mean = float((weights * shares).sum() / total)
        pq = mean * (1.0 - mean)
        if pq <= 0.0:
            return mean, 0.0
        seen = float((weights * (shares - mean) ** 2).sum())
        lone = float((weights / n * (1.0 - weights / total)).sum())
        full = float((weights * (1.0 - weights / total)).sum())
        found = (seen - pq * lone) / (pq * (full - lone)) if full > lone else 0.0
        found = min(max(found, 0.0), 1.0)
        if abs(found - overdispersion) < _CLOSE:
            break
        overdispersion = found
    return mean, overdispersion


def shrink_rates(hits: Sequence[float], sizes: Sequence[float]) -> tuple[Shrunk, ...] | None:
    """Draw shares towards their common mean: the posterior of a beta-binomial whose prior is learnt from all groups.

    The prior weighs ``1 / overdispersion - 1`` replies, but never more than all groups together have: that much is known of the mean at
    most, and so the interval of a group that tells nothing of itself is that of the mean.

    Parameters
    ----------
    hits, sizes : sequence of float
        By group, in effective numbers: ``n`` independent replies that would say as much.

    Returns
    -------
    tuple of Shrunk or None
        None where there are fewer than `MIN_GROUPS` groups, or all shares are 0 or all 1.

    Examples
    --------
    >>> [round(s.value, 3) for s in shrink_rates([2, 5, 3, 8, 14], [20, 20, 20, 20, 20])]
    [0.132, 0.26, 0.174, 0.388, 0.645]
    """
    if len(sizes) < MIN_GROUPS:
        return None
    mean, overdispersion = spread_of_rates(hits, sizes)
    if not 0.0 < mean < 1.0:
        return None
    most = float(sum(sizes))
    weight = most if overdispersion <= 0.0 else min(1.0 / overdispersion - 1.0, most)
    shrunk = []
    for hit, size in zip(hits, sizes, strict=True):
        a, b = mean * weight + hit, (1.0 - mean) * weight + size - hit
        if a <= 0.0 or b <= 0.0:  # no prior weight, and a share of 0 or 1
            return None
        low, high = (float(end) for end in betaincinv(a, b, _TAILS))
        shrunk.append(Shrunk(a / (a + b), low, high, weight / (weight + size)))
    return tuple(shrunk)


def spread_of_means(values: Sequence[float], variances: Sequence[float]) -> tuple[float, float]:
    """Return the common mean and the variance between groups.

    Paule and Mandel (1982): the variance between groups at which the weighted sum of squares is what it should be,
    ``k - 1``; 0 where it is less already.
    """
    y, v = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)

    def excess(between: float) -> float:
        weights = 1.0 / (v + between)
        mean = (weights * y).sum() / weights.sum()
        return float((weights * (y - mean) ** 2).sum()) - (len(y) - 1)

    between = 0.0
    if excess(0.0) > 0.0:
        # At this variance every weight is at most 1/most, so the sum is at most k - 1.
        most = float(((y - y.mean()) ** 2).sum()) / (len(y) - 1)
        between = float(brentq(excess, 0.0, max(most, 1e-300), xtol=1e-14, rtol=1e-12)) if excess(most) < 0.0 else most
    weights = 1.0 / (v + between)
    return float((weights * y).sum() / weights.sum()), between


def shrink_means(
    values: Sequence[float], variances: Sequence[float], least: float = -math.inf, most: float = math.inf
) -> tuple[Shrunk, ...] | None:
    """Draw means towards their common mean, with Morris's allowance for what is not known of the spread.

    Morris, "Parametric empirical Bayes inference", JASA 78 (1983) 47-55, eqs. 1.17 to 1.19 with unequal variances: the shrinkage is
    ``(k - 3) / (k - 1) * V / (V + A)`` for ``k`` groups, and the variance of the result holds a term for the mean and one for the spread.

    Parameters
    ----------
    values, variances : sequence of float
        By group; variances above 0.
    least, most : float
        What a value cannot leave.

    Returns
    -------
    tuple of Shrunk or None
        None where there are fewer than `MIN_GROUPS` groups, or a variance is not above 0.
    """
    k = len(values)
    if k < MIN_GROUPS or min(variances) <= 0.0:
        return None
    mean, between = spread_of_means(values, variances)
    v = np.asarray(variances, dtype=float)
    weights = 1.0 / (v + between)
    share = weights / weights.sum()
    usual = float((share * v).sum())
    z = float(ndtri(_TAILS[1]))
    shrunk = []
    for y, own, leverage in zip(values, variances, share.tolist(), strict=True):
        drawn = (k - 3) / (k - 1) * own / (own + between)
        middle = (1.0 - drawn) * y + drawn * mean
        doubt = 2.0 / (k - 3) * drawn**2 * (usual + between) / (own + between)
        variance = own * (1.0 - (1.0 - leverage) * drawn) + doubt * (y - mean) ** 2
        half = z * math.sqrt(variance)
        shrunk.append(Shrunk(middle, max(least, middle - half), min(most, middle + half), drawn))
    return tuple(shrunk)
