"""No small group is shown, nor can it be had by subtraction from one total."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, strategies as st

from authentica.coaching.suppression import Size, hidden_groups


def sizes_of(cells, names):
    """Return the sizes of every combination of keys from those of the smallest groups."""
    found = defaultdict(int)
    for values, replies in cells.items():
        pairs = tuple(zip(names, values, strict=True))
        for mask in range(1 << len(pairs)):
            found[tuple(pair for at, pair in enumerate(pairs) if mask >> at & 1)] += replies
    return {keys: Size(replies, 9) for keys, replies in found.items()}


def shown(cells, names, least=10, person=20):
    sizes = sizes_of(cells, names)
    return {keys for keys in sizes if keys and keys not in hidden_groups(sizes, least, person)}


def test_small_groups_are_hidden():
    found = shown({("email",): 9, ("chat",): 10}, ("channel",))
    assert found == {(("channel", "chat"),)}


def test_persons_need_more():
    found = shown({("Nadia",): 19, ("Owen",): 18, ("Priya",): 20}, ("agent",))
    assert found == {(("agent", "Priya"),)}


def test_a_single_hidden_person_takes_the_smallest_other_along():
    found = shown({("Nadia",): 9, ("Owen",): 30, ("Priya",): 25}, ("agent",))
    assert found == {(("agent", "Owen"),)}


def test_hidden_persons_who_are_still_too_few_together_take_one_along():
    found = shown({("Nadia",): 4, ("Owen",): 5, ("Priya",): 25, ("Quentin",): 40}, ("agent",))
    assert found == {(("agent", "Quentin"),)}


def test_a_total_that_is_one_hidden_person_is_hidden_too():
    found = shown({("Nadia", "w1"): 15, ("Nadia", "w2"): 40, ("Owen", "w2"): 40}, ("agent", "week"))
    assert (("week", "w1"),) not in found


def test_who_is_unknown_is_no_person():
    found = shown({(None, "w1"): 15, (None, "w2"): 40}, ("agent", "week"))
    assert (("week", "w1"),) in found
    assert (("agent", None), ("week", "w1")) in found


def test_few_conversations_are_too_few():
    assert hidden_groups({(): Size(90, 9), (("channel", "chat"),): Size(90, 4)}, 10, 20) == {(("channel", "chat"),)}


@pytest.mark.parametrize("names", [("agent", "week"), ("agent", "team", "week")])
@given(data=st.data())
def test_no_total_gives_a_hidden_person_away(names, data):
    options = {"agent": ["a", "b", "c", None], "team": ["t", "u"], "week": ["w1", "w2", "w3"]}
    keys = st.tuples(*[st.sampled_from(options[name]) for name in names])
    cells = data.draw(st.dictionaries(keys, st.integers(1, 60), min_size=1, max_size=12))
    sizes = sizes_of(cells, names)
    hidden = hidden_groups(sizes, 10, 20)
    assert () not in hidden
    for total in sizes:
        if total in hidden:
            continue
        for name in names:
            if name in dict(total):
                continue
            parts = [k for k in sizes if len(k) == len(total) + 1 and name in dict(k) and set(total) <= set(k)]
            gone = [k for k in parts if k in hidden]
            is_person = any(dict(k).get("agent") is not None for k in gone)
            left = [k for k in parts if k not in hidden]
            if is_person and not (total == () and not left):
                assert len(gone) >= 2
                assert sum(sizes[k].replies for k in gone) >= 20
