"""The customer's questions: which are answered, which passed over, and of which nothing is said."""

from __future__ import annotations

import pytest

from authentica.conversation.answers import AnswerFinder
from authentica.conversation.reader import MessageReader
from authentica.schema import Message, Role


@pytest.fixture(scope="module")
def verdicts():
    """From "c: ..." and "a: ..." lines, (kind, index of the question) of every verdict."""
    reader = MessageReader(50_000)

    def found(*turns):
        finder, all_found = AnswerFinder(), []
        for index, turn in enumerate(turns):
            role = Role.AGENT if turn.startswith("a:") else Role.CUSTOMER
            reading = reader.read(index, Message(text=turn[3:], role=role))
            if role is Role.AGENT:
                finder.agent(reading)
            else:
                all_found += finder.customer(reading)
        return [(f.kind.value.removeprefix("question_"), f.index) for f in (*all_found, *finder.standing())]

    return found


# (turns, verdicts)
TALKS = [
    (["c: When will my kettle come?", "a: It comes on Thursday."], [("answered", 0)]),
    (["c: Why was I charged twice?", "a: Because the first payment had expired."], [("answered", 0)]),
    (["c: How do I reset the lamp?", "a: Hold the button at the back."], [("answered", 0)]),
    (["c: Do you ship to Norway?", "a: Yes, by boat."], [("answered", 0)]),
    # Courtesies, apologies and "we will get back to you" say nothing.
    (["c: When will my kettle come?", "a: Thank you for reaching out!"], [("passed_over", 0)]),
    (["c: Why is nobody answering?", "a: We apologise for the inconvenience."], [("passed_over", 0)]),
    (["c: Is the shop open today?", "a: Our team will get back to you."], [("passed_over", 0)]),
    (["c: Is the shop open today?", "a: Please do not hesitate to reach out to us."], []),
    # "Do I have to" asks, unless it goes on with asking, waiting or saying.
    (["c: Do I have to send it back?", "a: We value your custom.", "c: Do I have to send it back?"], [("passed_over", 0)]),
    (["c: Must it go back?", "a: We value your custom.", "c: You didn't answer me."], [("passed_over", 0)]),
    (["c: How many times do I have to ask?", "a: Thank you for reaching out!"], []),
    # A statement whose words are others may well be an answer.
    (["c: Which teas are there?", "a: Mint and lavender today, I am afraid."], []),
    (["c: Could I get two pancakes?", "a: OK. Please look whether all is right."], []),
    (["c: Any way to test it?", "a: ana: https://example.com/testing"], []),
    (["c: Can I bring my dog?", "a: Sorry, that we cannot allow."], []),
    # Who asks back, or asks for patience, has not passed it over yet.
    (["c: Can I change my address?", "a: May I have your order number?"], []),
    (["c: When will it come?", "a: One moment, please."], []),
    (["c: When will it come?", "a: One moment, please.", "c: ok", "a: It comes on Monday."], [("answered", 0)]),
    (["c: Am I too late?", "a: Hi Sam. How can we help?"], []),
    # However often: what the customer does not chase is no finding.
    (["c: Can I pay later?", "a: What is your name?", "c: Ana", "a: And the town?", "c: Bath", "a: And the street?"], []),
    # Nor who sends the customer to another channel, or says that somebody is at work on it.
    (["c: When will it come?", "a: Please DM us so that we can take a look."], []),
    (["c: Is the lift out of order?", "a: Our engineers are working on it."], []),
    # A rhetorical question or a mere complaint with a question mark wants no answer.
    (["c: Are you serious?", "a: We apologise for the inconvenience."], []),
    (["c: Eight weeks for a lamp?!", "a: We apologise for the inconvenience."], []),
    (["c: And that costs ten dollars?", "a: We apologise for the inconvenience."], []),
    # Nor does one that the customer has settled.
    (["c: Is the app down?", "a: Thank you for your message.", "c: It works again, thanks!"], []),
    (["c: Where is my bag?", "c: It just arrived.", "a: Awesome! Glad to hear it."], []),
    # Asked again, or complained of.
    (
        ["c: Is the app down?", "a: Have you tried a restart?", "c: Yes, twice. Is it down or not?", "a: It is down."],
        [("passed_over", 0), ("answered", 2)],
    ),
    (
        ["c: Do you repair old lamps?", "a: Our new range is lovely.", "c: That's not what I asked."],
        [("passed_over", 0)],
    ),
    (
        ["c: What does delivery to Oslo cost?", "a: We have many offers.", "c: But what does delivery to Oslo cost?"],
        [("passed_over", 0)],
    ),
    # After a statement, a shorter question is another one.
    (["c: How do I set a default card?", "a: There is none any more.", "c: And how do I set one?"], []),
    # Settled by the customer alone.
    (["c: Where is the voucher?", "c: Thanks!", "a: You are welcome."], []),
    (["c: Where is the voucher?", "c: All sorted now", "a: You are welcome."], []),
    # No questions to answer.
    (["c: How are you today?", "a: Thank you for contacting us."], []),
    (["c: I like it.", "a: Thank you for contacting us."], []),
    (["a: Hello!", "c: Hi"], []),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "expected"), TALKS, ids=[" | ".join(row[0])[:60] for row in TALKS])
def test_what_becomes_of_a_question(verdicts, turns, expected):
    assert verdicts(*turns) == expected


def test_no_more_than_five_questions_are_open(verdicts):
    asked = [f"c: Is number {number} ready?" for number in range(20)]
    found = verdicts(*asked, "a: Thank you for your message.")
    assert found == [("passed_over", number) for number in range(15, 20)]
