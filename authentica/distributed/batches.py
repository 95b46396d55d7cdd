"""Score the data frames of Dask, Ray and Spark where their rows are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from authentica.config import AnalyzerConfig
from authentica.errors import MissingExtraError
from authentica.schema import Role
from authentica.scoring.frames import BATCH_COLUMNS, score_batch

__all__ = ["batch_meta", "batch_schema", "score_batches"]


def score_batches(
    batches: Any,
    *,
    model: str | Path = "default",
    config: AnalyzerConfig | None = None,
    templates: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    roles: Mapping[str, str | Role] | None = None,
) -> Any:
    """Score agent replies batch by batch; the analyzer is loaded once a process.

    Parameters
    ----------
    batches : batch or iterator of batches
        Each as in `authentica.scoring.score_batch`. One batch gives one; an iterator gives an iterator.
    model, config, templates, columns, roles
        See `authentica.scoring.score_batch`. The fingerprint in the column ``model`` tells whether all workers had the
        same.

    Returns
    -------
    batch or iterator of batches
        One row for each that was given, in order, with the columns of `batch_schema`.

    Raises
    ------
    ColumnError
        If there is no column of replies, or a named column does not exist.
    InputError
        If a batch is no data frame, table or mapping, `columns` names a field that does not exist, or `roles` a role that does not.
    SourceNotFoundError, ModelFormatError, ModelTamperedError
        If the model or the miner cannot be loaded.

    Examples
    --------
    One function for three engines, in their own terms::

        spark_frame.mapInPandas(score_batches, schema=batch_schema())
        dask_frame.map_partitions(score_batches, meta=batch_meta())
        ray_dataset.map_batches(score_batches, batch_format="pandas")

    >>> score_batches({"text": ["I have sent it again; it is with you by Friday."]})["status"]
    ['scored']
    """
    score = partial(score_batch, model=model, config=config, templates=templates, columns=columns, roles=roles)
    return map(score, batches) if isinstance(batches, Iterator) else score(batches)


def batch_schema() -> str:
    """Return the columns of a scored batch as Spark's DDL, for ``mapInPandas``.

    Examples
    --------
    >>> batch_schema()[:44]
    'conversation_id string, message_id string, a'
    """
    types = {"text": "string", "integer": "bigint", "number": "double"}
    return ", ".join(f"{name} {types[kind]}" for name, kind in BATCH_COLUMNS)


def batch_meta() -> Any:
    """Return an empty data frame with the columns of a scored batch, for Dask's ``meta``.

    Raises
    ------
    MissingExtraError
        If pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise MissingExtraError.of("pandas", "dask") from None
    return score_batch(pandas.DataFrame({"text": pandas.Series([], dtype="object")}))
