"""Training: from labelled replies to a `ModelBundle`, the same bytes from the same labels on any machine.

Solvers run to a tight tolerance and every weight is rounded before it is stored or used further, so that differences in the last
bits between processors' BLAS libraries do not reach the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit, softmax

from authentica.features.clauses import clause_features
from authentica.features.replies import customer_features, reply_features, reply_wording
from authentica.features.space import FeatureSpace
from authentica.language.lexicon import load_lexicon
from authentica.language.reading import ReadingRoom, ReplyReading
from authentica.language.tokens import blank_english
from authentica.learners.bundle import ModelBundle
from authentica.learners.pooling import POOLS, pool_clauses, pool_names
from authentica.schema import DIMENSIONS, NEEDS, Outcome
from authentica.training.dataset import LABEL_FLAGS, LabelledReply
from authentica.training.logistic import Linear, classes_pull, fit_classes, fit_steps, steps_pull
from authentica.training.pull import Pull
from authentica.training.wordvectors import WordVectors

__all__ = ["TrainingOptions", "fold_of", "learn_pull", "train_bundle"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """Hyperparameters of training.

    Attributes
    ----------
    fewest_rows : int
        Clauses or replies in which a feature must occur.
    clause_C, level_C, moment_C : float
        Inverse penalties of the clause, level and moment models.
    freedom : float
        How far level 1 and level 2 may differ in their weights (`OrdinalLogisticClassifier`).
    folds : int
        Folds in which clause scores for the second stage are made out of sample.
    decimals : int
        To which weights are rounded.
    jobs : int
        Worker processes; the result does not depend on it.
    """

    fewest_rows: int = 3
    clause_C: float = 0.6
    level_C: float = 0.1
    moment_C: float = 0.1
    freedom: float = 0.3
    folds: int = 5
    decimals: int = 3
    jobs: int = 2


@dataclass(frozen=True, slots=True)
class _Corpus:
    """Labelled replies as features."""

    replies: Sequence[LabelledReply]
    readings: Sequence[ReplyReading]
    clause_rows: list[dict[str, float]]
    owner: NDArray[np.intp]
    whole_rows: list[dict[str, float]]
    wide_rows: list[dict[str, float]]
    folds: NDArray[np.intp]
    weights: Array
    # A reply with two readings stands here twice; features are counted once.
    first: NDArray[np.bool_]


def fold_of(group: str, folds: int) -> int:
    """Return the fold of a group: a hash, so that it never depends on order, machine or run."""
    return int.from_bytes(hashlib.sha256(group.encode("utf-8", "surrogatepass")).digest()[:8], "big") % folds


def _prepare(replies: Sequence[LabelledReply], options: TrainingOptions) -> _Corpus:
    split, room = blank_english().make_doc, ReadingRoom(load_lexicon())
    readings = [room.read(split(r.text), room.read_customer(split(r.customer_text))) for r in replies]
    clause_lists = [clause_features(reading) for reading in readings]
    whole_rows = [{**reply_features(reading), **customer_features(reading)} for reading in readings]
    first = np.zeros(len(replies), dtype=bool)
    first[np.unique([f"{r.customer_text}\0{r.text}" for r in replies], return_index=True)[1]] = True
    return _Corpus(
        replies=replies,
        readings=readings,
        clause_rows=[row for rows in clause_lists for row in rows],
        owner=np.repeat(np.arange(len(replies)), [len(rows) for rows in clause_lists]),
        whole_rows=whole_rows,
        wide_rows=[{**whole, **reply_wording(reading)} for whole, reading in zip(whole_rows, readings, strict=True)],
        folds=np.array([fold_of(r.group, options.folds) for r in replies]),
        weights=np.array([r.weight for r in replies]),
        first=first,
    )


def clause_labels(
    replies: Sequence[LabelledReply], readings: Sequence[ReplyReading], dimension: str
) -> NDArray[np.intp]:
    """Return the level that each clause carries: the reply's, where a labelled span covers enough of the clause, else 0."""
    labels: list[int] = []
    for reply, reading in zip(replies, readings, strict=True):
        starts, ends = reading.tokens.starts, reading.tokens.ends
        spans = [span for span in reply.spans if span.dimension == dimension]
        level = reply.levels.get(dimension, 0)
        for first, last in reading.clauses:
            covered = sum(
                any(span.start < ends[i] and span.end > starts[i] for span in spans) for i in range(first, last)
            )
            labels.append(level if covered >= 4 or covered * 5 >= (last - first) * 2 else 0)
    return np.array(labels, dtype=np.intp)


def _merge_readings(corpus: _Corpus) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which clause rows are kept, and for each row which of the kept it equals: two readings of a reply share their clauses.

    What they say of a clause is merged (`_merged_steps`), which has the same minimum for half of the work.
    """
    keys = [f"{r.customer_text}\0{r.text}" for r in corpus.replies]
    _, reply_of = np.unique(keys, return_inverse=True)
    begins = np.searchsorted(corpus.owner, np.arange(len(keys)))
    number = np.arange(len(corpus.owner)) - begins[corpus.owner]
    kept = np.flatnonzero(corpus.first[corpus.owner])
    place = {key: row for row, key in enumerate(zip(reply_of[corpus.owner[kept]], number[kept], strict=True))}
    same = [place[key] for key in zip(reply_of[corpus.owner], number, strict=True)]
    return kept, np.array(same, dtype=np.intp)


def _merged_steps(labels: NDArray[np.intp], same: NDArray[np.intp], weights: Array) -> Array:
    """Return the share of each kept row's weight that reaches level 1 and level 2, of shape (n_kept, 2)."""
    total = np.bincount(same, weights)
    return np.stack([np.bincount(same, weights * (labels >= step)) / total for step in (1, 2)], axis=1)


def _pools(clause_logits: Array, owner: NDArray[np.intp], count: int) -> Array:
    bounds = np.searchsorted(owner, np.arange(count + 1))
    flat = clause_logits.reshape(len(clause_logits), -1).tolist()
    rows = [pool_clauses(flat[start:end], len(DIMENSIONS)).values for start, end in pairwise(bounds)]
    pools: Array = np.array(rows).round(6)
    return pools


@dataclass(frozen=True, slots=True)
class _ClauseStage:
    """The clause models and what they read."""

    space: FeatureSpace
    near_space: FeatureSpace
    words: WordVectors | None
    coef: Array
    intercept: Array
    held_out_pools: Array

    def pools(self, corpus: _Corpus) -> Array:
        """Return the pools of replies that the clause models were not trained on."""
        features = _clause_matrix(corpus, self.space, self.near_space, self.words)
        logits = [np.asarray(features @ self.coef[:, d]) + self.intercept[d] for d in range(len(DIMENSIONS))]
        return _pools(np.stack(logits, axis=1), corpus.owner, len(corpus.replies))


@dataclass(frozen=True, slots=True)
class _MomentStage:
    """What the models of levels, and those of needs, outcome and flags, read: pools beside features of the whole reply."""

    level_space: FeatureSpace
    moment_space: FeatureSpace

    @property
    def level_names(self) -> tuple[str, ...]:
        return (*pool_names(DIMENSIONS), *self.level_space.names)

    @property
    def moment_names(self) -> tuple[str, ...]:
        return (*pool_names(DIMENSIONS), *self.moment_space.names)

    def matrices(self, corpus: _Corpus, pools: Array) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        pool_part = sparse.csr_matrix(pools)
        levels = sparse.hstack([pool_part, self.level_space.matrix(corpus.whole_rows)], format="csr")
        return levels, sparse.hstack([pool_part, self.moment_space.matrix(corpus.wide_rows)], format="csr")


@dataclass(frozen=True, slots=True)
class _Moments:
    """The second stage's models."""

    levels: list[Linear]
    needs: list[Linear]
    outcome: Linear
    flags: list[Linear]


def train_bundle(
    replies: Sequence[LabelledReply],
    *,
    name: str = "default",
    options: TrainingOptions | None = None,
    words: WordVectors | None = None,
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
    words : WordVectors, optional
        Let wordings never seen land near seen ones.
    pull : Pull, optional
        What public replies teach the models of levels, needs and outcome (`learn_pull`).

    Returns
    -------
    bundle : ModelBundle
        The model.
    held_out : dict of str to ndarray
        Out-of-fold probabilities on the training data, for the model card: ``levels`` (n, n_dimensions, 3), ``needs``
        (n, 3), ``outcome`` (n, 4), ``flags`` (n, n_flags).
    """
    options = options or TrainingOptions()
    corpus = _prepare(replies, options)
    clauses = _clause_stage(corpus, options, words)
    stage = _moment_stage(corpus, options)
    levels_x, moments_x = stage.matrices(corpus, clauses.held_out_pools)
    pull = None if pull is None else pull.onto(stage.level_names, stage.moment_names)

    count = len(replies)
    held_out = {
        "levels": np.zeros((count, len(DIMENSIONS), 3)),
        "needs": np.zeros((count, len(NEEDS))),
        "outcome": np.zeros((count, len(Outcome))),
        "flags": np.zeros((count, len(LABEL_FLAGS))),
    }
    for fold in range(options.folds):
        test = corpus.folds == fold
        if not test.any() or test.all():
            continue
        models = _fit_moments(levels_x, moments_x, replies, corpus.weights, ~test, options, pull)
        for d, model in enumerate(models.levels):
            held_out["levels"][test, d] = _level_probabilities(model.logits(levels_x[test]))
        for kind, linears in (("needs", models.needs), ("flags", models.flags)):
            for column, model in enumerate(linears):
                held_out[kind][test, column] = expit(model.logits(moments_x[test])[:, 0])
        held_out["outcome"][test] = softmax(models.outcome.logits(moments_x[test]), axis=1)
    models = _fit_moments(levels_x, moments_x, replies, corpus.weights, np.ones(count, dtype=bool), options, pull)

    reference = np.zeros(len(stage.level_names))
    # Pools are read against the median reply that has nothing of the dimension, everything else against zero.
    for d, dimension in enumerate(DIMENSIONS):
        columns = slice(d * len(POOLS), (d + 1) * len(POOLS))
        nothing = clauses.held_out_pools[[reply.levels.get(dimension, 0) == 0 for reply in replies], columns]
        reference[columns] = np.median(nothing, axis=0).round(options.decimals) if len(nothing) else 0.0
    clause_names, clause_coef = clauses.space.names, clauses.coef
    if words is not None:
        # What a vector's directions weigh, each word of the table now weighs by itself: inference needs no vectors.
        own, directions = np.split(clause_coef, [len(clauses.space)])
        clause_coef = np.concatenate([own, np.tensordot(words.vectors, directions, axes=1).round(options.decimals)])
        clause_names = (*clause_names, *clauses.near_space.names)
    flag_y = [np.array([flag in r.flags for r in replies]) for flag in LABEL_FLAGS]
    bundle = ModelBundle(
        name=name,
        clause_names=clause_names,
        clause_coef=clause_coef,
        clause_intercept=clauses.intercept,
        level_names=stage.level_names,
        level_coef=np.stack([model.coef for model in models.levels], axis=1),
        level_intercept=np.stack([model.intercept for model in models.levels]),
        level_reference=reference,
        level_cuts=np.tile([0.5, 1.5], (len(DIMENSIONS), 1)),
        moment_names=stage.moment_names,
        need_coef=np.concatenate([model.coef for model in models.needs], axis=1),
        need_intercept=np.concatenate([model.intercept for model in models.needs]),
        need_cuts=np.full(len(NEEDS), 0.5),
        outcome_coef=models.outcome.coef,
        outcome_intercept=models.outcome.intercept,
        outcome_weights=np.ones(len(Outcome)),
        flag_coef=np.concatenate([model.coef for model in models.flags], axis=1),
        flag_intercept=np.concatenate([model.intercept for model in models.flags]),
        flag_cuts=np.array([_best_cut(held_out["flags"][:, f], y, corpus.weights) for f, y in enumerate(flag_y)]),
        flags=tuple(flag.value for flag in LABEL_FLAGS),
    )
    return bundle, held_out


def learn_pull(
    replies: Sequence[LabelledReply],
    public: Sequence[LabelledReply],
    *,
    about: Mapping[str, Any],
    options: TrainingOptions | None = None,
    words: WordVectors | None = None,
) -> Pull:
    """Learn what public replies pull, for a model trained on `replies`.

    The clause models learn from `replies` alone, so the public ones are new to them; levels, needs and outcome are then fitted to both.

    Parameters
    ----------
    replies, options, words
        As `train_bundle` will get them.
    public : sequence of LabelledReply
        Replies that teach and stay where they are.
    about : mapping
        Where they came from.
    """
    options = options or TrainingOptions()
    corpus, other = _prepare(replies, options), _prepare(public, options)
    clauses = _clause_stage(corpus, options, words)
    stage = _moment_stage(corpus, options)
    own_levels, own_moments = stage.matrices(corpus, clauses.held_out_pools)
    levels_x, moments_x = stage.matrices(other, clauses.pools(other))
    exact = replace(options, decimals=15)
    both = _fit_moments(
        sparse.vstack([own_levels, levels_x], format="csr"),
        sparse.vstack([own_moments, moments_x], format="csr"),
        [*replies, *public],
        np.concatenate([corpus.weights, other.weights]),
        np.ones(len(replies) + len(public), dtype=bool),
        exact,
        None,
    )
    w = other.weights
    return Pull(
        level_names=stage.level_names,
        moment_names=stage.moment_names,
        levels=tuple(
            steps_pull(model, levels_x, _steps(public, dimension), w)
            for dimension, model in zip(DIMENSIONS, both.levels, strict=True)
        ),
        needs=tuple(
            steps_pull(model, moments_x, np.array([[need in reply.needs] for reply in public]), w)
            for need, model in zip(NEEDS, both.needs, strict=True)
        ),
        outcome=classes_pull(both.outcome, moments_x, _outcome_codes(public), w),
        about=about,
    ).rounded()


def _clause_matrix(
    corpus: _Corpus, space: FeatureSpace, near_space: FeatureSpace, words: WordVectors | None
) -> sparse.csr_matrix:
    features = space.matrix(corpus.clause_rows)
    if words is None:
        return features
    near = np.asarray(near_space.matrix(corpus.clause_rows) @ words.vectors).round(6)
    return sparse.hstack([features, sparse.csr_matrix(near)], format="csr")


def _clause_stage(corpus: _Corpus, options: TrainingOptions, words: WordVectors | None) -> _ClauseStage:
    space = FeatureSpace.fit(
        (
            {name: value for name, value in row.items() if not name.startswith("near:")}
            for row, owner in zip(corpus.clause_rows, corpus.owner, strict=True)
            if corpus.first[owner]
        ),
        fewest_rows=options.fewest_rows,
    )
    near_space = FeatureSpace([] if words is None else [f"near:{word}" for word in words.words])
    kept, same = _merge_readings(corpus)
    clauses = _clause_matrix(corpus, space, near_space, words)[kept]
    given = corpus.weights[corpus.owner]
    steps = [
        _merged_steps(clause_labels(corpus.replies, corpus.readings, dimension), same, given)
        for dimension in DIMENSIONS
    ]
    folds, weights = corpus.folds[corpus.owner][kept], np.bincount(same, given)
    plan = [(d, fold) for fold in (*range(options.folds), -1) for d in range(len(DIMENSIONS))]
    fits = Parallel(n_jobs=options.jobs)(
        delayed(fit_steps)(
            clauses[folds != fold],
            steps[d][folds != fold],
            weights[folds != fold],
            C=options.clause_C,
            freedom=options.freedom,
        )
        for d, fold in plan
    )
    held_out_logits = np.zeros((clauses.shape[0], len(DIMENSIONS), 2))
    coef, intercept = np.zeros((clauses.shape[1], len(DIMENSIONS), 2)), np.zeros((len(DIMENSIONS), 2))
    for (d, fold), fit in zip(plan, fits, strict=True):
        model = fit.rounded(options.decimals)
        if fold < 0:
            coef[:, d], intercept[d] = model.coef, model.intercept
        else:
            held_out_logits[folds == fold, d] = model.logits(clauses[folds == fold])
    pools = _pools(held_out_logits[same], corpus.owner, len(corpus.replies))
    return _ClauseStage(space, near_space, words, coef, intercept, pools)


def _moment_stage(corpus: _Corpus, options: TrainingOptions) -> _MomentStage:
    return _MomentStage(
        FeatureSpace.fit(
            ({k: v for k, v in row.items() if not k.startswith("said:")} for row in corpus.whole_rows), fewest_rows=10
        ),
        FeatureSpace.fit(
            (row for row, keep in zip(corpus.wide_rows, corpus.first, strict=True) if keep),
            fewest_rows=options.fewest_rows + 1,
        ),
    )


def _steps(replies: Sequence[LabelledReply], dimension: str) -> NDArray[np.bool_]:
    levels = np.array([reply.levels.get(dimension, 0) for reply in replies])
    return levels[:, None] >= np.array([1, 2])


def _outcome_codes(replies: Sequence[LabelledReply]) -> NDArray[np.intp]:
    outcomes = list(Outcome)
    return np.array([outcomes.index(reply.outcome) for reply in replies], dtype=np.intp)


def _fit_moments(
    levels_x: sparse.csr_matrix,
    moments_x: sparse.csr_matrix,
    replies: Sequence[LabelledReply],
    weights: Array,
    train: NDArray[np.bool_],
    options: TrainingOptions,
    pull: Pull | None,
) -> _Moments:
    """Fit the second stage on some of the replies."""
    run = Parallel(n_jobs=options.jobs)
    rows = [reply for reply, keep in zip(replies, train, strict=True) if keep]
    levels_x, moments_x, w = levels_x[train], moments_x[train], weights[train]
    steps = [_steps(rows, dimension) for dimension in DIMENSIONS]
    wanted = [np.array([[need in reply.needs] for reply in rows]) for need in NEEDS]
    flagged = [np.array([[flag in reply.flags] for reply in rows]) for flag in LABEL_FLAGS]
    levels = run(
        delayed(fit_steps)(
            levels_x,
            above,
            w,
            C=options.level_C,
            freedom=options.freedom,
            pull=None if pull is None else pull.levels[d],
        )
        for d, above in enumerate(steps)
    )
    binary = run(
        delayed(fit_steps)(
            moments_x, above, w, C=options.moment_C, pull=pull.needs[n] if pull is not None and n < len(NEEDS) else None
        )
        for n, above in enumerate((*wanted, *flagged))
    )
    outcome = fit_classes(
        moments_x,
        _outcome_codes(rows),
        len(Outcome),
        w,
        C=options.moment_C,
        pull=None if pull is None else pull.outcome,
    )
    binary = [model.rounded(options.decimals) for model in binary]
    return _Moments(
        [model.rounded(options.decimals) for model in levels],
        binary[: len(NEEDS)],
        outcome.rounded(options.decimals),
        binary[len(NEEDS) :],
    )


def _best_cut(probability: Array, truth: NDArray[np.bool_], weights: Array) -> float:
    """Return the cut with the best F1 out of fold, of 0.15, 0.20, … 0.50: a rare flag is never more likely than not."""
    cuts = [round(0.15 + 0.05 * step, 2) for step in range(8)]

    def f1(cut: float) -> float:
        named = probability >= cut
        both = weights[named & truth].sum()
        return float(2 * both / max(weights[named].sum() + weights[truth].sum(), 1.0))

    return max(cuts, key=lambda cut: (round(f1(cut), 4), cut))


def _level_probabilities(step_logits: Array) -> Array:
    above = np.minimum.accumulate(1 / (1 + np.exp(-step_logits)), axis=1)
    return np.column_stack([1 - above[:, 0], above[:, 0] - above[:, 1], above[:, 1]])
