"""Read assessments back from what ``authentica score --output`` wrote: lines of JSON, plain or packed, one file, parts or several.

A line that is no assessment is set aside with its place; a file that breaks off loses what follows, and that is said too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from authentica.errors import FormatError, InputError, RecordError, SourceNotFoundError
from authentica.files import real_path
from authentica.readers.files import find_files, refuse_data
from authentica.readers.sources import BrokenSourceError, open_source, printable
from authentica.schema import Assessment, SetAside

__all__ = ["Unusable", "Usable", "assessment_of", "read_scores"]

_ENDINGS = (".jsonl", ".ndjson", ".json")
_PACKED = (".gz", ".zst")
_OWN_FACTS = ("team", "queue")
# What reading a malformed line can raise beside what records raise.
_FAULTS = (RecordError, ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError)


class Unusable(NamedTuple):
    """A row that is no assessment.

    Attributes
    ----------
    kind : str
        One of a few sentences, to count by.
    place : SetAside
        Where it stands, and what exactly is wrong.
    """

    kind: str
    place: SetAside


class Usable(NamedTuple):
    """A row that is an assessment.

    Attributes
    ----------
    origin : str
        Where it stands.
    assessment : Assessment
        What it says.
    facts : dict
        Team and queue, where it names them.
    """

    origin: str
    assessment: Assessment
    facts: dict[str, str | None]


Row = Usable | Unusable


def read_scores(source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> Iterator[Row]:
    """Yield the assessments of files, each with what its line says beyond an assessment: ``team`` and ``queue``.

    Parameters
    ----------
    source : str or path, or several of them
        A file, plain, gzip or Zstandard; "-" for standard input; a folder of parts, of which files that begin with an
        underscore are passed over; a pattern.

    Raises
    ------
    SourceNotFoundError
        If there is no such file.
    FormatError
        If the only file is empty or not text, or no file of a folder holds lines of JSON.
    InputError
        If the only file may not be read.
    """
    refuse_data(source)
    named = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    files = find_files(source if isinstance(source, (str, os.PathLike)) else named)
    asked_for = {real_path(name) for name in named}
    paths = [
        (path, name)
        for path, name in files.paths
        if files.is_one or real_path(path) in asked_for or _is_scores(name or os.fspath(path))
    ]
    if not paths:
        raise FormatError(
            "no file holds lines of JSON", printable(named[0]), "Write them with: authentica score --output FILE.jsonl"
        )
    for path, name in paths:
        try:
            yield from _read_file(path, name)
        except (InputError, SourceNotFoundError) as error:
            if files.is_one:
                raise
            yield Unusable("the file cannot be read", SetAside(origin=printable(name or path), reason=error.what))


def _is_scores(name: str) -> bool:
    """Tell whether a file that was found in a folder is a part of scores, by its name."""
    parts = Path(name).parts
    plain = parts[-1].lower()
    for ending in _PACKED:
        plain = plain.removesuffix(ending)
    return name == "-" or (plain.endswith(_ENDINGS) and not any(part.startswith("_") for part in parts))


def _read_file(path: str | os.PathLike[str], name: str | None) -> Iterator[Row]:
    opened = open_source(path, name=name)
    if opened.sniff.is_parquet:
        opened.close()
        raise FormatError(
            "Parquet holds no whole assessments", opened.where, "Score again with --output FILE.jsonl, which does."
        )
    number = 0
    try:
        for number, line in enumerate(opened.lines(), start=1):
            if not line.isspace():
                yield _read_line(line, f"{opened.name}:{number}")
    except BrokenSourceError as error:
        yield Unusable("the file breaks off", SetAside(origin=f"{opened.name}:{number + 1}", reason=error.what))
    finally:
        opened.close()


def _read_line(line: str, origin: str) -> Row:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return Unusable("the line is not JSON", SetAside(origin=origin, reason="the line is not JSON"))
    return assessment_of(data, origin)


def assessment_of(data: Any, origin: str) -> Row:
    """Return an assessment, or that of decoded JSON, or why it is none."""
    if isinstance(data, Assessment):
        return Usable(origin, data, {})
    if not isinstance(data, Mapping):
        kind = "the row is not an object"
        return Unusable(kind, SetAside(origin=origin, reason=kind))
    try:
        assessment = Assessment.from_dict(data)
        own: dict[str, str | None] = {fact: value for fact in _OWN_FACTS if isinstance(value := data.get(fact), str)}
    except _FAULTS as error:
        reason = error.what if isinstance(error, RecordError) else f"a field cannot be read ({type(error).__name__})"
        kind = "the schema version is unknown" if "schema version" in reason else "the row is not an assessment"
        return Unusable(kind, SetAside(origin=origin, reason=reason))
    return Usable(origin, assessment, own)
