"""Chunks: the tokens of a text are those that spaCy finds, however warm the tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authentica.language import chunks as chunks_module
from authentica.language.chunks import ChunkReader
from authentica.language.clean import readable
from authentica.language.tokens import Encoder

PIECES = ["I've", "can't", "refunded", "a.m.", "(see", "below)", "3-5", "days...", "@ana_b", "😀", "e-mail!", "C++", "it’s", "[NAME],",
          "https://example.com/x?y=1", "U.K.", "don't!!", "“so”", "é", "\u00a0", "\u2003", "\x85"]  # fmt: skip
BLANKS = [" ", "  ", "\n", " \n", "\n ", "\r\n\r\n", "\t", " \t \n"]
texts = st.lists(st.sampled_from(PIECES) | st.sampled_from(BLANKS) | st.text("abz,. \n'", max_size=5), max_size=25)


@pytest.fixture(scope="module")
def reader(lexicon):
    return ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants))


@given(texts.map("".join))
def test_tokens_are_those_of_the_whole_text(reader, tokenize, text):
    text = readable(text, 1000)
    assert reader.read(text) == tokenize(text)


@given(st.lists(texts.map(" ".join), max_size=5))
def test_what_was_read_before_changes_nothing(reader, lexicon, batch):
    for text in batch:
        fresh = ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants))
        fresh._nlp = reader._nlp
        assert fresh.read(readable(text, 1000)) == reader.read(readable(text, 1000))


def test_emoticons_side_by_side_stay_what_they_are(lexicon):
    one, other = (ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants)) for _ in range(2))
    alone = one.read(":(")
    assert one.read(":( (").words == other.read(":( (").words == (*alone.words, "(")


def test_the_original_is_kept(reader):
    assert reader.read("so  sorry", "so \x00sorry").text == "so \x00sorry"


@pytest.mark.parametrize("text", ["", " ", "\n", " \n\n "])
def test_blank_texts(reader, tokenize, text):
    assert reader.read(text) == tokenize(text)


def test_chunks_kept_are_bounded(lexicon, monkeypatch):
    monkeypatch.setattr(chunks_module, "_MOST_CHUNKS", 50)
    reader = ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants))
    for batch in range(20):
        text = " ".join(f"word{batch}x{n}" for n in range(30))
        assert len(reader.read(text)) == 30
        assert len(reader._chunks) <= 50


def test_characters_kept_are_bounded(lexicon, monkeypatch):
    monkeypatch.setattr(chunks_module, "_MOST_CHARS", 1_000)
    reader = ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants))
    for blanks in range(300, 320):
        text = "so" + " " * blanks + "sorry" + "\n" * blanks + "again"
        tokens = reader.read(text)
        assert [tokens.quote(at, at + 1).strip() for at in range(len(tokens))] == ["so", "sorry", "", "again"]
        assert sum(map(len, reader._chunks)) <= 1_000 + len(text)
