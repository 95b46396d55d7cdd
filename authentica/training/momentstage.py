"""The moment stage: from pools and features of whole replies to levels, needs, outcome and flags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse

from authentica.features.names import PROMISE, SAID
from authentica.features.space import FeatureSpace
from authentica.learners.pooling import pool_names
from authentica.schema import DIMENSIONS
from authentica.training.dataset import LabelledReply
from authentica.training.heads import HEADS, Head, losses_over
from authentica.training.logistic import Linear, fit_linear
from authentica.training.material import Material
from authentica.training.options import TrainingOptions
from authentica.training.pull import Pull

__all__ = ["MomentFeatures", "MomentStage", "logits_by"]

Array = NDArray[np.float64]
# Who will do what by when is what expectations are about; for other dimensions it would only stand in for what they are about.
_READ_BY = "expectations"
_FEWEST_LEVEL_ROWS = 10


class MomentFeatures(NamedTuple):
    """What the models of levels read, and those of needs, outcome and flags: one row for each reply."""

    levels: sparse.csr_matrix
    moments: sparse.csr_matrix

    def of(self, rows: NDArray[np.bool_]) -> MomentFeatures:
        """Return some of the replies."""
        return MomentFeatures(self.levels[rows], self.moments[rows])

    def followed_by(self, other: MomentFeatures) -> MomentFeatures:
        """Return these replies and others after them."""
        both = zip(self, other, strict=True)
        return MomentFeatures(*[sparse.vstack(parts, format="csr") for parts in both])

    def read_by(self, head: Head) -> sparse.csr_matrix:
        """Return those of the two that a head reads."""
        return self.levels if head.kind == "level" else self.moments


def logits_by(models: Mapping[Head, Linear], features: MomentFeatures) -> dict[Head, Array]:
    """Return the log-odds of replies, of shape (n_replies, n_outputs) for each head."""
    return {head: model.logits(features.read_by(head)) for head, model in models.items()}


@dataclass(frozen=True, slots=True)
class MomentStage:
    """What the models read: pools of the clause stage first, then features of the whole reply."""

    level_space: FeatureSpace
    moment_space: FeatureSpace

    @classmethod
    def over(cls, material: Material, options: TrainingOptions) -> MomentStage:
        """Return the stage for the features that occur often enough."""
        return cls(
            _space(material.whole_rows, material.counted, SAID, _FEWEST_LEVEL_ROWS),
            _space(material.wide_rows, material.first, PROMISE, options.fewest_rows + 1),
        )

    @property
    def level_names(self) -> tuple[str, ...]:
        """What the models of levels read, pools first."""
        return (*pool_names(DIMENSIONS), *self.level_space.names)

    @property
    def moment_names(self) -> tuple[str, ...]:
        """What the models of needs, outcome and flags read, pools first."""
        return (*pool_names(DIMENSIONS), *self.moment_space.names)

    def features(self, material: Material, pools: Array) -> MomentFeatures:
        """Return what the models read of replies, given their pools of shape (n_replies, n_pools)."""
        pool_part = sparse.csr_matrix(pools)
        return MomentFeatures(
            sparse.hstack([pool_part, self.level_space.matrix(material.whole_rows)], format="csr"),
            sparse.hstack([pool_part, self.moment_space.matrix(material.wide_rows)], format="csr"),
        )

    def fit(
        self,
        features: MomentFeatures,
        replies: Sequence[LabelledReply],
        weights: Array,
        options: TrainingOptions,
        pull: Pull | None = None,
        *,
        heads: Sequence[Head] = HEADS,
        near: Mapping[Head, Linear] | None = None,
    ) -> dict[Head, Linear]:
        """Fit the models, each to what was judged; with a pull, those of levels, needs and outcome are pulled and calibrated.

        The search begins at models of nearly the same replies (`near`), where they are known: it ends at the same place, but sooner.
        """
        losses = losses_over(heads, replies, weights)
        read = {head: self._columns(head) for head in heads}
        gradients, near = {} if pull is None else pull.gradients, near or {}
        # The longest goes first.
        order = sorted(heads, key=lambda head: head.kind != "outcome")
        found = Parallel(n_jobs=options.jobs)(
            delayed(fit_linear)(
                features.read_by(head)[:, read[head]],
                losses[head],
                C=options.level_C if head.kind == "level" else options.moment_C,
                freedom=options.freedom if head.kind == "level" else None,
                pull=gradients[head].rows(read[head]) if head in gradients else None,
                start=near[head].rows(read[head]) if head in near else None,
            )
            for head in order
        )
        models = {
            head: model.among(read[head], features.read_by(head).shape[1])
            for head, model in zip(order, found, strict=True)
        }
        calibrations = {} if pull is None else pull.calibrations
        return {head: calibrations[head].of(models[head]) if head in calibrations else models[head] for head in heads}

    def held_out(
        self,
        features: MomentFeatures,
        replies: Sequence[LabelledReply],
        weights: Array,
        folds: NDArray[np.intp],
        options: TrainingOptions,
        whole: Mapping[Head, Linear],
        *,
        pull: Pull | None = None,
        decimals: int | None = None,
    ) -> tuple[dict[Head, Array], NDArray[np.bool_]]:
        """Return the log-odds of replies by models that have not seen their fold, and of which replies there are some.

        Replies of a fold below 0 teach every model. Models are rounded to so many `decimals`, where these are given.
        """
        logits = {head: np.zeros((len(replies), head.outputs)) for head in whole}
        seen = np.zeros(len(replies), dtype=bool)
        for fold in range(options.folds):
            test = folds == fold
            if test.any() and not test.all():
                rest = [reply for reply, is_left_out in zip(replies, test, strict=True) if not is_left_out]
                apart = self.fit(
                    features.of(~test), rest, weights[~test], options, pull, heads=tuple(whole), near=whole
                )
                if decimals is not None:
                    apart = {head: model.rounded(decimals) for head, model in apart.items()}
                for head, found in logits_by(apart, features.of(test)).items():
                    logits[head][test] = found
                seen |= test
        return logits, seen

    def _columns(self, head: Head) -> NDArray[np.intp] | slice:
        """Return the places of the features that a head reads."""
        if head.kind != "level":
            return slice(None)
        return np.flatnonzero([head.name == _READ_BY or not name.startswith(PROMISE) for name in self.level_names])


def _space(rows: Sequence[dict[str, float]], counted: Iterable[Any], left_out: str, fewest_rows: int) -> FeatureSpace:
    return FeatureSpace.fit(
        ({k: v for k, v in row.items() if not k.startswith(left_out)} for row in compress(rows, counted)),
        fewest_rows=fewest_rows,
    )
