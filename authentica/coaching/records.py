"""What coaching says: the summary of many assessments and its parts, frozen and JSON-ready.

Every number that was estimated carries how many replies or chances it rests on and its interval. A figure that rests on too
little is None, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from authentica.coaching.periods import PERIODS
from authentica.errors import RecordError
from authentica.schema.arguments import check_argument
from authentica.schema.fields import RecordFaults
from authentica.schema.record import AS_MAPPING, Record, read, written

__all__ = [
    "SUMMARY_VERSION",
    "Accounting",
    "CoachingSummary",
    "Difference",
    "Distribution",
    "Estimate",
    "Example",
    "ExampleSpan",
    "Group",
    "HabitFinding",
    "Keys",
    "LeftOut",
    "Trend",
]

SUMMARY_VERSION = 1
"""Of `CoachingSummary.to_dict`."""

Keys = Annotated[tuple[tuple[str, str | None], ...], AS_MAPPING]
"""What a group has in common, such as ``(("agent", "Deniz"), ("week", "2025-W10"))``; a value is None where the scores name none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Record):
    """One measure of one group.

    Attributes
    ----------
    measure : str
        A name of `authentica.coaching.MEASURES`, which says what it is, its unit and which end is good.
    n : int
        What it rests on: the replies, chances or promises that it is a mean or share of; 0 for kept promises while more are undecided.
    value : float or None
        The mean or share. None where `n`, or the conversations behind it, are too few to be shown.
    low, high : float or None
        95 % interval; it counts the conversation, not the reply, as the independent unit.
    shrunk, shrunk_low, shrunk_high : float or None
        The value drawn towards the team as far as its own replies leave it uncertain (empirical Bayes), never beyond its own interval,
        with its 95 % interval.
        None where there are fewer than four groups to learn from, and for the whole.
    shrinkage : float or None
        How far it was drawn: 0 not at all, 1 wholly.
    design_effect : float or None
        How many times as large the variance is as it were if all replies were independent; at least 1.
    """

    measure: str
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    shrunk: float | None = None
    shrunk_low: float | None = None
    shrunk_high: float | None = None
    shrinkage: float | None = None
    design_effect: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(Record):
    """How often each value occurs in a group.

    Attributes
    ----------
    measure : str
        "authenticity", or the name of a dimension.
    labels : tuple of str
        The bins, such as "0-10" (from 0 to below 10; the last holds 100 as well), or the levels "0", "1" and "2".
    counts : tuple of int
        Replies in each; of empathy, ownership and expectations only those where it was needed.
    """

    measure: str
    labels: tuple[str, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    """The replies that have some keys in common.

    Attributes
    ----------
    keys : Keys
        What they have in common; empty for the whole.
    replies : int
        Scored replies in it.
    clusters : int
        Independent units behind them: conversations, or where there are many, the sets into which conversations were
        divided (see `authentica.coaching.clusters`).
    estimates : tuple of Estimate
        One for each measure, always in the same order; index the group by name to get one.
    distributions : tuple of Distribution
        Of authenticity, then of each dimension; without those whose estimate is not shown.
    counts : tuple of (str, int)
        What is counted and not estimated: promises by what became of them, privacy incidents by kind; empty for the whole where
        it has too few replies.
    """

    keys: Keys
    replies: int
    clusters: int
    estimates: tuple[Estimate, ...]
    distributions: tuple[Distribution, ...]
    counts: Annotated[tuple[tuple[str, int], ...], AS_MAPPING]

    def __getitem__(self, measure: str) -> Estimate:
        """Return the estimate of a measure.

        Raises
        ------
        RecordError
            If there is none of that name.
        """
        for estimate in self.estimates:
            if estimate.measure == measure:
                return estimate
        raise RecordError(f"there is no measure {str(measure)[:40]!r}", "Group", "See authentica.coaching.MEASURES.")

    @property
    def key_names(self) -> tuple[str, ...]:
        """The names of its keys, such as ``("agent", "week")``."""
        return tuple(name for name, _ in self.keys)

    def key(self, name: str) -> str | None:
        """Return the value of a key; None where it is unknown or not among the keys."""
        return dict(self.keys).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Record):
    """A group beside the rest of its team, in one measure.

    Attributes
    ----------
    keys : Keys
        The group.
    measure : str
        What was compared.
    value, rest : float
        The group's, and that of all other replies of what it is a part of: the team, channel or queue among the keys beside an
        agent, else all.
    difference, low, high : float
        ``value - rest``, and its 95 % interval.
    p_value, q_value : float
        Two-sided; and adjusted for all comparisons, trends and habits that were looked at (Benjamini and Hochberg).
    is_difference : bool
        Whether it may be called one: `q_value` is at most 0.05.
    """

    keys: Keys
    measure: str
    value: float
    rest: float
    difference: float
    low: float
    high: float
    p_value: float
    q_value: float
    is_difference: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend(Record):
    """How one measure of a group moves from period to period.

    Attributes
    ----------
    keys : Keys
        The group; empty for the whole.
    measure : str
        What moves.
    period : str
        "day", "week" or "month".
    first, last : str
        The first and the last period with enough replies to be shown.
    periods : int
        How many periods have enough replies.
    slope, low, high : float
        Change from one period to the next, and its 95 % interval.
    p_value, q_value : float
        Two-sided, that nothing moves; and adjusted for all comparisons, trends and habits that were looked at.
    is_trend : bool
        Whether it may be called one: `q_value` is at most 0.05.
    """

    keys: Keys
    measure: str
    period: str
    first: str
    last: str
    periods: int
    slope: float
    low: float
    high: float
    p_value: float
    q_value: float
    is_trend: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleSpan(Record):
    """A place in an example that the model gave as a reason.

    Attributes
    ----------
    start, end : int
        Half-open code-point offsets into the example's text.
    dimension, cue : str
        What it is a reason for, and which one; "outcome" and such as "outcome.blocked" where it speaks for the outcome, "privacy"
        and such as "privacy.asks_secret" where it does something with personal data.
    contribution : float
        What it adds to the dimension's score, in log-odds; 0 for privacy.
    is_telling : bool
        Whether its level may be explained by it: words that speak for level 1 add to level 2, and are no reason to give it.
    """

    may_lack: ClassVar[frozenset[str]] = frozenset({"is_telling"})

    start: int
    end: int
    dimension: str
    cue: str
    contribution: float
    is_telling: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(Record):
    """A reply as it was sent, without personal details unless they were asked for, and never with the customer's text.

    Attributes
    ----------
    text : str
        The reply.
    is_redacted : bool
        Whether personal details were taken out.
    authenticity : float
        0 to 100.
    outcome : str
        "somewhere", "by", "blocked" or "outta_here".
    levels : tuple of (str, int)
        Of each dimension.
    needed : tuple of str
        Dimensions that the moment called for.
    missed : tuple of str
        Those of them that the assessment calls missed.
    spans : tuple of ExampleSpan
        The places that the model gave as reasons, for levels and for the outcome, and of privacy findings, in the order of the text.
    doubted : tuple of str
        Dimensions whose level may not hold: their explanation said so; and "outcome" where that may not.
    likelier : tuple of (str, int)
        The level that is likelier, of those of `doubted` for which another one is.
    likelier_outcome : str or None
        The outcome that is likelier; None where none is.
    keys : Keys
        Where it was sent; filled for the sample only, so that an example of a habit points at nobody.
    conversation_id, message_id : str or None
        Its ticket and its id; for the sample only, and only where personal details stay: an id is often an order number or
        an address.
    """

    may_lack: ClassVar[frozenset[str]] = frozenset(
        {"conversation_id", "message_id", "doubted", "likelier", "likelier_outcome"}
    )

    text: str
    is_redacted: bool
    authenticity: float
    outcome: str
    levels: Annotated[tuple[tuple[str, int], ...], AS_MAPPING]
    needed: tuple[str, ...]
    missed: tuple[str, ...]
    spans: tuple[ExampleSpan, ...]
    doubted: tuple[str, ...] = ()
    likelier: Annotated[tuple[tuple[str, int], ...], AS_MAPPING] = ()
    likelier_outcome: str | None = None
    keys: Keys = ()
    conversation_id: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitFinding(Record):
    """A habit, how often it is missing, and what goes with it.

    Attributes
    ----------
    habit : str
        A name of `authentica.coaching.HABITS`.
    dimension : str
        What it is about: a dimension, or "privacy".
    advice : str
        The suggestion with its figure, in plain words.
    chances : int
        Replies that had the chance to show the habit.
    lapses : int or None
        Those of them that do not; None where the chances are too few to be shown.
    rate, low, high : float or None
        Lapses as a share of chances, and its 95 % interval.
    somewhere_with, somewhere_without : float or None
        Share of replies that get the customer somewhere, among those that show the habit and those that do not, both
        weighted alike by what the moment called for.
    gain, gain_low, gain_high : float or None
        How many more of 100 replies would get the customer somewhere if the replies that lapse did so as often as those
        that show the habit, where the moments called for the same; and its 95 % interval. It is an association, not an
        effect: see `authentica.coaching.effects`. None where too little is known.
    p_value, q_value : float or None
        Two-sided, that `gain` is 0; and adjusted for all comparisons, trends and habits that were looked at.
    is_supported : bool
        Whether `gain` is above 0 and `q_value` at most 0.05.
    best, improvable : tuple of Example
        Replies that show the habit, and replies that do not.
    """

    habit: str
    dimension: str
    advice: str
    chances: int
    lapses: int | None
    rate: float | None
    low: float | None
    high: float | None
    somewhere_with: float | None
    somewhere_without: float | None
    gain: float | None
    gain_low: float | None
    gain_high: float | None
    p_value: float | None
    q_value: float | None
    is_supported: bool
    best: tuple[Example, ...] = ()
    improvable: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut(Record):
    """The groups of one key that are not shown for one reason.

    Attributes
    ----------
    name : str
        Of the key, such as "week".
    is_small : bool
        Whether they are too small; if not, a smaller one could be had from them by subtraction.
    groups : int
        How many they are.
    values : tuple of (str or None)
        Which they are, None where it is unknown; empty for agents, whom nothing names of whom so little may be said.
    """

    name: str
    is_small: bool
    groups: int
    values: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounting(Record):
    """What became of what was read: ``rows == scored + unscored + set_aside``.

    Attributes
    ----------
    rows : int
        Lines, or assessments, that were read.
    scored, unscored, set_aside : int
        Replies that count; replies without a score (another language, no text); rows that are no assessments.
    reasons : tuple of (str, int)
        Why rows were set aside, most frequent first.
    untimed : int
        Scored replies without a time, where a period was asked for; their period is None.
    unplaced : tuple of (str, int)
        Scored replies of which another key is unknown, by the name of the key.
    groups, groups_hidden : int
        Groups that were found at all levels, and those of them that are not shown.
    left_out : tuple of LeftOut
        Of the groups that are not shown, those of a single key.
    promises_read, promises_matched, promises_set_aside : int
        Followed promises that were handed in, those that a scored reply makes or that it offered and the customer accepted, and lines of their
        file that are none; the first and the last are not saved with an accumulator.
    models : tuple of str
        Fingerprints of the models that scored, at most ten; figures of different models do not compare.
    """

    may_lack: ClassVar[frozenset[str]] = frozenset({"unplaced"})

    rows: int
    scored: int
    unscored: int
    set_aside: int
    reasons: tuple[tuple[str, int], ...] = ()
    untimed: int = 0
    unplaced: tuple[tuple[str, int], ...] = ()
    groups: int = 0
    groups_hidden: int = 0
    left_out: tuple[LeftOut, ...] = ()
    promises_read: int = 0
    promises_matched: int = 0
    promises_set_aside: int = 0
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingSummary(Record):
    """What a million rows come to.

    Attributes
    ----------
    by : tuple of str
        The keys that groups were formed by, such as ``("agent", "week")``.
    min_replies, min_person_replies : int
        The smallest group that is shown, and the smallest of one person.
    overall : Group
        All scored replies.
    groups : tuple of Group
        Every shown group of every combination of keys, by combination and then by name; never by score.
    differences : tuple of Difference
        Every comparison with the rest of the team that was made.
    trends : tuple of Trend
        Every trend that was looked for.
    habits : tuple of HabitFinding
        Those that go with better outcomes first, by how much; then those of which that cannot be told; then those without a gain,
        by how many replies lapse (`rate` times `chances`), the most first; those of which too little is known last.
    sample : tuple of Example
        Replies drawn by hash from all, where a sample was asked for.
    accounting : Accounting
        What became of the rows.
    notes : tuple of str
        What the figures are and are not, in sentences that may be shown with them.
    """

    by: tuple[str, ...]
    min_replies: int
    min_person_replies: int
    overall: Group
    groups: tuple[Group, ...]
    differences: tuple[Difference, ...]
    trends: tuple[Trend, ...]
    habits: tuple[HabitFinding, ...]
    sample: tuple[Example, ...]
    accounting: Accounting
    notes: tuple[str, ...]

    @property
    def period(self) -> str | None:
        """The key that is a period: "day", "week" or "month"; None where there is none."""
        return next((name for name in self.by if name in PERIODS), None)

    def at(self, *names: str) -> tuple[Group, ...]:
        """Return the shown groups of one combination of keys, such as ``summary.at("agent", "week")``; in any order of names."""
        for name in names:
            check_argument("a name", name, str, "CoachingSummary.at")
        wanted = set(names)
        return tuple(group for group in self.groups if set(group.key_names) == wanted)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {"summary_version": SUMMARY_VERSION} | written(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CoachingSummary:
        """Read back what `to_dict` wrote.

        Raises
        ------
        RecordError
            If the version is unknown, or a field is missing or has another type.
        """
        with RecordFaults("CoachingSummary"):
            version = data.get("summary_version")
            if version != SUMMARY_VERSION or isinstance(version, bool):
                raise RecordError(
                    f"the summary has version {str(version)[:20]!r}; this release reads {SUMMARY_VERSION}",
                    "CoachingSummary",
                    "Read it with the release that wrote it, or summarise again.",
                )
        return read(cls, data)
