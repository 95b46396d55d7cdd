"""``authentica coach``: what scores come to for agents, teams, channels, queues and periods, and which habits to try."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from authentica.cli import DONE, SET_ASIDE
from authentica.cli.options import add_quiet, add_rows
from authentica.cli.outputs import check_file_target
from authentica.cli.scores import add_scores_arguments, source_of, summary_arguments, unknown_hints
from authentica.cli.usage import UsageError, refuse_idle

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from authentica.coaching import CoachingSummary, Estimate, LeftOut
    from authentica.coaching.records import Keys

__all__ = ["add_arguments", "run"]

_HABITS_WITH_EXAMPLES = 3
_DIFFERENCES_SHOWN = 2
_LEFT_OUT_SHOWN = 8
_LONGEST_NAME = 40
# What to form groups by where one period has too few replies, or there are too few of it.
_OTHER_PERIOD = {"day": "week", "week": "month", "month": "week"}
_AFTER = {"week": ", from four months on"}
_ENDINGS = (".json", ".parquet", ".csv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_scores_arguments(parser)
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write the whole summary as .json, or a table as .parquet or .csv"
    )
    parser.add_argument(
        "--table",
        help="table of a .parquet or .csv: estimates (default), distributions, counts, differences, trends or habits",
    )
    add_rows(parser)
    add_quiet(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.cli.show import console, say_written
    from authentica.coaching import TABLES, summarize
    from authentica.scoring.writers import find_writer

    out, err = console(), console(stderr=True)
    table = options.table or "estimates"
    if table not in TABLES:
        raise UsageError(f"there is no table {table[:40]!r}", "--table", f"Use {', '.join(TABLES)}.")
    if options.output is None or options.output.suffix.lower() == ".json":
        refuse_idle(options, ("table",), "without a .parquet or .csv as --output")
    if options.output is not None:
        check_file_target(options.output, options.scores, _ENDINGS)
        if options.output.suffix.lower() == ".parquet":
            find_writer("parquet").check()
    summary = summarize(source_of(options), **summary_arguments(options, err))
    if options.output is not None:
        _write(summary, options.output, table)
    if not options.quiet:
        _draw(summary, out, options)
        say_written(out, options.output)
    return SET_ASIDE if summary.accounting.set_aside else DONE


def _write(summary: CoachingSummary, target: Path, table: str) -> None:
    from authentica.coaching.tables import csv_bytes, parquet_bytes
    from authentica.files import write_whole
    from authentica.safetext import encodable_json

    ending = target.suffix.lower()
    if ending == ".json":
        content = encodable_json(summary.to_json()).encode("ascii") + b"\n"
    else:
        content = (parquet_bytes if ending == ".parquet" else csv_bytes)(summary, table)
    write_whole(target, content)


def _draw(summary: CoachingSummary, out: Console, options: argparse.Namespace) -> None:
    from authentica.cli.show import draw_rows, inert
    from authentica.coaching.words import promise_words

    accounting, rows = summary.accounting, options.rows
    is_shown = summary.overall["authenticity"].value is not None
    if not is_shown:
        out.print(
            f"{accounting.scored:,} scored replies from {summary.overall.clusters:,} conversations are too few to say anything: "
            f"at least {summary.min_replies:,} from 5 are needed."
        )
    elif rows > 0:
        out.print(_headlines(summary))
        _draw_habits(summary, out)
        for names in dict.fromkeys(group.key_names for group in summary.groups):
            if len(names) == 1:
                shown = summary.at(*names)
                draw_rows(out, _group_table(summary, names[0], rows), len(shown) - rows)
        for left in accounting.left_out:
            out.print(inert(_left_out(left)), markup=False, style="dim")
        _draw_findings(summary, out, rows)
    out.print(
        f"{accounting.rows:,} rows: {accounting.scored:,} scored, {accounting.unscored:,} not scored, "
        f"{accounting.set_aside:,} set aside. {accounting.groups:,} groups, {accounting.groups_hidden:,} not shown (too small, or to be had by subtraction)."
    )
    for hint in unknown_hints(summary, options):
        out.print(hint, style="yellow")
    if accounting.promises_read:
        rest = accounting.promises_matched < accounting.promises_read
        parts = promise_words(summary.overall)
        is_open = parts != "" and summary.overall["promises.kept"].n == 0
        out.print(
            f"{accounting.promises_matched:,} of {accounting.promises_read:,} promises belong to these replies."
            + " The rest are of others." * rest
            + f" The agents' own with a time: {parts}." * (parts != "")
            + " What share of them is kept is not said while fewer are kept or broken than renewed or open." * is_open
        )
    if accounting.promises_set_aside:
        out.print(
            f"{accounting.promises_set_aside:,} lines of --promises are no promises; `authentica commitments EXPORT --output FILE.jsonl` "
            "writes them.",
            style="yellow",
        )
    if len(accounting.models) > 1:
        out.print("More than one model scored these replies; their figures do not compare.", style="yellow")
    if is_shown and rows > 0:
        out.print(inert(" ".join(summary.notes)), markup=False, style="dim")


def _left_out(left: LeftOut) -> str:
    """Return which lines are not in the table of a key, and why."""
    why = (
        "too few replies or conversations"
        if left.is_small
        else "with it, figures of too few replies could be had by subtraction"
    )
    named = ["unknown" if value is None else value[:40] for value in left.values[:_LEFT_OUT_SHOWN]]
    if more := len(left.values) - len(named):
        named.append(f"{more:,} more")
    which = ", ".join(named) or f"{left.groups:,}, not named"
    return f"Not in the table by {left.name}: {which} ({why})."


def _headlines(summary: CoachingSummary) -> Table:
    from authentica.cli.show import new_table
    from authentica.coaching.words import HEADLINES, figure, interval

    table = new_table()
    table.add_column("all replies")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("95 % interval", justify="right", no_wrap=True)
    table.add_column("of", justify="right", no_wrap=True)
    for measure, (words, _) in HEADLINES.items():
        estimate = summary.overall[measure]
        if estimate.value is not None:
            table.add_row(words, figure(measure, estimate.value), interval(estimate), f"{estimate.n:,}")
    return table


def _draw_habits(summary: CoachingSummary, out: Console) -> None:
    from rich.text import Text

    from authentica.cli.show import new_table, short

    table = new_table()
    table.add_column("habit", ratio=5)
    table.add_column("of", justify="right", no_wrap=True)
    known = [habit for habit in summary.habits if habit.rate is not None]
    has_gains = any(habit.gain is not None for habit in known)
    if has_gains:
        table.add_column("more of 100 replies get somewhere", ratio=2)
    for habit in known:
        gain = "too few to compare"
        if habit.gain is not None and habit.gain_low is not None and habit.gain_high is not None:
            gain = (
                f"{habit.gain:+.1f} [{habit.gain_low:+.1f}, {habit.gain_high:+.1f}]"
                if habit.is_supported
                else "unclear"
            )
        table.add_row(Text(habit.advice), f"{habit.chances:,}", *([Text(gain)] if has_gains else []))
    if known:
        out.print(table)
    unknown = [habit.advice for habit in summary.habits if habit.rate is None]
    if unknown:
        out.print(Text(f"Not in the table, since too few replies had the chance: {' '.join(unknown)}", style="dim"))
    for habit in [habit for habit in known if habit.is_supported][:_HABITS_WITH_EXAMPLES]:
        shown = [("like this: ", habit.best[:1]), ("not yet: ", habit.improvable[:1])]
        if any(examples for _, examples in shown):
            out.print(Text(f"{habit.advice.partition(':')[0]}", style="bold"))
            for words, examples in shown:
                for example in examples:
                    out.print(Text.assemble((f"  {words}", "dim"), short(example.text, 300)))


def _group_table(summary: CoachingSummary, name: str, rows: int) -> Table:
    from rich.text import Text

    from authentica.cli.show import inert, new_table
    from authentica.coaching.words import COLUMNS, group_name

    headings = {measure: measure.rpartition(".")[2] for measure in COLUMNS}
    table = new_table()
    table.add_column(name, ratio=1)
    table.add_column("replies", justify="right", no_wrap=True)
    for heading in headings.values():
        table.add_column(heading, justify="right", no_wrap=True)
    drawn = [
        heading
        for measure, heading in headings.items()
        if any(group[measure].shrunk is not None for group in summary.at(name)[:rows])
    ]
    if drawn:
        table.caption = (
            f"Drawn towards the rest as far as few replies leave them uncertain: {', '.join(drawn)}; --output has both."
        )
    is_compared = any(name in dict(d.keys) for d in summary.differences)
    if drawn and is_compared:
        table.caption = f"{table.caption} The last column tells figures as they are."
    if is_compared:
        table.add_column(
            f"differs from the rest{' of the team' if name == 'agent' and 'team' in summary.by else ''} in", ratio=3
        )
    for group in summary.at(name)[:rows]:
        table.add_row(
            Text(inert(group_name(group.keys, _LONGEST_NAME))),
            f"{group.replies:,}",
            *[_figure(group[measure]) for measure in COLUMNS],
            *([_differing(summary, group.keys)] if is_compared else []),
        )
    return table


def _differing(summary: CoachingSummary, keys: Keys) -> str:
    """Return in what a group differs, each with its own figure, not drawn anywhere, and that of the rest: first the measures of the table, then the others in their own order."""
    from authentica.coaching.words import COLUMNS, figure

    # Where teams are known, an agent is compared within one; by channel or period that is another comparison.
    is_agent = [name for name, _ in keys] == ["agent"]
    found = [
        d
        for d in summary.differences
        if d.is_difference
        and (
            d.keys == keys
            or (is_agent and set(keys) <= set(d.keys) and {name for name, _ in d.keys} == {"agent", "team"})
        )
    ]
    found.sort(key=lambda d: d.measure not in COLUMNS)
    return ", ".join(
        f"{d.measure} {figure(d.measure, d.value)} (rest {figure(d.measure, d.rest)})"
        for d in found[:_DIFFERENCES_SHOWN]
    ) + (f", {len(found) - _DIFFERENCES_SHOWN} more" if len(found) > _DIFFERENCES_SHOWN else "")


def _draw_findings(summary: CoachingSummary, out: Console, rows: int) -> None:
    """Say which trends are ones, and how many comparisons and trends that was out of."""
    from authentica.cli.show import inert
    from authentica.coaching.words import group_name, step

    trends = [trend for trend in summary.trends if trend.is_trend]
    for t in trends[:rows]:
        moves = f"{'rises' if t.slope > 0 else 'falls'} by {step(t.measure, t.slope)} a {t.period}"
        out.print(
            inert(f"{group_name(t.keys, _LONGEST_NAME)}: {t.measure} {moves} from {t.first} to {t.last}."), markup=False
        )
    if len(trends) > rows:
        out.print(f"… and {len(trends) - rows:,} more trends; --output writes all.", style="dim")
    for line in _untested(summary):
        out.print(line, style="dim")
    looked = len(summary.differences), len(summary.trends)
    if any(looked):
        trending = (
            f"{len(trends):,} of {looked[1]:,} courses are trends"
            if looked[1]
            else "no course has the periods that a trend needs"
        )
        out.print(
            f"{sum(d.is_difference for d in summary.differences):,} of {looked[0]:,} comparisons are differences, and "
            f"{trending}; the others cannot be told from chance."
        )


def _untested(summary: CoachingSummary) -> list[str]:
    """Say of which key no single group had the periods that a trend needs, although others may have had them."""
    from authentica.coaching.trends import MIN_PERIODS

    period = summary.period
    if period is None:
        return []
    tested = {tuple(name for name, _ in trend.keys) for trend in summary.trends}
    return [
        f"No {name} has {MIN_PERIODS} {period}s of {summary.min_person_replies if name == 'agent' else summary.min_replies} replies, "
        f"so no trend of any was looked for; --by {','.join(_OTHER_PERIOD[period] if key == period else key for key in summary.by)} "
        f"may find some{_AFTER.get(period, '')}."
        for name in summary.by
        if name != period and (name,) not in tested and summary.at(name)
    ]


def _figure(estimate: Estimate) -> str:
    """Return the value drawn towards the team where there is one, with its interval."""
    from authentica.coaching.words import drawn, figure

    shown = drawn(estimate)
    ends = (figure(shown.measure, end).rstrip("\u00a0%") for end in (shown.low, shown.high))
    return figure(shown.measure, shown.value) + ("" if shown.value is None else f" [{', '.join(ends)}]")
