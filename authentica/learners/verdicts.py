"""From log-odds to what is said of a reply: levels with their probabilities, needs, outcome and flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authentica.learners.bundle import ModelBundle, named_outcome, shares_of_levels
from authentica.learners.scorer import ReplyScores, expit, softmax
from authentica.schema import DIMENSIONS, HIGH_IS_BAD, NEEDS, Flag, Outcome

__all__ = ["Judge", "Verdict"]

_UNITS = 10**6
"""Probabilities are given in millionths."""

_OUTCOMES = tuple(Outcome)
_FLAG_ORDER = {flag.value: place for place, flag in enumerate(Flag)}
_CUT_MARGIN = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a model says of one reply.

    Attributes
    ----------
    levels : tuple of int
        Of each dimension.
    probabilities : tuple of tuple of 3 floats
        Of the levels of each dimension; each sums to 1.
    needs : dict of str to float
        Probability of each need.
    outcome : Outcome
        Where the customer is left.
    outcome_probabilities : tuple of float
        In the order of `Outcome`; they sum to 1.
    flags : tuple of Flag
        In the order of `Flag`.
    """

    levels: tuple[int, ...]
    probabilities: tuple[tuple[float, float, float], ...]
    needs: dict[str, float]
    outcome: Outcome
    outcome_probabilities: tuple[float, ...]
    flags: tuple[Flag, ...]


class Judge:
    """Draws the cuts of one model.

    Parameters
    ----------
    bundle : ModelBundle
        The model.
    strictness : mapping of str to float
        By dimension, how much stricter than the model levels are given.
    """

    def __init__(self, bundle: ModelBundle, strictness: Mapping[str, float]) -> None:
        shifts = [-strictness.get(d, 0.0) if d in HIGH_IS_BAD else strictness.get(d, 0.0) for d in DIMENSIONS]
        self._level_cuts = [
            _strict_cuts(cuts, shift) for cuts, shift in zip(bundle.level_cuts.tolist(), shifts, strict=True)
        ]
        self._outcome_weights = bundle.outcome_weights.tolist()
        order = sorted(range(len(bundle.flags)), key=lambda f: _FLAG_ORDER[bundle.flags[f]])
        self._flags = [(f, Flag(bundle.flags[f]), float(bundle.flag_cuts[f])) for f in order]

    def judge(self, scores: ReplyScores) -> Verdict:
        """Return what the scores of a reply say."""
        steps = scores.level_logits
        probabilities = tuple([_level_probabilities(*steps[at : at + 2]) for at in range(0, len(steps), 2)])
        outcomes = _rounded(softmax(scores.outcome_logits))
        return Verdict(
            levels=tuple(
                [
                    sum([some + 2.0 * full >= cut for cut in cuts])
                    for (_, some, full), cuts in zip(probabilities, self._level_cuts, strict=True)
                ]
            ),
            probabilities=probabilities,
            needs={
                need: round(expit(logit) * _UNITS) / _UNITS
                for need, logit in zip(NEEDS, scores.need_logits, strict=True)
            },
            outcome=_OUTCOMES[named_outcome(outcomes, self._outcome_weights)],
            outcome_probabilities=tuple(outcomes),
            flags=tuple([flag for f, flag, cut in self._flags if expit(scores.flag_logits[f]) >= cut]),
        )


def _strict_cuts(cuts: Sequence[float], shift: float) -> list[float]:
    """Return a dimension's cuts moved by a team's strictness, each still between its two levels."""
    return [
        min(max(cut + shift, step + _CUT_MARGIN), step + 1 - _CUT_MARGIN) if shift else cut
        for step, cut in enumerate(cuts)
    ]


def _rounded(probabilities: Sequence[float]) -> list[float]:
    """Round probabilities and let the largest take the remainder, so that they still sum to 1."""
    units = [round(p * _UNITS) for p in probabilities]
    units[units.index(max(units))] += _UNITS - sum(units)
    return [unit / _UNITS for unit in units]


def _level_probabilities(some_logit: float, full_logit: float) -> tuple[float, float, float]:
    zero, one, two = _rounded(shares_of_levels(expit(some_logit), expit(full_logit)))
    return zero, one, two
