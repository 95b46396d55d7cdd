"""Coaching: from scores to what a team lead does on Monday.

Assessments stream in (`lines`), each becomes whole numbers (`observations`, `measures`, `habits`) that an `accumulator` sums by group and
set of conversations (`tallies`); accumulators merge exactly. From the sums of every combination of keys (`margins`) come estimates with
intervals (`clusters`), drawn towards the team (`shrinkage`), without groups that are too small (`cells`): the `figures`. The `findings` are what
may be called a difference (`comparisons`) or a trend (`trends`), and what goes with each habit (`effects`). `summary` puts them together
as the records of `records`, `tables` turns these into tidy tables, and `words` says them. `examples` are kept on the way, redacted.
"""

from __future__ import annotations

from authentica.coaching.accumulator import CoachingAccumulator
from authentica.coaching.habits import HABITS, Habit
from authentica.coaching.lookups import Lookup, read_lookup
from authentica.coaching.measures import MEASURES, Measure
from authentica.coaching.promises import PromiseBook, read_promises
from authentica.coaching.records import (
    Accounting,
    CoachingSummary,
    Difference,
    Distribution,
    Estimate,
    Example,
    ExampleSpan,
    Group,
    HabitFinding,
    LeftOut,
    Trend,
)
from authentica.coaching.store import load_accumulator, save_accumulator
from authentica.coaching.summary import learn, summarize, summary_of
from authentica.coaching.tables import TABLES, to_frame

__all__ = [
    "HABITS",
    "MEASURES",
    "TABLES",
    "Accounting",
    "CoachingAccumulator",
    "CoachingSummary",
    "Difference",
    "Distribution",
    "Estimate",
    "Example",
    "ExampleSpan",
    "Group",
    "Habit",
    "HabitFinding",
    "LeftOut",
    "Lookup",
    "Measure",
    "PromiseBook",
    "Trend",
    "learn",
    "load_accumulator",
    "read_lookup",
    "read_promises",
    "save_accumulator",
    "summarize",
    "summary_of",
    "to_frame",
]
