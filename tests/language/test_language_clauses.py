"""Clauses: where a reply is cut, with and without punctuation."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from authentica.language.clauses import Clause, clause_of, split_clauses
from authentica.language.clean import readable


def clauses_of(tokenize, text):
    tokens = tokenize(text)
    return [" ".join(tokens.quote(start, end).split()) for start, end in split_clauses(tokens)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("!!! ... ,,,", []),
        ("\n\n \n", []),
        ("ok", ["ok"]),
        ("One two. Three four!", ["One two.", "Three four!"]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("First line\nsecond line", ["First line", "second line"]),
        ("Two things: the card; the app", ["Two things:", "the card;", "the app"]),
        ("I have cancelled the order and we will refund it.", ["I have cancelled the order", "and we will refund it."]),
        ("Bread and butter and jam.", ["Bread and butter and jam."]),
        ("I am sorry about the delay, we are on it.", ["I am sorry about the delay,", "we are on it."]),
        ("Thanks, Ana.", ["Thanks, Ana."]),
        ("😀", []),
        ("See you Friday. 😀", ["See you Friday."]),
        ("https://example.com", ["https://example.com"]),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_where_a_reply_is_cut(tokenize, text, expected):
    assert clauses_of(tokenize, text) == expected


def test_speech_without_punctuation_is_cut_before_subjects(tokenize):
    text = (
        "okay so what happened here is that the card was blocked on our side last night i have unblocked it for you now"
    )
    clauses = clauses_of(tokenize, text)
    assert len(clauses) >= 2
    assert clauses[-1].startswith("i have unblocked")


def test_nothing_depends_on_punctuation(tokenize):
    tokens = tokenize("word " * 1000)
    assert max(end - start for start, end in split_clauses(tokens)) <= 60


@given(st.text(max_size=120))
def test_clauses_are_in_order_and_do_not_overlap(tokenize, text):
    tokens = tokenize(readable(text, 1000))
    clauses = split_clauses(tokens)
    end = 0
    for clause in clauses:
        assert end <= clause.start < clause.end <= len(tokens)
        end = clause.end
    for token in range(len(tokens)):
        holders = [n for n, c in enumerate(clauses) if c.start <= token < c.end]
        assert [clause_of(token, clauses)] == (holders or [None])


def test_a_token_before_between_or_after_clauses_is_in_none():
    clauses = (Clause(2, 4), Clause(6, 7))
    assert [clause_of(t, clauses) for t in range(9)] == [None, None, 0, 0, None, None, 1, None, None]
    assert clause_of(0, ()) is None
