"""Levels rest on the words that are named for them: without these they fall further than without others, and these alone keep more."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import islice

import pytest

from authentica.cli import DONE, main
from authentica.schema import DIMENSIONS
from authentica.training.faithfulness import measure_faithfulness

SIDES = ("comprehensiveness", "sufficiency")


@pytest.fixture(scope="module")
def replies(root, tmp_path_factory):
    """Replies that the model has not learnt from: long enough to have other words than evidence."""
    path = tmp_path_factory.mktemp("faithful") / "replies.jsonl"
    with (root / "data" / "unread" / "mail9.jsonl").open(encoding="utf-8") as lines:
        path.write_text("".join(islice(lines, 80)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(analyzer, replies):
    return measure_faithfulness(analyzer, replies, rounds=200)


class Named:
    """An analyzer that names the words it is told to, for levels that stay as they are."""

    def __init__(self, analyzer, name):
        self._analyzer, self._name = analyzer, name

    def pipe(self, replies):
        for assessment in self._analyzer.pipe(replies):
            scores = tuple(replace(score, evidence=self._name(assessment, score)) for score in assessment.dimensions)
            yield replace(assessment, dimensions=scores)


def others(assessment, score):
    """Name as many words as the evidence has, the first of those that it has not."""
    text = assessment.text
    words = [match.span() for match in re.finditer(r"\S+", text)]
    free = [span for span in words if not any(e.start < span[1] and e.end > span[0] for e in score.spans)]
    return tuple(
        replace(score.spans[0], start=start, end=end, text=text[start:end])
        for start, end in free[: len(words) - len(free)]
    )


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_without_the_named_words_the_level_falls_further_than_without_others(found, dimension):
    assert found[dimension].n >= 10
    assert found[dimension].comprehensiveness.margin.low > 0


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_named_words_alone_keep_more_of_the_level_than_others(found, dimension):
    assert found[dimension].sufficiency.margin.high < 0


def test_evidence_that_names_other_words_is_found_out(analyzer, replies, found):
    wrong = measure_faithfulness(Named(analyzer, others), replies, rounds=50)
    for dimension in DIMENSIONS:
        assert wrong[dimension].n >= found[dimension].n
        assert wrong[dimension].comprehensiveness.margin.low <= 0
        assert wrong[dimension].sufficiency.margin.high >= 0


UNTOLD = dict.fromkeys(("authenticity", "message_id", "conversation_id", "author_id"))


class Rigid:
    """An analyzer that gives ownership 2 to whoever writes "refunded", and names the sentence it stands in."""

    def __init__(self, made, named):
        self._made, self._named = made, named

    def pipe(self, replies):
        for text, _ in replies:
            acts = "refunded" in text
            start = text.find(self._named)
            spans = [("ownership", start, start + len(self._named), "c", 1.0)] if acts and start >= 0 else []
            yield self._made(text, levels=(0, 0, 2 * acts, 0, 0), evidence=spans, **UNTOLD)


def row(text, number=0):
    return {
        "id": f"r{number}", "text": text, "customer_text": "You charged me twice", "boilerplate": 0, "empathy": 0, "ownership": 2,
        "expectations": 0, "listening": 0, "needs": [], "outcome": "somewhere", "flags": [], "spans": [],
    }  # fmt: skip


REPLY = "Good morning to you, Ana. I refunded it. Your next bill comes on paper and looks much the same."


@pytest.mark.parametrize(
    ("named", "removed", "kept"), [("I refunded it", (2.0, 0.0), (0.0, 2.0)), ("Your next bill comes", (0.0, None), (2.0, None))]
)  # fmt: skip
def test_what_falls_is_the_expected_level(made, write_lines, tmp_path, named, removed, kept):
    labels = write_lines(tmp_path / "one.jsonl", [row(REPLY)])
    found = measure_faithfulness(Rigid(made, named), labels, rounds=10)["ownership"]
    assert (found.n, found.left_out) == (1, 0)
    for fall, (with_evidence, with_others) in ((found.comprehensiveness, removed), (found.sufficiency, kept)):
        assert fall.evidence.value == with_evidence
        assert with_others is None or fall.others.value == with_others
        assert fall.margin.value == fall.evidence.value - fall.others.value


def test_evidence_of_more_than_half_of_a_reply_has_nothing_to_be_compared_with(made, write_lines, tmp_path):
    labels = write_lines(tmp_path / "one.jsonl", [row("I refunded it today."), row(REPLY, 1)])
    found = measure_faithfulness(Rigid(made, "I refunded it"), labels, rounds=10)
    assert (found["ownership"].n, found["ownership"].left_out) == (1, 1)
    assert (found["empathy"].n, found["empathy"].comprehensiveness.evidence.n) == (0, 0)


def test_the_draw_hangs_on_neither_the_order_nor_the_rest_of_the_file(made, write_lines, tmp_path):
    rigid = Rigid(made, "Your next bill comes")
    texts = [REPLY, REPLY.replace("Ana", "Ms Ito"), REPLY.replace("much", "very much")]
    rows = [row(text, number) for number, text in enumerate(texts)]
    one = measure_faithfulness(rigid, write_lines(tmp_path / "a.jsonl", rows), rounds=10)["ownership"]
    two = measure_faithfulness(rigid, write_lines(tmp_path / "b.jsonl", rows[::-1]), rounds=10)["ownership"]
    assert measure_faithfulness(rigid, tmp_path / "b.jsonl", rounds=10)["ownership"] == two
    for side in SIDES:
        assert getattr(one, side).others.value == pytest.approx(getattr(two, side).others.value)


def test_evidence_of_the_shipped_model_outweighs_other_words_from_the_command_line(write_lines, tmp_path, capsys):
    acts = (
        "I've refunded your kettle this morning",
        "I've sent you a new lamp today",
        "I cancelled the second booking myself",
    )
    rest = "The shop is open on weekdays from nine until six. Our other branch is by the river, across the old bridge. Both have a lift."
    labels = write_lines(tmp_path / "acts.jsonl", [row(f"{act}. {rest}", n) for n, act in enumerate(acts)])
    assert main(["evaluate", str(labels), "--faithfulness", "--json"]) == DONE
    found = json.loads(capsys.readouterr().out)["faithfulness"]["ownership"]
    assert found["n"] + found["left_out"] == len(acts)
    assert found["n"] > 1
    assert found["comprehensiveness"]["margin"]["value"] > 0.5
    assert found["sufficiency"]["margin"]["value"] < -0.5


def test_faithfulness_from_the_command_line(write_lines, tmp_path, capsys):
    labels = write_lines(tmp_path / "one.jsonl", [row(REPLY)])
    assert main(["evaluate", str(labels), "--faithfulness"]) == DONE
    assert "comprehensiveness" in capsys.readouterr().out
    assert main(["evaluate", str(labels), "--faithfulness", "--json"]) == DONE
    data = json.loads(capsys.readouterr().out)["faithfulness"]
    assert set(data) == set(DIMENSIONS)
    assert set(data["ownership"]["sufficiency"]["margin"]) == {"value", "low", "high", "n"}
