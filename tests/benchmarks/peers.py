"""Messages a second of authentica and of what a user might pick instead, on the same real messages in alternating rounds of one run.

    python tests/benchmarks/peers.py                                   # all of them; the first run installs them
    python tests/benchmarks/peers.py --only blank authentica vader     # some
    python tests/benchmarks/peers.py replies.jsonl.gz --messages 1000

Each peer (`peer_workers.py`) runs in a process of its own, in a virtual environment of its own that is made when it is missing, with
one thread, and reports its own processor time a pass. Ratios are to spaCy's blank tokenizer in the same round. The messages are
agents' replies drawn from the corpora of ../shared where they are, else from data/labelled.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
from pathlib import Path

from environments import python_with
from exports import LABELLED, messages_of
from peer_workers import PEERS

_CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_BLANK = "blank"


class Worker:
    """The process of one peer."""

    def __init__(self, name: str, texts: list[str]) -> None:
        command = [python_with(PEERS[name].requirements), str(Path(__file__).with_name("peer_workers.py")), name]
        environment = os.environ | dict.fromkeys(_THREADS, "1")
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        fault = self._ask(json.dumps(texts))
        if fault is not None:
            raise RuntimeError(fault)

    def seconds_of_a_pass(self) -> float:
        """Have one round timed."""
        return float(self._ask(""))  # type: ignore[arg-type]

    def close(self) -> None:
        """End it."""
        self._process.communicate()

    def _ask(self, line: str) -> float | str | None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        return json.loads(answer) if answer else "its process ended"


def replies(source: Path | None, count: int) -> list[str]:
    """Draw agents' messages."""
    paths = [source] if source else sorted(_CORPUS.glob("*.jsonl.gz")) or sorted(LABELLED.glob("*.jsonl"))
    texts = [text for path in paths for role, text in messages_of(path) if role == "agent"]
    return random.Random(0).sample(texts, min(count, len(texts)))


def spread(values: list[float], form: str) -> str:
    """Return the median and, in brackets, the least and the greatest."""
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path, help="JSON lines with a text in each; also gzipped")
    parser.add_argument("--only", nargs="+", choices=PEERS, default=list(PEERS), metavar="NAME", help=", ".join(PEERS))
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    texts = replies(options.source, options.messages)
    running, reasons = {}, {}
    for name in dict.fromkeys([_BLANK, *options.only]):
        try:
            running[name] = Worker(name, texts)
        except RuntimeError as error:
            reasons[name] = str(error)
    rounds: dict[str, list[float]] = {name: [] for name in running}
    for _ in range(options.rounds):
        for name, worker in running.items():
            rounds[name].append(worker.seconds_of_a_pass())
    for worker in running.values():
        worker.close()
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(texts)} replies of {words:.0f} words, {options.rounds} alternating rounds: median (least–greatest)")
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors, one thread each\n")
    print("| | messages a second | ratio to the blank tokenizer | gives |\n|---|--:|--:|---|")
    for name, seconds in rounds.items():
        ratios = [floor / own for floor, own in zip(rounds[_BLANK], seconds, strict=True)]
        speeds = [len(texts) / own for own in seconds]
        print(f"| {name} | {spread(speeds, ',.0f')} | {spread(ratios, '.4f')} | {PEERS[name].returns} |")
    for name, reason in reasons.items():
        print(f"| {name} | – | – | not run: {reason} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
