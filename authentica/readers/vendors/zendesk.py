"""Zendesk: comments of tickets, ticket exports with comments, audits and ticket events, with side-loaded users."""

from __future__ import annotations

from authentica.readers.layouts import Flag, Layout, People, Same, Shown, Speech, Word
from authentica.schema import Role

__all__ = ["ZENDESK"]

_TICKET_ID = ("ticket_id", "^ticket.id", "^ticket_id", "^id")

_SAID = {**dict.fromkeys(("comment", "facebookcomment", "tweet")), "voicecomment": Role.SYSTEM}
"""What is said to somebody. The text of a voice comment is the log of a call, which Zendesk writes."""

_MACHINES = dict.fromkeys(("rule", "system", "answer bot"), Role.BOT)

ZENDESK = Layout(
    name="zendesk",
    description="Zendesk ticket comments",
    signs=(
        frozenset(("author_id", "public", "html_body")),
        frozenset(("author_id", "public", "plain_body")),
        frozenset(("author_id", "public", "audit_id")),
        frozenset(("author_id", "public", "comments")),
        frozenset(("ticket_events", "child_events")),
        frozenset(("ticket_id", "child_events")),
        frozenset(("requester_id", "submitter_id")),
    ),
    pages=("tickets", "ticket_events", "audits"),
    lists=("comments",),
    part_lists=("child_events", "events"),
    message=Speech(
        text=("body", "plain_body"),
        html=("html_body",),
        conversation_id=_TICKET_ID,
        message_id=("id",),
        author_id=("author_id", "^author_id", "^updater_id"),
        created_at=("created_at", "^created_at", "^timestamp"),
        channel=("via.channel", "via", "^via.channel", "^via"),
        kinds=(
            # Audits and ticket events list every change of the ticket; only comments are said to anybody.
            Word("event_type", _SAID, otherwise=Role.SYSTEM),
            Word("type", _SAID, otherwise=Role.SYSTEM),
            Flag("public", None, Role.NOTE),
            Word("author_id", {"-1": Role.BOT}),  # Zendesk itself
            *(Word(path, _MACHINES) for path in ("via.channel", "via")),
            *(Word(path, {"rule": Role.BOT}) for path in ("^via.channel", "^via")),  # of the audit, or of the event
            *(
                Word(path, {"merge": Role.SYSTEM}) for path in ("via.source.rel", "^via.source.rel")
            ),  # "… was merged into …"
        ),
        shown=(Shown("public"), Shown("type", frozenset(("tweet",)))),  # a tweet has no such field
        whole_chat=Shown("via.channel", frozenset(("chat",))),
        speakers=(
            # Who requested a ticket is its customer, be they staff elsewhere; but not who requested and answers it: an agent who
            # opened it for themselves, as for a call they took or a task, by whose role it is judged.
            Same("author_id", "^requester_id", Role.CUSTOMER, unless="^assignee_id"),
            Same("author_id", "^requester.id", Role.CUSTOMER, unless="^assignee.id"),
            Same("author_id", "^ticket.requester_id", Role.CUSTOMER, unless="^ticket.assignee_id"),
            Word("@", {"end user": Role.CUSTOMER, "agent": Role.AGENT, "admin": Role.AGENT}),
            Word("author.role", {"end user": Role.CUSTOMER, "agent": Role.AGENT, "admin": Role.AGENT}),
            Same("author_id", "^assignee_id", Role.AGENT),
            Same("author_id", "^assignee.id", Role.AGENT),
            Same("author_id", "^ticket.assignee_id", Role.AGENT),
        ),
    ),
    # A ticket without its comments still tells the first of them.
    opening=Speech(
        text=("description",),
        conversation_id=("id", "ticket_id"),
        author_id=("submitter_id", "requester_id"),
        created_at=("created_at",),
        channel=("via.channel", "via"),
        kinds=(
            Flag("is_public", None, Role.NOTE),
            *(Word(path, _MACHINES) for path in ("via.channel", "via")),
        ),
        speakers=(
            Same("submitter_id", "requester_id", Role.CUSTOMER, unless="assignee_id"),
            Word("@", {"end user": Role.CUSTOMER, "agent": Role.AGENT, "admin": Role.AGENT}),
            Same("submitter_id", "assignee_id", Role.AGENT),
        ),
    ),
    opening_is_repeated=True,
    people=People(
        lists=("users",),
        person_id="id",
        role="role",
        key=("author_id", "submitter_id", "^author_id", "^updater_id"),
        name="name",
    ),
)
"""Who wrote a comment is told by who requested the ticket, then by the side-loaded users; without them, the assignee is the
agent, and of anybody else it is not known."""
