"""Choices that a text alone makes, by its hash: the same on any machine, in any order, in any run."""

from __future__ import annotations

import hashlib

__all__ = ["number_of"]


def number_of(key: str) -> int:
    """Return a large number that is as good as random, and always the same for a key."""
    return int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:8], "big")
