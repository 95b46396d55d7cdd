"""Read CSV, TSV and their relatives: one message, or one question with its answer, a row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from authentica.errors import FormatError
from authentica.readers.cells import DELIMITERS, RawRow, guess_delimiter, split_rows
from authentica.readers.columns import FIELDS, ColumnMap, count_known
from authentica.readers.objects import Item, Record, respelled
from authentica.readers.options import ReadOptions
from authentica.readers.peek import Peeked
from authentica.readers.roles import plain_name
from authentica.readers.rows import Reading, Row, RowBuilder, read_general
from authentica.readers.sources import Source
from authentica.schema import SetAside

__all__ = ["Table", "open_table", "read_table"]

_SAMPLE_LINES = 200
_MOST_LINES_ABOVE = 10
_SEPARATOR_NAMES = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars", None: "nothing (one column)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that has been opened, and can be read once.

    It has what separates its cells, in words; its header; the first values of each column; its rows, of which each has the last of
    columns of one name; and what should be said aloud about its header.
    """

    separator: str
    names: list[str]
    samples: Mapping[str, list[str]]
    rows: Iterator[Item]
    said: tuple[str, ...] = ()


def open_table(
    source: Source, named: Collection[str] = (), *, spellings: Mapping[str, str] = MappingProxyType({})
) -> Table:
    """Find the separator and read the header, spelled as `respelled` does.

    Lines above it, such as a title or the names of groups of columns, are passed over where a later one is plainly the header, as one is
    that has the columns that the caller names. Rows with more or fewer cells than the header are set aside, except that empty cells at
    the end are let go. Blank rows are passed over.
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
    above = _lines_above_header(sample[skipped:], delimiter, named)
    if above:
        skipped += above
        delimiter = delimiter if skipped > above else guess_delimiter(sample[skipped:])
    rows = split_rows(_after(iter(lines), skipped), delimiter)
    header = next((row for row in rows if any(cell.strip() for cell in row.cells)), None)
    if header is None:
        raise FormatError("the table has no rows", source.where, "Export it again; at least a header is needed.")
    names = respelled([cell.strip() for cell in header.cells], spellings)
    samples = _sample_values(sample[skipped:], delimiter, names)
    return Table(
        separator=_SEPARATOR_NAMES[delimiter],
        names=names,
        samples=samples,
        rows=_whole_rows(rows, names, source.name, skipped),
        said=_said_of_header(names, samples, above),
    )


def read_table(source: Source, options: ReadOptions) -> Reading:
    """Open a table and map its columns."""
    table = open_table(source, [column for column in options.columns.values() if column])
    kind = f"a table separated by {table.separator}, {source.encoding}"
    reading = read_general(source, options, kind, table.names, table.samples, partial(_build_rows, table.rows))
    return replace(reading, said=(*reading.said, *table.said))


def _lines_above_header(lines: list[str], delimiter: str | None, named: Collection[str]) -> int:
    """Return how many lines stand above the header: the first row that has more cells filled, and more known names, than the first.

    A header that is known as one is never passed over for a row that fills no more cells.
    """
    first = next(iter(split_rows(lines, delimiter)), None)
    filled = [] if first is None else [cell for cell in first.cells if cell.strip()]
    known_count = _known_count(filled, named)
    if first is None or (known_count > 1 and len(filled) == len(first.cells)):
        return 0
    for place in range(1, min(_MOST_LINES_ABOVE, len(lines) - 1) + 1):
        below = lines[place:]
        for each in dict.fromkeys((delimiter, guess_delimiter(below))):
            row = next(iter(split_rows(below, each))).cells
            names = [cell for cell in row if cell.strip()]
            if (
                len(names) > len(filled)
                and len(set(names)) == len(names)
                and _known_count(names, named) > max(known_count, 1)
            ):
                return place
    return 0


def _known_count(names: Collection[str], named: Collection[str]) -> int:
    """Return how many names are known; what the caller names counts as a text and one more."""
    plain = {plain_name(name) for name in named}
    own_count = sum(plain_name(name) in plain for name in names)
    return 2 * own_count + count_known([name for name in names if plain_name(name) not in plain])


def _said_of_header(names: list[str], samples: Mapping[str, list[str]], above: int) -> tuple[str, ...]:
    if above:
        lines = "1 line stands" if above == 1 else f"{above:,} lines stand"
        return (f"{lines} above the header, and {'was' if above == 1 else 'were'} passed over.",)
    nameless = names.count("")
    if nameless > 1 and any(cell.strip() for cell in samples[""]):
        return (
            f"{nameless:,} columns have no name in the first row; "
            "if a title or a row of groups stands above the header, delete it.",
        )
    return ()


def _build_rows(rows: Iterator[Item], columns: ColumnMap, builder: RowBuilder) -> Iterator[Row | SetAside]:
    keys = [getattr(columns, field) for field in FIELDS]
    for row in rows:
        if isinstance(row, SetAside):
            builder.pass_over()
            yield row
        else:
            yield from builder.build([None if key is None else row.values[key] for key in keys], row.origin)


def _whole_rows(rows: Iterator[RawRow], names: list[str], name: str, skipped: int) -> Iterator[Item]:
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
        yield Record(origin, dict(zip(names, cells, strict=False)))


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def _after(lines: Iterator[str], count: int) -> Iterator[str]:
    for _ in range(count):
        next(lines, None)
    yield from lines


def _sample_values(lines: list[str], delimiter: str | None, names: list[str]) -> dict[str, list[str]]:
    rows = [row.cells for row in split_rows(lines, delimiter) if len(row.cells) == len(names)][1:]
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
