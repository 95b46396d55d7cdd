"""What a customer does with their words in a channel: they write, or say them."""

from __future__ import annotations

import re

__all__ = ["wrote_in"]

_JOINTS = re.compile(r"[-_]")
_SPOKEN = frozenset(
    ("call", "calls", "phone", "phone call", "telephone", "voice", "voicemail", "voice mail", "voice call")
)


def wrote_in(channel: str | None) -> str:
    """Return "said" where a channel is spoken, such as "phone", and "wrote" elsewhere."""
    return "said" if " ".join(_JOINTS.sub(" ", channel or "").lower().split()) in _SPOKEN else "wrote"
