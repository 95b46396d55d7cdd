"""Content words, cut to crude stems: enough to tell whether two sentences of one conversation speak of the same thing."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["content_stems"]

_STOP = frozenset(
    """
    about after again also always and another any anyone anything are because been before being but can could dear did does done
    else ever every for from get got had has have having hello help her here him his how its just know let like make many may maybe
    more most much need not now off one only other our out please really she should since some sorry still team tell than thank
    thanks that the their them then there these they thing things this those too very want was well were what when where which while
    who why will with would yes you your yours
    """.split()
)
_ENDINGS = ("ing", "ed", "es", "s", "e")
_STEM_CHARS = 3


def content_stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of the words of three letters and more that are no function words."""
    return frozenset(_stem(word) for word in words if len(word) >= _STEM_CHARS and word.isalpha() and word not in _STOP)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_CHARS:
            return word[: -len(ending)]
    return word
