"""Personal data: a text without it, and what a reply does with it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from authentica.schema.evidence import Evidence
from authentica.schema.messages import OffsetMap
from authentica.schema.record import Record

__all__ = ["SECRETS", "DataKind", "PrivacyFinding", "PrivacyIssue", "Redacted", "RedactedSpan"]


class DataKind(str, enum.Enum):
    """A kind of personal data. Redaction finds the first fourteen and the secrets that are told; an agent can ask for all."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    NATIONAL_ID = "national_id"
    ADDRESS = "address"
    POSTCODE = "postcode"
    ORDER = "order"
    ACCOUNT = "account"
    HANDLE = "handle"
    IP = "ip"
    BIRTH_DATE = "birth_date"
    LINK = "link"
    DETAILS = "details"
    FULL_CARD_NUMBER = "full_card_number"
    CARD_SECURITY_CODE = "card_security_code"
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    PIN = "pin"
    ONE_TIME_CODE = "one_time_code"
    FULL_SOCIAL_SECURITY_NUMBER = "full_social_security_number"
    SECURITY_ANSWER = "security_answer"


SECRETS = (
    DataKind.FULL_CARD_NUMBER,
    DataKind.CARD_SECURITY_CODE,
    DataKind.PASSWORD,
    DataKind.PIN,
    DataKind.ONE_TIME_CODE,
    DataKind.FULL_SOCIAL_SECURITY_NUMBER,
    DataKind.SECURITY_ANSWER,
)
"""What no agent should ask for."""


class PrivacyIssue(str, enum.Enum):
    """What a reply does with personal data, for good or ill."""

    ASKS_PERSONAL_DATA = "asks_personal_data"
    ASKS_SECRET = "asks_secret"  # noqa: S105 - the name of an issue
    EXPOSES_PERSONAL_DATA = "exposes_personal_data"
    EXPLAINS_DATA_USE = "explains_data_use"
    EXPLAINS_PROTECTION = "explains_protection"
    UNVERIFIABLE_CLAIM = "unverifiable_claim"
    MARKETING = "marketing"
    SHARES_WITH_THIRD_PARTY = "shares_with_third_party"
    OFFERS_CHOICE = "offers_choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedSpan(Record):
    """One personal detail that was taken out.

    Attributes
    ----------
    start, end : int
        Half-open code-point offsets into the original text.
    kind : DataKind
        What it was.
    masked_start, masked_end : int
        Where its mask stands in the redacted text.
    """

    start: int
    end: int
    kind: DataKind
    masked_start: int
    masked_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted(Record):
    """A text without personal details. It holds nothing of what was taken out.

    Attributes
    ----------
    text : str
        The redacted text.
    spans : tuple of RedactedSpan
        What was taken out, in order.
    offsets : OffsetMap
        Maps `text` to the original: ``offsets.to_source(start, end)``. Any part of a mask maps to the whole detail.
    """

    text: str
    spans: tuple[RedactedSpan, ...]
    offsets: OffsetMap

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a half-open span of the original stands in `text`; one that a mask cuts takes in all of the mask."""
        return self._moved(start, after=False), self._moved(end, after=True)

    def _moved(self, position: int, *, after: bool) -> int:
        shift = 0
        for span in self.spans:
            if position <= span.start:
                break
            if position < span.end:
                return span.masked_end if after else span.masked_start
            shift = span.masked_end - span.end
        return position + shift


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyFinding(Record):
    """One thing a reply does with personal data.

    Attributes
    ----------
    issue : PrivacyIssue
        What it does.
    evidence : tuple of Evidence
        Where, at least one. For a request, the whole of it (cue ``privacy.request``), then each kind of data named; for
        repeated data ``privacy.exposed.<kind>``; for all else the lexicon's cue. Contributions are 0: findings are not
        scored.
    data : tuple of DataKind
        The kinds of data concerned, each once; empty where none is named.
    public : bool or None
        For a request: whether the answer would stand in public; for repeated data: whether it stands there now. None
        where the channel is unknown, and for all else.
    reason : Evidence or None
        For a request: the reason given for it.
    """

    issue: PrivacyIssue
    evidence: tuple[Evidence, ...]
    data: tuple[DataKind, ...] = ()
    public: bool | None = None
    reason: Evidence | None = None
