"""Inference: from what was measured to log-odds, in whole-number sums, so that no order and no BLAS can change a score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from authentica.features.clauses import UNHEARD, ClauseMeasures
from authentica.features.encoder import ENCODED_NAMES, ENCODED_UNIT
from authentica.features.names import ENCODED, REPLY, SAID, WORD
from authentica.features.ngrams import Gram, Wording, gram_of
from authentica.features.replies import ReplyMeasures
from authentica.learners.bundle import ModelBundle
from authentica.learners.packing import UNIT, Addends, Packing
from authentica.learners.pooling import UNHEARD_AT_MOST, Pooled, pool_clauses, pool_names, shares_of
from authentica.schema import DIMENSIONS, NEEDS, Evidence, Outcome

__all__ = ["STEPS", "FeatureSums", "MomentSums", "ReplyScores", "Scorer", "expit", "softmax"]

Array = NDArray[np.float64]
STEPS = Packing(2 * len(DIMENSIONS))
"""The log-odds of level 1 and level 2 of each dimension."""

_STEPS = STEPS.field_count
_HEARD = 2 * DIMENSIONS.index("listening") + 1
_NEEDS_END = len(NEEDS)
_MOMENTS_BEGIN = _STEPS + _NEEDS_END
"""Of outcomes and flags, among all that a reply is scored for."""

_FLAGS_BEGIN = _MOMENTS_BEGIN + len(Outcome)


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


class FeatureSums(NamedTuple):
    """What a reply's features beyond the pools add, by where they stand; packed, the step log-odds in the first fields.

    Attributes
    ----------
    clauses : list of int
        For each clause, of the cues that stand in it.
    form, customer : int
        Of the reply's other features, and of the customer's text.
    wording, said : int
        Of the n-grams of the reply and of the customer's text, of value 1: of the moments only.
    """

    clauses: list[int]
    form: int
    customer: int
    wording: int
    said: int


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
    sums : FeatureSums
        What the features beyond the pools add.
    level_logits : list of float
        Log-odds of the reply reaching level 1 and level 2 of each dimension.
    need_logits, outcome_logits, flag_logits : list of float
        Log-odds; those of the outcome go through a softmax.
    template : tuple of Evidence, default=()
        What a template added to the log-odds of boilerplate.
    """

    clause_logits: list[list[float]]
    pooled: Pooled
    sums: FeatureSums
    level_logits: list[float]
    need_logits: list[float]
    outcome_logits: list[float]
    flag_logits: list[float]
    template: tuple[Evidence, ...] = ()


class Scorer:
    """Scores replies with one model."""

    def __init__(self, bundle: ModelBundle) -> None:
        self.bundle = bundle
        self._clause_intercept = bundle.clause_intercept.ravel()
        weights = bundle.clause_coef.reshape(-1, _STEPS)
        self._clause_wording = _grams(bundle.clause_names, WORD, weights, STEPS)
        self._encoded = STEPS.unpack_rows(STEPS.pack(_rows_of(ENCODED_NAMES, bundle.clause_names, weights)))
        # An older model did not learn with it.
        self._holds_unheard = UNHEARD in bundle.clause_names
        self._clause_named = _addends(bundle.clause_names, (WORD, ENCODED), weights, STEPS)

        pool_count = len(pool_names(DIMENSIONS))
        levels = bundle.level_coef.reshape(-1, _STEPS)
        moments = np.hstack([bundle.need_coef, bundle.outcome_coef, bundle.flag_coef])
        names = list(dict.fromkeys(bundle.level_names + bundle.moment_names))
        named = [name for name in names if not name.startswith((REPLY, SAID))]
        whole = np.hstack([_rows_of(named, bundle.level_names, levels), _rows_of(named, bundle.moment_names, moments)])
        self._whole, self._moments = Packing(whole.shape[1]), Packing(moments.shape[1])
        self._pool_weights = whole[:pool_count]
        self._pool_reference = bundle.level_reference[:pool_count]
        self._named = Addends(named[pool_count:], whole[pool_count:], self._whole)
        self._wording = _grams(bundle.moment_names, REPLY, moments, self._moments)
        self._said = _grams(bundle.moment_names, SAID, moments, self._moments)
        self._intercept = np.concatenate(
            [bundle.level_intercept.ravel(), bundle.need_intercept, bundle.outcome_intercept, bundle.flag_intercept]
        )

    def clause_logits(self, clauses: Sequence[ClauseMeasures]) -> list[list[float]]:
        """Return the step log-odds of each clause; those of many at once sooner than one by one, and alike."""
        if not clauses:
            return []
        named = STEPS.unpack_rows([self._clause_named.total(clause.named) for clause in clauses])
        words = STEPS.unpack_rows([_total(self._clause_wording, clause.wording.grams) for clause in clauses])
        values = np.array([clause.wording.value for clause in clauses])[:, None]
        # Sums of whole numbers below 2**53: exact, in whatever order they are added.
        together = np.array([clause.encoded for clause in clauses], dtype=np.float64) @ self._encoded
        rows: list[list[float]] = (
            (named + values * words + ENCODED_UNIT * together) * UNIT + self._clause_intercept
        ).tolist()
        if self._holds_unheard:
            for row, clause in zip(rows, clauses, strict=True):
                if UNHEARD in clause.named:
                    row[_HEARD] = min(row[_HEARD], UNHEARD_AT_MOST)
        return rows

    def score(self, replies: Sequence[ReplyMeasures]) -> list[ReplyScores]:
        """Score replies from what was measured of them; many at once sooner than one by one, and alike."""
        if not replies:
            return []
        logits = iter(self.clause_logits([clause for reply in replies for clause in reply.clauses]))
        of_clauses = [list(islice(logits, len(reply.clauses))) for reply in replies]
        pooled = [pool_clauses(rows, len(DIMENSIONS)) for rows in of_clauses]
        sums = [self._sums(reply) for reply in replies]
        # Rows of the product are added one by one, in the order of the pools: the same bits on every machine.
        found = np.add.reduce(self._pool_weights * np.array([pools.values for pools in pooled])[:, :, None], axis=1)
        found += self._whole.unpack_rows([sum(s.clauses) + s.form + s.customer for s in sums]) * UNIT
        found += self._intercept
        found[:, _STEPS:] += self._of_grams([s.wording for s in sums], [reply.wording for reply in replies])
        found[:, _STEPS:] += self._of_grams([s.said for s in sums], [reply.said for reply in replies])
        return [
            ReplyScores(
                clause_logits=clause_logits,
                pooled=pools,
                sums=own,
                level_logits=row[:_STEPS],
                need_logits=row[_STEPS:_MOMENTS_BEGIN],
                outcome_logits=row[_MOMENTS_BEGIN:_FLAGS_BEGIN],
                flag_logits=row[_FLAGS_BEGIN:],
            )
            for clause_logits, pools, own, row in zip(of_clauses, pooled, sums, found.tolist(), strict=True)
        ]

    def _sums(self, reply: ReplyMeasures) -> FeatureSums:
        in_clauses = [0] * len(reply.clauses)
        form = 0
        for feature in reply.reply.items():
            place = reply.places.get(feature[0])
            if place is None:
                form += self._named[feature]
            else:
                in_clauses[place] += self._named[feature]
        return FeatureSums(
            clauses=in_clauses,
            form=form,
            customer=self._named.total(reply.customer),
            wording=_total(self._wording, reply.wording.grams),
            said=_total(self._said, reply.said.grams),
        )

    def credits(self, scores: Iterable[ReplyScores]) -> Array:
        """Return what each clause of all replies adds to each pool beyond what counts as nothing seen, of shape (n_clauses, n_pools)."""
        pooled = [reply.pooled for reply in scores]
        values = [reply.values for reply in pooled for _ in zip(*reply.probabilities, strict=True)]
        beyond = np.array(values).reshape(-1, len(self._pool_reference)) - self._pool_reference
        return shares_of(pooled).reshape(beyond.shape) * beyond

    def moment_sums(
        self, replies: Sequence[ReplyMeasures], scores: Sequence[ReplyScores], credits: Array
    ) -> list[MomentSums]:
        """Take apart what was added to the log-odds of outcomes and flags, given the `credits` of the replies' clauses.

        How often something stands in a reply is not asked, so what two clauses share is the first one's.
        """
        sums = [found.sums for found in scores]
        words: list[int] = []
        around = []
        for reply, of_reply in zip(replies, sums, strict=True):
            told: set[Gram] = set()
            begin = len(words)
            for clause in reply.clauses:
                new = (clause.wording.grams & reply.wording.grams) - told
                told |= new
                words.append(_total(self._wording, new))
            around.append(of_reply.wording - sum(words[begin:]))
        count = len(words)
        named = [*chain.from_iterable([s.clauses for s in sums]), *[s.form for s in sums], *[s.customer for s in sums]]
        found = self._whole.unpack_rows(named)[:, _MOMENTS_BEGIN:] * UNIT
        found[:count] += np.add.reduce(credits[:, :, None] * self._pool_weights[:, _MOMENTS_BEGIN:], axis=1)
        own = [reply.wording for reply in replies]
        said = [reply.said for reply in replies]
        of_clauses = [reply.wording for reply in replies for _ in reply.clauses]
        grams = self._of_grams([*words, *around, *[s.said for s in sums]], [*of_clauses, *own, *said])
        found += grams[:, _NEEDS_END:]
        form, customer = found[count:].reshape(2, len(replies), found.shape[1])
        ends = accumulate([len(reply.clauses) for reply in replies])
        return [
            MomentSums(found[end - len(reply.clauses) : end], of_customer, of_form)
            for reply, end, of_customer, of_form in zip(replies, ends, customer, form, strict=True)
        ]

    def _of_grams(self, totals: Iterable[int], wordings: Iterable[Wording]) -> Array:
        """Return what n-grams of packed sums add to the moments, given the wordings that they are of."""
        factors = np.array([wording.value for wording in wordings]) * UNIT
        return self._moments.unpack_rows(totals) * factors[:, None]


def _total(weights: Mapping[Gram, int], grams: Iterable[Gram]) -> int:
    """Return the packed sum of the weights of some n-grams."""
    return sum(filter(None, map(weights.get, grams)))


def _grams(names: Sequence[str], prefix: str, weights: Array, packing: Packing) -> dict[Gram, int]:
    start = len(prefix)
    rows = [row for row, name in enumerate(names) if name[:start] == prefix]
    grams = [gram_of(names[row][start:]) for row in rows]
    return dict(zip(grams, packing.pack(weights[rows]), strict=True))


def _addends(names: Sequence[str], others: tuple[str, ...], weights: Array, packing: Packing) -> Addends:
    rows = [row for row, name in enumerate(names) if not name.startswith(others)]
    return Addends([names[row] for row in rows], weights[rows], packing)


def _rows_of(wanted: Sequence[str], names: Sequence[str], weights: Array) -> Array:
    """Return the weights of the wanted features, zero for those that are not among the names."""
    place_of = {name: place for place, name in enumerate(wanted)}
    found = np.zeros((len(wanted), weights.shape[1]))
    for row, name in enumerate(names):
        place = place_of.get(name)
        if place is not None:
            found[place] = weights[row]
    return found
