"""Texts as tokens, chunk by chunk: what stands between two blanks is split and encoded once, and looked up from then on.

spaCy's tokenizer too splits at white space first, and then each chunk by itself. So a text's tokens are those of its
chunks; only chunks never seen before go through spaCy, all those of a text together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple

from authentica.language.patterns import Kind
from authentica.language.tokens import Encoder, Tokens, blank_english

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["ChunkReader"]

_CHUNK_OR_BLANKS = re.compile(r"\S+|\s+")
_LINE_BREAK = ("<newline>",)
_MOST_CHUNKS = 100_000
# spaCy keeps every word that it ever saw; a new pipeline keeps memory constant.
_LARGEST_VOCABULARY = 150_000


class _Chunk(NamedTuple):
    """The tokens of one chunk; offsets are from its beginning."""

    code: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class ChunkReader:
    """Reads texts with one encoder.

    Parameters
    ----------
    encoder : Encoder
        Encodes what spaCy splits.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._nlp: Language | None = None
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
        if " ".join(chunks) == text:
            places = list(accumulate([len(chunk) + 1 for chunk in chunks], initial=0))[: len(chunks)]
        else:
            found, places = _with_line_breaks(text, found)
        codes, words, starts, ends = zip(*found, strict=True) if found else ((), (), (), ())
        return Tokens(
            text=text if original is None else original,
            code="".join(codes),
            words=tuple(chain.from_iterable(words)),
            starts=tuple([at + offset for offsets, at in zip(starts, places, strict=True) for offset in offsets]),
            ends=tuple([at + offset for offsets, at in zip(ends, places, strict=True) for offset in offsets]),
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
            starts = tuple([start - at for start in tokens.starts[first:last]])
            ends = tuple([end - at for end in tokens.ends[first:last]])
            known[chunk] = _Chunk(code, tokens.words[first:last], starts, ends)
            first, at = last + 1, at + len(chunk) + 1


def _with_line_breaks(text: str, chunks: Iterable[_Chunk]) -> tuple[list[_Chunk], list[int]]:
    """Return the chunks of a text and its line breaks, each with its place."""
    found: list[_Chunk] = []
    places: list[int] = []
    following = iter(chunks)
    for match in _CHUNK_OR_BLANKS.finditer(text):
        start, end = match.span()
        if not text[start].isspace():
            found.append(next(following))
        elif "\n" in text[start:end] or "\r" in text[start:end]:
            # To spaCy, the first blank after a word belongs to the word.
            start += bool(found) and text[start] == " "
            found.append(_Chunk(Kind.NEWLINE.value, _LINE_BREAK, (0,), (end - start,)))
        else:
            continue
        places.append(start)
    return found, places
