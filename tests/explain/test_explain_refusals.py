"""A refusal is told from what is not done, not meant or not wished."""

from __future__ import annotations

import pytest

from authentica.explain.refusals import gives_time, refuses, refusing_clauses


@pytest.mark.parametrize(
    "text",
    [
        "I can't bring the lamp on Monday.",
        "We could not open that for you.",
        "We won't refund the lid.",
        "We don't share who wrote it.",
        "Lids cannot be sent by boat.",
        "I'm not able to lift the fee.",
        "That is not possible here.",
        "Unfortunately we are unable to do it.",
        "Your claim was declined.",
        "Not a fault.",
        "Not our lamp.",
        "I'm not going to refund the lid.",
        "We are not about to discuss it.",
        "That has nothing to do with us.",
        "Nothing I could give you for the lid.",
        "There is nothing more we can do.",
    ],
)
def test_what_is_denied_is_a_refusal(read, text):
    assert refusing_clauses(read(text)) == {0}


@pytest.mark.parametrize(
    "text",
    [
        "I can't wait to see it lit.",
        "We cannot apologise enough.",
        "We could not agree more.",
        "I can't imagine how dark it was.",
        "We won't charge you for it again.",
        "It will not happen again.",
        "I'm sorry you can't open the lid.",
        "If you are not able to come, ring me.",
        "You don't have to send it back.",
        "The lamp is not broken.",
        "Not at all, I'm on it.",
        "We're not going to leave you in the dark.",
        "That has nothing to do with your lamp.",
        "Nothing we could do would make up for it.",
        "There is nothing you have to do.",
        "I'll ring you at noon.",
    ],
)
def test_what_is_not_done_or_not_meant_is_none(read, text):
    assert not refusing_clauses(read(text))


def test_nothing_refuses_nothing():
    assert not refuses(())
    assert not refuses(("not",))


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("I can't send it before the 20th.", True),
        ("There's nothing we can do until Monday.", True),
        ("I can't send it by Monday.", False),
        ("We could not do that before.", False),
    ],
)
def test_what_is_not_done_before_a_time_gives_it(read, text, gives):
    assert gives_time(read(text), 0) is gives
