"""Flags on personal data come from findings, whatever a model says of them."""

from __future__ import annotations

import pytest

from authentica.privacy.flags import FLAGS_OF_ISSUES, FOUND_FLAGS, with_found_flags
from authentica.schema import Evidence, Flag, PrivacyFinding, PrivacyIssue
from authentica.training.dataset import LABEL_FLAGS, LEARNT_FLAGS


def finding(issue):
    evidence = Evidence(start=0, end=4, text="code", cue="privacy.pin", contribution=0.0)
    return PrivacyFinding(issue=issue, evidence=(evidence,))


@pytest.mark.parametrize(
    ("flags", "issues", "expected"),
    [
        ((), [], ()),
        ((Flag.HUMAN_VOICE, Flag.DEFLECTION), [], (Flag.DEFLECTION, Flag.HUMAN_VOICE)),
        ((Flag.ASKS_PERSONAL_DATA, Flag.HAND_OFF), [], (Flag.HAND_OFF,)),
        ((Flag.HAND_OFF,), [PrivacyIssue.ASKS_SECRET], (Flag.ASKS_PERSONAL_DATA, Flag.HAND_OFF)),
        ((), [PrivacyIssue.ASKS_SECRET, PrivacyIssue.ASKS_PERSONAL_DATA], (Flag.ASKS_PERSONAL_DATA,)),
        ((), [PrivacyIssue.EXPLAINS_PROTECTION], (Flag.EXPLAINS_DATA_USE,)),
    ],
)
def test_findings_raise_their_flags_and_a_model_does_not(flags, issues, expected):
    assert with_found_flags(flags, [finding(issue) for issue in issues]) == expected


def test_every_flag_is_learnt_or_found_and_none_is_both():
    assert FOUND_FLAGS.isdisjoint(LEARNT_FLAGS)
    assert FOUND_FLAGS.union(LEARNT_FLAGS) == set(LABEL_FLAGS)
    assert set(FLAGS_OF_ISSUES) <= set(PrivacyIssue)
