"""The options of analysis, in one frozen record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from authentica.errors import InputError
from authentica.schema import DIMENSIONS
from authentica.schema.arguments import as_number, check_argument, check_count

__all__ = ["LARGEST_STRICTNESS", "AnalyzerConfig"]

LARGEST_STRICTNESS = 0.4
"""How far a team may move the cuts between levels, which lie about one level apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzerConfig:
    """How replies are analysed.

    Attributes
    ----------
    missed_probability : float, default=0.5
        Probability of a need from which its absence is reported as missed; in 0..1. Higher reports fewer.
    level_strictness : mapping or pairs of str to float, default=()
        By dimension, how much stricter than the model this team rates, -0.4 to 0.4; kept as sorted pairs. Each model has two cuts
        for a dimension, one between 0 and 1 and one between 1 and 2; the expected level (`DimensionScore.score` times 2) must reach
        them for level 1 and 2. Strictness raises both, within these bounds; for boilerplate, of which more is worse, it lowers
        them. Levels, explanations, missed opportunities and tips follow; probabilities and authenticity do not.
    longest_text_chars : int, default=50000
        Characters of a reply, and of the customer's text, that are read; a longer reply is flagged ``truncated``.
    explanations : bool, default=True
        Whether scores come with their reasons: evidence, explanations and tips. Without them scoring is faster; levels,
        probabilities, needs, outcome, flags, commitments and privacy findings are the same.
    batch_size : int, default=256
        Replies that `Analyzer.pipe` reads ahead.
    """

    missed_probability: float = 0.5
    level_strictness: Mapping[str, float] | tuple[tuple[str, float], ...] = ()
    longest_text_chars: int = 50_000
    explanations: bool = True
    batch_size: int = 256

    def __post_init__(self) -> None:
        probability = as_number(self.missed_probability)
        if not 0 <= probability <= 1:
            raise InputError("missed_probability must be a number from 0 to 1", "AnalyzerConfig")
        # Equal options have equal fingerprints, whichever type of number they are given as.
        object.__setattr__(self, "missed_probability", probability)
        for name in ("longest_text_chars", "batch_size"):
            object.__setattr__(self, name, check_count(name, getattr(self, name), "AnalyzerConfig"))
        if not isinstance(self.explanations, bool):
            raise InputError("explanations must be True or False", "AnalyzerConfig")
        object.__setattr__(self, "level_strictness", _strictness_pairs(self.level_strictness))

    @classmethod
    def from_mapping(cls, options: Mapping[str, Any]) -> AnalyzerConfig:
        """Read options from a mapping; an unknown key is an error, not ignored.

        Parameters
        ----------
        options : mapping of str to object
            Options by name; the others have their defaults.

        Returns
        -------
        AnalyzerConfig
            With these options.

        Raises
        ------
        InputError
            If a key is unknown or a value out of range.
        """
        check_argument("options", options, Mapping, "AnalyzerConfig")
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


def _strictness_pairs(given: Any) -> tuple[tuple[str, float], ...]:
    try:
        pairs = dict(given)
    except (TypeError, ValueError):
        raise InputError("level_strictness must map dimensions to numbers", "AnalyzerConfig") from None
    for dimension, value in pairs.items():
        if dimension not in DIMENSIONS:
            raise InputError(
                f"level_strictness names an unknown dimension {str(dimension)[:40]!r}",
                "AnalyzerConfig",
                f"Use some of {', '.join(DIMENSIONS)}.",
            )
        if not abs(as_number(value)) <= LARGEST_STRICTNESS:
            raise InputError(
                f"level_strictness of {dimension} must be a number from -{LARGEST_STRICTNESS} to {LARGEST_STRICTNESS}",
                "AnalyzerConfig",
            )
    return tuple(sorted((dimension, float(value)) for dimension, value in pairs.items() if value))
