"""What became of the rows: of a shard, and of a whole run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, TypeVar

from authentica.schema import Role, SetAside
from authentica.schema.record import Record
from authentica.scoring.shards import Shard

__all__ = ["Progress", "Receipt", "ShardReceipt", "Tally", "tally_shard"]

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of the rows of a run: ``rows_in == scored + unscored + skipped_by_role + joined + set_aside``.

    Attributes
    ----------
    rows_in : int
        Messages and unreadable rows of the source.
    scored : int
        Agent replies with levels.
    unscored : int
        Agent replies without: no text, or another language.
    skipped_by_role : int
        Messages of customers, bots and systems, and internal notes.
    set_aside : int
        Rows that could not be read, or whose scoring failed.
    joined : int
        Agent messages that are part of the reply that an earlier one begins (`authentica.join_turns`).
    reasons : tuple of str
        ``place: reason`` of the first rows set aside (at most 100).
    model : str
        The analyzer's fingerprint.
    output : str or None
        Where the assessments were written.
    set_aside_output : str or None
        The file that names every row set aside; None where there are none, or no output.
    resumed_rows : int
        Of `rows_in`, those that an earlier, interrupted run had dealt with.
    """

    rows_in: int
    scored: int
    unscored: int
    skipped_by_role: int
    set_aside: int
    reasons: tuple[str, ...]
    model: str
    output: str | None
    set_aside_output: str | None = None
    resumed_rows: int = 0
    joined: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return asdict(self) | {"reasons": list(self.reasons)}


class Tally(NamedTuple):
    """What became of the messages of a shard, as in `Receipt`; what is set aside are replies whose scoring failed."""

    scored: int
    unscored: int
    skipped_by_role: int
    joined: int
    set_aside: tuple[SetAside, ...]


def tally_shard(shard: Shard, outcomes: Iterable[tuple[bool, Row] | SetAside], keep: Callable[[Row], object]) -> Tally:
    """Count a shard, as it was before turns were joined, by what `score_guarded` says of its replies; `keep` receives each row as it comes."""
    aside: list[SetAside] = []
    counts = [0, 0]
    for outcome in outcomes:
        if isinstance(outcome, SetAside):
            aside.append(outcome)
        else:
            is_scored, row = outcome
            counts[is_scored] += 1
            keep(row)
    unscored, scored = counts
    agent_count = sum(m.role is Role.AGENT for c in shard.conversations for m in c.messages)
    return Tally(
        scored=scored,
        unscored=unscored,
        skipped_by_role=shard.message_count - agent_count,
        joined=agent_count - scored - unscored - len(aside),
        set_aside=tuple(aside),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardReceipt(Record):
    """What a worker says of the shard that it has written: small, and enough to trust the part on disk later.

    `run` is the identity of the run that the part belongs to. The hashes are those of the shard's conversations and of the part file; the
    counts are as in `Receipt`; the rows are those of the shard's first and last messages in the source.
    """

    index: int
    run: str
    input_sha256: str
    part_sha256: str
    part_bytes: int
    scored: int
    unscored: int
    skipped_by_role: int
    set_aside: tuple[SetAside, ...]
    first_row: str | None
    last_row: str | None
    joined: int = 0

    @property
    def rows_in(self) -> int:
        """Messages of the shard."""
        return self.scored + self.unscored + self.skipped_by_role + self.joined + len(self.set_aside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come.

    Attributes
    ----------
    rows_done : int
        Rows that are dealt with, those of an earlier run included.
    resumed_rows : int
        Of these, what an earlier run had done.
    set_aside : int
        Of these, what was set aside.
    rows_expected : int or None
        All rows: an estimate from how many came of the bytes read so far, and their number once the source has been read;
        None until then for a pipe, and at the very beginning.
    """

    rows_done: int
    resumed_rows: int
    set_aside: int
    rows_expected: int | None
