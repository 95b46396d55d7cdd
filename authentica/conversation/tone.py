"""Warmth and competence of a reply, from its assessment.

Warmth is the mean of the empathy and listening scores; competence, of ownership and expectations, each 0..1. That the two
are separate, and that customers are best served by warmth at the start and end of a conversation and competence in
between, is shown in Packard, Li and Berger, "When Language Matters", Journal of Consumer Research (2023).
"""

from __future__ import annotations

from authentica.schema import Assessment, Status, TurnTone

__all__ = ["read_tone"]


def read_tone(index: int, assessment: Assessment) -> TurnTone | None:
    """Return the tone of a reply, or None where it was not scored."""
    if assessment.status is not Status.SCORED:
        return None
    scores = {score.dimension: score.score for score in assessment.dimensions}
    return TurnTone(
        index=index,
        message_id=assessment.message_id,
        warmth=round((scores["empathy"] + scores["listening"]) / 2, 6),
        competence=round((scores["ownership"] + scores["expectations"]) / 2, 6),
    )
