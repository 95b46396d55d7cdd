"""``authentica conversations``: what shows across the messages of each conversation."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from authentica.cli import DONE, SET_ASIDE
from authentica.cli.exports import ExportReader, add_export_arguments, add_turns
from authentica.cli.options import add_model, add_quiet, add_rows, add_strictness, strictness_config
from authentica.cli.outputs import whole_lines

if TYPE_CHECKING:
    from rich.table import Table

    from authentica.schema import ConversationAssessment, ConversationFinding, Mood

__all__ = ["add_arguments", "run"]

_FINDINGS_SHOWN = 3
# The time has passed while the conversation went on.
_PROMISES = {"unknown": "overdue, no sign"}
_MANY = {
    "script_repeated": "scripts repeated",
    "asked_again": "asked again",
    "question_answered": "questions answered",
    "question_passed_over": "questions passed over",
    "fact_taken_up": "facts taken up",
    "hand_off": "hand-offs",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_export_arguments(parser)
    add_turns(parser)
    parser.add_argument(
        "--output", type=Path, metavar="FILE.jsonl", help="write every conversation in full, one a line"
    )
    add_model(parser)
    add_rows(parser)
    add_quiet(parser)
    add_strictness(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.analyzer import load
    from authentica.cli.show import console, draw_rows, say_written
    from authentica.schema import NextActor

    out, err = console(), console(stderr=True)
    shown: list[tuple[int, ConversationAssessment]] = []
    counts = dict.fromkeys(_MANY, 0)
    export = ExportReader(options, err, quiet=options.quiet)
    with whole_lines(options.output, options.source) as write:
        analyzer = load(options.model, config=strictness_config(options))
        for conversation in export:
            assessment = analyzer.analyze_conversation(conversation)
            for finding in assessment.findings:
                counts[finding.kind.value] += finding.actor is not NextActor.AGENT
            write(assessment.to_json())
            if len(shown) < options.rows:
                shown.append((len(conversation.messages), assessment))
    if not options.quiet:
        if shown:
            draw_rows(out, _table(shown), export.conversations - len(shown))
        out.print(
            f"{export.account()} {export.conversations:,} {'conversation' if export.conversations == 1 else 'conversations'}."
        )
        found = ", ".join(f"{count:,} {_MANY[kind]}" for kind, count in counts.items() if count)
        if found:
            out.print(f"Found: {found}. A question counts as passed over only where something shows it.")
        say_written(out, options.output)
    return SET_ASIDE if export.set_aside else DONE


def _what(finding: ConversationFinding) -> str:
    from authentica.schema import NextActor

    if finding.actor is NextActor.AGENT:
        return "the agent acts next"
    to = (
        f" to {_said(finding.actor.value)}"
        if finding.actor
        else f" ({_said(finding.subject)})"
        if finding.subject
        else ""
    )
    return _said(finding.kind.value) + to


def _said(kind: str) -> str:
    return kind.replace("_", " ")


def _table(shown: list[tuple[int, ConversationAssessment]]) -> Table:
    """Return the table that the command prints."""
    from rich.text import Text

    from authentica.cli.show import OUTCOME_STYLES, new_table, short
    from authentica.explain.quotes import single_marks

    table = new_table()
    table.add_column("conversation", no_wrap=True, max_width=16)
    table.add_column("msgs", justify="right")
    table.add_column("auth.", justify="right")
    table.add_column("mood", no_wrap=True)
    table.add_column("promises", no_wrap=True)
    table.add_column("what shows, by message", ratio=3)
    table.add_column("outcome", no_wrap=True)
    table.add_column("because", ratio=3)
    for number, (length, a) in enumerate(shown, 1):
        promises: dict[str, int] = {}
        for followed in a.commitments:
            said = _PROMISES.get(followed.status.value, followed.status.value)
            promises[said] = promises.get(said, 0) + 1
        # An answer, or a fact that was taken up, is as it should be.
        striking = [f for f in a.findings if f.kind.value not in ("question_answered", "fact_taken_up")]
        lines = [
            f"{f.index + 1}: {_what(f)} “{single_marks(short(f.evidence[-1].text if f.actor else f.evidence[0].text, 48))}”"
            for f in striking[:_FINDINGS_SHOWN]
        ]
        if len(striking) > _FINDINGS_SHOWN:
            lines.append(f"… and {len(striking) - _FINDINGS_SHOWN} more")
        table.add_row(
            Text(short(a.conversation_id or str(number), 16)),
            str(length),
            "–" if a.authenticity is None else f"{a.authenticity:.0f}",
            f"{_mood(a.mood_start)} → {_mood(a.mood_end)}" if a.mood_start else "–",
            Text("\n".join(f"{count} {said}" for said, count in promises.items())),
            Text("\n".join(lines)),
            Text(a.outcome.value, style=OUTCOME_STYLES[a.outcome]) if a.outcome else Text("–", style="dim"),
            Text(short(a.resolution.reasons[0] if a.resolution and a.resolution.reasons else None, 110)),
        )
    return table


def _mood(mood: Mood | None) -> str:
    return "even" if mood is None else mood.word
