"""Read the date formats of exports; what cannot be read with certainty is None, never an error."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

__all__ = ["parse_timestamp"]

_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_ZONE = r"(?P<zone>Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)"
_TIME = rf"(?:(?:[Tt]|,?\s+(?:at\s+)?){_CLOCK}(?:\s*{_ZONE})?)?"
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"

_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}}){_TIME}",
        rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)(?:T(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d){_ZONE}?)?",
        rf"[A-Za-z]{{3}}\s+{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+(?:{_ZONE}\s+)?(?P<year>\d{{4}})",
        rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<day>\d{{1,2}})[\s-]{_MONTH}[\s-](?P<year>\d{{4}}){_TIME}",
        rf"(?:[A-Za-z]{{3,9}},?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}){_TIME}",
        rf"(?P<first>\d{{1,2}})(?P<sep>[-/.])(?P<other>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}){_TIME}",
    )
)
_EPOCH = re.compile(r"(\d{10})(\d{3}|\d{6})?(?:\.(\d+))?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MAX_CHARS = 64


def parse_timestamp(value: str | None) -> datetime | None:
    """Return the time that a cell names, or None.

    Read are ISO 8601, seconds, milliseconds or microseconds since 1970, the forms of Twitter and of mail headers, and
    English month names. A date in figures with the year last is read only if it has one meaning: 31/12/2019,
    05/05/2019, and with dots, where the day always stands first. The result has a time zone only where the value
    states one.

    Examples
    --------
    >>> parse_timestamp("Wed Oct 11 13:00:09 +0000 2017").isoformat()
    '2017-10-11T13:00:09+00:00'
    >>> parse_timestamp("03/04/2019") is None
    True
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
                return _build(found.groupdict())
    except (ValueError, OverflowError):
        return None
    return None


def _build(parts: dict[str, str | None]) -> datetime | None:
    day, month = parts.get("day"), parts.get("month")
    if name := parts.get("name"):
        if name[:3].lower() not in _MONTHS:
            return None
        month = str(_MONTHS.index(name[:3].lower()) + 1)
    if first := parts.get("first"):
        day, month = _day_and_month(first, parts.get("other") or "", parts.get("sep") or "")
    if day is None or month is None:
        return None
    hour = int(parts.get("hour") or 0)
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    return datetime(
        int(parts.get("year") or 0),
        int(month),
        int(day),
        hour,
        int(parts.get("minute") or 0),
        int(parts.get("second") or 0),
        int((parts.get("fraction") or "").ljust(6, "0")[:6]),
        tzinfo=_zone(parts.get("zone")),
    )


def _day_and_month(first: str, other: str, separator: str) -> tuple[str | None, str | None]:
    if separator == "." or first == other or int(first) > 12:
        return first, other
    if int(other) > 12:
        return other, first
    return None, None


def _zone(zone: str | None) -> timezone | None:
    if zone is None:
        return None
    if zone[0] not in "+-":
        return timezone.utc
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
