"""Pools of clause scores, and the shares that say where each value came from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from authentica.learners.pooling import POOLS, pool_clauses, pool_names
from authentica.schema import DIMENSIONS

logits = st.integers(0, 7).flatmap(lambda n: arrays(np.float64, (n, 3, 2), elements=st.floats(-50, 50)))


def test_names_follow_the_values():
    names = pool_names(DIMENSIONS)
    assert len(names) == len(set(names)) == len(DIMENSIONS) * len(POOLS)
    assert names[: len(POOLS)] == [f"pool.{DIMENSIONS[0]}.{pool}" for pool in POOLS]


@given(logits)
def test_shares_sum_to_one(step_logits):
    pooled = pool_clauses(step_logits)
    assert pooled.values.shape == (3, len(POOLS))
    assert pooled.shares.shape == (3, len(POOLS), len(step_logits))
    assert np.isfinite(pooled.values).all()
    assert (pooled.shares >= 0).all()
    np.testing.assert_allclose(pooled.shares.sum(axis=2), 1.0 if len(step_logits) else 0.0, atol=1e-12)


@given(logits.filter(len), st.randoms())
def test_the_order_of_clauses_does_not_matter_to_the_values(step_logits, random):
    order = list(range(len(step_logits)))
    random.shuffle(order)
    np.testing.assert_allclose(pool_clauses(step_logits[order]).values, pool_clauses(step_logits).values, atol=1e-9)


def test_the_best_clause_gets_the_credit_of_the_best_clause():
    step_logits = np.array([[[-2.0, -3.0]], [[4.0, 1.0]], [[0.0, -1.0]]])
    pooled = pool_clauses(step_logits)
    any_level, full = POOLS.index("any"), POOLS.index("full")
    assert pooled.values[0, any_level] == 4.0
    assert pooled.values[0, full] == 1.0
    assert pooled.shares[0, any_level].tolist() == [0, 1, 0]


@given(logits.filter(len))
def test_a_better_clause_never_lowers_a_pool(step_logits):
    better = step_logits.copy()
    better[0] += 1.0
    before, after = pool_clauses(step_logits).values, pool_clauses(better).values
    assert (after >= before - 1e-9).all()


def test_extremes_are_limited():
    wild = np.full((2, 1, 2), 1e6)
    assert np.abs(pool_clauses(wild).values).max() < 20
    np.testing.assert_array_equal(pool_clauses(wild).values, pool_clauses(wild / 10).values)


def test_no_clauses_is_less_than_any():
    empty = pool_clauses(np.empty((0, 1, 2))).values
    poor = pool_clauses(np.full((1, 1, 2), -3.0)).values
    assert (empty <= poor).all()
    assert empty[0, 2] == pytest.approx(0.0)
