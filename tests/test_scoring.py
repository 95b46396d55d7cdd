"""The batch run: every row accounted for, and an output that is whole or not there."""

from __future__ import annotations

import json

import pytest

import authentica
from authentica.errors import AuthenticaError, FormatError, OutputError, SourceNotFoundError
from authentica.schema import Assessment
from authentica.scoring import Receipt, assess_source, score_transcripts

ROWS = [
    {"conversation_id": "c1", "message_id": "m1", "role": "customer", "text": "You charged me twice!!"},
    {"conversation_id": "c1", "message_id": "m2", "role": "agent", "text": "I've cancelled the second charge."},
    {"conversation_id": "c1", "message_id": "m3", "role": "bot", "text": "Rate us!"},
    {"conversation_id": "c1", "message_id": "m4", "role": "agent", "text": ""},
    {"conversation_id": "c2", "message_id": "m5", "role": "customer", "text": "Wo ist mein Paket?"},
    {
        "conversation_id": "c2",
        "message_id": "m6",
        "role": "agent",
        "text": "Wir melden uns bei Ihnen, sobald die Bestellung wieder da ist. Vielen Dank für die Geduld.",
    },
    {"conversation_id": "c2", "message_id": "m7", "role": "agent", "text": "It reaches you by Friday 😀 \u202e."},
]


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "export.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.fixture
def damaged(tmp_path):
    path = tmp_path / "damaged.jsonl"
    lines = [json.dumps(row) for row in ROWS]
    lines[2:2] = ["{broken", json.dumps({"conversation_id": "c1", "role": "wizard", "text": "Abracadabra"})]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read_lines(path):
    return [Assessment.from_dict(json.loads(line)) for line in path.read_text(encoding="ascii").splitlines()]


def balanced(receipt):
    return receipt.rows_in == receipt.scored + receipt.unscored + receipt.skipped_by_role + receipt.set_aside


def test_every_row_is_accounted_for(analyzer, export, tmp_path):
    receipt = score_transcripts(export, tmp_path / "scores.jsonl", analyzer=analyzer)
    assert receipt == Receipt(
        rows_in=7,
        scored=2,
        unscored=2,
        skipped_by_role=3,
        set_aside=0,
        reasons=(),
        model=analyzer.fingerprint,
        output=str(tmp_path / "scores.jsonl"),
    )
    assert balanced(receipt)
    assert json.loads(json.dumps(receipt.to_dict())) == receipt.to_dict()


def test_rows_set_aside_have_a_place_and_a_reason_and_no_content(analyzer, damaged, tmp_path):
    receipt = score_transcripts(damaged, tmp_path / "scores.jsonl", analyzer=analyzer)
    assert receipt.set_aside == 2
    assert receipt.rows_in == 9
    assert balanced(receipt)
    assert [reason.split(": ")[0] for reason in receipt.reasons] == ["damaged.jsonl:3", "damaged.jsonl:4"]
    assert "Abracadabra" not in "".join(receipt.reasons)


def test_reasons_are_bounded(analyzer, tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(ROWS[1]) + "\n" + "{broken\n" * 500, encoding="utf-8")
    receipt = score_transcripts(path, tmp_path / "scores.jsonl", analyzer=analyzer)
    assert receipt.set_aside == 500
    assert len(receipt.reasons) == 100
    assert balanced(receipt)


def test_the_output_holds_one_assessment_for_each_agent_reply_in_order(analyzer, export, tmp_path):
    target = tmp_path / "scores.jsonl"
    score_transcripts(export, target, analyzer=analyzer)
    found = read_lines(target)
    assert [a.message_id for a in found] == ["m2", "m4", "m6", "m7"]
    assert [a.status.value for a in found] == ["scored", "no_text", "unsupported_language", "scored"]
    conversations = list(authentica.read_transcripts(export))
    assert found == [a for c in conversations for a in analyzer.analyze_conversation(c).assessments]


def test_the_same_run_twice_gives_the_same_bytes(analyzer, export, tmp_path):
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    for target in (one, two):
        score_transcripts(export, target, analyzer=analyzer)
    assert one.read_bytes() == two.read_bytes()


def test_an_older_output_is_replaced(analyzer, export, tmp_path):
    target = tmp_path / "scores.jsonl"
    target.write_text("old\n", encoding="utf-8")
    score_transcripts(export, target, analyzer=analyzer)
    assert len(read_lines(target)) == 4


class InterruptionError(Exception):
    pass


@pytest.mark.parametrize(
    "error", [InterruptionError(), KeyboardInterrupt(), OSError(28, "No space left on device")], ids=repr
)
@pytest.mark.parametrize("old", [None, "old\n"])
def test_after_an_error_there_is_no_partial_file(analyzer, export, tmp_path, error, old):
    target = tmp_path / "out" / "scores.jsonl"
    target.parent.mkdir()
    if old is not None:
        target.write_text(old, encoding="utf-8")
    seen = []

    def stop(assessment):
        seen.append(assessment)
        if len(seen) == 2:
            raise error

    expected = OutputError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected):
        score_transcripts(export, target, analyzer=analyzer, each=stop)
    assert [p.name for p in target.parent.iterdir()] == ([] if old is None else ["scores.jsonl"])
    assert old is None or target.read_text(encoding="utf-8") == old


@pytest.mark.parametrize("name", ["scores.csv", "scores", "scores.parquet", "jsonl"])
def test_another_ending_is_refused(analyzer, export, tmp_path, name):
    with pytest.raises(OutputError, match=r"must end in \.jsonl"):
        score_transcripts(export, tmp_path / name, analyzer=analyzer)


def test_a_folder_that_is_not_there_is_refused(analyzer, export, tmp_path):
    with pytest.raises(OutputError, match="its folder does not exist"):
        score_transcripts(export, tmp_path / "nowhere" / "scores.jsonl", analyzer=analyzer)


def test_a_folder_in_the_place_of_the_output_is_refused(analyzer, export, tmp_path):
    (tmp_path / "scores.jsonl").mkdir()
    with pytest.raises(OutputError):
        score_transcripts(export, tmp_path / "scores.jsonl", analyzer=analyzer)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.jsonl", "scores.jsonl"]


def test_a_source_that_cannot_be_read_leaves_nothing_behind(analyzer, tmp_path):
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    with pytest.raises(FormatError):
        score_transcripts(tmp_path / "empty.csv", tmp_path / "scores.jsonl", analyzer=analyzer)
    with pytest.raises(SourceNotFoundError):
        score_transcripts(tmp_path / "nowhere.csv", tmp_path / "scores.jsonl", analyzer=analyzer)
    assert [p.name for p in tmp_path.iterdir()] == ["empty.csv"]


def test_a_model_that_is_not_there(export, tmp_path):
    with pytest.raises(AuthenticaError):
        score_transcripts(export, tmp_path / "scores.jsonl", model=tmp_path / "nowhere")


def test_options_reach_the_reader(analyzer, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("Wer;Was\nkunde;Hello?\ntier2;It is on its way.\n", encoding="utf-8")
    said, found = [], []
    receipt = assess_source(
        analyzer,
        path,
        columns={"text": "Was", "role": "Wer"},
        roles={"tier2": "agent", "kunde": "customer"},
        say=said.append,
        each=found.append,
    )
    assert balanced(receipt)
    assert [a.text for a in found] == ["It is on its way."]
    assert receipt.output is None
    assert said


def test_long_cells_are_scored(analyzer, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text('role,text\nagent,"' + "I have refunded it. " * 10_000 + '"\n', encoding="utf-8")
    receipt = score_transcripts(path, tmp_path / "scores.jsonl", analyzer=analyzer)
    assert receipt.scored == 1
    assert "truncated" in read_lines(tmp_path / "scores.jsonl")[0].flags
