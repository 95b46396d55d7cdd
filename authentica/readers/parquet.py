"""Read Parquet, with pyarrow: one message, or one question with its answer, a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from authentica.arrow import import_pyarrow, parquet_faults
from authentica.errors import FormatError
from authentica.readers.lines import build_rows, column_samples
from authentica.readers.objects import Item, Record, respelled
from authentica.readers.options import ReadOptions
from authentica.readers.peek import Peeked
from authentica.readers.rows import Reading, read_general
from authentica.readers.scored import refuse_scored_columns
from authentica.readers.sources import BrokenSourceError, Source
from authentica.schema import SetAside

__all__ = ["ParquetRows", "open_parquet", "read_parquet"]

_BATCH_ROWS = 1_000
_SAMPLE_ROWS = 200
_UNREADABLE = object()  # of no kind that a field may be: the row is set aside, if the value is used


class ParquetRows(NamedTuple):
    """The names of the columns, and the rows with their places."""

    names: list[str]
    rows: Iterator[Item]


def open_parquet(source: Source, spellings: Mapping[str, str] = MappingProxyType({})) -> ParquetRows:
    """Open the file and read its schema, spelled as `respelled` does; rows are read in batches of a thousand, and counted from 1.

    Raises
    ------
    FormatError
        If it is no Parquet file, is damaged, or comes packed or through a pipe.
    MissingExtraError
        If pyarrow is not installed.
    """
    if not source.sniff.is_parquet:
        raise FormatError("the file is not Parquet", source.where, "Leave the format out, and it is recognised.")
    if source.path is None:
        raise FormatError("Parquet cannot be read packed or through a pipe", source.where, "Name the file itself.")
    faults = parquet_faults()
    try:
        file = import_pyarrow()[1].ParquetFile(source.path)
        names = respelled([str(name) for name in file.schema_arrow.names], spellings)
        byte_count = source.path.stat().st_size
    except faults:
        raise FormatError("the Parquet file is damaged or broken off", source.where, "Fetch it again.") from None
    return ParquetRows(names, _rows(file, names, source, byte_count, faults))


def _rows(
    file: Any, names: list[str], source: Source, byte_count: int, faults: tuple[type[Exception], ...]
) -> Iterator[Item]:
    number = 0
    with file:
        try:
            for batch in file.iter_batches(batch_size=_BATCH_ROWS):
                row_count = max(file.metadata.num_rows, 1)  # 0 if the footer is damaged
                source.pass_over(byte_count * (number + batch.num_rows) // row_count)
                columns = [_values(column) for column in batch.columns]
                for values in zip(*columns, strict=True):
                    number += 1
                    yield Record(f"{source.name}:{number}", dict(zip(names, map(_plain, values), strict=True)))
        except faults:
            raise BrokenSourceError(
                f"the Parquet file is damaged after row {number}; the rows that followed are missing", source.where
            ) from None


def _values(column: Any) -> list[Any]:
    """Return the values of one column; of times finer than Python's, the microseconds."""
    if str(column.type).startswith("timestamp[ns"):
        from pyarrow import timestamp

        column = column.cast(timestamp("us", column.type.tz), safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):
        values = [_value(scalar) for scalar in column]
    return values


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return _UNREADABLE


def _plain(value: Any) -> Any:
    """Return a value as JSON would have it, with numbers as they are written."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, tuple) for item in value):  # Arrow's map, as pairs
            return {str(key): _plain(inner) for key, inner in value}
        return [_plain(inner) for inner in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return None if value != value else repr(value)
    if isinstance(value, bytes):  # some writers do not mark their strings as such
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return _UNREADABLE
    return str(value) if isinstance(value, (int, Decimal, UUID)) else _UNREADABLE


def read_parquet(source: Source, options: ReadOptions) -> Reading:
    """Open a Parquet file and map its columns."""
    names, rows = open_parquet(source)
    refuse_scored_columns(names, source.where)
    peeked = Peeked(rows, _SAMPLE_ROWS, source)
    known = [item.values for item in peeked.head if not isinstance(item, SetAside)]
    samples = column_samples(known or [dict.fromkeys(names)])
    inner = [name for name in samples if name not in names]
    columns = [*(name for name in names if name in samples), *inner]
    return read_general(source, options, "Parquet", columns, samples, partial(build_rows, peeked), inner=inner)
