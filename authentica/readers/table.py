"""Read CSV, TSV and their relatives: one message, or one question with its answer, a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from authentica.errors import FormatError
from authentica.readers.cells import DELIMITERS, RawRow, guess_delimiter, split_rows
from authentica.readers.columns import FIELDS, ColumnMap
from authentica.readers.options import ReadOptions
from authentica.readers.peek import Peeked
from authentica.readers.rows import Reading, Row, RowBuilder, read_general
from authentica.readers.sources import Source
from authentica.schema import SetAside

__all__ = ["Table", "open_table", "read_table"]

_SAMPLE_LINES = 200
_SEPARATOR_NAMES = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars", None: "nothing (one column)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that has been opened, and can be read once.

    Attributes
    ----------
    separator : str
        What separates its cells, in words.
    names : list of str
        The header.
    samples : mapping of str to list of str
        The first values of each column.
    rows : iterator of (str, list of str) or SetAside
        Each row with its place, as wide as the header.
    """

    separator: str
    names: list[str]
    samples: Mapping[str, list[str]]
    rows: Iterator[tuple[str, list[str]] | SetAside]


def open_table(source: Source) -> Table:
    """Find the separator and read the header.

    Rows with more or fewer cells than the header are set aside, except that empty cells at the end are let go. Blank
    rows are passed over.

    Raises
    ------
    FormatError
        If there is no row at all.
    """
    lines = Peeked(source.lines(), _SAMPLE_LINES, source)
    sample = lines.head
    declared = sample[0].strip() if sample else ""
    skipped = 0
    if declared[:4].lower() == "sep=" and declared[4:] in DELIMITERS:  # Excel's own first line
        delimiter: str | None = declared[4:]
        skipped = 1
    else:
        delimiter = guess_delimiter(sample)
    rows = split_rows(_after(iter(lines), skipped), delimiter)
    header = next((row for row in rows if any(cell.strip() for cell in row.cells)), None)
    if header is None:
        raise FormatError("the table has no rows", source.where, "Export it again; at least a header is needed.")
    names = [cell.strip() for cell in header.cells]
    return Table(
        separator=_SEPARATOR_NAMES[delimiter],
        names=names,
        samples=_sample_values(sample[skipped:], delimiter, names),
        rows=_whole_rows(rows, len(names), source.name, skipped),
    )


def read_table(source: Source, options: ReadOptions) -> Reading:
    """Open a table and map its columns.

    Raises
    ------
    ColumnError
        If the columns do not hold what is needed.
    FormatError
        If there is no row at all.
    """
    table = open_table(source)
    kind = f"a table separated by {table.separator}, {source.encoding}"
    return read_general(source, options, kind, table.names, table.samples, partial(_build_rows, table))


def _build_rows(table: Table, columns: ColumnMap, builder: RowBuilder) -> Iterator[Row | SetAside]:
    names = table.names
    places = [names.index(column) if (column := getattr(columns, field)) is not None else None for field in FIELDS]
    for row in table.rows:
        if isinstance(row, SetAside):
            builder.pass_over()
            yield row
        else:
            origin, cells = row
            yield from builder.build([None if place is None else cells[place] for place in places], origin)


def _whole_rows(
    rows: Iterator[RawRow], width: int, name: str, skipped: int
) -> Iterator[tuple[str, list[str]] | SetAside]:
    for number, cells, unclosed_line_count in rows:
        origin = f"{name}:{number + skipped}"
        if unclosed_line_count:
            reason = "a quotation mark opens a cell that is never closed"
            if unclosed_line_count > 1:
                reason += f"; {unclosed_line_count - 1:,} more lines belong to it"
            yield SetAside(origin=origin, reason=reason)
            continue
        if len(cells) != width:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                reason = f"the row has {_cells(len(cells))}, the header has {width}"
                yield SetAside(origin=origin, reason=reason)
                continue
        elif not any(cells):
            continue
        yield origin, cells


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def _after(lines: Iterator[str], count: int) -> Iterator[str]:
    for _ in range(count):
        next(lines, None)
    yield from lines


def _sample_values(lines: list[str], delimiter: str | None, names: list[str]) -> dict[str, list[str]]:
    rows = [row.cells for row in split_rows(lines, delimiter) if len(row.cells) == len(names)][1:]
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
