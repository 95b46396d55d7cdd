"""How the time for hostile texts grows with their length: an exponent of 1 is linear, of 2 quadratic.

    python tests/benchmarks/run_linearity.py            # a table, steepest first
    python tests/benchmarks/run_linearity.py --chars 20000

Tests only guard against texts that hang; this measures. Each text is timed at a length and at eight times the length, in processor
time, the least of three, with the garbage collector off: one of its passes takes as long as the shorter text.
"""

from __future__ import annotations

import argparse
import gc
import math
import time
from collections.abc import Callable

PIECES = [
    "a", "A ", "1", "1 ", "1-", "1/1/", "12:", "(", "@", "a@b.", "http://a@", "https://a.b/", "A-", "Jan 1 ", "Anna ", "GB82 ", "order ",
    "12 Aa ", "my name is ", ":", "\u0301", "J. ", "by ", "in the next ", "as soon as ", "twenty-", "we'll ", "do best ", "if ", "will be ",
    "please send your email ", "so we can ", "never share ", "> a\n", "Thanks,\n", "? ", "<p>", "\ud800", "\x00", "\U0001f600",
]  # fmt: skip


def measured() -> dict[str, Callable[[str], object]]:
    """Return what is timed, by name."""
    from authentica.commitments import CommitmentFinder, find_deadlines
    from authentica.conversation.reader import MessageReader
    from authentica.corpus.wording import WordingReader
    from authentica.privacy import redact
    from authentica.schema import Message

    finder = CommitmentFinder(longest_text_chars=1 << 30)
    reader = MessageReader(1 << 30)
    return {
        "find_deadlines": find_deadlines,
        "redact": redact,
        "CommitmentFinder.find": finder.find,
        "MessageReader.read": lambda text: reader.read(0, Message(text=text)),
        "WordingReader.read": WordingReader().read,
    }


def seconds(work: Callable[[str], object], text: str) -> float:
    """Return the least processor time of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work(text)
        taken.append(time.process_time() - start)
    return max(min(taken), 1e-6)


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chars", type=int, default=5_000, help="length of the shorter text (default: 5000)")
    chars = parser.parse_args().chars
    gc.disable()
    rows = []
    for name, work in measured().items():
        work("Hello there, we will ring 555-0101 by Friday.")
        for piece in PIECES:
            short, long = (seconds(work, (piece * length)[:length]) for length in (chars, 8 * chars))
            rows.append((math.log(long / short, 8), long, name, piece))
    for exponent, long, name, piece in sorted(rows, reverse=True):
        print(f"{exponent:5.2f}  {long:8.3f} s  {name:22} {piece!r}")


if __name__ == "__main__":
    main()
