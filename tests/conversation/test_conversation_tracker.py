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
        # Data as people give it, and what only looks like it.
        (["My modem is dead. Customer no. 448-201.", "What's your customer number?"], [(1, "account_number")]),
        (["acct 5512907, no signal", "Please share your account number."], [(1, "account_number")]),
        (["Account #70-1123 here, the bill is wrong.", "Can I have your account number?"], [(1, "account_number")]),
        (["account no 99-1204: no water", "Kindly provide the account number."], [(1, "account_number")]),
        (["Serial number KX-00912, it beeps.", "Could you tell me the serial number?"], [(1, "serial")]),
        (["the serial is 7719AB", "Please provide the serial number."], [(1, "serial")]),
        (["S/N 4471-22, dead on arrival", "What is the serial no?"], [(1, "serial")]),
        (
            ["my phone number ends in 8841", "What are the last four digits of your phone number?"],
            [(1, "phone_ending")],
        ),
        (["last four digits of my mobile: 9917", "And the last 4 digits of your phone?"], [(1, "phone_ending")]),
        (["You can ring me on 555-0177.", "What's your phone number?"], [(1, "phone")]),
        (["Membership 30091-B, card broken", "May I have your membership number?"], [(1, "account_number")]),
        (["My client id is 20-771.", "Could I get your client ID?"], [(1, "account_number")]),
        (["Customer number: 6610", "Kindly give me your customer number."], [(1, "account_number")]),
        (["order 77-120 never came", "Which order number is it?"], [(1, "order_number")]),
        (["booking ref QX-771, two adults", "Could you share your booking reference?"], [(1, "reference")]),
        (
            [
                "no signal here",
                "Kindly share your account number.",
                "44-0912",
                "Thanks, I see it.",
                "still none",
                "Kindly confirm your account number.",
            ],
            [(5, "account_number")],
        ),
        (
            [
                "no heat",
                "Pls send the customer number.",
                "it is 55120",
                "Thank you.",
                "no heat still",
                "May I know your customer number?",
            ],
            [(5, "account_number")],
        ),
        (
            [
                "printer jams",
                "Could you share the serial number?",
                "SN 88-4410",
                "Thanks.",
                "it jams again",
                "What's the serial number please?",
            ],
            [(5, "serial")],
        ),
        (
            [
                "cannot log in",
                "What is your email address?",
                "zoe@example.com",
                "Thanks.",
                "same again",
                "Can I get your email please?",
            ],
            [(5, "email")],
        ),
        (["my account: 771-22-9, overcharged", "Kindly let me know your account number."], [(1, "account_number")]),
        (["Membership no. is 8810", "Kindly share your membership number"], [(1, "account_number")]),
        (["My postcode is LS8 1AB.", "And your postcode please?"], [(1, "postcode")]),
        (["this is about invoice 2024-118", "What's the invoice number?"], [(1, "reference")]),
        (["My account is locked since 9.", "What's your account number?"], []),
        (["My account was charged 45 dollars.", "Could you share your account number?"], []),
        (["I have 2 accounts with you.", "Which account number is it?"], []),
        (["account opened 2019, no statement", "May I have the account number?"], []),
        (["I opened an account on 3 May.", "Can I have your account number?"], []),
        (["My phone is an A54 and it broke.", "What's your phone number?"], []),
        (["Your serial numbers are unreadable, all 20 of them.", "What is the serial number?"], []),
        (["It is the 3rd serial fault this year.", "What is the serial number?"], []),
        (["account number 5512907", "Thanks, I see your account number is right."], []),
        (["account 5512907 is blocked", "Your account is open again."], []),
        (["I called you 3 times.", "What is your phone number?"], []),
        (["Last 4 invoices were wrong.", "What are the last four digits of your phone?"], []),
        (["My account is 45 dollars short.", "What is your account number?"], []),
        (["Account 24 hours locked!", "Could you give me your account number?"], []),
        (["serial 7719AB", "What is your account number?"], []),
        (["order 77-120", "What is your customer number?"], []),
        (["My customer service call lasted 40 minutes.", "What is your customer number?"], []),
        (
            [
                "no signal",
                "Kindly share your account number.",
                "where do I find it?",
                "Kindly share your account number, it is on the bill.",
            ],
            [],
        ),
        (
            [
                "no heat",
                "Kindly share your customer number.",
                "I don't have it.",
                "Kindly look on the bill for your customer number.",
            ],
            [],
        ),
        (["I paid on account 2 weeks ago", "What's your account number?"], []),
        (["member since 2015", "May I have your member number?"], []),
        (["my account balance is 300", "What is your account number?"], []),
        (["email me at zoe@example.com", "What is your home address?"], []),
        (["The serial I watch stops after 10 minutes.", "What's the serial number of the box?"], []),
    ],
)
def test_what_the_customer_has_said_need_not_be_asked(analyzer, texts, expected):
    roles = (Role.CUSTOMER, Role.AGENT)
    messages = tuple(Message(text=text, role=roles[place % 2]) for place, text in enumerate(texts))
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


LEAVING = [
    "I've switched to a rival, so don't bother replying.",
    "We moved our accounts to another bank this morning.",
    "I have closed my account with you.",
    "I already cancelled my membership yesterday.",
    "We've gone with a different supplier in the end.",
    "I have taken my custom elsewhere.",
    "I've ended the contract, that was it from me.",
    "We have left your platform and joined a competitor.",
    "I've cancelled the direct debit and the contract. Farewell.",
    "I bought it somewhere else now.",
    "Ordered it from another shop, no thanks to you.",
    "I have terminated my subscription today.",
    "We've decided to leave.",
    "My whole family has changed provider last week.",
    "I uninstalled the app and deleted my profile.",
    "I have unsubscribed and I'm not coming back.",
    "Cancelled all my orders with you. Bye.",
    "I went to your competitor, they did it in one day.",
    "We have now found another plumber.",
    "I booked with somebody else.",
    "I've stopped my membership, goodbye for good.",
    "we changed already to other company, thank you",
    "I did cancel all my policies with you.",
    "You won't see me again.",
    "I've closed both accounts.",
    "We have signed with another carrier.",
]
STAYING = [
    "I've cancelled the first order as you told me and placed it again.",
    "I moved to a new house last week, please update my address.",
    "We've switched to another hotel room and the tap drips.",
    "I closed the account window by mistake, how do I get back?",
    "Last time I rang it took ages, today was quick.",
    "I've switched to the other plan as you suggested.",
    "We have moved the meeting to Monday.",
    "I cancelled my dentist appointment so I could be home for your driver.",
    "My bank has closed the dispute.",
    "I have left the parcel with the neighbour.",
    "I've cancelled the card at my bank since it was stolen.",
    "I switched to the new router and it works now.",
    "I've moved to another room, the heating is fine here.",
    "We have moved to another seat, as the crew asked.",
    "I have left a review for you.",
    "I closed the app and opened it again.",
    "My flight was cancelled and moved to another day.",
    "I bought the lamp in your other shop.",
    "I have gone to the branch in Halden and they sent me back to you.",
    "I've changed my email provider, so please note the new address.",
    "Goodbye and have a nice evening!",
    "They have cancelled my booking and I don't know why.",
    "You cancelled everything in my basket!",
    "I moved the file to another folder and it still crashes.",
    "I've left two messages already.",
    "I ended the call because nobody spoke.",
    "My wife has switched to your service last month, very happy.",
    "I went to another cash machine and that one worked.",
    "Have you cancelled everything now?",
    "We went with the blue one in the end.",
]


@pytest.mark.parametrize(("closer", "leaves"), [(text, True) for text in LEAVING] + [(text, False) for text in STAYING])
def test_who_has_left_is_told_from_who_has_moved_or_cancelled_something_else(analyzer, closer, leaves):
    found = assess(analyzer, (Role.CUSTOMER, "Is the lamp ready?"), (Role.AGENT, "It is."), (Role.CUSTOMER, closer))
    assert (found.resolution.outcome is Outcome.OUTTA_HERE) is leaves


def test_a_value_that_is_asked_again_is_quoted_whole(analyzer):
    found = assess(
        analyzer, (Role.CUSTOMER, "No water, account 99-12AB/4."), (Role.AGENT, "What is your account number?")
    )
    (again,) = [f for f in found.findings if f.kind is FindingKind.ASKED_AGAIN]
    assert again.evidence[0].text == "account 99-12AB/4"


# Asked, promised, hours later said (None: nothing), answered; where that may leave the customer.
LEFT = {
    "blocked": [
        ("Could you check my claim?", "Of course. I'll ring you at 4 pm today about the claim.", 8, "Nobody rang me."),
        ("Is the car ready?", "Not yet. We'll call you by noon today with the price.", 9, "It's evening and no call."),
        ("I need the contract.", "I'll email you the contract this afternoon.", 30, "No contract in my inbox."),
        ("Boiler is off.", "I've booked our fitter for you. He will be with you by 2 pm today.", 9, "Your fitter never came."),
        ("Please send the form.", "With pleasure! I'll mail you the form by 5 pm today.", 30, "Where is the form?"),
        ("Fee is wrong.", "I see it and I'm sorry. I'll credit the fee today.", 60, "The fee has not been credited."),
        ("The door is stuck.", "That must be annoying with two kids. Our joiner will come tomorrow morning.", 60, "Nobody came to fix the door."),
        ("I want a statement.", "I'll post the statement to you today.", 150, "I never got the statement."),
        ("No internet.", "So sorry, Lee. I'll call you within 2 hours with news from the technicians.", 9, "I didn't get a call."),
        ("Where is my bag?", "I found it in Oslo, and it will be delivered to your hotel tomorrow.", 60, "My bag was not delivered."),
    ],
    "by": [
        ("Can you trace my trunk?", "I'll find out where it is and ring you by noon today.", 9, "Hello?"),
        ("Can you trace my trunk?", "I've found it, Ms Hale. I'll have it at your door by noon today.", 9, "Noon was hours ago."),
        ("Could you check my claim?", "Of course. I'll ring you at 4 pm today about the claim.", 8, "Nobody rang me.", "I'm sorry. I'll ring you tomorrow at 9."),
        ("You billed me twice.", "My mistake, Sam. I'll refund the 40 euros by Friday.", 200, "The refund hasn't come.", "I'll refund the 40 euros today, Sam, and you'll have it on Monday."),
        ("I need the contract.", "I'll email you the contract this afternoon.", 30, "I have no contract yet.", "Sorry about that, Lee. I'll email it to you tonight."),
        ("Boiler is off.", "Our fitter will be with you by 2 pm today.", 9, "Your fitter never came.", "I'm so sorry, Ms Hale. He will come tomorrow at 8, first thing."),
    ],
    "somewhere by": [
        ("Could you check my claim?", "I'll ring you at 4 pm today about the claim.", 8, "Thanks for the call, that helped."),
        ("You billed me twice.", "My mistake. I'll refund the 40 euros by Friday.", 200, "The refund came, thank you."),
        ("I need the contract.", "I'll email you the contract this afternoon.", 30, "Got the contract, great."),
        ("You billed me twice.", "My mistake. I'll refund the 40 euros by Friday.", 200, "The refund hasn't come.", "I've checked: the 40 euros were paid out to your old card, and I've just sent them to the new one, ref 4410."),
        ("Is the car ready?", "We'll call you by noon today with the price.", 9, "No call so far.", "I'm sorry, Tom. The price is 240 euros all in, and your car is ready now."),
        ("My lamp is broken.", "I'll send you a new one by Wednesday.", 1, "ok thanks"),
    ],
    "somewhere": [
        ("Could you send the report?", "I'll send you the report tonight.", 6, None, "I've just sent you the report. Have a good night!"),
        ("The fee is wrong.", "I'll refund the fee today.", 6, None, "I have refunded the fee."),
        ("Has my bike been fixed?", "I'll fix it today.", 6, None, "I've fixed it."),
        ("I need the key code.", "I'll email you the code by 6 pm.", 6, None, "I have emailed you the code. Bye for now."),
        ("I need a new card.", "I'll order a new card for you today.", 6, None, "I've ordered the new card."),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("told", "left"), [(told, left) for left, rows in LEFT.items() for told in rows])
def test_who_is_let_down_is_not_getting_somewhere(analyzer, told, left):
    start, (asked, promised, hours, *later) = datetime(2026, 3, 2, 9), told
    roles = (Role.CUSTOMER, Role.AGENT)
    turns = [(asked, 0.0), (promised, 0.1), *((text, hours + place / 5) for place, text in enumerate(later))]
    messages = tuple(
        Message(text=text, role=roles[place % 2], created_at=start + timedelta(hours=at))
        for place, (text, at) in enumerate(turns)
        if text is not None
    )
    outcome = analyzer.analyze_conversation(Conversation(messages=messages)).resolution.outcome
    assert outcome.value in left.split()


@pytest.mark.parametrize(
    ("reply", "outcome", "left"),
    [
        # A bare reply that keeps a promise is no reason to leave.
        ("I have refunded the fee.", Outcome.OUTTA_HERE, Outcome.SOMEWHERE),
        ("I have refunded the fee.", Outcome.BY, Outcome.SOMEWHERE),
        ("I have refunded the fee.", Outcome.BLOCKED, Outcome.BLOCKED),
        ("I have refunded the fee. Please call your bank.", Outcome.BY, Outcome.BY),
        ("The fee stays.", Outcome.OUTTA_HERE, Outcome.OUTTA_HERE),
    ],
)
def test_a_last_reply_that_keeps_a_promise_has_moved_the_matter(analyzer, reply, outcome, left):
    def assessed(read):
        return replace(analyzer.analyze(read), outcome=outcome), None

    tracker = ConversationTracker(MessageReader(50_000), assessed, CommitmentTracker(CommitmentFinder()))
    turns = ((Role.CUSTOMER, "The fee is wrong."), (Role.AGENT, "I'll refund the fee today."), (Role.AGENT, reply))
    for role, text in turns:
        tracker.add(Message(text=text, role=role))
    assert tracker.assessment().resolution.outcome is left


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
