"""Figures, measures and groups in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authentica.coaching import MEASURES, Estimate
from authentica.coaching.words import drawn, figure, group_name, interval, measure_words, step


@pytest.mark.parametrize(
    ("measure", "value", "shown"),
    [
        ("authenticity", 48.6, "49"),
        ("missed", 0.258, "26\u00a0%"),
        ("missed", 0.0, "0\u00a0%"),
        ("missed", 1.0, "100\u00a0%"),
        ("privacy.incident", 0.0135, "1.4\u00a0%"),
        ("privacy.incident", 0.0996, "10\u00a0%"),
        ("promises.made", 0.2886, "0.29"),
        ("boilerplate", 0.2816, "0.28"),
        ("template.share", 0.0549, "0.05"),
        ("missed", None, "–"),
    ],
)
def test_a_figure_has_the_unit_of_its_measure(measure, value, shown):
    assert figure(measure, value) == shown


@pytest.mark.parametrize("measure", [m.name for m in MEASURES if not m.name.startswith("habit.")])
def test_every_measure_has_a_name_that_is_no_identifier(measure):
    assert measure_words(measure)[0].isupper()
    assert "." not in measure_words(measure)


def test_an_interval_says_percent_once():
    assert interval(Estimate(measure="missed", n=9, value=0.2, low=0.123, high=0.34)) == "12 to 34\u00a0%"
    assert interval(Estimate(measure="authenticity", n=9, value=50.0, low=41.2, high=60.7)) == "41 to 61"
    assert interval(Estimate(measure="boilerplate", n=9, value=0.2, low=0.123, high=0.34)) == "0.12 to 0.34"
    assert interval(Estimate(measure="missed", n=9)) == ""


def test_an_estimate_is_drawn_where_it_can_be():
    plain = Estimate(measure="missed", n=9, value=0.2, low=0.1, high=0.3)
    assert drawn(plain) == plain
    found = drawn(replace(plain, shrunk=0.25, shrunk_low=0.2, shrunk_high=0.3))
    assert (found.value, found.low, found.high) == (0.25, 0.2, 0.3)


def test_a_step_of_a_share_is_in_percentage_points():
    assert step("authenticity", -1.42) == "1.4 points"
    assert step("missed", 0.026) == "2.6 percentage points"
    assert step("boilerplate", -0.1544) == "0.154", "a mean of levels is no share"


def test_a_group_without_a_name_is_unknown():
    assert group_name((("channel", None),)) == "unknown"
    assert group_name(()) == "All replies"
    assert group_name((("agent", "abc"), ("day", None)), 2) == "ab, unknown"
