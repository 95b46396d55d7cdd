"""Have shards scored by an engine: what is done already is passed over, what a worker's death broke off is rescued."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait

from authentica.errors import AuthenticaError, OutputError
from authentica.scoring.account import Account
from authentica.scoring.engines import Engine, ThisProcess, WorkerProcesses
from authentica.scoring.folder import RunFolder
from authentica.scoring.receipts import ShardReceipt
from authentica.scoring.rescue import rescue_shard
from authentica.scoring.shards import Shard
from authentica.scoring.worker import Task

__all__ = ["dispatch_shards"]

_WAITING_PER_SLOT = 2


def dispatch_shards(
    shards: Iterable[Shard],
    task: Task,
    *,
    engine: Engine,
    score: Callable[[Task, Shard], ShardReceipt],
    folder: RunFolder,
    account: Account,
) -> int:
    """Have every shard scored that has no receipt, and return how many shards there are; at most two for each slot of the engine are under way.

    Shards are read as the engine has room; `score` is what its workers run.

    Raises
    ------
    OutputError
        If a shard is not the one that an earlier run had finished, or is missing now, or a part cannot be written.
    AuthenticaError
        If workers die before they score anything.
    """
    under_way: dict[Future[ShardReceipt], Shard] = {}
    most = 1 if engine.slots == 1 else engine.slots * _WAITING_PER_SLOT
    count = 0
    with WorkerProcesses(1) as rescuer:

        def collect() -> None:
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                shard = under_way.pop(future)
                try:
                    receipt = future.result()
                except AuthenticaError:
                    raise
                except Exception:  # whatever an engine says of a worker that died
                    if isinstance(engine, ThisProcess):
                        raise
                    receipt = folder.receipt(shard.index) or rescue_shard(rescuer, task, shard)
                account.note(receipt)

        try:
            for shard in shards:
                count += 1
                account.read(shard)
                known = folder.receipt(shard.index)
                if known is None:
                    while len(under_way) >= most:
                        collect()
                    under_way[engine.submit(score, task, shard)] = shard
                elif known.input_sha256 == shard.sha256():
                    account.note(known, resumed=True)
                else:
                    raise _other_export(folder)
            account.read_all()
            while under_way:
                collect()
            if folder.holds_beyond(count):
                raise _other_export(folder)
        finally:
            for future in under_way:
                future.cancel()
    return count


def _other_export(folder: RunFolder) -> OutputError:
    return OutputError(
        "the export is not the one that the run was begun with",
        folder.shown,
        "Give the same export, or restart (--restart, restart=True).",
    )
