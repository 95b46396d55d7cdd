"""``authentica conversations``: a table, a line for each conversation, and every row accounted for."""

from __future__ import annotations

import json

import pytest

from authentica.cli import DONE, ERROR, SET_ASIDE, main
from authentica.schema import Conversation, ConversationAssessment, Message, Role

ROWS = [
    {
        "conversation_id": "c1",
        "message_id": "m1",
        "role": "customer",
        "text": "My lamp, order TK-4410, arrived broken.",
    },
    {
        "conversation_id": "c1",
        "message_id": "m2",
        "role": "agent",
        "text": "[b]I am sorry.[/b] What is your order number?",
    },
    {
        "conversation_id": "c1",
        "message_id": "m3",
        "role": "customer",
        "text": "TK-4410, as I said!! This is ridiculous.",
    },
    {"conversation_id": "c1", "message_id": "m4", "role": "agent", "text": "I'll send you a new lamp today."},
    {"conversation_id": "c2", "message_id": "m5", "role": "customer", "text": "Thanks, works now!"},
]


@pytest.fixture
def export(write_lines, tmp_path):
    return write_lines(tmp_path / "export.jsonl", ROWS)


def test_the_table_and_the_lines_say_the_same(export, tmp_path, capsys, analyzer):
    output = tmp_path / "out.jsonl"
    assert main(["conversations", str(export), "--output", str(output)]) == DONE
    shown = capsys.readouterr().out
    assert "5 rows: 2 by agents, 3 by others, 0 set aside. 2 conversations." in shown
    assert "1 asked again" in shown
    assert "2: asked again" in shown
    assert "1 open" in shown
    # What the agent is to do is handed to nobody.
    assert "4: the agent acts next" in shown
    assert "hand-off" not in shown
    found = [ConversationAssessment.from_dict(json.loads(line)) for line in output.read_text().splitlines()]
    assert [a.conversation_id for a in found] == ["c1", "c2"]
    messages = [
        Message(text=row["text"], message_id=row["message_id"], role=Role(row["role"]))
        for row in ROWS
        if row["conversation_id"] == "c1"
    ]
    whole = analyzer.analyze_conversation(Conversation(messages=tuple(messages), conversation_id="c1"))
    assert (found[0].findings, found[0].resolution) == (whole.findings, whole.resolution)
    assert found[1].assessments == ()


def test_rows_that_cannot_be_read_are_counted(export, capsys):
    export.write_text(export.read_text() + "{broken Abracadabra\n")
    assert main(["conversations", str(export), "--rows", "1"]) == SET_ASIDE
    printed = capsys.readouterr()
    assert "6 rows: 2 by agents, 3 by others, 1 set aside." in printed.out
    assert "… and 1 more" in printed.out
    assert "Abracadabra" not in printed.out + printed.err


@pytest.mark.parametrize("options", [["--strictness", "empathy=0.4"], ["--missed-probability", "0.9"]])
def test_options_reach_the_analyzer(export, tmp_path, capsys, options):
    output = tmp_path / "out.jsonl"
    assert main(["conversations", str(export), "--output", str(output), "--quiet", *options]) == DONE
    printed = capsys.readouterr()
    assert printed.out == ""
    strict = json.loads(output.read_text().splitlines()[0])["assessments"][0]["model"]
    assert main(["conversations", str(export), "--output", str(output), "--quiet"]) == DONE
    assert json.loads(output.read_text().splitlines()[0])["assessments"][0]["model"] != strict


@pytest.mark.parametrize("name", ["out.csv", "missing/out.jsonl", "export.jsonl"])
def test_an_output_that_cannot_be_is_refused_and_nothing_is_left(export, tmp_path, name):
    before = export.read_bytes()
    assert main(["conversations", str(export), "--output", str(tmp_path / name)]) == ERROR
    assert export.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["export.jsonl"]


def test_a_model_that_is_not_there_leaves_no_output(export, tmp_path, capsys):
    options = ["--output", str(tmp_path / "out.jsonl"), "--model", str(tmp_path / "none")]
    assert main(["conversations", str(export), *options]) == ERROR
    assert "none" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["export.jsonl"]
