"""``authentica redact``: messages in, the same messages without personal details out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

__all__ = ["add_arguments", "run"]

_REASONS_SHOWN = 10
_LONGEST_TEXT_CHARS = 64 * 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("source", help="a transcript export that `authentica score` reads, or - for standard input")
    parser.add_argument(
        "--format",
        help="name of the export's format, recognised by content where left out; or text: one plain text in, one out",
    )
    parser.add_argument(
        "--strict", action="store_true", help="also take every capitalised word that no list explains (brands, places)"
    )
    parser.add_argument(
        "--column", action="append", metavar="FIELD=COLUMN", help="say which column holds a field, such as text=Body"
    )
    parser.add_argument(
        "--role", action="append", metavar="VALUE=ROLE", help="say what a role value means, such as tier2=agent"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code: one JSON object a message on standard output, authors left out."""
    from authentica.cli import DONE, SET_ASIDE, pairs
    from authentica.cli.show import inert
    from authentica.errors import InputError
    from authentica.privacy import redact
    from authentica.readers import read_transcripts
    from authentica.readers.sources import open_source
    from authentica.schema import SetAside

    columns, roles = pairs("--column", options.column), pairs("--role", options.role)
    if options.format == "text":
        if columns or roles:
            raise InputError("a plain text has neither columns nor roles", "authentica redact")
        source = open_source(options.source, None)
        try:
            text = _whole(source.chunks(), source.where)
        finally:
            source.close()
        sys.stdout.write(redact(text, strict=options.strict).text)
        return DONE
    aside_count = 0

    def put_aside(row: SetAside) -> None:
        nonlocal aside_count
        aside_count += 1
        if aside_count <= _REASONS_SHOWN:
            print(f"set aside: {inert(row.origin)}: {inert(row.reason)}", file=sys.stderr)  # noqa: T201

    conversations = read_transcripts(
        options.source,
        format=options.format,
        columns=columns or None,
        roles=roles or None,
        on_set_aside=put_aside,
    )
    for conversation in conversations:
        for message in conversation.messages:
            redacted = redact(message.text, strict=options.strict)
            line = {
                "conversation_id": conversation.conversation_id,
                "message_id": message.message_id,
                "in_response_to": message.in_response_to,
                "created_at": message.created_at.isoformat() if message.created_at else None,
                "role": message.role.value,
                "channel": message.channel,
                "text": redacted.text,
                "redacted": [span.to_dict() for span in redacted.spans],
            }
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return SET_ASIDE if aside_count else DONE


def _whole(chunks: Iterator[str], where: str) -> str:
    """Return a text in one piece, unless it is so long that it may have no end."""
    from authentica.errors import InputError

    held: list[str] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size > _LONGEST_TEXT_CHARS:
            raise InputError(
                f"the text is longer than {_LONGEST_TEXT_CHARS:,} characters",
                where,
                "Split it, or give it as an export.",
            )
    return "".join(held)
