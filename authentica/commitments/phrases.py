"""Phrases: where fixed wordings stand in a customer's message, by the topic that they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authentica.commitments.reports import Report
from authentica.language.reading import ReplyReading

__all__ = ["phrases_in"]

_LONGEST_PHRASE = 4
_JUST_BEFORE = 3


def phrases_in(
    reading: ReplyReading, phrases: Mapping[str, frozenset[str]], unless: frozenset[str] = frozenset()
) -> Iterator[Report]:
    """Yield where the first phrase of each topic stands.

    Parameters
    ----------
    reading : ReplyReading
        Of the message.
    phrases : mapping of str to frozenset of str
        Up to four words each, by topic. "'s" is read as "is".
    unless : frozenset of str, optional
        Words that undo a phrase when they stand shortly before it.
    """
    words = ["is" if word == "'s" else word for word in reading.tokens.words]
    said = [
        (at, length, " ".join(words[at : at + length]))
        for at in range(len(words))
        for length in range(1, _LONGEST_PHRASE + 1)
    ]
    for topic, known in phrases.items():
        for at, length, phrase in said:
            if phrase in known and unless.isdisjoint(words[max(0, at - _JUST_BEFORE) : at]):
                yield Report(at, min(at + length, len(words)), topic)
                break
