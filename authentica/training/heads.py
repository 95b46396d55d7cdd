"""Heads: the models of the moment stage, one for each dimension, need, outcome and flag, and what labels say of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from authentica.schema import DIMENSIONS, NEEDS, Flag, Outcome
from authentica.training.dataset import LEARNT_FLAGS, LabelledReply
from authentica.training.losses import ClassLoss, Loss, StepLoss
from authentica.training.material import learning_weights, outcome_codes

__all__ = ["HEADS", "Head", "heads_with", "labels_of", "loss_of", "losses_over"]

Array = NDArray[np.float64]


class Head(NamedTuple):
    """One of the models: its kind (``level``, ``need``, ``outcome`` or ``flag``), which of them, and the part of `JUDGED` it learns by."""

    kind: str
    name: str
    part: str

    @property
    def target(self) -> str:
        """As notes call it."""
        return self.name if self.name == self.part else f"{self.part}.{self.name}"

    @property
    def outputs(self) -> int:
        """How many log-odds it has: one for each level that can be reached, for each class, or for yes."""
        return {"level": 2, "outcome": len(Outcome)}.get(self.kind, 1)


def heads_with(flags: Iterable[str]) -> tuple[Head, ...]:
    """Return the heads of a model that knows these flags, in the order in which notes name them."""
    return (
        *(Head("level", dimension, dimension) for dimension in DIMENSIONS),
        *(Head("need", need, "needs") for need in NEEDS),
        Head("outcome", "outcome", "outcome"),
        *(Head("flag", flag, "flags") for flag in flags),
    )


HEADS = heads_with(flag.value for flag in LEARNT_FLAGS)


def labels_of(head: Head, replies: Sequence[LabelledReply]) -> NDArray[np.intp]:
    """Return the labelled levels, 1 for each reply with the need or flag, or the places of outcomes."""
    match head.kind:
        case "level":
            return np.array([reply.levels.get(head.name, 0) for reply in replies], dtype=np.intp)
        case "need":
            return np.array([head.name in reply.needs for reply in replies], dtype=np.intp)
        case "flag":
            return np.array([Flag(head.name) in reply.flags for reply in replies], dtype=np.intp)
        case _:
            return outcome_codes(reply.outcome for reply in replies)


def loss_of(head: Head, labels: NDArray[np.intp], weights: Array) -> Loss:
    """Return the loss of a head over replies with these labels and weights."""
    if head.kind == "outcome":
        return ClassLoss(labels, weights, head.outputs)
    return StepLoss(labels[:, None] > np.arange(head.outputs), weights)


def losses_over(
    heads: Iterable[Head],
    replies: Sequence[LabelledReply],
    weights: Array,
    weigh: Callable[[str, Sequence[LabelledReply], Array], Array] = learning_weights,
) -> dict[Head, Loss]:
    """Return the losses over replies, which weigh in each part of `JUDGED` what `weigh` makes of their weights."""
    return {head: loss_of(head, labels_of(head, replies), weigh(head.part, replies, weights)) for head in heads}
