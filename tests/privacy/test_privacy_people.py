"""What ids tell of people, and the numbers that stand in their place."""

from __future__ import annotations

import pytest

from authentica.privacy import people
from authentica.privacy.people import RunningNumbers, names_of


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (["zot.larsen@example.com"], ["Zot", "Larsen"]),
        (["HJH"], ["HJH", "Hjh"]),
        (["a1"], []),
        ([None], []),
        (["tamsin reed", "Support Team", "tamsin reed"], ["Tamsin", "tamsin", "Reed"]),
        (["Zot " * 50_000], ["Zot"]),
        (["x" * 200_000], ["X" + "x" * 39]),
        (["Will"], ["Will"]),
        (["李小龙", "محمد"], ["李小龙", "محمد"]),
    ],
)
def test_ids_tell_names(ids, names):
    assert names_of(*ids) == names


def test_the_same_id_has_the_same_number_among_those_of_its_kind():
    numbers = RunningNumbers()
    assert numbers.label("agent", "owen@example.com") == "agent-1"
    assert numbers.label("message", ("c1", "m1")) == "message-1"
    assert numbers.label("message", ("c2", "m1")) == "message-2"
    assert numbers.label("agent", "Nadia") == "agent-2"
    assert numbers.label("agent", "owen@example.com") == "agent-1"
    assert numbers.label("agent", None) is None


def test_old_ids_are_forgotten_and_their_numbers_not_given_again(monkeypatch):
    monkeypatch.setattr(people, "_MOST_IDS", 2)
    numbers = RunningNumbers()
    assert [numbers.label("agent", one) for one in "abcba"] == ["agent-1", "agent-2", "agent-3", "agent-2", "agent-4"]
