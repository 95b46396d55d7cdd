"""What is taken from an assessment, and what makes one unusable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authentica.coaching import summarize
from authentica.coaching.measures import tally
from authentica.coaching.observations import cluster_hash, observe
from authentica.errors import RecordError
from authentica.schema import DataKind, Evidence, PrivacyFinding, PrivacyIssue, TemplateUse


def finding(issue, public=None):
    evidence = Evidence(start=0, end=4, text="Your", cue="privacy.request", contribution=0.0)
    return PrivacyFinding(issue=issue, evidence=(evidence,), data=(DataKind.EMAIL,), public=public)


@pytest.mark.parametrize(
    ("privacy", "flags", "incidents"),
    [
        ((), (), ()),
        ((finding(PrivacyIssue.ASKS_SECRET),), (), ("asks_secret",)),
        ((finding(PrivacyIssue.ASKS_PERSONAL_DATA, public=True),), (), ("asks_in_public",)),
        ((finding(PrivacyIssue.ASKS_PERSONAL_DATA, public=False),), (), ()),
        ((finding(PrivacyIssue.ASKS_PERSONAL_DATA),), (), ()),
        ((finding(PrivacyIssue.EXPOSES_PERSONAL_DATA),), ("exposes_personal_data",), ("exposes_personal_data",)),
        ((), ("exposes_personal_data",), ("exposes_personal_data",)),
        ((finding(PrivacyIssue.MARKETING), finding(PrivacyIssue.ASKS_SECRET)), (), ("asks_secret",)),
    ],
)
def test_incidents(reply, privacy, flags, incidents):
    seen = observe(reply(privacy=privacy, flags=flags), {}, {})
    assert seen.incidents == incidents
    assert tally(seen).get("privacy.incident", 0) == bool(incidents)


@pytest.mark.parametrize(("needed", "counts"), [(0.0, False), (0.4999, False), (0.5, True), (1.0, True)])
def test_needed_from_a_half_on(reply, needed, counts):
    seen = observe(reply(needs=(needed, 0.0, 0.0)), {}, {})
    assert seen.needed("empathy") is counts
    assert seen.need_pattern == int(counts)
    assert ("empathy.n" in tally(seen)) is counts
    assert "listening.n" in tally(seen)


@pytest.mark.parametrize(("need", "missed", "n"), [(0.7, (), 20), (0.7, ("empathy",), 20), (0.3, ("empathy",), 20)])
def test_missed_is_what_the_assessment_calls_so(reply, need, missed, n):
    # As scored with another --missed-probability than 0.5.
    found = [
        reply(conversation=f"c{i}", needs=(need, 0.0, 0.0), levels=(0, 0, 1, 1, 1), missed=missed) for i in range(20)
    ]
    summary = summarize(found, by=(), sample=20)
    for measure in ("missed", "empathy.missed"):
        estimate = summary.overall[measure]
        assert (estimate.value, estimate.n) == (pytest.approx(float(bool(missed))), n)
    assert {example.missed for example in summary.sample} == {missed}


def test_template_reliance(reply):
    with_miner = [reply(conversation=f"c{n}", template=TemplateUse(share=0.9, held_share=n / 40)) for n in range(40)]
    summary = summarize([*with_miner, *(reply(conversation=f"d{n}") for n in range(10))], by=())
    share = summary.overall["template.share"]
    assert share.n == 40
    assert share.value == pytest.approx(sum(n / 40 for n in range(40)) / 40)
    assert summary.overall["template.canned"].n == 50


def test_conversations_are_the_clusters(reply):
    one, same, other = reply(message="m1"), reply(message="m2"), reply(conversation="c2")
    assert cluster_hash(one) == cluster_hash(same) != cluster_hash(other)
    alone = [reply(conversation=None, message=m, text=t) for m in ("m1", "m2") for t in ("A reply.", "Another.")]
    assert len({cluster_hash(a) for a in alone}) == 4
    # An id that looks like another kind of id is none of it.
    assert cluster_hash(reply(conversation="m1", message=None)) != cluster_hash(reply(conversation=None, message="m1"))


@pytest.mark.parametrize(
    "change",
    [
        {"authenticity": None},
        {"authenticity": float("nan")},
        {"authenticity": float("inf")},
        {"authenticity": -0.1},
        {"authenticity": 100.1},
        {"outcome": None},
        {"dimensions": ()},
        {"author_id": "x" * 501},
        {"template": TemplateUse(share=0.5, held_share=float("nan"))},
    ],
)
def test_what_is_incomplete_is_refused(reply, change):
    with pytest.raises(RecordError):
        observe(replace(reply(), **change), {}, {})


@pytest.mark.parametrize("change", [{"level": 3}, {"level": -1}, {"level": 1.5}, {"needed": None}, {"needed": 1.1}])
def test_a_dimension_out_of_range_is_refused(reply, change):
    good = reply()
    dimensions = tuple(replace(d, **change) if d.dimension == "empathy" else d for d in good.dimensions)
    with pytest.raises(RecordError):
        observe(replace(good, dimensions=dimensions), {}, {})
