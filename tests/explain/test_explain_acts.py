"""Ownership is shown by no reproach, no threat, nothing the customer has to do, and not by what a message is written for."""

from __future__ import annotations

import pytest

from authentica.explain.acts import takes_nothing_on


@pytest.mark.parametrize(
    "text",
    [
        "I will have to terminate this call.",
        "If you keep raising your voice I will have to end the conversation.",
        "I'll block you.",
        "If you write again we will close your account.",
        "If you keep insulting us, we will suspend your account.",
        "As we have already told you twice, lids are out.",
        "I am writing to you regarding your complaint.",
        "I am writing in response to your message.",
        "I am writing to inform you that your complaint was received.",
        "We are reaching out about your lid.",
        "I'm contacting you with regard to your lid.",
        "This is to inform you that your message was received.",
        "In response to your message.",
        "You need to contact the lid maker.",
    ],
)
def test_who_threatens_blames_or_only_writes_takes_nothing_on(read, text):
    reading = read(text, "The lid of my kettle broke")
    assert takes_nothing_on(reading, reading.clauses[-1])


@pytest.mark.parametrize(
    "text",
    [
        "I'll call the depot myself.",
        "I am writing to the depot about your lid.",
        "I'm writing you a note for the depot.",
        "I am contacting the courier about your lid.",
        "I am writing to tell you that we have refunded the lid.",
        "I am writing to inform you that your refund was sent today.",
        "In response to your message I've cancelled the order.",
        "I'll block your card now.",
        "I'll close the account as you asked.",
        "If it happens again I'll cancel the plan for you.",
        "If you call again, ask for Lena, and I'll sort it.",
        "At the end of the call I will send the lid.",
        "We'd be glad to check with the store.",
        "Let me reach out to the maker.",
        "You need to wait a day, I've ordered the lid.",
    ],
)
def test_who_acts_takes_it_on(read, text):
    reading = read(text, "The lid of my kettle broke")
    assert not takes_nothing_on(reading, reading.clauses[-1])


def test_a_threat_is_quoted_for_no_ownership_and_still_counted(analyzer):
    a = analyzer.analyze("I will end this call now.", customer_text="You cut off my electricity.")
    assert "end this call" not in a["ownership"].explanation
    assert any(e.text and "end this call" in e.text for e in a["ownership"].evidence)
