"""How long the command line takes to explain one reply, beside what it cannot do without: importing spaCy.

    python tests/benchmarks/run_start.py [--rounds 15]

Whole processes in turn, from their start to their end, on the clock and in processor time. A round before the others writes the
compiled files that an installed package has.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

COMMANDS = {
    "import spacy": ["-c", "import spacy"],
    "import authentica": ["-c", "import authentica"],
    "authentica explain": ["-m", "authentica", "explain", "Sorry about that, I will refund you today."],
}
_FLOOR = "import spacy"


def seconds(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run it once; return wall and processor time."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{command} ended with status {status}")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as compiled:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = compiled
        turns = [{name: seconds(command, environment) for name, command in COMMANDS.items()} for _ in range(1 + rounds)]
    print(f"{rounds} rounds: median (least–greatest); ratios to '{_FLOOR}' round by round")
    print("| | seconds | processor seconds | ratio | ratio of processor time |\n|---|--:|--:|--:|--:|")
    for name in COMMANDS:
        own = list(zip(*(turn[name] for turn in turns[1:]), strict=True))
        floor = list(zip(*(turn[_FLOOR] for turn in turns[1:]), strict=True))
        ratios = [[a / b for a, b in zip(*pair, strict=True)] for pair in zip(own, floor, strict=True)]
        print(f"| {name} |", " | ".join(spread(values) for values in (*own, *ratios)), "|")


def spread(values: tuple[float, ...] | list[float]) -> str:
    """Return the median and, in brackets, the least and the greatest."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


if __name__ == "__main__":
    main()
