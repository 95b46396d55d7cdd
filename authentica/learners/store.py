"""Model folders: ``manifest.json``, ``names.json`` and ``weights.npz``, each file listed with its sha256. No pickle.

Format version 1. A manifest names every file of its folder; a folder with a missing, an extra or an altered file is refused
before anything is built from it. When the format changes, the version is raised, and a reader for each older version stays in
`_READERS`, with a stored model of that version in the tests.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from authentica.errors import ModelError, ModelFormatError, ModelTamperedError, OutputError, SourceNotFoundError
from authentica.learners.bundle import ModelBundle

__all__ = ["FORMAT_VERSION", "load_bundle", "save_bundle", "shipped_model_folder"]

FORMAT_VERSION = 1
MANIFEST = "manifest.json"
_NAMES = "names.json"
_WEIGHTS = "weights.npz"
_CARD = "MODEL_CARD.md"


def shipped_model_folder(name: str = "default") -> Path:
    """Return the folder of a shipped model: inside the package in a wheel, ``models/`` beside it in a checkout.

    Raises
    ------
    SourceNotFoundError
        If neither place has it.
    """
    package = Path(__file__).resolve().parent.parent
    places = (package / "_models" / name, package.parent / "models" / name)
    for place in places:
        if (place / MANIFEST).is_file():
            return place
    raise SourceNotFoundError(
        f"there is no shipped model {name!r}",
        str(places[0]),
        "Reinstall authentica, or build one with: authentica train",
    )


def save_bundle(bundle: ModelBundle, folder: Path, about: Mapping[str, Any], card: str) -> str:
    """Write a model folder.

    Parameters
    ----------
    bundle : ModelBundle
        The weights.
    folder : Path
        Made if absent; the model files in it are replaced.
    about : mapping
        JSON-ready facts for the manifest: data, licences, metrics, limits.
    card : str
        The model card, in Markdown.

    Returns
    -------
    str
        The sha256 of the manifest: the model's identity.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds other files than a model's.
    """
    try:
        return _write_folder(bundle, folder, about, card)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"the model cannot be written there ({error.strerror})", str(folder)) from None


def _write_folder(bundle: ModelBundle, folder: Path, about: Mapping[str, Any], card: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    others = {entry.name for entry in folder.iterdir() if not entry.name.startswith(".")}
    others -= {_CARD, _NAMES, _WEIGHTS, MANIFEST}
    if others:
        raise OutputError(
            f"the folder holds other files, such as {min(others)[:40]!r}",
            str(folder),
            "Name a new folder for the model.",
        )
    names = {
        "name": bundle.name,
        "clause_names": bundle.clause_names,
        "level_names": bundle.level_names,
        "moment_names": bundle.moment_names,
        "flags": bundle.flags,
    }
    (folder / _NAMES).write_bytes(_canonical(names))
    # Members of an .npz are stored uncompressed with a fixed date, so equal weights give equal bytes.
    _write_weights(bundle, folder / _WEIGHTS)
    (folder / _CARD).write_bytes(card.encode("utf-8"))
    manifest = {
        "format": "authentica-model",
        "format_version": FORMAT_VERSION,
        "name": bundle.name,
        "files": {name: _sha256(folder / name) for name in (_CARD, _NAMES, _WEIGHTS)},
        "about": dict(about),
    }
    data = _canonical(manifest)
    (folder / MANIFEST).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def _read_manifest(folder: Path) -> dict[str, Any]:
    """Read and audit a model folder's manifest."""
    path = folder / MANIFEST
    if not path.is_file():
        raise SourceNotFoundError(
            f"there is no model here: {MANIFEST} is missing",
            str(folder),
            "Name a folder that `authentica train` wrote.",
        )
    try:
        manifest = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise ModelFormatError("the manifest is not JSON", str(path), "Copy the model folder again.") from None
    if not isinstance(manifest, dict) or manifest.get("format") != "authentica-model":
        raise ModelFormatError("the manifest is not one of an authentica model", str(path))
    if not isinstance(manifest.get("format_version"), int) or manifest["format_version"] not in _READERS:
        raise ModelFormatError(
            f"the model has format version {str(manifest.get('format_version'))[:20]}; "
            f"this release reads {', '.join(map(str, sorted(_READERS)))}",
            str(path),
            "Use the release that wrote it, or train it again.",
        )
    files = manifest.get("files")
    if not isinstance(files, dict) or not isinstance(manifest.get("name"), str):
        raise ModelFormatError("the manifest has no name or lists no files", str(path))
    present = {entry.name for entry in folder.iterdir() if not entry.name.startswith(".")} - {MANIFEST}
    for name in sorted(set(files) - present):
        raise ModelTamperedError(
            f"the model file {name[:60]!r} is missing", str(folder), "Copy the model folder again."
        )
    for name in sorted(present - set(files)):
        raise ModelTamperedError(
            f"the file {name[:60]!r} is not in the manifest", str(folder), "Remove it, or train the model again."
        )
    for name, expected in sorted(files.items()):
        if not (folder / name).is_file() or _sha256(folder / name) != expected:
            raise ModelTamperedError(
                f"the model file {name!r} differs from the hash in the manifest",
                str(folder),
                "Copy the model folder again.",
            )
    return manifest


def load_bundle(folder: Path) -> tuple[ModelBundle, dict[str, Any]]:
    """Load a model folder, after auditing it.

    Returns
    -------
    bundle : ModelBundle
        The weights.
    manifest : dict
        As written, with the key ``"fingerprint"`` added: the sha256 of the manifest file.

    Raises
    ------
    SourceNotFoundError
        If the folder or its manifest does not exist.
    ModelFormatError
        If the manifest is malformed or its format version unknown.
    ModelTamperedError
        If a file is missing, is not listed, or has another hash.
    """
    manifest = _read_manifest(folder)
    bundle = _READERS[manifest["format_version"]](folder)
    fault = bundle.fault()
    if fault:
        raise ModelFormatError(fault, str(folder), "Train the model again.")
    manifest["fingerprint"] = _sha256(folder / MANIFEST)
    return bundle, manifest


def _write_weights(bundle: ModelBundle, path: Path) -> None:
    """Write an ``.npz`` whose bytes depend on the weights alone, not on the Python that writes it, as ``np.savez``'s do."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in ModelBundle.ARRAYS:
            member = io.BytesIO()
            np.lib.format.write_array(member, getattr(bundle, name).astype("<f4"), version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), member.getvalue())


def _read_version_1(folder: Path) -> ModelBundle:
    try:
        names = json.loads((folder / _NAMES).read_bytes())
        with (folder / _WEIGHTS).open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
            arrays = {name: stored[name].astype(np.float64) for name in ModelBundle.ARRAYS}
        return ModelBundle(
            name=str(names["name"]),
            clause_names=tuple(names["clause_names"]),
            level_names=tuple(names["level_names"]),
            moment_names=tuple(names["moment_names"]),
            flags=tuple(names["flags"]),
            **arrays,
        )
    except (
        AttributeError,
        EOFError,
        KeyError,
        MemoryError,
        NotImplementedError,
        RecursionError,
        SyntaxError,
        TypeError,
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise ModelFormatError(f"the model's files cannot be read ({type(error).__name__})", str(folder)) from None
    except OSError as error:
        raise ModelError(f"the model's files cannot be opened ({type(error).__name__})", str(folder)) from None


_READERS: Mapping[int, Callable[[Path], ModelBundle]] = {1: _read_version_1}


def _canonical(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=True, sort_keys=True, indent=1, allow_nan=False) + "\n").encode("ascii")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
