"""What commands that read an export have in common: its options, and reading it aloud."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from authentica.cli.usage import pairs, saying

if TYPE_CHECKING:
    from rich.console import Console

    from authentica.schema import Conversation, SetAside

__all__ = ["ExportReader", "add_export_arguments", "add_reading", "add_turns", "reading_of"]


def add_export_arguments(parser: argparse.ArgumentParser, *, more_formats: str = "") -> None:
    """Declare the source of a command and how it is to be read; see `add_reading`."""
    parser.add_argument("source", help="a transcript export that `authentica score` reads, or - for standard input")
    add_reading(parser, more_formats=more_formats)


def add_reading(parser: argparse.ArgumentParser, *, more_formats: str = "") -> None:
    """Declare how an export is to be read; `more_formats` is said of what the command reads besides."""
    parser.add_argument(
        "--format",
        help="name of the export's format, such as zendesk, csv or jsonl; recognised by content where left out"
        + more_formats,
    )
    parser.add_argument(
        "--column",
        action="append",
        metavar="FIELD=COLUMN",
        help="say which column holds a field, such as text=Body or role=author.role; FIELD= switches a field off",
    )
    parser.add_argument(
        "--role", action="append", metavar="VALUE=ROLE", help="say what a role value means, such as tier2=agent"
    )
    parser.add_argument(
        "--dates",
        metavar="ORDER",
        help="what stands first in dates such as 02/03/2026: day-first or month-first; inferred from the first rows where left out",
    )


def add_turns(parser: argparse.ArgumentParser) -> None:
    """Declare how messages become replies."""
    parser.add_argument(
        "--join-turns",
        action="store_true",
        help="take messages that one agent writes one after the other, within ten minutes each, as one reply, as in chats",
    )


def reading_of(options: argparse.Namespace) -> dict[str, Any]:
    """Return what `add_reading` declared as keyword arguments of `authentica.read_transcripts`.

    Raises
    ------
    UsageError
        If there is no such format, field, role or order of dates.
    """
    from authentica.readers.formats import named_format
    from authentica.readers.options import ReadOptions

    columns = pairs("--column", options.column, may_be_empty=True) or None
    roles = pairs("--role", options.role) or None
    if options.format is not None:
        with saying("--format"):
            named_format(options.format)
    with saying("--column"):
        ReadOptions.of(columns=columns)
    with saying("--role"):
        ReadOptions.of(roles=roles)
    with saying("--dates"):
        ReadOptions.of(dates=options.dates)
    return {"format": options.format, "columns": columns, "roles": roles, "dates": options.dates}


class ExportReader:
    """Reads the export that the options name as ``source``, and says its format and the first rows set aside unless it is to be quiet.

    It counts what was read so far; replies are the messages by agents, and what is set aside are rows.
    """

    def __init__(self, options: argparse.Namespace, err: Console, *, quiet: bool) -> None:
        self._options = options
        self._err = err
        self._quiet = quiet
        self.conversations = self.messages = self.replies = self.set_aside = 0

    def __iter__(self) -> Iterator[Conversation]:
        """Yield the export's conversations."""
        from authentica.cli.show import inert, telling_set_aside
        from authentica.readers import read_transcripts
        from authentica.schema import Role, join_turns
        from authentica.schema.turns import TurnCount

        joins = getattr(self._options, "join_turns", None)  # a command may have no such option
        turns = TurnCount()
        tell = telling_set_aside(self._err, quiet=self._quiet)

        def put_aside(row: SetAside) -> None:
            self.set_aside += 1
            tell(row)

        def say(line: str) -> None:
            if not self._quiet:
                self._err.print(inert(line), markup=False, style="dim")

        conversations: Iterator[Conversation] = read_transcripts(
            self._options.source, **reading_of(self._options), on_set_aside=put_aside, say=say
        )
        for conversation in turns.over(conversations) if joins is False else conversations:
            self.conversations += 1
            self.messages += len(conversation.messages)
            self.replies += sum(message.role is Role.AGENT for message in conversation.messages)
            yield join_turns(conversation) if joins else conversation
        if hint := turns.hint():
            say(hint)

    def account(self) -> str:
        """Return what became of the rows, in a sentence."""
        return (
            f"{self.messages + self.set_aside:,} rows: {self.replies:,} by agents, {self.messages - self.replies:,} by others, "
            f"{self.set_aside:,} set aside."
        )
