"""Template mining by many workers: each learns from a part of the corpus, and what they learnt is merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

from authentica.corpus import TemplateMiner
from authentica.distributed.kept import KeptParts
from authentica.errors import AuthenticaError
from authentica.schema import Conversation
from authentica.schema.arguments import check_argument, check_count, check_stream
from authentica.scoring import Engine
from authentica.scoring.engines import check_engine
from authentica.scoring.shards import Shard, cut_shards

__all__ = ["mine_templates"]

_SHARD_MESSAGES = 10_000
_WAITING_PER_SLOT = 2
_MERGED_AT_ONCE = 8  # a merge goes through all rows once, however many miners it takes
_TRIES = 3  # a worker that dies is seldom its part's fault; a part over which three died is


def mine_templates(
    conversations: Iterable[Conversation],
    *,
    engine: Engine,
    miner: TemplateMiner | None = None,
    shard_messages: int = _SHARD_MESSAGES,
    kept: KeptParts | None = None,
) -> TemplateMiner:
    """Return a miner fitted to conversations by an engine's workers: the same, to the bit, as ``miner.fit(conversations)`` gives.

    Conversations are read here and sent to the workers; each returns what it learnt, and `TemplateMiner.merge` reduces it. Memory is
    bounded: two parts a worker are under way, and eight miners at most wait to be merged. A part whose worker dies is given to another;
    since a part is learnt from by itself, what comes out is the same.

    Parameters
    ----------
    conversations : iterable of Conversation
        Such as `authentica.read_transcripts` yields; read once.
    engine : Engine
        Where workers are: what `open_engine` opens, or `authentica.scoring.WorkerProcesses` of this machine.
    miner : TemplateMiner, optional
        Gives the parameters; it is not changed. What it has learnt already is kept. A new one where None.
    shard_messages : int, default=10000
        Messages that a worker gets at a time. The result does not depend on it.
    kept : KeptParts, optional
        Where parts are kept that are done, and taken from when the same corpus is mined again. They stay until you remove them: when
        what was mined is saved.

    Raises
    ------
    InputError
        If a parameter of the miner is out of its range.
    OutputError
        If a part cannot be kept.
    AuthenticaError
        If three workers die over one part, beyond what the engine itself tries again.
    """
    check_stream("conversations", conversations, "conversations", "mine_templates")
    check_count("shard_messages", shard_messages, "mine_templates")
    check_engine(engine, "mine_templates")
    if miner is not None:
        check_argument("miner", miner, TemplateMiner, "mine_templates")
    if kept is not None:
        check_argument("kept", kept, KeptParts, "mine_templates")
    pattern = miner or TemplateMiner()
    parameters = pattern.get_params(deep=False)
    found = [pattern if pattern.__sklearn_is_fitted__() else TemplateMiner(**parameters).fit(())]
    named = found[0].state()[1]["parameters"]
    under_way: dict[Future[Any], tuple[Shard, str, int]] = {}

    def add(part: TemplateMiner) -> None:
        found.append(part)
        if len(found) >= _MERGED_AT_ONCE:
            found[:] = [found[0].merge(*found[1:])]

    def collect() -> None:
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            shard, name, tries = under_way.pop(future)
            state = _result(future, last=tries == _TRIES)
            if state is None:
                under_way[engine.submit(mine_shard, parameters, shard)] = shard, name, tries + 1
                continue
            part = TemplateMiner.from_state(*state)
            if kept is not None:
                kept.keep(name, part)
            add(part)

    try:
        for shard in cut_shards(conversations, message_count=shard_messages):
            name = "" if kept is None else kept.name(named, shard)
            known = None if kept is None else kept.find(name)
            if known is not None:
                add(known)
                continue
            under_way[engine.submit(mine_shard, parameters, shard)] = shard, name, 1
            while len(under_way) >= _WAITING_PER_SLOT * engine.slots:
                collect()
        while under_way:
            collect()
    finally:
        for future in under_way:
            future.cancel()
    return found[0].merge(*found[1:])


def mine_shard(parameters: Mapping[str, Any], shard: Shard) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a new miner learns from a shard, as arrays and JSON-ready data (`TemplateMiner.state`)."""
    return TemplateMiner(**parameters).fit(shard.conversations).state()


def _result(future: Future[Any], *, last: bool) -> Any:
    """Return the state that a future ended with; None if its worker died, unless that was the last try."""
    try:
        return future.result()
    except AuthenticaError:
        raise
    except Exception as error:  # whatever an engine says of a worker that died
        if not last:
            return None
        raise AuthenticaError(
            f"a worker failed while it mined templates, {_TRIES} times over one part ({type(error).__name__})",
            None,
            "Give workers more memory, or use fewer of them.",
        ) from None
