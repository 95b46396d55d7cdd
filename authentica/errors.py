"""Every error that authentica raises.

::

    AuthenticaError
    ├── InputError (ValueError)          what was handed in cannot be used
    │   ├── FormatError                  a file is not in a readable format
    │   ├── ColumnError                  a table lacks a column, or names it ambiguously
    │   └── LabelError                   a label file breaks the codebook
    ├── SourceNotFoundError (FileNotFoundError)
    ├── RecordError (ValueError)         a stored record cannot be read back
    ├── ModelError (ValueError)          a model folder cannot be loaded
    │   ├── ModelFormatError             unknown format version or malformed manifest
    │   └── ModelTamperedError           its files are not those that its manifest lists
    │       ├── ModelFileMissingError    one is missing
    │       ├── ModelFileExtraError      there is one that is not listed
    │       └── ModelFileAlteredError    one has another hash
    ├── LexiconError (ValueError)        a lexicon line is malformed
    ├── NotScoredError (KeyError)        a level was asked of a reply that was not scored
    ├── OutputError (OSError)            results cannot be written where they should go
    └── MissingExtraError (ImportError)  an optional part is not installed

Each class takes facts and composes one sentence: what is wrong, where, and what to do next. No class ever takes or
shows message text. All survive pickling, so they cross process boundaries unchanged.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import Any

__all__ = [
    "AuthenticaError",
    "ColumnError",
    "FormatError",
    "InputError",
    "LabelError",
    "LexiconError",
    "MissingExtraError",
    "ModelError",
    "ModelFileAlteredError",
    "ModelFileExtraError",
    "ModelFileMissingError",
    "ModelFormatError",
    "ModelTamperedError",
    "NotScoredError",
    "OutputError",
    "RecordError",
    "SourceNotFoundError",
]


class AuthenticaError(Exception):
    """Base of every error the library raises.

    Parameters
    ----------
    what : str
        What is wrong, as a clause without a full stop.
    where : str, optional
        The file, row, field or option concerned.
    todo : str, optional
        What the caller can do about it.
    """

    def __init__(self, what: str, where: str | None = None, todo: str | None = None) -> None:
        super().__init__(what, where, todo)
        _put_straight(self, what, where)
        self.what = what
        self.where = where
        self.todo = todo

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.todo}" if self.todo else ""
        # A name may hold half a character, which nothing can print.
        return f"{place}{self.what}.{advice}".encode("utf-8", "backslashreplace").decode()

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.what, self.where, self.todo))


def _put_straight(error: BaseException, what: str, where: str | None) -> None:
    """Give an error of the system its attributes: it takes three arguments for its number, its words and the file."""
    if isinstance(error, OSError):
        error.errno = errno.ENOENT if isinstance(error, FileNotFoundError) else None
        error.strerror, error.filename = what, where


class InputError(AuthenticaError, ValueError):
    """What was handed in cannot be used as it is."""


class FormatError(InputError):
    """A file is not in a format that can be read."""


_NAMES_SHOWN = 12


class ColumnError(InputError):
    """A table lacks a needed column, or more than one column could be it."""

    @classmethod
    def unknown(cls, name: str, field: str, columns: Iterable[str], where: str) -> ColumnError:
        """Compose the error for a column that was named and is not there."""
        return cls(
            f"there is no column {name[:40]!r} for the {field} (columns: {cls._shown(columns)})",
            where,
            "Check the spelling, or name one of these.",
        )

    @classmethod
    def missing(cls, field: str, columns: Iterable[str], where: str) -> ColumnError:
        """Compose the error for a field that no column supplies."""
        return cls(
            f"no column was recognised as the {field} (columns: {cls._shown(columns)})",
            where,
            f"Name it with --column {field}=COLUMN, or columns={{'{field}': 'COLUMN'}} from Python; "
            "if a vendor made the file, name its format with --format.",
        )

    @staticmethod
    def _shown(columns: Iterable[str]) -> str:
        # A file without a header shows a message where the names should be: only what can be a name is shown.
        named = list(columns)
        like_names = [name for name in named if _can_be_a_name(name)]
        shown = [repr(name[:40]) for name in like_names[:_NAMES_SHOWN]]
        if more := len(like_names) - len(shown):
            shown.append(f"{more:,} more")
        if hidden := len(named) - len(like_names):
            shown.append(
                f"{hidden:,} not shown, since a first row may be a message: more than two words, or signs in them"
            )
        return ", ".join(shown) or "none at all"


def _can_be_a_name(text: str) -> bool:
    words = text.replace("-", "_").split()
    return 0 < len(words) <= 2 and all(part.isidentifier() for word in words for part in word.split("."))


class LabelError(InputError):
    """A label file breaks the codebook."""


class SourceNotFoundError(AuthenticaError, FileNotFoundError):
    """A file or folder that was named does not exist."""


class RecordError(AuthenticaError, ValueError):
    """A stored record cannot be read back."""


class ModelError(AuthenticaError, ValueError):
    """A model folder cannot be loaded."""


class ModelFormatError(ModelError):
    """The model's format version is unknown, or its manifest is malformed."""


class ModelTamperedError(ModelError):
    """A model's files are not those that its manifest lists; raised as one of its subclasses."""


class ModelFileMissingError(ModelTamperedError):
    """A file that the manifest lists is missing."""


class ModelFileExtraError(ModelTamperedError):
    """There is a file that the manifest does not list."""


class ModelFileAlteredError(ModelTamperedError):
    """A file differs from its hash in the manifest."""


class LexiconError(AuthenticaError, ValueError):
    """A lexicon line is malformed."""


class NotScoredError(AuthenticaError, KeyError):
    """A level was asked of a reply that was not scored."""


class OutputError(AuthenticaError, OSError):
    """Results cannot be written where they should go."""


class MissingExtraError(AuthenticaError, ImportError):
    """An optional part of authentica is not installed."""

    @classmethod
    def of(cls, module: str, extra: str) -> MissingExtraError:
        """Compose the error for a ``module`` that the ``extra`` would bring."""
        return cls(f"{module} is not installed", None, f'Install it with: pip install "authentica[{extra}]"')
