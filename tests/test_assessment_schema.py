"""The published JSON Schema, checked against what the library really writes."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

import authentica
from authentica.config import AnalyzerConfig
from authentica.schema import (
    DIMENSIONS,
    NEEDS,
    SCHEMA_VERSION,
    Conversation,
    Flag,
    Message,
    Outcome,
    Reply,
    Role,
    Status,
    assessment_schema,
)


@pytest.fixture(scope="module")
def schema():
    return assessment_schema()


@pytest.fixture(scope="module")
def validator(schema):
    return Draft202012Validator(schema)


def every_object(node):
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from every_object(part)
    elif isinstance(node, list):
        for part in node:
            yield from every_object(part)


def test_it_is_a_valid_schema_of_the_version_that_is_written(schema):
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["schema_version"]["const"] == SCHEMA_VERSION


def test_it_is_strict_and_describes_every_field(schema):
    objects = [schema, *schema["$defs"].values(), schema["properties"]["outcome_probabilities"]]
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["description"]
        for name, field in node["properties"].items():
            assert field.get("description", "").endswith("."), name
    for node in [schema, *schema["$defs"].values()]:
        assert sorted(node["required"]) == sorted(node["properties"])


def test_its_lists_are_those_of_the_code(schema):
    fields = schema["properties"]
    assert fields["status"]["enum"] == [s.value for s in Status]
    assert fields["outcome"]["enum"] == [*(o.value for o in Outcome), None]
    assert list(fields["outcome_probabilities"]["properties"]) == [o.value for o in Outcome]
    assert fields["flags"]["items"]["enum"] == [f.value for f in Flag]
    assert fields["missed"]["items"]["enum"] == list(NEEDS)
    assert schema["$defs"]["dimension_score"]["properties"]["dimension"]["enum"] == list(DIMENSIONS)


REPLIES = [
    ("We apologize for any inconvenience. Please DM us your order number.", "You charged me twice!!"),
    ("I've cancelled the second charge; the money is back by Friday.", "You charged me twice!!"),
    ("Unfortunately that is our policy. You need to contact the seller.", "My parcel is lost and I am furious."),
    ("ok", ""),
    ("😀", "When do you open?"),
    ("https://example.com/help", ""),
    ("", "Hello?"),
    (" \n\t", ""),
    ("Bonjour, merci pour votre message, nous allons vous répondre dans les plus brefs délais.", ""),
    ("\ud800 hello there", "\udfff"),
    ("sorry " * 20_000, ""),
]


@pytest.mark.parametrize(("text", "customer_text"), REPLIES, ids=[repr(text[:16]) for text, _ in REPLIES])
def test_real_assessments_are_valid(analyzer, validator, text, customer_text):
    a = analyzer.analyze(text, customer_text=customer_text)
    for data in (a.to_dict(), json.loads(a.to_json())):
        assert [error.message for error in validator.iter_errors(data)] == []


def test_an_assessment_without_reasons_is_valid(validator):
    silent = authentica.load(config=AnalyzerConfig(explanations=False)).analyze("We are sorry for the inconvenience.")
    validator.validate(silent.to_dict())
    assert silent.tips == ()
    assert all(d.explanation == "" and d.evidence == () and d.base == d.logit for d in silent.dimensions)


def test_scored_and_unscored_ones_are_among_them(analyzer):
    statuses = {analyzer.analyze(text, customer_text=said).status for text, said in REPLIES}
    assert statuses == set(Status)


def test_assessments_in_a_conversation_are_valid(analyzer, validator):
    conversation = Conversation(
        conversation_id="c1",
        messages=(
            Message(text="My card is blocked, I'm stuck abroad.", role=Role.CUSTOMER, message_id="m1"),
            Message(text="I've unblocked it just now.", message_id="m2", author_id="a1", channel="chat"),
        ),
    )
    (a,) = analyzer.analyze_conversation(conversation).assessments
    validator.validate(a.to_dict())
    assert (a.message_id, a.author_id, a.channel, a.conversation_id) == ("m2", "a1", "chat", "c1")


@pytest.mark.parametrize(
    "damage",
    [
        {"extra": 1},
        {"schema_version": 4},
        {"status": "no_text"},
        {"authenticity": None},
        {"authenticity": 101},
        {"dimensions": []},
        {"flags": ["hand_off", "hand_off"]},
        {"flags": ["no_text"]},
        {"missed": ["listening"]},
        {"outcome_probabilities": {"by": 1.0}},
        {"model": "x"},
        {"text": None},
    ],
    ids=repr,
)
def test_what_breaks_the_contract_is_invalid(analyzer, validator, damage):
    data = analyzer.analyze(Reply(message=Message(text="I've sent a new one."))).to_dict()
    assert validator.is_valid(data)
    assert not validator.is_valid({**data, **damage})


def test_scores_without_explanations_are_valid(analyzer, validator):
    data = analyzer.analyze("Please send me your PIN; I'll refund you by Friday.").to_dict()
    for score in data["dimensions"]:
        score["evidence"], score["explanation"] = [], ""
    assert [error.message for error in validator.iter_errors(data)] == []


def test_dimensions_in_another_order_are_invalid(analyzer, validator):
    data = analyzer.analyze("I've sent a new one.").to_dict()
    data["dimensions"].reverse()
    assert not validator.is_valid(data)


@pytest.mark.parametrize("key", ["level", "evidence", "needed", "explanation"])
def test_a_dimension_without_a_field_is_invalid(analyzer, validator, key):
    data = analyzer.analyze("I've sent a new one.").to_dict()
    del data["dimensions"][2][key]
    assert not validator.is_valid(data)
