"""The clause stage: what each clause says of each dimension, and pools of it for the stage of whole replies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse

from authentica.features.clauses import UNHEARD
from authentica.features.encoder import ENCODED_NAMES
from authentica.features.space import FeatureSpace
from authentica.learners.pooling import UNHEARD_AT_MOST, pool_clauses
from authentica.schema import DIMENSIONS
from authentica.training.dataset import LabelledReply
from authentica.training.logistic import Linear, fit_linear, pull_of
from authentica.training.losses import StepLoss
from authentica.training.material import Material, clause_labels, learning_weights, spanned_weights
from authentica.training.options import TrainingOptions

__all__ = ["ClauseStage", "fit_clause_stage", "hold_unheard", "learn_clauses"]

Array = NDArray[np.float64]
# What is boilerplate is a question of the very words, less of what they say: with the encoder its levels correlated with the labels less.
_WORD_FOR_WORD = "boilerplate"
# What public replies teach of clauses: how forums and chats speak of what comes next. Of the other dimensions they taught nothing that held
# elsewhere (`notebooks/accuracy.ipynb`).
_TAUGHT = ("expectations",)
_LISTENING = DIMENSIONS.index("listening")
_CLAUSES_WEIGH = 4.0
"""Times what their reply weighs at the second stage."""


class ClauseStage(NamedTuple):
    """What was learnt of clauses.

    Attributes
    ----------
    names : tuple of str
        Features.
    linears : tuple of Linear
        One of two outputs for each dimension: a model, or what public replies pull at it (`learn_clauses`).
    held_out_pools : ndarray of shape (n_replies, n_pools)
        Pools of replies, each by models that have not seen its fold.
    """

    names: tuple[str, ...]
    linears: tuple[Linear, ...]
    held_out_pools: Array


class _Clauses(NamedTuple):
    """Clauses as the models are fitted to them, two readings of a reply sharing theirs; for each of the material's its row here."""

    features: sparse.csr_matrix
    losses: list[StepLoss]
    folds: NDArray[np.intp]
    row_of: NDArray[np.intp]


def fit_clause_stage(
    material: Material, options: TrainingOptions, pull: tuple[Sequence[str], Sequence[Linear]] | None = None
) -> ClauseStage:
    """Fit the clause models, on all replies and on those outside of each fold.

    A `pull` is names of features, and what public replies pull at them (`learn_clauses`): one gradient for each dimension.
    """
    space = _space_of(material, options)
    clauses = _clauses_of(material, space, learning_weights)
    pulls = None if pull is None else [linear.onto(pull[0], space.names) for linear in pull[1]]
    models, logits = _fit(clauses, space, options, DIMENSIONS, pulls, options.decimals)
    hold_unheard(logits, clauses.features, space.names)
    pools = _pools(logits[clauses.row_of], material.owner, len(material.replies))
    return ClauseStage(space.names, tuple(model.rounded(options.decimals) for model in models), pools)


def learn_clauses(own: Material, public: Material, options: TrainingOptions) -> ClauseStage:
    """Learn what public replies teach the clause models, where somebody judged which of their words carry a level.

    What counts is features of our `own` replies, which the models are trained on.
    """
    space = _space_of(own, options)
    ours, theirs = _clauses_of(own, space, learning_weights), _clauses_of(public, space, _lesson_weights)
    both = _Clauses(
        sparse.vstack([ours.features, theirs.features], format="csr"),
        [loss.followed_by(other) for loss, other in zip(ours.losses, theirs.losses, strict=True)],
        # Our own clauses are of no fold: they teach every model here.
        np.concatenate([np.full(len(ours.folds), -1), theirs.folds]),
        theirs.row_of,
    )
    models, logits = _fit(both, space, options, _TAUGHT)
    logits = logits[len(ours.folds) :]
    hold_unheard(logits, theirs.features, space.names)
    pulls = tuple(pull_of(model, theirs.features, loss) for model, loss in zip(models, theirs.losses, strict=True))
    return ClauseStage(space.names, pulls, _pools(logits[theirs.row_of], public.owner, len(public.replies)))


def _fit(
    clauses: _Clauses,
    space: FeatureSpace,
    options: TrainingOptions,
    held_out: Sequence[str],
    pulls: Sequence[Linear] | None = None,
    decimals: int | None = None,
) -> tuple[list[Linear], Array]:
    """Return the models, and the log-odds of each clause: of `held_out` dimensions by models, rounded, that have not seen its fold."""
    columns = [_columns(dimension, space) for dimension in DIMENSIONS]
    read = [clauses.features if len(own) == len(space) else clauses.features[:, own] for own in columns]

    def fit(d: int, rows: NDArray[np.bool_], start: Linear | None) -> Any:
        return delayed(fit_linear)(
            read[d][rows],
            clauses.losses[d].of(rows),
            C=options.clause_C,
            freedom=options.freedom,
            pull=None if pulls is None else pulls[d].rows(columns[d]),
            start=start,
        )

    run = Parallel(n_jobs=options.jobs)
    everywhere = np.ones(len(clauses.folds), dtype=bool)
    whole = run(fit(d, everywhere, None) for d in range(len(DIMENSIONS)))
    logits = np.stack([model.logits(rows) for model, rows in zip(whole, read, strict=True)], axis=1)
    plan = [(DIMENSIONS.index(dimension), fold) for fold in range(options.folds) for dimension in held_out]
    # Each fold's models are near those of all replies, and so found sooner from there.
    apart = run(fit(d, clauses.folds != fold, whole[d]) for d, fold in plan)
    for (d, fold), model in zip(plan, apart, strict=True):
        left_out = clauses.folds == fold
        logits[left_out, d] = (model if decimals is None else model.rounded(decimals)).logits(read[d][left_out])
    return [model.among(own, len(space)) for model, own in zip(whole, columns, strict=True)], logits


def _space_of(material: Material, options: TrainingOptions) -> FeatureSpace:
    counted = material.counted
    return FeatureSpace.fit(
        (row for row, owner in zip(material.clause_rows, material.owner, strict=True) if counted[owner]),
        fewest_rows=options.fewest_rows,
    )


def _clauses_of(
    material: Material, space: FeatureSpace, weigh: Callable[[str, Sequence[LabelledReply], Array], Array]
) -> _Clauses:
    kept, row_of = _merge_readings(material)
    losses = [
        _merged_loss(
            clause_labels(material.replies, material.readings, dimension),
            row_of,
            weigh(dimension, material.replies, material.weights)[material.owner],
        )
        for dimension in DIMENSIONS
    ]
    return _Clauses(space.matrix(material.clause_rows)[kept], losses, material.folds[material.owner][kept], row_of)


def _lesson_weights(dimension: str, replies: Sequence[LabelledReply], weights: Array) -> Array:
    return spanned_weights(dimension, replies, weights) * (_CLAUSES_WEIGH if dimension in _TAUGHT else 0.0)


def _columns(dimension: str, space: FeatureSpace) -> NDArray[np.intp]:
    """Return the places of the features that a dimension's model reads."""
    return np.flatnonzero([dimension != _WORD_FOR_WORD or name not in ENCODED_NAMES for name in space.names])


def _merge_readings(material: Material) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which clause rows are kept, and for each row which of the kept it equals: two readings of a reply share their clauses.

    What they say of a clause is merged (`_merged_loss`), which has the same minimum for half of the work.
    """
    _, reply_of = np.unique([reply.key for reply in material.replies], return_inverse=True)
    begins = np.searchsorted(material.owner, np.arange(len(reply_of)))
    number = np.arange(len(material.owner)) - begins[material.owner]
    kept = np.flatnonzero(material.first[material.owner])
    place = {key: row for row, key in enumerate(zip(reply_of[material.owner[kept]], number[kept], strict=True))}
    same = [place[key] for key in zip(reply_of[material.owner], number, strict=True)]
    return kept, np.array(same, dtype=np.intp)


def _merged_loss(labels: NDArray[np.intp], same: NDArray[np.intp], weights: Array) -> StepLoss:
    """Return the loss of the kept rows, given labels and weights of all: a share of a row's weight may reach level 1 or 2."""
    total = np.bincount(same, weights).astype(np.float64)
    some = np.where(total == 0, 1.0, total)  # rows of no weight are not fitted, whatever stands there
    return StepLoss(np.stack([np.bincount(same, weights * (labels >= step)) / some for step in (1, 2)], axis=1), total)


def hold_unheard(clause_logits: Array, features: sparse.csr_matrix, names: Sequence[str]) -> None:
    """Hold down listening 2 in replies that take up nothing (`UNHEARD_AT_MOST`), in place.

    `clause_logits`, of shape (n_clauses, n_dimensions, 2), are those of clauses with these features, called by `names`.
    """
    if UNHEARD in names:
        unheard = features[:, list(names).index(UNHEARD)].toarray().ravel() > 0
        held = clause_logits[:, _LISTENING, 1]  # a view
        held[unheard] = np.minimum(held[unheard], UNHEARD_AT_MOST)


def _pools(clause_logits: Array, owner: NDArray[np.intp], count: int) -> Array:
    bounds = np.searchsorted(owner, np.arange(count + 1))
    flat = clause_logits.reshape(len(clause_logits), -1).tolist()
    rows = [pool_clauses(flat[start:end], len(DIMENSIONS)).values for start, end in pairwise(bounds)]
    pools: Array = np.array(rows).round(6)
    return pools
