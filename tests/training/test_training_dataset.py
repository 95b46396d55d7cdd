"""Label files: what is read, and what is refused with file, line and field but never the text."""

from __future__ import annotations

import hashlib
import re

import pytest

from authentica.errors import InputError, LabelError, SourceNotFoundError
from authentica.schema import DIMENSIONS, NEEDS, Flag, Outcome
from authentica.training.dataset import LABEL_FLAGS, label_files, one_reading_each, read_labels
from authentica.training.feedback import read_feedback
from authentica.training.labelfacts import labels_facts
from authentica.training.phrases import read_phrases

ROW = {
    "id": "r1",
    "text": "Secret words: I've refunded it.",
    "customer_text": "You charged me twice!!",
    "boilerplate": 0,
    "empathy": 0,
    "ownership": 2,
    "expectations": 2,
    "needs": ["ownership"],
    "outcome": "somewhere",
    "flags": ["personal_detail"],
    "spans": [{"dimension": "ownership", "text": "I've refunded it"}],
}


@pytest.fixture
def write(write_lines, tmp_path):
    return lambda *rows, name="labels.jsonl": write_lines(tmp_path / name, rows)


def test_a_row(write):
    (reply,) = read_labels(write(ROW))
    assert reply.levels == {"boilerplate": 0, "empathy": 0, "ownership": 2, "expectations": 2}
    assert reply.needs == {"ownership"}
    assert reply.outcome is Outcome.SOMEWHERE
    assert reply.flags == {Flag.PERSONAL_DETAIL}
    (span,) = reply.spans
    assert reply.text[span.start : span.end] == "I've refunded it"
    assert reply.weight == 1.0
    assert reply.register == "unknown"


def test_the_test_labels_are_whole(label_file):
    replies = list(read_labels(label_file))
    assert len(replies) >= 60
    assert len({r.id for r in replies}) == len(replies)
    for dimension in DIMENSIONS:
        assert {r.levels[dimension] for r in replies} == {0, 1, 2}
    assert {r.outcome for r in replies} == set(Outcome)
    assert {need for r in replies for need in r.needs} == set(NEEDS)


DAMAGE = {
    "text missing": {"text": None},
    "text a number": {"text": 5},
    "customer text a number": {"customer_text": 5},
    "level missing": {"ownership": None},
    "level 3": {"ownership": 3},
    "level a word": {"ownership": "2"},
    "level true": {"ownership": True},
    "listening 5": {"listening": 5},
    "needs missing": {"needs": None},
    "needs unknown": {"needs": ["listening"]},
    "flags a text": {"flags": "hand_off"},
    "flags unknown": {"flags": ["rude"]},
    "flags of the analyzer": {"flags": ["no_text"]},
    "outcome unknown": {"outcome": "nowhere"},
    "outcome missing": {"outcome": None},
    "weight 0": {"weight": 0},
    "weight a word": {"weight": "1"},
    "weight true": {"weight": True},
    "span elsewhere": {"spans": [{"dimension": "ownership", "text": "not there"}]},
    "span empty": {"spans": [{"dimension": "ownership", "text": ""}]},
    "span of another dimension": {"spans": [{"dimension": "warmth", "text": "Secret"}]},
    "span outside": {"spans": [{"dimension": "ownership", "start": 0, "end": 999}]},
    "span backwards": {"spans": [{"dimension": "ownership", "start": 5, "end": 5}]},
    "span a text": {"spans": ["Secret"]},
    "span of a level 0": {"spans": [{"dimension": "empathy", "text": "refunded"}]},
    "judged spans of no dimension": {"judged_spans": ["outcome"]},
    "judged unknown": {"judged": ["warmth"]},
    "judged a text": {"judged": "ownership"},
    "judged spans a text": {"judged_spans": "ownership"},
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_what_breaks_the_codebook_is_refused_with_its_place(write, damage):
    path = write(ROW, {**ROW, "id": "r2", **damage})
    with pytest.raises(LabelError) as caught:
        list(read_labels(path))
    assert caught.value.where == "labels.jsonl:2"
    assert "Secret" not in str(caught.value)


@pytest.mark.parametrize("line", ["{broken Secret", "[]", "5", '{"id": 5}', '{"text": "Secret"}'])
def test_what_is_no_row_is_refused(write, line):
    with pytest.raises(LabelError) as caught:
        list(read_labels(write(ROW, line)))
    assert caught.value.where == "labels.jsonl:2"
    assert "Secret" not in str(caught.value)


def test_a_row_by_hand_needs_only_what_was_judged(write):
    (reply,) = read_labels(write({"id": 17, "text": "I've refunded it.", "ownership": 2, "judged": ["ownership"]}))
    assert (reply.id, reply.judged, reply.levels) == ("17", {"ownership"}, {"ownership": 2})
    assert not reply.is_whole
    with pytest.raises(LabelError, match=r"empathy is missing\. Say it, or take it out of 'judged'"):
        list(read_labels(write({"id": "a", "text": "Hi.", "ownership": 2, "judged": ["ownership", "empathy"]})))
    with pytest.raises(LabelError, match=r"boilerplate is missing\. List in 'judged' what was judged"):
        list(read_labels(write({"id": "a", "text": "Hi.", "ownership": 2})))


def test_ids_are_texts_or_whole_numbers(write):
    assert [r.id for r in read_labels(write(ROW, {**ROW, "id": 0}))] == ["r1", "0"]
    with pytest.raises(LabelError, match="'5' stands twice"):
        list(read_labels(write({**ROW, "id": 5}, {**ROW, "id": "5"})))
    with pytest.raises(LabelError, match="an 'id', a text or a whole number"):
        list(read_labels(write({**ROW, "id": True})))


def test_the_row_of_the_readme(root, write):
    (row,) = re.findall(r'^\{"id".*$', (root / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    (reply,) = read_labels(write(row))
    (span,) = reply.spans
    assert (reply.judged, reply.judged_spans, span.dimension) == ({"ownership"}, {"ownership"}, "ownership")


@pytest.mark.parametrize(
    ("row", "spoken"),
    [
        (ROW, {"boilerplate", "empathy", "ownership", "expectations"}),
        ({**ROW, "spans": None}, {"boilerplate", "empathy"}),
        ({**ROW, "judged": ["ownership", "expectations"]}, {"ownership"}),
        ({**ROW, "judged": ["ownership", "empathy"], "model": "default"}, {"empathy"}),
        ({**ROW, "judged": ["ownership"], "judged_spans": []}, set()),
        ({**ROW, "judged": [], "judged_spans": ["ownership"], "model": "default"}, {"ownership"}),
    ],
    ids=["whole", "without spans", "by hand", "a model's spans", "named none", "named"],
)
def test_whose_spans_somebody_judged(write, row, spoken):
    """Level 0 has no evidence: who judged it has judged that, too."""
    (reply,) = read_labels(write(row))
    assert reply.judged_spans == spoken


def test_what_a_model_said_of_a_level_does_not_speak_against_evidence(write):
    row = {**ROW, "spans": [{"dimension": "empathy", "text": "refunded"}], "judged": [], "judged_spans": ["empathy"]}
    (reply,) = read_labels(write(row))
    assert len(reply.spans) == 1


def test_an_id_twice_is_refused(write):
    with pytest.raises(LabelError, match="'r1' stands twice"):
        list(read_labels(write(ROW, ROW)))


def test_empty_lines_are_passed_over(write):
    assert len(list(read_labels(write(ROW, "", "  ", {**ROW, "id": "r2"})))) == 2


def test_no_files(tmp_path):
    with pytest.raises(SourceNotFoundError, match="no label file"):
        list(read_labels(tmp_path))
    with pytest.raises(SourceNotFoundError):
        list(read_labels(tmp_path / "nowhere.jsonl"))


def test_a_folder_is_read_in_name_order(write, tmp_path):
    write({**ROW, "id": "b"}, name="b.jsonl")
    write({**ROW, "id": "a"}, name="a.jsonl")
    assert [r.id for r in read_labels(tmp_path)] == ["a", "b"]
    assert [f.name for f in label_files(tmp_path)] == ["a.jsonl", "b.jsonl"]


def test_a_folder_that_is_named_like_labels_is_none(write, tmp_path):
    (tmp_path / "c.jsonl").mkdir()
    with pytest.raises(SourceNotFoundError, match="no label file"):
        list(read_labels(tmp_path))
    write(ROW, name="a.jsonl")
    assert [r.id for r in read_labels(tmp_path)] == ["r1"]


READERS = {
    "labels.jsonl": lambda path: list(read_labels(path)),
    "phrases.jsonl": read_phrases,
    "feedback.jsonl": lambda path: list(read_feedback(path, print)),
    "feedback.csv": lambda path: list(read_feedback(path, print)),
}


@pytest.mark.parametrize("name", READERS)
def test_what_the_system_lets_not_be_read_is_an_error_of_ours(write, monkeypatch, name):
    path = write(ROW, name=name)

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(InputError, match=rf"{name}: the file cannot be read \(Permission denied\)"):
        READERS[name](path)


def test_two_readings_of_a_reply_share_its_key(write):
    one, again, other = read_labels(write(ROW, {**ROW, "id": "r2"}, {**ROW, "id": "r3", "customer_text": "Hm?"}))
    assert one.key == again.key != other.key


def test_a_second_reading_takes_most_of_the_weight(write, tmp_path):
    write(ROW, {**ROW, "id": "r2"}, name="a.jsonl")
    again = {key: value for key, value in ROW.items() if key not in ("text", "customer_text")}
    write({**again, "ownership": 1, "spans": []}, name="a.second.jsonl")
    first, second, alone = read_labels(tmp_path)
    assert (first.id, second.id, alone.id) == ("r1", "r1", "r2")
    assert (first.weight, second.weight, alone.weight) == (pytest.approx(0.2), 0.8, 1.0)
    assert (first.levels["ownership"], second.levels["ownership"]) == (2, 1)
    assert first.text == second.text
    assert first.group == second.group


def test_a_reply_is_measured_by_its_last_reading_that_judged_it(write, tmp_path):
    write(ROW, {**ROW, "id": "r2"}, {**ROW, "id": "r3"}, name="a.jsonl")
    again = {key: value for key, value in ROW.items() if key not in ("text", "customer_text")}
    write(again, {"id": "r2", "needs": ["empathy"], "judged": ["needs"]}, name="a.second.jsonl")
    readings = list(read_labels(tmp_path))
    assert [r.id for r in readings] == ["r1", "r1", "r2", "r2", "r3"]
    assert one_reading_each(readings, ["needs" in r.judged for r in readings]) == [1, 3, 4]
    assert one_reading_each(readings, ["ownership" in r.judged for r in readings]) == [1, 2, 4]


def test_a_second_reading_of_nothing_is_refused(write, tmp_path):
    write(ROW, name="a.jsonl")
    write({**ROW, "id": "zz"}, name="a.second.jsonl")
    with pytest.raises(LabelError, match=r"'zz', which a\.jsonl has not"):
        list(read_labels(tmp_path))


def test_the_hash_knows_every_byte(write, tmp_path):
    path = write(ROW, name="a.jsonl")
    plain = labels_facts(path, [])["sha256"]
    write({**ROW, "ownership": 1}, name="a.second.jsonl")
    assert labels_facts(path, [])["sha256"] != plain
    assert labels_facts(path, [])["sha256"] == labels_facts(path, [])["sha256"]


def test_every_file_has_a_hash_of_its_own(write, tmp_path):
    files = [write({**ROW, "id": name}, name=f"{name}.jsonl") for name in ("a", "b")]
    files.insert(1, write({**ROW, "id": "a"}, name="a.second.jsonl"))
    hashes = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert labels_facts(tmp_path, [])["hashes"] == hashes
    assert labels_facts(files[0], [])["hashes"] == {name: hashes[name] for name in ("a.jsonl", "a.second.jsonl")}


def test_groups_keep_what_belongs_together_together(write):
    rows = [
        {**ROW, "id": "a", "set": "s"},
        {**ROW, "id": "b", "set": "s", "customer_text": "other"},
        {**ROW, "id": "c", "conversation_id": "v"},
        {**ROW, "id": "d"},
        {**ROW, "id": "e", "customer_text": ""},
    ]
    groups = [r.group for r in read_labels(write(*rows))]
    assert groups[0] == groups[1]
    assert len(set(groups)) == 4


def test_labelled_flags_are_those_of_the_codebook():
    assert {f.value for f in Flag} - {f.value for f in LABEL_FLAGS} == {"unsupported_language", "no_text", "truncated"}
