"""Amazon: Connect chats, Contact Lens (chat and voice) and Transcribe Call Analytics."""

from __future__ import annotations

from authentica.readers.layouts import Layout, People, Speech, Word
from authentica.schema import Role

__all__ = ["CALL_ANALYTICS", "CONNECT"]

_ROLES = {
    "agent": Role.AGENT,
    "customer": Role.CUSTOMER,
    "supervisor": Role.AGENT,
    "system": Role.SYSTEM,
    "custom bot": Role.BOT,
    "bot": Role.BOT,
    "lex": Role.BOT,
}

_PARTICIPANTS = People(
    lists=("Participants",), person_id="ParticipantId", role="ParticipantRole", key=("ParticipantId",), is_of_one=True
)

_MADE_BY_FLOWS = {"application/vnd.amazonaws.connect.message.interactive": Role.BOT}

CONNECT = Layout(
    name="amazon-connect",
    description="Amazon Connect or Contact Lens transcripts",
    signs=(
        frozenset(("Transcript", "CustomerMetadata")),
        frozenset(("ConversationCharacteristics", "CustomerMetadata")),
        frozenset(("Version", "CustomerMetadata", "InputFiles")),
        frozenset(("Transcript", "ParticipantRole", "ContentType")),
        frozenset(("Transcript", "ParticipantRole", "AbsoluteTime")),
        frozenset(("Segments", "ParticipantRole")),
        frozenset(("Transcript", "ParticipantId", "BeginOffsetMillis", "Content")),  # a long call that stands first
    ),
    lists=("Transcript", "Segments"),
    message=Speech(
        text=("Content", "Transcript.Content"),
        conversation_id=("^CustomerMetadata.ContactId", "^ContactId", "^InitialContactId"),
        message_id=("Id", "Transcript.Id"),
        author_id=("ParticipantId", "Transcript.ParticipantId"),
        created_at=("AbsoluteTime", "Transcript.Time.AbsoluteTime"),
        channel=("^Channel",),
        kinds=(
            Word("Type", {"message": None}, otherwise=Role.SYSTEM),  # events and attachments
            Word("Event.Id", {}, otherwise=Role.SYSTEM),
            Word("Attachment.AttachmentId", {}, otherwise=Role.SYSTEM),
            Word("ContentType", _MADE_BY_FLOWS),
            Word("Transcript.ContentType", _MADE_BY_FLOWS),
        ),
        speakers=(
            Word("ParticipantRole", _ROLES),
            Word("Transcript.ParticipantRole", _ROLES),
            Word("@", _ROLES),
            Word("ParticipantId", {"agent": Role.AGENT, "customer": Role.CUSTOMER, "system": Role.SYSTEM}),
            Word("Transcript.ParticipantId", {"agent": Role.AGENT, "customer": Role.CUSTOMER, "system": Role.SYSTEM}),
        ),
    ),
    people=_PARTICIPANTS,
    elsewhere="the object holds no transcript; of an e-mail contact, the text lies in the files that InputFiles names",
)

CALL_ANALYTICS = Layout(
    name="amazon-call-analytics",
    description="Amazon Transcribe Call Analytics",
    signs=(
        frozenset(("JobName", "Transcript", "ParticipantRole")),
        frozenset(("JobName", "ConversationCharacteristics")),
        frozenset(("Transcript", "ParticipantRole", "BeginOffsetMillis", "Content")),  # a long call that stands first
        frozenset(("Transcript", "LoudnessScores", "BeginOffsetMillis", "Content")),
    ),
    lists=("Transcript",),
    message=Speech(
        text=("Content",),
        conversation_id=("^JobName",),
        message_id=("Id",),
        author_id=("ParticipantId",),
        channel=("^Channel",),
        speakers=(Word("ParticipantRole", _ROLES), Word("@", _ROLES)),
    ),
    people=_PARTICIPANTS,
)
