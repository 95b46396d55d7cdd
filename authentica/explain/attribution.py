"""Attribution: which words added how much to a dimension's score. Base and contributions add up exactly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from authentica.explain.acts import takes_nothing_on, threatens
from authentica.explain.refusals import gives_time, refuses
from authentica.explain.shared import shares_word
from authentica.explain.spans import end_of_act, said_in, trim_span
from authentica.features.clauses import ClauseMeasures
from authentica.features.names import CUE
from authentica.features.replies import ReplyMeasures
from authentica.language.reading import ReplyReading
from authentica.learners.bundle import ModelBundle
from authentica.learners.packing import UNIT
from authentica.learners.pooling import POOLS
from authentica.learners.scorer import STEPS, ReplyScores, expit
from authentica.schema import DIMENSIONS, Evidence

__all__ = ["Attribution", "Attributor", "unexplained"]

_ROUND = 9
_UNITS = 10.0**_ROUND
_HALF_UNIT = UNIT / 2
_contribution = attrgetter("contribution")
_CUSTOMER = "context.customer"
_FORM = "context.form"
_REST = "context.other_wording"
_ABSENT = tuple([f"{dimension}.absent" for dimension in DIMENSIONS])
_WORDING = tuple([f"{dimension}.wording" for dimension in DIMENSIONS])
_CLAUSE_PROBABILITY_LOGIT = 0.0
_TOP_LEVEL = 2
# Two words by themselves show that somebody was heard only if both are theirs.
_FEWEST_SHARED = 2
_BOILERPLATE, _EMPATHY, _OWNERSHIP, _EXPECTATIONS, _LISTENING = (
    DIMENSIONS.index(name) for name in ("boilerplate", "empathy", "ownership", "expectations", "listening")
)
# What shows some feeling, be it general.
_FEELING = (f"{CUE}empathy.", f"{CUE}boilerplate.thanks.", f"{CUE}boilerplate.appreciate")
# Nor is a clause without such words, unless the model is clearer about it than this (log-odds).
_CLEARLY_FELT = 0.5
_FEELING_WORDS = frozenset(("happy", "glad", "sad", "wrong"))
# Where the whole reply may well be specific, what is specific in it need not use such words, but two that say something.
_MAYBE_SPECIFIC = 0.2
_FEWEST_SPECIFIC = 2


class Attribution(NamedTuple):
    """One dimension's score, taken apart.

    Attributes
    ----------
    base : float
        What the score is without evidence, in log-odds.
    logit : float
        The score; ``base`` plus the contributions of all `evidence`.
    evidence : tuple of Evidence
        What adds to it or takes from it.
    telling : tuple of Evidence
        Of those with a place, what speaks for the level itself: for level 2, words of which level 2 is likelier than level 1, or else
        those that come nearest.
    is_told : bool
        Whether some words do so, and not only come nearest.
    """

    base: float
    logit: float
    evidence: tuple[Evidence, ...]
    telling: tuple[Evidence, ...] = ()
    is_told: bool = True


def unexplained(scores: ReplyScores) -> list[Attribution]:
    """Return the score of each dimension not taken apart: all of it is base."""
    steps = scores.level_logits
    logits = [round((steps[at] + steps[at + 1]) / 2, _ROUND) for at in range(0, len(steps), 2)]
    return [Attribution(logit, logit, ()) for logit in logits]


class Attributor:
    """Takes scores of one model apart.

    Parameters
    ----------
    bundle : ModelBundle
        The model.
    """

    def __init__(self, bundle: ModelBundle) -> None:
        pool_count = len(DIMENSIONS) * len(POOLS)
        self._pool_coef = bundle.level_coef[:pool_count].mean(axis=2)
        self._reference = bundle.level_reference[:pool_count]
        at_reference = np.add.reduce(self._pool_coef * self._reference[:, None], axis=0)
        self._base = [round(base, _ROUND) for base in (bundle.level_intercept.mean(axis=1) + at_reference).tolist()]
        self._cues = _CueRanks(bundle)

    def by_clause(self, scores: Iterable[ReplyScores], credits: NDArray[np.float64]) -> list[list[float]]:
        """Return what each clause of some replies adds to each dimension: what it adds to the pools (`Scorer.credits`), and its cues."""
        cues = STEPS.unpack_rows([of_clause for reply in scores for of_clause in reply.sums.clauses])
        pooled = np.add.reduce(credits[:, :, None] * self._pool_coef, axis=1)
        added: list[list[float]] = (pooled + (cues[:, ::2] + cues[:, 1::2]) * _HALF_UNIT).tolist()
        return added

    def attribute(
        self,
        levels: Sequence[int],
        reading: ReplyReading,
        measures: ReplyMeasures,
        scores: ReplyScores,
        by_clause: Sequence[Sequence[float]],
    ) -> list[Attribution]:
        """Take the score of each dimension apart.

        A score is the mean of the log-odds of reaching level 1 and of reaching level 2. Pooled clause scores are credited to the clauses they
        came from (`by_clause`), cues to the clause they stand in; what comes from the customer's text, from the reply's form or from wording
        that is not itself evidence gets an entry without a place.
        """
        customer, form = _means(scores.sums.customer), _means(scores.sums.form)
        rows = by_clause
        if not rows:
            # What a reply without any clause lacks is one absence.
            pools = np.array(scores.pooled.values) - self._reference
            rows = [np.add.reduce(pools[:, None] * self._pool_coef, axis=0).tolist()]
        places = _Places(reading, measures.clauses, self._cues)
        found = []
        taken_up = [clause.taken_up_count for clause in measures.clauses]
        for d, (level, contributions) in enumerate(zip(levels, zip(*rows, strict=True), strict=True)):
            named = _named_clauses(d, level, scores)
            rest = {_CUSTOMER: customer[d], _FORM: form[d]}
            others = [amount for clause, amount in enumerate(contributions) if clause not in named]
            if others:
                rest[_REST if level and measures.clauses else _ABSENT[d]] = math.fsum(others)
            able = named
            if d == _OWNERSHIP:
                able = [at for at in named if not takes_nothing_on(reading, reading.clauses[at])]
            elif d == _EXPECTATIONS:
                able = [at for at in named if not threatens(reading, reading.clauses[at])]
            carrying = _carrying(d, able, scores) if level == _TOP_LEVEL else able
            telling = places.shown(carrying or _nearest(d, able, scores), d, level, scores)
            placed = [(places.evidence(clause, d, contributions[clause]), clause in telling) for clause in named]
            placed.sort(key=_falling)
            evidence = [e for e, _ in placed]
            evidence += [
                Evidence(start=None, end=None, text=None, cue=cue, contribution=_rounded(amount))
                for cue, amount in sorted(rest.items(), key=_weakening)
            ]
            base = self._base[d]
            logit = math.fsum([base, *map(_contribution, evidence)])
            telling_evidence = [e for e, tells in placed if tells]
            is_told = bool(carrying) or level < _TOP_LEVEL
            if d == _LISTENING:
                # Where no words say so plainly it is as often right; words they share are easier to believe.
                is_told = True
                heard = [places.evidence(at, d, contributions[at]) for at in _hearing(named, taken_up, contributions)]
                telling_evidence = heard + [e for e in telling_evidence if e not in heard and not _is_scrap(e)]
            found.append(Attribution(base, logit, tuple(evidence), tuple(telling_evidence), is_told))
        if scores.template:
            found[_BOILERPLATE] = _with_template(found[_BOILERPLATE], scores.template)
        return found


class _CueRanks:
    """Which cue names the evidence of a clause: its strongest for a dimension, the dimension's own before all others."""

    def __init__(self, bundle: ModelBundle) -> None:
        places = [place for place, name in enumerate(bundle.clause_names) if name.startswith(CUE) and "~" not in name]
        names = [bundle.clause_names[place].removeprefix(CUE) for place in places]
        rows = list(zip(names, bundle.clause_coef[places].mean(axis=2).tolist(), strict=True))
        self._labels: list[list[str]] = []
        ranks: list[list[int]] = [[] for _ in rows]
        for d, dimension in enumerate(DIMENSIONS):
            # By rank; a cue that speaks against the dimension is no name for what speaks for it.
            order = sorted(
                range(len(rows)),
                key=lambda cue: (rows[cue][0].startswith(f"{dimension}."), rows[cue][1][d], rows[cue][0]),
            )
            self._labels.append([rows[cue][0] if rows[cue][1][d] > 0 else _WORDING[d] for cue in order])
            for rank, cue in enumerate(order):
                ranks[cue].append(rank)
        self._ranks = {CUE + name: own for (name, _), own in zip(rows, ranks, strict=True)}

    def of(self, features: Iterable[str]) -> list[list[int]]:
        """Return the ranks, one for each dimension, of the cues among a clause's features."""
        known = self._ranks
        return [known[name] for name in features if name in known]

    def label(self, ranks: Iterable[list[int]], d: int) -> str:
        """Return the name of the strongest of some cues for a dimension."""
        best = max([own[d] for own in ranks], default=None)
        return _WORDING[d] if best is None else self._labels[d][best]


class _Places:
    """The clauses of one reply as evidence; what several dimensions ask for is found once."""

    def __init__(self, reading: ReplyReading, clauses: Sequence[ClauseMeasures], cues: _CueRanks) -> None:
        self._reading, self._clauses, self._cues = reading, clauses, cues
        self._found: dict[tuple[int, int], tuple[int, int, str, list[list[int]]]] = {}

    def evidence(self, clause: int, d: int, contribution: float) -> Evidence:
        key = clause, d if d in (_EMPATHY, _OWNERSHIP) else -1
        start, end, text, ranks = self._found.get(key) or self._find(key)
        return Evidence(
            start=start, end=end, text=text, cue=self._cues.label(ranks, d), contribution=_rounded(contribution)
        )

    def shown(self, telling: Sequence[int], d: int, level: int, scores: ReplyScores) -> Sequence[int]:
        """Return which of the clauses that speak for a level are shown for it: those that say something of the sort by themselves."""
        if d in (_OWNERSHIP, _EXPECTATIONS):
            kept = [clause for clause in telling if not self._refuses(clause)]
            return kept or [clause for clause in telling if gives_time(self._reading, clause)]
        if level == _TOP_LEVEL:
            return telling
        if d == _EMPATHY:
            is_maybe_specific = _reaches_top(d, scores) > _MAYBE_SPECIFIC
            return [
                clause
                for clause in telling
                if scores.clause_logits[clause][2 * d] > _CLEARLY_FELT
                or self._feels(clause)
                or (is_maybe_specific and self._clauses[clause].content_count >= _FEWEST_SPECIFIC)
            ]
        if d == _LISTENING:
            return [clause for clause in telling if self._clauses[clause].taken_up_count or self._shares(clause)]
        return telling

    def _refuses(self, clause: int) -> bool:
        return refuses(self._reading.tokens.words[slice(*self._reading.clauses[clause])])

    def _shares(self, clause: int) -> bool:
        return shares_word(self._reading, *self._reading.clauses[clause])

    def _feels(self, clause: int) -> bool:
        words = self._reading.tokens.words[slice(*self._reading.clauses[clause])]
        return not _FEELING_WORDS.isdisjoint(words) or any(
            name.startswith(_FEELING) for name in self._clauses[clause].named
        )

    def _find(self, key: tuple[int, int]) -> tuple[int, int, str, list[list[int]]]:
        clause, d = key
        tokens = self._reading.tokens
        first, last = trim_span(self._reading, *said_in(self._reading, clause), with_sorry=d == _EMPATHY)
        if d == _OWNERSHIP:
            last = end_of_act(self._reading, first, last)
        start, end = tokens.starts[first], tokens.ends[last - 1]
        found = self._found[key] = (
            start,
            end,
            tokens.text[start:end],
            self._cues.of(self._clauses[clause].named),
        )
        return found


def _with_template(part: Attribution, template: Sequence[Evidence]) -> Attribution:
    """Add what a template added: what was sent to many others is canned by itself."""
    placed = [e for e in part.evidence if e.start is not None]
    rest = [e for e in part.evidence if e.start is None]
    evidence = (*sorted([*placed, *template], key=_contribution, reverse=True), *rest)
    telling = sorted([*(part.telling if part.is_told else ()), *template], key=_contribution, reverse=True)
    return Attribution(part.base, math.fsum([part.base, *map(_contribution, evidence)]), evidence, tuple(telling))


def _rounded(amount: float) -> float:
    """Round to nine decimals; many times faster than ``round(amount, 9)``, which goes by way of a decimal string."""
    return round(amount * _UNITS) / _UNITS


def _falling(placed: tuple[Evidence, bool]) -> float:
    return -placed[0].contribution


def _weakening(reason: tuple[str, float]) -> tuple[float, str]:
    return -abs(reason[1]), reason[0]


def _means(sums: int) -> list[float]:
    """Return, for each dimension, the mean of what was added to its two steps."""
    steps = STEPS.unpack(sums)
    return [(one + two) * _HALF_UNIT for one, two in zip(steps[::2], steps[1::2], strict=True)]


def _named_clauses(d: int, level: int, scores: ReplyScores) -> Sequence[int]:
    if level == 0 or not scores.clause_logits:
        return ()
    logits = [row[2 * d] for row in scores.clause_logits]
    return [clause for clause, logit in enumerate(logits) if logit > _CLAUSE_PROBABILITY_LOGIT] or (
        logits.index(max(logits)),
    )


def _hearing(named: Sequence[int], taken_up: Sequence[int], contributions: Sequence[float]) -> list[int]:
    """Return the clause that takes up most of the customer's words, two or more, and adds to the score, if there is one."""
    heard = [at for at in named if taken_up[at] >= _FEWEST_SHARED and contributions[at] > 0]
    return sorted(heard, key=lambda at: -taken_up[at])[:1]


def _is_scrap(evidence: Evidence) -> bool:
    return len((evidence.text or "").split()) <= _FEWEST_SHARED


def _carrying(d: int, named: Sequence[int], scores: ReplyScores) -> Sequence[int]:
    """Return the clauses of which level 2 is likelier than level 1."""
    return [clause for clause in named if 2.0 * _full(d, clause, scores) > expit(scores.clause_logits[clause][2 * d])]


def _nearest(d: int, named: Sequence[int], scores: ReplyScores) -> Sequence[int]:
    """Return the clause that is likeliest to be of level 2; none of none."""
    return sorted(named, key=lambda clause: -_full(d, clause, scores))[:1]


def _reaches_top(d: int, scores: ReplyScores) -> float:
    return expit(min(scores.level_logits[2 * d : 2 * d + 2]))


def _full(d: int, clause: int, scores: ReplyScores) -> float:
    return expit(min(scores.clause_logits[clause][2 * d : 2 * d + 2]))
