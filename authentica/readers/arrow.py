"""Open Parquet files with pyarrow, and tell the names of their fields without reading a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["field_names_of", "open_file", "parquet_faults"]


def open_file(path: Path) -> Any:
    """Return the open `pyarrow.parquet.ParquetFile`.

    Raises
    ------
    ImportError
        If pyarrow is not installed.
    Exception
        One of `parquet_faults` if the file is damaged.
    """
    from pyarrow.parquet import ParquetFile

    return ParquetFile(path)


def parquet_faults() -> tuple[type[Exception], ...]:
    """Return what pyarrow raises where a file is damaged.

    Raises
    ------
    ImportError
        If pyarrow is not installed.
    """
    from pyarrow import ArrowException

    return (ArrowException, OSError, ValueError, KeyError, IndexError, NotImplementedError)


def field_names_of(path: Path) -> frozenset[str]:
    """Return the names of all fields at any depth; none where the file cannot be opened, which reading it then says."""
    try:
        faults = parquet_faults()
    except ImportError:
        return frozenset()
    try:
        with open_file(path) as file:
            return frozenset(name for field in file.schema_arrow for name in _names(field))
    except faults:
        return frozenset()


def _names(field: Any) -> Iterator[str]:
    yield str(field.name)
    kind = field.type
    for place in range(kind.num_fields):  # the fields of a struct, the items of a list
        yield from _names(kind.field(place))
