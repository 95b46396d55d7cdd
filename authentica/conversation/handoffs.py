"""Hand-offs: a reply that leaves the next step to somebody, and to whom."""

from __future__ import annotations

from authentica.conversation.reader import MessageReading
from authentica.schema import ConversationFinding, FindingKind, NextActor

__all__ = ["find_handoff"]

# Whoever is farthest from the agent decides: "please sign here, then our bank will call you" waits for the bank.
_ORDER = (NextActor.THIRD_PARTY, NextActor.TEAM, NextActor.CUSTOMER, NextActor.AGENT)


def find_handoff(reading: MessageReading) -> ConversationFinding | None:
    """Return who must act after an agent's message, or None where it hands nothing on."""
    for actor in _ORDER:
        for cue in reading.cues_of(f"handoff.{actor.value}"):
            asked = next((s.question for s in reading.sentences if s.start <= cue.start < s.end), False)
            if not asked or actor is NextActor.CUSTOMER:
                return ConversationFinding(
                    kind=FindingKind.HAND_OFF,
                    index=reading.index,
                    actor=actor,
                    evidence=(reading.span(cue.start, cue.end),),
                )
    return None
