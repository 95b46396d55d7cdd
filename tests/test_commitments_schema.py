"""Records of commitments: exact round trips, and errors that name the record and not its content."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime, timezone

import pytest
from hypothesis import given, strategies as st

from authentica.errors import RecordError
from authentica.schema import (
    Actor,
    Commitment,
    CommitmentStatus,
    Deadline,
    DeadlineKind,
    FollowedCommitment,
    Quote,
)

TEXTS = st.text(max_size=20)
NAMES = st.none() | st.text(max_size=8)
HOURS = st.none() | st.floats(0, 1e6)
MOMENTS = st.none() | st.datetimes() | st.datetimes(timezones=st.just(timezone.utc))
QUOTES = st.builds(lambda start, text: Quote(start=start, end=start + len(text), text=text), st.integers(0, 999), TEXTS)
DEADLINES = st.builds(
    Deadline,
    kind=st.sampled_from(DeadlineKind),
    quote=st.none() | QUOTES,
    earliest_hours=HOURS,
    latest_hours=HOURS,
    business=st.booleans(),
    earliest=MOMENTS,
    latest=MOMENTS,
    zone=NAMES,
    zone_assumed=st.booleans(),
)
COMMITMENTS = st.builds(
    Commitment,
    quote=QUOTES,
    actor=st.sampled_from(Actor),
    action=QUOTES,
    topic=TEXTS,
    deadline=DEADLINES,
    condition=st.none() | QUOTES,
    hedge=st.none() | QUOTES,
    message_id=NAMES,
    conversation_id=NAMES,
    author_id=NAMES,
    message_index=st.none() | st.integers(0, 999),
    created_at=MOMENTS,
)
FOLLOWED = st.builds(
    FollowedCommitment,
    commitment=COMMITMENTS,
    accepted_at=st.none() | st.integers(0, 999),
    status=st.sampled_from(CommitmentStatus),
    shown_by=NAMES,
    shown_at=st.none() | st.integers(0, 999),
    evidence=st.none() | QUOTES,
)
EXAMPLE = FollowedCommitment(
    commitment=Commitment(
        quote=Quote.of("We'll call you today.", 0, 20),
        actor=Actor.AGENT,
        action=Quote.of("We'll call you today.", 6, 20),
        topic="contact",
        deadline=Deadline(
            kind=DeadlineKind.EXPLICIT, quote=Quote.of("We'll call you today.", 15, 20), latest_hours=24.0
        ),
        created_at=datetime(2025, 3, 5),
    )
)


@given(FOLLOWED)
def test_a_round_trip_through_json_is_exact(followed):
    assert FollowedCommitment.from_dict(json.loads(followed.to_json())) == followed


def test_records_are_frozen_and_slotted():
    for record in (EXAMPLE, EXAMPLE.commitment, EXAMPLE.commitment.deadline, EXAMPLE.commitment.quote):
        assert not hasattr(record, "__dict__")
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(record, dataclasses.fields(record)[0].name, None)


def test_a_commitment_is_hedged_where_a_word_weakens_it():
    assert not EXAMPLE.commitment.hedged
    assert dataclasses.replace(EXAMPLE.commitment, hedge=Quote.of("try", 0, 3)).hedged


def broken(path, value):
    data = json.loads(EXAMPLE.to_json())
    target = data
    for key in path[:-1]:
        target = target[key]
    if value is KeyError:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["commitment"], KeyError),
        (["status"], "Abracadabra"),
        (["shown_at"], -1),
        (["accepted_at"], "soon"),
        (["evidence"], "Abracadabra"),
        (["commitment", "actor"], "Abracadabra"),
        (["commitment", "topic"], 7),
        (["commitment", "created_at"], "Abracadabra"),
        (["commitment", "quote", "end"], 3),
        (["commitment", "quote", "start"], True),
        (["commitment", "deadline", "kind"], None),
        (["commitment", "deadline", "business"], "yes"),
        (["commitment", "deadline", "latest_hours"], "Abracadabra"),
    ],
)
def test_a_malformed_record_is_refused_without_its_content(path, value):
    with pytest.raises(RecordError) as caught:
        FollowedCommitment.from_dict(broken(path, value))
    assert "Abracadabra" not in str(caught.value)


@pytest.mark.parametrize(("start", "end", "text"), [(-1, 0, "a"), (3, 2, ""), (0, 2, "a")])
def test_a_quotation_fits_its_offsets(start, end, text):
    with pytest.raises(RecordError, match="do not fit"):
        Quote(start=start, end=end, text=text)


def test_a_deadline_written_before_zones_were_named_is_read():
    data = EXAMPLE.commitment.deadline.to_dict()
    del data["zone"], data["zone_assumed"]
    assert Deadline.from_dict(data) == dataclasses.replace(EXAMPLE.commitment.deadline, zone=None, zone_assumed=False)


def test_a_followed_commitment_written_before_offers_were_marked_is_read():
    data = EXAMPLE.to_dict()
    del data["accepted_at"]
    assert FollowedCommitment.from_dict(data) == EXAMPLE
