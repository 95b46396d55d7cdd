"""Recognise what authentica wrote itself: scores are no export, and read as one, every reply would count twice; nor is the account of a run."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from authentica.errors import AuthenticaError, FormatError
from authentica.readers.sources import Sniff, open_source

__all__ = ["SCORED_COLUMNS", "holds_scores", "refuse_scored_columns", "refuse_scores"]

SCORED_COLUMNS = (
    "conversation_id", "message_id", "author_id", "channel", "created_at", "text", "status", "authenticity",
)  # fmt: skip
"""What a table of scores begins with (`authentica.scoring.COLUMNS`)."""

_KEYS = frozenset({"schema_version", "dimensions"})

_ACCOUNTS = (
    frozenset({"source_bytes", "source_sha256", "shard_messages"}),  # what a run is, and its manifest
    frozenset({"input_sha256", "part_sha256", "skipped_by_role"}),  # a part's receipt
)
"""Fields of the files that a run keeps beside its parts (`authentica.scoring.folder`)."""

_SET_ASIDE = frozenset({"origin", "reason"})
"""All fields of a row set aside."""


def refuse_scores(sniff: Sniff, where: str) -> None:
    """Refuse a file of assessments, as JSON or as a table, and what a run keeps beside them."""
    head = sniff.bare
    if head.startswith(("{", "[")):
        if any(fields <= sniff.field_names for fields in _ACCOUNTS) or sniff.field_names == _SET_ASIDE:
            raise _error("it is the account that authentica keeps of a run, not an export", where)
        if sniff.field_names >= _KEYS and _holds_an_assessment(head):
            raise _error("it holds scores, not an export; `authentica coach` and `authentica report` read them", where)
    else:
        refuse_scored_columns([cell.strip('"') for cell in head.split("\n", 1)[0].strip("\r").split(",")], where)


def holds_scores(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file is one that `refuse_scores` refuses, or a Parquet table of scores; what cannot be read is none."""
    try:
        source = open_source(path, None)
    except AuthenticaError:
        return False
    try:
        refuse_scores(source.sniff, source.where)
    except FormatError:
        return True
    finally:
        source.close()
    return source.sniff.is_parquet and source.sniff.field_names.issuperset(SCORED_COLUMNS)


def refuse_scored_columns(names: Sequence[str], where: str) -> None:
    """Refuse a table whose columns are those of assessments."""
    if tuple(names[: len(SCORED_COLUMNS)]) == SCORED_COLUMNS:
        raise _error("it is a table of scores, not an export", where)


def _holds_an_assessment(head: str) -> bool:
    """Tell whether the first object is an assessment; one that goes on where the head ends is taken for one."""
    try:
        first, _ = json.JSONDecoder(strict=False, parse_int=str).raw_decode(head, max(head.find("{"), 0))
    except json.JSONDecodeError:
        return head.startswith(('{"schema_version":', '[{"schema_version":'))
    except RecursionError:
        return False
    return isinstance(first, dict) and first.keys() >= _KEYS and isinstance(first["dimensions"], list)


def _error(what: str, where: str) -> FormatError:
    return FormatError(what, where, "Name the export that the scores were made from.")
