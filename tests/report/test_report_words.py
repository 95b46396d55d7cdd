"""Cues and privacy in words, and texts without what could mislead."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given, strategies as st

from authentica.report.words import PRIVACY_WORDS, cue_words, harmless, privacy_sentences, privacy_words, signed
from authentica.schema import DIMENSIONS, PrivacyIssue

CUES = sorted(
    {
        line.split("\t")[0]
        for path in (resources.files("authentica") / "lexicons").iterdir()
        if path.name.endswith(".tsv")
        for head, *lines in (path.read_text(encoding="utf-8").splitlines(),)
        if head.startswith("id\t")
        for line in lines
    }
)
LEARNT = [*(f"{d}.{end}" for d in DIMENSIONS for end in ("wording", "absent")), "boilerplate.template"]
LEARNT += ["context.customer", "context.form", "context.other_wording", "customer.absent.flag"]


@pytest.mark.parametrize(("value", "shown"), [(2.26, "+2.3"), (-0.04, "+0.0"), (-1.96, "−2.0"), (0.0, "+0.0")])
def test_a_difference_has_a_sign(value, shown):
    assert signed(value) == shown


@pytest.mark.parametrize(
    ("cue", "dimension", "words"),
    [
        ("empathy.apology.bare", "empathy", "an apology"),
        ("empathy.apology.bare", "listening", "the wording"),
        ("empathy.exclamation", "empathy", "a word of sympathy"),
        ("boilerplate.template", "boilerplate", "a wording sent to many"),
        ("boilerplate.dm_us", "boilerplate", "a stock phrase"),
        ("boilerplate.wording", "boilerplate", "the wording"),
        ("ownership.bring.order", "listening", "the wording"),
        ("scope.actor.first_singular", "empathy", "the wording"),
        ("flag.human_voice", "listening", "sounding like a person"),
        ("context.customer", "empathy", "what the customer wrote"),
        ("odd", "empathy", "the wording"),
    ],
)
def test_a_cue_is_said_in_words(cue, dimension, words):
    assert cue_words(cue, dimension) == words


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_no_internal_name_is_shown_for_any_cue(dimension):
    assert len(CUES) > 200
    for cue in (*CUES, *LEARNT):
        words = cue_words(cue, dimension)
        assert not set("._") & set(words), cue
        assert not {"scope", "flag", "context", "cue", "actor"} & set(words.split()), cue
        family = cue.split(".")[0]
        is_its_own = family in (dimension, "flag", "customer", "context") and not cue.endswith(".wording")
        assert (words != "the wording") == is_its_own, cue


def test_every_privacy_issue_has_words_and_a_secret_its_advice():
    assert set(PRIVACY_WORDS) == {issue.value for issue in PrivacyIssue}
    assert privacy_words("privacy.asks_personal_data.in_public") == "asks for personal details in public"
    assert privacy_sentences("privacy.asks_secret").startswith("Asks for a secret. Nobody should be asked for it")
    assert privacy_sentences("privacy.marketing") == "Advertises in answer to a complaint."


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
