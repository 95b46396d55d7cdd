"""Measures of agreement, calibration and evidence, with bootstrap intervals over groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Measure", "bootstrap", "expected_calibration_error", "macro_f1", "pair_ranking", "quadratic_weighted_kappa"]

Labels = NDArray[np.intp]
_FEWEST_GROUPS = 10
_LEVELS = 3
_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measured value with its interval.

    Attributes
    ----------
    value : float
        As measured; NaN where there is nothing to measure on.
    low, high : float
        95 % interval; NaN where it cannot be told, as from a few groups.
    n : int
        Replies that it rests on.
    """

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        if not self.n:
            return "not judged"
        if math.isnan(self.value):
            return "cannot be told"
        if math.isnan(self.low):
            return f"{self.value:.2f} [no interval]"
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


def quadratic_weighted_kappa(truth: Labels, found: Labels) -> float:
    """Return Cohen's kappa with quadratic weights [1]_ of levels 0 to 2; exchanging the two changes nothing.

    ``1 - sum(w * observed) / sum(w * expected)`` with ``w = (i - j) ** 2``, in -1..1; NaN where there are no rows, or where both are one
    level throughout: agreement by chance is then perfect, and there is nothing to tell it from.

    References
    ----------
    .. [1] Cohen, "Weighted kappa", Psychological Bulletin 70(4), 1968.
    """
    if not len(truth):
        return math.nan
    observed = np.zeros((_LEVELS, _LEVELS))
    np.add.at(observed, (truth, found), 1.0)
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / len(truth)
    steps = np.arange(_LEVELS)
    weights = (steps[:, None] - steps[None, :]) ** 2
    disagreement = float((weights * expected).sum())
    return 1.0 - float((weights * observed).sum()) / disagreement if disagreement else math.nan


def macro_f1(truth: Labels, found: Labels, classes: int) -> float:
    """Return the mean F1 over the classes, of 0 to ``classes - 1``, that occur in truth or prediction; NaN where there are no rows."""
    scores = []
    for label in range(classes):
        hit = float(np.sum((truth == label) & (found == label)))
        total = float(np.sum(truth == label) + np.sum(found == label))
        if total:
            scores.append(2.0 * hit / total)
    return math.fsum(scores) / len(scores) if scores else math.nan


def expected_calibration_error(hit: NDArray[np.bool_], probability: NDArray[np.float64]) -> float:
    """Return the expected calibration error over ten equally filled bins [1]_; NaN where there are no rows.

    It is the mean distance between a bin's share of hits and its mean probability, weighted by rows, in 0..1.

    References
    ----------
    .. [1] Nguyen and O'Connor, "Posterior calibration and exploratory analysis", EMNLP 2015 (adaptive bins).
    """
    if not len(probability):
        return math.nan
    order = np.argsort(probability, kind="stable")
    parts = [part for part in np.array_split(order, _BINS) if len(part)]
    return math.fsum(
        len(part) / len(order) * abs(float(hit[part].mean()) - float(probability[part].mean())) for part in parts
    )


def pair_ranking(better: NDArray[np.float64], worse: NDArray[np.float64]) -> float:
    """Return the share of pairs in which the better one scores higher, ties counted half: the area under the ROC curve [1]_.

    NaN where there is no pair; memory grows with ``n_better * n_worse``.

    References
    ----------
    .. [1] Hanley and McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC) curve", Radiology 143(1), 1982.
    """
    if not len(better) or not len(worse):
        return math.nan
    difference = better[:, None] - worse[None, :]
    return float(((difference > 0) + 0.5 * (difference == 0)).mean())


def bootstrap(measure: Callable[[NDArray[np.intp]], float], groups: Sequence[str], *, rounds: int = 500) -> Measure:
    """Measure with a 95 % percentile interval [1]_, resampling whole groups (authors, conversations) of rows with replacement.

    `measure` takes row indices. Its value is NaN where there are none; resamples without a finite value are left out of the interval,
    and fewer than ten groups, whose resamples are too much alike, give none. Resamples are the same for the same groups.

    References
    ----------
    .. [1] Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
    """
    if not len(groups):
        return Measure(value=math.nan, low=math.nan, high=math.nan, n=0)
    names, codes = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    if len(names) < _FEWEST_GROUPS:
        return Measure(value=measure(np.arange(len(groups))), low=math.nan, high=math.nan, n=len(groups))
    members = [np.flatnonzero(codes == code) for code in range(len(names))]
    rng = np.random.default_rng(0)
    values = []
    for _ in range(rounds):
        rows = np.concatenate([members[code] for code in rng.integers(0, len(names), len(names))])
        value = measure(rows)
        if math.isfinite(value):
            values.append(value)
    low, high = np.percentile(values, [2.5, 97.5]) if values else (math.nan, math.nan)
    return Measure(value=measure(np.arange(len(groups))), low=float(low), high=float(high), n=len(groups))
