"""Quotations: words of the customer that read as something said, and words cut to a length."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from authentica.explain.quotes import CustomerQuotes, quoted, single_marks
from authentica.language.told import Told, told_words, troubles

SAID = [
    ("@NorthAir still not boarding", "still not boarding"),
    ("And that's not my handwriting", "that's not my handwriting"),
    ("Still no parcel after 5 weeks.", "Still no parcel after 5 weeks"),
    ("I ordered a fridge in May. It arrived broken, and nobody answers my mails.", "It arrived broken"),
    ("the deposit of 900 is blocked since three weeks, I need it", "the deposit of 900 is blocked since three weeks"),
    (
        "Your plumber lost our spare key but he says the lodger upstairs never rang him",
        "Your plumber lost our spare key",
    ),
    (
        "I'm writing from the shed because there's no heating in any room of the house or the flat",
        "there's no heating in any room of the house or the flat",
    ),
    (
        "we took the early boat to the island but the ferry desk was shut and we can't get our car back to the mainland",
        "we can't get our car back to the mainland",
    ),
    (
        "hung up on me 6 times while I stood in the snow at a phone box with my gloves off and no coins",
        "hung up on me 6 times",
    ),
    ("because the lid is broken", "the lid is broken"),
    ('it just says "update failed"', "it just says ‘update failed’"),
    ('the app says "no slots" and then it crashes', "the app says ‘no slots’ and then it crashes"),
    ("it is stuck at 3%", "it is stuck at 3%"),
    ("The vase outlived two floods. It did not survive you. I am sad.", "It did not survive you"),
    (
        "Chose the blue tiles weeks ago and now your fitter unpacks green ones that nobody here ordered",
        "Chose the blue tiles weeks ago",
    ),
    ("flight cancelled 😤 and nobody tells us", "nobody tells us"),
    ("It won't open", "It won't open"),
    (
        "they sent broken things to go in cat's bed by mail some days ago for me",
        "they sent broken things to go in cat's bed by mail some days ago for me",
    ),
    (
        "I tell you that today in the rain and in the wind and on my mat in front of the door of my house my cat's new bed came very broken for me by your van",
        "cat's new bed came very broken for me by your van",
    ),
    (
        "they sent broken things to go in my old cat's bed by mail some days ago for me with no word of what to do about them or whom to ask",
        "they sent broken things to go …",
    ),
    ("The {name} is broken", "The {name} is broken"),
    (
        "The van did not come to us on Monday, again. I stood in the rain.",
        "The van did not come to us on Monday, again",
    ),
    ("Late, again.", "Late, again"),
    ("Again, your van drove by.", "Again, your van drove by"),
    # A denial is a matter of its own, unless it is one of an answer, and so are a few words that follow.
    ("Nothing heard yet, no panic.", "Nothing heard yet"),
    ("two kids, no trail, just dust", "two kids"),
    ("The vase came, but broken.", "broken"),
    ("Still waiting, I know.", "Still waiting"),
    ("Still waiting, the box is blue.", "Still waiting, the box is blue"),
    ("Mailed once, no reply.", "Mailed once, no reply"),
]


def test_a_denial_is_not_told_by_its_neighbours(read):
    said = "Nothing heard yet, no panic, I have a second one."
    assert CustomerQuotes(read("ok", said).customer).matter == "“Nothing heard yet”"


@pytest.mark.parametrize(("said", "quote"), SAID)
def test_quotes_begin_and_end_where_something_is_said(read, said, quote):
    found = CustomerQuotes(read("ok", said).customer).felt
    assert found is not None
    assert found[0] == f"“{quote}”"


def test_nothing_wrong_nothing_quoted(read):
    customer = read("ok", "When do you open?").customer
    assert CustomerQuotes(customer).felt is None
    assert CustomerQuotes(customer).matter is None


@pytest.mark.parametrize("said", ["Again!", "The van drove by. Twice."])
def test_that_it_goes_on_is_nothing_by_itself(read, said):
    assert CustomerQuotes(read("ok", said).customer).felt is None


def test_two_ends_are_quoted_both_or_neither():
    text = "our van comes to your door between nine and eleven"
    assert quoted(text, 45) == quoted(text, 41) == "“our van comes to your door …”"
    assert quoted(text, 60) == f"“{text}”"


def test_a_matter_is_no_feeling_and_no_loss(read):
    assert CustomerQuotes(read("ok", "Furious.").customer).matter is None
    assert CustomerQuotes(read("ok", "She is dead and you write to her.").customer).matter is None
    assert CustomerQuotes(read("ok", "It was our wedding day.").customer).matter is None
    assert (
        CustomerQuotes(read("ok", "It was our wedding day. The cake was late again.").customer).matter
        == "“The cake was late again”"
    )


def test_more_words_are_quoted_before_fewer(read):
    assert (
        CustomerQuotes(read("ok", "Ruined. The cake was late again.").customer).felt[0] == "“The cake was late again”"
    )
    assert CustomerQuotes(read("ok", "Ruined.").customer).felt[0] == "“Ruined”"
    assert CustomerQuotes(read("ok", "Locked?").customer).matter is None


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
    felt = CustomerQuotes(customer).felt
    for quote in filter(None, (felt and felt[0], CustomerQuotes(customer).matter)):
        assert len(quote) <= 104
        quote = quote[1:-1].removesuffix(" …")
        assert quote.count("‘") == quote.count("’")
        quote = quote.replace("‘", '"').replace("’", '"')
        assert quote in said
        assert set(quote.split()) <= set(words)
        assert quote[0] not in " ,.(&-"
        assert quote[-1] not in " ,.(&-"


def told(read, said):
    found = CustomerQuotes(read("ok", said).customer).felt
    return found and found[1]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("You lost my key.", Told.LOSS),
        ("My money is gone.", Told.LOSS),
        ("You charged me for two.", Told.LOSS),
        ("I keep being charged for two.", Told.LOSS),
        ("She is dead, stop writing.", Told.LOSS),
        ("The lift is stuck. My mother is in it.", Told.STAKE),
        ("My rent is due and your site is broken.", Told.STAKE),
        ("My aunt is in hospital.", Told.STAKE),
        ("My aunt passed away.", Told.LOSS),
        ("I am worried sick about it.", Told.DISTRESS),
        ("The ring came late and I am in tears.", Told.DISTRESS),
        ("It happened again.", Told.WAIT),
        ("still no answer from you", Told.WAIT),
        ("This is the third visit.", Told.WAIT),
        ("We have been waiting three weeks.", Told.WAIT),
        ("I ordered it two months ago, nothing.", Told.WAIT),
        ("It keeps ringing.", Told.WAIT),
        ("I wrote to you twice.", Told.WAIT),
        ("No word from you yet.", Told.WAIT),
        ("It leaks since Monday.", Told.WAIT),
        ("I tried the other door.", Told.TRIED),
        ("The lid is broken.", Told.TROUBLE),
        ("The battery is dead.", Told.TROUBLE),
        ("The site went down.", Told.TROUBLE),
        ("I was told to come in.", Told.SAID),
        ("I am sick of it, what a shambles.", Told.ANGER),
        ("Our lids do not fit since Monday's update.", Told.TROUBLE),
        ("My lamp keeps humming, I tried the other plug.", Told.TRIED),
        ("My son got food poisoning from your pie.", Told.DISTRESS),
        ("The tent leaked on my son.", Told.STAKE),
        ("There is mould on the lid.", Told.TROUBLE),
    ],
)
def test_a_cue_tells_what_the_words_beside_it_make_of_it(read, said, kind):
    assert told(read, said) is kind


@pytest.mark.parametrize(
    "said",
    [
        "It is my birthday on Friday, do you have a cake?",
        "Is it worth the money?",
        "How do I see if it is fully charged?",
        "A 24 months contract, please.",
        "I have a visit in two weeks.",
        "You have been fine for months.",
        "It works since 5.2, lovely.",
        "Since you ask, the blue one.",
        "I took two already.",
        "Turn it on twice a day.",
        "Is the sale still on?",
        "Which are your opening times?",
        "I mean the third floor.",
        "May I keep my number?",
        "I would like another one.",
        "No rush, no problem.",
        "Shall I turn it down?",
        "I walked down to see you.",
        "Where do I find my late husband's bill?",
        "I am eagerly waiting for the launch.",
        "Nothing is broken, may I have a second one?",
        "The lamp isn't broken.",
        "How much is the rent on the loft?",
        "My wife wants to change her seat.",
        "Is the pool open to kids?",
    ],
)
def test_a_word_for_trouble_tells_of_none_among_harmless_ones(read, said):
    assert told(read, said) is None
    assert CustomerQuotes(read("ok", said).customer).matter is None


def test_an_occasion_is_felt_beside_a_trouble(read):
    assert told(read, "It is our wedding day.") is None
    assert told(read, "It is our wedding day. The cake is missing.") is Told.STAKE


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("Stop writing to my husband, we parted. I am scared of him now.", "I am scared of him now"),
        ("It is for my dad's birthday. My dad is now in hospital. It came late.", "My dad is now in hospital"),
        ("Her holder card is here, my gran, died last week.", "my gran, died last week"),
        ("Hello, my gran, holder of card 77, died last week.", "my gran, holder of card 77, died last week"),
        ("We had five outages this week.", "We had five outages this week"),
    ],
)
def test_the_gravest_words_are_quoted_and_of_whom(read, said, quote):
    assert CustomerQuotes(read("ok", said).customer).felt[0] == f"“{quote}”"


def test_words_that_no_cue_knows_are_quoted_but_change_no_need(read):
    customer = read("ok", "There is mould on the lid.").customer
    assert [t.told for t in told_words(customer)] == [Told.TROUBLE]
    assert troubles(customer) == []


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ('"lid lost"', "lid lost"),
        ("“lid lost”", "lid lost"),
        ("«lid lost»", "lid lost"),
        ('it says "lid lost" twice', "it says ‘lid lost’ twice"),
        ("it says “lid lost”", "it says ‘lid lost’"),
        ('"lid" and "pot"', "‘lid’ and ‘pot’"),
        ('lost" was our mistake', "lost was our mistake"),
        ('it says "lost', "it says lost"),
        ('my 27" lid and the 32"', 'my 27" lid and the 32"'),
        ('it says "error 9" now', "it says ‘error 9’ now"),
        ("it's 'lost'", "it's 'lost'"),
        ('"', '"'),
        ("", ""),
    ],
)
def test_marks_within_a_quotation_are_single_and_in_pairs(words, shown):
    assert single_marks(words) == shown
    assert quoted(words, 90) == f"“{shown}”"


def test_a_greeting_opens_no_quotation(read):
    assert CustomerQuotes(read("ok", "Hi my lid is broken").customer).felt[0] == "“my lid is broken”"


def test_a_cut_does_not_end_on_what_leads_over():
    assert quoted("we ship it all for the", 20) == "“we ship it all …”"


def test_long_words_are_cut_between_words():
    assert quoted("one two three", 9) == "“one two …”"
    assert quoted("one\n two -", 9) == "“one two”"
