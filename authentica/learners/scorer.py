"""Inference: from what was measured to log-odds, in whole-number sums, so that no order and no BLAS can change a score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from authentica.features.clauses import UNHEARD, ClauseMeasures
from authentica.features.encoder import ENCODED_NAMES, ENCODED_UNIT
from authentica.features.ngrams import Gram, Wording, gram_of
from authentica.features.replies import ReplyMeasures
from authentica.learners.bundle import ModelBundle
from authentica.learners.packing import UNIT, Addends, Packing
from authentica.learners.pooling import UNHEARD_AT_MOST, Pooled, pool_clauses, pool_names
from authentica.schema import DIMENSIONS, NEEDS, Outcome

__all__ = ["STEPS", "LevelSums", "MomentSums", "ReplyScores", "Scorer", "expit", "softmax"]

Array = NDArray[np.float64]
STEPS = Packing(2 * len(DIMENSIONS))
"""The log-odds of level 1 and level 2 of each dimension."""

_STEPS = STEPS.field_count
_HEARD = 2 * DIMENSIONS.index("listening") + 1
_NEEDS_END = len(NEEDS)
_OUTCOMES_END = _NEEDS_END + len(Outcome)
_MOMENTS_BEGIN = _STEPS + _NEEDS_END
"""Of outcomes and flags, among all that a reply is scored for."""


def expit(logit: float) -> float:
    """Return the logistic function of a log-odds value, without overflow."""
    if logit >= 0:
        return 1.0 / (1.0 + math.exp(-logit))
    power = math.exp(logit)
    return power / (1.0 + power)


def softmax(logits: Sequence[float]) -> list[float]:
    """Return probabilities that sum to 1."""
    top = max(logits)
    powers = [math.exp(value - top) for value in logits]
    total = math.fsum(powers)
    return [power / total for power in powers]


class LevelSums(NamedTuple):
    """What a reply's features beyond the pools add, by where they stand; packed, the step log-odds in the first fields.

    Attributes
    ----------
    clauses : list of int
        For each clause, of the cues that stand in it.
    form, customer : int
        Of the reply's other features, and of the customer's text.
    """

    clauses: list[int]
    form: int
    customer: int


class MomentSums(NamedTuple):
    """What adds to the log-odds of outcomes and flags, by where it stands.

    Attributes
    ----------
    clauses : ndarray of shape (n_clauses, 4 + n_flags)
        What each clause adds: its share of the pools, its cues and its wording. In the order of `Outcome`, then of the model's flags.
    customer, form : ndarray of shape (4 + n_flags,)
        What the customer's text adds, and what the reply's form and the wording around its clauses do.
    """

    clauses: Array
    customer: Array
    form: Array


@dataclass(frozen=True, slots=True)
class ReplyScores:
    """Raw scores of one reply.

    Attributes
    ----------
    clause_logits : list of list of float
        For each clause, log-odds of reaching level 1 and level 2 of each dimension.
    pooled : Pooled
        Their pools.
    sums : LevelSums
        What the level features beyond the pools add.
    level_logits : list of float
        Log-odds of the reply reaching level 1 and level 2 of each dimension.
    need_logits, outcome_logits, flag_logits : list of float
        Log-odds; those of the outcome go through a softmax.
    """

    clause_logits: list[list[float]]
    pooled: Pooled
    sums: LevelSums
    level_logits: list[float]
    need_logits: list[float]
    outcome_logits: list[float]
    flag_logits: list[float]


class Scorer:
    """Scores replies with one model.

    Parameters
    ----------
    bundle : ModelBundle
        The model.
    """

    def __init__(self, bundle: ModelBundle) -> None:
        self.bundle = bundle
        self._clause_intercept = bundle.clause_intercept.ravel().tolist()
        weights = bundle.clause_coef.reshape(-1, _STEPS)
        self._clause_wording = _grams(bundle.clause_names, "word:", weights, STEPS)
        self._encoded = STEPS.pack(_rows_of(ENCODED_NAMES, bundle.clause_names, weights))
        # An older model did not learn with it.
        self._holds_unheard = UNHEARD in bundle.clause_names
        self._clause_named = _addends(bundle.clause_names, ("word:", "encoded:"), weights, STEPS)

        pool_count = len(pool_names(DIMENSIONS))
        levels = bundle.level_coef.reshape(-1, _STEPS)
        moments = np.hstack([bundle.need_coef, bundle.outcome_coef, bundle.flag_coef])
        names = list(dict.fromkeys(bundle.level_names + bundle.moment_names))
        named = [name for name in names if not name.startswith(("reply:", "said:"))]
        whole = np.hstack([_rows_of(named, bundle.level_names, levels), _rows_of(named, bundle.moment_names, moments)])
        self._whole, self._moments = Packing(whole.shape[1]), Packing(moments.shape[1])
        self._pool_weights = whole[:pool_count]
        self._pool_reference = bundle.level_reference[:pool_count]
        self._named = Addends(named[pool_count:], whole[pool_count:], self._whole)
        self._wording = _grams(bundle.moment_names, "reply:", moments, self._moments)
        self._said = _grams(bundle.moment_names, "said:", moments, self._moments)
        self._intercept = np.concatenate(
            [bundle.level_intercept.ravel(), bundle.need_intercept, bundle.outcome_intercept, bundle.flag_intercept]
        ).tolist()

    def clause_logits(self, clauses: Iterable[ClauseMeasures]) -> list[list[float]]:
        """Return the step log-odds of each clause."""
        unpack, wording_of, encoded = STEPS.unpack, self._clause_wording.get, self._encoded
        holds = self._holds_unheard
        rows = []
        for clause in clauses:
            named = unpack(self._clause_named.total(clause.named))
            words = unpack(sum(filter(None, map(wording_of, clause.wording.grams))))
            together = unpack(sum(map(mul, clause.encoded, encoded)))
            value = clause.wording.value
            row = [
                (n + value * w + ENCODED_UNIT * t) * UNIT + intercept
                for n, w, t, intercept in zip(named, words, together, self._clause_intercept, strict=True)
            ]
            if holds and UNHEARD in clause.named:
                row[_HEARD] = min(row[_HEARD], UNHEARD_AT_MOST)
            rows.append(row)
        return rows

    def score(self, reply: ReplyMeasures) -> ReplyScores:
        """Score one reply from what was measured of it."""
        clauses, places = reply.clauses, reply.places
        clause_logits = self.clause_logits(clauses)
        pooled = pool_clauses(clause_logits, len(DIMENSIONS))
        in_clauses = [0] * len(clauses)
        form = 0
        for feature in reply.reply.items():
            place = places.get(feature[0])
            if place is None:
                form += self._named[feature]
            else:
                in_clauses[place] += self._named[feature]
        customer = self._named.total(reply.customer)
        named = self._whole.unpack(sum(in_clauses) + form + customer)
        wording, said = self._moment_sums(self._wording, reply.wording), self._moment_sums(self._said, reply.said)
        # Rows of the product are added one by one, in the order of the pools: the same bits on every machine.
        pools = np.add.reduce(self._pool_weights * np.array(pooled.values)[:, None], axis=0).tolist()
        logits = [p + n * UNIT + b for p, n, b in zip(pools, named, self._intercept, strict=True)]
        moments = [a + w + s for a, w, s in zip(logits[_STEPS:], wording, said, strict=True)]
        return ReplyScores(
            clause_logits=clause_logits,
            pooled=pooled,
            sums=LevelSums(in_clauses, form, customer),
            level_logits=logits[:_STEPS],
            need_logits=moments[:_NEEDS_END],
            outcome_logits=moments[_NEEDS_END:_OUTCOMES_END],
            flag_logits=moments[_OUTCOMES_END:],
        )

    def moment_sums(self, reply: ReplyMeasures, scores: ReplyScores) -> MomentSums:
        """Take apart what was added to the log-odds of outcomes and flags.

        How often something stands in a reply is not asked, so what two clauses share is the first one's.

        Parameters
        ----------
        reply : ReplyMeasures
            What was measured of a reply.
        scores : ReplyScores
            Its scores.
        """
        pools = np.array(scores.pooled.values) - self._pool_reference
        credits = np.array(scores.pooled.shares).reshape(-1, len(pools)) * pools
        clauses = np.add.reduce(credits[:, :, None] * self._pool_weights[:, _MOMENTS_BEGIN:], axis=1)
        told: set[Gram] = set()
        for row, cues, clause in zip(clauses, scores.sums.clauses, reply.clauses, strict=True):
            row += self._of_moments(cues)
            new = [gram for gram in clause.wording.grams if gram in reply.wording.grams and gram not in told]
            told.update(new)
            row += self._moment_sums(self._wording, Wording(frozenset(new), reply.wording.value))[_NEEDS_END:]
        customer = self._of_moments(scores.sums.customer) + self._moment_sums(self._said, reply.said)[_NEEDS_END:]
        around = Wording(reply.wording.grams - told, reply.wording.value)
        form = self._of_moments(scores.sums.form) + self._moment_sums(self._wording, around)[_NEEDS_END:]
        return MomentSums(clauses, customer, form)

    def _of_moments(self, total: int) -> Array:
        return np.array(self._whole.unpack(total)[_MOMENTS_BEGIN:]) * UNIT

    def _moment_sums(self, weights: Mapping[Gram, int], wording: Wording) -> list[float]:
        factor = wording.value * UNIT
        return [factor * field for field in self._moments.unpack(sum(filter(None, map(weights.get, wording.grams))))]


def _grams(names: Sequence[str], prefix: str, weights: Array, packing: Packing) -> dict[Gram, int]:
    rows = [row for row, name in enumerate(names) if name.startswith(prefix)]
    start = len(prefix)
    grams = [gram_of(names[row][start:]) for row in rows]
    return dict(zip(grams, packing.pack(weights[rows]), strict=True))


def _addends(names: Sequence[str], others: tuple[str, ...], weights: Array, packing: Packing) -> Addends:
    rows = [row for row, name in enumerate(names) if not name.startswith(others)]
    return Addends([names[row] for row in rows], weights[rows], packing)


def _rows_of(wanted: Sequence[str], names: Sequence[str], weights: Array) -> Array:
    """Return the weights of the wanted features, zero for those that are not among the names."""
    known = {name: row for row, name in enumerate(names)}
    found = np.zeros((len(wanted), weights.shape[1]))
    for index, name in enumerate(wanted):
        if name in known:
            found[index] = weights[known[name]]
    return found
