"""Google: Contact Center AI Insights, its export and the files that it takes in."""

from __future__ import annotations

from authentica.readers.layouts import Layout, Speech, Word
from authentica.schema import Role

__all__ = ["GOOGLE_CCAI"]

_ROLES = {
    "human agent": Role.AGENT,
    "any agent": Role.AGENT,
    "agent": Role.AGENT,
    "automated agent": Role.BOT,
    "end user": Role.CUSTOMER,
    "customer": Role.CUSTOMER,
}

GOOGLE_CCAI = Layout(
    name="google-ccai",
    description="Google CCAI conversations",
    signs=(
        frozenset(("transcriptSegments",)),
        frozenset(("segmentParticipant",)),
        frozenset(("transcript_segments", "segment_participant")),
        frozenset(("entries", "user_id", "role")),
        frozenset(("entries", "start_timestamp_usec")),
    ),
    pages=("conversations",),
    lists=("transcript.transcriptSegments", "transcript.transcript_segments", "transcriptSegments", "entries"),
    message=Speech(
        text=("text",),
        conversation_id=("^name", "^conversationName"),
        author_id=("segmentParticipant.userId", "segment_participant.user_id", "user_id"),
        created_at=("messageTime", "message_time", "createTime", "start_timestamp_usec"),
        channel=("^medium",),
        speakers=(
            Word("segmentParticipant.role", _ROLES),
            Word("segment_participant.role", _ROLES),
            Word("role", _ROLES),
        ),
    ),
)
