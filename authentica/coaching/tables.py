"""A summary as tidy tables: one row a figure, the same columns whatever groups were formed, for data frames, Parquet and CSV.

`TABLES` documents every table and column. To add a column, add a `TableColumn`; every format follows.

The Parquet files are plain, so DuckDB, Spark or a dashboard reads them without authentica. With DuckDB::

    -- authenticity of each agent with its interval, drawn towards the team, by name
    SELECT agent, n, round(shrunk, 1) AS authenticity, round(shrunk_low, 1) AS low, round(shrunk_high, 1) AS high
    FROM 'coaching.parquet' WHERE grouping = 'agent' AND measure = 'authenticity' ORDER BY agent;

    -- missed opportunities of the whole, week by week
    SELECT period, value, low, high FROM 'coaching.parquet' WHERE grouping = 'week' AND measure = 'missed' ORDER BY period;
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Literal, NamedTuple

from authentica.arrow import arrow_type, import_pyarrow, parquet_table
from authentica.coaching.measures import measure_of
from authentica.coaching.periods import PERIODS
from authentica.coaching.records import CoachingSummary, Keys
from authentica.errors import InputError, MissingExtraError
from authentica.safetext import csv_line, encodable_cells
from authentica.schema.arguments import check_argument

__all__ = ["BACKENDS", "TABLES", "Table", "TableColumn", "csv_bytes", "parquet_bytes", "to_frame"]

Cell = str | int | float | bool | None
Kind = Literal["text", "integer", "number", "truth"]

BACKENDS = {"pandas": "frames", "polars": "polars"}
"""Kinds of data frame, and the extra that brings each."""


class TableColumn(NamedTuple):
    """One column.

    Attributes
    ----------
    name : str
        Its heading.
    kind : {"text", "integer", "number", "truth"}
        Its type; all but counts may be empty.
    about : str
        What stands in it.
    """

    name: str
    kind: Kind
    about: str


class Table(NamedTuple):
    """One table.

    Attributes
    ----------
    name : str
        What it is asked for by.
    about : str
        What one row is.
    columns : tuple of TableColumn
        In order.
    rows : callable
        Takes its rows from a summary.
    """

    name: str
    about: str
    columns: tuple[TableColumn, ...]
    rows: Callable[[CoachingSummary], Iterator[tuple[Cell, ...]]]


_GROUP = (
    TableColumn("grouping", "text", "names of the keys that the group has, such as 'agent,week'; empty for the whole"),
    TableColumn("agent", "text", "empty where the group has no such key, or the scores name none; so the next three"),
    TableColumn("team", "text", "team"),
    TableColumn("channel", "text", "channel"),
    TableColumn("queue", "text", "queue"),
    TableColumn("period", "text", "day, ISO week or month, such as 2025-03-04, 2025-W10 or 2025-03"),
)


def _number(name: str, about: str) -> TableColumn:
    return TableColumn(name, "number", about)


_MEASURE = TableColumn("measure", "text", "a name of authentica.coaching.MEASURES")
_TESTED = (
    _number("p_value", "two-sided"),
    _number("q_value", "adjusted for everything that was looked at (Benjamini and Hochberg)"),
)
# Columns that are called as the fields of a record are filled from these.
_ESTIMATE = (
    TableColumn("n", "integer", "replies, chances or promises that the measure rests on"),
    _number("value", "mean or share; empty where n is too small to be shown"),
    _number("low", "lower end of the 95 % interval"),
    _number("high", "upper end"),
    _number("shrunk", "value drawn towards the team; empty where there are too few groups"),
    _number("shrunk_low", "lower end of its 95 % interval"),
    _number("shrunk_high", "upper end"),
    _number("shrinkage", "how far it was drawn, 0 to 1"),
    _number("design_effect", "variance by that of independent replies, at least 1"),
)
_DIFFERENCE = (
    _MEASURE,
    _number("value", "of the group"),
    _number("rest", "of all other replies of the team"),
    _number("difference", "value less rest"),
    _number("low", "lower end of its 95 % interval"),
    _number("high", "upper end"),
    *_TESTED,
    TableColumn("is_difference", "truth", "whether it may be called one"),
)
_TREND = (
    TableColumn("first", "text", "first period"),
    TableColumn("last", "text", "last period"),
    TableColumn("periods", "integer", "how many"),
    _number("slope", "change from one period to the next"),
    _number("low", "lower end of its 95 % interval"),
    _number("high", "upper end"),
    *_TESTED,
    TableColumn("is_trend", "truth", "whether it may be called one"),
)
_HABIT = (
    TableColumn("habit", "text", "a name of authentica.coaching.HABITS"),
    TableColumn("dimension", "text", "what it is about"),
    TableColumn("advice", "text", "the suggestion with its figure"),
    TableColumn("chances", "integer", "replies that had the chance"),
    _number("lapses", "those that did not take it; empty where there are too few chances"),
    _number("rate", "lapses by chances"),
    _number("low", "lower end of its 95 % interval"),
    _number("high", "upper end"),
    _number("somewhere_with", "share that gets the customer somewhere, with the habit"),
    _number("somewhere_without", "and without it"),
    _number("gain", "more replies of 100 that might get the customer somewhere; an association"),
    _number("gain_low", "lower end of its 95 % interval"),
    _number("gain_high", "upper end"),
    *_TESTED,
    TableColumn("is_supported", "truth", "whether the gain may be called one"),
)


def _cells(record: object, columns: tuple[TableColumn, ...]) -> list[Cell]:
    return [getattr(record, column.name) for column in columns]


def _group_cells(keys: Keys) -> tuple[Cell, ...]:
    found = dict(keys)
    period = next((found[name] for name in PERIODS if name in found), None)
    return (",".join(found), *(found.get(name) for name in ("agent", "team", "channel", "queue")), period)


def _estimates(summary: CoachingSummary) -> Iterator[tuple[Cell, ...]]:
    for group in (summary.overall, *summary.groups):
        cells = _group_cells(group.keys)
        for e in group.estimates:
            measure = measure_of(e.measure)
            yield *cells, group.replies, e.measure, measure.unit, measure.better, *_cells(e, _ESTIMATE)


def _distributions(summary: CoachingSummary) -> Iterator[tuple[Cell, ...]]:
    for group in (summary.overall, *summary.groups):
        cells = _group_cells(group.keys)
        for distribution in group.distributions:
            for label, n in zip(distribution.labels, distribution.counts, strict=True):
                yield *cells, distribution.measure, label, n


def _counts(summary: CoachingSummary) -> Iterator[tuple[Cell, ...]]:
    is_followed = summary.accounting.promises_matched > 0
    for group in (summary.overall, *summary.groups):
        for name, n in group.counts:
            # What became of promises is not zero but unknown where nobody has told.
            if is_followed or name == "promises.made" or not name.startswith("promises."):
                yield *_group_cells(group.keys), name, n


def _differences(summary: CoachingSummary) -> Iterator[tuple[Cell, ...]]:
    for d in summary.differences:
        yield *_group_cells(d.keys), *_cells(d, _DIFFERENCE)


def _trends(summary: CoachingSummary) -> Iterator[tuple[Cell, ...]]:
    for t in summary.trends:
        yield *_group_cells(t.keys)[:5], t.measure, t.period, *_cells(t, _TREND)


def _habits(summary: CoachingSummary) -> Iterator[tuple[Cell, ...]]:
    for place, habit in enumerate(summary.habits, start=1):
        yield place, *_cells(habit, _HABIT)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "estimates",
            "one measure of one group",
            (
                *_GROUP,
                TableColumn("replies", "integer", "scored replies of the group"),
                _MEASURE,
                TableColumn("unit", "text", "of value, low, high and shrunk: 0-100, 0-1 or per reply"),
                TableColumn("better", "text", "which end is good: higher, lower, or empty"),
                *_ESTIMATE,
            ),
            _estimates,
        ),
        Table(
            "distributions",
            "one bin or level of one measure of one group",
            (
                *_GROUP,
                TableColumn("measure", "text", "authenticity, or a dimension"),
                TableColumn("label", "text", "bin or level"),
                TableColumn("count", "integer", "replies in it"),
            ),
            _distributions,
        ),
        Table(
            "counts",
            "one count of one group",
            (
                *_GROUP,
                TableColumn(
                    "name",
                    "text",
                    "what is counted, such as promises.kept; promises.checkable.kept: the writer's own with a time",
                ),
                TableColumn("count", "integer", "how many"),
            ),
            _counts,
        ),
        Table(
            "differences",
            "one comparison of a group with the rest of its team",
            (*_GROUP, *_DIFFERENCE),
            _differences,
        ),
        Table(
            "trends",
            "one measure of one group over the periods",
            (
                *_GROUP[:5],
                _MEASURE,
                TableColumn("period_kind", "text", "day, week or month"),
                *_TREND,
            ),
            _trends,
        ),
        Table(
            "habits",
            "one habit, of all replies",
            (
                TableColumn("place", "integer", "1 for the habit that goes with most better outcomes"),
                *_HABIT,
            ),
            _habits,
        ),
    )
}
"""Every table by name."""


def to_frame(
    summary: CoachingSummary, table: str = "estimates", *, backend: Literal["pandas", "polars"] = "pandas"
) -> Any:
    """Return a table of a summary as a data frame.

    Parameters
    ----------
    summary : CoachingSummary
        What to show.
    table : str, default="estimates"
        A name of `TABLES`.
    backend : {"pandas", "polars"}, default="pandas"
        Kind of data frame; it is made through narwhals.

    Returns
    -------
    pandas.DataFrame or polars.DataFrame

    Raises
    ------
    InputError
        If there is no such table or kind.
    MissingExtraError
        If what is needed is not installed.
    """
    chosen = _find(table)
    check_argument("summary", summary, CoachingSummary, "to_frame")
    check_argument("backend", backend, str, "to_frame")
    if backend not in BACKENDS:
        raise InputError(
            f"there is no data frame of the kind {str(backend)[:40]!r}", "to_frame", f"Use {', '.join(BACKENDS)}."
        )
    try:
        import narwhals

        import_module(backend)
    except ImportError as error:
        raise MissingExtraError.of(str(error.name or backend), BACKENDS[backend]) from None
    types = {
        "text": narwhals.String(),
        "integer": narwhals.Int64(),
        "number": narwhals.Float64(),
        "truth": narwhals.Boolean(),
    }
    columns = _columns(chosen, summary)
    schema = {column.name: types[column.kind] for column in chosen.columns}
    return narwhals.from_dict(columns, schema, backend=backend).to_native()


def parquet_bytes(summary: CoachingSummary, table: str = "estimates") -> bytes:
    """Return a table as a whole Parquet file, whose schema holds what each column is.

    Parameters
    ----------
    summary, table
        As in `to_frame`.

    Raises
    ------
    InputError, MissingExtraError
        As in `to_frame`.
    """
    chosen = _find(table)
    arrow, _ = import_pyarrow()
    schema = arrow.schema(
        [arrow.field(c.name, arrow_type(c.kind), metadata={"about": c.about}) for c in chosen.columns],
        metadata={"table": chosen.name, "about": chosen.about},
    )
    return parquet_table(schema, _columns(chosen, summary).values())


def csv_bytes(summary: CoachingSummary, table: str = "estimates") -> bytes:
    """Return a table as a whole CSV file in UTF-8; cells that a spreadsheet would run are made inert.

    Parameters
    ----------
    summary, table
        As in `to_frame`.

    Raises
    ------
    InputError
        If there is no such table.
    """
    chosen = _find(table)
    header = [column.name for column in chosen.columns]
    return b"".join(map(csv_line, (header, *chosen.rows(summary))))


def _find(table: str) -> Table:
    check_argument("table", table, str, "coaching")
    if table not in TABLES:
        raise InputError(f"there is no table {str(table)[:40]!r}", "coaching", f"Use {', '.join(TABLES)}.")
    return TABLES[table]


def _columns(table: Table, summary: CoachingSummary) -> dict[str, list[Cell]]:
    columns: dict[str, list[Cell]] = {column.name: [] for column in table.columns}
    lists = list(columns.values())
    for row in table.rows(summary):
        for cells, cell in zip(lists, encodable_cells(row), strict=True):
            cells.append(cell)
    return columns
