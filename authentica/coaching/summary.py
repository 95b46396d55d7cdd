"""`summarize`: from assessments to a `CoachingSummary`."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from authentica.coaching.accumulator import BUCKETS, PATTERNS, CoachingAccumulator
from authentica.coaching.cells import hidden_groups
from authentica.coaching.clusters import Sums
from authentica.coaching.comparisons import FALSE_DISCOVERY_RATE, adjusted, contrast
from authentica.coaching.effects import Counts, gain_of
from authentica.coaching.figures import groups_of, is_enough, parent_of, ratio_of
from authentica.coaching.habits import HABITS
from authentica.coaching.lines import Unusable, assessment_of, read_scores
from authentica.coaching.lookups import Lookup
from authentica.coaching.margins import Margins, parts_of
from authentica.coaching.measures import COUNTERS, MEASURES
from authentica.coaching.periods import PERIODS, period_index
from authentica.coaching.promises import PromiseBook
from authentica.coaching.records import (
    Accounting,
    CoachingSummary,
    Difference,
    Example,
    Group,
    HabitFinding,
    Keys,
    Trend,
)
from authentica.coaching.trends import MIN_PERIODS, slope_of
from authentica.errors import InputError
from authentica.schema import Assessment, CommitmentStatus, SetAside

__all__ = ["MIN_PERSON_REPLIES", "MIN_REPLIES", "learn", "summarize", "summary_of"]

MIN_REPLIES = 10
"""Fewer replies are not shown."""

MIN_PERSON_REPLIES = 20
"""Fewer replies of one person are not shown: of a person more is needed before anything is said."""

_EFFECT_CELLS = 4

NOTES = (
    "The scores judge words, not deeds; they are for coaching over many replies, not for disciplining anybody.",
    "Intervals are 95 % and count the conversation, not the reply, as the independent unit.",
    "Dimensions and missed opportunities count only replies whose moment called for them, with a probability of 0.5 or more.",
    "A difference or trend is called one only if it holds after all comparisons, trends and habits looked at are accounted for "
    "(Benjamini and Hochberg, 5 %).",
    "What goes with a habit is an association: the outcome is the model's reading of the same reply, and who keeps one habit "
    "often keeps others.",
)
"""What the figures are and are not."""


def summarize(
    source: Any,
    *,
    by: Sequence[str] = ("agent", "week"),
    examples: int = 2,
    sample: int = 0,
    redact: bool = True,
    lookups: Sequence[Lookup] = (),
    promises: PromiseBook | None = None,
    min_replies: int = MIN_REPLIES,
    min_person_replies: int = MIN_PERSON_REPLIES,
    max_groups: int = 50_000,
    on_set_aside: Callable[[SetAside], None] | None = None,
) -> CoachingSummary:
    """Summarise assessments for coaching.

    Parameters
    ----------
    source : str or path, or several of them; or iterable of Assessment or mapping
        What ``authentica score --output`` wrote as JSON lines (a file, a folder of parts, a pattern, ``.gz`` and ``.zst``), or assessments. Read
        once, in memory that depends on the number of groups alone.
    by : sequence of str, default=("agent", "week")
        What groups are formed by: "agent", "team", "channel", "queue", and one of "day", "week" and "month". Every combination of
        them is summarised too.
    examples : int, default=2
        Replies shown for each habit as good ones, and as ones to improve; 0 keeps no text at all.
    sample : int, default=0
        Replies drawn by hash from all, with their levels and keys.
    redact : bool, default=True
        Whether personal details are taken out of replies that are shown.
    lookups : sequence of Lookup, default=()
        Teams and queues, which assessments do not carry: `read_lookup` reads them from a file. A line of scores may also carry ``team``
        and ``queue`` itself.
    promises : PromiseBook, optional
        What became of promises: `read_promises` reads it from the file that ``authentica commitments --output`` wrote of the same export.
    min_replies, min_person_replies : int
        The smallest group that is shown, and the smallest of one person.
    max_groups : int, default=50000
        Most groups; more are an error.
    on_set_aside : callable, optional
        Receives a `SetAside` for every row that is no assessment.

    Returns
    -------
    CoachingSummary
        The same for the same assessments, in any order and however they are divided into files.

    Raises
    ------
    SourceNotFoundError, FormatError
        If there is nothing to read.
    InputError
        If a parameter is out of its range, or there are too many groups.
    """
    accumulator = CoachingAccumulator(
        by,
        examples=examples,
        sample=sample,
        redact=redact,
        max_groups=max_groups,
        lookups=lookups,
        promises=promises,
    )
    return summary_of(
        learn(accumulator, source, on_set_aside), min_replies=min_replies, min_person_replies=min_person_replies
    )


def learn(
    accumulator: CoachingAccumulator,
    source: Any,
    on_set_aside: Callable[[SetAside], None] | None = None,
    each: Callable[[Assessment], None] | None = None,
) -> CoachingAccumulator:
    """Let an accumulator learn from assessments, and return it.

    Parameters
    ----------
    accumulator : CoachingAccumulator
        What learns.
    source, on_set_aside
        See `summarize`.
    each : callable, optional
        Receives every assessment that is none to be set aside, so that more can be had from the one pass.

    Raises
    ------
    SourceNotFoundError, FormatError
        If there is nothing to read.
    InputError
        If a parameter of the accumulator is out of its range, or there are too many groups.
    """
    accumulator.partial_fit(())  # begins, and checks the parameters before anything is read
    paths, items = _paths_or_items(source)
    rows = read_scores(paths) if items is None else (assessment_of(item, f"row {n}") for n, item in enumerate(items, 1))
    for row in rows:
        if isinstance(row, Unusable):
            accumulator.put_aside(row.kind)
            aside = row.place
        elif reason := accumulator.add(row.assessment, row.facts):
            aside = SetAside(origin=row.origin, reason=reason)
        else:
            if each is not None:
                each(row.assessment)
            continue
        if on_set_aside is not None:
            on_set_aside(aside)
    return accumulator


def _paths_or_items(source: Any) -> tuple[Any, Iterator[Any] | None]:
    if isinstance(source, (str, os.PathLike)):
        return source, None
    if not isinstance(source, Iterable):
        raise InputError(f"assessments cannot be read from a {type(source).__name__}", "source", "Name a file.")
    items = iter(source)
    first = next(items, None)
    if isinstance(first, (str, os.PathLike)):
        return [first, *items], None
    return None, iter(()) if first is None else chain((first,), items)


def summary_of(
    accumulator: CoachingAccumulator,
    *,
    min_replies: int = MIN_REPLIES,
    min_person_replies: int = MIN_PERSON_REPLIES,
) -> CoachingSummary:
    """Return what an accumulator has learnt, as a summary; see `summarize`.

    Raises
    ------
    InputError
        If it has learnt nothing, or a minimum is no whole number of at least 1.
    """
    for name, value in (("min_replies", min_replies), ("min_person_replies", min_person_replies)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise InputError(f"{name} is not a whole number of at least 1", "summarize")
    margins = Margins(accumulator)
    hidden = hidden_groups({keys: margins.size(keys) for keys in margins}, min_replies, min_person_replies)
    groups = groups_of(margins, hidden, min_replies)
    differences = _differences(margins, groups, accumulator.by_, min_replies)
    trends = _trends(margins, groups, accumulator.period)
    habits = _habits(accumulator, margins, groups[()], min_replies)
    p_values = [
        *(difference.p_value for difference in differences),
        *(trend.p_value for trend in trends),
        *(habit.p_value for habit in habits if habit.p_value is not None),
    ]
    q_values = iter(adjusted(p_values))
    differences = [_judged(each, next(q_values)) for each in differences]
    trends = [_followed(each, next(q_values)) for each in trends]
    habits = [each if each.p_value is None else _supported(each, next(q_values)) for each in habits]
    overall = groups[()]
    return CoachingSummary(
        by=accumulator.by_,
        min_replies=min_replies,
        min_person_replies=min_person_replies,
        overall=overall,
        groups=tuple(group for keys, group in groups.items() if keys),
        differences=tuple(differences),
        trends=tuple(trends),
        habits=tuple(sorted(habits, key=_rank)),
        sample=tuple(_veiled(example, groups) for example in accumulator.sampled().examples()),
        accounting=_accounting(accumulator, margins, hidden),
        notes=NOTES,
    )


def _differences(
    margins: Margins, groups: dict[Keys, Group], by: tuple[str, ...], min_replies: int
) -> list[Difference]:
    """Compare every shown group that is no period with the rest of what it is a part of."""
    found = []
    for keys in groups:
        names = [name for name, _ in keys]
        parent = parent_of(keys)
        # Where teams are known, an agent is compared within the team, and not once more with everybody.
        is_doubled = "agent" in names and "team" in by and "team" not in names
        if parent is None or parent not in groups or is_doubled or any(name in PERIODS for name in names):
            continue
        own, whole = margins[keys], margins[parent]
        others = whole - own
        for measure in MEASURES:
            if not measure.compared:
                continue
            one, rest = ratio_of(own, measure), ratio_of(others, measure)
            if one is None or rest is None or not (is_enough(one, min_replies) and is_enough(rest, min_replies)):
                continue
            mine, theirs = parts_of(own, measure), parts_of(others, measure)
            seen = contrast(one, rest, (mine[0], theirs[0]), (mine[1], theirs[1]), measure.kind)
            if seen is not None:
                found.append(
                    Difference(
                        keys=keys,
                        measure=measure.name,
                        value=one.value * measure.scale,
                        rest=rest.value * measure.scale,
                        difference=seen.difference * measure.scale,
                        low=seen.low * measure.scale,
                        high=seen.high * measure.scale,
                        p_value=seen.p_value,
                        q_value=1.0,
                        is_difference=False,
                    )
                )
    return found


def _trends(margins: Margins, groups: dict[Keys, Group], period: str | None) -> list[Trend]:
    """Look for a trend in every shown group that has enough periods."""
    if period is None:
        return []
    courses: defaultdict[Keys, list[tuple[str, Sums]]] = defaultdict(list)
    for keys in groups:
        name = dict(keys).get(period)
        rest = tuple(pair for pair in keys if pair[0] != period)
        if name is not None and (rest in groups):
            courses[rest].append((name, margins[keys]))
    found = []
    for rest, steps in courses.items():
        for measure in MEASURES:
            if not measure.compared:
                continue
            course = [
                (name, parts)
                for name, sums in sorted(steps, key=lambda step: step[0])
                for parts in (parts_of(sums, measure),)
                if parts[1].any()
            ]
            if len(course) < MIN_PERIODS:
                continue
            slope = slope_of(
                [period_index(name, period) for name, _ in course],
                [parts[0] for _, parts in course],
                [parts[1] for _, parts in course],
            )
            if slope is not None:
                found.append(
                    Trend(
                        keys=rest,
                        measure=measure.name,
                        period=period,
                        first=course[0][0],
                        last=course[-1][0],
                        periods=len(course),
                        slope=slope.value * measure.scale,
                        low=slope.low * measure.scale,
                        high=slope.high * measure.scale,
                        p_value=slope.p_value,
                        q_value=1.0,
                        is_trend=False,
                    )
                )
    return found


def _habits(accumulator: CoachingAccumulator, margins: Margins, overall: Group, min_replies: int) -> list[HabitFinding]:
    replies = margins[()][:, COUNTERS["replies"]]
    counts: Counts = np.zeros((BUCKETS, len(HABITS) * PATTERNS * _EFFECT_CELLS), dtype=np.int64)
    for bucket, cell in accumulator.effect_counts().items():
        counts[bucket] = np.frombuffer(cell, dtype=np.int64)
    shaped = counts.reshape(BUCKETS, len(HABITS), PATTERNS, _EFFECT_CELLS)
    found = []
    for number, habit in enumerate(HABITS):
        lapses = overall[f"habit.{habit.name}"]
        gain = gain_of(shaped[:, number], replies, min_replies)
        if lapses.value is None:
            gain = None
        total = shaped[:, number].sum(axis=(0, 1))
        found.append(
            HabitFinding(
                habit=habit.name,
                dimension=habit.dimension,
                advice=habit.sentence(lapses.value),
                chances=int(total[0] + total[2]),
                lapses=None if lapses.value is None else int(total[2]),
                rate=lapses.value,
                low=lapses.low,
                high=lapses.high,
                somewhere_with=None if gain is None else gain.with_habit,
                somewhere_without=None if gain is None else gain.without_habit,
                gain=None if gain is None else gain.value,
                gain_low=None if gain is None else gain.low,
                gain_high=None if gain is None else gain.high,
                p_value=None if gain is None else gain.p_value,
                q_value=None,
                is_supported=False,
                best=accumulator.habit_examples(habit.name, "best").examples(),
                improvable=accumulator.habit_examples(habit.name, "improvable").examples(),
            )
        )
    return found


def _judged(difference: Difference, q_value: float) -> Difference:
    return replace(difference, q_value=q_value, is_difference=q_value <= FALSE_DISCOVERY_RATE)


def _followed(trend: Trend, q_value: float) -> Trend:
    return replace(trend, q_value=q_value, is_trend=q_value <= FALSE_DISCOVERY_RATE)


def _supported(habit: HabitFinding, q_value: float) -> HabitFinding:
    is_supported = q_value <= FALSE_DISCOVERY_RATE and (habit.gain or 0.0) > 0.0
    return replace(habit, q_value=q_value, is_supported=is_supported)


def _rank(habit: HabitFinding) -> tuple[bool, float, str]:
    return habit.gain is None, -(habit.gain or 0.0), habit.habit


def _veiled(example: Example, groups: dict[Keys, Group]) -> Example:
    """Take away from a sampled reply the keys whose groups are not shown."""
    return replace(
        example, keys=tuple((name, value if ((name, value),) in groups else None) for name, value in example.keys)
    )


def _accounting(accumulator: CoachingAccumulator, margins: Margins, hidden: set[Keys]) -> Accounting:
    whole = margins[()].sum(axis=0)
    scored = int(whole[COUNTERS["replies"]])
    period = accumulator.period
    untimed = 0 if period is None else margins.size(((period, None),)).replies if ((period, None),) in margins else 0
    reasons = sorted(accumulator.set_aside_.items(), key=lambda item: (-item[1], item[0]))
    return Accounting(
        rows=accumulator.rows_,
        scored=scored,
        unscored=accumulator.unscored_,
        set_aside=sum(n for _, n in reasons),
        reasons=tuple(reasons),
        untimed=untimed,
        groups=len(margins) - 1,
        groups_hidden=len(hidden),
        promises_read=0 if accumulator.promises is None else accumulator.promises.read,
        promises_matched=sum(int(whole[COUNTERS[f"promises.{status.value}"]]) for status in CommitmentStatus),
        models=accumulator.models,
    )
