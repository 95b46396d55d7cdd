"""Padding: stock kindness around training replies, which earns no more than the codebook grants it."""

from __future__ import annotations

import pytest

from authentica.errors import LabelError, SourceNotFoundError
from authentica.schema import Outcome
from authentica.training.dataset import LabelledReply, LabelledSpan
from authentica.training.padding import Padding, pad_replies, read_paddings

NOTHING = {"empathy": 0, "ownership": 0, "expectations": 0, "listening": 0}


def reply(**changes):
    given = {
        "id": "r1",
        "text": "Please visit our help page.",
        "customer_text": "My order 771 is lost",
        "levels": {"boilerplate": 2, "empathy": 0, "ownership": 0, "expectations": 0, "listening": 0},
        "needs": frozenset({"ownership"}),
        "outcome": Outcome.BLOCKED,
        "flags": frozenset(),
        "spans": (LabelledSpan(dimension="boilerplate", start=0, end=27),),
        "group": "g",
        "register": "tweet",
        "weight": 0.5,
    }
    return LabelledReply(**(given | changes))


def padding(**changes):
    return Padding(**({"family": "empathy", "before": "", "after": "", "levels": NOTHING} | changes))


def quotes(padded, dimension):
    return [padded.text[s.start : s.end] for s in padded.spans if s.dimension == dimension]


def test_the_padding_gets_its_own_level_and_span_and_the_rest_stays():
    kind = padding(before="So sorry, dear friend!", levels=NOTHING | {"empathy": 1})
    (padded,) = pad_replies([reply()], [kind], weight=0.4)
    assert padded.text == "So sorry, dear friend! Please visit our help page."
    assert padded.levels == {"boilerplate": 2, "empathy": 1, "ownership": 0, "expectations": 0, "listening": 0}
    assert quotes(padded, "empathy") == ["So sorry, dear friend!"]
    assert quotes(padded, "boilerplate") == ["Please visit our help page.", "So sorry, dear friend!"]
    assert (padded.needs, padded.outcome, padded.group) == (frozenset({"ownership"}), Outcome.BLOCKED, "g")
    assert padded.weight == pytest.approx(0.2)
    assert padded.id != "r1"


def test_a_reply_for_this_customer_becomes_mixed_and_keeps_what_it_has():
    good = reply(
        text="I've sent you a new one.",
        levels={"boilerplate": 0, "ownership": 2},
        spans=(LabelledSpan(dimension="ownership", start=0, end=24),),
    )
    vow = padding(after="I promise you that.", levels=NOTHING | {"ownership": 1, "empathy": 1})
    (padded,) = pad_replies([good], [vow])
    assert padded.levels == {"boilerplate": 1, "ownership": 2}
    assert quotes(padded, "ownership") == ["I've sent you a new one.", "I promise you that."]


@pytest.mark.parametrize("family", ["pasted", "emoji", "marks"])
def test_what_is_no_wording_is_no_evidence(family):
    (padded,) = pad_replies([reply()], [padding(family=family, before='You wrote "{customer}".')])
    assert padded.text.startswith('You wrote "My order 771 is lost". Please')
    assert quotes(padded, "boilerplate") == ["Please visit our help page."]


def test_the_choice_depends_on_the_id_alone():
    kinds = [padding(before=f"Number {n}.") for n in range(7)]
    replies = [reply(id=f"r{n}") for n in range(40)]
    texts = [padded.text for padded in pad_replies(replies, kinds)]
    assert texts[::-1] == [padded.text for padded in pad_replies(replies[::-1], kinds)]
    assert len(set(texts)) == len(kinds)


def test_our_own_paddings_are_read_and_are_not_those_of_the_behavioural_suite(root):
    path = root / "data" / "padding.jsonl"
    if not path.is_file():
        pytest.skip("only a checkout has the training data")
    found = read_paddings(path)
    assert len(found) > 100
    suite = (root / "authentica" / "behaviour" / "capabilities.jsonl").read_text(encoding="utf-8").casefold()
    shared = {
        part
        for one in found
        for part in (one.before, one.after)
        if len(part.split()) > 3 and part.casefold().strip(" .!") in suite
    }
    assert shared == set()


@pytest.mark.parametrize("line", ["{", '{"family": "a"}', "[]", '{"family": "a", "empathy": "much"}'])
def test_a_malformed_line_is_named_but_not_shown(tmp_path, line):
    path = tmp_path / "padding.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(LabelError, match=r"padding\.jsonl:1: the line is no padding"):
        read_paddings(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceNotFoundError, match="paddings"):
        read_paddings(tmp_path / "none.jsonl")
