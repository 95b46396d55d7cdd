"""How much memory a long run takes, from its start to its end.

    python tests/benchmarks/run_size.py --messages 1000000           # authentica score --scores-only --jobs 1
    python tests/benchmarks/run_size.py export.jsonl --jobs 2 --explanations

The command runs as a user runs it, into a folder of parts; its export is made by `exports.py` where none is given. Its processes are looked at from outside (/proc): the resident set (RSS) of
the parent and of the largest worker, and the proportional set (PSS) of all, which counts a page that processes share once.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from exports import make_export

_EVERY_SECONDS = 0.5
_LINE_SECONDS = 30


def descendants(pid: int) -> list[int]:
    """Return the process ids of all descendants."""
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, task.read_text().split()):
                found += [child, *descendants(child)]
    except OSError:  # it ended while it was looked at
        pass
    return found


def memory_mb(pid: int) -> tuple[float, float]:
    """Return RSS and PSS."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    values = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.endswith("kB")}
    return values.get("Rss", 0.0), values.get("Pss", 0.0)


def look(pid: int) -> tuple[float, float, float]:
    """Return the parent's RSS, the largest worker's, and the PSS of all."""
    own, *others = [memory_mb(process) for process in (pid, *descendants(pid))]
    return own[0], max((rss for rss, _ in others), default=0.0), own[1] + sum(pss for _, pss in others)


def watch(command: list[str], output: Path) -> int:
    """Run a command, print a line every half minute, and the peaks at the end; return its exit code."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peaks, lines = [0.0, 0.0, 0.0], 0
    print("seconds  shards  parent RSS  largest worker RSS  PSS of all (MB)", flush=True)
    while process.poll() is None:
        sample, seconds = look(process.pid), time.monotonic() - begun
        peaks = list(map(max, peaks, sample))
        if seconds >= lines * _LINE_SECONDS:
            lines += 1
            shards = sum(1 for _ in output.glob("part-*"))
            print(f"{seconds:7.0f} {shards:7,} {sample[0]:11.0f} {sample[1]:19.0f} {sample[2]:15.0f}", flush=True)
        time.sleep(_EVERY_SECONDS)
    used, seconds = os.times(), time.monotonic() - begun
    print(
        f"exit {process.returncode} after {seconds:,.0f} s, {used.children_user + used.children_system:,.0f} s of processor time"
    )
    print(f"peaks: parent {peaks[0]:.0f}, largest worker {peaks[1]:.0f}, PSS of all {peaks[2]:.0f} MB")
    return process.returncode


def main() -> int:
    """Make an export where none is given, and score it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--messages", type=int, default=300_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--explanations", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="authentica-size-") as name:
        source, output = options.source or Path(name) / "export.jsonl", Path(name) / "scores"
        if options.source is None:
            make_export(source, options.messages)
        command = [sys.executable, "-m", "authentica", "score", str(source), "--output", str(output)]
        command += ["--jobs", str(options.jobs), *([] if options.explanations else ["--scores-only"])]
        return watch(command, output)


if __name__ == "__main__":
    sys.exit(main())
