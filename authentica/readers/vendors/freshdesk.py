"""Freshdesk: tickets with their conversations, or conversations alone."""

from __future__ import annotations

from authentica.readers.layouts import Flag, Layout, Same, Shown, Speech, Word
from authentica.schema import Role

__all__ = ["FRESHDESK"]

# What a conversation came from: a reply, a tweet, a post of Facebook, a call; 2 is a note, public or private.
_SEEN = frozenset(("0", "5", "7", "9"))

FRESHDESK = Layout(
    name="freshdesk",
    description="Freshdesk tickets and conversations",
    signs=(
        frozenset(("incoming", "private", "body_text")),
        frozenset(("incoming", "private", "ticket_id")),
        frozenset(("incoming", "private", "conversations")),
        frozenset(("description_text", "requester_id")),
    ),
    pages=("tickets", "results"),
    lists=("conversations",),
    message=Speech(
        text=("body_text",),
        html=("body",),
        html_first=True,  # body_text is the HTML without its tags: what was quoted runs on behind the agent's words
        conversation_id=("ticket_id", "^id"),
        message_id=("id",),
        author_id=("user_id",),
        created_at=("created_at",),
        kinds=(
            Flag("private", Role.NOTE),
            Word("source", {"8": Role.NOTE}),  # forwarded to somebody else than the customer
            Word("source", {"6": Role.SYSTEM}),  # the answer to a survey
        ),
        shown=(Shown("private"), Shown("source", _SEEN)),
        speakers=(
            Flag("incoming", Role.CUSTOMER, Role.AGENT),
            Same("user_id", "^requester_id", Role.CUSTOMER),
        ),
    ),
    # The customer's first message is the ticket's description.
    opening=Speech(
        text=("description_text",),
        html=("description",),
        html_first=True,
        conversation_id=("id",),
        author_id=("requester_id",),
        agent_id=("responder_id",),
        created_at=("created_at",),
        speakers=(Word("source", {"10": Role.AGENT}, otherwise=Role.CUSTOMER),),  # 10: an e-mail that an agent began
        speaker=Role.CUSTOMER,
    ),
)
