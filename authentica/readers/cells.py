r"""Split the lines of a table into rows of cells.

The standard `csv` module is not used, for three reasons: its limit on the length of a cell is one number for the whole
process, it does not tell that a quotation was never closed, and on Python 3.10 it refuses NUL. What `csv.writer`
writes is read the same.

Examples
--------
>>> [row.cells for row in split_rows(['id,text\n', '1,"Hello, ""you""\n', 'there"\n'], ",")]
[['id', 'text'], ['1', 'Hello, "you"\nthere']]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["DELIMITERS", "RawRow", "guess_delimiter", "split_rows"]

DELIMITERS = (",", "\t", ";", "|")

MAX_ROW_CHARS = 32 * 1024 * 1024
"""A quotation that is still open after so many characters is taken for a stray quotation mark."""

_LINE_COST_CHARS = 64  # a line that is held takes so much memory beside its characters
_MAX_REREADING = 8  # how many times as much as the file holds may be gone through again after stray quotation marks


class RawRow(NamedTuple):
    """One row as it stands in the file, numbered from 1 (the header) as a spreadsheet does; a blank line counts, and has no cells.

    `unclosed_line_count` is 0 for a whole row; else it tells how many lines a quotation ran on without being closed.
    """

    number: int
    cells: list[str]
    unclosed_line_count: int = 0


def split_rows(lines: Iterable[str], delimiter: str | None) -> Iterator[RawRow]:
    """Yield the rows of a table of lines that have their line ends; without a delimiter it has one column.

    Where a quotation is never closed but most of the lines after it would be rows of the header's width, the
    quotation mark is taken for a stray one: that line alone is unclosed, and reading goes on after it.
    """
    feed = _Feed(lines)
    number = width = 0
    for line in feed:
        number += 1
        if '"' not in line:
            bare = line.rstrip("\r\n")
            cells = ([bare] if delimiter is None else bare.split(delimiter)) if bare else []
            width = width or len(cells)
            yield RawRow(number, cells)
            continue
        row, taken, is_closed = _split_quoted(line, feed, delimiter)
        width = width or len(row)
        if is_closed:
            yield RawRow(number, row)
        elif len(taken) > 1 and _look_like_rows(taken[1:], delimiter, width):
            feed.put_back(taken[1:])
            yield RawRow(number, row, 1)
        else:
            yield RawRow(number, row, len(taken))


class _Feed:
    """An iterator to which lines can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: list[str] = []
        self._fresh_count = 0
        self._reread_count = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self._back:
            return self._back.pop()
        line = next(self._lines)
        self._fresh_count += 1
        return line

    def look_on(self) -> str | None:
        """Return the next line for a quotation that is still open; None where there is none.

        There is none either where what was given back has been gone through too often: each line of a hostile file may
        open a quotation that runs on to the end, and all of them together must not cost more than the file is long.
        """
        if self._back:
            if self._reread_count >= _MAX_REREADING * self._fresh_count:
                return None
            self._reread_count += 1
        return next(self, None)

    def put_back(self, lines: list[str]) -> None:
        self._back.extend(reversed(lines))


def _split_quoted(line: str, more: _Feed, delimiter: str | None) -> tuple[list[str], list[str], bool]:
    """Split a row that holds quotation marks, taking further lines while a quotation is open."""
    cells: list[str] = []
    cell: list[str] = []
    taken = [line]
    size = len(line)
    is_quoted = False
    is_cell_start = True
    position = 0
    while True:
        if is_quoted:
            mark = line.find('"', position)
            if mark < 0:
                cell.append(line[position:])
                following = more.look_on() if size < MAX_ROW_CHARS else None
                if following is None:
                    return [*cells, "".join(cell)], taken, False
                line, position = following, 0
                taken.append(line)
                size += len(line) + _LINE_COST_CHARS
            elif line.startswith('"', mark + 1):
                cell.append(line[position : mark + 1])
                position = mark + 2
            else:
                cell.append(line[position:mark])
                position = mark + 1
                is_quoted = False
                after = line[position : position + 1]
                if len(taken) > 1 and after not in ("", "\r", "\n") and after != delimiter:
                    # A quotation that ends in the middle of a later line was never closed: that mark opens another cell.
                    return [*cells, "".join(cell)], taken, False
        elif is_cell_start and line.startswith('"', position):
            is_quoted, is_cell_start = True, False
            position += 1
        else:
            end = -1 if delimiter is None else line.find(delimiter, position)
            if end < 0:
                cell.append(line[position:].rstrip("\r\n"))
                cells.append("".join(cell))
                return cells, taken, True
            cell.append(line[position:end])
            cells.append("".join(cell))
            cell = []
            is_cell_start = True
            position = end + 1


def _look_like_rows(lines: list[str], delimiter: str | None, width: int) -> bool:
    if delimiter is None or width < 2:
        return False
    filled = [line for line in lines if line.strip()]
    alike_count = sum(line.count(delimiter) == width - 1 for line in filled)
    return alike_count * 2 > len(filled)


def guess_delimiter(lines: list[str]) -> str | None:
    r"""Return the separator under which most of the rows are as wide as the header, the widest where several do.

    Examples
    --------
    >>> guess_delimiter(["id;text\n", "1;Hello, you\n"])
    ';'
    >>> guess_delimiter(["text\n", "Hello, you\n"]) is None
    True
    """
    best: tuple[float, int] = (0.0, 1)
    found: str | None = None
    for delimiter in DELIMITERS:
        rows = [row for row in split_rows(lines, delimiter) if row.cells and not row.unclosed_line_count]
        if not rows or len(rows[0].cells) < 2:
            continue
        width = len(rows[0].cells)
        alike_share = sum(len(row.cells) == width for row in rows) / len(rows)
        if (alike_share, width) > best:
            best, found = (alike_share, width), delimiter
    return found
