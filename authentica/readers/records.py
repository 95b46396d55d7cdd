"""The records of a file, whatever carries them: JSON lines, a JSON array or object, a table, Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from authentica.readers.objects import Item, check_objects, is_json_lines, items_of_array, items_of_lines
from authentica.readers.parquet import open_parquet
from authentica.readers.peek import Peeked
from authentica.readers.sources import Source
from authentica.readers.table import Table, open_table
from authentica.schema import SetAside

__all__ = ["Records", "open_records"]

_SAMPLE_OBJECTS = 100


class Records(NamedTuple):
    """The records of one file.

    Attributes
    ----------
    kind : str
        What carries them, in words.
    names : tuple of str
        What the header, or the first record, calls its fields.
    items : iterator of (str, dict) or SetAside
        Each with its place.
    is_one : bool
        Whether the file is a single JSON object.
    """

    kind: str
    names: tuple[str, ...]
    items: Iterator[Item]
    is_one: bool = False


def open_records(source: Source) -> Records:
    """Open a file and tell what carries its records.

    Raises
    ------
    FormatError
        If none of the first records is an object, or a table has no header.
    MissingExtraError
        If it is a Parquet file and pyarrow is not installed.
    """
    if source.sniff.is_parquet:
        names, rows = open_parquet(source)
        return Records("Parquet", tuple(names), rows)
    head = source.sniff.head.lstrip("\ufeff \t\r\n")
    if not head.startswith(("{", "[")):
        table = open_table(source)
        kind = f"a table separated by {table.separator}, {source.encoding}"
        return Records(kind, tuple(table.names), _of_table(table))
    is_lines = is_json_lines(source.sniff)
    items = Peeked(items_of_lines(source) if is_lines else items_of_array(source), _SAMPLE_OBJECTS, source)
    check_objects(items, source.where)
    is_one = items.is_all and len(items.head) == 1 and head.startswith("{")
    kind = "a JSON object" if is_one else "JSON lines" if is_lines else "a JSON array"
    first = next(tuple(item[1]) for item in items.head if not isinstance(item, SetAside))
    return Records(f"{kind}, {source.encoding}", first, iter(items), is_one)


def _of_table(table: Table) -> Iterator[Item]:
    for row in table.rows:
        if isinstance(row, SetAside):
            yield row
        else:
            origin, cells = row
            yield origin, dict(zip(table.names, cells, strict=True))
