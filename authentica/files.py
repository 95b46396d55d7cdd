"""Files that appear whole or not at all, even when the process is killed or the machine loses power."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from authentica.errors import AuthenticaError, OutputError

__all__ = [
    "check_place",
    "clear_unfinished",
    "is_same_file",
    "is_unfinished",
    "real_path",
    "unfinished_file",
    "write_whole",
    "writing",
]

_UNFINISHED = ".part"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def real_path(path: str | os.PathLike[str]) -> str:
    """Return a path without symbolic links; one that no file can have stays as it is, and opening it says what is wrong."""
    try:
        return os.path.realpath(path)
    except ValueError:
        return os.fspath(path)


def is_same_file(path: str | os.PathLike[str], other: Path) -> bool:
    """Return whether a path is a file, and the same as the other; of what cannot be looked at, opening it says what is wrong."""
    try:
        return other.is_file() and other.samefile(path)
    except (OSError, ValueError):
        return False


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Turn what the system says about a file that cannot be written into an `OutputError`."""
    try:
        yield
    except AuthenticaError:
        raise
    except OSError as error:
        remedy = "make room" if error.errno in _NO_ROOM else "see to it"
        raise OutputError(
            f"writing stopped ({error.strerror or type(error).__name__})",
            str(target),
            f"Nothing that was finished is lost: {remedy}, and run the same command again.",
        ) from None
    except UnicodeError:
        raise OutputError("its name cannot be encoded", ascii(str(target))) from None


def check_place(target: Path) -> None:
    """Refuse a file that cannot be put where it should go, before the work and not after it.

    Raises
    ------
    OutputError
        If its folder does not exist, or there is a folder, a device or a pipe in its place.
    """
    if "\0" in str(target):
        raise OutputError("no file can have such a name", ascii(str(target)), "Name another output.")
    try:
        has_folder, is_folder = Path(real_path(target)).parent.is_dir(), target.is_dir()
        is_other = target.exists() and not target.is_file()
    except OSError as error:
        raise OutputError(f"nothing can be written there ({error.strerror})", str(target)) from None
    if not has_folder:
        raise OutputError("its folder does not exist", str(target), "Create the folder first.")
    if is_folder:
        raise OutputError("there is a folder where the file should go", str(target), "Name another output.")
    if is_other:
        raise OutputError(
            "there is a device or a pipe where the file should go",
            str(target),
            "An output appears whole or not at all: name a file, and read it from there.",
        )


@contextmanager
def unfinished_file(target: Path) -> Iterator[BinaryIO]:
    """Give out a file beside `target` that takes its place when the block ends well, and vanishes otherwise.

    A link stays one: the file that it names is written. What is raised inside the block passes unchanged.

    Yields
    ------
    binary file
        Its bytes reach the disk before its name changes.

    Raises
    ------
    OutputError
        If it cannot be made, finished or renamed.
    """
    check_place(target)
    target = Path(real_path(target))
    part = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}{_UNFINISHED}")
    with writing(target):
        file = part.open("xb")
    try:
        yield file
        with writing(target):
            file.flush()
            os.fsync(file.fileno())
            file.close()
            part.replace(target)
    except BaseException:
        with suppress(OSError):  # closing writes what is left, which may fail again
            file.close()
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def write_whole(target: Path, content: bytes) -> None:
    """Write a file atomically.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with unfinished_file(target) as file, writing(target):
        file.write(content)


def is_unfinished(path: Path) -> bool:
    """Return whether a file is one that was being written."""
    return path.name.startswith(".") and path.name.endswith(_UNFINISHED)


def clear_unfinished(folder: Path, name: str = "") -> None:
    """Remove what killed runs left unfinished in a folder, of files whose names begin with `name` where given."""
    with writing(folder):
        for part in folder.iterdir():
            if is_unfinished(part) and part.name.startswith(f".{name}"):
                part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    # A renamed file is only there after a power cut if its folder has been synchronised; not every system can.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
