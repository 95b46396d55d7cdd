"""The batch run: cut the source into shards, have them scored, keep account, and put the parts together.

The parts are on disk before anything is counted, so a run that is killed at any moment is resumed by running it again:
shards with a receipt are not scored a second time, and the result is byte for byte that of an undisturbed run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from authentica.errors import AuthenticaError, InputError, OutputError
from authentica.readers import read_transcripts
from authentica.schema import Conversation, SetAside
from authentica.scoring.engines import Engine, ThisProcess, WorkerProcesses
from authentica.scoring.files import clear_unfinished, unfinished_file, writing
from authentica.scoring.folder import RunFolder
from authentica.scoring.identity import RunIdentity, SourceFacts, look_at_source
from authentica.scoring.receipts import MOST_REASONS, Progress, Receipt, ShardReceipt
from authentica.scoring.shards import SHARD_MESSAGES, Shard, cut_shards
from authentica.scoring.targets import Target, find_target

if TYPE_CHECKING:
    from authentica.analyzer import Analyzer
    from authentica.config import AnalyzerConfig
    from authentica.scoring.worker import Task

__all__ = ["score_transcripts"]

_WAITING_PER_SLOT = 2


def score_transcripts(
    source: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    model: str | Path = "default",
    config: AnalyzerConfig | None = None,
    analyzer: Analyzer | None = None,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
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
    it, named after it with ``.run``.

    Parameters
    ----------
    source : str or path
        What `read_transcripts` reads; ``"-"`` for standard input.
    output : str or path
        A file that ends in ``.jsonl`` (whole assessments), ``.csv`` or ``.parquet`` (the columns of
        `authentica.scoring.COLUMNS`), which appears whole or not at all; or a folder of parts with a manifest.
    model : str or Path, default="default"
        See `authentica.load`; not used where `analyzer` is given.
    config : AnalyzerConfig, optional
        Options of analysis; not used where `analyzer` is given.
    analyzer : Analyzer, optional
        One that is already loaded; for a run in this process.
    format, columns, roles, say
        See `read_transcripts`.
    jobs : int, default=1
        Worker processes; with 1, this process does the work. The output does not depend on it.
    engine : Engine, optional
        Where shards are scored, instead of `jobs`; see `authentica.distributed`.
    output_format : {"jsonl", "csv", "parquet"}, optional
        The format of a folder's parts; "jsonl" by default.
    shard_messages : int, default=1000
        Messages of a shard: what is lost at most, a worker, when a run is killed.
    restart : bool, default=False
        Begin anew even where the output holds an unfinished run of another model, option or input.
    progress : callable, optional
        Receives a `Progress` after every shard.

    Returns
    -------
    Receipt
        ``rows_in == scored + unscored + skipped_by_role + set_aside``.

    Raises
    ------
    SourceNotFoundError, FormatError, ColumnError
        If the source cannot be read.
    OutputError
        If the output cannot be written, or belongs to an unfinished run of another model, option or input.
    InputError
        If options exclude each other.
    MissingExtraError
        If Parquet is wanted and pyarrow not installed.
    """
    for name, value in (("jobs", jobs), ("shard_messages", shard_messages)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise InputError(f"{name} must be a whole number of at least 1", "score_transcripts")
    if analyzer is not None and (jobs > 1 or engine is not None):
        raise InputError(
            "workers load the model themselves", "score_transcripts", "Give model= and config= instead of analyzer=."
        )
    target = find_target(source, output, output_format)
    conversations, aside = _open(source, format, columns, roles, say)
    facts = look_at_source(source)
    with ExitStack() as stack:
        stack.callback(getattr(conversations, "close", _nothing))
        chosen = engine or (ThisProcess() if jobs == 1 else stack.enter_context(WorkerProcesses(jobs)))
        model = str(Path(model).resolve()) if Path(model).is_dir() else str(model)
        identity = RunIdentity(
            source=facts.name,
            source_bytes=facts.byte_count,
            source_sha256=facts.sha256,
            model=_fingerprint(chosen, model, config, analyzer),
            reading={
                "format": format,
                "columns": None if columns is None else dict(columns),
                "roles": None if roles is None else {key: str(getattr(r, "value", r)) for key, r in roles.items()},
            },
            output_format=target.writer.name,
            shard_messages=shard_messages,
        )
        if not target.is_folder:
            clear_unfinished(target.path.parent, f"{target.path.name}.")  # of its set-aside file as well
        folder = stack.enter_context(
            RunFolder(target.run_folder, identity, ending=target.writer.ending, shown=str(target.path), restart=restart)
        )
        run = _Run(target, folder, identity, facts, chosen, model, config, analyzer, progress)
        return run.go(conversations, aside)


class _Aside:
    """Rows set aside while a source streams by: counted, the first named, all written to a file."""

    def __init__(self) -> None:
        self.count = 0
        self.reasons: list[str] = []
        self.file: BinaryIO | None = None
        self._early: list[SetAside] = []

    def put(self, row: SetAside) -> None:
        if self.file is None:  # the reader looks at a source before there is a folder to write to
            self._early.append(row)
            return
        self._write(row)

    def write_to(self, file: BinaryIO) -> None:
        self.file = file
        for row in self._early:
            self._write(row)

    def _write(self, row: SetAside) -> None:
        self.count += 1
        if len(self.reasons) < MOST_REASONS:
            self.reasons.append(f"{row.origin}: {row.reason}")
        assert self.file is not None
        self.file.write(json.dumps(row.to_dict()).encode("ascii") + b"\n")


class _Run:
    """One run under way."""

    def __init__(
        self,
        target: Target,
        folder: RunFolder,
        identity: RunIdentity,
        facts: SourceFacts,
        engine: Engine,
        model: str,
        config: AnalyzerConfig | None,
        analyzer: Analyzer | None,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        from authentica.scoring.rescue import rescue_shard
        from authentica.scoring.worker import Task, score_shard

        self._rescuer = WorkerProcesses(1)
        self._rescue = partial(rescue_shard, self._rescuer)
        self._target, self._folder, self._engine = target, folder, engine
        self._identity, self._facts, self._progress = identity, facts, progress
        self._task: Task = Task(
            run=identity.sha256,
            model=model,
            config=config,
            fingerprint=identity.model,
            folder=str(folder.path.resolve()),
            output_format=target.writer.name,
        )
        self._score = score_shard if analyzer is None else partial(score_shard, analyzer=analyzer)
        self._done_rows = self._resumed_rows = self._shard_aside = 0
        self._last_row: str | None = None
        self._read_messages = 0

    def go(self, conversations: Iterator[Conversation], aside: _Aside) -> Receipt:
        """Score, put together, account."""
        totals = {"scored": 0, "unscored": 0, "skipped_by_role": 0}
        parts: list[dict[str, Any]] = []

        def account(count: int) -> Iterator[bytes]:
            for receipt, content in self._folder.finished(count):
                for name in totals:
                    totals[name] += getattr(receipt, name)
                for row in receipt.set_aside:
                    aside.put(row)
                parts.append(_part_facts(receipt, self._target.writer.ending))
                yield content

        with unfinished_file(self._target.set_aside) as (_, file):
            aside.write_to(file)
            shards = cut_shards(conversations, message_count=self._identity.shard_messages)
            contents = account(self._score_all(shards, aside))
            if self._target.is_folder:
                for _ in contents:
                    pass
            else:
                with unfinished_file(self._target.path) as (_, whole):
                    self._target.writer.join(contents, whole)
        if not aside.count:
            with writing(self._target.set_aside):
                self._target.set_aside.unlink(missing_ok=True)
        rows = {"rows_in": sum(totals.values()) + aside.count, **totals, "set_aside": aside.count}
        if self._target.is_folder:
            self._folder.finish(rows, parts)
        else:
            self._folder.remove()
        return Receipt(
            **rows,
            reasons=tuple(aside.reasons),
            model=self._identity.model,
            output=str(self._target.path),
            set_aside_output=str(self._target.set_aside) if aside.count else None,
            resumed_rows=self._resumed_rows,
        )

    def _score_all(self, shards: Iterator[Shard], aside: _Aside) -> int:
        """Have every shard scored that has no receipt; return how many shards there are."""
        under_way: dict[Future[ShardReceipt], Shard] = {}
        count = 0
        try:
            for shard in shards:
                count += 1
                self._read_messages += shard.message_count
                self._last_row = shard.row_at(-1)
                known = self._folder.receipt(shard.index)
                if known is not None:
                    if known.input_sha256 != shard.sha256():
                        raise OutputError(
                            "the export is not the one that the unfinished run was begun with",
                            str(self._target.path),
                            "Give the same export, or restart (--restart, restart=True).",
                        )
                    self._resumed_rows += known.rows_in
                    self._note(known, aside)
                    continue
                while len(under_way) >= (1 if self._engine.slots == 1 else self._engine.slots * _WAITING_PER_SLOT):
                    self._collect(under_way, aside)
                under_way[self._engine.submit(self._score, self._task, shard)] = shard
            while under_way:
                self._collect(under_way, aside)
        finally:
            self._rescuer.close()
            for future in under_way:
                future.cancel()
        return count

    def _collect(self, under_way: dict[Future[ShardReceipt], Shard], aside: _Aside) -> None:
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            shard = under_way.pop(future)
            try:
                receipt = future.result()
            except AuthenticaError:
                raise
            except Exception:  # whatever an engine says of a worker that died
                if isinstance(self._engine, ThisProcess):
                    raise
                receipt = self._folder.receipt(shard.index) or self._rescue(self._task, shard)
            self._note(receipt, aside)

    def _note(self, receipt: ShardReceipt, aside: _Aside) -> None:
        self._done_rows += receipt.rows_in
        self._shard_aside += len(receipt.set_aside)
        if self._progress is not None:
            set_aside = aside.count + self._shard_aside
            self._progress(
                Progress(
                    rows_done=self._done_rows + aside.count,
                    resumed_rows=self._resumed_rows,
                    set_aside=set_aside,
                    rows_expected=self._expected(aside.count),
                )
            )

    def _expected(self, unreadable: int) -> int | None:
        """Estimate all rows: as many a line as were read up to the line where the last message stands."""
        line = (self._last_row or "").rpartition(":")[2].partition(".")[0]
        if self._facts.line_count is None or not line.isascii() or not line.isdigit() or not int(line):
            return None
        read = self._read_messages + unreadable
        return max(read, round(read * self._facts.line_count / int(line)))


def _open(
    source: str | os.PathLike[str],
    format: str | None,
    columns: Mapping[str, str] | None,
    roles: Mapping[str, str] | None,
    say: Callable[[str], None] | None,
) -> tuple[Iterator[Conversation], _Aside]:
    aside = _Aside()
    conversations = read_transcripts(
        source, format=format, columns=columns, roles=roles, on_set_aside=aside.put, say=say
    )
    return conversations, aside


def _fingerprint(engine: Engine, model: str, config: AnalyzerConfig | None, analyzer: Analyzer | None) -> str:
    """Return the analyzer's fingerprint as workers see it, so that this process need not load a model."""
    from authentica.scoring.worker import fingerprint_of

    if analyzer is not None:
        return analyzer.fingerprint
    try:
        return str(engine.submit(fingerprint_of, model, config).result())
    except AuthenticaError:
        raise
    except Exception as error:
        raise AuthenticaError(
            f"no worker could load the model ({type(error).__name__})",
            model,
            "Give workers more memory, or use jobs=1 (--jobs 1) to see what is wrong.",
        ) from None


def _part_facts(receipt: ShardReceipt, ending: str) -> dict[str, Any]:
    return {
        "name": f"part-{receipt.index:06d}{ending}",
        "sha256": receipt.part_sha256,
        "bytes": receipt.part_bytes,
        "rows_in": receipt.rows_in,
        "first_row": receipt.first_row,
        "last_row": receipt.last_row,
    }


def _nothing() -> None:
    """Close what needs no closing."""
