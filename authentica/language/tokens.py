"""Tokens: spaCy's blank English tokenizer, and each reply as one character per token."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from spacy.attrs import NORM, ORTH

from authentica.language.masks import WHOLE_MASKS
from authentica.language.patterns import Alphabet, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["BlankEnglish", "Encoder", "Tokens", "blank_english"]

_NUMBER = re.compile(r"[$£€#]?\d[\d.,:/-]*(?:st|nd|rd|th|am|pm|a|p|h|hrs?|mins?|k|m|gb|mb|%)?$", re.I)
_URL = re.compile(
    r"(?:https?:|www\.)|[\w-]+\.(?:com|org|net|co|io|uk|in|de|fr|care|help|support|app|me|ly|gg)(?:/|$)", re.I
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w+$")
_LONG_RUN = re.compile(r"(\w)\1{2,}")
_CACHE_LIMIT = 200_000
_SPACE = Kind.SPACE.value
# In a support desk's texts these are "identifier" and "Wednesday", not "I would" and "we would".
_NOT_CONTRACTED = ("id", "ID", "Wed", "WED")


class BlankEnglish(NamedTuple):
    """spaCy's tokenizer with its English rules: what splits a text into a Doc, and every word that it ever saw."""

    make_doc: Callable[[str], Doc]
    vocab: Vocab


def blank_english() -> BlankEnglish:
    """Return what ``spacy.blank("en")`` splits texts with, without the pipeline around it.

    A pipeline costs four times as much to make: it loads what installed packages register and sets up the special cases anew
    for each property of the tokenizer.
    """
    from spacy.lang.en import English
    from spacy.tokenizer import Tokenizer
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
    from spacy.vocab import create_vocab

    defaults: Any = English.Defaults
    vocab: Any = create_vocab("en", defaults)
    # Of the twenty and more attributes that spaCy works out for every new word, only the normal form is read here.
    vocab.lex_attr_getters = {NORM: vocab.lex_attr_getters[NORM]}
    rules: dict[str, Any] = dict(defaults.tokenizer_exceptions)
    # spaCy splits "don't" and "Don't", but not "DON'T".
    rules |= {
        text.upper(): [{ORTH: part[ORTH].upper(), NORM: part.get(NORM, part[ORTH])} for part in parts]
        for text, parts in sorted(rules.items())
        if len(parts) > 1 and text.replace("'", "").replace("’", "").isalpha() and text.upper() not in _NOT_CONTRACTED
    }
    rules |= {whole: [{ORTH: whole}] for whole in (*_NOT_CONTRACTED, *WHOLE_MASKS)}
    tokenizer = Tokenizer(
        vocab,
        rules=rules,
        prefix_search=compile_prefix_regex(defaults.prefixes).search,
        suffix_search=compile_suffix_regex(defaults.suffixes).search,
        infix_finditer=compile_infix_regex(defaults.infixes).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )
    return BlankEnglish(tokenizer, vocab)


@dataclass(frozen=True, slots=True)
class Tokens:
    """One text as tokens.

    Attributes
    ----------
    text : str
        The text, as given.
    code : str
        One character per token (see `authentica.language.patterns`).
    words : tuple of str
        Normal form of each token: lower case, contractions and spelling variants resolved, numbers, links, handles
        and emoji replaced by a placeholder in angle brackets.
    starts, ends : tuple of int
        Half-open code-point offsets of each token in `text`.
    """

    text: str
    code: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.code)

    def quote(self, start: int, end: int) -> str:
        """Return the characters of the tokens ``[start, end)``."""
        return self.text[self.starts[start] : self.ends[end - 1]] if end > start else ""


_PLACEHOLDER = {
    Kind.NUMBER: "<number>",
    Kind.URL: "<url>",
    Kind.HANDLE: "<handle>",
    Kind.EMOJI: "<emoji>",
    Kind.NEWLINE: "<newline>",
}


class Encoder:
    """Turns spaCy docs into `Tokens`; spelling variants and frequent typos become the form that patterns use."""

    def __init__(self, alphabet: Alphabet, variants: Mapping[str, str]) -> None:
        self._alphabet = alphabet
        self._variants = dict(variants)
        self._cache: dict[tuple[int, int], tuple[str, str]] = {}
        self._recoded: dict[tuple[str, str], tuple[str, str]] = {}

    def encode(self, doc: Doc) -> Tokens:
        """Return the doc's tokens, encoded."""
        cache = self._cache
        pairs: list[tuple[str, str]] = []
        starts: list[int] = []
        ends: list[int] = []
        for token in doc:
            # The same spelling can have two normal forms ("ca" in "can't").
            key = token.orth, token.norm
            pair = cache.get(key)
            if pair is None:
                if len(cache) >= _CACHE_LIMIT:
                    cache.clear()
                pair = cache[key] = self._encode_token(token.text, token.norm_)
            # Runs of blanks are tokens to spaCy; no pattern should stumble over them.
            if pair[0] != _SPACE:
                pairs.append(pair)
                starts.append(token.idx)
                ends.append(token.idx + len(token))
        return Tokens(
            text=doc.text,
            code="".join([pair[0] for pair in pairs]),
            words=tuple([pair[1] for pair in pairs]),
            starts=tuple(starts),
            ends=tuple(ends),
        )

    def recode(self, tokens: Tokens) -> Tokens:
        """Return tokens that another encoder made, encoded with this one's alphabet: the text is not split again."""
        if len(self._recoded) > _CACHE_LIMIT:
            self._recoded = {}  # another thread may be looking things up in the old one
        text, known = tokens.text, self._recoded
        keys = [(text[s:e], word) for s, e, word in zip(tokens.starts, tokens.ends, tokens.words, strict=True)]
        try:
            pairs = [known[key] for key in keys]
        except KeyError:
            known.update((key, self._encode_token(*key)) for key in keys if key not in known)
            pairs = [known[key] for key in keys]
        return Tokens(
            text=tokens.text,
            code="".join([pair[0] for pair in pairs]),
            words=tuple([pair[1] for pair in pairs]),
            starts=tokens.starts,
            ends=tokens.ends,
        )

    def _encode_token(self, orth: str, norm: str) -> tuple[str, str]:
        lettered = orth.isalpha()
        if not lettered and (
            _NUMBER.match(orth) or (sum(map(str.isdigit, orth)) >= 2 and not _URL.match(orth) and orth[0] != "@")
        ):
            return Kind.NUMBER.value, _PLACEHOLDER[Kind.NUMBER]
        lower = orth.lower().replace("’", "'")
        # spaCy maps currency signs to "$" and "am" after a number to "a.m."; only word norms are of use here.
        word = norm.replace("’", "'") if norm[:1].isalpha() else lower
        word = self._variants.get(word, word)
        character = self._alphabet.character(word)
        if character is None and _LONG_RUN.search(word):
            for repeated in (r"\1\1", r"\1"):
                short = _LONG_RUN.sub(repeated, word)
                short = self._variants.get(short, short)
                character = self._alphabet.character(short)
                if character is not None:
                    word = short
                    break
        if character is not None:
            return character, word
        kind = _form(orth, word) if lettered else _kind(orth, word)
        return kind.value, _PLACEHOLDER.get(kind, word)


def _kind(orth: str, word: str) -> Kind:
    first = orth[0]
    if orth.isspace():
        return Kind.NEWLINE if "\n" in orth or "\r" in orth else Kind.SPACE
    if (first == "@" and len(orth) > 1) or orth in WHOLE_MASKS:
        return Kind.HANDLE
    if _URL.match(orth) or _EMAIL.match(orth):
        return Kind.URL
    if orth[-1] in ".!?…" and not any(map(str.isalnum, orth)):
        return Kind.SENTENCE_END
    if first == ",":
        return Kind.COMMA
    if not any(map(str.isalnum, orth)):
        # Anything outside the Latin and general-punctuation blocks that is no letter is a pictograph or dingbat.
        return Kind.EMOJI if ord(max(orth)) >= 0x2190 else Kind.PUNCTUATION
    return _form(orth, word)


def _form(orth: str, word: str) -> Kind:
    """Return the kind of a word, by its spelling."""
    if orth[:1].isupper() and not orth.isupper():
        return Kind.CAPITALISED
    if len(word) > 4 and word.endswith("ed"):
        return Kind.PAST
    if len(word) > 5 and word.endswith("ing"):
        return Kind.GERUND
    return Kind.WORD
