"""Shrinkage against numbers worked out by hand and by brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.special import betaln

from authentica.coaching.shrinkage import shrink_means, shrink_rates, spread_of_means


def brute_force(hits, sizes):
    """Return posterior means and standard deviations of the whole hierarchical model, on a fine grid of both unknowns."""
    y, n = np.array(hits, dtype=float), np.array(sizes, dtype=float)
    typical = n.min()
    shares = (np.arange(200) + 0.5) / 200
    worth, mean = np.meshgrid(typical * shares / (1 - shares), (np.arange(400) + 0.5) / 400)
    worth, mean = worth.ravel()[:, None], mean.ravel()[:, None]
    a, b = worth * mean, worth * (1 - mean)
    fit = (betaln(a + y, b + n - y) - betaln(a, b)).sum(axis=1)
    belief = np.exp(fit - fit.max())[:, None]
    belief = belief / belief.sum()
    middle = (a + y) / (worth + n)
    first = (belief * middle).sum(axis=0)
    second = (belief * (middle * (1 - middle) / (worth + n + 1) + middle**2)).sum(axis=0)
    return first, np.sqrt(second - first**2)


@pytest.mark.parametrize(
    ("hits", "sizes"),
    [
        ([2, 5, 3, 8, 14], [20] * 5),
        ([3, 9, 40, 12, 5, 8], [10, 31, 100, 44, 12, 25]),
        ([5, 10, 15, 20, 9, 12], [10, 20, 30, 40, 20, 25]),
        ([1, 0, 2, 1, 0, 3, 1], [30, 25, 40, 22, 31, 60, 28]),
    ],
)
def test_shrunk_rates_are_those_of_the_whole_model(hits, sizes):
    means, deviations = brute_force(hits, sizes)
    for shrunk, mean, deviation in zip(shrink_rates(hits, sizes), means, deviations, strict=True):
        assert shrunk.value == pytest.approx(mean, abs=0.012)
        assert shrunk.high - shrunk.low == pytest.approx(3.92 * deviation, rel=0.2)


def test_shares_that_differ_by_chance_alone_are_drawn_further_than_those_that_differ():
    alike, apart = shrink_rates([5, 10, 15, 20], [10, 20, 30, 40]), shrink_rates([1, 10, 27, 6], [10, 20, 30, 40])
    for one, other in zip(alike, apart, strict=True):
        assert one.shrinkage > other.shrinkage
    assert alike[0].shrinkage > alike[3].shrinkage  # ten replies say less than forty


@pytest.mark.parametrize(
    ("hits", "sizes"), [([1, 2, 3], [10, 10, 10]), ([0, 0, 0, 0], [9, 9, 9, 9]), ([9, 9, 9, 9], [9, 9, 9, 9])]
)
def test_where_nothing_can_be_learnt_nothing_is_drawn(hits, sizes):
    assert shrink_rates(hits, sizes) is None


def test_the_spread_of_means_by_hand():
    # Equal variances of 4: the weighted sum of squares is k - 1 where 4 + A is the variance of the values.
    values = [10.0, 14.0, 12.0, 20.0, 9.0]
    mean, between = spread_of_means(values, [4.0] * 5)
    assert mean == pytest.approx(13.0)
    assert between == pytest.approx(sum((v - 13.0) ** 2 for v in values) / 4 - 4.0)
    assert spread_of_means([1.0, 1.1, 0.9, 1.0], [4.0] * 4) == (pytest.approx(1.0), 0.0)


def test_shrunk_means_by_hand():
    # Morris, with equal variances: B = (k - 3) V / S, variance V (1 - (k - 1)/k B) + 2 B^2 (y - m)^2 / (k - 3).
    values, v, k = [10.0, 14.0, 12.0, 20.0, 9.0], 4.0, 5
    s = sum((y - 13.0) ** 2 for y in values)
    b = (k - 3) * v / s
    for y, shrunk in zip(values, shrink_means(values, [v] * k), strict=True):
        assert shrunk.shrinkage == pytest.approx(b)
        assert shrunk.value == pytest.approx((1 - b) * y + b * 13.0)
        variance = v * (1 - (k - 1) / k * b) + 2 / (k - 3) * b * b * (y - 13.0) ** 2
        assert shrunk.high - shrunk.value == pytest.approx(1.959964 * math.sqrt(variance), rel=1e-6)


def test_means_that_cannot_be_drawn():
    assert shrink_means([1.0, 2.0, 3.0], [1.0] * 3) is None
    assert shrink_means([1.0, 2.0, 3.0, 4.0], [1.0, 1.0, 0.0, 1.0]) is None


def test_bounds_are_kept():
    found = shrink_means([99.0, 98.0, 99.5, 90.0], [9.0] * 4, 0.0, 100.0)
    assert all(0.0 <= shrunk.low <= shrunk.high <= 100.0 for shrunk in found)


sizes = st.lists(st.integers(1, 300), min_size=4, max_size=12)


@given(sizes, st.data())
def test_drawn_shares_lie_among_the_shares(n, data):
    hits = [data.draw(st.integers(0, size)) for size in n]
    found = shrink_rates(hits, n)
    if found is None:
        return
    shares = [hit / size for hit, size in zip(hits, n, strict=True)]
    for shrunk in found:
        assert min(shares) <= shrunk.value <= max(shares)
        assert 0.0 <= shrunk.low <= shrunk.value <= shrunk.high <= 1.0


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.01, 500)), min_size=4, max_size=12))
def test_drawn_means_lie_between_the_group_and_the_mean(pairs):
    values, variances = [list(each) for each in zip(*pairs, strict=True)]
    mean, between = spread_of_means(values, variances)
    assert between >= 0.0
    for shrunk, value in zip(shrink_means(values, variances), values, strict=True):
        low, high = sorted((value, mean))
        assert low - 1e-6 <= shrunk.value <= high + 1e-6
        assert shrunk.low <= shrunk.value <= shrunk.high


@pytest.mark.parametrize("kind", ["rates", "means"])
def test_drawn_values_are_nearer_the_truth_and_their_intervals_cover(kind):
    chance = np.random.default_rng(7)
    held = total = 0
    raw_error = drawn_error = 0.0
    for _ in range(150):
        n = chance.integers(10, 60, 12)
        if kind == "rates":
            truth = chance.beta(12, 20, 12)
            hits = chance.binomial(n, truth)
            raw, found = hits / n, shrink_rates(hits.tolist(), n.tolist())
        else:
            truth = 60 + 5 * chance.standard_normal(12)
            variances = 400 / n
            raw = truth + np.sqrt(variances) * chance.standard_normal(12)
            found = shrink_means(raw.tolist(), variances.tolist())
        drawn = np.array([shrunk.value for shrunk in found])
        raw_error += float(((raw - truth) ** 2).sum())
        drawn_error += float(((drawn - truth) ** 2).sum())
        held += sum(shrunk.low <= t <= shrunk.high for shrunk, t in zip(found, truth, strict=True))
        total += 12
    assert drawn_error < 0.8 * raw_error
    assert held / total >= 0.92
