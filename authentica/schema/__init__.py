"""The records: what goes in, what comes out, and what was promised.

In go `Message`, `Conversation` and `Reply`; out come `Assessment` and its parts, and `Commitment` with what became of it. All are
frozen, keyword-only, and survive a JSON round trip: ``X.from_dict(x.to_dict()) == x``. Offsets are half-open and count code
points of the message text. `assessment_schema` returns the published JSON Schema of an assessment.
"""

from authentica.schema.assessment import (
    DIMENSIONS,
    NEEDS,
    SCHEMA_VERSION,
    Assessment,
    ConversationAssessment,
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
from authentica.schema.evidence import Evidence
from authentica.schema.messages import Conversation, Message, OffsetMap, Reply, Role, Segment, SetAside, as_reply
from authentica.schema.privacy import SECRETS, DataKind, PrivacyFinding, PrivacyIssue, Redacted, RedactedSpan

__all__ = [
    "DIMENSIONS",
    "NEEDS",
    "SCHEMA_VERSION",
    "SECRETS",
    "Actor",
    "Assessment",
    "Commitment",
    "CommitmentStatus",
    "Conversation",
    "ConversationAssessment",
    "DataKind",
    "Deadline",
    "DeadlineKind",
    "DimensionScore",
    "Evidence",
    "Flag",
    "FollowedCommitment",
    "Message",
    "OffsetMap",
    "Outcome",
    "PrivacyFinding",
    "PrivacyIssue",
    "Quote",
    "Redacted",
    "RedactedSpan",
    "Reply",
    "Role",
    "Segment",
    "SetAside",
    "Status",
    "Tip",
    "as_reply",
    "assessment_schema",
]
