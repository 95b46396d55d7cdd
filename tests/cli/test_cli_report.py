"""``authentica report``: one page, every row accounted for, nothing written that should not be."""

from __future__ import annotations

import pytest

from authentica.cli import DONE, ERROR, SET_ASIDE, USAGE, main
from authentica.schema import CommitmentStatus, FollowedCommitment

pytest.importorskip("vl_convert", reason="the extra `report` is not installed")


@pytest.fixture
def scores(analyzer, write_lines, tmp_path):
    replies = [f"Hi Tamsin, lamp {n} is on its way. Please DM us your details." for n in range(12)]
    return write_lines(tmp_path / "scores.jsonl", analyzer.pipe(replies))


def test_a_page_is_written_and_said(scores, tmp_path, capsys):
    page = tmp_path / "page.html"
    assert main(["report", str(scores), "--output", str(page), "--title", "Spring", "--by", "agent"]) == DONE
    assert "12 rows: 12 scored, 0 not scored, 0 set aside. 12 replies can be searched" in capsys.readouterr().out
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert "<h1>Spring</h1>" in html
    assert "Tamsin" not in html
    assert "[NAME]" in html


def test_help_says_why_there_is_no_table_by_agent(capsys):
    with pytest.raises(SystemExit):
        main(["report", "--help"])
    assert "ranks nobody" in " ".join(capsys.readouterr().out.split())


def test_unredacted_keeps_personal_details(scores, tmp_path):
    page = tmp_path / "page.html"
    assert main(["report", str(scores), "--output", str(page), "--unredacted", "--sample", "3", "--quiet"]) == DONE
    assert "Hi Tamsin" in page.read_text(encoding="utf-8")


def test_rows_set_aside_are_told_without_their_text(scores, tmp_path, capsys):
    scores.write_text(scores.read_text() + '{"text": "Abracadabra"}\n')
    page = tmp_path / "page.html"
    assert main(["report", str(scores), "--output", str(page), "--sample", "0"]) == SET_ASIDE
    printed = capsys.readouterr()
    assert "13 rows: 12 scored, 0 not scored, 1 set aside." in printed.out
    assert "scores.jsonl:13" in printed.err
    assert "Abracadabra" not in printed.out + printed.err


@pytest.mark.parametrize("name", ["page.txt", "missing/page.html"])
def test_an_output_that_cannot_be_is_refused_and_nothing_is_left(scores, tmp_path, name, capsys):
    assert main(["report", str(scores), "--output", str(tmp_path / name)]) == ERROR
    assert capsys.readouterr().err.startswith("authentica: error: ")
    assert [path.name for path in tmp_path.iterdir()] == ["scores.jsonl"]


def test_the_scores_are_not_overwritten(scores, tmp_path):
    same = scores.rename(tmp_path / "scores.html")
    before = same.read_bytes()
    assert main(["report", str(same), "--output", str(same)]) == ERROR
    assert same.read_bytes() == before


def test_an_output_is_needed(scores, capsys):
    assert main(["report", str(scores)]) == USAGE
    assert "--output" in capsys.readouterr().err


def test_what_is_not_installed_is_said_before_any_work(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    assert main(["report", str(tmp_path / "none.jsonl"), "--output", str(tmp_path / "page.html")]) == ERROR
    assert (
        'vl-convert-python is not installed. Install it with: pip install "authentica[report]"'
        in capsys.readouterr().err
    )


def test_promises_that_were_followed_reach_the_page(analyzer, write_lines, tmp_path):
    replies = [(f"I'll call depot {n} by tomorrow noon.", "Where is my lamp?") for n in range(8)]
    scored = list(analyzer.pipe(replies))
    scores = write_lines(tmp_path / "scores.jsonl", scored)
    followed = [FollowedCommitment(commitment=c, status=CommitmentStatus.KEPT) for a in scored for c in a.commitments]
    assert followed
    promises, page = write_lines(tmp_path / "promises.jsonl", followed), tmp_path / "page.html"
    arguments = ["report", str(scores), "--output", str(page), "--quiet", "--min-replies", "5"]
    assert main([*arguments, "--promises", str(promises)]) == DONE
    assert f"of {len(followed):,} followed promises belong to these replies" in page.read_text(encoding="utf-8")
