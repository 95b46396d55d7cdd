"""From clause scores to a reply: the pools, and which clause each pool's value comes from.

A level of empathy, ownership or expectations rests on a reply's best clause, boilerplate on the share of its clauses. So each
dimension gets four pooled features: the best clause's log-odds of level 1 and of level 2, and the clauses' mean and
(saturating) sum of the probability of level 1.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["POOLS", "Pooled", "pool_clauses", "pool_names"]

POOLS = ("any", "full", "share", "sum")
_LOGIT_LIMIT = math.log(0.999 / 0.001)
_SHARE_WEIGHT = 3.0
_SUM_WEIGHT = 2.0


class Pooled(NamedTuple):
    """Pooled clause scores of one reply.

    Attributes
    ----------
    values : ndarray of shape (n_dimensions, 4)
        In the order of `POOLS`.
    shares : ndarray of shape (n_dimensions, 4, n_clauses)
        How much of each value comes from each clause; sums to 1 over the clauses (0 for a reply without clauses).
    """

    values: NDArray[np.float64]
    shares: NDArray[np.float64]


def pool_names(dimensions: tuple[str, ...]) -> list[str]:
    """Return the names of the pooled features, in the order of ``Pooled.values.ravel()``."""
    return [f"pool.{dimension}.{pool}" for dimension in dimensions for pool in POOLS]


def pool_clauses(step_logits: NDArray[np.float64]) -> Pooled:
    """Pool the clause scores of one reply.

    Parameters
    ----------
    step_logits : ndarray of shape (n_clauses, n_dimensions, 2)
        Log-odds of each clause reaching level 1 and level 2.
    """
    count, dimensions = step_logits.shape[:2]
    values = np.empty((dimensions, len(POOLS)))
    shares = np.zeros((dimensions, len(POOLS), count))
    if count == 0:
        values[:] = (-_LOGIT_LIMIT, -_LOGIT_LIMIT, 0.0, 0.0)
        return Pooled(values, shares)
    some = np.clip(step_logits[:, :, 0], -_LOGIT_LIMIT, _LOGIT_LIMIT)
    full = np.clip(np.minimum(step_logits[:, :, 1], step_logits[:, :, 0]), -_LOGIT_LIMIT, _LOGIT_LIMIT)
    probability = 1.0 / (1.0 + np.exp(-some))
    total = probability.sum(axis=0)
    each = np.arange(dimensions)
    for column, logits in enumerate((some, full)):
        best = np.argmax(logits, axis=0)
        values[:, column] = logits[best, each]
        shares[each, column, best] = 1.0
    values[:, 2] = _SHARE_WEIGHT * total / count
    values[:, 3] = _SUM_WEIGHT * np.log1p(total)
    shares[:, 2] = shares[:, 3] = (probability / total).T
    return Pooled(values, shares)
