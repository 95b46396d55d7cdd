"""The pattern grammar: what compiles, what it matches, and what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from authentica.errors import LexiconError
from authentica.language.patterns import Alphabet, Kind, compile_pattern, pattern_words, requirements

CLASSES = {"we": frozenset({"i", "we"}), "act": frozenset({"sent", "fixed"}), "odd": frozenset({"-", "^", "]"})}


def spans(pattern, words):
    """Match a pattern against a list of words; what stands in CAPITALS is a `Kind`."""
    alphabet = Alphabet(pattern_words(pattern) | set().union(*CLASSES.values()))
    code = "".join(
        Kind[word].value if word.isupper() else alphabet.character(word) or Kind.WORD.value for word in words
    )
    compiled = re.compile(compile_pattern(pattern, alphabet, CLASSES), re.DOTALL)
    return [(m.start(), m.end()) for m in compiled.finditer(code) if m.end() > m.start()]


MATCHES = [
    ("we sent", ["we", "sent", "it"], [(0, 2)]),
    ("we sent", ["we", "it", "sent"], []),
    ("{we} {act}", ["i", "fixed", "we", "sent"], [(0, 2), (2, 4)]),
    ("we? sent", ["sent", "we", "sent"], [(0, 1), (1, 3)]),
    ("(a b|c) d", ["a", "b", "d", "c", "d", "b", "d"], [(0, 3), (3, 5)]),
    ("(a (b|c)? )? d", ["a", "c", "d", "d"], [(0, 3), (3, 4)]),
    ("({act}|{num}) d", ["NUMBER", "d", "sent", "d"], [(0, 2), (2, 4)]),
    ("a *2 b", ["a", "b"], [(0, 2)]),
    ("a *2 b", ["a", "x", "y", "b"], [(0, 4)]),
    ("a *2 b", ["a", "x", "y", "z", "b"], []),
    ("a *2 b", ["a", "SENTENCE_END", "b"], []),
    ("a *2 b", ["a", "NEWLINE", "b"], []),
    ("a *2 b", ["a", "COMMA", "b"], [(0, 3)]),
    ("^ a", ["a", "x", "a"], [(0, 1)]),
    ("^ a", ["x", "SENTENCE_END", "a"], [(2, 3)]),
    ("^ a", ["x", "NEWLINE", "a"], [(2, 3)]),
    ("a $", ["a", "x", "a"], [(2, 3)]),
    ("a $", ["a", "SENTENCE_END", "x"], [(0, 1)]),
    ("{cap} {word} {num} {url}", ["CAPITALISED", "x", "NUMBER", "URL"], [(0, 4)]),
    ("{word}", ["CAPITALISED", "PAST", "GERUND", "x", "NUMBER"], [(0, 1), (1, 2), (2, 3), (3, 4)]),
    ("{ed}", ["PAST", "x"], [(0, 1)]),
    ("{ing} {handle}? {emoji}", ["GERUND", "EMOJI", "GERUND", "HANDLE", "EMOJI"], [(0, 2), (2, 5)]),
    ("a {end}", ["a", "SENTENCE_END", "a", "NEWLINE"], [(0, 2), (2, 4)]),
    ("{odd} a", ["-", "a", "^", "a", "]", "a", "x", "a"], [(0, 2), (2, 4), (4, 6)]),
    ("a *0 b", ["a", "b"], [(0, 2)]),
    ("'ll a.m.", ["'ll", "a.m."], [(0, 2)]),
    ("a", [], []),
]


@pytest.mark.parametrize(("pattern", "words", "expected"), MATCHES, ids=[f"{p} / {' '.join(w)}" for p, w, _ in MATCHES])
def test_what_a_pattern_matches(pattern, words, expected):
    assert spans(pattern, words) == expected


@pytest.mark.parametrize(
    "pattern", ["", "   ", "(a", "a)", "(a))(", ")a(", "((a)", "{nosuch}", "a {nosuch}? b", "{unfinished"]
)
def test_what_breaks_the_grammar_is_refused(pattern):
    with pytest.raises(LexiconError) as caught:
        compile_pattern(pattern, Alphabet(pattern_words(pattern)), CLASSES, "file.tsv:3")
    assert str(caught.value).startswith("file.tsv:3: ")
    if pattern.strip():  # an empty one demands nothing; only compiling it is refused
        with pytest.raises(LexiconError, match=r"file\.tsv:3: "):
            requirements(pattern, Alphabet(pattern_words(pattern)), CLASSES, "file.tsv:3")


def test_a_word_that_the_alphabet_lacks_is_refused():
    with pytest.raises(LexiconError, match="unreadable item 'b'"):
        compile_pattern("a b", Alphabet({"a"}), CLASSES)


def test_an_unknown_class_is_named_with_advice():
    with pytest.raises(LexiconError, match=r"unknown class 'nosuch'.* Add it to classes.tsv."):
        compile_pattern("{nosuch}", Alphabet(()), CLASSES)


def test_pattern_words_are_the_words_by_name():
    assert pattern_words("^ {we} (sent|has been)? *3 it's $ now?") == {"sent", "has", "been", "it's", "now"}


@given(st.permutations(["b", "a", "c", "a"]))
def test_equal_words_give_equal_alphabets(words):
    alphabet = Alphabet(words)
    assert [alphabet.character(w) for w in "abc"] == [Alphabet("cba").character(w) for w in "abc"]
    assert len(alphabet) == 3
    assert "a" in alphabet
    assert "d" not in alphabet
    assert alphabet.character("d") is None


def test_no_word_has_the_character_of_a_kind():
    alphabet = Alphabet(str(n) for n in range(5_000))
    characters = {alphabet.character(str(n)) for n in range(5_000)}
    assert len(characters) == 5_000
    assert not characters & {kind.value for kind in Kind}
    assert not any("\ud800" <= c <= "\udfff" for c in characters)


@given(st.text(alphabet="ab ()|{}?*^$12we", max_size=30))
def test_any_text_compiles_or_is_a_lexicon_error(pattern):
    try:
        source = compile_pattern(pattern, Alphabet(pattern_words(pattern)), CLASSES)
    except LexiconError:
        return
    re.compile(source, re.DOTALL)


@given(st.text(alphabet="ab ()|?*^$1e", max_size=24), st.text(alphabet="ab.", max_size=8))
def test_what_matches_meets_the_requirements(pattern, words):
    alphabet = Alphabet("abe1")
    try:
        source = compile_pattern(pattern, alphabet, CLASSES)
    except LexiconError:
        return
    code = "".join(alphabet.character(word) or word for word in words)
    met = any(
        all(not characters.isdisjoint(code) for characters in one) for one in requirements(pattern, alphabet, CLASSES)
    )
    if any(match.group() for match in re.finditer(source, code)):
        assert met


def test_requirements_of_alternatives_and_of_what_may_be_missing():
    alphabet = Alphabet("abcd")
    a, b, c, d = (frozenset(alphabet.character(word)) for word in "abcd")
    assert requirements("a (b|c d) d?", alphabet, CLASSES) == {frozenset((a, b)), frozenset((a, c, d))}
    assert requirements("(a b)? *2", alphabet, CLASSES) == {frozenset()}


def test_many_alternatives_demand_less_and_never_more():
    alphabet = Alphabet(f"{letter}{n}" for letter in "abc" for n in range(30))
    many = [f"({'|'.join(f'{letter}{n} c{n}' for n in range(30))})" for letter in "ab"]
    found = requirements(" ".join(many), alphabet, CLASSES)
    assert len(found) <= 48
    code = {alphabet.character(word) for word in ("a7", "c7", "b29", "c29")}
    assert any(all(not characters.isdisjoint(code) for characters in one) for one in found)


def test_alternatives_of_one_word_are_one_demand_and_imply_longer_ones():
    alphabet = Alphabet("send drop us me note line call now".split())
    (demand,) = requirements("(send|drop) (us|me) (note|line|call|call now)", alphabet, {})
    assert demand == {
        frozenset(map(alphabet.character, words))
        for words in (("send", "drop"), ("us", "me"), ("note", "line", "call"))
    }
