"""The formats: inert cells, parts readable by themselves, parts that join to one file."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authentica.schema import Assessment, Flag, Status
from authentica.scoring.projection import COLUMNS, flat_row
from authentica.scoring.writers import WRITERS, inert_cell

TEXTS = [
    "I've cancelled it; the money is back by Friday.",
    '=cmd|"/c calc"!A1',
    'a "quoted", comma\r\nand a second line\rand a third\n',
    "\ud800 lone \udc00",
    "\x00 NUL",
    "😀 emoji \u202e",
    "",
]


@pytest.fixture(scope="module")
def assessments(analyzer):
    return list(analyzer.pipe([(text, "You charged me twice!!") for text in TEXTS]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+44 555 0100", "'+44 555 0100"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\ttab", "'\ttab"),
        ("\rreturn", "'\rreturn"),
        ("  =1", "'  =1"),
        ("\ufeff =1", "'\ufeff =1"),
        ("\u00a0\u200b-1", "'\u00a0\u200b-1"),
        ("\x00=1", "'\x00=1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠1", "'＠1"),
        ("on its way = soon", "on its way = soon"),
        ("'=1", "'=1"),
        ("", ""),
        ("  ", "  "),
        ("a\ud800", "a\ufffd"),
    ],
)
def test_what_could_be_a_formula_is_made_inert(text, expected):
    assert inert_cell(text) == expected


@given(st.text(st.characters(), max_size=50))
def test_a_cell_is_never_a_formula_and_keeps_its_length_but_for_the_mark(text):
    cell = inert_cell(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert not cell.startswith(("\t", "\r"))
    assert len(cell) - len(text) in (0, 1)
    cell.encode("utf-8")


def test_no_cell_of_the_csv_starts_a_formula_whatever_stands_in_the_identifiers(assessments):
    evil = replace(assessments[0], conversation_id="=1", message_id="\t=1", author_id="@x", channel="+c")
    row = WRITERS["csv"].row(evil)
    cells = next(csv.reader(io.StringIO(row.decode("utf-8"), newline="")))
    assert cells[:4] == ["'=1", "'\t=1", "'@x", "'+c"]


@pytest.mark.parametrize("name", list(WRITERS))
def test_parts_join_to_what_one_part_would_hold(assessments, name):
    writer = WRITERS[name]
    writer.check()
    rows = [writer.row(a) for a in assessments]
    joined = [io.BytesIO() for _ in range(3)]
    writer.join([writer.part(rows)], joined[0])
    writer.join([writer.part(rows[:2]), writer.part([]), writer.part(rows[2:])], joined[1])
    writer.join([], joined[2])
    read = {"jsonl": read_jsonl, "csv": read_csv, "parquet": read_parquet}[name]
    expected = read(joined[0].getvalue())
    assert len(expected) == len(TEXTS)
    assert read(joined[1].getvalue()) == expected
    assert read(joined[2].getvalue()) == []
    assert read(writer.part(rows)) == expected
    assert writer.part(rows) == writer.part(rows)
    if name == "jsonl":
        assert [Assessment.from_dict(row) for row in expected] == assessments
    if name == "csv":
        assert [row["text"] for row in expected] == [inert_cell(text) for text in TEXTS]
    if name == "parquet":
        assert [row["text"] for row in expected] == [
            t.replace("\ud800", "\ufffd").replace("\udc00", "\ufffd") for t in TEXTS
        ]


def read_jsonl(content):
    return [json.loads(line) for line in content.decode("ascii").splitlines()]


def read_csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def read_parquet(content):
    import pyarrow.parquet

    return pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()


def test_the_columns_are_declared_once_with_types_that_hold(assessments):
    kinds = {"text": str, "integer": int, "number": float}
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names)
    for a in assessments:
        for column, cell in zip(COLUMNS, flat_row(a), strict=True):
            assert cell is None or isinstance(cell, kinds[column.kind]), column.name
            assert column.about
    cells = dict(zip(names, flat_row(assessments[0]), strict=True))
    a = assessments[0]
    assert cells["ownership_level"] == a["ownership"].level == 2
    assert cells["ownership_evidence"].split(" | ")[0] in a.text
    assert cells["authenticity"] == a.authenticity
    assert cells["outcome_somewhere"] == a.outcome_probabilities[a.outcome.SOMEWHERE]
    empty = dict(zip(names, flat_row(assessments[-1]), strict=True))
    assert (empty["status"], empty["flags"], empty["empathy_level"]) == (Status.NO_TEXT.value, Flag.NO_TEXT.value, None)
