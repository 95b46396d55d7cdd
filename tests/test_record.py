"""What all records share: written and read by the types of their fields, and refused where a field is missing or damaged."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime

import msgspec
import pydantic
import pytest

import authentica.schema.record
from authentica.coaching.records import (
    Accounting,
    Difference,
    Distribution,
    Estimate,
    Example,
    ExampleSpan,
    Group,
    HabitFinding,
    Trend,
)
from authentica.errors import RecordError
from authentica.schema import Conversation, ConversationAssessment, Message, OffsetMap, Reply, Segment, SetAside
from authentica.schema.record import Record
from authentica.schema.templates import TemplateUse

KEYS = (("agent", "Ines"), ("week", None))
SPAN = ExampleSpan(start=0, end=4, dimension="ownership", cue="ownership.act.done", contribution=1.5)
EXAMPLE = Example(
    text="Done: your seat is 4A.",
    is_redacted=True,
    authenticity=81.0,
    outcome="somewhere",
    levels=(("ownership", 2),),
    needed=("ownership",),
    missed=(),
    spans=(SPAN,),
    keys=KEYS,
)
ESTIMATE = Estimate(measure="authenticity", n=3, value=58.5)
RECORDS = [
    SPAN,
    EXAMPLE,
    ESTIMATE,
    Distribution(measure="empathy", labels=("0", "1", "2"), counts=(4, 0, 1)),
    Group(keys=KEYS, replies=3, clusters=2, estimates=(ESTIMATE,), distributions=(), counts=(("kept", 1),)),
    Difference(
        keys=KEYS, measure="canned", value=0.5, rest=0.25, difference=0.25, low=0.0, high=0.5, p_value=0.5, q_value=1.0,
        is_difference=False,
    ),
    Trend(
        keys=(), measure="canned", period="week", first="2025-W10", last="2025-W13", periods=4, slope=0.5, low=0.0,
        high=1.0, p_value=0.5, q_value=1.0, is_trend=False,
    ),
    HabitFinding(
        habit="name_it", dimension="empathy", advice="Name it.", chances=4, lapses=None, rate=None, low=None, high=None,
        somewhere_with=None, somewhere_without=None, gain=None, gain_low=None, gain_high=None, p_value=None, q_value=None,
        is_supported=False, best=(EXAMPLE,),
    ),
    Accounting(rows=3, scored=2, unscored=0, set_aside=1, reasons=(("no JSON", 1),), models=("abc",)),
    SetAside(origin="a.csv:2", reason="no text"),
    OffsetMap(segments=(Segment(0, 3, 4),), source_length=9),
    TemplateUse(share=1.0, held_share=0.5),
    Reply(message=Message(text="Done: your seat is 4A."), customer_text="Which seat?", index=3, conversation_id="c1"),
]  # fmt: skip


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: type(r).__name__)
def test_a_record_survives_json(record):
    data = json.loads(record.to_json())
    assert list(data) == [field.name for field in fields(record)]
    assert type(record).from_dict(data) == record
    assert type(record).from_dict(data | {"from a later release": 1}) == record


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: type(r).__name__)
def test_pydantic_and_msgspec_accept_it(record):
    assert pydantic.TypeAdapter(type(record)).validate_python(record) == record
    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (type(record), {key: value for key, value in record.to_dict().items() if key != missing})
        for record in RECORDS
        for missing in record.to_dict()
        if missing not in record.may_lack
    ],
)
def test_every_field_must_be_there(kind, data):
    with pytest.raises(RecordError, match=rf"^{kind.__name__}: the field '\w+' is missing"):
        kind.from_dict(data)


@pytest.mark.parametrize(
    ("record", "damage", "said"),
    [
        (ESTIMATE, {"measure": 7}, "'measure' is a int, not a str"),
        (ESTIMATE, {"n": -1}, "whole number of at least 0"),
        (ESTIMATE, {"n": True}, "whole number of at least 0"),
        (ESTIMATE, {"value": float("nan")}, "'value' is not a finite number"),
        (ESTIMATE, {"value": "58"}, "'value' is not a finite number"),
        (ESTIMATE, {"value": 10**400}, "^Estimate: the field 'value' is not a finite number"),
        (EXAMPLE, {"is_redacted": 1}, "'is_redacted' is neither true nor false"),
        (EXAMPLE, {"levels": [["ownership", 2]]}, "'levels' is a list, not a mapping"),
        (EXAMPLE, {"needed": "ownership"}, "'needed' is a str, not a list"),
        (EXAMPLE, {"spans": [{}]}, "ExampleSpan: the field 'start' is missing"),
        (EXAMPLE, {"keys": {"agent": 7}}, "'keys' is a int, not a str"),
        (RECORDS[8], {"reasons": [["no JSON"]]}, "Accounting: the field 'reasons' holds a list of 1, not of 2"),
        (RECORDS[11], {"share": 1.5}, "'share' is not between 0 and 1"),
    ],
)
def test_a_damaged_field_is_named(record, damage, said):
    with pytest.raises(RecordError, match=said):
        type(record).from_dict(record.to_dict() | damage)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("2024-01-01T10:00:00Z", "2024-01-01T10:00:00+00:00"),
        ("2024-01-01T10:00:00z", "2024-01-01T10:00:00+00:00"),
        ("2024-01-01T10:00:00.5+00:00", "2024-01-01T10:00:00.500000+00:00"),
        ("2024-01-01T10:00:00,25Z", "2024-01-01T10:00:00.250000+00:00"),
        ("2024-01-01T10:00:00.123456789-05:00", "2024-01-01T10:00:00.123456-05:00"),
        ("2024-01-01T10:00:00.123", "2024-01-01T10:00:00.123000"),
        ("2024-01-01T10:00:00+05:30", "2024-01-01T10:00:00+05:30"),
        ("2024-01-01", "2024-01-01"),
    ],
)
def test_a_time_is_read_in_the_form_that_every_python_reads(monkeypatch, text, plain):
    """Python 3.10 reads only what `isoformat` writes, so that is what its reader must be handed, whatever this Python reads."""
    handed = []

    class Old(datetime):
        @classmethod
        def fromisoformat(cls, text):
            handed.append(text)
            return datetime.fromisoformat(text)

    monkeypatch.setattr(authentica.schema.record, "datetime", Old)
    message = Message.from_dict({"text": "Hello", "role": "agent", "created_at": text})
    assert handed == [plain]
    assert message.created_at == datetime.fromisoformat(plain)


@pytest.mark.parametrize("data", [None, [], "text", 7])
def test_what_is_no_object_is_refused(data):
    with pytest.raises(RecordError):
        Estimate.from_dict(data)


def test_what_a_source_does_not_know_may_be_left_out():
    message = Message.from_dict({"text": "Hello", "role": "agent"})
    assert message == Message(text="Hello")
    assert Conversation.from_dict({"messages": [{"text": "Hello", "role": "agent"}]}) == Conversation(
        messages=(message,)
    )


def test_the_first_version_of_a_conversation_is_read():
    read = ConversationAssessment.from_dict({"schema_version": 1, "conversation_id": "c", "assessments": []})
    assert read == ConversationAssessment(conversation_id="c", assessments=())


def test_the_base_itself_holds_nothing():
    assert not hasattr(ESTIMATE, "__dict__")
    assert Record.__slots__ == ()
