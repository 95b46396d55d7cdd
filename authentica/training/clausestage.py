"""The clause stage: what each clause says of each dimension, and pools of it for the stage of whole replies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from authentica.features.encoder import ENCODED_NAMES
from authentica.features.space import FeatureSpace
from authentica.learners.pooling import pool_clauses
from authentica.schema import DIMENSIONS
from authentica.training.logistic import Linear, fit_linear
from authentica.training.losses import StepLoss
from authentica.training.material import Material, clause_labels, learning_weights
from authentica.training.options import TrainingOptions

__all__ = ["ClauseStage", "fit_clause_stage"]

Array = NDArray[np.float64]
# What is boilerplate is a question of the very words, less of what they say: with the encoder its levels correlated with the labels less.
_WORD_FOR_WORD = "boilerplate"


@dataclass(frozen=True, slots=True)
class ClauseStage:
    """The clause models and what they read.

    Attributes
    ----------
    space : FeatureSpace
        Features.
    coef : ndarray of shape (n_features, n_dimensions, 2)
        Weights.
    intercept : ndarray of shape (n_dimensions, 2)
        Intercepts.
    held_out_pools : ndarray of shape (n_replies, n_pools)
        Pools of the training replies, each by models that have not seen its fold.
    """

    space: FeatureSpace
    coef: Array
    intercept: Array
    held_out_pools: Array

    def pools(self, material: Material) -> Array:
        """Return the pools of replies that the clause models were not trained on."""
        features = self.space.matrix(material.clause_rows)
        logits = [np.asarray(features @ self.coef[:, d]) + self.intercept[d] for d in range(len(DIMENSIONS))]
        return _pools(np.stack(logits, axis=1), material.owner, len(material.replies))


def fit_clause_stage(material: Material, options: TrainingOptions) -> ClauseStage:
    """Fit the clause models, on all replies and on those outside of each fold."""
    counted = material.counted
    space = FeatureSpace.fit(
        (row for row, owner in zip(material.clause_rows, material.owner, strict=True) if counted[owner]),
        fewest_rows=options.fewest_rows,
    )
    kept, same = _merge_readings(material)
    clauses = space.matrix(material.clause_rows)[kept]
    losses = [
        _merged_loss(
            clause_labels(material.replies, material.readings, dimension),
            same,
            learning_weights(dimension, material.replies, material.weights)[material.owner],
        )
        for dimension in DIMENSIONS
    ]
    folds = material.folds[material.owner][kept]
    run = Parallel(n_jobs=options.jobs)

    columns = [_columns(dimension, space) for dimension in DIMENSIONS]
    read = [clauses if len(own) == len(space) else clauses[:, own] for own in columns]

    def fit(d: int, rows: NDArray[np.bool_], start: Linear | None) -> Any:
        return delayed(fit_linear)(
            read[d][rows], losses[d].of(rows), C=options.clause_C, freedom=options.freedom, start=start
        )

    everywhere = np.ones(len(folds), dtype=bool)
    whole = run(fit(d, everywhere, None) for d in range(len(DIMENSIONS)))
    plan = [(d, fold) for fold in range(options.folds) for d in range(len(DIMENSIONS))]
    # Each fold's models are near those of all replies, and so found sooner from there.
    apart = run(fit(d, folds != fold, whole[d]) for d, fold in plan)
    held_out_logits = np.zeros((clauses.shape[0], len(DIMENSIONS), 2))
    for (d, fold), model in zip(plan, apart, strict=True):
        held_out_logits[folds == fold, d] = model.rounded(options.decimals).logits(read[d][folds == fold])
    rounded = [
        model.rounded(options.decimals).among(own, len(space)) for model, own in zip(whole, columns, strict=True)
    ]
    coef, intercept = (
        np.stack([model.coef for model in rounded], axis=1),
        np.stack([model.intercept for model in rounded]),
    )
    pools = _pools(held_out_logits[same], material.owner, len(material.replies))
    return ClauseStage(space, coef, intercept, pools)


def _columns(dimension: str, space: FeatureSpace) -> NDArray[np.intp]:
    """Return the places of the features that a dimension's model reads."""
    return np.flatnonzero([dimension != _WORD_FOR_WORD or name not in ENCODED_NAMES for name in space.names])


def _merge_readings(material: Material) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which clause rows are kept, and for each row which of the kept it equals: two readings of a reply share their clauses.

    What they say of a clause is merged (`_merged_loss`), which has the same minimum for half of the work.
    """
    keys = [f"{r.customer_text}\0{r.text}" for r in material.replies]
    _, reply_of = np.unique(keys, return_inverse=True)
    begins = np.searchsorted(material.owner, np.arange(len(keys)))
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


def _pools(clause_logits: Array, owner: NDArray[np.intp], count: int) -> Array:
    bounds = np.searchsorted(owner, np.arange(count + 1))
    flat = clause_logits.reshape(len(clause_logits), -1).tolist()
    rows = [pool_clauses(flat[start:end], len(DIMENSIONS)).values for start, end in pairwise(bounds)]
    pools: Array = np.array(rows).round(6)
    return pools
