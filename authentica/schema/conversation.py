"""What comes out for a conversation: its replies in context, and what only shows across messages."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from authentica.schema.assessment import Assessment, Outcome
from authentica.schema.commitments import FollowedCommitment
from authentica.schema.fields import check_version
from authentica.schema.record import Record, read, written

__all__ = [
    "CONVERSATION_SCHEMA_VERSION",
    "ConversationAssessment",
    "ConversationFinding",
    "FindingKind",
    "MessageSpan",
    "Mood",
    "NextActor",
    "Resolution",
    "TurnTone",
]

CONVERSATION_SCHEMA_VERSION = 2
"""Version 1 had the assessments alone; it is still read."""

_DECIDED_MOOD = 0.3


class FindingKind(str, enum.Enum):
    """What can be found across the messages of a conversation."""

    SCRIPT_REPEATED = "script_repeated"
    ASKED_AGAIN = "asked_again"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_PASSED_OVER = "question_passed_over"
    FACT_TAKEN_UP = "fact_taken_up"
    HAND_OFF = "hand_off"


class NextActor(str, enum.Enum):
    """Who must act after a hand-off."""

    CUSTOMER = "customer"
    AGENT = "agent"
    TEAM = "team"
    THIRD_PARTY = "third_party"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSpan(Record):
    """A place in a message of the conversation.

    Attributes
    ----------
    index : int
        Of the message in the conversation, from 0.
    message_id : str or None
        Its identifier in the source.
    start, end : int
        Half-open code-point offsets into its text.
    text : str
        ``messages[index].text[start:end]``.
    """

    index: int
    message_id: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFinding(Record):
    """One thing that shows across messages.

    Attributes
    ----------
    kind : FindingKind
        What was found.
    index : int
        The message it is about: the copy, the second asking, the customer's question or fact, the hand-off.
    subject : str or None
        The kind of data asked for ("order_number"), or "question" for a question asked twice; None elsewhere.
    actor : NextActor or None
        For a hand-off, who must act next.
    evidence : tuple of MessageSpan
        In the order of the messages.
    """

    kind: FindingKind
    index: int
    subject: str | None = None
    actor: NextActor | None = None
    evidence: tuple[MessageSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTone(Record):
    """Warmth and competence of one scored reply.

    Customers are best served by warmth at the start and end of a conversation and competence in between: Packard, Li and Berger,
    "When Language Matters", Journal of Consumer Research (2023).

    Attributes
    ----------
    index : int
        Position of the message in its conversation, from 0.
    message_id : str or None
        Identifier of the source.
    warmth, competence : float
        Mean of the scores of empathy and listening, and of ownership and expectations, 0 to 1.
    """

    index: int
    message_id: str | None
    warmth: float
    competence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood(Record):
    """The customer's mood in one message, by lexicon.

    Attributes
    ----------
    index : int
        Position of the message in its conversation, from 0.
    score : float
        -1 (angry) to 1 (delighted); 0 also where no word tells.
    evidence : tuple of MessageSpan
        The words that tell.
    """

    index: int
    score: float
    evidence: tuple[MessageSpan, ...] = ()

    @property
    def word(self) -> Literal["good", "even", "bad"]:
        """What it is called: good from 0.3 on, bad from -0.3 down."""
        return "good" if self.score >= _DECIDED_MOOD else "bad" if self.score <= -_DECIDED_MOOD else "even"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution(Record):
    """Where the whole conversation has left the customer, and why.

    Attributes
    ----------
    outcome : Outcome or None
        None where no agent has replied or no reply could be scored.
    reasons : tuple of str
        Plain sentences that quote messages, counted from 1; the first is what decided.
    """

    outcome: Outcome | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAssessment(Record):
    """What authentica says of a conversation.

    Attributes
    ----------
    conversation_id : str or None
        Of the source.
    assessments : tuple of Assessment
        Of the agent's replies, in order, each in its context.
    findings : tuple of ConversationFinding
        By the message they are about.
    tones : tuple of TurnTone
        Of the scored replies.
    mood_start, mood_end : Mood or None
        Of the customer's first and last message with words; None where there is none.
    resolution : Resolution or None
        None in records of version 1.
    commitments : tuple of FollowedCommitment
        Promises and what became of them; empty in records of version 1.
    """

    conversation_id: str | None
    assessments: tuple[Assessment, ...]
    findings: tuple[ConversationFinding, ...] = ()
    tones: tuple[TurnTone, ...] = ()
    mood_start: Mood | None = None
    mood_end: Mood | None = None
    resolution: Resolution | None = None
    commitments: tuple[FollowedCommitment, ...] = ()

    # What records of version 1 have not.
    may_lack: ClassVar[frozenset[str]] = frozenset(
        ("findings", "tones", "mood_start", "mood_end", "resolution", "commitments")
    )

    @property
    def authenticity(self) -> float | None:
        """Mean authenticity of the scored replies, 0..100; None when none was scored."""
        values = [a.authenticity for a in self.assessments if a.authenticity is not None]
        return math.fsum(values) / len(values) if values else None

    @property
    def outcome(self) -> Outcome | None:
        """Where the customer has been left: of the resolution, else of the last scored reply."""
        if self.resolution is not None:
            return self.resolution.outcome
        return next((a.outcome for a in reversed(self.assessments) if a.outcome is not None), None)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "schema_version": CONVERSATION_SCHEMA_VERSION,
            "authenticity": self.authenticity,
            "outcome": self.outcome.value if self.outcome else None,
        } | written(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ConversationAssessment:
        """Read back what `to_dict` wrote, in this version or the first.

        Raises
        ------
        RecordError
            If the schema version is unknown, or a field is missing or has another type.
        """
        check_version(data, cls.__name__, (1, CONVERSATION_SCHEMA_VERSION), unnamed=1)
        return read(cls, data)
