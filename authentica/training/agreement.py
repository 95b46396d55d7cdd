"""How far a model agrees with labels out of fold, as its manifest and its card say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from math import isfinite, isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from authentica.schema import DIMENSIONS, NEEDS, Outcome
from authentica.training.dataset import LabelledReply, one_reading_each
from authentica.training.material import level_codes, need_codes, outcome_codes
from authentica.training.metrics import Measure, bootstrap, macro_f1, quadratic_weighted_kappa

__all__ = ["Agreement", "agreement", "in_table", "judged_rows", "rounded"]

Labels = NDArray[np.intp]


class Agreement(NamedTuple):
    """How far predictions agree with labels: quadratic weighted kappa by dimension, macro-F1 by need, and that of the outcome."""

    levels: dict[str, Measure]
    needs: dict[str, Measure]
    outcome: Measure

    def named(self, fewest_replies: int = 1) -> dict[str, Measure]:
        """Return the measures by name, as manifest and card have them; what fewer replies were judged on is left out."""
        found = {f"{dimension}, quadratic weighted kappa": measure for dimension, measure in self.levels.items()}
        found |= {f"needs {need}, macro-F1": measure for need, measure in self.needs.items()}
        found["outcome, macro-F1"] = self.outcome
        return {name: measure for name, measure in found.items() if measure.n >= fewest_replies}


def agreement(
    replies: Sequence[LabelledReply],
    *,
    levels: Labels,
    needs: NDArray[np.bool_],
    outcome: Labels,
    rounds: int = 200,
) -> Agreement:
    """Measure on what reviewers judged, by one reading of each reply, with intervals from so many `rounds` of resampled groups.

    Predicted are levels of shape (n, n_dimensions), whether there is each need (n, n_needs), and places in `Outcome` (n,).
    """

    def measure(part: str, score: Callable[[Labels, Labels], float], truth: Labels, guess: Labels) -> Measure:
        rows = judged_rows(replies, part)
        t, g = truth[rows], guess[rows]
        return bootstrap(lambda i: score(t[i], g[i]), [replies[row].group for row in rows], rounds=rounds)

    level_truth, need_truth = level_codes(replies), need_codes(replies)
    outcome_truth = outcome_codes(reply.outcome for reply in replies)
    of_need, of_outcome = (partial(macro_f1, classes=classes) for classes in (2, len(Outcome)))
    return Agreement(
        levels={
            dimension: measure(dimension, quadratic_weighted_kappa, level_truth[:, d], levels[:, d])
            for d, dimension in enumerate(DIMENSIONS)
        },
        needs={
            need: measure("needs", of_need, need_truth[:, n], needs[:, n].astype(np.intp))
            for n, need in enumerate(NEEDS)
        },
        outcome=measure("outcome", of_outcome, outcome_truth, outcome),
    )


def judged_rows(replies: Sequence[LabelledReply], part: str) -> Labels:
    """Return where the readings stand that one part of `JUDGED` is measured by."""
    return np.array(one_reading_each(replies, [part in reply.judged for reply in replies]), dtype=np.intp)


def rounded(measures: Mapping[str, Measure], decimals: int = 3) -> dict[str, dict[str, float | None]]:
    """Return measures as JSON-ready data, for a manifest; None for what cannot be told."""
    return {
        name: {part: round(value, decimals) if isfinite(value) else None for part, value in asdict(measure).items()}
        for name, measure in measures.items()
    }


def in_table(measure: Measure) -> str:
    """Return a measure and its interval as two cells of a model card's table."""
    value = "none" if isnan(measure.value) else f"{measure.value:.2f}"
    return f"{value} | " + ("none" if isnan(measure.low) else f"{measure.low:.2f}–{measure.high:.2f}")
