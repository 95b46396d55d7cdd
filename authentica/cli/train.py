"""``authentica train``: labels in, a model folder out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from authentica.cli import DONE
from authentica.cli.usage import refuse_idle, whole_number

Metrics = Mapping[str, Mapping[str, float | None]]

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("labels", type=Path, help="a label file (JSONL in the codebook's format) or a folder of them")
    parser.add_argument(
        "--base",
        metavar="MODEL",
        help="adapt this model (a shipped model's name or a model folder) to the labels instead of training from nothing",
    )
    parser.add_argument(
        "--public",
        type=Path,
        metavar="LABELS",
        help="learn also from these labelled replies, of which a gradient and a calibration are kept (public.npz beside the labels); not with --base",
    )
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="model folder; a model in it is replaced",
    )
    parser.add_argument("--name", default=None, help="the model's name (default: the folder's)")
    parser.add_argument(
        "--jobs",
        type=whole_number(1),
        metavar="N",
        help="worker processes; the model does not depend on it (default: 2); not with --base",
    )


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.cli.show import inert

    if options.base is not None:
        refuse_idle(options, ("public", "jobs"), "with --base")
    output = options.output
    name = options.name or output.resolve().name
    sys.stderr.write(f"Learning from {inert(str(options.labels))}; nothing more is said until it is done.\n")
    if options.base is None:
        from authentica.training.build import build_model
        from authentica.training.options import TrainingOptions

        training = TrainingOptions() if options.jobs is None else TrainingOptions(jobs=options.jobs)
        fingerprint, about = build_model(options.labels, output, name=name, options=training, public=options.public)
    else:
        from authentica.training.adapted import build_adapted_model

        fingerprint, about = build_adapted_model(options.labels, output, base=options.base, name=name)
    for note in (*about.get("notes", ()), *_named_like_the_shipped(output)):
        sys.stderr.write(f"authentica: note: {note}\n")
    sys.stdout.write(
        f"{inert(str(output))}: {about['data']['readings']:,} readings of labelled replies, sha256 {fingerprint}\n"
    )
    before = about.get("metrics_out_of_fold_base", {})
    most = max((int(value["n"] or 0) for value in about["metrics_out_of_fold"].values()), default=0)
    if most:
        sys.stdout.write(
            f"Agreement on {most:,} labelled replies, each scored by a model that did not learn from its conversation:\n"
        )
    for measure, value in about["metrics_out_of_fold"].items():
        line = f"  {measure}: {_interval(value)}"
        if measure in before:
            line = f"  {measure}: base {_interval(before[measure])}, adapted {_interval(value)}"
        sys.stdout.write(line + ("" if value["n"] == most else f", n {value['n']:,}") + "\n")
    sys.stdout.write(_warning(before, about["metrics_out_of_fold"]))
    if options.base is not None:
        sys.stdout.write(
            f"What that did to trust (gaming, invariance, context): authentica evaluate --behaviour --model {inert(str(output))}\n"
        )
    return DONE


def _named_like_the_shipped(output: Path) -> list[str]:
    from authentica.learners.places import is_shipped, shipped_model_folder

    name = str(output)
    if not is_shipped(name) or shipped_model_folder(name).resolve() == output.resolve():
        return []
    return [f"{name} names the model that ships; this one is loaded as ./{name}"]


def _warning(before: Metrics, after: Metrics) -> str:
    """Return a line that says what fell, as it is shown; empty where nothing did."""
    changes = {
        measure: round(value, 2) - round(base, 2)
        for measure in after
        for base, value in ((before.get(measure, {}).get("value"), after[measure]["value"]),)
        if base is not None and value is not None
    }
    fell = [measure.partition(",")[0] for measure, change in changes.items() if change < 0]
    if not fell:
        return ""
    advice = ""
    if len(fell) > sum(change > 0 for change in changes.values()):
        advice = "; more fell than rose, so keep the base, and label more, some of it at random"
    return f"Worse than the base: {', '.join(fell)} ({len(fell)} of {len(changes)}){advice}.\n"


def _interval(value: dict[str, float | None]) -> str:
    if value["value"] is None:
        return "cannot be told"
    low, high = value["low"], value["high"]
    between = "no interval" if low is None or high is None else f"{low:.2f}, {high:.2f}"
    return f"{value['value']:.2f} [{between}]"
