"""Check digits: which numbers can be a card, an IBAN or a national id."""

from __future__ import annotations

__all__ = ["is_bsn", "is_dni", "is_gtin", "is_iban", "is_luhn", "is_nir"]


def is_luhn(digits: str) -> bool:
    """Tell whether a string of ASCII digits passes the Luhn check (ISO/IEC 7812-1, annex B).

    >>> is_luhn("4242424242424242"), is_luhn("4242424242424241")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return bool(digits) and total % 10 == 0


def is_iban(code: str) -> bool:
    """Tell whether an IBAN in capitals without blanks passes the check of ISO 13616 (remainder 1 modulo 97).

    >>> is_iban("GB82WEST12345698765432")
    True
    """
    if not 15 <= len(code) <= 34 or not (code.isascii() and code.isalnum()):
        return False
    return int("".join(str(int(character, 36)) for character in code[4:] + code[:4])) % 97 == 1


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def is_gtin(digits: str) -> bool:
    """Tell whether a string passes the check of an article's number of 8, 12, 13 or 14 digits (GTIN, EAN, UPC).

    >>> is_gtin("4006381333931"), is_gtin("4006381333932")
    (True, False)
    """
    if len(digits) not in (8, 12, 13, 14) or not (digits.isascii() and digits.isdecimal()):
        return False
    return sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(reversed(digits))) % 10 == 0


def is_bsn(digits: str) -> bool:
    """Tell whether nine digits pass the Dutch "eleven test"."""
    return len(digits) == 9 and _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def is_nir(digits: str) -> bool:
    """Tell whether fifteen digits pass the check of the French NIR (key of 97)."""
    return len(digits) == 15 and digits[0] in "12" and 97 - int(digits[:13]) % 97 == int(digits[13:])


def is_dni(code: str) -> bool:
    """Tell whether eight digits and a capital pass the check of the Spanish DNI (remainder modulo 23)."""
    return len(code) == 9 and code[:8].isdigit() and "TRWAGMYFPDXBNJZSQVHLCKE"[int(code[:8]) % 23] == code[8]
