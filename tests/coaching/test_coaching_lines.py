"""Reading scores back: every form of file, and whatever stands in the lines."""

from __future__ import annotations

import gzip
import json

import pytest

from authentica.coaching import summarize
from authentica.coaching.lines import Unusable, read_scores
from authentica.errors import FormatError, SourceNotFoundError

DEEP = '{"text":' + "[" * 100_000
HOSTILE = [
    "{",
    "null",
    "[]",
    '"text"',
    "NaN",
    "{}",
    '{"schema_version": 99}',
    '{"schema_version": true}',
    DEEP,
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\x00",
]


def test_hostile_lines_are_set_aside_and_counted(reply, write_lines, tmp_path):
    good = reply().to_dict()
    changed = []
    for field, value in (
        ("authenticity", "high"),
        ("authenticity", None),
        ("authenticity", float("nan")),
        ("authenticity", 101.0),
        ("dimensions", []),
        ("dimensions", None),
        ("outcome", "gone"),
        ("outcome", None),
        ("created_at", "yesterday"),
        ("created_at", 7),
        ("author_id", ["x"]),
        ("author_id", "x" * 501),
        ("text", None),
        ("status", "lost"),
        ("privacy", [{}]),
        ("template", {"share": 2}),
    ):
        changed.append(good | {field: value})
    worse = json.loads(json.dumps(good))
    worse["dimensions"][1]["needed"] = None
    worse["dimensions"][0]["probabilities"] = [0, 0, 9]
    lines = [*HOSTILE, *changed, worse, good, ""]
    path = write_lines(tmp_path / "scores.jsonl", lines)
    told = []
    summary = summarize(path, on_set_aside=told.append)
    accounting = summary.accounting
    assert accounting.scored == 1
    assert accounting.set_aside == len(lines) - 2
    assert accounting.rows == accounting.scored + accounting.unscored + accounting.set_aside
    assert sum(n for _, n in accounting.reasons) == accounting.set_aside
    assert len(told) == accounting.set_aside
    assert told[0].origin == "scores.jsonl:1"
    assert not any("kettle" in row.reason or "parcel" in row.reason for row in told)


def test_records_of_version_1(reply, write_lines, tmp_path):
    old = reply(flags=("exposes_personal_data",)).to_dict()
    for field in ("privacy", "commitments", "template"):
        del old[field]
    summary = summarize(write_lines(tmp_path / "scores.jsonl", [old | {"schema_version": 1}] * 10))
    assert summary.accounting.scored == 10
    assert dict(summary.overall.counts)["privacy.exposes_personal_data"] == 10


def test_files_folders_and_packed_ones(reply, tmp_path):
    lines = [json.dumps(reply(conversation=f"c{n}", message=str(n)).to_dict()) + "\n" for n in range(30)]
    whole = tmp_path / "scores.jsonl"
    whole.write_text("".join(lines))
    with gzip.open(tmp_path / "scores.jsonl.gz", "wt") as packed:
        packed.write("".join(lines))
    folder = tmp_path / "parts"
    (folder / "_receipts").mkdir(parents=True)
    for part in range(3):
        (folder / f"part-{part:06d}.jsonl").write_text("".join(lines[part::3]))
    (folder / "_manifest.json").write_text("{}")
    (folder / "_set_aside.jsonl").write_text('{"origin": "x"}\n')
    (folder / "_receipts" / "part-000000.json").write_text("{}")
    results = [
        summarize(source).to_json()
        for source in (
            whole,
            tmp_path / "scores.jsonl.gz",
            folder,
            [folder / "part-000002.jsonl", folder / "part-00000[01].jsonl"],
        )
    ]
    assert len(set(results)) == 1
    assert json.loads(results[0])["accounting"]["rows"] == 30


def test_files_that_are_named_are_read_whatever_they_are_called(reply, write_lines, tmp_path):
    folder = tmp_path / "_old"
    folder.mkdir()
    for name in ("_monday.jsonl", "tuesday.txt"):
        write_lines(folder / name, [reply()])
    assert summarize([folder / "_monday.jsonl", folder / "tuesday.txt"]).accounting.scored == 2
    assert summarize(folder / "tuesday.txt").accounting.scored == 1


def test_a_file_that_breaks_off_keeps_what_was_read(reply, tmp_path):
    line = json.dumps(reply().to_dict()) + "\n"
    path = tmp_path / "scores.jsonl.gz"
    packed = gzip.compress((line * 400).encode(), mtime=0)
    path.write_bytes(packed[: len(packed) // 2])
    rows = list(read_scores(path))
    assert isinstance(rows[-1], Unusable)
    assert "break off" in rows[-1].place.reason
    assert all(not isinstance(row, Unusable) for row in rows[:-2])


def test_a_line_may_name_team_and_queue(reply, write_lines, tmp_path):
    (row,) = read_scores(write_lines(tmp_path / "s.jsonl", [reply().to_dict() | {"team": "North", "queue": 7}]))
    assert row.facts == {"team": "North"}


def test_what_cannot_be_read(tmp_path):
    with pytest.raises(SourceNotFoundError):
        summarize(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(FormatError):
        summarize(tmp_path / "empty.jsonl")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "table.csv").write_text("a,b\n")
    with pytest.raises(FormatError, match="lines of JSON"):
        summarize(tmp_path / "folder")


def test_a_table_of_scores_is_no_assessment_and_says_so(tmp_path):
    pytest.importorskip("pyarrow")
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table({"text": ["a"]}), tmp_path / "scores.parquet")
    with pytest.raises(FormatError, match="no whole assessments"):
        summarize(tmp_path / "scores.parquet")
