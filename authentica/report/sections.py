"""What each part of the page shows, put together from findings: records that the templates only have to write down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from authentica.coaching import CoachingSummary, Estimate, Example, Group, HabitFinding
from authentica.coaching.periods import PERIODS
from authentica.coaching.records import Keys
from authentica.coaching.words import (
    COLUMNS,
    HEADLINES,
    dimension_words,
    drawn,
    figure,
    group_name,
    interval,
    measure_words,
    of_words,
    percent,
    promise_words,
)
from authentica.privacy.people import RunningNumbers
from authentica.report.cards import Card, CardMaker
from authentica.report.charts import span
from authentica.report.drawing import draw
from authentica.report.gather import Findings
from authentica.report.panels import (
    Panel,
    incident_panel,
    level_panel,
    promise_panel,
    trend_panels,
    verdict_of,
    whole_panels,
)
from authentica.report.words import PRIVACY_WORDS, signed

__all__ = [
    "GroupTable",
    "HabitRow",
    "Script",
    "Sections",
    "Tile",
    "sections_of",
]

_SCRIPTS_SHOWN = 20
_PERSON = "agent"


class Tile(NamedTuple):
    """One headline number in words, with its 95 % interval and how many replies, conversations or promises it rests on."""

    name: str
    value: str
    interval: str
    rests_on: str
    about: str


class HabitRow(NamedTuple):
    """One habit: what to try, how often it is missing, and replies that have it and that lack it.

    `gain` is what goes with it, of 100 replies, drawn as SVG; `gain_about` its 95 % interval, or why there is none. It `is_supported`
    where it is clearer than chance.
    """

    advice: str
    finding: str
    dimension: str
    rests_on: str
    gain: str
    gain_about: str
    drawing: str
    is_supported: bool
    best: tuple[Card, ...]
    improvable: tuple[Card, ...]


class GroupTable(NamedTuple):
    """The groups of one key, by name; the first column is the key."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Script(NamedTuple):
    """One wording in use, with ``<…>`` where names and numbers stood.

    Said of it are how many replies have it, which share of the scored, to how many other customers it was sent by how many agents, and
    in `note` why it may be the same for everybody.
    """

    wording: str
    replies: str
    share: str
    customers: str
    agents: str
    note: str


class Sections(NamedTuple):
    """All parts of the page; a part of which nothing is known is empty.

    Of the pairs, `differences` are groups and how they differ from the rest, `filters` keys that the sample of replies can be searched by
    and what each may be, and `privacy` what these do with personal data, gravest first, as in records and in words.
    """

    is_enough: bool
    tiles: tuple[Tile, ...]
    habits: tuple[HabitRow, ...]
    habits_open: tuple[HabitRow, ...]
    trends: tuple[Panel, ...]
    dimensions: tuple[Panel, ...]
    wholes: tuple[Panel, ...]
    scripts: tuple[Script, ...]
    scripts_permitted: tuple[Script, ...]
    promises: Panel | None
    incidents: Panel | None
    groups: tuple[GroupTable, ...]
    differences: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    privacy: tuple[tuple[str, str], ...]
    span: str


def sections_of(findings: Findings) -> Sections:
    """Return all parts of the page."""
    summary, cards = findings.summary, CardMaker(is_explained=findings.explained)
    overall = summary.overall
    habits = _habits(summary, cards)
    shown = _without_people(summary.sample) if findings.redacted else summary.sample
    sample = tuple(cards.make(example) for example in shown)
    issues = {issue for card in sample for issue, _ in card.privacy}
    return Sections(
        is_enough=overall["authenticity"].value is not None,
        tiles=_tiles(overall),
        habits=tuple(row for row in habits if row.is_supported),
        habits_open=tuple(row for row in habits if not row.is_supported),
        trends=trend_panels(summary),
        dimensions=tuple(
            level_panel(d) for d in overall.distributions if d.measure != "authenticity" and any(d.counts)
        ),
        wholes=whole_panels(overall),
        scripts=_scripts(findings, permitted=False),
        scripts_permitted=_scripts(findings, permitted=True),
        promises=promise_panel(overall),
        incidents=incident_panel(overall),
        groups=_groups(summary),
        differences=_differences(summary),
        cards=sample,
        filters=_filters(summary.by, shown),
        privacy=tuple(pair for pair in PRIVACY_WORDS.items() if pair[0] in issues),
        span=_span(summary),
    )


def _tiles(overall: Group) -> tuple[Tile, ...]:
    tiles = []
    for measure, (_, about) in HEADLINES.items():
        estimate = overall[measure]
        if measure == "promises.kept":
            tiles += _promise_tile(overall, estimate, about)
        elif estimate.value is not None:
            tiles.append(_tile(estimate, about))
    return tuple(tiles)


def _promise_tile(overall: Group, estimate: Estimate, about: str) -> list[Tile]:
    """Return what became of promises as one tile, without a share where more are open than decided; none where too few are known."""
    parts = promise_words(overall)
    if estimate.value is None:
        if estimate.n or not parts:
            return []
        about = "no share of kept promises while fewer are known to be kept or broken than are renewed or open"
    return [_tile(estimate, about)._replace(rests_on=parts)]


def _tile(estimate: Estimate, about: str) -> Tile:
    return Tile(
        name=measure_words(estimate.measure),
        value=figure(estimate.measure, estimate.value),
        interval=interval(estimate),
        rests_on=f"{estimate.n:,} {of_words(estimate.measure).split()[0]}",
        about=about,
    )


def _habits(summary: CoachingSummary, cards: CardMaker) -> tuple[HabitRow, ...]:
    known = [habit for habit in summary.habits if habit.rate is not None]
    reach = [
        end
        for habit in known
        if habit.gain_low is not None and habit.gain_high is not None
        for end in (habit.gain_low, habit.gain_high)
    ]
    ends = (min(0.0, *reach), max(0.0, *reach)) if reach else (0.0, 1.0)
    return tuple(_habit(habit, ends, cards) for habit in known)


def _habit(habit: HabitFinding, ends: tuple[float, float], cards: CardMaker) -> HabitRow:
    advice, _, finding = habit.advice.removesuffix(".").rpartition(": ")
    gain, about, drawing = "", "Too few replies keep it, or too few do not, to tell what goes with it.", ""
    if habit.gain is not None and habit.gain_low is not None and habit.gain_high is not None:
        gain = signed(habit.gain)
        about = f"{signed(habit.gain_low)} to {signed(habit.gain_high)}"
        drawing = draw(
            span(habit.gain, habit.gain_low, habit.gain_high, ends=ends, tone="good" if habit.is_supported else "fair"),
            f"{gain} of 100 replies, 95 % interval {about}",
        )
    return HabitRow(
        advice=advice or finding,
        finding=finding[:1].upper() + finding[1:] if advice else "",
        dimension=dimension_words(habit.dimension),
        rests_on=f"{habit.lapses:,} of {habit.chances:,} replies",
        gain=gain,
        gain_about=about,
        drawing=drawing,
        is_supported=habit.is_supported,
        best=tuple(cards.make(example) for example in habit.best),
        improvable=tuple(cards.make(example) for example in habit.improvable),
    )


def _scripts(findings: Findings, *, permitted: bool) -> tuple[Script, ...]:
    found = []
    for use in findings.scripts:
        if (use.permitted is not None) != permitted:
            continue
        notes = [use.permitted.replace("_", " ")] if use.permitted else []
        notes += [f"macro {use.macro}"] if use.macro else []
        found.append(
            Script(
                wording=use.wording,
                replies=f"{'' if findings.scripts_exact else '≥ '}{use.replies:,}",
                share=percent(use.replies / findings.scripts_scored),
                customers=f"{'' if use.exact else 'about '}{use.customers:,}",
                agents=f"{'' if use.exact else '≥ '}{use.agents:,}" if use.agents else "–",
                note=", ".join(notes),
            )
        )
    return tuple(found[:_SCRIPTS_SHOWN])


def _groups(summary: CoachingSummary) -> tuple[GroupTable, ...]:
    """Return a table for each key that is neither a person (the page ranks nobody, and says so) nor a period."""
    found = []
    for name in summary.by:
        groups = () if name == _PERSON or name in PERIODS else summary.at(name)
        if groups:
            found.append(
                GroupTable(
                    header=(name.capitalize(), "Replies", *(measure_words(measure) for measure in COLUMNS)),
                    rows=tuple(
                        (group_name(group.keys), f"{group.replies:,}", *(_drawn(group[m]) for m in COLUMNS))
                        for group in groups
                    ),
                )
            )
    return tuple(found)


def _drawn(estimate: Estimate) -> str:
    """Return the value drawn towards the whole where there is one, with its interval."""
    shown = drawn(estimate)
    return figure(shown.measure, shown.value) + (f" ({interval(shown)})" if shown.value is not None else "")


def _differences(summary: CoachingSummary) -> tuple[tuple[str, str], ...]:
    """Return each group, and what may be called a difference or a trend of it; people are not compared on the page."""
    found: dict[str, list[str]] = {}
    said = set()
    for difference in summary.differences:
        measure, name = difference.measure, difference.keys[0][0]
        # Of two groups, each is the rest of the other, and one sentence says all.
        if (name, measure, difference.rest, difference.value) in said:
            continue
        if difference.is_difference and _is_place(difference.keys):
            said.add((name, measure, difference.value, difference.rest))
            found.setdefault(group_name(difference.keys), []).append(
                f"{measure_words(measure).lower()} {figure(measure, difference.value)}, elsewhere {figure(measure, difference.rest)}"
            )
    for trend in summary.trends:
        if trend.is_trend and _is_place(trend.keys):
            verdict = verdict_of(trend).removesuffix(".")
            found.setdefault(group_name(trend.keys), []).append(
                f"{measure_words(trend.measure).lower()} {verdict[:1].lower()}{verdict[1:]}"
            )
    return tuple((name, "; ".join(phrases)) for name, phrases in found.items())


def _is_place(keys: Keys) -> bool:
    return len(keys) == 1 and keys[0][0] != _PERSON


def _without_people(examples: Sequence[Example]) -> tuple[Example, ...]:
    """Return replies with numbers for their agents, from 1 in the order of the page: what is taken out of a text is not written beside it."""
    numbers = RunningNumbers()
    return tuple(
        replace(
            example,
            keys=tuple(
                (name, numbers.label(name, value) if name == _PERSON else value) for name, value in example.keys
            ),
        )
        for example in examples
    )


def _filters(by: Iterable[str], shown: Sequence[Example]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for name in by:
        values = {value for example in shown if (value := dict(example.keys).get(name)) is not None}
        if values:
            found.append((name, tuple(sorted(values, key=_in_order))))
    return tuple(found)


def _in_order(value: str) -> tuple[str, int, str]:
    """Return what sorts "agent-10" behind "agent-9"."""
    word, _, number = value.rpartition("-")
    return (
        (word, int(number), "") if number.isascii() and number.isdecimal() and len(number) < 10 else (value, 0, value)
    )


def _span(summary: CoachingSummary) -> str:
    """Return the first and the last period with replies."""
    if summary.period is None:
        return ""
    names = sorted(name for group in summary.at(summary.period) if (name := group.key(summary.period)) is not None)
    return "" if not names else names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
