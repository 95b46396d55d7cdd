"""Promises: tables of sentences, family by family, spans, and whose words count."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from authentica.commitments import CommitmentFinder, find_commitments
from authentica.commitments.promises import _HEADS
from authentica.errors import InputError
from authentica.schema import Actor, Commitment, DeadlineKind, Message, Reply

TABLE = Path(__file__).resolve().parent.parent / "data" / "promises.tsv"
with TABLE.open(encoding="utf-8", newline="") as _lines:
    SENTENCES = list(csv.DictReader(_lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def finder():
    return CommitmentFinder()


def test_no_word_is_read_in_two_ways():
    words = [word for _, words in _HEADS for word in words.split()]
    assert len(words) == len(set(words)) > 100


@pytest.mark.parametrize("row", SENTENCES, ids=[row["text"] for row in SENTENCES])
def test_every_sentence_is_read_as_the_table_says(finder, row):
    found = finder.find(row["text"])
    if row["actor"] == "none":
        assert [c.quote.text for c in found] == []
        return
    (commitment,) = found
    assert commitment.actor is Actor(row["actor"])
    assert commitment.deadline.kind is DeadlineKind(row["deadline"])
    assert (commitment.hedge.text if commitment.hedge else "") == row["hedge"]
    assert (commitment.condition.text if commitment.condition else "") == row["condition"]


def test_the_tables_have_every_family_with_and_without_a_promise():
    families = {row["family"] for row in SENTENCES}
    assert families == {"future", "let me", "under way", "outlook", "estimate", "condition"}
    assert len(SENTENCES) >= 300
    for family in families:
        assert len({row["actor"] == "none" for row in SENTENCES if row["family"] == family}) == 2


# (reply, the exact words of each commitment)
SPANS = [
    ("Hi Ana, sorry about that! I'll call you tomorrow, and thanks for waiting.", ["I'll call you tomorrow"]),
    ("We’ll refund you within 3 days 😀", ["We’ll refund you within 3 days"]),
    ("I'll call the depot and let you know by noon.", ["I'll call the depot and let you know by noon"]),
    ("I'll check the stock. Our team will ring you on Monday.", ["I'll check the stock", "Our team will ring you on Monday"]),
    ("If it fails again, our engineers will patch it.", ["our engineers will patch it"]),
    ("We'll send it once the form is in.", ["We'll send it"]),
    ("WE'LL REFUND YOU TODAY!!!", ["WE'LL REFUND YOU TODAY"]),
    ("well we'll call you", ["we'll call you"]),
    ("Mrs Okoye will give you a ring on Monday.", ["Mrs Okoye will give you a ring on Monday"]),
    ("Dr. Lee will call you tomorrow.", ["Dr. Lee will call you tomorrow"]),
    ("I'll have a colleague ring you at 5.", ["I'll have a colleague ring you at 5"]),
    ("We'll have a team on site.", []),
    ("It should land at 8 p.m. We're working on your seat.", ["It should land at 8 p.m.", "We're working on your seat"]),
    ("We're working on it and the ETD is 9:15pm.", ["We're working on it", "the ETD is 9:15pm"]),
    ("We have your form and will call you today.", ["will call you today"]),
    ("The coach has gone and should be arriving shortly.", ["should be arriving shortly"]),
    ("so what i'm gonna do is i'm gonna drop the postage for you", ["i'm gonna drop the postage for you"]),
    (
        "okay thank you for holding there i can see the postage on it now so what i'm gonna do is i'm gonna drop it for you",
        ["i'm gonna drop it for you"],
    ),
    ("We'll credit you today and post a new card on Monday.", ["We'll credit you today", 'post a new card on Monday']),
    ("I'm checking with the bank this afternoon and will get back to you tomorrow.", ["I'm checking with the bank this afternoon", 'will get back to you tomorrow']),
    ('The engineer will visit on Monday and the line will be back by 5 pm.', ['The engineer will visit on Monday', 'the line will be back by 5 pm']),
    ('We will review the photos by Thursday and then refund you within 3 days.', ['We will review the photos by Thursday', 'refund you within 3 days']),
    ("I'll hand it to our claims desk, who will write to you by Friday.", ["I'll hand it to our claims desk", 'who will write to you by Friday']),
    ("I'll send the lamp today and the shade tomorrow.", ["I'll send the lamp today and the shade tomorrow"]),
    ('They will inspect the boiler on Tuesday.', ['They will inspect the boiler on Tuesday']),
    ('The kitchen will remake your meal within ten minutes.', ['The kitchen will remake your meal within ten minutes']),
    ('Mr Singh will examine your claim on Friday.', ['Mr Singh will examine your claim on Friday']),
    ('You will be receiving a text within 5 minutes.', ['You will be receiving a text within 5 minutes']),
    ('It ought to reach you within three days.', ['It ought to reach you within three days']),
    ('We expect your visa back on Wednesday.', ['We expect your visa back on Wednesday']),
    ('You can expect your refund within 5 working days.', ['You can expect your refund within 5 working days']),
    ('Let me revert back to you by tomorrow.', ['Let me revert back to you by tomorrow']),
    ('They will visit Paris next week.', []),
    ('They will charge you if you come after Friday.', []),
    ('We expect you to pay by Friday.', []),
    ('You can expect rain on Monday.', []),
    ("You'll be getting in 10 min early.", []),
    ('We have people who will find this thread.', []),
    ("I've passed it to our team, who will value it.", []),
    ("", []),
    ("   ", []),
    ("😀", []),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "expected"), SPANS, ids=[row[0] for row in SPANS])
def test_the_span_is_as_short_as_still_carries_the_commitment(finder, reply, expected):
    assert [c.quote.text for c in finder.find(reply)] == expected


@pytest.mark.parametrize(
    "reply",
    [
        "Thanks!\n\nOn Mon, 3 Mar 2025, Ana wrote:\n> You said you would.\n> We'll call you tomorrow.",
        "Thanks!\n> I'll call you tomorrow.",
        "All done, and the lamp is packed.\n\nKind regards,\nAna\nWe will call you tomorrow",
        "All done.\n-- \nWe'll reply within 24 hours",
        'The page said "we will call you tomorrow" and it was wrong.',
    ],
)
def test_quoted_text_and_signatures_promise_nothing(finder, reply):
    assert finder.find(reply) == ()


def test_what_the_customer_said_is_not_promised(finder):
    customer = "Your page said we will refund you within three days."
    reply = Message(text="You read: we will refund you within three days.")
    assert finder.find(Reply(message=reply, customer_text=customer)) == ()


@pytest.mark.parametrize(
    ("asked", "reply", "expected"),
    [
        ("Do you deliver to Malta?", "It takes 6-8 days by ship.", []),
        ("Do you deliver to Malta? When would I have it?", "It takes 6-8 days by ship.", ["It takes 6-8 days by ship"]),
        ("My crate left on Monday, do you know more?", "It takes 6-8 days by ship.", ["It takes 6-8 days by ship"]),
        ("How long is shipping?", "Shipping normally takes three days.", ["Shipping normally takes three days"]),
        ("Do you post parcels?", "Yes. Your parcel takes two days.", ["Your parcel takes two days"]),
        ("Could you ring me? Please do.", "I will.", []),
    ],
)  # fmt: skip
def test_what_holds_for_anybody_is_promised_only_where_the_customer_asks_when(finder, asked, reply, expected):
    found = finder.find(Reply(message=Message(text=reply), customer_text=asked))
    assert [c.quote.text for c in found] == expected


def test_a_message_lends_its_time_and_its_names(finder):
    message = Message(
        text="I'll call you by Friday.", message_id="m", author_id="a", created_at=datetime(2025, 3, 5, 10)
    )
    (found,) = finder.find(Reply(message=message, conversation_id="c", index=4))
    assert (found.message_id, found.author_id, found.conversation_id, found.message_index) == ("m", "a", "c", 4)
    assert found.deadline.latest == datetime(2025, 3, 8)
    assert found.action.text == "call you by Friday"
    assert found.topic == "contact"


def test_as_soon_as_it_arrives_is_a_vague_deadline_and_a_condition(finder):
    (found,) = finder.find("We'll update you as soon as it arrives.")
    assert found.deadline.kind is DeadlineKind.VAGUE
    assert found.condition.text == found.deadline.quote.text == "as soon as it arrives"


def test_a_reply_that_is_none_is_refused():
    with pytest.raises(InputError, match="cannot be read"):
        find_commitments(7)


@given(st.text(max_size=150))
def test_any_text_is_read_and_quoted_exactly(finder, text):
    for commitment in finder.find(text):
        assert Commitment.from_dict(commitment.to_dict()) == commitment


WORDS = """
    i we you our team will 'll not be do best to call refund it by Friday if once happy let me should see what , . ?
    have able
""".split()


@given(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join))
def test_any_order_of_its_own_words_is_quoted_exactly(finder, text):
    end = 0
    for commitment in finder.find(text):
        for quote in (commitment.quote, commitment.action, commitment.condition, commitment.hedge):
            if quote is not None:
                assert text[quote.start : quote.end] == quote.text
        assert commitment.quote.start >= end
        assert commitment.quote.end > commitment.quote.start
        end = commitment.quote.end


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize(
    "piece",
    ["I'll call you by 5pm. ", "we'll ", "do best ", "happy to ", "if ", "let me ", "will be ", "?", "\ud800", "\x00"],
)
def test_hostile_input_does_not_hang(finder, piece):
    text = (piece * 100_000)[:100_000]
    for commitment in finder.find(text):
        assert text[commitment.quote.start : commitment.quote.end] == commitment.quote.text


@pytest.mark.parametrize("row", SENTENCES[::4], ids=[row["text"] for row in SENTENCES[::4]])
def test_a_sentence_that_is_cut_off_anywhere_is_read(finder, row):
    words = row["text"].split()
    for end in range(len(words)):
        text = " ".join(words[:end])
        assert all(c.quote.text in text for c in finder.find(text))


@pytest.mark.parametrize(
    "text", ["We will be sure to", "I'll be able to.", "Sorry. We'll be sure to\n", "We'll be sure to :)"]
)
def test_a_promise_without_its_verb_is_none(analyzer, text):
    assert analyzer.analyze(text).commitments == ()
