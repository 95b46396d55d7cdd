"""Tips: only where something was needed and not shown, and about this case."""

from __future__ import annotations

import pytest

from authentica.config import AnalyzerConfig
from authentica.explain.tips import customer_quote, write_tips
from authentica.schema import NEEDS, Flag


def test_nothing_missed_no_tips(read):
    assert write_tips((), read("ok", "My parcel is missing!"), (), None) == ()


def test_one_tip_for_each_missed_dimension_in_order(read):
    tips = write_tips(NEEDS, read("ok", "My parcel is missing!"), (), None)
    assert [tip.dimension for tip in tips] == list(NEEDS)
    assert len({tip.text for tip in tips}) == 3
    for tip in tips:
        assert tip.text.endswith((".", "”."))
        assert "{" not in tip.text


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("My parcel is missing.", "missing"),
        ("You ruined our wedding.", "wedding"),
        ("Worst bank ever.", "Worst bank ever"),
        ("It has happened again.", "again"),
        ("It does not load.", "not load"),
    ],
)
def test_tips_quote_the_customer(read, said, quoted):
    (tip,) = write_tips(("empathy",), read("ok", said), (), None)
    assert quoted in tip.text
    assert "“" in tip.text


def test_without_trouble_there_is_no_quote(read):
    assert customer_quote(read("ok", "When do you open?").customer) is None
    (tip,) = write_tips(("empathy",), read("ok", ""), (), None)
    assert "“" not in tip.text


def test_an_act_is_asked_on_what_happened_not_on_a_feeling(read):
    empathy, ownership = write_tips(("empathy", "ownership"), read("ok", "Furious."), (), None)
    assert "“Furious”" in empathy.text
    assert "Furious" not in ownership.text


def test_a_number_is_quoted_with_what_it_counts(read):
    quote, _ = customer_quote(read("ok", "Still no parcel after 5 weeks.").customer)
    assert quote == "“Still no parcel after 5 weeks”"


def test_quotes_are_words_of_the_customer(read):
    said = "I ordered a fridge in May. It arrived broken, and nobody answers my mails."
    quote, cue = customer_quote(read("ok", said).customer)
    assert quote.strip("“”") in said
    assert cue.startswith("customer.")
    assert len(quote) <= 72


def test_ownership_tips_answer_what_the_reply_did(read):
    reading = read("ok", "My parcel is missing.")
    pushed = write_tips(("ownership",), reading, (), "contact the seller")[0].text
    policy = write_tips(("ownership",), reading, (Flag.POLICY_BLOCK,), None)[0].text
    moved = write_tips(("ownership",), reading, (Flag.HAND_OFF,), None)[0].text
    plain = write_tips(("ownership",), reading, (), None)[0].text
    assert "“contact the seller”" in pushed
    assert len({pushed, policy, moved, plain}) == 4


def test_expectations_tips_know_what_was_asked(read):
    reading = read("ok", "My parcel is missing.")
    asked = write_tips(("expectations",), reading, (Flag.ASKS_PERSONAL_DATA,), None)[0].text
    plain = write_tips(("expectations",), reading, (), None)[0].text
    assert asked != plain
    assert "missing" in plain


def test_braces_of_a_customer_are_kept(read):
    (tip,) = write_tips(("empathy",), read("ok", "The {name} is broken"), (), None)
    assert "{name} is broken" in tip.text


@pytest.mark.parametrize("probability", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_tips_follow_the_configured_probability(analyzer, probability):
    twin = type(analyzer)(analyzer._scorer.bundle, analyzer.manifest, AnalyzerConfig(missed_probability=probability))
    for text, said in [("Noted.", "My parcel is lost and I am furious!"), ("It opens at 9.", "When do you open?")]:
        a = twin.analyze(text, customer_text=said)
        for score in a.dimensions:
            missed = score.needed is not None and score.level == 0 and score.needed >= probability
            assert (score.dimension in a.missed) is missed
        assert [tip.dimension for tip in a.tips] == list(a.missed)


def test_a_routine_question_gets_no_coaching_on_empathy(analyzer):
    a = analyzer.analyze("We open at 9.", customer_text="What time do you open?")
    assert "empathy" not in a.missed


def test_a_cold_answer_to_a_loss_gets_some(analyzer):
    a = analyzer.analyze(
        "Noted.", customer_text="You lost my luggage and I missed my mother's funeral. I am devastated and furious."
    )
    assert "empathy" in a.missed
    assert "“" in a.tips[a.missed.index("empathy")].text
