"""Texts as tokens, chunk by chunk: what stands between two blanks is split and encoded once, and looked up from then on.

spaCy's tokenizer too splits at white space first, and then each chunk by itself. So a text's tokens are those of its
chunks; only chunks never seen before go through spaCy, all those of a text together.
"""

from __future__ import annotations

import re
from itertools import accumulate, chain
from operator import add, sub
from typing import TYPE_CHECKING, NamedTuple

from authentica.language.patterns import Kind
from authentica.language.tokens import BlankEnglish, Encoder, Tokens, blank_english

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["ChunkReader"]

# One blank after a chunk is the rule and goes without saying; other blanks behind it belong to its piece.
_PIECE = re.compile(r"\S+(?:(?! \S)\s+)?")
_LINE_BREAK = ("<newline>",)
_MOST_CHUNKS = 100_000
# Of all pieces together: blanks between two chunks can be many.
_MOST_CHARS = 4_000_000
# spaCy keeps every word that it ever saw; a new pipeline keeps memory constant.
_LARGEST_VOCABULARY = 150_000


class _Chunk(NamedTuple):
    """The tokens of one chunk, and of the line break behind it, if there is one.

    Attributes
    ----------
    code, words
        As those of `Tokens`.
    steps : tuple of int
        For each token, the characters from its beginning to that of the next one; after a chunk stands one blank.
    lengths : tuple of int
        Characters of each token.
    """

    code: str
    words: tuple[str, ...]
    steps: tuple[int, ...]
    lengths: tuple[int, ...]


class ChunkReader:
    """Reads texts with one encoder, which encodes what spaCy splits.

    Threads may share one: nothing is taken out of a table, a full one gives way to a new one.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._nlp: BlankEnglish | None = None
        self._chunks: dict[str, _Chunk] = {}
        self._kept_chars = 0

    def _make_doc(self, text: str) -> Doc:
        nlp = self._nlp
        if nlp is None or len(nlp.vocab) > _LARGEST_VOCABULARY:
            nlp = self._nlp = blank_english()
        return nlp.make_doc(text)

    def read(self, text: str, original: str | None = None) -> Tokens:
        """Return the tokens of a text that is `readable`; `original` is what it was made from."""
        pieces = text.split()
        begin, opening = 0, None
        if " ".join(pieces) != text:
            # Blanks are looked up with the chunk before them: laying out each text's blanks anew took six times as long.
            pieces = _PIECE.findall(text)
            begin, opening = _opening(text[: len(text) - len(text.lstrip())])
        known = self._chunks
        try:
            found = [known[piece] for piece in pieces]
        except KeyError:
            found = self._learn(pieces)
        if opening is not None:
            found.insert(0, opening)
        codes, words, steps, lengths = zip(*found, strict=True) if found else ((), (), (), ())
        *starts, _ = accumulate(chain.from_iterable(steps), initial=begin)
        return Tokens(
            text=text if original is None else original,
            code="".join(codes),
            words=tuple(chain.from_iterable(words)),
            starts=tuple(starts),
            ends=tuple(map(add, starts, chain.from_iterable(lengths))),
        )

    def _learn(self, pieces: list[str]) -> list[_Chunk]:
        known = self._chunks
        chunks = [piece.rstrip() for piece in pieces]
        if len(known) + 2 * len(pieces) > _MOST_CHUNKS or self._kept_chars > _MOST_CHARS:
            known = self._chunks = {}
            self._kept_chars = 0
        if new := [chunk for chunk in dict.fromkeys(chunks) if chunk not in known]:
            self._split(new, known)
        for piece, chunk in zip(pieces, chunks, strict=True):
            if piece not in known:
                known[piece] = _with_blanks(known[chunk], piece[len(chunk) :])
                self._kept_chars += len(piece)
        return [known[piece] for piece in pieces]

    def _split(self, new: list[str], known: dict[str, _Chunk]) -> None:
        # A line break keeps chunks apart: two emoticons side by side could be taken for a third one.
        tokens = self._encoder.encode(self._make_doc("\n".join(new)))
        first = at = 0
        for chunk, code in zip(new, tokens.code.split(Kind.NEWLINE.value), strict=True):
            last = first + len(code)
            starts = (*tokens.starts[first:last], at + len(chunk) + 1)
            steps = tuple(map(sub, starts[1:], starts))
            lengths = tuple(map(sub, tokens.ends[first:last], starts))
            known[chunk] = _Chunk(code, tokens.words[first:last], steps, lengths)
            first, at = last + 1, at + len(chunk) + 1
        self._kept_chars += at


def _with_blanks(chunk: _Chunk, blanks: str) -> _Chunk:
    """Return a chunk with the blanks behind it, of which one was counted already."""
    code, words, (*steps, last), lengths = chunk
    if not _breaks_line(blanks):
        return _Chunk(code, words, (*steps, last - 1 + len(blanks)), lengths)
    # To spaCy, the first blank after a word belongs to the word.
    before = blanks[0] == " "
    rest = len(blanks) - before
    return _Chunk(code + Kind.NEWLINE.value, words + _LINE_BREAK, (*steps, last - 1 + before, rest), (*lengths, rest))


def _opening(blanks: str) -> tuple[int, _Chunk | None]:
    """Return where a text that begins with these blanks has its first token, and the line break that they are."""
    if not _breaks_line(blanks):
        return len(blanks), None
    return 0, _Chunk(Kind.NEWLINE.value, _LINE_BREAK, (len(blanks),), (len(blanks),))


def _breaks_line(blanks: str) -> bool:
    return "\n" in blanks or "\r" in blanks
