"""From log-odds to what is said: the outcome that is named, needs that nobody tells of, what a template adds."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from authentica.learners.places import shipped_model_folder
from authentica.learners.scorer import Scorer
from authentica.learners.store import load_bundle
from authentica.learners.templates import with_template
from authentica.learners.verdicts import Judge
from authentica.schema import NEEDS, Outcome, PermittedZone, TemplateKind, TemplateSpan, TemplateUse


@pytest.fixture(scope="module")
def judged(measured):
    """Return a function that judges a reply of which only the outcome's probabilities matter."""
    bundle = load_bundle(shipped_model_folder())[0]
    weights = np.array([0.7, 0.6, 1.0, 2.5])
    bundle = replace(bundle, outcome_weights=weights)
    judge = Judge(bundle, {}, missed_probability=0.5)
    (scores,) = Scorer(bundle).score([measured("Your lamp is packed.", "")])

    def judge_outcome(*probabilities):
        scored = replace(scores, outcome_logits=[math.log(p) for p in probabilities])
        named = judge.judge(scored, is_trouble_told=False, privacy=()).outcome
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


@pytest.mark.parametrize(
    ("need", "is_trouble_told", "counted"),
    [(0.6, False, 0.49), (0.6, True, 0.6), (0.8, False, 0.8), (0.45, False, 0.45)],
)
def test_an_unsure_need_of_empathy_counts_where_trouble_is_told(measured, need, is_trouble_told, counted):
    bundle = load_bundle(shipped_model_folder())[0]
    (scores,) = Scorer(bundle).score([measured("Your lamp is packed.", "")])
    needs = [math.log(need / (1 - need))] * len(NEEDS)
    level_logits = [-9.0] * len(scores.level_logits)
    verdict = Judge(bundle, {}, missed_probability=0.5).judge(
        replace(scores, need_logits=needs, level_logits=level_logits), is_trouble_told=is_trouble_told, privacy=()
    )
    assert verdict.needs == {"empathy": counted, "ownership": need, "expectations": need}
    assert verdict.called_for["empathy"] is ("empathy" in verdict.missed) is (counted >= 0.5)


def test_what_a_template_shares_raises_boilerplate_alone_and_tells_by_which_words(measured):
    (scores,) = Scorer(load_bundle(shipped_model_folder())[0]).score([measured("Hello. Your lamp is packed.", "")])
    spans = [
        TemplateSpan(
            start=s, end=e, text="", kind=TemplateKind.CLAUSE, frame_id="f", customers=9, agents=2, permitted=p
        )
        for s, e, p in [(0, 6, PermittedZone.GREETING), (7, 17, None), (17, 27, None)]
    ]
    use = TemplateUse(share=1.0, held_share=0.5, spans=tuple(spans))
    raised = with_template(scores, use)
    assert [(e.start, e.contribution) for e in raised.template] == [(7, 1.0), (17, 1.0)]
    assert raised.level_logits[:2] == [logit + 2.0 for logit in scores.level_logits[:2]]
    assert raised.level_logits[2:] == scores.level_logits[2:]
    assert with_template(scores, None) is with_template(scores, replace(use, spans=tuple(spans[:1]))) is scores
