"""Packed weights: their sums are exact, whatever the order, the signs and the size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from authentica.learners.packing import LARGEST_WEIGHT, UNIT, Addends, Packing

weights = st.integers(-(2**41), 2**41).map(lambda steps: steps * UNIT)
rows = st.lists(st.tuples(weights, weights, weights), min_size=1, max_size=30)
THREE = Packing(3)


@given(rows)
def test_the_sum_of_packed_rows_is_the_packed_sum(table):
    packed = THREE.pack(np.array(table))
    expected = tuple(sum(round(row[field] / UNIT) for row in table) for field in range(3))
    assert THREE.unpack(sum(packed)) == THREE.unpack(sum(reversed(packed))) == expected


def test_a_million_of_the_largest_weights_fit():
    (packed,) = THREE.pack(np.array([[LARGEST_WEIGHT, -LARGEST_WEIGHT, 0.0]]))
    assert THREE.unpack(packed * 2**20) == (2**61, -(2**61), 0)


@given(rows)
def test_a_narrower_packing_reads_the_first_fields(table):
    total = sum(THREE.pack(np.array(table)))
    assert Packing(2).unpack(total) == THREE.unpack(total)[:2]


def test_float32_weights_lose_nothing():
    stored = np.array([[0.123, -1.5, 3.25]], dtype=np.float32).astype(np.float64)
    assert [field * UNIT for field in THREE.unpack(THREE.pack(stored)[0])] == stored[0].tolist()


def test_a_feature_adds_its_weight_times_its_value_and_an_unknown_one_nothing():
    addends = Addends(["a", "b"], np.array([[1.0, 0.0, 2.0], [0.5, -1.0, 0.0]]), THREE)
    total = addends.total({"a": 2.0, "b": -3.0, "c": 7.0})
    assert [field * UNIT for field in THREE.unpack(total)] == [0.5, 3.0, 4.0]


def test_addends_kept_are_bounded(monkeypatch):
    monkeypatch.setattr("authentica.learners.packing._MOST_ADDENDS", 10)
    addends = Addends(["a"], np.ones((1, 3)), THREE)
    for value in range(100):
        assert THREE.unpack(addends["a", float(value)])[0] * UNIT == pytest.approx(value)
        assert len(addends) <= 10
