"""How far a model agrees with labels out of fold, as its manifest and its card say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from math import isfinite, isnan

import numpy as np
from numpy.typing import NDArray

from authentica.schema import DIMENSIONS, NEEDS, Outcome
from authentica.training.dataset import LabelledReply, one_reading_each
from authentica.training.material import outcome_codes
from authentica.training.metrics import Measure, bootstrap, macro_f1, quadratic_weighted_kappa

__all__ = ["agreement", "in_table", "rounded"]

_ROUNDS = 200
_DECIMALS = 3

Labels = NDArray[np.intp]


def agreement(
    replies: Sequence[LabelledReply],
    *,
    levels: Labels,
    needs: NDArray[np.bool_],
    outcome: Labels,
    fewest_replies: int = 1,
) -> dict[str, Measure]:
    """Measure on what reviewers judged, by one reading of each reply.

    Parameters
    ----------
    replies : sequence of LabelledReply
        The labels, n of them.
    levels : ndarray of shape (n, n_dimensions)
        Predicted levels, 0 to 2, in the order of `authentica.schema.DIMENSIONS`.
    needs : ndarray of shape (n, n_needs)
        Whether each need is predicted, in the order of `authentica.schema.NEEDS`.
    outcome : ndarray of shape (n,)
        Predicted positions in `authentica.schema.Outcome`.
    fewest_replies : int, default=1
        What fewer replies were judged on is left out.

    Returns
    -------
    dict of str to Measure
        Quadratic weighted kappa of each dimension, macro-F1 of each need and of the outcome; intervals from 200 resamples of the
        replies' groups.
    """
    found: dict[str, Measure] = {}

    def measure(name: str, part: str, score: Callable[[Labels, Labels], float], truth: Labels, guess: Labels) -> None:
        rows = one_reading_each(replies, [part in reply.judged for reply in replies])
        if len(rows) >= fewest_replies:
            t, g = truth[rows], guess[rows]
            groups = [replies[row].group for row in rows]
            found[name] = bootstrap(lambda i: score(t[i], g[i]), groups, rounds=_ROUNDS)

    for d, dimension in enumerate(DIMENSIONS):
        truth = np.array([reply.levels.get(dimension, 0) for reply in replies], dtype=np.intp)
        name = f"{dimension}, quadratic weighted kappa"
        measure(name, dimension, quadratic_weighted_kappa, truth, levels[:, d])
    for n, need in enumerate(NEEDS):
        truth = np.array([need in reply.needs for reply in replies], dtype=np.intp)
        guess = needs[:, n].astype(np.intp)
        measure(f"needs {need}, macro-F1", "needs", lambda t, g: macro_f1(t, g, 2), truth, guess)
    truth = outcome_codes(reply.outcome for reply in replies)
    measure("outcome, macro-F1", "outcome", lambda t, g: macro_f1(t, g, len(Outcome)), truth, outcome)
    return found


def rounded(measures: Mapping[str, Measure]) -> dict[str, dict[str, float | None]]:
    """Return measures as JSON-ready data with three decimals, for a manifest; None for what cannot be told."""
    return {
        name: {part: round(value, _DECIMALS) if isfinite(value) else None for part, value in asdict(measure).items()}
        for name, measure in measures.items()
    }


def in_table(measure: Measure) -> str:
    """Return a measure and its interval as two cells of a model card's table."""
    value = "none" if isnan(measure.value) else f"{measure.value:.2f}"
    return f"{value} | " + ("none" if isnan(measure.low) else f"{measure.low:.2f}–{measure.high:.2f}")
