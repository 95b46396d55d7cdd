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
