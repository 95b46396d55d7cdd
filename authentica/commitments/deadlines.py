"""Deadlines: a narrow grammar of the times that support replies name, because general date parsers find dates in "may" and "do".

::

    deadline  = [prefix] duration | [prefix] day [part] [clock] | prefix clock | part | vague
    duration  = amount [business] unit            24 hours, 3-5 business days, a day or two, half an hour, a fortnight
    day       = today | tomorrow | Friday | the 14th | 12 March | 03/12 | next week | the weekend | end of the month | ...
    part      = this afternoon | later today | first thing | overnight | end of day | ...
    clock     = 5pm | 17:30 | noon | ...
    vague     = soon | shortly | as soon as possible | at the earliest | in due course | as soon as it arrives | ...

Not deadlines: past times ("two days ago", "since Friday"), durations of other things ("your 3-day trial"), opening hours, ages. Every
rule looks at a bounded number of lexemes, so the time is linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from authentica.commitments.lexemes import Lexeme, lexemes
from authentica.commitments.windows import CLOSE_OF_BUSINESS, Day, Window, hours_of, moments_of
from authentica.schema import Deadline, DeadlineKind, Quote

__all__ = ["NO_DEADLINE", "find_deadlines"]

NO_DEADLINE = Deadline(kind=DeadlineKind.NONE)

_NUMBER_WORDS: Mapping[str, int] = MappingProxyType(
    {
        word: number
        for number, word in enumerate(
            [
                "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
                "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
                "nineteen", "twenty",
            ]
        )
    }
    | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
)  # fmt: skip
_ONE_MORE = frozenset(_NUMBER_WORDS) | {"a"}
_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty"))
_UNIT_HOURS: Mapping[str, float] = MappingProxyType(
    {
        unit: hours
        for hours, units in (
            (1 / 3600, "second seconds sec secs"),
            (1 / 60, "minute minutes min mins minuets"),
            (1.0, "hour hours hr hrs h"),
            (24.0, "day days business-days"),
            (168.0, "week weeks wk wks"),
            (336.0, "fortnight fortnights"),
            (720.0, "month months"),
            (8760.0, "year years"),
        )
        for unit in units.split()
    }
)
_DAY_UNITS = frozenset(("day", "days", "hour", "hours", "hrs"))
_PLURAL_UNITS = frozenset(unit for unit in _UNIT_HOURS if unit.endswith("s") or unit in ("h", "hr", "min"))
_BUSINESS = frozenset(("business", "working", "work", "banking", "week"))
_BUSINESS_COMPOUNDS = frozenset(("workdays", "workday", "weekdays"))
_DASHES = frozenset("-–—")
_JOINS = _DASHES | {"to", "or", "/", "and", "maybe"}
_WITHIN = frozenset(("within", "inside", "under", "over", "during", "in", "throughout"))
_ROUGHLY = frozenset(
    (
        "about", "around", "approximately", "approx", "roughly", "only", "just", "maybe", "probably", "at",
        "least", "most",
    )
)  # fmt: skip
_GIVING = frozenset(
    [
        "take", "takes", "taking", "allow", "allows", "allowing", "give", "need", "needs", "require",
        "requires", "another", "be", "wait", "expect", "usually", "typically", "normally", "approximately",
        "approx", "around", "about", "eta",
    ]
)  # fmt: skip
_WEEKDAYS: Mapping[str, int] = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                "monday mon",
                "tuesday tue tues",
                "wednesday wed weds",
                "thursday thu thur thurs",
                "friday fri",
                "saturday sat",
                "sunday sun",
            )
        )
        for name in names.split()
    }
)
_SHORT_NAMES = frozenset(("mon", "tue", "wed", "weds", "thu", "fri", "sat", "sun", "mar", "dec", "may", "march", "jan"))
_MONTHS: Mapping[str, int] = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
                "august aug", "september sep sept", "october oct", "november nov", "december dec",
            ),
            1,
        )
        for name in names.split()
    }
)  # fmt: skip
_TOMORROW = frozenset(("tomorrow", "tommorow", "tomorow", "tommorrow", "tmrw", "tmw", "tomoz", "2moro"))
# Hours of the day from and until.
_PARTS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "morning": (6.0, 12.0),
        "am": (0.0, 12.0),
        "afternoon": (12.0, 18.0),
        "pm": (12.0, 24.0),
        "evening": (17.0, 24.0),
        "night": (18.0, 24.0),
        "lunchtime": (12.0, 14.0),
        "lunch": (12.0, 14.0),
        "noon": (12.0, 12.0),
        "midday": (12.0, 12.0),
        "teatime": (16.0, 18.0),
        "eod": (0.0, CLOSE_OF_BUSINESS),
        "cob": (0.0, CLOSE_OF_BUSINESS),
    }
)
_UNTIL = frozenset(("by", "before", "until", "till", "til", "latest"))
_ON = frozenset(("on", "this", "next", "coming", "for", "come", "at", "in", "from", "after", "eta", "etd", "est"))
_PAST = frozenset(
    [
        "ago", "since", "last", "past", "previous", "yesterday", "earlier", "every", "per", "each", "been",
        "old", "for", "after", "following", "than", "first", "waited",
    ]
)  # fmt: skip
_PAST_AFTER = frozenset(
    ("ago", "old", "earlier", "before", "back", "late", "later's", "warranty", "guarantee", "trial")
)
_OPENING = frozenset(
    ["open", "opens", "opened", "opening", "closed", "close", "closes", "closing", "hours", "24/7", "lines", "shift"]
)
_ENDS = frozenset(".!?\n;:")
_CONDITION_LEXEMES = 14
# A bare "by 5" is the afternoon, a bare "by 9" the morning.
_EARLIEST_BARE_HOUR = 8.0


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

    Examples
    --------
    >>> [(d.quote.text, d.kind.value, d.earliest_hours, d.latest_hours) for d in find_deadlines("You have it in 3-5 days.")]
    [('in 3-5 days', 'explicit', 72.0, 120.0)]
    >>> find_deadlines("You may do that; it failed two days ago.")
    ()
    """
    parser = _Parser(lexemes(text))
    found = []
    at = 0
    while at < len(parser.words):
        parse = parser.deadline(at)
        if parse is None:
            at += 1
            continue
        after = parse.end + 3 * parser.is_phrase(parse.end, "at", "the", "latest")
        start, end = parser.items[at].start, parser.items[after - 1].end
        found.append(_deadline(Quote.of(text, start, end), parse.window, created_at))
        at = after
    return tuple(found)


def _deadline(quote: Quote, window: Window | None, created_at: datetime | None) -> Deadline:
    if window is None:
        return Deadline(kind=DeadlineKind.VAGUE, quote=quote)
    earliest_hours, latest_hours = hours_of(window, created_at)
    moments = moments_of(window, created_at) if created_at is not None else None
    return Deadline(
        kind=DeadlineKind.EXPLICIT,
        quote=quote,
        earliest_hours=earliest_hours,
        latest_hours=latest_hours,
        business=window.business,
        earliest=moments[0] if moments else None,
        latest=moments[1] if moments else None,
    )


# Alternatives of vague times, longest first; "_" stands for any one lexeme.
_VAGUE = tuple(
    sorted(
        (
            tuple(phrase.split())
            for phrase in [
                "as soon as possible", "as soon as we can", "as soon as i can", "as soon as they can",
                "as soon as we possibly can", "as soon as humanly possible", "as quickly as possible",
                "as quickly as we can", "as quickly as i can", "as fast as possible", "as fast as we can",
                "as promptly as possible", "as swiftly as possible", "as early as possible",
                "soon as possible", "soon as we can", "soonest", "at the earliest", "at the very earliest",
                "at the earliest opportunity", "at the earliest convenience", "at our earliest convenience",
                "at our earliest opportunity", "at your earliest convenience", "at the earliest possible",
                "at the soonest", "earliest possible", "in due course", "in due time", "in good time",
                "in time", "in no time", "in a bit", "in a little bit", "in a little while", "in a while",
                "in a moment", "in a few moments", "in a sec", "in a second", "in a minute", "in a mo",
                "in a jiffy", "in a tick", "in just a moment", "in just a bit", "in just a minute",
                "in a short while", "in a short time", "in just a few moments", "within a short time",
                "in the near future", "in the not too distant future", "in the coming days",
                "in the coming weeks", "in the coming hours", "in the coming months", "over the coming days",
                "over the coming weeks", "over the coming months", "in the next days", "in the next weeks",
                "in the foreseeable future", "in future", "in the future", "before long", "any minute now",
                "any moment now", "any moment", "any minute", "any day now", "any time now", "at some point",
                "some time soon", "sometime soon", "one day soon", "when possible", "where possible",
                "when i can", "when we can", "as and when", "without delay", "without further delay",
                "right away", "straight away", "straightaway", "right now", "immediately", "at once",
                "instantly", "very soon", "very shortly", "real soon", "quite soon", "pretty soon", "soon",
                "shortly", "asap", "a . s . a . p", "momentarily", "promptly", "presently", "imminently",
                "eventually", "sometime", "later on", "later", "sooner rather than later", "down the road",
                "down the line",
            ]
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
_VAGUE_BY_FIRST: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {first: tuple(p for p in _VAGUE if p[0] == first) for first in {p[0] for p in _VAGUE}}
)
_IN_TIME = ("in", "time")
_NOT_SOON_BEFORE = frozenset(("too", "so", "how", "sooner", "no", "how", "that", "as", "not", "than"))
_LATER_AFTER = _ENDS | {",", ")", "and", "but", "if", "when", "once", "to", "so", "with", "for"}
_LATER_BEFORE = frozenset(
    ("or", "the", "sooner", "see", "than", "and", "days", "hours", "weeks", "minutes", "hour", "day", "no", "not", "a")
)


class _Parser:
    """Parses deadlines from one text's lexemes; every method takes the place to start from."""

    def __init__(self, items: Sequence[Lexeme]) -> None:
        self.items = items
        self.words = [item.word for item in items]

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else "\n"

    def is_phrase(self, at: int, *phrase: str) -> bool:
        return tuple(self.words[at : at + len(phrase)]) == phrase

    def skip(self, at: int, words: frozenset[str], most: int = 3) -> int:
        while most and self.word(at) in words:
            at, most = at + 1, most - 1
        return at

    def deadline(self, at: int) -> _Found | None:
        word = self.word(at)
        if not (word[0].isalnum()) or self._is_past(at):
            return None
        return self._vague(at) or self._prefixed(at) or self._bare(at)

    def _is_past(self, at: int) -> bool:
        return self.word(at - 1) in ("since", "last", "past", "previous", "yesterday", "earlier")

    # Vague times.

    def _vague(self, at: int) -> _Found | None:
        word, before = self.word(at), self.word(at - 1)
        for phrase in _VAGUE_BY_FIRST.get(word, ()):
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
        """Parse "as soon as it arrives": a vague time and a condition, as far as its clause goes."""
        if self.is_phrase(at, "as", "soon", "as"):
            end = at + 3
        elif self.is_phrase(at, "soon", "as"):
            end = at + 2
        else:
            return None
        first = end
        while end < len(self.words) and end - first < _CONDITION_LEXEMES and self.word(end) not in _ENDS | {",", ")"}:
            end += 1
        return _Found(end, None) if end > first else None

    # Amounts and durations.

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
        if word in _NUMBER_WORDS:
            value = float(_NUMBER_WORDS[word])
            at += 1
            if word in _TENS:
                skip = at + (self.word(at) == "-")
                ones = _NUMBER_WORDS.get(self.word(skip), 0)
                if 0 < ones < 10:
                    value, at = value + ones, skip + 1
            if self.is_phrase(at, "and", "a", "half"):
                value, at = value + 0.5, at + 3
            if self.word(at) == "(" and self.word(at + 1).isdecimal() and self.word(at + 2) == ")":
                at += 3
            return value, value, at
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
        if self.word(at) in _BUSINESS and self.word(at + 1) in _DAY_UNITS:
            business, at = True, at + 1
        word = self.word(at)
        if word in _BUSINESS_COMPOUNDS:
            return 24.0, True, at + 1
        if word not in _UNIT_HOURS:
            return None
        at += 1
        if self.word(at) == "(" and self.word(at + 1) in ("s",) and self.word(at + 2) == ")":
            at += 3
        return _UNIT_HOURS[word], business, at

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
        if self.word(end) in _JOINS and self.word(end + 1) in _ONE_MORE and not ranged:
            # "a day or two", and also "a week or a month"
            second = self._number(end + 1)
            other = self._unit(second[2]) if second is not None else None
            if second is not None and self.word(end) in ("or", "/") and second[1] > low:
                high_hours, end, ranged = second[1] * hours, second[2], True
            elif second is not None and other is not None and self.word(end) in ("or", "to"):
                high_hours, end, ranged = second[1] * other[0], other[2], True
        elif self.word(end) in _JOINS and self.word(end) != "and":
            # "24 hours to 3 days"
            second = self._number(end + 1)
            other = self._unit(second[2]) if second is not None else None
            if second is not None and other is not None and second[1] * other[0] > low_hours:
                high_hours, end, ranged = second[1] * other[0], other[2], True
        if self.is_phrase(end, "or", "so") or self.is_phrase(end, "at", "most") or self.is_phrase(end, "or", "less"):
            end += 2
        elif self.is_phrase(end, "and", "a", "half"):
            low_hours, high_hours, end = low_hours + hours / 2, high_hours + hours / 2, end + 3
        if self.is_phrase(end, "from", "now") or self.is_phrase(end, "from", "today"):
            end, ranged = end + 2, True
        if self.word(end) == "'" and self.word(end + 1) in ("time", "notice"):
            end, ranged = end + 2, True
        elif self.word(end) == "time" and self.word(end - 1).endswith(("s", "k", "y", "h", "r", "t")):
            end, ranged = end + 1, True
        return (
            Window(low_hours=_round(low_hours), high_hours=_round(high_hours), business=business),
            end,
            ranged or business,
        )

    def _is_other_duration(self, start: int, end: int) -> bool:
        """Whether a duration is the age, the past or the property of something."""
        before, after = self.word(start - 1), self.word(end)
        if before in ("up", "of") or after in ("to",):
            pass
        if before in (
            "for",
            "last",
            "past",
            "previous",
            "every",
            "per",
            "each",
            "been",
            "than",
            "your",
            "our",
            "my",
            "'s",
        ):
            return True
        if self.word(start - 2) in ("last", "past", "for", "every") and before in (
            "the",
            "over",
            "about",
            "last",
            "past",
            "a",
            "only",
        ):
            return True
        if after in _PAST_AFTER or (after == "of" and self.word(end + 1) in ("use", "service", "age", "free")):
            return True
        # "a 3-day trial", "24-hour service": a singular unit after a number belongs to the noun that follows.
        unit, number = self.word(end - 1), self.word(end - 3) if self.word(end - 2) == "-" else self.word(end - 2)
        singular = unit in _UNIT_HOURS and unit not in _PLURAL_UNITS
        return singular and number not in ("a", "an", "one", "1", "half", "the", "next") and after[0].isalpha() and after not in (
            "and", "or", "but", "from", "to", "for", "at", "so", "if", "once", "with", "after", "max", "maximum", "window", "turnaround", "timeframe",
        )  # fmt: skip

    # Deadlines that a preposition opens.

    def _prefixed(self, at: int) -> _Found | None:
        word = self.word(at)
        if word in _WITHIN:
            found = self._within(at)
            if found is not None:
                return found
            if word in ("over", "during", "within"):
                day = self._day_or_clock(at + 1, until=False, named=True)
                return day if day is not None and day.window is not None and day.window.day is not None else None
        if self.is_phrase(at, "no", "later", "than") or self.is_phrase(at, "not", "later", "than"):
            return self._day_or_clock(at + 3, until=True)
        if self.is_phrase(at, "up", "to") or self.is_phrase(at, "less", "than") or self.is_phrase(at, "at", "most"):
            duration = self._duration(at + 2)
            if (
                duration is None
                or self._is_other_duration(at, duration[1])
                or self.word(at - 1) in ("save", "saves", "saved", "off", "get")
            ):
                return None
            window, end, _ = duration
            return _Found(end, Window(low_hours=0.0, high_hours=window.high_hours, business=window.business))
        if word in _UNTIL:
            inner = self.skip(at + 1, frozenset(("about", "around", "at", "no", "latest", "the", "then")), 1)
            found = self._day_or_clock(at + 1, until=True) or self._day_or_clock(inner, until=True)
            if found is not None:
                return found
            return self._bare_hour(at) if word in ("by", "before", "until", "till") else None
        if word in _ON or word in _ROUGHLY or self.is_phrase(at, "as", "of") or word == "between":
            inner = self.skip(at + 1, frozenset(("about", "around", "approximately", "the", "late", "early", "mid")), 2)
            if word in ("next", "this", "coming"):
                return self._day_or_clock(at, until=False)
            if word in ("for", "after", "from") and self._number(inner) is not None:
                return self._day_or_clock(at + 1, until=False) if word == "for" and self._clock(at + 1) else None
            if word == "between":
                return self._between(at)
            return self._day_or_clock(at + 1, until=False, named=True) or (
                self._day_or_clock(inner, until=False, named=True) if inner > at + 1 else None
            )
        return None

    def _within(self, at: int) -> _Found | None:
        """Parse "within 24 hours", "in the next hour", "over the next few days", "in under a week"."""
        within = self.word(at) != "in"
        inner = at + 1
        if not within and self.word(inner) in ("under", "less"):
            within, inner = True, inner + 1 + (self.word(inner + 1) == "than")
        inner = self.skip(inner, _ROUGHLY | {"no", "more", "than", "well"}, 4)
        the = self.word(inner) in ("the", "next", "coming", "these", "approx")
        inner = self.skip(inner, frozenset(("the", "these")), 1)
        coming = self.word(inner) in ("next", "coming", "following", "upcoming")
        inner += coming
        duration = self._duration(inner)
        if duration is None and the and (coming or within):
            unit = self._unit(inner)
            if unit is None or (self.word(unit[2] - 1) in ("days", "weeks", "hours", "months", "minutes")):
                return None
            if coming and self.word(unit[2] - 1) in ("week", "month", "year") and self.word(at) == "in":
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
        if self.word(end) == "of" and self.word(end + 1) not in (
            "receiving",
            "receipt",
            "this",
            "your",
            "the",
            "getting",
        ):
            return None
        ranged = window.low_hours != window.high_hours
        low = window.low_hours if ranged or not (within or coming) else 0.0
        if low == window.high_hours:
            # "in two hours" promises no earlier and no later; it is late only after.
            low = 0.0
        return _Found(end, Window(low_hours=low, high_hours=window.high_hours, business=window.business))

    def _between(self, at: int) -> _Found | None:
        duration = self._duration(at)
        if duration is not None:
            return _Found(duration[1], duration[0])
        first = self._clock_hour(at + 1, loose=True)
        if first is None or self.word(first[1]) not in ("and", "-", "–", "to"):
            return None
        second = self._clock_hour(first[1] + 1, loose=True)
        if second is None or self._is_opening(at):
            return None
        opens, closes = first[0], second[0]
        bare = [self.word(end - 1).isdecimal() for _, end in (first, second)]
        if all(bare) and opens < _EARLIEST_BARE_HOUR:
            opens, closes = opens + 12.0, closes + 12.0
        elif bare[0] and not bare[1] and opens + 12.0 < closes:
            opens += 12.0
        if closes < opens < 12.0:
            closes += 12.0
        following = self._day(second[1] + (self.word(second[1]) == "on"), named=True)
        if following is not None:
            return _Found(following[1], _clocked(following[0], (opens, closes), until=False))
        return _Found(second[1], Window(clock=(opens, closes)))

    # Days, parts of days, clocks.

    def _day_or_clock(self, at: int, *, until: bool, named: bool = True) -> _Found | None:
        """Parse a day with or without a part or a clock, or a clock with or without a day."""
        day = self._day(at, named=named)
        if day is not None:
            window, end = day
            more = end + (self.word(end) in ("at", "by", "before", "around", "about", ",", "in"))
            more += self.word(more) == "the"
            clock = self._clock_or_part(more)
            if clock is None and self.word(end) in ("by", "before"):
                bare = self._bare_hour(end)
                if (
                    bare is not None
                    and bare.window is not None
                    and bare.window.clock is not None
                    and bare.window.day is None
                ):
                    clock = bare.window.clock, bare.end
            if clock is not None and not self._is_opening(at):
                before = until or self.word(end) in ("by", "before")
                return _Found(clock[1], _clocked(window, clock[0], until=before))
            return _Found(end, _until(window) if until else window)
        if self.word(at) == "the" and self.word(at + 1) in ("end", "close", "morning", "afternoon", "evening"):
            return self._day_or_clock(at + 1, until=until, named=named)
        clock = self._clock(at)
        if clock is None or self._is_opening(at):
            return None
        hours, end = clock
        if self.word(end) in ("-", "–", "to", "and"):
            other = self._clock(end + 1)
            if other is not None:
                hours, end = (hours[0], other[0][1]), other[1]
        following = self._day(end + (self.word(end) in ("on", "this", "the", ",")), named=True) or self._day(
            end, named=True
        )
        if following is not None:
            return _Found(following[1], _clocked(following[0], hours, until=until))
        return _Found(end, Window(clock=(0.0, hours[1]) if until else hours, until=until))

    def _is_opening(self, at: int) -> bool:
        """Whether the words before, in the sentence, speak of opening hours."""
        for back in range(at - 1, max(-1, at - 12), -1):
            if self.word(back) in _ENDS:
                return False
            if self.word(back) in _OPENING:
                return True
        return False

    def _day(self, at: int, *, named: bool) -> tuple[Window, int] | None:
        """Parse a day; bare names of weekdays and months count only where a preposition stands before (`named`)."""
        word, after = self.word(at), self.word(at + 1)
        if word in ("today", "tonight", "tonite", "tonight's"):
            clock = (18.0, 24.0) if word != "today" else None
            return Window(day=Day.OFFSET, clock=clock), at + 1
        if word in _TOMORROW:
            return Window(day=Day.OFFSET, number=1), at + 1
        if self.is_phrase(at, "day", "after", "tomorrow") or self.is_phrase(at, "the", "day", "after", "tomorrow"):
            return Window(day=Day.OFFSET, number=2), at + 3 + (word == "the")
        if word == "overnight":
            return Window(day=Day.OFFSET, number=1, clock=(0.0, 9.0), until=True), at + 1
        end = self._end_of(at)
        if end is not None:
            return end
        modifier = word in ("this", "next", "coming", "following", "the")
        inner = (
            at
            + modifier
            + (word == "this" and after == "coming")
            + (word == "the" and after in ("next", "coming", "following"))
        )
        inner += self.word(inner) in ("same", "very") and word == "the"
        following = word == "next" or self.word(inner - 1) == "next"
        noun = self.word(inner)
        if noun in _WEEKDAYS and (named or modifier or self.word(inner + 1) in _PARTS):
            if noun in _SHORT_NAMES and not self.items[inner].capital:
                return None
            return self._weekday(inner)
        if modifier or named:
            if noun in ("weekend", "wkend"):
                return Window(day=Day.WEEKEND, number=int(following)), inner + 1
            if modifier and noun in ("week", "wk") and word != "the":
                return Window(day=Day.WEEK, number=int(following)), inner + 1
            if modifier and noun == "month" and word != "the":
                return Window(day=Day.MONTHS, number=int(following)), inner + 1
            if modifier and noun == "year" and word != "the":
                return Window(day=Day.YEARS, number=int(following)), inner + 1
            if following and noun in ("day", "morning"):
                return Window(day=Day.OFFSET, number=1), inner + 1
        if word == "this" and after in ("morning", "afternoon", "evening"):
            return Window(day=Day.OFFSET, clock=_PARTS[after]), at + 2
        return self._date(at, named=named)

    def _weekday(self, at: int) -> tuple[Window, int]:
        window, end = Window(day=Day.WEEKDAY, number=_WEEKDAYS[self.word(at)]), at + 1
        dated = end + (self.word(end) in (",", "the"))
        date = self._date(dated, named=True)
        return date if date is not None else (window, end)

    def _end_of(self, at: int) -> tuple[Window, int] | None:
        """Parse "end of the month", "close of business", "EOD tomorrow"."""
        word = self.word(at)
        start = at + (word == "the")
        if self.word(start) in ("eod", "cob", "eob"):
            end = start + 1
            day = self._day(end, named=True)
            clock = (0.0, CLOSE_OF_BUSINESS)
            return (
                (_clocked(day[0], clock, until=True), day[1])
                if day
                else (Window(day=Day.OFFSET, clock=clock, until=True), end)
            )
        if self.word(start) in ("eow", "eom"):
            day_kind = Day.WEEK if self.word(start) == "eow" else Day.MONTHS
            return Window(day=day_kind, last_day=True, until=True), start + 1
        if self.word(start) not in ("end", "close", "beginning", "start", "middle") or self.word(start + 1) not in (
            "of",
            "the",
        ):
            return None
        inner = self.skip(start + 1, frozenset(("of", "the", "your", "our")), 3)
        last = self.word(start) in ("end", "close")
        if self.word(inner) == "day" and self.word(start - 1) == "the" and self.word(start - 2) == "at":
            return None  # "At the end of the day" is a figure of speech.
        if self.word(inner) in ("day", "business", "play", "working", "trading", "today", "shift"):
            inner += 1 + (self.word(inner) in ("business", "working") and self.word(inner + 1) == "day")
            clock = (
                0.0,
                CLOSE_OF_BUSINESS
                if self.word(start) == "close" or self.word(inner - 2) in ("business", "working")
                else 24.0,
            )
            on = inner + (self.word(inner) == "on")
            day = self._day(on, named=True)
            if day is not None:
                return _clocked(day[0], clock, until=True), day[1]
            return Window(day=Day.OFFSET, clock=clock, until=True), inner
        for noun, kind in (("week", Day.WEEK), ("month", Day.MONTHS), ("year", Day.YEARS)):
            if self.word(inner) == noun:
                return Window(day=kind, last_day=last, until=last), inner + 1
        day = self._day(inner, named=True)
        if day is not None and day[0].day is not None:
            found = day[0]
            return Window(
                day=found.day, number=found.number, month=found.month, year=found.year, last_day=last, until=last
            ), day[1]
        return None

    def _date(self, at: int, *, named: bool) -> tuple[Window, int] | None:
        """Parse "the 14th", "14 March 2025", "March 14", "03/12", "2025-03-14", "in March"."""
        start = at + (self.word(at) in ("the", "early", "mid", "late"))
        word, after = self.word(start), self.word(start + 1)
        if word.isdecimal():
            number = int(word) if len(word) <= 4 else 0
            if after in ("st", "nd", "rd", "th") and 0 < number <= 31:
                end = start + 2
                month = end + (self.word(end) == "of")
                if self._is_month(month):
                    return self._year(Day.DATE, number, _MONTHS[self.word(month)], month + 1)
                if self.word(end) == "of" and self.word(end + 1) in ("this", "the", "next"):
                    end += 3
                return (Window(day=Day.DATE, number=number), end) if named and self.word(end)[0] not in "-" else None
            if 0 < number <= 31 and self._is_month(start + 1):
                return self._year(Day.DATE, number, _MONTHS[after], start + 2)
            return self._numeric_date(start)
        if self._is_month(start):
            number_at = start + 1 + (self.word(start + 1) == "the")
            day = self.word(number_at)
            if day.isdecimal() and 0 < int(day[:4]) <= 31 and self.word(number_at + 1) not in _UNIT_HOURS:
                end = number_at + 1 + (self.word(number_at + 1) in ("st", "nd", "rd", "th"))
                return self._year(Day.DATE, int(day), _MONTHS[word], end)
            if named and word not in ("mar", "dec", "jan") and self.items[start].capital:
                return Window(day=Day.MONTH, number=_MONTHS[word]), start + 1
        return None

    def _is_month(self, at: int) -> bool:
        word = self.word(at)
        return word in _MONTHS and (word not in _SHORT_NAMES or self.items[at].capital)

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
        if not (first.isdecimal() and second.isdecimal() and mark in ("/", "-")) or not self._is_tight(at, at + 3):
            return None
        third = self.word(at + 4) if self.word(at + 3) == mark and self._is_tight(at, at + 5) else ""
        if len(first) == 4 and third.isdecimal() and mark == "-":
            if 1 <= int(second) <= 12 and 1 <= int(third[:3]) <= 31:
                return Window(day=Day.DATE, number=int(third), month=int(second), year=int(first)), at + 5
            return None
        year = int(third) + (2000 if len(third) == 2 else 0) if third.isdecimal() and len(third) in (2, 4) else 0
        one, two = int(first[:5]), int(second[:5])
        if mark == "-" and not year:
            return None
        if not year and (
            len(first) > 2 or len(second) > 2 or (len(first) + len(second) < 3) or self.word(at + 3) in _UNIT_HOURS
        ):
            return None
        if self.word(at + 3) in _BUSINESS:
            return None
        end = at + 5 if year else at + 3
        if 1 <= one <= 12 and 1 <= two <= 12:
            return Window(day=Day.DATE, number=one, month=-two, year=year), end
        if 1 <= two <= 12 < one <= 31:
            return Window(day=Day.DATE, number=one, month=two, year=year), end
        if 1 <= one <= 12 < two <= 31:
            return Window(day=Day.DATE, number=two, month=one, year=year), end
        return None

    def _is_tight(self, start: int, end: int) -> bool:
        return end <= len(self.items) and all(
            self.items[i].end == self.items[i + 1].start for i in range(start, end - 1)
        )

    def _clock_or_part(self, at: int) -> tuple[tuple[float, float], int] | None:
        part = self.word(at)
        if part in ("first", "early") and self.word(at + 1) in ("thing", "morning"):
            return (6.0, 10.0), at + 2
        if part in ("early", "late") and self.word(at + 1) in _PARTS:
            return _PARTS[self.word(at + 1)], at + 2
        if part in _PARTS:
            return _PARTS[part], at + 1
        return self._clock(at)

    def _clock(self, at: int) -> tuple[tuple[float, float], int] | None:
        word = self.word(at)
        if word in ("noon", "midday", "lunchtime", "teatime"):
            return _PARTS[word], at + 1
        if word == "midnight":
            return (24.0, 24.0), at + 1
        hour = self._clock_hour(at)
        return None if hour is None else ((hour[0], hour[0]), hour[1])

    def _clock_hour(self, at: int, *, loose: bool = False) -> tuple[float, int] | None:
        """Parse "5pm", "5:30 p.m.", "17:30", "5 o'clock"; a bare number only where `loose`."""
        word = self.word(at)
        if not word[0].isdecimal() or len(word) > 5:
            return None
        end, sure = at + 1, False
        if word.isdecimal():
            hour, minute = int(word), 0
            if (
                self.word(end) in (":", "h")
                and self.word(end + 1).isdecimal()
                and len(self.word(end + 1)) == 2
                and self._is_tight(at, at + 3)
            ):
                minute, end, sure = int(self.word(end + 1)), end + 2, True
        else:
            whole, _, part = word.replace(",", ".").partition(".")
            hour, minute = int(whole), int(part) if len(part) == 2 else 60
        mark = self.word(end)
        if mark in ("am", "pm") or (
            mark in ("a", "p") and self.word(end + 1) in (".", "m") and self.is_phrase(end + 1, ".", "m")
        ):
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if mark[0] == "p" else 0)
            end, sure = end + (1 if len(mark) == 2 else 3), True
            if len(mark) == 1 and self.word(end) == "." and self.word(end + 1)[0].islower():
                end += 1
        elif mark in ("a", "p") and self._is_tight(at, end + 1) and 1 <= hour <= 12:
            hour, end, sure = hour % 12 + (12 if mark == "p" else 0), end + 1, True
        elif mark in ("o'clock", "oclock", "hrs", "noon") and (mark != "hrs" or len(word) == 4):
            hour, minute = (hour // 100, hour % 100) if len(word) == 4 else (hour + (12 if hour < 8 else 0), minute)
            end, sure = end + 1, True
        if not (0 <= hour <= 24 and 0 <= minute < 60) or not (sure or loose):
            return None
        if self.word(end) in (
            "gmt",
            "bst",
            "utc",
            "est",
            "edt",
            "cet",
            "cest",
            "pst",
            "pdt",
            "pt",
            "et",
            "ct",
            "cst",
            "ist",
            "aest",
        ):
            end += 1
        return hour + minute / 60, end

    def _bare_hour(self, at: int) -> _Found | None:
        """Parse "by 5": a bare hour at the end of what is said."""
        hour = self._clock_hour(at + 1, loose=True)
        if (
            hour is None
            or not self.word(at + 1).isdecimal()
            or not 1 <= int(self.word(at + 1)) <= 12
            or self._is_opening(at)
        ):
            return None
        value, end = hour
        value += 12.0 if value < _EARLIEST_BARE_HOUR else 0.0
        day = self._day(end + (self.word(end) == "on"), named=True)
        if day is not None:
            return _Found(day[1], _clocked(day[0], (0.0, value), until=True))
        if self.word(end) in _ENDS | {",", "or", "and", ")"}:
            return _Found(end, Window(clock=(0.0, value), until=True))
        return None

    # Deadlines without a preposition.

    def _bare(self, at: int) -> _Found | None:
        word, after = self.word(at), self.word(at + 1)
        if word in ("later", "earlier", "sometime", "early", "late", "some") or self.is_phrase(at, "first", "thing"):
            return self._part_of_day(at)
        if word == "overnight" and after in (
            "delivery",
            "shipping",
            "bag",
            "flight",
            "stay",
            "service",
            "post",
            "courier",
        ):
            return None
        if (
            word in ("today", "tonight", "overnight", "tonite")
            or word in _TOMORROW
            or self.is_phrase(at, "the", "day", "after")
        ):
            if after in ("'s", "only") or self.word(at - 1) in ("of", "from", "until"):
                return None
            return self._day_or_clock(at, until=False, named=True)
        if word in ("this", "next", "eod", "cob", "eow", "eom", "end", "close"):
            if word == "close" and after != "of":
                return None
            return self._day_or_clock(at, until=False, named=word in ("this", "next"))
        if word in _WEEKDAYS and (after in _PARTS or after in ("at", "by", "before")):
            found = self._day_or_clock(at, until=False, named=True)
            return found if found is not None and found.end > at + 1 else None
        if word in ("noon", "midday"):
            return None
        duration = self._duration(at)
        if (
            duration is not None
            and word in ("a", "an")
            and self.word(duration[1] - 1) in ("second", "sec", "minute", "min")
        ):
            return None
        if duration is not None and not self._is_other_duration(at, duration[1]):
            window, end, waits = duration
            before = self.word(at - 1)
            before = self.word(at - 2) if before in ("me", "us", "a", "the", "another", "~") else before
            if waits or before in _GIVING:
                low = window.low_hours if window.low_hours != window.high_hours else 0.0
                return _Found(end, Window(low_hours=low, high_hours=window.high_hours, business=window.business))
            return None
        date = self._date(at, named=False)
        if (
            date is not None
            and date[0].day is Day.DATE
            and self.word(at - 1) not in ("version", "room", "gate", "of", "dated", "from", "since")
        ):
            return _Found(date[1], date[0])
        return None

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
        day = self._day_or_clock(inner, until=False, named=True)
        if day is None or day.window is None or day.window.day is None:
            return None
        if first == "first":
            return _Found(day.end, _clocked(day.window, (6.0, 10.0), until=False))
        return day


def _round(hours: float) -> float:
    return round(hours, 4)


def _until(window: Window) -> Window:
    return Window(
        low_hours=window.low_hours,
        high_hours=window.high_hours,
        business=window.business,
        day=window.day,
        number=window.number,
        month=window.month,
        year=window.year,
        clock=window.clock,
        until=True,
        last_day=window.last_day,
    )


def _clocked(window: Window, clock: tuple[float, float], *, until: bool) -> Window:
    return Window(
        day=window.day or Day.OFFSET,
        number=window.number,
        month=window.month,
        year=window.year,
        clock=(0.0, clock[1]) if until else clock,
        until=until or window.until,
        last_day=window.last_day,
    )
