"""Gorgias: ticket messages, alone or in their tickets."""

from __future__ import annotations

from authentica.readers.layouts import Flag, Layout, Shown, Speech, Word
from authentica.schema import Role

__all__ = ["GORGIAS"]

GORGIAS = Layout(
    name="gorgias",
    description="Gorgias ticket messages",
    signs=(
        frozenset(("from_agent", "body_text")),
        frozenset(("from_agent", "body_html")),
        frozenset(("from_agent", "stripped_text")),
        frozenset(("from_agent", "created_datetime")),
    ),
    pages=("data",),
    lists=("messages",),
    message=Speech(
        text=("stripped_text", "body_text"),  # stripped: without what was quoted, and the signature
        html=("stripped_html", "body_html"),
        conversation_id=("ticket_id", "^id"),
        message_id=("id",),
        author_id=("sender.id",),
        created_at=("created_datetime", "sent_datetime"),
        channel=("channel", "^channel"),
        kinds=(
            Flag("public", None, Role.NOTE),
            *(Word(path, {"internal note": Role.NOTE}) for path in ("channel", "source.type", "via")),
            Word("rule_id", {}, otherwise=Role.BOT),  # a rule sent it
            Word("via", {"rule": Role.BOT}),
        ),
        shown=(Shown("public"), Shown("channel"), Shown("source.type")),  # of a note, these name it
        speakers=(Flag("from_agent", Role.AGENT, Role.CUSTOMER),),
    ),
)
