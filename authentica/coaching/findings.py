"""What may be said of the figures: differences from the team, trends, and what goes with each habit.

Every one of these is a question asked of the same replies. They are judged together, so that asking more of them does not make more
of them true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from authentica.coaching.accumulator import CoachingAccumulator
from authentica.coaching.clusters import Sums
from authentica.coaching.comparisons import FALSE_DISCOVERY_RATE, adjusted, contrast
from authentica.coaching.effects import counts_of, gain_of
from authentica.coaching.examples import unshown_first
from authentica.coaching.figures import is_enough, parent_of, ratio_of, settled
from authentica.coaching.habits import HABITS
from authentica.coaching.margins import Margins, parts_of
from authentica.coaching.measures import COUNTERS, MEASURES
from authentica.coaching.periods import PERIODS, period_index
from authentica.coaching.records import Difference, Example, Group, HabitFinding, Keys, Trend
from authentica.coaching.trends import MIN_PERIODS, slope_of

__all__ = ["Judged", "judge_findings"]


class Judged(NamedTuple):
    """Everything that was asked, with its answer.

    Attributes
    ----------
    differences, trends : tuple
        In the order of the groups and measures.
    habits : tuple of HabitFinding
        Those whose gain may be called one first, by gain; then the others by gain; then those without one by how
        many replies lapse (their share times the chances), the most first, and those without a share by name.
    """

    differences: tuple[Difference, ...]
    trends: tuple[Trend, ...]
    habits: tuple[HabitFinding, ...]


def judge_findings(
    accumulator: CoachingAccumulator, margins: Margins, groups: Mapping[Keys, Group], least: Callable[[Keys], int]
) -> Judged:
    """Ask everything of the shown groups, and judge the answers together.

    Parameters
    ----------
    accumulator : CoachingAccumulator
        What was learnt.
    margins : Margins
        Its counters by group.
    groups : mapping of Keys to Group
        The groups that are shown, the whole among them.
    least : callable
        Of the keys of a group: how many replies a figure of it must rest on.

    Returns
    -------
    Judged
        What is called a difference, trend or supported habit survives the false discovery rate over all that was asked.
    """
    differences = _differences(margins, groups, accumulator.by, least)
    trends = _trends(margins, groups, accumulator.period, least)
    habits = _habits(accumulator, margins, groups[()], least(()))
    told = (d.p_value for d in differences), (t.p_value for t in trends), (h.p_value for h in habits)
    q_values = iter(adjusted([p for p in chain(*told) if p is not None]))
    return Judged(
        differences=tuple(
            settled(replace(d, q_value=(q := next(q_values)), is_difference=q <= FALSE_DISCOVERY_RATE))
            for d in differences
        ),
        trends=tuple(
            settled(replace(t, q_value=(q := next(q_values)), is_trend=q <= FALSE_DISCOVERY_RATE)) for t in trends
        ),
        habits=_illustrated(sorted((settled(_judged(habit, q_values)) for habit in habits), key=_rank), accumulator),
    )


def _judged(habit: HabitFinding, q_values: Iterator[float]) -> HabitFinding:
    """Return a habit that was tested with the next of `q_values`; it is supported only if it gains something."""
    if habit.p_value is None or habit.gain is None:
        return habit
    q_value = next(q_values)
    return replace(habit, q_value=q_value, is_supported=habit.gain > 0.0 and q_value <= FALSE_DISCOVERY_RATE)


def _rank(habit: HabitFinding) -> tuple[bool, bool, float, str]:
    concerned = -1 if habit.lapses is None else habit.lapses
    return not habit.is_supported, habit.gain is None, -(concerned if habit.gain is None else habit.gain), habit.habit


def _illustrated(habits: list[HabitFinding], accumulator: CoachingAccumulator) -> tuple[HabitFinding, ...]:
    """Give each habit its examples, the first habits choosing first."""
    shown: set[str] = set()

    def choose(habit: HabitFinding, side: str) -> tuple[Example, ...]:
        return unshown_first(accumulator.shelves[habit.habit, side].examples(), accumulator.examples, shown)

    return tuple(replace(habit, best=choose(habit, "best"), improvable=choose(habit, "improvable")) for habit in habits)


def _differences(
    margins: Margins, groups: Mapping[Keys, Group], by: tuple[str, ...], least: Callable[[Keys], int]
) -> list[Difference]:
    """Compare every shown group that is no period with the rest of what it is a part of; nothing is judged yet."""
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
            # The rest may be one person too, so it needs as much.
            if one is None or rest is None or not (is_enough(one, least(keys)) and is_enough(rest, least(keys))):
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
                        difference=seen.value * measure.scale,
                        low=seen.low * measure.scale,
                        high=seen.high * measure.scale,
                        p_value=seen.p_value,
                        q_value=1.0,
                        is_difference=False,
                    )
                )
    return found


def _trends(
    margins: Margins, groups: Mapping[Keys, Group], period: str | None, least: Callable[[Keys], int]
) -> list[Trend]:
    """Look for a trend in every shown group that has enough periods; nothing is judged yet."""
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
            if len(course) < MIN_PERIODS or not is_enough(ratio_of(margins[rest], measure), least(rest)):
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
    counts = counts_of(accumulator.effects)
    found = []
    for number, habit in enumerate(HABITS):
        lapses = overall[f"habit.{habit.name}"]
        gain = gain_of(counts[:, number], replies, min_replies)
        if lapses.value is None:
            gain = None
        total = counts[:, number].sum(axis=(0, 1))
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
                gain=None if gain is None else gain.more.value,
                gain_low=None if gain is None else gain.more.low,
                gain_high=None if gain is None else gain.more.high,
                p_value=None if gain is None else gain.more.p_value,
                q_value=None,
                is_supported=False,
            )
        )
    return found
