"""Files that appear whole or not at all, even when the process is killed or the machine loses power; and cells that no spreadsheet runs."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from authentica.errors import AuthenticaError, OutputError
from authentica.schema.arguments import check_argument

__all__ = [
    "check_place",
    "clear_unfinished",
    "encodable",
    "encodable_json",
    "inert_cell",
    "is_unfinished",
    "real_path",
    "unfinished_file",
    "write_whole",
    "writing",
]

_UNFINISHED = ".part"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_SEPARATOR = re.compile(r"[;\t\r\n]")
_FORMULA_SIGN = re.compile(r"[=+@＝＋＠－-]")
# As in lists; what runs more than arithmetic has a bracket or a bar somewhere.
_LIST_DASH = re.compile(r"[－-]\s+[^\W\d_]")
_CALLS = re.compile(r"[(|]")
# What a spreadsheet may drop from the start of a cell before it looks whether it is a formula.
_BLANKS = "".join(map(chr, range(0x21))) + "\x7f\x85\xa0\u200b\u200c\u200d\u2028\u2029\u2060\u3000\ufeff"
# Escapes of JSON, one after the other: a pair of surrogates is a character, and a lone one is not.
_JSON_ESCAPE = re.compile(r"\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(?P<lone>ud[89a-f][0-9a-f]{2})|.)")
_SURROGATES = dict.fromkeys(range(55296, 57344), 65533)


def real_path(path: str | os.PathLike[str]) -> str:
    """Return a path without symbolic links; one that no file can have stays as it is, and opening it says what is wrong."""
    try:
        return os.path.realpath(path)
    except ValueError:
        return os.fspath(path)


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Turn what the system says about a file that cannot be written into an `OutputError`."""
    try:
        yield
    except OSError as error:
        if isinstance(error, AuthenticaError):
            raise
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
    try:
        if "\0" in str(target):
            raise OutputError("no file can have such a name", ascii(str(target)), "Name another output.")
        if not Path(real_path(target)).parent.is_dir():
            raise OutputError("its folder does not exist", str(target), "Create the folder first.")
        if target.is_dir():
            raise OutputError("there is a folder where the file should go", str(target), "Name another output.")
        if target.exists() and not target.is_file():
            raise OutputError(
                "there is a device or a pipe where the file should go",
                str(target),
                "An output appears whole or not at all: name a file, and read it from there.",
            )
    except OSError as error:
        if isinstance(error, AuthenticaError):
            raise
        raise OutputError(f"nothing can be written there ({error.strerror})", str(target)) from None


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


def inert_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before what could start one.

    Spreadsheets run a cell whose first character, white space aside, is ``=``, ``+``, ``-`` or ``@`` (full-width forms
    included); a tab or line break at the start can move what follows into a cell of its own. So can a semicolon, tab or line break
    within, where a spreadsheet takes another separator than the file has; a dash before a word, as in lists, stays there.
    Source: OWASP, "CSV Injection". Lone surrogates, which UTF-8 cannot hold, become U+FFFD, one for one.

    Raises
    ------
    InputError
        If it is no string.

    Examples
    --------
    >>> inert_cell("=HYPERLINK(A1)"), inert_cell("  @SUM(1)"), inert_cell("on its way")
    ("'=HYPERLINK(A1)", "'  @SUM(1)", 'on its way')
    """
    check_argument("text", text, str, "inert_cell")
    if _SEPARATOR.search(text):
        may_list = _CALLS.search(text) is None

        def marked(sign: re.Match[str]) -> str:
            is_list = may_list and _LIST_DASH.match(sign.string, sign.start()) is not None
            return sign[0] if is_list or not _follows_separator(sign.string, sign.start()) else f"'{sign[0]}"

        text = _FORMULA_SIGN.sub(marked, text)
    risky = text.startswith(_FORMULA_STARTS) or text.lstrip(_BLANKS).startswith(_FORMULA_STARTS)
    return encodable("'" + text if risky else text)


def _follows_separator(text: str, at: int) -> bool:
    start = at
    while start and (text[start - 1] in _BLANKS or text[start - 1] == '"'):
        start -= 1
    return _SEPARATOR.search(text, max(start - 1, 0), at) is not None


def encodable(text: str) -> str:
    """Return the text with lone surrogates as U+FFFD, one for one, so that offsets hold."""
    return text if text.isascii() else text.translate(_SURROGATES)


def encodable_json(line: str) -> str:
    """Return ASCII JSON, as `json.dumps` writes it, with lone surrogates as U+FFFD: many programs refuse a file that has one."""
    if "\\ud" not in line:
        return line
    return _JSON_ESCAPE.sub(lambda escape: r"\ufffd" if escape["lone"] else escape[0], line)


def _sync_folder(folder: Path) -> None:
    # A renamed file is only there after a power cut if its folder has been synchronised; not every system can.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
