"""The customer's mood in a message, by a small lexicon.

A problem that is told without a feeling or a demand ("my card was swallowed") is even. Weak where mood is not in the words: irony, bare
facts ("third engineer this month"), anger without a strong word, and languages other than English; of real messages that a reader called
displeased, it misses more than half on unseen ones. Words that cancel each other ("thanks for nothing", "no complaints") are cues of their
own: of cues that overlap, the longest counts.

A classifier of words and word pairs beside the cues, learnt from 450 written messages (``data/mood.jsonl``), was no better on real
messages than the cues alone, so none ships.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from authentica.conversation.reader import MessageReading, Sentence
from authentica.schema import Mood

__all__ = ["read_mood"]

_WEIGHTS = {
    "delight": 2.0,
    "thanks": 1.0,
    "courtesy": 0.0,
    "worry": -1.0,
    "not_good": -1.5,
    "displeased": -1.5,
    "anger": -2.5,
}
_SIGN_POINTS = 1.0
_GLAD_SIGNS = frozenset("😀😃😄😁😊😍😘🤩🥰👍👌👏🎉🙌❤💕💖💙💚💛💜")
_SORRY_SIGNS = frozenset("😞😟😠😡😢😣😤😥😦😧😨😩😫😭😒😔🙁☹🙄🤬👎💔")
_GLAD_MARKS = frozenset((":)", ":-)", ":D", ":-D", "=)", "<3"))
_SORRY_MARKS = frozenset((":(", ":-(", ":'(", "=("))
# Who asks, says that it failed, or has much else to say, thanks out of courtesy: "Thanks, I tried that. Any other idea?"
_COURTEOUS_THANKS = 0.5
_LONGEST_GRATEFUL_WORDS = 25
_SHOUT_POINTS = 1.0
_FULL_POINTS = 3.0
_GOOD_NEWS = re.compile(
    r"(?:(?:phew|yes|wow|omg) )?(?:(?:it|they|(?:the|my|your) \w+)(?: (?:has|have|'s|is|are|'ve))? )?(?:just |finally |all )*"
    r"(?:turned up|showed up|arrived|came|come|came through|come through|here|fixed|found|found it|back|landed|delivered|working)"
    r"(?: (?:today|now|again|at last|this morning|finally))*"
)
_MOST_EVIDENCE = 8


def read_mood(reading: MessageReading) -> Mood | None:
    """Return the mood of a customer's message, or None for one without words.

    The score is the sum of the points of cues, emoji and emoticons divided by 3, cut to -1..1. Thanks count half beside a
    question, a failure or a long text; several exclamation marks in a row add to displeasure, or make it where nothing is praised, but
    for what has come or works at last ("it turned up!!"), at which they rejoice.
    """
    if not reading.sentences:
        return None
    found = sorted(_points(reading), key=lambda cue: (cue[0] - cue[1], cue[2], cue[0]))
    taken: set[int] = set()
    points, evidence = 0.0, []
    for start, end, weight in found:
        tokens = range(start, end)
        if not taken.intersection(tokens):
            taken.update(tokens)
            points += weight
            if weight:
                evidence.append(reading.span(start, end))
    if points <= 0 and any("!!" in reading.tokens.quote(s.start, s.end) for s in reading.sentences):
        glad = points == 0 and not found and all(_brings_good_news(reading, s) for s in reading.sentences)
        points += _SHOUT_POINTS if glad else -_SHOUT_POINTS
    score = max(-1.0, min(1.0, points / _FULL_POINTS))
    evidence.sort(key=lambda span: span.start)
    return Mood(index=reading.index, score=round(score, 3), evidence=tuple(evidence[:_MOST_EVIDENCE]))


def _brings_good_news(reading: MessageReading, sentence: Sentence) -> bool:
    """Whether a sentence says that something has come, or works, and no more: "it turned up broken" does."""
    words = reading.tokens.words[sentence.start : sentence.end]
    return _GOOD_NEWS.fullmatch(" ".join(word for word in words if word[0].isalnum() or word[0] == "'")) is not None


def _points(reading: MessageReading) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, points) of all that tells a mood."""
    courteous = (
        len(reading.tokens) > _LONGEST_GRATEFUL_WORDS
        or bool(reading.cues_of("exchange.failed"))
        or any(sentence.question for sentence in reading.sentences)
    )
    for cue in reading.cues_of("mood."):
        kind = cue.cue.split(".")[1]
        yield cue.start, cue.end, _COURTEOUS_THANKS if courteous and kind == "thanks" else _WEIGHTS[kind]
    for token, word in enumerate(reading.tokens.words):
        if not word[0].isalnum():
            quoted = reading.tokens.quote(token, token + 1)
            if quoted in _GLAD_MARKS or not _GLAD_SIGNS.isdisjoint(quoted):
                yield token, token + 1, _SIGN_POINTS
            elif quoted in _SORRY_MARKS or not _SORRY_SIGNS.isdisjoint(quoted):
                yield token, token + 1, -_SIGN_POINTS
