"""Genesys Cloud: transcripts of voice and digital conversations."""

from __future__ import annotations

from authentica.readers.layouts import Layout, Speech, Word
from authentica.schema import Role

__all__ = ["GENESYS"]

GENESYS = Layout(
    name="genesys",
    description="Genesys Cloud transcripts",
    signs=(
        frozenset(("participantPurpose",)),
        frozenset(("transcripts", "phrases")),
        frozenset(("conversationId", "communicationId", "transcripts")),
    ),
    lists=("transcripts.*.phrases", "phrases"),
    message=Speech(
        text=("decoratedText", "text"),  # decorated: with punctuation
        conversation_id=("^conversationId",),  # phraseIndex begins anew in every transcript, and is no message's id
        created_at=("startTimeMs",),
        channel=("^mediaType",),
        speakers=(
            Word(
                "participantPurpose",
                {
                    "external": Role.CUSTOMER,
                    "customer": Role.CUSTOMER,
                    "internal": Role.AGENT,
                    "agent": Role.AGENT,
                    "user": Role.AGENT,
                    "acd": Role.SYSTEM,
                    "system": Role.SYSTEM,
                    "voicemail": Role.SYSTEM,
                    "workflow": Role.SYSTEM,
                    "ivr": Role.BOT,
                    "bot": Role.BOT,
                    "botflow": Role.BOT,
                },
            ),
        ),
    ),
)
