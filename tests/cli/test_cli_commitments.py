"""``authentica commitments``: a table, JSON lines, and every row accounted for."""

from __future__ import annotations

import json

import pytest

from authentica.cli import DONE, ERROR, SET_ASIDE, main
from authentica.schema import CommitmentStatus, FollowedCommitment

ROWS = [
    {"conversation_id": "c1", "message_id": "m1", "role": "customer", "text": "Where is my lamp?"},
    {"conversation_id": "c1", "message_id": "m2", "role": "agent", "text": "[red] I'll call the depot [/red] today."},
    {"conversation_id": "c1", "message_id": "m3", "role": "agent", "text": "I've called them, it is on its way."},
    {"conversation_id": "c2", "message_id": "m4", "role": "agent", "text": "We'll refund you within 3 days."},
]


@pytest.fixture
def export(write_lines, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "150")
    return write_lines(tmp_path / "export.jsonl", ROWS)


def test_the_table_and_the_lines_say_the_same(export, tmp_path, capsys):
    output = tmp_path / "out.jsonl"
    assert main(["commitments", str(export), "--output", str(output)]) == DONE
    shown = capsys.readouterr().out
    assert "4 rows: 3 by agents, 1 by others, 0 set aside. 2 commitments: 1 kept, 1 open." in shown
    assert "I'll call the depot" in shown
    found = [FollowedCommitment.from_dict(json.loads(line)) for line in output.read_text().splitlines()]
    assert [(f.commitment.message_id, f.status) for f in found] == [
        ("m2", CommitmentStatus.KEPT),
        ("m4", CommitmentStatus.OPEN),
    ]
    assert found[0].shown_by == "m3"


def test_messages_without_ids_are_told_apart_by_their_conversations(write_lines, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "150")
    rows = [
        {"conversation_id": case, "role": role, "text": text}
        for case in ("K-1", "K-2")
        for role, text in (("customer", "Where is my lamp?"), ("agent", "I'll call the depot today."))
    ]
    assert main(["commitments", str(write_lines(tmp_path / "export.jsonl", rows))]) == DONE
    rows_shown = [[cell.strip() for cell in line.split("│")] for line in capsys.readouterr().out.splitlines()]
    assert [row[1] for row in rows_shown if row[2:3] == ["agent"]] == ["K-1: 2", "K-2: 2"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("by tomorrow", "end of 2026-03-10"),
        ("by 4pm", "2026-03-09 16:00"),
        ("at the latest by Friday", "end of 2026-03-13"),
    ],
)
def test_a_day_ends_on_that_day(write_lines, tmp_path, capsys, monkeypatch, said, shown):
    monkeypatch.setenv("COLUMNS", "150")
    row = {"conversation_id": "c1", "role": "agent", "created_at": "2026-03-09T09:00:00Z"}
    path = write_lines(tmp_path / "export.jsonl", [row | {"text": f"I'll call the depot {said}."}])
    assert main(["commitments", str(path)]) == DONE
    assert shown in " ".join(capsys.readouterr().out.replace("│", " ").split())


def test_what_was_offered_and_accepted_says_so(export, capsys):
    rows = [
        {"conversation_id": "c3", "role": "agent", "text": "Shall I keep one for you?"},
        {"conversation_id": "c3", "role": "customer", "text": "Yes please"},
    ]
    export.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert main(["commitments", str(export)]) == DONE
    assert "(offered and accepted)" in " ".join(capsys.readouterr().out.replace("│", " ").split())


def test_rows_that_cannot_be_read_are_counted(export, capsys):
    export.write_text(export.read_text() + "{broken Abracadabra\n")
    assert main(["commitments", str(export), "--rows", "1"]) == SET_ASIDE
    printed = capsys.readouterr()
    assert "5 rows: 3 by agents, 1 by others, 1 set aside." in printed.out
    assert "… and 1 more" in printed.out
    assert "Abracadabra" not in printed.out + printed.err


def test_quiet_prints_nothing(export, capsys):
    assert main(["commitments", str(export), "--quiet"]) == DONE
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["out.csv", "missing/out.jsonl", "export.jsonl"])
def test_an_output_that_cannot_be_is_refused_and_nothing_is_left(export, tmp_path, name, capsys):
    before = export.read_bytes()
    assert main(["commitments", str(export), "--output", str(tmp_path / name)]) == ERROR
    assert export.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["export.jsonl"]


def test_a_source_that_is_not_there_leaves_no_output(tmp_path, capsys):
    assert main(["commitments", str(tmp_path / "no.csv"), "--output", str(tmp_path / "out.jsonl")]) == ERROR
    assert list(tmp_path.iterdir()) == []
