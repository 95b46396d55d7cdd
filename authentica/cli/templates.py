"""``authentica templates``: which wordings of an export are habit."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from authentica.cli import DONE, SET_ASIDE
from authentica.cli.exports import ExportReader, add_export_arguments
from authentica.cli.options import add_engine, add_quiet, add_rows, chosen_engine
from authentica.cli.outputs import LINES, check_file_target, whole_lines
from authentica.cli.usage import whole_number

if TYPE_CHECKING:
    from rich.table import Table

    from authentica.schema import Frame

__all__ = ["add_arguments", "run"]

_LEAST_CUSTOMERS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_export_arguments(parser)
    parser.add_argument("--output", type=Path, metavar="FILE.jsonl", help="write every frame in full")
    parser.add_argument(
        "--save", type=Path, metavar="FOLDER", help="save what was learnt, for authentica.corpus.load_miner"
    )
    parser.add_argument(
        "--macros",
        metavar="FILE",
        help="known macros: a Zendesk or Gorgias export, or a text file with blank lines between",
    )
    parser.add_argument(
        "--min-customers",
        type=whole_number(1),
        default=_LEAST_CUSTOMERS,
        metavar="N",
        help=f"customers from whom on a wording is a frame (default: {_LEAST_CUSTOMERS})",
    )
    add_engine(parser)
    add_rows(parser)
    add_quiet(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.cli.show import console, draw_rows, say_written
    from authentica.corpus import TemplateMiner, save_miner
    from authentica.corpus.store import check_miner_folder
    from authentica.distributed import KeptParts, mine_templates
    from authentica.readers.macros import read_macros

    out, err = console(), console(stderr=True)
    if options.output is not None:
        check_file_target(options.output, [options.source], LINES)
    if options.save is not None:
        check_miner_folder(options.save)
    export = ExportReader(options, err, quiet=options.quiet)
    macros = read_macros(options.macros) if options.macros is not None else ()
    target = options.save or options.output
    kept = KeptParts(target.with_name(f"{target.name}.mining")) if target is not None and target.name else None
    pattern = TemplateMiner(min_customers=options.min_customers, macros=macros)
    with chosen_engine(options) as engine:
        miner = mine_templates(export, engine=engine, miner=pattern, kept=kept)
    frames = miner.frames()
    with whole_lines(options.output, options.source) as write:
        for frame in frames:
            write(json.dumps(frame.to_dict(), ensure_ascii=True))
    if options.save is not None:
        save_miner(miner, options.save)
    if kept is not None:
        kept.remove()
    if not options.quiet:
        if frames and options.rows > 0:
            draw_rows(out, _table(frames[: options.rows]), len(frames) - options.rows)
        counted = "" if miner.exact_ else " Some numbers are estimates, marked with ≈."
        out.print(
            f"{miner.messages_:,} replies by agents, {export.set_aside:,} rows set aside. "
            f"{len(frames):,} {'wording' if len(frames) == 1 else 'wordings'} sent to {options.min_customers:,} customers or more.{counted}"
        )
        say_written(out, options.output)
        say_written(out, options.save)
    return SET_ASIDE if export.set_aside else DONE


def _table(frames: list[Frame]) -> Table:
    from rich.text import Text

    from authentica.cli.show import inert, new_table, short

    table = new_table()
    for name in ("customers", "messages", "agents"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("first and last", no_wrap=True)
    table.add_column("wording", ratio=4)
    table.add_column("note", ratio=1)
    for frame in frames:
        reach = frame.reach
        about = "" if reach.exact else "≈"
        days = [f"{about}{day:%Y-%m-%d}" for day in (reach.first_seen, reach.last_seen) if day is not None]
        notes = [frame.permitted.value.replace("_", " ")] if frame.permitted else []
        notes += [f"macro {frame.macro}"] if frame.macro is not None else []
        table.add_row(
            f"{about}{reach.customers:,}",
            f"{about}{reach.messages:,}",
            f"{'' if reach.exact else '≥'}{reach.agents:,}",
            " ".join(dict.fromkeys(days)),
            Text(short(frame.wording, 160)),
            Text(inert(", ".join(notes))[:60]),
        )
    return table
