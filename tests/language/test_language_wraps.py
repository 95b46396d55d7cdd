"""Hard wraps: what a mail program broke is read as one line, and what somebody wrote as lines is not."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, strategies as st

from authentica.language.clean import readable
from authentica.language.wraps import unwrapped

LETTER = (
    "I've opened your claim this morning and asked the depot in Leeds for the driver's record of the day. "
    "They answer by Thursday, and whatever they say I'll write to you before noon on Friday."
)


@pytest.mark.parametrize("width", [60, 66, 72, 78])
def test_a_wrapped_paragraph_is_one_line(width):
    assert unwrapped(textwrap.fill(LETTER, width)) == LETTER
    assert unwrapped(textwrap.fill(LETTER, width).replace("\n", "\r\n")).replace("  ", " ") == LETTER


@pytest.mark.parametrize(
    "text",
    [
        "Hi Ana,\nI've refunded it.\nTom",
        "You need:\n- the number of your order, which begins with HC and stands on the slip\n- the date on which it came to you",
        "The second charge is cancelled and the money is on its way back to you now\nAnything else?",
        "Restart the phone and open Settings, then the page of your own account\nTap on Plan and choose the smaller one of the two that you see there\nConfirm it by the code that we send you by text message to your phone\nThe new plan starts the next day",
        "a) I send you a second lamp by courier and it is with you on Friday\nb) You keep the first one, and we take half of the price off your bill",
        "> I was told on the phone that somebody would come round to mine on Monday\n> and that they would bring the part with them, which they then did not",
        "Your parcel left Leeds on Monday and is with the carrier in Hull tonight.\nIt is with you by Wednesday noon, and you get a message on that morning.",
    ],
)  # fmt: skip
def test_lines_that_somebody_wrote_stay(text):
    assert unwrapped(text) == text


def test_each_paragraph_has_its_own_width_and_a_blank_line_stays():
    text = f"{textwrap.fill(LETTER, 60)}\n\n{textwrap.fill(LETTER, 76)}"
    assert unwrapped(text) == f"{LETTER}\n\n{LETTER}"


@given(st.text(alphabet="ab. \n\r\t>-é", max_size=400))
def test_nothing_but_line_breaks_changes_and_each_keeps_its_place(text):
    found = unwrapped(text)
    assert len(found) == len(text)
    assert all(a == b or (a in "\r\n" and b == " ") for a, b in zip(text, found, strict=True))


@pytest.mark.parametrize("mark", ["`", "´", "ʼ"])
def test_what_stands_for_an_apostrophe_is_one(mark):
    assert readable(f"I{mark}ll pay", 100) == "I'll pay"
    assert readable(f"{mark}code{mark}", 100) == f"{mark}code{mark}"
