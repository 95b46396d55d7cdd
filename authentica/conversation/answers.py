"""The customer's questions: answered, or passed over by the agent's next turn.

A turn is all that agents write before the customer writes again. A turn that only asks back keeps the question open for the
next one. What counts as an answer follows from the question: a time for "when", a reason for "why", a step for "how",
a yes, no or action for a question that begins with its verb, and for all of them a statement about the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass

from authentica.conversation.reader import MessageReading, Sentence
from authentica.conversation.requests import data_requests
from authentica.conversation.wording import content_stems
from authentica.schema import ConversationFinding, FindingKind, MessageSpan

__all__ = ["AnswerFinder"]

_MOST_QUESTIONS = 5
_ASIDE = ("exchange.social", "exchange.deferral", "handoff.team", "handoff.agent")


@dataclass(frozen=True, slots=True)
class _Question:
    span: MessageSpan
    type: str
    stems: frozenset[str]


class AnswerFinder:
    """Follows the open questions of the customer."""

    def __init__(self) -> None:
        self._open: list[_Question] = []
        self._answers: dict[int, MessageSpan] = {}
        self._turn: MessageSpan | None = None
        self._asks_back = False

    def customer(self, reading: MessageReading) -> list[ConversationFinding]:
        """Close the turn that the customer's message follows, and take in its questions."""
        asked = [_question(reading, s) for s in reading.sentences if s.question and not _social(reading, s)]
        found: list[ConversationFinding] = []
        if self._turn is not None:
            kept = []
            for number, question in enumerate(self._open):
                if number not in self._answers and self._asks_back and not asked:
                    kept.append(question)
                else:
                    found.append(self._verdict(number))
            self._open, self._answers, self._turn, self._asks_back = kept, {}, None, False
        self._open = [*self._open, *asked][-_MOST_QUESTIONS:]
        return found

    def agent(self, reading: MessageReading) -> None:
        """Take in an agent's message as part of the turn."""
        if not reading.sentences:
            return
        first, last = reading.sentences[0], reading.sentences[-1]
        if self._turn is None:
            self._turn = reading.span(first.start, last.end)
        self._asks_back = (
            self._asks_back
            or bool(data_requests(reading))
            or any(s.question and not _social(reading, s) for s in reading.sentences)
        )
        for number, question in enumerate(self._open):
            if number not in self._answers:
                for sentence in reading.sentences:
                    if _answers(reading, sentence, question):
                        self._answers[number] = reading.span(sentence.start, sentence.end)
                        break

    def standing(self) -> list[ConversationFinding]:
        """Return the verdicts on the turn as it stands."""
        if self._turn is None:
            return []
        return [self._verdict(n) for n in range(len(self._open)) if n in self._answers or not self._asks_back]

    def _verdict(self, number: int) -> ConversationFinding:
        question, answer = self._open[number], self._answers.get(number)
        shown = answer or self._turn
        return ConversationFinding(
            kind=FindingKind.QUESTION_ANSWERED if answer else FindingKind.QUESTION_PASSED_OVER,
            index=question.span.index,
            evidence=(question.span,) if shown is None else (question.span, shown),
        )


def _social(reading: MessageReading, sentence: Sentence) -> bool:
    return bool(reading.cues_of("exchange.social", sentence.start, sentence.end)) or bool(
        reading.cues_of("exchange.not_asked", sentence.start, sentence.end)
    )


def _question(reading: MessageReading, sentence: Sentence) -> _Question:
    words = reading.tokens.words[sentence.start : sentence.end]
    asking = next(
        (i for i, w in enumerate(words) if w in ("when", "why", "how", "what", "which", "where", "who")), None
    )
    kind = "verb" if asking is None else words[asking]
    following = words[asking + 1 : asking + 2] if asking is not None else ()
    if following and following[0] in ("time", "long", "much", "many"):
        kind = "when"
    return _Question(reading.span(sentence.start, sentence.end), kind, content_stems(words))


def _answers(reading: MessageReading, sentence: Sentence, question: _Question) -> bool:
    start, end = sentence.start, sentence.end
    if sentence.question or any(reading.cues_of(cue, start, end) for cue in _ASIDE):
        return False

    def has(cue: str) -> bool:
        return bool(reading.cues_of(f"exchange.{cue}", start, end))

    if question.type in ("when", "why", "how") and has(question.type):
        return True
    if question.type == "verb" and (has("yes_no") or has("done")):
        return True
    if reading.cues_of("handoff.customer", start, end):
        return question.type == "what" and not data_requests(reading)
    return bool(question.stems & content_stems(reading.tokens.words[start:end]))
