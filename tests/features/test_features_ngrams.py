"""Word n-grams: distinct, of one length together, and named for training."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from authentica.features.ngrams import gram_of, wording, words_of_wording

WORDS = st.lists(st.sampled_from(["a", "b", "c", "42", "é"]), max_size=12)


def test_ngrams_by_name():
    found = wording(["so", "sorry", "ana"], 2).named("word:")
    assert list(found) == ["word:ana", "word:so", "word:so sorry", "word:sorry", "word:sorry ana"]


@pytest.mark.parametrize(("longest", "expected"), [(1, 3), (2, 5), (3, 6)])
def test_no_ngram_is_longer_than_asked(longest, expected):
    assert len(wording(["so", "sorry", "ana"], longest).grams) == expected


def test_marks_and_line_breaks_are_no_words():
    words = ("so", ",", "<newline>", "<number>", "<", "sorry", "!")
    assert words_of_wording(words) == ["so", "<number>", "sorry"]


@given(WORDS, st.integers(1, 3))
def test_ngrams_have_their_length_together_and_repetition_adds_nothing(words, longest):
    found = wording(words, longest)
    if words:
        assert math.sqrt(len(found.grams)) * found.value == pytest.approx(3.0)
    else:
        assert found == (set(), 0.0)
    assert wording(words[:1] * 9, 1) == wording(words[:1], 1)


@given(WORDS, st.integers(1, 3))
def test_names_lead_back_to_ngrams(words, longest):
    found = wording(words, longest)
    assert {gram_of(name.removeprefix("word:")) for name in found.named("word:")} == found.grams
