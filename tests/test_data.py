"""The data that ships, and the corpora beside the checkout where they are present."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from itertools import islice

import pytest

import authentica
from authentica.cli import DONE, SET_ASIDE, main
from authentica.schema import DIMENSIONS, Outcome
from authentica.training.dataset import read_labels


def need(folder, what):
    if not folder.exists():
        pytest.skip(f"{what} is not here yet ({folder.name})")
    return folder


def test_the_example_exports_are_scored(root, tmp_path, capsys):
    folder = need(root / "data" / "examples", "the folder of example exports")
    files = sorted(p for p in folder.iterdir() if p.suffix in (".csv", ".jsonl", ".tsv"))
    if not files:
        pytest.skip("there is no example export yet")
    for path in files:
        code = main(["score", str(path), "--output", str(tmp_path / f"{path.stem}.jsonl"), "--rows", "3"])
        assert code in (DONE, SET_ASIDE), path.name
        assert "strongest evidence" in capsys.readouterr().out
        assert (tmp_path / f"{path.stem}.jsonl").stat().st_size


@pytest.fixture(scope="module")
def labelled(root):
    folder = need(root / "data" / "labelled", "our labelled data")
    if not list(folder.glob("*.jsonl")):
        pytest.skip("there is no labelled data yet")
    return list(read_labels(folder))


def test_our_labels_keep_the_codebook_and_cover_it(labelled):
    assert len({r.text for r in labelled}) >= 2_000
    for dimension in DIMENSIONS:
        counts = Counter(r.levels[dimension] for r in labelled if dimension in r.levels)
        assert set(counts) == {0, 1, 2}, dimension
        assert min(counts.values()) >= 50, (dimension, counts)
    assert {r.outcome for r in labelled} == set(Outcome)
    assert len({r.register for r in labelled}) >= 5


def test_levels_above_nothing_have_evidence(labelled):
    """The codebook wants a span for every rating above 0 (written labels may lack a few)."""
    bare = total = 0
    for reply in labelled:
        for dimension, level in reply.levels.items():
            if level:
                total += 1
                bare += all(span.dimension != dimension for span in reply.spans)
    assert bare <= 0.02 * total, f"{bare} of {total} levels above 0 without a span"


def test_no_phrase_frame_dominates_our_replies(labelled):
    texts = sorted({r.text for r in labelled})
    seen, repeated, total = Counter(), 0, 0
    for text in texts:
        words = text.lower().split()
        seen.update({" ".join(words[i : i + 5]) for i in range(len(words) - 4)})
    for count in seen.values():
        total += count
        repeated += count if count > 1 else 0
    assert repeated / total < 0.15
    assert max(seen.values()) < 0.05 * len(texts)


def test_the_shipped_model_keeps_to_the_development_labels(shared, analyzer):
    """A floor far below what is measured, so that only a broken model falls through it."""
    path = need(shared / "corpus" / "labels" / "dev.jsonl", "the development labels")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:300]]
    rows = [row for row in rows if isinstance(row.get("text"), str)]
    if not rows:
        pytest.skip("the development labels do not carry their texts")
    found = list(analyzer.pipe((row["text"], row.get("customer_text") or "") for row in rows))
    for dimension in ("empathy", "ownership"):
        exact = sum(a.scored and a[dimension].level == row[dimension] for a, row in zip(found, rows, strict=True))
        assert exact / len(rows) > 0.5, dimension


def test_a_slice_of_the_corpora_is_scored_without_a_crash(shared, analyzer, tmp_path):
    folder = need(shared / "corpus", "the folder of corpora")
    for path in sorted(folder.glob("*.jsonl.gz")):
        part = tmp_path / path.name.removesuffix(".gz")
        with gzip.open(path, "rb") as lines:
            part.write_bytes(b"".join(islice(lines, 400)))
        found = [a for c in authentica.read_transcripts(part) for a in analyzer.analyze_conversation(c).assessments]
        assert found, path.name
        for a in found:
            assert all(a.text[e.start : e.end] == e.text for score in a.dimensions for e in score.spans)
