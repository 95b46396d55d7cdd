"""HubSpot: messages and comments of conversation threads."""

from __future__ import annotations

from authentica.readers.layouts import Layout, Limits, Shown, Speech, Word
from authentica.schema import Role

__all__ = ["HUBSPOT"]

# Actors are named by a letter and a number: A-17 is an agent, V-17 a visitor, B-17 a bot, L-17 a language model, S-17 the
# system, I-17 an integration. E-17 is an e-mail address, which may be anybody's: there, the direction decides. It also
# decides where an integration passes on what a customer wrote; what it sends to the customer, nobody wrote.
_MACHINES = {"b": Role.BOT, "l": Role.BOT, "s": Role.SYSTEM}
_PEOPLE = {"a": Role.AGENT, "v": Role.CUSTOMER, "i": Role.BOT}
_OUTGOING = {"a": Role.AGENT, "i": Role.BOT, "v": None, "e": None}

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
    limits=Limits(cut="truncationStatus", whole="not truncated"),
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
        shown=(Shown("type"),),
        speakers=(
            Word("direction", {"incoming": Role.CUSTOMER, "outgoing": None}),
            Word("senders.0.actorId", _OUTGOING, before="-"),
            Word("createdBy", _OUTGOING, before="-"),
            Word("direction", {"outgoing": Role.AGENT}),
            Word("senders.0.actorId", _PEOPLE, before="-"),
            Word("createdBy", _PEOPLE, before="-"),
        ),
    ),
)
