"""Intercom: conversations with their source and parts."""

from __future__ import annotations

from authentica.readers.layouts import Flag, IfSilent, Layout, Limits, Shown, Speech, Word
from authentica.schema import Role

__all__ = ["INTERCOM"]

_AUTHOR_TYPES = {
    "admin": Role.AGENT,
    "team": Role.AGENT,
    "bot": Role.BOT,
    "user": Role.CUSTOMER,
    "lead": Role.CUSTOMER,
    "contact": Role.CUSTOMER,
}
_STATE_CHANGES = frozenset(
    ("open", "close", "assignment", "assign and reopen", "assign and unsnooze", "snoozed", "unsnoozed")
)

INTERCOM = Layout(
    name="intercom",
    description="Intercom conversations",
    signs=(
        frozenset(("conversation_parts", "source")),
        frozenset(("conversation_parts", "part_type")),
        frozenset(("part_type", "author")),
        frozenset(("delivered_as", "source", "author")),
    ),
    pages=("conversations",),
    lists=("conversation_parts.conversation_parts", "conversation_parts"),
    limits=Limits(message_count="conversation_parts.total_count", most_messages=500),
    message=Speech(
        text=(),
        html=("body",),
        is_tagged=True,  # it comes as plain text where it was asked for so (display_as), which nothing else tells
        conversation_id=("conversation_id", "^id"),
        message_id=("id",),
        author_id=("author.id",),
        created_at=("created_at",),
        channel=("^source.type",),
        kinds=(
            Flag("redacted", Role.SYSTEM),
            # A change of state may carry a message to the customer; without one it is an event.
            IfSilent("part_type", _STATE_CHANGES),
            Word(
                "part_type",
                {
                    **dict.fromkeys((*_STATE_CHANGES, "comment", "quick reply", "conversation"), None),
                    **dict.fromkeys(("note", "note and reopen"), Role.NOTE),
                },
                otherwise=Role.SYSTEM,
            ),
            Flag("author.from_ai_agent", Role.BOT),
            Flag("author.is_ai_answer", Role.BOT),
        ),
        shown=(Shown("part_type"),),
        speakers=(Word("author.type", _AUTHOR_TYPES),),
    ),
    # What the customer, or a campaign, said first is not among the parts.
    opening=Speech(
        text=(),
        html=("source.body",),
        is_tagged=True,
        conversation_id=("id",),
        message_id=("source.id",),
        author_id=("source.author.id",),
        created_at=("created_at",),
        channel=("source.type",),
        kinds=(
            Flag("source.redacted", Role.SYSTEM),
            Word(
                "source.delivered_as",
                {"automated": Role.BOT, "campaigns initiated": Role.BOT, "operator initiated": Role.BOT},
            ),
            Flag("source.author.from_ai_agent", Role.BOT),
            Flag("source.author.is_ai_answer", Role.BOT),
        ),
        speakers=(Word("source.author.type", _AUTHOR_TYPES),),
    ),
)
