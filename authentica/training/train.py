"""Training: from labelled replies to a `ModelBundle`, the same bytes from the same labels on any machine.

Solvers run to a tight tolerance and every weight is rounded before it is stored or used further, so that differences in the last
bits between processors' BLAS libraries do not reach the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from authentica.features.clauses import clause_features
from authentica.features.replies import customer_features, reply_features, reply_wording
from authentica.features.space import FeatureSpace
from authentica.language.lexicon import load_lexicon
from authentica.language.reading import ReadingRoom, ReplyReading
from authentica.language.tokens import blank_english
from authentica.learners.bundle import ModelBundle
from authentica.learners.ordinal import OrdinalLogisticClassifier
from authentica.learners.pooling import POOLS, pool_clauses, pool_names
from authentica.schema import DIMENSIONS, NEEDS, Outcome
from authentica.training.dataset import LABEL_FLAGS, LabelledReply
from authentica.training.wordvectors import WordVectors

__all__ = ["TrainingOptions", "fold_of", "train_bundle"]

Array = NDArray[np.float64]
# Far below the rounding of weights, so that other versions and processors round to the same figures.
_TOLERANCE = 1e-11


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
    wording_rows: list[dict[str, float]]
    folds: NDArray[np.intp]
    weights: Array


def fold_of(group: str, folds: int) -> int:
    """Return the fold of a group: a hash, so that it never depends on order, machine or run."""
    return int.from_bytes(hashlib.sha256(group.encode("utf-8", "surrogatepass")).digest()[:8], "big") % folds


def _prepare(replies: Sequence[LabelledReply], options: TrainingOptions) -> _Corpus:
    nlp, room = blank_english(), ReadingRoom(load_lexicon())
    readings = [room.read(nlp(r.text), room.read_customer(nlp(r.customer_text))) for r in replies]
    clause_lists = [clause_features(reading) for reading in readings]
    return _Corpus(
        replies=replies,
        readings=readings,
        clause_rows=[row for rows in clause_lists for row in rows],
        owner=np.repeat(np.arange(len(replies)), [len(rows) for rows in clause_lists]),
        whole_rows=[{**reply_features(reading), **customer_features(reading)} for reading in readings],
        wording_rows=[reply_wording(reading) for reading in readings],
        folds=np.array([fold_of(r.group, options.folds) for r in replies]),
        weights=np.array([r.weight for r in replies]),
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


def _fit_ordinal(
    features: sparse.csr_matrix, labels: NDArray[np.intp], weights: Array, C: float, freedom: float, decimals: int
) -> tuple[Array, Array]:
    """Return rounded weights (n_features, 2) and intercepts (2,), also where a level never occurs."""
    present = np.unique(labels)
    coef = np.zeros((features.shape[1], 2))
    intercept = np.full(2, -6.0)
    if len(present) >= 2:
        model = OrdinalLogisticClassifier(C=C, freedom=freedom, tol=_TOLERANCE, max_iter=2000).fit(
            features, labels, weights
        )
        for step, (row, bias) in enumerate(zip(model.coef_, model.intercept_, strict=True)):
            column = step if len(present) == 3 else int(present[1]) - 1
            coef[:, column], intercept[column] = row, bias
    return coef.round(decimals), intercept.round(decimals)


def _fit_binary(
    features: sparse.csr_matrix, labels: Array, weights: Array, C: float, decimals: int
) -> tuple[Array, float]:
    if len(np.unique(labels)) < 2:
        return np.zeros(features.shape[1]), 6.0 if labels[0] else -6.0
    model = LogisticRegression(C=C, solver="newton-cg", tol=_TOLERANCE, max_iter=2000).fit(features, labels, weights)
    return model.coef_[0].round(decimals), float(model.intercept_[0].round(decimals))


def _fit_outcome(
    features: sparse.csr_matrix, labels: Sequence[Outcome], weights: Array, C: float, decimals: int
) -> tuple[Array, Array]:
    codes = np.array([list(Outcome).index(label) for label in labels])
    coef, intercept = np.zeros((features.shape[1], len(Outcome))), np.full(len(Outcome), -9.0)
    present = np.unique(codes)
    if len(present) < 2:
        intercept[present] = 0.0
        return coef, intercept
    model = LogisticRegression(C=C, solver="newton-cg", tol=_TOLERANCE, max_iter=2000).fit(features, codes, weights)
    if len(present) == 2:
        coef[:, present[1]], intercept[present] = model.coef_[0], (0.0, model.intercept_[0])
    else:
        coef[:, present], intercept[present] = model.coef_.T, model.intercept_
    return coef.round(decimals), intercept.round(decimals)


def _pools(clause_logits: Array, owner: NDArray[np.intp], count: int) -> Array:
    bounds = np.searchsorted(owner, np.arange(count + 1))
    flat = clause_logits.reshape(len(clause_logits), -1).tolist()
    rows = [pool_clauses(flat[start:end], len(DIMENSIONS)).values for start, end in pairwise(bounds)]
    pools: Array = np.array(rows).round(6)
    return pools


def train_bundle(
    replies: Sequence[LabelledReply],
    *,
    name: str = "default",
    options: TrainingOptions | None = None,
    words: WordVectors | None = None,
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
    run = Parallel(n_jobs=options.jobs)
    # A reply with two readings stands here twice; features are counted once.
    first = np.zeros(len(replies), dtype=bool)
    first[np.unique([f"{r.customer_text}\0{r.text}" for r in replies], return_index=True)[1]] = True
    clause_space = FeatureSpace.fit(
        (
            {name: value for name, value in row.items() if not name.startswith("near:")}
            for row, owner in zip(corpus.clause_rows, corpus.owner, strict=True)
            if first[owner]
        ),
        fewest_rows=options.fewest_rows,
    )
    clauses = clause_space.matrix(corpus.clause_rows)
    if words is not None:
        near_space = FeatureSpace([f"near:{word}" for word in words.words])
        near = np.asarray(near_space.matrix(corpus.clause_rows) @ words.vectors).round(6)
        clauses = sparse.hstack([clauses, sparse.csr_matrix(near)], format="csr")
    labels = [clause_labels(replies, corpus.readings, dimension) for dimension in DIMENSIONS]
    clause_folds, clause_weights = corpus.folds[corpus.owner], corpus.weights[corpus.owner]
    plan = [(d, fold) for fold in (*range(options.folds), -1) for d in range(len(DIMENSIONS))]
    fits = run(
        delayed(_fit_ordinal)(
            clauses[clause_folds != fold],
            labels[d][clause_folds != fold],
            clause_weights[clause_folds != fold],
            options.clause_C,
            options.freedom,
            options.decimals,
        )
        for d, fold in plan
    )
    held_out_logits = np.zeros((clauses.shape[0], len(DIMENSIONS), 2))
    clause_coef = np.zeros((clauses.shape[1], len(DIMENSIONS), 2))
    clause_intercept = np.zeros((len(DIMENSIONS), 2))
    for (d, fold), (coef, intercept) in zip(plan, fits, strict=True):
        if fold < 0:
            clause_coef[:, d], clause_intercept[d] = coef, intercept
        else:
            rows = clause_folds == fold
            held_out_logits[rows, d] = np.asarray(clauses[rows] @ coef) + intercept
    pools = _pools(held_out_logits, corpus.owner, len(replies))
    clause_names = clause_space.names
    if words is not None:
        # What a vector's directions weigh, each word of the table now weighs by itself: inference needs no vectors.
        own, directions = np.split(clause_coef, [len(clause_space)])
        clause_coef = np.concatenate([own, np.tensordot(words.vectors, directions, axes=1).round(options.decimals)])
        clause_names = (*clause_names, *near_space.names)

    level_names = FeatureSpace.fit(
        ({k: v for k, v in row.items() if not k.startswith("said:")} for row in corpus.whole_rows), fewest_rows=10
    )
    wide_rows = [{**whole, **wording} for whole, wording in zip(corpus.whole_rows, corpus.wording_rows, strict=True)]
    moment_space = FeatureSpace.fit(
        (row for row, keep in zip(wide_rows, first, strict=True) if keep), fewest_rows=options.fewest_rows + 1
    )
    pool_part = sparse.csr_matrix(pools)
    levels_x = sparse.hstack([pool_part, level_names.matrix(corpus.whole_rows)], format="csr")
    moments_x = sparse.hstack([pool_part, moment_space.matrix(wide_rows)], format="csr")

    level_y = [np.array([r.levels.get(dimension, 0) for r in replies], dtype=np.intp) for dimension in DIMENSIONS]
    need_y = [np.array([need in r.needs for r in replies]) for need in NEEDS]
    flag_y = [np.array([flag in r.flags for r in replies]) for flag in LABEL_FLAGS]
    outcomes = [r.outcome for r in replies]

    def second_stage(
        train: NDArray[np.bool_],
    ) -> tuple[list[tuple[Array, Array]], list[tuple[Array, float]], tuple[Array, Array]]:
        w = corpus.weights[train]
        ordinal = run(
            delayed(_fit_ordinal)(levels_x[train], y[train], w, options.level_C, options.freedom, options.decimals)
            for y in level_y
        )
        binary = run(
            delayed(_fit_binary)(moments_x[train], y[train], w, options.moment_C, options.decimals)
            for y in (*need_y, *flag_y)
        )
        outcome = _fit_outcome(
            moments_x[train],
            [o for o, keep in zip(outcomes, train, strict=True) if keep],
            w,
            options.moment_C,
            options.decimals,
        )
        return ordinal, binary, outcome

    count, needs = len(replies), len(NEEDS)
    held_out = {
        "levels": np.zeros((count, len(DIMENSIONS), 3)),
        "needs": np.zeros((count, needs)),
        "outcome": np.zeros((count, len(Outcome))),
        "flags": np.zeros((count, len(LABEL_FLAGS))),
    }
    for fold in range(options.folds):
        test = corpus.folds == fold
        if not test.any() or test.all():
            continue
        ordinal, binary, (outcome_coef, outcome_intercept) = second_stage(~test)
        for d, (coef, intercept) in enumerate(ordinal):
            held_out["levels"][test, d] = _level_probabilities(np.asarray(levels_x[test] @ coef) + intercept)
        for b, (coef, bias) in enumerate(binary):
            target, column = ("needs", b) if b < needs else ("flags", b - needs)
            held_out[target][test, column] = 1 / (1 + np.exp(-(np.asarray(moments_x[test] @ coef) + bias)))
        logits = np.asarray(moments_x[test] @ outcome_coef) + outcome_intercept
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        held_out["outcome"][test] = powers / powers.sum(axis=1, keepdims=True)
    ordinal, binary, (outcome_coef, outcome_intercept) = second_stage(np.ones(count, dtype=bool))

    pool_columns = pool_names(DIMENSIONS)
    reference = np.zeros(len(pool_columns) + len(level_names))
    # Pools are read against the median reply that has nothing of the dimension, everything else against zero.
    for d, y in enumerate(level_y):
        columns = slice(d * len(POOLS), (d + 1) * len(POOLS))
        nothing = pools[y == 0, columns]
        reference[columns] = np.median(nothing, axis=0).round(options.decimals) if len(nothing) else 0.0
    bundle = ModelBundle(
        name=name,
        clause_names=clause_names,
        clause_coef=clause_coef,
        clause_intercept=clause_intercept,
        level_names=(*pool_columns, *level_names.names),
        level_coef=np.stack([coef for coef, _ in ordinal], axis=1),
        level_intercept=np.stack([intercept for _, intercept in ordinal]),
        level_reference=reference,
        level_cuts=np.tile([0.5, 1.5], (len(DIMENSIONS), 1)),
        moment_names=(*pool_columns, *moment_space.names),
        need_coef=np.stack([coef for coef, _ in binary[:needs]], axis=1),
        need_intercept=np.array([bias for _, bias in binary[:needs]]),
        need_cuts=np.full(needs, 0.5),
        outcome_coef=outcome_coef,
        outcome_intercept=outcome_intercept,
        outcome_weights=np.ones(len(Outcome)),
        flag_coef=np.stack([coef for coef, _ in binary[needs:]], axis=1),
        flag_intercept=np.array([bias for _, bias in binary[needs:]]),
        flag_cuts=np.array([_best_cut(held_out["flags"][:, f], y, corpus.weights) for f, y in enumerate(flag_y)]),
        flags=tuple(flag.value for flag in LABEL_FLAGS),
    )
    return bundle, held_out


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
