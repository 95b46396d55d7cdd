"""Following: what becomes of commitments in the rest of a conversation.

The last state wins. What a reply offers is a commitment once the customer accepts it. A commitment is *kept* when a later message of the support side reports an action of its topic as done, or the
customer reports the result; *renewed* when the support side promises the same topic again; *broken* when the customer chases it or
says that it did not happen, or the support side admits that, not before an explicit deadline has passed where times are known;
*unknown* when its deadline has passed and the conversation goes on without a word about it; else *open*. Contact with somebody else
keeps no promise of contact with the customer.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from authentica.commitments.denials import Denial, admissions, denials, denies
from authentica.commitments.finder import CommitmentFinder, commitments_of, offers_of
from authentica.commitments.matching import deed_of, gives_news, is_again, report_of
from authentica.commitments.offers import accepts, may_offer
from authentica.commitments.reports import Report, answers, done_by_support, shows
from authentica.commitments.results import chases, deeds, results_for_customer, stalls
from authentica.language.reading import ReplyReading
from authentica.schema import (
    Actor,
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
# What an answer of substance shows to have been done.
_ANSWERABLE = frozenset(("look",))
# What is asked for under these words comes by another channel, and so does the answer.
_ELSEWHERE = frozenset(("dm", "dms", "pm", "inbox", "private", "direct", "call", "email", "mail", "visit", "if"))
_COMING_CONDITIONS = frozenset(("when", "once", "as", "soon", "after", "the", "upon"))
_WORD = re.compile(r"[a-z]+")


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
        if self._offers or self._is_waiting():
            reading = self._finder.read(message.text)
            self._hear_customer(message, index, reading)
            if self._offers and accepts(reading):
                self._live.extend(FollowedCommitment(commitment=offer, accepted_at=index) for offer in self._offers)
        self._offers = ()
        self._customer_spoke = True

    def _take_from_support(
        self, reply: Reply, index: int, made: tuple[Commitment, ...] | None, reading: ReplyReading | None
    ) -> None:
        message = reply.message
        offers = may_offer(message.text)
        if made is None or offers or self._is_waiting():
            reading = reading or self._finder.read(message.text, reply.customer_text)
            made = commitments_of(reply, reading) if made is None else made
            self._hear_support(message, index, reading, made)
            self._offers = (offers_of(reply, reading) if offers else ()) or self._offers
        self._customer_spoke = False
        self._live.extend(FollowedCommitment(commitment=commitment) for commitment in made)

    def current(self) -> tuple[FollowedCommitment, ...]:
        """Return the commitments under watch, oldest first, each as it stands."""
        return tuple(self._live)

    def _is_waiting(self) -> bool:
        """Whether a message can change anything: reading one is most of the work, and what is kept stays kept."""
        return any(followed.status is not CommitmentStatus.KEPT for followed in self._live)

    def _hear_customer(self, message: Message, index: int, reading: ReplyReading) -> None:
        result, chase, stall = results_for_customer(reading), chases(reading), stalls(reading)
        denied, told = denials(reading), deeds(reading)
        for place, followed in enumerate(self._live):
            status: CommitmentStatus | None = None
            report: Report | Denial | None = None
            if followed.status is CommitmentStatus.KEPT:
                continue
            topic = followed.commitment.topic
            chased = chase if chase is not None and shows(chase, topic) else _denied(followed.commitment, denied)
            if chased is None and followed.commitment.deadline.kind is DeadlineKind.EXPLICIT:
                chased = stall
            shown = result if result is not None and shows(result, topic) else deed_of(followed.commitment, told)
            if chased is not None and not _is_early(followed.commitment, message):
                status, report = CommitmentStatus.BROKEN, chased
            elif shown is not None and chased is None:
                status, report = CommitmentStatus.KEPT, shown
            elif _is_overdue(followed, message):
                status = CommitmentStatus.UNKNOWN
            if status is not None and not (
                status is CommitmentStatus.BROKEN and followed.status is CommitmentStatus.RENEWED
            ):
                self._live[place] = _shown(followed, status, message, index, _quote(message, reading, report))

    def _hear_support(self, message: Message, index: int, reading: ReplyReading, made: tuple[Commitment, ...]) -> None:
        answer = None if any(c.topic in _ANSWERABLE for c in made) else answers(reading)
        reports = list(done_by_support(reading))
        latest = max((f.commitment.message_index or 0 for f in self._live), default=0)
        admitted = admissions(reading)
        for place, followed in enumerate(self._live):
            if followed.status is CommitmentStatus.KEPT:
                continue
            renewal = next((c for c in made if is_again(followed, c)), None)
            done = report_of(followed.commitment, reports, followed.commitment.message_index == latest)
            if done is not None:
                evidence = _quote(message, reading, done)
                self._live[place] = _shown(followed, CommitmentStatus.KEPT, message, index, evidence)
            elif renewal is not None:
                self._live[place] = _shown(followed, CommitmentStatus.RENEWED, message, index, renewal.quote)
            elif (
                followed.status not in (CommitmentStatus.RENEWED, CommitmentStatus.BROKEN)
                and not _is_early(followed.commitment, message)
                and (admission := _denied(followed.commitment, admitted)) is not None
            ):
                evidence = _quote(message, reading, admission)
                self._live[place] = _shown(followed, CommitmentStatus.BROKEN, message, index, evidence)
            elif answer is not None and self._is_answerable(followed.commitment):
                evidence = _quote(message, reading, answer)
                self._live[place] = _shown(followed, CommitmentStatus.KEPT, message, index, evidence)
            elif _is_overdue(followed, message):
                self._live[place] = _shown(followed, CommitmentStatus.UNKNOWN, message, index, None)

    def _is_answerable(self, commitment: Commitment) -> bool:
        """Whether an answer here would show the promise kept.

        Either the customer has come back, and not by another channel, or who was to look, or to let them know, writes unasked.
        """
        if commitment.actor is not Actor.AGENT:
            return False
        words = _WORD.findall(commitment.condition.text.lower()) if commitment.condition else []
        if not self._customer_spoke:
            # "Once it is in" comes by itself; "if you send it" does not.
            comes = not words or words[0] in _COMING_CONDITIONS
            return comes and (commitment.topic in _ANSWERABLE or gives_news(commitment.action.text))
        return commitment.topic in _ANSWERABLE and not _ELSEWHERE.intersection(words)


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
    return (*_fed(tracker, conversation.messages), *tracker.current())


def _fed(tracker: CommitmentTracker, messages: Iterable[Message]) -> list[FollowedCommitment]:
    return [settled for message in messages for settled in tracker.feed(message)]


def _shown(
    followed: FollowedCommitment, status: CommitmentStatus, message: Message, index: int, evidence: Quote | None
) -> FollowedCommitment:
    return replace(followed, status=status, shown_by=message.message_id, shown_at=index, evidence=evidence)


def _denied(commitment: Commitment, said: tuple[Denial, ...]) -> Denial | None:
    """Return the first denial that a commitment was kept."""
    return next((denial for denial in said if denies(denial, commitment.topic, commitment.action.text)), None)


def _quote(message: Message, reading: ReplyReading, report: Report | Denial | None) -> Quote | None:
    if report is None:
        return None
    tokens = reading.tokens
    return Quote.of(message.text, tokens.starts[report.start], tokens.ends[report.end - 1])


def _passed(commitment: Commitment, message: Message) -> bool | None:
    """Whether an explicit deadline has passed; None where that cannot be known."""
    deadline = commitment.deadline
    if deadline.kind is not DeadlineKind.EXPLICIT or deadline.latest is None or message.created_at is None:
        return None
    if (deadline.latest.tzinfo is None) != (message.created_at.tzinfo is None):
        return None
    return message.created_at > deadline.latest


def _is_early(commitment: Commitment, message: Message) -> bool:
    return _passed(commitment, message) is False


def _is_overdue(followed: FollowedCommitment, message: Message) -> bool:
    return followed.status is CommitmentStatus.OPEN and _passed(followed.commitment, message) is True
