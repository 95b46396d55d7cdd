"""What is measured of a group, and the whole numbers that it is computed from.

Every measure is a ratio of sums over replies: a mean, or a share of replies, chances or promises. `tally` turns an observation into
additions to `COUNTERS`, and a `Measure` names the counters of its numerator and denominator. To add a measure, add its counters to
`tally` and a `Measure` to `MEASURES`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from authentica.coaching.habits import HABITS
from authentica.coaching.observations import INCIDENTS, SCORE_SCALE, Observation
from authentica.errors import InputError
from authentica.schema import DIMENSIONS, HIGH_IS_BAD, NEEDS, CommitmentStatus, Outcome

__all__ = ["AUTHENTICITY_BINS", "COUNTED", "COUNTERS", "MEASURES", "Measure", "measure_of", "tally"]

AUTHENTICITY_BINS = 10
"""Bins of the distribution of authenticity, each ten points wide."""

_STATUSES = tuple(status.value for status in CommitmentStatus)


class Measure(NamedTuple):
    """One measure.

    Attributes
    ----------
    name : str
        Permanent.
    of : str
        What `Estimate.n` counts.
    about : str
        What it says.
    numerator, denominator : tuple of str
        Counters whose sums are divided.
    better : {"higher", "lower", ""}
        Which end is good; empty where neither is.
    kind : {"mean", "rate"}
        A mean of scores, or a share.
    unit : str
        Of its value: "0-100", "0-1" or "per reply".
    square : str
        Counter of the sum of squares, for a mean; empty for a share, whose squares are known.
    scale : float
        What the ratio is multiplied by.
    undecided : tuple of str
        Counters of what has not turned out yet: while it is more than the denominator, the measure has no value.
    compared : bool
        Whether groups are compared and trends looked for in it.
    """

    name: str
    of: str
    about: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    better: Literal["higher", "lower", ""] = "lower"
    kind: Literal["mean", "rate"] = "rate"
    unit: str = "0-1"
    square: str = ""
    scale: float = 1.0
    undecided: tuple[str, ...] = ()
    compared: bool = True


def _dimension_measures() -> Iterator[Measure]:
    for dimension in DIMENSIONS:
        where = "replies that called for it" if dimension in NEEDS else "replies"
        yield Measure(
            name=dimension,
            kind="mean",
            better="lower" if dimension in HIGH_IS_BAD else "higher",
            of=where,
            about=f"mean {dimension} of the {where}: expected level divided by 2",
            numerator=(f"{dimension}.sum",),
            denominator=(f"{dimension}.n",),
            square=f"{dimension}.square",
            scale=1.0 / SCORE_SCALE,
        )


def _missed_measures() -> Iterator[Measure]:
    yield Measure(
        name="missed",
        of="chances",
        about="share of the chances for empathy, ownership or expectations that the scores call missed",
        numerator=tuple(f"{dimension}.missed" for dimension in NEEDS),
        denominator=tuple(f"{dimension}.n" for dimension in NEEDS),
    )
    for dimension in NEEDS:
        yield Measure(
            name=f"{dimension}.missed",
            of="replies that called for it",
            about=f"share of the replies that called for {dimension} whose scores call it missed",
            numerator=(f"{dimension}.missed",),
            denominator=(f"{dimension}.n",),
        )


def _outcome_measures() -> Iterator[Measure]:
    better: dict[str, Literal["higher", "lower", ""]] = {"somewhere": "higher", "by": ""}
    for outcome in Outcome:
        yield Measure(
            name=f"outcome.{outcome.value}",
            better=better.get(outcome.value, "lower"),
            of="replies",
            about=f"share of the replies after which the customer is {outcome.value}, as the model reads it",
            numerator=(f"outcome.{outcome.value}",),
            denominator=("replies",),
            compared=outcome is not Outcome.BY,
        )


def _habit_measures() -> Iterator[Measure]:
    for habit in HABITS:
        yield Measure(
            name=f"habit.{habit.name}",
            of="replies that had the chance",
            about=f"share of the replies that had the chance and did not take it: {habit.advice.lower()}",
            numerator=(f"habit.{habit.name}.lapses",),
            denominator=(f"habit.{habit.name}.chances",),
            compared=False,  # the levels behind them are compared, and each comparison has its price
        )


MEASURES: tuple[Measure, ...] = (
    Measure(
        name="authenticity",
        kind="mean",
        unit="0-100",
        better="higher",
        of="replies",
        about="mean authenticity",
        numerator=("authenticity.sum",),
        denominator=("replies",),
        square="authenticity.square",
        scale=100.0 / SCORE_SCALE,
    ),
    *_dimension_measures(),
    *_missed_measures(),
    *_outcome_measures(),
    Measure(
        name="template.canned",
        of="replies",
        about="template reliance: share of the replies whose boilerplate is at level 2, canned",
        numerator=("boilerplate.level2",),
        denominator=("replies",),
    ),
    Measure(
        name="template.share",
        kind="mean",
        of="replies scored with a template miner",
        about="mean share of a reply that was also sent to other customers, permitted wordings left out",
        numerator=("template.sum",),
        denominator=("template.n",),
        square="template.square",
        scale=1.0 / SCORE_SCALE,
    ),
    Measure(
        name="promises.made",
        kind="mean",
        unit="per reply",
        better="",
        of="replies",
        about="promises by agent or company in a reply, with what it offered and the customer is known to have accepted",
        numerator=("promises.made",),
        denominator=("replies",),
        square="promises.square",
        compared=False,
    ),
    Measure(
        name="promises.kept",
        better="higher",
        of="promises known to be kept or broken",
        about="share kept of the writer's own promises with a time that the conversation shows to be kept or broken; none while more "
        "are open, renewed or unknown",
        numerator=("promises.checkable.kept",),
        denominator=("promises.checkable.kept", "promises.checkable.broken"),
        undecided=("promises.checkable.open", "promises.checkable.renewed", "promises.checkable.unknown"),
    ),
    Measure(
        name="privacy.incident",
        of="replies",
        about="share of the replies with a privacy incident: a secret asked for, personal data asked for in public, or repeated",
        numerator=("privacy.incident",),
        denominator=("replies",),
    ),
    *_habit_measures(),
)
"""Every measure, in the order of `Group.estimates`."""

_BY_NAME = {measure.name: measure for measure in MEASURES}


def measure_of(name: str) -> Measure:
    """Return the measure of that name.

    Raises
    ------
    InputError
        If there is none.
    """
    if name not in _BY_NAME:
        raise InputError(f"there is no measure {str(name)[:40]!r}", None, "See authentica.coaching.MEASURES.")
    return _BY_NAME[name]


COUNTED: tuple[str, ...] = (
    "promises.made",
    *(f"promises.{status}" for status in _STATUSES),
    *(f"promises.checkable.{status}" for status in _STATUSES),
    "privacy.incident",
    *(f"privacy.{incident}" for incident in INCIDENTS),
)
"""Counters that a group shows as they are."""


def _names() -> Iterator[str]:
    yield from ("replies", "authenticity.sum", "authenticity.square")
    yield from (f"authenticity.bin{bin_}" for bin_ in range(AUTHENTICITY_BINS))
    for dimension in DIMENSIONS:
        yield from (f"{dimension}.{part}" for part in ("n", "sum", "square", "level0", "level1", "level2"))
    yield from (f"{dimension}.missed" for dimension in NEEDS)
    yield from (f"outcome.{outcome.value}" for outcome in Outcome)
    yield from ("template.n", "template.sum", "template.square", "promises.made", "promises.square")
    yield from (f"promises.{status}" for status in _STATUSES)
    yield from (f"promises.checkable.{status}" for status in _STATUSES)
    yield "privacy.incident"
    yield from (f"privacy.{incident}" for incident in INCIDENTS)
    for habit in HABITS:
        yield from (f"habit.{habit.name}.chances", f"habit.{habit.name}.lapses")


COUNTERS: dict[str, int] = {name: place for place, name in enumerate(_names())}
"""The place of every counter in a tally."""


def tally(o: Observation) -> dict[str, int]:
    """Return what a reply adds to the counters."""
    tenth = min(o.authenticity * AUTHENTICITY_BINS // SCORE_SCALE, AUTHENTICITY_BINS - 1)
    added = {
        "replies": 1,
        "authenticity.sum": o.authenticity,
        "authenticity.square": o.authenticity**2,
        f"authenticity.bin{tenth}": 1,
        f"outcome.{o.outcome}": 1,
    }
    for dimension, is_needed, level, score in zip(DIMENSIONS, o.needs, o.levels, o.scores, strict=True):
        if is_needed:
            added[f"{dimension}.n"] = 1
            added[f"{dimension}.sum"] = score
            added[f"{dimension}.square"] = score**2
            added[f"{dimension}.level{level}"] = 1
    added |= {f"{dimension}.missed": 1 for dimension in o.missed}
    if o.template is not None:
        added |= {"template.n": 1, "template.sum": o.template, "template.square": o.template**2}
    if o.promises:
        added |= {"promises.made": o.promises, "promises.square": o.promises**2}
        for status in o.followed:
            added[f"promises.{status}"] = added.get(f"promises.{status}", 0) + 1
        for status in o.checkable:
            added[f"promises.checkable.{status}"] = added.get(f"promises.checkable.{status}", 0) + 1
    if o.incidents:
        added["privacy.incident"] = 1
        added |= {f"privacy.{incident}": 1 for incident in o.incidents}
    for habit in HABITS:
        if habit.chance(o):
            added[f"habit.{habit.name}.chances"] = 1
            if habit.lapse(o):
                added[f"habit.{habit.name}.lapses"] = 1
    return added
