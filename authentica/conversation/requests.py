"""Data asked for again although the customer has given it, and questions put twice."""

from __future__ import annotations

from authentica.conversation.reader import MessageReading, Sentence
from authentica.conversation.stems import content_stems
from authentica.schema import ConversationFinding, FindingKind, MessageSpan

__all__ = ["RequestFinder", "data_requests"]

_REQUEST_WORDS = frozenset("please kindly may can could would what which need provide and".split())
_STATED = frozenset(("i", "we"))
# Given without a number in it.
_BARE = frozenset(("name", "address"))
# "My account is 45 dollars short", "my phone 12".
_FEWEST_DIGITS = {"account": 5, "phone": 6}
_KINDS = {"account": "account_number"}
_JOINTS = frozenset(("-", "/", "_", "."))
_WORDY = frozenset(("name", "username", "error_message", "date_of_birth", "model"))
# An "e-mail address" is no place, and an "IP address" nothing that a customer was asked for.
_NO_PLACE = frozenset(("email", "e-mail", "mail", "ip", "web", "mac", "site", "url"))
_TRIED = frozenset(("tried", "tested"))
_KEPT_ATTEMPTS = 40
_LEAST_STEMS = 3
_KEPT_QUESTIONS = 40


def data_requests(reading: MessageReading) -> dict[str, MessageSpan]:
    """Return the kinds of data that an agent's message asks for, each with its first place."""
    found: dict[str, MessageSpan] = {}
    for sentence in reading.sentences:
        opening = reading.tokens.words[sentence.start]
        if opening in _STATED and not sentence.question and "need" not in _words(reading, sentence):
            continue
        if not (sentence.question or _REQUEST_WORDS & set(_words(reading, sentence))):
            continue
        for cue in reading.cues_of("data.ask.", sentence.start, sentence.end):
            if cue.cue == "data.ask.address" and reading.tokens.words[cue.end - 2] in _NO_PLACE:
                continue
            found.setdefault(cue.cue.removeprefix("data.ask."), reading.span(cue.start, cue.end))
    return found


class RequestFinder:
    """Follows what was asked for and what was given."""

    def __init__(self) -> None:
        self._given: dict[str, MessageSpan] = {}
        self._asked: dict[str, MessageSpan] = {}
        self._questions: list[tuple[frozenset[str], MessageSpan, MessageSpan | None]] = []
        self._attempts: list[tuple[frozenset[str], MessageSpan]] = []

    def customer(self, reading: MessageReading) -> None:
        """Take in what a customer's message gives."""
        values = [token for fact, token in reading.facts if any(map(str.isdigit, fact))]
        for cue in reading.cues_of("data.give."):
            name = cue.cue.removeprefix("data.give.")
            kind = _KINDS.get(name, name)
            inside = [token for fact, token in reading.facts if cue.start <= token < cue.end and "@" not in fact]
            end = _end_of_value(reading, inside[-1]) if inside else cue.end
            fewest = _FEWEST_DIGITS.get(name, 0)
            if kind in _BARE or (inside and sum(map(str.isdigit, reading.tokens.quote(inside[0], end))) >= fewest):
                self._given[kind] = reading.span(cue.start, max(end, cue.end))
        for sentence in reading.sentences:
            said = _words(reading, sentence)
            if not _TRIED.isdisjoint(said):
                attempt = (content_stems(said), reading.span(sentence.start, sentence.end))
                self._attempts = [*self._attempts, attempt][-_KEPT_ATTEMPTS:]
        emails = [token for fact, token in reading.facts if "@" in fact]
        if emails:
            self._given["email"] = reading.span(emails[0], emails[0] + 1)
        words = [i for i, word in enumerate(reading.tokens.words) if word[0].isalnum() or word == "<number>"]
        refused = bool(reading.cues_of("exchange.refusal")) or any(s.question for s in reading.sentences[:1])
        if not words or refused:
            return
        for kind in self._asked:
            if kind == "email":
                continue
            if values:
                self._given.setdefault(kind, reading.span(values[0], _end_of_value(reading, values[0])))
            elif kind in _WORDY:
                self._given.setdefault(kind, reading.span(words[0], words[-1] + 1))
        self._asked = {}
        answer = reading.span(words[0], words[-1] + 1)
        self._questions = [(stems, asked, given or answer) for stems, asked, given in self._questions]

    def agent(self, reading: MessageReading) -> list[ConversationFinding]:
        """Return what an agent's message asks again."""
        asked = data_requests(reading)
        found: list[tuple[str, tuple[MessageSpan, ...]]]
        found = [(kind, (self._given[kind], span)) for kind, span in asked.items() if kind in self._given]
        self._asked.update({kind: span for kind, span in asked.items() if kind not in self._given})
        for sentence in reading.sentences:
            if not sentence.question or reading.cues_of("exchange.social", sentence.start, sentence.end):
                continue
            words = _words(reading, sentence)
            stems, span = content_stems(words), reading.span(sentence.start, sentence.end)
            attempt = self._attempt(stems) if "tried" in words else None
            if attempt is not None and not found:
                found.append(("question", (attempt, span)))
            if len(stems) < _LEAST_STEMS:
                continue
            twins = (
                (first, given, span)
                for known, first, given in self._questions
                if given is not None and 4 * len(known & stems) >= 3 * len(known | stems)
            )
            twin = next(twins, None)
            if twin is not None and not found:
                found.append(("question", twin))
            self._questions = [*self._questions, (stems, span, None)][-_KEPT_QUESTIONS:]
        return [
            ConversationFinding(kind=FindingKind.ASKED_AGAIN, index=reading.index, subject=subject, evidence=evidence)
            for subject, evidence in found
        ]

    def _attempt(self, stems: frozenset[str]) -> MessageSpan | None:
        """Return where the customer has said already to have tried what "Have you tried ...?" asks."""
        wanted = stems - content_stems(_TRIED)
        return next((span for tried, span in self._attempts if wanted and wanted <= tried), None)


def _words(reading: MessageReading, sentence: Sentence) -> tuple[str, ...]:
    return reading.tokens.words[sentence.start : sentence.end]


def _end_of_value(reading: MessageReading, token: int) -> int:
    """Return where a value ends that begins at a token: "88-410/B" is split into five."""
    tokens, end = reading.tokens, token + 1
    while end + 1 < len(tokens) and tokens.words[end] in _JOINTS and tokens.starts[end] == tokens.ends[end - 1]:
        if tokens.starts[end + 1] != tokens.ends[end] or not tokens.quote(end + 1, end + 2)[0].isalnum():
            break
        end += 2
    return end
