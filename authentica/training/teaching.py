"""Teaching: what public replies, which must not stand in the project, leave behind for a rebuild."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from authentica.training.calibration import calibrate
from authentica.training.clausestage import fit_clause_stage, learn_clauses
from authentica.training.dataset import LabelledReply
from authentica.training.logistic import pull_of
from authentica.training.material import judged_weights, prepare
from authentica.training.momentstage import MomentLogits, MomentLosses, MomentStage
from authentica.training.options import TrainingOptions
from authentica.training.pull import Pull

__all__ = ["learn_pull"]

Array = NDArray[np.float64]


def learn_pull(
    replies: Sequence[LabelledReply],
    public: Sequence[LabelledReply],
    *,
    about: Mapping[str, Any],
    options: TrainingOptions | None = None,
) -> Pull:
    """Learn what public replies pull, for a model trained on `replies`.

    Clause models learn from both, where somebody judged which words of the public ones carry a level. Levels, needs and outcome are then fitted
    to both, given what clause models say that have not seen the reply, and calibrated on public replies whose conversations were left out.

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
    lessons = learn_clauses(own, other, options)
    clauses = fit_clause_stage(own, options, (lessons.names, lessons.pulls))
    stage = MomentStage.over(own, options)
    unseen = stage.features(other, lessons.held_out_pools)
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

    losses = MomentLosses.over(public, other.weights, judged_weights)
    # To measure by, each reply weighs one, however often it was read. All are of one file: an id is one reply.
    _, reply_of = np.unique([reply.id for reply in public], return_inverse=True)
    alike = MomentLosses.over(public, other.weights / np.bincount(reply_of, other.weights)[reply_of], judged_weights)
    return Pull(
        clause_names=lessons.names,
        level_names=stage.level_names,
        moment_names=stage.moment_names,
        clauses=lessons.pulls,
        levels=tuple(
            pull_of(model, unseen.levels, loss) for model, loss in zip(both.levels, losses.levels, strict=True)
        ),
        needs=tuple(pull_of(model, unseen.moments, loss) for model, loss in zip(both.needs, losses.needs, strict=True)),
        outcome=pull_of(both.outcome, unseen.moments, losses.outcome),
        level_calibrations=tuple(calibrate(held_out.levels[:, d], loss) for d, loss in enumerate(alike.levels)),
        # Forums and developer chats call for less than shops and airlines do: how often something is needed there is not taken over.
        need_calibrations=tuple(
            calibrate(held_out.needs[:, [n]], loss, shifted=False) for n, loss in enumerate(alike.needs)
        ),
        outcome_calibration=calibrate(held_out.outcome, alike.outcome),
        about=about,
    ).rounded()
