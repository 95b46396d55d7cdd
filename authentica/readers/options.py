"""What a caller may say about how a file is to be read, checked before anything is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from authentica.errors import InputError
from authentica.readers.columns import check_overrides
from authentica.readers.roles import check_roles
from authentica.readers.timestamps import DATE_ORDERS, DateOrder
from authentica.schema import Role
from authentica.schema.arguments import check_argument

__all__ = ["ReadOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """The options of one reading.

    Attributes
    ----------
    format : str or None
        Name of a format; None to recognise it.
    columns : mapping of str to (str or None)
        Column of each field that the caller names; None or "" switches a field off.
    roles : mapping of str to Role
        What the caller's own role words mean.
    dates : {"day-first", "month-first"} or None
        What stands first in dates such as 02/03/2026; None to infer it.
    """

    format: str | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    dates: DateOrder | None = None

    @classmethod
    def of(
        cls,
        format: str | None = None,
        columns: Mapping[str, str | None] | None = None,
        roles: Mapping[str, str | Role] | None = None,
        dates: str | None = None,
    ) -> ReadOptions:
        """Check what the caller gave and return the record.

        Raises
        ------
        ColumnError
            If a field is unknown.
        InputError
            If a role or an order of dates is unknown, or something is of another type.
        """
        for name, given in (("columns", columns), ("roles", roles)):
            if given is not None:
                check_argument(name, given, Mapping, "read_transcripts")
        if format is not None:
            check_argument("format", format, str, "read_transcripts")
        return cls(
            format=format,
            columns=check_overrides(columns or {}),
            roles=check_roles(roles or {}),
            dates=_check_dates(dates),
        )


def _check_dates(dates: str | None) -> DateOrder | None:
    if dates is None:
        return None
    check_argument("dates", dates, str, "read_transcripts")
    for order in DATE_ORDERS:
        if order == dates:
            return order
    raise InputError(f"{dates[:40]!r} is no order of dates", "dates", f"Give one of: {', '.join(DATE_ORDERS)}.")
