"""Counterfactual copies: one thing is changed, and only what follows from it is taught."""

from __future__ import annotations

import pytest

from authentica.errors import LabelError
from authentica.schema import Outcome
from authentica.training.counterfactuals import counterfactual_copies, read_counterfactuals
from authentica.training.dataset import LabelledReply, LabelledSpan

CHANGES = {
    "bare": ["Which one?", "Noted down."],
    "blame": ["It is your own fault."],
    "harmless": ["It is not your fault."],
}


def reply(number, **changes):
    given = {
        "id": f"r{number}",
        "text": f"I have sent parcel {number} again.",
        "customer_text": f"Parcel {number} is lost",
        "levels": {"boilerplate": 0, "empathy": 0, "ownership": 2, "expectations": 0, "listening": 1},
        "needs": frozenset({"ownership"}),
        "outcome": Outcome.SOMEWHERE,
        "flags": frozenset(),
        "spans": (),
        "group": f"g{number}",
        "register": "chat",
        "weight": 0.2,
    }
    return LabelledReply(**(given | changes))


def copies(replies, kind):
    return [copy for copy in counterfactual_copies(replies, CHANGES) if copy.id.endswith(f"+{kind}")]


MANY = [reply(number) for number in range(200)]


def test_a_bare_reply_teaches_needs_alone_and_what_was_done_is_pending_again():
    found = copies(MANY, "bare")
    assert 60 <= len(found) <= 140
    assert {copy.text for copy in found} == set(CHANGES["bare"])
    assert {copy.needs for copy in found} == {frozenset({"ownership", "expectations"})}
    assert {copy.judged for copy in found} == {frozenset({"needs"})}


def test_what_was_not_brought_forward_was_pending_before_if_anything_was():
    found = copies([reply(number, outcome=Outcome.BLOCKED) for number in range(30)], "bare")
    assert found
    assert {copy.needs for copy in found} == {frozenset({"ownership"})}


def test_who_needed_nothing_needs_nothing_of_a_bare_reply():
    found = copies([reply(number, needs=frozenset()) for number in range(30)], "bare")
    assert found
    assert {copy.needs for copy in found} == {frozenset()}


def test_of_replies_to_one_text_one_is_made_bare_with_all_its_readings():
    asked = next(copy.customer_text for copy in copies(MANY, "bare"))
    readings = [
        reply(1, customer_text=asked),
        reply(1, customer_text=asked, needs=frozenset({"empathy"}), weight=0.8),
        reply(2, customer_text=asked),
    ]
    found = copies(readings, "bare")
    assert [copy.weight for copy in found] == [0.1, 0.4]
    assert [copy.needs for copy in found] == [{"ownership", "expectations"}, {"empathy"}]


def test_a_moment_without_a_customers_text_has_no_bare_reply():
    assert copies([reply(number, customer_text="  ") for number in range(60)], "bare") == []


@pytest.mark.parametrize(
    ("kind", "outcome", "about", "weight", "taught"),
    [
        ("blame", Outcome.OUTTA_HERE, 34, 0.05, {"outcome", "listening"}),
        ("harmless", Outcome.SOMEWHERE, 50, 0.1, {"outcome"}),
    ],
)
def test_what_stands_beside_a_reply_teaches_the_outcome_and_that_blame_is_no_listening(
    kind, outcome, about, weight, taught
):
    found = copies(MANY, kind)
    assert about / 2 <= len(found) <= about * 2
    before = sum(copy.text.startswith(CHANGES[kind][0]) for copy in found)
    assert len(found) / 6 <= before <= len(found) / 2
    assert {copy.outcome for copy in found} == {outcome}
    assert {copy.judged for copy in found} == {frozenset(taught)}
    assert all(copy.levels.keys() == taught - {"outcome"} for copy in found)
    originals = {each.id: each for each in MANY}
    for copy in found:
        original = originals[copy.id.removesuffix(f"+{kind}")]
        assert copy.text in (f"{original.text} {CHANGES[kind][0]}", f"{CHANGES[kind][0]} {original.text}")
        assert (copy.group, copy.weight, copy.customer_text) == (original.group, weight, original.customer_text)


def test_what_was_heard_keeps_its_words_where_blame_goes_before_it():
    span = LabelledSpan(dimension="listening", start=12, end=18)
    found = copies([reply(number, spans=(span,)) for number in range(200)], "blame")
    heard = {copy.text[copy.spans[0].start : copy.spans[0].end] for copy in found}
    assert heard == {"parcel"}


def test_copies_do_not_depend_on_the_order_of_replies():
    shared = [reply(number, customer_text=f"Parcel {number % 40} is lost") for number in range(120)]
    there, back = (
        sorted(counterfactual_copies(rows, CHANGES), key=lambda copy: copy.id) for rows in (shared, shared[::-1])
    )
    assert there == back
    assert len([copy for copy in there if copy.id.endswith("+bare")]) < 40


def test_our_own_changes_are_read_and_are_not_those_of_the_behavioural_suite(root):
    path = root / "data" / "counterfactuals.jsonl"
    if not path.is_file():
        pytest.skip("data/counterfactuals.jsonl is not beside this installation")
    found = read_counterfactuals(path)
    texts = [text for kind in found.values() for text in kind]
    assert len(texts) == len(set(texts)) >= 150
    suite = "\n".join(file.read_text(encoding="utf-8") for file in (root / "authentica" / "behaviour").glob("*.jsonl"))
    assert [text for text in texts if len(text.split()) > 2 and text in suite] == []


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        '{"kind": "bare"}',
        '{"kind": "bare", "text": " "}',
        '{"kind": "bare", "text": null}',
        '{"kind": "praise", "text": "Well done."}',
    ],
)
def test_a_malformed_line_is_named(write_lines, tmp_path, line):
    path = write_lines(tmp_path / "changes.jsonl", [{"kind": "bare", "text": "Which?"}, line])
    with pytest.raises(LabelError, match=r"changes\.jsonl:2: the line is no counterfactual change"):
        read_counterfactuals(path)


def test_every_kind_is_needed(write_lines, tmp_path):
    path = write_lines(tmp_path / "changes.jsonl", [{"kind": "bare", "text": "Which?"}])
    with pytest.raises(LabelError, match="harmless"):
        read_counterfactuals(path)
