"""``authentica train``: labels in, a model folder out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("labels", type=Path, help="a label file (JSONL in the codebook's format) or a folder of them")
    parser.add_argument(
        "--output", type=Path, default=Path("models/default"), help="model folder (default: models/default)"
    )
    parser.add_argument("--name", default=None, help="the model's name (default: the folder's)")
    parser.add_argument(
        "--jobs", type=int, default=2, help="worker processes; the model does not depend on it (default: 2)"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    from authentica.cli import DONE
    from authentica.training.build import build_model
    from authentica.training.train import TrainingOptions

    name = options.name or options.output.resolve().name
    fingerprint, about = build_model(
        options.labels, options.output, name=name, options=TrainingOptions(jobs=max(1, options.jobs))
    )
    sys.stdout.write(
        f"{options.output}: {about['data']['readings']:,} readings of labelled replies, sha256 {fingerprint}\n"
    )
    for measure, value in about["metrics_out_of_fold"].items():
        sys.stdout.write(f"  {measure}: {value['value']:.2f} [{value['low']:.2f}, {value['high']:.2f}]\n")
    return DONE
