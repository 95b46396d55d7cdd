"""Assessments made to measure, without a model."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from authentica.schema import DIMENSIONS, NEEDS, Assessment, DimensionScore, Evidence, Flag, Outcome, Status

START = datetime(2025, 3, 3, 9, 0)  # a Monday


def make_reply(
    *,
    agent="Nadia",
    conversation="c1",
    message="m1",
    levels=(0, 1, 1, 1, 1),
    needs=(0.9, 0.9, 0.9),
    outcome="by",
    authenticity=50.0,
    text="Your parcel left the depot this morning.",
    week=0,
    channel="chat",
    flags=(),
    evidence=(),
    **more,
):
    """Return a scored assessment; `levels` in the order of DIMENSIONS, `needs` in that of NEEDS."""
    needed = dict(zip(NEEDS, needs, strict=True))
    dimensions = tuple(
        DimensionScore(
            dimension=dimension,
            level=level,
            probabilities=tuple(float(level == other) for other in range(3)),
            needed=needed.get(dimension),
            base=0.0,
            logit=0.0,
            evidence=tuple(
                Evidence(start=start, end=end, text=text[start:end], cue=f"{dimension}.cue", contribution=1.0)
                for where, start, end in evidence
                if where == dimension
            ),
            explanation="",
        )
        for dimension, level in zip(DIMENSIONS, levels, strict=True)
    )
    found = {
        "text": text,
        "status": Status.SCORED,
        "authenticity": authenticity,
        "behaviour": 0.5,
        "desire": 0.5,
        "outcome": Outcome(outcome),
        "outcome_probabilities": {o: float(o.value == outcome) for o in Outcome},
        "dimensions": dimensions,
        "flags": tuple(Flag(flag) for flag in flags),
        "flag_evidence": (),
        "missed": (),
        "tips": (),
        "message_id": message,
        "conversation_id": conversation,
        "author_id": agent,
        "channel": channel,
        "created_at": None if week is None else START + timedelta(weeks=week),
        "model": "a1",
    }
    return Assessment(**(found | more))


def unscored(**more):
    """Return an assessment without a score."""
    return replace(
        make_reply(**more),
        status=Status.NO_TEXT,
        authenticity=None,
        outcome=None,
        outcome_probabilities={},
        dimensions=(),
    )


@pytest.fixture(scope="session")
def reply():
    """`make_reply`; with ``scored=False``, a reply without a score."""
    return lambda scored=True, **facts: make_reply(**facts) if scored else unscored(**facts)


@pytest.fixture
def team():
    """Return 4 agents with 30 conversations of 2 replies each over 5 weeks; deterministic and uneven."""
    replies = []
    for a, agent in enumerate(("Nadia", "Owen", "Priya", "Quentin")):
        for c in range(30):
            for m in range(2):
                kept = (c * 7 + a * 3 + m) % 5 > a
                replies.append(
                    make_reply(
                        agent=agent,
                        conversation=f"{agent}-{c}",
                        message=f"{c}.{m}",
                        levels=(2 - kept, kept + (c % 2), kept, (c + m) % 3, kept),
                        needs=(0.9, 0.2 if c % 4 == 0 else 0.7, 0.6),
                        outcome="somewhere" if kept or c % 6 == 0 else "blocked",
                        authenticity=float((c * 13 + m * 31 + a * 7) % 101),
                        text=f"Reply {chr(97 + c)} of {m} about the kettle, written by hand for its owner.",
                        week=c % 5,
                        channel="chat" if c % 3 else "email",
                    )
                )
    return replies
