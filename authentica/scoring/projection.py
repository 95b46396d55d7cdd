"""An assessment as one flat row: the columns of CSV, Parquet and data frames, declared in one place.

To add a column, add a `Column` to `COLUMNS`; every writer and batch takes it from there. JSON lines hold the whole
assessment (`Assessment.to_dict`); a flat row holds what a table can show.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from authentica.schema import DIMENSIONS, NEEDS, Assessment, DimensionScore, Outcome

__all__ = ["COLUMNS", "Cell", "Column", "flat_row"]

Cell = str | int | float | None


class Column(NamedTuple):
    """One column of the flat row.

    Attributes
    ----------
    name : str
        Its heading.
    kind : {"text", "integer", "number"}
        Its type; every column may be empty.
    about : str
        What stands in it.
    read : callable
        Takes it from an assessment.
    """

    name: str
    kind: Literal["text", "integer", "number"]
    about: str
    read: Callable[[Assessment], Cell]


def flat_row(assessment: Assessment) -> tuple[Cell, ...]:
    """Return an assessment's cells, in the order of `COLUMNS`."""
    return tuple(column.read(assessment) for column in COLUMNS)


def _of_dimension(dimension: str, read: Callable[[DimensionScore], Cell]) -> Callable[[Assessment], Cell]:
    return lambda a: read(a[dimension]) if a.scored else None


def _evidence(score: DimensionScore) -> str:
    return " | ".join(e.text or "" for e in score.spans)


def _probability(outcome: Outcome) -> Callable[[Assessment], Cell]:
    return lambda a: a.outcome_probabilities.get(outcome)


def _dimension_columns(dimension: str) -> list[Column]:
    of = _of_dimension
    columns = [
        Column(f"{dimension}_level", "integer", "0, 1 or 2", of(dimension, lambda s: s.level)),
        Column(f"{dimension}_score", "number", "expected level divided by 2, 0 to 1", of(dimension, lambda s: s.score)),
    ]
    if dimension in NEEDS:
        about = "probability that the moment calls for it, 0 to 1"
        columns.append(Column(f"{dimension}_needed", "number", about, of(dimension, lambda s: s.needed)))
    about = "what was quoted for it, strongest first, between ' | '"
    return [
        *columns,
        Column(f"{dimension}_evidence", "text", about, of(dimension, _evidence)),
        Column(f"{dimension}_explanation", "text", "one or two sentences", of(dimension, lambda s: s.explanation)),
    ]


COLUMNS: tuple[Column, ...] = (
    Column("conversation_id", "text", "of the source", lambda a: a.conversation_id),
    Column("message_id", "text", "of the source", lambda a: a.message_id),
    Column("author_id", "text", "of the source", lambda a: a.author_id),
    Column("channel", "text", "of the source", lambda a: a.channel),
    Column("created_at", "text", "ISO 8601", lambda a: a.created_at.isoformat() if a.created_at else None),
    Column("text", "text", "the reply", lambda a: a.text),
    Column("status", "text", "scored, or why not", lambda a: a.status.value),
    Column("authenticity", "number", "0 to 100", lambda a: a.authenticity),
    Column("behaviour", "number", "0 to 1", lambda a: a.behaviour),
    Column("desire", "number", "0 to 1", lambda a: a.desire),
    Column(
        "outcome", "text", "where the customer is after the reply", lambda a: a.outcome.value if a.outcome else None
    ),
    *(Column(f"outcome_{o.value}", "number", "probability, 0 to 1", _probability(o)) for o in Outcome),
    *(column for dimension in DIMENSIONS for column in _dimension_columns(dimension)),
    Column("flags", "text", "names, between spaces", lambda a: " ".join(flag.value for flag in a.flags)),
    Column("missed", "text", "dimensions needed and not shown, between spaces", lambda a: " ".join(a.missed)),
    Column("tips", "text", "what to say instead, one a line", lambda a: "\n".join(tip.text for tip in a.tips)),
    Column("model", "text", "fingerprint of model, lexicons, options and version", lambda a: a.model),
)
