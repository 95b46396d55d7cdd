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
_FOOTER_CLAUSES = 8
_SIGNATURE_CLAUSES = 4

# Wholes of words in lower case; specific enough that a script about the customer's matter has none of them.
# Only a notice about the message itself, or of who sent it, has these: what follows it to the end of the message belongs to it.
_FOOTER = (
    "intended recipient",
    "intended solely for",
    "named addressee",
    *(
        f"{subject} {state}"
        for subject in ("email", "e-mail", "mail", "message", "communication", "attachments")
        for state in ("is confidential", "are confidential", "may be confidential", "may contain confidential", "contains confidential")
    ),
    *(
        f"received {what} {how}"
        for what in ("this email", "this e-mail", "this mail", "this message", "this communication")
        for how in ("in error", "by mistake")
    ),
    "information contained in this",
    "confidentiality notice",
    "legally privileged",
    "notify the sender",
    "accept no liability",
    "accepts no liability",
    "registered office",
)  # fmt: skip
_LEGAL = (
    *_FOOTER,
    "confidential and",
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


def _by_end(phrases: tuple[str, ...]) -> dict[str, list[str]]:
    """Return phrases by their last words."""
    ends: dict[str, list[str]] = {}
    for phrase in phrases:
        ends.setdefault(phrase.rpartition(" ")[2], []).append(phrase)
    return ends


_FOOTER_ENDS, _LEGAL_ENDS, _IDENTITY_ENDS = _by_end(_FOOTER), _by_end(_LEGAL), _by_end(_IDENTITY)


def permitted_zones(wording: Wording) -> list[PermittedZone | None]:
    """Say of each clause of a wording why it may be the same for everybody; None where it may not."""
    clauses = [wording.words[start:end] for start, end in wording.clauses]
    zones = [_zone(words, opening=number <= 1) for number, words in enumerate(clauses)]
    body = _permit_footer(clauses, zones)
    signed = 0
    for number, zone in enumerate(zones[:body]):
        if zone is PermittedZone.SIGN_OFF:
            # "Thanks." in the middle of a reply signs nothing off.
            rest = clauses[number + 1 : body]
            if len(rest) <= _SIGNATURE_CLAUSES and all(len(words) <= _LONGEST_SIGNATURE_CLAUSE for words in rest):
                signed = body
            else:
                zones[number] = None
        elif zone is None and number < signed:
            zones[number] = PermittedZone.SIGN_OFF
    return zones


def _permit_footer(clauses: list[list[str]], zones: list[PermittedZone | None]) -> int:
    """Permit what follows a legal notice near the end, and return how many clauses stand before the notices that end the reply."""
    last = max(len(clauses) - 1 - _FOOTER_CLAUSES, 0)
    told = [number for number, words in enumerate(clauses) if _has_one_of(_FOOTER_ENDS, words)]
    for number in told:
        # One such phrase in the midst of a short reply may be about the matter itself.
        ends = 2 * number >= len(clauses) or len(told) > 1 or PermittedZone.SIGN_OFF in zones[:number]
        if number >= last and ends and zones[number] is PermittedZone.LEGAL_NOTICE:
            zones[number:] = [zone or PermittedZone.LEGAL_NOTICE for zone in zones[number:]]
            return number
    body = len(clauses)
    while body and zones[body - 1] is PermittedZone.LEGAL_NOTICE:
        body -= 1
    return body


def _zone(words: list[str], *, opening: bool) -> PermittedZone | None:
    fixed = [word for word in words if word != SLOT]
    if opening and words[0] in _GREETING_FIRST and all(word in _GREETING_WORDS for word in fixed):
        return PermittedZone.GREETING
    if fixed and all(word in _SIGN_OFF_WORDS for word in fixed) and any(word in _SIGN_OFF_KEYS for word in fixed):
        return PermittedZone.SIGN_OFF
    if _has_one_of(_LEGAL_ENDS, words):
        return PermittedZone.LEGAL_NOTICE
    if _has_one_of(_IDENTITY_ENDS, words):
        return PermittedZone.IDENTITY_CHECK
    return None


def _has_one_of(phrases: dict[str, list[str]], words: list[str]) -> bool:
    ends = phrases.keys() & words  # of most clauses there is none
    said = f" {' '.join(words)} " if ends else ""
    return any(f" {phrase} " in said for end in ends for phrase in phrases[end])
