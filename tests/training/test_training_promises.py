"""Measuring promises: matching, shares, label files, and floors on the labelled conversations beside the checkout."""

from __future__ import annotations

import gzip
import json

import pytest

from authentica.errors import LabelError
from authentica.readers.timestamps import parse_timestamp
from authentica.schema import Conversation, Message, Role
from authentica.training.promises import measure_promises, read_promises

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


@pytest.fixture
def labels(tmp_path):
    path = tmp_path / "promises.jsonl"
    path.write_text(json.dumps(LINE) + "\n")
    return read_promises(path)


def test_promises_match_by_message_and_overlap(labels):
    measures = measure_promises(labels, [TALK, Conversation(messages=TALK.messages, conversation_id="unlabelled")])
    assert (measures.labelled, measures.found, measures.matched) == (2, 2, 1)
    assert (measures.precision, measures.recall, measures.f1) == (0.5, 0.5, 0.5)
    assert (measures.actor, measures.deadline_kind, measures.status, measures.hedged) == (1, 1, 1, 1)


def test_nothing_against_nothing_is_perfect():
    measures = measure_promises({}, [])
    assert (measures.precision, measures.recall, measures.f1) == (1, 1, 1)


@pytest.mark.parametrize("line", ["{", "[]", '{"conversation_id": "c"}', '{"conversation_id": "c", "promises": [{}]}'])
def test_a_malformed_label_file_is_refused(tmp_path, line):
    path = tmp_path / "promises.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(LabelError, match=r"promises\.jsonl:1"):
        read_promises(path)


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
    labels = read_promises(path)
    measures = measure_promises(labels, corpus_conversations(shared / "corpus", labels))
    assert measures.labelled == sum(map(len, labels.values())) == 64
    assert measures.f1 >= 0.88, measures
    assert measures.precision >= 0.85, measures
    assert measures.recall >= 0.85, measures
    assert measures.actor >= 0.84, measures
    assert measures.deadline_kind >= 0.94, measures
    assert measures.status >= 0.75, measures
