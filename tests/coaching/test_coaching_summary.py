"""The whole way: assessments in, a summary out."""

from __future__ import annotations

import json
from datetime import datetime

import numpy as np
import pytest

from authentica.coaching import HABITS, MEASURES, CoachingAccumulator, CoachingSummary, Lookup, learn, summarize
from authentica.coaching.periods import period_index, period_of
from authentica.errors import FormatError, InputError, RecordError


def test_every_figure_of_a_person_rests_on_what_a_person_needs(reply):
    agents, weeks = ("Nadia", "Owen", "Priya", "Quentin"), 5
    found = [
        reply(
            agent=agents[n % 4],
            conversation=f"c{n}",
            channel=("chat", "email")[n // 4 % 2],
            needs=(0.9 if n % 3 == 0 else 0.1, 0.9, 0.9),
            levels=(0, n % 2, n % 3, 1, 1),
            week=n // 4 % weeks,
        )
        for n in range(200)  # 50 of each agent, and 16 or 17 of them call for empathy
    ]
    summary = summarize(found, by=("agent", "channel", "week"))
    persons = [group for group in summary.groups if group.key("agent")]
    assert {group.replies for group in persons if group.key_names == ("agent",)} == {50}
    assert [e for group in persons for e in group.estimates if e.n < 20 and e.value is not None] == []
    assert {group["empathy"].n for group in persons if group.key_names == ("agent",)} == {16, 17}
    spoken = {f.measure for f in (*summary.differences, *summary.trends) if dict(f.keys).get("agent")}
    assert "ownership" in spoken
    assert "empathy" not in spoken
    assert all(group["empathy"].value is not None for group in summary.at("week"))


def test_figures_are_those_of_the_replies(team):
    summary = summarize(team, by=("agent", "week"))
    for group in (summary.overall, *summary.groups):
        own = [
            a
            for a in team
            if all(
                value == (a.author_id if name == "agent" else period_of(a.created_at, "week"))
                for name, value in group.keys
            )
        ]
        assert group.replies == len(own)
        assert group["authenticity"].value == pytest.approx(np.mean([a.authenticity for a in own]))
        needed = [a["ownership"] for a in own if a["ownership"].needed >= 0.5]
        assert group["ownership"].n == len(needed)
        if group["ownership"].value is not None:
            assert group["ownership"].value == pytest.approx(np.mean([s.level for s in needed]) / 2)
            assert group["ownership.missed"].value == pytest.approx(np.mean([s.level == 0 for s in needed]))
        assert group["template.canned"].value == pytest.approx(np.mean([a["boilerplate"].level == 2 for a in own]))
        assert group["outcome.blocked"].value == pytest.approx(np.mean([a.outcome.value == "blocked" for a in own]))
        levels = next((d for d in group.distributions if d.measure == "ownership"), None)
        assert (levels is None) is (group["ownership"].value is None)
        if levels is not None:
            assert levels.counts == tuple(sum(s.level == level for s in needed) for level in range(3))
        bins = group.distributions[0]
        assert sum(bins.counts) == len(own)
        assert bins.counts[-1] == sum(a.authenticity >= 90 for a in own)
        assert [e.measure for e in group.estimates] == [m.name for m in MEASURES]
        for estimate in group.estimates:
            if estimate.value is not None:
                assert estimate.low <= estimate.value <= estimate.high
                assert estimate.n >= 10


def test_groups_stand_by_name_and_never_by_score(team):
    summary = summarize(team, by=("agent", "week"))
    assert [g.key("agent") for g in summary.at("agent")] == ["Nadia", "Owen", "Priya", "Quentin"]
    weeks = [g.key("week") for g in summary.at("week")]
    assert weeks == sorted(weeks)
    assert summary.at("week", "agent") == summary.at("agent", "week")
    assert summary.period == "week"


def test_small_groups_are_hidden_and_counted(team):
    summary = summarize(team, by=("agent", "week"))
    # Twelve replies of one agent in a week are too few of a person, the 48 of a week are not.
    assert summary.at("agent", "week") == ()
    assert len(summary.at("week")) == 5
    assert (summary.accounting.groups, summary.accounting.groups_hidden) == (4 + 5 + 20, 20)
    more = summarize(team, by=("agent", "week"), min_person_replies=12)
    # Six conversations are mostly five sets or more, though two may fall into one.
    assert len(more.at("agent", "week")) >= 15
    assert all(g.clusters >= 5 for g in more.groups)


def test_agents_are_drawn_together_and_weeks_are_not(team):
    summary = summarize(team, by=("agent", "week"))
    values = [g["missed"].value for g in summary.at("agent")]
    drawn = [g["missed"].shrunk for g in summary.at("agent")]
    assert max(drawn) - min(drawn) < max(values) - min(values)
    assert all(g["missed"].shrunk is None for g in summary.at("week"))
    assert summary.overall["missed"].shrunk is None


def test_nobody_is_drawn_beyond_what_their_own_replies_show(reply):
    """One agent who is unlike all others would be drawn to a figure that her own interval excludes."""
    replies = [
        reply(
            agent=f"Agent {a:02}",
            conversation=f"{a}-{n}",
            message=f"{a}-{n}",
            outcome="blocked" if n % 12 < (7 if a == 0 else 1) else "somewhere",
        )
        for a in range(40)
        for n in range(96)
    ]
    summary = summarize(replies, by=("agent",))
    for group in summary.groups:
        for e in group.estimates:
            assert e.shrunk is None or e.low <= e.shrunk <= e.high
            assert e.shrunk is None or e.shrunk_low <= e.shrunk <= e.shrunk_high
    alone = summary.groups[0]["outcome.blocked"]
    assert alone.shrunk == alone.low > 0.4  # drawn as far as it may be
    assert 0 < alone.shrinkage < 1


def test_agents_are_compared_within_their_team(team):
    teams = Lookup(
        known="agent", added="team", values={"Nadia": "North", "Owen": "North", "Priya": "South", "Quentin": "South"}
    )
    summary = summarize(team, by=("agent", "team"), lookups=(teams,))
    compared = {tuple(name for name, _ in d.keys) for d in summary.differences}
    assert compared == {("team",), ("agent", "team")}
    nadia = next(d for d in summary.differences if dict(d.keys).get("agent") == "Nadia" and d.measure == "authenticity")
    owen = next(g for g in summary.at("agent") if g.key("agent") == "Owen")
    assert nadia.rest == pytest.approx(owen["authenticity"].value)


def test_all_questions_asked_are_one_family(team):
    summary = summarize(team, by=("agent", "week"))
    asked = [*summary.differences, *summary.trends, *(h for h in summary.habits if h.p_value is not None)]
    assert any(each.is_difference for each in summary.differences)
    ordered = sorted(asked, key=lambda each: each.p_value)
    least = 1.0
    for rank, each in reversed(list(enumerate(ordered, start=1))):
        least = min(least, each.p_value * len(ordered) / rank)
        assert each.q_value == pytest.approx(least)


def test_a_team_without_differences_is_told_so(reply):
    """Agents, weeks and outcomes by lot, conversations that hang together: hundreds of questions, and nothing is claimed."""
    claims = []
    for seed in range(4):
        chance = np.random.default_rng(seed)
        replies = []
        for c in range(12 * 25):
            mood = chance.normal()
            for m in range(chance.integers(1, 5)):
                chances = 1 / (1 + np.exp(-mood - chance.normal(size=5)))
                replies.append(
                    reply(
                        agent=f"agent {c % 12}",
                        conversation=f"c{c}",
                        message=str(m),
                        levels=tuple(int(level) for level in chance.binomial(2, chances)),
                        outcome=str(chance.choice(["somewhere", "by", "blocked"])),
                        authenticity=float(np.clip(50 + 20 * mood, 0, 100)),
                        week=int(chance.integers(6)),
                    )
                )
        found = summarize(replies, by=("agent", "week"), examples=0)
        asked = len(found.differences) + len(found.trends)
        assert asked > 150
        claims.append(
            sum(d.is_difference for d in found.differences)
            + sum(t.is_trend for t in found.trends)
            + sum(h.is_supported for h in found.habits)
        )
    assert sum(n > 0 for n in claims) <= 1


def test_habits_say_what_to_try_with_their_figure(team):
    summary = summarize(team, by=("agent",))
    assert {h.habit for h in summary.habits} == {h.name for h in HABITS}
    for is_supported in (True, False):
        gains = [h.gain for h in summary.habits if h.gain is not None and h.is_supported is is_supported]
        assert gains == sorted(gains, reverse=True)
    assert [h.is_supported for h in summary.habits] == sorted((h.is_supported for h in summary.habits), reverse=True)
    found = next(h for h in summary.habits if h.habit == "say_who_acts")
    needed = [a for a in team if a["ownership"].needed >= 0.5]
    lapses = [a for a in needed if a["ownership"].level == 0]
    assert (found.chances, found.lapses) == (len(needed), len(lapses))
    assert found.rate == pytest.approx(len(lapses) / len(needed))
    assert f"{round(100 * found.rate)} %" in found.advice
    # In these replies ownership and where the customer gets go together.
    assert found.is_supported
    assert found.gain > 0
    assert found.somewhere_with > found.somewhere_without
    assert len(found.best) == len(found.improvable) == 2
    assert all(dict(e.levels)["ownership"] >= 1 for e in found.best)
    assert all("ownership" in e.missed and e.keys == () for e in found.improvable)


def test_habits_without_a_gain_stand_by_how_many_replies_lapse(reply):
    items = [reply(conversation=f"c{n}", levels=(0, int(n > 3), int(n > 8), int(n > 6), 2)) for n in range(12)]
    found = summarize(items, by=()).habits
    assert all(habit.gain is None for habit in found)
    lapses = [-1 if habit.lapses is None else habit.lapses for habit in found]
    assert lapses == sorted(lapses, reverse=True)
    assert [habit.habit for habit in found][:3] == ["say_who_acts", "say_what_comes_next", "name_the_problem"]
    assert lapses[-1] == -1


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0 %"), (0.004, "under 1 %"), (0.62, "62 %"), (0.999, "over 99 %"), (1.0, "100 %")]
)
def test_sentences(share, words):
    sentence = HABITS[0].sentence(share)
    assert (
        sentence
        == f"Show that you see how this is for them: {words} of the replies to trouble, loss or worry show no empathy."
    )
    assert HABITS[0].sentence(None) == "Show that you see how this is for them."


def test_names_of_habits_are_permanent():
    assert [habit.name for habit in HABITS] == [
        "name_the_problem",
        "say_what_it_means_for_them",
        "give_the_apology_a_cause",
        "say_who_acts",
        "name_the_act",
        "say_what_comes_next",
        "put_a_time_on_it",
        "keep_the_time",
        "take_up_their_words",
        "write_for_this_customer",
        "say_why_you_ask",
    ]


def test_no_text_unless_examples_are_asked_for(team, reply):
    secret = [
        reply(
            text="Hi Tomas, mail me at tomas@example.com about the copper kettle.", conversation=f"s{n}", message=str(n)
        )
        for n in range(40)
    ]
    none = summarize([*team, *secret], examples=0).to_json()
    assert "kettle" not in none
    shown = summarize([*team, *secret], examples=3, sample=400).to_json()
    assert "kettle" in shown
    assert "tomas" not in shown.lower()
    assert "tomas" in summarize([*team, *secret], sample=400, redact=False).to_json().lower()


def test_what_the_customer_wrote_is_never_shown(analyzer):
    items = [
        analyzer.analyze(
            f"I have sent kettle {n} again today.", customer_text="Zanzibar trouble! My rent is gone and I am furious."
        )
        for n in range(12)
    ]
    shown = summarize(items, examples=5, sample=20).to_json()
    assert "kettle" in shown
    assert "Zanzibar" not in shown
    assert "rent" not in shown.replace("different", "")


def test_the_sample_names_no_group_that_is_not_shown(team, reply):
    few = [
        reply(agent="Rosa", conversation=f"r{n}", message=str(n), text="A lone reply about the kettle.")
        for n in range(3)
    ]
    summary = summarize([*team, *few], by=("agent", "week"), sample=500)
    assert len(summary.sample) == len(team) + 3
    assert {dict(e.keys)["agent"] for e in summary.sample} <= {g.key("agent") for g in summary.at("agent")} | {None}
    assert "Rosa" not in summary.to_json()


def test_figures_have_nine_digits(team):
    summary = summarize(team, by=("agent", "week"))
    figures = [*summary.overall.estimates, *summary.differences, *summary.trends, *summary.habits]
    for figure in figures:
        for value in figure.to_dict().values():
            assert not isinstance(value, float) or value == float(f"{value:.9g}")


def test_the_round_trip_is_exact(team):
    summary = summarize(team, by=("agent", "week"), min_person_replies=10, sample=5)
    assert summary.groups
    assert summary.trends
    assert summary.differences
    assert CoachingSummary.from_dict(json.loads(summary.to_json())) == summary


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(summary_version=2),
        lambda d: d.update(summary_version=True),
        lambda d: d.pop("groups"),
        lambda d: d["overall"].update(replies=-1),
        lambda d: d["overall"]["estimates"][0].update(value="x"),
        lambda d: d["overall"]["estimates"][0].update(value=float("nan")),
        lambda d: d["differences"][0].update(is_difference=1),
        lambda d: d["differences"][0].update(p_value=None),
        lambda d: d["habits"][0].update(advice=None),
        lambda d: d["accounting"].update(rows=1.5),
        lambda d: d["overall"].update(keys=[]),
    ],
)
def test_malformed_records_are_refused(team, change):
    data = json.loads(summarize(team, by=("agent",)).to_json())
    change(data)
    with pytest.raises(RecordError):
        CoachingSummary.from_dict(data)


def test_nothing_and_almost_nothing(reply):
    nothing = summarize([])
    assert (nothing.accounting.rows, nothing.overall.replies, nothing.groups) == (0, 0, ())
    assert all(e.value is None for e in nothing.overall.estimates)
    assert all(h.rate is None and h.gain is None for h in nothing.habits)
    one = summarize([reply(), reply(scored=False), {"text": "no assessment"}, 7, None])
    accounting = one.accounting
    assert (accounting.rows, accounting.scored, accounting.unscored, accounting.set_aside) == (5, 1, 1, 3)
    assert one.overall["authenticity"].value is None


def test_rows_of_which_none_is_an_assessment_are_refused_in_one_sentence(reply):
    aside = []
    with pytest.raises(FormatError, match="no row is an assessment"):
        summarize([{"text": "no assessment"}, 7], on_set_aside=aside.append)
    assert aside == []
    assert summarize([7, reply(scored=False)], on_set_aside=aside.append).accounting.set_aside == 1
    assert [row.origin for row in aside] == ["row 1"]


def test_without_keys_there_is_the_whole(team):
    summary = summarize(team, by=())
    assert summary.groups == summary.differences == summary.trends == ()
    assert summary.overall.replies == len(team)


def test_replies_without_a_time_are_counted(team, reply):
    untimed = [reply(week=None, conversation=f"u{n}", message=str(n)) for n in range(30)]
    summary = summarize([*team, *untimed], by=("week",))
    assert summary.accounting.untimed == 30
    assert [g.key("week") for g in summary.at("week")][-1] is None


def test_more_can_be_had_from_the_one_pass(team, reply):
    seen, aside = [], []
    items = [*team, reply(scored=False), {"text": "no assessment"}, reply(authenticity=None)]
    learn(CoachingAccumulator(()), items, aside.append, seen.append)
    assert seen == [*team, reply(scored=False)]
    assert [row.origin for row in aside] == ["row 242", "row 243"]


@pytest.mark.parametrize("options", [{"min_replies": 0}, {"min_person_replies": True}, {"by": ("colour",)}])
def test_wrong_options(team, options):
    with pytest.raises(InputError):
        summarize(team, **options)


def test_a_source_must_be_readable():
    with pytest.raises(InputError, match="int"):
        summarize(7)


def test_an_unknown_measure(team):
    with pytest.raises(RecordError, match="MEASURES"):
        summarize(team, by=()).overall["colour"]


@pytest.mark.parametrize("period", ["day", "week", "month"])
@pytest.mark.parametrize("year", [1, 2024, 9999])
def test_periods_sort_and_follow_each_other(period, year):
    moments = [datetime(year, month, day) for month in range(1, 13) for day in (1, 2, 8, 28)]
    names = [period_of(moment, period) for moment in moments]
    assert (
        names == sorted(names) or period == "week"
    )  # the first days of a year may lie in the last week of the year before
    indexes = [period_index(name, period) for name in names]
    assert indexes == sorted(indexes)
    assert len(set(indexes)) == len(set(names))
