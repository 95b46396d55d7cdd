"""``authentica review``: reviewers' feedback in, a label file for ``authentica train --base`` out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from authentica.cli import DONE, SET_ASIDE
from authentica.cli.exports import ExportReader, add_reading, add_turns
from authentica.cli.usage import refuse_idle

__all__ = ["add_arguments", "run"]

_SCORE_LINES_SHOWN = 5


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
        help="the export that was scored: brings back what the customers wrote, of which assessments carry a few quotations alone",
    )
    add_reading(parser)
    add_turns(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.cli.show import console, inert
    from authentica.training.review import CustomerTexts, merge_feedback

    texts = CustomerTexts()
    export = ExportReader(options, console(stderr=True), quiet=False)
    if options.source is None:
        refuse_idle(options, ("format", "column", "role", "dates", "join_turns"), "without --source")
    else:
        for conversation in export:
            for reply in conversation.replies():
                texts.add(reply)
    receipt = merge_feedback(options.feedback, options.scores, options.output, customer_texts=texts)
    sys.stdout.write(
        f"{receipt.rows_in:,} feedback rows: {receipt.used:,} used, {len(receipt.set_aside):,} set aside.\n"
    )
    if receipt.replies:
        sys.stdout.write(f"{inert(str(options.output))}: labels of {receipt.replies:,} replies\n")
    else:
        sys.stderr.write("authentica: note: no feedback could be used; nothing was written\n")
    if receipt.evidence_only:
        sys.stderr.write(
            f"authentica: note: {receipt.evidence_only:,} levels do not follow from what was said of their evidence: it teaches which words count, "
            "and hardly moves a level; say in a row of wrong_score which level is right\n"
        )
    if receipt.without_customer_text:
        sys.stderr.write(
            f"authentica: note: {receipt.without_customer_text:,} labelled replies lack what the customer wrote; "
            + (
                "bring it back with --source EXPORT\n"
                if options.source is None
                else "they are not in the export, or stand there twice without a message id\n"
            )
        )
    # Every remark was somebody's work, and nowhere else is it said which to mend; of a file that is no scores, some lines tell enough.
    for row in (*receipt.set_aside, *receipt.unreadable_scores[:_SCORE_LINES_SHOWN]):
        sys.stderr.write(f"set aside: {inert(row.origin)}: {inert(row.reason)}\n")
    if len(receipt.unreadable_scores) > _SCORE_LINES_SHOWN:
        more = len(receipt.unreadable_scores) - _SCORE_LINES_SHOWN
        sys.stderr.write(f"… and {more:,} more lines of {inert(options.scores.name)}\n")
    if receipt.unreadable_scores and not receipt.used:
        sys.stderr.write("authentica: note: --scores takes what `authentica score EXPORT --output FILE.jsonl` wrote\n")
    return SET_ASIDE if receipt.set_aside or receipt.unreadable_scores or export.set_aside else DONE
