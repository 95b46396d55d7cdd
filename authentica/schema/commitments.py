"""What was promised: a deadline, a commitment, and what became of it in the rest of the conversation."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authentica.errors import RecordError
from authentica.schema.fields import count, number, optional, reading, typed

__all__ = [
    "Actor",
    "Commitment",
    "CommitmentStatus",
    "Deadline",
    "DeadlineKind",
    "FollowedCommitment",
    "Quote",
]


class Actor(str, enum.Enum):
    """Who is to act."""

    AGENT = "agent"
    COMPANY = "company"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


class DeadlineKind(str, enum.Enum):
    """Whether a time was named, and whether it could be checked."""

    EXPLICIT = "explicit"
    VAGUE = "vague"
    NONE = "none"


class CommitmentStatus(str, enum.Enum):
    """What the rest of the conversation shows of a commitment.

    `OPEN`: nothing more is said about it. `UNKNOWN`: its deadline has passed while the conversation went on, and nobody
    said whether it was kept.
    """

    KEPT = "kept"
    BROKEN = "broken"
    RENEWED = "renewed"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a message.

    Attributes
    ----------
    start, end : int
        Half-open code-point offsets into the message.
    text : str
        ``message[start:end]``.
    """

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end or len(self.text) != self.end - self.start:
            raise RecordError("the offsets of a quotation do not fit its text", "Quote")

    @classmethod
    def of(cls, message: str, start: int, end: int) -> Quote:
        """Quote the characters ``[start, end)`` of a message."""
        return cls(start=start, end=end, text=message[start:end])

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {"start": self.start, "end": self.end, "text": self.text}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Quote:
        """Read back what `to_dict` wrote."""
        with reading("Quote"):
            return cls(start=count(data["start"]), end=count(data["end"]), text=typed(data, "text", str))


def _quote(data: Mapping[str, Any], key: str) -> Quote | None:
    return None if data.get(key) is None else Quote.from_dict(data[key])


def _flag(data: Mapping[str, Any], key: str) -> bool:
    value = data[key]
    if not isinstance(value, bool):
        raise RecordError(f"the field {key!r} is a {type(value).__name__}, not true or false")
    return value


def _moment(data: Mapping[str, Any], key: str) -> datetime | None:
    value = optional(data, key, str)
    return None if value is None else datetime.fromisoformat(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """By when.

    Attributes
    ----------
    kind : DeadlineKind
        Explicit where it could be checked, vague ("shortly"), or none.
    quote : Quote or None
        Its words; None where the kind is none.
    earliest_hours, latest_hours : float or None
        The window in hours from the message: a day 24, a business day 24, "today" 0 to 24, "tomorrow" 0 to 48, a month
        720. None for what is vague, open on that side, or needs the message's time where that is unknown.
    business : bool
        Whether only business days count.
    earliest, latest : datetime or None
        The window as dates, where the message's time is known: business days skip Saturdays and Sundays, days end at
        midnight, and the close of business is 17:00, all in the time zone of the message.
    """

    kind: DeadlineKind
    quote: Quote | None = None
    earliest_hours: float | None = None
    latest_hours: float | None = None
    business: bool = False
    earliest: datetime | None = None
    latest: datetime | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "kind": self.kind.value,
            "quote": self.quote.to_dict() if self.quote else None,
            "earliest_hours": self.earliest_hours,
            "latest_hours": self.latest_hours,
            "business": self.business,
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "latest": self.latest.isoformat() if self.latest else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Deadline:
        """Read back what `to_dict` wrote.

        Raises
        ------
        RecordError
            If a field is missing or has another type.
        """
        with reading("Deadline"):
            return cls(
                kind=DeadlineKind(data["kind"]),
                quote=_quote(data, "quote"),
                earliest_hours=number(data["earliest_hours"]),
                latest_hours=number(data["latest_hours"]),
                business=_flag(data, "business"),
                earliest=_moment(data, "earliest"),
                latest=_moment(data, "latest"),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Who will do what by when, in one reply.

    Attributes
    ----------
    quote : Quote
        The words that commit, with their time.
    actor : Actor
        Who is to act.
    action : Quote
        What is to be done, in the reply's own words.
    topic : str
        The kind of action, such as "look" or "refund": what a later message must report, or promise again.
    deadline : Deadline
        By when.
    condition : Quote or None
        On what it hangs ("if you send us the number").
    hedge : Quote or None
        The word that weakens it ("should", "try").
    message_id, conversation_id, author_id : str or None
        Where it was said, and by whom.
    message_index : int or None
        Position of the message in its conversation, from 0.
    created_at : datetime or None
        When it was said.
    """

    quote: Quote
    actor: Actor
    action: Quote
    topic: str
    deadline: Deadline
    condition: Quote | None = None
    hedge: Quote | None = None
    message_id: str | None = None
    conversation_id: str | None = None
    author_id: str | None = None
    message_index: int | None = None
    created_at: datetime | None = None

    @property
    def hedged(self) -> bool:
        """Whether the promise is weakened."""
        return self.hedge is not None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "quote": self.quote.to_dict(),
            "actor": self.actor.value,
            "action": self.action.to_dict(),
            "topic": self.topic,
            "deadline": self.deadline.to_dict(),
            "condition": self.condition.to_dict() if self.condition else None,
            "hedge": self.hedge.to_dict() if self.hedge else None,
            "message_id": self.message_id,
            "conversation_id": self.conversation_id,
            "author_id": self.author_id,
            "message_index": self.message_index,
            "created_at": self.created_at.isoformat() if self.created_at else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Commitment:
        """Read back what `to_dict` wrote.

        Raises
        ------
        RecordError
            If a field is missing or has another type.
        """
        with reading("Commitment"):
            return cls(
                quote=Quote.from_dict(data["quote"]),
                actor=Actor(data["actor"]),
                action=Quote.from_dict(data["action"]),
                topic=typed(data, "topic", str),
                deadline=Deadline.from_dict(data["deadline"]),
                condition=_quote(data, "condition"),
                hedge=_quote(data, "hedge"),
                message_id=optional(data, "message_id", str),
                conversation_id=optional(data, "conversation_id", str),
                author_id=optional(data, "author_id", str),
                message_index=None if data["message_index"] is None else count(data["message_index"]),
                created_at=_moment(data, "created_at"),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedCommitment:
    """A commitment and what became of it.

    Attributes
    ----------
    commitment : Commitment
        As it was made.
    status : CommitmentStatus
        The last that the conversation shows.
    shown_by : str or None
        Id of the message that shows the status; None where it is open or that message has no id.
    shown_at : int or None
        Position of that message in its conversation.
    evidence : Quote or None
        The words in that message.
    """

    commitment: Commitment
    status: CommitmentStatus = CommitmentStatus.OPEN
    shown_by: str | None = None
    shown_at: int | None = None
    evidence: Quote | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "commitment": self.commitment.to_dict(),
            "status": self.status.value,
            "shown_by": self.shown_by,
            "shown_at": self.shown_at,
            "evidence": self.evidence.to_dict() if self.evidence else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> FollowedCommitment:
        """Read back what `to_dict` wrote.

        Raises
        ------
        RecordError
            If a field is missing or has another type.
        """
        with reading("FollowedCommitment"):
            return cls(
                commitment=Commitment.from_dict(data["commitment"]),
                status=CommitmentStatus(data["status"]),
                shown_by=optional(data, "shown_by", str),
                shown_at=None if data["shown_at"] is None else count(data["shown_at"]),
                evidence=_quote(data, "evidence"),
            )

    def to_json(self) -> str:
        """Return one line of JSON; lone surrogates are escaped, so any text survives."""
        return json.dumps(self.to_dict(), ensure_ascii=True, separators=(",", ":"), allow_nan=False)
