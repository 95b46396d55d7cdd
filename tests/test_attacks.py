"""Faults that an attack once found: each stays mended."""

import json

import pytest

import authentica
from authentica.cli import ERROR, SET_ASIDE, main
from authentica.errors import ColumnError, InputError
from authentica.readers.html import looks_like_html


def test_the_output_never_overwrites_its_source(tmp_path):
    export = tmp_path / "export.jsonl"
    export.write_text('{"text": "I have fixed it for you."}\n')
    before = export.read_bytes()
    with pytest.raises(InputError, match="overwrite"):
        authentica.score_transcripts(export, export)
    assert export.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["export.jsonl"]


@pytest.mark.parametrize(
    "text",
    [
        "<div " + "class=" * 100_000 + ">I fixed it</div>",
        "<a " + "href=" * 100_000 + "<b> I fixed it",
        "<p a=" + " " * 200_000 + "<b>",
    ],
)
def test_hostile_markup_is_judged_in_linear_time(text):
    assert looks_like_html(text) in (True, False)


def test_a_hostile_sign_off_is_read_in_linear_time():
    text = "I fixed it.\n" * 2_000 + "thanks" + " " * 300_000 + "x"
    assert authentica.load().analyze(text).scored


def test_objects_with_text_and_messages_are_all_accounted_for(tmp_path, capsys):
    export = tmp_path / "tickets.jsonl"
    rows = [
        {"id": 1, "text": "I fixed it for you today", "comments": []},
        {"id": 2, "messages": []},
        {"id": 3, "role": "customer", "text": "It broke", "comments": [{"text": "I replaced it", "role": "agent"}]},
    ]
    export.write_text("".join(json.dumps(row) + "\n" for row in rows))
    receipt = authentica.score_transcripts(export, tmp_path / "scores.jsonl")
    assert receipt.rows_in == receipt.scored + receipt.unscored + receipt.skipped_by_role + receipt.set_aside
    assert receipt.rows_in == 4


def test_an_open_quotation_costs_its_own_row_only(tmp_path, capsys):
    export = tmp_path / "open.csv"
    export.write_text('id,role,text\n1,agent,"I will fix it\n2,agent,"I fixed it today\n3,agent,done for you\n')
    assert main(["score", str(export)]) == SET_ASIDE
    assert "3 rows: 1 scored, 0 not scored, 0 not by agents, 2 set aside." in capsys.readouterr().out


def test_a_file_without_a_header_shows_no_message(tmp_path, capsys):
    export = tmp_path / "bare.csv"
    export.write_text("agent,my pin is 4417\nagent,I fixed it\n")
    assert main(["score", str(export)]) == ERROR
    assert "4417" not in capsys.readouterr().err
    assert "Message Body" in str(ColumnError.missing("text", ["Message Body"], "x.csv"))


def test_names_from_outside_reach_no_terminal_raw(tmp_path, capsys):
    assert main(["score", str(tmp_path / "\x1b[31mx.csv")]) == ERROR
    assert "\x1b" not in capsys.readouterr().err


def test_an_overlong_path_is_one_line(capsys):
    assert main(["info", "--model", "a" * 300]) == ERROR
    assert capsys.readouterr().err.count("\n") == 1
