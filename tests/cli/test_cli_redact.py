"""``authentica redact``: what is printed, and what becomes of rows that cannot be read."""

from __future__ import annotations

import io
import json
import sys

import pytest

from authentica.cli import DONE, ERROR, SET_ASIDE, USAGE, main

ROWS = [
    {"conversation_id": "c1", "message_id": "m1", "role": "customer", "text": "I'm Tamsin, 020 7946 0123."},
    {"conversation_id": "c1", "message_id": "m2", "role": "agent", "author": "Bex", "text": "Hi Tamsin, all done."},
]


@pytest.fixture
def export(write_lines, tmp_path):
    return write_lines(tmp_path / "export.jsonl", ROWS)


def test_messages_come_out_without_personal_detail(export, capsys):
    assert main(["redact", str(export)]) == DONE
    printed = capsys.readouterr().out
    assert [json.loads(line)["text"] for line in printed.splitlines()] == [
        "I'm [NAME], [PHONE].",
        "Hi [NAME], all done.",
    ]
    assert json.loads(printed.splitlines()[0])["redacted"][0] == {"start": 4, "end": 10, "kind": "name", "masked_start": 4, "masked_end": 10}  # fmt: skip
    assert not any(detail in printed for detail in ("Tamsin", "7946", "Bex"))


def test_people_and_ids_become_numbers_that_hold_together(write_lines, tmp_path, capsys):
    rows = [
        {"conversation_id": "ana@example.com", "message_id": "m1", "role": "customer", "author": "Quillon Sattar"},
        {"conversation_id": "ana@example.com", "message_id": "m2", "role": "agent", "author": "will.bo@example.com"},
        {"conversation_id": "88-12", "message_id": "m1", "role": "customer", "author": "Ottilie"},
        {"conversation_id": "88-12", "message_id": "m2", "role": "agent", "author": "will.bo@example.com"},
    ]
    texts = ["Will you write? Quillon Sattar", "Done today, Sattar it is. Will", "Still broken. Ottilie", "On it. Will"]
    rows = [row | {"text": text} for row, text in zip(rows, texts, strict=True)]
    rows[1]["in_response_to"] = rows[3]["in_response_to"] = "m1"
    path = write_lines(tmp_path / "export.jsonl", rows)
    assert main(["redact", str(path), "--quiet"]) == DONE
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(f["conversation_id"], f["message_id"], f["in_response_to"], f["author_id"]) for f in found] == [
        ("conversation-1", "message-1", None, "customer-1"),
        ("conversation-1", "message-2", "message-1", "agent-1"),
        ("conversation-2", "message-3", None, "customer-2"),
        ("conversation-2", "message-4", "message-3", "agent-1"),
    ]
    assert [f["text"] for f in found] == [
        "Will you write? [NAME] [NAME]",
        "Done today, [NAME] it is. [NAME]",
        "Still broken. [NAME]",
        "On it. [NAME]",
    ]
    assert main(["redact", str(path), "--quiet", "--keep-ids"]) == DONE
    kept = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(k["conversation_id"], k["in_response_to"]) for k in kept][1:3] == [
        ("ana@example.com", "m1"),
        ("88-12", None),
    ]
    assert [k["author_id"] for k in kept] == [f["author_id"] for f in found]


def test_what_a_conversation_has_masked_once_is_masked_in_all_of_it(write_lines, tmp_path, capsys):
    texts = [
        ("1044", "customer", "Order HB-209 is late, says 1044 people in the queue. Thanks, Zorina"),
        ("1044", "agent", "Where Zorina lives, hb-209 got lost; 1044 others too."),
        ("1045", "agent", "Where Zorina is sold, hb-209 is a colour."),
    ]
    rows = [{"conversation_id": of, "role": role, "text": text} for of, role, text in texts]
    assert main(["redact", str(write_lines(tmp_path / "export.jsonl", rows)), "--quiet"]) == DONE
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [f["text"] for f in found] == [
        "Order [ORDER] is late, says 1044 people in the queue. Thanks, [NAME]",
        "Where [NAME] lives, [ORDER] got lost; 1044 others too.",
        texts[2][2],
    ]
    assert [span["kind"] for span in found[1]["redacted"]] == ["name", "order"]


def test_what_is_redacted_can_be_read_again(export, tmp_path, capsys):
    once, twice = tmp_path / "once.jsonl", tmp_path / "twice.jsonl"
    assert main(["redact", str(export), "--output", str(once), "--quiet"]) == DONE
    assert main(["redact", str(once), "--output", str(twice), "--quiet"]) == DONE
    ids = ("conversation_id", "message_id", "author_id", "role", "text")
    first, second = (
        [tuple(json.loads(line)[name] for name in ids) for line in path.read_text(encoding="ascii").splitlines()]
        for path in (once, twice)
    )
    assert first == second


@pytest.mark.parametrize("name", ["notes.txt", "notes.md", "notes"])
def test_a_plain_text_is_told_from_a_table(tmp_path, capsys, name):
    note = tmp_path / name
    note.write_text("Hi Tamsin,\ncall 020 7946 0123.\n", encoding="utf-8")
    assert main(["redact", str(note)]) == ERROR
    said = " ".join(capsys.readouterr().err.split())
    assert "it is no export that is known" in said
    assert "If it is one plain text, use --format text" in said
    assert "Tamsin" not in said
    table = tmp_path / "rows.csv"
    table.write_text("who,said\nstaff,Dear Ms Osei\n", encoding="utf-8")
    assert main(["redact", str(table)]) == ERROR
    assert "no column was recognised as the text" in capsys.readouterr().err


def test_an_option_without_effect_is_refused(tmp_path, capsys):
    note = tmp_path / "note.txt"
    note.write_text("Hi", encoding="utf-8")
    assert main(["redact", str(note), "--format", "text", "--keep-ids"]) == USAGE
    assert "--keep-ids has no effect" in capsys.readouterr().err


def test_a_table_with_named_columns(tmp_path, capsys):
    path = tmp_path / "rows.csv"
    path.write_text("who,said\nstaff,Dear Ms Osei: a@example.com\n", encoding="utf-8")
    assert main(["redact", str(path), "--column", "text=said", "--column", "role=who", "--role", "staff=agent"]) == DONE
    assert json.loads(capsys.readouterr().out)["text"] == "Dear [NAME]: [EMAIL]"


def test_rows_that_cannot_be_read_are_set_aside(export, capsys):
    export.write_text(export.read_text(encoding="utf-8") + "{broken Abracadabra\n", encoding="utf-8")
    assert main(["redact", str(export)]) == SET_ASIDE
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 2
    assert "set aside: export.jsonl:3: not valid JSON" in printed.err
    assert "Abracadabra" not in printed.err


def test_an_output_appears_whole_and_never_in_place_of_the_export(export, tmp_path, capsys):
    output = tmp_path / "clean.jsonl"
    assert main(["redact", str(export), "--quiet"]) == DONE
    printed = capsys.readouterr().out
    assert main(["redact", str(export), "--output", str(output), "--quiet"]) == DONE
    assert [json.loads(line) for line in output.read_text(encoding="ascii").splitlines()] == [
        json.loads(line) for line in printed.splitlines()
    ]
    assert main(["redact", str(export), "--output", str(export)]) == ERROR
    assert main(["redact", str(export), "--output", str(tmp_path / "clean.csv")]) == ERROR
    said = capsys.readouterr()
    assert said.out == ""
    assert "would overwrite" in said.err
    assert "must end in .jsonl" in said.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["clean.jsonl", "export.jsonl"]


def test_a_plain_text_is_written_as_one(tmp_path, capsys):
    note, output = tmp_path / "note.txt", tmp_path / "clean.txt"
    note.write_text("Hi Tamsin,\ncall 020 7946 0123.\n", encoding="utf-8")
    assert main(["redact", str(note), "--format", "text", "--output", str(output)]) == DONE
    assert output.read_text(encoding="utf-8") == "Hi [NAME],\ncall [PHONE].\n"
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("2 personal details masked.\nWritten to ")


def test_an_output_is_summed_up_beside_the_data(export, tmp_path, capsys):
    assert main(["redact", str(export), "--output", str(tmp_path / "clean.jsonl")]) == DONE
    said = capsys.readouterr()
    assert said.out == ""
    assert "2 messages, 3 personal details masked. 0 rows set aside." in said.err
    assert "Written to" in said.err


def test_plain_text_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(
        sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Hi Tamsin,\ncall 020 7946 0123.\n"), encoding="utf-8")
    )
    assert main(["redact", "-", "--format", "text"]) == DONE
    assert capsys.readouterr().out == "Hi [NAME],\ncall [PHONE].\n"
