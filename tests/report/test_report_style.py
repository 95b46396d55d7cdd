"""Colours: readable in light and dark (WCAG 2.2: 4.5 for text, 3 for shapes and edges of controls)."""

from __future__ import annotations

import re
from importlib import resources

import pytest

STYLE = (resources.files("authentica.report") / "templates" / "page.css").read_text(encoding="utf-8")
PAIRS = {
    name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", STYLE)
}
TEXT = ("ink", "muted", "accent")
SHAPES = [*sorted(name for name in PAIRS if name.startswith(("c-", "d-"))), "edge"]


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour, share, ground):
    parts = [(int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in parts)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "raised"])
def test_colours_stand_out(scheme, ground):
    back = PAIRS[ground][scheme]
    low = {name: contrast(PAIRS[name][scheme], back) for name in TEXT if contrast(PAIRS[name][scheme], back) < 4.5}
    low |= {name: contrast(PAIRS[name][scheme], back) for name in SHAPES if contrast(PAIRS[name][scheme], back) < 3.0}
    assert low == {}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_marked_words_stay_readable(scheme):
    share = max(int(n) for n in re.findall(r"background: color-mix\(in srgb, var\(--d\) (\d+)%", STYLE)) / 100
    for name in (name for name in PAIRS if name.startswith("d-")):
        assert contrast(PAIRS["ink"][scheme], mixed(PAIRS[name][scheme], share, PAIRS["raised"][scheme])) >= 7.0, name


def test_every_colour_is_one_of_the_palette():
    rules = STYLE[STYLE.index("*, *::before") :]
    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == ["#ffffff"]  # paper, in print
