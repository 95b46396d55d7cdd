"""The options record."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from authentica.config import AnalyzerConfig
from authentica.errors import InputError


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan, math.inf, "0.5", None, True])
def test_missed_probability_is_checked(value):
    with pytest.raises(InputError, match="missed_probability must be a number from 0 to 1"):
        AnalyzerConfig(missed_probability=value)


@pytest.mark.parametrize("name", ["longest_text_chars", "batch_size"])
@pytest.mark.parametrize("value", [0, -1, 1.5, "10", None, True])
def test_counts_are_checked(name, value):
    with pytest.raises(InputError, match=f"{name} must be a whole number of at least 1"):
        AnalyzerConfig(**{name: value})


@pytest.mark.parametrize("value", [0, 1, None, "yes"])
def test_explanations_are_wanted_or_not(value):
    with pytest.raises(InputError, match="explanations must be True or False"):
        AnalyzerConfig(explanations=value)


def test_a_mapping_is_read_and_unknown_keys_are_errors():
    assert AnalyzerConfig.from_mapping({}) == AnalyzerConfig()
    assert AnalyzerConfig.from_mapping({"missed_probability": 0.7}).missed_probability == 0.7
    with pytest.raises(InputError, match=r"unknown option 'missed_probabilty'.*Use some of missed_probability"):
        AnalyzerConfig.from_mapping({"missed_probabilty": 0.7})
    with pytest.raises(InputError, match="unknown option '5'"):
        AnalyzerConfig.from_mapping({5: 0.7})


def test_it_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        AnalyzerConfig().batch_size = 3


def test_the_fingerprint_knows_what_can_change_a_result_and_nothing_else():
    plain = AnalyzerConfig().fingerprint()
    assert AnalyzerConfig().fingerprint() == plain
    assert AnalyzerConfig(batch_size=1).fingerprint() == plain
    assert AnalyzerConfig(missed_probability=0.6).fingerprint() != plain
    assert AnalyzerConfig(longest_text_chars=100).fingerprint() != plain
    assert AnalyzerConfig(explanations=False).fingerprint() != plain
    assert len(plain) == 64


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ({"missed_probability": 1}, {"missed_probability": 1.0}),
        ({"missed_probability": np.float32(0.5)}, {"missed_probability": 0.5}),
        ({"missed_probability": np.int64(1)}, {"missed_probability": 1.0}),
        ({"longest_text_chars": np.int64(100)}, {"longest_text_chars": 100}),
        ({"batch_size": np.uint8(5)}, {"batch_size": 5}),
        ({"level_strictness": {"empathy": np.float32(0.25)}}, {"level_strictness": {"empathy": 0.25}}),
    ],
)
def test_numbers_of_numpy_are_numbers_and_equal_options_have_equal_fingerprints(given, same):
    assert AnalyzerConfig(**given) == AnalyzerConfig(**same)
    assert AnalyzerConfig(**given).fingerprint() == AnalyzerConfig(**same).fingerprint()
    assert {type(value) for value in dataclasses.asdict(AnalyzerConfig(**given)).values()} <= {float, int, bool, tuple}


@pytest.mark.parametrize("value", [np.bool_(True), np.float32("nan"), 10**400, 1j])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(InputError, match="missed_probability must be a number"):
        AnalyzerConfig(missed_probability=value)
    with pytest.raises(InputError, match="level_strictness of empathy must be a number"):
        AnalyzerConfig(level_strictness={"empathy": value})
