"""Who had the chance, and who did not take it."""

from __future__ import annotations

import pytest

from authentica.coaching import HABITS
from authentica.coaching.observations import observe

BY_NAME = {habit.name: habit for habit in HABITS}
NONE, ALL = (0.1, 0.1, 0.1), (0.9, 0.9, 0.9)
EMPATHY, OWNERSHIP, EXPECTATIONS = (0.9, 0.1, 0.1), (0.1, 0.9, 0.1), (0.1, 0.1, 0.9)
# Levels: boilerplate, empathy, ownership, expectations, listening.


@pytest.mark.parametrize(
    ("name", "needs", "levels", "flags", "expected"),
    [
        ("name_the_problem", NONE, (0, 0, 0, 0, 0), (), None),
        ("name_the_problem", EMPATHY, (0, 0, 2, 2, 2), (), "lapses"),
        ("name_the_problem", EMPATHY, (2, 1, 0, 0, 0), (), "shows"),
        ("say_what_it_means_for_them", EMPATHY, (0, 0, 0, 0, 0), (), None),
        ("say_what_it_means_for_them", EMPATHY, (0, 1, 0, 0, 0), (), "lapses"),
        ("say_what_it_means_for_them", EMPATHY, (0, 2, 0, 0, 0), (), "shows"),
        ("give_the_apology_a_cause", EMPATHY, (0, 1, 0, 0, 0), ("hollow_apology",), "lapses"),
        ("give_the_apology_a_cause", EMPATHY, (0, 1, 0, 0, 0), (), "shows"),
        ("say_who_acts", OWNERSHIP, (0, 2, 0, 2, 2), (), "lapses"),
        ("say_who_acts", EMPATHY, (0, 0, 0, 0, 0), (), None),
        ("name_the_act", OWNERSHIP, (0, 0, 1, 0, 0), (), "lapses"),
        ("name_the_act", OWNERSHIP, (0, 0, 2, 0, 0), (), "shows"),
        ("say_what_comes_next", EXPECTATIONS, (0, 0, 0, 0, 0), (), "lapses"),
        ("put_a_time_on_it", EXPECTATIONS, (0, 0, 0, 1, 0), (), "lapses"),
        ("put_a_time_on_it", EXPECTATIONS, (0, 0, 0, 0, 0), (), None),
        ("take_up_their_words", NONE, (0, 0, 0, 0, 0), (), None),
        ("take_up_their_words", EXPECTATIONS, (0, 0, 0, 0, 0), (), "lapses"),
        ("write_for_this_customer", ALL, (2, 0, 0, 0, 0), (), "lapses"),
        ("write_for_this_customer", ALL, (1, 0, 0, 0, 0), (), "shows"),
        ("say_why_you_ask", NONE, (0, 0, 0, 0, 0), (), None),
        ("say_why_you_ask", NONE, (0, 0, 0, 0, 0), ("asks_personal_data",), "lapses"),
        ("say_why_you_ask", NONE, (0, 0, 0, 0, 0), ("asks_personal_data", "explains_data_use"), "shows"),
    ],
)
def test_chances_and_lapses(reply, name, needs, levels, flags, expected):
    habit = BY_NAME[name]
    seen = observe(reply(needs=needs, levels=levels, flags=flags), {}, {})
    found = None if not habit.chance(seen) else "lapses" if habit.lapse(seen) else "shows"
    assert found == expected


def test_every_habit_has_its_words():
    for habit in HABITS:
        assert "{share}" in habit.lapse_words
        assert not habit.advice.endswith(".")
    assert len(BY_NAME) == len(HABITS)
