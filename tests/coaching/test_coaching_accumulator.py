"""What is learnt does not depend on the order of the replies or on how they are divided."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings, strategies as st

from authentica.coaching import CoachingAccumulator, Lookup, learn, load_accumulator, save_accumulator, summary_of
from authentica.coaching.measures import COUNTERS
from authentica.coaching.tallies import BUCKETS
from authentica.errors import InputError, RecordError, SourceNotFoundError

levels = st.integers(0, 2)
facts = st.builds(
    dict,
    scored=st.sampled_from([True, True, True, False]),
    agent=st.sampled_from(["Nadia", "Owen", None]),
    conversation=st.sampled_from(["c1", "c2", "c3", None]),
    message=st.sampled_from(["m1", "m2", None]),
    levels=st.tuples(levels, levels, levels, levels, levels),
    needs=st.tuples(*[st.sampled_from([0.0, 0.49, 0.5, 1.0])] * 3),
    outcome=st.sampled_from(["somewhere", "by", "blocked", "outta_here"]),
    authenticity=st.sampled_from([0.0, 33.33, 100.0]),
    text=st.sampled_from(
        ["The kettle is on its way to you, Tomas.", "We value your patience.", "Call 555-0134 on Friday, please."]
    ),
    week=st.sampled_from([None, 0, 1]),
    flags=st.sampled_from([(), ("deflection",), ("asks_personal_data",)]),
)


@settings(max_examples=40)
@given(st.lists(facts, max_size=12), st.integers(0, 12), st.randoms(use_true_random=False))
def test_merge_is_exact_whatever_the_order_and_the_split(reply, given_facts, cut, chance):
    items = [reply(**each) for each in given_facts]

    def learnt(some):
        return learn(CoachingAccumulator(("agent", "week"), examples=2, sample=3), some)

    whole = learnt(items)
    shuffled = list(items)
    chance.shuffle(shuffled)
    parts = learnt(shuffled[:cut]), learnt(shuffled[cut:])
    assert parts[0].merge(parts[1]) == whole
    assert parts[1].merge(parts[0]).to_json() == whole.to_json()
    assert CoachingAccumulator.from_dict(json.loads(whole.to_json())) == whole


def test_the_summary_is_the_same_in_any_order(team):
    learnt = learn(CoachingAccumulator(("agent", "week"), sample=5), team)
    mixed = list(team)
    random.Random(4).shuffle(mixed)
    parts = [learn(CoachingAccumulator(("agent", "week"), sample=5), mixed[at::3]) for at in range(3)]
    merged = parts[2].merge(parts[0], parts[1])
    assert summary_of(merged).to_json() == summary_of(learnt).to_json()


def test_sums_are_those_of_the_replies(team):
    learnt = learn(CoachingAccumulator(("channel",)), team)
    for key, buckets in learnt.cells:
        own = [a for a in team if a.channel == key[0]]
        total = {name: sum(cell[place] for cell in buckets.values()) for name, place in COUNTERS.items()}
        needed = [a["empathy"] for a in own if a["empathy"].needed >= 0.5]
        assert total["replies"] == len(own)
        assert total["empathy.n"] == len(needed)
        assert total["empathy.level0"] == sum(score.level == 0 for score in needed)
        assert total["empathy.sum"] == sum(5000 * score.level for score in needed)
        assert total["authenticity.square"] == sum(round(a.authenticity * 100) ** 2 for a in own)
        assert total["outcome.blocked"] == sum(a.outcome.value == "blocked" for a in own)
        assert total["listening.n"] == len(own)


def test_replies_of_one_conversation_stay_together(reply):
    items = [reply(conversation="c9", message=str(n)) for n in range(50)]
    ((_, buckets),) = learn(CoachingAccumulator(("agent",)), items).cells
    assert len(buckets) == 1
    alone = [reply(conversation=None, message=str(n)) for n in range(400)]
    ((_, buckets),) = learn(CoachingAccumulator(("agent",)), alone).cells
    assert len(buckets) == BUCKETS


def test_what_is_learnt_does_not_grow_with_the_replies(reply):
    few = CoachingAccumulator(("agent", "week"), examples=1, sample=2)
    learn(
        few,
        (
            reply(conversation=f"c{n % 500}", message=str(n), text=f"Kettle number {n} is on the way.")
            for n in range(500)
        ),
    )
    size = len(few.to_json())
    learn(
        few,
        (
            reply(conversation=f"c{n % 500}", message=str(n), text=f"Kettle number {n} is on the way.")
            for n in range(2500)
        ),
    )
    assert len(few.to_json()) < 1.4 * size


def test_a_lookup_names_the_team(reply):
    teams = Lookup(known="agent", added="team", values={"Nadia": "North"})
    learnt = learn(CoachingAccumulator(("team",), lookups=(teams,)), [reply(), reply(agent="Owen"), reply(agent=None)])
    assert [key for key, _ in learnt.cells] == [("North",), (None,)]


@pytest.mark.parametrize(
    ("by", "options"),
    [
        (("agent", "colour"), {}),
        (("agent", "agent"), {}),
        (("day", "week"), {}),
        (("agent",), {"examples": -1}),
        (("agent",), {"sample": True}),
        (("agent",), {"redact": "no"}),
        (("agent",), {"max_groups": 0}),
    ],
)
def test_wrong_parameters_are_refused(by, options):
    with pytest.raises(InputError):
        CoachingAccumulator(by, **options)


def test_too_many_groups_are_an_error_in_any_order(reply):
    items = [reply(agent=f"agent {n}") for n in range(4)]
    for order in (items, items[::-1]):
        with pytest.raises(InputError, match="more than 3 groups"):
            learn(CoachingAccumulator(("agent",), max_groups=3), order)


def test_only_alike_are_merged(reply):
    one = learn(CoachingAccumulator(("agent",)), [reply()])
    with pytest.raises(InputError, match="different parameters"):
        one.merge(learn(CoachingAccumulator(("team",)), [reply()]))
    with pytest.raises(InputError, match="must be a CoachingAccumulator"):
        one.merge("agent")


def test_saved_and_loaded(team, tmp_path):
    learnt = learn(CoachingAccumulator(("agent", "week"), sample=3), team)
    path = tmp_path / "learnt.json"
    save_accumulator(learnt, path)
    loaded = load_accumulator(path)
    assert loaded == learnt
    assert summary_of(loaded) == summary_of(learnt)
    save_accumulator(loaded, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(format="x"),
        lambda d: d.update(format_version=9),
        lambda d: d.pop("cells"),
        lambda d: d["cells"][0]["buckets"].update({"99": {}}),
        lambda d: d["cells"][0].update(key=["a", "b"]),
        lambda d: d["cells"][0]["buckets"][next(iter(d["cells"][0]["buckets"]))].update(replies=-1),
        lambda d: d["cells"][0]["buckets"][next(iter(d["cells"][0]["buckets"]))].update(replies=10**30),
        lambda d: d["cells"][0]["buckets"][next(iter(d["cells"][0]["buckets"]))].update(unheard_of=1),
        lambda d: d["effects"][0].update(key=["a"]),
        lambda d: d["effects"][0]["buckets"].update({"3": {"say_nothing.1.shown": 1}}),
        lambda d: d.update(habits=["other"]),
        lambda d: d["parameters"].update(by=["colour"]),
        lambda d: d["parameters"].update(colour=1),
        lambda d: d["sample"].append({"key": "k", "rank": 0, "about": "", "example": {}}),
    ],
)
def test_a_damaged_file_is_refused(team, tmp_path, change):
    path = tmp_path / "learnt.json"
    save_accumulator(learn(CoachingAccumulator(("agent",)), team[:5]), path)
    data = json.loads(path.read_bytes())
    change(data)
    path.write_text(json.dumps(data))
    with pytest.raises((RecordError, InputError)):
        load_accumulator(path)


def test_no_file_and_no_json(tmp_path):
    with pytest.raises(SourceNotFoundError):
        load_accumulator(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("[" * 100_000)
    with pytest.raises(RecordError):
        load_accumulator(tmp_path / "bad.json")
