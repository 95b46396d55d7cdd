"""The customer's questions: answered, or passed over by the agent's next turn.

A turn is all that agents write before the customer writes again. What counts as an answer follows from the question: a time for
"when", a reason for "why", a step for "how", a yes, no or action for a question that begins with its verb, and for all of them a
statement about the same thing.

That no answer is recognised does not mean that none was given: most answers share no word with their question. So a question is
passed over only where something shows it: the turn says nothing at all beyond courtesies, thanks, apologies and "we will get back
to you"; or the customer asks the same again, or complains that it was not answered. Where the turn asked back or pointed to a
channel or page, asking again counts only in the same words: a new wording clears the question up, and takes its place.
A turn that asks back, promises to look or sends the customer to another channel keeps the question open for the next one, but not
for more than two; any other turn, and a customer who says that it is settled, closes it without a finding. Rhetorical questions
("Are you serious?") are none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from authentica.conversation.reader import MessageReading, Sentence, asks_by_grammar
from authentica.conversation.requests import data_requests
from authentica.conversation.stems import content_stems
from authentica.language.lexicon import CueMatch
from authentica.schema import ConversationFinding, FindingKind, MessageSpan

__all__ = ["AnswerFinder"]

_MOST_QUESTIONS = 5
_MOST_TURNS_OPEN = 3
_COURTESY = "exchange.social"
_EMPTY = frozenset(("exchange.deferral", "handoff.team", "handoff.agent"))
_ASIDE = (_COURTESY, *sorted(_EMPTY))
# "Glad it works!" answers whoever has just said so.
_CLOSING = "exchange.closing"
_HOLDING = frozenset(("handoff.agent", "handoff.customer", "exchange.offer"))
_NEGATIONS = frozenset(("not", "no", "never", "cannot", "none", "unable"))
# An opening that takes a request up, or answers it: "OK. Please check that it is right."
_CONSENT = frozenset("ok okay alright sure certainly absolutely yes yeah yep yup no nope done right correct".split())
_OPENING_WORDS = 4
# Who says that it will take a moment has not passed the question over yet.
_PATIENCE = frozenset("sec second moment moments minute minutes mins looking checking bear".split())
_FEWEST_WORDS = 2
# One word of so many letters is no signature: "Perhaps", "Settings>General".
_TELLING_LETTERS = 7
# With so much beside it, a courtesy or a deferral says something: "Thanks for asking, the branch opens at ten."
_FEWEST_STEMS_BESIDE_COURTESY = 2
_FEWEST_STEMS_BESIDE_DEFERRAL = 4
_LONGEST_THANKS = 6
_CLOSING_MARKS = 4
_BREAKS = frozenset((",", ";", ":", "-", "–", "..."))
_COMPLAINT_SENTENCES = 2
# "That is not the issue" may answer a good try; only who speaks of asking says that the question was not heard.
_ASKING = ("ask", "answer", "question")
_FEWEST_STEMS_REPEATED = 2
_FEWEST_STEMS_AFTER_ANSWER = 3
_LEAST_SIMILARITY = 0.6


@dataclass(frozen=True, slots=True)
class _Question:
    span: MessageSpan
    type: str
    stems: frozenset[str]
    plain: bool  # by its grammar, too: "And only ten dollars?!" may be a mere complaint
    turns: int = 0


class AnswerFinder:
    """Follows the open questions of the customer."""

    def __init__(self) -> None:
        self._open: list[_Question] = []
        self._answers: dict[int, MessageSpan] = {}
        self._turn: MessageSpan | None = None
        self._says_something = False
        self._holds_open = False

    def customer(self, reading: MessageReading) -> list[ConversationFinding]:
        """Close the turn that the customer's message follows, and take in its questions."""
        asked = [_question(reading, s) for s in reading.sentences if s.question and not _is_social(reading, s)]
        found: list[ConversationFinding] = []
        if self._turn is not None:
            complaint = _opening_complaint(reading)
            latest = max((question.span.index for question in self._open), default=-1)
            # Where lines are quoted, a question word for word as before is the quotation.
            quotes = "\n>" in reading.message.text
            fresh = [a for a in asked if not quotes or all(a.stems != question.stems for question in self._open)]
            settled = not asked and _needs_no_answer(reading)
            kept = []
            for number, question in enumerate(self._open):
                repeats = [a for a in fresh if _is_repeated(question, a, after_nothing=not self._says_something)]
                # Who asked back may have needed that first, unless the customer insists in the very same words.
                insists = any(again.stems <= question.stems for again in repeats)
                if (complaint and question.span.index == latest) or insists or (repeats and not self._holds_open):
                    found.append(self._finding(question, FindingKind.QUESTION_PASSED_OVER, self._turn))
                    continue
                if repeats:
                    continue  # the new wording takes its place
                verdict = self._verdict(number)
                if verdict is not None and not (settled and verdict.kind is FindingKind.QUESTION_PASSED_OVER):
                    found.append(verdict)
                elif not (settled or self._says_something) and question.turns + 1 < _MOST_TURNS_OPEN:
                    kept.append(replace(question, turns=question.turns + 1))
            self._open, self._answers, self._turn = kept, {}, None
            self._says_something = self._holds_open = False
        elif not asked and _needs_no_answer(reading):
            self._open = []
        self._open = [*self._open, *asked][-_MOST_QUESTIONS:]
        return found

    def agent(self, reading: MessageReading, *, repeated: bool = False) -> None:
        """Take in an agent's message as part of the turn.

        To look at it once more is no promise where it is `repeated`: the customer has had it before.
        """
        if not reading.sentences:
            return
        first, last = reading.sentences[0], reading.sentences[-1]
        if self._turn is None:
            self._turn = reading.span(first.start, last.end)
        says = bool(reading.cues_of(_CLOSING)) or any(_says_something(reading, s) for s in reading.sentences)
        self._says_something = self._says_something or says
        self._holds_open = self._holds_open or (not repeated and _holds_open(reading))
        for number, question in enumerate(self._open):
            if number not in self._answers:
                for sentence in reading.sentences:
                    if _answers(reading, sentence, question):
                        self._answers[number] = reading.span(sentence.start, sentence.end)
                        break

    def standing(self) -> list[ConversationFinding]:
        """Return the verdicts on the turn as it stands."""
        verdicts = [self._verdict(number) for number in range(len(self._open))]
        return [verdict for verdict in verdicts if verdict is not None]

    def _verdict(self, number: int) -> ConversationFinding | None:
        """Return what the turn makes of an open question, as far as it goes by itself."""
        question = self._open[number]
        if number in self._answers:
            return self._finding(question, FindingKind.QUESTION_ANSWERED, self._answers[number])
        if self._turn is None or self._says_something:
            return None
        if self._holds_open or not question.plain:
            return None
        return self._finding(question, FindingKind.QUESTION_PASSED_OVER, self._turn)

    def _finding(self, question: _Question, kind: FindingKind, shown: MessageSpan) -> ConversationFinding:
        return ConversationFinding(kind=kind, index=question.span.index, evidence=(question.span, shown))


def _is_social(reading: MessageReading, sentence: Sentence) -> bool:
    """Tell whether a question wants no answer."""
    return any(
        reading.cues_of(cue, sentence.start, sentence.end)
        for cue in (_COURTESY, "exchange.not_asked", "exchange.told", "exchange.rhetorical")
    )


def _opening_complaint(reading: MessageReading) -> bool:
    """Tell whether a message begins with the complaint that something was not answered; further on it is about somebody else."""
    return any(
        reading.cues_of("exchange.not_asked", sentence.start, sentence.end)
        and any(word.startswith(_ASKING) for word in reading.tokens.words[sentence.start : sentence.end])
        for sentence in reading.sentences[:_COMPLAINT_SENTENCES]
    )


def _needs_no_answer(reading: MessageReading) -> bool:
    """Tell whether who has just asked says that it is settled: "Sorted!", "Thanks!"."""
    if reading.cues_of("exchange.solved") or any(cue.cue == "mood.delight" for cue in reading.cues_of("mood.delight")):
        return True
    return bool(reading.cues_of("mood.thanks")) and len(reading.tokens) <= _LONGEST_THANKS


def _is_word(word: str) -> bool:
    return word[0].isalnum()


def _question(reading: MessageReading, sentence: Sentence) -> _Question:
    words = reading.tokens.words[sentence.start : sentence.end]
    asking = next(
        (i for i, w in enumerate(words) if w in ("when", "why", "how", "what", "which", "where", "who")), None
    )
    kind = "verb" if asking is None else words[asking]
    following = words[asking + 1 : asking + 2] if asking is not None else ()
    if following and following[0] in ("time", "long", "much", "many"):
        kind = "when"
    text = reading.tokens.quote(sentence.start, sentence.end)
    closing = text[-_CLOSING_MARKS:]
    openings = [i for i in range(len(words)) if i == 0 or words[i - 1] in _BREAKS or not any(map(_is_word, words[:i]))]
    plain = (
        "!" not in closing
        and closing.count("?") <= 1
        and any(asks_by_grammar(words[i:], marked="?" in closing) for i in openings)
    )
    return _Question(reading.span(sentence.start, sentence.end), kind, content_stems(words), plain)


def _is_repeated(question: _Question, again: _Question, *, after_nothing: bool) -> bool:
    """Tell whether a question is asked again: in mostly the same content words, or, where nothing was said, in fewer of them."""
    shared = len(question.stems & again.stems)
    if after_nothing and shared == len(again.stems):
        return shared > 0  # "Is it down or not?"
    fewest = _FEWEST_STEMS_REPEATED if after_nothing else _FEWEST_STEMS_AFTER_ANSWER
    return shared >= fewest and shared >= _LEAST_SIMILARITY * len(question.stems | again.stems)


def _holds_open(reading: MessageReading) -> bool:
    """Tell whether a message promises to look, asks back, or sends the customer to another channel or page."""
    return (
        any(cue.cue in _HOLDING for cue in reading.cues)
        or bool(data_requests(reading))
        or "<url>" in reading.tokens.words
        or any("?" in reading.tokens.quote(s.start, s.end) or s.question for s in reading.sentences)
        or not _PATIENCE.isdisjoint(reading.tokens.words)
    )


def _says_something(reading: MessageReading, sentence: Sentence) -> bool:
    """Tell whether a sentence states anything beyond courtesies and the promise to come back."""
    start, end = sentence.start, sentence.end
    words = reading.tokens.words
    if reading.cues_of("exchange.yes_no", start, end) or not _CONSENT.isdisjoint(words[start : start + _OPENING_WORDS]):
        return True
    if "<url>" in words[start:end]:
        return True
    if sentence.question:
        return False
    if reading.cues_of("handoff.team.working", start, end):
        return True
    if not _NEGATIONS.isdisjoint(words[start:end]) and "hesitate" not in words[start:end]:
        return True
    deferrals = [cue for cue in reading.cues_of("", start, end) if cue.cue in _EMPTY]
    if deferrals:
        return _stems_beside(reading, sentence, deferrals) >= _FEWEST_STEMS_BESIDE_DEFERRAL
    if "<number>" in words[start:end]:
        return True
    if not _PATIENCE.isdisjoint(words[start:end]):
        return False
    courtesies = reading.cues_of(_COURTESY, start, end)
    if courtesies:
        return _stems_beside(reading, sentence, courtesies) >= _FEWEST_STEMS_BESIDE_COURTESY
    said = [word for word in words[start:end] if word[0].isalpha()]
    return len(said) >= _FEWEST_WORDS or any(len(word) >= _TELLING_LETTERS for word in said)


def _stems_beside(reading: MessageReading, sentence: Sentence, cues: Iterable[CueMatch]) -> int:
    """Return how many content words stand in a sentence outside the cues."""
    inside = {token for cue in cues for token in range(cue.start, cue.end)}
    words = reading.tokens.words
    return len(content_stems(words[token] for token in range(sentence.start, sentence.end) if token not in inside))


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
    if any(cue.cue == "handoff.customer" for cue in reading.cues_of("handoff.customer", start, end)):
        return question.type == "what" and not data_requests(reading)
    return bool(question.stems & content_stems(reading.tokens.words[start:end]))
