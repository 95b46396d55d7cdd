"""What a second worker gains, and which part of a run is not shared out.

    python tests/benchmarks/run_workers.py                          # 12,000 messages, five pairs of runs
    python tests/benchmarks/run_workers.py --pairs 3 --explanations [--source MESSAGES.jsonl.gz ...]

The same export, a new one for each pair, is scored with one process and with two workers, in turn. Wall time says what was gained on the machine as it was.
Processor time says it without the machine: what one process spends on a run, divided by what falls to each of two processors when the
work of the workers and of the parent (reading, handing out, putting together) is spread evenly. Neither counts the start of workers,
which does not grow with the run: both analyzers are warm.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from exports import make_export

import authentica
from authentica.config import AnalyzerConfig
from authentica.scoring.engines import Engine, ThisProcess, WorkerProcesses


class Spent(NamedTuple):
    """Seconds of a run: on the clock, of the parent's processor time, and of the workers'."""

    wall: float
    parent: float
    workers: float


def timed(source: Path, output: Path, engine: Engine, config: AnalyzerConfig) -> Spent:
    """Score once."""
    before, wall, parent = workers_seconds(engine), time.perf_counter(), time.process_time()
    authentica.score_transcripts(source, output, engine=engine, config=config)
    wall, parent = time.perf_counter() - wall, time.process_time() - parent
    output.unlink()
    return Spent(wall, parent, workers_seconds(engine) - before)


def workers_seconds(engine: Engine) -> float:
    """Return the processor time of all workers so far."""
    found: dict[int, float] = {}
    while not isinstance(engine, ThisProcess) and len(found) < engine.slots:
        found |= dict(future.result() for future in [engine.submit(own_seconds) for _ in range(engine.slots)])
    return sum(found.values())


def own_seconds() -> tuple[int, float]:
    """Return this process's id and its processor time, slowly enough for other workers to be asked as well."""
    time.sleep(0.2)
    return os.getpid(), time.process_time()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, nargs="*", default=[], help="what the export is drawn from")
    parser.add_argument("--messages", type=int, default=12_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--explanations", action="store_true")
    options = parser.parse_args()
    config = AnalyzerConfig(explanations=options.explanations)
    with tempfile.TemporaryDirectory(prefix="authentica-workers-") as name, WorkerProcesses(2) as two:
        source, output = Path(name) / "export.jsonl", Path(name) / "scores.jsonl"
        turns = []
        for turn in range(1 + options.pairs):  # the first pair loads the models and meets the common words
            make_export(source, options.messages, options.source, seed=turn)
            turns.append([timed(source, output, engine, config) for engine in (ThisProcess(), two)])
    pairs = turns[1:]
    print("one: wall, processor   two: wall, parent's, workers'   gain: wall, processor")
    for one, both in pairs:
        print(
            f"{one.wall:9.2f} {one.parent:9.2f} {both.wall:12.2f} {both.parent:8.2f} {both.workers:8.2f}"
            f" {one.wall / both.wall:13.2f} {gain(one, both):9.2f}"
        )
    print(f"median gain: {statistics.median(o.wall / b.wall for o, b in pairs):.2f} by the clock, ", end="")
    print(f"{statistics.median(gain(o, b) for o, b in pairs):.2f} by processor time")
    return 0


def gain(one: Spent, two: Spent) -> float:
    """Return how much less a processor has to do when there are two of them."""
    return 2 * one.parent / (two.parent + two.workers)


if __name__ == "__main__":
    sys.exit(main())
