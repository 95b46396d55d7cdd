"""Cleaning keeps every character's place, and no shape of text takes more than linear time."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from authentica.language.clean import LONGEST_RUN, readable
from authentica.language.tokens import blank_english

MEGABYTE = 1 << 20


@given(st.text(st.characters(), max_size=200), st.integers(0, 300))
def test_length_is_kept_and_characters_are_kept_or_blanked(text, longest):
    clean = readable(text, longest)
    assert len(clean) == min(len(text), longest)
    assert all(kept in (given_, " ") for kept, given_ in zip(clean, text, strict=False))


@given(st.text(st.characters(), max_size=200))
def test_it_is_idempotent_and_encodable(text):
    clean = readable(text, 1000)
    assert readable(clean, 1000) == clean
    clean.encode("utf-8")


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ud800", "\ufeff", "\u200b", "\u200e", "\u202e", "\u2066"],
)
def test_control_characters_become_spaces(character):
    assert readable(f"a{character}b", 10) == "a b"


@pytest.mark.parametrize("text", ["a\tb\nc\r\nd", "naïve café", "👩‍👩‍👧", "hello, world!", "\x85next"])
def test_what_people_write_is_kept(text):
    assert readable(text, 100) == text


def test_long_runs_are_cut():
    assert readable("a" * 1000, 10_000) == "a" * LONGEST_RUN + " " * (1000 - LONGEST_RUN)
    assert readable("!" * 100, 10_000) == "!" * 20 + " " * 80
    assert readable("é" * 1000 + " ok", 10_000).endswith(" ok")


SHAPES = {
    "one letter": "a",
    "punctuation": "!",
    "mixed punctuation": "!?.,;:-_()[]{}\"'",
    "brackets": "(",
    "apostrophes": "'",
    "dashes": "-",
    "blanks": " ",
    "newlines": "\n",
    "control": "\x00\x1b[31m",
    "surrogates": "\ud800",
    "emoji": "👩‍👩‍👧",
    "right to left": "\u202eمرحبا",
    "just below the run limit": "a" * (LONGEST_RUN - 1) + " ",
    "just below the punctuation limit": "!" * 19 + "a",
    "urls": "https://a.b/",
    "addresses": "a@b.",
    "underscores": "_",
    "numbers": "1,",
    "combining": "e\u0301",
    "words": "sorry ",
    "sentences": "We are sorry. ",
    "quoted lines": "> a\n",
    "rules": "-----\n",
    "headers": "From: a\n",
    "wrote": "On a wrote\n",
    "sign-offs": "Thanks,\n",
    "initials": " ^AB",
    "quotation marks": '"a ',
    "ellipsis": "…",
    "html": "<b>&gt;</b>",
    "tabs": "\t",
    "repeated echo": "not working again ",
}


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_megabyte_of_anything_is_cleaned_and_cut_into_tokens(shape):
    text = shape * (MEGABYTE // len(shape))
    clean = readable(text, 2 * MEGABYTE)
    assert len(clean) == len(text)
    blank_english().make_doc(clean[:100_000])


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_megabyte_of_anything_is_assessed(analyzer, shape):
    text = shape * (MEGABYTE // len(shape))
    a = analyzer.analyze(text, customer_text=text)
    assert a.text == text
    if a.scored:
        assert "truncated" in a.flags
        assert all(e.end <= 50_000 for d in a.dimensions for e in d.spans)
