"""What of a message is read, and what is somebody else's or nobody's."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from authentica.conversation.reader import MessageReader
from authentica.schema import Message


@pytest.fixture(scope="module")
def read():
    reader = MessageReader(50_000)
    return lambda text: reader.read(3, Message(text=text, message_id="m3"))


# (text, the sentences that are read, the facts in them)
MESSAGES = [
    ("Where is my parcel TK-4410? It is late.", ["Where is my parcel TK-4410?", "It is late."], ["tk-4410"]),
    (
        "Still nothing from you.\n\nOn Mon, 3 Mar 2025, Ana Ruiz <ana@example.com> wrote:\n> What is your order number?\n> It is TK-1.",
        ["Still nothing from you."],
        [],
    ),
    (
        "> When will it ship?\nTomorrow, by courier.\n> And the price?\n9 euros.",
        ["Tomorrow, by courier.", "9 euros."],
        [],
    ),
    (
        "The lamp LX-20 came broken and I would like another.\n\nKind regards,\nMira Kallas\n+44 555-0134\nmira@example.com",
        ["The lamp LX-20 came broken and I would like another.", "Kind regards,"],
        ["lx-20"],
    ),
    ("I have sent the form back to you.\n-- \nSent from my phone 555-0101", ["I have sent the form back to you."], []),
    # In a chat people thank first and ask then.
    ("ok\nthanks\nand where is parcel TK-77 now?", ["ok", "thanks", "and where is parcel TK-77 now?"], ["tk-77"]),
    ("> all of it is quoted\n> and nothing said", [], []),
    ("", [], []),
    ("\x00 \ud800 ???", [], []),
]


@pytest.mark.parametrize(("text", "sentences", "facts"), MESSAGES, ids=[repr(row[0][:24]) for row in MESSAGES])
def test_what_is_read(read, text, sentences, facts):
    reading = read(text)
    assert [reading.span(s.start, s.end).text.strip() for s in reading.sentences] == sentences
    assert [fact for fact, _ in reading.facts] == facts


# (sentence, whether it asks)
ASKING = [
    ("When does it open?", True),
    ("when does it open", True),
    ("um and can you help", True),
    ("so what is the price", True),
    ("It opens when it opens.", False),
    ("I wonder.", False),
    ("please wait", False),
]


@pytest.mark.parametrize(("text", "asks"), ASKING, ids=[row[0] for row in ASKING])
def test_questions_are_told_without_their_marks(read, text, asks):
    assert [s.question for s in read(text).sentences] == [asks]


LINES = st.lists(
    st.sampled_from(
        [
            "> quoted",
            "Thanks,",
            "Regards",
            "Ana",
            "-- ",
            "On 3 May Ana wrote:",
            "Where is it?",
            "TK-4410",
            "",
            "😀",
            "@ana",
            "From: a",
            "Sent: b",
        ]
    ),
    max_size=8,
).map("\n".join)


@given(LINES | st.text(max_size=60))
def test_every_place_is_one_of_the_original_text(read, text):
    reading = read(text)
    assert (
        len(reading.tokens.code) == len(reading.tokens.words) == len(reading.tokens.starts) == len(reading.tokens.ends)
    )
    for sentence in reading.sentences:
        span = reading.span(sentence.start, sentence.end)
        assert text[span.start : span.end] == span.text
    for _, token in reading.facts:
        assert 0 <= token < len(reading.tokens)
