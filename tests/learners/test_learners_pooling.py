"""Pools of clause scores, and the shares that say where each value came from."""

from __future__ import annotations

import math
from itertools import accumulate

import pytest
from hypothesis import given, strategies as st

from authentica.learners.pooling import POOLS, pool_clauses, pool_names, shares_of
from authentica.schema import DIMENSIONS

# Clauses of three dimensions, with the log-odds of two levels each.
logits = st.lists(st.lists(st.floats(-50, 50), min_size=6, max_size=6), max_size=7)


def test_names_follow_the_values():
    names = pool_names(DIMENSIONS)
    assert len(names) == len(set(names)) == len(DIMENSIONS) * len(POOLS)
    assert names[: len(POOLS)] == [f"pool.{DIMENSIONS[0]}.{pool}" for pool in POOLS]


@given(st.lists(logits, max_size=3))
def test_shares_sum_to_one(replies):
    pooled = [pool_clauses(step_logits, 3) for step_logits in replies]
    for reply in pooled:
        assert len(reply.values) == 3 * len(POOLS)
        assert all(map(math.isfinite, reply.values))
    shares = shares_of(pooled)
    assert len(shares) == sum(map(len, replies))
    assert (shares >= 0).all()
    for end, step_logits in zip(accumulate(map(len, replies)), replies, strict=True):
        own = shares[end - len(step_logits) : end]
        assert own.sum(axis=0) == pytest.approx(1.0, abs=1e-12) or not step_logits
        assert own.tolist() == shares_of([pool_clauses(step_logits, 3)]).tolist()


@given(logits.filter(len), st.randoms())
def test_the_order_of_clauses_does_not_matter_to_the_values(step_logits, random):
    shuffled = random.sample(step_logits, len(step_logits))
    assert pool_clauses(shuffled, 3).values == pool_clauses(step_logits, 3).values


def test_the_best_clause_gets_the_credit_of_the_best_clause():
    pooled = pool_clauses([[-2.0, -3.0], [4.0, 1.0], [0.0, -1.0]], 1)
    any_level, full = POOLS.index("any"), POOLS.index("full")
    assert pooled.values[any_level] == 4.0
    assert pooled.values[full] == 1.0
    assert shares_of([pooled])[:, 0, any_level].tolist() == [0, 1, 0]


@given(logits.filter(len))
def test_a_better_clause_never_lowers_a_pool(step_logits):
    better = [[value + 1.0 for value in step_logits[0]], *step_logits[1:]]
    before, after = pool_clauses(step_logits, 3).values, pool_clauses(better, 3).values
    assert all(a >= b - 1e-9 for a, b in zip(after, before, strict=True))


def test_extremes_are_limited():
    wild = [[1e6, 1e6]] * 2
    assert max(map(abs, pool_clauses(wild, 1).values)) < 20
    assert pool_clauses(wild, 1).values == pool_clauses([[1e5, 1e5]] * 2, 1).values


def test_no_clauses_is_less_than_any():
    empty, poor = pool_clauses([], 1).values, pool_clauses([[-3.0, -3.0]], 1).values
    assert all(e <= p for e, p in zip(empty, poor, strict=True))
    assert empty[2] == pytest.approx(0.0)
