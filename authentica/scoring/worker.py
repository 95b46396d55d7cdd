"""What a worker does: score one shard, write its part and its receipt, and return the receipt.

It takes plain records and returns one, so that any pool of processes, threads or machines that share a file system can
run it. The analyzer is loaded once a process, from its recipe, and must have the fingerprint that the run has.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authentica.analyzer import AnalyzerRecipe
from authentica.files import write_whole
from authentica.scoring.folder import part_path, receipt_path
from authentica.scoring.guard import Breadcrumb, score_guarded
from authentica.scoring.receipts import ShardReceipt, tally_shard
from authentica.scoring.shards import Shard
from authentica.scoring.writers import find_writer

if TYPE_CHECKING:
    from authentica.analyzer import Analyzer

__all__ = ["Task", "fingerprint_of", "score_shard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker must know of the run.

    `run` is the hash of the run's identity, and `fingerprint` the one that the analyzer must have. The worker must be able to read the
    folders that the recipe names, and to write the run's own.
    """

    run: str
    recipe: AnalyzerRecipe
    fingerprint: str
    folder: str
    output_format: str
    join_turns: bool = False


def fingerprint_of(recipe: AnalyzerRecipe) -> str:
    """Return the fingerprint of the analyzer that a worker would load."""
    return recipe.analyzer().fingerprint


def score_shard(
    task: Task,
    shard: Shard,
    *,
    analyzer: Analyzer | None = None,
    condemned: frozenset[int] = frozenset(),
    breadcrumb: Path | None = None,
) -> ShardReceipt:
    """Score the agent replies of a shard and write its part, then its receipt; what a reply raises is never raised: the reply is set aside.

    Replies that are `condemned`, by their position in the shard, are set aside without being scored, as they end the process. Where there is a
    `breadcrumb`, it says which reply is being scored; replies are then scored one by one.

    Raises
    ------
    ModelError
        If the analyzer is not the one of the run.
    OutputError
        If the part cannot be written.
    AuthenticaError
        If the machine lacks what scoring needs.
    """
    chosen = analyzer or task.recipe.analyzer(task.fingerprint)
    writer = find_writer(task.output_format)
    outcomes = score_guarded(
        chosen,
        shard.with_turns_joined() if task.join_turns else shard,
        writer.row,
        condemned=condemned,
        breadcrumb=None if breadcrumb is None else Breadcrumb(breadcrumb),
    )
    rows: list[Any] = []
    tally = tally_shard(shard, outcomes, rows.append)
    content = writer.part(rows)
    receipt = ShardReceipt(
        index=shard.index,
        run=task.run,
        input_sha256=shard.sha256(),
        part_sha256=hashlib.sha256(content).hexdigest(),
        part_bytes=len(content),
        **tally._asdict(),
        first_row=shard.row_at(0),
        last_row=shard.row_at(-1),
    )
    write_whole(part_path(Path(task.folder), shard.index, writer.ending), content)
    write_whole(receipt_path(Path(task.folder), shard.index), (json.dumps(receipt.to_dict()) + "\n").encode("ascii"))
    return receipt
