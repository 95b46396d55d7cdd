"""What was sent to whom: agents' replies as a miner takes them, with customers, conversations and agents as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from authentica.corpus.keys import identity
from authentica.schema import Conversation, Message, Reply, Role, as_reply
from authentica.schema.messages import check_conversation, check_message

__all__ = ["EARLIEST", "LATEST", "Sent", "customer_number", "customer_of", "moment_of", "sent_in"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
EARLIEST, LATEST = (
    (moment.replace(tzinfo=timezone.utc) - _EPOCH) // _MICROSECOND for moment in (datetime.min, datetime.max)
)

_NOBODY = frozenset((
    "customer", "user", "end user", "enduser", "visitor", "client", "guest", "requester", "contact", "lead", "consumer", "caller",
    "buyer", "shopper", "subscriber", "passenger", "patient", "reviewer", "inbound", "incoming", "received", "anonymous", "unknown",
    "", "nan", "null", "none", "n a", "na", "undefined", "deleted", "deleted user", "anonymous user", "unknown user", "guest user", "website visitor", "0",
))  # fmt: skip
"""What stands for a customer's id where an export has none: the same word for all of them, who would be taken for one."""


class Sent(NamedTuple):
    """A reply that was sent: hashes of whose it is, 0 where nothing is known, and the time in microseconds since 1970 in UTC."""

    text: str
    customer: int
    conversation: int
    agent: int
    time: int | None


def customer_of(conversation: Conversation) -> str | None:
    """Return the id of the first customer who writes in a conversation and has one; "Customer" is none."""
    check_conversation(conversation, "customer_of")
    return next(
        (m.author_id for m in conversation.messages if m.role is Role.CUSTOMER and m.author_id and _names(m.author_id)),
        None,
    )


def customer_number(text: str, customer_id: str | None, conversation_id: str | None) -> int:
    """Return the number of a customer, else that of the conversation, else that of the text."""
    if customer_id and _names(customer_id):
        return identity("customer", customer_id)
    return identity("conversation", conversation_id) if conversation_id else identity("text", text)


def _names(customer_id: str) -> bool:
    return " ".join(re.findall(r"[^\W_]+", customer_id.casefold())) not in _NOBODY


def sent_in(item: Any) -> Iterator[Sent]:
    """Yield the replies of a conversation's agents, or the one reply that an item is.

    Raises
    ------
    InputError
        If it is neither.
    RecordError
        If a field of a message is of another type.
    """
    if isinstance(item, Conversation):
        customer = customer_of(item)
        for message in item.messages:
            if message.role is Role.AGENT:
                yield _sent(message, customer, item.conversation_id)
        return
    reply: Reply = as_reply(item)
    customer = reply.customer_id if reply.customer_id and _names(reply.customer_id) else None
    yield _sent(reply.message, customer, reply.conversation_id)


def moment_of(microseconds: int | None) -> datetime | None:
    """Return the moment that a time stands for."""
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


def _sent(message: Message, customer_id: str | None, conversation_id: str | None) -> Sent:
    check_message(message)
    known = conversation_id or customer_id
    time = None
    if message.created_at is not None:
        moment = message.created_at
        # A time without a zone is taken for UTC, so that the machine's own zone changes nothing.
        moment = moment.replace(tzinfo=timezone.utc) if moment.utcoffset() is None else moment
        time = (moment - _EPOCH) // _MICROSECOND
        if not EARLIEST <= time <= LATEST:  # in its own zone in the first or last year there is, in UTC beyond it
            time = None
    return Sent(
        text=message.text,
        customer=customer_number(message.text, customer_id, conversation_id),
        conversation=identity("conversation", known) if known else 0,
        agent=identity("agent", message.author_id) if message.author_id else 0,
        time=time,
    )
