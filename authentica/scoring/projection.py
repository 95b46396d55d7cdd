"""An assessment as one flat row: the columns of CSV, Parquet and data frames, declared in one place.

To add a column, add a `Column` to `FOUND_COLUMNS`; every writer and batch takes it from there. JSON lines hold the whole
assessment (`Assessment.to_dict`); a flat row holds what a table can show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from authentica.schema import (
    DIMENSIONS,
    NEEDS,
    Assessment,
    DataKind,
    DeadlineKind,
    DimensionScore,
    Evidence,
    Outcome,
    PrivacyIssue,
    TemplateUse,
)
from authentica.schema.arguments import check_argument

__all__ = ["COLUMNS", "FOUND_COLUMNS", "Cell", "Column", "Kind", "flat_row"]

_ASKS = (PrivacyIssue.ASKS_PERSONAL_DATA, PrivacyIssue.ASKS_SECRET)
_BETWEEN_QUOTES = " | "

Cell = str | int | float | None
Kind = Literal["text", "integer", "number"]


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
    kind: Kind
    about: str
    read: Callable[[Assessment], Cell]


def flat_row(assessment: Assessment) -> tuple[Cell, ...]:
    """Return an assessment's cells, in the order of `COLUMNS`.

    Raises
    ------
    InputError
        If it is no Assessment.
    """
    check_argument("assessment", assessment, Assessment, "flat_row")
    return tuple(column.read(assessment) for column in COLUMNS)


def _of_dimension(dimension: str, read: Callable[[DimensionScore], Cell]) -> Callable[[Assessment], Cell]:
    return lambda a: read(a[dimension]) if a.scored else None


def _quotes(evidence: Iterable[Evidence]) -> str:
    return _BETWEEN_QUOTES.join(e.text for e in evidence if e.text is not None)


def _issues(assessment: Assessment) -> str:
    found = {finding.issue for finding in assessment.privacy}
    return " ".join(issue.value for issue in PrivacyIssue if issue in found)


def _data_kinds(*issues: PrivacyIssue) -> Callable[[Assessment], Cell]:
    def read(assessment: Assessment) -> Cell:
        found = {kind for finding in assessment.privacy if finding.issue in issues for kind in finding.data}
        return " ".join(kind.value for kind in DataKind if kind in found)

    return read


def _first_deadline_hours(assessment: Assessment) -> Cell:
    deadlines = [c.deadline for c in assessment.commitments if c.deadline.kind is DeadlineKind.EXPLICIT]
    return min((d.latest_hours for d in deadlines if d.latest_hours is not None), default=None)


def _of_template(read: Callable[[TemplateUse], Cell]) -> Callable[[Assessment], Cell]:
    return lambda a: None if a.template is None else read(a.template)


def _customers_reached(use: TemplateUse) -> int:
    return max((use.whole_customers, *(span.customers for span in use.spans)))


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
        Column(f"{dimension}_evidence", "text", about, of(dimension, lambda s: _quotes(s.evidence))),
        Column(f"{dimension}_explanation", "text", "one or two sentences", of(dimension, lambda s: s.explanation)),
    ]


_MESSAGE_COLUMNS: tuple[Column, ...] = (
    Column("conversation_id", "text", "of the source", lambda a: a.conversation_id),
    Column("message_id", "text", "of the source", lambda a: a.message_id),
    Column("author_id", "text", "of the source", lambda a: a.author_id),
    Column("channel", "text", "of the source", lambda a: a.channel),
    Column("created_at", "text", "ISO 8601", lambda a: a.created_at.isoformat() if a.created_at else None),
    Column("text", "text", "the reply", lambda a: a.text),
)
"""What is taken over from the message."""

FOUND_COLUMNS: tuple[Column, ...] = (
    Column("status", "text", "scored, or why not", lambda a: a.status.value),
    Column("authenticity", "number", "0 to 100", lambda a: a.authenticity),
    Column("behaviour", "number", "0 to 1", lambda a: a.behaviour),
    Column("desire", "number", "0 to 1", lambda a: a.desire),
    Column(
        "outcome", "text", "where the customer is after the reply", lambda a: a.outcome.value if a.outcome else None
    ),
    *(Column(f"outcome_{o.value}", "number", "probability, 0 to 1", _probability(o)) for o in Outcome),
    Column(
        "outcome_evidence",
        "text",
        "what was quoted for the outcome, strongest first, between ' | '",
        lambda a: _quotes(a.outcome_evidence),
    ),
    Column("outcome_explanation", "text", "one sentence", lambda a: a.outcome_explanation),
    *(column for dimension in DIMENSIONS for column in _dimension_columns(dimension)),
    Column("flags", "text", "names, between spaces", lambda a: " ".join(flag.value for flag in a.flags)),
    Column("missed", "text", "dimensions needed and not shown, between spaces", lambda a: " ".join(a.missed)),
    Column("tips", "text", "what to say instead, one a line", lambda a: "\n".join(tip.text for tip in a.tips)),
    Column("privacy_issues", "text", "what it does with personal data (`PrivacyIssue`), between spaces", _issues),
    Column("privacy_asks", "text", "kinds of data asked for (`DataKind`), between spaces", _data_kinds(*_ASKS)),
    Column(
        "privacy_exposes",
        "text",
        "kinds of data repeated (`DataKind`), between spaces",
        _data_kinds(PrivacyIssue.EXPOSES_PERSONAL_DATA),
    ),
    Column(
        "commitment_count",
        "integer",
        "commitments, whoever is to act; empty where it was not scored",
        lambda a: len(a.commitments) if a.scored else None,
    ),
    Column(
        "commitment_quotes",
        "text",
        "their words, between ' | '",
        lambda a: _BETWEEN_QUOTES.join(c.quote.text for c in a.commitments),
    ),
    Column(
        "first_deadline_hours",
        "number",
        "hours from the message until the first of them is due; empty where no time can be checked",
        _first_deadline_hours,
    ),
    Column(
        "template_share",
        "number",
        "share of its characters that other customers were sent too, 0 to 1; empty without a miner",
        _of_template(lambda use: use.share),
    ),
    Column(
        "template_held_share",
        "number",
        "the same without greetings, legal notices and the like, 0 to 1",
        _of_template(lambda use: use.held_share),
    ),
    Column(
        "template_customers",
        "integer",
        "other customers who were sent its most widespread part",
        _of_template(_customers_reached),
    ),
    Column("model", "text", "fingerprint of model, templates, lexicons, options and version", lambda a: a.model),
)
"""What the analyzer found."""

COLUMNS: tuple[Column, ...] = (*_MESSAGE_COLUMNS, *FOUND_COLUMNS)
"""The flat row: the message, then what was found."""
