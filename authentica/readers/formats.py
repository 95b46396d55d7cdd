"""The formats that can be read.

A format is one record: a name, what to call it, how to recognise it from the first characters, and how to open it. To
read a vendor's own export, write a module with those two functions, and put its record before the general ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from authentica.errors import FormatError
from authentica.readers.lines import read_json, read_json_lines
from authentica.readers.options import ReadOptions
from authentica.readers.rows import Reading
from authentica.readers.sources import Sniff, Source
from authentica.readers.table import read_table

__all__ = ["FORMATS", "Format", "find_format"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format.

    Attributes
    ----------
    name : str
        What a caller writes to choose it.
    description : str
        What it is, for a list of formats.
    recognise : callable
        Tells from a `Sniff` whether a file is of this format. The first that says yes is taken.
    read : callable
        Opens a source: checks what can be checked at once, and returns a `Reading` whose rows come lazily.
    """

    name: str
    description: str
    recognise: Callable[[Sniff], bool]
    read: Callable[[Source, ReadOptions], Reading]


def _is_json(sniff: Sniff) -> bool:
    head = sniff.head.lstrip("\ufeff \t\r\n")
    if head.startswith("["):
        return head[1:].lstrip()[:1] in ("{", "]")
    return head.startswith("{") and not _is_json_lines(sniff) and head[1:].lstrip()[:1] in ('"', "}", "")


def _is_json_lines(sniff: Sniff) -> bool:
    head = sniff.head.lstrip("\ufeff \t\r\n")
    if not head.startswith("{"):
        return False
    line, *rest = head.splitlines()
    if not rest:
        return True  # one line, or one so long that its end is out of sight
    try:
        json.loads(line)
    except RecursionError:
        return True
    except ValueError:
        # a broken first line, or the beginning of an object that is spread over lines
        return any(other.lstrip().startswith("{") and other.rstrip().endswith("}") for other in (line, *rest[:20]))
    return True


def _is_table(_: Sniff) -> bool:
    return True


FORMATS: tuple[Format, ...] = (
    Format(name="jsonl", description="JSON lines: one object a line", recognise=_is_json_lines, read=read_json_lines),
    Format(name="json", description="one JSON array of objects, or one object", recognise=_is_json, read=read_json),
    Format(name="csv", description="CSV, TSV, semicolons or bars, with a header", recognise=_is_table, read=read_table),
)
"""All formats, in the order in which they are tried."""


def find_format(name: str | None, sniff: Sniff) -> Format:
    """Return the named format, or the first that recognises the file.

    Raises
    ------
    FormatError
        If there is no format of that name.
    """
    if name is None:
        return next(known for known in FORMATS if known.recognise(sniff))
    for known in FORMATS:
        if known.name == name.lower():
            return known
    allowed = ", ".join(known.name for known in FORMATS)
    raise FormatError(f"there is no format {name[:40]!r}", "format", f"Name one of: {allowed}.")
