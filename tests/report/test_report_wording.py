"""Figures in words, and texts without what could mislead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authentica.coaching import MEASURES, Estimate
from authentica.report.wording import cue_words, figure, group_name, harmless, interval, measure_words, signed, step


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
    assert interval(Estimate(measure="missed", n=9)) == ""


@pytest.mark.parametrize(("value", "shown"), [(2.26, "+2.3"), (-0.04, "+0.0"), (-1.96, "−2.0"), (0.0, "+0.0")])
def test_a_difference_has_a_sign(value, shown):
    assert signed(value) == shown


def test_a_step_of_a_share_is_in_percentage_points():
    assert step("authenticity", -1.42) == "1.4 points"
    assert step("missed", 0.026) == "2.6 percentage points"


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        ("empathy.apology.bare", "an apology"),
        ("empathy.exclamation", "a word of sympathy"),
        ("boilerplate.template", "a wording sent to many"),
        ("boilerplate.dm_us", "a stock phrase"),
        ("ownership.wording", "this wording"),
        ("scope.actor.first_singular", "scope, actor, first singular"),
        ("odd", "odd"),
    ],
)
def test_a_cue_is_said_in_words(cue, words):
    assert cue_words(cue) == words


def test_a_group_without_a_name_is_unknown():
    assert group_name((("channel", None),)) == "unknown"
    assert group_name(()) == "All replies"


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800", "\u2028", "\x85"]
)
def test_what_could_mislead_is_replaced_one_for_one(character):
    assert harmless(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["tab\tand\nline", "naïve Ωμέγα 日本", "👩‍👩‍👧 👍🏽", "שלום"])
def test_what_people_write_stays(text):
    assert harmless(text) == text


@given(st.text(st.characters(codec=None)))
def test_any_text_keeps_its_length_and_can_be_encoded(text):
    shown = harmless(text)
    assert len(shown) == len(text)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert harmless(shown) == shown
