"""Inference: the linear model on the named features, in sums that no order changes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.sparse import csr_matrix

from authentica.features.ngrams import Wording
from authentica.features.replies import ReplyMeasures
from authentica.learners.places import shipped_model_folder
from authentica.learners.scorer import Scorer, expit, softmax
from authentica.learners.store import load_bundle
from authentica.schema import DIMENSIONS
from authentica.training.clausestage import hold_unheard

NOTHING = ReplyMeasures([], (), {}, {}, Wording(frozenset(), 0.0), {}, Wording(frozenset(), 0.0))
WORDS = [*"I we so sorry refunded the parcel by Friday . , ? Ana 42 zzqx our".split(), "\n"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


@pytest.fixture(scope="module")
def bundle():
    return load_bundle(shipped_model_folder())[0]


@pytest.fixture(scope="module")
def scorer(bundle):
    return Scorer(bundle)


@given(st.floats(-1e4, 1e4))
def test_expit(logit):
    value = expit(logit)
    assert 0.0 <= value <= 1.0
    assert value + expit(-logit) == pytest.approx(1.0)


def test_expit_of_zero_is_a_half():
    assert expit(0.0) == 0.5


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=6))
def test_softmax(logits):
    found = softmax(logits)
    assert math.fsum(found) == pytest.approx(1.0)
    assert all(0.0 <= p <= 1.0 for p in found)
    assert found[logits.index(max(logits))] == max(found)


def test_scores_are_the_linear_model_on_the_features_that_training_sees(scorer, bundle, measured):
    clause_space, level_space, moment_space = bundle.spaces()

    @settings(max_examples=60)
    @given(TEXTS, TEXTS)
    def same(text, said):
        measures = measured(text, said)
        (found,) = scorer.score([measures])
        clauses = clause_space.matrix(measures.clause_rows()).toarray()
        expected = np.tensordot(clauses, bundle.clause_coef, 1) + bundle.clause_intercept
        hold_unheard(expected, csr_matrix(clauses), bundle.clause_names)
        np.testing.assert_allclose(np.reshape(found.clause_logits, expected.shape), expected, atol=1e-6)
        whole = measures.whole_row()
        levels = level_space.matrix([whole]).toarray()[0]
        moments = moment_space.matrix([whole | measures.wording_row()]).toarray()[0]
        levels[: len(found.pooled.values)] = moments[: len(found.pooled.values)] = found.pooled.values
        for logits, x, coef, intercept in (
            (found.level_logits, levels, bundle.level_coef.reshape(len(levels), -1), bundle.level_intercept.ravel()),
            (found.need_logits, moments, bundle.need_coef, bundle.need_intercept),
            (found.outcome_logits, moments, bundle.outcome_coef, bundle.outcome_intercept),
            (found.flag_logits, moments, bundle.flag_coef, bundle.flag_intercept),
        ):
            np.testing.assert_allclose(logits, x @ coef + intercept, atol=1e-6)

    same()


@given(TEXTS, st.randoms())
def test_the_order_of_features_does_not_change_a_bit(scorer, measured, text, random):
    measures = measured(text)

    def shuffled(row):
        return dict(random.sample(list(row.items()), len(row)))

    other = measures._replace(
        clauses=[clause._replace(named=shuffled(clause.named)) for clause in measures.clauses],
        reply=shuffled(measures.reply),
        customer=shuffled(measures.customer),
    )
    assert scorer.score([other]) == scorer.score([measures])


def test_a_reply_without_clauses_has_scores(scorer):
    (found,) = scorer.score([NOTHING])
    assert len(found.level_logits) == 2 * len(DIMENSIONS)
    assert all(map(math.isfinite, found.level_logits))


def test_unknown_features_change_nothing(scorer, measured):
    plain = measured("I've refunded it. So sorry!")
    noisy = plain._replace(
        clauses=[
            clause._replace(
                named=clause.named | {"clause.zzqx.log": 9.0},
                wording=clause.wording._replace(grams=clause.wording.grams | {"zzqx", ("zzqx", "zzqy")}),
            )
            for clause in plain.clauses
        ],
        reply=plain.reply | {"form.zzqx.log": 9.0},
        wording=plain.wording._replace(grams=plain.wording.grams | {("zzqx", "it")}),
    )
    assert scorer.score([noisy]) == scorer.score([plain])


def test_what_takes_up_nothing_is_no_listening_2(measured):
    bundle = load_bundle(shipped_model_folder())[0]
    said = "My lamp 4711 came broken."
    for text, holds in (
        ("I have a dog called Biscuit.", True),
        ("The lamps were dropped.", False),
        ("It was 4711 again.", False),
    ):
        (row,) = Scorer(bundle).clause_logits(measured(text, said).clauses)
        assert (row[2 * DIMENSIONS.index("listening") + 1] <= -6.0) == holds
    for row in Scorer(bundle).clause_logits(
        measured("The lamps were dropped. I have a dog called Biscuit.", said).clauses
    ):
        assert row[2 * DIMENSIONS.index("listening") + 1] > -6.0
    (row,) = Scorer(bundle).clause_logits(measured("I have a dog called Biscuit.", "").clauses)
    assert row[2 * DIMENSIONS.index("listening") + 1] > -6.0


def test_many_at_once_are_scored_as_one_by_one(scorer, measured):
    replies = [measured("I've refunded it. So sorry!", "Where is it?"), NOTHING, measured("Thanks, we will look.")]
    assert scorer.score(replies) == [found for reply in replies for found in scorer.score([reply])]
