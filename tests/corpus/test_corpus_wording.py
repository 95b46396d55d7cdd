"""Wordings: which words are slots, and which of these are names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from authentica.corpus.wording import SLOT, WordingReader, with_names


@pytest.mark.parametrize(
    ("text", "words", "named"),
    [
        ("", "", ""),
        ("Sure", "sure", "sure"),
        ("Ask Mary Ann Smith.", "ask _", "ask mary ann smith"),
        ("Your Kettle Pro 55 X2 is here", "your _ is here", "your kettle pro _ is here"),
        ("Hi kim, we met Bo on Monday 3 May.", "hi _ we met _ on _", "hi kim we met bo on _ may"),
        ("See https://example.com/A b@example.com @Kim {{Customer Name}} [NAME]", "see _", "see _"),
        ("No {{a b}} Ida {{c}} left", "no _ left", "no _ ida _ left"),
        ("It's THE end, O’Neil", "it's the end _", "it's the end o'neil"),
    ],
)
def test_names_are_told_from_other_slots(text, words, named):
    wording = WordingReader().read(text)
    assert " ".join(wording.words).replace(SLOT, "_") == words
    assert " ".join(with_names(wording)).replace(SLOT, "_") == named


@given(st.text(max_size=60) | st.lists(st.sampled_from(["Hi", "kim", "Ana", "7", "{{x y}}", ",", "."])).map(" ".join))
def test_with_names_differs_in_slots_alone(text):
    wording = WordingReader().read(text)
    named = with_names(wording)
    fixed = [word for word in wording.words if word != SLOT]
    rest = iter(named)
    assert all(word in rest for word in fixed)  # in this order
    assert (SLOT, SLOT) not in pairwise(named)
