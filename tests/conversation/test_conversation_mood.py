"""The customer's mood: what counts, what cancels what, and how much of the written messages is read rightly."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from authentica.conversation.mood import read_mood
from authentica.conversation.reader import MessageReader
from authentica.schema import Message, Role

SIGNS = {"angry": -1, "disappointed": -1, "worried": -1, "neutral": 0, "pleased": 1, "grateful": 1}
LEAST_TOLD = 0.3
# A little under what was measured.
FLOORS = {-1: 0.70, 0: 0.80, 1: 0.88}


@pytest.fixture(scope="module")
def mood():
    reader = MessageReader(50_000)
    return lambda text: read_mood(reader.read(0, Message(text=text, role=Role.CUSTOMER)))


def sign(found):
    return 0 if found is None or abs(found.score) < LEAST_TOLD else 1 if found.score > 0 else -1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is a disgrace.", -1),
        ("I'm really worried about my parcel", -1),
        ("Two weeks and still nothing", -1),
        ("Brilliant, all sorted!", 1),
        ("thx that worked", 1),
        ("The lamp is red.", 0),
        # The longer cue counts.
        ("Thanks for nothing.", -1),
        ("I can't fault the work.", 1),
        ("I'm not worried.", 0),
        ("I can't thank you enough for the vase.", 1),
        # Who declines, or has nothing to add, is not displeased.
        ("no thanks", 0),
        ("Nothing else for the kiln, thanks.", 1),
        ("No problem, thanks", 1),
        ("No, all good", 1),
        # Thanks are a courtesy beside a question or a failure, or in advance.
        ("Thanks!", 1),
        ("Thanks. Do you ship to Norway?", 0),
        ("Thanks, I tried that and the result is the same. It does not work.", 0),
        ("Please send the form. Thanks in advance.", 0),
        # Who shouts that it has come rejoices.
        ("It turned up!!", 1),
        ("The kiln is back!!", 1),
        ("It never turned up!!", -1),
        ("It turned up broken!!", -1),
        # Demands and what was let down, in words; a problem told without them is neutral.
        ("I want to speak to your supervisor about this charge.", -1),
        ("Put me through to a manager please.", -1),
        ("I demand a refund for the missed trip.", -1),
        ("I'd like to make a formal complaint about your driver.", -1),
        ("I expect compensation for two lost days.", -1),
        ("Five weeks now and I've heard nothing at all.", -1),
        ("I wrote three times and got no reply.", -1),
        ("Your technician was supposed to come at ten and nobody showed up.", -1),
        ("I was promised a window seat and got the middle.", -1),
        ("This is the second month in a row that you bill me twice.", -1),
        ("Once again my paper was not delivered.", -1),
        ("You lost my case again.", -1),
        ("I have been waiting since Monday for a call.", -1),
        ("Let me talk to someone in charge.", -1),
        ("I am filing a complaint with the regulator.", -1),
        ("My order is three hours late and nobody answers.", -1),
        ("I want my deposit back right now.", -1),
        ("We've been without hot water for six days.", -1),
        ("You people keep sending me the wrong size.", -1),
        ("The wedding is in two days and no dress!!", -1),
        ("I want to escalate this.", -1),
        ("I need a manager now.", -1),
        ("I'd like to speak to somebody about a loan.", 0),
        ("Can I talk to the manager of the Halden branch about a job?", 0),
        ("Is there compensation for volunteers?", 0),
        ("How do I file a complaint about a neighbour's noise with your council?", 0),
        ("I was charged two times for one ticket, can you check?", 0),
        ("My screen shows error 77 when I print.", 0),
        ("We have no hot water in flat 3.", 0),
        ("I was told to send the form to this address.", 0),
        ("My driver is late, can you tell me when he comes?", 0),
        ("I'm the manager of a small shop and want to open an account.", 0),
        ("The parcel was supposed to come today, is it on its way?", 0),
        ("I want to cancel my plan at the end of June.", 0),
        ("I have been a customer since 2015 and want to add my son.", 0),
        ("I want my deposit sent to another account, please.", 0),
        ("Once again, my number is 4410.", 0),
        ("I ordered a blue one and a red one came.", 0),
        ("My name is Otto and I was promised a call at three, so here I am.", 0),
        ("Do you pay a refund for returned bottles?", 0),
        ("The wedding is in two days, do you have it in stock?", 0),
        ("I expect the parcel tomorrow, can I change the time?", 0),
        ("My flight was moved, what are my options?", 0),
        ("I need a refund form.", 0),
        ("Lost my key, need a new one.", 0),
        ("I got the invoice twice, which one should I pay?", 0),
        ("The app does not open since the update.", 0),
        # Signs.
        ("my lamp \U0001f62d", -1),
        ("my lamp \U0001f60d", 1),
        ("my lamp :(", -1),
        ("my lamp!!!", -1),
        ("\U0001f600", 0),
        ("", 0),
    ],
)
def test_what_tells_a_mood(mood, text, expected):
    assert sign(mood(text)) == expected


def test_a_message_without_words_has_none(mood):
    assert mood("...") is None


def test_evidence_quotes_the_text_and_the_score_keeps_its_range(mood):
    text = "Terrible, awful, horrible, useless. \U0001f621 Worst service, disgusting, pathetic, appalling, a scam!!"
    found = mood(text)
    assert found.score == -1
    assert all(text[span.start : span.end] == span.text for span in found.evidence)
    assert len(found.evidence) == 8


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize(
    "text", ["!" * 200_000, "thanks " * 30_000, ":( " * 60_000, "\ud800" * 1_000], ids=lambda t: t[:3]
)
def test_hostile_texts_are_read(mood, text):
    found = mood(text)
    assert found is None or -1 <= found.score <= 1


def test_most_written_messages_are_read_rightly(root, mood):
    right, count = Counter(), Counter()
    for line in (root / "data" / "mood.jsonl").read_text(encoding="utf-8").splitlines():
        written = json.loads(line)
        expected = SIGNS[written["mood"]]
        count[expected] += 1
        right[expected] += sign(mood(written["text"])) == expected
    assert sum(count.values()) == 450
    for expected, floor in FLOORS.items():
        assert right[expected] / count[expected] >= floor, (expected, right[expected], count[expected])
