"""Evidence is as short as still carries the rating."""

from itertools import pairwise

import pytest

from authentica.explain.spans import end_of_act, said_in, trim_span


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("and I have refunded it!!! 😀", "I have refunded it"),
        # A name or a word that a comma sets apart is no evidence.
        ("we refunded the second charge, Michael.", "we refunded the second charge"),
        ("Yes, the depot has your parcel!", "the depot has your parcel"),
        ("Oh no, Ana, your bag missed the boat", "Ana, your bag missed the boat"),
        ("I have refunded it, and the driver was told", "I have refunded it, and the driver was told"),
        ("Sorry, Ana", "Sorry, Ana"),
        ("Dear Ms Young, KL-22 is approved", "KL-22 is approved"),
        ("Dear valued customer, kindly shake the lamp", "kindly shake the lamp"),
        (
            "Dear Mrs Tan, the lamp lies with the potter, who has it until May",
            "the lamp lies with the potter, who has it until May",
        ),
        # An outcry is kept whole, and a conjunction goes whole.
        ("Oh no!", "Oh no"),
        ("Oh dear.", "Oh dear"),
        ("Oh, the vase", "the vase"),
        ("so that we can mend the vase", "we can mend the vase"),
        ("and so that our potter sees it", "our potter sees it"),
        ("so that's settled", "that's settled"),
        ("so that", "that"),
        # Quotation marks stay in pairs.
        ('"See you soon", to a widow', '"See you soon", to a widow'),
        ('it says "all done".', 'it says "all done"'),
        ('" and that was it', "that was it"),
        ('that was it"', "that was it"),
        # A span keeps what belongs to its edges, and ends on no word that leads on.
        ("$41.30 goes to you.", "$41.30 goes to you"),
        ("And £20 is yours", "£20 is yours"),
        ("I have cut it by 50%.", "I have cut it by 50%"),
        ("it costs 20 €!", "it costs 20 €"),
        ("I paid for both (the lid too).", "I paid for both (the lid too)"),
        ("(the lid is lost)", "the lid is lost"),
        ("done :)", "done"),
        ("$$$ nice", "nice"),
        ("Kindly write to https://lids.example", "Kindly write to https://lids.example"),
        ("The form is here https://lids.example", "The form is here"),
        ("we call you as soon as", "we call you"),
        ("the lid is lost (yes", "the lid is lost"),
        ("It is for A N A", "It is for A N A"),
        ("Hi Ana, can do, for two lids a week", "can do, for two lids a week"),
        ("we look at the lid and", "we look at the lid"),
        # A word said twice is no aside.
        ("I really, really am sorry", "I really, really am sorry"),
        ("Very, very sorry about it", "Very, very sorry about it"),
    ],
)
def test_a_span_is_trimmed_to_what_carries_the_rating(read, text, kept):
    reading = read(text)
    assert reading.tokens.quote(*trim_span(reading, 0, len(reading.tokens))) == kept


@pytest.mark.parametrize(
    "text", ["Sorry, the lid is on its way", "That is a pity, sorry", "Our apologies, the lid fell off"]
)
def test_a_sorry_that_a_comma_sets_apart_is_kept_where_it_counts(read, text):
    reading = read(text + ".")
    kept = [reading.tokens.quote(*trim_span(reading, 0, len(reading.tokens), with_sorry=w)) for w in (True, False)]
    assert kept[0] == text != kept[1]


def test_an_apology_is_shown_with_its_sorry(analyzer):
    a = analyzer.analyze("Sorry, map's lagging.", customer_text="No water since six, your map says all fine!")
    assert a["empathy"].spans[0].text == "Sorry, map's lagging"
    a = analyzer.analyze(
        "Apologies, the line is not so good. Is that yes to the booking?", customer_text="I have said yes twice now."
    )
    assert [e.text for e in a.flag_evidence if e.cue == "flag.hollow_apology"] == ["Apologies, the line is not so good"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Our crew will check the valve as soon as possible", "Our crew will check the valve"),
        ("I will ring the shop, they open at nine", "I will ring the shop"),
        ("we can help with any issue you have", "we can help"),
        ('I have written "blue, if you like" on the box', 'I have written "blue, if you like" on the box'),
        ("I have paid it back (the lamp, the lid) today", "I have paid it back (the lamp, the lid) today"),
        ("Our van collects the lamp between 1", "Our van collects the lamp"),
        ("I have asked Oslo for the file", "I have asked Oslo for the file"),
        ("We asap call", "We asap call"),
        ("I will call you and, if need be, the shop", "I will call you"),
        ("We mend the lid or as soon as we can the lamp", "We mend the lid"),
    ],
)
def test_an_act_ends_where_its_time_or_occasion_begins(read, text, kept):
    reading = read(text)
    first, last = trim_span(reading, 0, len(reading.tokens))
    assert reading.tokens.quote(first, end_of_act(reading, first, last)) == kept


@pytest.mark.parametrize(
    "text", ["!!!", "$", "$5", "%", "the", "and the", "...", "and", ",", "- - -", "Hi Ana,", "https://example.com"]
)
def test_trimming_never_leaves_nothing(read, text):
    reading = read(text)
    for start in range(len(reading.tokens)):
        for end in range(start + 1, len(reading.tokens) + 1):
            first, last = trim_span(reading, start, end)
            assert start <= first < last <= end


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "thank you for calling the lamp shop my name is sol and the line is bad how can i help you",
            ["thank you for calling the lamp shop my name is sol and the line is bad", "how can i help you"],
        ),
        (
            "so your lamp goes out with our red van to your door in Elm Street between nine and eleven on Monday",
            ["your lamp goes out with our red van to your door in Elm Street between nine and eleven", "on Monday"],
        ),
        (
            "your lamp is with the van that leaves our yard for the north each day between 9am and 1pm on Monday",
            ["your lamp is with the van that leaves our yard for the north each day between 9am and 1pm", "on Monday"],
        ),
        (
            "your lamp will be brought to your door in Elm Street by our own van between nine and I ring first",
            ["your lamp will be brought to your door in Elm Street by our own van between nine", "I ring first"],
        ),
        (
            "please wait by the door in Elm Street where our own red van stops each day until I ring you",
            ["please wait by the door in Elm Street where our own red van stops each day", "until I ring you"],
        ),
        ("I asked how. I will ring.", ["I asked how", "I will ring"]),
        (
            "your lamp is with our van that leaves the yard in Elm Street for you today as soon as I hear I will ring you",
            [
                "your lamp is with our van that leaves the yard in Elm Street for you today",
                "as soon as I hear I will ring you",
            ],
        ),
    ],
)
def test_what_is_said_in_one_go_is_shown_together(read, text, shown):
    """Clauses without marks are cut after so many words; what is quoted of them parts where the words do, and never overlaps."""
    reading = read(text)
    found = [trim_span(reading, *said_in(reading, clause)) for clause in range(len(reading.clauses))]
    assert [reading.tokens.quote(*span) for span in found] == shown
    assert all(one[1] <= two[0] for one, two in pairwise(found))
