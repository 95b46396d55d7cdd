"""Evidence: one reason for a score or a finding, walked back to characters of the reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from authentica.schema.record import Record

__all__ = ["Evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Record):
    """One reason for a score.

    Attributes
    ----------
    start, end : int or None
        Half-open code-point offsets into the reply; None for a reason that has no place in it (an absence, the
        customer's text, the rest of the wording).
    text : str or None
        ``reply[start:end]``; None where there is no place.
    cue : str
        Permanent id of what was found, or of the reason without a place.
    contribution : float
        What it added to the dimension's `DimensionScore.logit`.
    """

    start: int | None
    end: int | None
    text: str | None
    cue: str
    contribution: float

    @classmethod
    def of(cls, reply: str, start: int, end: int, cue: str, contribution: float = 0.0) -> Evidence:
        """Quote the characters ``[start, end)`` of a reply."""
        return cls(start=start, end=end, text=reply[start:end], cue=cue, contribution=contribution)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "cue": self.cue,
            "contribution": self.contribution,
        }
