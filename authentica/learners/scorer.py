"""Inference: from named features to log-odds, with plain sums in a fixed order, so that no BLAS can change a score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from authentica.learners.bundle import ModelBundle
from authentica.learners.pooling import Pooled, pool_clauses, pool_names
from authentica.schema import DIMENSIONS

__all__ = ["ReplyScores", "Scorer", "expit", "softmax"]

Features = Mapping[str, float]
Array = NDArray[np.float64]


def expit(logit: float) -> float:
    """Return the logistic function of a log-odds value, without overflow."""
    if logit >= 0:
        return 1.0 / (1.0 + math.exp(-logit))
    power = math.exp(logit)
    return power / (1.0 + power)


def softmax(logits: Array) -> list[float]:
    """Return probabilities that sum to 1."""
    top = float(logits.max())
    powers = [math.exp(value - top) for value in logits.tolist()]
    total = math.fsum(powers)
    return [power / total for power in powers]


@dataclass(frozen=True, slots=True)
class ReplyScores:
    """Raw scores of one reply.

    Attributes
    ----------
    clause_logits : ndarray of shape (n_clauses, n_dimensions, 2)
        Log-odds of each clause reaching level 1 and 2.
    pooled : Pooled
        Their pools.
    level_columns, level_values : list
        The reply's known level features beyond the pools.
    level_logits : ndarray of shape (n_dimensions, 2)
        Log-odds of the reply reaching level 1 and 2.
    need_logits, outcome_logits, flag_logits : ndarray
        Log-odds; those of the outcome go through a softmax.
    """

    clause_logits: Array
    pooled: Pooled
    level_columns: list[int]
    level_values: list[float]
    level_logits: Array
    need_logits: Array
    outcome_logits: Array
    flag_logits: Array


def _weighted_sum(coefficients: Array, columns: list[int], values: list[float]) -> Array:
    rows = coefficients[columns]
    shape = (-1,) + (1,) * (coefficients.ndim - 1)
    # Adding along the first axis goes row by row in column order: the same bits on every machine.
    return np.add.reduce(rows * np.asarray(values).reshape(shape), axis=0)  # type: ignore[no-any-return]


class Scorer:
    """Scores replies with one model.

    Parameters
    ----------
    bundle : ModelBundle
        The model.
    """

    def __init__(self, bundle: ModelBundle) -> None:
        self.bundle = bundle
        self.clause_space, self.level_space, self.moment_space = bundle.spaces()
        self._pool_count = len(pool_names(DIMENSIONS))
        self._moment_coef = np.hstack([bundle.need_coef, bundle.outcome_coef, bundle.flag_coef])
        self._moment_intercept = np.concatenate(
            [bundle.need_intercept, bundle.outcome_intercept, bundle.flag_intercept]
        )

    def clause_logits(self, clauses: list[dict[str, float]]) -> Array:
        """Return the step log-odds of each clause, of shape (n_clauses, n_dimensions, 2)."""
        bundle = self.bundle
        logits = np.empty((len(clauses), *bundle.clause_intercept.shape))
        for index, row in enumerate(clauses):
            columns, values = self.clause_space.columns(row)
            logits[index] = _weighted_sum(bundle.clause_coef, columns, values) + bundle.clause_intercept
        return logits

    def score(
        self, clauses: list[dict[str, float]], reply: Features, customer: Features, wording: Features
    ) -> ReplyScores:
        """Score one reply from its named features."""
        bundle = self.bundle
        clause_logits = self.clause_logits(clauses)
        pooled = pool_clauses(clause_logits)
        pools = pooled.values.ravel()
        pool_columns = list(range(self._pool_count))
        whole = {**reply, **customer}
        columns, values = self.level_space.columns(whole)
        all_values = pools.tolist() + values
        level_logits = _weighted_sum(bundle.level_coef, pool_columns + columns, all_values) + bundle.level_intercept
        moment_columns, moment_values = self.moment_space.columns({**whole, **wording})
        moment = (
            _weighted_sum(self._moment_coef, pool_columns + moment_columns, pools.tolist() + moment_values)
            + self._moment_intercept
        )
        return ReplyScores(
            clause_logits=clause_logits,
            pooled=pooled,
            level_columns=columns,
            level_values=values,
            level_logits=level_logits,
            need_logits=moment[:3],
            outcome_logits=moment[3:7],
            flag_logits=moment[7:],
        )
