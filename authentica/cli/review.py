"""``authentica review``: reviewers' feedback in, a label file for ``authentica train --base`` out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from authentica.cli.exports import add_dates

__all__ = ["add_arguments", "run"]

_MOST_REASONS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "feedback",
        type=Path,
        help="a CSV, TSV or JSONL file with the columns kind (wrong_score, wrong_evidence, missing_evidence), dimension, "
        "level or quote, and line, message_id (and conversation_id) or text_sha256",
    )
    parser.add_argument(
        "--scores", type=Path, required=True, metavar="FILE.jsonl", help="the assessments that were reviewed"
    )
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.jsonl", help="the label file to write")
    parser.add_argument(
        "--source",
        metavar="EXPORT",
        help="the export that was scored: brings back what the customers wrote, which assessments do not carry",
    )
    parser.add_argument("--format", help="name of the export's format; recognised by content where left out")
    parser.add_argument(
        "--column", action="append", metavar="FIELD=COLUMN", help="say which column of the export holds a field"
    )
    parser.add_argument(
        "--role", action="append", metavar="VALUE=ROLE", help="say what a role value of the export means"
    )
    add_dates(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.cli import DONE, SET_ASIDE, pairs
    from authentica.cli.show import inert
    from authentica.training.review import merge_feedback

    texts: dict[tuple[str | None, str], str] = {}
    columns, roles = pairs("--column", options.column), pairs("--role", options.role)
    if options.source is not None:
        from authentica.readers import read_transcripts

        for conversation in read_transcripts(
            options.source, format=options.format, columns=columns or None, roles=roles or None, dates=options.dates
        ):
            for reply in conversation.replies():
                if reply.message.message_id is not None:
                    texts[conversation.conversation_id, reply.message.message_id] = reply.customer_text
    receipt = merge_feedback(options.feedback, options.scores, options.output, customer_texts=texts)
    sys.stdout.write(
        f"{receipt.rows_in:,} feedback rows: {receipt.used:,} used, {len(receipt.set_aside):,} set aside.\n"
    )
    if receipt.replies:
        sys.stdout.write(f"{inert(str(options.output))}: labels of {receipt.replies:,} replies\n")
    else:
        sys.stderr.write("authentica: note: no feedback could be used; nothing was written\n")
    if receipt.without_customer_text:
        sys.stderr.write(
            f"authentica: note: {receipt.without_customer_text:,} labelled replies lack what the customer wrote; "
            "bring it back with --source EXPORT\n"
        )
    problems = (*receipt.set_aside, *receipt.unreadable_scores)
    for row in problems[:_MOST_REASONS]:
        sys.stderr.write(f"set aside: {inert(row.origin)}: {inert(row.reason)}\n")
    if len(problems) > _MOST_REASONS:
        sys.stderr.write(f"… and {len(problems) - _MOST_REASONS:,} more\n")
    return SET_ASIDE if problems else DONE
