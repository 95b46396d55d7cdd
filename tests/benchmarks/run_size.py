"""How much memory a long run takes, and what a second worker gains.

    python tests/benchmarks/run_size.py --messages 300000 --jobs 2     # memory
    python tests/benchmarks/run_size.py --messages 12000 --ratio 5     # two workers beside one, alternately

The messages are the project's own labelled replies and the customer texts before them, drawn anew with a number in
each, so that no two are the same. Memory is sampled from /proc twice a second: the resident set (RSS) of each process, and the proportional
set (PSS), which counts a page that processes share once. Rates are of rows (all messages), of the whole run and without the start of
the workers (from the first shard to the last).
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def make_export(path: Path, messages: int) -> None:
    """Write conversations of two to six messages."""
    replies, customers = [], []
    for file in sorted((ROOT / "data" / "labelled").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("text") and row.get("customer_text"):
                replies.append(row["text"])
                customers.append(row["customer_text"])
    dice = random.Random(3)
    with path.open("w", encoding="ascii") as lines:
        number = conversation = 0
        while number < messages:
            conversation += 1
            for turn in range(2 * dice.randint(1, 3)):
                role, texts = (("customer", customers), ("agent", replies))[turn % 2]
                text = f"{dice.choice(texts)} (ref {number:07d})"
                row = {"conversation_id": f"c{conversation}", "message_id": f"m{number}", "role": role, "text": text}
                lines.write(json.dumps(row) + "\n")
                number += 1


class MemoryWatch(threading.Thread):
    """Keeps the peaks of this process and its children."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peaks = {"parent_rss": 0, "largest_worker_rss": 0, "sum_rss": 0, "sum_pss": 0}
        self.ended = threading.Event()

    def run(self) -> None:
        """Sample until ended."""
        while not self.ended.wait(0.5):
            own, *others = [memory(pid) for pid in ["self", *children("self")]]
            sample = {
                "parent_rss": own[0],
                "largest_worker_rss": max((rss for rss, _ in others), default=0),
                "sum_rss": own[0] + sum(rss for rss, _ in others),
                "sum_pss": own[1] + sum(pss for _, pss in others),
            }
            self.peaks = {name: max(peak, sample[name]) for name, peak in self.peaks.items()}


def children(pid: str) -> list[str]:
    """Return the process ids of all descendants."""
    found: list[str] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [child, *children(child)]
    return found


def memory(pid: str) -> tuple[int, int]:
    """Return RSS and PSS in KiB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0, 0
    values = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}
    return values.get("Rss", 0), values.get("Pss", 0)


def timed_run(source: Path, output: Path, jobs: int) -> dict[str, float]:
    """Score once; return rates."""
    import authentica

    marks: list[tuple[float, int]] = []
    begun = time.monotonic()
    receipt = authentica.score_transcripts(
        source, output, jobs=jobs, progress=lambda p: marks.append((time.monotonic(), p.rows_done))
    )
    whole = time.monotonic() - begun
    (first_at, first_rows), (last_at, last_rows) = marks[0], marks[-1]
    return {
        "rows": receipt.rows_in,
        "seconds": round(whole, 1),
        "rows_per_second": round(receipt.rows_in / whole, 1),
        "steady_rows_per_second": round((last_rows - first_rows) / (last_at - first_at), 1),
    }


def main() -> int:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=300_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--ratio", type=int, metavar="TIMES", help="alternate one and two workers so many times")
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="authentica-size-") as name:
        folder = Path(name)
        source = folder / "export.jsonl"
        make_export(source, options.messages)
        if options.ratio:
            from authentica.scoring.recipe import AnalyzerRecipe, fingerprint_of

            fingerprint_of(AnalyzerRecipe())  # one process does not pay for its start either
            pairs = []
            for turn in range(options.ratio):
                one = timed_run(source, folder / f"{turn}-1.jsonl", 1)
                two = timed_run(source, folder / f"{turn}-2.jsonl", 2)
                pairs.append((one, two))
                for path in folder.glob(f"{turn}-*"):
                    path.unlink()
            figures["pairs"] = pairs
            for key in ("rows_per_second", "steady_rows_per_second"):
                figures[f"ratio_of_{key}"] = round(statistics.median(two[key] / one[key] for one, two in pairs), 2)
        else:
            watch = MemoryWatch()
            watch.start()
            figures = timed_run(source, folder / "scores.jsonl", options.jobs)
            watch.ended.set()
            watch.join()
            figures |= {f"peak_{name}_mb": round(kib / 1024) for name, kib in watch.peaks.items()}
    print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
