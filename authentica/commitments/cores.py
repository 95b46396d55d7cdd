"""The core of a promise: what a form of the grammar finds before the rest of the sentence is looked at."""

from __future__ import annotations

from typing import NamedTuple

from authentica.schema import Actor

__all__ = ["OTHER_TOPIC", "Core"]

OTHER_TOPIC = "other"
"""Topic of an action that has none of its own."""


class Core(NamedTuple):
    """The head of a promise: the tokens of its subject and its verb, who is to act, the kind of action, and the token that weakens it.

    With `needs_time` it is a promise only beside a deadline, which must be explicit where it is an `estimate`.
    """

    start: int
    verb: int
    actor: Actor
    topic: str
    hedge: int | None
    needs_time: bool = False
    estimate: bool = False
