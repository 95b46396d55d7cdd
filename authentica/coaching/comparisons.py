"""Whether a group differs from the rest of its team, and which of many such answers may be believed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import false_discovery_control

from authentica.coaching.clusters import Ratio, Sums, Tested, against_zero, between_sets

__all__ = ["FALSE_DISCOVERY_RATE", "adjusted", "contrast"]

FALSE_DISCOVERY_RATE = 0.05
"""Of what is called a difference or a trend, so much is expected not to be one."""


def contrast(
    group: Ratio, rest: Ratio, sums: tuple[Sums, Sums], chances: tuple[Sums, Sums], kind: str
) -> Tested | None:
    """Compare a group with the rest.

    The two share conversations, so their difference is linearised set by set:
    ``z_k = (y_k - r d_k) / sum(d) - (y'_k - r' d'_k) / sum(d')``, with variance ``m / (m - 1) * sum(z_k**2)``; of the rest the other half. For
    shares, that variance is at least that of independent replies at the common share, so that a group of nothing but zeros is not
    taken to be certain. Student's t, with the degrees of freedom of the side that has fewer sets.

    Parameters
    ----------
    group, rest : Ratio
        Both estimates.
    sums, chances : pair of array of int of shape (n_clusters,)
        Of the group and of the rest.
    kind : {"mean", "rate"}
        What is compared.

    Returns
    -------
    Tested or None
        Group less rest; None where neither side varies.
    """
    n, n_rest = group.n, rest.n
    z = (sums[0] - group.value * chances[0]) / n - (sums[1] - rest.value * chances[1]) / n_rest
    used = int(np.count_nonzero(chances[0] + chances[1]))
    variance = between_sets(z, used)
    if kind == "rate":
        common = (group.value * n + rest.value * n_rest) / (n + n_rest)
        variance = max(variance, common * (1.0 - common) * (1.0 / n + 1.0 / n_rest))
    else:
        plain = group.variance / group.design_effect + rest.variance / rest.design_effect
        variance = max(variance, plain)
    return against_zero(group.value - rest.value, variance, max(min(group.clusters, rest.clusters) - 1, 1))


def adjusted(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return the p-values adjusted for their number, so that of those at most 0.05 a twentieth is expected to be false.

    Benjamini and Hochberg, JRSS B 57 (1995) 289-300.
    """
    if not p_values:
        return ()
    return tuple(float(q) for q in false_discovery_control(np.asarray(p_values, dtype=float), method="bh"))
