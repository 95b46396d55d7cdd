"""How the page says things: figures, measures, levels, outcomes and groups in plain words, and any text without what could mislead."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from authentica.coaching import MEASURES, Estimate, Group
from authentica.coaching.records import Keys
from authentica.explain.sentences import LEVEL_WORDS
from authentica.schema import DIMENSIONS

__all__ = [
    "DIMENSION_WORDS",
    "OUTCOME_WORDS",
    "PRIVACY_WORDS",
    "PROMISE_WORDS",
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
    "privacy_sentences",
    "privacy_words",
    "promise_words",
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

PRIVACY_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "asks_secret": "asks for a secret",
        "asks_personal_data": "asks for personal details",
        "exposes_personal_data": "repeats personal details",
        "explains_data_use": "says why details are needed",
        "explains_protection": "says how details are protected",
        "unverifiable_claim": "promises a safety that nobody can check",
        "marketing": "advertises in answer to a complaint",
        "shares_with_third_party": "passes details on to others",
        "offers_choice": "leaves a choice about details",
    }
)
"""What a reply does with personal data, gravest first."""

PROMISE_WORDS: Mapping[str, str] = MappingProxyType(
    {"kept": "kept", "broken": "broken", "renewed": "renewed", "open": "still open", "unknown": "not known"}
)
"""What became of a promise."""

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
        "boilerplate.absent": "no stock phrase",
        "empathy.exclamation": "a word of sympathy",
        "empathy.not_good": "saying that it is not good enough",
        "empathy.perspective": "seeing it from the customer's side",
        "empathy.loss": "condolences",
        "empathy.joy": "sharing their joy",
        "empathy.human": "agreeing with the customer",
        "empathy.worry": "reassurance",
        "empathy.absent": "nothing that shows empathy",
        "ownership.act": "saying what was done or will be done",
        "ownership.fault": "admitting a fault plainly",
        "ownership.generic": "offering help in general",
        "ownership.bring": "bringing what was asked for",
        "ownership.push": "leaving it to the customer or to others",
        "ownership.blame": "blaming the customer",
        "ownership.absent": "nobody takes it on",
        "expectations.time": "a time",
        "expectations.vague": "“soon” and the like",
        "expectations.step": "a next step",
        "expectations.state": "saying how things stand",
        "expectations.absent": "nothing on what happens next",
        "listening.absent": "nothing that takes up the customer's words",
        "flag.hand_off": "moving the customer to another channel",
        "flag.asks_personal_data": "asking for personal details",
        "flag.explains_data_use": "saying why details are needed",
        "flag.policy_block": "ending at a rule",
        "flag.deflection": "sending the customer elsewhere",
        "flag.human_voice": "sounding like a person",
        "flag.marketing": "advertising",
        "flag.hollow_apology": "an apology for nothing in particular",
        "customer": "what the customer wrote",
        "context.customer": "what the customer wrote",
        "context.form": "the length and form of the reply",
        "context.other_wording": "the rest of the wording",
    }
)
"""What the families of cues are, by the longest beginning of a cue's id that is listed."""

_WORDING = "the wording"
_SECRET_TIP = "Nobody should be asked for it: take it back, and make sure who they are in another way"  # noqa: S105
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
    """Return a measure's value as it is shown: a share in percent, a mean as it is; a dash where there is none."""
    if value is None:
        return "–"
    found = _MEASURES[measure]
    if found.kind == "rate":
        return percent(value)
    return f"{value:.{0 if found.unit == '0-100' else 2}f}"


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
    """Return a difference in a measure's unit, without its sign: percentage points of a share, points of 100, or a plain number."""
    found = _MEASURES[measure]
    if found.kind == "rate":
        return f"{100 * abs(value):.1f} percentage points"
    return f"{abs(value):.1f} points" if found.unit == "0-100" else f"{abs(value):.3f}"


def measure_words(measure: str) -> str:
    """Return the name of a measure."""
    return _MEASURE_WORDS.get(measure) or DIMENSION_WORDS.get(measure) or measure


def of_words(measure: str) -> str:
    """Return what a measure rests on, such as "replies"."""
    return _MEASURES[measure].of


def promise_words(group: Group) -> str:
    """Return what became of the promises that the share of kept ones is about, such as "9 kept, 3 broken, 1 renewed"."""
    counts = dict(group.counts)
    told = [(words, counts.get(f"promises.checkable.{status}", 0)) for status, words in PROMISE_WORDS.items()]
    return ", ".join(f"{n:,} {words}" for words, n in told if n)


def is_better(measure: str, change: float) -> bool | None:
    """Return whether a change is for the better; None where neither end is good."""
    better = _MEASURES[measure].better
    return None if not better else (change > 0) == (better == "higher")


def level_label(dimension: str, level: int) -> str:
    """Return the codebook's words for a level."""
    return LEVEL_WORDS[dimension][level]


def cue_words(cue: str, dimension: str) -> str:
    """Return what a cue is in plain words, such as "an apology".

    Parameters
    ----------
    cue : str
        Its id.
    dimension : str
        What it is a reason for. A cue of another dimension, of grammar alone or without words of its own is "the wording".
    """
    beginning = "" if cue.endswith(".wording") else cue
    while beginning and beginning not in _CUE_WORDS:
        beginning = beginning.rpartition(".")[0]
    family = beginning.partition(".")[0]
    return _CUE_WORDS[beginning] if beginning and (family == dimension or family not in DIMENSIONS) else _WORDING


def privacy_words(cue: str) -> str:
    """Return what a reply does with personal data, by the cue of an example's span, such as "asks for a secret"."""
    issue, _, place = cue.removeprefix("privacy.").partition(".")
    return PRIVACY_WORDS.get(issue, "personal details") + (" in public" if place == "in_public" else "")


def privacy_sentences(cue: str) -> str:
    """Return the same as sentences, with what to do instead where a secret is asked for."""
    words = privacy_words(cue)
    return f"{words[:1].upper()}{words[1:]}." + (f" {_SECRET_TIP}." if cue.startswith("privacy.asks_secret") else "")


def group_name(keys: Keys) -> str:
    """Return the name of a group."""
    return ", ".join("unknown" if value is None else value for _, value in keys) or "All replies"
