"""Tokens: normal forms, kinds, and offsets into the original."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, strategies as st

from authentica.language import tokens as tokens_module
from authentica.language.clean import readable
from authentica.language.patterns import Alphabet
from authentica.language.tokens import Encoder, blank_english


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm sorry", "i am sorry"),
        ("I’m SORRY", "i am sorry"),
        ("im sorry", "i am sorry"),
        ("We'll help", "we will help"),
        ("we’ll help", "we will help"),
        ("can't", "can not"),
        ("can’t", "can not"),
        ("Soooorry", "sorry"),
        ("pls", "please"),
        ("apologise", "apologize"),
        ("canceled", "cancelled"),
        ("inconvinience", "inconvenience"),
        ("tmrw", "tomorrow"),
        ("DON'T", "do not"),
        ("DON’T", "do not"),
        ("WE'LL", "we will"),
        ("CANT", "can not"),
        ("order id", "order id"),
        ("ORDER ID", "order id"),
        ("by Wed", "by wed"),
    ],
)
def test_normal_forms(tokenize, text, expected):
    assert " ".join(tokenize(text).words) == expected


@pytest.mark.parametrize(
    ("text", "placeholder"),
    [
        ("42", "<number>"),
        ("$12.50", "<number>"),
        ("8:10", "<number>"),
        ("3rd", "<number>"),
        ("https://example.com/a?b=c", "<url>"),
        ("www.example.com", "<url>"),
        ("help@example.com", "<url>"),
        ("@AnaFromSupport", "<handle>"),
        ("😀", "<emoji>"),
        ("❤", "<emoji>"),
        ("\n", "<newline>"),
    ],
)
def test_what_has_no_words_has_a_placeholder(tokenize, text, placeholder):
    assert placeholder in tokenize(f"x {text} y").words


@pytest.mark.parametrize(
    "text",
    [
        "I've   cancelled it,  twice.",
        "Grüße aus Köln — naïve café",
        "👩‍👩‍👧‍👦 family 🇬🇧 flag ❤️ heart",
        "e\u0301 combining",
        "tabs\tand\r\nlines\n\n\n",
        "مرحبا hello שלום",
        "a" * 500,
        "",
    ],
    ids=repr,
)
def test_tokens_point_into_the_text(tokenize, text):
    found = tokenize(text)
    assert len(found.code) == len(found.words) == len(found.starts) == len(found.ends) == len(found)
    end = 0
    for i in range(len(found)):
        assert end <= found.starts[i] < found.ends[i] <= len(text)
        end = found.ends[i]
        assert found.quote(i, i + 1) == text[found.starts[i] : found.ends[i]]
    covered = "".join(text[s:e] for s, e in zip(found.starts, found.ends, strict=True))
    assert "".join(covered.split()) == "".join(text.split())
    assert found.quote(0, 0) == ""


@given(st.text(max_size=60))
def test_any_text_is_encoded_with_offsets_into_the_original(tokenize, text):
    found = tokenize(readable(text, 1000))
    for i in range(len(found)):
        assert 0 <= found.starts[i] < found.ends[i] <= len(text)
    assert all(found.words)


def test_words_are_split_as_a_blank_pipeline_splits_them():
    ours, pipeline = blank_english(), spacy.blank("en")
    texts = [
        "Don't (e.g. at 5p.m.) mail a.b@example.com or www.example.com/x?y=1, OK?",
        "It's 1/2 of $5.00—the rest…not “yet”; co-op's U.S. desk :-) #care @you",
        "She'd've rung at 9am...We're\u00a0sorry!!\n\nnaïve café 10km 3,000€ <3 w/o c'mon",
        # What is set otherwise on purpose is left out.
        *(rule for rule in sorted(pipeline.tokenizer.rules) if rule.lower() not in ("id", "wed")),
    ]
    for text in texts:
        for around in ("{}", "({}),", "so {}."):
            one, other = (split(around.format(text)) for split in (ours.make_doc, pipeline.make_doc))
            assert [(t.text, t.norm_, t.idx) for t in one] == [(t.text, t.norm_, t.idx) for t in other]


def test_the_cache_changes_nothing(lexicon):
    nlp, alphabet = blank_english(), lexicon.alphabet()
    warm = Encoder(alphabet, lexicon.variants)

    @given(st.text(max_size=60))
    def same(text):
        doc = nlp.make_doc(readable(text, 1000))
        first = warm.encode(doc)
        assert warm.encode(doc) == first == Encoder(alphabet, lexicon.variants).encode(doc)

    same()


def test_the_cache_is_bounded(lexicon, monkeypatch):
    monkeypatch.setattr(tokens_module, "_CACHE_LIMIT", 100)
    nlp, encoder = blank_english(), Encoder(lexicon.alphabet(), lexicon.variants)
    for batch in range(50):
        encoder.encode(nlp.make_doc(" ".join(f"word{batch}x{n}" for n in range(20))))
        assert len(encoder._cache) <= 100 + 20


@pytest.mark.parametrize(
    "text",
    [
        "Please send us your CVV, 3 digits.",
        "We’ll email you 😀 at help@example.com\n@ana, can't we?",
        "[NAME] sent   https://example.com/a twice: e-mail!",
        "",
    ],
)
def test_tokens_are_recoded_as_if_encoded_anew(lexicon, tokenize, text):
    other = Encoder(Alphabet(["cvv", "send", "email", "not", "!"]), lexicon.variants)
    assert other.recode(tokenize(text)) == other.encode(blank_english().make_doc(text))
    assert other.recode(tokenize(text)) == other.recode(tokenize(text))
