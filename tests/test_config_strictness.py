"""A team's own strictness about levels."""

from __future__ import annotations

import json
import math
import pickle

import pytest

import authentica
from authentica.cli import main
from authentica.config import LARGEST_STRICTNESS, AnalyzerConfig
from authentica.errors import InputError
from authentica.learners.verdicts import _strict_cuts
from authentica.schema import DIMENSIONS

REPLIES = [
    "We'll look into it soon.",
    "Thank you for contacting us. Please DM us your details so we can take a look.",
    "I've cancelled the second charge; the money is back by Friday.",
    "Sorry about that! Try restarting it.",
    "That sounds maddening. I'd be happy to help, what is your order number?",
    "Yes, the shop opens at nine, and your blue kettle is at the till.",
]
CUSTOMER = "You charged me twice and the kettle I ordered is cracked!!"


def assess(**options):
    analyzer = authentica.load(config=AnalyzerConfig(**options))
    return list(analyzer.pipe((text, CUSTOMER) for text in REPLIES))


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_stricter_team_sees_worse_levels_and_a_lenient_one_better(dimension):
    plain = assess()
    for shift in (0.4, -0.4):
        moved = assess(level_strictness={dimension: shift})
        worse = (shift > 0) != (dimension == "boilerplate")
        levels = [(a[dimension].level, b[dimension].level) for a, b in zip(plain, moved, strict=True)]
        assert all(b <= a if worse else b >= a for a, b in levels)
        for a, b in zip(plain, moved, strict=True):
            assert a[dimension].probabilities == b[dimension].probabilities
            assert a.authenticity == b.authenticity
            assert all(a[other].level == b[other].level for other in DIMENSIONS if other != dimension)


def test_cuts_move_by_the_shift_and_stay_between_their_levels():
    cuts = [0.5, 1.5]
    assert list(_strict_cuts(cuts, 0.0)) == [0.5, 1.5]
    assert _strict_cuts(cuts, 0.2) == [0.7, 1.7]
    assert _strict_cuts(cuts, -0.4) == pytest.approx([0.1, 1.1])
    assert _strict_cuts([0.2, 1.8], 0.4) == pytest.approx([0.6, 1.95])
    assert _strict_cuts([0.2, 1.8], -0.4) == pytest.approx([0.05, 1.4])


def test_some_levels_move(label_file):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]

    def levels(shift):
        config = AnalyzerConfig(level_strictness=dict.fromkeys(DIMENSIONS, shift))
        found = authentica.load(config=config).pipe((row["text"], row["customer_text"]) for row in rows)
        return [tuple(score.level for score in a.dimensions) for a in found]

    lenient, plain, strict = levels(-0.4), levels(0), levels(0.4)
    assert lenient != plain != strict


def test_missed_and_tips_follow_the_level():
    strict = assess(level_strictness={"ownership": 0.4, "expectations": 0.4, "empathy": 0.4}, missed_probability=0.1)
    for a in strict:
        assert a.missed == tuple(
            s.dimension for s in a.dimensions if s.needed is not None and s.level == 0 and s.needed >= 0.1
        )


def test_it_changes_the_fingerprint_and_its_spelling_does_not():
    plain = AnalyzerConfig()
    set_ = AnalyzerConfig(level_strictness={"empathy": 0.2, "boilerplate": -0.1})
    assert set_.fingerprint() != plain.fingerprint()
    assert set_ == AnalyzerConfig(level_strictness=(("boilerplate", -0.1), ("empathy", 0.2)))
    assert set_ == AnalyzerConfig.from_mapping({"level_strictness": {"empathy": 0.2, "boilerplate": -0.1}})
    assert AnalyzerConfig(level_strictness={"empathy": 0}) == plain
    assert pickle.loads(pickle.dumps(set_)) == set_
    assert hash(set_) != hash(plain)
    assert authentica.load(config=set_).fingerprint != authentica.load().fingerprint


@pytest.mark.parametrize("value", [0.41, -0.41, math.nan, math.inf, "0.1", None, True])
def test_shifts_are_checked(value):
    with pytest.raises(InputError, match=f"level_strictness of empathy must be a number from -{LARGEST_STRICTNESS}"):
        AnalyzerConfig(level_strictness={"empathy": value})


@pytest.mark.parametrize("value", [None, 3, "empathy", ["empathy"]])
def test_other_things_are_refused(value):
    with pytest.raises(InputError, match="level_strictness must map dimensions to numbers"):
        AnalyzerConfig(level_strictness=value)


def test_unknown_dimensions_are_refused():
    with pytest.raises(InputError, match=r"unknown dimension 'empthy'.*Use some of boilerplate"):
        AnalyzerConfig(level_strictness={"empthy": 0.1})


def test_the_command_line_takes_it(capsys):
    assert main(["explain", REPLIES[0], "--json", "--strictness", "empathy=0.3", "--strictness", "ownership=-0.1"]) == 0
    model = authentica.load(config=AnalyzerConfig(level_strictness={"empathy": 0.3, "ownership": -0.1})).fingerprint
    assert f'"model":"{model}"' in capsys.readouterr().out
    assert main(["explain", REPLIES[0], "--strictness", "empathy=much"]) == 2
    assert "the shift of empathy must be a number" in capsys.readouterr().err
