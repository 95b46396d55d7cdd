"""Records in other people's types: what pydantic and msgspec make of them, and of their JSON, is the record itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from jsonschema import Draft202012Validator

import authentica
from authentica.corpus import TemplateMiner
from authentica.schema import (
    SCHEMA_VERSION,
    Assessment,
    Conversation,
    ConversationAssessment,
    Frame,
    Message,
    Role,
    assessment_schema,
)

HABIT = "Your boiler is with our fitter until the weekend."
TEXTS = (
    f"Hi Ida! {HABIT} I'll call you by Friday noon if it takes longer.",
    "Please send me your full card number, so that I can find the order. \ud800",
    "",
    "Wir melden uns bei Ihnen, sobald die Bestellung wieder da ist. Vielen Dank für die Geduld.",
)


@pytest.fixture(scope="module")
def miner():
    return TemplateMiner(min_customers=2).fit([f"{HABIT} Yours, {name}" for name in ("Bo", "Cleo", "Dan")])


@pytest.fixture(scope="module")
def records(miner):
    """At least one record of each type, between them with all parts that a record can have."""
    informed = authentica.load(templates=miner)
    moment = datetime(2025, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    messages = [
        Message(text=text, channel="tweet", message_id=str(n), created_at=moment) for n, text in enumerate(TEXTS)
    ]
    asked = Message(text="Where is my boiler? You charged me twice!", role=Role.CUSTOMER, author_id="k1")
    conversation = Conversation(conversation_id="c1", messages=(asked, *messages, asked))
    assessments = list(informed.pipe(conversation.replies()))
    assert assessments[0].template.spans
    assert assessments[0].commitments
    assert assessments[1].privacy
    assert not assessments[2].scored
    return [conversation, informed.analyze_conversation(conversation), *assessments, *miner.frames()]


def has_surrogates(record):
    return "\\ud800" in json.dumps(record.to_dict())


def test_plain_json(records):
    assert {type(record) for record in records} == {Assessment, Conversation, ConversationAssessment, Frame}
    for record in records:
        assert type(record).from_dict(json.loads(json.dumps(record.to_dict(), allow_nan=False))) == record
        if isinstance(record, Assessment):
            Draft202012Validator(assessment_schema()).validate(json.loads(record.to_json()))


def test_pydantic_reads_the_record_its_dictionary_and_its_json(records):
    pydantic = pytest.importorskip("pydantic")
    for record in records:
        adapter = pydantic.TypeAdapter(type(record))
        assert adapter.validate_python(record) == record
        assert adapter.validate_python(record.to_dict()) == record
        assert adapter.json_schema()["title"] == type(record).__name__
        if not has_surrogates(
            record
        ):  # JSON in UTF-8 cannot hold them; ours escapes them, which pydantic does not read
            assert adapter.validate_json(json.dumps(record.to_dict())) == record
            assert adapter.validate_json(adapter.dump_json(record), strict=True) == record


def test_pydantic_checks_what_it_reads(records):
    pydantic = pytest.importorskip("pydantic")
    adapter = pydantic.TypeAdapter(Assessment)
    good = next(record for record in records if isinstance(record, Assessment)).to_dict()
    for wrong in ({"status": "fine"}, {"authenticity": "high"}, {"dimensions": [{}]}, {"text": 5}):
        with pytest.raises(pydantic.ValidationError):
            adapter.validate_python({**good, **wrong})


def test_a_pydantic_model_may_hold_an_assessment(analyzer):
    pydantic = pytest.importorskip("pydantic")
    Ticket = pydantic.create_model("Ticket", number=(int, ...), assessment=(Assessment, ...))
    ticket = Ticket(number=7, assessment=analyzer.analyze(TEXTS[0]))
    again = Ticket.model_validate_json(ticket.model_dump_json())
    assert again == ticket
    assert again.assessment["expectations"].level == 2


def test_msgspec_reads_the_dictionary_and_its_json(records):
    msgspec = pytest.importorskip("msgspec")
    for record in records:
        kind = type(record)
        assert msgspec.convert(record.to_dict(), kind) == record
        if not has_surrogates(record):
            assert msgspec.json.decode(json.dumps(record.to_dict()), type=kind) == record
            assert msgspec.json.decode(msgspec.json.encode(record), type=kind) == record
            assert msgspec.msgpack.decode(msgspec.msgpack.encode(record), type=kind) == record


def test_what_they_write_is_read_back(records):
    """They know nothing of the schema version, and of properties; the reader needs the former."""
    msgspec, pydantic = pytest.importorskip("msgspec"), pytest.importorskip("pydantic")
    record = next(record for record in records if isinstance(record, Assessment))
    for written in (msgspec.json.encode(record), pydantic.TypeAdapter(Assessment).dump_json(record)):
        assert Assessment.from_dict({"schema_version": SCHEMA_VERSION, **json.loads(written)}) == record
