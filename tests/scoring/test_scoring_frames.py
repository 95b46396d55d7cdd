"""Batches: pandas, Arrow and plain columns, row for row."""

from __future__ import annotations

import pytest

from authentica.errors import ColumnError, InputError
from authentica.scoring.frames import BATCH_COLUMNS, score_batch

NAMES = [name for name, _ in BATCH_COLUMNS]
COLUMNS = {
    "text": ["I have sent it again, Wanja; it is with you by Friday.", "", None, "=\ud800"],
    "customer_text": ["Where is my lamp?", None, "Hello?", "?"],
    "message_id": [1, 2, 3, None],
    "created_at": ["2025-03-02T10:00:00+00:00", None, None, "2025-03-03T10:00:00"],
}


def test_plain_columns(analyzer):
    found = score_batch(COLUMNS)
    assert list(found) == NAMES
    assert found["status"][:3] == ["scored", "no_text", "no_text"]
    assert found["message_id"] == ["1", "2", "3", None]
    expected = analyzer.analyze(COLUMNS["text"][0], customer_text="Where is my lamp?")
    assert found["authenticity"][0] == expected.authenticity
    assert found["created_at"][0] == "2025-03-02T10:00:00+00:00"


def test_pandas_keeps_its_index_and_reads_its_missing_values():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {**COLUMNS, "text": [*COLUMNS["text"][:2], float("nan"), "Sure, done!"]}, index=[9, 5, 9, 1]
    )
    frame["created_at"] = pandas.to_datetime(frame["created_at"].str[:19])
    found = score_batch(frame)
    assert list(found.index) == [9, 5, 9, 1]
    assert list(found.columns) == NAMES
    assert list(found["status"]) == ["scored", "no_text", "no_text", "scored"]
    assert found["created_at"].iloc[0] == "2025-03-02T10:00:00"
    assert list(score_batch(frame.iloc[:0]).columns) == NAMES
    assert list(score_batch(frame.iloc[:0]).dtypes) == list(found.dtypes)


def test_arrow_gives_arrow():
    arrow = pytest.importorskip("pyarrow")
    columns = {**COLUMNS, "text": [*COLUMNS["text"][:3], "Sure, done!"]}
    table = arrow.table(columns)
    found = score_batch(table)
    assert isinstance(found, arrow.Table)
    assert found.schema.names == NAMES
    batch = score_batch(table.to_batches()[0])
    assert isinstance(batch, arrow.RecordBatch)
    assert batch.to_pydict() == found.to_pydict() == score_batch(columns)


def test_a_row_that_fails_stays_with_its_reason():
    found = score_batch(
        {"text": ["Sure, done!", b"bytes", "Sure."], "created_at": [None, None, "yesterday"], "channel": ["chat"] * 3}
    )
    assert found["status"] == ["scored", "set_aside", "set_aside"]
    assert found["set_aside_reason"] == [None, "the text is a bytes, not text", "scoring it failed (ValueError)"]
    assert found["channel"] == ["chat"] * 3


def test_columns_are_named_or_refused():
    assert score_batch({"Body": ["Sure, done!"]}, columns={"text": "Body"})["status"] == ["scored"]
    with pytest.raises(ColumnError, match="as the text"):
        score_batch({"Body": ["Sure, done!"]})
    with pytest.raises(ColumnError, match="as the channel"):
        score_batch({"text": ["Sure, done!"]}, columns={"channel": "via"})
    with pytest.raises(InputError, match="differ in length"):
        score_batch({"text": ["a"], "channel": []})
    with pytest.raises(InputError, match="cannot be read from a list"):
        score_batch(["Sure"])
