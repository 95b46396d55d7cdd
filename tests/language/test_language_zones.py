"""Zones: what is greeting, sign-off, signature or quotation, and is therefore not read as a promise."""

from __future__ import annotations

from itertools import groupby

import pytest

from authentica.language.zones import Zone

NAMES = {zone.value: zone.name for zone in Zone}


def zones_of(reading):
    """Return {zone name: its text, white space folded}, joining stretches of one zone."""
    tokens, found = reading.tokens, {}
    for zone, group in groupby(range(len(tokens)), key=lambda i: reading.zones[i]):
        indexes = list(group)
        text = " ".join(tokens.quote(indexes[0], indexes[-1] + 1).split())
        if text:
            found[NAMES[zone]] = f"{found[NAMES[zone]]} / {text}" if NAMES[zone] in found else text
    return found


GREETINGS = [
    ("Hi Priya, your card is unblocked.", "Hi Priya"),
    ("Hello, your card is unblocked.", "Hello"),
    ("Hello there! Your card is unblocked.", "Hello there"),
    ("Dear Mr Okafor, your card is unblocked.", "Dear Mr Okafor"),
    ("Good morning Ana, your card is unblocked.", "Good morning Ana"),
    ("hey sam, your card is unblocked", "hey sam"),
    ("HI TEAM, YOUR CARD IS UNBLOCKED", "HI TEAM"),
]


@pytest.mark.parametrize(("text", "greeting"), GREETINGS, ids=[g for _, g in GREETINGS])
def test_greetings(read, text, greeting):
    zones = zones_of(read(text))
    assert zones["GREETING"].rstrip(",!. ") == greeting
    assert "unblocked" in zones["BODY"].lower()


@pytest.mark.parametrize("text", ["Hello?", "Hi", "Hi Ana", "Good morning!"])
def test_a_reply_that_is_only_a_greeting_has_a_body(read, text):
    reading = read(text)
    assert Zone.BODY.value in reading.zones
    assert reading.clauses


def test_a_text_without_any_of_it_is_body(read):
    assert set(read("We have refunded the second charge.").zones) == {Zone.BODY.value}
    assert read("").zones == ""


SIGN_OFFS = [
    (
        "The refund is on its way.\n\nKind regards,\nDana Webb\nCustomer Care",
        "Kind regards,",
        "Dana Webb Customer Care",
    ),
    ("The refund is on its way.\nBest,\nDana", "Best,", "Dana"),
    ("The refund is on its way.\n\nThanks!\nDana", "Thanks!", "Dana"),
    ("The refund is on its way.\n\nYours sincerely\n\nDana Webb", "Yours sincerely", "Dana Webb"),
    ("The refund is on its way.\n\nMany thanks,\nD.", "Many thanks,", "D."),
    ("The refund is on its way.\n\nWARM REGARDS,\nDANA", "WARM REGARDS,", "DANA"),
]


@pytest.mark.parametrize(("text", "sign_off", "signature"), SIGN_OFFS, ids=[s for _, s, _ in SIGN_OFFS])
def test_sign_offs_and_signatures(read, text, sign_off, signature):
    zones = zones_of(read(text))
    assert zones["SIGN_OFF"] == sign_off
    assert zones["SIGNATURE"] == signature
    assert zones["BODY"] == "The refund is on its way."


def test_thanks_inside_the_body_is_no_sign_off(read):
    zones = zones_of(read("Thanks for waiting.\nI have found the parcel.\nIt arrives on Friday."))
    assert set(zones) == {"BODY"}


def test_a_signature_mark(read):
    zones = zones_of(read("I have found the parcel.\n-- \nDana Webb\nWe will refund every order!"))
    assert zones["BODY"] == "I have found the parcel."
    assert "We will refund" in zones["SIGNATURE"]


INITIALS = ["^DW", "^Dana", "-DW", "~ Dana", "*DW", "/DW", "^DW 1/2", "^DW https://t.co/abc", "—DW"]


@pytest.mark.parametrize("initials", INITIALS)
def test_initials_at_the_end_are_a_signature(read, initials):
    zones = zones_of(read(f"I have found the parcel. {initials}"))
    assert zones["SIGNATURE"].startswith(initials.split()[0])
    assert zones["BODY"].startswith("I have found the parcel.")
    assert "D" not in zones["BODY"]


QUOTED = {
    "Gmail": "On Tue, Mar 5, 2024 at 9:14 AM Ana <ana@example.com> wrote:\n> We will sue you.\n> Ana",
    "Gmail without marks": "On Tue, Mar 5, 2024 at 9:14 AM Ana wrote:\nWe will sue you.",
    "Outlook": "From: Ana <ana@example.com>\nSent: Tuesday, March 5, 2024 9:14 AM\nTo: Support\nSubject: Refund\n\nWe will sue you.",
    "Outlook with a rule": "________________________________\nFrom: Ana\nSent: Tuesday\n\nWe will sue you.",
    "Original Message": "-----Original Message-----\nFrom: Ana\n\nWe will sue you.",
    "Forwarded message": "---------- Forwarded message ---------\nFrom: Ana\n\nWe will sue you.",
    "marks alone": "> We will sue you.\n> Ana",
    "escaped marks": "&gt; We will sue you.",
    "nested marks": ">> We will sue you.\n> never",
}


@pytest.mark.parametrize("quoted", QUOTED.values(), ids=QUOTED.keys())
def test_quoted_mails(read, quoted):
    reading = read(f"I have found the parcel.\n\n{quoted}")
    zones = zones_of(reading)
    assert zones["BODY"] == "I have found the parcel."
    assert "We will sue you." in zones["QUOTED"]
    first = reading.tokens.text.index("parcel") + 8
    assert all(reading.tokens.starts[m.start] < first for m in reading.cues)
    assert all(reading.tokens.starts[c.start] < first for c in reading.clauses)


def test_a_quotation_between_answers(read):
    zones = zones_of(read("> Where is it?\nIn Leeds.\n> When?\nOn Friday."))
    assert zones["QUOTED"] == "> Where is it? / > When?"
    assert zones["BODY"].replace(" / ", " ") == "In Leeds. On Friday."


def test_quotations_and_signatures_never_change_a_score(analyzer):
    plain = analyzer.analyze("The parcel is in Leeds.", customer_text="Where is my parcel?")
    longer = analyzer.analyze(
        "The parcel is in Leeds.\n\nOn Tue, Mar 5, 2024 at 9:14 AM Ana wrote:\n> I'm so sorry, I've refunded you by Friday.",
        customer_text="Where is my parcel?",
    )
    for dimension in ("empathy", "ownership", "expectations", "boilerplate", "listening"):
        assert longer[dimension].level == plain[dimension].level
        assert all((e.end or 0) <= len("The parcel is in Leeds.") for e in longer[dimension].evidence)


@pytest.mark.parametrize(
    ("text", "greeting"),
    [
        (
            "My name is Rob and I will be assisting you today. I have found the parcel.",
            "My name is Rob and I will be assisting you today.",
        ),
        ("Hi Ana, my name's Dana Webb. I have found the parcel.", "Hi Ana, my name's Dana Webb."),
        (
            "Hello! Tamsin here, your personal assistant for today! I have found the parcel.",
            "Hello! Tamsin here, your personal assistant for today!",
        ),
        ("I'm a real person, not a bot! I have found the parcel.", "I'm a real person, not a bot!"),
    ],
)
def test_who_is_speaking_is_part_of_the_greeting(read, text, greeting):
    assert zones_of(read(text)) == {"GREETING": greeting, "BODY": "I have found the parcel."}


@pytest.mark.parametrize(
    "text",
    ["I have found the parcel. My name is Rob.", "I am a person who keeps his word.", "The name of the shop is wrong."],
)
def test_a_name_elsewhere_is_no_greeting(read, text):
    assert set(zones_of(read(text))) == {"BODY"}
