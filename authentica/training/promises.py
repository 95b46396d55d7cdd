"""How well commitments are found and followed: compared with conversations whose promises were labelled by people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authentica.commitments import CommitmentFinder, follow
from authentica.schema import CommitmentStatus, Conversation, FollowedCommitment
from authentica.training.dataset import read_lines

__all__ = ["LabelledPromise", "PromiseMeasures", "measure_promises", "read_promises"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPromise:
    """One promise as it was labelled.

    Attributes
    ----------
    message_id : str
        Of the message that makes it.
    text : str
        Its words there.
    actor, deadline_kind, status : str
        Values of `authentica.schema.Actor`, `DeadlineKind` and `CommitmentStatus`.
    hedged, conditional : bool
        Whether it is hedged, and whether it holds under a condition only.
    """

    message_id: str
    text: str
    actor: str
    deadline_kind: str
    status: str
    hedged: bool
    conditional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMeasures:
    """Counts and shares, each share in 0..1.

    Attributes
    ----------
    labelled, found, matched : int
        Promises; a match names the same message and overlaps, one to one.
    actor, deadline_kind, status, hedged, conditional : float
        Share of the matched on which both agree; 1 where nothing matched. "unknown" counts as "open": nothing more is said.
    """

    labelled: int
    found: int
    matched: int
    actor: float
    deadline_kind: float
    status: float
    hedged: float
    conditional: float

    @property
    def precision(self) -> float:
        """Share of the found that are labelled."""
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled that are found."""
        return self.matched / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.found + self.labelled
        return 2 * self.matched / total if total else 1.0


def read_promises(path: Path) -> dict[str, tuple[LabelledPromise, ...]]:
    """Read a label file, one JSON object a line with ``conversation_id`` and ``promises``.

    Returns
    -------
    dict
        Promises by conversation, empty tuples included.

    Raises
    ------
    LabelError
        If a line is malformed.
    """
    return dict(read_lines(path, _conversation, "the line is no conversation with labelled promises"))


def _conversation(row: Any) -> tuple[str, tuple[LabelledPromise, ...]]:
    return str(row["conversation_id"]), tuple(_labelled(promise) for promise in row["promises"])


def _labelled(promise: Mapping[str, Any]) -> LabelledPromise:
    return LabelledPromise(
        message_id=str(promise["message_id"]),
        text=promise["text"],
        actor=promise["actor"],
        deadline_kind=promise["deadline"]["kind"],
        status=promise["status"],
        hedged=bool(promise["hedged"]),
        conditional=promise["condition"] is not None,
    )


def measure_promises(
    labels: Mapping[str, Sequence[LabelledPromise]], conversations: Iterable[Conversation]
) -> PromiseMeasures:
    """Compare what is found in labelled conversations with their labels.

    Parameters
    ----------
    labels : mapping of str to sequence of LabelledPromise
        By conversation id; see `read_promises`.
    conversations : iterable of Conversation
        Those without labels are passed over.
    """
    finder = CommitmentFinder()
    labelled_count = found_count = 0
    pairs: list[tuple[LabelledPromise, FollowedCommitment]] = []
    for conversation in conversations:
        labelled = labels.get(conversation.conversation_id or "")
        if labelled is None:
            continue
        found = follow(conversation, finder=finder)
        labelled_count += len(labelled)
        found_count += len(found)
        pairs += matched_promises(labelled, found, {m.message_id: m.text for m in conversation.messages})
    return PromiseMeasures(
        labelled=labelled_count,
        found=found_count,
        matched=len(pairs),
        actor=_share([a.actor == b.commitment.actor.value for a, b in pairs]),
        deadline_kind=_share([a.deadline_kind == b.commitment.deadline.kind.value for a, b in pairs]),
        status=_share([a.status == _labelled_status(b.status) for a, b in pairs]),
        hedged=_share([a.hedged == b.commitment.hedged for a, b in pairs]),
        conditional=_share([a.conditional == (b.commitment.condition is not None) for a, b in pairs]),
    )


def matched_promises(
    labelled: Sequence[LabelledPromise], found: Sequence[FollowedCommitment], texts: Mapping[str | None, str]
) -> list[tuple[LabelledPromise, FollowedCommitment]]:
    """Pair labelled and found promises of the same message that overlap most, one to one."""
    candidates = []
    for i, label in enumerate(labelled):
        start = texts.get(label.message_id, "").find(label.text)
        for j, item in enumerate(found):
            quote = item.commitment.quote
            if start >= 0 and item.commitment.message_id == label.message_id:
                overlap = min(start + len(label.text), quote.end) - max(start, quote.start)
                if overlap > 0:
                    candidates.append((-overlap, i, j))
    pairs = []
    used_labels: set[int] = set()
    used_found: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in used_labels and j not in used_found:
            used_labels.add(i)
            used_found.add(j)
            pairs.append((labelled[i], found[j]))
    return pairs


def _labelled_status(status: CommitmentStatus) -> str:
    return CommitmentStatus.OPEN.value if status is CommitmentStatus.UNKNOWN else status.value


def _share(agreed: Sequence[bool]) -> float:
    return sum(agreed) / len(agreed) if agreed else 1.0
