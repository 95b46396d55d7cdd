"""Training: from labelled replies to a `ModelBundle`, the same bytes from the same labels on any machine.

Solvers run to a tight tolerance and every weight is rounded before it is stored or used further, so that differences in the last
bits between processors' BLAS libraries do not reach the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from authentica.learners.bundle import ModelBundle, level_probabilities
from authentica.learners.pooling import POOLS
from authentica.schema import DIMENSIONS, NEEDS, Outcome
from authentica.training.calibration import Calibration
from authentica.training.clausestage import fit_clause_stage
from authentica.training.dataset import LEARNT_FLAGS, LabelledReply
from authentica.training.material import learning_weights, prepare
from authentica.training.momentstage import MomentLogits, MomentStage, reached_steps
from authentica.training.options import TrainingOptions
from authentica.training.pull import Pull

__all__ = ["train_bundle"]

Array = NDArray[np.float64]
_CUTS = (0.5, 1.5)
# Expected levels, calibrated, from which 1 and 2 are named: near the best agreement on the development labels (weighing
# three quarters) and on the contrast replies of data/unread (a quarter), of neither of which anything else was learnt.
# Level 2 is rare and never quite sure.
_CHOSEN_CUTS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"boilerplate": (0.65, 1.25), "empathy": (0.3, 1.3), "ownership": (0.6, 1.1), "expectations": (0.55, 1.25)}
)
# What an outcome's probability is multiplied by before the greatest is named, beside what calibration undoes: chosen in the same way.
_OUTCOME_FACTORS: Mapping[Outcome, float] = MappingProxyType({Outcome.OUTTA_HERE: 1.3})


def train_bundle(
    replies: Sequence[LabelledReply],
    *,
    name: str = "default",
    options: TrainingOptions | None = None,
    pull: Pull | None = None,
) -> tuple[ModelBundle, dict[str, Array]]:
    """Train a model.

    Parameters
    ----------
    replies : sequence of LabelledReply
        Training data; their order does not matter to the folds but is kept in the solvers' sums.
    name : str, default="default"
        The model's name.
    options : TrainingOptions, optional
        Hyperparameters.
    pull : Pull, optional
        What public replies teach (`learn_pull`).

    Returns
    -------
    bundle : ModelBundle
        The model.
    held_out : dict of str to ndarray
        Out-of-fold probabilities on the training data, for the model card: ``levels`` (n, n_dimensions, 3), ``needs``
        (n, 3), ``outcome`` (n, 4), ``flags`` (n, n_flags).
    """
    options = options or TrainingOptions()
    material = prepare(replies, options.folds)
    clauses = fit_clause_stage(material, options, None if pull is None else (pull.clause_names, pull.clauses))
    stage = MomentStage.over(material, options)
    features = stage.features(material, clauses.held_out_pools)
    pull = None if pull is None else pull.onto(stage.level_names, stage.moment_names)

    whole = stage.fit(features, replies, material.weights, options, pull)
    logits = MomentLogits.zeros(len(replies))
    seen = np.zeros(len(replies), dtype=bool)
    for fold in range(options.folds):
        test = material.folds == fold
        if test.any() and not test.all():
            rest = [reply for reply, kept in zip(replies, ~test, strict=True) if kept]
            apart = stage.fit(features.of(~test), rest, material.weights[~test], options, pull, near=whole)
            logits.put(test, apart.rounded(options.decimals).logits(features.of(test)))
            seen |= test
    held_out = {
        "levels": np.stack([level_probabilities(expit(logits.levels[:, d])) for d in range(len(DIMENSIONS))], axis=1),
        "needs": expit(logits.needs),
        "outcome": softmax(logits.outcome, axis=1),
        "flags": expit(logits.flags),
    }
    for probabilities in held_out.values():
        probabilities[~seen] = 0.0

    models = whole.rounded(options.decimals)
    flag_y = [np.array([flag in r.flags for r in replies]) for flag in LEARNT_FLAGS]
    bundle = ModelBundle(
        name=name,
        clause_names=clauses.space.names,
        clause_coef=clauses.coef,
        clause_intercept=clauses.intercept,
        level_names=stage.level_names,
        level_coef=np.stack([model.coef for model in models.levels], axis=1),
        level_intercept=np.stack([model.intercept for model in models.levels]),
        level_reference=_reference(
            replies, material.weights, clauses.held_out_pools, len(stage.level_names), options.decimals
        ),
        level_cuts=np.array(
            [
                _CUTS
                if pull is None
                else _CHOSEN_CUTS.get(dimension)
                or _same_levels(
                    logits.levels[:, d],
                    pull.level_calibrations[d],
                    learning_weights(dimension, replies, material.weights),
                )
                for d, dimension in enumerate(DIMENSIONS)
            ]
        ),
        moment_names=stage.moment_names,
        need_coef=np.concatenate([model.coef for model in models.needs], axis=1),
        need_intercept=np.concatenate([model.intercept for model in models.needs]),
        need_cuts=np.full(len(NEEDS), 0.5),
        outcome_coef=models.outcome.coef,
        outcome_intercept=models.outcome.intercept,
        # As with levels: calibration changes how sure an outcome is, not which weighs most.
        outcome_weights=(
            np.ones(len(Outcome))
            if pull is None
            else np.round(
                [_OUTCOME_FACTORS.get(outcome, 1.0) for outcome in Outcome] * np.exp(-pull.outcome_calibration.shifts),
                options.decimals,
            )
        ),
        flag_coef=np.concatenate([model.coef for model in models.flags], axis=1),
        flag_intercept=np.concatenate([model.intercept for model in models.flags]),
        flag_cuts=np.array(
            [
                _best_cut(held_out["flags"][:, f], y, learning_weights("flags", replies, material.weights))
                for f, y in enumerate(flag_y)
            ]
        ),
        flags=tuple(flag.value for flag in LEARNT_FLAGS),
    )
    return bundle, held_out


def _reference(replies: Sequence[LabelledReply], weights: Array, pools: Array, features: int, decimals: int) -> Array:
    """Return what level features are read against: pools against the median reply that has nothing of the dimension, the rest against 0."""
    reference = np.zeros(features)
    for d, dimension in enumerate(DIMENSIONS):
        columns = slice(d * len(POOLS), (d + 1) * len(POOLS))
        weighing = learning_weights(dimension, replies, weights) > 0
        nothing = pools[weighing & ~reached_steps(replies, dimension)[:, 0], columns]
        reference[columns] = np.median(nothing, axis=0).round(decimals) if len(nothing) else 0.0
    return reference


def _same_levels(logits: Array, calibration: Calibration, weights: Array) -> list[float]:
    """Return the cuts that give calibrated replies their levels as often as the usual cuts did before.

    Calibration changes how sure a level is, not which it is.
    """
    levels = np.arange(3.0)
    before = level_probabilities(expit(calibration.undone(logits))) @ levels
    now = level_probabilities(expit(logits)) @ levels
    order = np.argsort(now, kind="stable")
    reached = np.cumsum(weights[order])
    below = [weights[before < cut].sum() for cut in _CUTS]
    places = np.minimum(np.searchsorted(reached, below, side="right"), len(now) - 1)
    cuts: list[float] = now[order[places]].round(2).tolist()
    return cuts


def _best_cut(probability: Array, truth: NDArray[np.bool_], weights: Array) -> float:
    """Return the cut with the best F1 out of fold, of 0.15, 0.20, … 0.50: a rare flag is never more likely than not."""
    cuts = [round(0.15 + 0.05 * step, 2) for step in range(8)]

    def f1(cut: float) -> float:
        named = probability >= cut
        both = weights[named & truth].sum()
        return float(2 * both / max(weights[named].sum() + weights[truth].sum(), 1.0))

    return max(cuts, key=lambda cut: (round(f1(cut), 4), cut))
