"""How the page says things: figures, measures, levels, outcomes and groups in plain words, and any text without what could mislead."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from authentica.coaching import MEASURES, Estimate
from authentica.coaching.records import Keys
from authentica.explain.sentences import LEVEL_WORDS

__all__ = [
    "DIMENSION_WORDS",
    "OUTCOME_WORDS",
    "cue_words",
    "figure",
    "group_name",
    "harmless",
    "interval",
    "is_better",
    "level_label",
    "measure_words",
    "of_words",
    "percent",
    "signed",
    "step",
]

DIMENSION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "boilerplate": "Boilerplate",
        "empathy": "Empathy",
        "ownership": "Ownership",
        "expectations": "Expectations",
        "listening": "Listening",
        "privacy": "Privacy",
    }
)

OUTCOME_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "somewhere": "getting somewhere",
        "by": "getting by",
        "blocked": "blocked",
        "outta_here": "outta here",
    }
)
"""Where the customer is after a reply, in the codebook's words."""

_MEASURE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "authenticity": "Authenticity",
        "missed": "Missed opportunities",
        "empathy.missed": "Empathy missed",
        "ownership.missed": "Ownership missed",
        "expectations.missed": "Expectations missed",
        "outcome.somewhere": "Getting somewhere",
        "outcome.by": "Getting by",
        "outcome.blocked": "Blocked",
        "outcome.outta_here": "Outta here",
        "template.canned": "Canned replies",
        "template.share": "Shared wording",
        "promises.made": "Promises per reply",
        "promises.kept": "Promises kept",
        "privacy.incident": "Privacy incidents",
    }
)
_CUE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "boilerplate.template": "a wording sent to many",
        "boilerplate": "a stock phrase",
        "empathy.apology": "an apology",
        "empathy.feeling": "a word of feeling",
        "empathy.perspective": "their side of it",
        "empathy.loss": "condolence",
        "empathy.joy": "shared joy",
        "empathy.human": "a human word",
        "empathy.worry": "reassurance",
        "empathy": "a word of sympathy",
        "ownership.act": "an act",
        "ownership.fault": "a plain admission",
        "ownership.generic": "help in general",
        "ownership.bring": "bringing what was asked for",
        "ownership.push": "pushing it away",
        "ownership.blame": "blaming them",
        "ownership": "who acts",
        "expectations.time": "a time",
        "expectations.vague": "a time that says nothing",
        "expectations.step": "a next step",
        "expectations.state": "a definite state",
        "expectations": "what comes next",
        "listening": "their words taken up",
    }
)
"""What the families of cues are, by the longest beginning of a cue's id that is listed."""

_WORDING = "wording"
_PERCENT = "\u00a0%"  # never at the beginning of a line
_MEASURES = {measure.name: measure for measure in MEASURES}
_REPLACED = frozenset(("Cc", "Cs", "Co", "Cn"))
_KEPT = frozenset("\n\t")
# What turns the direction of the text around it, or hides in it without joining letters or emoji.
_FORMATTING = frozenset(
    "\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def harmless(text: str) -> str:
    """Return the text with control characters, direction marks, lone surrogates and the like replaced by U+FFFD, one for one.

    Offsets stay as they are, and the result can be encoded and shown.
    """
    return "".join(
        "\ufffd" if c in _FORMATTING or (c not in _KEPT and unicodedata.category(c) in _REPLACED) else c for c in text
    )


def figure(measure: str, value: float | None) -> str:
    """Return a measure's value as it is shown: points of 100, percent, or a plain number; a dash where there is none."""
    if value is None:
        return "–"
    unit = _MEASURES[measure].unit
    if unit == "0-100":
        return f"{value:.0f}"
    if unit == "per reply":
        return f"{value:.2f}"
    return percent(value)


def percent(share: float) -> str:
    """Return a share as percent, with a decimal where it is below ten."""
    value = 100.0 * share
    return (f"{value:.1f}" if 0.0 < value < 9.95 else f"{value:.0f}") + _PERCENT


def interval(estimate: Estimate, *, shrunk: bool = False) -> str:
    """Return an estimate's 95 % interval, or nothing where there is none."""
    low, high = (estimate.shrunk_low, estimate.shrunk_high) if shrunk else (estimate.low, estimate.high)
    if low is None or high is None:
        return ""
    first, last = figure(estimate.measure, low), figure(estimate.measure, high)
    if first.endswith(_PERCENT) and last.endswith(_PERCENT):
        first = first.removesuffix(_PERCENT)
    return f"{first} to {last}"


def signed(value: float) -> str:
    """Return a difference with one decimal and a proper sign."""
    shown = f"{abs(value):.1f}"
    return ("−" if value < 0 and float(shown) else "+") + shown


def step(measure: str, value: float) -> str:
    """Return a difference in a measure's unit, without its sign: points, or percentage points."""
    if _MEASURES[measure].unit == "0-100":
        return f"{abs(value):.1f} points"
    return f"{100 * abs(value):.1f} percentage points"


def measure_words(measure: str) -> str:
    """Return the name of a measure."""
    return _MEASURE_WORDS.get(measure) or DIMENSION_WORDS.get(measure) or measure


def of_words(measure: str) -> str:
    """Return what a measure rests on, such as "replies"."""
    return _MEASURES[measure].of


def is_better(measure: str, change: float) -> bool | None:
    """Return whether a change is for the better; None where neither end is good."""
    better = _MEASURES[measure].better
    return None if not better else (change > 0) == (better == "higher")


def level_label(dimension: str, level: int) -> str:
    """Return the codebook's words for a level."""
    return LEVEL_WORDS[dimension][level]


def cue_words(cue: str) -> str:
    """Return what a cue is in plain words, such as "an apology"."""
    if cue.rpartition(".")[2] == _WORDING:
        return "this wording"
    beginning = cue
    while beginning and beginning not in _CUE_WORDS:
        beginning = beginning.rpartition(".")[0]
    return _CUE_WORDS.get(beginning) or cue.replace(".", ", ").replace("_", " ")


def group_name(keys: Keys) -> str:
    """Return the name of a group."""
    return ", ".join("unknown" if value is None else value for _, value in keys) or "All replies"
