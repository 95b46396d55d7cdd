"""Whether a text is English enough to be scored.

Judged by function words: spaCy's own stop-word lists of the languages that support desks meet most, beside the share of letters
outside the Latin script. Texts too short to judge count as English, and so do mixed ones in which English leads.
"""

from __future__ import annotations

import runpy
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import spacy.lang

__all__ = ["is_english"]

_OTHERS = ("de", "es", "fr", "it", "nl", "pt", "pl", "sv", "da", "tr", "id", "ro", "tl")
_FEWEST_WORDS = 4
_LONGEST_LOOK_WORDS = 400
_LONGEST_LOOK_CHARS = 4000
# Words that English shares with a neighbour say nothing: "sent a man, 10 min" is as English as it is Swedish.
_SHARED = frozenset(
    """
    a an in on die van de la me no so do to per war was will is as i at he also still
    alt bag bin car care cat cent comment different dig dog door end exact face fare final fine font god haha hit lad later
    local logo man met mil min mod nice non noon ok pic plus possible pot press sale sea sent sim solo son state stop suit
    tag tenant tend till total want zero come
    """.split()
)
# As tokens, behind a pronoun or a verb.
_CONTRACTED = frozenset("'ve 'll 're 'm n't".split())


@lru_cache(maxsize=1)
def _function_words() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    def words(code: str) -> frozenset[str]:
        # By file: importing thirteen languages with all their tokenizer rules takes two seconds.
        file = Path(spacy.lang.__path__[0], code, "stop_words.py")
        stop: set[str] = runpy.run_path(str(file))["STOP_WORDS"]
        return frozenset(word for word in stop if len(word) > 1)

    english = words("en") | frozenset(
        """
        hi hello sorry thanks thank please you your we us our i me it is are can will not have has for to the and
        """.split()
    )
    others = {code: words(code) - english - _SHARED for code in _OTHERS}
    return english - _SHARED, others


def is_english(words: Sequence[str], text: str) -> bool:
    """Tell whether a text may be scored as English, given its tokens in lower case, placeholders in angle brackets, and itself.

    It may not if most letters are not Latin, or another language's function words outnumber English ones.
    """
    if text.isascii():
        if text[:_LONGEST_LOOK_CHARS].lower() == text[:_LONGEST_LOOK_CHARS].upper():
            return True
    else:
        letters = [c for c in text[:_LONGEST_LOOK_CHARS] if c.isalpha()]
        latin = sum(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in letters)
        if latin * 2 < len(letters):
            return False
    known = [w for w in words[:_LONGEST_LOOK_WORDS] if w[:1].isalpha()]
    if len(known) < _FEWEST_WORDS:
        return True
    english, others = _function_words()
    hits = sum(map(english.__contains__, known)) + sum(map(_CONTRACTED.__contains__, words[:_LONGEST_LOOK_WORDS]))
    # A fifth of running English is function words; below that, some other language must lead clearly.
    if hits * 5 >= len(known):
        return True
    foreign = max(sum(w in stop for w in known) for stop in others.values())
    return not (foreign >= 2 and foreign > hits)
