"""From clause scores to a reply: the pools, and which clause each pool's value comes from.

A level of empathy, ownership or expectations rests on a reply's best clause, boilerplate on the share of its clauses. So each
dimension gets four pooled features: the best clause's log-odds of level 1 and of level 2, and the clauses' mean and
(saturating) sum of the probability of level 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["POOLS", "UNHEARD_AT_MOST", "Pooled", "pool_clauses", "pool_names", "shares_of"]

POOLS = ("any", "full", "share", "sum")
UNHEARD_AT_MOST = -6.0
"""What the log-odds of listening 2 are at most for the clauses of a reply that takes up nothing of what the customer wrote.

However particular it sounds, it does not build on their words. One clause of small talk beside a canned reply otherwise counts as its best.
"""
_LOGIT_LIMIT = math.log(0.999 / 0.001)
_SHARE_WEIGHT = 3.0
_SUM_WEIGHT = 2.0


class Pooled(NamedTuple):
    """Pooled clause scores of one reply.

    Attributes
    ----------
    values : list of float
        ``len(POOLS)`` for each dimension, in the order of `POOLS`.
    best : list of (int, int) pairs
        For each dimension, the clauses with the best log-odds of level 1 and of level 2; empty where there are no clauses.
    probabilities : list of list of float
        For each dimension, each clause's probability of level 1.
    """

    values: list[float]
    best: list[tuple[int, int]]
    probabilities: list[list[float]]


def pool_names(dimensions: tuple[str, ...]) -> list[str]:
    """Return the names of the pooled features, in the order of ``Pooled.values``."""
    return [f"pool.{dimension}.{pool}" for dimension in dimensions for pool in POOLS]


def pool_clauses(step_logits: Sequence[Sequence[float]], dimension_count: int) -> Pooled:
    """Pool the clause scores of one reply: for each clause, the log-odds of reaching level 1 and level 2 of each dimension.

    A reply without clauses has pools too.
    """
    if not step_logits:
        return Pooled([-_LOGIT_LIMIT, -_LOGIT_LIMIT, 0.0, 0.0] * dimension_count, [], [])
    values: list[float] = []
    best: list[tuple[int, int]] = []
    reached: list[list[float]] = []
    for column in range(0, 2 * dimension_count, 2):
        some = [_limited(row[column]) for row in step_logits]
        full = [_limited(row[column + 1] if row[column + 1] < row[column] else row[column]) for row in step_logits]
        probabilities = [1.0 / (1.0 + math.exp(-logit)) for logit in some]
        total = math.fsum(probabilities)
        best_some, best_full = max(some), max(full)
        values += (best_some, best_full, _SHARE_WEIGHT * total / len(some), _SUM_WEIGHT * math.log1p(total))
        best.append((some.index(best_some), full.index(best_full)))
        reached.append(probabilities)
    return Pooled(values, best, reached)


def shares_of(pooled: Iterable[Pooled]) -> NDArray[np.float64]:
    """Return how much of each value of its reply comes from each clause of all replies, of shape (n_clauses, n_dimensions, n_pools).

    A value's shares sum to 1 over the clauses of its reply.
    """
    spoken = [reply for reply in pooled if reply.best]
    if not spoken:
        return np.zeros((0, 0, len(POOLS)))
    counts = [len(reply.probabilities[0]) for reply in spoken]
    parts = np.array([row for reply in spoken for row in zip(*reply.probabilities, strict=True)])
    parts /= np.repeat([[math.fsum(row) for row in reply.probabilities] for reply in spoken], counts, axis=0)
    shares = np.zeros((*parts.shape, len(POOLS)))
    shares[:, :, 2:] = parts[:, :, None]
    starts = np.cumsum(counts) - counts
    best = np.array([reply.best for reply in spoken]) + starts[:, None, None]
    shares[best, np.arange(best.shape[1])[:, None], (0, 1)] = 1.0
    return shares


def _limited(logit: float) -> float:
    if -_LOGIT_LIMIT < logit < _LOGIT_LIMIT:
        return logit
    return _LOGIT_LIMIT if logit > 0 else -_LOGIT_LIMIT
