"""Panels: a chart with its title, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from authentica.coaching import CoachingSummary, Distribution, Estimate, Group, Trend
from authentica.coaching.periods import period_index
from authentica.coaching.trends import MIN_PERIODS
from authentica.coaching.words import (
    OUTCOME_WORDS,
    PROMISE_WORDS,
    dimension_words,
    figure,
    interval,
    is_better,
    measure_words,
    percent,
    step,
)
from authentica.explain.sentences import LEVEL_WORDS
from authentica.report.charts import Bar, Point, bars, columns, course
from authentica.report.drawing import draw
from authentica.schema import HIGH_IS_BAD, NEEDS

__all__ = ["Panel", "incident_panel", "level_panel", "promise_panel", "trend_panels", "verdict_of", "whole_panels"]

_TRENDS = ("authenticity", "outcome.somewhere", "missed", "template.canned", "promises.kept", "privacy.incident")
_FEWEST_POINTS = 2
_NUMBERS = {2: "Two", 3: "Three"}
_MISSED = ("missed", *(f"{dimension}.missed" for dimension in NEEDS))
_OUTCOME_TONES = {"somewhere": "good", "by": "fair", "blocked": "poor", "outta_here": "bad"}
_PROMISE_TONES = {"kept": "good", "renewed": "fair", "open": "plain", "unknown": "plain", "broken": "bad"}
_INCIDENTS = (
    ("asks_secret", "asked for a secret"),
    ("asks_in_public", "asked in public"),
    ("exposes_personal_data", "repeated details"),
)


class Panel(NamedTuple):
    """One chart, as SVG, and the same as a table, whose rows begin with their names; the caption may be empty."""

    title: str
    caption: str
    drawing: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def trend_panels(summary: CoachingSummary) -> tuple[Panel, ...]:
    """Return how the headline measures moved from period to period; empty without periods."""
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


def _trend(summary: CoachingSummary, measure: str, steps: Sequence[Group], estimates: Sequence[Estimate]) -> Panel:
    period = summary.period or ""
    names = [group.key(period) or "" for group in steps]
    is_share = measure != "authenticity"
    highest = max((e.high or e.value or 0.0 for e in estimates), default=0.0)
    tested = next((t for t in summary.trends if not t.keys and t.measure == measure), None)
    verdict = _untested(estimates, period) if tested is None else verdict_of(tested)
    title = measure_words(measure)
    return Panel(
        title=title,
        caption=verdict,
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
            f"{title} by {period}, {names[0]} to {names[-1]}. {verdict}",
        ),
        header=(period.capitalize(), "Value", "95 % interval", "Rests on"),
        rows=tuple(
            (name, figure(measure, e.value), interval(e) or "–", "–" if e.value is None else f"{e.n:,}")
            for name, e in zip(names, estimates, strict=True)
        ),
    )


def _untested(estimates: Sequence[Estimate], period: str) -> str:
    """Return why no trend was looked for."""
    known = sum(estimate.n > 0 for estimate in estimates)
    if known < MIN_PERIODS:
        return f"{_NUMBERS.get(known, str(known))} {period}s are too few to test a trend."
    return "No trend could be tested here."


def verdict_of(trend: Trend) -> str:
    """Return a trend as a sentence: it rises or falls, by how much, and whether that is for the better, if it is clearer than chance."""
    if not trend.is_trend:
        return "No clear rise or fall."
    better = is_better(trend.measure, trend.slope)
    ending = "" if better is None else ", for the better" if better else ", for the worse"
    verb = "Rises" if trend.slope > 0 else "Falls"
    return f"{verb} by {step(trend.measure, trend.slope)} a {trend.period}{ending}."


def level_panel(distribution: Distribution) -> Panel:
    """Return how many replies are at each level of a dimension."""
    dimension, total = distribution.measure, sum(distribution.counts)
    tones = ("good", "fair", "bad") if dimension in HIGH_IS_BAD else ("bad", "fair", "good")
    labels = LEVEL_WORDS[dimension]
    shares = [n / total for n in distribution.counts]
    title = dimension_words(dimension)
    where = "replies where it was needed" if dimension in NEEDS else "replies"
    return Panel(
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


def whole_panels(overall: Group) -> tuple[Panel, ...]:
    """Return the distribution of authenticity, the outcomes, and the missed opportunities, as far as each is known."""
    found = []
    distribution = next((d for d in overall.distributions if d.measure == "authenticity"), None)
    if distribution is not None and any(distribution.counts):
        found.append(
            Panel(
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
            _barred(
                "After the reply, the customer is",
                "As the model reads the reply: “getting by” is neither helped nor stuck, “outta here” is about to leave. Lines are 95 % intervals",
                "Outcomes",
                [_bar(words, e, _OUTCOME_TONES[name]) for name, words, e in outcomes],
                ("The customer is", "Share", "95 % interval"),
                [(interval(e),) for _, _, e in outcomes],
            )
        )
    missed = [(_missed_label(measure), overall[measure]) for measure in _MISSED]
    if all(estimate.value is not None for _, estimate in missed):
        found.append(
            _barred(
                "Missed opportunities",
                "Moments that called for it and got none",
                "Missed",
                [_bar(words, e, "plain" if e.measure == "missed" else "fair") for words, e in missed],
                ("Called for", "Missed", "95 % interval", "Moments"),
                [(interval(e), f"{e.n:,}") for _, e in missed],
            )
        )
    return tuple(found)


def _barred(
    title: str,
    caption: str,
    said: str,
    items: Sequence[Bar],
    header: tuple[str, ...],
    more: Sequence[tuple[str, ...]],
) -> Panel:
    """Return bars, and as a table their labels and values with what more is known of each."""
    return Panel(
        title=title,
        caption=caption,
        drawing=draw(bars(items), f"{said}: " + ", ".join(f"{bar.label} {bar.shown}" for bar in items)),
        header=header,
        rows=tuple((bar.label, bar.shown, *cells) for bar, cells in zip(items, more, strict=True)),
    )


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


def promise_panel(overall: Group) -> Panel | None:
    """Return what became of promises; None where none was followed."""
    counts = dict(overall.counts)
    if not any(counts.get(f"promises.{status}") for status in _PROMISE_TONES):
        return None
    rows = [
        (
            PROMISE_WORDS[status],
            counts.get(f"promises.{status}", 0),
            counts.get(f"promises.checkable.{status}", 0),
            tone,
        )
        for status, tone in _PROMISE_TONES.items()
    ]
    followed = sum(n for _, n, _, _ in rows)
    return _barred(
        "What became of promises",
        f"{followed - counts.get('promises.unknown', 0):,} promises that could be followed, of {counts.get('promises.made', 0):,} made "
        f"by agents and company; {sum(own for _, _, own, _ in rows) - counts.get('promises.checkable.unknown', 0):,} of them are the agents' own with a time",
        "Promises",
        [Bar(label=words, value=n, shown=f"{n:,}", tone=tone) for words, n, _, tone in rows],
        ("Promise", "All", "Agents' own with a time"),
        [(f"{own:,}",) for _, _, own, _ in rows],
    )


def incident_panel(overall: Group) -> Panel | None:
    """Return the privacy incidents by kind; None where there is none."""
    counts = dict(overall.counts)
    total = counts.get("privacy.incident", 0)
    if not total:
        return None
    rows = [(words, counts.get(f"privacy.{name}", 0)) for name, words in _INCIDENTS]
    return _barred(
        "Privacy incidents",
        f"In {total:,} {'reply' if total == 1 else 'replies'}; one may hold several",
        "Privacy incidents",
        [Bar(label=words, value=n, shown=f"{n:,}", tone="bad") for words, n in rows],
        ("The reply", "Replies"),
        [()] * len(rows),
    )
