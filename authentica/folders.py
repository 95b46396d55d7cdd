"""Folders of what was learnt: their files, and a ``manifest.json`` that lists each with its sha256. No pickle.

Models and template miners are stored so. Equal contents give equal bytes on any machine, and a folder with a missing, an extra or an
altered file is refused before anything is built from it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authentica.errors import (
    ModelFileAlteredError,
    ModelFileExtraError,
    ModelFileMissingError,
    ModelFormatError,
    OutputError,
    SourceNotFoundError,
)

__all__ = [
    "MANIFEST",
    "UNREADABLE",
    "FolderKind",
    "canonical_json",
    "check_folder",
    "file_sha256",
    "is_folder",
    "read_manifest",
    "write_folder",
]

MANIFEST = "manifest.json"

UNREADABLE = (
    AttributeError,
    EOFError,
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
)
"""What reading a malformed JSON or ``.npz`` file may raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderKind:
    """What a folder is for.

    Attributes
    ----------
    noun : str
        What it holds, in messages: "model".
    format : str
        What its manifest calls it.
    files : tuple of str
        The files beside the manifest.
    written_by, made_by : str
        What writes such a folder, and what a user does to make its content anew, in messages.
    """

    noun: str
    format: str
    files: tuple[str, ...]
    written_by: str
    made_by: str


def write_folder(
    kind: FolderKind,
    folder: Path,
    *,
    version: int,
    contents: Mapping[str, bytes | Mapping[str, Any]],
    facts: Mapping[str, Any] | None = None,
) -> str:
    """Write a folder, made if absent, and return the sha256 of its manifest; files of its kind in it are replaced once all new ones are written.

    A write that fails, as on a full disk, or is killed leaves the folder as it was, and none where there was none; the old files are
    at risk only in the moment in which finished ones are renamed. The contents are of each file of the kind its bytes, or the arrays of an
    ``.npz``, by name; the facts, JSON-ready, go into the manifest.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds other files.
    """
    check_folder(kind, folder)
    try:
        with _beside(folder) as unfinished:
            for name, content in contents.items():
                if isinstance(content, bytes):
                    (unfinished / name).write_bytes(content)
                else:
                    _write_arrays(unfinished / name, content)
            manifest = canonical_json(
                {
                    **(facts or {}),
                    "format": kind.format,
                    "format_version": version,
                    "files": {name: file_sha256(unfinished / name) for name in kind.files},
                }
            )
            (unfinished / MANIFEST).write_bytes(manifest)
            _put(unfinished, (*contents, MANIFEST), folder)
    except OSError as error:
        raise OutputError(f"the {kind.noun} cannot be written there ({error.strerror})", str(folder)) from None
    return hashlib.sha256(manifest).hexdigest()


def check_folder(kind: FolderKind, folder: Path) -> None:
    """Refuse a folder that could not be written, before the work and not after it.

    Raises
    ------
    OutputError
        If it holds other files than those of its kind, or cannot be a folder.
    """
    if "\0" in str(folder):
        raise OutputError("no folder can have such a name", ascii(str(folder)), f"Name another for the {kind.noun}.")
    try:
        is_there = folder.is_dir()
        is_other = not is_there and (folder.exists() or folder.is_symlink())
        others = _files_in(folder) - {MANIFEST, *kind.files} if is_there else set()
    except OSError as error:
        raise OutputError(f"the {kind.noun} cannot be written there ({error.strerror})", str(folder)) from None
    if is_other:
        raise OutputError(
            f"there is something else where the {kind.noun} should go", str(folder), "Name another folder."
        )
    if others:
        raise OutputError(
            f"the folder holds other files, such as {min(others)[:40]!r}",
            str(folder),
            f"Name a new folder for the {kind.noun}.",
        )


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name; where that cannot be told, loading it says why."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_manifest(kind: FolderKind, folder: Path, *, versions: Collection[int]) -> dict[str, Any]:
    """Return the manifest of a folder that holds what it says, in one of these format versions.

    Raises
    ------
    SourceNotFoundError
        If the folder or its manifest does not exist.
    ModelFormatError
        If the manifest is malformed or its format version unknown, or a file cannot be read.
    ModelFileMissingError, ModelFileExtraError, ModelFileAlteredError
        If a file is missing, is not listed, or has another hash: each a ModelTamperedError.
    """
    try:
        manifest = _audited(kind, folder, versions)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ModelFormatError(f"the {kind.noun} cannot be read ({reason})", str(folder)) from None
    if manifest is None:
        raise SourceNotFoundError(
            f"there is no {kind.noun} here: {MANIFEST} is missing",
            str(folder),
            f"Name a folder that {kind.written_by} wrote.",
        )
    return manifest


def _audited(kind: FolderKind, folder: Path, versions: Collection[int]) -> dict[str, Any] | None:
    """Return the manifest of a folder that holds what it says, None where there is none."""
    path = folder / MANIFEST
    again = f"Copy the folder again, or {kind.made_by}."
    if not path.is_file():
        return None
    try:
        manifest = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise ModelFormatError("the manifest is not JSON", str(path), again) from None
    if not isinstance(manifest, dict) or manifest.get("format") != kind.format:
        raise ModelFormatError(f"the manifest is not one of a {kind.noun} of authentica", str(path))
    version = manifest.get("format_version")
    if isinstance(version, bool) or not isinstance(version, int) or version not in versions:
        raise ModelFormatError(
            f"the {kind.noun} has format version {str(version)[:20]}; this release reads {', '.join(map(str, sorted(versions)))}",
            str(path),
            f"Use the release that wrote it, or {kind.made_by}.",
        )
    files = manifest.get("files")
    if not isinstance(files, dict) or not set(kind.files) <= set(files):
        raise ModelFormatError(f"the manifest does not list the files of a {kind.noun}", str(path), again)
    present = _files_in(folder) - {MANIFEST}
    for name in sorted(set(files) - present):
        raise ModelFileMissingError(f"the {kind.noun} file {name[:60]!r} is missing", str(folder), again)
    for name in sorted(present - set(files)):
        raise ModelFileExtraError(f"the file {name[:60]!r} is not in the manifest", str(folder), "Remove it.")
    for name, expected in sorted(files.items()):
        if not (folder / name).is_file() or file_sha256(folder / name) != expected:
            raise ModelFileAlteredError(
                f"the {kind.noun} file {name[:60]!r} differs from the hash in the manifest", str(folder), again
            )
    return manifest


def canonical_json(data: Mapping[str, Any]) -> bytes:
    """Return JSON whose bytes depend on the data alone."""
    return (json.dumps(data, ensure_ascii=True, sort_keys=True, indent=1, allow_nan=False) + "\n").encode("ascii")


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _files_in(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir() if not entry.name.startswith(".")}


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Give out a hidden folder on the same disk, which is gone when the block ends: in the folder, or beside one that is yet to be."""
    home = folder if folder.is_dir() else folder.parent
    home.mkdir(parents=True, exist_ok=True)
    unfinished = home / f".{os.getpid()}-{secrets.token_hex(4)}.part"
    try:
        unfinished.mkdir()
        yield unfinished
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _put(unfinished: Path, names: Collection[str], folder: Path) -> None:
    """Put finished files in their place: a new folder at once, those of an old one by one, its manifest last."""
    for name in names:
        with (unfinished / name).open("rb+") as file:
            os.fsync(file.fileno())  # a full disk may say so only now
    if folder.is_dir():
        for name in names:
            (unfinished / name).replace(folder / name)
    else:
        unfinished.rename(folder)


def _write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write an ``.npz`` whose bytes depend on the arrays alone, not on the Python that writes it, as ``np.savez``'s do."""
    import numpy as np

    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), member.getvalue())
