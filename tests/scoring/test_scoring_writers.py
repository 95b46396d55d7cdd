"""The formats: inert cells, parts readable by themselves, parts that join to one file."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from itertools import compress

import pytest
from hypothesis import example, given, strategies as st

import authentica
from authentica.corpus import TemplateMiner
from authentica.safetext import encodable, encodable_json, inert_cell
from authentica.schema import Assessment, Flag, Message, Reply, Status
from authentica.scoring.projection import COLUMNS, flat_row
from authentica.scoring.writers import WRITERS

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
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
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
        ("hello;=1+1", "hello;'=1+1"),
        ("hello; @A1", "hello; '@A1"),
        ("hello\t-1", "hello\t'-1"),
        ("hello\n+1\n- an item\n- 2", "hello\n'+1\n- an item\n'- 2"),
        ("a \n \n=1", "a \n \n'=1"),
        ('a;"=1+1;"b', 'a;"\'=1+1;"b'),
        ("a;- cmd|' /C calc'!A0", "a;'- cmd|' /C calc'!A0"),
        ("1;2; 3 = 4 - 1", "1;2; 3 = 4 - 1"),
    ],
)
def test_what_could_be_a_formula_is_made_inert(text, expected):
    assert inert_cell(text) == expected


@given(st.text(st.characters(), max_size=50) | st.text(st.sampled_from("=+-@;\t\n\r\"', a1("), max_size=20))
@example("\n=1")
@example('a;"=1+1;"b')
def test_a_cell_is_never_a_formula_and_keeps_its_length_but_for_the_mark(text):
    cell = inert_cell(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert not cell.startswith(("\t", "\r"))
    line = io.StringIO(newline="")
    csv.writer(line).writerow([cell, "x"])
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(line.getvalue(), newline=""), delimiter=delimiter):
            assert not [other for other in row if other.strip().startswith(("=", "+", "@"))]
    assert cell.replace("'", "") == encodable(text).replace("'", "")
    cell.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain \\ud83d", "plain \\ud83d"),
        ("half \ud83d", "half \ufffd"),
        ("\udc00\ud83d", "\ufffd\ufffd"),
        ("\\\ud83d", "\\\ufffd"),
        ("whole 😀\ud83d😀", "whole 😀\ufffd😀"),
        ("\\\\ud83d\\", "\\\\ud83d\\"),
        ("\udbff \udfff é \u2028", "\ufffd \ufffd é \u2028"),
    ],
)
def test_json_has_no_half_of_a_character(text, expected):
    assert json.loads(encodable_json(json.dumps({"text": text}))) == {"text": expected}


@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_json_of_any_text_is_unicode_and_of_whole_characters_unchanged(text):
    line = encodable_json(json.dumps(text))
    json.loads(line).encode("utf-8")
    if encodable(text) == text:
        assert line == json.dumps(text)


def test_no_cell_of_the_csv_starts_a_formula_whatever_stands_in_the_identifiers(assessments):
    evil = replace(assessments[0], conversation_id="=1", message_id="\t=1", author_id="@x", channel="+c")
    row = WRITERS["csv"].row(evil)
    cells = next(csv.reader(io.StringIO(row.decode("utf-8"), newline="")))
    assert cells[:4] == ["'=1", "'\t'=1", "'@x", "'+c"]


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
        assert [row["text"] for row in expected] == [encodable(text) for text in TEXTS]
        whole = [encodable(a.text) == a.text for a in assessments]
        kept = [Assessment.from_dict(row) for row in expected]
        assert list(compress(kept, whole)) == list(compress(assessments, whole))
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


FINDINGS = (
    (
        "Please send me your date of birth and your full card number. I'll refund you tomorrow, and our "
        "courier will collect the lamp within 3 days.",
        {
            "privacy_issues": "asks_personal_data asks_secret",
            "privacy_asks": "birth_date full_card_number",
            "privacy_exposes": "",
            "commitment_count": 2,
            "first_deadline_hours": 48.0,
        },
    ),
    (
        "Your card 4111 1111 1111 1111 is on file; we will be in touch shortly.",
        {"privacy_exposes": "card", "commitment_count": 1, "first_deadline_hours": None},
    ),
    ("Thanks for the photo, Ida.", {"privacy_issues": "", "commitment_count": 0, "commitment_quotes": ""}),
    ("", {"privacy_issues": "", "commitment_count": None, "first_deadline_hours": None}),
)


@pytest.mark.parametrize(("text", "expected"), FINDINGS, ids=[text[:20] for text, _ in FINDINGS])
def test_findings_have_columns(analyzer, text, expected):
    row = row_of(analyzer.analyze(text, customer_text="You charged me twice"))
    assert {name: row[name] for name in expected} == expected
    assert all(quote in text for quote in row["commitment_quotes"].split(" | "))
    assert (row["template_share"], row["template_held_share"], row["template_customers"]) == (None, None, None)


def test_template_columns_tell_reach(analyzer):
    habit = "Your boiler is with our fitter until the weekend."
    miner = TemplateMiner(min_customers=3).fit(
        Reply(message=Message(text=habit), conversation_id=f"c{n}") for n in range(9)
    )
    informed = authentica.load(templates=miner)
    row = row_of(informed.analyze(f"Hi Ida! {habit} Bring the blue key, please, the one with two teeth."))
    assert 0.3 < row["template_held_share"] <= row["template_share"] < 0.7
    assert row["template_customers"] == 9
    other = row_of(informed.analyze("The blue key, please, the one with two teeth."))
    assert (other["template_share"], other["template_customers"]) == (0.0, 0)


def row_of(assessment):
    return dict(zip([column.name for column in COLUMNS], flat_row(assessment), strict=True))
