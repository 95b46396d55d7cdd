"""Messages a second of authentica and of what a user might pick instead, on the same messages in alternating rounds.

    python tests/benchmarks/peers.py                                  # the texts of data/labelled
    python tests/benchmarks/peers.py replies.jsonl.gz --peer vader=/venvs/vader/bin/python --messages 2000

Each peer runs in a process of its own, under the interpreter given for it (else this one), and is named with the reason
if it cannot be loaded. The best of the rounds counts, without the time to load.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Work = Callable[[list[str]], object]


def blank() -> Work:
    """Tokens only."""
    pipe = importlib.import_module("spacy").blank("en").pipe
    return lambda texts: sum(len(doc) for doc in pipe(texts))


def authentica(explain: bool) -> Work:
    """The whole analysis."""
    config = importlib.import_module("authentica.config").AnalyzerConfig(explanations=explain)
    pipe = importlib.import_module("authentica").load(config=config).pipe
    return lambda texts: sum(1 for _ in pipe(texts))


def vader() -> Work:
    """Four numbers of sentiment."""
    scorer = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return lambda texts: [scorer.polarity_scores(text) for text in texts]


PEERS: dict[str, tuple[str, Callable[[], Work]]] = {
    "blank": ("tokens (the floor)", blank),
    "authentica": ("five scores with explanations", lambda: authentica(True)),
    "authentica-scores": ("five scores", lambda: authentica(False)),
    "vader": ("sentiment: four numbers", vader),
}


def worker(name: str) -> None:
    """Load a peer, then time one round for each line of standard input."""
    texts = json.loads(sys.stdin.readline())
    try:
        work = PEERS[name][1]()
        work(texts[:20])
    except Exception as error:  # whatever keeps a peer from running is its reason
        print(json.dumps(f"{type(error).__name__}: {error}"), flush=True)
        return
    print(json.dumps(None), flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        work(texts)
        print(json.dumps(time.perf_counter() - begun), flush=True)


def texts_of(paths: list[Path], role: str | None) -> Iterator[str]:
    """Yield the texts of JSONL files."""
    for path in paths:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if row.get("text") and (role is None or role in (row.get("role"), row.get("author_role"))):
                    yield row["text"]


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path, help="JSONL or JSONL.gz with a text in each row")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON", help=f"of {', '.join(PEERS)}")
    parser.add_argument("--role", help="only rows of this role")
    parser.add_argument("--messages", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        worker(options.worker)
        return 0
    pythons = dict(pair.split("=", 1) for pair in options.peer)
    if unknown := set(pythons) - set(PEERS):
        parser.error(f"no such peer: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    paths = [options.source] if options.source else sorted((ROOT / "data" / "labelled").glob("*.jsonl"))
    texts = list(itertools.islice(texts_of(paths, options.role), options.messages))
    running, reasons = {}, {}
    for name in PEERS:
        command = [pythons.get(name, sys.executable), __file__, "--worker", name]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(texts) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        reasons[name] = json.loads(answer) if answer else "the process ended"
        if reasons[name] is None:
            running[name] = process
    best = dict.fromkeys(running, float("inf"))
    for _ in range(options.rounds):
        for name, process in running.items():
            process.stdin.write("\n")
            process.stdin.flush()
            best[name] = min(best[name], json.loads(process.stdout.readline()))
    for process in running.values():
        process.communicate()
    print(f"{len(texts)} messages, best of {options.rounds} alternating rounds\n")
    print("| | messages/s | ratio to the blank tokenizer | returns |\n|---|--:|--:|---|")
    for name, (returns, _) in PEERS.items():
        if name in best:
            ratio = f"{best['blank'] / best[name]:.3f}" if "blank" in best else "–"
            print(f"| {name} | {len(texts) / best[name]:,.0f} | {ratio} | {returns} |")
        else:
            print(f"| {name} | – | – | not run: {reasons[name]} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
