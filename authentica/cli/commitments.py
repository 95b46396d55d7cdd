"""``authentica commitments``: who promised what by when, and what became of it."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from authentica.errors import InputError, OutputError

if TYPE_CHECKING:
    from rich.table import Table

    from authentica.schema import Deadline, FollowedCommitment

__all__ = ["add_arguments", "run"]

_ROWS_SHOWN = 40
_STATUS_STYLES = {"kept": "green", "broken": "red", "renewed": "yellow", "open": "default", "unknown": "dim"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("source", help="a transcript export that `authentica score` reads, or - for standard input")
    parser.add_argument("--output", type=Path, metavar="FILE.jsonl", help="write every commitment in full")
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
    from authentica.commitments import CommitmentFinder, follow
    from authentica.readers import read_transcripts
    from authentica.schema import Role, SetAside

    out, err = console(), console(stderr=True)
    shown: list[FollowedCommitment] = []
    statuses = dict.fromkeys(_STATUS_STYLES, 0)
    messages = replies = set_aside = 0

    def put_aside(item: SetAside) -> None:
        nonlocal set_aside
        set_aside += 1
        if set_aside <= 10 and not options.quiet:
            err.print(f"set aside: {inert(item.origin)}: {inert(item.reason)}", markup=False)

    def say(line: str) -> None:
        if not options.quiet:
            err.print(inert(line), markup=False, style="dim")

    columns, roles = pairs("--column", options.column), pairs("--role", options.role)
    with _lines(options.output, options.source) as write:
        conversations = read_transcripts(
            options.source,
            format=options.format,
            columns=columns or None,
            roles=roles or None,
            on_set_aside=put_aside,
            say=say,
        )
        finder = CommitmentFinder()
        for conversation in conversations:
            messages += len(conversation.messages)
            replies += sum(message.role is Role.AGENT for message in conversation.messages)
            for followed in follow(conversation, finder=finder):
                statuses[followed.status.value] += 1
                write(followed.to_json())
                if len(shown) < options.rows:
                    shown.append(followed)
    if not options.quiet:
        total = sum(statuses.values())
        if shown:
            out.print(_table(shown))
        if total > len(shown) and options.rows > 0:
            out.print(
                f"… and {total - len(shown):,} more; --rows shows more, --output writes all.", style="dim", markup=False
            )
        counts = ", ".join(f"{count:,} {status}" for status, count in statuses.items() if count)
        out.print(
            f"{messages + set_aside:,} rows: {replies:,} by agents, {messages - replies:,} by others, "
            f"{set_aside:,} set aside. {total:,} {'commitment' if total == 1 else 'commitments'}{': ' + counts if counts else ''}."
        )
        if options.output is not None:
            out.print(f"Written to {inert(str(options.output))}", markup=False)
    return SET_ASIDE if set_aside else DONE


def _table(followed: list[FollowedCommitment]) -> Table:
    """Return the table that the command prints."""
    from rich.table import Table
    from rich.text import Text

    from authentica.cli.show import inert

    def short(text: str | None, longest: int) -> Text:
        words = " ".join(inert(text or "").split())
        return Text(words if len(words) <= longest else words[: longest - 1].rstrip() + "…")

    table = Table(show_lines=False, pad_edge=False, header_style="bold", row_styles=("", "dim"))
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
            short(made.message_id or ("" if made.message_index is None else str(made.message_index + 1)), 16),
            made.actor.value.replace("_", " "),
            short(made.quote.text + (" (hedged)" if made.hedged else ""), 110),
            short(_time(made.deadline), 60),
            short(made.condition.text if made.condition else None, 60),
            Text(status, style=_STATUS_STYLES[status]),
            short(evidence, 60),
        )
    return table


def _time(deadline: Deadline) -> str:
    if deadline.quote is None:
        return "no time named"
    if deadline.latest is not None:
        return f"{deadline.quote.text} ({deadline.latest:%Y-%m-%d %H:%M})"
    return deadline.quote.text if deadline.kind.value == "explicit" else f"{deadline.quote.text} (vague)"


@contextmanager
def _lines(target: Path | None, source: str) -> Iterator[Callable[[str], None]]:
    """Give a function that writes one line; the file appears whole or not at all."""
    if target is None:
        yield lambda _: None
        return
    if target.suffix.lower() not in (".jsonl", ".ndjson"):
        raise OutputError(f"the output must end in .jsonl, not {target.suffix or 'nothing'!r}", str(target))
    if not target.parent.is_dir():
        raise OutputError("its folder does not exist", str(target), "Create the folder first.")
    if target.exists() and source != "-" and Path(source).exists() and target.samefile(source):
        raise InputError("the output would overwrite the export it is made from", str(target), "Name another file.")
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be encoded"
        raise OutputError(f"nothing can be written there ({reason})", str(target)) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as lines:

            def write(line: str) -> None:
                try:
                    lines.write(line + "\n")
                except OSError as error:
                    raise OutputError(f"writing stopped ({error.strerror})", str(target)) from None

            yield write
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
