"""From log-odds to what is said: the outcome that is named."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from authentica.learners.places import shipped_model_folder
from authentica.learners.scorer import Scorer
from authentica.learners.store import load_bundle
from authentica.learners.verdicts import Judge
from authentica.schema import Outcome


@pytest.fixture(scope="module")
def judged(measured):
    """Return a function that judges a reply of which only the outcome's probabilities matter."""
    bundle = load_bundle(shipped_model_folder())[0]
    weights = np.array([0.7, 0.6, 1.0, 2.5])
    bundle = replace(bundle, outcome_weights=weights)
    judge = Judge(bundle, {})
    (scores,) = Scorer(bundle).score([measured("Your lamp is packed.", "")])

    def judge_outcome(*probabilities):
        named = judge.judge(replace(scores, outcome_logits=[math.log(p) for p in probabilities])).outcome
        measured_by = tuple(Outcome)[bundle.named_outcomes(np.array([probabilities]))[0]]
        assert measured_by is named, "training and adapting measure what ships"
        return named

    return judge_outcome


@pytest.mark.parametrize(
    ("probabilities", "named"),
    [
        ((0.1, 0.6, 0.1, 0.2), Outcome.OUTTA_HERE),  # rare, so named before it is the likeliest
        ((0.1, 0.4, 0.45, 0.05), Outcome.BLOCKED),
        ((0.45, 0.1, 0.15, 0.3), Outcome.SOMEWHERE),  # but never the opposite of the likeliest
        ((0.45, 0.1, 0.4, 0.05), Outcome.SOMEWHERE),
        ((0.4, 0.35, 0.05, 0.2), Outcome.SOMEWHERE),
        ((0.35, 0.45, 0.15, 0.05), Outcome.BY),
    ],
)
def test_a_rare_outcome_is_named_early_but_never_where_they_are_likeliest_getting_somewhere(
    judged, probabilities, named
):
    assert judged(*probabilities) is named
