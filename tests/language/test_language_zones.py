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
    "Gmail, wrapped": "On Tue, Mar 5, 2024 at 9:14 AM Ana Whitfield-Okonkwo <ana@example.com>\nwrote:\n\n> We will sue you.",
    "Gmail, wrapped, without marks": "On Tue, Mar 5, 2024 at 9:14 AM Ana <ana@example.com>\nwrote:\n\nWe will sue you.",
    "Gmail, wrapped in the address": "On Tue, Mar 5, 2024 at 9:14 AM Ana <\nana@example.com> wrote:\n\nWe will sue you.",
    "wrapped twice": "On Tue, Mar 5, 2024 at 9:14 AM\nAna Whitfield <ana@example.com>\nwrote:\nWe will sue you.",
    "wrapped with CRLF": "On Tue, Mar 5, 2024 at 9:14 AM Ana <ana@example.com>\r\nwrote:\r\n\r\nWe will sue you.",
    "a day alone, and marks": "On 5 March Ana wrote:\n\n> We will sue you.",
    "text behind the address": "On Tue, Mar 5, 2024 at 9:14 AM Ana <ana@example.com> wrote: We will sue you.",
    "a long header": f"On Tuesday, March 5, 2024 at 09:14:00 AM {'Greenwich ' * 12}Ana <ana@example.com> wrote:\nWe will sue you.",
    "two addresses": "On 05/03/24 9:14, Ana <ana@example.com<mailto:ana@example.com>> wrote:\nWe will sue you.",
    "Zoho": "---- On Tue, 05 Mar 2024 09:14:00 +0000 Ana <ana@example.com> wrote ----\n\nWe will sue you.",
    "Zoho, wrapped": "---- On Tue, 05 Mar 2024 09:14:00 +0000\nAna <ana@example.com> wrote ---\n\nWe will sue you.",
    "asterisks": "*From:* Ana <ana@example.com>\n*Sent:* Tuesday, March 5\n*To:* Support\n\nWe will sue you.",
    "asterisks and spaces": "** From: ** Ana\n** Sent: ** Tuesday, March 5\n** To: ** Support\n\nWe will sue you.",
    "Outlook for Mac": "From: Ana <ana@example.com>\nReply-To: a@b.example\nDate: Tuesday\nTo: Support\n\nWe will sue you.",
    "a wrapped sender": "From: Ana Whitfield\n<ana@example.com>\nTo: Support\nSent: Tuesday\n\nWe will sue you.",
    "a subject": "From: Ana\nTo: Support\nDate: 5 March\nSubject: Refund\n\nWe will sue you.",
    "Zendesk": "##- Please type your reply above this line -##\n\nWe will sue you.",
    "reply above": "--- Please reply above this line ---\n\nWe will sue you.",
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


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote: the parcel is late.\nIt has come since.",
        "On Monday I wrote:\nThe parcel is late.",
        "On 5 March 2024 at 9:14 I wrote:\nThe parcel is late.",
        "On 5 March 2024 you wrote: the parcel is late.\nIt has come since.",
        "On 5 March 2024 at 9:14 we called.\nThe driver wrote: nobody home.\nIt has come since.",
        "Your trip:\nFrom: Leeds\nTo: York\nDate: 5 March\nIt is paid.",
        "Mail the courier like this:\nFrom: your registered address\nSubject: Claim 5512\nThey pay, and I refund the postage by Friday.",
        "Mail them like this:\nFrom: your registered address\nTo: claims desk\nSubject: Claim 5512\nI refund the postage by Friday.",
        "From: you\nDate: today\nSubject: lamp 4\nThat is all they need.",
        "From: our depot\nSent: by courier\nIt is with you on Friday.",
        "I have it.\n-- On balance it is paid --\nIt was late.",
        "##- Please type your reply above this line -##\n\nIt has come.",
        "I have seen it.\nPlease reply above this line of crosses in the form.",
    ],
)
def test_words_like_those_of_mail_programs_are_the_agents(read, text):
    assert Zone.QUOTED.value not in read(text).zones


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize(
    "unit",
    ["On 1/1 @x\n", "On 1/1 wrote: \n", "-- On 1/1\n", "From: @@::::", "From:@\n", "* ", "##- ", "On 1/1\nwrote"],
)
def test_what_nearly_is_quoted_does_not_hang(read, unit):
    read(unit * (200_000 // len(unit)))


def test_line_ends_of_two_characters_make_no_difference(read):
    text = "I have found the parcel.\n\nKind regards,\n\nDana\n-- \nWe will refund every order!"
    assert zones_of(read(text.replace("\n", "\r\n"))) == zones_of(read(text))


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
