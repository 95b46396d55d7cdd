"""What was promised: a deadline, a commitment, and what became of it in the rest of the conversation."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from authentica.errors import RecordError
from authentica.schema.record import Record

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
    said whether it was kept. `RENEWED`: it was promised again, also after the customer had chased it or its deadline was missed.
    """

    KEPT = "kept"
    BROKEN = "broken"
    RENEWED = "renewed"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Record):
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
        midnight, and the close of business is 17:00, all in the time zone of the message, whichever zone the words name. None, too,
        where they name one that the machine's time-zone database lacks.
    zone : str or None
        The time zone whose hours the words name ("by 5 pm Eastern"), as the time-zone database calls it; None where they name none,
        and the message's own is meant.
    zone_assumed : bool
        Whether that zone is a guess: another goes by the same name ("CST"), its clocks show another time on that day than its letters
        say ("EST" in July), or the message's own zone is unknown, and so taken to be the same.
    """

    may_lack: ClassVar[frozenset[str]] = frozenset(("zone", "zone_assumed"))

    kind: DeadlineKind
    quote: Quote | None = None
    earliest_hours: float | None = None
    latest_hours: float | None = None
    business: bool = False
    earliest: datetime | None = None
    latest: datetime | None = None
    zone: str | None = None
    zone_assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedCommitment(Record):
    """A commitment and what became of it.

    Attributes
    ----------
    commitment : Commitment
        As it was made.
    accepted_at : int or None
        Position of the customer's message that accepted it, where it was but offered; it is a promise from there on, not from its
        reply on. None for what was promised outright.
    status : CommitmentStatus
        The last that the conversation shows.
    shown_by : str or None
        Id of the message that shows the status; None where it is open or that message has no id.
    shown_at : int or None
        Position of that message in its conversation.
    evidence : Quote or None
        The words in that message.
    """

    may_lack: ClassVar[frozenset[str]] = frozenset(("accepted_at",))

    commitment: Commitment
    accepted_at: int | None = None
    status: CommitmentStatus = CommitmentStatus.OPEN
    shown_by: str | None = None
    shown_at: int | None = None
    evidence: Quote | None = None
