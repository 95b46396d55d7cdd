"""Following: what becomes of commitments in the rest of a conversation.

The last state wins. What a reply offers is a commitment once the customer accepts it. A commitment is *kept* when a later message of the
support side reports that its action was done to what it names, or the customer reports the result; *renewed* when the support side
promises the same topic again, or, where it was chased, to look at it, to see to it or to be in touch; *broken* when the customer chases it
or says that it did not happen, or the support side admits that, not before an explicit deadline has passed where times are known, or takes
it back; *unknown* when its deadline has passed and the conversation goes on without a word about it; else *open*. What was kept is broken
only by a customer who names it: "the refund never came". What has come in part, or was the wrong one, keeps nothing, and neither does "got
it" said at once, nor contact with somebody else a promise of contact with the customer.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from authentica.commitments.denials import Denial
from authentica.commitments.finder import CommitmentFinder, commitments_of, offers_of
from authentica.commitments.offers import accepts, may_offer, nods
from authentica.commitments.reports import Report
from authentica.commitments.verdicts import CustomerMessage, SupportMessage, Verdict
from authentica.language.reading import ReplyReading
from authentica.schema import (
    Commitment,
    CommitmentStatus,
    Conversation,
    DeadlineKind,
    FollowedCommitment,
    Message,
    Quote,
    Reply,
    ReplyPairing,
    Role,
)
from authentica.schema.arguments import check_argument, check_count, check_stream
from authentica.schema.messages import check_conversation

__all__ = ["CommitmentTracker", "follow"]

_MOST_FOLLOWED = 64
_UNCHANGED = (
    (CommitmentStatus.RENEWED, CommitmentStatus.BROKEN),
    (CommitmentStatus.KEPT, CommitmentStatus.KEPT),
)
_DENYING = re.compile(r"n.?t\b|\bno|\bnever|\bwithout|\bfail|\bforg[eo]t|\bneglect", re.IGNORECASE)
# Who says "got it" within so many hours of a message may have got no more than that.
_PROMPT_HOURS = 6


class CommitmentTracker:
    """Follows the commitments of one conversation while it goes on, one message at a time.

    Each reply is read beside the customer text that `ReplyPairing` finds, as it is when it is scored. Memory is bounded: at most
    `most_followed` commitments are under watch; the oldest leaves with the status it has.

    Parameters
    ----------
    finder : CommitmentFinder
        Reads the messages; may be shared between trackers.
    conversation_id : str, optional
        Taken over into the records.
    most_followed : int, default=64
        How many commitments are watched at a time.

    Examples
    --------
    >>> from authentica.schema import Message, Role
    >>> tracker = CommitmentTracker(CommitmentFinder())
    >>> _ = tracker.feed(Message(text="I'll send you a new lamp today.", message_id="1"))
    >>> [f.status.value for f in tracker.current()]
    ['open']
    >>> _ = tracker.feed(Message(text="I've just sent it.", message_id="2"))
    >>> [(f.status.value, f.shown_by) for f in tracker.current()]
    [('kept', '2')]
    """

    def __init__(
        self, finder: CommitmentFinder, *, conversation_id: str | None = None, most_followed: int = _MOST_FOLLOWED
    ) -> None:
        check_argument("finder", finder, CommitmentFinder, "CommitmentTracker")
        check_count("most_followed", most_followed, "CommitmentTracker")
        self._finder = finder
        self._pairing = ReplyPairing(conversation_id)
        self._most = most_followed
        self._live: deque[FollowedCommitment] = deque()
        self._index = 0
        self._customer_spoke = False
        self._answered: Message | None = None
        self._offers: tuple[Commitment, ...] = ()

    def feed(
        self,
        message: Message,
        made: tuple[Commitment, ...] | None = None,
        reading: ReplyReading | None = None,
    ) -> tuple[FollowedCommitment, ...]:
        """Take the next message.

        Parameters
        ----------
        message : Message
            The next one of the conversation.
        made : tuple of Commitment, optional
            What it promises, where that has been found already.
        reading : ReplyReading, optional
            Of the reply that it is, where it has been read already.

        Returns
        -------
        tuple of FollowedCommitment
            Those that are watched no longer, because newer ones took their place; mostly none.

        Raises
        ------
        RecordError
            If it is no `Message`, or a field of it is of another type.
        """
        if made is not None:
            check_stream("made", made, "commitments", "CommitmentTracker.feed")
        reply = self._pairing.add(message)
        index, self._index = self._index, self._index + 1
        if message.role is Role.CUSTOMER:
            self._take_from_customer(message, index)
        elif reply is not None:
            self._take_from_support(reply, index, made, reading)
        settled = []
        while len(self._live) > self._most:
            settled.append(self._live.popleft())
        return tuple(settled)

    def _take_from_customer(self, message: Message, index: int) -> None:
        # Reading is most of the work, and what was kept is only ever denied.
        if self._offers or self._is_waiting() or (self._live and _DENYING.search(message.text)):
            reading = self._finder.read(message.text)
            self._hear_customer(message, index, reading)
            if self._offers and accepts(reading):
                self._watch(self._offers, index)
        self._offers = ()
        self._customer_spoke = self._customer_spoke or not nods(message.text)

    def _take_from_support(
        self, reply: Reply, index: int, made: tuple[Commitment, ...] | None, reading: ReplyReading | None
    ) -> None:
        message = reply.message
        offers = may_offer(message.text)
        if made is None or offers or self._is_waiting():
            reading = reading or self._finder.read(message.text, reply.customer_text)
            made = commitments_of(reply, reading) if made is None else made
            self._hear_support(message, index, reading, made)
            offered = offers_of(reply, reading) if offers else ()
            begun = {promise.quote.start for promise in made}
            self._offers = tuple(offer for offer in offered if offer.quote.start not in begun) or self._offers
        self._customer_spoke, self._answered = False, message
        self._watch(made)

    def current(self) -> tuple[FollowedCommitment, ...]:
        """Return the commitments under watch, oldest first, each as it stands."""
        return tuple(self._live)

    def _watch(self, made: Iterable[Commitment], accepted_at: int | None = None) -> None:
        self._live.extend(FollowedCommitment(commitment=c, accepted_at=accepted_at) for c in made)

    def _is_waiting(self) -> bool:
        return any(followed.status is not CommitmentStatus.KEPT for followed in self._live)

    def _hear_customer(self, message: Message, index: int, reading: ReplyReading) -> None:
        said = CustomerMessage(reading, (followed.commitment for followed in self._live))
        is_prompt = not self._customer_spoke and not _is_later(message, self._answered)
        for place, followed in enumerate(self._live):
            verdict = said.of(
                followed,
                is_due=_passed(followed.commitment, message),
                is_prompt=is_prompt,
            )
            # What was promised again is chased at its new promise, and what was kept is so since it was shown.
            if verdict is None or (followed.status, verdict.status) not in _UNCHANGED:
                self._live[place] = _judged(followed, verdict, message, index, reading)

    def _hear_support(self, message: Message, index: int, reading: ReplyReading, made: tuple[Commitment, ...]) -> None:
        said = SupportMessage(reading, made, message.channel, (followed.commitment for followed in self._live))
        latest = max((followed.commitment.message_index or 0 for followed in self._live), default=0)
        for place, followed in enumerate(self._live):
            verdict = said.of(
                followed,
                is_latest=followed.commitment.message_index == latest,
                is_due=_passed(followed.commitment, message),
                is_asked=followed.accepted_at == index - 1,
                is_unasked=not self._customer_spoke,
            )
            self._live[place] = _judged(followed, verdict, message, index, reading)


def follow(conversation: Conversation, *, finder: CommitmentFinder | None = None) -> tuple[FollowedCommitment, ...]:
    """Find the commitments of a conversation and what became of each.

    Parameters
    ----------
    conversation : Conversation
        Its messages in order.
    finder : CommitmentFinder, optional
        One that is made already.

    Returns
    -------
    tuple of FollowedCommitment
        In the order in which they were made.

    Raises
    ------
    InputError
        If the argument is no Conversation.
    RecordError
        If a message of it is none.
    """
    check_conversation(conversation, "follow")
    tracker = CommitmentTracker(finder or CommitmentFinder(), conversation_id=conversation.conversation_id)
    settled = [followed for message in conversation.messages for followed in tracker.feed(message)]
    return (*settled, *tracker.current())


def _judged(
    followed: FollowedCommitment, verdict: Verdict | None, message: Message, index: int, reading: ReplyReading
) -> FollowedCommitment:
    """Return a commitment as it stands after a message."""
    if verdict is None:
        overdue = followed.status is CommitmentStatus.OPEN and _passed(followed.commitment, message) is True
        if not overdue:
            return followed
        verdict = Verdict(CommitmentStatus.UNKNOWN, None)
    evidence = _quote(message, reading, verdict.evidence)
    return replace(followed, status=verdict.status, shown_by=message.message_id, shown_at=index, evidence=evidence)


def _quote(message: Message, reading: ReplyReading, evidence: Report | Denial | Quote | None) -> Quote | None:
    if evidence is None or isinstance(evidence, Quote):
        return evidence
    tokens = reading.tokens
    return Quote.of(message.text, tokens.starts[evidence.start], tokens.ends[evidence.end - 1])


def _is_later(message: Message, before: Message | None) -> bool:
    """Whether a message is known to come hours after the one before."""
    if before is None or before.created_at is None or message.created_at is None:
        return False
    if (before.created_at.tzinfo is None) != (message.created_at.tzinfo is None):
        return False
    return message.created_at - before.created_at > timedelta(hours=_PROMPT_HOURS)


def _passed(commitment: Commitment, message: Message) -> bool | None:
    """Whether an explicit deadline has passed; None where that cannot be known."""
    deadline = commitment.deadline
    if deadline.kind is not DeadlineKind.EXPLICIT or deadline.latest is None or message.created_at is None:
        return None
    if (deadline.latest.tzinfo is None) != (message.created_at.tzinfo is None):
        return None
    return message.created_at > deadline.latest
