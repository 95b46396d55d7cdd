"""Clocks: "5pm", "17:30", "half past nine", "noon"; which half of the day is meant is told by the sentence, or later by the date."""

from __future__ import annotations

from typing import NamedTuple

from authentica.commitments.clockzones import ZoneCursor
from authentica.commitments.timewords import ENDS, NUMBER_WORDS, PARTS
from authentica.commitments.windows import EARLIEST_DIAL_HOUR

__all__ = ["Clock", "ClockCursor"]


_FARTHEST_MARK_LEXEMES = 30
_MINUTES = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20}
_PAST = frozenset(("past", "after"))
_HALVES = {"morning": 0, "afternoon": 12, "evening": 12}


class Clock(NamedTuple):
    """A time or a stretch of a day that ends before lexeme `end`; `dial` as in `Window.dial`."""

    hours: tuple[float, float]
    end: int
    dial: bool = False


class _Hour(NamedTuple):
    """An hour of the day that ends before lexeme `end`; `marked` where am or pm says which, `dial` as in `Window.dial`."""

    value: float
    end: int
    marked: bool
    dial: bool


class ClockCursor(ZoneCursor):
    """Parses times of day; every method takes the place to start from, and looks at a bounded number of lexemes."""

    def _behind_zone(self, at: int) -> int:
        """Return the place behind the zone that a time of day names, if it names one."""
        zone = self.zone_at(at)
        return at if zone is None else zone[1]

    def _clock_or_part(self, at: int) -> Clock | None:
        part = self.word(at)
        if part in ("first", "early") and self.word(at + 1) in ("thing", "morning"):
            return Clock((6.0, 10.0), at + 2)
        if part in ("early", "late") and self.word(at + 1) in PARTS:
            return Clock(PARTS[self.word(at + 1)], at + 2)
        if part in PARTS:
            return Clock(PARTS[part], at + 1)
        clock = self._clock(at)
        return None if clock is None else self._decided(at, clock)

    def _clock(self, at: int) -> Clock | None:
        word = self.word(at)
        if word in ("noon", "midday", "lunchtime", "teatime"):
            return Clock(PARTS[word], self._behind_zone(at + 1))
        if word == "midnight":
            return Clock((24.0, 24.0), self._behind_zone(at + 1))
        hour = self._clock_hour(at)
        return None if hour is None else Clock((hour.value, hour.value), hour.end, hour.dial)

    def _decided(self, at: int, clock: Clock) -> Clock:
        """Return a time without am or pm as the one of its two readings that is nearest to a time of the sentence with it."""
        marked = self._marked_hour(at, clock.end) if clock.dial else None
        if marked is None:
            return clock
        hour = clock.hours[1]
        readings = [reading for reading in (hour, hour + 12.0) if reading >= EARLIEST_DIAL_HOUR]
        nearest = min(readings, key=lambda reading: abs(reading - marked))
        return Clock((nearest, nearest), clock.end)

    def _marked_hour(self, at: int, end: int) -> float | None:
        """Return the hour with am or pm that stands nearest before these lexemes in their sentence, otherwise after them."""
        for back in range(at - 1, max(-1, at - _FARTHEST_MARK_LEXEMES), -1):
            # The full stop of "p.m." ends no sentence.
            if self.word(back) in ENDS and self.word(back - 1) not in ("p", "a", "m"):
                break
            hour = self._clock_hour(back)
            if hour is not None and hour.marked:
                return hour.value
        for ahead in range(end, end + _FARTHEST_MARK_LEXEMES):
            if ahead >= len(self.words) or self.word(ahead) in ENDS:
                break
            hour = self._clock_hour(ahead)
            if hour is not None and hour.marked:
                return hour.value
        return None

    def _clock_hour(self, at: int, *, loose: bool = False) -> _Hour | None:
        """Parse "5pm", "5:30 p.m.", "17:30", "5 o'clock", "half past nine"; a bare "5", "nine" or "half nine" only where `loose`."""
        word = self.word(at)
        spoken = self._spoken(at)
        if spoken is None and (not word[0].isdecimal() or len(word) > 5):
            return None
        end, sure = at + 1, False
        # Who writes 04:15 counts to 24.
        dial, marked = word[0] != "0", False
        is_military = word.isdecimal() and len(word) == 4
        if spoken is not None:
            hour, minute, end, sure = spoken
        elif word.isdecimal():
            hour, minute = int(word), 0
            if (
                self.word(end) in (":", "h")
                and self.word(end + 1).isdecimal()
                and len(self.word(end + 1)) == 2
                and self.is_tight(at, at + 3)
            ):
                minute, end, sure = int(self.word(end + 1)), end + 2, True
        else:
            whole, _, part = word.replace(",", ".").partition(".")
            hour, minute = int(whole), int(part) if len(part) == 2 else 60
        end += self.word(end) == "ish"
        mark = self.word(end)
        if mark in ("am", "pm") or (
            mark in ("a", "p") and self.word(end + 1) in (".", "m") and self.is_phrase(end + 1, ".", "m")
        ):
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if mark[0] == "p" else 0)
            end, sure, marked = end + (1 if len(mark) == 2 else 3), True, True
            if len(mark) == 1 and self.word(end) == "." and self.word(end + 1)[0].islower():
                end += 1
        elif mark in ("a", "p") and self.is_tight(at, end + 1) and 1 <= hour <= 12:
            hour, end, sure, marked = hour % 12 + (12 if mark == "p" else 0), end + 1, True, True
        elif mark == "in" and self.word(end + 1) == "the" and self.word(end + 2) in _HALVES and 1 <= hour <= 12:
            hour, end, sure, marked = hour % 12 + _HALVES[self.word(end + 2)], end + 3, True, True
        elif mark in ("o'clock", "oclock", "hrs", "noon") and (mark != "hrs" or is_military):
            hour, minute = (hour // 100, hour % 100) if is_military else (hour + (12 if hour < 8 else 0), minute)
            end, sure, dial = end + 1, True, dial and not is_military
        value = hour + minute / 60
        if not (0 <= value <= 24 and minute < 60) or not (sure or loose):
            return None
        end = self._behind_zone(end)
        value += 12.0 if value < 1.0 and spoken is not None and not marked else 0.0
        return _Hour(value, end, marked, dial and not marked and 1.0 <= value < 12.0)

    def _spoken(self, at: int) -> tuple[int, int, int, bool] | None:
        """Parse an hour told in words: its hour, its minute, below 0 for "to", the place after it, and whether it is surely one."""
        start = at + self.is_phrase(at, "a", "quarter")
        minutes = _MINUTES.get(self.word(start))
        side = self.word(start + 1)
        if minutes is not None and (side in _PAST or (side == "to" and minutes < 30)):
            hour = self._hour_word(start + 2)
            # "Five to ten" may count anything.
            sure = side in _PAST or self.word(start) == "quarter"
            return None if hour is None else (hour, minutes if side in _PAST else -minutes, start + 3, sure)
        half = self.word(at) == "half"
        hour = self._hour_word(at + half)
        if hour is None or (self.word(at)[0].isdecimal()):
            return None
        return hour, 30 if half else 0, at + 1 + half, False

    def _hour_word(self, at: int) -> int | None:
        word = self.word(at)
        hour = NUMBER_WORDS.get(word, int(word) if word.isdecimal() and len(word) < 3 else 0)
        return hour if 1 <= hour <= 12 else None
