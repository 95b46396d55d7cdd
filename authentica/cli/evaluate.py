"""``authentica evaluate``: agreement of a model with labelled replies, and the behavioural tests."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authentica.cli import DONE, ERROR
from authentica.cli.options import add_model, add_strictness, strictness_config
from authentica.cli.usage import UsageError

if TYPE_CHECKING:
    from rich.table import Table

    from authentica.training.behaviour import CapabilityResult
    from authentica.training.evaluate import Evaluation
    from authentica.training.faithfulness import Faithfulness
    from authentica.training.metrics import Measure

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "labels", type=Path, nargs="?", help="a label file (JSONL in the codebook's format) or a folder of them"
    )
    parser.add_argument(
        "--behaviour",
        action="store_true",
        help="run the behavioural tests; the exit code is 1 if a capability of the shipped model is below its floor. "
        "Another model, or a team's strictness, is shown beside the same floors, and may be below some",
    )
    parser.add_argument(
        "--faithfulness",
        action="store_true",
        help="also measure whether levels rest on the words that are named for them (comprehensiveness and sufficiency): "
        "takes about twenty times as long",
    )
    add_model(parser)
    add_strictness(parser)
    parser.add_argument(
        "--baseline",
        type=Path,
        metavar="LABELS",
        help="train a tf-idf baseline on these labels and show it beside the model",
    )
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    if options.labels is None:
        if options.baseline is not None or options.faithfulness:
            raise UsageError(f"--{'faithfulness' if options.faithfulness else 'baseline'} needs LABELS", "evaluate")
        if not options.behaviour:
            raise UsageError("give LABELS, --behaviour or both", "evaluate")

    from authentica.analyzer import load
    from authentica.config import AnalyzerConfig
    from authentica.learners.places import model_folder, shipped_model_folder
    from authentica.training.behaviour import run_behaviour
    from authentica.training.evaluate import evaluate
    from authentica.training.faithfulness import measure_faithfulness

    config = strictness_config(options)
    analyzer = load(options.model, config=config)
    # The floors are what the shipped model passes as it ships: to be below one is a fault of that alone.
    is_shipped = (
        config == AnalyzerConfig() and model_folder(options.model).resolve() == shipped_model_folder().resolve()
    )
    agreement = None
    if options.labels is not None:
        agreement = evaluate(analyzer, options.labels, baseline_labels=options.baseline)
        for note in (*_of_learnt(analyzer.manifest, options.labels), *agreement.notes):
            sys.stderr.write(f"authentica: note: {note}\n")
    faithful = measure_faithfulness(analyzer, options.labels) if options.faithfulness else {}
    results = run_behaviour(analyzer) if options.behaviour else ()
    if options.json:
        found: dict[str, object] = {} if agreement is None else asdict(agreement)
        if options.faithfulness:
            found["faithfulness"] = {dimension: asdict(measures) for dimension, measures in faithful.items()}
        if options.behaviour:
            found["behaviour"] = [result.to_dict() for result in results]
        sys.stdout.write(json.dumps(_finite(found), indent=1) + "\n")
    else:
        if agreement is not None:
            _draw_agreement(agreement)
        if faithful:
            _draw_faithfulness(faithful)
        if results:
            _draw_behaviour(results, is_shipped=is_shipped)
    return DONE if not is_shipped or all(result.held for result in results) else ERROR


def _of_learnt(manifest: Mapping[str, Any], labels: Path) -> list[str]:
    """Return a note on how many of the labelled replies a model or its bases learnt from; none where they learnt from none."""
    from authentica.training.dataset import one_reading_each, read_labels
    from authentica.training.labelfacts import learnt_replies
    from authentica.training.sameness import reply_hash

    if not (learnt := learnt_replies(manifest.get("about"), labels)):
        return []
    rows = list(read_labels(labels))
    once = one_reading_each(rows)
    count = sum(reply_hash(rows[place]) in learnt for place in once)
    return [f"the model learnt from these labels ({count:,} of {len(once):,} replies); others tell what it is worth"]


def _titled(title: str, *headings: str) -> Table:
    from rich.table import Table

    return Table(*headings, title=title, title_justify="left")


def _draw_behaviour(results: Sequence[CapabilityResult], *, is_shipped: bool) -> None:
    from authentica.cli.show import console

    table = _titled(f"Behaviour, {sum(r.total for r in results):,} cases", "capability", "expected")
    table.row_styles = ["", "dim"]
    for title in ("passed", "rate", "floor", "aim"):
        table.add_column(title, justify="right")
    for r in results:
        style = "" if r.pass_rate >= r.aim else "yellow" if r.held else "red"
        rate = f"[{style}]{r.pass_rate:.2f}[/]" if style else f"{r.pass_rate:.2f}"
        table.add_row(r.id, r.expected, f"{r.passed}/{r.total}", rate, f"{r.floor:.2f}", f"{r.aim:.2f}")
    out = console()
    out.print(table)
    below = [r.id for r in results if not r.held]
    wanting = sum(r.pass_rate < r.aim for r in results)
    out.print(
        f"{len(results)} capabilities: {len(results) - wanting} reach their aim, {len(below)} are below their floor."
    )
    for name in below:
        out.print(f"below its floor: {name}", style="red")
    if below and not is_shipped:
        out.print(
            "The floors were set by the shipped model as it ships: another may be below some, and that is no error."
        )


def _draw_agreement(found: Evaluation) -> None:
    from rich.text import Text

    from authentica.cli.show import console, inert

    out = console()
    headings = ("dimension", "kappa [95 %]", *found.baselines, "recall 0 / 1 / 2", "evidence token-F1")
    levels = _titled(f"Levels, quadratic weighted kappa, {found.n:,} replies", *headings)
    for dimension in dict.fromkeys((*found.kappa, *found.evidence)):
        measure = found.kappa.get(dimension)
        recalls = " / ".join(_known(r) for r in found.recall.get(dimension, ()))
        baselines = [_known(scores.get(dimension, math.nan)) for scores in found.baselines.values()]
        kappa = "not judged" if measure is None else _counted(measure, found.n)
        cells = (dimension, kappa, *baselines, recalls, _known(found.evidence.get(dimension, math.nan)))
        levels.add_row(*map(Text, cells))
    out.print(levels)
    registers = _titled("By register, of 30 judged replies or more", "register", *found.kappa)
    for register, scores in found.registers.items():
        registers.add_row(Text(inert(register)), *(_known(scores[d]) for d in found.kappa))
    if found.registers:
        out.print(registers)
    needs = ", ".join(f"{need} {_counted(measure, found.n)}" for need, measure in found.needs.items())
    for line in (
        f"outcome, macro-F1: {_counted(found.outcome, found.n)}",
        f"needs, macro-F1: {needs}",
        f"somewhere ranked above blocked and outta_here, share of pairs: {_counted(found.ranking, found.n)}",
    ):
        out.print(line, markup=False)
    if found.flags:
        out.print("flags, F1: " + ", ".join(f"{flag} {score:.2f}" for flag, score in found.flags.items()))
    known = {key: error for key, error in found.calibration.items() if not math.isnan(error)}
    if known:
        out.print("calibration error: " + ", ".join(f"{key} {error:.3f}" for key, error in known.items()))
    if found.unscored:
        out.print(f"{found.unscored:,} replies were not scored and count as level 0.")


def _counted(measure: Measure, among: int) -> str:
    """Return a measure with the number of replies that it rests on where that is not the number that is shown above it."""
    return str(measure) if measure.n in (0, among) else f"{measure}, n {measure.n:,}"


def _known(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _draw_faithfulness(found: Mapping[str, Faithfulness]) -> None:
    from rich.text import Text

    from authentica.cli.show import console

    table = _titled(
        "Faithfulness of evidence: how far the expected level (0 to 2) falls without its words, and with them alone",
        *("dimension", "replies", "comprehensiveness [95 %]", "of other words", "sufficiency [95 %]", "of other words"),
    )
    for dimension, measures in found.items():
        falls = (measures.comprehensiveness, measures.sufficiency)
        shown = (str(m) for fall in falls for m in (fall.evidence, fall.others))
        table.add_row(dimension, f"{measures.n:,}", *map(Text, shown))  # "[no interval]" is no markup
    out = console()
    out.print(table)
    out.print(
        "Higher comprehensiveness and lower sufficiency are better; other words are as many of the same reply. "
        + f"{sum(m.left_out for m in found.values()):,} levels are left out, whose evidence is more than half of a reply, or has no place."
    )


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    return value
