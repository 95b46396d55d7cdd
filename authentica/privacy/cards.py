"""Which card a reply means: a photo of a gift card is no secret."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from authentica.language.lexicon import CueMatch
from authentica.language.tokens import Tokens

__all__ = ["without_other_cards"]

_CARD_NUMBER = "privacy.secret.full_card_number"
_CARDS = frozenset(("card", "cards"))
_OTHER = frozenset(
    """
    gift loyalty library sim membership member club points reward rewards bonus travel bus rail season student business greeting birthday
    memory sd graphics video sound boarding stamp trading access key voucher discount
    """.split()
)
_OTHER_CARDS = frozenset(("giftcard", "giftcards", "simcard", "e-giftcard", "railcard"))
_PAY = frozenset("credit debit bank payment visa mastercard amex prepaid".split())
# "I paid with my card": whose kind is not said pays.
_BARE = frozenset("my our a by with via".split())


def without_other_cards(secrets: Iterable[CueMatch], reply: Tokens, said: Tokens) -> list[CueMatch]:
    """Return secrets without the number or photo of "the card" where what the customer `said` speaks only of cards that do not pay."""
    kept = list(secrets)
    if not kept or not _pays_with_none(said.words):
        return kept
    return [m for m in kept if m.cue != _CARD_NUMBER or not _PAY.isdisjoint(reply.words[m.start : m.end])]


def _pays_with_none(words: Sequence[str]) -> bool:
    kinds = [words[at - 1] if at else "" for at, word in enumerate(words) if word in _CARDS]
    speaks_of_other = not _OTHER.isdisjoint(kinds) or not _OTHER_CARDS.isdisjoint(words)
    return speaks_of_other and _BARE.isdisjoint(kinds) and _PAY.isdisjoint(words)
