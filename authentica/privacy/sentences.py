"""The sentences of a reply as its requests and offers see them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from authentica.language.patterns import Kind
from authentica.language.tokens import Tokens

__all__ = ["NEWLINE", "SENTENCE_END", "Sentence", "sentence_at", "sentences_of"]

SENTENCE_END = Kind.SENTENCE_END.value
NEWLINE = Kind.NEWLINE.value
_BULLETS = frozenset("-*•–·")


class Sentence(NamedTuple):
    """Tokens ``[start, end)``."""

    start: int
    end: int


def sentences_of(tokens: Tokens) -> list[Sentence]:
    """Split at sentence ends and line breaks; a list under a colon, or of bullets, belongs to what introduces it."""
    code, words = tokens.code, tokens.words
    cuts = [0]
    in_list = False
    for i, kind in enumerate(code):
        following = words[i + 1] if i + 1 < len(code) else ""
        if kind == SENTENCE_END and following and code[i + 1] not in (SENTENCE_END, NEWLINE):
            cuts.append(i + 1)
            in_list = False
        elif kind == NEWLINE:
            before = next((words[k] for k in range(i - 1, max(-1, i - 3), -1) if code[k] != NEWLINE), "")
            in_list = in_list or before == ":"
            is_item = following in _BULLETS or following == "<number>" or following == "<newline>"
            if not (before in (":", ",") or (in_list and is_item)):
                cuts.append(i + 1)
                in_list = in_list and is_item
    cuts.append(len(code))
    return [Sentence(start, end) for start, end in pairwise(cuts) if end > start]


def sentence_at(sentences: Sequence[Sentence], token: int) -> int:
    """Return the number of the sentence that a token is in."""
    return bisect_right(sentences, (token, 1 << 62)) - 1
