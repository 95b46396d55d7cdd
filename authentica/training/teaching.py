"""Teaching: what public replies, which must not stand in the project, leave behind for a rebuild."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from authentica.training.calibration import calibrate
from authentica.training.clausestage import fit_clause_stage, learn_clauses
from authentica.training.dataset import LabelledReply
from authentica.training.heads import HEADS, losses_over
from authentica.training.logistic import pull_of
from authentica.training.material import judged_weights, prepare
from authentica.training.momentstage import MomentStage
from authentica.training.options import TrainingOptions
from authentica.training.pull import Pull

__all__ = ["learn_pull"]

_TAUGHT = [head for head in HEADS if head.kind != "flag"]


def learn_pull(
    replies: Sequence[LabelledReply],
    public: Sequence[LabelledReply],
    *,
    about: Mapping[str, Any],
    options: TrainingOptions | None = None,
) -> Pull:
    """Learn what public replies pull, for a model that `train_bundle` trains on `replies`; `about` says where they came from.

    Clause models learn from both, where somebody judged which words of the public ones carry a level. Levels, needs and outcome are then fitted
    to both, given what clause models say that have not seen the reply, and calibrated on public replies whose conversations were left out.
    """
    options = options or TrainingOptions()
    own, other = prepare(replies, options.folds), prepare(public, options.folds)
    lessons = learn_clauses(own, other, options)
    clauses = fit_clause_stage(own, options, (lessons.names, lessons.linears))
    stage = MomentStage.over(own, options)
    unseen = stage.features(other, lessons.held_out_pools)
    features = stage.features(own, clauses.held_out_pools).followed_by(unseen)
    rows, weights = [*replies, *public], np.concatenate([own.weights, other.weights])
    both = stage.fit(features, rows, weights, options, heads=_TAUGHT)
    # Our own replies are of no fold: they teach every model here.
    folds = np.concatenate([np.full(len(replies), -1), other.folds])
    logits, _ = stage.held_out(features, rows, weights, folds, options, both)
    losses = losses_over(_TAUGHT, public, other.weights, judged_weights)
    # To measure by, each reply weighs one, however often it was read. All are of one file: an id is one reply.
    _, reply_of = np.unique([reply.id for reply in public], return_inverse=True)
    once = other.weights / np.bincount(reply_of, other.weights)[reply_of]
    alike = losses_over(_TAUGHT, public, once, judged_weights)
    return Pull(
        clause_names=lessons.names,
        level_names=stage.level_names,
        moment_names=stage.moment_names,
        clauses=lessons.linears,
        gradients={head: pull_of(both[head], unseen.read_by(head), loss) for head, loss in losses.items()},
        # Forums and developer chats call for less than shops and airlines do: how often something is needed there is not taken over.
        calibrations={
            head: calibrate(logits[head][len(replies) :], loss, shifted=head.kind != "need")
            for head, loss in alike.items()
        },
        about=about,
    ).rounded()
