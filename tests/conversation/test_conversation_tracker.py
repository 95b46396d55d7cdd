"""What shows across the messages of a conversation, handed in one by one or all at once."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from authentica.commitments import CommitmentFinder, CommitmentTracker
from authentica.conversation.reader import MessageReader
from authentica.conversation.tracker import ConversationTracker
from authentica.errors import InputError
from authentica.schema import (
    Assessment,
    Conversation,
    ConversationAssessment,
    FindingKind,
    Flag,
    Message,
    Outcome,
    ReplyPairing,
    Role,
    Status,
)

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


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # What was tried already need not be asked.
        (
            ["It hangs. I've tried restarting it and that changed nothing.", "Have you tried to restart it?"],
            [(1, "question")],
        ),
        (["It hangs. I've tried another cable.", "Have you tried to restart it?"], []),
        # An e-mail address is no place to live.
        (["I live at 14 Hazel Lane.", "What is your email address?"], []),
        (["I live at 14 Hazel Lane.", "What is your address?"], [(1, "address")]),
    ],
)
def test_what_the_customer_has_said_need_not_be_asked(analyzer, texts, expected):
    roles = (Role.CUSTOMER, Role.AGENT)
    messages = tuple(Message(text=text, role=role) for text, role in zip(texts, roles, strict=True))
    found = analyzer.analyze_conversation(Conversation(messages=messages))
    assert [(f.index, f.subject) for f in found.findings if f.kind is FindingKind.ASKED_AGAIN] == expected


@pytest.mark.parametrize(
    ("closer", "outcome"),
    [
        ("Nothing else, thanks.", Outcome.SOMEWHERE),
        ("Thanks, goodbye!", Outcome.SOMEWHERE),
        ("I'm going to Norway on Friday and need the lamp before then.", None),
        ("I'm switching to Lampo.", Outcome.OUTTA_HERE),
        ("We are moving to another workshop.", Outcome.OUTTA_HERE),
    ],
)
def test_who_says_goodbye_or_travels_does_not_turn_away(analyzer, closer, outcome):
    found = assess(analyzer, (Role.CUSTOMER, "Is the lamp ready?"), (Role.AGENT, "It is."), (Role.CUSTOMER, closer))
    alone = found.assessments[0].outcome
    assert found.resolution.outcome is (outcome or alone)
    assert alone is not Outcome.OUTTA_HERE


def test_what_was_given_and_is_asked_again_is_found(analyzer):
    found = assess(
        analyzer,
        (Role.CUSTOMER, "My lamp, order TK-4410, arrived broken."),
        (Role.AGENT, "I am sorry. What is your order number?"),
    )
    assert [(f.index, f.subject) for f in found.findings if f.kind is FindingKind.ASKED_AGAIN] == [(1, "order_number")]


def test_promises_are_followed_across_messages(analyzer):
    found = assess(
        analyzer, (Role.AGENT, "I'll send you a new lamp today."), (Role.AGENT, "I've just sent the new lamp.")
    )
    assert found.commitments


def test_a_broken_promise_is_a_reason_and_no_outcome(analyzer):
    turns = (
        (Role.AGENT, "I'll send you a new lamp today."),
        (Role.CUSTOMER, "Nothing came."),
        (Role.AGENT, "It is here now."),
    )
    resolution = assess(analyzer, *turns).resolution
    said = 'Message 2 shows that what message 1 promised was not kept: "I\'ll send you a new lamp today".'
    assert said in resolution.reasons[1:]
    assert resolution.outcome is assess(analyzer, *turns).assessments[-1].outcome


def test_a_question_passed_over_is_a_finding_and_no_reason(analyzer):
    turns = ((Role.CUSTOMER, "When will my kettle come?"), (Role.AGENT, "Thank you for reaching out!"))
    found = assess(analyzer, *turns)
    assert [f.index for f in found.findings if f.kind is FindingKind.QUESTION_PASSED_OVER] == [0]
    assert found.resolution.outcome is found.assessments[-1].outcome
    assert not any("pass over" in reason for reason in found.resolution.reasons)


@pytest.mark.parametrize(
    ("chase", "last", "is_excuse"),
    [
        (
            "No word from you. This is awful, I'm furious!",
            "I'll send the refund of 30 pounds for the lamp tomorrow.",
            True,
        ),
        (
            "No word from you. This is awful, I'm furious!",
            "I've called the bank: the refund of 30 pounds is on its way.",
            False,
        ),
        (
            "This is awful, I'm furious about the lamp!",
            "I'll send the refund of 30 pounds for the lamp tomorrow.",
            False,
        ),
    ],
)
def test_who_was_let_down_and_gets_but_another_promise_is_at_most_getting_by(analyzer, chase, last, is_excuse):
    def somewhere(reply):
        return replace(analyzer.analyze(reply), outcome=Outcome.SOMEWHERE), None

    tracker = ConversationTracker(MessageReader(50_000), somewhere, CommitmentTracker(CommitmentFinder()))
    turns = ((Role.AGENT, "I'll send the refund today."), (Role.CUSTOMER, chase), (Role.AGENT, last))
    for role, text in turns:
        tracker.add(Message(text=text, role=role))
    resolution = tracker.assessment().resolution
    assert resolution.outcome is (Outcome.BY if is_excuse else Outcome.SOMEWHERE)
    assert resolution.reasons[0].startswith("After a broken promise, message 3 only promises") is is_excuse


def test_a_promise_whose_time_has_passed_without_a_sign_is_told_as_such(analyzer):
    day = datetime(2025, 3, 3, 10)
    turns = (
        (Role.AGENT, "I'll send you the form tomorrow.", day),
        (Role.CUSTOMER, "My lamp is blue, by the way.", day + timedelta(days=9)),
    )
    messages = [Message(text=text, role=role, created_at=at) for role, text, at in turns]
    said = "The time of what message 1 promised had passed by message 2, without a sign of it"
    for count, is_told in ((1, False), (2, True)):
        found = analyzer.analyze_conversation(Conversation(messages=tuple(messages[:count])))
        assert any(reason.startswith(said) for reason in found.resolution.reasons) is is_told


def test_records_of_the_first_version_are_read():
    old = {"schema_version": 1, "conversation_id": "c", "authenticity": None, "outcome": None, "assessments": []}
    assert ConversationAssessment.from_dict(old) == ConversationAssessment(conversation_id="c", assessments=())


@pytest.mark.parametrize("role", [Role.BOT, Role.CUSTOMER, Role.AGENT])
def test_a_single_party_alone_is_no_trouble(analyzer, role):
    assert len(assess(analyzer, (role, "Hello there.")).assessments) == (role is Role.AGENT)


def test_no_message_at_all(analyzer):
    assert assess(analyzer).findings == ()


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize("text", ["a" * 200_000, "@" * 200_000, "? " * 100_000, "<" * 200_000], ids=lambda t: t[:2])
def test_hostile_texts(analyzer, text):
    (found,) = assess(analyzer, (Role.CUSTOMER, text), (Role.AGENT, text)).assessments
    assert found.text == text
    assert not found.commitments


def test_what_is_no_message_is_refused(analyzer):
    with pytest.raises(InputError):
        analyzer.follow().add("Hello")


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(messages=MESSAGES)
def test_any_beginning_is_assessed_as_if_it_were_all(analyzer, messages):
    """What `add` has told stays told, and looking at any moment shows what the messages so far would."""
    tracker, told = analyzer.follow(), []
    for length, message in enumerate(messages, 1):
        told += tracker.add(message)
        so_far = tracker.assessment()
        assert so_far == analyzer.analyze_conversation(Conversation(messages=tuple(messages[:length])))
        assert [f for f in told if f not in so_far.findings] == []


def test_the_promises_that_are_followed_are_those_of_the_assessments(analyzer):
    found = assess(
        analyzer,
        (Role.CUSTOMER, "Where is it?"),
        (Role.AGENT, "I'll call the depot today."),
        (Role.AGENT, "And we'll refund you by Friday."),
    )
    made = [commitment for assessment in found.assessments for commitment in assessment.commitments]
    assert made
    assert [followed.commitment for followed in found.commitments] == made


def test_a_quoted_mail_asks_nothing_again(analyzer):
    found = assess(
        analyzer,
        (Role.CUSTOMER, "My lamp, order TK-4410, arrived broken."),
        (Role.AGENT, "A new lamp is on its way.\n\nOn 3 May Ana wrote:\n> Hello\n> What is your order number?"),
    )
    assert not any(f.kind is FindingKind.ASKED_AGAIN for f in found.findings)


@pytest.fixture(scope="module")
def commitment_finder():
    return CommitmentFinder()


THREADS = {
    "question and answer": ["c:Where is parcel TK-{n}, please?", "a:Parcel TK-{n} is in Leeds, and I'll call the depot today."],
    "nothing but questions": ["c:Is lamp number {n} ready by now?"],
    "nothing but replies": ["a:Please send us your order number, then we'll look into case {n}."],
    "facts that nobody takes up": ["c:My name is Ana, order TK-{n}, phone 555-0101.", "c:It is lamp LX-{n}.", "a:Thank you for writing."],
    "the same script": ["c:Still nothing!", "a:We are sorry to hear that and value your patience while our team looks into it."],
}  # fmt: skip


@pytest.mark.parametrize("turns", THREADS.values(), ids=THREADS.keys())
def test_the_work_for_a_message_does_not_grow_with_the_thread(commitment_finder, turns):
    """Counted in calls of Python functions, of the tracker and all below it: assessing replies has its own bounds."""
    sizes = []

    def unscored(reply):
        sizes.append(len(reply.customer_text))
        assessment = Assessment(
            text=reply.message.text,
            message_id=None,
            conversation_id=None,
            author_id=None,
            channel=None,
            created_at=None,
            model="none",
            status=Status.NO_TEXT,
            authenticity=None,
            behaviour=None,
            desire=None,
            outcome=None,
            outcome_probabilities={},
            dimensions=(),
            flags=(Flag.NO_TEXT,),
            flag_evidence=(),
            missed=(),
            tips=(),
        )
        return assessment, None

    reader = MessageReader(50_000)
    tracker = ConversationTracker(reader, unscored, CommitmentTracker(commitment_finder))
    calls = [0, 0]

    for number in range(1_000):
        turn = turns[number % len(turns)].format(n=1_000 + number)
        message = Message(text=turn[2:], role=Role.AGENT if turn[0] == "a" else Role.CUSTOMER, message_id=str(number))
        late = number >= 900
        if not (late or 200 <= number < 300):
            tracker.add(message)
            continue

        def count(frame, event, argument, late=late):
            calls[late] += event == "call"

        sys.setprofile(count)
        try:
            tracker.add(message)
        finally:
            sys.setprofile(None)
    early, late = calls
    assert 0 < late <= 1.2 * early
    assert max(sizes, default=0) <= 25_000
    assert len(tracker.assessment().assessments) == len(sizes)


def test_what_the_pairing_keeps_is_bounded():
    pairing = ReplyPairing()
    for number in range(5_000):
        pairing.add(Message(text=f"word {number} " * 10, role=Role.CUSTOMER, message_id=str(number)))
    reply = pairing.add(Message(text="Hello", role=Role.AGENT))
    assert reply is not None
    assert 19_000 < len(reply.customer_text) < 21_000
    assert reply.customer_text.endswith("word 4999 ")
    named = pairing.add(Message(text="Hello", role=Role.AGENT, in_response_to="4500"))
    assert named is not None
    assert named.customer_text == "word 4500 " * 10


def test_one_long_message_is_kept_whole():
    pairing = ReplyPairing()
    pairing.add(Message(text="a" * 50_000, role=Role.CUSTOMER))
    reply = pairing.add(Message(text="Hello", role=Role.AGENT))
    assert reply is not None
    assert len(reply.customer_text) == 50_000
