"""Rows of tables, as the csv module writes them and as people break them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, strategies as st

from authentica.readers.cells import guess_delimiter, split_rows

CELL = st.text(alphabet=st.sampled_from('ab",;\t|\n é<\x00'), max_size=8)


@given(
    st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6),
    st.sampled_from(",\t;|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_csv_writes_is_read_back(rows, delimiter, end, quoting):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    lines = list(io.StringIO(out.getvalue(), newline=""))
    found = [row for row in split_rows(lines, delimiter) if row.cells]
    assert [row.cells for row in found] == rows
    assert not any(row.unclosed_line_count for row in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,"b"c,d', [["a", "bc", "d"]]),
        ('a,5" screen,d', [["a", '5" screen', "d"]]),
        ('a,"",d', [["a", "", "d"]]),
        ('"a""b"', [['a"b']]),
        ("a,b,", [["a", "b", ""]]),
        ("\n\na,b\n", [[], [], ["a", "b"]]),
        ('"a\r\nb",c\r\n', [["a\r\nb", "c"]]),
    ],
)
def test_rows(text, expected):
    assert [row.cells for row in split_rows(io.StringIO(text, newline=""), ",")] == expected


def test_a_quotation_that_never_closes_takes_the_rest_of_a_truncated_file():
    rows = list(split_rows(["id,text\n", '1,"whole"\n', '2,"cut off\n', "in the middle\n", "of a mail"], ","))
    assert [row.unclosed_line_count for row in rows] == [0, 0, 3]


def test_a_stray_quotation_mark_costs_one_row():
    lines = ["id,text\n", '1,"stray\n', *(f"{i},fine\n" for i in range(2, 20))]
    rows = list(split_rows(lines, ","))
    assert [row.unclosed_line_count for row in rows] == [0, 1, *[0] * 18]
    assert rows[-1].cells == ["19", "fine"]
    assert rows[-1].number == 20


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["id,text\n", "1,a;b;c\n"], ","),
        (["id;text\n", "1;a, b, c\n"], ";"),
        (["id\ttext\n", "1\ta, b\n"], "\t"),
        (["id|text\n", "1|a, b\n"], "|"),
        (["text\n", "a, b\n"], None),
        (["id,text;role\n", "1,a;b\n", "2,c;d\n"], ","),
        ([], None),
        (['id,"text;x"\n', '1,"a\n', 'b;c"\n'], ","),
    ],
)
def test_separators(lines, expected):
    assert guess_delimiter(lines) == expected
