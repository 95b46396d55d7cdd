"""Durations: "24 hours", "3-5 business days", "a day or two", and the durations of other things."""

from __future__ import annotations

from authentica.commitments.lexemes import Cursor
from authentica.commitments.timewords import BUSINESS, BUSINESS_COMPOUNDS, NUMBER_WORDS, UNIT_HOURS
from authentica.commitments.windows import Window

__all__ = ["DurationCursor"]


_ONE_MORE = frozenset(NUMBER_WORDS) | {"a"}
_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty"))
_DAY_UNITS = frozenset(("day", "days", "hour", "hours", "hrs"))
_PLURAL_UNITS = frozenset(unit for unit in UNIT_HOURS if unit.endswith("s") or unit in ("h", "hr", "min"))
_JOINS = frozenset("- – — to or / and maybe".split())
_PAST_AFTER = frozenset("ago old earlier before back late later's warranty guarantee trial".split())
# What stands before a duration that is no time of waiting: "for 3 days", "your 3 days", "over the last 3 days".
_OWNED = frozenset("for last past previous every per each been than your our my 's".split())
_OWNED_ARTICLES = frozenset(("the", "over", "about", "last", "past", "a", "only"))
# What may follow a singular unit that is not the property of a noun: "5 day max", "24 hour turnaround".
_AFTER_UNIT = frozenset(
    "and or but from to for at so if once with after max maximum window turnaround timeframe".split()
)
_CYCLES = frozenset(("cycle", "cycles", "period", "periods"))
_ROUNDED = (("or", "so"), ("at", "most"), ("or", "less"))


class DurationCursor(Cursor):
    """Parses durations; every method takes the place to start from, and looks at a bounded number of lexemes."""

    def _number(self, at: int) -> tuple[float, float, int] | None:
        """Parse an amount: its least and greatest value, and the place after it."""
        word = self.word(at)
        if word[0].isdecimal():
            if len(word) > 7 or (
                self.word(at - 1) in ("$", "£", "€", "#") and self.items[at - 1].end == self.items[at].start
            ):
                return None
            value = float(word.replace(",", "."))
            return value, value, at + 1
        if word in NUMBER_WORDS:
            value = float(NUMBER_WORDS[word])
            at += 1
            if word in _TENS:
                skip = at + (self.word(at) == "-")
                ones = NUMBER_WORDS.get(self.word(skip), 0)
                if 0 < ones < 10:
                    value, at = value + ones, skip + 1
            if self.is_phrase(at, "and", "a", "half"):
                value, at = value + 0.5, at + 3
            if self.word(at) == "(" and self.word(at + 1).isdecimal() and self.word(at + 2) == ")":
                at += 3
            return value, value, at
        if word == "half" and self.word(at + 1) in ("hour", "day"):
            return 0.5, 0.5, at + 1
        if word == "half" and self.word(at + 1) in ("a", "an"):
            return 0.5, 0.5, at + 2
        article = word in ("a", "an")
        inner = at + article
        noun = self.word(inner)
        if noun in ("couple", "cpl"):
            end = inner + 1 + (self.word(inner + 1) == "of")
            return 2.0, 2.0, end + (self.word(end) == "more")
        if noun == "few":
            return 2.0, 5.0, inner + 1 + (self.word(inner + 1) in ("more", "short"))
        if noun == "several":
            return 3.0, 7.0, inner + 1
        if noun == "dozen" and article:
            return 12.0, 12.0, inner + 1
        if noun == "half" and article:
            return 0.5, 0.5, inner + 1
        return (1.0, 1.0, inner) if article else None

    def _amount(self, at: int) -> tuple[float, float, int, bool] | None:
        """Parse "3", "3-5", "three to five", "between 3 and 5"; the last value tells whether it is a range."""
        between = self.word(at) == "between"
        first = self._number(at + between)
        if first is None:
            return None
        low, high, end = first
        if self.word(end) in _JOINS and (between or self.word(end) != "and"):
            join = end + 1 + (self.word(end + 1) == "maybe")
            second = self._number(join)
            if second is not None and second[1] > low and self.word(join) not in ("a", "an", "half"):
                return low, second[1], second[2], True
        return low, high, end, high > low

    def _unit(self, at: int) -> tuple[float, bool, int] | None:
        """Parse a unit: its hours, whether business days are meant, and the place after it."""
        at = self.skip(
            at, frozenset(("-", "full", "more", "whole", "short", "extra", "further", "additional", "calendar")), 2
        )
        business = False
        if self.word(at) in BUSINESS and self.word(at + 1) in _DAY_UNITS:
            business, at = True, at + 1
        if self.word(at) == "billing" and self.word(at + 1) in _CYCLES:
            return UNIT_HOURS["month"], False, at + 2
        word = self.word(at)
        if word in BUSINESS_COMPOUNDS:
            return 24.0, True, at + 1
        if word not in UNIT_HOURS:
            return None
        at += 1
        if self.word(at) == "(" and self.word(at + 1) in ("s",) and self.word(at + 2) == ")":
            at += 3
        return UNIT_HOURS[word], business, at

    def _duration(self, at: int) -> tuple[Window, int, bool] | None:
        """Parse a duration; the last value tells whether its form alone (a range, business days) makes it a time of waiting."""
        amount = self._amount(at)
        if amount is None:
            return None
        low, high, end, ranged = amount
        unit = self._unit(end)
        if unit is None:
            return None
        hours, business, end = unit
        low_hours, high_hours = low * hours, high * hours
        join = self.word(end)
        second = self._number(end + 1) if join in _JOINS else None
        if second is not None:
            other = self._unit(second[2])
            # "a day or two", and also "a week or a month"; "24 hours to 3 days"
            one_more = self.word(end + 1) in _ONE_MORE and not ranged
            if one_more and join in ("or", "/") and second[1] > low:
                high_hours, end, ranged = second[1] * hours, second[2], True
            elif other is not None and (
                join in ("or", "to") if one_more else join != "and" and second[1] * other[0] > low_hours
            ):
                high_hours, end, ranged = second[1] * other[0], other[2], True
        if (self.word(end), self.word(end + 1)) in _ROUNDED:
            end += 2
        elif self.is_phrase(end, "and", "a", "half"):
            low_hours, high_hours, end = low_hours + hours / 2, high_hours + hours / 2, end + 3
        if self.word(end) == "from" and self.word(end + 1) in ("now", "today"):
            end, ranged = end + 2, True
        if self.word(end) == "'" and self.word(end + 1) in ("time", "notice"):
            end, ranged = end + 2, True
        elif self.word(end) == "time" and self.word(end - 1).endswith(("s", "k", "y", "h", "r", "t")):
            end, ranged = end + 1, True
        return (
            Window(low_hours=round(low_hours, 4), high_hours=round(high_hours, 4), business=business),
            end,
            ranged or business,
        )

    def _is_other_duration(self, start: int, end: int) -> bool:
        """Whether a duration is the age, the past or the property of something."""
        before, after = self.word(start - 1), self.word(end)
        if before in _OWNED or (before in _OWNED_ARTICLES and self.word(start - 2) in ("last", "past", "for", "every")):
            return True
        if after in _PAST_AFTER or (after == "of" and self.word(end + 1) in ("use", "service", "age", "free")):
            return True
        # "a 3-day trial", "24-hour service": a singular unit after a number belongs to the noun that follows.
        unit, number = self.word(end - 1), self.word(end - 3) if self.word(end - 2) == "-" else self.word(end - 2)
        singular = unit in UNIT_HOURS and unit not in _PLURAL_UNITS
        counted = number in ("a", "an", "one", "1", "half", "the", "next")
        return singular and not counted and after[0].isalpha() and after not in _AFTER_UNIT
