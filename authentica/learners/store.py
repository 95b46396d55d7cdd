"""Model folders: ``manifest.json``, ``names.json`` and ``weights.npz``, each file listed with its sha256. No pickle.

Format version 1. A manifest names every file of its folder; a folder with a missing, an extra or an altered file is refused
before anything is built from it. When the format changes, the version is raised, and a reader for each older version stays in
`_READERS`, with a stored model of that version in the tests.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from authentica.errors import ModelError, ModelFormatError
from authentica.folders import (
    MANIFEST,
    UNREADABLE,
    FolderKind,
    canonical_json,
    check_folder,
    file_sha256,
    read_manifest,
    write_folder,
)
from authentica.learners.bundle import ModelBundle

__all__ = ["FORMAT_VERSION", "changed_since", "check_model_folder", "load_bundle", "save_bundle"]

FORMAT_VERSION = 1
_NAMES = "names.json"
_WEIGHTS = "weights.npz"
_CARD = "MODEL_CARD.md"
_MODEL = FolderKind(
    noun="model",
    format="authentica-model",
    files=(_CARD, _NAMES, _WEIGHTS),
    written_by="`authentica train`",
    made_by="train it again",
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
    names = {
        "name": bundle.name,
        "clause_names": bundle.clause_names,
        "level_names": bundle.level_names,
        "moment_names": bundle.moment_names,
        "flags": bundle.flags,
    }
    contents: dict[str, bytes | Mapping[str, Any]] = {
        _CARD: card.encode("utf-8"),
        _NAMES: canonical_json(names),
        _WEIGHTS: {name: getattr(bundle, name).astype("<f4") for name in ModelBundle.ARRAYS},
    }
    facts = {"name": bundle.name, "about": dict(about)}
    return write_folder(_MODEL, folder, version=FORMAT_VERSION, contents=contents, facts=facts)


def check_model_folder(folder: Path) -> None:
    """Refuse a folder that `save_bundle` could not write, before a model is trained and not after it.

    Raises
    ------
    OutputError
        If it holds other files than a model's, or cannot be a folder.
    """
    check_folder(_MODEL, folder)


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
    ModelFileMissingError, ModelFileExtraError, ModelFileAlteredError
        If a file is missing, is not listed, or has another hash: each a ModelTamperedError.
    """
    manifest = read_manifest(_MODEL, folder, versions=_READERS)
    if not isinstance(manifest.get("name"), str):
        raise ModelFormatError("the manifest has no name", str(folder / MANIFEST))
    bundle = _READERS[manifest["format_version"]](folder)
    fault = bundle.fault()
    if fault:
        raise ModelFormatError(fault, str(folder), "Train the model again.")
    manifest["fingerprint"] = file_sha256(folder / MANIFEST)
    return bundle, manifest


def changed_since(manifest: Mapping[str, Any], *, lexicon_sha256: str, encoder_sha256: str) -> str | None:
    """Return what makes a model's features and is another now than when it was trained, in words; None where all is the same.

    What its manifest does not tell, as old ones do not, is taken to be the same.
    """
    about = manifest.get("about")
    if not isinstance(about, Mapping):
        return None
    now = {"lexicons": ("lexicon_sha256", lexicon_sha256), "clause encoder": ("encoder_sha256", encoder_sha256)}
    changed = [noun for noun, (key, sha256) in now.items() if about.get(key, sha256) != sha256]
    return " and ".join(changed) or None


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
    except UNREADABLE as error:
        raise ModelFormatError(f"the model's files cannot be read ({type(error).__name__})", str(folder)) from None
    except OSError as error:
        raise ModelError(f"the model's files cannot be opened ({type(error).__name__})", str(folder)) from None


_READERS: Mapping[int, Callable[[Path], ModelBundle]] = {1: _read_version_1}
