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


def evidence_of(tokens: Tokens, start: int, end: int, cue: str) -> Evidence:
    """Return the tokens ``[start, end)`` of a reply as evidence, which scores nothing."""
    first, last = tokens.starts[start], tokens.ends[end - 1]
    return Evidence(start=first, end=last, text=tokens.text[first:last], cue=cue, contribution=0.0)
