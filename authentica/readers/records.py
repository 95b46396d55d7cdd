"""The records of a file, whatever carries them: JSON lines, a JSON array or object, a table, Parquet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from authentica.readers.objects import Item, check_objects, is_json_lines, items_of_array, items_of_lines
from authentica.readers.pages import begins_with_page, items_of_pages
from authentica.readers.parquet import open_parquet
from authentica.readers.peek import Peeked
from authentica.readers.sources import Source
from authentica.readers.table import open_table
from authentica.schema import SetAside

__all__ = ["Records", "open_records"]

_SAMPLE_OBJECTS = 100
_NONE: Mapping[str, str] = MappingProxyType({})


class Records(NamedTuple):
    """The records of one file with their places: what carries them, in words, and the names in its header or of the first one's fields.

    `is_one` tells whether the file is a single JSON object.
    """

    kind: str
    names: tuple[str, ...]
    items: Iterator[Item]
    is_one: bool = False


def open_records(
    source: Source,
    spellings: Mapping[str, str] = _NONE,
    *,
    pages: Collection[str] = (),
    awaited: Collection[str] = (),
) -> Records:
    """Open a file and tell what carries its records.

    `spellings` are those of `respelled`, for the columns of a table; `pages` and `awaited` those of `items_of_pages`.
    """
    if source.sniff.is_parquet:
        names, rows = open_parquet(source, spellings)
        return Records("Parquet", tuple(names), rows)
    head = source.sniff.bare
    if not head.startswith(("{", "[")):
        table = open_table(source, spellings=spellings)
        kind = f"a table separated by {table.separator}, {source.encoding}"
        return Records(kind, tuple(table.names), table.rows)
    is_lines = is_json_lines(source.sniff)
    if pages and (not is_lines or "\n" not in head or begins_with_page(source.sniff, pages)):
        decoded = items_of_pages(source, pages, awaited)
    else:
        decoded = items_of_lines(source) if is_lines else items_of_array(source)
    items = Peeked(decoded, _SAMPLE_OBJECTS, source)
    check_objects(items, source.where)
    is_page = any(not isinstance(item, SetAside) and item.page is not None for item in items.head)
    is_one = items.is_all and len(items.head) == 1 and head.startswith("{") and not is_page
    is_object = is_one or (head.startswith("{") and (not is_lines or (is_page and "\n" not in head.rstrip())))
    kind = "a JSON object" if is_object else "JSON lines" if is_lines else "a JSON array"
    first = next(tuple(item.values) for item in items.head if not isinstance(item, SetAside))
    return Records(f"{kind}, {source.encoding}", first, iter(items), is_one)
