"""Padding: stock kindness around training replies, which earns no more than the codebook grants it."""

from __future__ import annotations

import pytest

from authentica.errors import LabelError
from authentica.schema import Outcome
from authentica.training.dataset import LabelledReply, LabelledSpan
from authentica.training.padding import Padding, pad_canned, read_paddings

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


def padded_copies(*replies, kinds):
    return [copy for copy in pad_canned(replies, kinds)[len(replies) :] if copy.text not in {r.text for r in replies}]


def test_the_padding_gets_its_own_level_and_span_and_the_rest_stays():
    kind = padding(before="So sorry, dear friend!", levels=NOTHING | {"empathy": 1})
    padded, again = padded_copies(reply(), kinds=[kind])
    assert padded.text == "So sorry, dear friend! Please visit our help page."
    assert padded.levels == {"boilerplate": 2, "empathy": 1, "ownership": 0, "expectations": 0, "listening": 0}
    assert quotes(padded, "empathy") == ["So sorry, dear friend!"]
    assert quotes(padded, "boilerplate") == ["Please visit our help page.", "So sorry, dear friend!"]
    assert (padded.needs, padded.outcome, padded.group) == (frozenset({"ownership"}), Outcome.BLOCKED, "g")
    assert len({"r1", padded.id, again.id}) == 3


def test_a_canned_reply_shares_its_weight_and_others_keep_theirs():
    own = reply(id="r2", levels={"boilerplate": 1}, spans=())
    canned, other, *copies = pad_canned([reply(), own], [padding(after="Ever yours.")])
    assert other is own
    for part in ("boilerplate", "needs", "outcome", "flags"):
        shown = [copy for copy in copies if part in copy.judged]
        assert canned.weight + sum(copy.weight for copy in shown) == pytest.approx(0.5)
        assert all((copy.text == canned.text) == (part == "flags") for copy in shown)
    assert canned.text == reply().text


def test_what_nobody_judged_the_flags_of_teaches_none():
    copies = pad_canned([reply(judged=frozenset({"boilerplate"}))], [padding(after="Ever yours.")])
    assert all("flags" not in copy.judged for copy in copies)


def test_a_level_is_never_lowered():
    promising = reply(levels={"boilerplate": 2, "ownership": 1}, spans=())
    vow = padding(after="I promise you that.", levels=NOTHING | {"ownership": 1, "empathy": 1})
    padded, _ = padded_copies(promising, kinds=[vow])
    assert padded.levels == {"boilerplate": 2, "ownership": 1}
    assert quotes(padded, "ownership") == ["I promise you that."]


@pytest.mark.parametrize("family", ["pasted", "emoji", "marks"])
def test_what_is_no_wording_is_no_evidence(family):
    padded, _ = padded_copies(reply(), kinds=[padding(family=family, before='You wrote "{customer}".')])
    assert padded.text.startswith('You wrote "My order 771 is lost". Please')
    assert quotes(padded, "boilerplate") == ["Please visit our help page."]


def test_the_choice_depends_on_the_id_alone():
    kinds = [padding(before=f"Number {n}.") for n in range(7)]
    replies = [reply(id=f"r{n}") for n in range(40)]
    texts = {padded.id: padded.text for padded in padded_copies(*replies, kinds=kinds)}
    assert texts == {padded.id: padded.text for padded in padded_copies(*replies[::-1], kinds=kinds)}
    assert len(set(texts.values())) == len(kinds)


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


@pytest.mark.parametrize(
    "line",
    [b"{", b'{"family": "a"}', b"[]", b'{"empathy": "much"}', b'{"empathy": Infinity}', b'"\xe9"', b"[" * 99_999],
)
def test_a_malformed_line_is_named_but_not_shown(tmp_path, line):
    path = tmp_path / "padding.jsonl"
    path.write_bytes(line + b"\n")
    with pytest.raises(LabelError, match=r"padding\.jsonl:1: the line is no padding"):
        read_paddings(path)
