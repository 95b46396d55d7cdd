"""`CoachingAccumulator`: sums that all figures of coaching are computed from, learnt in one pass and merged exactly.

Everything learnt is whole numbers (`authentica.coaching.tallies`) and a few chosen examples, so that the order of the replies and how they
are divided do not matter.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import NoneType
from typing import Any, TypedDict

from authentica.coaching.effects import EFFECT_COUNTERS, weigh
from authentica.coaching.examples import Candidate, Shelf, candidate, is_presentable, text_hash, wording_of
from authentica.coaching.habits import HABITS
from authentica.coaching.lookups import Lookup, in_order
from authentica.coaching.measures import COUNTERS, tally
from authentica.coaching.observations import Observation, observe
from authentica.coaching.periods import PERIODS, period_of
from authentica.coaching.promises import PromiseBook
from authentica.coaching.records import Keys
from authentica.coaching.tallies import CellKey, Tallies
from authentica.defaults import EXAMPLES
from authentica.errors import InputError, RecordError
from authentica.schema import Assessment
from authentica.schema.arguments import check_argument, check_count
from authentica.schema.fields import RecordFaults, as_whole

__all__ = ["KEYS", "CoachingAccumulator", "Options"]

KEYS = ("agent", "team", "channel", "queue", *PERIODS)
"""What groups can be formed by; of the periods, one at a time."""

FORMAT_VERSION = 4
_FORMAT = "authentica-coaching"
_MOST_MODELS = 10
_SPARE = len(HABITS)
"""So many times as many replies are kept for a habit as are shown: a reply that stands at all habits is still shown at one alone."""


class Options(TypedDict, total=False):
    """What `CoachingAccumulator` is made with, for functions that hand it on; its defaults stand there alone."""

    by: Sequence[str]
    examples: int
    sample: int
    redact: bool
    max_groups: int
    lookups: Sequence[Lookup]
    promises: PromiseBook | None


class CoachingAccumulator:
    """Learn the sums of coaching from assessments: of one by `add`, of many by `authentica.coaching.learn`.

    ``a.merge(b)`` equals an accumulator that learnt the assessments of both, in any order.

    Parameters
    ----------
    by : sequence of str, default=("agent", "week")
        What groups are formed by: "agent", "team", "channel", "queue", and one of "day", "week" and "month", each once. Every
        combination of them is summarised too.
    examples : int, default=2
        Replies shown for each habit as good ones, and as ones to improve; ten times as many are kept, so that habits need not show the
        same. With 0, and no `sample`, no text is kept at all.
    sample : int, default=0
        Replies kept from all, drawn by hash, with their levels and keys.
    redact : bool, default=True
        Whether personal details are taken out of replies before they are kept.
    max_groups : int, default=50000
        Most groups; more are an error, not a slow end.
    lookups : sequence of Lookup, default=()
        Teams and queues, which assessments do not carry: `read_lookup` reads them from a file. A line of scores may also carry
        ``team`` and ``queue`` itself. Not saved.
    promises : PromiseBook, optional
        What became of promises: `read_promises` reads it from the file that ``authentica commitments --output`` wrote of the
        same export. Not saved.

    Attributes
    ----------
    rows, unscored : int
        Rows that were taken, and those of them that hold an assessment without a score.
    set_aside : Counter of str
        How many rows were no assessments, by kind.
    cells : Tallies
        The counters of the smallest groups, by their values of `by`.
    effects : Tallies
        The counts that gains are estimated from, of all replies under one empty key.
    shelves : dict of (str, str) to Shelf
        By the name of a habit and "best" or "improvable", replies that have it or lack it: what its `examples` are chosen from.
    sampled : Shelf
        Replies drawn from all.

    Raises
    ------
    InputError
        If a parameter is out of its range.

    Notes
    -----
    *Memory*: 0.75 kB for each group and set of conversations that has a reply in it, so at most 24 kB a group, and a few kB for each
    reply that is kept; a summary takes as much again for the combinations of keys. Nothing grows with the number of replies.
    """

    def __init__(
        self,
        by: Sequence[str] = ("agent", "week"),
        *,
        examples: int = EXAMPLES,
        sample: int = 0,
        redact: bool = True,
        max_groups: int = 50_000,
        lookups: Sequence[Lookup] = (),
        promises: PromiseBook | None = None,
    ) -> None:
        if not isinstance(by, Iterable):
            raise InputError(f"by must name keys, not be a {type(by).__name__}", "by", f"Use {', '.join(KEYS)}.")
        if not isinstance(lookups, Sequence) or not all(isinstance(one, Lookup) for one in lookups):
            raise InputError("lookups must be a sequence of Lookups", "lookups", "Read each with read_lookup.")
        if promises is not None and not isinstance(promises, PromiseBook):
            raise InputError("promises must be a PromiseBook", "promises", "Read it with read_promises.")
        names = (by,) if isinstance(by, str) else tuple(by)
        for name in names:
            if not isinstance(name, str) or name not in KEYS:
                raise InputError(f"there are no groups by {str(name)[:40]!r}", "by", f"Use {', '.join(KEYS)}.")
        if len(set(names)) != len(names) or sum(name in PERIODS for name in names) > 1:
            raise InputError("a key is named twice, or more than one period", "by", "Name each once, and one period.")
        examples = check_count("examples", examples, "CoachingAccumulator", least=0)
        sample = check_count("sample", sample, "CoachingAccumulator", least=0)
        max_groups = check_count("max_groups", max_groups, "CoachingAccumulator")
        if not isinstance(redact, bool):
            raise InputError("redact is neither True nor False", "CoachingAccumulator")
        self.by = names
        self.examples = examples
        self.sample = sample
        self.redact = redact
        self.max_groups = max_groups
        self.lookups = lookups
        self._lookups = in_order(lookups)
        self.promises = promises
        self.rows = self.unscored = 0
        self.set_aside: Counter[str] = Counter()
        self._models: set[str] = set()
        self.cells = Tallies(COUNTERS, max_groups)
        self.effects = Tallies(EFFECT_COUNTERS, 1)
        self.shelves = {
            (habit.name, side): Shelf(examples * _SPARE) for habit in HABITS for side in ("best", "improvable")
        }
        self.sampled = Shelf(sample)

    @property
    def period(self) -> str | None:
        """The key that is a period, or None."""
        return next((name for name in self.by if name in PERIODS), None)

    def add(self, assessment: Assessment, facts: Mapping[str, str | None] | None = None) -> str | None:
        """Learn from one assessment.

        Parameters
        ----------
        assessment : Assessment
            Of one reply.
        facts : mapping of str to str, optional
            What else is known of it, such as its team; lookups add to it.

        Returns
        -------
        str or None
            Why it was set aside; None where it counts.

        Raises
        ------
        InputError
            If there are more groups than `max_groups`.
        """
        check_argument("assessment", assessment, Assessment, "CoachingAccumulator.add")
        if facts is not None:
            check_argument("facts", facts, Mapping, "CoachingAccumulator.add")
            for value in facts.values():
                check_argument("each of facts", value, (str, NoneType), "CoachingAccumulator.add")
        if not assessment.scored:
            self.rows += 1
            self.unscored += 1
            return None
        known = dict(facts or {})
        for lookup in self._lookups:
            value = lookup.find(assessment, known)
            if value is not None:
                known[lookup.added] = value
        try:
            book = self.promises
            followed = (book.statuses, book.offers, book.checkable) if book else ({},)
            seen = observe(assessment, known, *followed)
        except RecordError as error:
            self.put_aside("the assessment is incomplete")
            return error.what
        self.rows += 1
        self._models.add(assessment.model[:64])
        if len(self._models) > _MOST_MODELS:
            self._models.remove(max(self._models))
        key = self._key(seen)
        self.cells.add(key, seen.cluster, tally(seen))
        self.effects.add((), seen.cluster, weigh(seen))
        self._show(assessment, seen, key)
        return None

    def put_aside(self, kind: str) -> None:
        """Count a row that is no assessment."""
        check_argument("kind", kind, str, "CoachingAccumulator.put_aside")
        self.rows += 1
        self.set_aside[kind] += 1

    def merge(self, *others: CoachingAccumulator) -> CoachingAccumulator:
        """Return a new accumulator that equals one that learnt the assessments of all; none of them is changed.

        Raises
        ------
        InputError
            If one is no accumulator, or has other parameters.
        """
        merged = CoachingAccumulator(**self._settings(), lookups=self.lookups, promises=self.promises)
        for part in (self, *others):
            check_argument("what is merged", part, CoachingAccumulator, "CoachingAccumulator.merge")
            if part._settings() != self._settings():
                raise InputError(
                    "accumulators with different parameters cannot be merged",
                    "CoachingAccumulator.merge",
                    "Make all with the same.",
                )
            merged._absorb(part)
        return merged

    @property
    def models(self) -> tuple[str, ...]:
        """Fingerprints of the models that scored, sorted; at most ten."""
        return tuple(sorted(self._models))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data of everything learnt; equal for equal accumulators."""
        return {
            "format": _FORMAT,
            "format_version": FORMAT_VERSION,
            "parameters": self._settings(),
            "rows": self.rows,
            "unscored": self.unscored,
            "set_aside": dict(sorted(self.set_aside.items())),
            "models": list(self.models),
            "habits": [habit.name for habit in HABITS],
            "cells": self.cells.to_list(),
            "effects": self.effects.to_list(),
            "examples": {f"{habit}/{side}": shelf.to_list() for (habit, side), shelf in self.shelves.items()},
            "sample": self.sampled.to_list(),
        }

    def to_json(self) -> str:
        """Return one line of JSON; equal for equal accumulators."""
        return json.dumps(self.to_dict(), ensure_ascii=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CoachingAccumulator:
        """Read back what `to_dict` wrote.

        Raises
        ------
        RecordError
            If the version is unknown, or a field is missing or malformed.
        InputError
            If a parameter is out of its range.
        """
        with RecordFaults("CoachingAccumulator"):
            if data["format"] != _FORMAT or data["format_version"] != FORMAT_VERSION:
                raise RecordError(
                    f"the format version is {str(data['format_version'])[:20]!r}; this release reads {FORMAT_VERSION}",
                    "CoachingAccumulator",
                    "Summarise the scores again.",
                )
            if data["habits"] != [habit.name for habit in HABITS]:
                raise RecordError("it was made with other habits", "CoachingAccumulator", "Summarise the scores again.")
            found = cls(**data["parameters"])
            found._restore(data)
            return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CoachingAccumulator):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    def _settings(self) -> dict[str, Any]:
        """Return the parameters that what was learnt depends on."""
        return {
            "by": list(self.by),
            "examples": self.examples,
            "sample": self.sample,
            "redact": self.redact,
            "max_groups": self.max_groups,
        }

    def _key(self, seen: Observation) -> CellKey:
        return tuple(
            (None if seen.moment is None else period_of(seen.moment, name)) if name in PERIODS else seen.facts.get(name)
            for name in self.by
        )

    def _show(self, assessment: Assessment, seen: Observation, key: CellKey) -> None:
        if not (self.examples or self.sample) or not is_presentable(assessment.text):
            return
        if self.sample:
            place = text_hash(assessment.conversation_id, assessment.message_id, assessment.text)
            if self.sampled.may_take(0, place):
                keys: Keys = tuple(zip(self.by, key, strict=True))
                self.sampled.offer(0, place, candidate(assessment, seen, keys, redacted=self.redact))
        if not self.examples:
            return
        place, tenth = text_hash(wording_of(assessment.text)), min(seen.authenticity // 1000, 9)
        offered: Candidate | None = None
        for habit in HABITS:
            if not habit.chance(seen):
                continue
            if habit.lapse(seen):
                shelf, rank = self.shelves[habit.name, "improvable"], tenth
            elif seen.outcome == "somewhere" and not seen.fell_short:
                shelf, rank = self.shelves[habit.name, "best"], 9 - tenth
            else:
                continue
            if shelf.may_take(rank, place):
                offered = offered or candidate(assessment, seen, (), redacted=self.redact)
                shelf.offer(rank, place, offered)

    def _absorb(self, part: CoachingAccumulator) -> None:
        self.rows += part.rows
        self.unscored += part.unscored
        self.set_aside.update(part.set_aside)
        self._models = set(sorted(self._models | part._models)[:_MOST_MODELS])
        self.cells.absorb(part.cells)
        self.effects.absorb(part.effects)
        for name, shelf in part.shelves.items():
            self.shelves[name].absorb(shelf)
        self.sampled.absorb(part.sampled)

    def _restore(self, data: Mapping[str, Any]) -> None:
        self.rows, self.unscored = as_whole(data["rows"], "rows"), as_whole(data["unscored"], "unscored")
        self.set_aside = Counter({str(kind): as_whole(n, "set_aside") for kind, n in data["set_aside"].items()})
        self._models = {str(model) for model in data["models"]}
        self.cells.restore(data["cells"], len(self.by))
        self.effects.restore(data["effects"], 0)
        for habit, side in self.shelves:
            self.shelves[habit, side] = Shelf.from_list(self.examples * _SPARE, data["examples"][f"{habit}/{side}"])
        self.sampled = Shelf.from_list(self.sample, data["sample"])
