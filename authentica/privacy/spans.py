"""What detectors hand on, and the wall that none of them may look across."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from authentica.schema import DataKind, Evidence

if TYPE_CHECKING:
    from authentica.language.tokens import Tokens  # loads spaCy, which redaction does without

__all__ = ["WALL", "Found", "evidence_of"]

WALL = "\ue000"
"""Stands where a detail was taken out, or a mask stood. No pattern matches it, so none reads past it; a text that holds
this private-use character itself is merely read in two parts there."""


class Found(NamedTuple):
    """A personal detail at the code points ``[start, end)``."""

    start: int
    end: int
    kind: DataKind


def evidence_of(tokens: Tokens, start: int, end: int, cue: str, contribution: float = 0.0) -> Evidence:
    """Return the tokens ``[start, end)`` of a reply as evidence."""
    return Evidence.of(tokens.text, tokens.starts[start], tokens.ends[end - 1], cue, contribution)
