"""The finder: a reply in, its commitments out."""

from __future__ import annotations

from datetime import datetime

from authentica.commitments.deadlines import NO_DEADLINE, find_deadlines
from authentica.commitments.promises import Promise, find_offers, find_promises
from authentica.language.lexicon import load_lexicon
from authentica.language.reading import ReadingRoom, ReplyReading
from authentica.schema import Commitment, Deadline, Message, Quote, Reply, as_reply
from authentica.schema.arguments import check_argument, check_count

__all__ = ["CommitmentFinder", "commitments_of", "find_commitments", "offers_of", "promises_of"]

_LONGEST_TEXT_CHARS = 100_000


class CommitmentFinder:
    """Finds the commitments of replies; made once, used for many.

    It holds a tokenizer and the lexicons; memory does not grow with use.

    Parameters
    ----------
    longest_text_chars : int, default=100_000
        How much of a message is read.
    room : ReadingRoom, optional
        What reads them, where there is one that others use as well; else one of its own.
    """

    def __init__(self, *, longest_text_chars: int = _LONGEST_TEXT_CHARS, room: ReadingRoom | None = None) -> None:
        check_count("longest_text_chars", longest_text_chars, "CommitmentFinder")
        if room is not None:
            check_argument("room", room, ReadingRoom, "CommitmentFinder")
        self._longest = longest_text_chars
        self._room = room or ReadingRoom(load_lexicon())

    def read(self, text: str, customer_text: str = "") -> ReplyReading:
        """Read a message as the language room reads a reply.

        Raises
        ------
        InputError
            If a text is no string.
        """
        check_argument("text", text, str, "CommitmentFinder.read")
        check_argument("customer_text", customer_text, str, "CommitmentFinder.read")
        return self._room.read_reply(text, customer_text, self._longest)

    def find(self, reply: str | Message | Reply) -> tuple[Commitment, ...]:
        """Find the commitments of a reply.

        Parameters
        ----------
        reply : str, Message or Reply
            A message's time gives deadlines their dates.

        Returns
        -------
        tuple of Commitment
            In the order of the text; no two overlap. Empty where nothing is promised.

        Raises
        ------
        InputError
            If the reply is none of these.
        RecordError
            If a field of it is of another type.
        """
        found = as_reply(reply)
        return commitments_of(found, self.read(found.message.text, found.customer_text))


def promises_of(reading: ReplyReading, created_at: datetime | None = None) -> tuple[Promise, ...]:
    """Return the promises of a reply that has been read already; with its time, their deadlines have dates."""
    return find_promises(reading, lambda: _deadlines(reading, created_at))


def commitments_of(
    reply: Reply, reading: ReplyReading, promises: tuple[Promise, ...] | None = None
) -> tuple[Commitment, ...]:
    """Return the commitments of a reply that has been read already, and its `promises_of`, if those are known without dates."""
    created_at = reply.message.created_at
    if promises is None or (created_at is not None and any(promise.deadline for promise in promises)):
        promises = promises_of(reading, created_at)
    return tuple([_commitment(reply, reading, promise) for promise in promises])


def offers_of(reply: Reply, reading: ReplyReading) -> tuple[Commitment, ...]:
    """Return what a reply that has been read already offers to do, as the commitments that it becomes once it is accepted."""
    offered = find_offers(reading, lambda: _deadlines(reading, reply.message.created_at))
    return tuple([_commitment(reply, reading, promise) for promise in offered])


def find_commitments(reply: str | Message | Reply, *, finder: CommitmentFinder | None = None) -> tuple[Commitment, ...]:
    """Find who will do what by when in one reply.

    Parameters
    ----------
    reply : str, Message or Reply
        The reply; a message's time gives deadlines their dates.
    finder : CommitmentFinder, optional
        One that is made already: making one takes about half a second, so hand it in when there are many replies.

    Returns
    -------
    tuple of Commitment
        In the order of the text.

    Examples
    --------
    >>> (found,) = find_commitments("Sorry about that! I'll call the depot and let you know by tomorrow noon.")
    >>> found.actor.value, found.quote.text
    ('agent', "I'll call the depot and let you know by tomorrow noon")
    >>> found.deadline.kind.value, found.deadline.latest_hours
    ('explicit', 48.0)
    """
    if finder is not None:
        check_argument("finder", finder, CommitmentFinder, "find_commitments")
    return (finder or CommitmentFinder()).find(reply)


def _deadlines(reading: ReplyReading, created_at: datetime | None) -> tuple[Deadline, ...]:
    read_chars = reading.tokens.ends[-1] if len(reading.tokens) else 0
    return find_deadlines(reading.tokens.text[:read_chars], created_at)


def _commitment(reply: Reply, reading: ReplyReading, promise: Promise) -> Commitment:
    message, tokens = reply.message, reading.tokens

    def quote(start: int, end: int) -> Quote:
        return Quote.of(message.text, tokens.starts[start], tokens.ends[end - 1])

    return Commitment(
        quote=quote(promise.start, promise.end),
        actor=promise.actor,
        action=quote(promise.action_start, promise.end),
        topic=promise.topic,
        deadline=promise.deadline or NO_DEADLINE,
        condition=None if promise.condition is None else quote(*promise.condition),
        hedge=None if promise.hedge is None else quote(promise.hedge, promise.hedge + 1),
        message_id=message.message_id,
        conversation_id=reply.conversation_id,
        author_id=message.author_id,
        message_index=reply.index,
        created_at=message.created_at,
    )
