"""What detectors hand on, and the wall that none of them may look across."""

from __future__ import annotations

from typing import NamedTuple

from authentica.schema import DataKind

__all__ = ["WALL", "Found"]

WALL = "\ue000"
"""Stands where a detail was taken out, or a mask stood. No pattern matches it, so none reads past it; a text that holds
this private-use character itself is merely read in two parts there."""


class Found(NamedTuple):
    """A personal detail at the code points ``[start, end)``."""

    start: int
    end: int
    kind: DataKind
