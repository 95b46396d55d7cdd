"""The analyzer's speed beside spaCy's blank tokenizer, on the same messages in one run. Run by hand; no test collects it.

    python tests/benchmarks/analyzer.py [MESSAGES.jsonl] [--count 2000] [--rounds 5]

Messages: JSON lines with ``text`` and, where there is one, ``customer_text``; or an export of ``author_role`` and ``text`` a line, from
which each agent's reply is taken with the customer's text before it; also gzipped. By default the labelled replies of ``data/labelled``.

The floor is the blank tokenizer over every text that the analyzer reads: the reply, and the customer's text before it. Each is
timed in turn, several rounds; the best round counts, in processor time, so that other work on the machine weighs little. In these rounds
every word is known to every tool's tables; "new" is the second half of the messages at first sight, after the first half. Two
workers are two processes with half of the messages each, in wall time against one process with all of them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import random
import time
from pathlib import Path

LABELLED = Path(__file__).resolve().parents[2] / "data" / "labelled"


def messages_of(path):
    said = {}
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("author_role") == "customer":
                said[row.get("conversation_id")] = row["text"]
            elif "text" in row:
                yield row["text"], row.get("customer_text") or said.get(row.get("conversation_id"), "")


def read_messages(source, count):
    files = [source] if source else sorted(LABELLED.glob("*.jsonl"))
    found = list(dict.fromkeys(pair for file in files for pair in messages_of(file)))
    random.Random(0).shuffle(found)
    return found[:count]


def spent(work, messages, clock=time.process_time):
    start = clock()
    for _ in work(messages):
        pass
    return clock() - start


def tokenizer():
    import spacy

    nlp = spacy.blank("en")
    return lambda messages: nlp.pipe(text for pair in messages for text in pair)


def analyzer(explanations):
    import authentica
    from authentica.config import AnalyzerConfig

    return authentica.load(config=AnalyzerConfig(explanations=explanations)).pipe


def worker(pipe, messages, rounds, barrier, times):
    for _ in pipe(messages):
        pass
    for _ in range(rounds):
        barrier.wait()
        start = time.perf_counter()
        for _ in pipe(messages):
            pass
        barrier.wait()
        times.put(time.perf_counter() - start)


def best_of_workers(pipe, messages, workers, rounds):
    """Return the best round's seconds of warm forked workers that share the messages."""
    context = multiprocessing.get_context("fork")
    barrier, times = context.Barrier(workers), context.Queue()
    running = [
        context.Process(target=worker, args=(pipe, messages[number::workers], rounds, barrier, times))
        for number in range(workers)
    ]
    for process in running:
        process.start()
    found = [times.get() for _ in range(rounds * workers)]
    for process in running:
        process.join()
    return min(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()

    messages = read_messages(options.source, options.count)
    words = sum(len(text.split()) for pair in messages for text in pair) / len(messages)
    print(f"{len(messages)} replies, {words:.0f} words each with the customer's text; best of {options.rounds} rounds")
    work = {
        "spaCy's blank tokenizer": tokenizer(),
        "scores, no explanations": analyzer(explanations=False),
        "scores and explanations": analyzer(explanations=True),
    }
    half = len(messages) // 2
    for run in work.values():
        spent(run, messages[:half])
    new = {name: spent(run, messages[half:]) for name, run in work.items()}
    best = dict.fromkeys(work, float("inf"))
    for _ in range(options.rounds):
        for name, run in work.items():
            best[name] = min(best[name], spent(run, messages))
    floor, new_floor = best["spaCy's blank tokenizer"], new["spaCy's blank tokenizer"]
    for name, seconds in best.items():
        print(
            f"{name}  {len(messages) / seconds:9,.0f} replies/s, ratio {floor / seconds:.3f}"
            f"; new {(len(messages) - half) / new[name]:7,.0f}, ratio {new_floor / new[name]:.3f}"
        )
    full = work["scores and explanations"]
    one, two = (best_of_workers(full, messages, workers, options.rounds) for workers in (1, 2))
    print(f"two workers  {one / two:.2f} times one")


if __name__ == "__main__":
    main()
