"""Teaching: what public replies, which must not stand in the project, leave behind for a rebuild."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from authentica.schema import DIMENSIONS, NEEDS
from authentica.training.calibration import calibrate_classes, calibrate_steps
from authentica.training.clausestage import fit_clause_stage
from authentica.training.dataset import LabelledReply
from authentica.training.logistic import classes_pull, steps_pull
from authentica.training.material import judged_weights, prepare
from authentica.training.momentstage import MomentLogits, MomentStage, outcome_codes, reached_steps
from authentica.training.options import TrainingOptions
from authentica.training.pull import Pull

__all__ = ["learn_pull"]

Array = NDArray[np.float64]
# Forums and developer chats call for less than shops and airlines do: of how often something is needed there, little is taken over.
_NEED_PENALTY = 30.0


def learn_pull(
    replies: Sequence[LabelledReply],
    public: Sequence[LabelledReply],
    *,
    about: Mapping[str, Any],
    options: TrainingOptions | None = None,
) -> Pull:
    """Learn what public replies pull, for a model trained on `replies`.

    The clause models learn from `replies` alone, so the public ones are new to them; levels, needs and outcome are then fitted to both,
    and calibrated on public replies whose conversations were left out.

    Parameters
    ----------
    replies, options
        As `train_bundle` will get them.
    public : sequence of LabelledReply
        Replies that teach and stay where they are.
    about : mapping
        Where they came from.
    """
    options = options or TrainingOptions()
    own, other = prepare(replies, options.folds), prepare(public, options.folds)
    clauses = fit_clause_stage(own, options)
    stage = MomentStage.over(own, options)
    unseen = stage.features(other, clauses.pools(other))
    features = stage.features(own, clauses.held_out_pools).followed_by(unseen)
    rows, weights = [*replies, *public], np.concatenate([own.weights, other.weights])
    both = stage.fit(features, rows, weights, options, with_flags=False)
    held_out = MomentLogits.zeros(len(public))
    for fold in range(options.folds):
        test = other.folds == fold
        if test.any():
            seen = np.concatenate([np.ones(len(replies), dtype=bool), ~test])
            taught = [row for row, kept in zip(rows, seen, strict=True) if kept]
            apart = stage.fit(features.of(seen), taught, weights[seen], options, with_flags=False, near=both)
            held_out.put(test, apart.logits(unseen.of(test)))

    def weight_in(part: str) -> Array:
        return judged_weights(part, public, other.weights)

    def alike_in(part: str) -> Array:
        return judged_weights(part, public, np.ones(len(public)))

    steps = [reached_steps(public, dimension) for dimension in DIMENSIONS]
    wanted = [np.array([[need in reply.needs] for reply in public]) for need in NEEDS]
    codes = outcome_codes(public)
    return Pull(
        level_names=stage.level_names,
        moment_names=stage.moment_names,
        levels=tuple(
            steps_pull(model, unseen.levels, above, weight_in(dimension))
            for model, above, dimension in zip(both.levels, steps, DIMENSIONS, strict=True)
        ),
        needs=tuple(
            steps_pull(model, unseen.moments, above, weight_in("needs"))
            for model, above in zip(both.needs, wanted, strict=True)
        ),
        outcome=classes_pull(both.outcome, unseen.moments, codes, weight_in("outcome")),
        level_calibrations=tuple(
            calibrate_steps(held_out.levels[:, d], above, alike_in(dimension))
            for d, (above, dimension) in enumerate(zip(steps, DIMENSIONS, strict=True))
        ),
        need_calibrations=tuple(
            calibrate_steps(held_out.needs[:, [n]], above, alike_in("needs"), penalty=_NEED_PENALTY)
            for n, above in enumerate(wanted)
        ),
        outcome_calibration=calibrate_classes(held_out.outcome, codes, alike_in("outcome")),
        about=about,
    ).rounded()
