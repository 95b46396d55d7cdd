"""What is measured of a reply's promises."""

from __future__ import annotations

import pytest


def promised(measured, text):
    measures = measured(text)
    return {name: value for name, value in measures.reply.items() if name.startswith("promise.")}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "I'll ring you by Friday noon.",
            {"all.explicit", "agent.count", "agent.explicit", "sure.explicit", "free.explicit"},
        ),
        (
            "Our team will ring you shortly.",
            {"all.vague", "company.count", "company.vague", "sure.vague", "free.vague"},
        ),
        ("I'll try to fix it.", {"all.none", "agent.count", "agent.none", "hedged.count", "free.none"}),
        (
            "If you send the number, I'll refund it.",
            {"all.none", "agent.count", "agent.none", "sure.none", "conditional.count"},
        ),
    ],
)
def test_who_by_when_and_how_surely(measured, text, names):
    assert set(promised(measured, text)) == {"promise.all.count", *(f"promise.{name}" for name in names)}


def test_nothing_promised_measures_nothing(measured):
    assert promised(measured, "Thanks for the photo. The lid is missing, as you say.") == {}


def test_a_third_promise_adds_nothing(measured):
    two = promised(measured, "I'll send the lid. I'll call the shop.")
    assert two["promise.agent.count"] == 2 * promised(measured, "I'll send the lid.")["promise.agent.count"]
    assert (
        promised(measured, "I'll send the lid. I'll call the shop. I'll refund it.")["promise.agent.count"]
        == two["promise.agent.count"]
    )


def test_a_promise_stands_in_its_clause(measured):
    measures = measured("So sorry. The lid is missing. I'll send one by Friday.")
    assert measures.places["promise.agent.count"] == len(measures.clauses) - 1
    (promise,) = measures.promises
    assert promise.deadline is not None
    assert promise.deadline.latest is None
