"""Where models are: those that ship, by name, and all others by the path of their folder."""

from __future__ import annotations

from pathlib import Path

from authentica.errors import SourceNotFoundError
from authentica.folders import MANIFEST, is_folder

__all__ = ["is_shipped", "model_folder", "shipped_model_folder"]

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_model_folder(name: str = "default") -> Path:
    """Return the folder of a shipped model: inside the package in a wheel, ``models/`` beside it in a checkout.

    Raises
    ------
    SourceNotFoundError
        If neither place has it.
    """
    folder = _shipped(name)
    if folder is not None:
        return folder
    if not _PACKAGE.is_dir():
        todo = "authentica lies in an archive, and its models are read as files: install it unpacked, with pip install authentica."
    elif name == "default":
        todo = "Reinstall authentica, or build one with: authentica train data/labelled --output models/default"
    else:
        todo = "Give the path of a model's folder, or leave it out for the model that ships."
    raise SourceNotFoundError(f"there is no shipped model and no folder {name!r}", name, todo)


def is_shipped(model: str | Path) -> bool:
    """Whether this is the name of a model that ships, whatever stands in the working folder; a `Path` is none."""
    return isinstance(model, str) and model.isidentifier() and _shipped(model) is not None


def model_folder(model: str | Path) -> Path:
    """Return the folder that is meant by the name of a shipped model, or by the path of a folder.

    The name of a model that ships means that model: a folder of this name is meant by a path, such as ``./default``.

    Raises
    ------
    SourceNotFoundError
        If it is a name, and there is neither such a model nor such a folder.
    """
    if isinstance(model, str) and model.isidentifier() and (is_shipped(model) or not is_folder(Path(model))):
        return shipped_model_folder(model)
    return Path(model)


def _shipped(name: str) -> Path | None:
    for place in (_PACKAGE / "_models" / name, _PACKAGE.parent / "models" / name):
        if is_folder(place) and (place / MANIFEST).is_file():
            return place
    return None
