"""Ownership is shown by no reproach, no threat, nothing the customer has to do, and not by what a message is written for."""

from __future__ import annotations

import pytest

from authentica.explain.acts import takes_nothing_on, threatening_clauses


@pytest.mark.parametrize(
    "text",
    [
        "I will have to terminate this call.",
        "If you keep raising your voice I will have to end the conversation.",
        "I'll block you.",
        "If you write again we will close your account.",
        "If you keep insulting us, we will suspend your account.",
        "If you swear at Lena, I'll cancel this visit.",
        "I will close your account if you are abusive again.",
        "If you do not change your tone we will cancel the visit.",
        "If you don't stop shouting, I'll cancel the visit.",
        "Keep insulting us, and if you keep being rude I'll delete the ticket.",
        "If you call us again, I will report you.",
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
        "If you send me the abusive review, I will delete it today.",
        "If you get another spam call from it, send me the number and I will block it today.",
        "If you call again tomorrow, ask for Tom: I will cancel the old order now.",
        "If you give me the rude driver's name, I'll report him today.",
        "If you raise a ticket, I'll cancel the old one.",
        "If you don't like the tone of it, I'll delete the recording.",
        "If you are not rude, I'll close the gap myself.",
        "If you write again, I will not close your account, I'll mend it.",
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


@pytest.mark.parametrize(
    ("text", "threats"),
    [
        ("I'll ring you at noon. If you shout again I will end this call.", {1}),
        ("As we told you twice, lids are out.", set()),
        ("You need to contact the lid maker.", set()),
    ],
)
def test_a_threat_is_told_from_all_else_that_takes_nothing_on(read, text, threats):
    assert threatening_clauses(read(text)) == threats


@pytest.mark.parametrize(
    ("text", "said", "threat"),
    [
        (
            "If you shout at me again I will end this call.",
            "Your company is a joke!!! I have been waiting 3 weeks",
            "end this call",
        ),
        ("I will have to terminate this chat.", "You lost my lid. I am furious.", "terminate"),
    ],
)
def test_nobody_is_coached_into_a_better_threat(analyzer, text, said, threat):
    a = analyzer.analyze(text, customer_text=said)
    assert not any(threat in tip.text and "gives no time" in tip.text for tip in a.tips)
    assert not any(threat in tip.text and "names no act" in tip.text for tip in a.tips)
    assert threat not in a["expectations"].explanation
    if a.outcome in {"somewhere", "by"}:
        assert threat not in a.outcome_explanation
