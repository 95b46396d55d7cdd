"""Flags quote the clause that shows them; what pushes a customer away is told from what helps or merely names somebody."""

from __future__ import annotations

import pytest

from authentica.explain.flags import flag_evidence, leaves_nothing, pushed_away
from authentica.schema import Flag

SAID = "The lid of my kettle broke"


@pytest.mark.parametrize(
    ("text", "flag", "quote"),
    [
        ("Hello, contact the shop in Ulm about it.", Flag.HAND_OFF, "contact the shop in Ulm about it"),
        ("As per our terms this is not refunded.", Flag.POLICY_BLOCK, "As per our terms this is not refunded"),
        ("Sorry if that upset you.", Flag.HOLLOW_APOLOGY, "Sorry if that upset you"),
        ("Honestly, I would be cross.", Flag.HUMAN_VOICE, "Honestly"),
    ],
)
def test_a_flag_is_shown_by_its_clause_and_a_voice_by_its_word(read, text, flag, quote):
    (found,) = flag_evidence((flag,), read(text, SAID), ())
    assert (found.text, found.cue, found.contribution) == (quote, f"flag.{flag.value}", 0.0)
    assert text[found.start : found.end] == quote


@pytest.mark.parametrize(
    "text",
    [
        "Please contact the shop.",
        "DM us the number.",
        "We recommend getting in touch with the maker.",
        "I am transferring you to the kettle desk.",
        "If it drips, call our lid line.",
        "You can reach us on the phone.",
        "For lid questions please contact the lid desk.",
        "For further assistance please call our lid line.",
        "If you have any questions, DM us.",
        "For any query do write to us at desk@lids.example.",
        "Feel free to contact the maker.",
        "Please contact us.",
    ],
)
def test_who_is_moved_is_shown_to_be(read, text):
    assert flag_evidence((Flag.HAND_OFF,), read(text, SAID), ())


@pytest.mark.parametrize(
    "text",
    [
        "Your call is important to us.",
        "We will reach out to the shop.",
        "Our team will be in contact.",
        "I'll speak to the maker today.",
        "Somebody will write to you.",
        "Thanks for getting in touch with us at Lidworks.",
        "Please do not hesitate to contact us.",
        "For further questions please contact us at any time.",
        "Should you have any other queries, please write to us.",
        "If anything is unclear, just call me.",
        "If you need any further help, feel free to contact our support team.",
        "Please contact us if you have questions.",
    ],
)
def test_who_is_called_or_thanked_is_not_moved(read, text):
    assert flag_evidence((Flag.HAND_OFF,), read(text, SAID), ()) == ()


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("You have to ask in Ulm.", "You have to ask in Ulm"),
        ("You can call the maker.", "You can call the maker"),
        ("As I said, you need to call the maker.", "you need to call the maker"),
        ("What you need to do is call the maker.", "What you need to do is call the maker"),
        ("You'll want to call the maker.", "You'll want to call the maker"),
        ("Please see the agent at the airport.", "Please see the agent at the airport"),
        ("Lids are made by the manufacturer.", "Lids are made by the manufacturer"),
        ("That is a matter for your bank.", "That is a matter for your bank"),
        ("The store must refund you by Monday.", "The store must refund you by Monday"),
        ("The courier says lids are paid by them.", "The courier says lids are paid by them"),
    ],
)
def test_what_leaves_it_with_the_customer_pushes(read, text, quote):
    assert pushed_away(read(text, SAID)) == quote


@pytest.mark.parametrize(
    "text",
    [
        "The driver has your kettle.",
        "I can see that they have two lids.",
        "The store is open until nine.",
        "You'll get a new lid on Friday.",
        "You should see the lid in the box.",
        "You can find it under Lids.",
        "You can check it under Lids.",
        "Sorry the courier dropped it.",
        "The driver will be with you by 6 pm.",
        "The hotel gets your lid by Monday.",
        "Your bank will show it by the end of the week.",
        "You don't have to call the courier.",
        "You no longer need to ask the store.",
        "You need not contact the maker.",
        "No need to call the courier.",
        "All you have to do is open the lid.",
        "You can keep the lid, the manufacturer must pay.",
        "You can fetch it from the store for free.",
        "When do you need to go back?",
        "Do you need to pay anything today?",
        "Did you have to call a plumber?",
        "Will you need to go to work tomorrow?",
        "Don't you have to call the hotel today?",
        "Would you want to check the colour first?",
        "let me see when do you need to go back",
        "is it ulm you want to get to",
        "You can call us if you have any further questions.",
    ],
)
def test_who_merely_names_somebody_or_tells_what_comes_pushes_nobody(read, text):
    assert pushed_away(read(text, SAID)) is None


def test_a_permission_pushes_only_in_a_reply_that_deflects(read):
    may, must = read("You can call me on Friday.", SAID), read("You have to call on Friday.", SAID)
    assert pushed_away(may)
    assert pushed_away(may, is_deflected=False) is None
    assert pushed_away(must, is_deflected=False)


def test_to_play_a_trouble_down_spares_nothing(read):
    (clause,) = read("No need to be upset.", SAID).clauses
    assert not leaves_nothing(read("No need to be upset.", SAID), clause)
    assert leaves_nothing(read("No need to call him.", SAID), clause)


def test_what_gives_or_spares_shows_no_push(read, analyzer):
    text = "You won't have to contact the courier, we did that."
    assert flag_evidence((Flag.DEFLECTION, Flag.HAND_OFF), read(text, SAID), ()) == ()
    a = analyzer.analyze("No need to send it back, you can hang on to it.", customer_text="My parcel came broken")
    assert not any(e.cue == "flag.deflection" for e in a.flag_evidence)


def test_what_is_asked_is_no_deflection(read):
    assert flag_evidence((Flag.DEFLECTION,), read("When do you need to go back?", SAID), ()) == ()
    assert flag_evidence((Flag.DEFLECTION,), read("You need to go back to the shop.", SAID), ())


def test_what_the_customer_has_to_do_anyway_is_no_push(read):
    said = "The film is empty. I have to phone the couple tomorrow."
    text = "So the film is empty, and you have to phone the couple tomorrow. Which film was it?"
    assert pushed_away(read(text, said)) is None
    assert pushed_away(read(text, "The film is empty."))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You can keep the phone.", True),
        ("There is no charge.", True),
        ("You can keep checking the website.", False),
        ("You can stay on hold.", False),
        ("There is no charge on file and you have to contact your bank.", False),
    ],
)
def test_what_keeps_the_customer_waiting_gives_nothing(read, text, expected):
    reading = read(text, SAID)
    assert leaves_nothing(reading, reading.clauses[-1]) is expected
