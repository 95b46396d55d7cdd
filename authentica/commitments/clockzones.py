"""Time zones that a deadline names: "5 pm Eastern", "9am PST", "noon UK time", "17:00 (UTC+2)".

A name is read as the clocks of its region: "EST" in July is what New York's clocks show, for few who write it mean an hour later. Such
a reading, and one of a name that others use as well ("CST", "Central"), is said to be assumed.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from authentica.commitments.lexemes import Cursor
from authentica.commitments.timewords import ENDS, PARTS, TOMORROW, WEEKDAYS

__all__ = ["NamedZone", "ZoneCursor", "clocks_of", "is_assumed"]


class NamedZone(NamedTuple):
    """A zone that words name: its name in the time-zone database, or "UTC+02:00", and the abbreviation for it in capitals, if it is one.

    `shared` where other zones go by that name as well.
    """

    key: str
    letters: str = ""
    shared: bool = False


_NEW_YORK, _CHICAGO, _DENVER, _LOS_ANGELES = (
    f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles")
)
_LETTERS: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "utc": ("UTC", False), "gmt": ("UTC", False),
        "bst": ("Europe/London", False), "cet": ("Europe/Brussels", False), "cest": ("Europe/Brussels", False),
        "eet": ("Europe/Helsinki", False), "eest": ("Europe/Helsinki", False), "ist": ("Asia/Kolkata", True),
        "et": (_NEW_YORK, False), "est": (_NEW_YORK, False), "edt": (_NEW_YORK, False),
        "ct": (_CHICAGO, True), "cst": (_CHICAGO, True), "cdt": (_CHICAGO, False),
        "mt": (_DENVER, True), "mst": (_DENVER, True), "mdt": (_DENVER, False),
        "pt": (_LOS_ANGELES, False), "pst": (_LOS_ANGELES, False), "pdt": (_LOS_ANGELES, False),
        "aest": ("Australia/Brisbane", False), "aedt": ("Australia/Sydney", False), "awst": ("Australia/Perth", False),
        "nzst": ("Pacific/Auckland", False), "nzdt": ("Pacific/Auckland", False),
        "jst": ("Asia/Tokyo", False), "sgt": ("Asia/Singapore", False), "hkt": ("Asia/Hong_Kong", False),
    }
)  # fmt: skip
_NEVER_SMALL = frozenset(("mt",))
_COASTS: Mapping[str, str] = MappingProxyType(
    {"eastern": _NEW_YORK, "central": _CHICAGO, "mountain": _DENVER, "pacific": _LOS_ANGELES}
)
_SEASONS = frozenset(("standard", "daylight", "summer"))
# Places whose time is told: "noon UK time", "9am London time".
_PLACES: Mapping[tuple[str, ...], str] = MappingProxyType(
    {
        tuple(place.split()): key
        for key, places in (
            ("Europe/London", "uk,london,british"),
            ("Europe/Dublin", "irish,dublin"),
            ("Europe/Paris", "french,paris"),
            ("Europe/Berlin", "german,berlin"),
            ("Europe/Brussels", "central european"),
            ("Europe/Amsterdam", "dutch,amsterdam"),
            ("Europe/Vienna", "austrian,vienna"),
            ("Europe/Zurich", "swiss,zurich"),
            (_NEW_YORK, "new york,boston"),
            (_CHICAGO, "chicago"),
            (_DENVER, "denver"),
            (_LOS_ANGELES, "los angeles,san francisco,seattle"),
            ("Asia/Kolkata", "indian,india,mumbai"),
            ("Asia/Singapore", "singapore"),
            ("Asia/Tokyo", "japan,tokyo"),
            ("Australia/Sydney", "sydney"),
        )
        for place in places.split(",")
    }
)
# "5 pm Pacific Street" names no zone.
_AFTER_COAST = ENDS | TOMORROW | WEEKDAYS.keys() | PARTS.keys() | frozenset(
    (",", ")", "and", "or", "but", "so", "to", "on", "today", "tonight", "at", "for", "with", "if", "this", "next", "latest")
)  # fmt: skip
_SIGNS = ("+", "-", "–")
_MOST_HOURS, _MINUTES = 14, 60


class ZoneCursor(Cursor):
    """Reads the zone behind a time of day."""

    def zone_at(self, at: int) -> tuple[NamedZone, int] | None:
        """Return the zone that the words at a place name, and the place behind it."""
        if self.word(at) == "(":
            inside = self._zone(at + 1)
            return (inside[0], inside[1] + 1) if inside is not None and self.word(inside[1]) == ")" else None
        return self._zone(at)

    def _zone(self, at: int) -> tuple[NamedZone, int] | None:
        word = self.word(at)
        if word in _LETTERS and (word not in _NEVER_SMALL or self.items[at].capital):
            key, shared = _LETTERS[word]
            if key == "UTC":
                offset = self._offset(at + 1)
                # A sign and digits that are no offset: not this zone's time either.
                if offset is not None or (self.word(at + 1) in _SIGNS and self.is_tight(at, at + 3)):
                    return offset
            return NamedZone(key, word.upper(), shared), at + 1
        if word in _COASTS:
            end = at + 1 + (self.word(at + 1) in _SEASONS)
            if self.word(end) == "time":
                return NamedZone(_COASTS[word], shared=True), end + 1
            if end == at + 1 and self.word(end) in _AFTER_COAST:
                return NamedZone(_COASTS[word], shared=True), end
        for length in (2, 1):
            end = at + length
            key = _PLACES.get(tuple(self.words[at:end]), "")
            end += self.word(end) in _SEASONS
            if key and self.word(end) == "time":
                return NamedZone(key), end + 1
        return None

    def _offset(self, at: int) -> tuple[NamedZone, int] | None:
        """Parse what stands behind "UTC": "+2", "-05:30", "+0530"; a dash with blanks behind it is none."""
        sign, digits = self.word(at), self.word(at + 1)
        if sign not in _SIGNS or not (digits.isascii() and digits.isdecimal() and len(digits) in (1, 2, 4)):
            return None
        if sign != "+" and not self.is_tight(at, at + 2):
            return None
        hours, minutes, end = digits[:2], digits[2:] or "00", at + 2
        behind = self.word(at + 3)
        if len(digits) < 4 and self.word(at + 2) == ":" and behind.isdecimal() and len(behind) == 2:
            minutes, end = behind, at + 4
        if int(hours) > _MOST_HOURS or int(minutes) >= _MINUTES:
            return None
        return NamedZone(f"UTC{'+' if sign == '+' else '-'}{int(hours):02}:{minutes}"), end


@cache
def clocks_of(key: str) -> tzinfo | None:
    """Return the clocks of a zone, or None where this machine's time-zone database lacks it."""
    if key == "UTC":
        return timezone.utc
    if key.startswith("UTC"):
        hours, minutes = key[4:].split(":")
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(offset if key[3] == "+" else -offset)
    try:
        return zoneinfo.ZoneInfo(key)
    except (zoneinfo.ZoneInfoNotFoundError, OSError):
        return None


def is_assumed(zone: NamedZone, moment: datetime) -> bool:
    """Whether it is a guess to read a zone as its region's clocks at a moment that they show.

    It is one where the name is another zone's as well, where the clocks show another time then than the letters say ("EST" in July),
    and where it is unknown by which clocks the moment was reckoned.
    """
    seasonal = len(zone.letters) > 2 and zone.key != "UTC"
    return zone.shared or moment.tzinfo is None or (seasonal and moment.tzname() != zone.letters)
