"""What the ids of people tell: names, which are taken out of texts, and running numbers, which stand where an id stood."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable
from itertools import islice

from authentica.privacy.wordlists import plain_word, word_class

__all__ = ["RunningNumbers", "names_of"]

_WORD = re.compile(r"[^\W\d_]{2,40}")
_MOST_WORDS = 8
_MOST_IDS = 100_000


def names_of(*ids: str | None) -> list[str]:
    """Return the words of people's ids that may stand in a text as a name, so that "owen.miller" does not sign as Owen.

    Of each id eight words are looked at; those that are listed as no names ("support") are left out. Each is given once, given names that
    are no other words in small letters, too.

    >>> names_of("owen.miller@example.com", "Support Team", None)
    ['Owen', 'owen', 'Miller']
    """
    names: dict[str, None] = {}
    for one in filter(None, dict.fromkeys(ids)):
        for match in islice(_WORD.finditer(one.partition("@")[0]), _MOST_WORDS):
            word = match.group()
            plain = plain_word(word)
            if plain in word_class("not_a_name"):
                continue
            names |= dict.fromkeys(name for name in (word, word.capitalize()) if not name[0].islower())
            if plain in word_class("given"):
                names[word.lower()] = None
    return list(names)


class RunningNumbers:
    """Numbers that stand where ids stood: what had the same id has the same number, which tells nothing of it.

    Of each kind the latest hundred thousand are known, so that memory stays bounded; an id that comes again later gets a new number.

    Examples
    --------
    >>> numbers = RunningNumbers()
    >>> [numbers.label("agent", one) for one in ("owen@example.com", "Nadia", "owen@example.com", None)]
    ['agent-1', 'agent-2', 'agent-1', None]
    """

    def __init__(self) -> None:
        self._labels: defaultdict[str, dict[Hashable, str]] = defaultdict(dict)
        self._given: defaultdict[str, int] = defaultdict(int)

    def label(self, kind: str, identity: Hashable) -> str | None:
        """Return the label of an id among those of its kind; None for None."""
        if identity is None:
            return None
        known = self._labels[kind]
        label = known.get(identity)
        if label is None:
            self._given[kind] += 1
            label = known[identity] = f"{kind}-{self._given[kind]}"
            if len(known) > _MOST_IDS:
                del known[next(iter(known))]
        return label
