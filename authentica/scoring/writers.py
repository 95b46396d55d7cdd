"""The formats of the output: how an assessment becomes a row, rows a part, and parts one file.

A part is built in memory, is readable by itself, and depends on its assessments alone. Parts joined in order give the
same file whoever made them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from authentica.arrow import arrow_type, import_pyarrow, parquet_table
from authentica.errors import OutputError
from authentica.safetext import csv_line, encodable_cells, encodable_json
from authentica.schema import Assessment
from authentica.scoring.projection import COLUMNS, flat_row

__all__ = [
    "WRITERS",
    "CsvWriter",
    "JsonlWriter",
    "ParquetWriter",
    "Writer",
    "find_writer",
    "writer_of",
]


class Writer(Protocol):
    """A format of the output."""

    name: str
    ending: str

    def check(self) -> None:
        """Raise `MissingExtraError` where something that it needs is not installed; by default it needs nothing."""
        return

    def row(self, assessment: Assessment) -> Any:
        """Return an assessment in this format; raises what its content raises."""

    def part(self, rows: Sequence[Any]) -> bytes:
        """Return the bytes of a part, readable by itself."""

    def join(self, parts: Iterable[bytes], file: BinaryIO) -> None:
        """Write parts as one file."""


class JsonlWriter(Writer):
    """One line of JSON an assessment, whole (`Assessment.to_json`), but for lone surrogates: they become U+FFFD, as in other formats."""

    name, ending = "jsonl", ".jsonl"

    def row(self, assessment: Assessment) -> bytes:
        """Return the line."""
        return encodable_json(assessment.to_json()).encode("ascii") + b"\n"

    def part(self, rows: Sequence[bytes]) -> bytes:
        """Return the lines."""
        return b"".join(rows)

    def join(self, parts: Iterable[bytes], file: BinaryIO) -> None:
        """Write one part after the other."""
        for part in parts:
            file.write(part)


class CsvWriter(Writer):
    """A table of the flat row in UTF-8; cells that a spreadsheet would run are made inert (`inert_cell`)."""

    name, ending = "csv", ".csv"

    def row(self, assessment: Assessment) -> bytes:
        """Return the line."""
        return csv_line(flat_row(assessment))

    def part(self, rows: Sequence[bytes]) -> bytes:
        """Return the lines below a header."""
        return _csv_header() + b"".join(rows)

    def join(self, parts: Iterable[bytes], file: BinaryIO) -> None:
        """Write one part after the other below one header."""
        header = _csv_header()
        file.write(header)
        for part in parts:
            file.write(part[len(header) :])


class ParquetWriter(Writer):
    """A table of the flat row, one row group a part; it needs pyarrow."""

    name, ending = "parquet", ".parquet"

    def check(self) -> None:
        """Raise `MissingExtraError` where pyarrow is not installed."""
        import_pyarrow()

    def row(self, assessment: Assessment) -> tuple[Any, ...]:
        """Return the cells."""
        return encodable_cells(flat_row(assessment))

    def part(self, rows: Sequence[tuple[Any, ...]]) -> bytes:
        """Return a Parquet file of the rows."""
        return parquet_table(self._schema(), zip(*rows, strict=True) if rows else [()] * len(COLUMNS))

    def join(self, parts: Iterable[bytes], file: BinaryIO) -> None:
        """Write the tables of all parts, a row group each."""
        _, parquet = import_pyarrow()
        with parquet.ParquetWriter(file, self._schema(), compression="zstd") as writer:
            for part in parts:
                table = parquet.read_table(io.BytesIO(part))
                if table.num_rows:
                    writer.write_table(table)

    def _schema(self) -> Any:
        arrow, _ = import_pyarrow()
        return arrow.schema([(column.name, arrow_type(column.kind)) for column in COLUMNS])


WRITERS: dict[str, Writer] = {writer.name: writer for writer in (JsonlWriter(), CsvWriter(), ParquetWriter())}
"""The formats by name."""

_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}


def writer_of(path: Path) -> Writer | None:
    """Return the format that a file's ending names, or None."""
    name = _ENDINGS.get(path.suffix.lower())
    return None if name is None else WRITERS[name]


def find_writer(name: str) -> Writer:
    """Return the format of that name.

    Raises
    ------
    OutputError
        If there is none.
    """
    if not isinstance(name, str) or name not in WRITERS:
        shown = repr(name[:40]) if isinstance(name, str) else f"that is a {type(name).__name__}"
        raise OutputError(f"there is no output format {shown}", None, f"Use {', '.join(WRITERS)}.")
    return WRITERS[name]


def _csv_header() -> bytes:
    return csv_line(column.name for column in COLUMNS)
