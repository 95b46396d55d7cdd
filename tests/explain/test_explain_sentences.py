"""Explanations quote their evidence, in one or two plain sentences."""

from __future__ import annotations

import re

import pytest

from authentica.explain.sentences import LEVEL_WORDS, doubt_of, explain, is_doubted
from authentica.schema import DIMENSIONS, NEEDS, Evidence


def evidence(text, contribution=1.0):
    return Evidence(start=0, end=len(text), text=text, cue="c", contribution=contribution)


ABSENCE = Evidence(start=None, end=None, text=None, cue="x.absent", contribution=-1.0)


def sentences(text):
    unquoted = re.sub(r"“[^”]*”", "quote", text)
    return [part for part in re.split(r"(?<=[.!?])\s+", unquoted) if part]


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("needed", [None, True, False])
def test_there_are_words_for_every_level(dimension, level, needed):
    text = explain(dimension, level, (evidence("a short quote"), ABSENCE), needed, None)
    assert 1 <= len(sentences(text)) <= 2
    assert text.endswith(".")
    assert "{" not in text
    assert "None" not in text
    if level:
        assert "“a short quote”" in text or (dimension, level) == ("boilerplate", 0)


@pytest.mark.parametrize("dimension", NEEDS)
def test_an_absence_says_whether_it_matters(dimension):
    assert "called for it" in explain(dimension, 0, (ABSENCE,), True, None)
    assert explain(dimension, 0, (ABSENCE,), False, None) == f"No {dimension}, and this moment did not call for any."
    assert "call" not in explain(dimension, 2, (evidence("quote"),), True, None)


@pytest.mark.parametrize("dimension", NEEDS)
def test_what_was_not_called_for_is_no_shortcoming(dimension):
    text = explain(dimension, 1, (evidence("we'll see"),), False, None)
    assert text == f"Some {dimension}, enough where the moment called for none: “we'll see”."
    assert "ormulaic" in explain("empathy", 1, (evidence("we'll see"),), True, None)
    assert explain(dimension, 1, (), False, None, doubt="").startswith(f"Perhaps some {dimension}")
    assert explain(dimension, 2, (), False, None) == explain(dimension, 2, (), True, None)


def test_a_plain_answer_is_not_scolded(analyzer):
    a = analyzer.analyze("Sorry, we are shut on Sundays.", customer_text="When do you open on Sunday?")
    assert "Formulaic" not in a["empathy"].explanation
    assert not a.tips


def test_two_quotes_at_most_and_the_strongest_first():
    text = explain("ownership", 2, (evidence("first"), evidence("second"), evidence("third")), None, None)
    assert "“first” and “second”" in text
    assert "third" not in text


def test_the_same_words_are_quoted_once():
    text = explain(
        "boilerplate", 2, (evidence("as per policy"), evidence("as  per policy"), evidence("DM us")), None, None
    )
    assert text.endswith(": “as per policy” and “DM us”.")


def test_what_speaks_against_a_level_is_not_quoted_for_it():
    against = evidence("DM us", -0.7)
    assert "DM us" not in explain("listening", 1, (against,), None, None)
    assert explain("listening", 1, (evidence("about your fridge"), against), None, None).endswith(
        ": “about your fridge”."
    )


def test_a_word_takes_up_nothing():
    assert "“No”" not in explain("listening", 2, (evidence("No"),), None, None)
    assert "“Sorry”" in explain("empathy", 1, (evidence("Sorry"),), None, None)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_what_takes_up_nothing_is_not_said_to_be_made_for_this_case(level):
    heard, unheard = (
        explain("boilerplate", level, (evidence("Bring it in"),), None, None, is_heard) for is_heard in (True, False)
    )
    assert (heard == unheard) is (level == 2)
    assert "this case" not in unheard
    assert ("“Bring it in”" in unheard) is (level > 0)


def test_the_analyzers_sentences_do_not_contradict_each_other(analyzer):
    a = analyzer.analyze("Bring it in.", customer_text="My kettle leaks")
    assert (a["boilerplate"].level, a["listening"].level) == (0, 0)
    assert "ot a stock reply" in a["boilerplate"].explanation
    assert "without the customer's message" in a["listening"].explanation


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("doubt", ["a lower one is likelier", ""])
def test_there_are_words_for_every_level_that_may_not_hold(dimension, level, doubt):
    found = (evidence("these two words"), evidence("and some others"))
    text = explain(dimension, level, found, True, None, doubt=doubt)
    assert is_doubted(text)
    assert not is_doubted(explain(dimension, level, found, True, None))
    assert len(sentences(text)) == 1
    bare = explain(dimension, level, (ABSENCE,), True, None, doubt=doubt)
    if doubt:
        assert ", though a lower one is likelier: “these two words” and “and some others” " in text
        assert bare == text.partition(":")[0] + "."
    else:
        assert text.endswith(", to judge by “these two words” and “and some others”.")
        assert bare == text.partition(" “")[0] + " the wording as a whole."


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_there_are_words_for_an_absence_that_may_not_hold(dimension):
    needed = True if dimension in NEEDS else None
    text = explain(dimension, 0, (ABSENCE,), needed, None, doubt="a higher one is likelier")
    assert is_doubted(text)
    assert ", though a higher one is likelier." in text
    assert ("This moment called for it." in text) is bool(needed)
    assert "called" not in explain(dimension, 0, (ABSENCE,), False, None, doubt="a higher one is likelier")
    assert "“ask the shop” passes it on" in explain(
        "ownership", 0, (ABSENCE,), True, "ask the shop", doubt="x is likelier"
    )


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("likelier", [0, 1, 2])
def test_no_doubt_can_be_heard_as_its_opposite(dimension, level, likelier):
    chances = [0.1, 0.1, 0.1]
    chances[likelier] = 0.8
    doubt = doubt_of(dimension, level, chances, True)
    assert (doubt is None) is (level == likelier)
    # "None is likelier" is also what is said where no other is.
    assert doubt is None or not doubt.startswith(("none is", "nothing is"))


@pytest.mark.parametrize(
    ("dimension", "level", "probabilities", "is_told", "doubt"),
    [
        ("empathy", 2, (0.02, 0.61, 0.37), True, "formulaic empathy is likelier"),
        ("empathy", 2, (0.02, 0.61, 0.37), False, "formulaic empathy is likelier"),
        ("empathy", 2, (0.02, 0.45, 0.53), True, None),
        ("empathy", 2, (0.02, 0.45, 0.53), False, ""),
        ("empathy", 1, (0.34, 0.19, 0.47), True, "specific empathy is likelier"),
        ("empathy", 1, (0.1, 0.46, 0.44), True, None),
        ("expectations", 2, (0.41, 0.2, 0.39), True, "no expectations at all are likelier"),
        ("expectations", 1, (0.32, 0.17, 0.51), True, "clear expectations are likelier"),
        ("listening", 1, (0.56, 0.33, 0.11), True, "no listening at all is likelier"),
        ("listening", 1, (0.45, 0.35, 0.2), False, None),
        ("boilerplate", 1, (0.6, 0.3, 0.1), True, "no stock wording is likelier"),
        ("boilerplate", 2, (0.1, 0.5, 0.4), True, "mixed wording is likelier"),
        ("boilerplate", 0, (0.42, 0.53, 0.05), True, "mixed wording is likelier"),
        ("boilerplate", 0, (0.49, 0.45, 0.06), True, ""),
        ("boilerplate", 0, (0.6, 0.3, 0.1), True, None),
        ("ownership", 0, (0.4, 0.5, 0.1), True, "generic ownership is likelier"),
        ("ownership", 0, (0.45, 0.4, 0.15), True, None),
    ],
)
def test_what_speaks_against_a_level(dimension, level, probabilities, is_told, doubt):
    assert doubt_of(dimension, level, probabilities, is_told) == doubt


def test_what_is_hardly_taken_up_is_not_said_to_be_written_for_them():
    for doubt in (None, "", "mixed wording is likelier"):
        heard, unheard = (explain("boilerplate", 0, (), None, None, is_heard, doubt) for is_heard in (True, False))
        assert "ritten for this customer" in heard
        assert "ot a stock reply" in unheard


def test_listening_without_a_quote_reads_as_a_sentence():
    text = explain("listening", 1, (ABSENCE,), None, None)
    assert text == "Some listening, to judge by the wording as a whole."


def test_long_quotes_are_cut_at_a_word_and_folded():
    text = explain("ownership", 2, (evidence("word  \n word " * 40),), None, None)
    assert " …”" in text
    assert "\n" not in text
    assert len(text) < 300


def test_without_a_place_the_wording_as_a_whole_is_named():
    assert explain("empathy", 1, (ABSENCE,), True, None).endswith(", to judge by the wording as a whole.")


def test_words_that_push_the_matter_away_are_quoted_for_no_ownership():
    assert "“contact the seller” passes it on" in explain("ownership", 0, (ABSENCE,), True, "contact the seller")
    assert "seller" not in explain("empathy", 0, (ABSENCE,), True, "contact the seller")


def test_quotes_with_braces_are_kept():
    assert "“use {name} and %s”" in explain("boilerplate", 2, (evidence("use {name} and %s"),), None, "{pushed}")


def test_level_words_are_the_codebooks():
    assert set(LEVEL_WORDS) == set(DIMENSIONS)
    assert LEVEL_WORDS["boilerplate"][2] == "canned"
    assert LEVEL_WORDS["ownership"][2] == "personal and concrete"


REPLIES = [
    ("We apologize for any inconvenience. Please DM us your details.", "You charged me twice!!"),
    ("I've cancelled the second charge; the money is back by Friday.", "You charged me twice!!"),
    ("Six weeks of letters to your two-year-old would unnerve me too. I've taken her name off the list today.", "Why does my toddler get card offers?"),
    ("Thank you for contacting us. We'll look into it and get back to you soon.", "My parcel is missing."),
    ("You need to contact the seller. That is our policy.", "My parcel is missing, I am furious."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REPLIES, ids=[t[:20] for t, _ in REPLIES])
def test_real_explanations_quote_the_reply(analyzer, text, said):
    a = analyzer.analyze(text, customer_text=said)
    for score in a.dimensions:
        assert 1 <= len(sentences(score.explanation)) <= 2, score.explanation
        for quote in re.findall(r"“([^”]*)”", score.explanation):
            assert quote.removesuffix(" …") in " ".join(text.split())
        if score.level and score.spans and (score.dimension, score.level) != ("boilerplate", 0):
            quoted = any(e.contribution > 0 and e.text[:60] in score.explanation for e in score.spans)
            assert quoted or "the wording as a whole" in score.explanation or is_doubted(score.explanation)


SHOWN = [
    # A level is shown by words that say something of the sort, or by the whole.
    ("expectations", "I can't send that lid on Monday. The new one leaves on Tuesday.", "My lid is broken", "can't"),
    ("listening", "Let's count again! Could you tell us your flight number?", "the lamp map is wrong. math?", "count"),
    ("empathy", "Five years, thank you! The lamp is on Kofi's sheet, you have it a week before your board.", "Happy tenant. One thing, the lamp is out.", "board"),
]  # fmt: skip


@pytest.mark.parametrize(("dimension", "text", "said", "words"), SHOWN)
def test_what_says_nothing_of_the_sort_is_not_quoted_for_a_level(analyzer, dimension, text, said, words):
    assert words not in analyzer.analyze(text, customer_text=said)[dimension].explanation


def test_what_they_wrote_is_quoted_where_it_is_taken_up(analyzer):
    a = analyzer.analyze("I've asked the gym about the van.", customer_text="your van blocks my way")
    assert a["listening"].level == 1
    assert "“I've asked the gym about the van”" in a["listening"].explanation
