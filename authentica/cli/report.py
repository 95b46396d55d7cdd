"""``authentica report``: scores in, one HTML page for a team lead out."""

from __future__ import annotations

import argparse
from pathlib import Path

from authentica.cli import DONE, SET_ASIDE
from authentica.cli.options import add_quiet
from authentica.cli.outputs import check_file_target
from authentica.cli.scores import add_scores_arguments, source_of, summary_arguments, unknown_hints
from authentica.cli.usage import whole_number

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_scores_arguments(parser)
    parser.epilog = (
        "The page has no table by agent: it is for coaching, and ranks nobody. Replies can be searched by agent on it, by "
        "name with --unredacted and else by number, and `authentica coach` gives each agent's own figures."
    )
    parser.add_argument("--output", type=Path, metavar="FILE.html", required=True, help="write the page here")
    parser.add_argument("--title", help="heading of the page; the page says no date of its own")
    parser.add_argument(
        "--sample",
        type=whole_number(0),
        metavar="N",
        help="replies that can be searched on the page, chosen without regard to their scores (default: 300; 0: none)",
    )
    add_quiet(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.cli.show import console, say_written
    from authentica.files import write_whole
    from authentica.report import check_extra, gather, render_page
    from authentica.report.page import TITLE

    check_file_target(options.output, options.scores, (".html", ".htm"))
    check_extra()
    findings = gather(source_of(options), **summary_arguments(options, console(stderr=True)))
    page = render_page(findings, title=options.title or TITLE).encode("utf-8")
    write_whole(options.output, page)
    accounting = findings.summary.accounting
    if not options.quiet:
        out = console()
        out.print(
            f"{accounting.rows:,} rows: {accounting.scored:,} scored, {accounting.unscored:,} not scored, "
            f"{accounting.set_aside:,} set aside. {len(findings.summary.sample):,} replies can be searched on the page."
        )
        for hint in unknown_hints(findings.summary, options):
            out.print(hint, style="yellow")
        say_written(out, options.output)
    return SET_ASIDE if accounting.set_aside else DONE
