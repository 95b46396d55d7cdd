"""``authentica templates``: which wordings of an export are habit."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from authentica.errors import InputError, OutputError

if TYPE_CHECKING:
    from rich.table import Table

    from authentica.schema import Conversation, Frame

__all__ = ["add_arguments", "run"]

_ROWS_SHOWN = 40
_LEAST_CUSTOMERS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("source", help="a transcript export that `authentica score` reads, or - for standard input")
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
        type=int,
        default=_LEAST_CUSTOMERS,
        metavar="N",
        help=f"customers from whom on a wording is a frame (default: {_LEAST_CUSTOMERS})",
    )
    parser.add_argument("--format", help="csv, tsv or jsonl; recognised by content where left out")
    parser.add_argument(
        "--column", action="append", metavar="FIELD=COLUMN", help="say which column holds a field, such as text=Body"
    )
    parser.add_argument(
        "--role", action="append", metavar="VALUE=ROLE", help="say what a role value means, such as tier2=agent"
    )
    parser.add_argument(
        "--rows", type=int, default=_ROWS_SHOWN, help=f"rows of the table (default: {_ROWS_SHOWN}; 0: none)"
    )
    parser.add_argument("--quiet", action="store_true", help="print errors only")


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.cli import DONE, SET_ASIDE, pairs
    from authentica.cli.show import console, inert
    from authentica.corpus import TemplateMiner, save_miner
    from authentica.readers import read_transcripts
    from authentica.readers.macros import read_macros
    from authentica.schema import SetAside

    out, err = console(), console(stderr=True)
    set_aside = 0
    if options.output is not None:
        _check_output(options.output, options.source)

    def put_aside(item: SetAside) -> None:
        nonlocal set_aside
        set_aside += 1
        if set_aside <= 10 and not options.quiet:
            err.print(f"set aside: {inert(item.origin)}: {inert(item.reason)}", markup=False)

    def say(line: str) -> None:
        if not options.quiet:
            err.print(inert(line), markup=False, style="dim")

    columns, roles = pairs("--column", options.column), pairs("--role", options.role)
    macros = read_macros(options.macros) if options.macros is not None else ()
    miner = TemplateMiner(min_customers=options.min_customers, macros=macros)
    conversations: Iterator[Conversation] = read_transcripts(
        options.source,
        format=options.format,
        columns=columns or None,
        roles=roles or None,
        on_set_aside=put_aside,
        say=say,
    )
    miner.fit(conversations)
    frames = miner.frames()
    if options.output is not None:
        _write(frames, options.output)
    if options.save is not None:
        save_miner(miner, options.save)
    if not options.quiet:
        if frames and options.rows > 0:
            out.print(_table(frames[: options.rows]))
            if len(frames) > options.rows:
                out.print(
                    f"… and {len(frames) - options.rows:,} more; --rows shows more, --output writes all.", style="dim"
                )
        counted = "" if miner.exact_ else " Some numbers are estimates, marked with ≈."
        out.print(
            f"{miner.messages_:,} replies by agents, {set_aside:,} rows set aside. "
            f"{len(frames):,} {'frame' if len(frames) == 1 else 'frames'} sent to {options.min_customers:,} customers or more.{counted}"
        )
        for target in (options.output, options.save):
            if target is not None:
                out.print(f"Written to {inert(str(target))}", markup=False)
    return SET_ASIDE if set_aside else DONE


def _table(frames: list[Frame]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from authentica.cli.show import inert

    table = Table(show_lines=False, pad_edge=False, header_style="bold", row_styles=("", "dim"))
    for name in ("customers", "messages", "agents"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("first and last", no_wrap=True)
    table.add_column("wording", ratio=4)
    table.add_column("note", ratio=1)
    for frame in frames:
        reach = frame.reach
        about = "" if reach.exact else "≈"
        days = [f"{day:%Y-%m-%d}" for day in (reach.first_seen, reach.last_seen) if day is not None]
        notes = [frame.permitted.value.replace("_", " ")] if frame.permitted else []
        notes += [f"macro {frame.macro}"] if frame.macro is not None else []
        words = inert(frame.wording)
        table.add_row(
            f"{about}{reach.customers:,}",
            f"{about}{reach.messages:,}",
            f"{'' if reach.exact else '≥'}{reach.agents:,}",
            " ".join(dict.fromkeys(days)),
            Text(words if len(words) <= 160 else words[:159] + "…"),
            Text(inert(", ".join(notes))[:60]),
        )
    return table


def _check_output(target: Path, source: str) -> None:
    """Refuse a wrong name before an hour's mining, not after it."""
    if target.suffix.lower() not in (".jsonl", ".ndjson"):
        raise OutputError(f"the output must end in .jsonl, not {target.suffix or 'nothing'!r}", str(target))
    if not target.parent.is_dir():
        raise OutputError("its folder does not exist", str(target), "Create the folder first.")
    if target.exists() and source != "-" and Path(source).exists() and target.samefile(source):
        raise InputError("the output would overwrite the export it is made from", str(target), "Name another file.")


def _write(frames: list[Frame], target: Path) -> None:
    import json

    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("w", encoding="ascii", newline="\n") as lines:
            for frame in frames:
                lines.write(json.dumps(frame.to_dict(), ensure_ascii=True) + "\n")
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"nothing can be written there ({error.strerror})", str(target)) from None
