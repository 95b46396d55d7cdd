"""Goods and money: whether a thing that is named, as come or as missing, is what a promise was of."""

from __future__ import annotations

import re

from authentica.commitments.matters import acts_and_things, words_of_action
from authentica.commitments.vocabulary import bases
from authentica.schema import Commitment

__all__ = ["GOODS", "MONEY", "is_of_kind", "may_be_of", "names_money"]

GOODS = frozenset(
    """
    parcel package order delivery item items post replacement replacements shipment unit device product letter box
    goods stuff
    """.split()
)
"""Names of whatever is sent."""
MONEY = frozenset("money refund payment cash funds credit deposit pounds quid euros dollars <number>".split())
"""Names of whatever is paid back; a bare number that came is a sum."""

_PRONOUNS = frozenset(("it", "them", "both", "one"))
# "£40 back by Friday" is money, "your £300 lamp" is a lamp.
_SUM = re.compile(
    r"[$£€] ?\d[\d.,]*(?!\w)(?! (?!(?:and|as|at|back|by|for|in|into|of|on|onto|this|to|today|tomorrow|via|within)\b)[a-z])"
)


def names_money(commitment: Commitment) -> bool:
    """Whether a promise is of money: "refund you", "transfer the £120"."""
    return commitment.topic == "refund" or _SUM.search(commitment.action.text) is not None


def may_be_of(thing: str, commitment: Commitment) -> bool:
    """Whether a thing is named by a promise, or the promise names none: "put it in the post"."""
    act, things = acts_and_things(commitment)
    unnamed = not things or not _PRONOUNS.isdisjoint(words_of_action(commitment))
    return thing in GOODS or unnamed or not (act | things).isdisjoint(bases(thing))


def is_of_kind(thing: str, commitment: Commitment) -> bool:
    """Whether a thing that came is money where money was promised, and goods where goods were."""
    act, things = acts_and_things(commitment)
    return (thing in MONEY) == names_money(commitment) or not (act | things).isdisjoint(bases(thing))
