"""Decide which column of an export holds what.

Names are compared without case, spaces and punctuation: "Ticket ID", ``ticket_id`` and ``ticketId`` are one name.
Where several columns could hold a field, the one that stands first in the list of that field is taken, and it is said
aloud which. What the caller names always wins.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from authentica.errors import ColumnError
from authentica.readers.roles import holds_both_sides, plain_name, read_role
from authentica.schema import Role

__all__ = ["COLUMN_NAMES", "FIELDS", "ColumnMap", "check_overrides", "looks_like_header", "map_columns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """The column of each field; None where the file has none.

    Attributes
    ----------
    text : str or None
        The message, or the agent's reply where `customer_text` stands beside it.
    html : str or None
        The message as HTML; read where `text` has nothing.
    customer_text : str or None
        What the customer wrote before the reply of the same row.
    role : str or None
        Who wrote the message. Without it, every row is an agent's reply.
    turn : str or None
        Number of the message within its conversation.
    note : str or None
        Whether the message is an internal note, for the agents alone.
    conversation_id, message_id, in_response_to, author_id, created_at, channel : str or None
        As in `authentica.schema.Message`.
    """

    conversation_id: str | None = None
    message_id: str | None = None
    text: str | None = None
    role: str | None = None
    author_id: str | None = None
    created_at: str | None = None
    channel: str | None = None
    in_response_to: str | None = None
    customer_text: str | None = None
    html: str | None = None
    turn: str | None = None
    note: str | None = None

    @property
    def follows_pointers(self) -> bool:
        """Whether threads have to be found by following `in_response_to`."""
        return self.conversation_id is None and self.message_id is not None and self.in_response_to is not None

    def describe(self, columns: Iterable[str] = (), *, holds_chats: bool = False) -> str:
        """Return one sentence that tells what is read from where, and what is left.

        Examples
        --------
        >>> ColumnMap(text="body", role="from").describe(["body", "from", "tags"])
        "Columns: text from 'body', role from 'from'; not used: 'tags'."
        """
        order = ("text", "html", "customer_text", "role", "conversation_id")
        names = {name: getattr(self, name) for name in (*order, *(f for f in FIELDS if f not in order))}
        used = ", ".join(f"{name} from {column[:40]!r}" for name, column in names.items() if column is not None)
        notes = []
        if holds_chats:
            notes.append("each text is a whole chat, and read as its turns")
        elif self.role is None:
            # With a question beside it, a row is a reply.
            name_it = "" if self.customer_text else " (--column role=COLUMN, or columns={'role': 'COLUMN'}, names one)"
            notes.append(f"no role column, so every row is read as an agent's reply{name_it}")
        left = [column for column in columns if column and column not in names.values()]
        if left:
            more = f" and {len(left) - 8} more" if len(left) > 8 else ""
            notes.append("not used: " + ", ".join(repr(column[:40]) for column in left[:8]) + more)
        return f"Columns: {'; '.join([used, *notes])}."


FIELDS = tuple(field.name for field in fields(ColumnMap))

COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "conversation_id": (
        "conversationid", "convid", "threadid", "dialogueid", "dialogid", "chatid", "sessionid", "ticketid",
        "ticketnumber", "ticketno", "ticketnr", "caseid", "casenumber", "issueid", "interactionid", "callid", "transcriptid",
        "contactid", "roomid", "requestid", "reviewid", "conversation", "thread", "ticket", "case", "dialogue",
        "session",
    ),
    "message_id": (
        "messageid", "msgid", "tweetid", "commentid", "postid", "replyid", "conversationpartid", "partid", "eventid",
        "utteranceid", "messageuuid", "id", "uuid",
    ),
    "role": (
        "role", "authorrole", "senderrole", "speakerrole", "participantrole", "messagerole", "userrole", "actorrole",
        "authortype", "sendertype", "speakertype", "participanttype", "usertype", "actortype", "fromtype",
        "direction", "messagedirection", "inbound", "isinbound", "incoming", "isincoming", "outbound", "isoutbound",
        "outgoing", "isoutgoing", "isagent", "fromagent", "isstaff", "iscustomer", "fromcustomer",
    ),
    "created_at": (
        "createdat", "created", "createdtime", "createddate", "creationdate", "createdon", "timestamp", "datetime",
        "messagetimestamp", "messagetime", "sentat", "senttime", "sentdate", "postedat", "publishedat", "replydate",
        "time", "date", "ts",
    ),
    "turn": (
        "turn", "turnid", "turnnumber", "turnindex", "messageindex", "messagenumber", "sequence", "sequencenumber",
        "seq", "position",
    ),
    "note": (
        "isinternalnote", "internalnote", "isnote", "isinternal", "internal", "isprivate", "private", "ispublic", "public",
        "visibility", "commenttype", "messagetype", "parttype", "conversationparttype", "type",
    ),
    "channel": ("channel", "channeltype", "channelname", "medium", "via", "messagechannel", "platform"),
    "in_response_to": (
        "inresponsetotweetid", "inresponseto", "inresponsetoid", "inreplyto", "inreplytoid", "inreplytostatusid",
        "inreplytomessageid", "replytoid", "replytomessageid", "parentmessageid", "parenttweetid", "parentcommentid",
        "parentid",
    ),
    "html": ("htmlbody", "bodyhtml", "html", "messagehtml", "htmlmessage", "htmlcontent", "contenthtml", "texthtml"),
    "author_id": (
        "authorid", "agentid", "senderid", "fromid", "userid", "author", "authorname", "agent", "agentname", "sender",
        "sendername", "speaker", "from", "username", "participant", "operator", "createdby", "assigneeid", "assignee",
    ),
}  # fmt: skip
"""Names of each field, best first. The text columns have their own lists, since their meaning depends on each other."""

_TEXT = (
    "text", "messagetext", "messagebody", "plainbody", "plaintext", "bodytext", "textbody", "bodyplain", "body",
    "message", "messagecontent", "content", "comment", "commentbody", "commenttext", "utterance", "tweet", "tweettext",
    "post", "posttext",
)  # fmt: skip
_REPLY = (
    "agentreply", "agentresponse", "agentmessage", "agenttext", "agentanswer", "supportreply", "staffreply",
    "replytext", "replybody", "responsetext", "responsebody", "developerreplytext", "developerreply",
    "developerresponse", "ownerreply", "ownerresponse", "companyreply", "companyresponse", "businessreply",
    "businessresponse", "managerresponse", "merchantreply", "sellerreply", "reply", "response", "answer",
)  # fmt: skip
_CUSTOMER = (
    "customertext", "customermessage", "customerquestion", "customerquery", "customercomment", "usertext",
    "usermessage", "userquery", "userquestion", "reviewtext", "reviewbody", "review", "question", "query", "inquiry",
    "enquiry", "complaint", "feedback", "instruction", "ticketdescription", "description",
)  # fmt: skip
_ANY_TEXT = frozenset((*_TEXT, *_REPLY, *_CUSTOMER, *COLUMN_NAMES["html"]))
_ANY_NAME = _ANY_TEXT.union(*COLUMN_NAMES.values())
_ONLY_ONE = "the only one is not shown, since a first row may be a message"
_CUSTOMER_BESIDE_ROLE = ("customertext", "customermessage")
_ROLE_IF_CONTENT = (
    "speaker",
    "sender",
    "author",
    "from",
    "participant",
    "party",
    "actor",
    "user",
    "who",
    "messagetype",
    "type",
)


def check_overrides(columns: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return what the caller named; an empty name switches a field off."""
    for name, column in columns.items():
        if column is not None and not isinstance(column, str):
            raise ColumnError(f"a column must be named by a string, not a {type(column).__name__}", "columns")
        if name not in FIELDS:
            raise ColumnError(
                f"there is no field {str(name)[:40]!r} to give a column to",
                "columns",
                f"Name one of: {', '.join(FIELDS)}.",
            )
    return {name: column or None for name, column in columns.items()}


def map_columns(
    columns: Sequence[str],
    overrides: Mapping[str, str | None],
    where: str,
    *,
    samples: Mapping[str, Collection[str]] | None = None,
    roles: Mapping[str, Role] | None = None,
    are_keys: bool = False,
    inner: Collection[str] = (),
) -> ColumnMap:
    """Find the column of every field.

    A column "author" or "speaker" is the role where its samples are mostly role words, the caller's own among them. Keys of objects
    (`are_keys`) are names for sure; the first row of a table may be a message, which no error shows. A field is looked for last among
    the columns that lie within an object (`inner`), such as "author.role".

    Raises
    ------
    ColumnError
        If a named column does not exist, if a used column stands twice in the header, if nothing holds the text, or if agents and
        customers both speak in a column that is not known to be the role.
    """
    chosen: dict[str, str | None] = {
        field: None if column is None else _named(field, column, columns, where, are_keys=are_keys)
        for field, column in overrides.items()
    }
    by_plain: dict[str, str] = {}
    inner_by_plain: dict[str, str] = {}
    within = frozenset(inner)
    for column in columns:
        (inner_by_plain if column in within else by_plain).setdefault(plain_name(column), column)

    def guess(field: str, names: Iterable[str]) -> None:
        if field not in chosen:
            taken = set(chosen.values())
            listed = list(names)
            found = (
                known[name]
                for known in (by_plain, inner_by_plain)
                for name in listed
                if name in known and known[name] not in taken
            )
            chosen[field] = next(found, None)

    guess("role", COLUMN_NAMES["role"])
    if chosen["role"] is None and "role" not in overrides:
        del chosen["role"]
        cells = samples or {}
        guess("role", [n for n in _ROLE_IF_CONTENT if _holds_roles(cells.get(by_plain.get(n, ""), ()), roles or {})])
    for field in ("in_response_to", "conversation_id", "message_id", "created_at", "turn", "channel"):
        guess(field, COLUMN_NAMES[field])
    if chosen.get("html") is not None and "text" not in overrides:
        chosen["text"] = None  # the caller wants the HTML read
    _guess_texts(chosen, guess)
    guess("html", COLUMN_NAMES["html"])
    guess("author_id", COLUMN_NAMES["author_id"])
    guess("note", COLUMN_NAMES["note"])

    if chosen["text"] is None and chosen["html"] is None:
        if len(columns) == 1 and not are_keys:
            raise ColumnError(
                f"no column was recognised as the text; {_ONLY_ONE}",
                where,
                "Name it with --column text=COLUMN, or columns={'text': 'COLUMN'} from Python; "
                "a pasted chat needs Agent: and Customer: before its turns.",
            )
        if not are_keys and 1 < len(columns) <= 2 * columns.count(""):
            raise ColumnError(
                "no column was recognised as the text, and most cells of the first row are empty, as where a title stands above the header",
                where,
                "Delete the rows above the header, so that the names of the columns stand in the first row.",
            )
        if are_keys or looks_like_header(columns):
            raise ColumnError.missing("text", columns, where)
        raise ColumnError(
            "no column was recognised as the text, and the first row does not look like a header",
            where,
            "Put the names of the columns into the first row; a pasted chat needs Agent: and Customer: before its turns.",
        )
    if "role" not in overrides and chosen["role"] is chosen["customer_text"] is None:
        used = {column for field, column in chosen.items() if field != "author_id" or field in overrides}
        _refuse_unnamed_role([c for c in columns if c not in used], samples or {}, roles or {}, where)
    for field, name in chosen.items():
        if name is not None and columns.count(name) > 1:
            raise ColumnError(
                f"the column {name[:40]!r}, read as the {field}, stands twice in the header", where, "Rename one."
            )
    return ColumnMap(**chosen)


def _refuse_unnamed_role(
    columns: Iterable[str], samples: Mapping[str, Collection[str]], roles: Mapping[str, Role], where: str
) -> None:
    """Refuse to read customers as agents where some column, though its name says nothing, tells them apart."""
    for column in columns:
        cells = samples.get(column, ())
        if _holds_roles(cells, roles) and holds_both_sides(column, cells, roles):
            raise ColumnError(
                f"no column was recognised as the role, but in {column[:40]!r} agents and customers both speak",
                where,
                f"Name it with --column {shlex.quote(f'role={column}')}, or columns={{'role': {column!r}}} from Python; "
                "--column role= (columns={'role': ''}) reads every row as an agent's reply.",
            )


def _guess_texts(chosen: dict[str, str | None], guess: Callable[[str, Iterable[str]], None]) -> None:
    """Find the text and the customer's text.

    A file with roles or pointers has one message a row. Any other may have a question and its answer a row: then
    "reply" is a better name for the agent's text than "text", which beside it holds the customer's.
    """
    if chosen["role"] is not None or chosen["in_response_to"] is not None:
        guess("text", _TEXT + _REPLY)
        guess("customer_text", _CUSTOMER_BESIDE_ROLE)
        return
    guess("text", _REPLY + _TEXT)
    is_reply = chosen["text"] is not None and plain_name(chosen["text"]) in _REPLY
    guess("customer_text", _CUSTOMER + _TEXT if is_reply else _CUSTOMER)


def _named(field: str, name: str, columns: Sequence[str], where: str, *, are_keys: bool) -> str:
    if name in columns:
        return name
    alike = [column for column in columns if plain_name(column) == plain_name(name)]
    if alike:
        return alike[0]
    if len(columns) == 1 and not are_keys:
        raise ColumnError(
            f"there is no column {name[:40]!r} for the {field}; {_ONLY_ONE}", where, "Check the spelling."
        )
    raise ColumnError.unknown(name, field, columns, where)


def _holds_roles(values: Collection[str], roles: Mapping[str, Role]) -> bool:
    filled = [value for value in values if value.strip()]
    return bool(filled) and 2 * sum(read_role(value, roles) is not None for value in filled) >= len(filled)


def role_column(names: Iterable[str]) -> str | None:
    """Return the column whose name says that it holds the role, or None.

    Examples
    --------
    >>> role_column(["Body", "Author Type"]), role_column(["Body", "Author"]) is None
    ('Author Type', True)
    """
    by_plain = {plain_name(name): name for name in reversed(list(names))}
    return next((by_plain[name] for name in COLUMN_NAMES["role"] if name in by_plain), None)


def count_known(names: Iterable[str]) -> int:
    """Return how many of the names are known of some field; 0 where none of them is of a text.

    Examples
    --------
    >>> count_known(["Ticket ID", "Body", "Mood"]), count_known(["Ticket ID", "Mood"])
    (2, 0)
    """
    plain = {plain_name(name) for name in names}
    return 0 if _ANY_TEXT.isdisjoint(plain) else len(plain & _ANY_NAME)


def looks_like_header(columns: Iterable[str]) -> bool:
    """Tell whether these can be names, so that showing them shows no message.

    Examples
    --------
    >>> looks_like_header(["id", "Review Text"]), looks_like_header(["17", "Thanks, all is well now."])
    (True, False)
    """
    return all(
        len(name) <= 40
        and len(name.split()) <= 4
        and not re.search(r"[.!?,](\s|$)", name)
        and not name.strip().isdigit()
        for name in columns
    )
