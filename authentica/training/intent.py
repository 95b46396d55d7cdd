"""What a model is for and what it is not, as its card and its manifest say it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Intent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What readers of a model's scores must know; each part is a paragraph, broken into lines as the card has it."""

    intended_use: str
    misuse: str
    limits: str

    def card(self) -> str:
        """Return the last sections of a model card."""
        return f"## Intended use\n{self.intended_use}\n\n## Misuse\n{self.misuse}\n\n## Limits\n{self.limits}\n"

    def facts(self) -> dict[str, str]:
        """Return the same for a manifest, each part on one line."""
        parts = {"intended_use": self.intended_use, "misuse": self.misuse, "limits": self.limits}
        return {name: " ".join(text.split()) for name, text in parts.items()}
