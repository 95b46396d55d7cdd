"""Promises: tables of sentences, family by family, spans, and whose words count."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from authentica.commitments import CommitmentFinder
from authentica.schema import Actor, DeadlineKind

TABLE = Path(__file__).resolve().parent.parent / "data" / "promises.tsv"
with TABLE.open(encoding="utf-8", newline="") as _lines:
    SENTENCES = list(csv.DictReader(_lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def finder():
    return CommitmentFinder()


@pytest.mark.parametrize("row", SENTENCES, ids=[row["text"] for row in SENTENCES])
def test_every_sentence_is_read_as_the_table_says(finder, row):
    found = finder.find(row["text"])
    if row["actor"] == "none":
        assert [c.quote.text for c in found] == []
        return
    (commitment,) = found
    assert commitment.actor is Actor(row["actor"])
    assert commitment.deadline.kind is DeadlineKind(row["deadline"])
    assert (commitment.hedge.text if commitment.hedge else "") == row["hedge"]
    assert (commitment.condition.text if commitment.condition else "") == row["condition"]
