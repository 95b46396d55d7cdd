"""The day, ISO week or month in which a moment lies, in the time zone in which it was written."""

from __future__ import annotations

from datetime import date, datetime

__all__ = ["PERIODS", "period_index", "period_of"]

PERIODS = ("day", "week", "month")
"""The lengths of a period."""


def period_of(moment: datetime, period: str) -> str:
    """Return the name of the period; names sort as the periods follow each other.

    Examples
    --------
    >>> moment = datetime(2024, 12, 30, 9, 0)
    >>> [period_of(moment, period) for period in PERIODS]
    ['2024-12-30', '2025-W01', '2024-12']
    """
    if period == "week":
        year, week, _ = moment.isocalendar()
        return f"{year:04d}-W{week:02d}"
    return f"{moment.year:04d}-{moment.month:02d}" + (f"-{moment.day:02d}" if period == "day" else "")


def period_index(name: str, period: str) -> int:
    """Return the number of a period on an even scale, so that a missing one leaves a gap.

    Examples
    --------
    >>> period_index("2025-W01", "week") - period_index("2024-W52", "week")
    1
    >>> period_index("2025-02", "month") - period_index("2024-12", "month")
    2
    """
    if period == "week":
        return date.fromisocalendar(int(name[:4]), int(name[6:]), 1).toordinal() // 7
    if period == "month":
        return int(name[:4]) * 12 + int(name[5:]) - 1
    return date.fromisoformat(name).toordinal()
