"""Evaluation: how far an analyzer agrees with a label file, beside baselines, with intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from authentica.analyzer import Analyzer
from authentica.schema import DIMENSIONS, NEEDS, Assessment, Outcome
from authentica.training.dataset import LABEL_FLAGS, LabelledReply, read_labels
from authentica.training.metrics import (
    Measure,
    bootstrap,
    expected_calibration_error,
    macro_f1,
    pair_ranking,
    quadratic_weighted_kappa,
)

__all__ = ["Evaluation", "baseline_levels", "evaluate", "token_overlap"]

_OUTCOMES = tuple(Outcome)
_FEWEST_OF_A_REGISTER = 30


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
        Quadratic weighted kappa by register (of at least 30 replies) and dimension.
    baselines : dict of str to dict of str to float
        Quadratic weighted kappa of baselines by name and dimension.
    outcome : Measure
        Macro-F1 of the outcome.
    needs : dict of str to Measure
        Macro-F1 of each need, and their mean under "mean".
    flags : dict of str to float
        F1 of each flag that occurs.
    calibration : dict of str to float
        Expected calibration error of every kind of probability.
    evidence : dict of str to float
        Token-F1 of evidence against labelled spans, by dimension.
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
    """Count the white-space words of a reply that lie in both, in labelled, and in found character spans."""
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


def evaluate(analyzer: Analyzer, labels: Path, *, baseline_labels: Path | None = None, rounds: int = 500) -> Evaluation:
    """Compare an analyzer with a label file.

    Parameters
    ----------
    analyzer : Analyzer
        What is evaluated.
    labels : Path
        A label file or a folder of them.
    baseline_labels : Path, optional
        Labels that the tf-idf baseline is trained on; without them it is left out.
    rounds : int, default=500
        Bootstrap resamples.

    Raises
    ------
    SourceNotFoundError, LabelError
        See `authentica.training.dataset.read_labels`.
    """
    rows = list(read_labels(labels))
    found = list(analyzer.pipe((row.text, row.customer_text) for row in rows))
    groups = [row.group for row in rows]
    dimensions = [d for d in DIMENSIONS if all(d in row.levels for row in rows)]
    truth = {d: np.array([row.levels[d] for row in rows], dtype=np.intp) for d in dimensions}
    levels = {d: np.array([a[d].level if a.scored else 0 for a in found], dtype=np.intp) for d in dimensions}
    kappa = {
        d: bootstrap(lambda i, d=d: quadratic_weighted_kappa(truth[d][i], levels[d][i]), groups, rounds=rounds)  # type: ignore[misc]
        for d in dimensions
    }
    by_register: defaultdict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        by_register[row.register].append(index)
    registers = {
        name: {d: quadratic_weighted_kappa(truth[d][index], levels[d][index]) for d in dimensions}
        for name, index in sorted(by_register.items())
        if len(index) >= _FEWEST_OF_A_REGISTER
    }
    baselines = {"majority": {d: quadratic_weighted_kappa(truth[d], np.zeros_like(truth[d])) for d in dimensions}}
    if baseline_labels is not None:
        guessed = baseline_levels(list(read_labels(baseline_labels)), rows, dimensions)
        baselines["tf-idf + logistic regression"] = {
            d: quadratic_weighted_kappa(truth[d], guessed[d]) for d in dimensions
        }
    outcome_truth = np.array([_OUTCOMES.index(row.outcome) for row in rows], dtype=np.intp)
    outcome_found = np.array([_OUTCOMES.index(a.outcome or Outcome.BY) for a in found], dtype=np.intp)
    needs: dict[str, Measure] = {}
    need_truth = {n: np.array([n in row.needs for row in rows]).astype(np.intp) for n in NEEDS}
    need_found = {n: np.array([_needed(a, n) >= _cut(analyzer) for a in found]).astype(np.intp) for n in NEEDS}
    for need in NEEDS:
        needs[need] = bootstrap(
            lambda i, n=need: macro_f1(need_truth[n][i], need_found[n][i], 2),  # type: ignore[misc]
            groups,
            rounds=rounds,
        )
    needs["mean"] = bootstrap(
        lambda i: float(np.mean([macro_f1(need_truth[n][i], need_found[n][i], 2) for n in NEEDS])),
        groups,
        rounds=rounds,
    )
    authenticity = np.array([a.authenticity or 0.0 for a in found])

    def ranking(index: NDArray[np.intp]) -> float:
        good = index[outcome_truth[index] == 0]
        bad = index[outcome_truth[index] >= 2]
        return pair_ranking(authenticity[good], authenticity[bad])

    return Evaluation(
        n=len(rows),
        unscored=sum(not a.scored for a in found),
        kappa=kappa,
        recall={d: tuple(_recall(truth[d], levels[d], level) for level in range(3)) for d in dimensions},
        registers=registers,
        baselines=baselines,
        outcome=bootstrap(lambda i: macro_f1(outcome_truth[i], outcome_found[i], 4), groups, rounds=rounds),
        needs=needs,
        flags=_flag_scores(rows, found),
        calibration=_calibration(rows, found, dimensions, outcome_truth),
        evidence=_evidence_scores(rows, found, dimensions),
        ranking=bootstrap(ranking, groups, rounds=rounds),
    )


def _cut(analyzer: Analyzer) -> float:
    return analyzer.config.missed_probability


def _needed(assessment: Assessment, need: str) -> float:
    return (assessment[need].needed or 0.0) if assessment.scored else 0.0


def _recall(truth: NDArray[np.intp], found: NDArray[np.intp], level: int) -> float:
    rows = truth == level
    return float((found[rows] == level).mean()) if rows.any() else float("nan")


def _flag_scores(rows: Sequence[LabelledReply], found: Sequence[Assessment]) -> dict[str, float]:
    scores = {}
    for flag in LABEL_FLAGS:
        gold = [flag in row.flags for row in rows]
        named = [flag in a.flags for a in found]
        if any(gold):
            scores[flag.value] = 2 * sum(g and f for g, f in zip(gold, named, strict=True)) / (sum(gold) + sum(named))
    return scores


def _calibration(
    rows: Sequence[LabelledReply],
    found: Sequence[Assessment],
    dimensions: Sequence[str],
    outcome_truth: NDArray[np.intp],
) -> dict[str, float]:
    scored = [i for i, a in enumerate(found) if a.scored]
    errors: dict[str, float] = {}
    for d in dimensions:
        for level in (1, 2):
            hit = np.array([rows[i].levels[d] >= level for i in scored])
            probability = np.array([sum(found[i][d].probabilities[level:]) for i in scored])
            errors[f"{d} ≥ {level}"] = expected_calibration_error(hit, probability)
    for need in NEEDS:
        hit = np.array([need in rows[i].needs for i in scored])
        errors[f"needs {need}"] = expected_calibration_error(hit, np.array([_needed(found[i], need) for i in scored]))
    for code, outcome in enumerate(_OUTCOMES):
        probability = np.array([found[i].outcome_probabilities[outcome] for i in scored])
        errors[f"outcome {outcome.value}"] = expected_calibration_error(outcome_truth[scored] == code, probability)
    return errors


def _evidence_scores(
    rows: Sequence[LabelledReply], found: Sequence[Assessment], dimensions: Sequence[str]
) -> dict[str, float]:
    scores = {}
    for d in dimensions:
        both = gold = named = 0
        for row, assessment in zip(rows, found, strict=True):
            spans = [(e.start, e.end) for e in assessment[d].spans] if assessment.scored else []
            counts = token_overlap(
                row.text,
                [(span.start, span.end) for span in row.spans if span.dimension == d],
                [(start, end) for start, end in spans if start is not None and end is not None],
            )
            both, gold, named = both + counts[0], gold + counts[1], named + counts[2]
        scores[d] = 2 * both / (gold + named) if gold + named else 1.0
    return scores


def baseline_levels(
    train: Sequence[LabelledReply], rows: Sequence[LabelledReply], dimensions: Sequence[str]
) -> dict[str, NDArray[np.intp]]:
    """Return the levels that tf-idf (words 1-2) with logistic regression gives, trained on `train`."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    features = vectorizer.fit_transform([row.text for row in train])
    target = vectorizer.transform([row.text for row in rows])
    found = {}
    for d in dimensions:
        model = LogisticRegression(C=10.0, max_iter=2000, class_weight="balanced")
        model.fit(features, [row.levels.get(d, 0) for row in train], [row.weight for row in train])
        found[d] = np.asarray(model.predict(target), dtype=np.intp)
    return found
