"""Score the rows of a data frame: pandas, Polars or Arrow, or a plain mapping of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authentica.analyzer import AnalyzerRecipe
from authentica.config import AnalyzerConfig
from authentica.errors import ColumnError, InputError
from authentica.readers.columns import role_column
from authentica.readers.roles import RoleReader, check_roles
from authentica.readers.rows import read_body
from authentica.readers.timestamps import parse_timestamp
from authentica.readers.values import identifier
from authentica.safetext import encodable, encodable_cells
from authentica.schema import Message, Reply, Role
from authentica.schema.arguments import check_argument, kind_of_value
from authentica.scoring.projection import COLUMNS, FOUND_COLUMNS, Cell, Kind, flat_row
from authentica.scoring.tables import NewColumn, Table, UnreadableCell, is_missing, open_table

if TYPE_CHECKING:
    from authentica.analyzer import Analyzer

__all__ = ["BATCH_COLUMNS", "score_batch", "score_frame"]

SET_ASIDE = "set_aside"

_REASON: tuple[str, Kind] = ("set_aside_reason", "text")
BATCH_COLUMNS: tuple[tuple[str, Kind], ...] = (*((column.name, column.kind) for column in COLUMNS), _REASON)
"""Names and kinds of what `score_batch` returns: the flat row, and why a row was set aside."""

_FRAME_COLUMNS: tuple[tuple[str, Kind], ...] = (*((column.name, column.kind) for column in FOUND_COLUMNS), _REASON)
_TAKEN_OVER = ("message_id", "conversation_id", "author_id", "channel")
_FIELDS = ("text", "customer_text", "created_at", "role", *_TAKEN_OVER)


def score_frame(
    frame: Any,
    *,
    text: str = "text",
    customer_text: str | None = None,
    columns: Mapping[str, str] | None = None,
    roles: Mapping[str, str | Role] | None = None,
    prefix: str = "",
    model: str | Path = "default",
    config: AnalyzerConfig | None = None,
    templates: str | Path | None = None,
) -> Any:
    """Return a data frame with what was found of each row's reply beside it.

    Every row stays, in order, with its index. One whose text is missing has the status "no_text"; one that cannot be scored has the
    status "set_aside", nothing in the other columns, and the reason in the last. Where a column tells who wrote what, as of
    `authentica.read_transcripts`, so has a row that no agent wrote; each reply is judged by its own row alone, so frames with a
    message a row are better written to a file and read as conversations. Cells are read as `authentica.read_transcripts`
    reads them: HTML as its text, ids that became numbers without ``.0``. A time is a datetime, seconds since 1970 or a date that has
    one meaning; what is none is passed over.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table, pyarrow.RecordBatch or mapping of str to sequence
        A row a reply, or a message with its role. It is not changed.
    text : str, default="text"
        The column of replies.
    customer_text : str, optional
        The column of what the customer wrote before; ``customer_text`` where None and there is one.
    columns : mapping of str to str, optional
        Which columns hold ``message_id``, ``conversation_id``, ``author_id``, ``channel`` and ``created_at``, where they have
        other names; what is found of personal data, promises and templates depends on them. ``role`` is found by the names that
        exports use, such as "Author Type"; ``{"role": ""}`` takes every row as an agent's.
    roles : mapping of str to (str or Role), optional
        What values of the role mean, such as ``{"tier2": "agent"}``.
    prefix : str, default=""
        Put before the names of the new columns.
    model, config, templates
        See `authentica.load`; the analyzer is loaded once a process. `templates` is a saved miner's folder.

    Returns
    -------
    The kind that was given: its own columns, then those of `authentica.scoring.FOUND_COLUMNS` and ``set_aside_reason``.

    Raises
    ------
    ColumnError
        If a named column does not exist, or a new one has the name of one that is there.
    InputError
        If the frame is of another kind, `columns` names a field that does not exist, `roles` a role that does not, or `prefix` cannot
        be part of a name.
    SourceNotFoundError, ModelFormatError, ModelTamperedError
        If the model or the miner cannot be loaded.

    Examples
    --------
    >>> import authentica
    >>> found = authentica.score_frame(
    ...     {"body": ["I have sent it again; it is with you by Friday."], "ticket": [7]}, text="body")
    >>> found["ticket"], found["ownership_level"], found["status"]
    ([7], [2], ['scored'])

    With pandas or Polars: ``frame.pipe(authentica.score_frame, text="body", customer_text="question")``.
    """
    check_argument("prefix", prefix, str, "score_frame")
    if encodable(prefix) != prefix:
        raise InputError(
            "prefix holds half a character (a lone surrogate), which no name of a column can", "score_frame"
        )
    named = {**_checked(columns, "score_frame"), "text": text}
    if customer_text is not None:
        named["customer_text"] = customer_text
    table = open_table(frame, "score_frame")
    for name, _ in _FRAME_COLUMNS:
        if prefix + name in table.names:
            raise ColumnError(
                f"the frame has a column {prefix + name!r} already",
                "score_frame",
                'Rename it, or give a prefix for the new ones, such as prefix="authentica_".',
            )
    rows = _rows(table, named, check_roles(roles or {}), AnalyzerRecipe.of(model, config, templates), "score_frame")
    return table.beside(_turned([row[-len(_FRAME_COLUMNS) :] for row in rows], _FRAME_COLUMNS, prefix))


def score_batch(
    batch: Any,
    *,
    model: str | Path = "default",
    config: AnalyzerConfig | None = None,
    templates: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    roles: Mapping[str, str | Role] | None = None,
) -> Any:
    """Score a batch of agent replies into the flat row, one row in, one row out, in order: the same columns whatever comes in.

    A row that cannot be scored stays, with the status "set_aside" and the reason. Cells are read as in `score_frame`, each by itself,
    so that it does not matter how rows are cut into batches.

    Parameters
    ----------
    batch : pandas.DataFrame, polars.DataFrame, pyarrow.Table, pyarrow.RecordBatch or mapping of str to sequence
        Its column ``text`` holds replies; ``customer_text`` what the customer wrote before, and ``message_id``,
        ``conversation_id``, ``author_id``, ``channel`` and ``created_at`` are taken over, where they are there. Of a role, see
        `score_frame`.
    model, config, templates
        See `authentica.load`; the analyzer is loaded once a process. `templates` is a saved miner's folder.
    columns : mapping of str to str, optional
        Which column holds which of these fields, such as ``{"text": "Body"}``.
    roles : mapping of str to (str or Role), optional
        What values of the role mean.

    Returns
    -------
    The kind that was given, with the columns `BATCH_COLUMNS`; a pandas frame keeps its index.

    Raises
    ------
    ColumnError
        If there is no column of replies, or a named column does not exist.
    InputError
        If the batch is of another kind, `columns` names a field that does not exist, or `roles` a role that does not.
    SourceNotFoundError, ModelFormatError, ModelTamperedError
        If the model or the miner cannot be loaded.
    """
    table = open_table(batch, "score_batch")
    named = _checked(columns, "score_batch")
    rows = _rows(table, named, check_roles(roles or {}), AnalyzerRecipe.of(model, config, templates), "score_batch")
    return table.alone(_turned(rows, BATCH_COLUMNS))


def _checked(columns: Any, where: str) -> Mapping[str, str]:
    """Return the columns that a caller names."""
    if columns is not None:
        check_argument("columns", columns, Mapping, where)
    return columns or {}


def _rows(
    table: Table, named: Mapping[str, str], roles: Mapping[str, Role], recipe: AnalyzerRecipe, where: str
) -> list[tuple[Cell, ...]]:
    if not all(isinstance(name, str) for name in named.values()):
        raise InputError("a column must be named by a string", where)
    for field, name in named.items():
        if field not in _FIELDS:
            raise InputError(f"there is no field {str(field)[:40]!r}", where, f"Use some of {', '.join(_FIELDS)}.")
        if name not in table.names and (field, name) != ("role", ""):
            raise ColumnError.unknown(name, field, table.names, where)
    chosen = {"role": role_column(table.names) or "", **{field: field for field in _FIELDS if field != "role"}, **named}
    if chosen["text"] not in table.names:
        raise ColumnError.missing("text", table.names, where)
    found: dict[str, list[Any]] = {}
    for field, name in chosen.items():
        if table.names.count(name) > 1:
            raise ColumnError(f"the column {name[:40]!r} stands twice", where, "Rename one of them.")
        if name in table.names:
            found[field] = table.cells(name)
    analyzer = recipe.analyzer()
    reader = RoleReader(chosen["role"], roles) if "role" in found else None
    return [_row(analyzer, reader, {field: values[i] for field, values in found.items()}) for i in range(table.size)]


def _turned(rows: Sequence[tuple[Cell, ...]], columns: Sequence[tuple[str, Kind]], prefix: str = "") -> list[NewColumn]:
    cells = zip(*rows, strict=True) if rows else [()] * len(columns)
    return [NewColumn(prefix + name, kind, list(values)) for (name, kind), values in zip(columns, cells, strict=True)]


def _no_agent(reader: RoleReader, cell: Any) -> str | None:
    """Return why a row is no agent's reply; None where it is one."""
    if isinstance(cell, UnreadableCell):
        return "the role cannot be read"
    try:
        role = reader.read(None if is_missing(cell) else cell if isinstance(cell, str) else str(cell))
    except Exception as error:  # an object that cannot say what it is
        return f"the role cannot be read ({type(error).__name__})"
    if not isinstance(role, Role):
        return role
    return None if role is Role.AGENT else f"a message of the role {role.value!r} is no agent's reply"


def _row(analyzer: Analyzer, reader: RoleReader | None, values: dict[str, Any]) -> tuple[Cell, ...]:
    texts = {field: None if is_missing(values.get(field)) else values[field] for field in ("text", "customer_text")}
    kept: dict[str, str | None] = dict.fromkeys(_TAKEN_OVER)
    reason = None if reader is None else _no_agent(reader, values["role"])
    for field in _TAKEN_OVER:
        try:
            kept[field] = None if is_missing(values.get(field)) else identifier(str(values[field]))
        except Exception as error:  # a number of too many digits, an object that cannot say what it is
            reason = reason or f"the {field} cannot be read ({type(error).__name__})"
    for field, text in texts.items():
        if isinstance(text, UnreadableCell):
            reason = reason or f"the {field} cannot be read"
        elif text is not None and not isinstance(text, str):
            reason = reason or f"the {field} is {kind_of_value(text)}, not text"
    if reason is None:
        try:
            text, source, offsets = read_body(texts["text"], None)
            message = Message(
                text=text,
                message_id=kept["message_id"],
                author_id=kept["author_id"],
                channel=kept["channel"],
                created_at=_time(values.get("created_at")),
                source=source,
                offsets=offsets,
            )
            asked, _, _ = read_body(texts["customer_text"], None)
            reply = Reply(message=message, customer_text=asked, conversation_id=kept["conversation_id"])
            assessment = analyzer.analyze(reply)
            return (*encodable_cells(flat_row(assessment)), None)
        except Exception as error:  # one row never stops a batch
            reason = f"scoring it failed ({type(error).__name__})"
    known = {"status": SET_ASIDE, "model": analyzer.fingerprint, **kept}
    return (*(encodable(v) if (v := known.get(column.name)) else None for column in COLUMNS), reason)


def _time(value: Any) -> datetime | None:
    """Return the time that a cell holds or names; None where it does neither."""
    try:
        if is_missing(value):
            return None
        if type(value).__name__ == "datetime64":  # of numpy; its own datetime holds microseconds
            value = value.astype("datetime64[us]").item()
        if isinstance(value, datetime):
            return value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value
        return parse_timestamp(value.isoformat() if isinstance(value, date) else str(value))
    except Exception:  # an object that cannot say what it is
        return None
