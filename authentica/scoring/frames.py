"""Score the rows of a data frame: pandas or Arrow, or a plain mapping of columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authentica.config import AnalyzerConfig
from authentica.errors import ColumnError, InputError, MissingExtraError
from authentica.schema import Message, Reply
from authentica.scoring.projection import COLUMNS, Cell, flat_row
from authentica.scoring.writers import encodable

if TYPE_CHECKING:
    from authentica.analyzer import Analyzer

__all__ = ["BATCH_COLUMNS", "score_batch"]

SET_ASIDE = "set_aside"

BATCH_COLUMNS: tuple[tuple[str, str], ...] = (
    *((column.name, column.kind) for column in COLUMNS),
    ("set_aside_reason", "text"),
)
"""Names and kinds of what `score_batch` returns: the flat row, and why a row was set aside."""

_TAKEN_OVER = ("message_id", "conversation_id", "author_id", "channel")


def score_batch(
    batch: Any,
    *,
    model: str | Path = "default",
    config: AnalyzerConfig | None = None,
    columns: Mapping[str, str] | None = None,
) -> Any:
    """Score a batch of agent replies, one row in, one row out, in order.

    The model is loaded once a process. A row that cannot be scored stays, with the status "set_aside" and the reason.

    Parameters
    ----------
    batch : pandas.DataFrame, pyarrow.Table, pyarrow.RecordBatch or mapping of str to sequence
        Its column ``text`` holds replies; ``customer_text`` what the customer wrote before, and ``message_id``,
        ``conversation_id``, ``author_id``, ``channel`` and ``created_at`` are taken over, where they are there.
    model : str or Path, default="default"
        See `authentica.load`.
    config : AnalyzerConfig, optional
        Options of analysis.
    columns : mapping of str to str, optional
        Which column holds which of these fields, such as ``{"text": "Body"}``.

    Returns
    -------
    The kind that was given, with the columns `BATCH_COLUMNS`; a data frame keeps its index.

    Raises
    ------
    ColumnError
        If there is no column of replies, or a named column does not exist.
    InputError
        If the batch is of another kind.
    """
    from authentica.scoring.worker import loaded

    kind, cells, size = _open(batch)
    chosen = dict(columns or {})
    for field, name in chosen.items():
        if name not in cells:
            raise ColumnError.missing(field, cells, "score_batch")
    named = {field: chosen.get(field, field) for field in ("text", "customer_text", "created_at", *_TAKEN_OVER)}
    if named["text"] not in cells:
        raise ColumnError.missing("text", cells, "score_batch")
    analyzer = loaded(str(model), config)
    found = {field: cells[name] for field, name in named.items() if name in cells}
    rows = [_row(analyzer, {field: values[i] for field, values in found.items()}) for i in range(size)]
    turned = zip(*rows, strict=True) if rows else [()] * len(BATCH_COLUMNS)
    return _close(kind, batch, {name: list(values) for (name, _), values in zip(BATCH_COLUMNS, turned, strict=True)})


def _row(analyzer: Analyzer, values: dict[str, Any]) -> tuple[Cell, ...]:
    texts = {field: None if _is_missing(values.get(field)) else values[field] for field in ("text", "customer_text")}
    kept = {field: None if _is_missing(values.get(field)) else str(values[field]) for field in _TAKEN_OVER}
    reason = None
    for field, text in texts.items():
        if text is not None and not isinstance(text, str):
            reason = f"the {field} is a {type(text).__name__}, not text"
    if reason is None:
        try:
            message = Message(
                text=texts["text"] or "",
                message_id=kept["message_id"],
                author_id=kept["author_id"],
                channel=kept["channel"],
                created_at=_time(values.get("created_at")),
            )
            reply = Reply(
                message=message, customer_text=texts["customer_text"] or "", conversation_id=kept["conversation_id"]
            )
            assessment = analyzer.analyze(reply)
            return (*(encodable(cell) if isinstance(cell, str) else cell for cell in flat_row(assessment)), None)
        except Exception as error:  # one row never stops a batch
            reason = f"scoring it failed ({type(error).__name__})"
    known = {"status": SET_ASIDE, "model": analyzer.fingerprint, **kept}
    return (*(encodable(v) if (v := known.get(column.name)) else None for column in COLUMNS), reason)


def _time(value: Any) -> datetime | None:
    if _is_missing(value):
        return None
    if isinstance(value, datetime):
        return value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value
    return datetime.fromisoformat(str(value))


def _is_missing(value: Any) -> bool:
    """Whether a cell is empty: None, a float that is no number, pandas' NA and NaT."""
    return (
        value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value)
    )


def _open(batch: Any) -> tuple[str, dict[str, list[Any]], int]:
    module = type(batch).__module__.partition(".")[0]
    if module == "pandas" and hasattr(batch, "columns") and hasattr(batch, "index"):
        return "pandas", {str(name): list(batch[name]) for name in batch.columns}, len(batch)
    if module == "pyarrow" and hasattr(batch, "to_pydict"):
        return type(batch).__name__, batch.to_pydict(), batch.num_rows
    if isinstance(batch, Mapping):
        cells = {str(name): list(values) for name, values in batch.items()}
        sizes = {len(values) for values in cells.values()}
        if len(sizes) > 1:
            raise InputError("the columns differ in length", "score_batch")
        return "mapping", cells, max(sizes, default=0)
    raise InputError(
        f"a batch cannot be read from a {type(batch).__name__}",
        "score_batch",
        "Give a pandas DataFrame, an Arrow table or record batch, or a mapping of columns.",
    )


def _close(kind: str, batch: Any, columns: dict[str, list[Any]]) -> Any:
    if kind == "mapping":
        return columns
    if kind == "pandas":
        import pandas

        types = {"text": "object", "integer": "Int64", "number": "float64"}
        return pandas.DataFrame(
            {name: pandas.Series(columns[name], dtype=types[kind], index=batch.index) for name, kind in BATCH_COLUMNS},
            index=batch.index,
        )
    try:
        import pyarrow
    except ImportError:  # pragma: no cover - a batch of its kind was given
        raise MissingExtraError.of("pyarrow", "parquet") from None
    types = {"text": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64()}
    schema = pyarrow.schema([(name, types[kind]) for name, kind in BATCH_COLUMNS])
    return getattr(pyarrow, kind).from_pydict(columns, schema=schema)
