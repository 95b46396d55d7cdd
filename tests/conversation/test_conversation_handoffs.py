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
        # A noun heads the statement, and what only looks like one.
        ("Report: everything in the basement was dry on Tuesday.", None),
        ("Call summary: we agreed on a new date.", None),
        ("Upload speed is back to normal since nine.", None),
        ("Download links for March are in your account.", None),
        ("Contact made with the depot at ten, all fine.", None),
        ("Email received, thanks.", None),
        ("Post from the city arrived here this morning.", None),
        ("Check: passed on all four wheels.", None),
        ("Return received on Friday and refunded.", None),
        ("Print quality was fine on our side.", None),
        ("Reset done, your line was restarted at noon.", None),
        ("Update from the workshop: the belt came in.", None),
        ("Order confirmed, it left the shop today.", None),
        ("Visit on Monday went well, thanks to Rosa.", None),
        ("Message from our driver: he was at your door at ten.", None),
        ("Copy of the contract: see my mail of Monday.", None),
        ("Update: the ferry leaves on time.", None),
        ("Upgrade complete. You now have the large plan.", None),
        ("Import finished, 300 rows were read.", None),
        ("Share price of the fund was 12.40 on Friday.", None),
        ("Quick update, the tyres came in this morning.", None),
        ("Start of the course: 4 May, room 12.", None),
        ("Move completed at six, all boxes are in the flat.", None),
        ("Delete requests: both done.", None),
        ("Export of your data finished at 10:40.", None),
        ("Shot taken at noon: roof is clean.", None),
        ("Access: granted. Update: none needed.", None),
        ("Reboot done at three, all lamps are green.", None),
        ("Update the app from the store.", "customer"),
        ("Reply to this mail with the code.", "customer"),
        ("Open the blue cover and press the knob.", "customer"),
        ("Report the loss to us by mail.", "customer"),
        ("Call our Halden branch at 0123 456.", "customer"),
        ("Check the fuse in the cellar.", "customer"),
        ("Email us a scan of the letter.", "customer"),
        ("Print the label and stick it on the box.", "customer"),
        ("Return the lamp via any post office.", "customer"),
        ("Reset your password here: https://example.com", "customer"),
        ("Visit our shop in Marlow to swap it.", "customer"),
        ("Upload a photo here.", "customer"),
        ("Contact me via the form and attach the log.", "customer"),
        ("Import the file again with UTF-8.", "customer"),
        ("Update your card details under Billing.", "customer"),
        ("Start the car with the brake pressed.", "customer"),
        ("Share your screen and click Allow.", "customer"),
        ("Restart both devices.", "customer"),
        ("Open Settings, then General: turn off Sync.", "customer"),
        ("Check that the cable sits firmly.", "customer"),
        ("Update it, then log in again.", "customer"),
        ("Download version 5 from our site.", "customer"),
        # Handed to a team, and what the agent keeps or has done.
        ("Handing this over to accounts now. I'll keep an eye on it.", "team"),
        ("I'm sending this to our lab for a check.", "team"),
        ("Escalating to tier 2 as INC-4410. I'll post here when they reply.", "team"),
        ("I have asked my supervisor to ring you.", "team"),
        ("I am opening a request with our legal department today.", "team"),
        ("Moving your case to the warranty desk.", "team"),
        ("My boss, Irene, will phone you about it.", "team"),
        ("I've assigned it to QA; they test it tonight.", "team"),
        ("I'm creating a ticket for our network team.", "team"),
        ("I asked our dispatcher to call you this afternoon.", "team"),
        ("Forwarding to finance, who do the payout.", "team"),
        ("I raise one ticket to the backend team, they will check.", "team"),
        ("Our manager Olek is going to look at your claim.", "team"),
        ("Passing you to sales for the quote.", "team"),
        ("I have logged a job for maintenance and will follow it.", "team"),
        ("I told the kitchen manager to contact you directly.", "team"),
        ("This goes to the underwriters, I'll update you after.", "team"),
        ("I've sent your photos to our engineers and I'll come back with their view.", "team"),
        ("I'm getting my colleague Sven from IT to phone you.", "team"),
        ("I've filed it with engineering under BUG-71.", "team"),
        ("A specialist of ours is going to email you.", "team"),
        ("I will hand your file to the claims team.", "team"),
        ("Reassigning to development. I'll let you know.", "team"),
        ("I've asked the front office to set it right.", "team"),
        ("We have requested our field crew to visit.", "team"),
        ("I'll ask my manager and call you back.", "agent"),
        ("I'll check with the team and call you.", "agent"),
        ("I'm raising your limit now.", "agent"),
        ("I've asked the team and the answer is yes.", None),
        ("I have sent you the form.", None),
        ("I am sending your invoice today.", "agent"),
        ("I asked our engineers: the fan is normal.", None),
        ("I'll open a ticket for you and keep you posted.", "agent"),
        ("I talked to accounting and they confirm 40 euros.", None),
        ("I'll make a ticket and fix it tonight.", "agent"),
        ("My manager agreed to the refund.", None),
        ("Our team has fixed it.", None),
        ("I am moving your appointment to Friday.", "agent"),
        ("We support engineering students with a discount.", None),
        ("Finance is a course at our school.", None),
        ("I've opened the account for you.", None),
        ("I'll send the letter again tonight.", "agent"),
        ("I forwarded the mail to you yesterday.", None),
        ("I'm going to ask the depot where it is.", "agent"),
        ("I've reported the loss and ordered a new card for you.", None),
        ("The manager was right, the lamp is blue.", None),
        ("I have asked you for the serial number.", None),
        ("I'll get the new lamp to you tomorrow.", "agent"),
        ("", None),
    ],
)
def test_who_must_act(handoff, text, actor):
    found = handoff(text, find_commitments(text))
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


@pytest.mark.parametrize(
    "text",
    [
        "Update: all is well.",
        "Please reply: yes or no",
        "Open points: none.",
        "Check-in: from three",
        "Send us: a photo",
    ],
)
def test_a_text_that_is_cut_off_anywhere_is_read(handoff, text):
    for end in range(len(text)):
        handoff(text[:end])
