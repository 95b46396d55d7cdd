"""An analyzer with a fitted miner: what was sent to many counts as boilerplate, and says so."""

from __future__ import annotations

import math

import pytest
from jsonschema import Draft202012Validator

import authentica
from authentica.corpus import TemplateMiner, save_miner
from authentica.schema import Assessment, Conversation, Message, Role, assessment_schema

HABIT = "I've had a look at the meter myself and the readings from March do not match yours."


def conversations(count, text=HABIT):
    return [
        Conversation(
            conversation_id=f"c{n}",
            messages=(
                Message(text="My bill is wrong", role=Role.CUSTOMER, author_id=f"customer{n}"),
                Message(text=text, author_id=f"agent{n % 3}"),
            ),
        )
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def miner():
    return TemplateMiner(min_customers=5).fit(conversations(30))


@pytest.fixture(scope="module")
def informed(miner):
    return authentica.load(templates=miner)


def test_a_habit_raises_boilerplate_with_its_contribution_visible(analyzer, informed):
    plain, known = (a.analyze(HABIT, customer_text="My bill is wrong") for a in (analyzer, informed))
    assert known["boilerplate"].score > plain["boilerplate"].score
    (evidence,) = [e for e in known["boilerplate"].evidence if e.cue == "boilerplate.template"]
    assert known.text[evidence.start : evidence.end] == evidence.text
    assert known["boilerplate"].logit - plain["boilerplate"].logit == pytest.approx(evidence.contribution)
    total = math.fsum([known["boilerplate"].base, *(e.contribution for e in known["boilerplate"].evidence)])
    assert total == known["boilerplate"].logit
    assert known.template.spans[0].customers >= 25
    assert plain.template is None
    assert known["ownership"] == plain["ownership"]


def test_what_nobody_else_was_sent_is_judged_as_before(analyzer, informed):
    text = "The spare key is under the blue pot, Wanda, as you asked on Tuesday."
    plain, known = (a.analyze(text) for a in (analyzer, informed))
    assert known.template.held_share == 0.0
    assert known.dimensions == plain.dimensions


def test_a_customers_own_reply_is_not_held_against_it():
    few = TemplateMiner(min_customers=2).fit(conversations(2))
    (reply,) = conversations(1)[0].replies()
    (own,) = list(authentica.load(templates=few).pipe([reply]))
    assert own.template.held_share == 0.0


def test_the_record_survives_json_and_keeps_the_schema(informed):
    known = informed.analyze(HABIT)
    assert Assessment.from_dict(known.to_dict()) == known
    Draft202012Validator(assessment_schema()).validate(known.to_dict())


def test_a_saved_miner_gives_the_same_and_another_gives_another_fingerprint(tmp_path, informed, analyzer, miner):
    save_miner(miner, tmp_path / "habits")
    again = authentica.load(templates=tmp_path / "habits")
    assert again.analyze(HABIT) == informed.analyze(HABIT)
    assert again.fingerprint == informed.fingerprint != analyzer.fingerprint


def test_what_a_miner_learns_later_changes_no_analyzer():
    miner = TemplateMiner(min_customers=5).fit(conversations(2))
    analyzer = authentica.load(templates=miner)
    before = analyzer.analyze(HABIT)
    miner.partial_fit(conversations(30))
    assert analyzer.analyze(HABIT) == before
    assert authentica.load(templates=miner).analyze(HABIT).template.held_share > 0
