"""Permitted zones: greetings, sign-offs, legal notices and identity checks are the same for everybody, and rightly so."""

from __future__ import annotations

from authentica.corpus.wording import GREETINGS, SLOT, Wording
from authentica.schema import PermittedZone

__all__ = ["permitted_zones"]

_GREETING_FIRST = GREETINGS | {"good"}
_GREETING_WORDS = _GREETING_FIRST | frozenset(
    ["morning", "afternoon", "evening", "day", "there", "again", "all", "everyone", "team", "sir", "madam", "and"]
)
_SIGN_OFF_KEYS = frozenset(
    ["regards", "wishes", "sincerely", "faithfully", "truly", "respectfully", "cheers", "thanks", "thank", "care", "best", "warmly"]
)  # fmt: skip
_SIGN_OFF_WORDS = _SIGN_OFF_KEYS | frozenset(
    ["kind", "kindest", "warm", "warmest", "with", "many", "yours", "you", "take", "all", "the", "again"]
)
_LONGEST_SIGNATURE_CLAUSE = 8
_SIGNATURE_CLAUSES = 4

# Wholes of words in lower case; specific enough that a script about the customer's matter has none of them.
_LEGAL = (
    "intended recipient",
    "intended solely for",
    "confidential and",
    "received this email in error",
    "received this e-mail in error",
    "received this message in error",
    "terms apply",
    "terms and conditions apply",
    "t&cs apply",
    "terms of service apply",
    "all rights reserved",
    "data protection",
    "privacy notice",
    "privacy policy",
    "may be recorded",
    "may be monitored",
    "authorised and regulated",
    "authorized and regulated",
    "registered in",
    "registered office",
    "not financial advice",
    "not legal advice",
    "member fdic",
    "to unsubscribe",
)
_IDENTITY = (
    "verify your identity",
    "verify your account",
    "verify it's you",
    "verify that it's you",
    "verify i'm speaking",
    "confirm your identity",
    "confirm your full name",
    "confirm your name",
    "confirm your date of birth",
    "confirm your postcode",
    "confirm the postcode",
    "confirm the phone number",
    "confirm your billing",
    "confirm the email address on",
    "confirm the email address associated",
    "security check",
    "security question",
    "for security purposes",
    "for security reasons",
    "for your security",
    "for verification purposes",
    "last four digits",
    f"last {SLOT} digits",
    "keep your account safe",
)


def permitted_zones(wording: Wording) -> list[PermittedZone | None]:
    """Say of each clause of a wording why it may be the same for everybody; None where it may not."""
    zones: list[PermittedZone | None] = []
    signing = 0
    for number, (start, end) in enumerate(wording.clauses):
        words = wording.words[start:end]
        zone = _zone(words, opening=number <= 1)
        if zone is PermittedZone.SIGN_OFF:
            # "Thanks." in the middle of a reply signs nothing off.
            rest = wording.clauses[number + 1 :]
            if len(rest) <= _SIGNATURE_CLAUSES and all(b - a <= _LONGEST_SIGNATURE_CLAUSE for a, b in rest):
                signing = len(rest) + 1
            else:
                zone = None
        if zone is None and 0 < signing <= _SIGNATURE_CLAUSES:
            zone = PermittedZone.SIGN_OFF
        zones.append(zone)
    return zones


def _zone(words: list[str], *, opening: bool) -> PermittedZone | None:
    fixed = [word for word in words if word != SLOT]
    if opening and words[0] in _GREETING_FIRST and all(word in _GREETING_WORDS for word in fixed):
        return PermittedZone.GREETING
    if fixed and all(word in _SIGN_OFF_WORDS for word in fixed) and any(word in _SIGN_OFF_KEYS for word in fixed):
        return PermittedZone.SIGN_OFF
    said = f" {' '.join(words)} "
    if any(f" {phrase} " in said for phrase in _LEGAL):
        return PermittedZone.LEGAL_NOTICE
    if any(f" {phrase} " in said for phrase in _IDENTITY):
        return PermittedZone.IDENTITY_CHECK
    return None
