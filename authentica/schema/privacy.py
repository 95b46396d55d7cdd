"""Personal data: a text without it, and what a reply does with it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authentica.errors import RecordError
from authentica.schema.evidence import Evidence
from authentica.schema.fields import count, reading, typed
from authentica.schema.messages import OffsetMap, Segment

__all__ = ["SECRETS", "DataKind", "PrivacyFinding", "PrivacyIssue", "Redacted", "RedactedSpan"]


class DataKind(str, enum.Enum):
    """A kind of personal data. The first fourteen are what redaction finds; an agent can ask for all of them."""

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


SECRETS = (
    DataKind.FULL_CARD_NUMBER,
    DataKind.CARD_SECURITY_CODE,
    DataKind.PASSWORD,
    DataKind.PIN,
    DataKind.ONE_TIME_CODE,
    DataKind.FULL_SOCIAL_SECURITY_NUMBER,
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
class RedactedSpan:
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

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "start": self.start,
            "end": self.end,
            "kind": self.kind.value,
            "masked_start": self.masked_start,
            "masked_end": self.masked_end,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RedactedSpan:
        """Read back what `to_dict` wrote."""
        with reading("RedactedSpan"):
            return cls(
                start=count(data["start"]),
                end=count(data["end"]),
                kind=DataKind(data["kind"]),
                masked_start=count(data["masked_start"]),
                masked_end=count(data["masked_end"]),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
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

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "text": self.text,
            "spans": [span.to_dict() for span in self.spans],
            "offsets": {
                "segments": [list(segment) for segment in self.offsets.segments],
                "source_length": self.offsets.source_length,
            },
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Redacted:
        """Read back what `to_dict` wrote."""
        with reading("Redacted"):
            return cls(
                text=typed(data, "text", str),
                spans=tuple(RedactedSpan.from_dict(span) for span in data["spans"]),
                offsets=OffsetMap(
                    segments=tuple(Segment(*map(count, segment)) for segment in data["offsets"]["segments"]),
                    source_length=count(data["offsets"]["source_length"]),
                ),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyFinding:
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

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "issue": self.issue.value,
            "evidence": [e.to_dict() for e in self.evidence],
            "data": [kind.value for kind in self.data],
            "public": self.public,
            "reason": None if self.reason is None else self.reason.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PrivacyFinding:
        """Read back what `to_dict` wrote."""
        with reading("PrivacyFinding"):
            public, reason = data["public"], data["reason"]
            if public is not None and not isinstance(public, bool):
                raise RecordError("the field 'public' is neither true, false nor null", "PrivacyFinding")
            return cls(
                issue=PrivacyIssue(data["issue"]),
                evidence=tuple(Evidence.from_dict(e) for e in data["evidence"]),
                data=tuple(DataKind(kind) for kind in data["data"]),
                public=public,
                reason=None if reason is None else Evidence.from_dict(reason),
            )
