"""One pass over scores: what coaching makes of them, and the scripts in use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authentica.coaching import CoachingAccumulator, CoachingSummary, learn, summary_of
from authentica.coaching.accumulator import Options
from authentica.defaults import MIN_PERSON_REPLIES, MIN_REPLIES
from authentica.report.scripts import ScriptTally, ScriptUse
from authentica.schema import Assessment, SetAside

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["SAMPLE", "Findings", "gather"]

SAMPLE = 300
"""Replies that can be searched on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the page shows.

    Attributes
    ----------
    summary : CoachingSummary
        The figures, the habits and the replies.
    scripts : tuple of ScriptUse
        Wordings that were sent to many, those in most replies first.
    scripts_scored : int
        Scored replies whose scores say what they share with others; 0 where none was scored with a template miner.
    scripts_exact : bool
        Whether all wordings could be followed.
    redacted : bool
        Whether personal details were taken out of what is quoted.
    explained : bool
        Whether any score carries evidence; `score --scores-only` leaves it out.
    """

    summary: CoachingSummary
    scripts: tuple[ScriptUse, ...] = ()
    scripts_scored: int = 0
    scripts_exact: bool = True
    redacted: bool = True
    explained: bool = True


def gather(
    source: Any,
    *,
    min_replies: int = MIN_REPLIES,
    min_person_replies: int = MIN_PERSON_REPLIES,
    on_set_aside: Callable[[SetAside], None] | None = None,
    **options: Unpack[Options],
) -> Findings:
    """Read scores once and return what the page shows.

    Parameters
    ----------
    source : str or path, or several of them; or iterable of Assessment or mapping
        What ``authentica score --output`` wrote as JSON lines, or assessments; see `authentica.coaching.summarize`.
    min_replies, min_person_replies, on_set_aside, **options
        As in `authentica.coaching.summarize`, but that `sample`, the replies that can be searched on the page, is `SAMPLE` by default.

    Returns
    -------
    Findings
        The same for the same scores. Memory depends on the number of groups and wordings, not on the number of replies.

    Raises
    ------
    SourceNotFoundError, FormatError
        If there is nothing to read, or there are rows and none is an assessment.
    InputError
        If a parameter is out of its range, or there are too many groups.
    """
    options.setdefault("sample", SAMPLE)
    accumulator = CoachingAccumulator(**options)
    scripts = ScriptTally(redacted=accumulator.redact)
    explained = False

    def note(assessment: Assessment) -> None:
        nonlocal explained
        scripts.add(assessment)
        explained = explained or any(score.evidence for score in assessment.dimensions)

    learn(accumulator, source, on_set_aside, note)
    return Findings(
        summary=summary_of(accumulator, min_replies=min_replies, min_person_replies=min_person_replies),
        scripts=scripts.uses(),
        scripts_scored=scripts.scored,
        scripts_exact=scripts.is_exact,
        redacted=accumulator.redact,
        explained=explained,
    )
