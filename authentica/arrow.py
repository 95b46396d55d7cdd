"""Parquet through pyarrow, which an extra brings: tables are written, files opened, and their fields named without reading a row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from authentica.errors import MissingExtraError

__all__ = ["arrow_type", "field_names_of", "import_pyarrow", "parquet_faults", "parquet_table"]


def import_pyarrow() -> tuple[Any, Any]:
    """Return the modules pyarrow and pyarrow.parquet.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError.of("pyarrow", "parquet") from None
    return pyarrow, pyarrow.parquet


def arrow_type(kind: str) -> Any:
    """Return the type of a column that is a "text", "integer", "number" or "truth"; raises as `import_pyarrow`."""
    arrow, _ = import_pyarrow()
    return {"text": arrow.string, "integer": arrow.int64, "number": arrow.float64, "truth": arrow.bool_}[kind]()


def parquet_table(schema: Any, columns: Iterable[Sequence[Any]]) -> bytes:
    """Return columns as a whole Parquet file."""
    arrow, parquet = import_pyarrow()
    arrays = [arrow.array(cells, type=field.type) for cells, field in zip(columns, schema, strict=True)]
    file = io.BytesIO()
    parquet.write_table(arrow.table(arrays, schema=schema), file, compression="zstd")
    return file.getvalue()


def parquet_faults() -> tuple[type[Exception], ...]:
    """Return what pyarrow raises where a file is damaged; raises as `import_pyarrow`."""
    arrow, _ = import_pyarrow()
    return (arrow.ArrowException, OSError, ValueError, KeyError, IndexError, NotImplementedError)


def field_names_of(path: Path) -> frozenset[str]:
    """Return the names of all fields at any depth; none where the file cannot be opened, which reading it then says."""
    try:
        faults = parquet_faults()
    except MissingExtraError:
        return frozenset()
    try:
        with import_pyarrow()[1].ParquetFile(path) as file:
            return frozenset(name for field in file.schema_arrow for name in _names(field))
    except faults:
        return frozenset()


def _names(field: Any) -> Iterator[str]:
    yield str(field.name)
    kind = field.type
    for place in range(kind.num_fields):  # the fields of a struct, the items of a list
        yield from _names(kind.field(place))
