"""What each part of the page shows, put together from findings: records that the templates only have to write down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from authentica.coaching import CoachingSummary, Distribution, Estimate, Example, Group, HabitFinding, Trend
from authentica.coaching.periods import PERIODS, period_index
from authentica.coaching.records import Keys
from authentica.report.charts import Bar, Point, bars, columns, course, span
from authentica.report.drawing import draw
from authentica.report.gather import Findings
from authentica.report.marks import Reason, Run, explanations_of, mark
from authentica.report.wording import (
    DIMENSION_WORDS,
    OUTCOME_WORDS,
    figure,
    group_name,
    interval,
    is_better,
    level_label,
    measure_words,
    of_words,
    percent,
    signed,
    step,
)
from authentica.schema import NEEDS, CommitmentStatus

__all__ = [
    "Card",
    "Chart",
    "Filter",
    "GroupTable",
    "HabitRow",
    "LevelLine",
    "Sections",
    "Tile",
    "sections_of",
]

_TILES = (
    ("authenticity", "of 100: behaviour and desire, where neither makes up for the other"),
    ("outcome.somewhere", "of replies leave the customer getting somewhere"),
    ("missed", "of the chances for empathy, ownership or expectations were not taken"),
    ("template.canned", "of replies could have gone to anybody"),
    ("outcome.blocked", "of replies leave the customer blocked"),
    ("outcome.outta_here", "of replies would make the customer leave"),
    ("promises.kept", "of the promises whose end is known were kept"),
    ("privacy.incident", "of replies ask for or repeat what they should not"),
)
_TRENDS = ("authenticity", "outcome.somewhere", "missed", "template.canned", "promises.kept", "privacy.incident")
_COLUMNS = ("authenticity", "outcome.somewhere", "missed", "template.canned")
_FEWEST_POINTS = 2
_SCRIPTS_SHOWN = 20
_MISSED = ("missed", *(f"{dimension}.missed" for dimension in NEEDS))
_OUTCOME_TONES = {"somewhere": "good", "by": "fair", "blocked": "poor", "outta_here": "bad"}
_PROMISES = (
    ("kept", "kept", "good"),
    ("renewed", "renewed", "fair"),
    ("open", "still open", "plain"),
    ("unknown", "not known", "plain"),
    ("broken", "broken", "bad"),
)
_INCIDENTS = (
    ("asks_secret", "asked for a secret"),
    ("asks_in_public", "asked in public"),
    ("exposes_personal_data", "repeated details"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One headline number: its name, value, interval, what it rests on, and what it says."""

    name: str
    value: str
    interval: str
    rests_on: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart and the same as a table.

    Attributes
    ----------
    title, caption : str
        Above it; the caption may be empty.
    drawing : str
        SVG.
    header : tuple of str
        Of the table.
    rows : tuple of tuple of str
        Of the table; the first cell names its row.
    """

    title: str
    caption: str
    drawing: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    """One dimension of a reply: its level in figures and words, why, and whether the moment called for it."""

    dimension: str
    name: str
    level: int
    label: str
    need: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One reply."""

    card_id: str
    runs: tuple[Run, ...]
    reasons: tuple[Reason, ...]
    authenticity: str
    outcome: str
    outcome_words: str
    levels: tuple[LevelLine, ...]
    missed: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitRow:
    """One habit: what to try, how often it is missing, what goes with it, and replies."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One key that replies can be chosen by, and its values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """The groups of one key, by name."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One wording in use: how many replies have it, and how many other customers it was sent to by how many agents."""

    wording: str
    replies: str
    share: str
    customers: str
    agents: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """All parts of the page, in its order; a part of which nothing is known is empty."""

    is_enough: bool
    lead: HabitRow | None
    tiles: tuple[Tile, ...]
    habits: tuple[HabitRow, ...]
    habits_open: tuple[HabitRow, ...]
    trends: tuple[Chart, ...]
    dimensions: tuple[Chart, ...]
    wholes: tuple[Chart, ...]
    scripts: tuple[Script, ...]
    scripts_permitted: tuple[Script, ...]
    promises: Chart | None
    incidents: Chart | None
    groups: tuple[GroupTable, ...]
    differences: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    filters: tuple[Filter, ...]
    span: str


class _Cards:
    """Makes cards, and numbers them over the page."""

    def __init__(self) -> None:
        self._made = 0

    def make(self, example: Example) -> Card:
        self._made += 1
        runs, reasons = mark(example)
        return Card(
            card_id=f"reply-{self._made}",
            runs=runs,
            reasons=reasons,
            authenticity=f"{example.authenticity:.0f}",
            outcome=example.outcome,
            outcome_words=OUTCOME_WORDS.get(example.outcome, example.outcome),
            levels=tuple(
                LevelLine(
                    dimension=dimension,
                    name=DIMENSION_WORDS.get(dimension, dimension),
                    level=level,
                    label=level_label(dimension, level),
                    need=_need(example, dimension),
                    explanation=explanation,
                )
                for (dimension, level), (_, explanation) in zip(example.levels, explanations_of(example), strict=True)
            ),
            missed=tuple(DIMENSION_WORDS.get(name, name).lower() for name in example.missed),
            keys=tuple((name, value) for name, value in example.keys if value is not None),
        )


def sections_of(findings: Findings) -> Sections:
    """Return all parts of the page."""
    summary, cards = findings.summary, _Cards()
    overall = summary.overall
    habits = _habits(summary, cards)
    supported = tuple(row for row in habits if row.is_supported)
    return Sections(
        is_enough=overall["authenticity"].value is not None,
        lead=supported[0] if supported else None,
        tiles=tuple(_tile(overall[measure], about) for measure, about in _TILES if overall[measure].value is not None),
        habits=supported,
        habits_open=tuple(row for row in habits if not row.is_supported),
        trends=_trends(summary),
        dimensions=tuple(_levels(d) for d in overall.distributions if d.measure != "authenticity" and any(d.counts)),
        wholes=_wholes(overall),
        scripts=_scripts(findings, permitted=False),
        scripts_permitted=_scripts(findings, permitted=True),
        promises=_promises(overall),
        incidents=_incidents(overall),
        groups=_groups(summary),
        differences=_differences(summary),
        cards=tuple(cards.make(example) for example in summary.sample),
        filters=_filters(summary),
        span=_span(summary),
    )


def _tile(estimate: Estimate, about: str) -> Tile:
    return Tile(
        name=measure_words(estimate.measure),
        value=figure(estimate.measure, estimate.value),
        interval=interval(estimate),
        rests_on=f"{estimate.n:,} {of_words(estimate.measure).split()[0]}",
        about=about,
    )


def _need(example: Example, dimension: str) -> str:
    if dimension in example.missed:
        return "needed, missed"
    if dimension not in NEEDS:
        return ""
    return "needed" if dimension in example.needed else "not needed"


def _habits(summary: CoachingSummary, cards: _Cards) -> tuple[HabitRow, ...]:
    known = [habit for habit in summary.habits if habit.rate is not None]
    reach = [
        end
        for habit in known
        if habit.gain_low is not None and habit.gain_high is not None
        for end in (habit.gain_low, habit.gain_high)
    ]
    ends = (min(0.0, *reach), max(0.0, *reach)) if reach else (0.0, 1.0)
    return tuple(_habit(habit, ends, cards) for habit in known)


def _habit(habit: HabitFinding, ends: tuple[float, float], cards: _Cards) -> HabitRow:
    advice, _, finding = habit.advice.removesuffix(".").rpartition(": ")
    gain, about, drawing = "", "Too few replies to tell what goes with it.", ""
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
        dimension=DIMENSION_WORDS.get(habit.dimension, habit.dimension),
        rests_on=f"{habit.lapses:,} of {habit.chances:,} chances",
        gain=gain,
        gain_about=about,
        drawing=drawing,
        is_supported=habit.is_supported,
        best=tuple(cards.make(example) for example in habit.best),
        improvable=tuple(cards.make(example) for example in habit.improvable),
    )


def _trends(summary: CoachingSummary) -> tuple[Chart, ...]:
    if summary.period is None:
        return ()
    steps = [group for group in summary.at(summary.period) if group.key(summary.period) is not None]
    steps.sort(key=lambda group: group.key(summary.period or "") or "")
    found = []
    for measure in _TRENDS:
        estimates = [group[measure] for group in steps]
        if sum(estimate.value is not None for estimate in estimates) >= _FEWEST_POINTS:
            found.append(_trend(summary, measure, steps, estimates))
    return tuple(found)


def _trend(summary: CoachingSummary, measure: str, steps: Sequence[Group], estimates: Sequence[Estimate]) -> Chart:
    period = summary.period or ""
    names = [group.key(period) or "" for group in steps]
    is_share = measure != "authenticity"
    highest = max((e.high or e.value or 0.0 for e in estimates), default=0.0)
    verdict = next((_verdict(t) for t in summary.trends if not t.keys and t.measure == measure and t.is_trend), "")
    title = measure_words(measure)
    return Chart(
        title=title,
        caption=verdict or "No trend that holds.",
        drawing=draw(
            course(
                [
                    Point(at=period_index(name, period), name=name, value=e.value, low=e.low, high=e.high)
                    for name, e in zip(names, estimates, strict=True)
                ],
                low=0.0,
                high=highest or 1.0,
                percent=is_share,
            ),
            f"{title} by {period}, {names[0]} to {names[-1]}. {verdict or 'No trend that holds.'}",
        ),
        header=(period.capitalize(), "Value", "95 % interval", "Rests on"),
        rows=tuple(
            (name, figure(measure, e.value), interval(e) or "–", f"{e.n:,}")
            for name, e in zip(names, estimates, strict=True)
        ),
    )


def _verdict(trend: Trend) -> str:
    better = is_better(trend.measure, trend.slope)
    ending = "" if better is None else ", for the better" if better else ", for the worse"
    verb = "Rises" if trend.slope > 0 else "Falls"
    return f"{verb} by {step(trend.measure, trend.slope)} a {trend.period}{ending}."


def _levels(distribution: Distribution) -> Chart:
    dimension, total = distribution.measure, sum(distribution.counts)
    tones = ("good", "fair", "bad") if dimension == "boilerplate" else ("bad", "fair", "good")
    labels = [level_label(dimension, level) for level in range(3)]
    shares = [n / total for n in distribution.counts]
    title = DIMENSION_WORDS[dimension]
    where = "replies where it was needed" if dimension in NEEDS else "replies"
    return Chart(
        title=title,
        caption=f"{total:,} {where}",
        drawing=draw(
            bars(
                [
                    Bar(label=_short_label(label), value=share, shown=percent(share), tone=tone)
                    for label, share, tone in zip(labels, shares, tones, strict=True)
                ]
            ),
            f"{title}: " + ", ".join(f"{label} {percent(s)}" for label, s in zip(labels, shares, strict=True)),
        ),
        header=("Level", "Replies", "Share"),
        rows=tuple(
            (f"{level} {label}", f"{n:,}", percent(share))
            for level, (label, n, share) in enumerate(zip(labels, distribution.counts, shares, strict=True))
        ),
    )


def _short_label(label: str) -> str:
    """Return a level's name as short as a chart of fixed size needs it."""
    return {
        "written for this customer": "this customer",
        "personal and concrete": "personal",
        "clearly this customer": "this customer",
    }.get(label, label)


def _wholes(overall: Group) -> tuple[Chart, ...]:
    """Return the distribution of authenticity, and of outcomes."""
    found = []
    distribution = next((d for d in overall.distributions if d.measure == "authenticity"), None)
    if distribution is not None and any(distribution.counts):
        found.append(
            Chart(
                title="Authenticity",
                caption="Replies by their score, 0 to 100",
                drawing=draw(columns(distribution.labels, distribution.counts), "Replies by authenticity, in tens"),
                header=("Score", "Replies"),
                rows=tuple(
                    (label.replace("-", " to "), f"{n:,}")
                    for label, n in zip(distribution.labels, distribution.counts, strict=True)
                ),
            )
        )
    outcomes = [(name, words, overall[f"outcome.{name}"]) for name, words in OUTCOME_WORDS.items()]
    if all(estimate.value is not None for _, _, estimate in outcomes):
        found.append(
            Chart(
                title="After the reply, the customer is",
                caption="As the model reads it; lines are 95 % intervals",
                drawing=draw(
                    bars([_bar(words, e, _OUTCOME_TONES[name]) for name, words, e in outcomes]),
                    "Outcomes: " + ", ".join(f"{words} {figure(e.measure, e.value)}" for _, words, e in outcomes),
                ),
                header=("The customer is", "Share", "95 % interval"),
                rows=tuple((words, figure(e.measure, e.value), interval(e)) for _, words, e in outcomes),
            )
        )
    missed = [(_missed_label(measure), overall[measure]) for measure in _MISSED]
    if all(estimate.value is not None for _, estimate in missed):
        found.append(
            Chart(
                title="Missed opportunities",
                caption="Moments that called for it and got none",
                drawing=draw(
                    bars([_bar(words, e, "plain" if e.measure == "missed" else "fair") for words, e in missed]),
                    "Missed: " + ", ".join(f"{words} {figure(e.measure, e.value)}" for words, e in missed),
                ),
                header=("Called for", "Missed", "95 % interval", "Moments"),
                rows=tuple((words, figure(e.measure, e.value), interval(e), f"{e.n:,}") for words, e in missed),
            )
        )
    return tuple(found)


def _bar(label: str, estimate: Estimate, tone: str) -> Bar:
    return Bar(
        label=label,
        value=estimate.value or 0.0,
        low=estimate.low,
        high=estimate.high,
        shown=figure(estimate.measure, estimate.value),
        tone=tone,
    )


def _missed_label(measure: str) -> str:
    return "any of them" if measure == "missed" else measure.removesuffix(".missed")


def _promises(overall: Group) -> Chart | None:
    counts = dict(overall.counts)
    followed = sum(counts.get(f"promises.{status.value}", 0) for status in CommitmentStatus)
    if not followed:
        return None
    rows = [(words, counts.get(f"promises.{status}", 0), tone) for status, words, tone in _PROMISES]
    return Chart(
        title="What became of promises",
        caption=f"{followed:,} promises that could be followed, of {counts.get('promises.made', 0):,} made",
        drawing=draw(
            bars([Bar(label=words, value=n, shown=f"{n:,}", tone=tone) for words, n, tone in rows]),
            "Promises: " + ", ".join(f"{words} {n:,}" for words, n, _ in rows),
        ),
        header=("Promise", "Count"),
        rows=tuple((words, f"{n:,}") for words, n, _ in rows),
    )


def _incidents(overall: Group) -> Chart | None:
    counts = dict(overall.counts)
    total = counts.get("privacy.incident", 0)
    if not total:
        return None
    rows = [(words, counts.get(f"privacy.{name}", 0)) for name, words in _INCIDENTS]
    return Chart(
        title="Privacy incidents",
        caption=f"In {total:,} {'reply' if total == 1 else 'replies'}; one may hold several",
        drawing=draw(
            bars([Bar(label=words, value=n, shown=f"{n:,}", tone="bad") for words, n in rows]),
            "Privacy incidents: " + ", ".join(f"{words} {n:,}" for words, n in rows),
        ),
        header=("The reply", "Replies"),
        rows=tuple((words, f"{n:,}") for words, n in rows),
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
    """Return a table for each key that is neither a person nor a period."""
    found = []
    for name in summary.by:
        groups = () if name == "agent" or name in PERIODS else summary.at(name)
        if groups:
            found.append(
                GroupTable(
                    name=name.capitalize(),
                    header=(name.capitalize(), "Replies", *(measure_words(measure) for measure in _COLUMNS)),
                    rows=tuple(
                        (group_name(group.keys), f"{group.replies:,}", *(_drawn(group[m]) for m in _COLUMNS))
                        for group in groups
                    ),
                )
            )
    return tuple(found)


def _drawn(estimate: Estimate) -> str:
    """Return the value drawn towards the whole where there is one, with its interval."""
    if estimate.shrunk is not None:
        return f"{figure(estimate.measure, estimate.shrunk)} ({interval(estimate, shrunk=True)})"
    return f"{figure(estimate.measure, estimate.value)} ({interval(estimate)})" if estimate.value is not None else "–"


def _differences(summary: CoachingSummary) -> tuple[tuple[str, str], ...]:
    """Return each group, and what may be called a difference or a trend of it; people are not compared on the page."""
    found: dict[str, list[str]] = {}
    for difference in summary.differences:
        if difference.is_difference and _is_place(difference.keys):
            measure = difference.measure
            found.setdefault(group_name(difference.keys), []).append(
                f"{measure_words(measure).lower()} {figure(measure, difference.value)}, elsewhere {figure(measure, difference.rest)}"
            )
    for trend in summary.trends:
        if trend.is_trend and _is_place(trend.keys):
            verdict = _verdict(trend).removesuffix(".")
            found.setdefault(group_name(trend.keys), []).append(
                f"{measure_words(trend.measure).lower()} {verdict[:1].lower()}{verdict[1:]}"
            )
    return tuple((name, "; ".join(phrases)) for name, phrases in found.items())


def _is_place(keys: Keys) -> bool:
    return len(keys) == 1 and keys[0][0] != "agent"


def _filters(summary: CoachingSummary) -> tuple[Filter, ...]:
    found = []
    for name in summary.by:
        values = {value for example in summary.sample if (value := dict(example.keys).get(name)) is not None}
        if values:
            found.append(Filter(name=name, values=tuple(sorted(values))))
    return tuple(found)


def _span(summary: CoachingSummary) -> str:
    """Return the first and the last period with replies."""
    if summary.period is None:
        return ""
    names = sorted(name for group in summary.at(summary.period) if (name := group.key(summary.period)) is not None)
    return "" if not names else names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
