"""Windows of time: what a deadline's words mean in hours from a message and, where its time is known, as dates.

Hours follow one convention: a day is 24 and so is a business day, a week 168, a month 720; "today" is 0 to 24 and "tomorrow" 0
to 48, whatever the time of the message. Dates are exact: business days skip Saturdays and Sundays (public holidays are not
known), a day ends at midnight, the business day at 17:00.
"""

from __future__ import annotations

import calendar
import enum
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

__all__ = ["CLOSE_OF_BUSINESS", "EARLIEST_DIAL_HOUR", "Day", "Window", "hours_of", "moments_of"]

CLOSE_OF_BUSINESS = 17.0
# The waking hours, in which a time without am or pm is looked for: "at 5" is the afternoon, "at 9" may be the morning.
EARLIEST_DIAL_HOUR = 8.0
_LATEST_DIAL_HOUR = 22.0
_DAY_HOURS = 24.0
_SATURDAY = 5


class _NoSuchDayError(Exception):
    """The calendar has no such day to come, or ends before it."""


class Day(str, enum.Enum):
    """How the day, or the span of days, of a window is found from the day of the message."""

    OFFSET = "offset"
    """So many days on (`Window.number`)."""
    WEEKDAY = "weekday"
    """The next day of that name after today, Monday 0 (`Window.number`); a week later with 7 more."""
    DATE = "date"
    """A day of a month: `Window.number`, `Window.month` (0: the next month that has it to come), `Window.year` (0: the next)."""
    MONTH = "month"
    """The next month of that number, all of it."""
    WEEK = "week"
    """So many weeks on, Monday to Sunday."""
    WEEKEND = "weekend"
    """The Saturday and Sunday so many weeks on."""
    MONTHS = "months"
    """So many months on, all of it."""
    YEARS = "years"
    """So many years on, all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time relative to a message: a duration in hours, which may count business days only, or a calendar time.

    A calendar time without a `day` is today, or tomorrow where its `clock`, from and until, has passed. For `number`, `month` and `year` see
    `Day`.
    """

    low_hours: float | None = None
    high_hours: float | None = None
    business: bool = False
    day: Day | None = None
    number: int = 0
    month: int = 0
    year: int = 0
    clock: tuple[float, float] | None = None
    until: bool = False  # "by Friday": it may as well be earlier
    last_day: bool = False  # "the end of the month": of the span only that counts
    before: bool = False  # "before Friday": it ends where its day, or its span of days, begins
    other: Window | None = None  # "today or tomorrow": both count
    dial: bool = False  # below 12, told without am or pm: the next such time in waking hours is meant


def hours_of(window: Window, created_at: datetime | None) -> tuple[float | None, float | None]:
    """Return the window in hours from the message; None where that would need the message's time."""
    if window.day is None and window.clock is None:
        return window.low_hours, window.high_hours
    if window.day is Day.OFFSET and (window.other is None or window.other.day is Day.OFFSET):
        days = max(window.number, window.other.number if window.other else 0) + (not window.before)
        return 0.0, _DAY_HOURS * days
    if created_at is None:
        return None, None
    found = moments_of(window, created_at)
    if found is None:
        return None, None
    low, high = (max(0.0, round((moment - created_at).total_seconds() / 3600, 2)) for moment in found)
    return low, high


def moments_of(window: Window, created_at: datetime) -> tuple[datetime, datetime] | None:
    """Return the window as dates in the message's time zone; None where it leaves the calendar, or lies before the message."""
    if window.other is not None:
        both = [moments_of(each, created_at) for each in (replace(window, other=None), window.other)]
        known = [each for each in both if each is not None]
        return (min(low for low, _ in known), max(high for _, high in known)) if len(known) == len(both) else None
    try:
        if window.day is None and window.clock is None:
            low, high = window.low_hours or 0.0, window.high_hours
            if high is None:
                return None
            return _later(created_at, low, window.business), _later(created_at, high, window.business)
        first, last = _days(window, created_at)
        if window.last_day:
            first = last
        if window.before:
            last = first
        opens, closes = _off_dial(window, last, created_at) if window.dial else window.clock or (0.0, 24.0)
        low_moment = _at(first, opens, created_at)
        high_moment = low_moment if window.before else _at(last, closes + (24.0 if closes < opens else 0.0), created_at)
        if window.day is None and high_moment <= created_at:
            low_moment, high_moment = low_moment + timedelta(days=1), high_moment + timedelta(days=1)
    except (OverflowError, ValueError, _NoSuchDayError):
        return None
    return (created_at if window.until else max(created_at, low_moment)), max(created_at, high_moment)


def _off_dial(window: Window, day: date, created_at: datetime) -> tuple[float, float]:
    """Return the hours that a time without am or pm means on a day, or on the next one where none is left of that day."""
    opens, closes = window.clock or (0.0, 0.0)
    waking = [hour for hour in (closes, closes + 12.0) if EARLIEST_DIAL_HOUR <= hour <= _LATEST_DIAL_HOUR]
    # On a day that is named, rather late than before the message.
    readings = [*waking, closes + 12.0] if window.day is not None else waking
    meant = next((hour for hour in readings if _at(day, hour, created_at) > created_at), readings[0])
    if window.until:
        return opens, meant
    return opens + (12.0 if opens + 12.0 <= meant else 0.0), meant


def _at(day: date, hours: float, like: datetime) -> datetime:
    return datetime.combine(day, time(), like.tzinfo) + timedelta(hours=hours)


def _later(start: datetime, hours: float, business: bool) -> datetime:
    if not business:
        return start + timedelta(hours=hours)
    days, rest = divmod(hours, _DAY_HOURS)
    if days > 100_000:
        raise _NoSuchDayError
    moment = _workday(start)
    weeks, days = divmod(int(days), 5)
    moment += timedelta(weeks=weeks)
    for _ in range(days):
        # From Friday afternoon it goes on at the same hour of Monday.
        moment += timedelta(days=3 if moment.weekday() == _SATURDAY - 1 else 1)
    return _workday(moment + timedelta(hours=rest)) if rest else moment


def _workday(moment: datetime) -> datetime:
    """Return the moment, or for one on a weekend the beginning of the Monday after."""
    if moment.weekday() < _SATURDAY:
        return moment
    return datetime.combine(moment.date() + timedelta(days=7 - moment.weekday()), time(), moment.tzinfo)


def _days(window: Window, created_at: datetime) -> tuple[date, date]:
    today, number = created_at.date(), window.number
    if window.day is Day.WEEKDAY:
        found = today + timedelta(days=(number - today.weekday() - 1) % 7 + 1 + number // 7 * 7)
    elif window.day is Day.DATE:
        found = _date(window, today)
    elif window.day is Day.WEEK:
        monday = today + timedelta(days=7 * number - today.weekday())
        return monday, monday + timedelta(days=6)
    elif window.day is Day.WEEKEND:
        saturday = today + timedelta(days=7 * number + _SATURDAY - today.weekday())
        return saturday, saturday + timedelta(days=1)
    elif window.day is Day.MONTH:
        return _month(today.year + (number < today.month), number)
    elif window.day is Day.MONTHS:
        years, month = divmod(today.month - 1 + number, 12)
        return _month(today.year + years, month + 1)
    elif window.day is Day.YEARS:
        return date(today.year + number, 1, 1), date(today.year + number, 12, 31)
    else:
        found = today + timedelta(days=number)
    return found, found


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _date(window: Window, today: date) -> date:
    """Return the next such day; where day and month can be read either way round (`month` negative), the nearer one."""
    if window.month < 0:
        readings = [_dated(window.number, -window.month, window.year, today)]
        if -window.month != window.number:
            readings.append(_dated(-window.month, window.number, window.year, today))
        return min(readings, key=lambda day: (day < today, abs((day - today).days)))
    return _dated(window.number, window.month, window.year, today)


def _dated(day: int, month: int, year: int, today: date) -> date:
    if year:
        found = date(year, month, day)
        if found < today:
            raise _NoSuchDayError
        return found
    # Eight years on, even the 29th of February has come.
    for ahead in range(12 * 8 + 1):
        years, candidate = divmod(today.month - 1 + ahead, 12)
        year, candidate = today.year + years, candidate + 1
        if month in (0, candidate) and day <= calendar.monthrange(year, candidate)[1]:
            found = date(year, candidate, day)
            if found >= today:
                return found
    raise _NoSuchDayError
