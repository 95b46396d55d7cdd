"""Groups with their figures: every measure estimated, small ones left out, and groups of one team drawn towards it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from authentica.coaching.clusters import MIN_CLUSTERS, Ratio, Sums, interval, mean_ratio, rate_ratio
from authentica.coaching.margins import Margins, parts_of
from authentica.coaching.measures import AUTHENTICITY_BINS, COUNTED, COUNTERS, MEASURES, Measure
from authentica.coaching.records import Distribution, Estimate, Group, Keys
from authentica.coaching.shrinkage import MIN_GROUPS, Shrunk, shrink_means, shrink_rates
from authentica.schema import DIMENSIONS

__all__ = ["bounds", "groups_of", "is_enough", "parent_of", "ratio_of", "settled"]

Rounded = TypeVar("Rounded")
_FINEST_FIRST = ("agent", "queue", "channel", "team")


def ratio_of(sums: Sums, measure: Measure, design_effect: float = 1.0) -> Ratio | None:
    """Estimate a measure of a group, before it is scaled; None where it rests on nothing, or more is undecided than it rests on."""
    numerator, denominator, square = parts_of(sums, measure)
    if sum(int(sums[:, COUNTERS[name]].sum()) for name in measure.undecided) > denominator.sum():
        return None
    if measure.kind == "rate":
        return rate_ratio(numerator, denominator, design_effect)
    return mean_ratio(numerator, denominator, square, design_effect)


def is_enough(ratio: Ratio | None, min_replies: int) -> bool:
    """Tell whether an estimate rests on enough to be shown."""
    return ratio is not None and ratio.n >= min_replies and ratio.clusters >= MIN_CLUSTERS


def bounds(measure: Measure) -> tuple[float, float]:
    """Return what the value of a measure cannot leave."""
    return 0.0, {"0-100": 100.0, "0-1": 1.0}.get(measure.unit, math.inf)


def parent_of(keys: Keys) -> Keys | None:
    """Return what a group is a part of: its keys without the finest that is no period. None where there is none.

    An agent belongs to the team, channel or queue that is named beside it; a team belongs to the whole.
    """
    names = [name for name, _ in keys]
    finest = next((name for name in _FINEST_FIRST if name in names), None)
    return None if finest is None else tuple(pair for pair in keys if pair[0] != finest)


def groups_of(margins: Margins, hidden: set[Keys], least: Callable[[Keys], int]) -> dict[Keys, Group]:
    """Return the shown groups with their figures, in order; the whole first, whatever its size.

    Parameters
    ----------
    margins : Margins
        The counters of all groups.
    hidden : set of Keys
        Groups that are not shown (see `authentica.coaching.suppression`).
    least : callable
        Of the keys of a group: an estimate of it that rests on fewer replies is None.
    """
    usual = {measure.name: _design_effect(ratio_of(margins[()], measure)) for measure in MEASURES}
    ratios: dict[Keys, dict[str, Ratio]] = {}
    groups: dict[Keys, Group] = {}
    for keys in margins:
        if keys in hidden:
            continue
        sums, size = margins[keys], margins.size(keys)
        found = {measure.name: ratio_of(sums, measure, usual[measure.name]) for measure in MEASURES}
        ratios[keys] = {
            name: ratio for name, ratio in found.items() if ratio is not None and is_enough(ratio, least(keys))
        }
        groups[keys] = Group(
            keys=keys,
            replies=size.replies,
            clusters=size.clusters,
            estimates=tuple(_estimate(measure, found[measure.name], least(keys)) for measure in MEASURES),
            distributions=_distributions(sums, ratios[keys]),
            counts=_counts(sums) if size.replies >= least(keys) else (),
        )
    families: defaultdict[tuple[Keys, tuple[str, ...]], list[Keys]] = defaultdict(list)
    for keys in groups:
        parent = parent_of(keys)
        if parent is not None:
            families[parent, tuple(name for name, _ in keys)].append(keys)
    for members in families.values():
        if len(members) >= MIN_GROUPS:
            _draw_together(groups, ratios, members)
    return {
        keys: replace(group, estimates=tuple(settled(estimate) for estimate in group.estimates))
        for keys, group in groups.items()
    }


def _design_effect(ratio: Ratio | None) -> float:
    return 1.0 if ratio is None else ratio.design_effect


def _estimate(measure: Measure, ratio: Ratio | None, min_replies: int) -> Estimate:
    if ratio is None or not is_enough(ratio, min_replies):
        return Estimate(measure=measure.name, n=0 if ratio is None else ratio.n)
    least, most = bounds(measure)
    low, high = interval(ratio, measure.kind, least / measure.scale, most / measure.scale)
    return Estimate(
        measure=measure.name,
        n=ratio.n,
        value=ratio.value * measure.scale,
        low=low * measure.scale,
        high=high * measure.scale,
        design_effect=ratio.design_effect,
    )


def _counts(sums: Sums) -> tuple[tuple[str, int], ...]:
    return tuple((name, int(sums[:, COUNTERS[name]].sum())) for name in COUNTED)


def _distributions(sums: Sums, shown: Container[str]) -> tuple[Distribution, ...]:
    totals = sums.sum(axis=0)
    width = 100 // AUTHENTICITY_BINS
    parts = {
        "authenticity": [(f"bin{n}", f"{n * width}-{(n + 1) * width}") for n in range(AUTHENTICITY_BINS)],
        **{dimension: [(f"level{level}", str(level)) for level in range(3)] for dimension in DIMENSIONS},
    }
    return tuple(
        Distribution(
            measure=measure,
            labels=tuple(label for _, label in named),
            counts=tuple(int(totals[COUNTERS[f"{measure}.{counter}"]]) for counter, _ in named),
        )
        for measure, named in parts.items()
        if measure in shown
    )


def _draw_together(
    groups: dict[Keys, Group], ratios: Mapping[Keys, Mapping[str, Ratio]], members: Sequence[Keys]
) -> None:
    """Put the drawn values of one family on its groups."""
    drawn: dict[Keys, dict[str, Shrunk]] = {keys: {} for keys in members}
    for measure in MEASURES:
        shown = [keys for keys in members if measure.name in ratios[keys]]
        found = _shrink(measure, [ratios[keys][measure.name] for keys in shown])
        for keys, shrunk in zip(shown, found or (), strict=bool(found)):
            drawn[keys][measure.name] = shrunk
    for keys in members:
        groups[keys] = replace(
            groups[keys],
            estimates=tuple(
                _with(estimate, drawn[keys].get(estimate.measure), measure)
                for estimate, measure in zip(groups[keys].estimates, MEASURES, strict=True)
            ),
        )


def _shrink(measure: Measure, ratios: Sequence[Ratio]) -> tuple[Shrunk, ...] | None:
    if measure.kind == "rate":
        return shrink_rates([r.value * r.effective_n for r in ratios], [r.effective_n for r in ratios])
    if len(ratios) < MIN_GROUPS:
        return None
    # The variance of one small group is itself a guess, and goes with its mean; the family's is not, and does not.
    unit = sum(r.n * r.variance * r.n for r in ratios) / sum(r.n for r in ratios)
    least, most = bounds(measure)
    return shrink_means(
        [r.value for r in ratios], [unit / r.n for r in ratios], least / measure.scale, most / measure.scale
    )


def _with(estimate: Estimate, shrunk: Shrunk | None, measure: Measure) -> Estimate:
    """Return an estimate with its drawn value, which is drawn no further than to the end of its own interval.

    One common spread draws a group that is truly unlike all others too far. Limited translation (Efron and Morris, JASA 67, 1972)
    keeps nearly all that is gained over the others, and leaves to that one what its own replies show.
    """
    if shrunk is None or estimate.value is None or estimate.low is None or estimate.high is None:
        return estimate
    least, most = bounds(measure)
    drawn = shrunk.value * measure.scale
    value = min(max(drawn, estimate.low), estimate.high)
    kept = value - drawn
    return replace(
        estimate,
        shrunk=value,
        shrunk_low=min(max(shrunk.low * measure.scale + kept, least), value),
        shrunk_high=max(min(shrunk.high * measure.scale + kept, most), value),
        shrinkage=shrunk.shrinkage
        if not kept
        else shrunk.shrinkage * (value - estimate.value) / (drawn - estimate.value),
    )


def settled(record: Rounded) -> Rounded:
    """Return a record with nine significant digits of its numbers: the last bits of a processor's arithmetic do not show.

    Examples
    --------
    >>> from authentica.coaching.records import Estimate
    >>> settled(Estimate(measure="missed", n=3, value=2 / 3)).value
    0.666666667
    """
    found: Any = record
    values = {field.name: getattr(found, field.name) for field in fields(found)}
    rounded = {name: float(f"{value:.9g}") for name, value in values.items() if isinstance(value, float)}
    return replace(found, **rounded) if rounded else record
