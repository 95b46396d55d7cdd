"""Cards: replies as they are shown, with their levels in words."""

from __future__ import annotations

from typing import NamedTuple

from authentica.coaching import Example
from authentica.coaching.words import OUTCOME_WORDS, dimension_words
from authentica.explain.sentences import LEVEL_WORDS
from authentica.report.marks import Reason, Run, explanations_of, mark, outcome_explanation_of
from authentica.report.words import privacy_words
from authentica.schema import NEEDS

__all__ = ["Card", "CardMaker", "LevelLine"]


class LevelLine(NamedTuple):
    """One dimension of a reply, with its level in figures and in words.

    `need` is whether the moment called for it, empty where that does not apply; `explanation` why it has the level, empty where the scores
    do not say.
    """

    dimension: str
    name: str
    level: int
    label: str
    need: str
    explanation: str


class Card(NamedTuple):
    """One reply: cut where what is marked begins and ends, with what the marks stand for.

    `privacy` is what it does with personal data, each once, as in records and in words; `keys` the groups that it belongs to, by a number
    where personal details are taken out; `ids` its ticket and its message, as far as they may be shown.
    """

    card_id: str
    runs: tuple[Run, ...]
    reasons: tuple[Reason, ...]
    authenticity: str
    outcome: str
    outcome_words: str
    outcome_explanation: str
    levels: tuple[LevelLine, ...]
    missed: tuple[str, ...]
    privacy: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]
    ids: tuple[tuple[str, str], ...]


class CardMaker:
    """Makes cards, and numbers them over the page.

    Parameters
    ----------
    is_explained : bool, default=True
        Whether the scores carry evidence: without it, a card says levels and no reasons.
    """

    def __init__(self, *, is_explained: bool = True) -> None:
        self._is_explained = is_explained
        self._made = 0

    def make(self, example: Example) -> Card:
        """Return the next card."""
        self._made += 1
        runs, reasons = mark(example)
        return Card(
            card_id=f"reply-{self._made}",
            runs=runs,
            reasons=reasons,
            authenticity=f"{example.authenticity:.0f}",
            outcome=example.outcome,
            outcome_words=OUTCOME_WORDS[example.outcome],
            outcome_explanation=outcome_explanation_of(example) if self._is_explained else "",
            levels=tuple(
                LevelLine(
                    dimension=dimension,
                    name=dimension_words(dimension),
                    level=level,
                    label=LEVEL_WORDS[dimension][level],
                    need=_need(example, dimension),
                    explanation=explanation if self._is_explained else "",
                )
                for (dimension, level), (_, explanation) in zip(example.levels, explanations_of(example), strict=True)
            ),
            missed=tuple(dimension_words(name).lower() for name in example.missed),
            privacy=tuple(
                {
                    span.cue.removeprefix("privacy.").partition(".")[0]: privacy_words(span.cue)
                    for span in example.spans
                    if span.dimension == "privacy"
                }.items()
            ),
            keys=tuple((name, value) for name, value in example.keys if value is not None),
            ids=tuple(
                (name, value)
                for name, value in (("ticket", example.conversation_id), ("message", example.message_id))
                if value
            ),
        )


def _need(example: Example, dimension: str) -> str:
    if dimension in example.missed:
        return "needed, missed"
    if dimension not in NEEDS:
        return ""
    return "needed" if dimension in example.needed else "not needed"
