"""Deadlines: a narrow grammar of the times that support replies name, because general date parsers find dates in "may" and "do".

::

    deadline  = [prefix] duration | [prefix] day [part] [clock] | prefix clock | part | vague
    duration  = amount [business] unit            24 hours, 3-5 business days, a day or two, half an hour, a fortnight
    day       = today | tomorrow | Friday | the 14th | 12 March | 03/12 | next week | the weekend | end of the month | ...
    part      = this afternoon | later today | first thing | overnight | end of day | ...
    clock     = 5pm | 17:30 | half past nine | noon | ...
    vague     = soon | shortly | as soon as possible | at the earliest | in due course | as soon as it arrives | ...

Most texts name no time: one without a word of `TIME_WORDS` and without a number that could be a clock or a date is not parsed, and
one that is only where a word of `OPENINGS` or a number stands.

Not deadlines: past times ("two days ago", "since Friday"), durations of other things ("your 3-day trial"), opening hours, ages. Every
rule looks at a bounded number of lexemes, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import NamedTuple

from authentica.commitments.clocks import Clock
from authentica.commitments.clockzones import NamedZone, clocks_of, is_assumed
from authentica.commitments.days import SPANS_WITH_END, DayCursor, clocked
from authentica.commitments.durations import DurationCursor
from authentica.commitments.timewords import (
    ENDS,
    INSTANT_SUBJECTS,
    INSTANTS,
    OCCASION_OPENINGS,
    ON,
    OPENINGS,
    ORDINALS,
    PARTS,
    RELEASES,
    ROUGHLY,
    TIME_WORDS,
    TOMORROW,
    UNIT_HOURS,
    UNTIL,
    VAGUE,
    WEEKDAYS,
    WITHIN,
)
from authentica.commitments.windows import EARLIEST_DIAL_HOUR, Day, Window, hours_of, moments_of
from authentica.errors import InputError
from authentica.schema import Deadline, DeadlineKind, Quote
from authentica.schema.arguments import check_argument

__all__ = ["NO_DEADLINE", "find_deadlines"]

NO_DEADLINE = Deadline(kind=DeadlineKind.NONE)


# A number behind "@" is part of a handle: no preposition reaches across the sign, so by itself it is at most a date of signs.
_TIMELY_NUMBER = re.compile(r"(?<![@\d])\d|\d{10}|\d[-/.,]\d")


_AFTER_THE = frozenset(("day", "next", "coming", "following", "upcoming", "same", "very"))
_FARTHEST_VERB = 10
_AFTER_DAY = ENDS | {",", ")", "and", "or", "but", "so", "to"}
# What ends "at 9" and what goes on behind it, but for what it counts: "at 9 different shops".
_AFTER_HOUR = _AFTER_DAY | {"if", "once", "when", "unless", "with", "about", "for", "sharp", "latest"}
_TO_COME = frozenset(
    ("let", "will", "ll", "shall", "should", "going", "gonna", "calling", "ringing", "phoning", "emailing", "coming", "arriving", "visiting", "delivering", "calls",
     "rings", "comes", "visits", "delivers", "collects", "brings", "arrives", "leaves")
)  # fmt: skip
_GONE_BY = frozenset("was were had did made sent came bought got paid rang wrote spoke left have has".split())
_NEARLY = frozenset(("about", "around", "approximately", "roughly"))
_HOUR_OPENINGS = _NEARLY | {"at"}
_HOUR_JOINTS = frozenset(("and", "-", "–", "to"))
_ALTERNATIVES = frozenset(("or", "to", "-", "–", "/"))
_COURSES = {"day": Day.OFFSET, **SPANS_WITH_END}
_AT_MOST = (("up", "to"), ("less", "than"), ("at", "most"))
_GIVING = frozenset(
    """
    take takes taking allow allows allowing give need needs require requires another be wait expect usually typically normally approximately
    approx around about eta
    """.split()
)
_BILLS = frozenset(("bill", "statement", "invoice", "paycheck", "payslip"))
_CHRISTMAS = frozenset(("christmas", "xmas"))
_OCCASIONS = OCCASION_OPENINGS | {"the", "next", "following", "same"}
_FORTHCOMING = frozenset(("next", "future", "upcoming", "coming", "later"))
_OWNERS = frozenset(("your", "the", "our", "my", "a", "an"))
_FORECASTING = frozenset(("is", "of", "now", "currently", "to", ":"))
_FORECASTS = frozenset(("eta", "etd", "departure", "arrival", "landing", "delivery"))
_CONDITION_LEXEMES = 14
# By the first two words; those of one word by that and an empty string.
_VAGUE_BY_OPENING: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = MappingProxyType(
    {opening: tuple(p for p in VAGUE if (*p, "")[:2] == opening) for opening in {(*p, "")[:2] for p in VAGUE}}
)
_IN_TIME = ("in", "time")
_NOT_SOON_BEFORE = frozenset(("too", "so", "how", "sooner", "no", "that", "as", "not", "than"))
_LATER_AFTER = ENDS | {",", ")", "and", "but", "if", "when", "once", "to", "so", "with", "for"}
_LATER_BEFORE = frozenset("or the sooner see than and days hours weeks minutes hour day no not a".split())
_OVERNIGHT_GOODS = frozenset("delivery shipping bag flight stay service post courier".split())
_OF_RECEIPT = frozenset(("receiving", "receipt", "this", "your", "the", "getting"))


class _Found(NamedTuple):
    """A parse that ends before lexeme `end`: its window, or None for a vague one."""

    end: int
    window: Window | None


def find_deadlines(text: str, created_at: datetime | None = None) -> tuple[Deadline, ...]:
    """Find the deadlines that a text names, in order, not overlapping.

    Parameters
    ----------
    text : str
        Any text, of any length.
    created_at : datetime, optional
        When it was written: adds `Deadline.earliest` and `Deadline.latest`, and hours to what names a day.

    Returns
    -------
    tuple of Deadline
        Of the kinds explicit and vague; empty where no time is named.

    Raises
    ------
    InputError
        If an argument is of another type.

    Examples
    --------
    >>> [(d.quote.text, d.kind.value, d.earliest_hours, d.latest_hours) for d in find_deadlines("You have it in 3-5 days.")]
    [('in 3-5 days', 'explicit', 72.0, 120.0)]
    >>> find_deadlines("You may do that; it failed two days ago.")
    ()
    """
    check_argument("text", text, str, "find_deadlines")
    if created_at is not None:
        check_argument("created_at", created_at, datetime, "find_deadlines")
        if created_at != created_at:  # pandas' NaT, which is a datetime to Python
            raise InputError("created_at must be a time or None", "find_deadlines")
    parser = _Parser(text)
    words = parser.words
    if TIME_WORDS.isdisjoint(words) and not _TIMELY_NUMBER.search(text):
        return ()
    # What begins behind the last word that can tell a time is no deadline.
    last = next((at for at in range(len(words) - 1, -1, -1) if words[at] in TIME_WORDS or words[at][0].isdecimal()), -1)
    found = []
    after = 0
    for at in range(last + 1):
        word = words[at]
        if at < after or not (word in OPENINGS or word[0].isdecimal()) or (word == "the" and not parser.is_dated(at)):
            continue
        parse = parser.deadline(at)
        if parse is None:
            continue
        after = parse.end + 3 * parser.is_phrase(parse.end, "at", "the", "latest")
        zone, after = parser.zone_of(at, after) if _has_hours(parse.window) else (None, after)
        start, end = parser.items[at].start, parser.items[after - 1].end
        found.append(_deadline(Quote.of(text, start, end), parse.window, created_at, zone))
    return tuple(found)


def _waiting(window: Window, end: int) -> _Found:
    """Return a time of waiting: "in two hours" promises no earlier and no later; it is late only after."""
    return _Found(end, replace(window, low_hours=0.0) if window.low_hours == window.high_hours else window)


def _has_hours(window: Window | None) -> bool:
    """Whether a window is told by hours of the day, which are those of some zone."""
    return window is not None and (window.clock is not None or (window.other is not None and _has_hours(window.other)))


def _deadline(quote: Quote, window: Window | None, created_at: datetime | None, zone: NamedZone | None) -> Deadline:
    if window is None:
        return Deadline(kind=DeadlineKind.VAGUE, quote=quote)
    here = created_at if created_at is None or zone is None else _on_clocks(created_at, clocks_of(zone.key))
    earliest_hours, latest_hours = hours_of(window, here)
    moments = moments_of(window, here) if here is not None else None
    assumed = zone is not None and (zone.shared or (moments is not None and is_assumed(zone, moments[1])))
    if moments is not None and created_at is not None and created_at.tzinfo is not None:
        low, high = (_on_clocks(moment, created_at.tzinfo) for moment in moments)
        moments = None if low is None or high is None else (low, high)
    return Deadline(
        kind=DeadlineKind.EXPLICIT,
        quote=quote,
        earliest_hours=earliest_hours,
        latest_hours=latest_hours,
        business=window.business,
        earliest=moments[0] if moments else None,
        latest=moments[1] if moments else None,
        zone=None if zone is None else zone.key,
        zone_assumed=assumed,
    )


def _on_clocks(moment: datetime, clocks: tzinfo | None) -> datetime | None:
    """Return a moment as these clocks show it, None where they are unknown or cannot; one of no zone is taken to be theirs."""
    # Without the clocks no date is better than a wrong one.
    if clocks is None or moment.tzinfo is None:
        return None if clocks is None else moment
    try:
        return moment.astimezone(clocks)
    except OverflowError:
        return None


class _Parser(DurationCursor, DayCursor):
    """Parses deadlines from one text's lexemes; every method takes the place to start from."""

    def deadline(self, at: int) -> _Found | None:
        word = self.word(at)
        if not (word[0].isalnum()) or self._is_past(at):
            return None
        return self._vague(at) or self._prefixed(at) or self._occasion(at) or self._bare(at)

    def zone_of(self, start: int, end: int) -> tuple[NamedZone | None, int]:
        """Return the zone that a deadline names, in its words or right behind them, and the place where it ends with that."""
        for at in range(start + 1, end + 1):
            zone = self.zone_at(at)
            if zone is not None:
                return zone[0], max(end, zone[1])
        return None, end

    def is_dated(self, at: int) -> bool:
        """Tell whether a day or a date can follow: of "the", the commonest opening, few open either."""
        after = self.word(at + 1)
        return after in TIME_WORDS or after in _AFTER_THE or after[:1].isdecimal()

    def _is_past(self, at: int) -> bool:
        return self.word(at - 1) in ("since", "last", "past", "previous", "yesterday", "earlier")

    # Vague times.

    def _vague(self, at: int) -> _Found | None:
        word, before = self.word(at), self.word(at - 1)
        longer, single = _VAGUE_BY_OPENING.get((word, self.word(at + 1)), ()), _VAGUE_BY_OPENING.get((word, ""), ())
        for phrase in longer + single:
            if not self.is_phrase(at, *phrase):
                continue
            end = at + len(phrase)
            after = self.word(end)
            if phrase == _IN_TIME or (phrase[-1] == "future" and before in ("the", "for")):
                return None
            if phrase == ("soon",) and (before in _NOT_SOON_BEFORE or after in ("as", "after")):
                break
            if phrase == ("later",) and (before in _LATER_BEFORE or after not in _LATER_AFTER):
                break
            if phrase[0] == "in" and before == "once":
                break
            if phrase in (("right", "now"), ("sometime",), ("in", "time"), ("presently",)) and (
                before in ("are", "is", "am", "that", "not") or after in ("today", "this", "next", "tomorrow")
            ):
                break
            if phrase == ("immediately",) and after in ("after", "before", "when"):
                break
            return _Found(end, None)
        return self._as_soon_as(at)

    def _as_soon_as(self, at: int) -> _Found | None:
        """Parse "as soon as it arrives", "the moment it arrives": a vague time and a condition, as far as its clause goes."""
        end = at + 2 + (self.word(at) == "as")
        instant = self.word(at) == "the" and self.word(at + 1) in INSTANTS
        if not (instant and self.word(end).partition("'")[0] in INSTANT_SUBJECTS) and not self.is_phrase(
            end - 2, "soon", "as"
        ):
            return None
        first = end
        while end < len(self.words) and end - first < _CONDITION_LEXEMES and self.word(end) not in ENDS | {",", ")"}:
            end += 1
        return _Found(end, None) if end > first else None

    # Deadlines that a preposition opens.

    def _prefixed(self, at: int) -> _Found | None:
        word = self.word(at)
        if word == "w" and self.is_phrase(at + 1, "/", "in"):
            return self._within(at + 2, within=True)
        if word in WITHIN:
            found = self._within(at, within=word != "in")
            if found is not None:
                return found
            if word in ("over", "during", "within"):
                day = self._day_or_clock(at + 1)
                return day if day is not None and day.window is not None and day.window.day is not None else None
        if self.is_phrase(at + 1, "the", "course", "of"):
            span = self.skip(at + 4, frozenset(("the",)), 1)
            if self.word(span) in _COURSES:
                return _Found(span + 1, Window(day=_COURSES[self.word(span)]))
            return self._day_or_clock(at + 4)
        if word in ("no", "not") and self.is_phrase(at + 1, "later", "than"):
            return self._day_or_clock(at + 3, until=True)
        if (word, self.word(at + 1)) in _AT_MOST:
            duration = self._duration(at + 2)
            if (
                duration is None
                or self._is_other_duration(at, duration[1])
                or self.word(at - 1) in ("save", "saves", "saved", "off", "get")
            ):
                return None
            return _Found(duration[1], replace(duration[0], low_hours=0.0))
        if word in UNTIL:
            inner = self.skip(at + 1, frozenset(("about", "around", "at", "no", "latest", "the", "then")), 1)
            found = self._day_or_clock(at + 1, until=True) or self._day_or_clock(inner, until=True)
            if found is None and word in ("by", "before", "until", "till"):
                found = self._bare_hour(self.skip(at + 1, _NEARLY, 1), until=True)
            return self._before(found) if word == "before" and self.word(at - 1) != "or" else found
        if word in ON or word in ROUGHLY or (word == "as" and self.word(at + 1) == "of") or word == "between":
            inner = self.skip(at + 1, frozenset(("about", "around", "approximately", "the", "late", "early", "mid")), 2)
            if word in ("next", "this", "coming"):
                return self._day_or_clock(at)
            dated = word == "for" and self.word(inner + 1) in ORDINALS
            if word in ("for", "after", "from") and self._number(inner) is not None and not dated:
                return self._day_or_clock(at + 1) if word == "for" and self._clock(at + 1) else None
            if word == "between":
                return self._between(at)
            return (
                self._day_or_clock(at + 1)
                or (self._day_or_clock(inner) if inner > at + 1 else None)
                or (self._at_hour(at) if word in _HOUR_OPENINGS else None)
            )
        return None

    def _within(self, at: int, *, within: bool) -> _Found | None:
        """Parse "within 24 hours", "in the next hour", "over the next few days", "in under a week"."""
        inner = at + 1
        if not within and self.word(inner) in ("under", "less"):
            within, inner = True, inner + 1 + (self.word(inner + 1) == "than")
        inner = self.skip(inner, ROUGHLY | {"no", "more", "than", "well"}, 4)
        the = self.word(inner) in ("the", "next", "coming", "these", "approx")
        inner = self.skip(inner, frozenset(("the", "these")), 1)
        coming = self.word(inner) in ("next", "coming", "following", "upcoming")
        inner += coming
        duration = self._duration(inner)
        if duration is None and the and (coming or within):
            unit = self._unit(inner)
            noun = self.word(unit[2] - 1) if unit is not None else ""
            if unit is None or noun in ("days", "weeks", "hours", "months", "minutes"):
                return None
            if coming and noun in ("week", "month", "year", "cycle", "period") and self.word(at) == "in":
                return _Found(unit[2], Window(low_hours=0.0, high_hours=unit[0]))
            duration = Window(low_hours=unit[0], high_hours=unit[0], business=unit[1]), unit[2], False
        if duration is None:
            return None
        window, end, _ = duration
        if self.word(end) in ("ago", "old", "earlier") or self.word(inner - 1) in ("last", "past"):
            return None
        if self.word(at) == "over" and not coming:
            return None
        if self.word(at) in ("under", "inside") and self.word(at - 1) in ("for", "been", "just"):
            return None
        if self.word(end) == "of" and self.word(end + 1) not in _OF_RECEIPT:
            return None
        return _waiting(window, end)

    def _between(self, at: int) -> _Found | None:
        duration = self._duration(at)
        if duration is not None:
            return _Found(duration[1], duration[0])
        first_day = self._day(at + 1)
        if first_day is not None and self.word(first_day[1]) in ("and", "-", "–", "to"):
            second_day = self._day(first_day[1] + 1)
            if second_day is not None:
                return _Found(second_day[1], replace(second_day[0], other=first_day[0]))
        hours = None if self._is_opening(at) else self._hours_between(at + 1)
        if hours is None:
            return None
        clock, bare = hours
        following = self._of_day(clock.end, clock.hours)
        if following is not None or (bare and self.word(clock.end) not in _AFTER_HOUR):
            return following
        return _Found(clock.end, Window(clock=clock.hours))

    def _hours_between(self, at: int) -> tuple[Clock, bool] | None:
        """Parse "8am and 1pm", "10 to 2", "2-4"; and whether both are bare numbers, which may count anything."""
        first = self._clock_hour(at, loose=True)
        if first is None or self.word(first.end) not in _HOUR_JOINTS:
            return None
        second = self._clock_hour(first.end + 1, loose=True)
        if second is None:
            return None
        opens, closes = first.value, second.value
        bare = [hour.dial and self.word(hour.end - 1) != "o'clock" for hour in (first, second)]
        if all(bare) and opens < EARLIEST_DIAL_HOUR:
            opens, closes = opens + 12.0, closes + 12.0
        elif bare[0] and not bare[1] and opens + 12.0 < closes:
            opens += 12.0
        if closes < opens < 12.0:
            closes += 12.0
        return Clock((opens, closes), second.end), all(bare)

    def _hours_of_day(self, at: int) -> Clock | None:
        """Parse the hours between which something is to happen behind their day: "between 8am and 1pm", ", 8:00-12:00", "2-4"."""
        at += self.word(at) == ","
        opened = self.word(at) in ("between", "from")
        hours = self._hours_between(at + opened)
        if hours is None:
            return None
        clock, may_count = hours
        # "On Monday, 10 to 12 pounds": digits alone are hours only where nothing else is told of them.
        digits = not opened and self.word(clock.end - 1).isdigit() and self.word(clock.end - 3).isdigit()
        return None if (may_count or digits) and not self._is_told(clock.end) else clock

    # Days, parts of days, clocks.

    def _day_or_clock(self, at: int, *, until: bool = False, named: bool = True) -> _Found | None:
        """Parse a day with or without a part or a clock, or a clock with or without a day."""
        day = self._day(at, named=named)
        if day is not None:
            window, end = day
            found = None
            if window.clock is None and self.word(end) in PARTS:
                found = self._hours_behind(replace(window, clock=PARTS[self.word(end)]), end + 1, until=until)
            found = found or self._hours_behind(window, end, until=until)
            if found is not None and not self._is_opening(at):
                return found
            return self._or_day(replace(window, until=True) if until else window, end)
        if self.word(at) == "the" and self.word(at + 1) in ("end", "close", "morning", "afternoon", "evening"):
            return self._day_or_clock(at + 1, until=until, named=named)
        clock = self._clock(at) or (Clock(PARTS["lunch"], at + 1) if until and self.word(at) == "lunch" else None)
        if clock is None or self._is_opening(at):
            return None
        other = self._clock(clock.end + 1) if self.word(clock.end) in ("-", "–", "to", "and") else None
        if other is None:
            hours, end, dial = self._decided(at, clock)
        else:
            (opens, _), (_, closes) = clock.hours, other.hours
            opens += 12.0 if clock.dial and not other.dial and opens + 12.0 <= closes else 0.0
            hours, end, dial = (opens, closes), other.end, other.dial
        following = self._of_day(end, hours, until=until, dial=dial)
        return following or _Found(end, Window(clock=(0.0, hours[1]) if until else hours, until=until, dial=dial))

    def _hours_behind(self, window: Window, at: int, *, until: bool) -> _Found | None:
        """Go on with the hours behind their day, or behind a part of it: "tomorrow at 9", "this evening between 7 and 8"."""
        span = self._hours_of_day(at)
        if span is not None:
            return _Found(span.end, clocked(window, _in_part(span, window.clock).hours, until=until))
        more = at + (self.word(at) in ("at", "by", "before", "around", "about", ",", "in"))
        more += self.word(more) == "the"
        clock = self._clock_or_part(more)
        if clock is not None and clock.dial:
            clock = _in_part(clock, window.clock)
        if clock is None and self.word(at) in _HOUR_OPENINGS | {"by", "before"}:
            clock = self._loose_hour(self.skip(at + 1, _NEARLY, 1))
            clock = _in_part(clock, window.clock) if clock is not None and self._is_told(clock.end) else None
        if clock is None:
            return None
        before = until or self.word(at) in ("by", "before")
        return _Found(clock.end, clocked(window, clock.hours, until=before, dial=clock.dial))

    def _of_day(self, at: int, hours: tuple[float, float], *, until: bool = False, dial: bool = False) -> _Found | None:
        """Parse the day behind its hours: "5pm on Friday", "9 tomorrow evening"."""
        day = self._day(at + (self.word(at) in ("on", "this", "the", ","))) or self._day(at)
        if day is None:
            return None
        window, end = day
        part = PARTS.get(self.word(end), window.clock)
        end += self.word(end) in PARTS
        if part is not None and hours[1] < min(part[0], 12.0):
            hours = hours[0] + 12.0, hours[1] + 12.0
        return _Found(end, clocked(window, hours, until=until, dial=dial and part is None))

    def _or_day(self, first: Window, end: int) -> _Found:
        """Go on with the day behind another: "today or tomorrow", "Monday to Wednesday"."""
        second = self._day(end + 1) if self.word(end) in _ALTERNATIVES else None
        return _Found(end, first) if second is None else _Found(second[1], replace(second[0], other=first))

    def _before(self, found: _Found | None) -> _Found | None:
        """Let a window that `before` opened end where its day, or its span of days, begins."""
        if found is None or found.window is None or found.window.day is None or found.window.clock is not None:
            return found
        return found if found.window.last_day else found._replace(window=replace(found.window, before=True))

    def _loose_hour(self, at: int) -> Clock | None:
        """Parse "5", "9.30", "half nine" or "nine", which are hours of the day by what stands around them alone."""
        word = self.word(at)
        hour = self._clock_hour(at, loose=True)
        if hour is None or (word.isdecimal() and not 1 <= int(word) <= 12) or self._is_opening(at):
            return None
        if not word.isdecimal() and not self._is_to_come(at):
            return None
        value = hour.value + (12.0 if hour.dial and hour.value < EARLIEST_DIAL_HOUR else 0.0)
        return Clock((value, value), hour.end, hour.dial and value < 12.0)

    def _is_told(self, at: int) -> bool:
        """Whether an hour ends here, and so does not count what follows."""
        return self.word(at) in _AFTER_HOUR or self.is_phrase(at, "at", "the", "latest")

    def _bare_hour(self, at: int, *, until: bool = False) -> _Found | None:
        """Parse a bare hour at the end of what is said, or before its day."""
        clock = self._loose_hour(at)
        if clock is None:
            return None
        day = self._of_day(clock.end, clock.hours, until=until, dial=clock.dial)
        if day is not None or not self._is_told(clock.end):
            return day
        hours = (0.0, clock.hours[1]) if until else clock.hours
        return _Found(clock.end, Window(clock=hours, until=until, dial=clock.dial))

    def _at_hour(self, at: int) -> _Found | None:
        """Parse "at 5", "around 9 tomorrow" where something is to happen then: a bare number may count anything."""
        if not self._is_to_come(at) or (self.word(at) != "at" and self.word(at - 1) in _GIVING):
            return None
        return self._bare_hour(self.skip(at + 1, _NEARLY, 1))

    def _occasion(self, at: int) -> _Found | None:
        """Parse "on your next bill", "by Christmas", "by month end", "the next business day", "the same day"."""
        if self.word(at) not in _OCCASIONS:
            return None
        opens = self.word(at) in OCCASION_OPENINGS
        inner = self.skip(at + opens, _OWNERS, 1)
        word, after = self.word(inner), self.word(inner + 1)
        if self.word(at) in ("by", "before"):
            if word in _CHRISTMAS and after not in ("eve", "party"):
                christmas = _Found(inner + 1, Window(day=Day.DATE, number=25, month=12, until=True))
                return self._before(christmas) if self.word(at) == "before" else christmas
            end = inner + 1 + (after == "-")
            if word in SPANS_WITH_END and self.word(end) == "end":
                return _Found(end + 1, Window(day=SPANS_WITH_END[word], last_day=True, until=True))
        if word in ("next", "following") and after in ("business", "working") and self.word(inner + 2) == "day":
            return _Found(inner + 3, Window(low_hours=0.0, high_hours=24.0, business=True))
        if opens and word in _FORTHCOMING and after in RELEASES:
            return _Found(inner + 2, None)
        if opens and word == "next":
            end = inner + 2 + (after == "billing" and self.word(inner + 2) in ("cycle", "period", "statement"))
            if after in _BILLS or end > inner + 2:
                return _Found(end, Window(low_hours=0.0, high_hours=UNIT_HOURS["month"]))
        same = inner + 1 + (after == "-")
        if word == "same" and self.word(same) == "day" and self.word(same + 1) in _AFTER_DAY:
            return _Found(same + 1, Window(day=Day.OFFSET))
        return None

    def _is_forecast(self, at: int) -> bool:
        """Whether a clock time is what an arrival or departure is put at: "the ETA is now 3:15pm"."""
        return self.word(at - 1) in _FORECASTING and not _FORECASTS.isdisjoint(self.words[max(0, at - 8) : at])

    # Deadlines without a preposition.

    def _bare(self, at: int) -> _Found | None:
        word, after = self.word(at), self.word(at + 1)
        if word in ("later", "earlier", "sometime", "early", "late", "some") or (word == "first" and after == "thing"):
            return self._part_of_day(at)
        if word == "overnight" and after in _OVERNIGHT_GOODS:
            return None
        if (
            word in ("today", "tonight", "overnight", "tonite")
            or word in TOMORROW
            or self.is_phrase(at + (word == "the"), "day", "after")
        ):
            if after in ("'s", "only") or self.word(at - 1) in ("of", "from", "until"):
                return None
            return self._day_or_clock(at)
        if word in ("this", "next", "eod", "cob", "eow", "eom", "end", "close"):
            if word == "close" and after != "of":
                return None
            return self._day_or_clock(at, named=word in ("this", "next"))
        if word in WEEKDAYS and (after in PARTS or after in _HOUR_OPENINGS or after in ("by", "before")):
            found = self._day_or_clock(at)
            return found if found is not None and found.end > at + 1 else None
        if (
            word in WEEKDAYS
            and (after in _AFTER_DAY or self._is_week_on(at + 1) or self._hours_of_day(at + 1))
            and self._is_to_come(at)
        ):
            return self._day_or_clock(at)
        if word in ("mid", "midweek"):
            found = self._day_or_clock(at)
            return found if found is not None and self.word(found.end) in ENDS | {",", ")"} else None
        if word[0].isdecimal() and self._is_forecast(at):
            found = self._day_or_clock(at)
            if found is not None:
                return found
        duration = self._duration(at)
        if duration is not None and not self._is_other_duration(at, duration[1]):
            window, end, waits = duration
            if word in ("a", "an") and self.word(end - 1) in ("second", "sec", "minute", "min"):
                return None
            before = self.word(at - 1)
            before = self.word(at - 2) if before in ("me", "us", "a", "the", "another", "~") else before
            return _waiting(window, end) if waits or before in _GIVING else None
        date = self._date(at, named=False)
        if (
            date is not None
            and date[0].day is Day.DATE
            and self.word(at - 1) not in ("version", "room", "gate", "of", "dated", "from", "since")
        ):
            hours = self._hours_of_day(date[1])
            return _Found(hours.end, clocked(date[0], hours.hours)) if hours else _Found(date[1], date[0])
        return None

    def _is_to_come(self, at: int) -> bool:
        """Whether the last verb that tells a time before a bare day speaks of what is to come: "they will call you Monday"."""
        for back in range(at - 1, max(0, at - _FARTHEST_VERB) - 1, -1):
            word = self.word(back)
            # "It will be sent Monday."
            gone_by = (word in _GONE_BY or (word.endswith("ed") and word != "need")) and self.word(back - 1) != "be"
            if word in ENDS or gone_by:
                return False
            if word in _TO_COME or word.endswith("'ll"):
                return True
        return False

    def _part_of_day(self, at: int) -> _Found | None:
        """Parse "later today", "first thing Monday", "early next week", "sometime tomorrow"."""
        first = self.word(at)
        inner = at + (2 if first in ("first", "some") else 1)
        if first == "later" and self.word(inner) == "on":
            inner += 1
        inner = self.skip(inner, frozenset(("on", "in", "during")), 1)
        if first == "first" and self.word(inner) in ("the", "morning") and "morning" in self.words[inner : inner + 2]:
            end = inner + 1 + (self.word(inner) == "the")
            return _Found(end, Window(day=Day.OFFSET, number=1, clock=(6.0, 10.0)))
        if first == "earlier":
            return None
        day = self._day_or_clock(inner)
        if day is None or day.window is None or day.window.day is None:
            return None
        if first == "first" and day.window.clock is None:
            return _Found(day.end, clocked(day.window, (6.0, 10.0)))
        return day


def _in_part(clock: Clock, part: tuple[float, float] | None) -> Clock:
    """Return hours without am or pm as the reading of them that is nearest to the part of the day which they are told with."""
    if part is None:
        return clock
    opens, closes = clock.hours
    shifts = {shift: max(part[0] - closes - shift, closes + shift - part[1], 0.0) for shift in (0.0, 12.0, -12.0)}
    shift = min(shifts, key=lambda each: shifts[each])
    return Clock((opens + shift, closes + shift), clock.end)
