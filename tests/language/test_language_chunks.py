"""Chunks: the tokens of a text are those that spaCy finds, however warm the tables."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings, strategies as st

from authentica.language import chunks as chunks_module
from authentica.language.chunks import ChunkReader
from authentica.language.clean import readable
from authentica.language.tokens import Encoder, blank_english

PIECES = ["I've", "can't", "refunded", "a.m.", "(see", "below)", "3-5", "days...", "@ana_b", "😀", "e-mail!", "C++", "it’s", "[NAME],",
          "https://example.com/x?y=1", "U.K.", "don't!!", "“so”", "é", "\u00a0", "\u2003", "\x85"]  # fmt: skip
WORDS = [begin + end for begin in "bdfghklmnp" for end in ("ab", "ec", "id", "of", "ug", "al", "em", "in", "or", "us")]
BLANKS = [" ", "  ", "\n", " \n", "\n ", "\r\n\r\n", "\t", " \t \n"]
texts = st.lists(st.sampled_from(PIECES) | st.sampled_from(BLANKS) | st.text("abz,. \n'", max_size=5), max_size=25)


@pytest.fixture(scope="module")
def reader(lexicon):
    return ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants))


@given(texts.map("".join))
def test_tokens_are_those_of_the_whole_text(reader, tokenize, text):
    text = readable(text, 1000)
    assert reader.read(text) == tokenize(text)


@settings(max_examples=20)
@given(st.lists(texts.map(" ".join), max_size=5))
def test_what_was_read_before_changes_nothing(reader, lexicon, batch):
    fresh = ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants))
    batch = [readable(text, 1000) for text in batch]
    assert [fresh.read(text) for text in reversed(batch)] == [reader.read(text) for text in batch][::-1]


def test_emoticons_side_by_side_stay_what_they_are(lexicon):
    one, other = (ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants)) for _ in range(2))
    alone = one.read(":(")
    assert one.read(":( (").words == other.read(":( (").words == (*alone.words, "(")


def test_the_original_is_kept(reader):
    assert reader.read("so  sorry", "so \x00sorry").text == "so \x00sorry"


@pytest.mark.parametrize("text", ["", " ", "\n", " \n\n "])
def test_blank_texts(reader, tokenize, text):
    assert reader.read(text) == tokenize(text)


def test_chunks_kept_are_bounded(lexicon, monkeypatch, growth):
    monkeypatch.setattr(chunks_module, "_MOST_CHUNKS", 50)
    reader = ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants))
    reader.read("Hello")

    def read_all():
        for one in WORDS:  # many chunks of few words
            assert len(reader.read(" ".join(f"{one}/{other}" for other in WORDS[:30]))) == 90

    assert growth(read_all) < 500_000  # 150,000; without bound 1,400,000


def test_characters_kept_are_bounded(lexicon, monkeypatch, growth):
    monkeypatch.setattr(chunks_module, "_MOST_CHARS", 1_000)
    reader = ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants))
    reader.read("Hello")

    def read_all():
        for blanks in range(300, 500):
            tokens = reader.read("so" + " " * blanks + "sorry" + "\n" * blanks + "again")
            assert [tokens.quote(at, at + 1).strip() for at in range(len(tokens))] == ["so", "sorry", "", "again"]

    assert growth(read_all) < 100_000  # 11,000; without bound 300,000


def test_the_vocabulary_is_bounded(lexicon, monkeypatch):
    made = []

    def noted():
        made.append(blank_english())
        return made[-1]

    monkeypatch.setattr(chunks_module, "_LARGEST_VOCABULARY", 1_500)
    monkeypatch.setattr(chunks_module, "blank_english", noted)
    reader = ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants))
    for batch in range(100):
        assert len(reader.read(" ".join(f"word{batch}x{n}" for n in range(30)))) == 30
    assert len(made) > 1
    assert max(len(pipeline.vocab) for pipeline in made) <= 1_500 + 31


def test_threads_share_a_reader_whose_tables_are_full(lexicon, tokenize, monkeypatch):
    monkeypatch.setattr(chunks_module, "_MOST_CHUNKS", 60)
    reader = ChunkReader(Encoder(lexicon.alphabet(), lexicon.variants))
    texts = [" ".join(WORDS[at % 83 : at % 83 + 12]) for at in range(600)]
    expected = {text: tokenize(text) for text in set(texts)}
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(reader.read, texts * 4)) == [expected[text] for text in texts * 4]
    finally:
        sys.setswitchinterval(interval)
