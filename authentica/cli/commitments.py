"""``authentica commitments``: who promised what by when, and what became of it."""

from __future__ import annotations

import argparse
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from authentica.cli import DONE, SET_ASIDE
from authentica.cli.exports import ExportReader, add_export_arguments, add_turns
from authentica.cli.options import add_quiet, add_rows
from authentica.cli.outputs import whole_lines

if TYPE_CHECKING:
    from rich.table import Table

    from authentica.schema import Commitment, Deadline, FollowedCommitment

__all__ = ["add_arguments", "run"]

_STATUS_STYLES = {"kept": "green", "broken": "red", "renewed": "yellow", "open": "default", "unknown": "dim"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_export_arguments(parser)
    add_turns(parser)
    parser.add_argument("--output", type=Path, metavar="FILE.jsonl", help="write every commitment in full")
    add_rows(parser)
    add_quiet(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.cli.show import console, draw_rows, say_written
    from authentica.commitments import CommitmentFinder, follow

    out, err = console(), console(stderr=True)
    shown: list[FollowedCommitment] = []
    statuses = dict.fromkeys(_STATUS_STYLES, 0)
    export = ExportReader(options, err, quiet=options.quiet)
    with whole_lines(options.output, options.source) as write:
        finder = CommitmentFinder()
        for conversation in export:
            for followed in follow(conversation, finder=finder):
                statuses[followed.status.value] += 1
                write(followed.to_json())
                if len(shown) < options.rows:
                    shown.append(followed)
    if not options.quiet:
        total = sum(statuses.values())
        if shown:
            draw_rows(out, _table(shown), total - len(shown))
        counts = ", ".join(f"{count:,} {status}" for status, count in statuses.items() if count)
        out.print(
            f"{export.account()} {total:,} {'commitment' if total == 1 else 'commitments'}{': ' + counts if counts else ''}."
        )
        say_written(out, options.output)
    return SET_ASIDE if export.set_aside else DONE


def _table(followed: list[FollowedCommitment]) -> Table:
    """Return the table that the command prints."""
    from rich.text import Text

    from authentica.cli.show import new_table, short

    table = new_table()
    table.add_column("message", no_wrap=True, max_width=16)
    table.add_column("who", no_wrap=True)
    table.add_column("commitment", ratio=4)
    table.add_column("by when", ratio=2)
    table.add_column("on condition", ratio=2)
    table.add_column("status", no_wrap=True)
    table.add_column("shown by", ratio=2)
    for item in followed:
        made, status = item.commitment, item.status.value
        place = item.shown_by or ("" if item.shown_at is None else f"message {item.shown_at + 1}")
        evidence = f"{place}: “{item.evidence.text}”" if item.evidence else place
        table.add_row(
            Text(short(made.message_id or _numbered(made), 16)),
            made.actor.value.replace("_", " "),
            Text(short(made.quote.text + _remark(item), 110)),
            Text(short(_time(made.deadline), 60)),
            Text(short(made.condition.text if made.condition else None, 60)),
            Text(status, style=_STATUS_STYLES[status]),
            Text(short(evidence, 60)),
        )
    return table


def _numbered(made: Commitment) -> str:
    """Return which message of which conversation one without an id is: "K-2041: 2"."""
    from authentica.cli.show import short

    if made.message_index is None:
        return ""
    conversation = "" if made.conversation_id is None else f"{short(made.conversation_id, 11)}: "
    return f"{conversation}{made.message_index + 1}"


def _remark(item: FollowedCommitment) -> str:
    said = ["hedged"] * item.commitment.hedged + ["offered and accepted"] * (item.accepted_at is not None)
    return f" ({', '.join(said)})" if said else ""


def _time(deadline: Deadline) -> str:
    if deadline.quote is None:
        return "no time named"
    latest = deadline.latest
    if latest is not None:
        # A day ends at the midnight behind it, which reads as the wrong day.
        is_day = latest.time() == time.min
        when = f"end of {latest - timedelta(days=1):%Y-%m-%d}" if is_day else f"{latest:%Y-%m-%d %H:%M}"
        return f"{deadline.quote.text} ({when})"
    return deadline.quote.text if deadline.kind.value == "explicit" else f"{deadline.quote.text} (vague)"
