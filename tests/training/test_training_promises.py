"""How well commitments are found and followed: floors on labelled conversations beside the checkout."""

from __future__ import annotations

import gzip
import json

import pytest

from authentica.commitments import CommitmentFinder, follow
from authentica.readers.timestamps import parse_timestamp
from authentica.schema import Conversation, Message, Role

LINE = {
    "conversation_id": "c",
    "promises": [
        {
            "message_id": "1",
            "text": "I'll call you today",
            "actor": "agent",
            "deadline": {"kind": "explicit"},
            "condition": None,
            "hedged": False,
            "status": "kept",
        },
        {
            "message_id": "2",
            "text": "the moon is ours",
            "actor": "company",
            "deadline": {"kind": "none"},
            "condition": None,
            "hedged": True,
            "status": "open",
        },
    ],
}
TALK = Conversation(
    conversation_id="c",
    messages=(
        Message(text="Sorry! I'll call you today. We'll refund you.", message_id="1"),
        Message(text="I've called you. And the moon is ours.", message_id="2"),
    ),
)


def measures_of(labels, conversations):
    """Return how many promises are labelled, found and matched, and of the matched the shares on which both agree.

    A match names the same message and overlaps, one to one; "unknown" counts as "open": nothing more is said.
    """
    finder, pairs = CommitmentFinder(), []
    counts = {"labelled": 0, "found": 0}
    for conversation in conversations:
        if (labelled := labels.get(conversation.conversation_id)) is None:
            continue
        found = follow(conversation, finder=finder)
        counts["labelled"] += len(labelled)
        counts["found"] += len(found)
        pairs += matched(labelled, found, {m.message_id: m.text for m in conversation.messages})
    agreed = {
        "actor": [a["actor"] == b.commitment.actor.value for a, b in pairs],
        "deadline_kind": [a["deadline"]["kind"] == b.commitment.deadline.kind.value for a, b in pairs],
        "status": [a["status"] == b.status.value.replace("unknown", "open") for a, b in pairs],
        "hedged": [a["hedged"] == b.commitment.hedged for a, b in pairs],
    }
    return {**counts, "matched": len(pairs)} | {name: sum(same) / len(same) for name, same in agreed.items()}


def matched(labelled, found, texts):
    """Pair labelled and found promises that overlap most, one to one."""
    candidates = []
    for i, label in enumerate(labelled):
        start = texts.get(label["message_id"], "").find(label["text"])
        for j, item in enumerate(found):
            quote = item.commitment.quote
            if start >= 0 and item.commitment.message_id == label["message_id"]:
                overlap = min(start + len(label["text"]), quote.end) - max(start, quote.start)
                if overlap > 0:
                    candidates.append((-overlap, i, j))
    pairs = {}
    for _, i, j in sorted(candidates):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(labelled[i], found[j]) for i, j in pairs.items()]


def test_promises_match_by_message_and_overlap():
    unlabelled = Conversation(messages=TALK.messages, conversation_id="unlabelled")
    measures = measures_of({LINE["conversation_id"]: LINE["promises"]}, [TALK, unlabelled])
    shares = {"actor": 1, "deadline_kind": 1, "status": 1, "hedged": 1}
    assert measures == {"labelled": 2, "found": 2, "matched": 1, **shares}


def corpus_conversations(folder, wanted):
    """Yield the labelled conversations of the corpora, wherever they stand."""
    found = {}
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                # Reading ids first, as most lines are of no concern here.
                row_id = line.partition('"conversation_id": "')[2].partition('"')[0]
                if row_id in wanted:
                    row = json.loads(line)
                    found.setdefault(row["conversation_id"], []).append(row)
    for name, rows in sorted(found.items()):
        messages = [
            Message(
                text=row["text"],
                role=Role(row["author_role"]),
                message_id=row["message_id"],
                author_id=row["author_id"],
                created_at=parse_timestamp(row["created_at"]),
            )
            for row in sorted(rows, key=lambda row: row["turn"])
        ]
        yield Conversation(conversation_id=name, messages=tuple(messages))


def test_labelled_conversations_are_read_as_well_as_they_were(shared):
    path = shared / "corpus" / "labels" / "promises.jsonl"
    if not path.is_file():
        pytest.skip("the labelled promises are not on this machine")
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    labels = {line["conversation_id"]: line["promises"] for line in lines}
    measures = measures_of(labels, corpus_conversations(shared / "corpus", labels))
    assert measures["labelled"] == sum(map(len, labels.values())) == 64
    assert 2 * measures["matched"] / (measures["found"] + measures["labelled"]) >= 0.88, measures
    assert measures["matched"] / measures["found"] >= 0.85, measures
    assert measures["matched"] / measures["labelled"] >= 0.85, measures
    assert measures["actor"] >= 0.84, measures
    assert measures["deadline_kind"] >= 0.94, measures
    assert measures["status"] >= 0.75, measures
