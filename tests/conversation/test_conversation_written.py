"""The written conversations, with what should be found in them: floors a little under what was measured."""

from __future__ import annotations

from collections import Counter

import pytest

from authentica.schema import Conversation, ConversationAssessment, Message, Role

ROLES = {"C": Role.CUSTOMER, "A": Role.AGENT}
# Kind of finding, its key in the file, the fewest found rightly, the most found wrongly.
FLOORS = [
    ("script_repeated", "script", 5, 0),
    ("asked_again", "again", 6, 1),
    ("question_answered", "answered", 13, 3),
    ("question_passed_over", "passed", 9, 2),
    ("fact_taken_up", "taken", 10, 4),
    ("hand_off", "handoff", 18, 2),
]


@pytest.fixture(scope="module")
def written(root, analyzer):
    """Return (messages, expected, found) of every conversation."""
    found, messages = [], []
    for line in (root / "tests" / "data" / "conversations.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@") and line[1:].isalpha():
            messages = []
        elif line.startswith("="):
            expected = dict(part.split(":", 1) for part in line[1:].split())
            conversation = Conversation(messages=tuple(messages))
            found.append((conversation.messages, expected, analyzer.analyze_conversation(conversation)))
        elif line[1:2] == " ":
            messages.append(Message(text=line[2:], role=ROLES.get(line[0], Role.BOT)))
    return found


def test_one_by_one_equals_all_at_once_and_survives_json(written, analyzer):
    assert len(written) == 42
    for messages, _, whole in written:
        tracker = analyzer.follow()
        for message in messages:
            tracker.add(message)
        assert tracker.assessment() == whole
        assert ConversationAssessment.from_dict(whole.to_dict()) == whole


@pytest.mark.parametrize(("kind", "key", "fewest_right", "most_wrong"), FLOORS)
def test_what_was_written_is_found(written, kind, key, fewest_right, most_wrong):
    counts = Counter()
    for _, expected, whole in written:
        wanted = {int(part.replace("~", ":").split(":")[0]) for part in expected.get(key, "").split(",") if part}
        have = {finding.index for finding in whole.findings if finding.kind == kind}
        counts += Counter(right=len(wanted & have), wrong=len(have - wanted))
    assert counts["right"] >= fewest_right
    assert counts["wrong"] <= most_wrong
