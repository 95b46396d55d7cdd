"""HubSpot: messages and comments of conversation threads."""

from __future__ import annotations

from authentica.readers.layouts import Layout, Speech, Word
from authentica.schema import Role

__all__ = ["HUBSPOT"]

# Actors are named by a letter and a number: A-17 is an agent, V-17 a visitor, B-17 a bot, S-17 the system. E-17 is an
# e-mail address, which may be anybody's: there, the direction decides.
_MACHINES = {"b": Role.BOT, "s": Role.SYSTEM}
_PEOPLE = {"a": Role.AGENT, "v": Role.CUSTOMER}

HUBSPOT = Layout(
    name="hubspot",
    description="HubSpot conversation threads",
    signs=(
        frozenset(("conversationsThreadId",)),
        frozenset(("senders", "actorId", "direction")),
        frozenset(("truncationStatus", "richText")),
    ),
    pages=("results",),
    lists=("messages",),
    message=Speech(
        text=("text",),
        html=("richText",),
        conversation_id=("conversationsThreadId", "^id"),
        message_id=("id",),
        author_id=("senders.0.actorId", "createdBy"),
        created_at=("createdAt",),
        channel=("channelId",),
        in_response_to=("inReplyToId",),
        kinds=(
            Word(
                "type",
                {"message": None, "comment": Role.NOTE, "welcome message": Role.BOT},
                otherwise=Role.SYSTEM,
            ),
            Word("senders.0.actorId", _MACHINES, before="-"),
            Word("createdBy", _MACHINES, before="-"),
        ),
        speakers=(
            Word("direction", {"incoming": Role.CUSTOMER, "outgoing": Role.AGENT}),
            Word("senders.0.actorId", _PEOPLE, before="-"),
            Word("createdBy", _PEOPLE, before="-"),
        ),
    ),
)
