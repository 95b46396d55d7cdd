"""What a customer does with their words in a channel: they write, or say them."""

from __future__ import annotations

__all__ = ["wrote_in"]

_SPOKEN = frozenset("call calls phone phone_call telephone voice voicemail voice_call".split())


def wrote_in(channel: str | None) -> str:
    """Return "said" where a channel is spoken, such as "phone", and "wrote" elsewhere."""
    return "said" if (channel or "").strip().lower().replace(" ", "_") in _SPOKEN else "wrote"
