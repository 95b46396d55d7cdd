"""What goes with a habit: how many more of 100 replies might get the customer somewhere if nobody let it lapse.

Replies that show a habit are compared with replies that do not, among moments that called for the same (the eight patterns of
needs): a reply to a routine question is not held against one to a lost parcel. With ``L_s`` replies that lapse in pattern ``s`` and the shares
that get somewhere, ``g_s`` with the habit and ``b_s`` without it, what is estimated is ``100 / N * sum(L_s * (g_s - b_s))``: direct standardisation
to the replies that lapse (the attributable number of epidemiology; Greenland and Drescher, 1993). Its variance is that of the
jackknife over the sets of conversations (Wolter 2007, ch. 4).

It is an association and no effect. Who keeps one habit often keeps others, easy cases allow more of all, and the outcome
is the model's reading of the same reply, so a part of the association is built in. It ranks what to try first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from authentica.coaching.clusters import MIN_CLUSTERS, Tested, against_zero
from authentica.coaching.habits import HABITS
from authentica.coaching.observations import Observation
from authentica.coaching.tallies import BUCKETS, Buckets, CellKey
from authentica.schema import NEEDS

__all__ = ["EFFECT_COUNTERS", "Counts", "Gain", "counts_of", "gain_of", "weigh"]

_PATTERNS = 1 << len(NEEDS)
"""What a moment can call for: every set of the needs."""

_PARTS = ("shown", "shown.somewhere", "lapsed", "lapsed.somewhere")
_SHOWN, _SHOWN_SOMEWHERE, _LAPSED, _LAPSED_SOMEWHERE = range(len(_PARTS))

EFFECT_COUNTERS: dict[str, int] = {
    f"{habit.name}.{pattern}.{part}": (number * _PATTERNS + pattern) * len(_PARTS) + place
    for number, habit in enumerate(HABITS)
    for pattern in range(_PATTERNS)
    for place, part in enumerate(_PARTS)
}
"""The place of every counter: of replies that show a habit and that lapse, by what the moment called for and where they get."""

Counts = NDArray[np.int64]


def weigh(o: Observation) -> dict[str, int]:
    """Return what a reply adds to `EFFECT_COUNTERS`."""
    added = {}
    for habit in HABITS:
        if habit.chance(o):
            name = f"{habit.name}.{o.need_pattern}.{'lapsed' if habit.lapse(o) else 'shown'}"
            added[name] = 1
            if o.outcome == "somewhere":
                added[f"{name}.somewhere"] = 1
    return added


def counts_of(tallies: Iterable[tuple[CellKey, Buckets]]) -> Counts:
    """Return the counters of all replies as an array of shape (n_clusters, n_habits, n_patterns, 4)."""
    counts: Counts = np.zeros((BUCKETS, len(EFFECT_COUNTERS)), dtype=np.int64)
    for _, buckets in tallies:
        for bucket, row in buckets.items():
            counts[bucket] = row
    return counts.reshape(BUCKETS, len(HABITS), _PATTERNS, len(_PARTS))


class Gain(NamedTuple):
    """What goes with a habit.

    Attributes
    ----------
    more : Tested
        How many more replies of 100 get the customer somewhere.
    with_habit, without_habit : float
        Shares that get somewhere, weighted alike by what the moments called for.
    """

    more: Tested
    with_habit: float
    without_habit: float


def gain_of(counts: Counts, replies: Counts, min_replies: int) -> Gain | None:
    """Estimate what goes with a habit.

    Parameters
    ----------
    counts : array of int of shape (n_clusters, n_patterns, 4)
        Replies that show the habit, those of them that get somewhere, replies that lapse, and those of them.
    replies : array of int of shape (n_clusters,)
        All scored replies.
    min_replies : int
        Patterns with fewer replies that show the habit have nothing to be compared with and are left out.

    Returns
    -------
    Gain or None
        None where fewer than `min_replies` replies lapse that can be compared, or too few sets of conversations hold any.
    """
    total = counts.sum(axis=0)
    usable = total[:, _SHOWN] >= min_replies
    if int(total[usable, _LAPSED].sum()) < min_replies:
        return None
    counts = counts[:, usable]
    used = np.flatnonzero(replies)
    if len(used) < MIN_CLUSTERS or np.count_nonzero(counts[:, :, _LAPSED].sum(axis=1)) < MIN_CLUSTERS:
        return None
    total = counts.sum(axis=0)
    value, with_habit, without_habit = _gain(total, int(replies.sum()))
    left_out = np.array([_gain(total - counts[k], int(replies.sum() - replies[k]))[0] for k in used])
    m = len(used)
    variance = (m - 1) / m * float(((left_out - left_out.mean()) ** 2).sum())
    more = against_zero(value, variance, m - 1)
    return None if more is None else Gain(more, with_habit, without_habit)


def _gain(total: Counts, replies: int) -> tuple[float, float, float]:
    shown, lapsed = total[:, _SHOWN], total[:, _LAPSED]
    held = shown > 0
    expected = float((lapsed[held] * total[held, _SHOWN_SOMEWHERE] / shown[held]).sum())
    comparable = int(lapsed[held].sum())
    got = int(total[held, _LAPSED_SOMEWHERE].sum())
    if comparable == 0 or replies == 0:
        return 0.0, 0.0, 0.0
    return 100.0 * (expected - got) / replies, expected / comparable, got / comparable
