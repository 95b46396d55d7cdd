"""Reading a record's fields back: checked types, and one `RecordError` for whatever a malformed record raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authentica.errors import AuthenticaError, RecordError

__all__ = ["RecordFaults", "as_string", "as_whole", "check_version"]


def as_string(value: Any, name: str) -> str:
    """Return a field's value that must be a string.

    Raises
    ------
    RecordError
        If it is none.
    """
    if not isinstance(value, str):
        raise RecordError(f"the field {name!r} is a {type(value).__name__}, not a str")
    return value


def as_whole(value: Any, name: str) -> int:
    """Return a field's value that must be a whole number of at least 0; True and False are no numbers.

    Raises
    ------
    RecordError
        If it is none.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise RecordError(f"the field {name!r} is not a whole number of at least 0")
    return value


def check_version(data: Any, record: str, versions: tuple[int, ...], *, unnamed: int | None = None) -> int:
    """Return the schema version of a stored record: `unnamed` where it names none.

    Raises
    ------
    RecordError
        If it is no mapping, or of none of the versions that this release reads.
    """
    if not isinstance(data, Mapping):
        raise RecordError(f"a mapping is needed, not a {type(data).__name__}", record)
    version = data.get("schema_version", unnamed)
    if version not in versions or not isinstance(version, int) or isinstance(version, bool):
        raise RecordError(
            f"the record has schema version {str(version)[:20]!r}; this release reads up to {versions[-1]}",
            record,
            "Read it with the release that wrote it, or score again.",
        )
    return version


class RecordFaults:
    """Turns what a malformed record raises into one `RecordError` that names the record but not its content.

    Entered for each record within a record: as a class it takes half as long as by `contextlib.contextmanager`.
    """

    def __init__(self, record: str) -> None:
        self._record = record

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: Any) -> None:
        if isinstance(error, RecordError) and error.where is None:
            raise RecordError(error.what, self._record, error.todo) from None
        if isinstance(error, KeyError) and not isinstance(error, RecordError):
            raise RecordError(f"the field {str(error.args[0])[:40]!r} is missing", self._record) from None
        if isinstance(error, (TypeError, ValueError, AttributeError, OverflowError)) and not isinstance(
            error, AuthenticaError
        ):
            raise RecordError(
                f"a field has an unreadable value ({kind.__name__ if kind else ''})", self._record
            ) from None
