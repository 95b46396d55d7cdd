"""The records: what goes in (`Message`, `Conversation`, `Reply`) and what comes out (`Assessment` and its parts).

All are frozen, keyword-only, and survive a JSON round trip: ``X.from_dict(x.to_dict()) == x``. Offsets are half-open and count
code points of the message text. `assessment_schema` returns the published JSON Schema of an assessment.
"""

from authentica.schema.assessment import (
    DIMENSIONS,
    NEEDS,
    SCHEMA_VERSION,
    Assessment,
    ConversationAssessment,
    DimensionScore,
    Evidence,
    Flag,
    Outcome,
    Status,
    Tip,
    assessment_schema,
)
from authentica.schema.messages import Conversation, Message, OffsetMap, Reply, Role, Segment, SetAside, as_reply
from authentica.schema.privacy import SECRETS, DataKind, PrivacyFinding, PrivacyIssue, Redacted, RedactedSpan

__all__ = [
    "DIMENSIONS",
    "NEEDS",
    "SCHEMA_VERSION",
    "SECRETS",
    "Assessment",
    "Conversation",
    "ConversationAssessment",
    "DataKind",
    "DimensionScore",
    "Evidence",
    "Flag",
    "Message",
    "OffsetMap",
    "Outcome",
    "PrivacyFinding",
    "PrivacyIssue",
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
