"""Deadlines: a table of written phrases, dates, and hostile input."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from authentica.commitments import find_deadlines
from authentica.schema import DeadlineKind

TABLE = Path(__file__).resolve().parent.parent / "data" / "deadlines.tsv"
with TABLE.open(encoding="utf-8", newline="") as _lines:
    PHRASES = list(csv.DictReader(_lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_table_is_large_and_has_every_kind():
    assert len(PHRASES) >= 300
    assert len({row["text"] for row in PHRASES}) == len(PHRASES)
    kinds = [row["kind"] for row in PHRASES]
    assert kinds.count("explicit") >= 150
    assert kinds.count("vague") >= 30
    assert kinds.count("none") >= 90


@pytest.mark.parametrize("row", PHRASES, ids=[row["text"] for row in PHRASES])
def test_every_phrase_is_read_as_the_table_says(row):
    before, bracket, rest = row["text"].partition("[")
    quote, _, after = rest.partition("]")
    found = find_deadlines(before + quote + after)
    if row["kind"] == "none":
        assert not bracket
        assert found == ()
        return
    deadline = found[0]
    assert deadline.quote.text.rstrip(".") == quote.rstrip(".")
    assert deadline.quote.start == len(before)
    assert deadline.kind is DeadlineKind(row["kind"])
    assert [deadline.earliest_hours, deadline.latest_hours] == [
        float(row[side]) if row[side] else None for side in ("earliest", "latest")
    ]
    assert deadline.business is (row["business"] == "b")
