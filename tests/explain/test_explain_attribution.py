"""Every number walks back to characters: base and contributions add up, spans quote the reply, results never vary."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from authentica.config import AnalyzerConfig
from authentica.explain.attribution import Attributor
from authentica.features.encoder import load_encoder
from authentica.features.replies import measure
from authentica.learners.places import shipped_model_folder
from authentica.learners.scorer import Scorer
from authentica.learners.store import load_bundle
from authentica.schema import DIMENSIONS, NEEDS, Flag, Status, as_reply

PHRASES = [
    "I'm so sorry", "We apologize for any inconvenience", "I've cancelled the second charge", "by Friday", "Please DM us",
    "unfortunately that is our policy", "you need to contact the seller", "That must have been frightening for your daughter",
    "we'll look into it", "within 3-5 business days", "Hi Ana,", "Thank you for contacting us", "Is there anything else?",
    "That was our mistake", "Kind regards,", "\nDana", "\n", "\n> my parcel is missing", "^DW", "@ana_b", "https://example.com/x",
    "my parcel is missing", "You charged me twice", "42", "😀", ".", "!", "?", ",", ";", "-", "we", "I", "it", "and", "not", "if",
    "SORRY", "don’t worry", "asap", "\t", "  ", "\x00", "\u202e", "é", "…", '"', "“our policy”", "On Monday Ana wrote:",
]  # fmt: skip
words = st.lists(st.sampled_from(PHRASES) | st.text(max_size=8), max_size=22)
texts = st.builds(str.join, st.sampled_from([" ", " ", "", ". "]), words)
pairs = st.tuples(texts, texts)
MANY = settings(max_examples=120)


@MANY
@given(pairs)
def test_contracts_of_an_assessment(analyzer, pair):
    text, said = pair
    a = analyzer.analyze(text, customer_text=said)
    assert a.text == text
    if not a.scored:
        assert a.status in (Status.NO_TEXT, Status.UNSUPPORTED_LANGUAGE)
        assert a.dimensions == a.missed == a.tips == a.flag_evidence == a.outcome_evidence == ()
        assert a.outcome_explanation == ""
        assert a.authenticity is a.behaviour is a.desire is a.outcome is None
        assert a.flags == (Flag(a.status.value),)
        return
    assert tuple(score.dimension for score in a.dimensions) == DIMENSIONS
    assert 0.0 <= a.authenticity <= 100.0
    assert 0.0 <= a.behaviour <= 1.0
    assert 0.0 <= a.desire <= 1.0
    assert math.fsum(a.outcome_probabilities.values()) == pytest.approx(1.0, abs=1e-9)
    assert len(a.outcome_probabilities) == 4
    for score in a.dimensions:
        assert math.fsum([score.base, *(e.contribution for e in score.evidence)]) == pytest.approx(
            score.logit, abs=1e-9
        )
        assert math.fsum(score.probabilities) == pytest.approx(1.0, abs=1e-9)
        assert all(0.0 <= p <= 1.0 for p in score.probabilities)
        assert 0.0 <= score.score <= 1.0
        assert score.level in (0, 1, 2)
        assert (score.needed is not None) == (score.dimension in NEEDS)
        assert score.needed is None or 0.0 <= score.needed <= 1.0
        for e in (*score.evidence, *a.flag_evidence, *a.outcome_evidence):
            if e.start is None:
                assert e.end is None
                assert e.text is None
            else:
                assert 0 <= e.start < e.end <= len(text)
                assert text[e.start : e.end] == e.text
                assert not e.text.isspace()
        placed = [e.start is not None for e in score.evidence]
        assert placed == sorted(placed, reverse=True), "evidence with a place comes first"
        strengths = [e.contribution for e in score.spans]
        assert strengths == sorted(strengths, reverse=True)
        starts = sorted((e.start, e.end) for e in score.spans)
        assert all(one[1] <= two[0] for one, two in pairwise(starts)), "spans of a dimension overlap"
        assert score.level > 0 or not score.spans, "an absence has no place"
        lower, reached = score.probabilities[: score.level], math.fsum(score.probabilities[score.level :])
        if lower and max(lower) > reached + 1e-6:
            assert score.explanation.startswith("Perhaps ")
            assert "likelier" in score.explanation
    missed = [s.dimension for s in a.dimensions if s.needed is not None and s.level == 0 and s.needed >= 0.5]
    assert list(a.missed) == missed
    tips = [tip.dimension for tip in a.tips]
    assert tips[: len(missed)] == missed
    general = tips[len(missed) :]
    if general:
        assert a.authenticity < 40 or a.outcome in {"blocked", "outta_here"}
        assert len(tips) <= 2
        # The last may be on what stops a customer.
        of_wall = a.outcome in {"blocked", "outta_here"} and general[-1] == "ownership"
        for dimension in general[:-1] if of_wall else general:
            assert a[dimension].level == 1
            assert a[dimension].needed >= 0.75
    assert len(set(a.flags)) == len(a.flags)
    assert {e.cue.removeprefix("flag.") for e in a.flag_evidence} <= set(a.flags)


@given(pairs)
def test_the_same_reply_gives_the_same_assessment(analyzer, pair):
    first = analyzer.analyze(*pair)
    assert analyzer.analyze(*pair) == first
    assert analyzer.analyze(*pair).to_json() == first.to_json()


@settings(max_examples=40)
@given(st.lists(pairs, max_size=12))
def test_a_batch_is_its_replies_one_by_one(analyzer, batch):
    assert list(analyzer.pipe(batch)) == [analyzer.analyze(*pair) for pair in batch]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_batch_size_does_not_matter(analyzer, size):
    twin = type(analyzer)(analyzer._scorer.bundle, analyzer.manifest, AnalyzerConfig(batch_size=size))
    assert twin.fingerprint == analyzer.fingerprint

    @settings(max_examples=15)
    @given(st.lists(pairs, max_size=9))
    def same(batch):
        assert list(twin.pipe(batch)) == list(analyzer.pipe(batch))

    same()


@pytest.fixture(scope="module")
def bundle():
    return load_bundle(shipped_model_folder())[0]


def test_the_logit_is_the_models_own_score_and_not_only_a_sum(read, measured, bundle):
    """``logit`` is the mean of the log-odds of level 1 and level 2, computed without the attribution."""
    scorer, attributor = Scorer(bundle), Attributor(bundle)

    @MANY
    @given(pairs)
    def same(pair):
        reading = read(*pair)
        measures = measured(*pair)
        (scores,) = scorer.score([measures])
        by_clause = attributor.by_clause([scores], scorer.credits([scores]))
        for level in range(3):
            found = attributor.attribute([level] * len(DIMENSIONS), reading, measures, scores, by_clause)
            for d, parts in enumerate(found):
                some, full = scores.level_logits[2 * d : 2 * d + 2]
                assert parts.logit == pytest.approx((some + full) / 2, abs=1e-6)

    same()


ACT, SORRY = "I've sent the new lamp today", "Sorry about that"


@pytest.mark.parametrize(
    ("level", "logits", "named", "telling", "is_told"),
    [
        (0, [(2.0, -3.0), (0.5, 0.4), (-1.0, -2.0)], [], [], True),
        (1, [(2.0, -3.0), (0.5, 0.4), (-1.0, -2.0)], [SORRY, ACT], [SORRY], True),
        (1, [(2.0, -3.0), (0.9, 0.4), (-1.0, -2.0)], [SORRY, ACT], [SORRY, ACT], True),
        (1, [(-2.0, -3.0), (-0.5, -4.0), (-1.0, -2.0)], [ACT], [], True),
        (2, [(4.0, -3.0), (0.5, 0.4), (-1.0, -2.0)], [SORRY, ACT], [ACT], True),
        (2, [(4.0, -3.0), (0.5, -2.0), (-1.0, -2.0)], [SORRY, ACT], [ACT], False),
        (2, [(4.0, -3.0), (0.5, -4.0), (-1.0, 9.0)], [SORRY, ACT], [SORRY], False),
        (2, [(-2.0, -3.0), (-0.5, -0.6), (-1.0, -2.0)], [ACT], [ACT], True),
    ],
)
def test_a_level_is_told_by_the_words_that_speak_for_it(read, measured, bundle, level, logits, named, telling, is_told):
    """Level 2 is not told by what speaks for level 1, however surely; where nothing tells it, by what comes nearest.

    Nor is level 1 told by words without any feeling, unless the model is sure of them.
    """
    text = "Sorry about that. I've sent the new lamp today. Kind regards"
    reading, measures = read(text, ""), measured(text, "")
    scorer, attributor = Scorer(bundle), Attributor(bundle)
    (scores,) = scorer.score([measures])
    by_clause = attributor.by_clause([scores], scorer.credits([scores]))
    assert len(scores.clause_logits) == len(logits)
    d = DIMENSIONS.index("empathy")
    rows = [[*row[: 2 * d], *steps, *row[2 * d + 2 :]] for row, steps in zip(scores.clause_logits, logits, strict=True)]
    levels = [level if at == d else 0 for at in range(len(DIMENSIONS))]
    found = attributor.attribute(levels, reading, measures, replace(scores, clause_logits=rows), by_clause)[d]
    placed = [e for e in found.evidence if e.start is not None]
    assert sorted(e.text for e in placed) == sorted(named)
    assert sorted(e.text for e in found.telling) == sorted(telling)
    assert [e for e in placed if e in found.telling] == list(found.telling)
    assert found.is_told is is_told


@pytest.mark.parametrize(
    ("text", "full", "telling"),
    [
        ("Sorry about that. A vase of your gran's", -3.0, ["Sorry about that"]),
        ("Sorry about that. A vase of your gran's", -1.0, ["Sorry about that", "A vase of your gran's"]),
        ("Sorry about that. Very glad it came", -3.0, ["Sorry about that", "Very glad it came"]),
        ("Sorry about that. Ours is the wrong lid", -3.0, ["Sorry about that", "Ours is the wrong lid"]),
    ],
)
def test_weak_empathy_is_told_by_any_words_where_it_may_well_be_specific(read, measured, bundle, text, full, telling):
    reading, measures = read(text, ""), measured(text, "")
    scorer, attributor = Scorer(bundle), Attributor(bundle)
    (scores,) = scorer.score([measures])
    by_clause = attributor.by_clause([scores], scorer.credits([scores]))
    d = DIMENSIONS.index("empathy")

    def of_empathy(row, *steps):
        return [*row[: 2 * d], *steps, *row[2 * d + 2 :]]

    changed = replace(
        scores,
        clause_logits=[of_empathy(row, 0.4, -4.0) for row in scores.clause_logits],
        level_logits=of_empathy(scores.level_logits, 3.0, full),
    )
    levels = [1 if at == d else 0 for at in range(len(DIMENSIONS))]
    found = attributor.attribute(levels, reading, measures, changed, by_clause)[d]
    assert sorted(e.text for e in found.telling) == sorted(telling)


def test_without_explanations_everything_else_is_the_same(analyzer):
    terse = type(analyzer)(analyzer._scorer.bundle, analyzer.manifest, AnalyzerConfig(explanations=False))
    assert terse.fingerprint != analyzer.fingerprint

    @settings(max_examples=60)
    @given(pairs)
    def same(pair):
        full, short = analyzer.analyze(*pair), terse.analyze(*pair)
        assert type(short).from_dict(short.to_dict()) == short
        assert (short.tips, short.flag_evidence) == ((), ())
        for one, other in zip(full.dimensions, short.dimensions, strict=True):
            assert (other.evidence, other.explanation, other.base) == ((), "", other.logit)
            assert other.logit == pytest.approx(one.logit, abs=1e-6)
            assert (other.level, other.probabilities, other.needed) == (one.level, one.probabilities, one.needed)
        for name in (
            "status",
            "authenticity",
            "behaviour",
            "desire",
            "outcome_probabilities",
            "flags",
            "missed",
            "privacy",
            "commitments",
        ):
            assert getattr(short, name) == getattr(full, name)

    same()


def test_without_any_reason_the_score_is_the_base(analyzer):
    scores = {d: {analyzer.analyze(t)[d].base for t in ("ok", "I'm sorry.", "We value you.")} for d in DIMENSIONS}
    assert all(len(bases) == 1 for bases in scores.values())


def test_a_greeting_before_a_line_break_is_no_blank_evidence(analyzer):
    assessment = analyzer.analyze("Hi Ana, \nDana")
    assert all(e.text.strip() for score in assessment.dimensions for e in score.spans)


def test_listening_is_shown_by_the_words_it_shares_and_not_doubted_for_want_of_plain_ones(analyzer):
    a = analyzer.analyze(
        "Garden, this Thursday. Paper's the 19th.", customer_text="Is it garden or paper for Ulm Road this Thursday?"
    )
    assert "“Garden, this Thursday”" in a["listening"].explanation
    reading = analyzer.read(as_reply(("You are most welcome.", "My lid broke")))
    (measured,) = measure([reading], load_encoder())
    scorer = Scorer(load_bundle(shipped_model_folder())[0])
    attributor = Attributor(scorer.bundle)
    (scores,) = scorer.score([measured])
    by_clause = attributor.by_clause([scores], scorer.credits([scores]))
    listening = attributor.attribute([2, 2, 2, 2, 2], reading, measured, scores, by_clause)[-1]
    assert listening.is_told


def test_where_only_refusals_remain_nothing_is_quoted_but_a_time(analyzer):
    for text, is_quoted in (("I can't send it before the 20th.", True), ("We cannot reopen it.", False)):
        a = analyzer.analyze(text, customer_text="I want my lid mended by Friday")
        assert a["expectations"].level > 0
        assert ("“" in a["expectations"].explanation) is is_quoted
