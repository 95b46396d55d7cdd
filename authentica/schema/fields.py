"""Reading a record's fields back: checked types, and one `RecordError` for whatever a malformed record raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authentica.errors import AuthenticaError, RecordError

__all__ = ["check_version", "count", "reading", "typed"]


def typed(data: Mapping[str, Any], key: str, kind: type) -> Any:
    """Return a field that must be there and of the type `kind`; True and False are no numbers.

    Raises
    ------
    KeyError
        If it is missing, for `reading` to turn into a `RecordError`.
    RecordError
        If it is of another type.
    """
    value = data[key]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise RecordError(f"the field {key!r} is a {type(value).__name__}, not a {kind.__name__}")
    return value


def count(value: Any) -> int:
    """Return an offset or length.

    Raises
    ------
    RecordError
        If it is no whole number of at least 0.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise RecordError("an offset or length is not a whole number of at least 0")
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


class reading:  # noqa: N801 - used like a function
    """Turns what a malformed record raises into one `RecordError` that names the record but not its content."""

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
