"""``authentica score``: a transcript export in, a table and a file of assessments out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

__all__ = ["add_arguments", "run"]

_ROWS_SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    from authentica.cli import add_strictness

    parser.add_argument(
        "source",
        nargs="+",
        help="exports: files (also .gz and .zst), folders or patterns; or - for standard input",
    )
    parser.add_argument("--output", type=Path, metavar="FILE.jsonl", help="write every assessment in full")
    parser.add_argument(
        "--format",
        help="name of the export's format, such as zendesk, csv or jsonl; recognised by content where left out",
    )
    parser.add_argument(
        "--column", action="append", metavar="FIELD=COLUMN", help="say which column holds a field, such as text=Body"
    )
    parser.add_argument(
        "--role", action="append", metavar="VALUE=ROLE", help="say what a role value means, such as tier2=agent"
    )
    parser.add_argument(
        "--model", default="default", help="a shipped model's name or a model folder (default: default)"
    )
    parser.add_argument(
        "--rows", type=int, default=_ROWS_SHOWN, help=f"rows of the table (default: {_ROWS_SHOWN}; 0: none)"
    )
    parser.add_argument("--quiet", action="store_true", help="print errors only")
    add_strictness(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.analyzer import load
    from authentica.cli import DONE, SET_ASIDE, pairs, strictness_config
    from authentica.cli.show import console, inert, table_of
    from authentica.schema import Assessment
    from authentica.scoring import assess_source, score_transcripts

    out, err = console(), console(stderr=True)
    shown: list[Assessment] = []
    source: Any = options.source[0] if len(options.source) == 1 else tuple(options.source)
    columns, roles = pairs("--column", options.column), pairs("--role", options.role)
    analyzer = load(options.model, config=strictness_config(options.strictness))

    def keep(assessment: Assessment) -> None:
        if len(shown) < options.rows:
            shown.append(assessment)

    def say(line: str) -> None:
        if not options.quiet:
            err.print(inert(line), markup=False, style="dim")

    common = {"format": options.format, "columns": columns or None, "roles": roles or None, "say": say, "each": keep}
    if options.output is not None:
        receipt = score_transcripts(source, options.output, analyzer=analyzer, **common)
    else:
        receipt = assess_source(analyzer, source, **common)
    if not options.quiet:
        if shown:
            out.print(table_of(shown))
        more = receipt.scored + receipt.unscored - len(shown)
        if more > 0 and options.rows > 0:
            out.print(f"… and {more:,} more; --rows shows more, --output writes all.", style="dim")
        out.print(
            f"{receipt.rows_in:,} rows: {receipt.scored:,} scored, {receipt.unscored:,} not scored, "
            f"{receipt.skipped_by_role:,} not by agents, {receipt.set_aside:,} set aside."
        )
        if receipt.output:
            out.print(f"Written to {inert(receipt.output)}", markup=False)
        for reason in receipt.reasons[:10]:
            err.print(f"set aside: {inert(reason)}", markup=False)
    return SET_ASIDE if receipt.set_aside else DONE
