"""Estimates and intervals, against the definition and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm, t

from authentica.coaching.clusters import Ratio, against_zero, interval, mean_ratio, rate_ratio


def test_a_share_by_hand():
    # Three conversations with 1 of 2, 3 of 4 and 0 of 2.
    found = rate_ratio(np.array([1, 3, 0]), np.array([2, 4, 2]))
    assert (found.n, found.value, found.clusters) == (8, 0.5, 3)
    residuals = [1 - 0.5 * 2, 3 - 0.5 * 4, 0 - 0.5 * 2]
    assert found.variance == pytest.approx(3 / 2 * sum(z * z for z in residuals) / 64)
    assert found.design_effect == pytest.approx(found.variance / (0.25 / 8))


def test_a_mean_by_hand():
    # Conversations (3, 5) and (4) and (9, 7), squares 180.
    found = mean_ratio(np.array([8, 4, 16]), np.array([2, 1, 2]), 180)
    assert found.value == 28 / 5
    residuals = [8 - 2 * 5.6, 4 - 5.6, 16 - 2 * 5.6]
    assert found.variance == pytest.approx(3 / 2 * sum(z * z for z in residuals) / 25)


def test_the_variance_is_never_below_that_of_independent_replies():
    # Conversations that agree with each other more than chance would have it.
    found = rate_ratio(np.array([1] * 10), np.array([2] * 10))
    assert found.variance == pytest.approx(0.25 / 20)
    assert found.design_effect == 1.0


def test_nothing_gives_nothing_and_certainty_takes_the_usual_design_effect():
    assert rate_ratio(np.array([0, 0]), np.array([0, 0])) is None
    assert mean_ratio(np.array([0]), np.array([0]), 0) is None
    found = rate_ratio(np.array([0, 0, 0]), np.array([4, 4, 4]), 2.0)
    assert (found.value, found.design_effect, found.effective_n) == (0.0, 2.0, 6.0)
    low, high = interval(found, "rate", 0, 1)
    assert low == 0.0
    assert high > 0.4  # six replies without one exclude little


def test_the_interval_of_a_share_is_wilsons_for_the_effective_number():
    found = Ratio(n=60, value=0.3, variance=0.3 * 0.7 / 30, design_effect=2.0, clusters=21)
    z = t.ppf(0.975, 20)
    low, high = interval(found, "rate", 0, 1)
    for end in (low, high):  # Wilson's ends solve (p - end)^2 = z^2 end (1 - end) / n
        assert (0.3 - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / 30)
    assert low < 0.3 < high


def test_the_interval_of_a_mean_stays_in_its_range():
    assert interval(Ratio(10, 95.0, 100.0, 1.0, 6), "mean", 0, 100) == pytest.approx((95 - 10 * t.ppf(0.975, 5), 100))


def test_students_t():
    half = 2.0 * t.ppf(0.975, 7)
    assert against_zero(-4.2, 4.0, 7) == pytest.approx((-4.2, -4.2 - half, -4.2 + half, 2 * t.sf(2.1, 7)))
    assert against_zero(0.0, 0.0, 7) is None


@pytest.mark.parametrize(("conversations", "spread"), [(12, 0.0), (31, 0.8), (200, 1.5)])
def test_intervals_cover(conversations, spread):
    """95 % intervals of a share, with conversations that differ: at least 92 of 100 hold the truth, and not by being endless."""
    chance = np.random.default_rng(20250303)
    rounds, held, widths = 400, 0, []
    truth = float(np.mean(1 / (1 + np.exp(-(0.4 + spread * norm.ppf((np.arange(4000) + 0.5) / 4000))))))
    for _ in range(rounds):
        rates = 1 / (1 + np.exp(-(0.4 + spread * chance.standard_normal(conversations))))
        sizes = chance.integers(1, 5, conversations)
        hits = chance.binomial(sizes, rates)
        bucket = chance.integers(0, 32, conversations)
        found = rate_ratio(np.bincount(bucket, hits, 32).astype(int), np.bincount(bucket, sizes, 32).astype(int))
        low, high = interval(found, "rate", 0, 1)
        held += low <= truth <= high
        widths.append(high - low)
    assert held / rounds >= 0.92
    # Not wider than twice that of so many independent replies at the middle, were conversations one reply each.
    assert float(np.mean(widths)) < 2 * 2 * 1.96 * math.sqrt(0.25 / conversations)


def test_intervals_of_means_cover():
    chance = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        sizes = chance.integers(1, 5, 40)
        middles = 60 + 12 * chance.standard_normal(40)
        values = [
            np.round(middle + 8 * chance.standard_normal(size), 2) for middle, size in zip(middles, sizes, strict=True)
        ]
        bucket = chance.integers(0, 32, 40)
        sums = np.bincount(bucket, [100 * v.sum() for v in values], 32).round().astype(int)
        square = round(sum(float((100 * v) ** 2 @ np.ones(len(v))) for v in values))
        low, high = interval(mean_ratio(sums, np.bincount(bucket, sizes, 32).astype(int), square), "mean", 0, 10_000)
        held += low <= 6000 <= high
    assert 0.92 <= held / 400 <= 0.985


def test_intervals_that_ignored_conversations_would_not_cover():
    """The same simulation, counting replies as independent: the reason for all this."""
    chance = np.random.default_rng(1)
    held = 0
    for _ in range(300):
        rates = chance.beta(0.25, 0.25, 60)  # nearly all of a conversation goes one way
        sizes = np.full(60, 8)
        hits = chance.binomial(sizes, rates)
        p, n = hits.sum() / sizes.sum(), sizes.sum()
        held += abs(p - 0.5) <= 1.96 * math.sqrt(p * (1 - p) / n)
    assert held / 300 < 0.7
