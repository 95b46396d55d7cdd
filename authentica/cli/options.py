"""Options that several commands have: how they are declared, and what they say to the library."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from authentica.cli.usage import UsageError, pairs, refuse_idle, whole_number

if TYPE_CHECKING:
    from authentica.config import AnalyzerConfig
    from authentica.scoring import Engine

__all__ = [
    "add_engine",
    "add_model",
    "add_quiet",
    "add_rows",
    "add_strictness",
    "add_templates",
    "chosen_engine",
    "strictness_config",
]


def add_strictness(parser: argparse.ArgumentParser) -> None:
    """Declare the options that `strictness_config` reads."""
    parser.add_argument(
        "--strictness",
        action="append",
        metavar="DIMENSION=SHIFT",
        help="rate a dimension's levels more strictly than the model, by up to 0.4, or less with a minus, such as empathy=0.2",
    )
    parser.add_argument(
        "--missed-probability",
        metavar="P",
        help="from which probability of a need its absence is reported as missed, from 0 to 1; higher reports fewer (default: 0.5)",
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """Declare the option that names a model."""
    parser.add_argument(
        "--model", default="default", help="a shipped model's name or a model folder (default: default)"
    )


def add_rows(parser: argparse.ArgumentParser) -> None:
    """Declare how much of a table is drawn."""
    parser.add_argument(
        "--rows", type=whole_number(0), default=40, metavar="N", help="rows of each table (default: 40; 0: none)"
    )


def add_quiet(parser: argparse.ArgumentParser, *, besides: str = "") -> None:
    """Declare the option that silences a command, `besides` what is said here."""
    parser.add_argument("--quiet", action="store_true", help=f"print errors only{besides}")


def add_templates(parser: argparse.ArgumentParser) -> None:
    """Declare the option that names a saved miner."""
    parser.add_argument(
        "--templates",
        metavar="FOLDER",
        help="what `authentica templates --save` wrote: what a reply shares with replies to others counts as boilerplate",
    )


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say where work is done."""
    parser.add_argument(
        "--jobs",
        type=whole_number(1),
        metavar="N",
        help="worker processes; the output does not depend on it (default: 1)",
    )
    parser.add_argument("--backend", choices=("dask", "ray", "spark"), help="work on a cluster instead of this machine")
    parser.add_argument("--address", help="of the cluster; without it, one is started here with --jobs workers")


@contextmanager
def chosen_engine(options: argparse.Namespace) -> Iterator[Engine]:
    """Open the engine that the options of `add_engine` say, and close it at the end of the block."""
    from authentica.scoring import ThisProcess, WorkerProcesses

    jobs = options.jobs or 1
    if options.backend is not None:
        from authentica.distributed import open_engine

        if options.address is not None:
            refuse_idle(options, ("jobs",), "with --address")
        with open_engine(options.backend, address=options.address, jobs=jobs) as engine:
            yield engine
        return
    refuse_idle(options, ("address",), "without --backend")
    if jobs > 1:
        with WorkerProcesses(jobs) as workers:
            yield workers
    else:
        yield ThisProcess()


def strictness_config(options: argparse.Namespace) -> AnalyzerConfig:
    """Return the analyzer's options for what `add_strictness` declared.

    Raises
    ------
    UsageError
        If a dimension is unknown, or a shift or the probability out of range.
    """
    from authentica.config import LARGEST_STRICTNESS, AnalyzerConfig
    from authentica.schema import DIMENSIONS

    found: dict[str, float] = {}
    for dimension, value in pairs("--strictness", options.strictness).items():
        if dimension not in DIMENSIONS:
            raise UsageError(
                f"there is no dimension {dimension[:40]!r}", "--strictness", f"Use some of {', '.join(DIMENSIONS)}."
            )
        shift = _number(value)
        if shift is None or not abs(shift) <= LARGEST_STRICTNESS:
            raise UsageError(
                f"the shift of {dimension} must be a number from -{LARGEST_STRICTNESS} to {LARGEST_STRICTNESS}, "
                f"not {value[:40]!r}",
                "--strictness",
            )
        found[dimension] = shift
    if options.missed_probability is None:
        return AnalyzerConfig(level_strictness=found)
    probability = _number(options.missed_probability)
    if probability is None or not 0 <= probability <= 1:
        raise UsageError(
            f"a number from 0 to 1 is needed, not {options.missed_probability[:40]!r}", "--missed-probability"
        )
    return AnalyzerConfig(level_strictness=found, missed_probability=probability)


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
