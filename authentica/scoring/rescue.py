"""Finish a shard whose worker died: in a process of its own, and without the replies that end it.

A worker can die for reasons of its own (the machine ran out of memory, somebody killed it), so a reply is set aside
only when a process has died twice while scoring it. Each death costs one start of a process.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import BrokenExecutor
from functools import partial
from pathlib import Path

from authentica.errors import AuthenticaError
from authentica.scoring.engines import WorkerProcesses
from authentica.scoring.guard import Breadcrumb
from authentica.scoring.receipts import ShardReceipt
from authentica.scoring.shards import Shard
from authentica.scoring.worker import Task, score_shard

__all__ = ["rescue_shard"]

_MOST_DEATHS = 2


def rescue_shard(worker: WorkerProcesses, task: Task, shard: Shard) -> ShardReceipt:
    """Score a shard reply by reply in a process of its own, which does nothing else; a dead one is replaced.

    Raises
    ------
    AuthenticaError
        If processes die before they score anything, or what `score_shard` raises.
    """
    path = Path(task.folder) / f".at-{shard.index:06d}.part"
    crumb = Breadcrumb(path)
    deaths: Counter[int] = Counter()
    while True:
        condemned = frozenset(position for position, count in deaths.items() if position >= 0 and count >= _MOST_DEATHS)
        crumb.clear()
        try:
            receipt: ShardReceipt = worker.submit(
                partial(score_shard, condemned=condemned, breadcrumb=path), task, shard
            ).result()
        except BrokenExecutor:
            position = crumb.read()
            # The last reply may be scored already when the process dies: then it is not at fault, but the next
            # attempt will tell.
            deaths[-1 if position is None else position] += 1
            if deaths[-1] > _MOST_DEATHS:
                raise AuthenticaError(
                    "worker processes die before they score anything",
                    f"shard {shard.index:,}",
                    "Give them more memory, or use fewer --jobs; then run the same command again.",
                ) from None
        else:
            crumb.clear()
            return receipt
