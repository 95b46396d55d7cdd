"""Files that people hand to training: opened, and read line by line as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from authentica.errors import AuthenticaError, InputError, LabelError

__all__ = ["NO_JSON", "filled_lines", "json_lines", "opened", "read_lines"]

NO_JSON = (ValueError, RecursionError)
"""What `json.loads` raises of a line that is none."""

_Made = TypeVar("_Made")


@contextmanager
def opened(path: Path, **how: Any) -> Iterator[IO[Any]]:
    """Open a file as `Path.open` does; an `InputError` says what the system has against reading it."""
    try:
        with path.open(**how) as file:
            yield file
    except OSError as error:
        if isinstance(error, AuthenticaError):
            raise
        raise InputError(f"the file cannot be read ({error.strerror or type(error).__name__})", str(path)) from None


def filled_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each line that holds something: of bytes, as a line separator within a text ends none."""
    with opened(path, mode="rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, line


def json_lines(path: Path, todo: str | None = None) -> Iterator[tuple[str, Any]]:
    """Yield place and value of each line that holds something; a `LabelError` names one that is no JSON, and what to do."""
    for number, line in filled_lines(path):
        where = f"{path.name}:{number}"
        try:
            value = json.loads(line)
        except NO_JSON:
            raise LabelError("the line is not JSON", where, todo) from None
        yield where, value


def read_lines(path: Path, make: Callable[[Any], _Made], wrong: str) -> Iterator[_Made]:
    """Yield what `make` returns for the JSON of each line; a `LabelError` says what is wrong with one it fails on, and where."""
    with opened(path, mode="rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                made = make(json.loads(line))
            except (*NO_JSON, KeyError, TypeError, AttributeError, OverflowError):
                raise LabelError(wrong, f"{path.name}:{number}") from None
            yield made
