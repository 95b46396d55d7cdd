"""Content words, cut to crude stems: enough to tell whether two sentences of one conversation speak of the same thing."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["content_stems"]

_STOP = frozenset(
    [
        "about",
        "after",
        "again",
        "also",
        "always",
        "another",
        "anyone",
        "anything",
        "because",
        "been",
        "before",
        "being",
        "could",
        "does",
        "done",
        "else",
        "ever",
        "every",
        "from",
        "have",
        "having",
        "hello",
        "help",
        "here",
        "just",
        "know",
        "like",
        "make",
        "many",
        "maybe",
        "more",
        "most",
        "much",
        "need",
        "only",
        "other",
        "please",
        "really",
        "should",
        "since",
        "some",
        "still",
        "tell",
        "than",
        "thank",
        "thanks",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "things",
        "this",
        "those",
        "very",
        "want",
        "well",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "would",
        "your",
        "yours",
        "you're",
        "dear",
        "team",
        "sorry",
        "what's",
    ]
)
_ENDINGS = ("ing", "ed", "es", "s", "e")
_STEM_CHARS = 3


def content_stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of the words of three letters and more that are no function words."""
    return frozenset(
        _stem(word) for word in words if len(word) > _STEM_CHARS - 1 and word.isalpha() and word not in _STOP | _SHORT
    )


_SHORT = frozenset(
    [
        "and",
        "any",
        "are",
        "but",
        "can",
        "did",
        "for",
        "get",
        "got",
        "had",
        "has",
        "her",
        "him",
        "his",
        "how",
        "its",
        "let",
        "may",
        "not",
        "now",
        "off",
        "one",
        "our",
        "out",
        "she",
        "the",
        "too",
        "was",
        "who",
        "why",
        "yes",
        "you",
    ]
)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_CHARS:
            return word[: -len(ending)]
    return word
