"""Charts: drawn by the library, rebuilt from what SVG needs."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from authentica.report.charts import Bar, Point, bars, columns, course, span
from authentica.report.drawing import draw

SPECS = {
    "bars": bars(
        [
            Bar(label="kept", value=3.0, shown="3", tone="good"),
            Bar(label="broken", value=1.0, shown="1", low=0.5, high=2.0, tone="bad"),
        ]
    ),
    "columns": columns(["0-50", "50-100"], [4, 9]),
    "course": course(
        [
            Point(at=1, name="2025-W01", value=0.2, low=0.1, high=0.3),
            Point(at=2, name="2025-W02", value=None, low=None, high=None),
            Point(at=3, name="2025-W03", value=0.4, low=0.3, high=0.5),
            Point(at=5, name="2025-W05", value=0.3, low=0.2, high=0.4),
        ],
        low=0.0,
        high=0.5,
        percent=True,
    ),
    "span": span(2.0, 1.0, 3.0, ends=(-1.0, 4.0), tone="good"),
}


@pytest.fixture(scope="module")
def drawings():
    return {name: draw(spec, f"What {name} <show>") for name, spec in SPECS.items()}


def shapes(drawing):
    return [(e.tag, e.attrib, e.text) for e in ElementTree.fromstring(drawing).iter()]


@pytest.mark.parametrize("name", SPECS)
def test_a_drawing_holds_shapes_and_nothing_else(drawings, name):
    root = ElementTree.fromstring(drawings[name])
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == f"What {name} <show>"
    assert {tag for tag, _, _ in shapes(drawings[name])} <= {"svg", "g", "path", "line", "rect", "text", "tspan"}
    assert not {key for _, attributes, _ in shapes(drawings[name]) for key in attributes} & {
        "style",
        "href",
        "id",
        "onload",
    }


def test_bars_say_their_names_and_values_and_are_as_long_as_these(drawings):
    found = shapes(drawings["bars"])
    assert {text for tag, _, text in found if tag == "text"} == {"kept", "broken", "3", "1"}
    assert {"var(--c-good)", "var(--c-bad)"} <= {attributes.get("fill") for _, attributes, _ in found}
    assert sum(tag == "line" for tag, _, _ in found) == 1  # one interval is known


def test_columns_have_the_height_of_their_counts(drawings):
    paths = [a["d"] for tag, a, _ in shapes(drawings["columns"]) if a.get("fill") == "var(--c-plain)"]
    heights = [float(d.split("v")[1].split("h")[0]) for d in paths]
    assert heights[0] / heights[1] == pytest.approx(4 / 9, abs=0.01)


def test_a_period_that_is_missing_or_not_known_is_a_gap(drawings):
    found = shapes(drawings["course"])
    line = next(a["d"] for _, a, _ in found if a.get("stroke") == "var(--c-plain)" and "fill" not in a)
    assert line.count("M") == 3
    assert {"2025-W01", "2025-W05"} <= {text for tag, _, text in found if tag == "text"}


def test_drawing_again_gives_the_same(drawings):
    assert draw(SPECS["course"], "What course <show>") == drawings["course"]


@pytest.mark.parametrize("spec", [bars([]), bars([Bar(label="a", value=0.0, shown="0")]), columns(["0-100"], [0])])
def test_nothing_to_draw_is_drawn_as_nothing(spec):
    assert "NaN" not in draw(spec, "nothing")
