"""An outcome says why: what speaks for it adds up, quotes the reply, and is one sentence."""

from __future__ import annotations

import math

import numpy as np
import pytest

from authentica.explain.courtesies import beside_the_matter
from authentica.explain.outcomes import (
    Wall,
    explain_outcome,
    flag_evidence_of_model,
    outcome_evidence,
    wall_of,
)
from authentica.explain.quotes import CustomerQuotes
from authentica.features.encoder import load_encoder
from authentica.features.replies import measure
from authentica.language.lexicon import load_lexicon
from authentica.language.reading import ReadingRoom
from authentica.learners.places import shipped_model_folder
from authentica.learners.pooling import POOLS
from authentica.learners.scorer import MomentSums, Scorer, softmax
from authentica.learners.store import load_bundle
from authentica.schema import DIMENSIONS, Evidence, Flag, Message, Outcome, as_reply

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
        (scores,) = scorer.score([measured])
        (moments,) = scorer.moment_sums([measured], [scores], scorer.credits([scores]))
        return reading, scores, moments

    return take


@pytest.mark.parametrize(("text", "said"), PAIRS)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_contributions_add_up_to_the_log_odds_of_the_outcome(taken_apart, scorer, text, said, outcome):
    reading, scores, moments = taken_apart(text, said)
    probabilities = softmax(scores.outcome_logits)
    found = outcome_evidence(outcome, probabilities, reading, moments, beside_the_matter(reading))
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


def probabilities_of(likeliest):
    return [0.7 if outcome is likeliest else 0.1 for outcome in Outcome]


THANKS = Evidence(start=0, end=6, text="Thanks", cue="outcome.by", contribution=1.0)
SAID = Evidence(start=None, end=None, text=None, cue="context.customer", contribution=1.0)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("likeliest", list(Outcome))
def test_there_are_words_for_every_outcome_with_and_without_a_quote(analyzer, outcome, likeliest):
    quotes = CustomerQuotes(analyzer.read(as_reply(("Thanks!", ""))).customer)
    for evidence in ((), (THANKS,)):
        sentence = explain_outcome(outcome, probabilities_of(likeliest), evidence, quotes)
        assert sentence.endswith(".")
        assert sentence.count(". ") == 0
        assert ("“Thanks”" if evidence else "the wording as a whole") in sentence


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_outcome_that_is_not_the_likeliest_is_not_asserted(analyzer, outcome):
    said = analyzer.read(as_reply(("Thanks!", "Your lift is stuck. My mother is in it."))).customer
    quotes = CustomerQuotes(said)
    sure = explain_outcome(outcome, probabilities_of(outcome), (THANKS, SAID), quotes)
    assert "likelier" not in sure
    assert "may" not in sure
    for likeliest in set(Outcome) - {outcome}:
        sentence = explain_outcome(outcome, probabilities_of(likeliest), (THANKS, SAID), quotes)
        assert sentence.startswith("Perhaps ")
        assert " is likelier: “Thanks” may " in sentence
    assert explain_outcome(Outcome.OUTTA_HERE, probabilities_of(Outcome.BY), (THANKS, SAID), quotes) == (
        "Perhaps out of here, though getting by is likelier: “Thanks” may make them leave, after they wrote “My mother is in it”."
    )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_outcome_that_is_as_likely_not_is_not_asserted(analyzer, outcome):
    quotes = CustomerQuotes(analyzer.read(as_reply(("Thanks!", ""))).customer)
    chances = [0.46 if one is outcome else 0.18 for one in Outcome]
    sentence = explain_outcome(outcome, chances, (THANKS,), quotes)
    assert sentence.startswith("Perhaps ")
    assert ", though no outcome is clear: “Thanks” may " in sentence
    assert not explain_outcome(outcome, probabilities_of(outcome), (THANKS,), quotes).startswith("Perhaps")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_who_is_owed_sympathy_and_gets_none_is_not_treated_as_a_person(analyzer, outcome):
    quotes = CustomerQuotes(analyzer.read(as_reply(("Thanks!", ""))).customer)
    felt, unfelt = (
        explain_outcome(outcome, probabilities_of(outcome), (THANKS,), quotes, is_unfelt=missed)
        for missed in (False, True)
    )
    assert (felt == unfelt) is (outcome is not Outcome.SOMEWHERE)
    assert "person" not in unfelt
    perhaps = explain_outcome(outcome, probabilities_of(outcome), (THANKS,), quotes, is_unfelt=None)
    assert ("perhaps nothing in it speaks to" in perhaps) is (outcome is Outcome.SOMEWHERE)


def test_missed_empathy_is_told_by_the_analyzer(analyzer):
    a = analyzer.analyze(
        "I've sent a new lid today; it arrives on Friday.", customer_text="My lids came broken AGAIN, I am furious."
    )
    assert a.outcome == "somewhere"
    assert "empathy" in a.missed
    assert "person" not in a.outcome_explanation


@pytest.mark.parametrize(
    ("amounts", "moves"),
    [
        ((2.0, 1.5), ["I've put last year's lid"]),
        ((2.0, 0.4), ["I've put last year's lid"]),
        ((2.0, 0.0), []),
    ],
)
def test_a_refusal_moves_nothing_where_other_words_do(amounts, moves):
    reading = ReadingRoom(load_lexicon()).read_reply(
        "I can't send you the lid by Friday. I've put last year's lid in the post.", "I need a lid by Friday.", 1000
    )
    rows = np.zeros((2, 4))
    rows[:, list(Outcome).index(Outcome.SOMEWHERE)] = amounts
    moments = MomentSums(rows, np.zeros(4), np.zeros(4))
    for outcome in (Outcome.SOMEWHERE, Outcome.BLOCKED):
        found = outcome_evidence(outcome, probabilities_of(outcome), reading, moments, beside_the_matter(reading))
        texts = [e.text for e in found if e.text]
        if outcome is Outcome.SOMEWHERE:
            assert [text.startswith(words) for text, words in zip(texts, moves, strict=True)] == [True] * len(moves)
        assert math.fsum(e.contribution for e in found) == pytest.approx(
            sum(amounts) * (1.0 if outcome is Outcome.SOMEWHERE else -1 / 3)
        )


@pytest.mark.parametrize(
    ("text", "outcome", "shown"),
    [
        ("I can't send it before the 20th.", Outcome.SOMEWHERE, True),
        ("I can't send it.", Outcome.SOMEWHERE, False),
        ("I can't send it.", Outcome.BY, True),
        ("I will end this call.", Outcome.BY, False),
        ("I will end this call.", Outcome.SOMEWHERE, False),
        ("I will end this call.", Outcome.OUTTA_HERE, True),
    ],
)
def test_neither_threats_nor_bare_refusals_speak_for_a_better_outcome(text, outcome, shown):
    reading = ReadingRoom(load_lexicon()).read_reply(text, "Where is my lid?", 1000)
    rows = np.zeros((1, 4))
    rows[0, list(Outcome).index(outcome)] = 2.0
    moments = MomentSums(rows, np.zeros(4), np.zeros(4))
    found = outcome_evidence(outcome, probabilities_of(outcome), reading, moments, beside_the_matter(reading))
    assert any(e.text for e in found) is shown
    assert math.fsum(e.contribution for e in found) == pytest.approx(2.0)


def test_where_no_empathy_is_likelier_nobody_is_said_to_be_treated_as_a_person(analyzer):
    text = "We pulled that coach on you. I've sent the 19 today, it takes three days."
    a = analyzer.analyze(text, customer_text="coach cancelled at the last minute, stood in the rain with two kids")
    assert a.outcome == "somewhere"
    assert "empathy" not in a.missed
    assert a["empathy"].probabilities[0] > 0.5
    assert "person" not in a.outcome_explanation


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("We'll look at it.", False),
        ("We'll be passing that along.", False),
        ("I'll transfer you to the lid desk.", True),
        ("I've no way to reach the lid desk from here.", True),
        ("I'd ask you to call the lid desk.", True),
        ("We answer at lids@kettle.example.", True),
        ("You can call the lid desk.", True),
        ("Please do not hesitate to contact us.", True),
    ],
)
def test_a_hand_off_is_shown_by_what_moves_the_customer(text, shown):
    reading = ReadingRoom(load_lexicon()).read_reply(text, "My lid broke.", 1000)
    moments = MomentSums(np.array([[0, 0, 0, 0, 2.0]]), np.zeros(5), np.zeros(5))
    found = flag_evidence_of_model((Flag.HAND_OFF,), ("hand_off",), reading, moments, beside_the_matter(reading))
    assert bool(found) is shown


def test_a_greeting_is_no_reason(taken_apart):
    reading, scores, moments = taken_apart(
        "Dear Ms Ito,\nThe list shows it as open.\nKind regards,\nDesk", "Nobody came to fix my lift."
    )
    assert reading.tokens.quote(*reading.clauses[0]).startswith("Dear")
    probabilities = softmax(scores.outcome_logits)
    for outcome in Outcome:
        found = outcome_evidence(outcome, probabilities, reading, moments, beside_the_matter(reading))
        assert not any(e.text and "Ito" in e.text for e in found)
    order = ("deflection",)
    rows = np.zeros((len(reading.clauses), 5))
    rows[0, 4] = 2.0
    assert (
        flag_evidence_of_model(
            (Flag.DEFLECTION,), order, reading, MomentSums(rows, np.zeros(5), np.zeros(5)), beside_the_matter(reading)
        )
        == ()
    )


def test_words_of_sympathy_show_no_refusal():
    order = ("policy_block", "personal_detail")
    room = ReadingRoom(load_lexicon())
    reading = room.read_reply("I'm so sorry about that. It is only done by post.", "Let me cancel it here.", 1000)
    clauses = np.zeros((2, 6))
    clauses[0, 4:], clauses[1, 4:] = (2.0, 2.0), (1.0, 1.0)
    moments = MomentSums(clauses, np.zeros(6), np.zeros(6))
    refusal, detail = flag_evidence_of_model(
        (Flag.POLICY_BLOCK, Flag.PERSONAL_DETAIL), order, reading, moments, beside_the_matter(reading)
    )
    assert (refusal.text, detail.text) == ("It is only done by post", "I'm so sorry about that")


STOPS = [
    ("We regret that your kettle is late. You would need to ask the maker for the lid.", ["You would need to ask"]),
    ("Sorry, your lid can't be refunded.", ["your lid can't"]),
    ("I do apologise for that but lids are not part of it.", ["I do apologise"]),
    ("Thank you for being a friend of our kettles. The lid is sold apart.", ["The lid is sold apart"]),
    ("No need to be upset, lids come off. Is there anything else I can help you with?", ["No need to be upset"]),
    ("We are sorry that you did not like the lid, most people love how it whistles.", ["We are sorry"]),
    ("thank you for calling the kettle line for lids I'll now need to transfer you please hold", ["thank you for calling"]),
    ("Please contact your local lid shop for further assistance.", ["Please contact"]),
    ("Thanks for getting in touch. Lids are out. Kind regards, Kettle Care", ["Lids are out"]),
    ("We are so sorry. Thank you for your patience. Have a great day!", []),
    ("We can't thank you enough for your patience, and we could not be more sorry.", []),
    ("I can't imagine how annoying that is. I can't wait to put this right.", []),
    ("I can't imagine why you opened it. We can't refund enough lids.", ["I can't imagine why", "We can't refund"]),
    ("We could not be more clear about lids.", ["We could not be"]),
    ("Really, really sorry. We are absolutely mortified and really, really sorry for this.", []),
    ("We have received your e-mail. Lids are out.", ["Lids are out"]),
    ("We have received your e-mail and closed the file.", ["We have received"]),
    ("Should you have any further questions, please do not hesitate to contact us. Lids are out.", ["Lids are out"]),
    ("We can't answer any further questions.", ["We can't answer"]),
    ("Lids are out. If you need any further help, please let us know.", ["Lids are out"]),
    ("Lids are out. They will be happy to assist you.", ["Lids are out"]),
    ("We'll be glad to help by DM.", ["We'll be glad"]),
    ("We'd like to help but only the shop sells lids.", ["We'd like to help"]),
    ("Sorry about that, DM your number.", ["Sorry about that"]),
    ("Your request will be handled in the order received.", ["Your request"]),
    ("For any questions about lids please look at our lid page.", ["For any questions"]),
    ("The shop may be able to assist.", ["The shop"]),
    ("Feel free to buy your lids elsewhere.", ["Feel free"]),
    ("For further assistance please call our lid line.", ["For further assistance"]),
    ("If you have any questions, contact the lid maker.", ["If you have any questions, contact"]),
    ("No. The guarantee is for two lids.", ["The guarantee"]),
    ("Absolutely! Lids are sold at the gate.", ["Lids are sold"]),
    ("No.", ["No"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "stops"), STOPS)
@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.OUTTA_HERE])
def test_courtesies_stop_nobody(outcome, text, stops):
    reading = ReadingRoom(load_lexicon()).read_reply(text, "My lid broke.", 1000)
    rows = np.zeros((len(reading.clauses), 4))
    rows[:, list(Outcome).index(outcome)] = 1.0
    moments = MomentSums(rows, np.zeros(4), np.zeros(4))
    found = [
        e
        for e in outcome_evidence(outcome, probabilities_of(outcome), reading, moments, beside_the_matter(reading))
        if e.text
    ]
    assert len(found) == len(stops)
    assert all(e.text.startswith(words) for e, words in zip(found, stops, strict=True))
    assert beside_the_matter(reading).is_all is (stops == [])
    sentence = explain_outcome(outcome, probabilities_of(outcome), found, CustomerQuotes(reading.customer), stops == [])
    assert ("only courtesies answer them" in sentence) is (stops == [])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Lids are out. How can I help you?", ["Lids are out"]),
        ("thank you for calling the lid line this is mark i am sorry today how can i help you", []),
    ],
)
def test_nobody_is_stopped_by_a_question_how_to_help(text, named):
    reading = ReadingRoom(load_lexicon()).read_reply(text, "My lid broke.", 1000)
    rows = np.zeros((len(reading.clauses), 4))
    rows[-1, list(Outcome).index(Outcome.BLOCKED)] = 1.0
    rows[0, list(Outcome).index(Outcome.BLOCKED)] = 1.0 if named else 0.0
    moments = MomentSums(rows, np.zeros(4), np.zeros(4))
    blocked = Outcome.BLOCKED
    found = outcome_evidence(blocked, probabilities_of(blocked), reading, moments, beside_the_matter(reading))
    assert [e.text for e in found if e.text] == named


def test_a_closing_shows_no_hand_off_and_where_it_weighs_most_nothing_else_does():
    text = "Lids are out. Please do not hesitate to contact us."
    reading = ReadingRoom(load_lexicon()).read_reply(text, "My lid broke.", 1000)
    for other, shown in ((0.5, []), (1.5, ["Lids are out"])):
        moments = MomentSums(np.array([[0, 0, 0, 0, other], [0, 0, 0, 0, 2.0]]), np.zeros(5), np.zeros(5))
        found = flag_evidence_of_model((Flag.HAND_OFF,), ("hand_off",), reading, moments, beside_the_matter(reading))
        assert [e.text for e in found] == shown


def test_what_is_told_by_phone_was_said(analyzer):
    for channel, wrote in (
        ("phone", "said"),
        ("Voice", "said"),
        ("voice-call", "said"),
        ("Phone  call", "said"),
        ("email", "wrote"),
        (None, "wrote"),
    ):
        message = Message(text=PAIRS[0][0], channel=channel)
        a = analyzer.analyze(message, customer_text=PAIRS[0][1])
        assert f"after they {wrote} “" in a.outcome_explanation


def test_a_personal_detail_is_shown_by_a_clause_that_holds_one():
    order = ("personal_detail",)
    reading = ReadingRoom(load_lexicon()).read_reply(
        "That's terrible. The whistle should be back. And so on.", "My whistle broke.", 1000
    )
    rows = np.zeros((3, 5))
    rows[:, 4] = (2.0, 1.5, 1.0)
    moments = MomentSums(rows, np.zeros(5), np.zeros(5))
    (found,) = flag_evidence_of_model((Flag.PERSONAL_DETAIL,), order, reading, moments, beside_the_matter(reading))
    assert found.text == "The whistle should be back"
    rows[1, 4] = 0.3
    (found,) = flag_evidence_of_model((Flag.PERSONAL_DETAIL,), order, reading, moments, beside_the_matter(reading))
    assert found.text == "That's terrible"


def test_courtesies_speak_for_better_outcomes():
    reading = ReadingRoom(load_lexicon()).read_reply("I am so sorry.", "My lid broke.", 1000)
    moments = MomentSums(np.array([[1.0, 0.0, 0.0, 0.0]]), np.zeros(4), np.zeros(4))
    found = outcome_evidence(
        Outcome.SOMEWHERE, probabilities_of(Outcome.SOMEWHERE), reading, moments, beside_the_matter(reading)
    )
    assert [e.text for e in found] == ["I am so sorry"]


def test_what_stops_a_customer_is_a_rule_before_other_words(analyzer):
    text = "It cannot be done here. Our policy is firm."
    reading = analyzer.read(as_reply((text, "I want to leave")))
    plain = Evidence(start=0, end=22, text=text[:22], cue="outcome.blocked", contribution=2.0)
    rule = Evidence(start=24, end=42, text=text[24:42], cue="outcome.blocked", contribution=1.0)
    assert wall_of(Outcome.BLOCKED, (plain, rule), (), reading) == Wall("Our policy is firm", True)
    assert wall_of(Outcome.BLOCKED, (plain,), (), reading) == Wall("It cannot be done here", False)
    assert wall_of(Outcome.BLOCKED, (SAID,), (), reading) == Wall("", False)
    shown = Evidence(start=24, end=42, text=text[24:42], cue="flag.policy_block", contribution=0.0)
    assert wall_of(Outcome.OUTTA_HERE, (plain,), (shown,), reading) == Wall("Our policy is firm", True)
    assert wall_of(Outcome.BY, (plain, rule), (shown,), reading) is None


def test_a_flag_that_no_cue_shows_names_the_clause_that_adds_most_to_it():
    order = ("deflection", "human_voice")
    room = ReadingRoom(load_lexicon())
    reading = room.read_reply("The door is shut. Ask them.", "Where do I go?", 1000)
    clauses = np.zeros((2, 6))
    clauses[:, 4] = (0.5, 1.5)
    clauses[:, 5] = (0.1, -1.0)
    moments = MomentSums(clauses, np.zeros(6), np.zeros(6))
    flags = (Flag.DEFLECTION, Flag.HUMAN_VOICE, Flag.EXPOSES_PERSONAL_DATA)
    (found,) = flag_evidence_of_model(flags, order, reading, moments, beside_the_matter(reading))
    assert (found.cue, found.text, found.contribution) == ("flag.deflection", "Ask them", 1.5)


def test_flags_of_a_wall_are_quoted(analyzer):
    a = analyzer.analyze(*PAIRS[0])
    assert a.flags
    assert {e.cue for e in a.flag_evidence} == {f"flag.{flag.value}" for flag in a.flags}
