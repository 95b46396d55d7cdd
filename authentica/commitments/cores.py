"""The core of a promise: what a form of the grammar finds before the rest of the sentence is looked at."""

from __future__ import annotations

from typing import NamedTuple

from authentica.schema import Actor

__all__ = ["OTHER_TOPIC", "Core"]

OTHER_TOPIC = "other"
"""Topic of an action that has none of its own."""


class Core(NamedTuple):
    """The head of a promise: its subject, its verb, and what weakens it.

    Attributes
    ----------
    start, verb : int
        Tokens of the subject and of the verb.
    actor : Actor
        Who is to act.
    topic : str
        Kind of action.
    hedge : int or None
        The token that weakens it.
    needs_time : bool
        Whether it is a promise only beside a deadline.
    estimate : bool
        Whether that deadline must be explicit.
    """

    start: int
    verb: int
    actor: Actor
    topic: str
    hedge: int | None
    needs_time: bool = False
    estimate: bool = False
