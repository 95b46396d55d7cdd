"""Replies without personal details, the agent's own name among them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authentica.coaching.veil import veil


@pytest.mark.parametrize(
    ("agent", "text", "shown"),
    [
        ("Bo", "I have sent it again today. Bo", "I have sent it again today. [NAME]"),
        (
            "bo.larsen@example.com",
            "I have sent it again. Bo Larsen, box 4",
            "I have sent it again. [NAME] [NAME], box 4",
        ),
        ("HJH", "I have sent it again today. *HJH", "I have sent it again today. *[NAME]"),
        ("Will", "I will send it again today. Will", "I will send it again today. [NAME]"),
        ("a1", "I have sent item a1 again today.", "I have sent item a1 again today."),
        ("NAME", "Hi Tomas, I have sent it again today.", "Hi [NAME], I have sent it again today."),
        ("Bo", "Bob and Robo have it.", "Bob and Robo have it."),
        (None, "I have sent it again today.", "I have sent it again today."),
    ],
)
def test_names_and_details_go(agent, text, shown):
    assert veil(text, agent).text == shown


def test_places_follow():
    text = "Hi Tomas, write to tomas@example.com. I have sent it today. Bo"
    found = veil(text, "Bo")

    def shown(quote):
        start = text.index(quote)
        at, to = found.place(start, start + len(quote))
        return found.text[at:to]

    assert shown("I have sent it today") == "I have sent it today"
    assert shown("write to tomas@example.com.") == "write to [EMAIL]."
    assert shown("mas@exam") == "[EMAIL]"
    assert shown("today. B") == "today. [NAME]"
    assert shown("Hi Tomas") == "Hi [NAME]"


@settings(max_examples=30)
@given(st.text(max_size=60), st.integers(0, 80), st.integers(0, 80))
def test_places_stay_inside_and_in_order(extra, one, other):
    text = f"Hi Tomas, write to tomas@example.com. {extra} Bo"
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = veil(text, "Bo")
    at, to = found.place(start, end)
    assert 0 <= at <= to <= len(found.text)
    assert found.place(0, len(text)) == (0, len(found.text))


@pytest.mark.parametrize("agent", ["x" * 200_000, "Bo " * 50_000, "@" * 200_000, "", "\ud800", "(Bo|.*)+"])
def test_odd_ids(agent):
    assert veil("I have sent it again.", agent).text == "I have sent it again."
