"""The batch run: cut the source into shards, have them scored, keep account, and put the parts together.

The parts are on disk before anything is counted, so a run that is killed at any moment is resumed by running it again:
shards with a receipt are not scored a second time, and the result is byte for byte that of an undisturbed run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authentica.analyzer import AnalyzerRecipe
from authentica.errors import AuthenticaError, InputError
from authentica.files import clear_unfinished, real_path, unfinished_file, writing
from authentica.readers import read_transcripts
from authentica.readers.files import Files, find_files, refuse_data
from authentica.schema import Conversation, Role
from authentica.schema.arguments import check_callable, check_count, kind_of_value
from authentica.schema.turns import TurnCount
from authentica.scoring.account import Account
from authentica.scoring.dispatch import dispatch_shards
from authentica.scoring.engines import Engine, ThisProcess, WorkerProcesses, check_engine
from authentica.scoring.folder import RunFolder, part_path
from authentica.scoring.identity import RunIdentity, look_at_source, stamps_of
from authentica.scoring.receipts import Progress, Receipt, ShardReceipt
from authentica.scoring.shards import SHARD_MESSAGES, Shard, cut_shards
from authentica.scoring.targets import Target, find_sources, find_target
from authentica.scoring.worker import Task, fingerprint_of, score_shard

if TYPE_CHECKING:
    from authentica.analyzer import Analyzer
    from authentica.config import AnalyzerConfig

__all__ = ["score_transcripts"]

_TRIES = 3  # of loading the analyzer in a worker: one that dies may have died by accident


def score_transcripts(
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    model: str | Path = "default",
    config: AnalyzerConfig | None = None,
    templates: str | Path | None = None,
    analyzer: Analyzer | None = None,
    format: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    roles: Mapping[str, str | Role] | None = None,
    dates: str | None = None,
    join_turns: bool = False,
    jobs: int = 1,
    engine: Engine | None = None,
    output_format: str | None = None,
    shard_messages: int = SHARD_MESSAGES,
    restart: bool = False,
    say: Callable[[str], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Receipt:
    """Score a transcript export of any size, in constant memory, and account for every row.

    Interrupted at any moment, the same call resumes it. Until a file is whole, its parts are kept in a folder beside
    it, named after it with ``.run``. What it writes itself is not read where a pattern fits it. A source that changes
    while it is read is said to have changed.

    Parameters
    ----------
    source : str, path or several
        What `read_transcripts` reads; ``"-"`` for standard input.
    output : str or path
        A file that ends in ``.jsonl`` (whole assessments), ``.csv`` or ``.parquet`` (the columns of
        `authentica.scoring.COLUMNS`), which appears whole or not at all; or a folder of parts with a manifest.
    model : str or Path, default="default"
        See `authentica.load`; not used where `analyzer` is given.
    config : AnalyzerConfig, optional
        Options of analysis; not used where `analyzer` is given.
    templates : str or Path, optional
        The folder of a saved miner, as in `authentica.load`; the run belongs to it, and is not resumed under another.
    analyzer : Analyzer, optional
        One that is already loaded; for a run in this process.
    format, columns, roles, dates, say
        See `read_transcripts`.
    join_turns : bool, default=False
        Whether messages that one agent writes one after the other, as in a chat, are one reply; see `authentica.join_turns`.
    jobs : int, default=1
        Worker processes; with 1, this process does the work. The output does not depend on it.
    engine : Engine, optional
        Where shards are scored, instead of `jobs`; see `authentica.distributed`.
    output_format : {"jsonl", "csv", "parquet"}, optional
        The format of a folder's parts; "jsonl" by default.
    shard_messages : int, default=1000
        A shard, which is what a worker loses when a run is killed, ends with the conversation that reaches as many messages.
    restart : bool, default=False
        Begin anew even where the output holds an unfinished run of another model, option or input.
    progress : callable, optional
        Receives a `Progress` after every shard, and every thousand rows that are set aside.

    Returns
    -------
    Receipt
        ``rows_in == scored + unscored + skipped_by_role + joined + set_aside``.

    Raises
    ------
    SourceNotFoundError, FormatError, ColumnError
        If the source cannot be read.
    ModelFormatError, ModelTamperedError
        If the model cannot be loaded; SourceNotFoundError where there is none.
    OutputError
        If the output cannot be written, or belongs to an unfinished run of another model, option or input.
    InputError
        If options exclude each other, one is of another type, or a number is below 1.
    MissingExtraError
        If Parquet is wanted and pyarrow not installed.
    AuthenticaError
        If no worker could load the analyzer, or the machine runs out of what scoring needs.
    """
    jobs = check_count("jobs", jobs, "score_transcripts")
    shard_messages = check_count("shard_messages", shard_messages, "score_transcripts")
    if analyzer is not None and not hasattr(analyzer, "fingerprint"):
        raise InputError(f"analyzer must be an Analyzer, not {kind_of_value(analyzer)}", "score_transcripts")
    if engine is not None:
        check_engine(engine, "score_transcripts")
    if progress is not None:
        check_callable("progress", progress, "score_transcripts")
    if analyzer is not None and (jobs > 1 or engine is not None):
        raise InputError(
            "workers load the model themselves", "score_transcripts", "Give model= and config= instead of analyzer=."
        )
    if analyzer is not None and templates is not None:
        raise InputError(
            "an analyzer has its own templates",
            "score_transcripts",
            "Give analyzer=authentica.load(templates=…) alone.",
        )
    recipe = AnalyzerRecipe.of(model, config, templates)
    refuse_data(source)
    if not isinstance(source, (str, os.PathLike)):
        source = tuple(source) if isinstance(source, Iterable) else source  # it is gone through more than once
    find_files(source)  # says what is wrong with it before anything is made
    target = find_target(output, output_format)
    files = find_sources(source, target)
    stamps = stamps_of(files)
    account = Account(progress)
    conversations = read_transcripts(
        files,
        format=format,
        columns=columns,
        roles=roles,
        dates=dates,
        on_set_aside=account.put_aside,
        say=say,
        on_read=None if progress is None else account.estimate,
    )
    facts = look_at_source(files)
    with ExitStack() as stack:
        stack.callback(getattr(conversations, "close", lambda: None))
        turns = TurnCount()
        if say is not None and not join_turns:
            conversations = turns.over(conversations)
        chosen = engine or (ThisProcess() if jobs == 1 else stack.enter_context(WorkerProcesses(jobs)))
        identity = RunIdentity(
            source=facts.name,
            source_bytes=facts.byte_count,
            source_sha256=facts.sha256,
            model=_fingerprint(chosen, recipe, analyzer),
            reading={
                "format": format,
                "columns": None if columns is None else dict(columns),
                "roles": None if roles is None else {key: str(getattr(r, "value", r)) for key, r in roles.items()},
                "dates": dates,
                **({"join_turns": True} if join_turns else {}),
            },
            output_format=target.writer.name,
            shard_messages=shard_messages,
        )
        folder = stack.enter_context(
            RunFolder(target.run_folder, identity, ending=target.writer.ending, shown=str(target.path), restart=restart)
        )
        if not target.is_folder:  # only now: another run that is under way has been refused
            for place in {target.path, Path(real_path(target.path))}:
                clear_unfinished(place.parent, f"{place.name}.")
        task = Task(
            run=identity.sha256,
            recipe=recipe,
            fingerprint=identity.model,
            folder=str(folder.path.resolve()),
            output_format=target.writer.name,
            join_turns=join_turns,
        )
        _run(
            conversations,
            task,
            target=target,
            folder=folder,
            engine=chosen,
            score=score_shard if analyzer is None else partial(score_shard, analyzer=analyzer),
            account=account,
            shard_messages=shard_messages,
        )
    if say is not None and _has_changed(lambda: find_sources(source, target, is_written=True), stamps):
        say(
            f"{facts.name} changed while it was read: what is written is of what was read, and may lack what came later."
        )
    if say is not None and (hint := turns.hint()):
        say(hint)
    return Receipt(
        **account.rows,
        reasons=tuple(account.reasons),
        model=identity.model,
        output=str(target.path),
        set_aside_output=str(target.set_aside) if account.set_aside else None,
        resumed_rows=account.resumed_rows,
    )


def _run(
    conversations: Iterator[Conversation],
    task: Task,
    *,
    target: Target,
    folder: RunFolder,
    engine: Engine,
    score: Callable[[Task, Shard], ShardReceipt],
    account: Account,
    shard_messages: int,
) -> None:
    """Score, put together, and remove or complete the run folder."""
    parts: list[dict[str, Any]] = []

    def contents(count: int) -> Iterator[bytes]:
        for receipt, content in folder.finished(count):
            account.add(receipt)
            if target.is_folder:
                parts.append(
                    {
                        "name": part_path(Path(), receipt.index, target.writer.ending).name,
                        "sha256": receipt.part_sha256,
                        "bytes": receipt.part_bytes,
                        "rows_in": receipt.rows_in,
                        "first_row": receipt.first_row,
                        "last_row": receipt.last_row,
                    }
                )
            yield content

    with unfinished_file(target.set_aside) as file:
        account.open(target.set_aside, file)
        shards = cut_shards(conversations, message_count=shard_messages)
        count = dispatch_shards(shards, task, engine=engine, score=score, folder=folder, account=account)
        if target.is_folder:
            for _ in contents(count):
                pass
        else:
            with unfinished_file(target.path) as whole, writing(target.path):
                target.writer.join(contents(count), whole)
    if not account.set_aside:
        with writing(target.set_aside):
            target.set_aside.unlink(missing_ok=True)
    if target.is_folder:
        folder.finish(account.rows, parts)
    else:
        folder.remove()


def _fingerprint(engine: Engine, recipe: AnalyzerRecipe, analyzer: Analyzer | None) -> str:
    """Return the analyzer's fingerprint as workers see it, so that this process need not load a model."""
    if analyzer is not None:
        return analyzer.fingerprint
    failure = ""
    for _ in range(_TRIES):
        try:
            return str(engine.submit(fingerprint_of, recipe).result())
        except AuthenticaError:
            raise
        except Exception as error:  # whatever an engine says of a worker that died
            failure = type(error).__name__
    raise AuthenticaError(
        f"no worker could load the analyzer ({failure})",
        recipe.model,
        "Give workers more memory, or use jobs=1 (--jobs 1) to see what is wrong.",
    )


def _has_changed(find: Callable[[], Files], stamps: tuple[tuple[int, int] | None, ...]) -> bool:
    try:
        return stamps_of(find()) != stamps
    except AuthenticaError:  # a folder or a pattern that holds no file any more
        return True
