"""What each chart shows, as Vega-Lite specifications: plain data, without any text of a message.

Colours are the page's CSS variables, so that one drawing serves light, dark and print. Sizes are fixed and small: a chart stands beside
others on a wide screen and alone on a phone, and is never scaled down. Nothing depends on the fonts of the machine that draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

__all__ = ["Bar", "Point", "bars", "columns", "course", "span"]

Spec = dict[str, Any]

TONES: Mapping[str, str] = MappingProxyType(
    {
        "plain": "var(--c-plain)",
        "good": "var(--c-good)",
        "fair": "var(--c-fair)",
        "poor": "var(--c-poor)",
        "bad": "var(--c-bad)",
    }
)
_WIDTH = 300
_ROW = 28
_LABELS = 134
_FIGURES = 50
_POINTS_FOR_MIDDLE = 7


class Bar(NamedTuple):
    """One bar, with its value in words as well, its 95 % interval where there is one, and a name of `TONES`."""

    label: str
    value: float
    shown: str
    low: float | None = None
    high: float | None = None
    tone: str = "plain"


class Point(NamedTuple):
    """One period of a course: its place in time, name, value and 95 % interval; None where it is not known."""

    at: int
    name: str
    value: float | None
    low: float | None
    high: float | None


def bars(items: Sequence[Bar]) -> Spec:
    """Return horizontal bars, each with its name before and its value behind it."""
    longest = max((max(bar.value, bar.high or 0.0) for bar in items), default=0.0) or 1.0
    rows = [{"at": place, **bar._asdict(), "colour": TONES[bar.tone]} for place, bar in enumerate(items)]
    y = {"field": "at", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.45, "paddingOuter": 0.15}}
    width = _WIDTH - _LABELS - _FIGURES
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, longest], "nice": False}}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "cornerRadiusEnd": 2},
            "encoding": {"x": {**x, "field": "value"}, "color": colour},
        },
        _text("label", -_LABELS, "left", "var(--ink)"),
        _text("shown", width + _FIGURES, "right", "var(--muted)"),
    ]
    if any(bar.low is not None and bar.high is not None for bar in items):
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
                "mark": {"type": "rule", "strokeWidth": 1.5, "color": "var(--ink)", "opacity": 0.65},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            }
        )
    padding = {"left": _LABELS, "right": _FIGURES, "top": 0, "bottom": 0}
    return _chart(rows, layers, {"y": y}, width, _ROW * len(items), padding)


def columns(labels: Sequence[str], counts: Sequence[int]) -> Spec:
    """Return the columns of a distribution over 0 to 100 in equal bins."""
    size = 100 / len(labels)
    rows = [{"from": place * size, "to": (place + 1) * size, "count": n} for place, n in enumerate(counts)]
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "color": TONES["plain"], "binSpacing": 3},
            "encoding": {
                "x": {
                    "field": "from",
                    "type": "quantitative",
                    "bin": {"binned": True, "step": size},
                    "scale": {"domain": [0, 100]},
                    "axis": {"values": [0, 25, 50, 75, 100], "title": None, "grid": False},
                },
                "x2": {"field": "to"},
                "y": {
                    "field": "count",
                    "stack": None,
                    "type": "quantitative",
                    "axis": {"tickCount": 3, "title": None, "format": ",d"},
                    "scale": {"domain": [0, max([*counts, 1])], "nice": 3},
                },
            },
        }
    ]
    return _chart(rows, layers, {}, _WIDTH - 44, 150, {"left": 40, "right": 4, "top": 8, "bottom": 22})


def course(points: Sequence[Point], *, low: float, high: float, percent: bool) -> Spec:
    """Return a line through periods, in order, with the band of its intervals; a period that is not known is a gap."""
    rows: list[Spec] = []
    for before, point in zip((None, *points), points, strict=False):
        if before is not None and point.at > before.at + 1:
            rows.append({"at": before.at + 1, "value": None, "low": None, "high": None})  # breaks the line
        rows.append(point._asdict())
    first, last = points[0].at, points[-1].at
    middle = min(points, key=lambda point: abs(2 * point.at - first - last)).at
    names = {point.at: point.name for point in points}
    ends = sorted({first, last} if len(points) < _POINTS_FOR_MIDDLE else {first, middle, last})
    shown = " : ".join([*(f"datum.value === {at} ? {names[at]!r}" for at in ends), "''"])
    x: Spec = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [first, max(last, first + 1)], "nice": False, "zero": False},
        "axis": {
            "values": ends,
            "labelExpr": shown,
            "title": None,
            "grid": False,
            "labelAlign": {"expr": f"datum.value === {first} ? 'left' : datum.value === {last} ? 'right' : 'center'"},
        },
    }
    y: Spec = {
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": 3},
        "axis": {"tickCount": 3, "title": None, "format": ".0%" if percent else "d"},
    }
    layers: list[Spec] = [
        {
            "mark": {
                "type": "area",
                "color": "var(--c-plain)",
                "opacity": 0.18,
                "invalid": "break-paths-show-path-domains",
            },
            "encoding": {"y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {
                "type": "line",
                "color": "var(--c-plain)",
                "strokeWidth": 2,
                "invalid": "break-paths-show-path-domains",
            },
            "encoding": {"y": {**y, "field": "value"}},
        },
        {
            "transform": [{"filter": "isValid(datum.value)"}],
            "mark": {"type": "point", "filled": True, "size": 26, "opacity": 1, "color": "var(--c-plain)"},
            "encoding": {"y": {**y, "field": "value"}},
        },
    ]
    return _chart(rows, layers, {"x": x}, _WIDTH - 48, 120, {"left": 38, "right": 10, "top": 8, "bottom": 22})


def span(value: float, low: float, high: float, *, ends: tuple[float, float], tone: str) -> Spec:
    """Return one value with its interval on a scale, from end to end, that several such drawings share, with a line at 0."""
    rows = [{"value": value, "low": low, "high": high, "zero": 0}]
    x = {"type": "quantitative", "axis": None, "scale": {"domain": list(ends), "nice": False}}
    colour = TONES[tone]
    layers: list[Spec] = [
        {"mark": {"type": "rule", "color": "var(--line-strong)"}, "encoding": {"x": {**x, "field": "zero"}}},
        {
            "mark": {"type": "rule", "strokeWidth": 3, "color": colour, "opacity": 0.45, "strokeCap": "round", "y": 12},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "color": colour, "y": 12},
            "encoding": {"x": {**x, "field": "value"}},
        },
    ]
    return _chart(rows, layers, {}, 200, 24, {"left": 6, "right": 6, "top": 0, "bottom": 0})


def _text(field: str, x: float, align: str, colour: str) -> Spec:
    return {
        "mark": {"type": "text", "x": x, "align": align, "baseline": "middle", "color": colour},
        "encoding": {"text": {"field": field, "type": "nominal"}},
    }


def _chart(
    rows: Sequence[Mapping[str, Any]],
    layers: Sequence[Spec],
    encoding: Spec,
    width: int,
    height: int,
    padding: Mapping[str, int],
) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "autosize": {"type": "none"},
        "padding": dict(padding),
        "width": width,
        "height": height,
        "data": {"values": [dict(row) for row in rows]},
        "encoding": encoding,
        "layer": list(layers),
        "config": {
            "aria": False,
            "font": "inherit",
            "view": {"stroke": None},
            "text": {"fontSize": 13, "limit": 0},
            "axis": {
                "domain": False,
                "ticks": False,
                "gridColor": "var(--line)",
                "labelColor": "var(--muted)",
                "labelFontSize": 12,
                "labelPadding": 6,
                "labelLimit": 0,
                "labelOverlap": False,
            },
        },
    }
