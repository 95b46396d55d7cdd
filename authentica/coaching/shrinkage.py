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
from scipy.special import betaincinv, betaln, ndtri

from authentica.coaching.clusters import CONFIDENCE

__all__ = ["MIN_GROUPS", "Shrunk", "shrink_means", "shrink_rates", "spread_of_means"]

MIN_GROUPS = 4
"""From fewer groups the spread between them cannot be learnt, and nothing is drawn anywhere."""

_TAILS = (0.5 - CONFIDENCE / 2.0, 0.5 + CONFIDENCE / 2.0)
_GRID = (np.arange(32) + 0.5) / 32


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


def shrink_rates(hits: Sequence[float], sizes: Sequence[float]) -> tuple[Shrunk, ...] | None:
    """Draw shares towards their common mean: a beta-binomial whose spread between groups is learnt from all of them.

    The prior of a group's share is a beta with a common mean, worth ``m`` replies. How many is never known well from a few groups, and
    intervals that take one value for granted hold the truth too seldom. So ``m`` runs over a grid on which the shrinkage of the
    smallest group, ``m / (m + n)``, is even (the uniform shrinkage prior: Christiansen and Morris, JASA 92, 1997; Daniels, 1999), each value weighs as
    its marginal likelihood says, with the common mean integrated out by Laplace's method, and the result is the beta with the mean
    and variance of the mixture, as in Kelly, Tak and Morris's Rgbp (JSS 78, 2017).

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
    >>> [round(s.value, 2) for s in shrink_rates([2, 5, 3, 8, 14], [20, 20, 20, 20, 20])]
    [0.16, 0.27, 0.2, 0.38, 0.59]
    """
    if len(sizes) < MIN_GROUPS:
        return None
    y, n = np.asarray(hits, dtype=float), np.asarray(sizes, dtype=float)
    if y.sum() <= 0.0 or y.sum() >= n.sum():
        return None
    prior = (float(n.min()) * _GRID / (1.0 - _GRID))[:, None]  # replies that the prior is worth, one row a value
    weights = n * (prior + 1.0) / (prior + n)  # a share varies by mean * (1 - mean) / weight
    mean = ((weights * (y / n)).sum(axis=1) / weights.sum(axis=1))[:, None]
    mean_variance = mean * (1.0 - mean) / weights.sum(axis=1)[:, None]
    a, b = mean * prior, (1.0 - mean) * prior
    fit = (betaln(a + y, b + n - y) - betaln(a, b)).sum(axis=1) + 0.5 * np.log(mean_variance[:, 0])
    belief = np.exp(fit - fit.max())
    belief = (belief / belief.sum())[:, None]
    drawn = prior / (prior + n)
    middle = (a + y) / (prior + n)
    variance = middle * (1.0 - middle) / (prior + n + 1.0) + drawn**2 * mean_variance
    value = (belief * middle).sum(axis=0)
    spread = (belief * (variance + (middle - value) ** 2)).sum(axis=0)
    worth = value * (1.0 - value) / spread - 1.0
    low, high = (betaincinv(value * worth, (1.0 - value) * worth, tail) for tail in _TAILS)
    shrinkage = (belief * drawn).sum(axis=0)
    return tuple(Shrunk(*row) for row in np.stack((value, low, high, shrinkage), axis=1).tolist())


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
