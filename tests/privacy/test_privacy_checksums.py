"""Check digits: numbers from the standards' own examples, and each with one digit changed."""

from __future__ import annotations

import pytest

from authentica.privacy import checksums

VALID = [
    ("is_luhn", "4242424242424242"),
    ("is_luhn", "378282246310005"),
    ("is_luhn", "046454286"),
    ("is_iban", "GB82WEST12345698765432"),
    ("is_iban", "NO9386011117947"),
    ("is_bsn", "111222333"),
    ("is_nir", "255081416802538"),
    ("is_dni", "12345678Z"),
]


@pytest.mark.parametrize(("name", "code"), VALID)
def test_valid_numbers_pass_and_one_changed_digit_fails(name, code):
    check = getattr(checksums, name)
    assert check(code)
    place = max(i for i, character in enumerate(code) if character.isdigit())
    assert not check(code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :])


@pytest.mark.parametrize("name", checksums.__all__)
@pytest.mark.parametrize("code", ["", "1", "12", "1" * 40])
def test_other_lengths_fail_without_a_crash(name, code):
    if name != "is_luhn":
        assert not getattr(checksums, name)(code)


def test_nothing_passes_for_no_digits():
    assert not checksums.is_luhn("")
