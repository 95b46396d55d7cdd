"""``authentica coach``: what it prints, what it writes, and what is refused before any work."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from authentica.cli import DONE, ERROR, SET_ASIDE, main
from authentica.coaching import CoachingSummary
from authentica.schema import CommitmentStatus, FollowedCommitment


@pytest.fixture(scope="module")
def scores(tmp_path_factory, write_lines, analyzer):
    """Scores of 80 written replies: half of them act, half of them do not."""
    from authentica.schema import Message, Reply

    acting = "Hi Tomas, I've sent kettle {n} again this morning; it reaches you on Friday, and I'm sorry the first one broke."
    canned = "We apologize for any inconvenience. Please contact support about case {n}."
    found = []
    for n in range(80):
        message = Message(
            text=(acting, canned)[n % 2].format(n=n), author_id=("Nadia", "Owen")[n % 2], message_id=f"m{n}"
        )
        reply = Reply(
            message=message, conversation_id=f"c{n // 2}", customer_text="My kettle arrived broken and I am upset!"
        )
        found.append(analyzer.analyze(reply))
    return write_lines(tmp_path_factory.mktemp("scores") / "scores.jsonl", found)


def test_the_page(scores, capsys):
    assert main(["coach", str(scores), "--by", "agent"]) == DONE
    shown = capsys.readouterr().out
    assert "80 rows: 80 scored" in shown
    assert "authenticity, 0 to 100" in shown
    assert re.search(r"opportunities missed\W+[\d.]+\u00a0%\W+[\d.]+ to [\d.]+\u00a0%", shown), "as on the page"
    assert "Say who does what about it" in shown
    assert shown.index("Nadia") < shown.index("Owen")
    assert "Tomas" not in shown
    assert "association" in shown


def test_differences_and_trends_are_told_by_name(analyzer, write_lines, tmp_path, capsys):
    made = [
        analyzer.analyze("I've sent you a new kettle this morning.", customer_text="My kettle broke!"),
        analyzer.analyze("Please contact support about it.", customer_text="My kettle broke!"),
    ]
    found = []
    for n in range(400):
        week, agent = n // 50, ("Nadia", "Owen", "Priya", "Quentin")[n % 4]
        is_good = agent == "Owen" or n % 50 < 5 * week
        facts = {
            "author_id": agent,
            "conversation_id": f"c{n}",
            "created_at": datetime(2025, 3, 3) + timedelta(weeks=week),
        }
        found.append(replace(made[not is_good], **facts))
    path = write_lines(tmp_path / "scores.jsonl", found)
    assert main(["coach", str(path), "--min-person-replies", "10", "--rows", "3"]) == DONE
    shown = " ".join(capsys.readouterr().out.split())
    assert "differs from the rest in" in shown, "no reply says its team"
    assert "The last column tells figures as they are." in shown
    assert re.search(r"authenticity \d+ \(rest \d+\), missed \d+", shown), "what the table shows comes first"
    assert "leave them uncertain: authenticity, somewhere, missed" in shown
    assert "(rest" in shown
    assert "All replies: authenticity rises by" in shown
    assert "more trends" in shown
    assert "comparisons are differences" in shown
    assert "and 1 more; --rows shows more" in shown
    (tmp_path / "teams.csv").write_text("agent,team\nNadia,North\nOwen,North\nPriya,South\nQuentin,South\n")
    assert main(["coach", str(path), "--by", "agent,team", "--map", str(tmp_path / "teams.csv")]) == DONE
    shown = " ".join(capsys.readouterr().out.split())
    assert "(rest" in shown[: shown.index("Priya")]
    assert "differs from the rest of the" in shown


def test_outputs(scores, tmp_path, capsys):
    for name in ("coaching.json", "coaching.csv", "coaching.parquet"):
        if name.endswith("parquet"):
            pytest.importorskip("pyarrow")
        assert main(["coach", str(scores), "--by", "agent", "--output", str(tmp_path / name), "--rows", "0"]) == DONE
    assert "Written to" in capsys.readouterr().out
    summary = CoachingSummary.from_dict(json.loads((tmp_path / "coaching.json").read_text()))
    assert {g.key("agent") for g in summary.groups} == {"Nadia", "Owen"}
    rows = list(csv.DictReader((tmp_path / "coaching.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["agent"] for row in rows} == {"", "Nadia", "Owen"}
    assert (
        main(
            ["coach", str(scores), "--by", "agent", "--output", str(tmp_path / "h.csv"), "--table", "habits", "--quiet"]
        )
        == DONE
    )
    assert (tmp_path / "h.csv").read_text().startswith("place,habit,")


@pytest.mark.parametrize(("period", "other"), [("week", "month"), ("month", "week"), ("day", "week")])
def test_that_no_agent_was_looked_at_for_a_trend_is_said(analyzer, write_lines, tmp_path, capsys, period, other):
    one = analyzer.analyze("I've sent you a new kettle this morning.", customer_text="My kettle broke!")
    days = {"day": 1, "week": 7, "month": 31}[period]
    found = [
        replace(
            one,
            author_id=("Nadia", "Owen", "Priya", "Quentin")[n % 4],
            conversation_id=f"c{n}",
            created_at=datetime(2025, 3, 3) + timedelta(days=n // 40 * days),
        )
        for n in range(240)
    ]
    path = write_lines(tmp_path / "scores.jsonl", found)
    told = (
        f"No agent has 4 {period}s of 20 replies, so no trend of any was looked for; --by agent,{other} may find some"
    )
    for least, is_told in (("20", True), ("10", False)):
        command = ["coach", str(path), "--by", f"agent,{period}", "--min-person-replies", least]
        assert main(command) == DONE
        assert (told in " ".join(capsys.readouterr().out.split())) is is_told


def test_teams_promises_and_minima(scores, tmp_path, capsys):
    (tmp_path / "teams.csv").write_text("agent,team\nNadia,North\nOwen,South\n")
    (tmp_path / "promises.jsonl").write_text("{}\n")
    options = ["--by", "team", "--map", str(tmp_path / "teams.csv"), "--promises", str(tmp_path / "promises.jsonl")]
    assert main(["coach", str(scores), *options]) == DONE
    assert "North" in capsys.readouterr().out
    assert main(["coach", str(scores), *options, "--min-replies", "41"]) == DONE
    table, _, left_out = capsys.readouterr().out.partition("Not in the table by team: ")
    assert "North" not in table
    assert left_out.startswith("North, South (too few replies or conversations).")


def test_a_map_that_tells_of_some_or_nothing_that_is_asked_for_says_so(scores, tmp_path, capsys):
    (tmp_path / "teams.csv").write_text("agent,team\nNadia,North\n")
    options = [str(scores), "--map", str(tmp_path / "teams.csv")]
    assert main(["coach", *options, "--by", "team"]) == DONE
    told = " ".join("".join(capsys.readouterr()).split())
    assert "40 of 80 replies have no team: see that --map, with the header agent,team, names all." in told
    assert "--by does not ask" not in told
    for command in (["coach"], ["report", "--output", str(tmp_path / "page.html")]):
        assert main([*command, *options]) == DONE
        told = " ".join("".join(capsys.readouterr()).split())
        assert "--map tells the team, and --by does not ask for it: --by agent,week,team would." in told
    assert main(["coach", *options, "--quiet"]) == DONE
    assert capsys.readouterr() == ("", "")


def test_that_more_promises_are_open_than_decided_is_said(analyzer, write_lines, tmp_path, capsys):
    one = analyzer.analyze("I will call you back by 5 pm today.", customer_text="My kettle broke!")
    (promise,) = one.commitments
    replies, made = [], []
    for n in range(20):
        ids = {"conversation_id": f"c{n}", "message_id": f"m{n}", "author_id": "Nadia"}
        made.append(replace(promise, **ids))
        replies.append(replace(one, commitments=(made[-1],), **ids))
    scores = write_lines(tmp_path / "scores.jsonl", replies)
    for kept, is_said in ((len(made), False), (1, True)):
        statuses = (CommitmentStatus.KEPT if n < kept else CommitmentStatus.OPEN for n in range(len(made)))
        followed = [FollowedCommitment(commitment=c, status=s) for c, s in zip(made, statuses, strict=True)]
        path = write_lines(tmp_path / "promises.jsonl", followed)
        assert main(["coach", str(scores), "--by", "agent", "--promises", str(path)]) == DONE
        shown = " ".join(capsys.readouterr().out.split())
        assert ("while fewer are kept or broken than renewed or open" in shown) is is_said
        assert ("own promises with a time that are kept" in shown) is not is_said
        assert f"The agents' own with a time: {kept} kept{', 19 still open' * is_said}." in shown


def test_personal_details_only_on_request(scores, tmp_path):
    for more, is_there in (([], False), (["--unredacted"], True), (["--unredacted", "--examples", "0"], False)):
        target = tmp_path / "coaching.json"
        assert main(["coach", str(scores), "--quiet", "--output", str(target), *more]) == DONE
        assert ("Tomas" in target.read_text()) is is_there


def test_rows_set_aside_and_quiet(scores, tmp_path, capsys):
    broken = tmp_path / "scores.jsonl"
    broken.write_text("{broken\n" + scores.read_text())
    assert main(["coach", str(broken)]) == SET_ASIDE
    assert "set aside: scores.jsonl:1" in capsys.readouterr().err
    assert main(["coach", str(broken), "--quiet"]) == SET_ASIDE
    said = capsys.readouterr()
    assert said.out == said.err == ""


@pytest.mark.parametrize("command", [["coach", "plain.csv"], ["report", "plain.csv", "--output", "page.html"]])
def test_a_file_without_any_assessment_is_one_error(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    Path("plain.csv").write_text("agent,text\nTomas,Your lamp is on its way.\nTomas,Goodbye.\n")
    assert main(command) == ERROR
    said = capsys.readouterr()
    assert said.out == ""
    assert "set aside" not in said.err
    assert "plain.csv:1: no row is an assessment: the line is not JSON." in " ".join(said.err.split())
    assert "authentica score EXPORT --output scores.jsonl" in " ".join(said.err.split())
    assert [path.name for path in tmp_path.iterdir()] == ["plain.csv"]


@pytest.mark.parametrize(("fact", "header"), [("team", "agent,team"), ("queue", "conversation_id,queue")])
def test_where_a_fact_that_no_reply_says_can_come_from_is_said(scores, tmp_path, capsys, fact, header):
    assert main(["coach", str(scores), "--by", fact]) == DONE
    assert f"--map FILE.csv with the header {header}" in " ".join(capsys.readouterr().out.split())
    assert main(["coach", str(scores), "--by", "agent"]) == DONE
    assert "--map" not in capsys.readouterr().out


def test_a_map_that_matches_nothing_is_said_to(scores, tmp_path, capsys):
    (tmp_path / "teams.csv").write_text("agent,team\nSomeone else,North\n")
    assert main(["coach", str(scores), "--by", "team", "--map", str(tmp_path / "teams.csv")]) == DONE
    shown = " ".join(capsys.readouterr().out.split())
    assert (
        "No reply says its team, nor does --map: see that its header is agent,team, with ids as in the scores." in shown
    )
    assert "Give --map" not in shown


def test_that_no_reply_has_an_agent_or_a_time_is_said(scores, write_lines, tmp_path, capsys):
    rows = [json.loads(line) | {"author_id": None, "created_at": None} for line in scores.read_text().splitlines()]
    assert main(["coach", str(write_lines(tmp_path / "s.jsonl", rows))]) == DONE
    shown = " ".join(capsys.readouterr().out.split())
    assert "No reply says its agent, so nothing is told by agent." in shown
    assert "No reply says its time, so nothing is told by week." in shown
    assert main(["coach", str(scores), "--by", "agent"]) == DONE
    assert "nothing is told" not in capsys.readouterr().out


def test_a_column_without_any_value_is_left_out(scores, write_lines, tmp_path, capsys):
    lines = scores.read_text().splitlines()
    few = write_lines(tmp_path / "few.jsonl", lines[:14])
    assert main(["coach", str(few), "--by", "agent"]) == DONE
    shown = capsys.readouterr().out
    assert "Say who does what about it" in shown
    assert "more of" not in shown
    mixed = [json.loads(line) | {"outcome": "by" if n % 3 else "somewhere"} for n, line in enumerate(lines)]
    assert main(["coach", str(write_lines(few, mixed)), "--by", "agent"]) == DONE
    assert "more of" in capsys.readouterr().out


def test_lines_that_are_left_out_are_said_with_their_reason(scores, write_lines, tmp_path, capsys):
    rows = [json.loads(line) for line in scores.read_text().splitlines()]
    for n, row in enumerate(rows):
        row["author_id"] = "Zenobia" if n < 6 else "Owen" if n < 30 else "Priya"
        row["channel"] = "fax" if n in (7, 33, 50) else "mail"
    path = write_lines(tmp_path / "s.jsonl", rows)
    target = tmp_path / "coaching.json"
    assert main(["coach", str(path), "--by", "agent", "--output", str(target)]) == DONE
    shown = " ".join(capsys.readouterr().out.split())
    assert "Not in the table by agent: 1, not named (too few replies or conversations)." in shown
    assert "Not in the table by agent: 1, not named (with it, figures of too few replies could be had" in shown
    assert "Zenobia" not in shown + target.read_text()
    assert main(["coach", str(path), "--by", "channel"]) == DONE
    assert "Not in the table by channel: fax (too few replies or conversations)." in capsys.readouterr().out


def test_habits_without_a_figure_are_named(scores, tmp_path, capsys):
    few = tmp_path / "few.jsonl"
    few.write_text("".join(scores.read_text().splitlines(keepends=True)[:14]))
    assert main(["coach", str(few), "--by", "agent"]) == DONE
    shown = " ".join(capsys.readouterr().out.split())
    assert "since too few replies had the chance:" in shown
    assert "Say why you need a personal detail when you ask for it." in shown


def test_too_few_replies_say_so(scores, tmp_path, capsys):
    few = tmp_path / "few.jsonl"
    few.write_text("".join(scores.read_text().splitlines(keepends=True)[:3]))
    assert main(["coach", str(few)]) == DONE
    assert "too few to say anything" in capsys.readouterr().out


@pytest.mark.parametrize(
    "more",
    [
        ["--output", "coaching.txt"],
        ["--output", "nowhere/coaching.json"],
        ["--map", "none.csv"],
        ["--promises", "none.jsonl"],
    ],
)
def test_files_that_cannot_be_are_errors(scores, tmp_path, monkeypatch, capsys, more):
    monkeypatch.chdir(tmp_path)
    assert main(["coach", str(scores), *more]) == ERROR
    assert "authentica: error:" in capsys.readouterr().err


def test_the_scores_are_not_overwritten(scores, tmp_path, capsys):
    own = tmp_path / "scores.json"
    own.write_bytes(scores.read_bytes())
    assert main(["coach", str(own), "--output", str(own)]) == ERROR
    assert own.read_bytes() == scores.read_bytes()
