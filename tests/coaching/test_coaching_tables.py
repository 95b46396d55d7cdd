"""Tidy tables: the same columns in every format, documented, and queries that run."""

from __future__ import annotations

import csv
import io
import re
import sys

import pytest

from authentica.coaching import TABLES, summarize, tables, to_frame
from authentica.coaching.tables import csv_bytes, parquet_bytes
from authentica.errors import InputError, MissingExtraError


@pytest.fixture
def summary(team, reply):
    hostile = [reply(agent="=1+1", conversation=f"h{n}", message=str(n)) for n in range(30)]
    return summarize([*team, *hostile], by=("agent", "week"), min_person_replies=10)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_what_it_says(summary, name):
    table = TABLES[name]
    rows = list(table.rows(summary))
    assert rows
    kinds = {"text": str, "integer": int, "number": float, "truth": bool}
    for row in rows:
        assert len(row) == len(table.columns)
        for cell, column in zip(row, table.columns, strict=True):
            assert cell is None or type(cell) in (
                kinds[column.kind],
                int if column.kind == "number" else kinds[column.kind],
            )
    assert all(column.about for column in table.columns)
    assert len({column.name for column in table.columns}) == len(table.columns)


def test_estimates_are_those_of_the_groups(summary):
    rows = [
        dict(zip([c.name for c in TABLES["estimates"].columns], row, strict=True))
        for row in TABLES["estimates"].rows(summary)
    ]
    owen = next(g for g in summary.at("agent") if g.key("agent") == "Owen")
    (row,) = [r for r in rows if r["grouping"] == "agent" and r["agent"] == "Owen" and r["measure"] == "missed"]
    assert (row["value"], row["low"], row["n"]) == (owen["missed"].value, owen["missed"].low, owen["missed"].n)
    (whole,) = [r for r in rows if r["grouping"] == "" and r["measure"] == "authenticity"]
    assert whole["replies"] == summary.overall.replies
    assert {r["period"] for r in rows if r["grouping"] == "week"} >= {"2025-W10", "2025-W14"}


def test_csv_cells_are_inert(summary):
    rows = list(csv.reader(io.StringIO(csv_bytes(summary).decode("utf-8"))))
    assert rows[0] == [column.name for column in TABLES["estimates"].columns]
    assert {row[1] for row in rows[1:]} >= {"'=1+1", "Nadia"}
    assert "=1+1" not in {cell for row in rows for cell in row}


def test_pandas(summary):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("narwhals")
    frame = to_frame(summary)
    assert isinstance(frame, pandas.DataFrame)
    own = frame[(frame.grouping == "agent") & (frame.agent == "Nadia") & (frame.measure == "authenticity")]
    assert own.value.item() == next(g for g in summary.at("agent") if g.key("agent") == "Nadia")["authenticity"].value
    assert frame.n.dtype == "int64"
    assert to_frame(summary, "habits").is_supported.dtype == "bool"


def test_polars(summary):
    polars = pytest.importorskip("polars")
    pytest.importorskip("narwhals")
    frame = to_frame(summary, "differences", backend="polars")
    assert isinstance(frame, polars.DataFrame)
    assert frame.columns == [column.name for column in TABLES["differences"].columns]
    assert frame.schema["is_difference"] == polars.Boolean


@pytest.mark.parametrize("missing", ["narwhals", "pandas", "polars"])
def test_what_is_missing_is_named(summary, monkeypatch, missing):
    if missing != "narwhals":
        pytest.importorskip("narwhals")
    monkeypatch.setitem(sys.modules, missing, None)
    backend = "polars" if missing == "polars" else "pandas"
    with pytest.raises(
        MissingExtraError,
        match=rf"{missing} is not installed.*authentica\[{'polars' if missing == 'polars' else 'frames'}\]",
    ):
        to_frame(summary, backend=backend)


def test_unknown_tables_and_frames(summary):
    with pytest.raises(InputError, match="estimates"):
        csv_bytes(summary, "colours")
    with pytest.raises(InputError, match="pandas"):
        to_frame(summary, backend="cudf")


def test_parquet_says_what_its_columns_are(summary):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(parquet_bytes(summary, "trends")))
    assert table.schema.metadata[b"table"] == b"trends"
    for column in TABLES["trends"].columns:
        assert table.schema.field(column.name).metadata[b"about"].decode() == column.about
    assert table.num_rows == len(summary.trends)
    assert parquet_bytes(summary, "trends") == parquet_bytes(summary, "trends")


def test_the_queries_of_the_docstring_run(summary, tmp_path, monkeypatch):
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "coaching.parquet").write_bytes(parquet_bytes(summary))
    queries = re.findall(r"SELECT.*?;", tables.__doc__, re.DOTALL)
    assert len(queries) >= 2
    by_agent, by_week = (duckdb.sql(query).fetchall() for query in queries[:2])
    assert [row[0] for row in by_agent] == sorted(g.key("agent") for g in summary.at("agent"))
    assert [row[0] for row in by_week] == [g.key("week") for g in summary.at("week")]
