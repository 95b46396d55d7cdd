"""How a console and the page say figures, measures, outcomes, promises and groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from authentica.coaching.measures import measure_of
from authentica.coaching.records import Estimate, Group, Keys
from authentica.schema import DIMENSIONS, NEEDS

__all__ = [
    "COLUMNS",
    "HEADLINES",
    "OUTCOME_WORDS",
    "PROMISE_WORDS",
    "dimension_words",
    "drawn",
    "figure",
    "group_name",
    "interval",
    "is_better",
    "measure_words",
    "of_words",
    "percent",
    "promise_words",
    "step",
]

HEADLINES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "authenticity": (
            "authenticity, 0 to 100",
            "of 100: how the reply is written and the wish to help, where neither makes up for the lack of the other",
        ),
        "outcome.somewhere": (
            "replies that get the customer somewhere",
            "of replies leave the customer getting somewhere",
        ),
        "missed": ("opportunities missed", "of the chances for empathy, ownership or expectations were not taken"),
        "template.canned": ("replies that are canned", "of replies could have gone to anybody"),
        "outcome.blocked": ("replies that block the customer", "of replies leave the customer blocked"),
        "outcome.outta_here": ("replies that make the customer leave", "of replies would make the customer leave"),
        "promises.kept": (
            "own promises with a time that are kept",
            "of the agents' own promises with a time were kept, of those known to be kept or broken",
        ),
        "privacy.incident": ("replies with a privacy incident", "of replies ask for or repeat what they should not"),
    }
)
"""The measures that are told first, of all replies: each as a line of a table, and as what follows its figure."""

COLUMNS = ("authenticity", "outcome.somewhere", "missed", "template.canned")
"""The measures that are told of each group."""

OUTCOME_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "somewhere": "getting somewhere",
        "by": "getting by",
        "blocked": "blocked",
        "outta_here": "outta here",
    }
)
"""Where the customer is after a reply, in the codebook's words."""

PROMISE_WORDS: Mapping[str, str] = MappingProxyType(
    {"kept": "kept", "broken": "broken", "renewed": "renewed", "open": "still open", "unknown": "not known"}
)
"""What became of a promise."""


def dimension_words(dimension: str) -> str:
    """Return the name of a dimension, or of "privacy"."""
    return dimension.replace("_", " ").capitalize()


_MEASURE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **{dimension: dimension_words(dimension) for dimension in DIMENSIONS},
        **{f"{dimension}.missed": f"{dimension_words(dimension)} missed" for dimension in NEEDS},
        **{f"outcome.{outcome}": words.capitalize() for outcome, words in OUTCOME_WORDS.items()},
        "authenticity": "Authenticity",
        "missed": "Missed opportunities",
        "template.canned": "Canned replies",
        "template.share": "Shared wording",
        "promises.made": "Promises per reply",
        "promises.kept": "Promises kept",
        "privacy.incident": "Privacy incidents",
    }
)
_PERCENT = "\u00a0%"  # never at the beginning of a line


def figure(measure: str, value: float | None) -> str:
    """Return a measure's value as it is shown: a share in percent, a mean as it is; a dash where there is none."""
    if value is None:
        return "–"
    found = measure_of(measure)
    if found.kind == "rate":
        return percent(value)
    return f"{value:.{0 if found.unit == '0-100' else 2}f}"


def percent(share: float) -> str:
    """Return a share as percent, with a decimal where it is below ten."""
    value = 100.0 * share
    return (f"{value:.1f}" if 0.0 < value < 9.95 else f"{value:.0f}") + _PERCENT


def interval(estimate: Estimate) -> str:
    """Return an estimate's 95 % interval, or nothing where there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    first, last = figure(estimate.measure, estimate.low), figure(estimate.measure, estimate.high)
    if last.endswith(_PERCENT):
        first = first.removesuffix(_PERCENT)
    return f"{first} to {last}"


def drawn(estimate: Estimate) -> Estimate:
    """Return the estimate drawn towards the rest where there is one, else as it is."""
    if estimate.shrunk is None:
        return estimate
    return replace(estimate, value=estimate.shrunk, low=estimate.shrunk_low, high=estimate.shrunk_high)


def step(measure: str, value: float) -> str:
    """Return a difference in a measure's unit, without its sign: percentage points of a share, points of 100, or a plain number."""
    found = measure_of(measure)
    if found.kind == "rate":
        return f"{100 * abs(value):.1f} percentage points"
    return f"{abs(value):.1f} points" if found.unit == "0-100" else f"{abs(value):.3f}"


def measure_words(measure: str) -> str:
    """Return the name of a measure."""
    return _MEASURE_WORDS[measure]


def of_words(measure: str) -> str:
    """Return what a measure rests on, such as "replies"."""
    return measure_of(measure).of


def promise_words(group: Group) -> str:
    """Return what became of the promises that the share of kept ones is about, such as "9 kept, 3 broken, 1 renewed"."""
    counts = dict(group.counts)
    told = [(words, counts.get(f"promises.checkable.{status}", 0)) for status, words in PROMISE_WORDS.items()]
    return ", ".join(f"{n:,} {words}" for words, n in told if n)


def is_better(measure: str, change: float) -> bool | None:
    """Return whether a change is for the better; None where neither end is good."""
    better = measure_of(measure).better
    return None if not better else (change > 0) == (better == "higher")


def group_name(keys: Keys, longest: int | None = None) -> str:
    """Return the name of a group, each part of it cut to `longest` characters."""
    return ", ".join("unknown" if value is None else value[:longest] for _, value in keys) or "All replies"
