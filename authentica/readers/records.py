"""The records of a file, whatever carries them: JSON lines, a JSON array or object, a table, Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from authentica.readers.objects import Item, check_objects, is_json_lines, items_of_array, items_of_lines
from authentica.readers.parquet import open_parquet
from authentica.readers.peek import Peeked
from authentica.readers.sources import Source
from authentica.readers.table import Table, open_table
from authentica.schema import SetAside

__all__ = ["Records", "open_records"]

_SAMPLE_OBJECTS = 100
_NONE: Mapping[str, str] = MappingProxyType({})


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


def open_records(source: Source, spellings: Mapping[str, str] = _NONE) -> Records:
    """Open a file and tell what carries its records.

    Parameters
    ----------
    source : Source
        The file.
    spellings : mapping of str to str, optional
        How columns of a table are to be spelled, by their names without capitals.

    Raises
    ------
    FormatError
        If none of the first records is an object, or a table has no header.
    MissingExtraError
        If it is a Parquet file and pyarrow is not installed.
    """
    if source.sniff.is_parquet:
        names, rows = open_parquet(source)
        renamed = _respelled(names, spellings)
        return Records("Parquet", tuple(renamed), _of_parquet(rows, dict(zip(names, renamed, strict=True))))
    head = source.sniff.head.lstrip("\ufeff \t\r\n")
    if not head.startswith(("{", "[")):
        table = open_table(source)
        kind = f"a table separated by {table.separator}, {source.encoding}"
        renamed = _respelled(table.names, spellings)
        return Records(kind, tuple(renamed), _of_table(table, renamed))
    is_lines = is_json_lines(source.sniff)
    items = Peeked(items_of_lines(source) if is_lines else items_of_array(source), _SAMPLE_OBJECTS, source)
    check_objects(items, source.where)
    is_one = items.is_all and len(items.head) == 1 and head.startswith("{")
    kind = "a JSON object" if is_one else "JSON lines" if is_lines else "a JSON array"
    first = next(tuple(item[1]) for item in items.head if not isinstance(item, SetAside))
    return Records(f"{kind}, {source.encoding}", first, iter(items), is_one)


def _respelled(names: Sequence[str], spellings: Mapping[str, str]) -> list[str]:
    """Return the names as they are to be spelled; one that stands there already is given to no other."""
    taken = set(names)
    found = []
    for name in names:
        spelled = spellings.get(name.casefold(), name)
        found.append(name if spelled in taken else spelled)
        taken.add(spelled)
    return found


def _of_table(table: Table, names: Sequence[str]) -> Iterator[Item]:
    for row in table.rows:
        if isinstance(row, SetAside):
            yield row
        else:
            origin, cells = row
            yield origin, dict(zip(names, cells, strict=True))


def _of_parquet(rows: Iterator[Item], names: Mapping[str, str]) -> Iterator[Item]:
    for row in rows:
        yield row if isinstance(row, SetAside) else (row[0], {names[name]: value for name, value in row[1].items()})
