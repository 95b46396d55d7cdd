"""Promises: who will do what by when, and what became of it.

`find_commitments` reads one reply, `follow` a conversation, `CommitmentTracker` a conversation that is still going on, and
`find_deadlines` the times that a text names.
"""

from authentica.commitments.deadlines import find_deadlines
from authentica.commitments.finder import CommitmentFinder, find_commitments
from authentica.commitments.following import CommitmentTracker, follow

__all__ = [
    "CommitmentFinder",
    "CommitmentTracker",
    "find_commitments",
    "find_deadlines",
    "follow",
]
