"""Miner folders: ``manifest.json``, ``wordings.json`` and ``rows.npz``, each file listed with its sha256. No pickle.

Format version 2. Version 1 had no replies (`authentica.corpus.sequences`): a miner of that version loads with none, so its `likeness_of`
knows whole copies only, and all else is as it was. The folder holds the masked wordings of the corpus, rare ones among them: keep it as you keep the corpus. Equal
miners give equal bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from authentica.corpus.reach import COLUMNS
from authentica.corpus.sequences import SEQUENCE_COLUMNS
from authentica.errors import InputError, ModelFormatError, ModelTamperedError, OutputError, SourceNotFoundError

if TYPE_CHECKING:
    from authentica.corpus.miner import TemplateMiner

__all__ = ["FORMAT_VERSION", "load_miner", "save_miner"]

FORMAT_VERSION = 2
_READABLE = (1, 2)
_MANIFEST, _WORDINGS, _ROWS = "manifest.json", "wordings.json", "rows.npz"
_FILES = (_WORDINGS, _ROWS)
_AGAIN = "Copy the folder again, or mine the corpus again."


class _MalformedRowsError(ValueError):
    """Inside this module; `load_miner` turns it into a `ModelFormatError`."""


def save_miner(miner: TemplateMiner, folder: str | Path) -> str:
    """Write a fitted miner to a folder, made if absent.

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
    folder = _path(folder)
    columns, about = miner.state()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = {entry.name for entry in folder.iterdir() if not entry.name.startswith(".")} - {_MANIFEST, *_FILES}
        if others:
            raise OutputError(
                f"the folder holds other files, such as {min(others)[:40]!r}", str(folder), "Name a new folder."
            )
        (folder / _MANIFEST).unlink(missing_ok=True)  # an unfinished folder is no miner
        (folder / _WORDINGS).write_bytes(_canonical(about))
        # A fixed date and no compression: the bytes depend on the rows alone.
        with zipfile.ZipFile(folder / _ROWS, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(columns):
                member = io.BytesIO()
                np.lib.format.write_array(member, columns[name], version=(1, 0), allow_pickle=False)
                archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), member.getvalue())
        manifest = _canonical(
            {
                "format": "authentica-miner",
                "format_version": FORMAT_VERSION,
                "files": {name: _sha256(folder / name) for name in _FILES},
            }
        )
        (folder / _MANIFEST).write_bytes(manifest)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"the miner cannot be written there ({error.strerror})", str(folder)) from None
    return hashlib.sha256(manifest).hexdigest()


def load_miner(folder: str | Path) -> TemplateMiner:
    """Load a miner, after auditing its folder.

    Raises
    ------
    InputError
        If the folder is no path.
    SourceNotFoundError
        If there is no miner.
    ModelFormatError
        If a file is malformed or the format version unknown.
    ModelTamperedError
        If a file is missing, is not listed, or has another hash.
    """
    from authentica.corpus.miner import TemplateMiner

    folder = _path(folder)
    version = _audit(folder)
    try:
        about = json.loads((folder / _WORDINGS).read_bytes())
        with (folder / _ROWS).open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
            columns = {name: stored[name] for name in stored.files}
        _check_rows(columns)
        if version > 1:
            _check_replies(columns)
        return TemplateMiner.from_state(columns, about)
    except (
        AttributeError,
        EOFError,
        InputError,
        KeyError,
        MemoryError,
        NotImplementedError,
        OverflowError,
        RecursionError,
        SyntaxError,
        TypeError,
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise ModelFormatError(f"the miner's files cannot be read ({type(error).__name__})", str(folder)) from None


def _path(folder: str | Path) -> Path:
    if not isinstance(folder, (str, Path)):
        raise InputError(f"a miner's folder is a path, not a {type(folder).__name__}")
    return Path(folder)


def _audit(folder: Path) -> int:
    """Return the format version of a folder that holds what its manifest says."""
    path = folder / _MANIFEST
    if not path.is_file():
        raise SourceNotFoundError(
            f"there is no miner here: {_MANIFEST} is missing", str(folder), "Name a folder that save_miner wrote."
        )
    try:
        manifest: Any = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise ModelFormatError("the manifest is not JSON", str(path), _AGAIN) from None
    if not isinstance(manifest, dict) or manifest.get("format") != "authentica-miner":
        raise ModelFormatError("the manifest is not one of a template miner", str(path))
    version = manifest.get("format_version")
    if isinstance(version, bool) or version not in _READABLE:
        raise ModelFormatError(
            f"the miner has format version {str(version)[:20]}; this release reads {' and '.join(map(str, _READABLE))}",
            str(path),
            "Use the release that wrote it, or mine the corpus again.",
        )
    files = manifest.get("files")
    if not isinstance(files, dict) or set(files) != set(_FILES):
        raise ModelFormatError("the manifest does not list the files of a miner", str(path), _AGAIN)
    for entry in folder.iterdir():
        if entry.name not in (_MANIFEST, *_FILES) and not entry.name.startswith("."):
            raise ModelTamperedError(f"the file {entry.name[:60]!r} is not in the manifest", str(folder), "Remove it.")
    for name in _FILES:
        if not (folder / name).is_file() or _sha256(folder / name) != files[name]:
            raise ModelTamperedError(
                f"the file {name!r} is missing or differs from the hash in the manifest", str(folder), _AGAIN
            )
    return int(version)


def _check_rows(columns: dict[str, Any]) -> None:
    """Refuse columns that no miner writes: lookups rely on their types, lengths and order."""
    for table in ("wording", "fragment"):
        part = {name: columns[f"{table}_{name}"] for name in COLUMNS}
        if any(column.ndim != 1 or column.dtype != np.dtype(COLUMNS[name]) for name, column in part.items()):
            raise _MalformedRowsError("a column has another type")
        if len({len(column) for column in part.values()}) != 1:
            raise _MalformedRowsError("columns have different lengths")
        key, pair = part["key"], part["pair"]
        if ((key[1:] < key[:-1]) | ((key[1:] == key[:-1]) & (pair[1:] < pair[:-1]))).any():
            raise _MalformedRowsError("rows are out of order")


def _check_replies(columns: dict[str, Any]) -> None:
    """Refuse replies that no miner writes, for the same reason."""
    part = {name: columns[f"reply_{name}"] for name in SEQUENCE_COLUMNS}
    if any(column.ndim != 1 or column.dtype != np.dtype(SEQUENCE_COLUMNS[name]) for name, column in part.items()):
        raise _MalformedRowsError("a column has another type")
    if len({len(column) for name, column in part.items() if name != "word"}) != 1:
        raise _MalformedRowsError("columns have different lengths")
    if int(part["length"].sum(dtype=np.uint64)) != len(part["word"]) or not part["length"].all():
        raise _MalformedRowsError("replies and their words do not agree")
    key, first, second = part["key"], part["first_customer"], part["second_customer"]
    if (key[1:] <= key[:-1]).any() or ((second != 0) & (second <= first)).any():
        raise _MalformedRowsError("replies are out of order")


def _canonical(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=True, sort_keys=True, indent=1, allow_nan=False) + "\n").encode("ascii")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
