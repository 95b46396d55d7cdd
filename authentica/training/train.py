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
from authentica.training.dataset import LabelledReply
from authentica.training.heads import HEADS, Head, labels_of
from authentica.training.logistic import Linear
from authentica.training.material import learning_weights, prepare
from authentica.training.momentstage import MomentStage
from authentica.training.options import TrainingOptions
from authentica.training.pull import Pull

__all__ = ["train_bundle"]

Array = NDArray[np.float64]
_CUTS = (0.5, 1.5)
# Expected levels, calibrated, from which 1 and 2 are named: near the best agreement on the development labels (weighing
# three quarters) and on the contrast replies of data/unread (a quarter), of neither of which anything else was learnt.
# Level 2 is rare and never quite sure.
_CHOSEN_CUTS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"boilerplate": (0.66, 1.28), "empathy": (0.4, 1.3), "ownership": (0.5, 1.05), "expectations": (0.55, 1.25)}
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
    """Train a model, which may be pulled by what public replies teach (`learn_pull`).

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
    logits, seen = stage.held_out(
        features, replies, material.weights, material.folds, options, whole, pull=pull, decimals=options.decimals
    )
    levels, needs, (outcome,), flags = (
        [h for h in HEADS if h.kind == kind] for kind in ("level", "need", "outcome", "flag")
    )
    held_out = {
        "levels": np.stack([level_probabilities(expit(logits[head])) for head in levels], axis=1),
        "needs": expit(np.concatenate([logits[head] for head in needs], axis=1)),
        "outcome": softmax(logits[outcome], axis=1),
        "flags": expit(np.concatenate([logits[head] for head in flags], axis=1)),
    }
    for probabilities in held_out.values():
        probabilities[~seen] = 0.0

    models = {head: model.rounded(options.decimals) for head, model in whole.items()}
    need, flag = (Linear.beside([models[head] for head in own]) for own in (needs, flags))
    weights = {head: learning_weights(head.part, replies, material.weights) for head in HEADS}
    reference = _reference(replies, weights, clauses.held_out_pools, options.decimals)
    bundle = ModelBundle(
        name=name,
        clause_names=clauses.names,
        clause_coef=np.stack([model.coef for model in clauses.linears], axis=1),
        clause_intercept=np.stack([model.intercept for model in clauses.linears]),
        level_names=stage.level_names,
        level_coef=np.stack([models[head].coef for head in levels], axis=1),
        level_intercept=np.stack([models[head].intercept for head in levels]),
        level_reference=np.concatenate([reference, np.zeros(len(stage.level_space))]),
        level_cuts=np.array(
            [
                _CUTS
                if pull is None
                else _CHOSEN_CUTS.get(head.name) or _same_levels(logits[head], pull.calibrations[head], weights[head])
                for head in levels
            ]
        ),
        moment_names=stage.moment_names,
        need_coef=need.coef,
        need_intercept=need.intercept,
        need_cuts=np.full(len(NEEDS), 0.5),
        outcome_coef=models[outcome].coef,
        outcome_intercept=models[outcome].intercept,
        # As with levels: calibration changes how sure an outcome is, not which weighs most.
        outcome_weights=(
            np.ones(len(Outcome))
            if pull is None
            else np.round(
                [_OUTCOME_FACTORS.get(one, 1.0) for one in Outcome] * np.exp(-pull.calibrations[outcome].shifts),
                options.decimals,
            )
        ),
        flag_coef=flag.coef,
        flag_intercept=flag.intercept,
        flag_cuts=np.array(
            [
                _best_cut(held_out["flags"][:, f], labels_of(head, replies) > 0, weights[head])
                for f, head in enumerate(flags)
            ]
        ),
        flags=tuple(head.name for head in flags),
    )
    return bundle, held_out


def _reference(replies: Sequence[LabelledReply], weights: Mapping[Head, Array], pools: Array, decimals: int) -> Array:
    """Return what pools are read against: those of the median reply that has nothing of the dimension."""
    reference = np.zeros(pools.shape[1])
    for d, head in enumerate(HEADS[: len(DIMENSIONS)]):
        columns = slice(d * len(POOLS), (d + 1) * len(POOLS))
        nothing = pools[(weights[head] > 0) & (labels_of(head, replies) == 0), columns]
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
