"""The two halves, behaviour and desire, and authenticity from both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Halves", "join_halves"]

_FORMULA_CREDIT = 0.5
_LISTENING_WEIGHT = 0.6
_ROUTINE_WEIGHT = 0.6
_ROUTINE_DESIRE = 0.75


class Halves(NamedTuple):
    """Behaviour and desire (0..1), and authenticity (0..100)."""

    behaviour: float
    desire: float
    authenticity: float


def join_halves(
    probabilities: Mapping[str, tuple[float, float, float]], needed: Mapping[str, float], outcome: Mapping[str, float]
) -> Halves:
    """Join the dimensions to behaviour, desire and authenticity.

    Level 2 earns full credit, as far as the reply is not canned: what could go to anybody names no act for this customer and gets
    nobody `somewhere` (of 2,489 written replies with boilerplate 2, 84 have another level 2 and 5 that outcome), so what seems to
    was put beside it. Level 1 (a formula, a generic promise) earns half of it, and the less the more the reply is
    boilerplate: stock empathy on a canned reply earns nothing. Both fall with the square, as words put beside a canned reply
    leave it half as surely canned. Each dimension weighs as much as it was needed; where no
    empathy is needed, a plain reply shows the ordinary goodwill of a routine. Where the customer is left counts in both
    halves: it takes an act and the wish to get them somewhere. Authenticity is the geometric mean of the halves, times
    100, so that one half can't make up for the other.

    Parameters
    ----------
    probabilities : mapping of str to tuple of 3 floats
        Level probabilities by dimension.
    needed : mapping of str to float
        Probability of each need.
    outcome : mapping of str to float
        Outcome probabilities by name.

    Returns
    -------
    Halves
        With ``canned`` the probability of boilerplate 2, and ``scripted`` that and half of level 1's: behaviour is the mean of
        ``(1 - scripted)**2``, the credits of ownership and expectations weighted by their needs, and
        ``somewhere + by / 2``, canned replies getting by at most; desire likewise of empathy, listening, goodwill and the latter.
    """
    _, some, canned = probabilities["boilerplate"]
    scripted = canned + some / 2
    own_words, not_canned = (1.0 - scripted) ** 2, (1.0 - canned) ** 2

    def credit(dimension: str) -> float:
        _, one, two = probabilities[dimension]
        return two * not_canned + _FORMULA_CREDIT * one * own_words

    own, expect, feel = needed["ownership"], needed["expectations"], needed["empathy"]
    # Of a canned reply, `somewhere` counts as `by`.
    moved = outcome["somewhere"] * (1.0 + not_canned) / 2 + outcome["by"] / 2
    behaviour = (own_words + own * credit("ownership") + expect * credit("expectations") + moved) / (2.0 + own + expect)
    routine = _ROUTINE_WEIGHT * (1.0 - feel)
    goodwill = _ROUTINE_DESIRE * (1.0 - scripted / 2)
    desire = (feel * credit("empathy") + _LISTENING_WEIGHT * credit("listening") + routine * goodwill + moved) / (
        feel + _LISTENING_WEIGHT + routine + 1.0
    )
    return Halves(behaviour, desire, 100.0 * math.sqrt(behaviour * desire))
