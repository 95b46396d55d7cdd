"""Adaptation: a team's labels move a trained model, and the fewer the labels, the less they move it.

A departure from the base is fitted to each of the base's log-odds (`authentica.training.prior`): a shift, and a change of the
features' weights, both drawn towards none. As everything is linear in named features, a departure folds back into plain weights:
an adapted model is a model like any other, explains itself as exactly, and needs no more to run.

A team's replies are of one kind, and a model must hold on others too, so what acts on every reply stays the base's: the weights of
pools and of the encoder's numbers, which are large in each, and the shifts of clause scores. They would take most of a change, and
what gaming is tested by was lost with them. Of a clause's features the words alone learn; of the
outcome only the probabilities move. Which is named changes where getting `somewhere` becomes the likeliest, or no longer is: beside it, the opposite is not named.

The penalties of `AdaptOptions` are fixed, not searched for: a search over a few hundred labels finds noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit, softmax

from authentica.errors import LabelError
from authentica.features.names import WORD
from authentica.language.told import troubles
from authentica.learners.bundle import ModelBundle, level_probabilities
from authentica.learners.pooling import pool_clauses, pool_names
from authentica.learners.verdicts import empathy_needed
from authentica.schema import DIMENSIONS, NEEDS
from authentica.schema.arguments import check_argument, check_count
from authentica.training.clausestage import hold_unheard
from authentica.training.dataset import LabelledReply
from authentica.training.heads import Head, heads_with, labels_of, loss_of
from authentica.training.losses import StepLoss
from authentica.training.material import clause_labels, prepare
from authentica.training.momentstage import MomentFeatures
from authentica.training.prior import Departure, Penalties, fit_departure
from authentica.training.sameness import reply_hash

__all__ = ["AdaptOptions", "Adaptation", "Predictions", "adapt_model"]

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
_POOLS = len(pool_names(DIMENSIONS))
_EMPATHY = NEEDS.index("empathy")
_CUT_ROOM = (0.2, 0.8)
_FEW_ROWS = 100
# Chosen on simulated brands (tweets, airline tweets, ten brands, forum, reviews, chats) of 60 to 200 labels each, by
# agreement on their other replies and by the behavioural tests. Weights of levels held a third as much open gaming more
# (0.12 below a floor, not 0.07); weights of the outcome cost 0.05 of its macro-F1; padded copies of canned replies changed
# nothing. Clauses hardly move: that taught nothing in a few hundred labels, and flags and gaming were lost by it.
_CLAUSE = Penalties(weights=800.0)
_LEVEL = Penalties(intercept=20.0, weights=30.0)
_MOMENT = Penalties(intercept=80.0, weights=200.0)
_OUTCOME = Penalties(intercept=10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptOptions:
    """How strongly the base model is held to.

    Attributes
    ----------
    clause, level, moment, outcome : Penalties
        Of the clause scores, the levels, the needs and flags, and the outcome, of which the shifts alone are learnt.
    cut_rows : int
        The base's cut of a level counts as much as that of so many labelled replies that reach it, or do not, whichever are fewer.
    fewest_rows : int
        Labelled replies below which a dimension, need, flag or the outcome stays the base's. Of a dimension with fewer levels, so many
        replies whose evidence was judged teach which words are evidence.
    fewest_others : int
        Likewise, labels other than the commonest: where nearly all are equal, they teach no difference.
    folds : int
        Folds for scores out of sample, two or more.
    decimals : int
        To which weights are rounded.
    """

    clause: Penalties = _CLAUSE
    level: Penalties = _LEVEL
    moment: Penalties = _MOMENT
    outcome: Penalties = _OUTCOME
    cut_rows: int = 100
    fewest_rows: int = 20
    fewest_others: int = 5
    folds: int = 5
    decimals: int = 4

    def __post_init__(self) -> None:
        for name in ("clause", "level", "moment", "outcome"):
            check_argument(name, getattr(self, name), Penalties, "AdaptOptions")
        for name, least in (("cut_rows", 0), ("fewest_rows", 1), ("fewest_others", 0), ("folds", 2), ("decimals", 0)):
            object.__setattr__(self, name, check_count(name, getattr(self, name), "AdaptOptions", least=least))


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptation:
    """An adapted model, and how it and its base do on replies that they did not see.

    Attributes
    ----------
    bundle : ModelBundle
        The adapted model.
    notes : tuple of str
        What stays as the base has it, and why.
    replies : tuple of LabelledReply
        The labels that were used: of replies that the analyzer scores.
    base, adapted : Predictions
        Of the base, and of models adapted to the other folds.
    is_held_out : bool
        False where nothing else is left to learn from, as where all replies are of one conversation or say the same: then `adapted` is
        the base's.
    """

    bundle: ModelBundle
    notes: tuple[str, ...]
    replies: tuple[LabelledReply, ...]
    base: Predictions
    adapted: Predictions
    is_held_out: bool


class Predictions(NamedTuple):
    """What a model gives for labelled replies.

    Attributes
    ----------
    levels : ndarray of shape (n, n_dimensions)
        Levels.
    level_probabilities : ndarray of shape (n, n_dimensions, 3)
        Their probabilities.
    needs, flags : ndarray of shape (n, 3) and (n, n_flags)
        Probabilities; of needs as the analyzer gives them.
    outcome : ndarray of shape (n,)
        Positions in `authentica.schema.Outcome`.
    outcome_probabilities : ndarray of shape (n, 4)
        Their probabilities.
    """

    levels: NDArray[np.intp]
    level_probabilities: Array
    needs: Array
    flags: Array
    outcome: NDArray[np.intp]
    outcome_probabilities: Array

    def put(self, rows: Rows, found: Predictions) -> None:
        """Put what was found of some replies in their places."""
        for whole, part in zip(self, found, strict=True):
            whole[rows] = part


def adapt_model(
    base: ModelBundle, replies: Sequence[LabelledReply], options: AdaptOptions | None = None, *, name: str | None = None
) -> Adaptation:
    """Adapt a model to a team's labels, and have base and adapted models score replies that neither has seen.

    Parameters
    ----------
    base : ModelBundle
        The model to start from; it is not changed.
    replies : sequence of LabelledReply
        The team's labels. Only what `LabelledReply.judged` and ``judged_spans`` name is learnt from.
    options : AdaptOptions, optional
        How strongly the base is held to.
    name : str, optional
        The new model's name; the base's where None.

    Returns
    -------
    Adaptation
        The adapted model, with the base's features and other weights, and what base and models adapted without a reply's fold
        give for it.

    Raises
    ------
    LabelError
        If there are no labels, too few, or none that differ.
    """
    options = options or AdaptOptions()
    corpus = _Corpus(base, replies, options.folds)
    learnt, notes = _plan(corpus, options)
    _refuse_nothing(learnt, notes, corpus, options)
    bundle = _adapt(corpus, corpus.all_rows, learnt, options)
    before = corpus.predict(base, corpus.all_rows)
    after = Predictions(*[part.copy() for part in before])
    for fold in range(options.folds):
        held_out, rest = map(np.flatnonzero, corpus.parted(fold, corpus.all_rows))
        if len(held_out) and len(rest):
            after.put(held_out, corpus.predict(_adapt(corpus, rest, learnt, options), held_out))
    return Adaptation(
        bundle=replace(bundle, name=base.name if name is None else name),
        notes=notes,
        replies=tuple(corpus.replies),
        base=before,
        adapted=after,
        is_held_out=corpus.is_split,
    )


class _Corpus:
    """Labelled replies in a base model's features."""

    def __init__(self, base: ModelBundle, replies: Sequence[LabelledReply], folds: int) -> None:
        material = prepare(replies, folds, scored_only=True)
        kept = material.replies
        self.base, self.replies, self.unscored_count = base, kept, len(replies) - len(kept)
        self.weights, self.folds, self.owner = material.weights, material.folds, material.owner
        self._wording = np.unique([reply_hash(reply) for reply in kept], return_inverse=True)[1]
        self.all_rows: Rows = np.arange(len(kept))
        self.heads = heads_with(base.flags)
        self.labels = {head: labels_of(head, kept) for head in self.heads}
        self.is_split = all(self.parted(fold, self.all_rows)[1].any() for fold in np.unique(self.folds))
        self.told = [bool(troubles(reading.customer)) for reading in material.readings]
        self.bounds = np.searchsorted(self.owner, np.arange(len(kept) + 1))
        clause_space, level_space, moment_space = base.spaces()
        self.clause_free = np.array([name.startswith(WORD) for name in base.clause_names], dtype=bool)
        self.clauses = clause_space.matrix(material.clause_rows)
        self.level_rest = level_space.matrix(material.whole_rows)[:, _POOLS:]
        self.moment_rest = moment_space.matrix(material.wide_rows)[:, _POOLS:]
        self.base_logits = self.clause_logits(base)
        at_least = [
            replace(r, levels={**r.levels, **{d: max(r.levels.get(d, 0), 1) for d in r.judged_spans - r.judged}})
            for r in kept
        ]
        self.clause_levels = [clause_labels(at_least, material.readings, dimension) for dimension in DIMENSIONS]
        for d, head in enumerate(self.heads[: len(DIMENSIONS)]):
            self._suppose_evidence(d, head)
        self.clause_weights = [self._clause_weights(d, head) for d, head in enumerate(self.heads[: len(DIMENSIONS)])]

    def _clause_weights(self, d: int, head: Head) -> Array:
        """Return what each step of each clause weighs: nothing where nobody said which clause it is, or that it is reached."""
        judged = self.judged(head)
        spans = np.array([head.name in r.judged_spans for r in self.replies], dtype=bool)
        named = np.bincount(self.owner, self.clause_levels[d] > 0, minlength=len(self.replies)) > 0
        # All evidence was struck out and a level was given none the less: it rests on words that nobody named.
        nowhere = judged & spans & ~named & (self.labels[head] > 0)
        known = np.stack([(judged | spans) & ~nowhere, judged & ~nowhere], axis=1)[self.owner]
        # Of a clause that is no evidence both steps are known, whatever the reply's level.
        known[:, 1] |= known[:, 0] & (self.clause_levels[d] == 0)
        return np.asarray(self.weights[self.owner, None] * known)

    def _suppose_evidence(self, d: int, head: Head) -> None:
        """Where a reply reaches a level and nobody said by which words, suppose the clauses that the base would name."""
        for row, reply in enumerate(self.replies):
            level, clauses = self.labels[head][row], slice(self.bounds[row], self.bounds[row + 1])
            if level and head.name in reply.judged and head.name not in reply.judged_spans:
                logits = self.base_logits[clauses, d, 0]
                if len(logits):
                    self.clause_levels[d][clauses] = level * (logits >= min(0.0, logits.max()))

    def parted(self, fold: int, rows: Rows) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which of some replies are of a fold, and which are not and do not say what one of these says either."""
        held_out = self.folds[rows] == fold
        said = self._wording[rows]
        return held_out, ~held_out & ~np.isin(said, said[held_out])

    def judged(self, head: Head) -> NDArray[np.bool_]:
        return np.array([head.part in reply.judged for reply in self.replies], dtype=bool)

    def clause_logits(self, bundle: ModelBundle) -> Array:
        pairs = zip(bundle.clause_coef.swapaxes(0, 1), bundle.clause_intercept, strict=True)
        return np.stack([np.asarray(self.clauses @ coef) + intercept for coef, intercept in pairs], axis=1)

    def features(self, clause_logits: Array, rows: Rows) -> MomentFeatures:
        """Return the level and the moment features of some replies, pools first."""
        held = clause_logits.copy()
        hold_unheard(held, self.clauses, self.base.clause_names)
        flat = held.reshape(len(held), -1).tolist()
        pools = np.array(
            [pool_clauses(flat[self.bounds[row] : self.bounds[row + 1]], len(DIMENSIONS)).values for row in rows]
        ).reshape(len(rows), _POOLS)
        first = sparse.csr_matrix(pools.round(6))
        rests = (self.level_rest[rows], self.moment_rest[rows])
        return MomentFeatures(*[sparse.hstack([first, rest], format="csr") for rest in rests])

    def predict(self, bundle: ModelBundle, rows: Rows) -> Predictions:
        features = self.features(self.clause_logits(bundle), rows)
        logits = {head: _logits(bundle, head, features) for head in self.heads}
        levels, needs, outcomes, flags = (
            [logits[head] for head in self.heads if head.kind == kind] for kind in ("level", "need", "outcome", "flag")
        )
        probabilities = np.stack([level_probabilities(expit(steps)) for steps in levels], axis=1)
        needed = expit(np.concatenate(needs, axis=1))
        for place, row in enumerate(rows):
            needed[place, _EMPATHY] = empathy_needed(needed[place, _EMPATHY], is_trouble_told=self.told[row])
        outcome = softmax(outcomes[0], axis=1)
        return Predictions(
            levels=bundle.named_levels(probabilities),
            level_probabilities=probabilities,
            needs=needed,
            flags=expit(np.concatenate([np.zeros((len(rows), 0)), *flags], axis=1)),
            outcome=bundle.named_outcomes(outcome),
            outcome_probabilities=outcome,
        )


def _plan(corpus: _Corpus, options: AdaptOptions) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return what can be learnt (dimensions, "evidence.<dimension>", "needs.<need>", "flags.<flag>", "outcome"), and why the rest cannot."""
    learnt: list[str] = []
    notes: list[str] = []
    few: list[str] = []
    none: list[str] = []
    for head, labels in corpus.labels.items():
        target, values = head.target, labels[corpus.judged(head)]
        # Replies of which the evidence was judged, and not the level.
        spanned = sum(target in r.judged_spans - r.judged for r in corpus.replies)
        if len(values) < options.fewest_rows <= spanned:
            learnt.append(f"evidence.{target}")
            notes.append(
                f"{target}: of {spanned} replies the evidence alone was judged, so only which words are evidence is learnt: levels move little, "
                "and how well is not measured"
            )
        elif spanned and not len(values):
            notes.append(
                f"{target}: the evidence of only {spanned} replies, {options.fewest_rows} are needed; stays as the base has it"
            )
        elif not len(values):
            none.append(target)
        elif len(values) < options.fewest_rows:
            notes.append(
                f"{target}: only {len(values)} labels, {options.fewest_rows} are needed; stays as the base has it"
            )
        elif (others := len(values) - int(np.bincount(values).max())) < options.fewest_others:
            kind = "are equal" if not others else f"but {others} are equal, {options.fewest_others} others are needed"
            notes.append(f"{target}: all {len(values)} labels {kind}; stays as the base has it")
        else:
            learnt.append(target)
            if len(values) < _FEW_ROWS:
                few.append(f"{target} {len(values)}")
    if none:
        notes.append(
            f"no labels, so their weights stay the base's (their scores move a little with what was learnt): {', '.join(none)}"
        )
    if few:
        notes.append(f"few labels, by which agreement may not rise (200 are better): {', '.join(few)}")
    if len(corpus.replies) and not corpus.is_split:
        notes.append(
            "no reply can be held out, as all labels are of one conversation, or of few, or say the same: what the adapted model is worth is not measured"
        )
    if corpus.unscored_count:
        notes.append(f"{corpus.unscored_count} replies without English text are left out")
    return frozenset(learnt), tuple(notes)


def _refuse_nothing(learnt: frozenset[str], notes: tuple[str, ...], corpus: _Corpus, options: AdaptOptions) -> None:
    if learnt:
        return
    count = len(corpus.replies)
    todo = f"Label at least {options.fewest_rows} replies, better 200, that differ in their levels."
    if not count:
        raise LabelError("there are no labelled replies to adapt to", None, todo)
    if count < options.fewest_rows:
        raise LabelError(f"{count} labelled replies are too few to adapt a model to", None, todo)
    raise LabelError(f"the labels of {count} replies have nothing to teach ({notes[0]})", None, todo)


def _adapt(corpus: _Corpus, rows: Rows, learnt: frozenset[str], options: AdaptOptions) -> ModelBundle:
    base, base_logits = corpus.base, corpus.base_logits
    fitted = _fit_clauses(corpus, rows, learnt, options)
    # The second stage meets clause scores as they will be on new replies: made without the reply's own labels.
    logits = base_logits.copy()
    for fold in range(options.folds):
        held_out, rest = (rows[chosen] for chosen in corpus.parted(fold, rows))
        if len(held_out) and len(rest):
            owned = np.isin(corpus.owner, held_out)
            for d, departure in _fit_clauses(corpus, rest, learnt, options).items():
                logits[owned, d] = departure.logits(base_logits[owned, d], corpus.clauses[owned])
    features = corpus.features(logits, rows)

    arrays = {name: getattr(base, name).copy() for name in ModelBundle.ARRAYS}

    def fold_in(stage: str, place: int | slice, departure: Departure) -> None:
        """Fold in the departure of the outputs that stand at ``coef[:, place]`` and ``intercept[place]``."""
        coef, intercept = arrays[f"{stage}_coef"], arrays[f"{stage}_intercept"]
        coef[:, place] = (coef[:, place] + departure.weights[:, None]).round(options.decimals)
        intercept[place] = (intercept[place] + departure.intercept).round(options.decimals)

    for d, departure in fitted.items():
        fold_in("clause", d, departure)
    for head in corpus.heads:
        if head.target in learnt:
            place = _place(base, head)
            departure, cuts = _fit_head(corpus, head, rows, features, options)
            fold_in(head.kind, place, departure)
            if cuts is not None:
                arrays["level_cuts"][place] = cuts.round(options.decimals)
            if head.kind == "outcome":
                # Shifts of log-odds change how sure each outcome is, and not which weighs most.
                weights = base.outcome_weights * np.exp(-departure.intercept)
                arrays["outcome_weights"] = weights.round(options.decimals)
    found: ModelBundle = replace(base, **arrays)
    return found


def _fit_head(
    corpus: _Corpus, head: Head, rows: Rows, features: MomentFeatures, options: AdaptOptions
) -> tuple[Departure, Array | None]:
    """Return how a head departs from the base's, and the cuts of a level."""
    x, start, truth = features.read_by(head), _logits(corpus.base, head, features), corpus.labels[head][rows]
    loss, keep = loss_of(head, truth, corpus.weights[rows]), corpus.judged(head)[rows]
    penalties: Penalties = getattr(options, head.kind if head.kind in ("level", "outcome") else "moment")
    free = None if head.kind == "outcome" else np.arange(x.shape[1]) >= _POOLS

    def fit(chosen: NDArray[np.bool_]) -> Departure:
        return fit_departure(start[chosen], x[chosen], loss.of(chosen), penalties, free=free)

    if head.kind != "level":
        return fit(keep), None
    held_out_logits = start.copy()
    for fold in range(options.folds):
        now, others = corpus.parted(fold, rows)
        if now.any() and (keep & others).any():
            held_out_logits[now] = fit(keep & others).logits(start[now], x[now])
    expected = level_probabilities(expit(held_out_logits)) @ np.arange(3.0)
    base_cuts = corpus.base.level_cuts[_place(corpus.base, head)]
    return fit(keep), _level_cuts(expected[keep], truth[keep], base_cuts, options.cut_rows)


def _place(bundle: ModelBundle, head: Head) -> int | slice:
    """Return where the outputs of a head stand in a bundle's arrays of its kind."""
    if head.kind == "outcome":
        return slice(None)
    if head.kind == "level":
        return DIMENSIONS.index(head.name)
    column = (NEEDS if head.kind == "need" else bundle.flags).index(head.name)
    return slice(column, column + 1)


def _logits(bundle: ModelBundle, head: Head, features: MomentFeatures) -> Array:
    """Return the log-odds that a bundle gives, of shape (n_rows, n_outputs)."""
    coef, intercept = getattr(bundle, f"{head.kind}_coef"), getattr(bundle, f"{head.kind}_intercept")
    place = _place(bundle, head)
    logits: Array = np.asarray(features.read_by(head) @ coef[:, place]) + intercept[place]
    return logits


def _fit_clauses(corpus: _Corpus, rows: Rows, learnt: frozenset[str], options: AdaptOptions) -> dict[int, Departure]:
    chosen_rows = np.zeros(len(corpus.replies), dtype=bool)
    chosen_rows[rows] = True
    found = {}
    for d, dimension in enumerate(DIMENSIONS):
        weights = corpus.clause_weights[d]
        chosen = chosen_rows[corpus.owner] & weights.any(axis=1)
        levels = corpus.clause_levels[d][chosen]
        if not learnt.isdisjoint((dimension, f"evidence.{dimension}")) and levels.any():
            loss = StepLoss(levels[:, None] > np.arange(2), weights[chosen])
            logits, features = corpus.base_logits[chosen, d], corpus.clauses[chosen]
            found[d] = fit_departure(logits, features, loss, options.clause, free=corpus.clause_free)
    return found


def _level_cuts(expected: Array, truth: NDArray[np.intp], base: Array, base_rows: int) -> Array:
    """Return cuts at which as many replies reach each level as the labels say, drawn towards the base's."""
    cuts: Array = base.copy()
    ordered = np.sort(expected)
    for step in range(2):
        reached = int((truth > step).sum())
        if 0 < reached < len(truth):
            middle = (ordered[-reached] + ordered[-reached - 1]) / 2.0
            own = float(np.clip(middle, step + _CUT_ROOM[0], step + _CUT_ROOM[1]))
            fewer = min(reached, len(truth) - reached)
            cuts[step] = (fewer * own + base_rows * base[step]) / (fewer + base_rows)
    return cuts
