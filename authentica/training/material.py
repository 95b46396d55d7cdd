"""Training material: labelled replies, read and measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from authentica.config import AnalyzerConfig
from authentica.features.encoder import load_encoder
from authentica.features.replies import measure
from authentica.language.lexicon import load_lexicon
from authentica.language.reading import ReadingRoom, ReplyReading
from authentica.schema import DIMENSIONS, NEEDS, Outcome
from authentica.training.choices import number_of
from authentica.training.dataset import LabelledReply

__all__ = [
    "Material",
    "clause_labels",
    "fold_of",
    "judged_weights",
    "learning_weights",
    "level_codes",
    "need_codes",
    "outcome_codes",
    "prepare",
    "spanned_weights",
]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Material:
    """Labelled replies as features.

    Attributes
    ----------
    replies : sequence of LabelledReply
        The replies.
    readings : sequence of ReplyReading
        One for each reply.
    clause_rows : list of dict of str to float
        Features of every clause of every reply.
    owner : ndarray of shape (n_clauses,)
        Which reply each clause is of.
    whole_rows, wide_rows : list of dict of str to float
        Features of each reply with its customer's text; the wide ones also have its wording.
    folds : ndarray of shape (n_replies,)
        By the reply's group.
    weights : ndarray of shape (n_replies,)
        Of each reply.
    first : ndarray of shape (n_replies,)
        False for a later reading of the same reply: features are counted once.
    """

    replies: Sequence[LabelledReply]
    readings: Sequence[ReplyReading]
    clause_rows: list[dict[str, float]]
    owner: NDArray[np.intp]
    whole_rows: list[dict[str, float]]
    wide_rows: list[dict[str, float]]
    folds: NDArray[np.intp]
    weights: Array
    first: NDArray[np.bool_]

    @property
    def counted(self) -> list[bool]:
        """Whether each reply's features are counted for the models of levels: first readings that say something of a level."""
        return [
            bool(first) and not r.judged.isdisjoint(DIMENSIONS)
            for r, first in zip(self.replies, self.first, strict=True)
        ]


def judged_weights(part: str, replies: Sequence[LabelledReply], weights: Array) -> Array:
    """Return what each reply weighs in one part of `JUDGED`: nothing where nobody judged it."""
    judged = np.array([part in reply.judged for reply in replies], dtype=np.float64)
    return weights * judged


def learning_weights(part: str, replies: Sequence[LabelledReply], weights: Array) -> Array:
    """Return the same, but all weights where nobody judged the part of any reply: it is then learnt to be absent."""
    judged = judged_weights(part, replies, weights)
    return judged if judged.any() else weights


def spanned_weights(dimension: str, replies: Sequence[LabelledReply], weights: Array) -> Array:
    """Return what each reply weighs where clauses are concerned: nothing where nobody judged which of its words carry a level."""
    judged = np.array([dimension in reply.judged_spans for reply in replies], dtype=np.float64)
    return weights * judged


def outcome_codes(outcomes: Iterable[Outcome]) -> NDArray[np.intp]:
    """Return the places of outcomes in `Outcome`."""
    places = {outcome: place for place, outcome in enumerate(Outcome)}
    return np.array([places[outcome] for outcome in outcomes], dtype=np.intp)


def level_codes(replies: Sequence[LabelledReply]) -> NDArray[np.intp]:
    """Return the labelled levels, of shape (n_replies, n_dimensions); 0 where none is given."""
    levels = [[reply.levels.get(dimension, 0) for dimension in DIMENSIONS] for reply in replies]
    return np.array(levels, dtype=np.intp).reshape(len(replies), len(DIMENSIONS))


def need_codes(replies: Sequence[LabelledReply]) -> NDArray[np.intp]:
    """Return 1 for each labelled need, else 0, of shape (n_replies, n_needs)."""
    needs = [[need in reply.needs for need in NEEDS] for reply in replies]
    return np.array(needs, dtype=np.intp).reshape(len(replies), len(NEEDS))


def fold_of(group: str, folds: int) -> int:
    """Return the fold of a group: a hash, so that it never depends on order, machine or run."""
    return number_of(group) % folds


def prepare(replies: Sequence[LabelledReply], folds: int, *, scored_only: bool = False) -> Material:
    """Read and measure replies, and put them into folds; with `scored_only`, leave out those that an analyzer does not score."""
    room, limit = ReadingRoom(load_lexicon()), AnalyzerConfig().longest_text_chars
    readings = [room.read_reply(r.text, r.customer_text, limit) for r in replies]
    if scored_only:
        scored = [reading.english and reading.has_words for reading in readings]
        replies, readings = list(compress(replies, scored)), list(compress(readings, scored))
    measured = measure(readings, load_encoder())
    clause_lists = [measures.clause_rows() for measures in measured]
    whole_rows = [measures.whole_row() for measures in measured]
    first = np.zeros(len(replies), dtype=bool)
    first[np.unique([reply.key for reply in replies], return_index=True)[1]] = True
    return Material(
        replies=replies,
        readings=readings,
        clause_rows=[row for rows in clause_lists for row in rows],
        owner=np.repeat(np.arange(len(replies)), [len(rows) for rows in clause_lists]),
        whole_rows=whole_rows,
        wide_rows=[whole | measures.wording_row() for whole, measures in zip(whole_rows, measured, strict=True)],
        folds=np.array([fold_of(r.group, folds) for r in replies]),
        weights=np.array([r.weight for r in replies]),
        first=first,
    )


def clause_labels(
    replies: Sequence[LabelledReply], readings: Sequence[ReplyReading], dimension: str
) -> NDArray[np.intp]:
    """Return the level that each clause carries: the reply's, where labelled spans cover enough of the clause or one lies mostly in it, else 0."""
    labels: list[int] = []
    for reply, reading in zip(replies, readings, strict=True):
        starts, ends = reading.tokens.starts, reading.tokens.ends
        spans = [span for span in reply.spans if span.dimension == dimension]
        level = reply.levels.get(dimension, 0)
        lies = [
            [
                [span.start < ends[i] and span.end > starts[i] for i in range(first, last)]
                for first, last in reading.clauses
            ]
            for span in spans
        ]
        # However short a span is in a long clause, the clause that most of it stands in carries the level.
        homes = [[sum(clause) for clause in clauses] for clauses in lies]
        home = {counts.index(max(counts)) for counts in homes if any(counts)}
        for at, (first, last) in enumerate(reading.clauses):
            covered = sum(map(any, zip(*[clauses[at] for clauses in lies], strict=True)))
            labels.append(level if at in home or covered >= 4 or covered * 5 >= (last - first) * 2 else 0)
    return np.array(labels, dtype=np.intp)
