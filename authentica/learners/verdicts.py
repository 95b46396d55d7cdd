"""From log-odds to what is said of a reply: levels with their probabilities, needs, what is missed, outcome, flags and the two halves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authentica.learners.bundle import ModelBundle, named_outcome, shares_of_levels
from authentica.learners.halves import Halves, join_halves
from authentica.learners.scorer import ReplyScores, expit, softmax
from authentica.privacy.flags import with_found_flags
from authentica.schema import DIMENSIONS, HIGH_IS_BAD, NEEDS, Flag, Outcome, PrivacyFinding

__all__ = ["Judge", "Verdict", "empathy_needed"]

_UNITS = 10**6
"""Probabilities are given in millionths."""

_OUTCOMES = tuple(Outcome)
_FLAG_ORDER = {flag.value: place for place, flag in enumerate(Flag)}
_OUTCOME_NAMES = tuple(outcome.value for outcome in Outcome)
_CUT_MARGIN = 0.05
# Where a customer tells of no trouble that words show, a need of empathy that the model is not clear about is there once in two times (development
# labels 13 of 26, contrast replies 27 of 57; where they tell of one, 36 of 51 and 90 of 124), so it counts for none.
_UNSURE_NEED, _CLEAR_NEED, _UNTOLD_NEED = 0.5, 0.75, 0.49


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided of one reply.

    Attributes
    ----------
    levels : tuple of int
        Of each dimension.
    probabilities : tuple of tuple of 3 floats
        Of the levels of each dimension; each sums to 1.
    needs : dict of str to float
        Probability of each need.
    called_for : dict of str to bool
        Whether the moment calls for each of them.
    missed : tuple of str
        Those it calls for that are not shown.
    outcome : Outcome
        Where the customer is left.
    outcome_probabilities : tuple of float
        In the order of `Outcome`; they sum to 1.
    flags : tuple of Flag
        In the order of `Flag`.
    halves : Halves
        Behaviour, desire and authenticity.
    """

    levels: tuple[int, ...]
    probabilities: tuple[tuple[float, float, float], ...]
    needs: dict[str, float]
    called_for: dict[str, bool]
    missed: tuple[str, ...]
    outcome: Outcome
    outcome_probabilities: tuple[float, ...]
    flags: tuple[Flag, ...]
    halves: Halves


def empathy_needed(probability: float, *, is_trouble_told: bool) -> float:
    """Return the probability that empathy is needed, given the model's: less where it is unsure and the customer tells of no trouble."""
    is_untold = not is_trouble_told and _UNSURE_NEED <= probability < _CLEAR_NEED
    return _UNTOLD_NEED if is_untold else probability


class Judge:
    """Decides by one model: draws its cuts, stricter by a team's strictness, and weighs what else is known."""

    def __init__(self, bundle: ModelBundle, strictness: Mapping[str, float], missed_probability: float) -> None:
        shifts = [-strictness.get(d, 0.0) if d in HIGH_IS_BAD else strictness.get(d, 0.0) for d in DIMENSIONS]
        self._level_cuts = [
            _strict_cuts(cuts, shift) for cuts, shift in zip(bundle.level_cuts.tolist(), shifts, strict=True)
        ]
        self._missed_probability = missed_probability
        self._outcome_weights = bundle.outcome_weights.tolist()
        order = sorted(range(len(bundle.flags)), key=lambda f: _FLAG_ORDER[bundle.flags[f]])
        self._flags = [(f, Flag(bundle.flags[f]), float(bundle.flag_cuts[f])) for f in order]

    def judge(self, scores: ReplyScores, *, is_trouble_told: bool, privacy: Sequence[PrivacyFinding]) -> Verdict:
        """Return what is said of a reply; what it does with personal data raises flags of its own."""
        steps = scores.level_logits
        probabilities = tuple([_level_probabilities(*steps[at : at + 2]) for at in range(0, len(steps), 2)])
        levels = tuple(
            [
                sum([some + 2.0 * full >= cut for cut in cuts])
                for (_, some, full), cuts in zip(probabilities, self._level_cuts, strict=True)
            ]
        )
        needs = {
            need: round(expit(logit) * _UNITS) / _UNITS for need, logit in zip(NEEDS, scores.need_logits, strict=True)
        }
        needs["empathy"] = empathy_needed(needs["empathy"], is_trouble_told=is_trouble_told)
        called_for = {need: needed >= self._missed_probability for need, needed in needs.items()}
        outcomes = _rounded(softmax(scores.outcome_logits))
        flags = [flag for f, flag, cut in self._flags if expit(scores.flag_logits[f]) >= cut]
        return Verdict(
            levels=levels,
            probabilities=probabilities,
            needs=needs,
            called_for=called_for,
            missed=tuple([d for d, level in zip(DIMENSIONS, levels, strict=True) if level == 0 and called_for.get(d)]),
            outcome=_OUTCOMES[named_outcome(outcomes, self._outcome_weights)],
            outcome_probabilities=tuple(outcomes),
            flags=with_found_flags(flags, privacy),
            halves=join_halves(
                dict(zip(DIMENSIONS, probabilities, strict=True)),
                needs,
                dict(zip(_OUTCOME_NAMES, outcomes, strict=True)),
            ),
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
