"""Miner folders: ``manifest.json``, ``wordings.json`` and ``rows.npz``, each file listed with its sha256. No pickle.

Format version 4. Up to version 3 a wording had so many rows, whoever's they were, and now it has those of so many customers: a miner in which
a wording had reached that limit is refused, any other loads. Up to version 2 names were slots in replies (`authentica.corpus.sequences`), and version 1 had no replies, so that the
`likeness_of` of such a miner knows whole copies only: they load with ``compare_names=False`` and say what they said. The folder holds the masked wordings of the corpus, rare ones among them: keep it as you keep the corpus. Equal
miners give equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from authentica.corpus.reach import COLUMNS, NO_TIME_FIRST, NO_TIME_LAST
from authentica.corpus.sent import EARLIEST, LATEST
from authentica.corpus.sequences import SEQUENCE_COLUMNS
from authentica.errors import ModelFormatError
from authentica.folders import UNREADABLE, FolderKind, canonical_json, check_folder, read_manifest, write_folder
from authentica.schema.arguments import check_argument

if TYPE_CHECKING:
    from authentica.corpus.miner import TemplateMiner

__all__ = ["FORMAT_VERSION", "check_miner_folder", "load_miner", "save_miner"]

FORMAT_VERSION = 4
_READABLE = (1, 2, 3, 4)
_BY_CUSTOMERS = 4  # from which version on rows are those of so many customers
_WORDINGS, _ROWS = "wordings.json", "rows.npz"
_MINER = FolderKind(
    noun="miner",
    format="authentica-miner",
    files=(_WORDINGS, _ROWS),
    written_by="`authentica templates --save`",
    made_by="mine the corpus again",
)


class _MalformedRowsError(ValueError):
    """Inside this module; `load_miner` turns it into a `ModelFormatError`."""


def save_miner(miner: TemplateMiner, folder: str | Path) -> str:
    """Write a fitted miner to a folder.

    Parameters
    ----------
    miner : TemplateMiner
        A fitted one.
    folder : str or Path
        Made if absent; holds nothing but a miner's files.

    Returns
    -------
    str
        The sha256 of the manifest.

    Raises
    ------
    InputError
        If the miner is not fitted, or the folder no path.
    OutputError
        If the folder cannot be written, or holds other files than a miner's.
    """
    from authentica.corpus.miner import TemplateMiner

    check_argument("miner", miner, TemplateMiner, "save_miner")
    folder = _path(folder)
    columns, about = miner.state()
    rows = {name: columns[name] for name in sorted(columns)}
    return write_folder(
        _MINER, folder, version=FORMAT_VERSION, contents={_WORDINGS: canonical_json(about), _ROWS: rows}
    )


def check_miner_folder(folder: str | Path) -> None:
    """Refuse a folder that `save_miner` could not write, before the corpus is mined and not after it.

    Raises
    ------
    InputError
        If it is no path.
    OutputError
        If it holds other files than a miner's, or cannot be a folder.
    """
    check_folder(_MINER, _path(folder))


def load_miner(folder: str | Path) -> TemplateMiner:
    """Load a miner, after auditing its folder.

    Parameters
    ----------
    folder : Path
        That `save_miner` wrote.

    Returns
    -------
    TemplateMiner
        Equal to the one that was saved.

    Raises
    ------
    InputError
        If the folder is no path.
    SourceNotFoundError
        If there is no miner.
    ModelFormatError
        If a file is malformed, the format version unknown, or so old that what the miner left out cannot be told.
    ModelTamperedError
        If a file is missing, is not listed, or has another hash.
    """
    from authentica.corpus.miner import TemplateMiner

    folder = _path(folder)
    version = read_manifest(_MINER, folder, versions=_READABLE)["format_version"]
    try:
        about = json.loads((folder / _WORDINGS).read_bytes())
        with (folder / _ROWS).open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
            columns = {name: stored[name] for name in stored.files}
        _check_rows(columns)
        if version > 1:
            _check_replies(columns)
        _check_about(about)
        miner = TemplateMiner.from_state(columns, about)
        lacks_rows = version < _BY_CUSTOMERS and _has_full_wording(columns, about["parameters"]["rows_per_wording"])
    except UNREADABLE as error:
        raise ModelFormatError(f"the miner's files cannot be read ({type(error).__name__})", str(folder)) from None
    if lacks_rows:
        raise ModelFormatError(
            f"it has format {version}, and its release left out rows that this one keeps",
            str(folder),
            "Mine the corpus again.",
        )
    return miner


def _path(folder: str | Path) -> Path:
    check_argument("folder", folder, (str, Path), "miner")
    return Path(folder)


def _check_rows(columns: Mapping[str, Any]) -> None:
    """Refuse columns that no miner writes: lookups rely on their types, lengths and order."""
    for table in ("wording", "fragment"):
        part = _part(columns, table, COLUMNS)
        if len({len(column) for column in part.values()}) != 1:
            raise _MalformedRowsError("columns have different lengths")
        if (part["count"] < 1).any() or not all(map(_are_times, (part["first"], part["last"]))):
            raise _MalformedRowsError("a count or a time is out of range")
        key, pair = part["key"], part["pair"]
        if ((key[1:] < key[:-1]) | ((key[1:] == key[:-1]) & (pair[1:] < pair[:-1]))).any():
            raise _MalformedRowsError("rows are out of order")


def _are_times(column: Any) -> bool:
    """Whether each is a time that a message may have, or stands for none."""
    none = (column == NO_TIME_FIRST) | (column == NO_TIME_LAST)
    return bool((none | ((column >= EARLIEST) & (column <= LATEST))).all())


def _check_about(about: Mapping[str, Any]) -> None:
    """Refuse numbers that no miner writes."""
    if int(about["messages"]) < 0 or not all(
        0 <= int(about[f"{table}_level"]) <= 64 for table in ("wording", "fragment")
    ):
        raise _MalformedRowsError("a number is out of range")


def _has_full_wording(columns: Mapping[str, Any], most: int) -> bool:
    keys = (columns[f"{table}_key"] for table in ("wording", "fragment"))
    return any(len(key) and int(np.unique(key, return_counts=True)[1].max()) >= most for key in keys)


def _check_replies(columns: Mapping[str, Any]) -> None:
    """Refuse replies that no miner writes, for the same reason."""
    part = _part(columns, "reply", SEQUENCE_COLUMNS)
    if len({len(column) for name, column in part.items() if name != "word"}) != 1:
        raise _MalformedRowsError("columns have different lengths")
    if int(part["length"].sum(dtype=np.uint64)) != len(part["word"]) or not part["length"].all():
        raise _MalformedRowsError("replies and their words do not agree")
    key, first, second = part["key"], part["first_customer"], part["second_customer"]
    if (key[1:] <= key[:-1]).any() or ((second != 0) & (second <= first)).any():
        raise _MalformedRowsError("replies are out of order")


def _part(columns: Mapping[str, Any], table: str, kinds: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of one table."""
    part = {name: columns[f"{table}_{name}"] for name in kinds}
    if any(column.ndim != 1 or column.dtype != np.dtype(kinds[name]) for name, column in part.items()):
        raise _MalformedRowsError("a column has another type")
    return part
