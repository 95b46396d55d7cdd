"""``authentica evaluate``: agreement of a model with labelled replies."""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict
from pathlib import Path

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("labels", type=Path, help="a label file (JSONL in the codebook's format) or a folder of them")
    parser.add_argument(
        "--model", default="default", help="a shipped model's name or a model folder (default: default)"
    )
    parser.add_argument(
        "--baseline",
        type=Path,
        metavar="LABELS",
        help="train a tf-idf baseline on these labels and show it beside the model",
    )
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from rich.table import Table

    from authentica.analyzer import load
    from authentica.cli import DONE
    from authentica.cli.show import console
    from authentica.training.evaluate import evaluate

    found = evaluate(load(options.model), options.labels, baseline_labels=options.baseline)
    if options.json:
        sys.stdout.write(json.dumps(_finite(asdict(found)), indent=1) + "\n")
        return DONE
    out = console()
    levels = Table(title=f"Levels, quadratic weighted kappa, {found.n:,} replies", title_justify="left")
    for title in ("dimension", "kappa [95 %]", *found.baselines, "recall 0 / 1 / 2", "evidence token-F1"):
        levels.add_column(title)
    for dimension, measure in found.kappa.items():
        recalls = " / ".join("–" if math.isnan(r) else f"{r:.2f}" for r in found.recall[dimension])
        baselines = [f"{scores[dimension]:.2f}" for scores in found.baselines.values()]
        levels.add_row(dimension, str(measure), *baselines, recalls, f"{found.evidence[dimension]:.2f}")
    out.print(levels)
    registers = Table(title="By register", title_justify="left")
    for title in ("register", *found.kappa):
        registers.add_column(title)
    for register, scores in found.registers.items():
        registers.add_row(register, *(f"{scores[d]:.2f}" for d in found.kappa))
    out.print(registers)
    out.print(f"outcome, macro-F1: {found.outcome}")
    out.print(
        "needs, macro-F1: " + ", ".join(f"{need} {measure}" for need, measure in found.needs.items()), markup=False
    )
    out.print(f"somewhere ranked above blocked and outta_here, share of pairs: {found.ranking}", markup=False)
    out.print("flags, F1: " + ", ".join(f"{flag} {score:.2f}" for flag, score in found.flags.items()))
    out.print("calibration error: " + ", ".join(f"{key} {error:.3f}" for key, error in found.calibration.items()))
    if found.unscored:
        out.print(f"{found.unscored:,} replies were not scored and count as level 0.")
    return DONE


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    return value
