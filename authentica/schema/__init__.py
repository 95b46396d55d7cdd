"""The records: what goes in, what comes out, what was promised, and what is habit.

In go `Message`, `Conversation` and `Reply`; out come `Assessment` and its parts, `Commitment` with what became of it, and `Frame`
and `TemplateUse`. All are frozen, keyword-only, and survive a JSON round trip: ``X.from_dict(x.to_dict()) == x``. Offsets are
half-open and count code points of the message text. `assessment_schema` returns the published JSON Schema of an assessment.
"""

from authentica.schema.assessment import (
    DIMENSIONS,
    HIGH_IS_BAD,
    NEEDS,
    SCHEMA_VERSION,
    Assessment,
    DimensionScore,
    Flag,
    Outcome,
    Status,
    Tip,
    assessment_schema,
)
from authentica.schema.commitments import (
    Actor,
    Commitment,
    CommitmentStatus,
    Deadline,
    DeadlineKind,
    FollowedCommitment,
    Quote,
)
from authentica.schema.conversation import (
    ConversationAssessment,
    ConversationFinding,
    FindingKind,
    MessageSpan,
    Mood,
    NextActor,
    Resolution,
    TurnTone,
)
from authentica.schema.evidence import Evidence
from authentica.schema.messages import (
    Conversation,
    Message,
    OffsetMap,
    Reply,
    ReplyPairing,
    Role,
    Segment,
    SetAside,
    as_reply,
)
from authentica.schema.privacy import SECRETS, DataKind, PrivacyFinding, PrivacyIssue, Redacted, RedactedSpan
from authentica.schema.templates import Frame, Macro, PermittedZone, Reach, TemplateKind, TemplateSpan, TemplateUse
from authentica.schema.turns import join_turns

__all__ = [
    "DIMENSIONS",
    "HIGH_IS_BAD",
    "NEEDS",
    "SCHEMA_VERSION",
    "SECRETS",
    "Actor",
    "Assessment",
    "Commitment",
    "CommitmentStatus",
    "Conversation",
    "ConversationAssessment",
    "ConversationFinding",
    "DataKind",
    "Deadline",
    "DeadlineKind",
    "DimensionScore",
    "Evidence",
    "FindingKind",
    "Flag",
    "FollowedCommitment",
    "Frame",
    "Macro",
    "Message",
    "MessageSpan",
    "Mood",
    "NextActor",
    "OffsetMap",
    "Outcome",
    "PermittedZone",
    "PrivacyFinding",
    "PrivacyIssue",
    "Quote",
    "Reach",
    "Redacted",
    "RedactedSpan",
    "Reply",
    "ReplyPairing",
    "Resolution",
    "Role",
    "Segment",
    "SetAside",
    "Status",
    "TemplateKind",
    "TemplateSpan",
    "TemplateUse",
    "Tip",
    "TurnTone",
    "as_reply",
    "assessment_schema",
    "join_turns",
]
