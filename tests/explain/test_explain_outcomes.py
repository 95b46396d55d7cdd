"""An outcome says why: what speaks for it adds up, quotes the reply, and is one sentence."""

from __future__ import annotations

import math

import numpy as np
import pytest

from authentica.explain.outcomes import explain_outcome, flag_evidence_of_model, outcome_evidence
from authentica.features.encoder import load_encoder
from authentica.features.replies import measure
from authentica.language.lexicon import load_lexicon
from authentica.language.reading import ReadingRoom
from authentica.learners.pooling import POOLS
from authentica.learners.scorer import MomentSums, Scorer, softmax
from authentica.learners.store import load_bundle, shipped_model_folder
from authentica.schema import DIMENSIONS, Evidence, Flag, Outcome, as_reply

PAIRS = [
    ("That is our policy.", "You cancelled my booking and kept the money. I want it back."),
    ("I've closed the account, nothing more is owed, and I'll write to you on Tuesday.", "My mother died, stop billing her"),
    ("Which model is it?", "My printer is broken"),
    ("We apologize for any inconvenience. Please DM us your account details; we'll look into it.", "Third week without a line!!"),
    ("Not my department. Good luck.", "I am stranded in Ulm with two children"),
    ("Thanks!", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def scorer():
    bundle, _ = load_bundle(shipped_model_folder("default"))
    return Scorer(bundle)


@pytest.fixture
def taken_apart(analyzer, scorer):
    def take(text, said):
        reading = analyzer.read(as_reply((text, said)))
        (measured,) = measure([reading], load_encoder())
        scores = scorer.score(measured)
        return reading, scores, scorer.moment_sums(measured, scores)

    return take


@pytest.mark.parametrize(("text", "said"), PAIRS)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_contributions_add_up_to_the_log_odds_of_the_outcome(taken_apart, scorer, text, said, outcome):
    reading, scores, moments = taken_apart(text, said)
    probabilities = softmax(scores.outcome_logits)
    found = outcome_evidence(outcome, probabilities, reading, moments)
    at = list(Outcome).index(outcome)
    rivals = [k for k in range(4) if k != at]
    weights = np.array(softmax([scores.outcome_logits[k] for k in rivals]))
    log_odds = math.log(probabilities[at] / (1 - probabilities[at]))
    pool_count = len(DIMENSIONS) * len(POOLS)
    nothing = (
        scorer.bundle.outcome_intercept
        + scorer.bundle.level_reference[:pool_count] @ scorer.bundle.outcome_coef[:pool_count]
    )
    entropy = -float(weights @ np.log(weights))
    base = nothing[at] - float(weights @ nothing[rivals]) - entropy
    assert base + math.fsum(e.contribution for e in found) == pytest.approx(log_odds, abs=1e-5)


@pytest.mark.parametrize(("text", "said"), PAIRS)
def test_it_quotes_the_reply_strongest_first(analyzer, text, said):
    a = analyzer.analyze(text, customer_text=said)
    placed = [e for e in a.outcome_evidence if e.start is not None]
    assert a.outcome_evidence[: len(placed)] == tuple(placed)
    assert all(e.contribution > 0 and e.cue == f"outcome.{a.outcome.value}" for e in placed)
    assert [e.contribution for e in placed] == sorted((e.contribution for e in placed), reverse=True)
    assert {e.cue for e in a.outcome_evidence[len(placed) :]} <= {
        "context.customer",
        "context.form",
        "context.other_wording",
    }
    if placed:
        assert f"“{placed[0].text}”" in a.outcome_explanation


def test_what_the_customer_wrote_is_quoted_where_it_adds_to_a_wall(analyzer):
    a = analyzer.analyze(*PAIRS[0])
    assert a.outcome in {"blocked", "outta_here"}
    assert a.outcome_explanation.endswith(
        "“That is our policy”, after they wrote “You cancelled my booking and kept the money”."
    )


def test_an_act_with_a_time_is_why_it_gets_somewhere(analyzer):
    a = analyzer.analyze(*PAIRS[1])
    assert a.outcome == "somewhere"
    assert "“I'll write to you on Tuesday”" in a.outcome_explanation
    assert "they wrote" not in a.outcome_explanation


def test_there_are_words_for_every_outcome_with_and_without_a_quote(analyzer):
    reading = analyzer.read(as_reply(("Thanks!", "")))
    spoken = Evidence(start=0, end=6, text="Thanks", cue="outcome.by", contribution=1.0)
    for outcome in Outcome:
        for evidence in ((), (spoken,)):
            sentence = explain_outcome(outcome, evidence, reading)
            assert sentence.endswith(".")
            assert sentence.count(". ") == 0
            assert ("“Thanks”" if evidence else "the wording as a whole") in sentence


def test_a_flag_that_no_cue_shows_names_the_clause_that_adds_most_to_it():
    order = ("deflection", "human_voice")
    room = ReadingRoom(load_lexicon())
    reading = room.read_reply("The door is shut. Ask them.", "Where do I go?", 1000)
    clauses = np.zeros((2, 6))
    clauses[:, 4] = (0.5, 1.5)
    clauses[:, 5] = (0.1, -1.0)
    moments = MomentSums(clauses, np.zeros(6), np.zeros(6))
    flags = (Flag.DEFLECTION, Flag.HUMAN_VOICE, Flag.EXPOSES_PERSONAL_DATA)
    (found,) = flag_evidence_of_model(flags, order, reading, moments)
    assert (found.cue, found.text, found.contribution) == ("flag.deflection", "Ask them", 1.5)


def test_flags_of_a_wall_are_quoted(analyzer):
    a = analyzer.analyze(*PAIRS[0])
    assert a.flags
    assert {e.cue for e in a.flag_evidence} == {f"flag.{flag.value}" for flag in a.flags}
