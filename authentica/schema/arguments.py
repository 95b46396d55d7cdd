"""What is handed to a public function, checked where it comes in, and refused in one form.

A function that would fail on the wrong thing anyway, but somewhere inside and in the words of Python, asks here first. Only types are
told, never values: a value may be message text.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from authentica.errors import InputError

__all__ = ["as_number", "as_path", "check_argument", "check_callable", "check_count", "check_stream", "kind_of_value"]


def check_argument(
    name: str, value: Any, kind: type | tuple[type, ...], where: str, *, todo: str | None = None
) -> None:
    """Refuse an argument that is of no kind that is needed; True and False are no numbers.

    Parameters
    ----------
    name : str
        Of the parameter.
    value : any
        What was given.
    kind : type or tuple of types
        What is needed; ``NoneType`` among them where it may be left out.
    where : str
        The function, as a caller knows it.
    todo : str, optional
        What the caller can do about it.

    Raises
    ------
    InputError
        If it is of another kind.

    Examples
    --------
    >>> check_argument("text", 7, str, "redact")
    Traceback (most recent call last):
    authentica.errors.InputError: redact: text must be a str, not an int.
    """
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        needed = " or ".join(_with_article(one.__name__) for one in kinds)
        raise InputError(f"{name} must be {needed}, not {kind_of_value(value)}", where, todo)


def check_stream(name: str, value: Any, of: str, where: str, *, todo: str | None = None) -> None:
    """Refuse what is no stream of things to read: a string, too, is one thing, though it can be iterated.

    Of a mapping or a data frame, iterating gives the names of its columns, which nobody means.

    Parameters
    ----------
    name, value, where, todo
        See `check_argument`.
    of : str
        What is streamed, in the plural.

    Raises
    ------
    InputError
        If it cannot be iterated, or is one string, a mapping or a data frame.
    """
    names_only = isinstance(value, Mapping) or hasattr(value, "columns")
    # An array of numpy without a dimension says that it can be iterated, and cannot.
    is_one = isinstance(value, (str, bytes)) or not isinstance(value, Iterable) or getattr(value, "ndim", 1) == 0
    if names_only or is_one:
        raise InputError(f"{name} must be a stream of {of}, not {kind_of_value(value)}", where, todo)


def check_callable(name: str, value: Any, where: str) -> None:
    """Refuse what cannot be called.

    Raises
    ------
    InputError
        If it cannot be.
    """
    if not callable(value):
        raise InputError(f"{name} must be callable, not {kind_of_value(value)}", where)


def check_count(name: str, value: Any, where: str, *, least: int = 1) -> int:
    """Return a whole number of at least `least` as Python's own, also one of numpy's.

    Raises
    ------
    InputError
        If it is none, or more than anything can be counted to.
    """
    number = least - 1 if isinstance(value, bool) or not isinstance(value, Integral) else int(value)
    if number < least:
        raise InputError(f"{name} must be a whole number of at least {least}", where)
    if number > sys.maxsize:
        raise InputError(f"{name} must be at most {sys.maxsize}", where)
    return number


def as_number(value: Any) -> float:
    """Return a number, also one of numpy's, as Python's own; NaN for what is none, or for True and False."""
    try:
        return math.nan if isinstance(value, bool) or not isinstance(value, Real) else float(value)
    except OverflowError:
        return math.nan


def as_path(name: str, value: Any, where: str) -> Path:
    """Return a path that was given as one or as a string.

    Raises
    ------
    InputError
        If it is neither.
    """
    check_argument(name, value, (str, Path), where)
    return Path(value)


def kind_of_value(value: Any) -> str:
    """Return what to call a value that is not what was needed: its type, never its content."""
    return "None" if value is None else _with_article(type(value).__name__)


def _with_article(name: str) -> str:
    if name == "NoneType":
        return "None"
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
