"""What commands draw on a terminal. Message text is shown inert: no markup, no control characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from authentica.explain.quotes import single_marks
from authentica.explain.sentences import LEVEL_WORDS
from authentica.schema import DIMENSIONS, HIGH_IS_BAD, Assessment, DimensionScore, Evidence, Outcome, SetAside, Status

__all__ = ["console", "draw_assessment", "draw_rows", "inert", "new_table", "say_written", "short", "table_of"]

_LEVEL_STYLES = {False: ("red", "yellow", "green"), True: ("green", "yellow", "red")}
_UNSCORED_WORDS = {
    Status.NO_TEXT: "the reply holds no words to judge",
    Status.UNSUPPORTED_LANGUAGE: "the reply is in another language than English, the only one that is judged",
}
OUTCOME_STYLES = {
    Outcome.SOMEWHERE: "green",
    Outcome.BY: "default",
    Outcome.BLOCKED: "yellow",
    Outcome.OUTTA_HERE: "red",
}
_HEADINGS = {
    "boilerplate": "boil.",
    "empathy": "emp.",
    "ownership": "own.",
    "expectations": "exp.",
    "listening": "list.",
}
_DIMENSION_STYLES = {
    "boilerplate": "on dark_red",
    "empathy": "on dark_magenta",
    "ownership": "on dark_green",
    "expectations": "on dark_blue",
    "listening": "underline",
}
_LONGEST_CELL_CHARS = 110
_LONGEST_QUOTE_CHARS = 70
_REASONS_SHOWN = 10


def console(*, stderr: bool = False) -> Console:
    """Return a console; off a terminal it is wide enough that tables keep their columns, and cuts no line that is read on by a program."""
    found = Console(stderr=stderr, highlight=False)
    return found if found.is_terminal else Console(stderr=stderr, highlight=False, width=120, soft_wrap=True)


def inert(text: str) -> str:
    """Return the text with control and format characters, and lone surrogates, replaced by a space."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c != "\u200d" else c for c in text)


def short(text: str | None, longest: int) -> str:
    """Return the text inert and on one line, with an ellipsis where it is cut to `longest` characters."""
    words = " ".join(inert(text or "").split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def _quote(text: str | None) -> str:
    return f"“{single_marks(short(text, _LONGEST_QUOTE_CHARS))}”"


def new_table() -> Table:
    """Return an empty table in the style of all commands."""
    return Table(show_lines=False, pad_edge=False, header_style="bold", row_styles=("", "dim"))


def draw_rows(target: Console, table: Table, more: int) -> None:
    """Draw a table, and say how many rows it leaves out."""
    target.print(table)
    if more > 0:
        target.print(f"… and {more:,} more; --rows shows more, --output writes all.", style="dim")


def say_written(target: Console, path: Path | str | None) -> None:
    """Say where an output is, if there is one."""
    if path is not None:
        target.print(f"Written to {inert(str(path))}", markup=False)


def telling_set_aside(target: Console, *, quiet: bool) -> Callable[[SetAside], None]:
    """Return what says of a row set aside where it stood and why, of the first ten."""
    left = 0 if quiet else _REASONS_SHOWN

    def tell(row: SetAside) -> None:
        nonlocal left
        if left > 0:
            left -= 1
            target.print(f"set aside: {inert(row.origin)}: {inert(row.reason)}", markup=False)

    return tell


def level_text(score: DimensionScore) -> Text:
    """Return a level as a figure, coloured from bad to good."""
    style = _LEVEL_STYLES[score.dimension in HIGH_IS_BAD][score.level]
    return Text(str(score.level), style=style)


def strongest(assessment: Assessment) -> tuple[str, Evidence] | None:
    """Return the evidence with a place in the reply that moved its dimension most, and that dimension."""
    placed = [(score.dimension, e) for score in assessment.dimensions for e in score.spans]
    return max(placed, key=lambda item: item[1].contribution, default=None)


def table_of(assessments: Iterable[Assessment]) -> Table:
    """Return the table that `authentica score` prints."""
    table = new_table()
    table.add_column("reply", no_wrap=True, max_width=16)
    table.add_column("auth.", justify="right")
    for dimension in DIMENSIONS:
        table.add_column(_HEADINGS[dimension], justify="center")
    table.add_column("outcome", no_wrap=True)
    table.add_column("strongest evidence", ratio=3)
    table.add_column("tip", ratio=4)
    for number, a in enumerate(assessments, 1):
        name = Text(short(a.message_id or str(number), 16))
        if not a.scored:
            table.add_row(
                name, "–", *["–"] * len(DIMENSIONS), "–", Text(f"not scored: {a.status.value}", style="italic"), ""
            )
            continue
        top = strongest(a)
        quote = Text(f"{_quote(top[1].text)} ({top[0]})") if top else Text("none")
        outcome = a.outcome or Outcome.BY
        table.add_row(
            name,
            f"{a.authenticity:.0f}",
            *[level_text(score) for score in a.dimensions],
            Text(outcome.value, style=OUTCOME_STYLES[outcome]),
            quote,
            Text(short(a.tips[0].text, _LONGEST_CELL_CHARS)) if a.tips else Text(""),
        )
    return table


def draw_assessment(target: Console, a: Assessment) -> None:
    """Draw one assessment: the highlighted reply, the halves, and every dimension with its reasons."""
    reply = Text(inert(a.text))
    for score in a.dimensions:
        for e in score.spans:
            reply.stylize(_DIMENSION_STYLES[score.dimension], e.start or 0, e.end)
    target.print(reply)
    target.print()
    if not a.scored:
        target.print(f"Not scored: {_UNSCORED_WORDS[a.status]}.")
        return
    legend = Text("  ").join(
        Text(f" {score.dimension} ", style=_DIMENSION_STYLES[score.dimension]) for score in a.dimensions if score.spans
    )
    if legend and target.is_terminal and not target.no_color:
        target.print(legend)  # it tells what the colours mean
    outcome = a.outcome.value if a.outcome else "–"
    target.print(
        Text.assemble(
            ("authenticity ", "bold"),
            (f"{a.authenticity:.0f}", "bold"),
            f" of 100   behaviour {a.behaviour:.2f}   desire {a.desire:.2f}   outcome {outcome}",
        )
    )
    if a.outcome_explanation:
        target.print("  " + inert(a.outcome_explanation), markup=False)
    for score in a.dimensions:
        words = LEVEL_WORDS[score.dimension][score.level]
        needed = "" if score.needed is None else f", needed {score.needed:.2f}"
        target.print(
            Text.assemble(
                ("\n" + score.dimension, "bold"),
                " ",
                level_text(score),
                f" ({words}{needed})\n  ",
                inert(score.explanation),
            )
        )
        for e in score.evidence:
            if abs(e.contribution) >= 0.05:
                where = _quote(e.text) if e.text is not None else "(no place in the reply)"
                target.print(Text(f"  {e.contribution:+.2f}  {e.cue}  {where}", style="dim"))
        target.print(Text(f"  {score.base:+.2f}  base;  sum {score.logit:+.2f} (log-odds)", style="dim"))
    if a.flags:
        target.print(Text("\nflags", style="bold"))
        seen = {e.cue: f"  {_quote(e.text)}" for e in a.flag_evidence}
        for flag in a.flags:
            target.print(f"  {flag.value}{seen.get(f'flag.{flag.value}', '')}", markup=False)
    for span in a.template.spans if a.template else ():
        target.print(Text.assemble(("\ntemplate", "bold"), f"  {_quote(span.text)}: {inert(span.reason)}"))
    for tip in a.tips:
        target.print(Text.assemble((f"\ntip ({tip.dimension})", "bold"), "  " + inert(tip.text)))
