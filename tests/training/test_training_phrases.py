"""Phrases: one sentence of a kind, and only the levels that its kind decides."""

from __future__ import annotations

import pytest

from authentica.errors import LabelError
from authentica.schema import DIMENSIONS
from authentica.training.phrases import read_phrases

GOOD = {"id": "X-1", "kind": "X", "text": "Boiler swapped. ^RT", "ownership": 2, "expectations": 0}


@pytest.fixture
def read(write_lines, tmp_path):
    return lambda *rows: read_phrases(write_lines(tmp_path / "phrases.jsonl", rows))


def test_a_phrase_is_all_evidence_and_teaches_only_what_its_kind_decides(read):
    (phrase,) = read(GOOD)
    assert phrase.levels == {"ownership": 2, "expectations": 0}
    assert phrase.judged == {"ownership", "expectations"}
    (span,) = phrase.spans  # a level of 0 has no evidence
    assert (span.dimension, phrase.text[span.start : span.end]) == ("ownership", GOOD["text"])


@pytest.mark.parametrize(
    "row",
    [
        "half a {",
        "[]",
        {**GOOD, "text": " "},
        {**GOOD, "text": 3},
        {**GOOD, "ownership": 3},
        {**GOOD, "ownership": True},
        {key: value for key, value in GOOD.items() if key not in DIMENSIONS},
        {key: value for key, value in GOOD.items() if key != "id"},
    ],
    ids=["no JSON", "a list", "blank", "no text", "no such level", "true", "no level", "no id"],
)
def test_a_line_that_is_none_is_named_and_not_quoted(read, row):
    with pytest.raises(LabelError) as caught:
        read(GOOD, row)
    assert "phrases.jsonl:2" in str(caught.value)
    assert "Boiler" not in str(caught.value)
