"""Privacy records: round trips, damage, and that a redacted text holds nothing of what was taken out."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given, strategies as st

from authentica.errors import RecordError
from authentica.schema import (
    DataKind,
    Evidence,
    OffsetMap,
    PrivacyFinding,
    PrivacyIssue,
    Redacted,
    RedactedSpan,
    Segment,
)

texts = st.text(max_size=20)
counts = st.integers(0, 1000)
evidence = st.builds(Evidence, start=counts, end=counts, text=texts, cue=texts, contribution=st.floats(-1e6, 1e6))
spans = st.builds(
    RedactedSpan, start=counts, end=counts, kind=st.sampled_from(DataKind), masked_start=counts, masked_end=counts
)
offsets = st.builds(
    OffsetMap, segments=st.lists(st.builds(Segment, counts, counts, counts)).map(tuple), source_length=counts
)
records = st.one_of(
    spans,
    st.builds(Redacted, text=texts, spans=st.lists(spans, max_size=3).map(tuple), offsets=offsets),
    st.builds(
        PrivacyFinding,
        issue=st.sampled_from(PrivacyIssue),
        evidence=st.lists(evidence, max_size=2).map(tuple),
        data=st.lists(st.sampled_from(DataKind), max_size=3).map(tuple),
        public=st.none() | st.booleans(),
        reason=st.none() | evidence,
    ),
)


@given(records)
def test_records_survive_json_and_pickle(record):
    assert type(record).from_dict(json.loads(json.dumps(record.to_dict()))) == record
    assert pickle.loads(pickle.dumps(record)) == record


FINDING = PrivacyFinding(
    issue=PrivacyIssue.ASKS_SECRET,
    evidence=(Evidence(start=0, end=1, text="a", cue="privacy.request", contribution=0.0),),
    data=(DataKind.PIN,),
    public=True,
).to_dict()
SPAN = RedactedSpan(start=0, end=2, kind=DataKind.NAME, masked_start=0, masked_end=6).to_dict()
REDACTED = Redacted(text="[NAME]", spans=(), offsets=OffsetMap(segments=(), source_length=2)).to_dict()


@pytest.mark.parametrize(
    ("record", "data"),
    [
        *[(PrivacyFinding, {k: v for k, v in FINDING.items() if k != key}) for key in FINDING],
        *[(RedactedSpan, {k: v for k, v in SPAN.items() if k != key}) for key in SPAN],
        *[(Redacted, {k: v for k, v in REDACTED.items() if k != key}) for key in REDACTED],
        (PrivacyFinding, FINDING | {"issue": "gossips"}),
        (PrivacyFinding, FINDING | {"public": "yes"}),
        (PrivacyFinding, FINDING | {"data": ["shoe_size"]}),
        (RedactedSpan, SPAN | {"start": -1}),
        (RedactedSpan, SPAN | {"end": True}),
        (Redacted, REDACTED | {"text": 7}),
        (Redacted, REDACTED | {"offsets": {"segments": [[1, 2]], "source_length": 2}}),
    ],
)
def test_damaged_records_are_refused(record, data):
    with pytest.raises(RecordError):
        record.from_dict(data)
