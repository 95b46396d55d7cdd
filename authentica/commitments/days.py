"""Days: "Friday", "the 14th", "03/12", "the end of the month"."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from authentica.commitments.clocks import ClockCursor
from authentica.commitments.timewords import (
    BUSINESS,
    ENDS,
    MONTHS,
    ORDINALS,
    PARTS,
    SHORT_NAMES,
    TOMORROW,
    UNIT_HOURS,
    WEEKDAYS,
)
from authentica.commitments.windows import CLOSE_OF_BUSINESS, Day, Window

__all__ = ["SPANS_WITH_END", "DayCursor", "clocked"]

SPANS_WITH_END = MappingProxyType({"week": Day.WEEK, "month": Day.MONTHS, "year": Day.YEARS})
"""Spans of days that end together with a day of their own."""

_SPANS = {**SPANS_WITH_END, "wk": Day.WEEK}
_OPENING = frozenset("open opens opened opening closed close closes closing hours 24/7 lines shift".split())
_AFTER_WEEK = frozenset("and around at before between but by from if in or so then to unless with".split())
_MIDWEEK = frozenset(("midweek", "mid", "-", "week"))
_WEDNESDAY = WEEKDAYS["wednesday"]
_QUARTERS = frozenset("1234")


class DayCursor(ClockCursor):
    """Parses days and parts of days; every method takes the place to start from."""

    def _is_opening(self, at: int) -> bool:
        """Whether the words before, in the sentence, speak of opening hours."""
        for back in range(at - 1, max(-1, at - 12), -1):
            if self.word(back) in ENDS:
                return False
            if self.word(back) in _OPENING:
                return True
        return False

    def _day(self, at: int, *, named: bool = True) -> tuple[Window, int] | None:
        """Parse a day or the end of one, of a week, a month or a year; `named` as in `_plain_day`."""
        return self._end_of(at) or self._plain_day(at, named=named)

    def _plain_day(self, at: int, *, named: bool = True) -> tuple[Window, int] | None:
        """Parse a day that is not the end of anything, so that no end is of an end; bare names of weekdays and months count only where a preposition stands before (`named`)."""
        word, after = self.word(at), self.word(at + 1)
        if word in ("today", "tonight", "tonite", "tonight's"):
            clock = (18.0, 24.0) if word != "today" else None
            week = word == "today" and self._is_week_on(at + 1)
            return Window(day=Day.OFFSET, number=7 * week, clock=clock), at + 1 + week
        if word in TOMORROW:
            week = self._is_week_on(at + 1)
            return Window(day=Day.OFFSET, number=1 + 7 * week), at + 1 + week
        if self.is_phrase(at, "day", "after", "tomorrow") or self.is_phrase(at, "the", "day", "after", "tomorrow"):
            return Window(day=Day.OFFSET, number=2), at + 3 + (word == "the")
        if word == "overnight":
            return Window(day=Day.OFFSET, number=1, clock=(0.0, 9.0), until=True), at + 1
        if word == "midweek" or (word == "mid" and "week" in (after, self.word(at + 2))):
            return Window(day=Day.WEEKDAY, number=_WEDNESDAY), self.skip(at, _MIDWEEK)
        if named and word == "q" and after in _QUARTERS and self.is_tight(at, at + 2):
            return Window(day=Day.MONTH, number=3 * int(after), last_day=True, until=True), at + 2
        modifier = word in ("this", "next", "coming", "following", "the")
        inner = at + modifier + (word == "this" and after == "coming")
        inner += word == "the" and after in ("next", "coming", "following")
        inner += self.word(inner) in ("same", "very") and word == "the"
        following = word == "next" or self.word(inner - 1) == "next"
        noun = self.word(inner)
        if noun in WEEKDAYS and (named or modifier or self.word(inner + 1) in PARTS):
            if noun in SHORT_NAMES and not self.items[inner].capital:
                return None
            return self._weekday(inner)
        if modifier or named:
            if noun in ("weekend", "wkend"):
                return Window(day=Day.WEEKEND, number=int(following)), inner + 1
            if modifier and word != "the" and noun in _SPANS:
                return Window(day=_SPANS[noun], number=int(following)), inner + 1
            if following and noun in ("day", "morning"):
                return Window(day=Day.OFFSET, number=1), inner + 1
        if word == "this" and after == "night":
            return Window(day=Day.OFFSET, clock=PARTS["night"]), at + 2
        if word == "this" and after in ("morning", "afternoon", "evening"):
            return Window(day=Day.OFFSET, clock=PARTS[after]), at + 2
        return self._date(at, named=named)

    def _weekday(self, at: int) -> tuple[Window, int]:
        week = self._is_week_on(at + 1)
        window, end = Window(day=Day.WEEKDAY, number=WEEKDAYS[self.word(at)] + 7 * week), at + 1 + week
        dated = end + (self.word(end) in (",", "the"))
        date = self._date(dated)
        return date if date is not None else (window, end)

    def _is_week_on(self, at: int) -> bool:
        """Whether "week" behind a day puts it a week on: "Monday week"; not "the Friday week plan"."""
        after = self.word(at + 1)
        return self.word(at) == "week" and (after in _AFTER_WEEK or not after[0].isalnum())

    def _end_of(self, at: int) -> tuple[Window, int] | None:
        """Parse "end of the month", "close of business", "EOD tomorrow"."""
        word = self.word(at)
        start = at + (word == "the")
        if self.word(start) in ("eod", "cob", "eob"):
            end = self._behind_zone(start + 1)
            window, end = self._plain_day(end) or (Window(), end)
            return clocked(window, (0.0, CLOSE_OF_BUSINESS), until=True), end
        if self.word(start) in ("eow", "eom"):
            day_kind = Day.WEEK if self.word(start) == "eow" else Day.MONTHS
            return Window(day=day_kind, last_day=True, until=True), start + 1
        bounds = ("end", "close", "beginning", "start", "middle")
        if self.word(start) not in bounds or self.word(start + 1) not in ("of", "the"):
            return None
        inner = self.skip(start + 1, frozenset(("of", "the", "your", "our")), 3)
        last = self.word(start) in ("end", "close")
        if self.word(inner) == "day" and self.word(start - 1) == "the" and self.word(start - 2) == "at":
            return None  # "At the end of the day" is a figure of speech.
        if self.word(inner) in ("day", "business", "play", "working", "trading", "today", "shift"):
            inner += 1 + (self.word(inner) in ("business", "working") and self.word(inner + 1) == "day")
            of_business = self.word(start) == "close" or self.word(inner - 2) in ("business", "working")
            inner = self._behind_zone(inner)
            window, end = self._plain_day(inner + (self.word(inner) == "on")) or (Window(), inner)
            return clocked(window, (0.0, CLOSE_OF_BUSINESS if of_business else 24.0), until=True), end
        if self.word(inner) in SPANS_WITH_END:
            return Window(day=SPANS_WITH_END[self.word(inner)], last_day=last, until=last), inner + 1
        day = self._plain_day(inner)
        return None if day is None else (replace(day[0], clock=None, last_day=last, until=last), day[1])

    def _date(self, at: int, *, named: bool = True) -> tuple[Window, int] | None:
        """Parse "the 14th", "14 March 2025", "March 14", "03/12", "2025-03-14", "in March"."""
        start = at + (self.word(at) in ("the", "early", "mid", "late"))
        start += self.word(start) == "-" and self.word(at) == "mid"
        word, after = self.word(start), self.word(start + 1)
        if word.isdecimal():
            number = int(word) if len(word) <= 4 else 0
            if after in ORDINALS and 0 < number <= 31:
                end = start + 2
                month = end + (self.word(end) == "of")
                if self._is_month(month):
                    return self._year(Day.DATE, number, MONTHS[self.word(month)], month + 1)
                if self.word(end) == "of" and self.word(end + 1) in ("this", "the", "next"):
                    end += 3
                return (Window(day=Day.DATE, number=number), end) if named and self.word(end)[0] not in "-" else None
            if 0 < number <= 31 and self._is_month(start + 1):
                return self._year(Day.DATE, number, MONTHS[after], start + 2)
            return self._numeric_date(start)
        if self._is_month(start):
            number_at = start + 1 + (self.word(start + 1) == "the")
            day = self.word(number_at)
            if day.isdecimal() and 0 < int(day[:4]) <= 31 and self.word(number_at + 1) not in UNIT_HOURS:
                end = number_at + 1 + (self.word(number_at + 1) in ORDINALS)
                return self._year(Day.DATE, int(day), MONTHS[word], end)
            if named and word not in ("mar", "dec", "jan") and self.items[start].capital:
                return Window(day=Day.MONTH, number=MONTHS[word]), start + 1
        return None

    def _is_month(self, at: int) -> bool:
        word = self.word(at)
        return word in MONTHS and (word not in SHORT_NAMES or self.items[at].capital)

    def _year(self, day: Day, number: int, month: int, end: int) -> tuple[Window, int]:
        comma = end + (self.word(end) == ",")
        year = self.word(comma)
        if len(year) == 4 and year.isdecimal() and 1990 <= int(year) <= 2100:
            return Window(day=day, number=number, month=month, year=int(year)), comma + 1
        return Window(day=day, number=number, month=month), end

    def _numeric_date(self, at: int) -> tuple[Window, int] | None:
        first, mark, second = self.word(at), self.word(at + 1), self.word(at + 2)
        if (first, second) == ("24", "7"):
            return None
        if not (first.isdecimal() and second.isdecimal() and mark in ("/", "-")) or not self.is_tight(at, at + 3):
            return None
        third = self.word(at + 4) if self.word(at + 3) == mark and self.is_tight(at, at + 5) else ""
        if len(first) == 4 and third.isdecimal() and mark == "-":
            if 1 <= int(second) <= 12 and 1 <= int(third[:3]) <= 31:
                return Window(day=Day.DATE, number=int(third), month=int(second), year=int(first)), at + 5
            return None
        year = int(third) + (2000 if len(third) == 2 else 0) if third.isdecimal() and len(third) in (2, 4) else 0
        one, two = int(first[:5]), int(second[:5])
        if mark == "-" and not year:
            return None
        if not year and (
            len(first) > 2 or len(second) > 2 or (len(first) + len(second) < 3) or self.word(at + 3) in UNIT_HOURS
        ):
            return None
        if self.word(at + 3) in BUSINESS:
            return None
        end = at + 5 if year else at + 3
        if 1 <= one <= 12 and 1 <= two <= 12:
            return Window(day=Day.DATE, number=one, month=-two, year=year), end
        if 1 <= two <= 12 < one <= 31:
            return Window(day=Day.DATE, number=one, month=two, year=year), end
        if 1 <= one <= 12 < two <= 31:
            return Window(day=Day.DATE, number=two, month=one, year=year), end
        return None


def clocked(window: Window, clock: tuple[float, float], *, until: bool = False, dial: bool = False) -> Window:
    """Return the window of a day with hours of it; up to them where `until`."""
    hours = (0.0, clock[1]) if until else clock
    return replace(window, day=window.day or Day.OFFSET, clock=hours, until=until or window.until, dial=dial)
