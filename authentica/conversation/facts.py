"""New facts that the customer brings (numbers, codes, dates, names), and whether the agent's next turn takes them up."""

from __future__ import annotations

from authentica.conversation.reader import MessageReading
from authentica.schema import ConversationFinding, FindingKind

__all__ = ["FactFinder"]

_MOST_MESSAGES = 20  # of one customer turn, so that an unanswered stream costs no more per message


class FactFinder:
    """Follows the customer's facts; silence about one is no finding, for most need no mention."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._brought: list[tuple[MessageReading, dict[str, int]]] = []
        self._turn: MessageReading | None = None
        self._taken: dict[int, ConversationFinding] = {}

    def customer(self, reading: MessageReading) -> list[ConversationFinding]:
        """Close the turn that the customer's message follows, and take in its new facts."""
        found: list[ConversationFinding] = []
        if self._turn is not None:
            found, self._brought, self._taken = self.standing(), [], {}
            self._turn = None
        new: dict[str, int] = {}
        for fact, token in reading.facts:
            if fact not in self._known:
                new.setdefault(fact, token)
        self._known.update(new)
        if new:
            self._brought = [*self._brought, (reading, new)][-_MOST_MESSAGES:]
        return found

    def agent(self, reading: MessageReading) -> None:
        """Take in an agent's message as part of the turn."""
        if not reading.sentences:
            return
        if self._turn is None:
            self._turn = reading
        places = dict(reversed(reading.facts))
        for token, word in enumerate(reading.tokens.words):
            places.setdefault(word, token)
        for brought, facts in self._brought:
            shared = next((fact for fact in facts if fact in places), None)
            if shared is not None and brought.index not in self._taken:
                self._taken[brought.index] = ConversationFinding(
                    kind=FindingKind.FACT_TAKEN_UP,
                    index=brought.index,
                    evidence=(
                        brought.span(facts[shared], facts[shared] + 1),
                        reading.span(places[shared], places[shared] + 1),
                    ),
                )
        self._known.update(fact for fact, _ in reading.facts)

    def standing(self) -> list[ConversationFinding]:
        """Return the verdicts on the turn as it stands."""
        if self._turn is None:
            return []
        return [self._taken[brought.index] for brought, _ in self._brought if brought.index in self._taken]
