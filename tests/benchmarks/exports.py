"""Exports of any size for the benchmarks: real messages drawn anew, with a few words changed and a number added.

    python tests/benchmarks/exports.py export.jsonl --messages 1000000 [--source MESSAGES.jsonl.gz ...]

Sources are JSON lines: an export of ``author_role`` (or ``role``) and ``text``, or labelled replies (``text`` and
``customer_text``); by default those of ``data/labelled``. Conversations have two to six messages. As in a real export,
every message brings tokens that no other has: a reference number, and in one of ten a word spelt as nobody else does.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import string
from collections.abc import Iterable, Iterator
from pathlib import Path

LABELLED = Path(__file__).resolve().parents[2] / "data" / "labelled"
_MISSPELT_SHARE = 0.1


def messages_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the role and the text of each message of a file."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("customer_text"):
                yield "customer", row["customer_text"]
            if row.get("text"):
                yield row.get("author_role") or row.get("role") or "agent", row["text"]


def make_export(path: Path, message_count: int, sources: Iterable[Path] = (), seed: int = 3) -> None:
    """Write an export of so many messages or a few more; the same ones for a seed."""
    texts: dict[str, list[str]] = {"customer": [], "agent": []}
    for source in list(sources) or sorted(LABELLED.glob("*.jsonl")):
        for role, text in messages_of(source):
            if role in texts:
                texts[role].append(text)
    dice = random.Random(seed)
    vocabulary = sorted(
        {word for text in dice.sample(texts["agent"], min(2_000, len(texts["agent"]))) for word in text.split()}
    )
    with path.open("w", encoding="ascii") as lines:
        number = conversation = 0
        while number < message_count:
            conversation += 1
            for turn in range(2 * dice.randint(1, 3)):
                role = ("customer", "agent")[turn % 2]
                text = f"{_edited(dice.choice(texts[role]), vocabulary, dice)} (ref {number:07d})"
                row = {"conversation_id": f"c{conversation}", "message_id": f"m{number}", "role": role, "text": text}
                lines.write(json.dumps(row) + "\n")
                number += 1


def _edited(text: str, vocabulary: list[str], dice: random.Random) -> str:
    """Return a text with up to three words exchanged, and one in ten with a word of its own."""
    words = text.split(" ")
    for _ in range(dice.randrange(4)):
        words[dice.randrange(len(words))] = dice.choice(vocabulary)
    if dice.random() < _MISSPELT_SHARE:
        words[dice.randrange(len(words))] += "".join(dice.choices(string.ascii_lowercase, k=5))
    return " ".join(words)


def main() -> None:
    """Write one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--source", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    make_export(options.output, options.messages, options.source)


if __name__ == "__main__":
    main()
