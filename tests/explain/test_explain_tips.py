"""Tips: only where something was needed and is not shown or stayed general, and about this case."""

from __future__ import annotations

import re

import pytest

from authentica.commitments import find_commitments
from authentica.config import AnalyzerConfig
from authentica.explain.courtesies import Asking
from authentica.explain.outcomes import Wall
from authentica.explain.quotes import CustomerQuotes
from authentica.explain.tips import write_tips
from authentica.schema import NEEDS, Evidence, Flag, as_reply


@pytest.fixture(scope="module")
def read(read):
    """What may be quoted of a customer who got this reply."""
    return lambda text, said: CustomerQuotes(read(text, said).customer)


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
    (tip,) = write_tips(("empathy",), read("ok", ""), (), None)
    assert "“" not in tip.text


def test_an_act_is_asked_on_what_happened_not_on_a_feeling(read):
    empathy, ownership = write_tips(("empathy", "ownership"), read("ok", "Furious."), (), None)
    assert "“Furious”" in empathy.text
    assert "Furious" not in ownership.text


def test_an_act_is_asked_on_the_fault_not_on_the_loss(read):
    said = "My father died in May. Your form is broken."
    empathy, ownership = write_tips(("empathy", "ownership"), read("ok", said), (), None)
    assert "“My father died in May”" in empathy.text
    assert "“Your form is broken”" in ownership.text


def test_nobody_acts_on_a_funeral(read):
    reading = read("ok", "My father died in May.")
    (act,), (time,) = (write_tips((dimension,), reading, (), None) for dimension in ("ownership", "expectations"))
    assert "does what for a customer who wrote “My father died in May”: " in act.text
    assert time.text.startswith("Say what happens next for a customer who wrote “My father died in May”, and by when; ")


def test_ownership_tips_answer_what_the_reply_did(read):
    reading = read("ok", "My parcel is missing.")
    pushed = write_tips(("ownership",), reading, (), "contact the seller")[0].text
    policy = write_tips(("ownership",), reading, (Flag.POLICY_BLOCK,), None)[0].text
    moved = write_tips(("ownership",), reading, (Flag.HAND_OFF,), None)[0].text
    plain = write_tips(("ownership",), reading, (), None)[0].text
    assert "“contact the seller”" in pushed
    assert len({pushed, policy, moved, plain}) == 4


@pytest.mark.parametrize(
    ("said", "is_moved_again"),
    [
        ("I called you five times about my parcel.", True),
        ("I have been waiting three weeks for my parcel.", True),
        ("My parcel is missing.", False),
    ],
)
def test_who_tried_or_waited_is_not_sent_there_once_more(analyzer, said, is_moved_again):
    customer = analyzer.read(as_reply(("ok", said))).customer
    quotes = CustomerQuotes(customer)
    moved = write_tips(("ownership", "expectations"), quotes, (Flag.HAND_OFF,), None, customer=customer)
    (pushed,) = write_tips(("ownership",), quotes, (), "contact the seller", customer=customer)
    assert any("once they are there" in tip.text for tip in moved) is not is_moved_again
    assert ("take it on here" in moved[0].text) is is_moved_again
    assert ("instead of sending them on" in pushed.text) is is_moved_again


def test_who_called_said_it(read):
    loss, act = write_tips(("empathy", "ownership"), read("ok", "My father died in May."), (), None, wrote="said")
    (other,) = write_tips(("ownership",), read("ok", "My father died in May."), (), None, wrote="said")
    assert loss.text.startswith("They said “My father died in May”")
    assert "a customer who said “My father died in May”" in other.text
    assert "wrote" not in act.text


def test_expectations_tips_know_what_was_asked(read):
    reading = read("ok", "My parcel is missing.")
    asked = write_tips(("expectations",), reading, (Flag.ASKS_PERSONAL_DATA,), None)[0].text
    plain = write_tips(("expectations",), reading, (), None)[0].text
    assert asked != plain
    assert "missing" in plain


def test_who_is_moved_without_a_question_has_nothing_to_answer(read):
    (moved,) = write_tips(("expectations",), read("ok", "My parcel is missing."), (Flag.HAND_OFF,), None)
    assert "answered" not in moved.text


def test_long_words_that_push_away_are_cut(read):
    pushed = "you will have to contact the seller " * 5
    (tip,) = write_tips(("ownership",), read("ok", "My parcel is missing."), (), pushed)
    assert pushed not in tip.text
    assert " …” leaves them with it" in tip.text


def test_braces_of_a_customer_are_kept(read):
    (tip,) = write_tips(("empathy",), read("ok", "The {name} is broken"), (), None)
    assert "{name} is broken" in tip.text


@pytest.mark.parametrize(
    "said", ["My parcel is missing.", "My father died in May.", "Your form is broken. My rent is due."]
)
def test_no_two_tips_quote_the_same_words(read, said):
    tips = write_tips(NEEDS, read("ok", said), (), None)
    quotes = [quote for tip in tips for quote in re.findall(r"“([^”]*)”", tip.text) if quote in said]
    assert quotes
    assert len(set(quotes)) == len(quotes)
    assert len({tip.text for tip in tips}) == 3


def test_a_feeling_takes_the_quotation_before_an_act(on_general):
    text = "We're sorry for that. Our team will look into it."
    act, feeling = on_general(
        text, "My parcel is missing.", empathy="We're sorry for that", ownership="Our team will look into it"
    )
    assert "parcel" not in act.text
    assert "“My parcel is missing”" in feeling.text


@pytest.mark.parametrize(
    "said",
    [
        "My parcel is missing.",
        "My mother is in hospital.",
        "I am terrified.",
        "I already told you.",
        "Shambles.",
        "I was told to come in.",
    ],
)
def test_there_is_advice_on_whatever_is_told(read, said):
    (tip,) = write_tips(("empathy",), read("ok", said), (), None)
    assert f"“{said.rstrip('.!')}”" in tip.text
    assert tip.text.endswith(".")


def test_who_only_asks_is_to_say_what_the_answer_is_for(read):
    reading = read("Which lamp?", "My lamp hums, it is broken. My aunt cried.")
    (act,) = write_tips(("ownership",), reading, (), None, asking=Asking.ONLY)
    assert act.text == "You only ask. Say what you will do about “it is broken” once you have the answer, and by when."
    act, time = write_tips(NEEDS[1:], read("Which lamp?", "Hello."), (), None, asking=Asking.ONLY)
    assert act.text == "You only ask. Say what you will do once you have the answer."
    assert time.text.startswith("Say what happens once they have answered, and by when")
    (moved,) = write_tips(("ownership",), reading, (Flag.HAND_OFF,), None, asking=Asking.ONLY)
    assert moved.text.startswith("You move them elsewhere.")


@pytest.mark.parametrize(("asking", "rest"), [(Asking.NOTHING, " first."), (Asking.SAYS, " before you ask them")])
def test_what_they_tried_is_taken_up_before_more_is_asked_only_where_something_is(read, asking, rest):
    (tip,) = write_tips(("empathy",), read("ok", "I tried the other door."), (), None, asking=asking)
    assert f"Take that up{rest}" in tip.text


RULE, WALL = Wall("Returns are final", True), Wall("Ask at the gate", False)


def test_words_that_stop_a_customer_are_answered(read):
    reading = read("ok", "My parcel is missing.")
    (tip,) = write_tips((), reading, (), None, wall=WALL)
    assert tip.dimension == "ownership"
    assert tip.text == (
        "“Ask at the gate” leaves them where they were. Say one thing that you can do about “My parcel is missing”, and do it yourself."
    )
    (tip,) = write_tips((), reading, (), None, wall=Wall("", False))
    assert tip.text.startswith("This reply leaves them where they were.")


def test_a_rule_is_answered_beside_another_tip_but_not_twice(read):
    reading = read("ok", "My parcel is missing.")
    feeling, rule = write_tips(("empathy",), reading, (), None, wall=RULE)
    assert (feeling.dimension, rule.dimension) == ("empathy", "ownership")
    assert rule.text.startswith(
        "“Returns are final” ends it with the rule. Beside it, say one thing that you can do in this case"
    )
    assert [tip.dimension for tip in write_tips(("empathy",), reading, (), None, wall=WALL)] == ["empathy"]
    assert [tip.dimension for tip in write_tips(("ownership",), reading, (), None, wall=RULE)] == ["ownership"]
    assert [tip.dimension for tip in write_tips(NEEDS, reading, (), None, wall=RULE)] == list(NEEDS)


def test_a_policy_sentence_gets_a_tip_though_nothing_is_missed(analyzer):
    a = analyzer.analyze(
        "As per our terms that is not possible.", customer_text="can I leave before June? the new place is cheaper"
    )
    assert a.outcome == "blocked"
    assert not a.missed
    (tip,) = a.tips
    assert tip.text.startswith("“As per our terms that is not possible” ends it with the rule.")


def test_a_rule_that_is_no_flag_is_spoken_of_where_an_act_is_missed(analyzer):
    a = analyzer.analyze("That is our policy.", customer_text="so there is no way out for me")
    assert a.outcome == "blocked"
    assert "Beside the rule" in a.tips[a.missed.index("ownership")].text


def test_an_unlikely_wall_gets_no_tip_by_itself(analyzer):
    text = "Kettles are sold as seen, and the maker's guarantee is on the box."
    said = "The kettle I got from you leaks all over my table, I want it replaced"
    bold = type(analyzer)(analyzer._scorer.bundle, analyzer.manifest, AnalyzerConfig(missed_probability=1.0))
    a = bold.analyze(text, customer_text=said)
    assert a.outcome == "blocked" != max(a.outcome_probabilities, key=a.outcome_probabilities.get)
    assert a.authenticity > 40
    assert a.tips == ()


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


def shown(text, words):
    start = text.index(words)
    return Evidence(start=start, end=start + len(words), text=words, cue="a.cue", contribution=1.0)


@pytest.fixture(scope="module")
def on_general(read):
    """Tips on general words of a reply, by dimension; `missed` and promises as they are given or found."""

    def tips_of(text, said, missed=(), **words):
        general = {dimension: shown(text, quote) for dimension, quote in words.items()}
        return write_tips(missed, read(text, said), (), None, None, general, find_commitments(text))

    return tips_of


LOST = "My parcel is missing. My daughter cried."


def test_general_words_are_quoted_beside_the_customers(on_general):
    text = "We apologise for any inconvenience. Our team will look into it."
    act, feeling = on_general(
        text, LOST, empathy="We apologise for any inconvenience", ownership="Our team will look into it"
    )
    assert (
        act.text
        == "“Our team will look into it” leaves open who does what. Name who acts on “My parcel is missing” and what they do."
    )
    assert feeling.text.startswith(
        "“We apologise for any inconvenience” stays general. They wrote “My daughter cried”."
    )
    assert (act.dimension, feeling.dimension) == ("ownership", "empathy")


def test_an_act_and_its_time_are_asked_for_in_one(on_general):
    words = "Our team will look into it"
    (tip,) = on_general(f"{words} soon.", LOST, ownership=words, expectations=words)
    assert tip.dimension == "ownership"
    assert tip.text.endswith("what they do and by when.")


def test_who_speaks_for_himself_is_asked_for_the_act_alone(on_general):
    (tip,) = on_general("I’ll look into this.", LOST, ownership="I’ll look into this")
    assert tip.text == "“I’ll look into this” names no act. Say what you will do about “My parcel is missing”."


@pytest.mark.parametrize("time", ["soon", "as soon as possible", ""])
def test_a_promise_without_a_time_is_quoted_whole(on_general, time):
    promise = f"we will call you {time}".strip()
    (tip,) = on_general(f"Thanks, {promise}.", LOST, expectations="call you")
    assert tip.text.startswith(f"“{promise}” gives no time")
    assert tip.dimension == "expectations"


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("I have escalated your concern and someone will call you soon.", "someone will call you soon"),
        ("We will check it and somebody will call you soon.", "We will check it and somebody will call you soon"),
    ],
)
def test_a_promise_is_quoted_from_where_somebody_begins_it(on_general, text, promise):
    (tip,) = on_general(text, LOST, expectations="soon")
    assert tip.text.startswith(f"“{promise}” gives no time")


def test_no_time_is_asked_for_where_one_is_named_or_nothing_is_promised(on_general):
    assert on_general("We will call you by Friday.", LOST, expectations="We will call you by Friday") == ()
    assert on_general("Please restart the router.", LOST, expectations="restart") == ()
    (tip,) = on_general("We will call you by Friday.", LOST, ownership="We will call you", expectations="by Friday")
    assert "by when" not in tip.text


def test_general_empathy_is_spoken_of_only_where_there_are_words_to_answer(on_general):
    assert on_general("We are sorry about that.", "When do you open?", empathy="We are sorry about that") == ()


@pytest.mark.parametrize("missed", [(), NEEDS[:1], NEEDS[:2], NEEDS])
def test_general_words_get_no_third_tip(on_general, missed):
    text = "Sorry for that. We will look into it."
    words = {"empathy": "Sorry for that", "ownership": "We will look into it"}
    tips = on_general(text, LOST, missed, **{d: quote for d, quote in words.items() if d not in missed})
    assert tuple(tip.dimension for tip in tips[: len(missed)]) == missed
    assert len(tips) == max(2, len(missed))
    assert len({tip.dimension for tip in tips}) == len(tips)


def test_an_acts_words_do_not_end_on_what_led_to_its_time(on_general):
    (tip,) = on_general("We will update you just as soon as we can.", LOST, ownership="We will update you just")
    assert "“We will update you”" in tip.text


def test_an_acts_words_do_not_begin_with_what_led_to_it(on_general):
    (tip,) = on_general("Please DM us so that we can assist you.", LOST, ownership="that we can assist you")
    assert tip.text.startswith("“we can assist you” leaves open")


def test_of_a_long_act_what_is_promised_is_quoted(on_general):
    text = "Kindly fill in our feedback form with all the details that you still have to hand and a member of the team will call you."
    (tip,) = on_general(text, LOST, ownership=text[:-1])
    assert "“a member of the team will call you”" in tip.text


CANNED = "We apologize for any inconvenience. Our team will look into it as soon as possible."


def test_a_canned_reply_to_a_trouble_gets_tips_on_its_words(analyzer):
    a = analyzer.analyze(CANNED, customer_text="You charged me twice and my rent is due tomorrow!")
    assert a.authenticity < 40
    assert not a.missed
    assert [tip.dimension for tip in a.tips] == ["ownership", "empathy"]
    for tip in a.tips:
        assert any(f"“{e.text}" in tip.text for e in a[tip.dimension].spans)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CANNED, "What time do you open?"),
        ("You're welcome, have a nice day!", "All sorted, thank you"),
        ("I've cancelled the second charge; we'll refund it soon.", "You charged me twice!!"),
    ],
)
def test_there_is_no_tip_on_general_words_where_nothing_called_or_the_reply_is_good(analyzer, text, said):
    a = analyzer.analyze(text, customer_text=said)
    assert [tip.dimension for tip in a.tips] == list(a.missed)


def test_tips_on_general_words_ask_for_a_clearer_need_than_missed_ones(analyzer):
    sure = type(analyzer)(analyzer._scorer.bundle, analyzer.manifest, AnalyzerConfig(missed_probability=1.0))
    said = "You charged me twice and my rent is due tomorrow!"
    assert not any(
        words in tip.text
        for tip in sure.analyze(CANNED, customer_text=said).tips
        for words in ("leaves open", "stays general")
    )


def test_nobody_is_said_to_push_away_who_apologises_or_looks_forward(analyzer):
    said = "Your driver left me standing in the rain."
    for text in ("We're sorry the driver did that.", "We can't wait to see you again."):
        a = analyzer.analyze(text, customer_text=said)
        assert not any("leaves them with it" in tip.text for tip in a.tips)
        assert "passes it on" not in a["ownership"].explanation
