"""Find the files that a caller names: one, a folder of them, a pattern, or several of these; always in the same order."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authentica.errors import FormatError, InputError, SourceNotFoundError
from authentica.files import real_path
from authentica.schema.arguments import kind_of_value

__all__ = ["Files", "find_files", "refuse_data"]

_PATTERN_MARKS = "*?["
# A message among texts that were taken for names: it has blanks, and no ending and no root as a path with blanks would have.
_LIKE_A_PATH = re.compile(r"[^\s@]+|(?:\.{0,2}[/\\]|~|[A-Za-z]:)[^\r\n]*|[^\r\n@]*\.[A-Za-z][A-Za-z0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Files:
    """What was named, found: every file with the name that origins are made of, None where its own will do. To go through it gives the paths.

    `is_one` tells whether it is one file that was named as such: then what is wrong with it is an error.
    """

    paths: tuple[tuple[str | os.PathLike[str], str | None], ...]
    is_one: bool

    def __iter__(self) -> Iterator[str | os.PathLike[str]]:
        """Yield the paths."""
        return (path for path, _ in self.paths)


def find_files(named: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> Files:
    """Return the files in order: as they were named, and those of a folder or pattern by their paths.

    A folder is searched with all folders in it, also those that are linked; what is hidden (begins with a dot) is left
    out. A name with ``*``, ``?`` or ``[`` is a pattern unless there is a file of that name; ``**`` stands for any folders.
    A file that is found twice is read once. What has been found already stays as it is.

    Raises
    ------
    SourceNotFoundError
        If a pattern fits nothing.
    FormatError
        If a folder holds no file.
    InputError
        If nothing is named, or what is named is no path. A text that is none is not repeated: it may be a message.
    """
    if isinstance(named, Files):
        return named
    if isinstance(named, (str, os.PathLike)):
        if not os.fspath(named):
            raise InputError("the path is empty", "source", "Name a file, a folder or a pattern.")
        if not _is_many(named):
            return Files(((named, None),), is_one=True)
        return Files(tuple(_expand(named)), is_one=False)
    refuse_data(named)
    each = list(named)
    for place, one in enumerate(each):
        if not isinstance(one, (str, os.PathLike)) or not os.fspath(one):
            raise InputError(f"source {place + 1} of {len(each)} is no path", "source", "Give strings or paths.")
        if not _can_be_shown(one):
            raise SourceNotFoundError(
                "there is no such file",
                f"source {place + 1} of {len(each)}",
                "Check the spelling; texts that are no files are for Analyzer.pipe.",
            )
    if not each:
        raise InputError("no source is named", "source", "Name a file, a folder or a pattern.")
    if len(each) == 1:
        return find_files(each[0])
    found: dict[str, tuple[str | os.PathLike[str], str]] = {}
    for one in each:
        for path, name in _expand(one) if _is_many(one) else [(one, os.fspath(one))]:
            key = "-" if os.fspath(path) == "-" else real_path(path)
            found.setdefault(key, (path, _shortest(name)))
    return Files(tuple(_distinct(found.values())), is_one=False)


def refuse_data(named: Any) -> None:
    """Refuse what is neither a path nor several: an open file gives its lines, a mapping or frame the names of its columns."""
    if isinstance(named, (str, os.PathLike)):
        return
    if hasattr(named, "read"):
        raise InputError("a source must be a path, not an open file", "source", "Give the path of the file.")
    if isinstance(named, Mapping) or hasattr(named, "columns"):
        raise InputError(
            f"a source must be a path, not {kind_of_value(named)}",
            "source",
            "Frames and mappings of columns are for authentica.score_frame.",
        )
    if not isinstance(named, Iterable):
        raise InputError(f"a source must be a path, not {type(named).__name__}", "source")


def _can_be_shown(named: str | os.PathLike[str]) -> bool:
    """Whether it can be a path that a person wrote, so that an error may repeat it."""
    if not isinstance(named, str) or _LIKE_A_PATH.fullmatch(named):
        return True
    try:
        return Path(named).exists() or bool(glob.glob(named, recursive=True))  # noqa: PTH207 - as in `_expand`
    except (OSError, ValueError):
        return False


def _is_many(named: str | os.PathLike[str]) -> bool:
    text = os.fspath(named)
    if text == "-":
        return False
    try:
        path = Path(text)
        return path.is_dir() or (any(mark in text for mark in _PATTERN_MARKS) and not path.exists())
    except (OSError, ValueError):
        return False  # opening it says what is wrong


def _expand(named: str | os.PathLike[str]) -> list[tuple[str | os.PathLike[str], str]]:
    text = os.fspath(named)
    root = Path(text)
    if root.is_dir():
        if not (files := list(_walk(root))):
            raise FormatError("the folder holds no file", text, "Name a folder with transcripts.")
    else:
        found = glob.glob(text, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
        files = [path for path in map(Path, found) if _is_to_be_read(path)]
        if not files:
            raise SourceNotFoundError("no file fits the pattern", text, "Check the spelling and the folder.")
        fixed = Path(text).parts
        plain = next((n for n, part in enumerate(fixed) if any(mark in part for mark in _PATTERN_MARKS)), len(fixed))
        root = Path(*fixed[:plain])
    once: dict[str, tuple[str | os.PathLike[str], str]] = {}
    for path in sorted(files, key=lambda path: (len(path.parts), path)):  # a link to it may lead to a file, too
        once.setdefault(real_path(path), (path, path.relative_to(root).as_posix()))
    return sorted(once.values(), key=lambda item: item[1])


def _walk(root: Path) -> Iterator[Path]:
    """Yield what is to be read in a folder; a folder that cannot be looked into is yielded itself, and opening it says why."""
    barred: list[Path] = []
    seen = {real_path(root)}  # links may lead in a circle
    for folder, folders, names in os.walk(
        root, onerror=lambda error: barred.append(Path(error.filename)), followlinks=True
    ):
        inner = {real_path(Path(folder, name)): name for name in sorted(folders, reverse=True) if name[0] != "."}
        folders[:] = sorted(name for path, name in inner.items() if path not in seen)
        seen.update(inner)
        yield from (path for name in names if not name.startswith(".") and _is_to_be_read(path := Path(folder, name)))
    yield from barred


def _is_to_be_read(path: Path) -> bool:
    """Whether a path is a file, or might be one: a link to nowhere, or one that may not be looked at, is set aside, not lost."""
    try:
        return path.is_file() or (path.is_symlink() and not path.exists())
    except OSError:
        return True


def _shortest(name: str) -> str:
    return name if name == "-" else name.removeprefix("./")


def _distinct(
    files: Iterable[tuple[str | os.PathLike[str], str]],
) -> list[tuple[str | os.PathLike[str], str]]:
    """Give every file a name of its own: that by which it was found, or else its path."""
    taken: set[str] = set()
    distinct = []
    for path, name in files:
        chosen = name if name not in taken else os.fspath(path)
        taken.add(chosen)
        distinct.append((path, chosen))
    return distinct
