"""Which groups are too small to be shown, and which others must go with them so that subtraction does not bring them back.

A group is hidden where it has fewer replies than the minimum (that of persons where a known agent is one of its keys), or fewer than
`MIN_CLUSTERS` sets of conversations. Where a person is among the hidden groups of one total, these must be at least two and hold the minimum
of persons together; else the smallest shown one is hidden as well, and where none is left the total, until that holds of every total
(secondary suppression; Willenborg and de Waal, *Elements of Statistical Disclosure Control*, 2001, ch. 6). That guards against
subtracting from one total, not against solving for several at once. The whole is never hidden: of too few replies, its figures are left
empty one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from authentica.coaching.clusters import MIN_CLUSTERS
from authentica.coaching.records import Keys

__all__ = ["Size", "hidden_groups", "is_person", "is_small", "least_replies"]


class Size(NamedTuple):
    """How large a group is."""

    replies: int
    clusters: int


def hidden_groups(sizes: Mapping[Keys, Size], min_replies: int, min_person_replies: int) -> set[Keys]:
    """Return the groups that are not shown.

    Parameters
    ----------
    sizes : mapping of Keys to Size
        Every group of every combination of keys, with the whole under the empty keys.
    min_replies, min_person_replies : int
        The smallest group that is shown, and the smallest with an agent among its keys.
    """
    hidden = {keys for keys, size in sizes.items() if is_small(keys, size, min_replies, min_person_replies)}
    lines: defaultdict[tuple[Keys, str], list[Keys]] = defaultdict(list)
    for keys in sizes:
        if any(name == "agent" for name, _ in keys):
            for name, _ in keys:
                lines[tuple(pair for pair in keys if pair[0] != name), name].append(keys)
    is_settled = False
    while not is_settled:
        is_settled = True
        for (total, _), parts in lines.items():
            if total not in hidden and (more := _companions(total, parts, hidden, sizes, min_person_replies)):
                hidden.update(more)
                is_settled = False
    return hidden - {()}


def is_small(keys: Keys, size: Size, min_replies: int, min_person_replies: int) -> bool:
    """Tell whether a group is too small to be shown, whatever the others are; see `hidden_groups`."""
    return size.clusters < MIN_CLUSTERS or size.replies < least_replies(keys, min_replies, min_person_replies)


def least_replies(keys: Keys, min_replies: int, min_person_replies: int) -> int:
    """Return what a group, and each figure of it, must rest on: of a person more is needed before anything is said."""
    return min_person_replies if is_person(keys) else min_replies


def is_person(keys: Keys) -> bool:
    """Tell whether a known agent is among the keys."""
    return any(name == "agent" and value is not None for name, value in keys)


def _companions(
    total: Keys, parts: list[Keys], hidden: set[Keys], sizes: Mapping[Keys, Size], least: int
) -> list[Keys]:
    """Return what must be hidden as well so that the hidden parts of a total cannot be had from it."""
    gone = [keys for keys in parts if keys in hidden]
    if not any(is_person(keys) for keys in gone):
        return []
    more: list[Keys] = []
    for _, _, keys in sorted((sizes[keys].replies, _order(keys), keys) for keys in parts if keys not in hidden):
        if _is_safe(gone, sizes, least):
            break
        gone.append(keys)
        more.append(keys)
    return more if _is_safe(gone, sizes, least) or not total else [*more, total]


def _is_safe(gone: list[Keys], sizes: Mapping[Keys, Size], least: int) -> bool:
    return len(gone) >= 2 and sum(sizes[keys].replies for keys in gone) >= least


def _order(keys: Keys) -> tuple[tuple[str, bool, str], ...]:
    return tuple((name, value is None, value or "") for name, value in keys)
