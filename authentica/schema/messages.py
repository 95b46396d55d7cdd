"""What goes in: messages, conversations, and a reply beside the customer text it answers."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from authentica.errors import InputError, RecordError
from authentica.schema.arguments import check_argument, kind_of_value
from authentica.schema.record import Record

__all__ = [
    "Conversation",
    "Message",
    "OffsetMap",
    "Reply",
    "ReplyPairing",
    "Role",
    "Segment",
    "SetAside",
    "as_reply",
    "check_conversation",
    "check_message",
]

_WORDS = ("message_id", "author_id", "in_response_to", "channel")


class Role(str, enum.Enum):
    """Who wrote a message."""

    AGENT = "agent"
    CUSTOMER = "customer"
    BOT = "bot"
    SYSTEM = "system"
    NOTE = "note"


class Segment(NamedTuple):
    """A run of text that stands unchanged in the source: ``text[start:start+length] == source[at:at+length]``."""

    start: int
    at: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetMap(Record):
    """Where the characters of a text stand in the source it was made from: HTML that was read, a text that was redacted.

    Attributes
    ----------
    segments : tuple of Segment
        Copied runs in text order; what lies between two runs was made (line breaks, decoded entities, masks).
    source_length : int
        Code points in the source.
    """

    segments: tuple[Segment, ...]
    source_length: int

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Map the half-open text span ``[start, end)`` to the smallest source span that holds it.

        A character that was made maps to the gap between its neighbours.

        Raises
        ------
        RecordError
            If the span runs backwards.
        """
        if start > end:
            raise RecordError(f"the span {start}..{end} runs backwards")
        return self._source_position(start, after=False), max(
            self._source_position(start, after=False),
            self._source_position(end - 1, after=True) if end > start else 0,
        )

    def _source_position(self, position: int, *, after: bool) -> int:
        before_end, next_at = 0, self.source_length
        for segment in self.segments:
            if segment.start <= position < segment.start + segment.length:
                return segment.at + position - segment.start + (1 if after else 0)
            if segment.start + segment.length <= position:
                before_end = segment.at + segment.length
            else:
                next_at = segment.at
                break
        return next_at if after else before_end


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Record):
    """One message of a conversation.

    Attributes
    ----------
    text : str
        Plain text, as written. All evidence offsets point into it.
    role : Role
        Who wrote it.
    message_id, author_id, in_response_to : str or None
        Identifiers of the source; `in_response_to` names the message that this one answers.
    created_at : datetime or None
        When it was written; without a time zone where the source states none.
    channel : str or None
        For example "email", "chat", "phone", "tweet".
    source : str or None
        The HTML that `text` was read from, where it was read from HTML.
    offsets : OffsetMap or None
        Maps `text` to `source`.
    origin : str or None
        File and row it came from.
    """

    text: str
    role: Role = Role.AGENT
    message_id: str | None = None
    author_id: str | None = None
    in_response_to: str | None = None
    created_at: datetime | None = None
    channel: str | None = None
    source: str | None = None
    offsets: OffsetMap | None = None
    origin: str | None = None

    may_lack: ClassVar[frozenset[str]] = frozenset(
        ("message_id", "author_id", "in_response_to", "created_at", "channel", "source", "offsets", "origin")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation(Record):
    """Messages between one customer and the support side.

    Attributes
    ----------
    messages : tuple of Message
        In the order they were written.
    conversation_id : str or None
        Of the source.
    """

    messages: tuple[Message, ...]
    conversation_id: str | None = None

    may_lack: ClassVar[frozenset[str]] = frozenset(("conversation_id",))

    def replies(self) -> tuple[Reply, ...]:
        """Return each agent message with the customer text before it, as `ReplyPairing` finds it.

        Raises
        ------
        RecordError
            If what it holds are no messages.
        """
        check_conversation(self, "Conversation.replies")
        pairing = ReplyPairing(self.conversation_id)
        return tuple(reply for message in self.messages if (reply := pairing.add(message)) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Record):
    """An agent message with the customer text it answers: the unit that is assessed.

    Attributes
    ----------
    message : Message
        The agent's.
    customer_text : str
        What it answers; empty where there is nothing or it is not known.
    index : int or None
        Position of the message in its conversation, from 0.
    conversation_id, customer_id : str or None
        Identifiers of the source.
    """

    message: Message
    customer_text: str = ""
    index: int | None = None
    conversation_id: str | None = None
    customer_id: str | None = None


_LONGEST_PENDING_CHARS = 20_000
_MOST_NAMED_MESSAGES = 1_000


class ReplyPairing:
    """Pairs the agent's messages with the customer text they answer, message by message.

    The customer text is the earlier message that `in_response_to` names where it is the customer's, else the customer
    messages since the agent last spoke, else (consecutive agent messages) what the previous reply answered.

    However long a conversation, the work and the memory for a message stay the same: of unanswered messages the latest
    are kept that make up 20,000 characters, and an earlier message can be named for as long as 1,000 others.

    Parameters
    ----------
    conversation_id : str or None
        Put on every reply.

    Raises
    ------
    RecordError
        If the id is no string.
    """

    def __init__(self, conversation_id: str | None = None) -> None:
        _check_word(conversation_id, "conversation_id", "conversation")
        self._conversation_id = conversation_id
        self._customer_texts: dict[str, str | None] = {}
        self._pending: deque[str] = deque()
        self._pending_chars = 0
        self._answered = ""
        self._customer_id: str | None = None
        self._count = 0

    def add(self, message: Message) -> Reply | None:
        """Return the reply that a message is, or None where it is not the agent's.

        Raises
        ------
        RecordError
            If it is no `Message`, or a field of it is of another type.
        """
        check_message(message)
        index = self._count
        self._count += 1
        reply = None
        if message.role is Role.CUSTOMER:
            self._pending.append(message.text)
            self._pending_chars += len(message.text) + 1
            while len(self._pending) > 1 and self._pending_chars - len(self._pending[0]) - 1 >= _LONGEST_PENDING_CHARS:
                self._pending_chars -= len(self._pending.popleft()) + 1
            self._customer_id = self._customer_id or message.author_id
        elif message.role is Role.AGENT:
            if self._pending:
                self._answered = "\n".join(self._pending)
                self._pending.clear()
                self._pending_chars = 0
            named = self._customer_texts.get(message.in_response_to) if message.in_response_to else None
            reply = Reply(
                message=message,
                customer_text=self._answered if named is None else named,
                index=index,
                conversation_id=self._conversation_id,
                customer_id=self._customer_id,
            )
        if message.message_id is not None:
            self._customer_texts[message.message_id] = message.text if message.role is Role.CUSTOMER else None
            if len(self._customer_texts) > _MOST_NAMED_MESSAGES:
                del self._customer_texts[next(iter(self._customer_texts))]
        return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside(Record):
    """A row that could not be read. It never carries the row's content.

    Attributes
    ----------
    origin : str
        File and row.
    reason : str
        Why, and what to do about it where that can be told.
    """

    origin: str
    reason: str


def as_reply(item: str | Message | Reply | Iterable[Any]) -> Reply:
    """Turn what `Analyzer.pipe` accepts into a `Reply`.

    Parameters
    ----------
    item : str, Message, Reply or (text, customer_text) pair
        A reply; a customer's text of None is none.

    Returns
    -------
    Reply
        The item itself where it is one.

    Raises
    ------
    InputError
        If the item is none of a string, a `Message`, a `Reply` or a ``(text, customer_text)`` pair.
    RecordError
        If a field of a `Message` or `Reply` is of another type.
    """
    if isinstance(item, str):
        return Reply(message=Message(text=item))
    if isinstance(item, (Message, Reply)):
        reply = item if isinstance(item, Reply) else Reply(message=item)
        check_message(reply.message)
        if not isinstance(reply.customer_text, str):
            raise RecordError("the customer_text of a reply is not a string", "Reply")
        for name in ("conversation_id", "customer_id"):
            _check_word(getattr(reply, name), name, "reply")
        return reply
    if isinstance(item, (tuple, list)) and len(item) == 2:
        text, customer_text = item
        if isinstance(text, str) and (customer_text is None or isinstance(customer_text, str)):
            return Reply(message=Message(text=text), customer_text=customer_text or "")
    raise InputError(
        f"a reply cannot be read from {kind_of_value(item)}",
        None,
        "Give strings, Messages, Replies or (text, customer_text) pairs.",
    )


def check_conversation(conversation: Any, where: str) -> None:
    """Refuse what is no conversation, or one that a caller has put together without a tuple of messages.

    Raises
    ------
    InputError
        If it is no `Conversation`.
    RecordError
        If its messages are no tuple or list, or its id is no string.
    """
    check_argument("conversation", conversation, Conversation, where)
    if not isinstance(conversation.messages, (tuple, list)):
        raise RecordError("the messages of a conversation are no tuple", "Conversation")
    _check_word(conversation.conversation_id, "conversation_id", "conversation")


def check_message(message: Any) -> None:
    """Refuse what a caller has put together of other types: a role of "agent" that is no `Role` would be passed over.

    Raises
    ------
    RecordError
        If it is no `Message`, or a field is of another type.
    """
    if not isinstance(message, Message):
        raise RecordError(f"a Message is needed, not {kind_of_value(message)}")
    if not isinstance(message.text, str):
        raise RecordError("the text of a message is not a string", "Message")
    if not isinstance(message.role, Role):
        raise RecordError("the role of a message is no Role", "Message", 'Give Role("agent") or the like.')
    sent = message.created_at
    # pandas' NaT is a datetime to Python, and fails wherever it is counted with: it alone differs from itself.
    if sent is not None and (not isinstance(sent, datetime) or sent != sent):
        raise RecordError("the created_at of a message is no datetime", "Message", "Give None where it is not known.")
    for name in _WORDS:
        _check_word(getattr(message, name), name, "message")


def _check_word(value: Any, name: str, of: str) -> None:
    if value is not None and not isinstance(value, str):
        raise RecordError(f"the {name} of a {of} is not a string", of.capitalize())
