"""Assessments made to measure, without a model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authentica.schema import Status


@pytest.fixture(scope="session")
def reply(made):
    """Return a scored assessment; with ``scored=False``, a reply without a score."""

    def make(
        *,
        scored=True,
        agent="Nadia",
        conversation="c1",
        message="m1",
        levels=(0, 1, 1, 1, 1),
        text="Your parcel left the depot this morning.",
        evidence=(),
        **more,
    ):
        found = made(
            text,
            levels=levels,
            evidence=[(dimension, start, end, f"{dimension}.cue", 1.0) for dimension, start, end in evidence],
            **{
                "author_id": agent,
                "conversation_id": conversation,
                "message_id": message,
                "authenticity": 50.0,
                **more,
            },
        )
        without = {"authenticity": None, "outcome": None, "outcome_probabilities": {}, "dimensions": ()}
        return found if scored else replace(found, status=Status.NO_TEXT, **without)

    return make


@pytest.fixture
def team(reply):
    """Return 4 agents with 30 conversations of 2 replies each over 5 weeks; deterministic and uneven."""
    replies = []
    for a, agent in enumerate(("Nadia", "Owen", "Priya", "Quentin")):
        for c in range(30):
            for m in range(2):
                kept = (c * 7 + a * 3 + m) % 5 > a
                replies.append(
                    reply(
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
