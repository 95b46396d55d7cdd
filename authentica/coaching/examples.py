"""Replies kept as examples: few, chosen without chance, without personal details, and never with the customer's text.

A shelf keeps the ``size`` smallest candidates by rank and then by a hash. Which these are depends on the candidates alone, not on
their order or on how they were divided, so shelves merge exactly, in memory that does not grow.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import insort
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from authentica.coaching.observations import Observation
from authentica.coaching.records import Example, ExampleSpan, Keys
from authentica.errors import RecordError
from authentica.explain.sentences import is_doubted, is_quoted, likelier_level
from authentica.privacy import redact
from authentica.privacy.people import names_of
from authentica.schema import DIMENSIONS, NEEDS, Assessment
from authentica.schema.fields import RecordFaults, as_string, as_whole

__all__ = ["Candidate", "Shelf", "candidate", "is_presentable", "text_hash", "unshown_first", "wording_of"]

_SHORTEST_CHARS, _LONGEST_CHARS = 20, 700
_NUMBER = re.compile(r"\d+")
# Lines that another mail was quoted with: what stands below is not the agent's, and may be the customer's.
_QUOTED = re.compile(
    r"^[ \t]*(?:>|&gt;)|\bwrote:[ \t]*$|^-{2,}[ \t]*(?:Original|Forwarded) ", re.MULTILINE | re.IGNORECASE
)


class Candidate(NamedTuple):
    """A reply that may become an example; `make` takes its personal details out, which is only done if it is kept."""

    about: str
    make: Callable[[], Example]


class _Kept(NamedTuple):
    rank: int
    about: str
    example: Example


def is_presentable(text: str) -> bool:
    """Tell whether a reply can be shown: neither a fragment nor a long one, and without quoted mail."""
    return _SHORTEST_CHARS <= len(text) <= _LONGEST_CHARS and _QUOTED.search(text) is None


def text_hash(*parts: str | None) -> str:
    """Return the hash that examples are chosen by."""
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()[:32]


def wording_of(text: str) -> str:
    """Return a reply without its numbers: with others, a reader takes it for the same."""
    return _NUMBER.sub("#", text)


def candidate(assessment: Assessment, seen: Observation, keys: Keys, *, redacted: bool) -> Candidate:
    """Return a scored reply as a candidate.

    Parameters
    ----------
    assessment : Assessment
        The reply; of what it says, only its own text and the places of its evidence are used.
    seen : Observation
        Its facts.
    keys : Keys
        Where it was sent; empty for an example of a habit.
    redacted : bool
        Whether personal details are taken out.
    """
    reasons = [
        (e, score.dimension, e.cue, not score.explanation or is_quoted(e.text or "", score.explanation))
        for score in assessment.dimensions
        for e in score.spans
    ]
    reasons += [(e, "outcome", e.cue, True) for e in assessment.outcome_evidence]
    # Of a finding's evidence the first is the whole of it.
    reasons += [
        (f.evidence[0], "privacy", f"privacy.{f.issue.value}{'.in_public' if f.public else ''}", True)
        for f in assessment.privacy
        if f.evidence
    ]
    spans = tuple(
        sorted(
            (e.start, e.end, dimension, cue, e.contribution, tells)
            for e, dimension, cue, tells in reasons
            if e.start is not None and e.end is not None and 0 <= e.start < e.end <= len(assessment.text)
        )
    )
    levels = tuple(zip(DIMENSIONS, seen.levels, strict=True))
    needed = tuple(dimension for dimension in NEEDS if seen.needed(dimension))
    unsure = [score for score in assessment.dimensions if is_doubted(score.explanation)]
    doubted = tuple(score.dimension for score in unsure)
    likeliest = [(score.dimension, score.level, likelier_level(score.level, score.probabilities)) for score in unsure]
    likelier = tuple((dimension, other) for dimension, level, other in likeliest if other != level)
    likelier_outcome = None
    if is_doubted(assessment.outcome_explanation):
        doubted += ("outcome",)
        chances = assessment.outcome_probabilities
        likeliest_outcome = max(chances, key=chances.__getitem__)
        likelier_outcome = None if likeliest_outcome is assessment.outcome else likeliest_outcome.value
    # Of equal wordings, the smallest of this is kept. What is masked depends on who wrote it, and so does this.
    about = json.dumps(
        [
            assessment.authenticity,
            seen.outcome,
            levels,
            needed,
            seen.missed,
            doubted,
            likelier,
            likelier_outcome,
            keys,
            spans,
            text_hash(assessment.text, assessment.author_id),
        ]
    )

    def make() -> Example:
        shown = redact(assessment.text, names=names_of(assessment.author_id)) if redacted else None
        return Example(
            text=assessment.text if shown is None else shown.text,
            is_redacted=redacted,
            authenticity=assessment.authenticity or 0.0,
            outcome=seen.outcome,
            levels=levels,
            needed=needed,
            missed=seen.missed,
            doubted=doubted,
            likelier=likelier,
            likelier_outcome=likelier_outcome,
            spans=tuple(
                ExampleSpan(start=at, end=to, dimension=dimension, cue=cue, contribution=contribution, is_telling=tells)
                for start, end, dimension, cue, contribution, tells in spans
                for at, to in ((start, end) if shown is None else shown.place(start, end),)
            ),
            keys=keys,
            conversation_id=assessment.conversation_id if keys and not redacted else None,
            message_id=assessment.message_id if keys and not redacted else None,
        )

    return Candidate(about, cache(make))  # several habits may keep it


def unshown_first(examples: Iterable[Example], most: int, shown: set[str]) -> tuple[Example, ...]:
    """Choose examples in their order, and such as read like one that was shown only where there are too few others.

    Parameters
    ----------
    examples : iterable of Example
        To choose from, the best first.
    most : int
        How many are chosen.
    shown : set of str
        Wordings of those that were shown before; those of what is chosen are added.

    Returns
    -------
    tuple of Example
        At most `most`.
    """
    fresh: list[Example] = []
    again: list[Example] = []
    for example in examples:
        wording = wording_of(example.text)
        if wording in shown:
            again.append(example)
        elif len(fresh) < most:
            shown.add(wording)
            fresh.append(example)
    return (*fresh, *again)[:most]


class Shelf:
    """The smallest candidates by rank and hash, each hash once.

    Parameters
    ----------
    size : int
        How many are kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: dict[str, _Kept] = {}
        self._order: list[tuple[int, str]] = []  # rank and hash of what is kept, sorted

    def may_take(self, rank: int, key: str) -> bool:
        """Tell whether a candidate of this rank and hash could be kept."""
        return self._size > 0 and (len(self._order) < self._size or (rank, key) <= self._order[-1])

    def offer(self, rank: int, key: str, offered: Candidate) -> None:
        """Keep a candidate if it is among the smallest."""
        if not self.may_take(rank, key):
            return
        held = self._kept.get(key)
        if held is None or (rank, offered.about) < (held.rank, held.about):
            self._take(key, _Kept(rank, offered.about, offered.make()))

    def absorb(self, other: Shelf) -> None:
        """Take over what another shelf has kept."""
        for key, kept in other._kept.items():
            held = self._kept.get(key)
            if held is None or (kept.rank, kept.about) < (held.rank, held.about):
                self._take(key, kept)

    def examples(self) -> tuple[Example, ...]:
        """Return what was kept, smallest first."""
        return tuple(self._kept[key].example for _, key in self._order)

    def to_list(self) -> list[dict[str, Any]]:
        """Return JSON-ready data."""
        return [
            {"key": key, "rank": rank, "about": self._kept[key].about, "example": self._kept[key].example.to_dict()}
            for rank, key in self._order
        ]

    @classmethod
    def from_list(cls, size: int, items: Iterable[Mapping[str, Any]]) -> Shelf:
        """Read back what `to_list` wrote.

        Raises
        ------
        RecordError
            If it is malformed, or holds more than `size`.
        """
        shelf = cls(size)
        with RecordFaults("Shelf"):
            listed = list(items)
            if len(listed) > size:
                raise RecordError("a shelf holds more examples than its size", "Shelf")
            for item in listed:
                key, about = (as_string(item[name], name) for name in ("key", "about"))
                shelf._take(key, _Kept(as_whole(item["rank"], "rank"), about, Example.from_dict(item["example"])))
        return shelf

    def _take(self, key: str, kept: _Kept) -> None:
        held = self._kept.get(key)
        if held is not None:
            self._order.remove((held.rank, key))
        self._kept[key] = kept
        insort(self._order, (kept.rank, key))
        if len(self._order) > self._size:
            del self._kept[self._order.pop()[1]]
