"""Goods and money: whether a thing that is named, as come or as missing, is what a promise was of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from authentica.commitments.matters import acts_and_things, words_of_action
from authentica.commitments.vocabulary import bases
from authentica.schema import Commitment

__all__ = ["GOODS", "MONEY", "Watched", "is_named", "may_be_of", "names_money"]

GOODS = frozenset(
    """
    parcel package order delivery item items post replacement replacements shipment unit device product letter box
    goods stuff document documents file files copy attachment pdf
    """.split()
)
"""Names of whatever is sent."""
MONEY = frozenset(
    "money refund payment cash funds credit deposit pounds quid euros dollars cent cents penny <number>".split()
)
"""Names of whatever is paid back; a bare number that came is a sum."""

_PRONOUNS = frozenset(("it", "them", "both", "one"))
# "£40 back by Friday" is money, "your £300 lamp" is a lamp.
_SUM = re.compile(
    r"[$£€] ?\d[\d.,]*(?!\w)(?! (?!(?:and|as|at|back|by|for|in|into|of|on|onto|this|to|today|tomorrow|via|within)\b)[a-z])"
)


def names_money(commitment: Commitment) -> bool:
    """Whether a promise is of money: "refund you", "transfer the £120"."""
    return commitment.topic == "refund" or _SUM.search(commitment.action.text) is not None


def is_named(thing: str, commitment: Commitment) -> bool:
    """Whether a thing is what a promise names: money where money was promised, or by the word itself."""
    if thing in MONEY and names_money(commitment):
        return True
    act, things = acts_and_things(commitment)
    forms = bases(thing)
    return not (act.isdisjoint(forms) and things.isdisjoint(forms))


class Watched:
    """The promises that are watched while one message is read, asked what any of them names; a thing is looked for among them once."""

    def __init__(self, commitments: Iterable[Commitment] = ()) -> None:
        self._commitments = tuple(commitments)
        self._named: dict[str, bool] = {}

    def names(self, thing: str) -> bool:
        """Whether one of them names a thing."""
        known = self._named.get(thing)
        if known is None:
            known = self._named[thing] = any(is_named(thing, commitment) for commitment in self._commitments)
        return known


def may_be_of(thing: str | None, commitment: Commitment, watched: Watched) -> bool:
    """Whether a thing may be what was promised: nothing is named, the promise names it, or one of both is told by no more than its kind.

    What another one that is `watched` names is of that one: "the kettle" of the kettle, not of the parcel.
    """
    if thing is None or is_named(thing, commitment):
        return True
    if names_money(commitment) or thing in MONEY or watched.names(thing):
        return False
    unnamed = acts_and_things(commitment)[1] <= GOODS or not _PRONOUNS.isdisjoint(words_of_action(commitment))
    return thing in GOODS or unnamed
