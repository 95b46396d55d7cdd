"""Reviewers' feedback becomes labels; what cannot be used is set aside with its place and the reason."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from pathlib import Path

import pytest

import authentica
from authentica.cli import main
from authentica.errors import ColumnError, FormatError, InputError, SourceNotFoundError
from authentica.schema import Conversation, Message, Reply, Role
from authentica.training.adapt import adapt_model
from authentica.training.dataset import read_labels
from authentica.training.evaluate import evaluate
from authentica.training.review import CustomerTexts, merge_feedback

TEXTS = [
    "Thank you for contacting us. We apologize for any inconvenience caused. Please DM us your details.",
    "I've cancelled the second charge; the money is back by Friday.",
    "The shop opens at nine. The kettle is at the till.",
]
CUSTOMER = "You charged me twice and nobody answers!!"
COLUMNS = ("kind", "dimension", "level", "quote", "line", "message_id", "conversation_id", "text_sha256", "comment")


@pytest.fixture(scope="module")
def assessments():
    messages = []
    for number, text in enumerate(TEXTS, 1):
        messages += [
            Message(text=CUSTOMER, role=Role.CUSTOMER, message_id=f"c{number}"),
            Message(text=text, message_id=f"m{number}", channel="chat"),
        ]
    conversation = Conversation(conversation_id="K1", messages=tuple(messages))
    found = authentica.load().analyze_conversation(conversation).assessments
    return (*found, authentica.load().analyze(" "))


@pytest.fixture
def scores(assessments, write_lines, tmp_path):
    return write_lines(tmp_path / "scores.jsonl", assessments)


@pytest.fixture
def merge(scores, write_lines, tmp_path):
    """Merge rows, given as JSON lines or CSV, and return the receipt and the labels by line."""

    def run(*rows, table=False, **options):
        path = tmp_path / ("feedback.csv" if table else "feedback.jsonl")
        if table:
            with path.open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, COLUMNS)
                writer.writeheader()
                writer.writerows(rows)
        else:
            write_lines(path, rows)
        output = tmp_path / "labels.jsonl"
        receipt = merge_feedback(path, scores, output, **options)
        assert receipt.rows_in == receipt.used + len(receipt.set_aside)
        labels = {int(r.id.split(":")[1]): r for r in read_labels(output)} if receipt.replies else {}
        assert len(labels) == receipt.replies
        return receipt, labels

    run.output = tmp_path / "labels.jsonl"
    return run


def quotes(label, dimension):
    return [label.text[s.start : s.end] for s in label.spans if s.dimension == dimension]


@pytest.mark.parametrize("table", [False, True])
def test_the_three_kinds_in_both_formats(merge, assessments, table):
    receipt, labels = merge(
        {"kind": "wrong_score", "dimension": "expectations", "level": 1, "message_id": "m1", "conversation_id": "K1"},
        {"kind": "Wrong evidence", "dimension": "empathy", "quote": "We apologize for any inconvenience", "line": 1},
        {"kind": "missing_evidence", "dimension": "empathy", "quote": "at the till", "line": 3, "comment": "ignored"},
        table=table,
    )
    assert (receipt.rows_in, receipt.used, receipt.replies, receipt.set_aside) == (3, 3, 2, ())
    assert labels[1].judged == {"expectations", "empathy"}
    assert labels[1].levels["expectations"] == 1
    assert labels[1].levels["empathy"] == 0, "its only evidence was struck out"
    assert quotes(labels[1], "empathy") == []
    assert labels[3].levels["empathy"] == max(1, assessments[2]["empathy"].level)
    assert "at the till" in quotes(labels[3], "empathy")
    assert labels[3].judged == {"empathy"}


@pytest.mark.parametrize(("level", "line"), [("1.0", "2.0"), (1.0, 2.0), (" 1 ", "2")])
def test_whole_numbers_as_pandas_writes_them_are_read(merge, level, line):
    """Of a column of whole numbers with empty cells it makes floats."""
    receipt, labels = merge({**GOOD, "dimension": "ownership", "level": level, "line": line})
    assert receipt.set_aside == ()
    assert labels[2].levels["ownership"] == 1


def test_what_no_reviewer_touched_is_the_models(merge, assessments):
    _, labels = merge({"kind": "wrong_score", "dimension": "ownership", "level": 1, "line": 2})
    label, a = labels[2], assessments[1]
    for score in a.dimensions:
        if score.dimension != "ownership":
            assert label.levels[score.dimension] == score.level
            assert quotes(label, score.dimension) == [
                e.text for e in sorted(score.spans, key=lambda e: e.start) if score.level
            ]
    assert label.outcome is a.outcome
    assert label.register == "chat"


def test_only_a_remark_on_evidence_judges_evidence(merge):
    _, labels = merge(
        {"kind": "wrong_score", "dimension": "ownership", "level": 2, "line": 2},
        {"kind": "missing_evidence", "dimension": "expectations", "quote": "by Friday", "line": 2},
        {"kind": "wrong_score", "dimension": "empathy", "level": 0, "line": 2},
    )
    assert labels[2].judged_spans == {"expectations", "empathy"}
    assert quotes(labels[2], "ownership"), "the model's own, which nobody judged"


def test_a_level_that_does_not_follow_is_not_judged(merge, scores):
    """What was struck out may be what made the level a 2: with other evidence left, it can be 1 or 2."""
    text = "I've cancelled the second charge. I have refunded the 20 euros myself. I'll call you tomorrow at nine."
    a = authentica.load().analyze(text, CUSTOMER)
    first, *others = a["ownership"].spans
    assert others
    scores.write_text(a.to_json() + "\n", encoding="ascii")
    strike = {"kind": "wrong_evidence", "dimension": "ownership", "line": 1}
    receipt, labels = merge({**strike, "quote": first.text})
    assert receipt.evidence_only == 1
    assert "ownership" not in labels[1].judged
    assert labels[1].judged_spans == {"ownership"}
    assert sorted(quotes(labels[1], "ownership")) == sorted(e.text for e in others)
    _, labels = merge({**strike, "quote": first.text}, {**GOOD, "dimension": "ownership", "line": 1})
    assert (labels[1].levels["ownership"], "ownership" in labels[1].judged) == (1, True)
    _, labels = merge(*({**strike, "quote": e.text} for e in (first, *others)))
    assert (labels[1].levels["ownership"], "ownership" in labels[1].judged) == (0, True)


def test_a_model_is_not_measured_by_its_own_quotes(merge, assessments):
    """Levels that a reviewer confirmed say nothing of evidence."""
    remark = {"kind": "wrong_score", "dimension": "ownership", "line": 2}
    merge({**remark, "level": assessments[1]["ownership"].level})
    found = evaluate(authentica.load(), merge.output, rounds=2)
    assert found.kappa["ownership"].n == 1
    assert math.isnan(found.evidence["ownership"])


def test_labels_without_a_span_measure_no_evidence(write_lines, tmp_path, capsys):
    """A level 0 says that no words speak for it; which should have been named where others do is not said."""
    row = {"text": TEXTS[1], "customer_text": CUSTOMER, "spans": [], "judged": ["ownership"]}
    path = write_lines(tmp_path / "levels.jsonl", [{**row, "id": str(level), "ownership": level} for level in (0, 2)])
    assert math.isnan(evaluate(authentica.load(), path, rounds=2).evidence["ownership"])
    assert main(["evaluate", str(path)]) == 0
    assert "By register" not in capsys.readouterr().out, "no register has 30 replies: no empty table"


def test_a_reply_is_found_by_the_hash_of_its_text(merge):
    digest = hashlib.sha256(TEXTS[1].encode()).hexdigest()
    for given in (digest, digest[:12], digest.upper()):
        _, labels = merge({"kind": "wrong_score", "dimension": "empathy", "level": 0, "text_sha256": given})
        assert list(labels) == [2]


def test_striking_some_evidence_keeps_the_level_and_level_0_has_none(merge):
    _, labels = merge(
        {"kind": "wrong_score", "dimension": "ownership", "level": 0, "line": 2},
        {"kind": "wrong_score", "dimension": "boilerplate", "level": 2, "line": 1},
        {"kind": "wrong_evidence", "dimension": "boilerplate", "quote": "Thank you for contacting us", "line": 1},
    )
    assert quotes(labels[2], "ownership") == []
    assert labels[1].levels["boilerplate"] == 2
    assert "Thank you for contacting us" not in quotes(labels[1], "boilerplate")


def test_customer_texts_are_brought_back(merge):
    row = {"kind": "wrong_score", "dimension": "empathy", "level": 1, "line": 2}
    texts = CustomerTexts()
    texts.add(Reply(message=Message(text="Any.", message_id="m2"), customer_text=CUSTOMER, conversation_id="K1"))
    receipt, labels = merge(row, customer_texts=texts)
    assert labels[2].customer_text == CUSTOMER
    assert receipt.without_customer_text == 0
    receipt, labels = merge(row)
    assert labels[2].customer_text == ""
    assert receipt.without_customer_text == 1


def test_customer_texts_are_brought_back_by_the_replys_words_where_an_export_has_no_ids(write_lines, tmp_path, capsys):
    said = [("customer", "Where is my kettle?"), ("agent", "I've sent it."), ("customer", "And the lid?")]
    said += [("agent", "I will check that for you."), ("customer", "Hello?"), ("agent", "I will check that for you.")]
    export = write_lines(
        tmp_path / "export.jsonl", [{"conversation_id": "K1", "role": role, "text": text} for role, text in said]
    )
    scores, output = tmp_path / "scores.jsonl", tmp_path / "labels.jsonl"
    assert main(["score", str(export), "--output", str(scores), "--quiet"]) == 0
    feedback = write_lines(tmp_path / "feedback.jsonl", [{**GOOD, "line": line} for line in (1, 2)])
    command = ["review", str(feedback), "--scores", str(scores), "--output", str(output)]
    assert main([*command, "--source", str(export)]) == 0
    one, twice = read_labels(output)
    assert one.customer_text == "Where is my kettle?"
    assert twice.customer_text == "", "the same words answer two questions"
    said = capsys.readouterr().err
    assert "1 labelled replies lack what the customer wrote; they are not in the export, or stand there twice" in said
    assert "--source" not in said


GOOD = {"kind": "wrong_score", "dimension": "empathy", "level": 1, "line": 2}
MISSED = {"kind": "missing_evidence", "dimension": "empathy", "quote": "I've cancelled", "line": 2}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{not json", "the line is not JSON"),
        ("[1]", "the line is not a JSON object"),
        ({**GOOD, "kind": "praise"}, "'kind' must be one of wrong_score, wrong_evidence, missing_evidence"),
        ({**GOOD, "kind": 3}, "'kind' must be text"),
        ({**GOOD, "dimension": "kindness"}, "'dimension' must be one of"),
        ({**GOOD, "level": 3}, "a wrong score needs the right 'level'"),
        ({**GOOD, "level": True}, "'level' must be a whole number"),
        ({**GOOD, "level": "high"}, "'level' must be a whole number"),
        ({**GOOD, "level": "1.5"}, "'level' must be a whole number"),
        ({**GOOD, "level": 1.5}, "'level' must be a whole number"),
        ({**GOOD, "level": None}, "a wrong score needs the right 'level'"),
        ({**GOOD, "kind": "wrong_evidence"}, "needs the 'quote' that is meant"),
        ({**GOOD, "kind": "wrong_evidence", "quote": "  "}, "needs the 'quote' that is meant"),
        ({**MISSED, "quote": "not there"}, "the quote does not stand in the reply"),
        ({**MISSED, "kind": "wrong_evidence", "quote": "second"}, "the model named no evidence"),
        ({**MISSED, "level": 2}, "a 'level' belongs to wrong_score"),
        ({**GOOD, "quote": "not there"}, "the quote does not stand in the reply"),
        ({**GOOD, "line": 0}, "'line' must be a whole number of at least 1"),
        ({**GOOD, "line": None}, "nothing tells which assessment is meant"),
        ({**GOOD, "line": 99}, "it fits no assessment of scores.jsonl"),
        ({**GOOD, "line": 2, "message_id": "m3"}, "it fits no assessment"),
        ({**GOOD, "line": None, "message_id": "m2", "conversation_id": "K9"}, "it fits no assessment"),
        ({**GOOD, "line": 4}, "the reply was not scored"),
        ({**GOOD, "text_sha256": "abc"}, "'text_sha256' must be 12 to 64 hexadecimal digits"),
    ],
)
def test_what_cannot_be_used_is_set_aside_and_the_rest_is_used(merge, row, reason):
    receipt, labels = merge(row, {**GOOD, "dimension": "ownership"})
    (aside,) = receipt.set_aside
    assert aside.origin == "feedback.jsonl:1"
    assert aside.reason.startswith(reason) or reason in aside.reason
    assert labels[2].judged == {"ownership"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"kind": "wrong_score", "level": 0}, {"kind": "wrong_score", "level": 1}),
        ({"kind": "wrong_score", "level": 0}, {"kind": "missing_evidence", "quote": "I've cancelled"}),
        (
            {"kind": "wrong_evidence", "quote": "I've cancelled"},
            {"kind": "missing_evidence", "quote": "I've cancelled"},
        ),
    ],
)
def test_contradictions_are_set_aside_both(merge, one, other):
    place = {"dimension": "ownership", "line": 2}
    receipt, labels = merge({**one, **place}, {**other, **place}, {**GOOD, "line": 3})
    assert [(row.origin, row.reason) for row in receipt.set_aside] == [
        ("feedback.jsonl:1", "it contradicts feedback.jsonl:2"),
        ("feedback.jsonl:2", "it contradicts feedback.jsonl:1"),
    ]
    assert list(labels) == [3]


def test_a_quote_beside_a_level_judges_no_evidence(merge):
    _, plain = merge({**GOOD, "dimension": "ownership", "level": 1, "line": 2})
    receipt, labels = merge({**GOOD, "dimension": "ownership", "level": 1, "line": 2, "quote": " I've cancelled "})
    assert (receipt.set_aside, labels) == ((), plain)


def test_two_reviewers_who_agree_count_once(merge):
    receipt, labels = merge(GOOD, GOOD)
    assert (receipt.used, receipt.replies) == (2, 1)
    assert labels[2].levels["empathy"] == 1


def test_an_identifier_that_fits_several_assessments(merge, scores, assessments):
    with scores.open("a", encoding="ascii") as handle:
        handle.write(assessments[1].to_json() + "\n")
    receipt, _ = merge({**GOOD, "line": None, "message_id": "m2"}, GOOD)
    assert [row.reason for row in receipt.set_aside] == ["it fits 2 assessments; add the line of scores.jsonl"]
    assert receipt.used == 1


def test_lines_of_the_scores_file_that_are_no_assessments(merge, scores, assessments):
    broken = assessments[1].to_dict()
    broken["dimensions"] = broken["dimensions"][:2]
    with scores.open("a", encoding="ascii") as handle:
        handle.write("oops\n" + json.dumps(broken) + "\n")
    receipt, labels = merge(GOOD, {**GOOD, "line": 6})
    assert [row.origin for row in receipt.unreadable_scores] == ["scores.jsonl:5", "scores.jsonl:6"]
    assert [row.reason for row in receipt.set_aside] == ["it fits no assessment of scores.jsonl"]
    assert list(labels) == [2]


def test_tables_are_read_as_spreadsheets_write_them(scores, tmp_path):
    output = tmp_path / "labels.jsonl"
    path = tmp_path / "feedback.csv"
    path.write_bytes(
        "\ufeffKind;Dimension;Level;Quote;Line\r\nwrong score;Empathy;1;;2\r\n;;;;\r\na;b;c;d;e;f\r\n".encode()
    )
    receipt = merge_feedback(path, scores, output)
    assert (receipt.used, [row.to_dict() for row in receipt.set_aside]) == (
        1,
        [{"origin": "feedback.csv:4", "reason": "the row has 6 cells, the header 5"}],
    )
    path = tmp_path / "feedback.tsv"
    path.write_text("kind\tdimension\tlevel\tline\nwrong_score\tempathy\t1\t2\n", encoding="utf-8")
    assert merge_feedback(path, scores, output).used == 1


def test_a_label_file_that_is_a_link_stays_one(merge, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "labels.jsonl").symlink_to(tmp_path / "disk" / "labels.jsonl")
    merge({"kind": "wrong_score", "dimension": "empathy", "level": 1, "line": 2})
    assert (tmp_path / "labels.jsonl").is_symlink()
    assert len((tmp_path / "disk" / "labels.jsonl").read_bytes().splitlines()) == 1


def test_what_cannot_be_read_at_all_is_an_error(scores, tmp_path):
    output, path = tmp_path / "labels.jsonl", tmp_path / "feedback.csv"
    with pytest.raises(SourceNotFoundError, match="the feedback file does not exist"):
        merge_feedback(path, scores, output)
    for header, message in [
        ("dimension,line", "there is no column 'kind'"),
        ("kind,dimension,level", "no column tells which assessment is meant"),
        ("kind,dimension,line,line", "the column 'line' stands twice"),
    ]:
        path.write_text(header + "\n", encoding="utf-8")
        with pytest.raises(ColumnError, match=message):
            merge_feedback(path, scores, output)
    path.write_bytes(b"kind,dimension,line\n\xff\xfe,a,1\n")
    with pytest.raises(FormatError, match="not UTF-8"):
        merge_feedback(path, scores, output)
    other = tmp_path / "feedback.xlsx"
    other.write_bytes(b"PK")
    with pytest.raises(FormatError, match="must be CSV, TSV or JSON lines"):
        merge_feedback(other, scores, output)
    path.write_text("kind,dimension,line\n", encoding="utf-8")
    with pytest.raises(SourceNotFoundError, match="the scores file does not exist"):
        merge_feedback(path, tmp_path / "no.jsonl", output)
    with pytest.raises(InputError, match="would overwrite"):
        merge_feedback(path, scores, scores)
    assert not output.exists()


def test_reviews_adapt_a_model(assessments, write_lines, tmp_path):
    """Thirty reviewed replies go all the way from feedback to an adapted model."""
    from authentica.learners.store import load_bundle

    base = Path(__file__).resolve().parent.parent / "data" / "stored_models" / "format_1"
    analyzer = authentica.load(base)
    texts = [f"{TEXTS[n % 3]} Ticket {n}." for n in range(30)]
    scores = write_lines(tmp_path / "scores.jsonl", analyzer.pipe(texts))
    remarks = [{"kind": "wrong_score", "dimension": "ownership", "level": n % 3, "line": n + 1} for n in range(30)]
    feedback = write_lines(tmp_path / "feedback.jsonl", remarks)
    assert merge_feedback(feedback, scores, tmp_path / "labels.jsonl").replies == 30
    bundle = load_bundle(base)[0]
    adapted = adapt_model(bundle, list(read_labels(tmp_path / "labels.jsonl"))).bundle
    assert (adapted.level_coef[:, 2] != bundle.level_coef[:, 2]).any()
    assert (adapted.outcome_coef == bundle.outcome_coef).all()


def test_the_command(root, tmp_path, capsys):
    export, scores = root / "data" / "examples" / "chat_week.csv", tmp_path / "scores.jsonl"
    assert main(["score", str(export), "--output", str(scores), "--quiet"]) == 0
    feedback, output = tmp_path / "feedback.csv", tmp_path / "labels.jsonl"
    feedback.write_text(
        "kind,dimension,level,message_id,conversation_id\nwrong_score,empathy,1,K-2041-2,K-2041\n", encoding="utf-8"
    )
    command = ["review", str(feedback), "--scores", str(scores), "--output", str(output)]
    assert main([*command, "--source", str(export)]) == 0
    captured = capsys.readouterr()
    assert "1 feedback rows: 1 used, 0 set aside." in captured.out
    assert "aside" not in captured.err
    (label,) = read_labels(output)
    assert "you took 38 euros twice" in label.customer_text
    assert main(["evaluate", str(output)]) == 0
    assert "outcome, macro-F1: not judged" in capsys.readouterr().out
    assert main(command) == 0
    said = capsys.readouterr().err
    assert "lack what the customer wrote" in said
    assert "do not follow" not in said
    damaged = tmp_path / "damaged.csv"
    damaged.write_text(export.read_text(encoding="utf-8") + "Abracadabra\n", encoding="utf-8")
    assert main([*command, "--source", str(damaged)]) == 3
    said = capsys.readouterr().err
    assert "damaged.csv: 1 row was set aside" in said
    assert "the row has 1 cell" in said
    assert "Abracadabra" not in said
    with feedback.open("a", encoding="utf-8") as handle:
        handle.write("wrong_score,empathy,7,K-2041-2,K-2041\n")
        handle.writelines("wrong_score,tone,1,K-2041-2,K-2041\n" for _ in range(20))
    assert main(command) == 3
    said = capsys.readouterr().err
    assert "set aside: feedback.csv:3: a wrong score needs" in said
    assert all(f"set aside: feedback.csv:{line}: 'dimension' must be one of" in said for line in range(4, 24))
    # An export where scores should be: its lines are counted, not all shown.
    assert main(["review", str(feedback), "--scores", str(export), "--output", str(output)]) == 3
    said = capsys.readouterr().err
    assert said.count("the line is not an assessment") == 5
    assert "more lines of chat_week.csv" in said
    assert "--scores takes what `authentica score EXPORT --output FILE.jsonl` wrote" in said
    feedback.write_text("kind,dimension,level,line\nwrong_score,empathy,7,1\n", encoding="utf-8")
    output.unlink()
    assert main(command) == 3
    assert not output.exists()
