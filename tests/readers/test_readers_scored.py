"""authentica's own scores are not read as an export."""

from __future__ import annotations

import csv
import json

import pytest

from authentica.errors import FormatError
from authentica.readers import read_transcripts
from authentica.readers.scored import SCORED_COLUMNS
from authentica.schema import SetAside
from authentica.scoring import COLUMNS, score_transcripts

ASSESSMENT = {
    "schema_version": 2,
    "text": "It ships on Friday.",
    "status": "scored",
    "dimensions": [{"dimension": "empathy", "level": 1}],
    "message_id": "m1",
}


def as_table(tmp_path):
    path = tmp_path / "scores.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[column.name for column in COLUMNS], ["x"] * len(COLUMNS)])
    return path


def test_a_table_of_scores_begins_with_these_columns():
    assert tuple(column.name for column in COLUMNS)[: len(SCORED_COLUMNS)] == SCORED_COLUMNS


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(ASSESSMENT) + "\n",
        json.dumps(ASSESSMENT, separators=(",", ":")) + "\n" + json.dumps(ASSESSMENT) + "\n",
        json.dumps([ASSESSMENT]),
        json.dumps(ASSESSMENT, indent=2),
        json.dumps({**ASSESSMENT, "dimensions": ASSESSMENT["dimensions"] * 5_000}, separators=(",", ":")) + "\n",
    ],
)
@pytest.mark.parametrize("options", [{}, {"format": "jsonl"}, {"columns": {"text": "text"}}])
def test_assessments_are_refused(tmp_path, content, options):
    path = tmp_path / "scores.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FormatError, match=r"authentica coach.*authentica report.*Name the export"):
        read_transcripts(path, **options)


def test_a_table_of_scores_is_refused(tmp_path):
    with pytest.raises(FormatError, match="it is a table of scores, not an export"):
        read_transcripts(as_table(tmp_path))


def test_a_parquet_file_of_scores_is_refused(tmp_path):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "scores.parquet"
    pq.write_table(pa.table({column.name: ["x"] for column in COLUMNS}), path)
    with pytest.raises(FormatError, match="it is a table of scores, not an export"):
        read_transcripts(path)


def test_what_a_run_keeps_beside_its_parts_is_refused(tmp_path, analyzer):
    export, output = tmp_path / "export.jsonl", tmp_path / "scores"
    export.write_text('{"role": "agent", "text": "It ships on Friday."}\n{broken\n', encoding="utf-8")
    score_transcripts(export, output, analyzer=analyzer)
    aside: dict[str, str] = {}
    with pytest.raises(FormatError, match="the account that authentica keeps of a run, not an export"):
        read_transcripts(output)
    (output / "a.csv").write_text("id,text\n1,It ships on Friday.\n", encoding="utf-8")
    found = list(read_transcripts(output, on_set_aside=lambda row: aside.update({row.origin: row.reason[:14]})))
    assert [c.messages[0].origin for c in found] == ["a.csv:2"]
    assert aside == {
        "_manifest.json": "it is the acco",
        "_receipts/part-000000.json": "it is the acco",
        "_run.json": "it is the acco",
        "_set_aside.jsonl": "it is the acco",
        "part-000000.jsonl": "it holds score",
    }


def test_in_a_folder_scores_are_set_aside(tmp_path):
    (tmp_path / "a.csv").write_text("id,text\n1,It ships on Friday.\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps(ASSESSMENT) + "\n", encoding="utf-8")
    as_table(tmp_path)
    aside: list[SetAside] = []
    found = list(read_transcripts(tmp_path, on_set_aside=aside.append))
    assert [c.messages[0].origin for c in found] == ["a.csv:2"]
    assert [(a.origin, a.reason[:14]) for a in aside] == [
        ("b.jsonl", "it holds score"),
        ("scores.csv", "it is a table "),
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"schema_version": 3, "text": "Hello"},
        {"text": "Hello", "parcel": {"schema_version": 1, "dimensions": [3, 4]}},
        {"schema_version": 3, "text": "Hello", "dimensions": {"height": 3}},
        {"text": '{"schema_version": 2, "dimensions": []}'},
        {"text": "Hello", "origin": "export.csv:2", "reason": "lost"},
    ],
)
def test_other_objects_are_read(tmp_path, row):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert [c.messages[0].text for c in read_transcripts(path)] == [row["text"]]
