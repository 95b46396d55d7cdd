"""Tell whether a support reply sounds like a person who wants to help, or like a script.

>>> import authentica
>>> analyzer = authentica.load()
>>> a = analyzer.analyze("We apologize for any inconvenience. Please DM us.", customer_text="You charged me twice!!")
>>> a["boilerplate"].level
2

Importing this package loads neither spaCy nor scikit-learn: each name below, and each module such as `authentica.coaching`, is imported
when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from authentica.version import __version__

if TYPE_CHECKING:
    from authentica import (
        coaching as coaching,
        commitments as commitments,
        config as config,
        corpus as corpus,
        distributed as distributed,
        errors as errors,
        integrations as integrations,
        privacy as privacy,
        readers as readers,
        report as report,
        schema as schema,
        scoring as scoring,
        training as training,
    )
    from authentica.analyzer import Analyzer, load
    from authentica.errors import AuthenticaError
    from authentica.readers import read_transcripts
    from authentica.schema import Assessment, Conversation, Evidence, Message, join_turns
    from authentica.scoring import score_frame, score_transcripts

__all__ = [
    "Analyzer",
    "Assessment",
    "AuthenticaError",
    "Conversation",
    "Evidence",
    "Message",
    "__version__",
    "join_turns",
    "load",
    "read_transcripts",
    "score_frame",
    "score_transcripts",
]

_HOMES = {
    "analyzer": ("Analyzer", "load"),
    "errors": ("AuthenticaError",),
    "readers": ("read_transcripts",),
    "schema": ("Assessment", "Conversation", "Evidence", "Message", "join_turns"),
    "scoring": ("score_frame", "score_transcripts"),
}
"""The names of each module that are public here."""

_ROOMS = frozenset(
    """
    coaching commitments config corpus distributed errors integrations privacy readers report schema scoring training
    """.split()
)
"""Modules with public names of their own, which need not be imported by name."""


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"authentica.{name}")
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"authentica.{home}"), name)
    raise AttributeError(f"module 'authentica' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *_ROOMS})
