"""What goes with a habit, against the definition, and where the moments differ."""

from __future__ import annotations

import numpy as np
import pytest

from authentica.coaching.effects import gain_of


def counts_of(rows, buckets=32, patterns=8):
    """Return counts and replies from (bucket, pattern, lapses, somewhere) of replies that had the chance."""
    counts, replies = np.zeros((buckets, patterns, 4), dtype=int), np.zeros(buckets, dtype=int)
    for bucket, pattern, lapses, somewhere in rows:
        counts[bucket, pattern, 2 * lapses] += 1
        counts[bucket, pattern, 2 * lapses + 1] += somewhere
        replies[bucket] += 1
    return counts, replies


def draw(chance, number, lapse_rates, somewhere_rates):
    """Return replies whose rates depend on the pattern of needs: (rate with the habit, rate without it)."""
    rows = []
    for _ in range(number):
        pattern = int(chance.integers(len(lapse_rates)))
        lapses = bool(chance.random() < lapse_rates[pattern])
        rate = somewhere_rates[pattern][lapses]
        rows.append((int(chance.integers(32)), pattern, lapses, bool(chance.random() < rate)))
    return rows


def test_by_hand():
    rows = []
    for bucket in range(10):  # pattern 0: 3 of 4 with the habit, 1 of 2 without; pattern 5: 1 of 1 and 0 of 1
        rows += [(bucket, 0, 0, 1)] * 3 + [(bucket, 0, 0, 0)] + [(bucket, 0, 1, 1), (bucket, 0, 1, 0)]
        rows += [(bucket, 5, 0, 1), (bucket, 5, 1, 0)]
    counts, replies = counts_of(rows)
    replies[0] += 20  # replies that had no chance count in the hundred
    found = gain_of(counts, replies, 10)
    assert found.more.value == pytest.approx(100 * (20 * (0.75 - 0.5) + 10 * (1 - 0)) / 100)
    assert found.with_habit == pytest.approx((20 * 0.75 + 10) / 30)
    assert found.without_habit == pytest.approx(10 / 30)
    assert found.more.low < found.more.value < found.more.high


def test_moments_that_differ_are_not_taken_for_the_habit():
    """Hard moments see more lapses and fewer good ends; within them, the habit changes nothing."""
    chance = np.random.default_rng(3)
    rows = draw(chance, 6000, (0.1, 0.8), ((0.8, 0.8), (0.2, 0.2)))
    found = gain_of(*counts_of(rows), 10)
    assert found.more.low < 0 < found.more.high
    crude = np.mean([s for _, _, lapse, s in rows if not lapse]) - np.mean([s for _, _, lapse, s in rows if lapse])
    assert crude > 0.3


def test_intervals_cover():
    chance = np.random.default_rng(8)
    lapse_rates, rates = (0.3, 0.6), ((0.7, 0.5), (0.4, 0.1))
    truth = 100 * (0.5 * 0.3 * 0.2 + 0.5 * 0.6 * 0.3)
    held = 0
    for _ in range(200):
        found = gain_of(*counts_of(draw(chance, 400, lapse_rates, rates)), 10)
        held += found.more.low <= truth <= found.more.high
    assert held / 200 >= 0.91


def test_too_little_says_nothing():
    rows = [(bucket, 0, bucket % 2, 1) for bucket in range(18)]
    assert gain_of(*counts_of(rows), 10) is None  # nine of each
    rows = [(bucket % 2, 0, n % 2, n % 3 == 0) for n, bucket in enumerate(range(100))]
    assert gain_of(*counts_of(rows), 10) is None  # two sets of conversations
    assert gain_of(np.zeros((32, 8, 4), dtype=int), np.zeros(32, dtype=int), 10) is None


def test_moments_without_a_like_are_left_out():
    rows = draw(np.random.default_rng(2), 300, (0.4,), ((0.7, 0.3),))
    alone = [(b % 16, 7, 1, 0) for b in range(50)]  # nobody shows the habit here
    counts, replies = counts_of(rows + alone)
    with_alone = gain_of(counts, replies, 10)
    counts, _ = counts_of(rows)
    assert with_alone.more.value == pytest.approx(gain_of(counts, replies, 10).more.value)
