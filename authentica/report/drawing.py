"""From a Vega-Lite specification to inline SVG, drawn when the page is made, so that the page carries no charting script.

The drawing is parsed, and rebuilt from the elements and attributes that charts need: whatever else the library should write, in this
version or another, does not reach the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

__all__ = ["draw"]

_VEGALITE = "5.20"
_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(("svg", "g", "path", "line", "rect", "text", "tspan"))
_ATTRIBUTES = frozenset(
    (
        "d", "fill", "fill-opacity", "font-size", "font-weight", "height", "opacity", "stroke", "stroke-dasharray",
        "stroke-linecap", "stroke-opacity", "stroke-width", "text-anchor", "transform", "viewBox", "width", "x", "x1", "x2",
        "y", "y1", "y2",
    )
)  # fmt: skip
_LONG_NUMBER = re.compile(r"-?\d{1,9}\.\d{3,30}")


def draw(spec: Mapping[str, Any], label: str) -> str:
    """Return a chart that loads nothing as an SVG element, with what it shows for those who do not see it."""
    import vl_convert

    drawn = ElementTree.fromstring(vl_convert.vegalite_to_svg(dict(spec), vl_version=_VEGALITE, allowed_base_urls=[]))  # noqa: S314 - the library's own output
    chart = _rebuilt(drawn)
    chart.set("class", "chart")
    chart.set("role", "img")
    chart.set("aria-label", label)
    return ElementTree.tostring(chart, encoding="unicode")


def _rebuilt(element: ElementTree.Element) -> ElementTree.Element:
    """Return an element with what charts need, without a name space (HTML has its own) and with short numbers."""
    kept = {name: _LONG_NUMBER.sub(_short, value) for name, value in element.attrib.items() if name in _ATTRIBUTES}
    found = ElementTree.Element(element.tag.removeprefix(_SVG), kept)
    found.text = element.text
    for child in element:
        if child.tag.removeprefix(_SVG) not in _ELEMENTS or child.get("display") == "none":
            continue
        inner = _rebuilt(child)
        if inner.tag == "path" and inner.get("fill") is None and inner.get("stroke") is None:
            continue  # backgrounds that nobody sees
        if inner.tag != "g" or len(inner):
            found.append(inner)
    return found


def _short(match: re.Match[str]) -> str:
    return f"{float(match.group()):.2f}".rstrip("0").rstrip(".")
