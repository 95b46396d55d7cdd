"""The customer's mood in a message, by a small lexicon.

Weak where mood is not in the words: irony, bare facts ("third engineer this month"), and anger without a strong word. Words
that cancel each other ("thanks for nothing") are cues of their own and take the place of the word inside them.
"""

from __future__ import annotations

from authentica.conversation.reader import MessageReading
from authentica.schema import Mood

__all__ = ["read_mood"]

_WEIGHTS = {"delight": 2.0, "thanks": 1.0, "not_good": -1.5, "displeased": -1.5, "anger": -2.5}
_SHOUT_POINTS = 1.0
_FULL_POINTS = 3.0
_MOST_EVIDENCE = 8


def read_mood(reading: MessageReading) -> Mood | None:
    """Return the mood of a customer's message, or None for one without words.

    The score is the sum of the cues' weights divided by 3, cut to -1..1; several exclamation marks in a row add to
    displeasure, or make it where nothing is praised.
    """
    if not reading.sentences:
        return None
    cues = sorted(reading.cues_of("mood."), key=lambda cue: (_WEIGHTS[cue.cue[5:]], cue.start))
    taken: set[int] = set()
    points, evidence = 0.0, []
    for cue in cues:
        tokens = range(cue.start, cue.end)
        if not taken.intersection(tokens):
            taken.update(tokens)
            points += _WEIGHTS[cue.cue[5:]]
            evidence.append(reading.span(cue.start, cue.end))
    if points <= 0 and any("!!" in reading.tokens.quote(s.start, s.end) for s in reading.sentences):
        points -= _SHOUT_POINTS
    score = max(-1.0, min(1.0, points / _FULL_POINTS))
    evidence.sort(key=lambda span: span.start)
    return Mood(index=reading.index, score=round(score, 3), evidence=tuple(evidence[:_MOST_EVIDENCE]))
