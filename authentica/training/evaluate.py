"""Evaluation: how far an analyzer agrees with a label file, beside a baseline, with intervals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from authentica.analyzer import Analyzer
from authentica.errors import LabelError
from authentica.schema import DIMENSIONS, NEEDS, Assessment, Outcome
from authentica.schema.arguments import check_argument, check_count
from authentica.training.dataset import JUDGED, LABEL_FLAGS, LabelledReply, one_reading_each, read_labels
from authentica.training.material import outcome_codes
from authentica.training.metrics import (
    Measure,
    bootstrap,
    expected_calibration_error,
    macro_f1,
    pair_ranking,
    quadratic_weighted_kappa,
)

__all__ = ["Evaluation", "evaluate", "token_overlap"]

Index = NDArray[np.intp]
_FEWEST_OF_A_REGISTER = 30
_FEWEST_FOR_A_BASELINE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What an evaluation found.

    Attributes
    ----------
    n, unscored : int
        Replies, and those among them that the analyzer did not score (they count as level 0 and "by").
    kappa : dict of str to Measure
        Quadratic weighted kappa by dimension.
    recall : dict of str to tuple of float
        Recall of levels 0, 1, 2 by dimension; NaN where a level does not occur.
    registers : dict of str to dict of str to float
        Quadratic weighted kappa by register and dimension; NaN where fewer than 30 replies of the register were judged on it, and a
        register with no dimension of so many is left out.
    baselines : dict of str to dict of str to float
        Quadratic weighted kappa of baselines by name and dimension; empty without labels to train one on.
    outcome : Measure
        Macro-F1 of the outcome. This and what follows is NaN where nobody judged it.
    needs : dict of str to Measure
        Macro-F1 of each need, and their mean under "mean".
    flags : dict of str to float
        F1 of each flag that occurs.
    calibration : dict of str to float
        Expected calibration error of every kind of probability.
    evidence : dict of str to float
        Token-F1 of evidence against labelled spans, by dimension, where spans were judged; NaN where no label names a word.
    ranking : Measure
        Share of pairs in which a `somewhere` reply has a higher authenticity than a `blocked` or `outta_here` one.
    """

    n: int
    unscored: int
    kappa: dict[str, Measure]
    recall: dict[str, tuple[float, ...]]
    registers: dict[str, dict[str, float]]
    baselines: dict[str, dict[str, float]]
    outcome: Measure
    needs: dict[str, Measure]
    flags: dict[str, float]
    calibration: dict[str, float]
    evidence: dict[str, float]
    ranking: Measure


def token_overlap(
    text: str, labelled: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]
) -> tuple[int, int, int]:
    """Count the white-space words of a reply that labelled and found spans touch.

    Parameters
    ----------
    text : str
        The reply.
    labelled, found : sequence of (int, int) pairs
        Half-open spans of code points.

    Returns
    -------
    both, in_labelled, in_found : int
        Words; ``2 * both / (in_labelled + in_found)`` is the token-F1.
    """
    both = gold = named = 0
    position = 0
    for word in text.split():
        start = text.index(word, position)
        position = end = start + len(word)
        in_gold = any(a < end and b > start for a, b in labelled)
        in_found = any(a < end and b > start for a, b in found)
        both += in_gold and in_found
        gold += in_gold
        named += in_found
    return both, gold, named


def evaluate(
    analyzer: Analyzer, labels: str | Path, *, baseline_labels: str | Path | None = None, rounds: int = 500
) -> Evaluation:
    """Compare an analyzer with a label file.

    Parameters
    ----------
    analyzer : Analyzer
        What is evaluated.
    labels : str or Path
        A label file or a folder of them. A reply that was read twice is measured once, by its independent reading.
    baseline_labels : str or Path, optional
        Labels that the tf-idf baseline is trained on; without them it is left out.
    rounds : int, default=500
        Bootstrap resamples.

    Returns
    -------
    Evaluation
        Each part measured on the replies in which somebody judged it.

    Raises
    ------
    InputError
        If an argument is of another type.
    SourceNotFoundError, LabelError
        See `authentica.training.dataset.read_labels`.
    """
    check_argument("analyzer", analyzer, Analyzer, "evaluate", todo="Make one with authentica.load.")
    rounds = check_count("rounds", rounds, "evaluate")
    rows = list(read_labels(labels))
    if not rows:
        raise LabelError("there is no labelled reply to evaluate on", str(labels))
    found = list(analyzer.pipe((row.text, row.customer_text) for row in rows))
    everyone = one_reading_each(rows)
    everything = {
        name: np.array(one_reading_each(rows, [name in row.judged for row in rows]), dtype=np.intp) for name in JUDGED
    }
    with_spans = {d: one_reading_each(rows, [d in row.judged_spans for row in rows]) for d in DIMENSIONS}
    dimensions = [d for d in DIMENSIONS if len(everything[d])]
    truth = {d: np.array([row.levels.get(d, 0) for row in rows], dtype=np.intp) for d in dimensions}
    levels = {d: np.array([a[d].level if a.scored else 0 for a in found], dtype=np.intp) for d in dimensions}

    def measure(name: str, value: Callable[[Index], float]) -> Measure:
        """Measure on the rows in which somebody judged `name`."""
        chosen = everything[name]
        return bootstrap(lambda i: value(chosen[i]), [rows[i].group for i in chosen], rounds=rounds)

    def kappa_of(d: str, guessed: Index) -> Callable[[Index], float]:
        return lambda i: quadratic_weighted_kappa(truth[d][i], guessed[i])

    registers: defaultdict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(dimensions, math.nan))
    for d in dimensions:
        by_register: defaultdict[str, list[int]] = defaultdict(list)
        for i in everything[d]:
            by_register[rows[i].register].append(int(i))
        for name, index in by_register.items():
            if len(index) >= _FEWEST_OF_A_REGISTER:
                registers[name][d] = kappa_of(d, levels[d])(np.array(index, dtype=np.intp))
    guesses: dict[str, dict[str, Index]] = {}
    if baseline_labels is not None:
        guesses["tf-idf + logistic regression"] = _baseline_levels(list(read_labels(baseline_labels)), rows, dimensions)
    outcome_truth = outcome_codes(row.outcome for row in rows)
    outcome_found = outcome_codes(a.outcome or Outcome.BY for a in found)
    need_truth = {n: np.array([n in row.needs for row in rows]).astype(np.intp) for n in NEEDS}
    cut = analyzer.config.missed_probability
    need_found = {n: np.array([_needed(a, n) >= cut for a in found]).astype(np.intp) for n in NEEDS}

    def need_f1(need: str) -> Callable[[Index], float]:
        return lambda i: macro_f1(need_truth[need][i], need_found[need][i], 2)

    authenticity = np.array([a.authenticity or 0.0 for a in found])

    def ranking(index: Index) -> float:
        good = index[outcome_truth[index] == 0]
        bad = index[outcome_truth[index] >= 2]
        return pair_ranking(authenticity[good], authenticity[bad])

    return Evaluation(
        n=len(everyone),
        unscored=sum(not found[i].scored for i in everyone),
        kappa={d: measure(d, kappa_of(d, levels[d])) for d in dimensions},
        recall={
            d: tuple(_recall(truth[d][everything[d]], levels[d][everything[d]], level) for level in range(3))
            for d in dimensions
        },
        registers=dict(sorted(registers.items())),
        baselines={
            name: {d: kappa_of(d, guessed[d])(everything[d]) for d in dimensions} for name, guessed in guesses.items()
        },
        outcome=measure("outcome", lambda i: macro_f1(outcome_truth[i], outcome_found[i], 4)),
        needs={
            **{need: measure("needs", need_f1(need)) for need in NEEDS},
            "mean": measure("needs", lambda i: float(np.mean([need_f1(need)(i) for need in NEEDS]))),
        },
        flags=_flag_scores([(rows[i], found[i]) for i in everything["flags"]]),
        calibration=_calibration(rows, found, dimensions, outcome_truth, everything),
        evidence={d: _evidence_score(d, [(rows[i], found[i]) for i in with_spans[d]]) for d in dimensions},
        ranking=measure("outcome", ranking),
    )


def _needed(assessment: Assessment, need: str) -> float:
    return (assessment[need].needed or 0.0) if assessment.scored else 0.0


def _recall(truth: NDArray[np.intp], found: NDArray[np.intp], level: int) -> float:
    rows = truth == level
    return float((found[rows] == level).mean()) if rows.any() else math.nan


def _flag_scores(pairs: Sequence[tuple[LabelledReply, Assessment]]) -> dict[str, float]:
    scores = {}
    for flag in LABEL_FLAGS:
        gold = [flag in row.flags for row, _ in pairs]
        named = [flag in assessment.flags for _, assessment in pairs]
        if any(gold):
            both = sum(g and f for g, f in zip(gold, named, strict=True))
            scores[flag.value] = 2 * both / (sum(gold) + sum(named))
    return scores


def _calibration(
    rows: Sequence[LabelledReply],
    found: Sequence[Assessment],
    dimensions: Sequence[str],
    outcome_truth: Index,
    judged: Mapping[str, Index],
) -> dict[str, float]:
    scored = {name: [int(i) for i in index if found[i].scored] for name, index in judged.items()}
    errors: dict[str, float] = {}
    for d in dimensions:
        for level in (1, 2):
            hit = np.array([rows[i].levels[d] >= level for i in scored[d]])
            probability = np.array([sum(found[i][d].probabilities[level:]) for i in scored[d]])
            errors[f"{d} ≥ {level}"] = expected_calibration_error(hit, probability)
    for need in NEEDS:
        hit = np.array([need in rows[i].needs for i in scored["needs"]])
        probability = np.array([_needed(found[i], need) for i in scored["needs"]])
        errors[f"needs {need}"] = expected_calibration_error(hit, probability)
    for code, outcome in enumerate(Outcome):
        hit = outcome_truth[scored["outcome"]] == code
        probability = np.array([found[i].outcome_probabilities[outcome] for i in scored["outcome"]])
        errors[f"outcome {outcome.value}"] = expected_calibration_error(hit, probability)
    return errors


def _evidence_score(dimension: str, pairs: Sequence[tuple[LabelledReply, Assessment]]) -> float:
    both = gold = named = 0
    for row, assessment in pairs:
        spans = [(e.start, e.end) for e in assessment[dimension].spans] if assessment.scored else []
        counts = token_overlap(
            row.text,
            [(span.start, span.end) for span in row.spans if span.dimension == dimension],
            [(start, end) for start, end in spans if start is not None and end is not None],
        )
        both, gold, named = both + counts[0], gold + counts[1], named + counts[2]
    # Labels of level 0 alone judge spans too, but of words that should have been named they say nothing.
    return 2 * both / (gold + named) if gold else math.nan


def _baseline_levels(
    train: Sequence[LabelledReply], rows: Sequence[LabelledReply], dimensions: Sequence[str]
) -> dict[str, NDArray[np.intp]]:
    """Return the levels that tf-idf (words 1-2) with logistic regression gives, trained on `train`."""
    if len(train) < _FEWEST_FOR_A_BASELINE:
        raise LabelError(f"a baseline needs at least {_FEWEST_FOR_A_BASELINE} labelled replies", "--baseline")
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    features = vectorizer.fit_transform([row.text for row in train])
    target = vectorizer.transform([row.text for row in rows])
    found = {}
    for d in dimensions:
        model = LogisticRegression(C=10.0, max_iter=2000, class_weight="balanced")
        model.fit(features, [row.levels.get(d, 0) for row in train], [row.weight for row in train])
        found[d] = np.asarray(model.predict(target), dtype=np.intp)
    return found
