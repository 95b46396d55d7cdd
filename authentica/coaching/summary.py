"""`summarize`: from assessments to a `CoachingSummary`."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from authentica.coaching.accumulator import CoachingAccumulator, Options
from authentica.coaching.figures import groups_of
from authentica.coaching.findings import judge_findings
from authentica.coaching.lines import Unusable, Usable, assessment_of, read_scores
from authentica.coaching.margins import Margins
from authentica.coaching.measures import COUNTERS
from authentica.coaching.records import Accounting, CoachingSummary, Example, Group, Keys, LeftOut
from authentica.coaching.suppression import hidden_groups, is_small, least_replies
from authentica.defaults import MIN_PERSON_REPLIES, MIN_REPLIES
from authentica.errors import FormatError, InputError
from authentica.readers.files import refuse_data
from authentica.schema import Assessment, CommitmentStatus, SetAside
from authentica.schema.arguments import check_argument, check_callable, check_count

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["learn", "summarize", "summary_of"]

NOTES = (
    "The scores judge words, not deeds; they are for coaching over many replies, not for disciplining anybody.",
    "Intervals are 95 % and count the conversation, not the reply, as the independent unit. They say what the model would read in more "
    "such replies; its own errors come on top.",
    "Figures of agents, teams, channels and queues are also given drawn towards the rest, as far as their own replies leave them "
    "uncertain.",
    "Dimensions and missed opportunities count only replies whose moment called for them, with a probability of 0.5 or more. What is "
    "missed is what the scores call so: from the probability on that they were made with.",
    "A difference or trend is called one only if it holds after all comparisons, trends and habits looked at are accounted for "
    "(Benjamini and Hochberg, 5 %).",
    "What goes with a habit is an association: the outcome is the model's reading of the same reply, and who keeps one habit "
    "often keeps others. Gains overlap and do not add up.",
)
"""What the figures are and are not."""

_HIDDEN = (
    "Groups of fewer than {least} replies, or {person} of one person, are not shown, nor are others from which they could be had by "
    "subtraction."
)
_MADE_BY = "Scores are made by: authentica score EXPORT --output scores.jsonl"
_MOST_HELD = 10_000


def summarize(
    source: Any,
    *,
    min_replies: int = MIN_REPLIES,
    min_person_replies: int = MIN_PERSON_REPLIES,
    on_set_aside: Callable[[SetAside], None] | None = None,
    **options: Unpack[Options],
) -> CoachingSummary:
    """Summarise assessments for coaching.

    Parameters
    ----------
    source : str or path, or several of them; or iterable of Assessment or mapping
        What ``authentica score --output`` wrote as JSON lines (a file, a folder of parts, a pattern, ``.gz`` and ``.zst``), or assessments. Read
        once, in memory that depends on the number of groups alone.
    min_replies, min_person_replies : int
        The smallest group that is shown, and the smallest of one person.
    on_set_aside : callable, optional
        Receives a `SetAside` for every row that is no assessment.
    **options
        What groups are formed by, which examples are kept and what is known of replies from elsewhere: `by`, `examples`, `sample`,
        `redact`, `lookups`, `promises` and `max_groups` of `CoachingAccumulator`.

    Returns
    -------
    CoachingSummary
        The same for the same assessments, in any order and however they are divided into files.

    Raises
    ------
    SourceNotFoundError, FormatError
        If there is nothing to read, or there are rows and none is an assessment.
    InputError
        If a parameter is out of its range, or there are too many groups.
    """
    accumulator = learn(CoachingAccumulator(**options), source, on_set_aside)
    return summary_of(accumulator, min_replies=min_replies, min_person_replies=min_person_replies)


def learn(
    accumulator: CoachingAccumulator,
    source: Any,
    on_set_aside: Callable[[SetAside], None] | None = None,
    each: Callable[[Assessment], None] | None = None,
) -> CoachingAccumulator:
    """Let an accumulator learn from assessments, and return it.

    Parameters
    ----------
    accumulator : CoachingAccumulator
        What learns.
    source, on_set_aside
        See `summarize`.
    each : callable, optional
        Receives every assessment that is none to be set aside, so that more can be had from the one pass.

    Raises
    ------
    SourceNotFoundError, FormatError
        If there is nothing to read, or there are rows and none is an assessment.
    InputError
        If something is of another type, or there are too many groups.
    """
    check_argument("accumulator", accumulator, CoachingAccumulator, "learn")
    for name, listener in (("on_set_aside", on_set_aside), ("each", each)):
        if listener is not None:
            check_callable(name, listener, "learn")
    paths, items = _paths_or_items(source)
    rows = read_scores(paths) if items is None else (assessment_of(item, f"row {n}") for n, item in enumerate(items, 1))
    asides = _Asides(on_set_aside)
    for row in rows:
        if isinstance(row, Usable):
            asides.release()
        if isinstance(row, Unusable):
            accumulator.put_aside(row.kind)
            aside = row.place
        elif reason := accumulator.add(row.assessment, row.facts):
            aside = SetAside(origin=row.origin, reason=reason)
        else:
            if each is not None:
                each(row.assessment)
            continue
        asides.tell(aside)
    if asides.first is not None and not asides.is_released:
        raise FormatError(f"no row is an assessment: {asides.first.reason}", asides.first.origin, _MADE_BY)
    return accumulator


class _Asides:
    """Tells what is set aside, from the first assessment on: where there is none, one error says it all.

    Parameters
    ----------
    listener : callable, optional
        Receives what is told.
    """

    def __init__(self, listener: Callable[[SetAside], None] | None) -> None:
        self.first: SetAside | None = None
        self.is_released = False
        self._listener = listener
        self._held: list[SetAside] = []

    def release(self) -> None:
        """Note that there is an assessment, and tell what was held back."""
        self.is_released = True
        self._tell_held()

    def tell(self, place: SetAside) -> None:
        """Tell what is set aside, now or later."""
        self.first = self.first or place
        if self._listener is not None:
            self._held.append(place)
            if self.is_released or len(self._held) > _MOST_HELD:
                self._tell_held()

    def _tell_held(self) -> None:
        for place in self._held:
            if self._listener is not None:
                self._listener(place)
        self._held.clear()


def _paths_or_items(source: Any) -> tuple[Any, Iterator[Any] | None]:
    if isinstance(source, (str, os.PathLike)):
        return source, None
    if not isinstance(source, Iterable):
        raise InputError(f"assessments cannot be read from a {type(source).__name__}", "source", "Name a file.")
    refuse_data(source)
    items = iter(source)
    first = next(items, None)
    if isinstance(first, (str, os.PathLike)):
        return [first, *items], None
    return None, iter(()) if first is None else chain((first,), items)


def summary_of(
    accumulator: CoachingAccumulator,
    *,
    min_replies: int = MIN_REPLIES,
    min_person_replies: int = MIN_PERSON_REPLIES,
) -> CoachingSummary:
    """Return what an accumulator has learnt, as a summary; see `summarize`.

    Parameters
    ----------
    accumulator : CoachingAccumulator
        What has learnt; it stays as it is.
    min_replies, min_person_replies : int
        At least 1: the smallest group that is shown, and the smallest of one person.

    Raises
    ------
    InputError
        If it is no accumulator, or a minimum is no whole number of at least 1.
    """
    min_replies = check_count("min_replies", min_replies, "summary_of")
    min_person_replies = check_count("min_person_replies", min_person_replies, "summary_of")
    check_argument("accumulator", accumulator, CoachingAccumulator, "summary_of")
    margins = Margins(accumulator)
    hidden = hidden_groups({keys: margins.size(keys) for keys in margins}, min_replies, min_person_replies)
    least = partial(least_replies, min_replies=min_replies, min_person_replies=min_person_replies)
    groups = groups_of(margins, hidden, least)
    found = judge_findings(accumulator, margins, groups, least)
    return CoachingSummary(
        by=accumulator.by,
        min_replies=min_replies,
        min_person_replies=min_person_replies,
        overall=groups[()],
        groups=tuple(group for keys, group in groups.items() if keys),
        differences=found.differences,
        trends=found.trends,
        habits=found.habits,
        sample=tuple(_veiled(example, groups) for example in accumulator.sampled.examples()),
        accounting=replace(
            _accounting(accumulator, margins, hidden),
            left_out=_left_out(margins, hidden, min_replies, min_person_replies),
        ),
        notes=(*NOTES, _HIDDEN.format(least=min_replies, person=min_person_replies)),
    )


def _veiled(example: Example, groups: dict[Keys, Group]) -> Example:
    """Take away from a sampled reply the keys whose groups are not shown."""
    return replace(
        example, keys=tuple((name, value if ((name, value),) in groups else None) for name, value in example.keys)
    )


def _left_out(margins: Margins, hidden: set[Keys], min_replies: int, min_person_replies: int) -> tuple[LeftOut, ...]:
    """Return the hidden groups of a single key, in the order in which they would have been shown."""
    found: defaultdict[tuple[str, bool], list[str | None]] = defaultdict(list)
    for keys in margins:
        if len(keys) == 1 and keys in hidden:
            ((name, value),) = keys
            found[name, is_small(keys, margins.size(keys), min_replies, min_person_replies)].append(value)
    return tuple(
        LeftOut(name=name, is_small=small, groups=len(values), values=() if name == "agent" else tuple(values))
        for (name, small), values in found.items()
    )


def _accounting(accumulator: CoachingAccumulator, margins: Margins, hidden: set[Keys]) -> Accounting:
    whole = margins[()].sum(axis=0)
    scored = int(whole[COUNTERS["replies"]])
    period = accumulator.period
    unknown = {name: margins.size(keys).replies for name in accumulator.by if (keys := ((name, None),)) in margins}
    reasons = sorted(accumulator.set_aside.items(), key=lambda item: (-item[1], item[0]))
    return Accounting(
        rows=accumulator.rows,
        scored=scored,
        unscored=accumulator.unscored,
        set_aside=sum(n for _, n in reasons),
        reasons=tuple(reasons),
        untimed=0 if period is None else unknown.pop(period, 0),
        unplaced=tuple(unknown.items()),
        groups=len(margins) - 1,
        groups_hidden=len(hidden),
        promises_read=0 if accumulator.promises is None else accumulator.promises.read,
        promises_set_aside=0 if accumulator.promises is None else accumulator.promises.set_aside,
        promises_matched=sum(int(whole[COUNTERS[f"promises.{status.value}"]]) for status in CommitmentStatus),
        models=accumulator.models,
    )
