"""Quotations: words of the customer that read as something said, and words cut to a length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authentica.explain.quotes import felt_quote, matter_quote, quoted

SAID = [
    ("@NorthAir still not boarding", "still not boarding"),
    ("And that's not my signature", "that's not my signature"),
    ("Still no parcel after 5 weeks.", "Still no parcel after 5 weeks"),
    ("I ordered a fridge in May. It arrived broken, and nobody answers my mails.", "nobody answers my mails"),
    ("the deposit of 900 is blocked since three weeks, I need it", "the deposit of 900 is blocked since three weeks"),
    (
        "Your plumber lost our spare key but he says the lodger upstairs never rang him",
        "Your plumber lost our spare key",
    ),
    ("The vase outlived two floods. It did not survive you. I am sad.", "It did not survive you"),
    (
        "Chose the blue tiles weeks ago and now your fitter unpacks green ones that nobody here ordered",
        "Chose the blue tiles weeks ago",
    ),
    ("flight cancelled 😤 and nobody tells us", "nobody tells us"),
    ("It won't open", "It won't open"),
    ("they sent broken things to go in cat's bed by mail some days ago for me", "they sent broken things to go"),
    ("I tell you that today in the rain my cat's new bed came very broken", "cat's new bed came very broken"),
    ("The {name} is broken", "The {name} is broken"),
]


@pytest.mark.parametrize(("said", "quote"), SAID)
def test_quotes_begin_and_end_where_something_is_said(read, said, quote):
    found = felt_quote(read("ok", said).customer)
    assert found is not None
    assert found[0] == f"“{quote}”"
    assert found[1].startswith("customer.")


def test_nothing_wrong_nothing_quoted(read):
    customer = read("ok", "When do you open?").customer
    assert felt_quote(customer) is None
    assert matter_quote(customer) is None


def test_a_matter_is_no_feeling_and_no_loss(read):
    assert matter_quote(read("ok", "Furious.").customer) is None
    assert matter_quote(read("ok", "It was our wedding day.").customer) is None
    assert (
        matter_quote(read("ok", "It was our wedding day. The cake was late again.").customer)
        == "“The cake was late again”"
    )


def test_more_words_are_quoted_before_fewer(read):
    assert felt_quote(read("ok", "Ruined. The cake was late again.").customer)[0] == "“The cake was late again”"
    assert felt_quote(read("ok", "Ruined.").customer)[0] == "“Ruined”"
    assert matter_quote(read("ok", "Locked?").customer) is None


WORDS = [
    "I",
    "my",
    "parcel",
    "is",
    "not",
    "broken",
    "since",
    "5",
    "weeks",
    "@NorthAir",
    ",",
    ".",
    "don't",
    "wasn't",
    "cat's",
    '"',
    "(",
    "and",
]
WORDS += ["because", "😤", "the", "£20", "-", "&", "wedding", "no-show", "open"]


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_a_quote_is_the_customers_own_and_splits_no_word(read, words):
    said = " ".join(words)
    customer = read("ok", said).customer
    felt = felt_quote(customer)
    for quote in filter(None, (felt and felt[0], matter_quote(customer))):
        assert quote[1:-1] in said
        assert len(quote) <= 72
        assert set(quote[1:-1].split()) <= set(words)
        assert quote[1] not in ' ,.("&-'
        assert quote[-2] not in ' ,.("&-'


def test_long_words_are_cut_between_words():
    assert quoted("one two three", 9) == "“one two …”"
    assert quoted("one\n two -", 9) == "“one two”"
