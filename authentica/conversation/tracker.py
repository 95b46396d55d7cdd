"""The door: messages in, one by one or all at once, and what shows across them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from authentica.commitments import CommitmentTracker
from authentica.conversation.answers import AnswerFinder
from authentica.conversation.facts import FactFinder
from authentica.conversation.handoffs import find_handoff
from authentica.conversation.mood import read_mood
from authentica.conversation.reader import MessageReader, MessageReading
from authentica.conversation.requests import RequestFinder
from authentica.conversation.resolution import resolve
from authentica.conversation.scripts import ScriptFinder
from authentica.errors import InputError
from authentica.language.reading import ReplyReading
from authentica.schema import (
    Assessment,
    CommitmentStatus,
    ConversationAssessment,
    ConversationFinding,
    FindingKind,
    FollowedCommitment,
    Message,
    Mood,
    Outcome,
    Reply,
    ReplyPairing,
    Role,
    TurnTone,
)

__all__ = ["ConversationTracker"]

_KIND_ORDER = {kind: number for number, kind in enumerate(FindingKind)}


class ConversationTracker:
    """Follows a conversation while it goes on; made by ``Analyzer.follow``.

    Messages of bots, systems and notes take a place in the count and are not read. All assessments and findings are kept, and the
    customer's texts until they are answered.

    Questions and facts are matched by their words, not understood. `FindingKind.QUESTION_PASSED_OVER` is found only where something
    shows it (see `authentica.conversation.answers`): in fresh real conversations three times in 900, once rightly, so its precision
    is not established. Some of those found are of questions that want no answer, and most that a reply of substance
    ignores are not found. Show it as something to look at, not as a fault.

    Parameters
    ----------
    reader : MessageReader
        Reads each message.
    assess : callable of Reply to (Assessment, ReplyReading or None)
        Assesses each reply, and returns what it has read of it.
    commitments : CommitmentTracker
        A new one; follows the promises.
    conversation_id : str or None
        Of the source.
    """

    def __init__(
        self,
        reader: MessageReader,
        assess: Callable[[Reply], tuple[Assessment, ReplyReading | None]],
        commitments: CommitmentTracker,
        conversation_id: str | None = None,
    ) -> None:
        self._reader = reader
        self._assess = assess
        self._commitments = commitments
        self._settled: list[FollowedCommitment] = []
        self._is_chased = self._is_let_down = False
        self._conversation_id = conversation_id
        self._pairing = ReplyPairing(conversation_id)
        self._scripts = ScriptFinder()
        self._requests = RequestFinder()
        self._answers = AnswerFinder()
        self._facts = FactFinder()
        self._count = 0
        self._assessments: list[Assessment] = []
        self._tones: list[TurnTone] = []
        self._findings: list[ConversationFinding] = []
        self._mood_start: Mood | None = None
        self._mood_end: Mood | None = None
        self._last_customer: MessageReading | None = None
        self._last_reply: tuple[int, Outcome | None] | None = None

    def __reduce__(self) -> NoReturn:
        raise InputError(
            "a tracker cannot be copied or go to another process",
            "ConversationTracker",
            "Follow the conversation anew there, and add its messages again.",
        )

    def add(self, message: Message) -> tuple[ConversationFinding, ...]:
        """Take in the next message.

        Returns
        -------
        tuple of ConversationFinding
            What became certain with it. Questions and facts are settled when the customer writes again; until then
            `assessment` shows them as they stand.

        Raises
        ------
        InputError
            If it is no Message with a text.
        RecordError
            If another field of it is of another type.
        """
        if not isinstance(message, Message) or not isinstance(message.text, str):
            raise InputError("a Message with a text is needed", "ConversationTracker.add")
        index, reply = self._count, self._pairing.add(message)
        begins_turn = self._last_customer is None or (self._last_reply or (-1,))[0] > self._last_customer.index
        self._count += 1
        found: list[ConversationFinding] = []
        if reply is not None:
            assessment, read = self._assess(reply)
            self._assessments.append(assessment)
            # What is not scored has not been searched for promises.
            made = assessment.commitments if assessment.scored else None
            self._settled.extend(self._commitments.feed(message, made, read))
            tone = _tone_of(index, assessment)
            if tone is not None:
                self._tones.append(tone)
            outcome = assessment.outcome or (self._last_reply[1] if self._last_reply else None)
            self._last_reply = (index, outcome)
            reading = self._reader.read(index, message)
            found.extend(self._requests.agent(reading))
            script, handoff = self._scripts.add(reading), find_handoff(reading, assessment.commitments)
            found.extend(finding for finding in (script, handoff) if finding is not None)
            self._answers.agent(reading, repeated=script is not None)
            self._facts.agent(reading)
        else:
            self._settled.extend(self._commitments.feed(message))
        if message.role is Role.CUSTOMER:
            reading = self._reader.read(index, message)
            mood = read_mood(reading)
            self._requests.customer(reading)
            if mood is not None:
                found.extend(self._answers.customer(reading))
                found.extend(self._facts.customer(reading))
                self._mood_start = self._mood_start or mood
                self._mood_end = mood
                self._last_customer = reading
        broken = [f.shown_at for f in self._commitments.current() if f.status is CommitmentStatus.BROKEN]
        self._is_chased = self._is_chased or bool(broken)
        if message.role is Role.CUSTOMER:
            self._is_let_down = index in broken or (self._is_let_down and not begins_turn)
        self._findings.extend(found)
        return tuple(found)

    def assessment(self) -> ConversationAssessment:
        """Return what is known of the conversation so far; the same however its messages were handed in."""
        standing = [*self._answers.standing(), *self._facts.standing()]
        findings = sorted([*self._findings, *standing], key=lambda f: (f.index, _KIND_ORDER[f.kind]))
        commitments = (*self._settled, *self._commitments.current())
        return ConversationAssessment(
            conversation_id=self._conversation_id,
            assessments=tuple(self._assessments),
            findings=tuple(findings),
            tones=tuple(self._tones),
            commitments=commitments,
            mood_start=self._mood_start,
            mood_end=self._mood_end,
            resolution=resolve(
                self._last_customer,
                self._mood_end,
                self._count - 1,
                self._last_reply,
                findings,
                commitments,
                is_chased=self._is_chased,
                is_let_down=self._is_let_down,
            ),
        )


def _tone_of(index: int, assessment: Assessment) -> TurnTone | None:
    """Return the tone of a reply, or None where it was not scored."""
    if not assessment.scored:
        return None
    scores = {score.dimension: score.score for score in assessment.dimensions}
    return TurnTone(
        index=index,
        message_id=assessment.message_id,
        warmth=round((scores["empathy"] + scores["listening"]) / 2, 6),
        competence=round((scores["ownership"] + scores["expectations"]) / 2, 6),
    )
