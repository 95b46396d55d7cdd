"""Models of every format version ever released keep loading; how to add one stands in tests/data/stored_models/README.md."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import authentica
from authentica.learners.bundle import ModelBundle
from authentica.learners.store import _READERS, FORMAT_VERSION, load_bundle

FOLDER = Path(__file__).resolve().parent.parent / "data" / "stored_models"
STORED = {
    1: (
        "e287a68cf5eb717409a61eb8f8aacbaea4f961dabf381ed1a2192d8618cfc834",
        "901bbe60dcf2ba6afd1c6718082a172f9b07aee65fc6b17774d6c9dcf58b9966",
    ),
}


def test_every_version_that_can_be_read_has_a_stored_model():
    assert set(_READERS) == set(STORED) == set(range(1, FORMAT_VERSION + 1))


@pytest.mark.parametrize("version", sorted(STORED))
def test_a_stored_model_loads_with_the_same_weights(version):
    fingerprint, weights = STORED[version]
    bundle, manifest = load_bundle(FOLDER / f"format_{version}")
    assert manifest["format_version"] == version
    assert manifest["fingerprint"] == fingerprint
    digest = hashlib.sha256()
    for name in ModelBundle.ARRAYS:
        digest.update(name.encode() + getattr(bundle, name).astype("<f8").tobytes())
    assert digest.hexdigest() == weights


@pytest.mark.parametrize("version", sorted(STORED))
def test_a_stored_model_scores(version):
    a = authentica.load(FOLDER / f"format_{version}").analyze(
        "I've cancelled the second charge; the money is back by Friday.", customer_text="You charged me twice!!"
    )
    assert a.scored
    assert 0 <= a.authenticity <= 100
    assert all(abs(sum(score.probabilities) - 1) < 1e-9 for score in a.dimensions)
