"""Inference: plain sums in a fixed order."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from authentica.learners.scorer import Scorer, expit, softmax
from authentica.learners.store import load_bundle, shipped_model_folder
from authentica.schema import DIMENSIONS


@pytest.fixture(scope="module")
def scorer():
    return Scorer(load_bundle(shipped_model_folder())[0])


@given(st.floats(-1e4, 1e4))
def test_expit(logit):
    value = expit(logit)
    assert 0.0 <= value <= 1.0
    assert value + expit(-logit) == pytest.approx(1.0)


def test_expit_of_zero_is_a_half():
    assert expit(0.0) == 0.5


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=6))
def test_softmax(logits):
    found = softmax(np.array(logits))
    assert math.fsum(found) == pytest.approx(1.0)
    assert all(0.0 <= p <= 1.0 for p in found)
    assert found[logits.index(max(logits))] == max(found)


def some_rows(scorer, seed, count=3):
    rng = np.random.default_rng(seed)

    def row(names, size):
        return {
            str(name): float(value)
            for name, value in zip(rng.choice(names, size, replace=False), rng.normal(size=size), strict=True)
        }

    bundle = scorer.bundle
    free_level, free_moment = bundle.level_names[20:], bundle.moment_names[20:]
    return (
        [row(bundle.clause_names, 30) for _ in range(count)],
        row(free_level, 20),
        {},
        row(free_moment, 30),
    )


def test_scores_are_the_linear_model(scorer):
    clauses, reply, customer, wording = some_rows(scorer, 3)
    found = scorer.score(clauses, reply, customer, wording)
    bundle = scorer.bundle
    clause_x = scorer.clause_space.matrix(clauses).toarray()
    expected = np.tensordot(clause_x, bundle.clause_coef, 1) + bundle.clause_intercept
    np.testing.assert_allclose(found.clause_logits, expected, atol=1e-9)
    level_x = scorer.level_space.matrix([reply]).toarray()[0]
    level_x[: found.pooled.values.size] = found.pooled.values.ravel()
    np.testing.assert_allclose(
        found.level_logits, np.tensordot(level_x, bundle.level_coef, 1) + bundle.level_intercept, atol=1e-9
    )
    assert found.need_logits.shape == (3,)
    assert found.outcome_logits.shape == (4,)
    assert found.flag_logits.shape == (len(bundle.flags),)


@pytest.mark.parametrize("seed", range(5))
def test_the_same_features_give_the_same_bits(scorer, seed):
    one, two = (scorer.score(*some_rows(scorer, seed)) for _ in range(2))
    for field in ("clause_logits", "level_logits", "need_logits", "outcome_logits", "flag_logits"):
        assert getattr(one, field).tobytes() == getattr(two, field).tobytes()


def test_a_reply_without_clauses_has_scores(scorer):
    found = scorer.score([], {}, {}, {})
    assert found.level_logits.shape == (len(DIMENSIONS), 2)
    assert np.isfinite(found.level_logits).all()


def test_unknown_features_change_nothing(scorer):
    clauses, reply, customer, wording = some_rows(scorer, 1)
    plain = scorer.score(clauses, reply, customer, wording)
    noisy = scorer.score(
        [{**row, "word:zzqx": 9.0} for row in clauses],
        {**reply, "form.zzqx.log": 9.0},
        customer,
        {**wording, "reply:zzqx": 9.0},
    )
    assert plain.level_logits.tobytes() == noisy.level_logits.tobytes()
    assert plain.outcome_logits.tobytes() == noisy.outcome_logits.tobytes()
