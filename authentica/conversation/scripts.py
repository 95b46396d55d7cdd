"""A script sent again to the same customer: near-copies among the agent's replies, whatever stands in the slots.

Numbers, names in mid-sentence, links and handles are slots. Two replies are near-copies where the Jaccard similarity of
their word pairs is at least 0.7. Candidates come from each reply's smallest pair hashes (Broder, "On the resemblance and
containment of documents", 1997), so that the work for a reply does not grow with the conversation.
"""

from __future__ import annotations

import itertools
import zlib
from collections import Counter

from authentica.conversation.reader import MessageReading
from authentica.schema import ConversationFinding, FindingKind, MessageSpan

__all__ = ["ScriptFinder"]

_LEAST_WORDS = 8
_LEAST_SIMILARITY = 0.7
_SKETCH = 16
_KEPT_PER_HASH = 6
_LONGEST_WORDS = 400


class ScriptFinder:
    """Finds near-copies, reply by reply."""

    def __init__(self) -> None:
        self._index: dict[int, list[int]] = {}
        self._replies: list[tuple[frozenset[int], MessageSpan]] = []

    def add(self, reading: MessageReading) -> ConversationFinding | None:
        """Return the finding that an agent's reply copies an earlier one, with the earliest such reply as evidence."""
        facts = {token for _, token in reading.facts}
        at = [i for i, word in enumerate(reading.tokens.words) if i not in facts and word[0].isalpha()][:_LONGEST_WORDS]
        if len(at) < _LEAST_WORDS:
            return None
        words = [reading.tokens.words[i] for i in at]
        pairs = frozenset(zlib.crc32(f"{a} {b}".encode("utf-8", "surrogatepass")) for a, b in itertools.pairwise(words))
        span = reading.span(at[0], at[-1] + 1)
        sketch = sorted(pairs)[:_SKETCH]
        votes = Counter(number for pair in sketch for number in self._index.get(pair, ()))
        copied = next(
            (
                number
                for number, shared in sorted(votes.items())
                if shared * 4 >= len(sketch) and _similarity(pairs, self._replies[number][0]) >= _LEAST_SIMILARITY
            ),
            None,
        )
        for pair in sketch:
            holders = self._index.setdefault(pair, [])
            if len(holders) < _KEPT_PER_HASH:
                holders.append(len(self._replies))
        self._replies.append((pairs, span))
        if copied is None:
            return None
        return ConversationFinding(
            kind=FindingKind.SCRIPT_REPEATED, index=reading.index, evidence=(self._replies[copied][1], span)
        )


def _similarity(a: frozenset[int], b: frozenset[int]) -> float:
    both = len(a & b)
    return both / (len(a) + len(b) - both)
