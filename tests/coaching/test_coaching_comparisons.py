"""Differences are called differences only where they are."""

from __future__ import annotations

import numpy as np
import pytest

from authentica.coaching.clusters import mean_ratio, rate_ratio
from authentica.coaching.comparisons import adjusted, contrast


def compare(own, others, kind="rate", squares=(0, 0)):
    """Compare (hits, chances) with (hits, chances)."""
    one = [np.array(part) for part in own]
    rest = [np.array(part) for part in others]
    if kind == "rate":
        ratios = rate_ratio(*one), rate_ratio(*rest)
    else:
        ratios = mean_ratio(*one, squares[0]), mean_ratio(*rest, squares[1])
    return contrast(*ratios, (one[0], rest[0]), (one[1], rest[1]), kind)


def test_by_hand():
    # Sets 0 and 1 are the group's, 2 to 4 the rest's; two replies each.
    found = compare(([2, 0, 0, 0, 0], [2, 2, 0, 0, 0]), ([0, 0, 1, 2, 2], [0, 0, 2, 2, 2]))
    assert found.value == pytest.approx(0.5 - 5 / 6)
    z = [(2 - 1) / 4, (0 - 1) / 4, (1 - 5 / 3) / 6, (2 - 5 / 3) / 6, (2 - 5 / 3) / 6]
    robust = 5 / 4 * sum(each * each for each in z)
    independent = 0.7 * 0.3 * (1 / 4 + 1 / 6)
    error = max(robust, independent) ** 0.5
    assert found.high - found.value == pytest.approx(12.7062047 * error)  # one degree of freedom


def test_a_group_of_zeros_is_not_certain():
    found = compare(([0] * 20, [2] * 5 + [0] * 15), ([3] * 20, [10] * 20))
    assert found.p_value > 0.05
    assert found.low < -0.3 < found.high
    sure = compare(([0] * 20, [8] * 20), ([3] * 20, [10] * 20))
    assert sure.p_value < 0.001


def test_where_nothing_varies_nothing_is_said():
    assert compare(([0] * 5, [2] * 5), ([0] * 5, [2] * 5)) is None
    assert compare(([8] * 5, [2] * 5), ([8] * 5, [2] * 5), "mean", (160, 160)) is None


def test_benjamini_and_hochberg_by_hand():
    assert adjusted([0.01, 0.04, 0.03, 0.5]) == pytest.approx((0.04, 0.16 / 3, 0.16 / 3, 0.5))
    assert adjusted([]) == ()


def simulate(chance, agents, shift):
    """Return, for each agent, the p-value against the rest; the first agent is shifted."""
    hits, chances = np.zeros((agents, 32), dtype=int), np.zeros((agents, 32), dtype=int)
    for agent in range(agents):
        for _ in range(40):
            bucket, size = chance.integers(32), chance.integers(1, 5)
            rate = chance.beta(3, 4) + (shift if agent == 0 else 0.0)
            hits[agent, bucket] += chance.binomial(size, min(max(rate, 0.0), 1.0))
            chances[agent, bucket] += size
    found = []
    for agent in range(agents):
        others = hits.sum(axis=0) - hits[agent], chances.sum(axis=0) - chances[agent]
        found.append(compare((hits[agent], chances[agent]), others).p_value)
    return found


def test_on_teams_without_differences_few_are_called_one():
    chance = np.random.default_rng(11)
    rounds = 120
    with_any = sum(min(adjusted(simulate(chance, 10, 0.0))) <= 0.05 for _ in range(rounds))
    # With no difference at all, the false discovery rate is the chance of calling any: 5 %, with room for 120 rounds.
    assert with_any / rounds <= 0.10


def test_p_values_of_no_difference_are_even_enough():
    chance = np.random.default_rng(12)
    found = [p for _ in range(60) for p in simulate(chance, 10, 0.0)]
    assert 0.02 <= float(np.mean(np.array(found) <= 0.05)) <= 0.075
    assert 0.42 <= float(np.median(found)) <= 0.6


def test_a_real_difference_is_found_and_the_false_stay_few():
    chance = np.random.default_rng(13)
    true = called = 0
    for _ in range(40):
        hits = [agent for agent, q in enumerate(adjusted(simulate(chance, 16, 0.3))) if q <= 0.05]
        called += len(hits)
        true += 0 in hits
    assert true >= 36
    # The one that differs is a part of what the others are compared with, and moves it by 0.02.
    assert (called - true) / called <= 0.2
