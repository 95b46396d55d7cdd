"""What shows across the messages of a conversation, handed in one by one or all at once."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authentica.errors import InputError
from authentica.schema import Conversation, ConversationAssessment, FindingKind, Message, Role

TEXTS = st.sampled_from(
    [
        "",
        "Where is my parcel TK-4410?",
        "Could you give me your order number, please?",
        "My order number is TK-4410, I already told you!",
        "I'll check with the warehouse and write to you today.",
        "I've checked: parcel TK-4410 leaves tomorrow.",
        "Thanks, that worked!",
        "\x00 \ud800 \U0001f600",
    ]
)
MESSAGES = st.lists(st.builds(Message, text=TEXTS, role=st.sampled_from(list(Role))), max_size=8)


def assess(analyzer, *turns):
    messages = tuple(Message(text=text, role=role) for role, text in turns)
    return analyzer.analyze_conversation(Conversation(messages=messages))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(messages=MESSAGES)
def test_one_by_one_equals_all_at_once_and_survives_json(analyzer, messages):
    tracker = analyzer.follow()
    for message in messages:
        tracker.add(message)
        tracker.assessment()  # looking in between changes nothing
    whole = analyzer.analyze_conversation(Conversation(messages=tuple(messages)))
    assert tracker.assessment() == whole
    assert ConversationAssessment.from_dict(whole.to_dict()) == whole
    for finding in whole.findings:
        for span in finding.evidence:
            assert messages[span.index].text[span.start : span.end] == span.text


def test_what_was_given_and_is_asked_again_is_found(analyzer):
    found = assess(
        analyzer,
        (Role.CUSTOMER, "My lamp, order TK-4410, arrived broken."),
        (Role.AGENT, "I am sorry. What is your order number?"),
    )
    assert [(f.index, f.subject) for f in found.of_kind(FindingKind.ASKED_AGAIN)] == [(1, "order_number")]


def test_promises_are_followed_across_messages(analyzer):
    found = assess(
        analyzer, (Role.AGENT, "I'll send you a new lamp today."), (Role.AGENT, "I've just sent the new lamp.")
    )
    assert found.commitments


def test_records_of_the_first_version_are_read():
    old = {"schema_version": 1, "conversation_id": "c", "authenticity": None, "outcome": None, "assessments": []}
    assert ConversationAssessment.from_dict(old) == ConversationAssessment(conversation_id="c", assessments=())


@pytest.mark.parametrize("role", [Role.BOT, Role.CUSTOMER, Role.AGENT])
def test_a_single_party_alone_is_no_trouble(analyzer, role):
    assert len(assess(analyzer, (role, "Hello there.")).assessments) == (role is Role.AGENT)


def test_no_message_at_all(analyzer):
    assert assess(analyzer).findings == ()


@pytest.mark.parametrize("text", ["a" * 200_000, "@" * 200_000, "? " * 100_000, "<" * 200_000])
def test_hostile_texts(analyzer, text):
    assess(analyzer, (Role.CUSTOMER, text), (Role.AGENT, text))


def test_what_is_no_message_is_refused(analyzer):
    with pytest.raises(InputError):
        analyzer.follow().add("Hello")
