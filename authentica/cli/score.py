"""``authentica score``: a transcript export in, a table and a file of assessments out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authentica.cli import DONE, SET_ASIDE
from authentica.cli.exports import add_reading, add_turns, reading_of
from authentica.cli.options import (
    add_engine,
    add_model,
    add_quiet,
    add_rows,
    add_strictness,
    add_templates,
    chosen_engine,
    strictness_config,
)
from authentica.cli.usage import refuse_idle, saying

if TYPE_CHECKING:
    from authentica.schema import Assessment

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "source",
        nargs="+",
        help="exports: files (also .gz and .zst), folders or patterns; or - for standard input",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE|DIR",
        help="write every assessment: a .jsonl (in full), .csv or .parquet file, or a folder of parts; "
        "interrupted, the same command resumes",
    )
    parser.add_argument("--to", metavar="FORMAT", help="format of a folder's parts: jsonl (default), csv or parquet")
    add_reading(parser)
    add_turns(parser)
    add_model(parser)
    add_engine(parser)
    parser.add_argument(
        "--restart",
        action="store_true",
        help="where the output holds a run of another model, option or input, remove that and begin anew; "
        "what is finished of this very run is kept (but for standard input)",
    )
    add_rows(parser)
    add_quiet(parser)
    add_templates(parser)
    add_strictness(parser)
    parser.add_argument(
        "--scores-only",
        action="store_true",
        help="leave out evidence, explanations and tips; levels stay the same, and it takes an eighth to a third less time",
    )


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.cli.show import console, draw_rows, inert, say_written, table_of

    out, err = console(), console(stderr=True)
    shown: list[Assessment] = []

    def say(line: str) -> None:
        if not options.quiet:
            err.print(inert(line), markup=False, style="dim")

    reading = {**reading_of(options), "join_turns": options.join_turns, "say": say}
    source: Any = options.source[0] if len(options.source) == 1 else tuple(options.source)
    config = replace(strictness_config(options), explanations=not options.scores_only)
    if options.output is None:
        receipt = _show(source, options, config, reading, shown)
    else:
        receipt = _write(source, options, config, reading, err)
        shown += islice(_stored(options.output), options.rows) if not options.quiet else ()
    if options.quiet:
        return SET_ASIDE if receipt.set_aside else DONE
    if shown:
        draw_rows(out, table_of(shown), receipt.scored + receipt.unscored - len(shown))
    joined = f"{receipt.joined:,} joined to the one before, " if options.join_turns else ""
    out.print(
        f"{receipt.rows_in:,} rows: {receipt.scored:,} scored, {receipt.unscored:,} not scored, "
        f"{receipt.skipped_by_role:,} not by agents, {joined}{receipt.set_aside:,} set aside."
    )
    if receipt.resumed_rows:
        out.print(f"{receipt.resumed_rows:,} rows were taken over from an earlier run.")
    say_written(out, receipt.output)
    for reason in receipt.reasons[:10]:
        err.print(f"set aside: {inert(reason)}", markup=False)
    if receipt.set_aside_output:
        err.print(f"Every row set aside, and why: {inert(receipt.set_aside_output)}", markup=False)
    return SET_ASIDE if receipt.set_aside else DONE


def _show(
    source: Any, options: argparse.Namespace, config: Any, reading: dict[str, Any], shown: list[Assessment]
) -> Any:
    """Score without an output; keep what the table shows."""
    from authentica.analyzer import load
    from authentica.scoring import assess_source

    refuse_idle(options, ("to", "jobs", "backend", "address", "restart"), "without --output")

    def keep(assessment: Assessment) -> None:
        if len(shown) < options.rows:
            shown.append(assessment)

    analyzer = load(options.model, config=config, templates=options.templates)
    return assess_source(analyzer, source, each=keep, **reading)


def _write(source: Any, options: argparse.Namespace, config: Any, reading: dict[str, Any], err: Any) -> Any:
    """Score into an output, showing how far it has come."""
    from authentica.cli.progress import progress_of
    from authentica.scoring import score_transcripts
    from authentica.scoring.writers import find_writer

    if options.to is not None:
        with saying("--to"):
            find_writer(options.to)
    with chosen_engine(options) as engine, progress_of(err, quiet=options.quiet) as progress:
        return score_transcripts(
            source,
            options.output,
            model=options.model,
            config=config,
            templates=options.templates,
            engine=engine,
            output_format=options.to,
            restart=options.restart,
            progress=progress,
            **reading,
        )


def _stored(output: Path) -> Iterator[Assessment]:
    """Read assessments back from JSON lines; other formats do not hold them whole."""
    from authentica.schema import Assessment
    from authentica.scoring.folder import part_path

    parts = takewhile(Path.is_file, (part_path(output, index, ".jsonl") for index in count()))
    files = parts if output.is_dir() else [output]  # other files in the folder are not of the run
    for file in files:
        if file.suffix.lower() in (".jsonl", ".ndjson"):
            with file.open(encoding="ascii") as lines:
                for line in lines:
                    yield Assessment.from_dict(json.loads(line))
