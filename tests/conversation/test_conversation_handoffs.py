"""Hand-offs: who must act after a reply, and what hands nothing on."""

from __future__ import annotations

import pytest

from authentica.commitments import find_commitments
from authentica.conversation.handoffs import find_handoff
from authentica.conversation.reader import MessageReader
from authentica.schema import Message, Role


@pytest.fixture(scope="module")
def handoff():
    reader = MessageReader(50_000)
    return lambda text, promises=(): find_handoff(reader.read(0, Message(text=text, role=Role.AGENT)), promises)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        # Errands and steps are the customer's.
        ("Please fill in the form.", "customer"),
        ("Send us a DM with your booking.", "customer"),
        ("Could you please restart the box and tell me what you see?", "customer"),
        ("Reach out to us here: https://example.com/help", "customer"),
        ("Start the program from the terminal.", "customer"),
        ("First, open the settings. Then remove the old printer.", "customer"),
        ("You will need to contact the shop in Halden.", "customer"),
        ("Go to the settings.", "customer"),
        ("Please email me the form.", "customer"),
        ("Call us on 0123 456 789.", "customer"),
        # What the agent's side will do.
        ("I'll check with our warehouse.", "agent"),
        ("Happy to take a look!", "agent"),
        ("We're looking into this.", "agent"),
        ("I have passed this to our billing team.", "team"),
        ("Our engineers are working on it.", "team"),
        ("One of our specialists will be in touch.", "team"),
        ("The courier will call you.", "third_party"),
        # Who turns to somebody else acts; who is told to, waits for them.
        ("I'll call the courier.", "agent"),
        ("You should speak to the seller.", "third_party"),
        # Whoever is farthest away decides.
        ("Please sign here, then our specialist will call you.", "team"),
        # Nothing is handed on.
        ("Which version do you use?", None),
        ("Could you send me the order number, please?", None),
        ("Thanks for reaching out to us.", None),
        ("Please hold the line.", None),
        ("You can pay in three instalments.", None),
        ("When you click on the star, what do you see?", None),
        ("The door opens at ten.", None),
        ("Go for it!", None),
        # Things whose names begin with a verb, and steps that look like them.
        ("Check-in is from three o'clock.", None),
        ("Check in is at the desk beside the lift.", None),
        ("Set-up takes about ten minutes.", None),
        ("Log-in is by card and code.", None),
        ("Check in online the day before.", "customer"),
        ("Log in again with the new code.", "customer"),
        ("Turn off the boiler and count to ten.", "customer"),
        ("Go ahead, the seat is yours.", None),
        # How to get hold of the writer, who keeps the case.
        ("Call me on 0123 456 789 any time.", None),
        ("You can reach me at ada@lampen.example until five.", None),
        ("Feel free to drop me a line if it rings again.", None),
        ("Reach out to me whenever you like.", None),
        ("I'll look into this myself; email me at ada@lampen.example if it rings again.", "agent"),
        ("", None),
    ],
)
def test_who_must_act(handoff, text, actor):
    found = handoff(text)
    assert (found.actor.value if found else None) == actor
    if found:
        (shown,) = found.evidence
        assert text[shown.start : shown.end] == shown.text


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("I will have the lamp ready by noon.", "agent"),
        ("We'll refund the fee within 3 days.", "agent"),
        ("Let me speak to the seller.", "agent"),
        ("We hope to see you on board soon.", None),
        ("It takes six days.", None),
    ],
)
def test_a_promise_says_who_acts_where_no_cue_does(handoff, text, actor):
    found = handoff(text, find_commitments(text))
    assert (found.actor.value if found else None) == actor
