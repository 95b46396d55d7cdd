"""Which groups are too small to be shown, and which others must go with them so that subtraction does not bring them back.

A group is hidden where it has fewer replies than the minimum (that of persons where an agent is one of its keys), or fewer than
`MIN_CLUSTERS` sets of conversations. Where an agent is among the keys, the hidden groups of one total must be at least two and hold the
minimum together; else the smallest shown one is hidden as well, until that holds of every total (secondary suppression; Willenborg and
de Waal, *Elements of Statistical Disclosure Control*, 2001, ch. 6). That guards against subtracting from one total, not against
solving for several at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from authentica.coaching.clusters import MIN_CLUSTERS

__all__ = ["Size", "hidden_groups"]

Keys = tuple[tuple[str, str | None], ...]


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
    hidden = {
        keys
        for keys, size in sizes.items()
        if size.clusters < MIN_CLUSTERS or size.replies < (min_person_replies if _is_person(keys) else min_replies)
    }
    lines: defaultdict[tuple[Keys, str], list[Keys]] = defaultdict(list)
    for keys in sizes:
        if _is_person(keys):
            for name, _ in keys:
                lines[tuple(pair for pair in keys if pair[0] != name), name].append(keys)
    is_settled = False
    while not is_settled:
        is_settled = True
        for (total, _), parts in lines.items():
            if total in hidden:
                continue
            gone = [keys for keys in parts if keys in hidden]
            left = sorted((sizes[keys].replies, _order(keys), keys) for keys in parts if keys not in hidden)
            while gone and left and (len(gone) < 2 or sum(sizes[k].replies for k in gone) < min_person_replies):
                gone.append(left.pop(0)[2])
                hidden.add(gone[-1])
                is_settled = False
    return hidden


def _is_person(keys: Keys) -> bool:
    return any(name == "agent" for name, _ in keys)


def _order(keys: Keys) -> tuple[tuple[str, bool, str], ...]:
    return tuple((name, value is None, value or "") for name, value in keys)
