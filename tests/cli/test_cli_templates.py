"""``authentica templates``: the table, the files, and what is refused before any work."""

from __future__ import annotations

import json

import pytest

from authentica.cli import DONE, ERROR, SET_ASIDE, main
from authentica.corpus import load_miner
from authentica.schema import Assessment, Frame, TemplateKind


@pytest.fixture
def export(write_lines, tmp_path):
    rows = []
    for n in range(7):
        rows += [
            {"conversation_id": f"c{n}", "role": "customer", "text": f"Where is box {n}?", "author_id": f"k{n}"},
            {
                "conversation_id": f"c{n}",
                "role": "agent",
                "text": f"Hi Ana,\nYour box {n} is with our driver now. {'Row ' * n}",
                "author_id": f"a{n % 2}",
                "created_at": f"2024-05-0{n + 1}T10:00:00Z",
            },
        ]
    return write_lines(tmp_path / "export.jsonl", rows)


def test_the_table_and_the_files(export, tmp_path, capsys):
    macros = tmp_path / "macros.txt"
    macros.write_text("Your box {{number}} is with our driver now.\n", encoding="utf-8")
    output, folder = tmp_path / "frames.jsonl", tmp_path / "miner"
    code = main(["templates", str(export), "--output", str(output), "--save", str(folder), "--macros", str(macros)])
    assert code == DONE
    shown = capsys.readouterr().out
    assert "your box <…> is with our driver now" in shown
    assert "7 replies by agents" in shown
    assert "wording sent to" in " ".join(shown.split())
    assert "macro 1" in shown
    frames = [Frame.from_dict(json.loads(line)) for line in output.read_text().splitlines()]
    reach = next(f.reach for f in frames if f.wording == "your box <…> is with our driver now")
    assert (reach.messages, reach.conversations, reach.customers, reach.agents) == (7, 7, 7, 2)
    assert f"{reach.first_seen:%d}-{reach.last_seen:%d}" == "01-07"
    assert load_miner(folder).frames() == frames


@pytest.mark.parametrize(
    "macros",
    [
        {
            "macros": [
                {
                    "title": "Driver",
                    "actions": [
                        {"field": "comment_value_html", "value": "<p>Your box {{number}} is with our driver now.</p>"}
                    ],
                }
            ]
        },
        {
            "data": [
                {"name": "Driver", "actions": [{"arguments": {"body_text": "Your box {{n}} is with our driver now."}}]}
            ]
        },
    ],
    ids=["Zendesk", "Gorgias"],
)
def test_known_macros_are_ground_truth_from_the_export_to_a_single_reply(export, tmp_path, capsys, macros):
    path, folder = tmp_path / "macros.json", tmp_path / "miner"
    path.write_text(json.dumps(macros), encoding="utf-8")
    assert (
        main(["templates", str(export), "--macros", str(path), "--save", str(folder), "--min-customers", "50"]) == DONE
    )
    capsys.readouterr()
    # Seven customers are too few for a habit: it is the macro that makes it shared.
    use = load_miner(folder).use_of("Sorry! Your box 99 is with our driver now.", conversation_id="new")
    assert [(span.kind, span.macro) for span in use.spans] == [(TemplateKind.MACRO, "Driver")]
    assert use.share > 0.5


def test_rows_set_aside_and_quiet(export, capsys):
    with export.open("a", encoding="utf-8") as lines:
        lines.write("{broken\n")
    assert main(["templates", str(export), "--quiet"]) == SET_ASIDE
    said = capsys.readouterr()
    assert said.out == said.err == ""


@pytest.mark.parametrize(
    "more",
    [
        ["--output", "frames.csv"],
        ["--output", "nowhere/frames.jsonl"],
        ["--macros", "none.json"],
    ],
)
def test_files_that_cannot_be_are_errors(export, tmp_path, monkeypatch, capsys, more):
    monkeypatch.chdir(tmp_path)
    assert main(["templates", str(export), *more]) == ERROR
    assert "authentica: error:" in capsys.readouterr().err


def test_the_export_is_not_overwritten(export, capsys):
    before = export.read_bytes()
    assert main(["templates", str(export), "--output", str(export)]) == ERROR
    assert export.read_bytes() == before


def test_two_workers_save_what_one_saves_and_scores_are_explained_by_it(export, tmp_path, capsys):
    for jobs in ("1", "2"):
        assert main(["templates", str(export), "--save", str(tmp_path / jobs), "--jobs", jobs, "--quiet"]) == DONE
    assert load_miner(tmp_path / "1") == load_miner(tmp_path / "2")
    assert not (tmp_path / "2.mining").exists()
    scores = tmp_path / "scores.jsonl"
    assert main(["score", str(export), "--output", str(scores), "--templates", str(tmp_path / "1"), "--quiet"]) == DONE
    stored = [Assessment.from_dict(json.loads(line)) for line in scores.read_text("ascii").splitlines()]
    assert min(a.template.spans[0].customers for a in stored) == 6
    capsys.readouterr()
    text = "Your box 12 is with our driver now."
    assert main(["explain", text, "--templates", str(tmp_path / "1"), "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["template"]["spans"][0]["customers"] == 7
    assert main(["explain", text, "--templates", str(tmp_path / "1")]) == DONE
    assert "sent to 7 other customers by 2 agents" in capsys.readouterr().out
    assert main(["score", str(export), "--templates", str(tmp_path / "1")]) == DONE
    assert main(["explain", text, "--templates", str(tmp_path / "none")]) == ERROR
    assert "there is no miner here" in capsys.readouterr().err


def test_what_was_mined_when_the_command_was_ended_is_not_mined_again(export, tmp_path, monkeypatch, capsys):
    from authentica.distributed import kept, mining

    def end(*_):
        raise KeyboardInterrupt

    command = ["templates", str(export), "--quiet", "--save", str(tmp_path / "miner")]
    with monkeypatch.context() as patch:
        patch.setattr("authentica.corpus.save_miner", end)  # not the one that the module `kept` has
        assert kept.save_miner is not end
        assert main(command) == 130
    assert len(list((tmp_path / "miner.mining").iterdir())) == 1
    monkeypatch.setattr(mining, "mine_shard", end)
    assert main(command) == DONE
    assert not (tmp_path / "miner.mining").exists()
    assert load_miner(tmp_path / "miner").messages_ == 7


def test_any_number_of_customers_can_be_asked_for(write_lines, tmp_path, capsys):
    rows = [
        {"conversation_id": f"c{n}", "role": "agent", "text": "Your box is with our driver now.", "author_id": "a"}
        for n in range(330)
    ]
    export = write_lines(tmp_path / "export.jsonl", rows)
    for least, found in (("300", "1 wording sent to 300 customers"), ("400", "0 wordings sent to 400 customers")):
        assert main(["templates", str(export), "--min-customers", least]) == DONE
        assert found in " ".join(capsys.readouterr().out.split())
