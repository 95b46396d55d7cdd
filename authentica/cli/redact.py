"""``authentica redact``: messages in, the same messages without personal details out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from authentica.cli import DONE, SET_ASIDE
from authentica.cli.exports import ExportReader, add_export_arguments
from authentica.cli.options import add_quiet
from authentica.cli.outputs import check_file_target, whole_lines
from authentica.cli.usage import refuse_idle

__all__ = ["add_arguments", "run"]

_LONGEST_TEXT_CHARS = 64 * 1024 * 1024
_TEXT_ENDINGS = (".txt",)
_MOST_PEOPLE = 50
"""So many of a conversation are looked for in each of its messages; who wrote one is always looked for in it."""

_MAYBE_TEXT = ("", ".txt", ".text", ".md", ".log")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_export_arguments(parser, more_formats="; or text: one plain text in, one out")
    parser.add_argument(
        "--strict", action="store_true", help="also take every capitalised word that no list explains (brands, places)"
    )
    parser.add_argument(
        "--keep-ids",
        action="store_true",
        help="leave the ids of conversations and messages, which may be personal, instead of numbering them",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write a file, which appears whole or not at all, instead of standard output: .jsonl, or .txt with --format text",
    )
    add_quiet(parser, besides=", and what was asked for")


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code: one JSON object a message, with numbers for the people and their ids."""
    from authentica.cli.show import console, say_written
    from authentica.privacy.people import RunningNumbers, names_of
    from authentica.privacy.together import redact_together

    err = console(stderr=True)
    if options.format == "text":
        masked = _redact_text(options)
        if options.output is not None and not options.quiet:
            err.print(f"{masked:,} personal details masked.")
            say_written(err, options.output)
        return DONE
    export = ExportReader(options, err, quiet=options.quiet)
    numbers = RunningNumbers()
    masked = 0
    with whole_lines(options.output, options.source) as write, _saying_that_a_text_is_none(options):
        for conversation in export:
            people = list(islice(dict.fromkeys(message.author_id for message in conversation.messages), _MOST_PEOPLE))

            def numbered(kind: str, identity: str | None, of: str | None = conversation.conversation_id) -> str | None:
                # Ids of messages may begin anew in each conversation.
                known = identity if identity is None or kind != "message" else (of, identity)
                return identity if options.keep_ids else numbers.label(kind, known)

            texts = [message.text for message in conversation.messages]
            known = [names_of(message.author_id, *people) for message in conversation.messages]
            together = redact_together(texts, known, strict=options.strict)
            for message, redacted in zip(conversation.messages, together, strict=True):
                masked += len(redacted.spans)
                line = {
                    "conversation_id": numbered("conversation", conversation.conversation_id),
                    "message_id": numbered("message", message.message_id),
                    "in_response_to": numbered("message", message.in_response_to),
                    "author_id": numbers.label(message.role.value, message.author_id),
                    "created_at": message.created_at.isoformat() if message.created_at else None,
                    "role": message.role.value,
                    "channel": message.channel,
                    "text": redacted.text,
                    "redacted": [span.to_dict() for span in redacted.spans],
                }
                if options.output is None:
                    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
                else:
                    write(json.dumps(line))
    if options.output is not None and not options.quiet:
        err.print(
            f"{export.messages:,} messages, {masked:,} personal details masked. {export.set_aside:,} rows set aside."
        )
        say_written(err, options.output)
    return SET_ASIDE if export.set_aside else DONE


@contextmanager
def _saying_that_a_text_is_none(options: argparse.Namespace) -> Iterator[None]:
    """Say of a plain text that it is no export, not that its columns are unknown."""
    from authentica.errors import ColumnError, FormatError

    try:
        yield
    except ColumnError as error:
        if options.column or options.format or Path(options.source).suffix.lower() not in _MAYBE_TEXT:
            raise
        raise FormatError(
            "it is no export that is known, and no chat with Agent: and Customer: before its turns",
            error.where,
            "If it is one plain text, use --format text; if it is a table, name the column of its text with --column text=COLUMN.",
        ) from None


def _redact_text(options: argparse.Namespace) -> int:
    """Redact one text, and return how many details were masked."""
    from authentica.files import write_whole
    from authentica.privacy import redact
    from authentica.readers.sources import open_source
    from authentica.safetext import encodable

    refuse_idle(options, ("column", "role", "dates", "keep_ids"), "with --format text")
    if options.output is not None:
        check_file_target(options.output, [options.source], _TEXT_ENDINGS)
    source = open_source(options.source, None)
    try:
        text = _whole(source.chunks(), source.where)
    finally:
        source.close()
    redacted = redact(text, strict=options.strict)
    if options.output is None:
        sys.stdout.write(redacted.text)
    else:
        write_whole(options.output, encodable(redacted.text).encode("utf-8"))
    return len(redacted.spans)


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
