"""What coaching takes from one assessment: whole numbers, so that sums are exact, and no text.

A dimension counts as needed where its `needed` is at least 0.5 or the assessment calls it missed; boilerplate and listening, which are
never called for by the moment, count in every scored reply. What was missed is the assessment's to say, by its own threshold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from authentica.errors import RecordError
from authentica.schema import (
    DIMENSIONS,
    NEEDS,
    Actor,
    Assessment,
    Commitment,
    CommitmentStatus,
    DeadlineKind,
    PrivacyIssue,
)

__all__ = [
    "INCIDENTS",
    "SCORE_SCALE",
    "Observation",
    "cluster_hash",
    "commitment_digest",
    "is_checkable",
    "observe",
    "reply_digest",
]

_NEEDED = 0.5
"""Probability of a need from which a reply counts as one that called for the dimension."""

SCORE_SCALE = 10_000
"""Scores (0 to 1) and authenticity divided by 100 are held as whole ten-thousandths."""

INCIDENTS = ("asks_secret", "asks_in_public", "exposes_personal_data")
"""What counts as a privacy incident: a request for what no agent should ask, for personal data in public, and repeating it."""

_LONGEST_ID_CHARS = 500
_OUR_ACTORS = ("agent", "company")
_FELL_SHORT = frozenset(("broken", "renewed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The facts of one scored reply.

    Attributes
    ----------
    facts : mapping of str to (str or None)
        "agent", "channel", and "team" and "queue" where known.
    moment : datetime or None
        When it was sent.
    cluster : int
        64-bit hash of the conversation; of the message where it has none.
    authenticity : int
        In hundredths of a point, 0 to 10,000.
    levels, scores : tuple of int
        By the order of `DIMENSIONS`; scores in ten-thousandths.
    needs : tuple of bool
        By the order of `DIMENSIONS`: whether each counts.
    missed : tuple of str
        Those of `NEEDS` that the assessment calls missed.
    outcome : str
        Its value.
    flags : frozenset of str
        Values of the flags.
    incidents : tuple of str
        Of `INCIDENTS`, each once.
    template : int or None
        Share of the reply that was also sent to others and may be held against it, in ten-thousandths.
    promises : int
        Promises of the agent or the company, and offers of theirs that the customer is known to have accepted.
    followed : tuple of str
        What became of those of them that were followed.
    checkable : tuple of str
        And of those of the followed that are checkable (see `is_checkable`).
    """

    facts: Mapping[str, str | None]
    moment: datetime | None
    cluster: int
    authenticity: int
    levels: tuple[int, ...]
    scores: tuple[int, ...]
    needs: tuple[bool, ...]
    missed: tuple[str, ...]
    outcome: str
    flags: frozenset[str]
    incidents: tuple[str, ...]
    template: int | None
    promises: int
    followed: tuple[str, ...] = ()
    checkable: tuple[str, ...] = ()

    def needed(self, dimension: str) -> bool:
        """Whether the moment called for a dimension."""
        return self.needs[_PLACE[dimension]]

    def level(self, dimension: str) -> int:
        """Return the level of a dimension."""
        return self.levels[_PLACE[dimension]]

    @property
    def fell_short(self) -> bool:
        """Whether a promise with a time was broken, or had to be made anew."""
        return not _FELL_SHORT.isdisjoint(self.checkable)

    @property
    def need_pattern(self) -> int:
        """Which of `NEEDS` the moment called for, as a number from 0 to 7."""
        return sum(1 << bit for bit, dimension in enumerate(NEEDS) if self.needs[_PLACE[dimension]])


_PLACE = {dimension: place for place, dimension in enumerate(DIMENSIONS)}


def observe(
    assessment: Assessment,
    facts: Mapping[str, str | None],
    statuses: Mapping[bytes, CommitmentStatus | None],
    offers: Mapping[bytes, tuple[bytes, ...]] = MappingProxyType({}),
    checkable: AbstractSet[bytes] = frozenset(),
) -> Observation:
    """Return the facts of a scored assessment.

    Parameters
    ----------
    assessment : Assessment
        A scored one.
    facts : mapping
        What else is known of it, such as its team.
    statuses : mapping of bytes to CommitmentStatus
        What became of promises, by `commitment_digest`.
    offers : mapping of bytes to tuple of bytes, optional
        Which of them were offers that the customer accepted, by `reply_digest`.
    checkable : set of bytes, optional
        Which of them are checkable, by `commitment_digest`.

    Raises
    ------
    RecordError
        If a dimension, the outcome or a number is missing, or a number out of its range.
    """
    if tuple(score.dimension for score in assessment.dimensions) != DIMENSIONS or assessment.outcome is None:
        raise RecordError("a scored reply lacks a dimension or its outcome")
    scores = assessment.dimensions
    if assessment.authenticity is None:
        raise RecordError("a scored reply lacks its authenticity")
    known = {"agent": assessment.author_id, "channel": assessment.channel, **facts}
    for name, value in known.items():
        if value is not None and len(value) > _LONGEST_ID_CHARS:
            raise RecordError(f"the {name} is longer than {_LONGEST_ID_CHARS} characters")
    ours = [c for c in assessment.commitments if c.actor.value in _OUR_ACTORS]
    # All offers are the writer's or the firm's. Before it is accepted, none is a promise, so none is in the assessment.
    accepted = offers.get(reply_digest(assessment) or b"", ()) if offers else ()
    digests = (*map(commitment_digest, ours), *accepted) if statuses else ()
    followed = [(digest, status) for digest in digests if (status := statuses.get(digest)) is not None]
    missed = tuple(dimension for dimension in NEEDS if dimension in assessment.missed)
    return Observation(
        facts=known,
        moment=assessment.created_at,
        cluster=cluster_hash(assessment),
        authenticity=_whole(assessment.authenticity / 100.0, "authenticity"),
        levels=tuple(_level(score.level) for score in scores),
        scores=tuple(_whole(score.score, "score") for score in scores),
        needs=tuple(_is_needed(score.dimension, score.needed) or score.dimension in missed for score in scores),
        missed=missed,
        outcome=assessment.outcome.value,
        flags=frozenset(flag.value for flag in assessment.flags),
        incidents=_incidents(assessment),
        template=None if assessment.template is None else _whole(assessment.template.held_share, "held_share"),
        promises=len(ours) + len(accepted),
        followed=tuple(status.value for _, status in followed),
        checkable=tuple(status.value for digest, status in followed if digest in checkable),
    )


def cluster_hash(assessment: Assessment) -> int:
    """Return the hash of what a reply shares its fate with: its conversation, else only itself."""
    identity = (
        ["conversation", assessment.conversation_id]
        if assessment.conversation_id is not None
        else ["message", assessment.message_id, assessment.author_id, assessment.text]
    )
    return int.from_bytes(hashlib.sha256(json.dumps(identity).encode("ascii")).digest()[:8], "big")


def commitment_digest(commitment: Commitment) -> bytes:
    """Return what a promise in an assessment and the same promise in a file of followed ones have in common."""
    place = [
        commitment.conversation_id,
        commitment.message_id,
        commitment.message_index,
        commitment.author_id,
        commitment.quote.start,
        commitment.quote.text,
    ]
    return hashlib.sha256(json.dumps(place).encode("ascii")).digest()[:16]


def is_checkable(commitment: Commitment) -> bool:
    """Whether the conversation can be expected to show that a promise was kept: it is the writer's own, and names a time.

    "The refund is on your card by Friday" is kept where no transcript looks, and of "we will get back to you soon" nobody can say when it is broken.
    """
    return commitment.actor is Actor.AGENT and commitment.deadline.kind is DeadlineKind.EXPLICIT


def reply_digest(written: Assessment | Commitment) -> bytes | None:
    """Return what an assessment and a promise of the same reply have in common; None where the ids that tell replies apart are missing."""
    place = [written.conversation_id, written.message_id, written.author_id]
    if written.conversation_id is None or written.message_id is None:
        return None
    return hashlib.sha256(json.dumps(place).encode("ascii")).digest()[:16]


def _level(level: int) -> int:
    if level not in (0, 1, 2):
        raise RecordError("a level is none of 0, 1 and 2")
    return int(level)


def _whole(share: float, name: str) -> int:
    if not 0.0 <= share <= 1.0:
        raise RecordError(f"the {name} is out of its range")
    return round(share * SCORE_SCALE)


def _is_needed(dimension: str, needed: float | None) -> bool:
    if dimension not in NEEDS:
        return True
    if needed is None or not 0.0 <= needed <= 1.0:
        raise RecordError(f"the need of {dimension} is no probability")
    return needed >= _NEEDED


def _incidents(assessment: Assessment) -> tuple[str, ...]:
    found = set()
    for finding in assessment.privacy:
        if finding.issue is PrivacyIssue.ASKS_SECRET:
            found.add("asks_secret")
        elif finding.issue is PrivacyIssue.EXPOSES_PERSONAL_DATA:
            found.add("exposes_personal_data")
        elif finding.issue is PrivacyIssue.ASKS_PERSONAL_DATA and finding.public:
            found.add("asks_in_public")
    if "exposes_personal_data" in assessment.flags:  # all that records of version 1 have
        found.add("exposes_personal_data")
    return tuple(name for name in INCIDENTS if name in found)
