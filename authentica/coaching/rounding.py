"""Figures as they are stored: nine significant digits, so that the last bits of a processor's arithmetic do not show."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

__all__ = ["settled"]

Record = TypeVar("Record")


def settled(record: Record) -> Record:
    """Return a record with its numbers rounded.

    Examples
    --------
    >>> from authentica.coaching.records import Estimate
    >>> settled(Estimate(measure="missed", n=3, value=2 / 3)).value
    0.666666667
    """
    found: Any = record
    values = {field.name: getattr(found, field.name) for field in fields(found)}
    rounded = {name: float(f"{value:.9g}") for name, value in values.items() if isinstance(value, float)}
    return replace(found, **rounded) if rounded else record
