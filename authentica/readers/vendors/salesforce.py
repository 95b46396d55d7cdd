"""Salesforce: case comments, e-mails and conversation entries, from queries (JSON) or the Data Loader (CSV)."""

from __future__ import annotations

from authentica.readers.layouts import Flag, Layout, Shown, Speech, Word
from authentica.schema import Role

__all__ = ["CASE_COMMENTS", "CONVERSATION_ENTRIES", "EMAIL_MESSAGES"]

_PAGES = ("records",)
_USER_TYPES = {
    "standard": Role.AGENT,
    "guest": Role.CUSTOMER,
    "powercustomersuccess": Role.CUSTOMER,
    "customersuccess": Role.CUSTOMER,
    "cspliteportal": Role.CUSTOMER,
    "powerpartner": Role.CUSTOMER,
}
_BY_MACHINE = Word("CreatedBy.UserType", {"automatedprocess": Role.BOT})
_DELETED = Flag("IsDeleted", Role.SYSTEM)

CASE_COMMENTS = Layout(
    name="salesforce-comments",
    description="Salesforce case comments",
    signs=(frozenset(("CommentBody", "ParentId")), frozenset(("CommentBody", "IsPublished"))),
    pages=_PAGES,
    message=Speech(
        text=("CommentBody",),
        conversation_id=("ParentId",),
        message_id=("Id",),
        author_id=("CreatedById", "CreatedBy.Id"),
        created_at=("CreatedDate",),
        kinds=(_DELETED, Flag("IsPublished", None, Role.NOTE), _BY_MACHINE),
        shown=(Shown("IsPublished"),),
        speakers=(Word("CreatedBy.UserType", _USER_TYPES), Word("CreatorUserType", _USER_TYPES)),
    ),
)
"""The comment itself does not tell who wrote it: the query has to ask for ``CreatedBy.UserType``, or the caller names
the agents by their ids."""

EMAIL_MESSAGES = Layout(
    name="salesforce-emails",
    description="Salesforce e-mail messages",
    signs=(frozenset(("Incoming", "TextBody")), frozenset(("Incoming", "HtmlBody"))),
    pages=_PAGES,
    message=Speech(
        text=("TextBody",),
        html=("HtmlBody",),
        conversation_id=("ParentId", "RelatedToId", "ThreadIdentifier"),
        message_id=("Id",),
        author_id=("FromAddress", "CreatedById"),
        created_at=("MessageDate", "CreatedDate"),
        in_response_to=("ReplyToEmailMessageId",),
        kinds=(
            _DELETED,
            Flag("IsPrivateDraft", Role.NOTE),
            Word("Status", {"5": Role.NOTE, "draft": Role.NOTE}),  # not sent
            _BY_MACHINE,
        ),
        speakers=(Flag("Incoming", Role.CUSTOMER, Role.AGENT),),
    ),
)

CONVERSATION_ENTRIES = Layout(
    name="salesforce-messaging",
    description="Salesforce conversation entries",
    signs=(
        frozenset(("ActorType", "EntryTime")),
        frozenset(("ActorType", "EntryType")),
        frozenset(("conversation_identifier", "entry_payload")),
        frozenset(("conversationEntries", "entryPayload")),
    ),
    pages=_PAGES,
    lists=("conversationEntries",),
    message=Speech(
        text=(
            "Message",
            *(
                f"{payload}.{text}"
                for payload in ("entry_payload", "entryPayload")
                for text in ("abstractMessage.staticContent.text", "abstractMessage.choices.text", "text", "")
            ),
        ),
        conversation_id=("ConversationId", "conversation_identifier", "conversationIdentifier", "^conversationId"),
        message_id=("Id", "identifier"),
        author_id=("ActorId", "sender.subject"),
        created_at=("EntryTime", "transcripted_timestamp", "transcriptedTimestamp"),
        kinds=(
            *(
                Word(path, {"text": None, "message": None, "note": Role.NOTE}, otherwise=Role.SYSTEM)
                for path in ("EntryType", "entry_type", "entryType")
            ),
        ),
        speakers=tuple(
            Word(
                path,
                {
                    "agent": Role.AGENT,
                    "supervisor": Role.AGENT,
                    "bot": Role.BOT,
                    "chatbot": Role.BOT,
                    "enduser": Role.CUSTOMER,
                    "end user": Role.CUSTOMER,
                    "system": Role.SYSTEM,
                },
            )
            for path in ("ActorType", "sender.role")
        ),
    ),
)
