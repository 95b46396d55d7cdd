"""Examples: chosen without chance, without personal details, never with the customer's text."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from authentica.coaching import CoachingAccumulator, learn, summarize, summary_of
from authentica.coaching.examples import Shelf, candidate, is_presentable
from authentica.coaching.observations import observe
from authentica.coaching.records import Example
from authentica.explain.outcomes import explain_outcome
from authentica.explain.quotes import CustomerQuotes
from authentica.schema import Evidence, Outcome, PrivacyFinding, PrivacyIssue


def offered(assessment, *, redacted=True, keys=()):
    return candidate(assessment, observe(assessment, {}, {}), keys, redacted=redacted)


def test_personal_details_go_and_evidence_still_points_at_its_words(reply):
    text = "Hi Tomas, I have sent it to tomas@example.com and will ring 020 7946 0123 by Friday."
    spans = (("ownership", 10, 28), ("expectations", 50, 84), ("ownership", 31, 38))
    found = offered(reply(text=text, evidence=spans, levels=(0, 1, 2, 2, 1))).make()
    assert found.text == "Hi [NAME], I have sent it to [EMAIL] and will ring [PHONE] by Friday."
    assert found.is_redacted
    quotes = {(s.dimension, found.text[s.start : s.end]) for s in found.spans}
    assert ("ownership", "I have sent it to ") in quotes
    assert ("expectations", "will ring [PHONE] by Friday.") in quotes
    assert ("ownership", "[EMAIL]") in quotes  # evidence inside a mask is all of the mask
    assert found.levels == (("boilerplate", 0), ("empathy", 1), ("ownership", 2), ("expectations", 2), ("listening", 1))
    plain = offered(reply(text=text, evidence=spans), redacted=False).make()
    assert plain.text == text
    assert {(s.start, s.end) for s in plain.spans} == {(start, end) for _, start, end in spans}


def test_who_is_spoken_to_and_what_a_matter_is_called_go_wherever_they_recur(reply):
    text = "Noor, two charges of 184 pounds right before rent day is a shock. I'll check GX-669754, Noor or not."
    found = offered(reply(text=text)).make()
    shown = "[NAME], two charges of 184 pounds right before rent day is a shock. I'll check [ORDER], [NAME] or not."
    assert found.text == shown


def test_privacy_findings_are_among_the_places_and_ids_only_where_details_stay(reply):
    text = "Hi Tomas, please send me your PIN."
    at = Evidence(start=10, end=33, text=text[10:33], cue="privacy.request", contribution=0.0)
    finding = PrivacyFinding(issue=PrivacyIssue.ASKS_SECRET, evidence=(at,), public=True)
    asking = replace(reply(text=text), privacy=(finding,), conversation_id="T-1", message_id="m-1")
    keys = (("agent", "Ines"),)
    found = offered(asking, keys=keys).make()
    (span,) = (s for s in found.spans if s.dimension == "privacy")
    assert (span.cue, found.text[span.start : span.end]) == ("privacy.asks_secret.in_public", "please send me your PIN")
    assert (found.conversation_id, found.message_id) == (None, None)
    plain = offered(asking, keys=keys, redacted=False).make()
    assert (plain.conversation_id, plain.message_id) == ("T-1", "m-1")
    assert offered(asking, redacted=False).make().message_id is None  # an example of a habit points at nobody
    old = {name: value for name, value in found.to_dict().items() if not name.endswith("_id")}
    assert Example.from_dict(old) == found


def test_what_an_explanation_doubts_and_quotes_is_known_of_an_example(reply):
    scored = reply(text="Hi Tomas, we cannot make an exception.")
    scores = tuple(
        replace(
            score, explanation="Perhaps mixed: “x” may be stock." if score.dimension == "boilerplate" else "Canned."
        )
        for score in scored.dimensions
    )
    found = offered(replace(scored, dimensions=scores)).make()
    assert found.doubted == ("boilerplate",)
    assert Example.from_dict(found.to_dict()) == found


def test_which_level_is_likelier_is_known_of_an_example_and_old_ones_are_read(reply):
    scored = reply(text="Hi Tomas, we cannot make an exception.", levels=(2, 1, 1, 1, 1))
    doubted = {"boilerplate": (0.1, 0.5, 0.4), "listening": (0.2, 0.3, 0.5), "expectations": (0.2, 0.6, 0.2)}
    scores = tuple(
        replace(score, probabilities=doubted[score.dimension], explanation="Perhaps so.")
        if score.dimension in doubted
        else score
        for score in scored.dimensions
    )
    found = offered(replace(scored, dimensions=scores)).make()
    assert found.doubted == ("boilerplate", "expectations", "listening")
    assert found.likelier == (("boilerplate", 1), ("listening", 2))
    assert Example.from_dict(found.to_dict()) == found
    old = {name: value for name, value in found.to_dict().items() if not name.startswith("likelier")}
    assert Example.from_dict(old) == replace(found, likelier=())


@pytest.mark.parametrize(
    ("likeliest", "chance", "doubted", "likelier"),
    [
        (Outcome.BLOCKED, 0.7, (), None),
        (Outcome.BLOCKED, 0.4, ("outcome",), None),
        (Outcome.BY, 0.7, ("outcome",), "by"),
    ],
)
def test_what_speaks_for_the_outcome_is_among_the_places_and_which_one_is_likelier(
    reply, read, likeliest, chance, doubted, likelier
):
    text = "Hi Tomas, we cannot make an exception."
    at = Evidence(start=10, end=33, text=text[10:33], cue="outcome.blocked", contribution=0.9)
    rest = Evidence(start=None, end=None, text=None, cue="context.customer", contribution=0.2)
    chances = {outcome: chance if outcome is likeliest else (1 - chance) / 3 for outcome in Outcome}
    quotes = CustomerQuotes(read(text, "Please make one.").customer)
    blocked = replace(
        reply(text=text),
        outcome=Outcome.BLOCKED,
        outcome_probabilities=chances,
        outcome_evidence=(at, rest),
        outcome_explanation=explain_outcome(Outcome.BLOCKED, tuple(chances.values()), (at, rest), quotes),
    )
    found = offered(blocked, redacted=False).make()
    assert [(s.start, s.end) for s in found.spans if s.dimension == "outcome"] == [(10, 33)]
    assert (found.doubted, found.likelier_outcome) == (doubted, likelier)


def test_an_agent_does_not_sign_by_name(reply):
    assert offered(reply(agent="will@x.com", text="I will send it today. Will")).make().text == (
        "I will send it today. [NAME]"
    )


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("Your kettle is on its way to you.", True),
        ("ok", False),
        ("word " * 200, False),
        ("I have sent a new one.\n> where is my kettle??", False),
        ("I have sent a new one today.\nOn Monday Tomas wrote:\nwhere is it", False),
        ("I have sent a new one today.\n--- Original message ---\nwhere is it", False),
        ("-" * 700, True),
        ("wrote:" * 100, False),
    ],
)
def test_what_can_be_shown(text, is_shown):
    assert is_presentable(text) is is_shown


items = st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abcdefgh"), st.integers(0, 2)), max_size=30)


@given(items, st.integers(0, 30), st.integers(0, 4))
def test_shelves_keep_the_smallest_and_merge_exactly(reply, offers, cut, size):
    made = [reply(text="An example of a reply, long enough.", authenticity=float(n)) for n in range(3)]

    def filled(some):
        shelf = Shelf(size)
        for rank, key, number in some:
            shelf.offer(rank, key, offered(made[number]))
        return shelf

    whole, one, other = filled(offers), filled(offers[:cut]), filled(offers[cut:])
    one.absorb(other)
    assert one.to_list() == whole.to_list() == filled(offers[::-1]).to_list()
    best = {key: min(rank for rank, k, _ in offers if k == key) for _, key, _ in offers}
    smallest = sorted((rank, key) for key, rank in best.items())[:size]
    assert [(item["rank"], item["key"]) for item in whole.to_list()] == smallest
    assert Shelf.from_list(size, json.loads(json.dumps(whole.to_list()))).to_list() == whole.to_list()


def test_equal_texts_by_different_agents_are_one_example_in_any_order(reply):
    text = "I have sent it again this morning. Owen"
    both = [offered(reply(agent=agent, text=text)) for agent in ("Owen", "Nadia")]
    shelves = []
    for order in (both, both[::-1]):
        shelf = Shelf(2)
        for each in order:
            shelf.offer(0, "k", each)
        shelves.append(shelf.to_list())
    assert shelves[0] == shelves[1]
    assert len(shelves[0]) == 1


@pytest.mark.parametrize("cut", [0, 7])
def test_habits_show_other_replies_while_there_are_some(reply, cut):
    words = ["kettle", "lamp", "stove", "chair", "clock", "radio", "table", "stool", "couch", "shelf"]
    replies = [
        reply(
            text=f"We cannot help with your {words[n % 10]}, case {n}.",
            levels=(2, 0, 0, 0, 0),
            message=str(n),
            conversation=f"c{n}",
        )
        for n in range(30)
    ]
    parts = [learn(CoachingAccumulator(examples=2), some) for some in (replies[:cut], replies[cut:])]
    summary = summary_of(parts[0].merge(parts[1]))
    shown = [re.sub(r"\d+", "", e.text) for habit in summary.habits for e in habit.improvable]
    assert len(shown) == 10  # five habits lapse in all of them
    assert len(set(shown)) == 10
    assert len(summary.habits[0].improvable) == 2
    few = summarize(replies[:1], examples=2)
    assert [len(habit.improvable) for habit in few.habits].count(1) == 5, "where there is no other, it is shown again"


def test_a_reply_that_tells_a_password_is_an_example_without_it(analyzer):
    told = analyzer.analyze("Your password is Summer2024!, you can log in now.", customer_text="I cannot log in!")
    for redact, shown in ((True, "[PASSWORD]"), (False, "Summer2024!")):
        accumulator = CoachingAccumulator(sample=5, redact=redact)
        accumulator.add(told)
        (example,) = summary_of(accumulator, min_replies=1, min_person_replies=1).sample
        assert example.text == f"Your password is {shown}, you can log in now."
