"""Texts as tokens, chunk by chunk: what stands between two blanks is split and encoded once, and looked up from then on.

spaCy's tokenizer too splits at white space first, and then each chunk by itself. So a text's tokens are those of its
chunks; only chunks never seen before go through spaCy, all those of a text together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, chain, pairwise
from operator import add, sub
from typing import TYPE_CHECKING, NamedTuple

from authentica.language.patterns import Kind
from authentica.language.tokens import BlankEnglish, Encoder, Tokens, blank_english

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["ChunkReader"]

_CHUNK_OR_BLANKS = re.compile(r"\S+|\s+")
_LINE_BREAK = ("<newline>",)
_MOST_CHUNKS = 100_000
# spaCy keeps every word that it ever saw; a new pipeline keeps memory constant.
_LARGEST_VOCABULARY = 150_000


class _Chunk(NamedTuple):
    """The tokens of one chunk.

    Attributes
    ----------
    code, words
        As those of `Tokens`.
    steps : tuple of int
        For each token, the characters from its beginning to that of the next one; after the chunk stands one blank.
    lengths : tuple of int
        Characters of each token.
    """

    code: str
    words: tuple[str, ...]
    steps: tuple[int, ...]
    lengths: tuple[int, ...]


class ChunkReader:
    """Reads texts with one encoder.

    Parameters
    ----------
    encoder : Encoder
        Encodes what spaCy splits.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._nlp: BlankEnglish | None = None
        self._chunks: dict[str, _Chunk] = {}

    def make_doc(self, text: str) -> Doc:
        """Split a text with spaCy's blank English tokenizer."""
        if self._nlp is None or len(self._nlp.vocab) > _LARGEST_VOCABULARY:
            self._nlp = blank_english()
        return self._nlp.make_doc(text)

    def read(self, text: str, original: str | None = None) -> Tokens:
        """Return the tokens of a text that is `readable`; `original` is what it was made from."""
        chunks = text.split()
        try:
            found = [self._chunks[chunk] for chunk in chunks]
        except KeyError:
            self._learn(chunks)
            found = [self._chunks[chunk] for chunk in chunks]
        begin = 0
        if " ".join(chunks) != text:
            begin, found = _with_line_breaks(text, found)
        codes, words, steps, lengths = zip(*found, strict=True) if found else ((), (), (), ())
        *starts, _ = accumulate(chain.from_iterable(steps), initial=begin)
        return Tokens(
            text=text if original is None else original,
            code="".join(codes),
            words=tuple(chain.from_iterable(words)),
            starts=tuple(starts),
            ends=tuple(map(add, starts, chain.from_iterable(lengths))),
        )

    def _learn(self, chunks: list[str]) -> None:
        known = self._chunks
        new = [chunk for chunk in dict.fromkeys(chunks) if chunk not in known]
        if len(known) + len(new) > _MOST_CHUNKS:
            known.clear()
            new = list(dict.fromkeys(chunks))
        # A line break keeps chunks apart: two emoticons side by side could be taken for a third one.
        tokens = self._encoder.encode(self.make_doc("\n".join(new)))
        first = at = 0
        for chunk, code in zip(new, tokens.code.split(Kind.NEWLINE.value), strict=True):
            last = first + len(code)
            starts = (*tokens.starts[first:last], at + len(chunk) + 1)
            steps = tuple(map(sub, starts[1:], starts))
            lengths = tuple(map(sub, tokens.ends[first:last], starts))
            known[chunk] = _Chunk(code, tokens.words[first:last], steps, lengths)
            first, at = last + 1, at + len(chunk) + 1


def _with_line_breaks(text: str, chunks: Iterable[_Chunk]) -> tuple[int, list[_Chunk]]:
    """Return where a text's first token begins, and its chunks and line breaks with the steps that its blanks make."""
    found: list[_Chunk] = []
    places: list[int] = []
    following = iter(chunks)
    for match in _CHUNK_OR_BLANKS.finditer(text):
        start, end = match.span()
        if not text[start].isspace():
            found.append(next(following))
        elif "\n" in text[start:end] or "\r" in text[start:end]:
            # To spaCy, the first blank after a word belongs to the word.
            start += bool(start) and text[start] == " "
            found.append(_Chunk(Kind.NEWLINE.value, _LINE_BREAK, (end - start,), (end - start,)))
        else:
            continue
        places.append(start)
    for number, (place, after) in enumerate(pairwise(places)):
        chunk = found[number]
        steps = chunk.steps[:-1]
        found[number] = chunk._replace(steps=(*steps, after - place - sum(steps)))
    return places[0] if places else 0, found
