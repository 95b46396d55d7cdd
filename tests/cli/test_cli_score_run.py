"""``authentica score --output``: formats, folders, progress, resuming."""

from __future__ import annotations

import errno
import io
import json
import sys

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from authentica.cli import ERROR, SET_ASIDE, USAGE, main
from authentica.cli.progress import progress_of
from authentica.schema import assessment_schema
from authentica.scoring import Progress

STATE = Progress(rows_done=500, resumed_rows=0, set_aside=3, rows_expected=2_000)


@pytest.fixture
def export(write_lines, tmp_path):
    rows = [{"conversation_id": f"c{n}", "role": "agent", "text": f"I have sent box {n} again."} for n in range(30)]
    return write_lines(tmp_path / "export.jsonl", [*rows, "{broken"])


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize(
    ("name", "to", "expected"),
    [
        ("s.jsonl", None, ["s.jsonl"]),
        ("s.csv", None, ["s.csv"]),
        ("s.parquet", None, ["s.parquet"]),
        ("s", None, ["s/part-000000.jsonl"]),
        ("s", "csv", ["s/part-000000.csv"]),
        ("s", "parquet", ["s/part-000000.parquet"]),
    ],
)
def test_outputs(capsys, export, tmp_path, name, to, expected):
    code, out, err = run(capsys, "score", export, "--output", tmp_path / name, *(["--to", to] if to else []))
    assert code == SET_ASIDE
    assert "31 rows: 30 scored, 0 not scored, 0 not by agents, 1 set aside." in out
    assert "set aside: export.jsonl:31: not valid JSON" in err
    assert "Every row set aside" in err
    assert all((tmp_path / path).is_file() for path in expected)
    assert ("auth." in out) is (expected[0].endswith("jsonl"))


def test_what_else_lies_in_the_folder_of_a_run_is_not_shown(capsys, export, tmp_path):
    run(capsys, "score", export, "--output", tmp_path / "s")
    (tmp_path / "s" / "part-of-mine.jsonl").write_text("meant for nobody: é\n", encoding="utf-8")
    code, out, _ = run(capsys, "score", export, "--output", tmp_path / "s")
    assert code == SET_ASIDE
    assert "31 rows: 30 scored" in out


@pytest.mark.parametrize(
    "options",
    [
        ["--to", "csv", "--output", "{}/s.jsonl"],
        ["--output", "{}/s.txt"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_an_error_and_leaves_nothing(capsys, export, tmp_path, options):
    code, out, err = run(capsys, "score", export, *[option.format(tmp_path) for option in options])
    assert (code, out) == (ERROR, "")
    assert err.startswith("authentica: error: ")
    assert [p.name for p in tmp_path.iterdir()] == ["export.jsonl"]


@pytest.mark.parametrize("option", ["--backend=slurm", "--jobs=0", "--jobs=-1", "--jobs=two"])
def test_what_an_option_does_not_take_is_a_usage_error(capsys, export, option):
    assert main(["score", str(export), option]) == USAGE
    assert option.partition("=")[0] in capsys.readouterr().err


def test_a_terminal_gets_a_bar_with_rate_time_left_and_rows_set_aside():
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    with progress_of(console, quiet=False) as shown:
        shown(STATE)
    drawn = console.file.getvalue()
    for part in ("scoring", "━", "500 of about 2,000 rows", "a second", "3 set aside", "left"):
        assert part in drawn


def test_elsewhere_lines_are_few():
    console = Console(file=io.StringIO(), width=120)
    with progress_of(console, quiet=True) as shown:
        assert shown is None
    with progress_of(console, quiet=False) as shown:
        for _ in range(50):
            shown(STATE)
    assert console.file.getvalue() == ""
    with progress_of(console, quiet=False, line_seconds=0.0) as shown:
        shown(STATE)
    assert console.file.getvalue().startswith("500 of about 2,000 rows, ")
    assert "\x1b" not in console.file.getvalue()


class FullDisk(io.StringIO):
    def write(self, text):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("stream", [FullDisk(), None])
def test_a_remark_that_cannot_be_written_stops_no_run(monkeypatch, export, tmp_path, stream):
    monkeypatch.setattr(sys, "stderr", stream)
    assert main(["score", str(export), "--output", str(tmp_path / "s.csv")]) == SET_ASIDE
    assert (tmp_path / "s.csv").is_file()
    assert main(["score", str(tmp_path / "missing.csv")]) == ERROR
    sys.stderr.close()


def test_a_result_that_cannot_be_written_is_an_error(monkeypatch, capsys, export):
    monkeypatch.setattr(sys, "stdout", FullDisk())
    assert main(["score", str(export)]) == ERROR
    assert "error: No space left on device (standard output)." in capsys.readouterr().err


def test_scores_only_are_the_same_scores_without_reasons(export, tmp_path, capsys):
    full, bare = tmp_path / "full.jsonl", tmp_path / "bare.jsonl"
    run(capsys, "score", export, "--output", full)
    run(capsys, "score", export, "--output", bare, "--scores-only")
    for one, other in zip(*(path.read_text().splitlines() for path in (full, bare)), strict=True):
        one, other = json.loads(one), json.loads(other)
        assert one["authenticity"] == other["authenticity"]
        assert [d["level"] for d in one["dimensions"]] == [d["level"] for d in other["dimensions"]]
        assert any(d["explanation"] for d in one["dimensions"])
        assert not any(d["evidence"] or d["explanation"] for d in other["dimensions"])
        Draft202012Validator(assessment_schema()).validate(other)


def test_dates_are_read_in_the_order_that_is_named(capsys, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("id,text,created_at\n1,I have sent it.,02/03/2026\n", encoding="utf-8")
    output = tmp_path / "s.jsonl"
    for order, expected in ((None, None), ("day-first", "2026-03-02T00:00:00"), ("month-first", "2026-02-03T00:00:00")):
        given = ("--dates", order) if order else ()
        _, _, err = run(capsys, "score", path, "--output", output, "--rows", "0", *given)
        assert json.loads(output.read_text(encoding="ascii"))["created_at"] == expected
        assert ("stayed unread; say which with --dates" in err.replace("\n", " ")) is (order is None)
        _, out, _ = run(capsys, "redact", path, *given)
        assert json.loads(out).get("created_at") == expected
    code, _, err = run(capsys, "score", path, "--dates", "year-first")
    assert code == USAGE
    assert "day-first, month-first" in err
