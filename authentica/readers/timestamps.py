"""Read the date formats of exports; what cannot be read with certainty is None, never an error.

In 02/03/2026 the day may stand first or the month. One such date does not tell, but 25/03/2026 in the same column does:
`infer_order` looks for that among the first values, and a `DateReader` then reads the whole column in one way.

A year of two figures stands last, and is one of 1969 to 2068, as for `datetime.strptime`. Zones are read by the names that mail
headers have and by others that mean one offset wherever they are written; IST and BST do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Literal, get_args

__all__ = ["DATE_ORDERS", "DateOrder", "DateReader", "infer_order", "parse_timestamp"]

DateOrder = Literal["day-first", "month-first"]
"""What stands first in a date in figures with the year last."""

DATE_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)
"""Both orders."""

_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
)
# Hours from Greenwich. Those of the first row are meant in mail headers (RFC 822), whoever else uses the letters.
_ZONES: Mapping[str, float] = MappingProxyType({
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
})  # fmt: skip
# Behind an offset, a name only says what it is called: "-0500 (EST)", "+0000 UTC", "Z[UTC]".
_CALLED = r"(?:\s{0,3}[(\[][^()\[\]]{1,40}[)\]]|\s{1,3}[A-Z]{2,5})?"
_ZONE = rf"(?:(?:UTC|GMT)?(?P<offset>[+-]\d{{1,2}}(?::?\d\d)?)|(?P<zone>z|{'|'.join(_ZONES)})){_CALLED}"
_TIME = rf"(?:(?:[Tt]|,?\s+(?:at\s+)?){_CLOCK}(?:\s*{_ZONE})?)?"
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"

_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}}){_TIME}",
        rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)(?:T(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d){_ZONE}?)?",
        rf"[A-Za-z]{{3}}\s+{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+(?:{_ZONE}\s+)?(?P<year>\d{{4}})",
        rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<day>\d{{1,2}})[\s-]{_MONTH}[\s-](?P<year>\d{{4}}|\d\d){_TIME}",
        rf"(?:[A-Za-z]{{3,9}},?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}){_TIME}",
        rf"(?P<first>\d{{1,2}})(?P<sep>[-/.])(?P<other>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}){_TIME}",
        # 26-01-05 may have the year first, and 10.05.30 may be a time of day.
        rf"(?P<first>\d{{1,2}})(?P<sep>/)(?P<other>\d{{1,2}})/(?P<year>\d\d){_TIME}",
        rf"(?P<first>\d{{1,2}})(?P<sep>\.)(?P<other>\d{{1,2}})\.(?P<year>\d\d)(?=\D+\d{{1,2}}:){_TIME}",
    )
)
_YEAR_LAST = re.compile(r"\s{0,9}(\d{1,2})([-/])(\d{1,2})\2(?:\d{4}|(?<=/)\d\d)(?!\d)")
_NO_TIME = ("", "nan", "nat", "none", "null", "n/a", "<na>", "-")
_EPOCH = re.compile(r"(\d{10})(\d{3}|\d{6})?(?:\.(\d+))?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LAST_SHORT_YEAR = 68
_MAX_CHARS = 64
_UNREAD = "messages without a time stay in the order of the file"


def parse_timestamp(value: str | None, order: DateOrder | None = None) -> datetime | None:
    """Return the time that a cell names, or None.

    Read are ISO 8601, seconds, milliseconds or microseconds since 1970, the forms of Twitter and of mail headers, and
    English month names; years also of two figures, where they stand last, behind a month's name, with slashes, or with dots before a
    time of day. A date in figures with the year last is read if
    it has one meaning (31/12/2019, 05/05/2019, and with dots, where the day always stands first), else in the order that is
    given. The result has a time zone only where the value states one.

    Examples
    --------
    >>> parse_timestamp("Wed Oct 11 13:00:09 +0000 2017").isoformat()
    '2017-10-11T13:00:09+00:00'
    >>> parse_timestamp("03/04/2019") is None
    True
    >>> parse_timestamp("03/04/2019", "day-first").isoformat()
    '2019-04-03T00:00:00'
    """
    if value is None or len(value) > _MAX_CHARS:
        return None
    text = value.strip()
    if not text.isascii():
        text = text.replace("\u202f", " ").replace("\xa0", " ")
        if not text.isascii():
            return None
    try:
        if epoch := _EPOCH.fullmatch(text):
            seconds, part, _ = epoch.groups()
            microseconds = int(f"{part or epoch.group(3) or ''}".ljust(6, "0")[:6])
            return datetime.fromtimestamp(int(seconds), tz=timezone.utc) + timedelta(microseconds=microseconds)
        for form in _FORMS:
            if found := form.fullmatch(text):
                return _build(found.groupdict(), order)
    except (ValueError, OverflowError):
        return None
    return None


def infer_order(values: Iterable[str]) -> DateOrder | None:
    """Return the order that the dates which have one meaning show; None where there are none, or of both orders.

    Examples
    --------
    >>> infer_order(["02/03/2026 09:12", "25/03/2026 10:00"])
    'day-first'
    """
    orders = {order for value in values if (order := _shown_order(value)) is not None and parse_timestamp(value)}
    return orders.pop() if len(orders) == 1 else None


def _shown_order(value: str) -> DateOrder | None:
    """Return the order of a date of which one figure is too great for a month."""
    found = _YEAR_LAST.match(value)
    if found is None:
        return None
    first, other = int(found[1]), int(found[3])
    if first > 12 >= other:
        return "day-first"
    return "month-first" if other > 12 >= first else None


class DateReader:
    """Reads the times of one column in one order, and counts what it could not read; without an order, dates of two meanings are not read."""

    def __init__(self, column: str, order: DateOrder | None = None) -> None:
        self._shown = repr(column[:40])
        self._order = order
        self._open_count = 0
        self._unknown_count = 0
        self._reversed_count = 0

    def read(self, *cells: str | None) -> datetime | None:
        """Return the time of the first cell that names one."""
        filled = [cell for cell in cells if cell is not None and cell.strip().casefold() not in _NO_TIME]
        for cell in filled:
            if (time := parse_timestamp(cell, self._order)) is not None:
                if self._order is not None and _shown_order(cell) not in (None, self._order):
                    self._reversed_count += 1
                return time
        if any(parse_timestamp(cell, "day-first") is not None for cell in filled):
            self._open_count += 1
        elif filled:
            self._unknown_count += 1
        return None

    def said(self) -> tuple[str, ...]:
        """Return what should be said aloud before the column is read."""
        return () if self._order is None else (f"Dates in {self._shown}: {self._order.replace('-', ' ')}.",)

    def said_after(self) -> tuple[str, ...]:
        """Return what should be said aloud when the column has been read."""
        said = []
        if self._open_count:
            said.append(
                f"{_counted(self._open_count, 'date')} in {self._shown} may be day first or month first, and stayed unread; say which with "
                f"--dates day-first or --dates month-first, or dates='day-first' from Python. Until then, {_UNREAD}."
            )
        if self._reversed_count and self._order is not None:
            said.append(
                f"{_counted(self._reversed_count, 'date')} in {self._shown} can only be the other way round than "
                f"{self._order.replace('-', ' ')}; check whether the column mixes both orders."
            )
        if self._unknown_count:
            said.append(
                f"{_counted(self._unknown_count, 'value')} in {self._shown} could not be read as a time; {_UNREAD}."
            )
        return tuple(said)


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def _build(parts: dict[str, str | None], order: DateOrder | None) -> datetime | None:
    day, month = parts.get("day"), parts.get("month")
    if name := parts.get("name"):
        if name[:3].lower() not in _MONTHS:
            return None
        month = str(_MONTHS.index(name[:3].lower()) + 1)
    if first := parts.get("first"):
        day, month = _day_and_month(first, parts.get("other") or "", parts.get("sep") or "", order)
    if day is None or month is None:
        return None
    hour = int(parts.get("hour") or 0)
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    year = parts.get("year") or ""
    return datetime(
        int(year) if len(year) > 2 else int(year) + (1900 if int(year) > _LAST_SHORT_YEAR else 2000),
        int(month),
        int(day),
        hour,
        int(parts.get("minute") or 0),
        int(parts.get("second") or 0),
        int((parts.get("fraction") or "").ljust(6, "0")[:6]),
        tzinfo=_zone(parts.get("zone"), parts.get("offset")),
    )


def _day_and_month(first: str, other: str, separator: str, order: DateOrder | None) -> tuple[str | None, str | None]:
    if separator == "." or int(first) == int(other) or int(first) > 12:
        return first, other
    if int(other) > 12 or order == "month-first":
        return other, first
    return (first, other) if order == "day-first" else (None, None)


def _zone(name: str | None, offset: str | None) -> timezone | None:
    if name is not None:
        return timezone(timedelta(hours=_ZONES[name.upper()]))
    if offset is None:
        return None
    digits = offset[1:].replace(":", "")
    hours, rest = (digits, "0") if len(digits) <= len("hh") else (digits[:-2], digits[-2:])
    minutes = int(hours) * 60 + int(rest)
    return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
