"""What is measured of a reply's promises: who is to act, by when, and how surely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from authentica.commitments.promises import Promise
from authentica.features.names import PRESENT, PROMISE
from authentica.schema import DeadlineKind

__all__ = ["promise_features"]

# Two promises say what is next as clearly as five.
_MOST = 2


def promise_features(promises: Sequence[Promise]) -> dict[str, tuple[float, int]]:
    """Return named features of a reply's promises, ``promise.*``, each with the token at which the first of its promises acts."""
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for promise in promises:
        kind = DeadlineKind.NONE if promise.deadline is None else promise.deadline.kind
        names = _names(promise.actor.value, kind.value, promise.hedge is not None, promise.condition is not None)
        counts.update(names)
        for name in names:
            first.setdefault(name, promise.action_start)
    return {name: (PRESENT * min(count, _MOST), first[name]) for name, count in sorted(counts.items())}


@lru_cache(maxsize=256)
def _names(actor: str, kind: str, hedged: bool, conditional: bool) -> tuple[str, ...]:
    return (
        f"{PROMISE}all.count",
        f"{PROMISE}all.{kind}",
        f"{PROMISE}{actor}.count",
        f"{PROMISE}{actor}.{kind}",
        f"{PROMISE}hedged.count" if hedged else f"{PROMISE}sure.{kind}",
        f"{PROMISE}conditional.count" if conditional else f"{PROMISE}free.{kind}",
    )
