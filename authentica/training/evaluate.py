"""Evaluation: how far an analyzer agrees with a label file, beside a baseline, with intervals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
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
from authentica.training.agreement import agreement, judged_rows
from authentica.training.dataset import JUDGED, LABEL_FLAGS, LabelledReply, one_reading_each, read_labels
from authentica.training.material import level_codes, need_codes, outcome_codes
from authentica.training.metrics import (
    Measure,
    bootstrap,
    expected_calibration_error,
    macro_f1,
    pair_ranking,
    quadratic_weighted_kappa,
)
from authentica.training.sameness import kept_together, reply_hash, reply_hashes

__all__ = ["Evaluation", "evaluate", "token_overlap"]

Labels = NDArray[np.intp]
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
        Quadratic weighted kappa of baselines by name and dimension, NaN where their labels judge too little of it to learn from; empty
        without labels to train one on.
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
    notes : tuple of str
        What must be known of the baselines.
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
    notes: tuple[str, ...] = ()


def token_overlap(
    text: str, labelled: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]
) -> tuple[int, int, int]:
    """Return how many white-space words of a reply labelled and found spans touch: both, the labelled ones, and those found.

    With these, ``2 * both / (in_labelled + in_found)`` is the token-F1.
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
    SourceNotFoundError, InputError, LabelError
        See `authentica.training.dataset.read_labels`.
    """
    check_argument("analyzer", analyzer, Analyzer, "evaluate", todo="Make one with authentica.load.")
    rounds = check_count("rounds", rounds, "evaluate")
    rows = kept_together(list(read_labels(labels)))
    found = list(analyzer.pipe((row.text, row.customer_text) for row in rows))
    judged = {part: judged_rows(rows, part) for part in JUDGED}
    levels = np.array([[a[d].level if a.scored else 0 for d in DIMENSIONS] for a in found], dtype=np.intp)
    cut = analyzer.config.missed_probability
    needs = np.array([[_needed(a, need) >= cut for need in NEEDS] for a in found])
    outcome = outcome_codes(a.outcome or Outcome.BY for a in found)
    agreed = agreement(rows, levels=levels, needs=needs, outcome=outcome, rounds=rounds)
    once = one_reading_each(rows)
    with_spans = {d: one_reading_each(rows, [d in row.judged_spans for row in rows]) for d in DIMENSIONS}
    pairs = [*zip(rows, found, strict=True)]
    truth = level_codes(rows)
    places = {d: (judged[d], place) for place, d in enumerate(DIMENSIONS) if len(judged[d])}
    baseline, notes = ({}, ()) if baseline_labels is None else _baseline(baseline_labels, rows, truth, places)
    return Evaluation(
        n=len(once),
        unscored=sum(not found[i].scored for i in once),
        kappa={d: agreed.levels[d] for d in places},
        recall={d: _recalls(truth[place], levels[place]) for d, place in places.items()},
        registers=_registers(rows, truth, levels, places),
        baselines={} if baseline_labels is None else {"tf-idf + logistic regression": baseline},
        outcome=agreed.outcome,
        needs={**agreed.needs, "mean": _mean_of_needs(rows, needs, judged["needs"], rounds)},
        flags=_flag_scores([pairs[i] for i in judged["flags"]]),
        calibration=_calibration(rows, found, list(places), judged),
        evidence={
            d: _evidence_score(d, [pairs[i] for i in with_spans[d]]) for d in DIMENSIONS if d in places or with_spans[d]
        },
        ranking=_ranking([pairs[i] for i in judged["outcome"]], rounds),
        notes=notes,
    )


def _needed(assessment: Assessment, need: str) -> float:
    return (assessment[need].needed or 0.0) if assessment.scored else 0.0


def _recalls(truth: Labels, found: Labels) -> tuple[float, ...]:
    of_levels = [found[truth == level] == level for level in range(3)]
    return tuple(float(hits.mean()) if len(hits) else math.nan for hits in of_levels)


def _registers(
    rows: Sequence[LabelledReply], truth: Labels, levels: Labels, places: Mapping[str, tuple[Labels, int]]
) -> dict[str, dict[str, float]]:
    """Return the kappas by register and dimension; NaN where too few replies were judged to tell one."""
    found: dict[str, dict[str, float]] = {}
    names = np.array([row.register for row in rows], dtype=object)
    for d, (judged, place) in places.items():
        for name, count in Counter(names[judged]).items():
            if count >= _FEWEST_OF_A_REGISTER:
                here = judged[names[judged] == name], place
                kappas = found.setdefault(name, dict.fromkeys(places, math.nan))
                kappas[d] = quadratic_weighted_kappa(truth[here], levels[here])
    return dict(sorted(found.items()))


def _mean_of_needs(rows: Sequence[LabelledReply], needs: NDArray[np.bool_], judged: Labels, rounds: int) -> Measure:
    truth, guess = need_codes(rows)[judged].T, needs[judged].T.astype(np.intp)

    def mean(index: Labels) -> float:
        return float(np.mean([macro_f1(t[index], g[index], 2) for t, g in zip(truth, guess, strict=True)]))

    return bootstrap(mean, [rows[i].group for i in judged], rounds=rounds)


def _ranking(pairs: Sequence[tuple[LabelledReply, Assessment]], rounds: int) -> Measure:
    authenticity = np.array([assessment.authenticity or 0.0 for _, assessment in pairs])
    good = np.array([row.outcome is Outcome.SOMEWHERE for row, _ in pairs], dtype=bool)
    bad = np.array([row.outcome in (Outcome.BLOCKED, Outcome.OUTTA_HERE) for row, _ in pairs], dtype=bool)

    def ranked(index: Labels) -> float:
        return pair_ranking(authenticity[index[good[index]]], authenticity[index[bad[index]]])

    return bootstrap(ranked, [row.group for row, _ in pairs], rounds=rounds)


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
    judged: Mapping[str, Labels],
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
    for outcome in Outcome:
        hit = np.array([rows[i].outcome is outcome for i in scored["outcome"]])
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


def _baseline(
    labels: str | Path, rows: Sequence[LabelledReply], truth: Labels, places: Mapping[str, tuple[Labels, int]]
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return the kappas of tf-idf (words 1-2) with logistic regression, trained on what `labels` judge, and what is to be said of them."""
    train = list(read_labels(labels))
    found = dict.fromkeys(places, math.nan)
    unlearnt = []
    for d, (judged, place) in places.items():
        own = [row for row in train if d in row.judged]
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        model = LogisticRegression(C=10.0, max_iter=2000, class_weight="balanced")
        try:
            if len(own) < _FEWEST_FOR_A_BASELINE:
                raise ValueError
            features = vectorizer.fit_transform([row.text for row in own])
            model.fit(features, [row.levels[d] for row in own], [row.weight for row in own])
        except ValueError:  # one level alone, or no word in two replies
            unlearnt.append(d)
            continue
        guess = model.predict(vectorizer.transform([rows[i].text for i in judged]))
        found[d] = quadratic_weighted_kappa(truth[judged, place], guess)
    needed = f"at least {_FEWEST_FOR_A_BASELINE} labelled replies, and levels that differ"
    if len(unlearnt) == len(places):
        raise LabelError(f"a baseline needs {needed}", str(labels))
    notes = [f"the baseline is not trained for {', '.join(unlearnt)}: it needs {needed}"] if unlearnt else []
    learnt, once = reply_hashes(train), one_reading_each(rows)
    if both := sum(reply_hash(rows[place]) in learnt for place in once):
        notes.append(f"the baseline learnt from {both:,} of these {len(once):,} replies; others tell what it is worth")
    return found, tuple(notes)
