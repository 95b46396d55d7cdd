"""Cues of blame: ordinary kind replies, many of them in the words that blame uses, hit none."""

from __future__ import annotations

from pathlib import Path

import pytest

from authentica.features.clauses import BLAME

KIND = (Path(__file__).resolve().parents[1] / "data" / "kind_words.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("said", KIND)
def test_kind_words_hit_no_cue_of_blame(read, said):
    assert [match.cue for match in read(said).cues if match.cue.startswith(BLAME)] == []
