"""The named feature space."""

from __future__ import annotations

from hypothesis import given, strategies as st

from authentica.features.space import FeatureSpace

rows = st.lists(st.dictionaries(st.text(alphabet="abcd", max_size=3), st.floats(-9, 9)), max_size=8)


def test_only_features_of_enough_rows_are_kept_in_sorted_order():
    space = FeatureSpace.fit([{"b": 1.0, "a": 2.0}, {"b": 1.0}, {"c": 1.0, "a": 0.0}], fewest_rows=2)
    assert space.names == ("a", "b")
    assert len(space) == 2


def test_unknown_features_are_passed_over():
    space = FeatureSpace(["a", "b"])
    assert space.matrix([{"z": 1.0}, {"b": 3.0, "a": 1.0}]).toarray().tolist() == [[0, 0], [1, 3]]


def test_no_rows_and_no_features():
    assert FeatureSpace([]).matrix([{"a": 1.0}]).shape == (1, 0)
    assert FeatureSpace(["a"]).matrix([]).shape == (0, 1)
    assert len(FeatureSpace.fit([], fewest_rows=1)) == 0


@given(rows, st.integers(1, 3))
def test_the_matrix_holds_what_the_rows_hold(found, fewest):
    space = FeatureSpace.fit(found, fewest_rows=fewest)
    assert list(space.names) == sorted(set(space.names))
    matrix = space.matrix(found).toarray()
    assert matrix.shape == (len(found), len(space))
    for i, row in enumerate(found):
        for j, name in enumerate(space.names):
            assert matrix[i, j] == row.get(name, 0.0)


@given(rows)
def test_the_order_of_rows_does_not_matter_to_the_space(found):
    assert FeatureSpace.fit(found, fewest_rows=1).names == FeatureSpace.fit(found[::-1], fewest_rows=1).names
