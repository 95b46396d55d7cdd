"""Trends against ordinary least squares, and by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from authentica.coaching.trends import slope_of


def replies_of(chance, weeks, slope, week_effect=0.0, conversations=30):
    """Return the sums and chances by week and set, and every reply as (week, hit)."""
    sums, chances, flat = np.zeros((weeks, 32), dtype=int), np.zeros((weeks, 32), dtype=int), []
    for week in range(weeks):
        shift = week_effect * chance.standard_normal()
        for _ in range(conversations):
            bucket, size = chance.integers(32), int(chance.integers(1, 4))
            rate = min(max(chance.beta(4, 6) + slope * week + shift, 0.0), 1.0)
            hit = int(chance.binomial(size, rate))
            sums[week, bucket] += hit
            chances[week, bucket] += size
            flat += [(week, 1)] * hit + [(week, 0)] * (size - hit)
    return sums, chances, flat


def test_the_slope_is_that_of_a_line_through_all_replies():
    sums, chances, flat = replies_of(np.random.default_rng(1), 7, 0.03)
    found = slope_of(range(7), list(sums), list(chances))
    weeks, hits = zip(*flat, strict=True)
    assert found.value == pytest.approx(np.polyfit(weeks, hits, 1)[0])
    assert found.low < found.value < found.high


def test_a_gap_counts_as_time():
    sums, chances, _ = replies_of(np.random.default_rng(1), 5, 0.03)
    near = slope_of(range(5), list(sums), list(chances))
    far = slope_of(range(0, 10, 2), list(sums), list(chances))
    assert far.value == pytest.approx(near.value / 2)
    assert far.p_value == pytest.approx(near.p_value)


def test_few_periods_and_no_variation_say_nothing():
    sums, chances, _ = replies_of(np.random.default_rng(1), 3, 0.0)
    assert slope_of(range(3), list(sums), list(chances)) is None
    zeros = [np.zeros(32, dtype=int)] * 5
    assert slope_of(range(5), zeros, [np.ones(32, dtype=int)] * 5) is None


@pytest.mark.parametrize("week_effect", [0.0, 0.08])
def test_where_nothing_moves_few_trends_are_found(week_effect):
    """With weeks that differ for reasons of their own too."""
    chance = np.random.default_rng(5)
    found = [
        slope_of(range(8), list(s), list(c))
        for s, c, _ in (replies_of(chance, 8, 0.0, week_effect) for _ in range(250))
    ]
    assert sum(each.p_value <= 0.05 for each in found) / 250 <= 0.09


def test_a_real_trend_is_found():
    chance = np.random.default_rng(6)
    found = [slope_of(range(8), list(s), list(c)) for s, c, _ in (replies_of(chance, 8, 0.04) for _ in range(40))]
    assert sum(each.p_value <= 0.05 and each.value > 0 for each in found) >= 36
    assert sum(each.low <= 0.04 <= each.high for each in found) >= 35
