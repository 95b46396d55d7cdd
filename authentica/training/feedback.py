"""Feedback files: what reviewers say is wrong with assessments, one row a remark, as CSV, TSV or JSON lines.

==================  =====================================================================================================
column              holds
==================  =====================================================================================================
``kind``            ``wrong_score``, ``wrong_evidence`` or ``missing_evidence``
``dimension``       one of the five dimensions
``level``           the right level, 0, 1 or 2 (``wrong_score`` only; the model's own level confirms it); elsewhere empty
``quote``           words of the reply, exactly: those that are no evidence, or those that are; with ``wrong_score`` they may
                    be left out, and only tell that this reply is meant
``line``            which assessment: its line in the scores file, from 1,
``message_id``      or its message id, with ``conversation_id`` where ids repeat between conversations,
``text_sha256``     or the sha256 of the reply's text in UTF-8: all of it, or its first 12 or more hexadecimal digits
==================  =====================================================================================================

Where several of the last three are given, all must fit. Other columns (reviewer, date, comment) are not read.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authentica.errors import ColumnError, FormatError, InputError, SourceNotFoundError
from authentica.schema import DIMENSIONS, SetAside
from authentica.training.jsonlines import NO_JSON, filled_lines, opened

__all__ = ["KINDS", "Feedback", "read_feedback"]

KINDS = ("wrong_score", "wrong_evidence", "missing_evidence")

_PLACES = ("line", "message_id", "text_sha256")
_FEWEST_HASH_DIGITS = 12
_WHOLE = re.compile(r"([0-9]{1,15})(?:\.0+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One remark of a reviewer: the columns of its row, read, with the file and line it came from."""

    origin: str
    kind: str
    dimension: str
    level: int | None = None
    quote: str | None = None
    line: int | None = None
    message_id: str | None = None
    conversation_id: str | None = None
    text_sha256: str | None = None


def read_feedback(path: Path, on_set_aside: Callable[[SetAside], None]) -> Iterator[Feedback]:
    """Yield the remarks of a feedback file; a row that cannot be used is set aside with its place and the reason.

    Raises
    ------
    SourceNotFoundError
        If the file does not exist.
    FormatError
        If it has another ending than ``.csv``, ``.tsv``, ``.jsonl`` or ``.ndjson``, or is not text.
    ColumnError
        If a needed column is missing.
    InputError
        If the system lets it not be read.
    """
    if not path.is_file():
        raise SourceNotFoundError("the feedback file does not exist", str(path))
    kind = path.suffix.lower()
    if kind in (".jsonl", ".ndjson"):
        rows = _json_rows(path)
    elif kind in (".csv", ".tsv"):
        rows = _table_rows(path, "\t" if kind == ".tsv" else None)
    else:
        raise FormatError(
            f"feedback must be CSV, TSV or JSON lines, not {kind[:20] or 'without ending'!r}",
            str(path),
            "Name the file .csv, .tsv or .jsonl.",
        )
    for origin, row in rows:
        try:
            if isinstance(row, str):
                raise InputError(row)
            yield _feedback(origin, row)
        except InputError as error:
            on_set_aside(SetAside(origin=origin, reason=error.what))


def _json_rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    for number, line in filled_lines(path):
        origin = f"{path.name}:{number}"
        try:
            row = json.loads(line)
        except NO_JSON:
            yield origin, "the line is not JSON"
            continue
        yield origin, row if isinstance(row, dict) else "the line is not a JSON object"


def _table_rows(path: Path, delimiter: str | None) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    try:
        with opened(path, encoding="utf-8-sig", newline="") as handle:
            header = handle.readline()
            handle.seek(0)
            chosen = delimiter or max(",;\t", key=header.count)
            yield from _cells(csv.reader(handle, delimiter=chosen, strict=True), path)
    except UnicodeDecodeError:
        raise FormatError("the file is not UTF-8 text", str(path), "Save it as CSV UTF-8.") from None


def _cells(reader: Any, path: Path) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    columns: list[str] | None = None
    while True:
        # A record may span lines: its place is the line on which it begins.
        origin = f"{path.name}:{reader.line_num + 1}"
        try:
            cells = next(reader, None)
        except csv.Error:
            yield origin, "the row is not readable as a table row"
            continue
        if cells is None:
            break
        if columns is None:
            columns = [cell.strip().lower().replace(" ", "_") for cell in cells]
            _check_columns(columns, path)
        elif any(cell.strip() for cell in cells):
            if len(cells) > len(columns):
                yield origin, f"the row has {len(cells)} cells, the header {len(columns)}"
            else:
                yield origin, dict(zip(columns, cells, strict=False))


def _check_columns(columns: list[str], path: Path) -> None:
    for wanted in ("kind", "dimension"):
        if wanted not in columns:
            raise ColumnError(f"there is no column {wanted!r}", str(path), "Name the columns in the first row.")
    if not set(_PLACES) & set(columns):
        raise ColumnError("no column tells which assessment is meant", str(path), f"Give one of {', '.join(_PLACES)}.")
    repeated = sorted({column for column in columns if column and columns.count(column) > 1})
    if repeated:
        raise ColumnError(f"the column {repeated[0][:40]!r} stands twice", str(path), "Remove or rename one.")


def _feedback(origin: str, row: Mapping[str, Any]) -> Feedback:
    kind = (_text(row, "kind") or "").strip().lower().replace(" ", "_")
    if kind not in KINDS:
        raise InputError(f"'kind' must be one of {', '.join(KINDS)}")
    dimension = (_text(row, "dimension") or "").strip().lower()
    if dimension not in DIMENSIONS:
        raise InputError(f"'dimension' must be one of {', '.join(DIMENSIONS)}")
    level, quote = _whole(row, "level"), _text(row, "quote")
    if kind == "wrong_score" and level not in (0, 1, 2):
        raise InputError("a wrong score needs the right 'level': 0, 1 or 2")
    if kind != "wrong_score" and (quote is None or not quote.strip()):
        raise InputError("wrong or missing evidence needs the 'quote' that is meant")
    if kind != "wrong_score" and level is not None:
        # Dropped, the level that follows from the evidence would be learnt instead of the one the reviewer named.
        raise InputError("a 'level' belongs to wrong_score: give it in a row of its own")
    digest = (_text(row, "text_sha256") or "").strip().lower() or None
    if digest is not None and not (_FEWEST_HASH_DIGITS <= len(digest) <= 64 and set(digest) <= set("0123456789abcdef")):
        raise InputError(f"'text_sha256' must be {_FEWEST_HASH_DIGITS} to 64 hexadecimal digits")
    line = _whole(row, "line")
    if line is not None and line < 1:
        raise InputError("'line' must be a whole number of at least 1")
    message_id = _name(row, "message_id")
    if line is None and message_id is None and digest is None:
        raise InputError(f"nothing tells which assessment is meant: give one of {', '.join(_PLACES)}")
    return Feedback(
        origin=origin,
        kind=kind,
        dimension=dimension,
        level=level if kind == "wrong_score" else None,
        quote=(quote or "").strip() or None,
        line=line,
        message_id=message_id,
        conversation_id=_name(row, "conversation_id"),
        text_sha256=digest,
    )


def _text(row: Mapping[str, Any], column: str) -> str | None:
    value = row.get(column)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InputError(f"{column!r} must be text")
    return value


def _name(row: Mapping[str, Any], column: str) -> str | None:
    value = row.get(column)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(row, column)


def _whole(row: Mapping[str, Any], column: str) -> int | None:
    value = row.get(column)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    # "2.0" is what pandas writes of a column of whole numbers with empty cells, as `level` has them.
    if isinstance(value, str) and (found := _WHOLE.fullmatch(value.strip())):
        return int(found[1])
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value // 1:
        return int(value)
    raise InputError(f"{column!r} must be a whole number")
