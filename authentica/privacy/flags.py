"""The flags on personal data: the findings raise them, which see more than a classifier does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from authentica.schema import Flag, PrivacyFinding, PrivacyIssue

__all__ = ["FLAGS_OF_ISSUES", "FOUND_FLAGS", "with_found_flags"]

FLAGS_OF_ISSUES: Mapping[PrivacyIssue, tuple[Flag, ...]] = MappingProxyType(
    {
        PrivacyIssue.ASKS_PERSONAL_DATA: (Flag.ASKS_PERSONAL_DATA,),
        PrivacyIssue.ASKS_SECRET: (Flag.ASKS_PERSONAL_DATA,),
        PrivacyIssue.EXPOSES_PERSONAL_DATA: (Flag.EXPOSES_PERSONAL_DATA,),
        PrivacyIssue.EXPLAINS_DATA_USE: (Flag.EXPLAINS_DATA_USE,),
        PrivacyIssue.EXPLAINS_PROTECTION: (Flag.EXPLAINS_DATA_USE,),
    }
)
"""What flags an issue raises."""

FOUND_FLAGS = frozenset(flag for flags in FLAGS_OF_ISSUES.values() for flag in flags)
"""All that findings raise, and no classifier."""


def with_found_flags(flags: Sequence[Flag], findings: Sequence[PrivacyFinding]) -> tuple[Flag, ...]:
    """Return a classifier's flags with those on personal data taken from the findings, in the order of `Flag`.

    Older models had classifiers for these as well; what they say does not count.
    """
    raised = {flag for finding in findings for flag in FLAGS_OF_ISSUES.get(finding.issue, ())}
    raised.update(flag for flag in flags if flag not in FOUND_FLAGS)
    return tuple([flag for flag in Flag if flag in raised])
