"""Wrong use of the command line: one sentence that names the option as it was typed, and exit code 2.

What an option takes is wrong wherever it is said; what a file holds, or where an output can go, is an error of its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from authentica.errors import AuthenticaError, InputError

__all__ = ["Parser", "UsageError", "pairs", "refuse_idle", "saying", "whole_number"]

_MOST_DIGITS = 18  # what any count of the library takes


class UsageError(InputError):
    """The command line asks for what cannot be."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong as every error is said, without the list of all options before it."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line."""
        raise UsageError(message.removeprefix("argument "), None, f"See: {self.prog} --help")


def whole_number(least: int) -> Callable[[str], int]:
    """Return what reads an option that is a whole number of at least `least`."""

    def read(value: str) -> int:
        if value.isdecimal() and len(value) <= _MOST_DIGITS and int(value) >= least:
            return int(value)
        raise argparse.ArgumentTypeError(f"a whole number of at least {least} is needed, not {value[:40]!r}")

    return read


def pairs(option: str, values: Sequence[str] | None, *, may_be_empty: bool = False) -> dict[str, str]:
    """Read repeated ``KEY=VALUE`` options, named in errors by `option`; ``KEY=`` is refused unless it has a meaning.

    Raises
    ------
    UsageError
        If one has no equals sign, no key, or no value where there has to be one.
    """
    found = {}
    for value in values or ():
        key, equals, target = value.partition("=")
        if not equals or not key or not (target or may_be_empty):
            raise UsageError(f"NAME=VALUE is needed, not {value[:60]!r}", option)
        found[key] = target
    return found


def refuse_idle(options: argparse.Namespace, names: Sequence[str], case: str) -> None:
    """Refuse options that would be accepted and then ignored in a case such as "without --output".

    The options have no default, so that one that was given can be told.
    """
    given = [f"--{name.replace('_', '-')}" for name in names if getattr(options, name) not in (None, False)]
    if given:
        raise UsageError(
            f"{' and '.join(given)} {'has' if len(given) == 1 else 'have'} no effect {case}", options.command
        )


@contextmanager
def saying(option: str) -> Iterator[None]:
    """Turn an error of the block, which checks what an option was given, into one of wrong use that names the option."""
    try:
        yield
    except AuthenticaError as error:
        raise UsageError(error.what, option, error.todo) from None
