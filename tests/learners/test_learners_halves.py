"""Behaviour, desire and authenticity: neither half can make up for the other."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, strategies as st

from authentica.learners.halves import join_halves
from authentica.schema import DIMENSIONS, NEEDS, Outcome


def normalised(values):
    total = math.fsum(values)
    return tuple(v / total for v in values)


levels = st.tuples(*[st.floats(0.001, 1)] * 3).map(normalised)
probabilities = st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, levels))
needs = st.fixed_dictionaries({n: st.floats(0, 1) for n in NEEDS})
outcomes = (
    st.tuples(*[st.floats(0.001, 1)] * 4)
    .map(normalised)
    .map(lambda p: dict(zip((o.value for o in Outcome), p, strict=True)))
)

NONE, FORMULA, FULL = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
ALL_NEEDED = dict.fromkeys(NEEDS, 1.0)
MOVED = {"somewhere": 1.0, "by": 0.0, "blocked": 0.0, "outta_here": 0.0}
STUCK = {"somewhere": 0.0, "by": 0.0, "blocked": 1.0, "outta_here": 0.0}


def reply(boilerplate=NONE, empathy=NONE, ownership=NONE, expectations=NONE, listening=NONE):
    return dict(zip(DIMENSIONS, (boilerplate, empathy, ownership, expectations, listening), strict=True))


@given(probabilities, needs, outcomes)
def test_ranges_and_the_geometric_mean(found, needed, outcome):
    halves = join_halves(found, needed, outcome)
    assert 0.0 <= halves.behaviour <= 1.0
    assert 0.0 <= halves.desire <= 1.0
    assert halves.authenticity == pytest.approx(100 * math.sqrt(halves.behaviour * halves.desire))


@given(probabilities, needs, outcomes)
def test_neither_half_can_make_up_for_the_other(found, needed, outcome):
    """However good one half is, authenticity is held down by the square root of the poorer one."""
    halves = join_halves(found, needed, outcome)
    poorer, better = sorted((halves.behaviour, halves.desire))
    assert halves.authenticity <= 100 * math.sqrt(poorer) + 1e-9
    assert 100 * poorer - 1e-9 <= halves.authenticity <= 50 * (poorer + better) + 1e-9


def test_warm_words_without_behaviour_and_deeds_without_desire_both_lose_to_both():
    both = join_halves(reply(NONE, FULL, FULL, FULL, FULL), ALL_NEEDED, MOVED)
    warm = join_halves(reply(NONE, FULL, NONE, NONE, FULL), ALL_NEEDED, STUCK)
    cold = join_halves(reply(NONE, NONE, FULL, FULL, NONE), ALL_NEEDED, MOVED)
    assert both.authenticity == pytest.approx(100.0)
    assert warm.desire > 2 * warm.behaviour
    assert cold.behaviour > 2 * cold.desire
    assert warm.authenticity < 70
    assert cold.authenticity < 70


def test_nothing_of_a_half_is_nothing_at_all():
    behaviour = join_halves(reply(FULL), {**ALL_NEEDED, "empathy": 0.0}, STUCK)
    assert behaviour.behaviour == 0.0 < behaviour.desire
    assert behaviour.authenticity == 0.0
    desire = join_halves(reply(NONE, NONE, FULL, FULL, NONE), ALL_NEEDED, STUCK)
    assert desire.desire == 0.0 < desire.behaviour
    assert desire.authenticity == 0.0


def test_stock_empathy_on_a_canned_reply_earns_nothing():
    canned = join_halves(reply(FULL, FORMULA), ALL_NEEDED, STUCK)
    assert canned.desire == 0.0
    assert join_halves(reply(NONE, FORMULA), ALL_NEEDED, STUCK).desire > 0.0


def test_what_could_go_to_anybody_names_no_act_and_gets_nobody_somewhere():
    """What is put beside a canned reply earns nothing, however sure the other dimensions are of it."""
    bare, padded = (join_halves(r, ALL_NEEDED, STUCK) for r in (reply(FULL), reply(FULL, FULL, FULL, FULL, FULL)))
    assert padded == bare
    assert join_halves(reply(FULL), ALL_NEEDED, MOVED) == join_halves(
        reply(FULL), ALL_NEEDED, {**STUCK, "blocked": 0.0, "by": 1.0}
    )
    assert join_halves(reply(NONE, FULL, FULL, FULL, FULL), ALL_NEEDED, STUCK).authenticity > 50


def test_a_routine_question_needs_no_empathy():
    none_needed = dict.fromkeys(NEEDS, 0.0)
    routine = join_halves(reply(), none_needed, {"somewhere": 0.0, "by": 1.0, "blocked": 0.0, "outta_here": 0.0})
    assert routine.authenticity > join_halves(reply(), ALL_NEEDED, STUCK).authenticity
    assert routine.authenticity > 40


@given(probabilities, needs, outcomes, st.sampled_from(["empathy", "ownership", "expectations", "listening"]))
def test_a_full_dimension_never_hurts(found, needed, outcome, dimension):
    better = join_halves({**found, dimension: FULL}, needed, outcome)
    assert better.authenticity >= join_halves(found, needed, outcome).authenticity - 1e-9


@given(probabilities, needs, outcomes)
def test_boilerplate_never_helps(found, needed, outcome):
    canned = join_halves({**found, "boilerplate": FULL}, needed, outcome)
    own = join_halves({**found, "boilerplate": NONE}, needed, outcome)
    as_is = join_halves(found, needed, outcome)
    assert canned.authenticity - 1e-9 <= as_is.authenticity <= own.authenticity + 1e-9


@given(probabilities, needs, outcomes)
def test_a_needed_dimension_that_is_missing_hurts_the_more_the_more_it_is_needed(found, needed, outcome):
    absent = {**found, "ownership": NONE}
    little, much = ({**needed, "ownership": p} for p in (0.1, 0.9))
    one, two = join_halves(absent, little, outcome), join_halves(absent, much, outcome)
    assume(one.behaviour > 1e-6)
    assert two.behaviour < one.behaviour
