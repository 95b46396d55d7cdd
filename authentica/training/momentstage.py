"""The moment stage: from pools and features of whole replies to levels, needs, outcome and flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse

from authentica.features.names import PROMISE, SAID
from authentica.features.space import FeatureSpace
from authentica.learners.pooling import pool_names
from authentica.schema import DIMENSIONS, NEEDS, Outcome
from authentica.training.dataset import LEARNT_FLAGS, LabelledReply
from authentica.training.logistic import Linear, fit_linear
from authentica.training.losses import ClassLoss, StepLoss
from authentica.training.material import Material, learning_weights, outcome_codes
from authentica.training.options import TrainingOptions
from authentica.training.pull import Pull

__all__ = ["MomentFeatures", "MomentLogits", "MomentLosses", "MomentStage", "Moments", "reached_steps"]

Array = NDArray[np.float64]
# Who will do what by when is what expectations are about; for other dimensions it would only stand in for what they are about.
_READ_BY = "expectations"


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


class MomentLogits(NamedTuple):
    """Log-odds of replies: arrays of shape (n_replies, n_dimensions, 2), (n_replies, 3), (n_replies, 4) and (n_replies, n_flags)."""

    levels: Array
    needs: Array
    outcome: Array
    flags: Array

    @classmethod
    def zeros(cls, replies: int) -> MomentLogits:
        """Return room for as many replies."""
        shapes = ((len(DIMENSIONS), 2), (len(NEEDS),), (len(Outcome),), (len(LEARNT_FLAGS),))
        return cls(*[np.zeros((replies, *shape)) for shape in shapes])

    def put(self, rows: NDArray[np.bool_], found: MomentLogits) -> None:
        """Put what was found of some replies in their places."""
        for whole, part in zip(self, found, strict=True):
            whole[rows] = part


class MomentLosses(NamedTuple):
    """The losses of levels (one a dimension), needs, outcome and flags."""

    levels: list[StepLoss]
    needs: list[StepLoss]
    outcome: ClassLoss
    flags: list[StepLoss]

    @classmethod
    def over(
        cls,
        replies: Sequence[LabelledReply],
        weights: Array,
        weigh: Callable[[str, Sequence[LabelledReply], Array], Array] = learning_weights,
    ) -> MomentLosses:
        """Return the losses over replies, which weigh in each part of `JUDGED` what `weigh` makes of their weights."""

        def steps(part: str, reached: NDArray[np.bool_]) -> StepLoss:
            return StepLoss(reached, weigh(part, replies, weights))

        return cls(
            [steps(dimension, reached_steps(replies, dimension)) for dimension in DIMENSIONS],
            [steps("needs", np.array([[need in reply.needs] for reply in replies])) for need in NEEDS],
            ClassLoss(outcome_codes(r.outcome for r in replies), weigh("outcome", replies, weights), len(Outcome)),
            [steps("flags", np.array([[flag in reply.flags] for reply in replies])) for flag in LEARNT_FLAGS],
        )


@dataclass(frozen=True, slots=True)
class Moments:
    """The models of levels (one a dimension), needs, outcome and flags."""

    levels: list[Linear]
    needs: list[Linear]
    outcome: Linear
    flags: list[Linear]

    def logits(self, features: MomentFeatures) -> MomentLogits:
        """Return the log-odds of replies; zero for flags where none were fitted."""
        flags = np.zeros((features.moments.shape[0], len(LEARNT_FLAGS)))
        for column, model in enumerate(self.flags):
            flags[:, column] = model.logits(features.moments)[:, 0]
        return MomentLogits(
            np.stack([model.logits(features.levels) for model in self.levels], axis=1),
            np.concatenate([model.logits(features.moments) for model in self.needs], axis=1),
            self.outcome.logits(features.moments),
            flags,
        )

    def rounded(self, decimals: int) -> Moments:
        """Return the same with every number rounded."""
        return Moments(
            [model.rounded(decimals) for model in self.levels],
            [model.rounded(decimals) for model in self.needs],
            self.outcome.rounded(decimals),
            [model.rounded(decimals) for model in self.flags],
        )


@dataclass(frozen=True, slots=True)
class MomentStage:
    """What the models read: pools of the clause stage first, then features of the whole reply."""

    level_space: FeatureSpace
    moment_space: FeatureSpace

    @classmethod
    def over(cls, material: Material, options: TrainingOptions) -> MomentStage:
        """Return the stage for the features that occur often enough."""
        return cls(
            FeatureSpace.fit(
                (
                    {k: v for k, v in row.items() if not k.startswith(SAID)}
                    for row, counted in zip(material.whole_rows, material.counted, strict=True)
                    if counted
                ),
                fewest_rows=10,
            ),
            FeatureSpace.fit(
                (
                    {k: v for k, v in row.items() if not k.startswith(PROMISE)}
                    for row, keep in zip(material.wide_rows, material.first, strict=True)
                    if keep
                ),
                fewest_rows=options.fewest_rows + 1,
            ),
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
        with_flags: bool = True,
        near: Moments | None = None,
    ) -> Moments:
        """Fit the models, each to what was judged; with a pull, those of levels, needs and outcome are pulled and calibrated.

        The search begins at models of nearly the same replies (`near`), where they are known: it ends at the same place, but sooner.
        """
        losses = MomentLosses.over(replies, weights)
        columns = [self._columns(dimension) for dimension in DIMENSIONS]
        level_fits = [
            delayed(fit_linear)(
                features.levels[:, read],
                loss,
                C=options.level_C,
                freedom=options.freedom,
                pull=None if pull is None else pull.levels[d].rows(read),
                start=None if near is None else near.levels[d].rows(read),
            )
            for d, (loss, read) in enumerate(zip(losses.levels, columns, strict=True))
        ]
        binary_fits = [
            delayed(fit_linear)(
                features.moments,
                loss,
                C=options.moment_C,
                pull=pull.needs[n] if pull is not None and n < len(NEEDS) else None,
                start=None if near is None else [*near.needs, *near.flags][n],
            )
            for n, loss in enumerate([*losses.needs, *(losses.flags if with_flags else ())])
        ]
        outcome_fit = delayed(fit_linear)(
            features.moments,
            losses.outcome,
            C=options.moment_C,
            pull=None if pull is None else pull.outcome,
            start=None if near is None else near.outcome,
        )
        # The longest goes first.
        outcome, *rest = Parallel(n_jobs=options.jobs)([outcome_fit, *level_fits, *binary_fits])
        found, binary = rest[: len(DIMENSIONS)], rest[len(DIMENSIONS) :]
        levels = [model.among(read, features.levels.shape[1]) for model, read in zip(found, columns, strict=True)]
        needs, flags = binary[: len(NEEDS)], binary[len(NEEDS) :]
        if pull is not None:
            levels = [calibration.of(model) for calibration, model in zip(pull.level_calibrations, levels, strict=True)]
            needs = [calibration.of(model) for calibration, model in zip(pull.need_calibrations, needs, strict=True)]
            outcome = pull.outcome_calibration.of(outcome)
        return Moments(levels, needs, outcome, flags)

    def _columns(self, dimension: str) -> NDArray[np.intp]:
        """Return the places of the level features that a dimension's model reads."""
        return np.flatnonzero([dimension == _READ_BY or not name.startswith(PROMISE) for name in self.level_names])


def reached_steps(replies: Sequence[LabelledReply], dimension: str) -> NDArray[np.bool_]:
    """Return whether each reply reaches level 1 and level 2, of shape (n_replies, 2)."""
    levels = np.array([reply.levels.get(dimension, 0) for reply in replies])
    return levels[:, None] >= np.array([1, 2])
