"""Read who wrote a message from the words that exports use for it."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from authentica.errors import InputError
from authentica.readers.values import drop_zero_decimals, is_nothing, read_flag
from authentica.schema import Role

__all__ = [
    "ROLE_WORDS",
    "NoteReader",
    "RoleReader",
    "check_roles",
    "holds_both_sides",
    "normalize_role",
    "plain_name",
    "read_role",
    "unknown_role",
    "unknown_speaker",
]

ROLE_WORDS: Mapping[Role, tuple[str, ...]] = {
    Role.AGENT: (
        "agent", "human agent", "live agent", "support", "support agent", "support team", "customer support",
        "customer service", "customer care", "representative", "support representative", "service representative",
        "rep", "csr", "advisor", "adviser", "associate", "specialist", "consultant", "operator", "admin",
        "administrator", "staff", "employee", "team", "team member", "teammate", "help desk", "helpdesk", "helper",
        "moderator", "manager", "owner", "developer", "company", "brand", "business", "merchant", "seller",
        "outbound", "outgoing", "sent",
    ),
    Role.CUSTOMER: (
        "customer", "user", "end user", "enduser", "visitor", "client", "guest", "requester", "contact", "lead",
        "consumer", "caller", "buyer", "shopper", "subscriber", "passenger", "patient", "reviewer",
        "inbound", "incoming", "received",
    ),
    Role.BOT: (
        "bot", "chatbot", "chat bot", "robot", "answer bot", "automation", "automated", "auto", "auto reply",
        "autoresponder", "virtual agent", "virtual assistant", "ai", "ai agent", "ivr", "workflow", "trigger",
    ),
    Role.SYSTEM: ("system", "event", "system message", "system event", "notification", "activity", "status"),
    Role.NOTE: ("note", "internal", "private", "internal note", "private note", "internal comment", "note and reopen", "whisper"),
}  # fmt: skip
"""Known words of each role. "assistant" is left out on purpose: it is a human in some exports and a model in others."""

_BY_WORD = {word: role for role, words in ROLE_WORDS.items() for word in words}

_LEADS = ("agent", "advisor", "adviser", "representative", "rep", "operator", "customer", "visitor", "client", "caller")
_NAME = r"[^\W\d_a-z][\w.'’-]{0,30}"
_LABEL = re.compile(
    rf"(?P<lead>(?i:{'|'.join(_LEADS)}))"
    rf"(?P<rest>\s?\([^()]{{1,30}}\)|\s?\[[^\[\]]{{1,30}}\]|(?:\s|\s?#)\d{{1,9}}|\s?[-–—:/|]\s?{_NAME}(?: {_NAME})?"
    rf"|(?: {_NAME}){{1,2}} [^\W\d_a-z]\.?)"
)
"""A role word and what tells one such person from another: in brackets, a number, behind a dash, a name with an initial."""

_LABEL_CHARS = 60
_OTHER_WORDS = frozenset(
    part for words in ROLE_WORDS.values() for word in words for part in word.split()
) | frozenset({
    "assist", "assistant", "copilot", "care", "success", "experience", "relations", "service", "services", "left", "joined",
    "join", "leave", "ended", "transfer", "transferred", "unavailable", "available", "assigned", "comment",
})  # fmt: skip
"""Words behind the leading one that make it another: "Agent (AI)", "Customer - Success", "Agent/Customer"."""

_TRUE_MEANS = {
    Role.CUSTOMER: ("inbound", "isinbound", "incoming", "isincoming", "iscustomer", "fromcustomer"),
    Role.AGENT: ("outbound", "isoutbound", "outgoing", "isoutgoing", "isagent", "fromagent", "isstaff"),
}
_PUBLIC = ("public", "ispublic")
_KINDS = ("visibility", "commenttype", "messagetype", "parttype", "conversationparttype", "type")
_MAYBE_TEXT = ("internalnote",)  # such a column may hold the note itself, beside the reply
_SHOWN_WORDS = ("public", "external")
_REMEMBERED_CELLS = 1_000  # not all: a column of free text must not fill the memory
_SHOWN_CHARS = 30
_MOST_SHOWN_DIGITS = 2
_ONE_WORD = re.compile(r"[\w.-]+")
_FEW_WORDS = re.compile(r"[^\W\d_][^\W\d_]*(?:[ _&/-]{1,3}[^\W\d_]+){1,2}")
_NAMING_WORDS = frozenset({
    "agent", "support", "tier", "level", "user", "team", "teammate", "desk", "helpdesk", "bot", "chatbot", "advisor", "adviser",
    "representative", "rep", "associate", "specialist", "consultant", "operator", "admin", "administrator", "staff",
    "employee", "moderator", "customer", "client", "visitor", "guest", "requester", "caller", "subscriber", "assistant",
})  # fmt: skip
"""One of them is among the words of a role, and seldom among the few of a message."""

_SAID_WORDS = frozenset(
    "i im me my mine myself we us our ours you your yours u ur he she they it its this that these those "
    "am is are was were be been has have had do does did can could would shall should must might get got give "
    "gave need want wants wait waiting help call called speak talk send tell told ask asked come came go gone make said say "
    "refund refunded cancel cancelled fix contact dear thank thanks thx ty cheers please pls plz sorry hello hi hey bye "
    "goodbye ok okay yes yeah yep no nope not never now still why when where what who how good great bad poor rude awful "
    "terrible useless worst best nice lovely".split()
)
"""What is said to somebody has one of them."""


def plain_name(name: str) -> str:
    """Return a column name as names are compared.

    Examples
    --------
    >>> plain_name("Ticket ID")
    'ticketid'
    """
    return re.sub(r"[\W_]", "", name.casefold())


def normalize_role(word: str) -> str:
    """Return the word as roles are compared: lower case, spaces for ``_`` and ``-``.

    Examples
    --------
    >>> normalize_role(" End-User ")
    'end user'
    """
    return " ".join(re.split(r"[\s_-]+", word.casefold())).strip()


def read_role(word: str, overrides: Mapping[str, Role]) -> Role | None:
    """Return the role that a word names, or None; what the caller says of it (`check_roles`) wins.

    Where "Agent" or "Customer" leads what is plainly a label, that word decides: "Agent Priya N", "Customer (web)",
    "Agent - Priya", "Customer #2". "Agent Joined" or "Customer Success" are none: nothing tells such words from names.
    """
    plain = normalize_role(word)
    return overrides.get(plain) or _BY_WORD.get(plain) or _leading_role(word, overrides)


def _leading_role(word: str, overrides: Mapping[str, Role]) -> Role | None:
    if len(word) > _LABEL_CHARS or (found := _LABEL.fullmatch(word.strip())) is None:
        return None
    others = re.findall(r"[^\W\d_]+", found["rest"].casefold())
    if not _OTHER_WORDS.isdisjoint(others):
        return None
    lead = found["lead"].casefold()
    return overrides.get(lead) or _BY_WORD[lead]


def check_roles(roles: Mapping[str, str | Role]) -> dict[str, Role]:
    """Return the caller's role words, ready to be compared."""
    checked: dict[str, Role] = {}
    for word, role in roles.items():
        if not isinstance(word, str):
            raise InputError(f"a role word must be a string, not a {type(word).__name__}", "roles")
        try:
            checked[normalize_role(word)] = Role(role)
        except (ValueError, TypeError):
            allowed = ", ".join(r.value for r in Role)
            shown = repr(role[:40]) if isinstance(role, str) else f"a {type(role).__name__}"
            raise InputError(f"{shown} is not a role", "roles", f"Give one of: {allowed}.") from None
    return checked


class NoteReader:
    """Tells internal notes from messages by a column beside the role, whose name says what it holds.

    Of "public" a false value is a note, of "private" and its like a true one; of "type" and its like only a role word for notes, which is
    one anywhere. A flag that is not set is false, of "public", too.
    """

    def __init__(self, column: str) -> None:
        plain = plain_name(column)
        self._shown = repr(column[:40])
        self._is_public = plain in _PUBLIC
        self._is_flag = plain not in _KINDS
        self._may_be_text = plain in _MAYBE_TEXT
        self._unset_count = 0
        self._is_note = lru_cache(_REMEMBERED_CELLS)(self._read_flag)

    def read(self, cell: str | None, role: Role) -> Role | str:
        """Return the role of a row, given what the role column says; or the reason why it cannot be told.

        Examples
        --------
        >>> NoteReader("Is public").read("0.0", Role.AGENT).value, NoteReader("private").read("0", Role.AGENT).value
        ('note', 'agent')
        """
        cell = cell or ""
        is_note = self._is_note(cell)
        if is_note is not None:
            return Role.NOTE if is_note else role
        if role is not Role.AGENT:
            return role
        if is_nothing(cell):
            self._unset_count += self._is_public
            return Role.NOTE if self._is_public else role
        if self._may_be_text:
            return role
        return (
            f"the value of {self._shown}, which tells notes from replies, is neither true nor false; "
            "switch it off with --column note=, or columns={'note': ''}"
        )

    def _read_flag(self, cell: str) -> bool | None:
        word = normalize_role(cell)
        if _BY_WORD.get(word) is Role.NOTE:
            return True
        if not self._is_flag or word in _SHOWN_WORDS:
            return False
        told = read_flag(word)
        return None if told is None else told is not self._is_public

    def said_after(self) -> tuple[str, ...]:
        """Return what should be said aloud when the column has been read."""
        if not self._unset_count:
            return ()
        count = self._unset_count
        rows = (
            f"1 row leaves {self._shown} empty, and was read as an internal note"
            if count == 1
            else f"{count:,} rows leave {self._shown} empty, and were read as internal notes"
        )
        return (
            f"{rows}; if the customer saw such messages, switch that column off with --column note=, or columns={{'note': ''}}.",
        )


class RoleReader:
    """Reads the cells of one role column.

    Its name decides what true and false mean: in ``inbound``, true is the customer; in ``is_agent``, the agent. With a sample of its first
    cells, an unknown value is shown only where it recurs: a cell that stands there but once may be a message that slipped out of its column.
    """

    def __init__(self, column: str, overrides: Mapping[str, Role], sample: Iterable[str] | None = None) -> None:
        self._overrides = overrides
        self._counts = None if sample is None else Counter(cell.strip() for cell in sample)
        self._role_of = lru_cache(_REMEMBERED_CELLS)(self._read_word)
        plain = plain_name(column)
        self._is_true: Role | None = next((role for role, names in _TRUE_MEANS.items() if plain in names), None)

    def read(self, cell: str | None) -> Role | str:
        """Return the role, or the reason why there is none."""
        if cell is None or not cell.strip():
            return "the role is empty"
        recurs = None if self._counts is None else self._counts[cell.strip()] > 1
        return self._role_of(cell) or unknown_role(drop_zero_decimals(cell), recurs=recurs)

    def _read_word(self, cell: str) -> Role | None:
        named = read_role(cell, self._overrides) or read_role(drop_zero_decimals(cell), self._overrides)
        if named is not None:
            return named
        told = read_flag(cell)
        if self._is_true is None or told is None:
            return None
        if told:
            return self._is_true
        return Role.AGENT if self._is_true is Role.CUSTOMER else Role.CUSTOMER


def unknown_role(cell: str, *, recurs: bool | None = None) -> str:
    """Return the reason for a word that names no role; it is shown only where it can be a word.

    Several words may be shown only where it `recurs` in several rows, and none where it does not. A single word may where that is not known.
    """
    word = cell.strip()
    if _can_be_shown(word, recurs=recurs):
        return f"the role {word!r} is unknown; say what it means with {_say_role(word)}"
    return (
        "the role is unknown, and not shown as it may be a message; name the column of the roles with --column role=COLUMN, or "
        'look at its cell in this row and say what the value means with --role "VALUE=agent"'
    )


def unknown_speaker(name: str) -> str:
    """Return the reason for a speaker without a role, of a chat or a call, where there are no columns to name."""
    word = name.strip()
    if _can_be_shown(word, recurs=None):
        return f"the role of {word!r} is unknown; say who it is with {_say_role(word)}"
    return (
        "the role of the speaker is unknown, and the name not shown as it may be part of a message; "
        'say who it is with --role "NAME=agent", the name as the file has it'
    )


def _can_be_shown(word: str, *, recurs: bool | None) -> bool:
    """Tell whether a word can be no message: a number in it may be anybody's, and of several words one has to name a role."""
    if len(word) > _SHOWN_CHARS or recurs is False or sum(char.isdigit() for char in word) > _MOST_SHOWN_DIGITS:
        return False
    words = set(re.findall(r"[^\W\d_]+", word.casefold()))
    if not _SAID_WORDS.isdisjoint(words):
        return False
    if _ONE_WORD.fullmatch(word):
        return True
    return recurs is True and _FEW_WORDS.fullmatch(word) is not None and not _NAMING_WORDS.isdisjoint(words)


def _say_role(word: str) -> str:
    return f"--role {shlex.quote(f'{word}=agent')}, or roles={{{word!r}: 'agent'}}"


def holds_both_sides(column: str, cells: Iterable[str], overrides: Mapping[str, Role]) -> bool:
    """Tell whether an agent and a customer both speak in these cells of a role column."""
    reader = RoleReader(column, overrides)
    return {Role.AGENT, Role.CUSTOMER} <= {role for cell in cells if isinstance(role := reader.read(cell), Role)}
