"""The options of analysis, in one frozen record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from authentica.errors import InputError

__all__ = ["AnalyzerConfig"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzerConfig:
    """How replies are analysed.

    Attributes
    ----------
    missed_probability : float, default=0.5
        Probability of a need from which its absence is reported as missed; in 0..1. Higher reports fewer.
    longest_text_chars : int, default=50000
        Characters of a reply, and of the customer's text, that are read; a longer reply is flagged ``truncated``.
    batch_size : int, default=256
        Replies that `Analyzer.pipe` reads ahead.
    """

    missed_probability: float = 0.5
    longest_text_chars: int = 50_000
    batch_size: int = 256

    def __post_init__(self) -> None:
        probability, chars, batch = self.missed_probability, self.longest_text_chars, self.batch_size
        if isinstance(probability, bool) or not isinstance(probability, (int, float)) or not 0 <= probability <= 1:
            raise InputError("missed_probability must be a number from 0 to 1", "AnalyzerConfig")
        for name, value in (("longest_text_chars", chars), ("batch_size", batch)):
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise InputError(f"{name} must be a whole number of at least 1", "AnalyzerConfig")

    @classmethod
    def from_mapping(cls, options: Mapping[str, Any]) -> AnalyzerConfig:
        """Read options from a mapping; an unknown key is an error, not ignored.

        Raises
        ------
        InputError
            If a key is unknown or a value out of range.
        """
        known = [field.name for field in fields(cls)]
        unknown = sorted(set(map(str, options)) - set(known))
        if unknown:
            raise InputError(
                f"unknown option {unknown[0][:40]!r}", "AnalyzerConfig", f"Use some of {', '.join(known)}."
            )
        return cls(**options)

    def fingerprint(self) -> str:
        """Return a hash of every option that can change a result."""
        options = asdict(self)
        del options["batch_size"]
        return hashlib.sha256(json.dumps(options, sort_keys=True).encode()).hexdigest()
