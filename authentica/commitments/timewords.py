"""The words of times, in lower case: numbers, units, days, parts of days, and what is vague."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from authentica.commitments.windows import CLOSE_OF_BUSINESS

__all__ = [
    "BUSINESS", "BUSINESS_COMPOUNDS", "ENDS", "INSTANTS", "INSTANT_SUBJECTS", "MONTHS", "NUMBER_WORDS", "OCCASION_OPENINGS", "ON", "OPENINGS",
    "ORDINALS", "PARTS", "RELEASES", "ROUGHLY", "SHORT_NAMES", "TIME_WORDS", "TOMORROW", "UNIT_HOURS", "UNTIL", "VAGUE", "WEEKDAYS", "WITHIN",
]  # fmt: skip

NUMBER_WORDS: Mapping[str, int] = MappingProxyType(
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
UNIT_HOURS: Mapping[str, float] = MappingProxyType(
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
BUSINESS = frozenset(("business", "working", "work", "banking", "week"))
BUSINESS_COMPOUNDS = frozenset(("workdays", "workday", "weekdays"))
WITHIN = frozenset(("within", "inside", "under", "over", "during", "in", "throughout"))
ROUGHLY = frozenset("about around approximately approx roughly only just maybe probably at least most".split())
WEEKDAYS: Mapping[str, int] = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            ("monday mon", "tuesday tue tues", "wednesday wed weds", "thursday thu thur thurs", "friday fri", "saturday sat", "sunday sun")
        )
        for name in names.split()
    }
)  # fmt: skip
SHORT_NAMES = frozenset(("mon", "tue", "wed", "weds", "thu", "fri", "sat", "sun", "mar", "dec", "may", "march", "jan"))
MONTHS: Mapping[str, int] = MappingProxyType(
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
TOMORROW = frozenset(("tomorrow", "tommorow", "tomorow", "tommorrow", "tmrw", "tmw", "tomoz", "2moro"))
# Hours of the day from and until.
PARTS: Mapping[str, tuple[float, float]] = MappingProxyType(
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
UNTIL = frozenset(("by", "before", "until", "till", "til", "latest"))
ON = frozenset(("on", "this", "next", "coming", "for", "come", "at", "in", "from", "after", "eta", "etd", "est"))
ORDINALS = frozenset(("st", "nd", "rd", "th"))
OCCASION_OPENINGS = frozenset(("by", "before", "on", "in", "at", "for"))
RELEASES = frozenset(("release", "update", "version", "build", "patch", "sprint"))
ENDS = frozenset(".!?\n;:")
# "The moment it arrives" is as soon as it arrives.
INSTANTS = frozenset(("moment", "minute", "second", "instant"))
INSTANT_SUBJECTS = frozenset(
    "i we it they he she you there your the our that this his her their someone somebody".split()
)
# Alternatives of vague times, longest first; "_" stands for any one lexeme.
VAGUE = tuple(
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
_SLIGHT = frozenset("a an and any as at can i in just no not of on our the they to very we your".split())
TIME_WORDS = frozenset(
    [
        *"today tonight tonite tonight's overnight eod cob eob eow eom business play".split(),
        *RELEASES,
        *("midweek", "christmas", "xmas", "bill", "billing", "statement", "invoice", "paycheck", "payslip", "q"),
        *("working", "trading", "shift", "weekend", "wkend", "midnight", "soon"),
        *(word for word, number in NUMBER_WORDS.items() if 1 <= number <= 12),
        *UNIT_HOURS,
        *BUSINESS_COMPOUNDS,
        *TOMORROW,
        *WEEKDAYS,
        *MONTHS,
        *PARTS,
        # Of each vague phrase, its longest word of some weight.
        *(max(phrase, key=lambda word: (word.isalpha() and word not in _SLIGHT, len(word))) for phrase in VAGUE),
    ]
)
"""Words of which every deadline without a number holds one."""

OPENINGS = frozenset(
    [
        *"as soon no not up less at between later earlier sometime early mid late".split(),
        *"some first today tonight tonite overnight the eod cob eow eom end close".split(),
        *("half", "a", "an", "couple", "cpl", "few", "several", "dozen"),
        *(phrase[0] for phrase in VAGUE),
        *OCCASION_OPENINGS,
        *("w", "midweek", "same", "day"),
        *WITHIN,
        *UNTIL,
        *ON,
        *ROUGHLY,
        *TOMORROW,
        *WEEKDAYS,
        *MONTHS,
        *NUMBER_WORDS,
    ]
)
"""Words of which every deadline that does not begin with a number begins with one."""
