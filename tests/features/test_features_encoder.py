"""The clause encoder: each clause by itself, in whole numbers, whatever stands beside it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, strategies as st

from authentica.errors import ModelFormatError
from authentica.features.encoder import ENCODED_NAMES, ENCODED_UNIT, ClauseEncoder, encoder_sha256, load_encoder

WORDS = st.sampled_from(
    ["i", "have", "refunded", "it", "not", "sorry", ".", ",", "we", "will", "by", "friday", "zzqx", "é"]
)
CLAUSES = st.lists(WORDS, min_size=1, max_size=60)


@pytest.fixture(scope="module")
def small():
    """An encoder of two words with weights of its own, and its arrays."""
    rng = np.random.default_rng(3)
    outputs, width, units = len(ENCODED_NAMES), 4, 5

    def whole(*shape):
        return rng.integers(-127, 128, shape).astype(np.int8)

    arrays = {
        "vectors": whole(4, width),
        "first": whole(3 * width, units),
        "second": whole(3 * units, units),
        "greatest": whole(units, outputs),
        "summed": whole(units, outputs),
        "first_bias": rng.integers(-900, 900, units).astype(np.float32),
        "first_scale": np.full(units, 0.003, dtype=np.float32),
        "second_bias": rng.integers(-900, 900, units).astype(np.float32),
        "second_scale": np.full(units, 0.004, dtype=np.float32),
        "greatest_scale": np.full(outputs, 0.01, dtype=np.float32),
        "summed_scale": np.full(outputs, 0.007, dtype=np.float32),
        "bias": rng.normal(size=outputs).astype(np.float32),
    }
    arrays["vectors"][0] = 0
    return arrays, ClauseEncoder(["a", "b"], arrays, "")


def in_whole_numbers(arrays, rows):
    """What the encoder is by definition: place by place, in Python's own whole numbers."""

    def layer(places, weights, bias, scale, step):
        found = []
        for at in range(len(places)):
            window = [
                v
                for i in (at - step, at, at + step)
                for v in (places[i] if 0 <= i < len(places) else [0] * len(places[0]))
            ]
            sums = [sum(w * int(x) for w, x in zip(window, column, strict=True)) for column in weights.T.tolist()]
            scaled = [np.float32(s + int(b)) * m for s, b, m in zip(sums, bias, scale, strict=True)]
            found.append([int(np.rint(min(max(v, 0), 127))) for v in scaled])
        return found

    places = [arrays["vectors"][row].tolist() for row in rows]
    first = layer(places, arrays["first"], arrays["first_bias"], arrays["first_scale"], 1)
    second = layer(first, arrays["second"], arrays["second_bias"], arrays["second_scale"], 2)
    both = [[a + b for a, b in zip(one, two, strict=True)] for one, two in zip(first, second, strict=True)]
    greatest, summed = [max(unit) for unit in zip(*both, strict=True)], [sum(unit) for unit in zip(*both, strict=True)]
    outputs = []
    for k in range(len(ENCODED_NAMES)):
        best = sum(v * int(w) for v, w in zip(greatest, arrays["greatest"][:, k], strict=True))
        mean = sum(v * int(w) for v, w in zip(summed, arrays["summed"][:, k], strict=True)) / np.sqrt(len(rows) + 1.0)
        value = (
            best * float(arrays["greatest_scale"][k])
            + mean * float(arrays["summed_scale"][k])
            + float(arrays["bias"][k])
        )
        outputs.append(int(np.rint(np.clip(value, -384, 384))))
    return tuple(outputs)


@given(st.lists(st.sampled_from(["a", "b", "neither"]), min_size=1, max_size=12))
def test_it_is_the_network_of_its_definition(small, words):
    arrays, encoder = small
    assert encoder.encode([words]) == [in_whole_numbers(arrays, [{"a": 2, "b": 3}.get(word, 1) for word in words])]


@given(st.lists(CLAUSES, max_size=8))
def test_a_clause_is_encoded_as_if_it_stood_alone(encoder, clauses):
    together = encoder.encode(clauses)
    assert together == [encoder.encode([clause])[0] for clause in clauses]
    assert all(type(value) is int and len(encoded) == len(ENCODED_NAMES) for encoded in together for value in encoded)


def test_more_clauses_than_are_encoded_at_once(encoder):
    clauses = [["i", "refunded", str(number % 7)] for number in range(600)]
    assert encoder.encode(clauses) == [encoder.encode([clause])[0] for clause in clauses]


def test_outputs_are_bounded_and_a_long_clause_is_read_to_its_fortieth_word(encoder):
    clause = ["refunded"] * 40
    (found,), (longer,) = encoder.encode([clause]), encoder.encode([[*clause, *["sorry"] * 5_000]])
    assert found == longer
    assert all(abs(value * ENCODED_UNIT) <= 3 for value in found)


@pytest.mark.parametrize(
    ("name", "more", "less"),
    [
        (
            "encoded:ownership.2",
            "i have put the fare back on your card myself",
            "your fare will be looked at by the team",
        ),
        ("encoded:expectations.2", "the plumber is at yours by four today", "somebody will be in touch at some point"),
        ("encoded:empathy.2", "two nights without heating with a newborn must have been awful", "the heating was off"),
        (
            "encoded:boilerplate.1",
            "we apologise for any inconvenience caused",
            "the hinge on your left door was cast badly",
        ),
    ],
)
def test_it_reads_what_words_say_together(encoder, name, more, less):
    place = ENCODED_NAMES.index(name)
    found = encoder.encode([more.split(), less.split()])
    assert found[0][place] > found[1][place]


def stored(arrays, words=b"a\nb"):
    data = io.BytesIO()
    np.savez(data, words=np.frombuffer(words, dtype=np.uint8), **arrays)
    return data.getvalue()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda arrays: stored({name: part for name, part in arrays.items() if name != "summed"}),
        lambda arrays: stored(arrays | {"second": arrays["second"][:, :-1]}),
        lambda arrays: stored(arrays | {"vectors": arrays["vectors"].astype(float)}),
        lambda arrays: stored(arrays, b"a\nb\nc"),
        lambda arrays: stored(arrays, b"\xff\n\xfe"),
        lambda arrays: stored(arrays)[:-50],
        lambda arrays: stored({name: part for name, part in arrays.items() if name != "vectors"}),
        lambda arrays: stored(arrays | {"first": np.int8(3)}),
        lambda arrays: b"",
    ],
    ids=[
        "an array less",
        "other shape",
        "other type",
        "more words",
        "no text",
        "half a file",
        "no vectors",
        "a number for an array",
        "empty",
    ],
)
def test_a_spoiled_file_is_refused(small, tmp_path, spoil):
    path = tmp_path / "encoder.npz"
    path.write_bytes(stored(small[0]))
    assert load_encoder(path).encode([["a", "b"]]) == small[1].encode([["a", "b"]])
    path.write_bytes(spoil(small[0]))
    with pytest.raises(ModelFormatError, match="encoder"):
        load_encoder(path)


def test_its_hash_is_known_without_it(encoder):
    assert encoder_sha256() == encoder.sha256
