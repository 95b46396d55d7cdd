"""Which labelled replies say the same: two that do teach the same and are measured as one, whoever they were sent to."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from authentica.training.dataset import LabelledReply

__all__ = ["kept_together", "reply_hash", "reply_hashes"]

_WORD = re.compile(r"\w+")
_HASH_DIGITS = 12


def kept_together(replies: Sequence[LabelledReply]) -> list[LabelledReply]:
    """Return the replies, in their order, with groups that no wording is in two of: these are one, named as the first by name.

    A macro that went to many customers stands in as many conversations: a model that learnt it in one of them has learnt it in all,
    and resampled apart they would look like so many independent replies.
    """
    parents: dict[str, str] = {}

    def root(group: str) -> str:
        while (parent := parents.setdefault(group, group)) != group:
            parents[group] = group = parents.setdefault(parent, parent)
        return group

    first_group: dict[str, str] = {}
    for reply in replies:
        low, high = sorted((root(reply.group), root(first_group.setdefault(_wording(reply), reply.group))))
        parents[high] = low
    return [replace(reply, group=root(reply.group)) for reply in replies]


def reply_hash(reply: LabelledReply) -> str:
    """Return the beginning of the sha256 of a reply's wording, from which nobody reads it; the customer's words are not in it."""
    return hashlib.sha256(_wording(reply).encode()).hexdigest()[:_HASH_DIGITS]


def reply_hashes(replies: Iterable[LabelledReply]) -> set[str]:
    """Return the hash of each wording."""
    return {reply_hash(reply) for reply in replies}


def _wording(reply: LabelledReply) -> str:
    """Return a reply's words without case, spacing and punctuation; what has no words stands as it is."""
    text = unicodedata.normalize("NFKC", reply.text).casefold()
    return " ".join(_WORD.findall(text)) or text.strip()
