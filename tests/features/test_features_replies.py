"""What is measured of clauses, replies and the customer's text."""

from __future__ import annotations

import math
from functools import cache

import pytest
from hypothesis import given, strategies as st

from authentica.features.clauses import content_words
from authentica.features.encoder import load_encoder
from authentica.features.replies import measure

encoder = cache(load_encoder)


def measured(reading):
    return measure([reading], encoder())[0]


def clause_features(reading):
    return measured(reading).clause_rows()


def reply_features(reading):
    return measured(reading).reply


def customer_features(reading):
    measures = measured(reading)
    whole = measures.whole_row()
    return {name: value for name, value in whole.items() if name not in measures.reply}


def reply_wording(reading):
    return measured(reading).wording_row()


TEXTS = st.lists(
    st.sampled_from(
        ["I", "sorry", "refunded", "we'll", "parcel", ".", "?", "\n", "!", "Ana", "42", "😀", "don't", "by Friday"]
    ),
    max_size=25,
).map(" ".join)


def test_there_is_one_row_for_each_clause(read):
    reading = read("I'm sorry about the parcel. I've refunded it!\nIt is back by Friday.")
    assert len(clause_features(reading)) == len(reading.clauses) == 3


def test_cues_stand_in_their_clause(read):
    first, second = clause_features(read("I'm so sorry. I've refunded the parcel."))
    assert "cue:empathy.apology.bare" in first
    assert "cue:empathy.apology.bare" not in second
    assert "cue:ownership.act.done" in second
    assert "cue:ownership.act.done" not in first


def test_first_and_last_clauses_are_marked(read):
    rows = clause_features(read("One thing. Two things. Three things."))
    assert ["clause.first.flag" in row for row in rows] == [True, False, False]
    assert ["clause.last.flag" in row for row in rows] == [False, False, True]


def test_what_a_clause_throws_back_at_them_is_not_taken_up_and_the_reply_is_said_to_blame(read):
    said = "I clicked twice on the parcel button"
    plain = read("About the parcel button that you clicked twice.", said)
    blaming = read("It is your own fault that you clicked the parcel button twice.", said)
    assert "listening.taken_up.log" in clause_features(plain)[0]
    (row,) = clause_features(blaming)
    assert row["clause.blame.flag"] == 1.0
    assert "listening.taken_up.log" not in row
    assert reply_features(blaming)["blame.flag"] > 0
    assert "blame.flag" not in reply_features(plain)
    assert measured(blaming).places["blame.flag"] == 0


@pytest.mark.parametrize(
    ("text", "scope"), [("We have not refunded it.", "negation"), ("Hopefully we have refunded it.", "hedge")]
)
def test_scope_qualifies_a_cue(read, text, scope):
    (row,) = clause_features(read(text))
    assert any(name.endswith(f"~{scope}") for name in row), row
    (plain,) = clause_features(read("We have refunded it."))
    assert not any(name.endswith(f"~{scope}") for name in plain)


def test_what_is_taken_up_from_the_customer(read):
    said = "My fridge leaks on the parquet floor."
    (with_words,) = clause_features(read("A leaking fridge on parquet is a nuisance.", said))
    (without,) = clause_features(read("We value your custom a lot.", said))
    assert with_words["listening.taken_up.log"] > 0
    assert "listening.taken_up.log" not in without
    assert "listening.taken_up.log" not in clause_features(read("A leaking fridge on parquet.", ""))[0]


def test_trouble_of_the_customer_qualifies_a_cue(read):
    (row,) = clause_features(read("I am so sorry.", "My parcel is missing."))
    assert any(name.endswith("~trouble") for name in row)
    (row,) = clause_features(read("I am so sorry.", "When do you open?"))
    assert not any(name.endswith("~trouble") for name in row)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You people never answer my calls. I hear you.", "you people never answer my calls"),
        ('You wrote "we will refund you today". I hear you.', ""),
        ("You wrote “I am so sorry, it was our mistake”. I hear you.", ""),
    ],
    ids=["echoed", "quoted", "quoted with curly marks"],
)
def test_somebody_elses_words_are_not_read_as_the_agents(read, text, said):
    reading = read(text, said)
    assert [reading.tokens.quote(start, end) for start, end in reading.clauses][-1].startswith("I hear you")
    words = {name for row in clause_features(reading) for name in row}
    for borrowed in ("word:refund you", "word:calls", "word:our mistake"):
        assert borrowed not in words
    families = {match.cue.split(".")[0] for match in reading.cues if match.start in reading.borrowed}
    assert families == set()


@pytest.mark.parametrize(
    "text",
    ['You wrote: "the lid is broken again". I hear you.', "I see that you wrote: the lid is broken again. I hear you."],
)
def test_what_introduces_somebody_elses_words_is_no_clause(read, text):
    reading = read(text, "the lid is broken again")
    assert "You wrote" not in " ".join(reading.tokens.quote(*clause) for clause in reading.clauses)
    assert [reading.tokens.quote(*clause) for clause in reading.clauses][-1].endswith("I hear you.")


def test_the_encoder_sees_no_names_and_no_quoted_words(read):
    def encoded(text):
        return [clause.encoded for clause in measured(read(text)).clauses]

    assert encoded("The driver asked Olga in Lisbon for it.") == encoded("The driver asked Wei in Leeds for it.")
    assert encoded("The driver asked Olga for it.") != encoded("The driver begged Olga for it.")
    assert encoded('As you say, "it is late", we are late too.') == encoded(
        'As you say, "no one came", we are late too.'
    )
    assert len(encoded('"It is late"')) == 1


def test_features_of_whole_replies_need_no_encoder(read):
    reading = read("I'm sorry about the parcel. I've refunded it!", "Where is it?")
    (without,) = measure([reading], encoder=None)
    assert without.whole_row() | without.wording_row() == measured(reading).whole_row() | reply_wording(reading)
    with pytest.raises(ValueError, match="zip"):
        without.clause_rows()


def test_a_reply_that_is_only_an_echo_is_still_read(read):
    assert read("My parcel never came at all", "my parcel never came at all").clauses


def test_form_of_a_reply(read):
    row = reply_features(read("Ok?"))
    assert {"form.short.flag", "form.brief.flag", "form.question.flag"} <= set(row)
    row = reply_features(
        read("I have refunded 12 euros to Ana today! See https://example.com 😀 and write back whenever you want to.")
    )
    assert {"form.exclamation.flag", "form.numbers.log", "form.links.log"} <= set(row)
    assert "form.short.flag" not in row


@pytest.mark.parametrize(
    ("said", "name", "present"),
    [
        ("", "customer.absent.flag", True),
        ("Help.", "customer.absent.flag", False),
        ("Help.", "customer.short.flag", True),
        ("WHY IS MY CARD BLOCKED AGAIN", "customer.shouting.flag", True),
        ("Why is my card blocked again", "customer.shouting.flag", False),
        ("My parcel is missing.", "cue:customer.trouble", True),
        ("Lovely day.", "cue:customer.trouble", False),
        ("Where is it?", "customer.question.flag", True),
    ],
)
def test_form_of_the_customers_text(read, said, name, present):
    assert (name in customer_features(read("ok", said))) is present


def test_wording_is_of_the_reply_alone(read):
    names = reply_wording(read("I have refunded it.", "Where is my money?"))
    assert all(name.startswith("reply:") for name in names)
    assert not any("money" in name for name in names)
    assert reply_wording(read("")) == {}


def test_content_words():
    assert content_words(("the", "parcel", "with", "ana", "12345", "please", "leaks")) == ["parcel", "leaks"]


@given(TEXTS, TEXTS)
def test_features_are_finite_named_and_deterministic(read, text, said):
    reading = read(text, said)
    for find in (clause_features, reply_features, customer_features, reply_wording):
        found = find(reading)
        assert found == find(reading)
        for row in found if isinstance(found, list) else [found]:
            for name, value in row.items():
                assert ":" in name or name.count(".") == 2, name
                assert math.isfinite(value)


@given(TEXTS, TEXTS)
def test_the_customers_text_does_not_reach_a_replys_wording(read, text, said):
    reading = read(text, said)
    used = {word for name in reply_wording(reading) for word in name.removeprefix("reply:").split()}
    assert used <= set(reading.tokens.words)
