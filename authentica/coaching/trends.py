"""Whether a figure moves from period to period.

A straight line through the replies, by their period: for shares this is the test of Cochran (1954) and Armitage (1955) for a trend in
proportions. The slope's variance counts conversations as units (the sandwich of the sets of conversations, see `clusters`) or is
that of the periods around the line, whichever is larger: what hits a whole week, such as an outage, is no trend either.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from authentica.coaching.clusters import Sums, Tested, against_zero, between_sets

__all__ = ["MIN_PERIODS", "slope_of"]

MIN_PERIODS = 4
"""With fewer, no trend is looked for."""


def slope_of(periods: Sequence[int], sums: Sequence[Sums], chances: Sequence[Sums]) -> Tested | None:
    """Fit the line.

    Parameters
    ----------
    periods : sequence of int
        On an even scale.
    sums, chances : sequence of array of int of shape (n_clusters,)
        Of each period, by set of conversations.

    Returns
    -------
    Tested or None
        The change from one period to the next; None where there are fewer than `MIN_PERIODS` periods, or nothing varies.
    """
    if len(periods) < MIN_PERIODS:
        return None
    y, d = np.stack(sums).astype(float), np.stack(chances).astype(float)
    n = d.sum(axis=1)
    x = np.asarray(periods, dtype=float)
    x = x - (n * x).sum() / n.sum()
    spread = float((n * x * x).sum())
    mean = float(y.sum() / n.sum())
    slope = float((x * y.sum(axis=1)).sum()) / spread
    fitted = mean + slope * x
    residuals = y - fitted[:, None] * d
    scores = (x[:, None] * residuals).sum(axis=0)
    used = int(np.count_nonzero(d.sum(axis=0)))
    off = residuals.sum(axis=1) / n
    between_periods = float((n * off * off).sum()) / (len(x) - 2) / spread
    variance = max(between_sets(scores, used) / spread**2, between_periods)
    return against_zero(slope, variance, max(min(used - 1, len(x) - 2), 1))
