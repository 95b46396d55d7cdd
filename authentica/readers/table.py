"""Read CSV, TSV and their relatives: one message, or one question with its answer, a row."""

from __future__ import annotations

from collections.abc import Iterator

from authentica.errors import FormatError
from authentica.readers.cells import DELIMITERS, RawRow, guess_delimiter, split_rows
from authentica.readers.columns import FIELDS, ColumnMap, map_columns
from authentica.readers.options import ReadOptions
from authentica.readers.peek import Peeked
from authentica.readers.roles import holds_both_sides
from authentica.readers.rows import Reading, Row, RowBuilder
from authentica.readers.sources import Source
from authentica.schema import SetAside

__all__ = ["read_table"]

_SAMPLE_LINES = 200
_SEPARATOR_NAMES = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars", None: "nothing (one column)"}


def read_table(source: Source, options: ReadOptions) -> Reading:
    """Open a table: find the separator, read the header, map the columns.

    Rows with more or fewer cells than the header are set aside, except that empty cells at the end are let go. Blank
    rows are passed over.

    Raises
    ------
    ColumnError
        If the columns do not hold what is needed.
    FormatError
        If there is no row at all.
    """
    lines = Peeked(source.lines(), _SAMPLE_LINES)
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
    values = _sample_values(sample[skipped:], delimiter, names)
    columns = map_columns(names, options.columns, source.where, samples=values, roles=options.roles)
    one_conversation = None
    if (
        columns.role is not None
        and columns.conversation_id is None
        and not columns.follows_pointers
        and holds_both_sides(columns.role, values.get(columns.role, ()), options.roles)
    ):
        one_conversation = source.name
    builder = RowBuilder(columns, options.roles, one_conversation)
    said = [f"{source.name}: a table separated by {_SEPARATOR_NAMES[delimiter]}, {source.encoding}."]
    said.append(columns.describe(names))
    if one_conversation:
        said.append("No column names the conversation, and both sides speak: the file is read as one conversation.")
    return Reading(
        rows=_build_rows(rows, names, columns, builder, source.name, skipped),
        follows_pointers=columns.follows_pointers,
        said=tuple(said),
    )


def _build_rows(
    rows: Iterator[RawRow], names: list[str], columns: ColumnMap, builder: RowBuilder, name: str, skipped: int
) -> Iterator[Row | SetAside]:
    places = [names.index(column) if (column := getattr(columns, field)) is not None else None for field in FIELDS]
    width = len(names)
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
        yield builder.build([None if place is None else cells[place] for place in places], origin)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def _after(lines: Iterator[str], count: int) -> Iterator[str]:
    for _ in range(count):
        next(lines, None)
    yield from lines


def _sample_values(lines: list[str], delimiter: str | None, names: list[str]) -> dict[str, list[str]]:
    rows = [row.cells for row in split_rows(lines, delimiter) if len(row.cells) == len(names)][1:]
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
