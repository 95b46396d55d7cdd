"""Measures against scikit-learn and against what is known."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from authentica.training.agreement import in_table
from authentica.training.evaluate import token_overlap
from authentica.training.metrics import (
    bootstrap,
    expected_calibration_error,
    macro_f1,
    pair_ranking,
    quadratic_weighted_kappa,
)

labels = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=40).map(np.array)


@given(labels)
def test_kappa_is_cohens(pair):
    truth, found = pair.T
    if len(np.unique(np.concatenate([truth, found]))) < 2:
        assert math.isnan(quadratic_weighted_kappa(truth, found))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = cohen_kappa_score(truth, found, weights="quadratic", labels=[0, 1, 2])
    assert quadratic_weighted_kappa(truth, found) == pytest.approx(expected)


def test_kappa_of_perfect_constant_and_opposite():
    truth = np.array([0, 1, 2, 2])
    assert quadratic_weighted_kappa(truth, truth) == 1.0
    assert quadratic_weighted_kappa(truth, np.zeros(4, dtype=int)) == pytest.approx(0.0)
    assert quadratic_weighted_kappa(np.array([0, 2]), np.array([2, 0])) == pytest.approx(-1.0)


@given(labels)
def test_macro_f1_is_scikit_learns(pair):
    truth, found = pair.T
    present = sorted(set(truth) | set(found))
    assert macro_f1(truth, found, 3) == pytest.approx(
        f1_score(truth, found, labels=present, average="macro", zero_division=0.0)
    )


def test_nothing_agrees_with_nothing():
    nothing = np.array([], dtype=int)
    assert math.isnan(quadratic_weighted_kappa(nothing, nothing))
    assert math.isnan(macro_f1(nothing, nothing, 3))


def test_calibration():
    sure = np.array([True] * 50 + [False] * 50)
    assert expected_calibration_error(sure, sure.astype(float)) == 0.0
    assert expected_calibration_error(sure, 1.0 - sure) == pytest.approx(1.0)
    half = np.tile([True, False], 50)
    assert expected_calibration_error(half, np.full(100, 0.5)) == pytest.approx(0.0)


def test_pair_ranking():
    high, low = np.array([3.0, 4.0]), np.array([1.0, 2.0])
    assert pair_ranking(high, low) == 1.0
    assert pair_ranking(low, high) == 0.0
    assert pair_ranking(high, high) == 0.5
    assert math.isnan(pair_ranking(high, np.array([])))


@pytest.mark.parametrize("groups", [1, 2, 9])
def test_a_few_groups_give_no_interval(groups):
    """Every resample of one conversation is that conversation: its width would be 0, as if the value were certain."""
    found = bootstrap(lambda i: len(i) / 24, [f"K{n % groups}" for n in range(18)])
    assert (found.value, found.n) == (0.75, 18)
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert str(found) == "0.75 [no interval]"


def test_ten_groups_give_an_interval():
    assert math.isfinite(bootstrap(lambda i: float(i.mean()), [f"K{n}" for n in range(10)]).low)


def test_where_nothing_varies_agreement_cannot_be_told():
    zeros = np.zeros(30, dtype=int)
    groups = [str(n) for n in range(30)]
    found = bootstrap(lambda i: quadratic_weighted_kappa(zeros[i], zeros[i]), groups)
    assert math.isnan(found.value)
    assert math.isnan(found.low)
    assert (found.n, str(found), in_table(found)) == (30, "cannot be told", "none | none")
    once = np.eye(1, 30, dtype=int)[0]
    # A third of the resamples lacks the one miss: as perfect agreement they would lift the interval to 1.
    assert bootstrap(lambda i: quadratic_weighted_kappa(once[i], zeros[i]), groups).high == pytest.approx(0.0)


def test_bootstrap_is_deterministic_and_holds_the_value():
    values = np.random.default_rng(1).normal(size=200)
    one, two = (
        bootstrap(lambda i: float(values[i].mean()), [str(n % 40) for n in range(200)], rounds=100) for _ in range(2)
    )
    assert one == two
    assert one.low < one.value < one.high
    assert one.n == 200
    assert str(one) == f"{one.value:.2f} [{one.low:.2f}, {one.high:.2f}]"


def test_nothing_to_measure_on_is_no_number():
    nothing = bootstrap(lambda i: 1.0, [])
    assert (nothing.n, str(nothing)) == (0, "not judged")
    assert all(map(math.isnan, (nothing.value, nothing.low, nothing.high)))
    assert math.isnan(expected_calibration_error(np.array([], dtype=bool), np.array([])))


def test_groups_widen_the_interval():
    values = np.repeat(np.random.default_rng(1).normal(size=20), 10)
    alone = bootstrap(lambda i: float(values[i].mean()), [str(n) for n in range(200)])
    grouped = bootstrap(lambda i: float(values[i].mean()), [str(n // 10) for n in range(200)])
    assert grouped.high - grouped.low > alone.high - alone.low


@pytest.mark.parametrize(
    ("labelled", "found", "expected"),
    [
        ([(0, 5)], [(0, 5)], (1, 1, 1)),
        ([(0, 11)], [(6, 11)], (1, 2, 1)),
        ([], [(0, 15)], (0, 0, 3)),
        ([(0, 15)], [], (0, 3, 0)),
        ([(3, 8)], [(2, 7)], (2, 2, 2)),
    ],
)
def test_token_overlap(labelled, found, expected):
    assert token_overlap("sorry about it.", labelled, found) == expected
