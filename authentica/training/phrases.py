"""Phrases: sentences of a kind whose levels follow from the kind, for wordings that written replies are short of.

Whoever writes a whole reply writes well-formed ones. Desks also say "Seat moved. ^JP", and a linear model knows only the wordings that
it has seen. A phrase stands alone, is all evidence, and teaches only the dimensions that its kind decides.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from authentica.schema import DIMENSIONS, Outcome
from authentica.training.dataset import LabelledReply, LabelledSpan
from authentica.training.jsonlines import read_lines

__all__ = ["read_phrases"]

# They are many and short, and say nothing of how a reply comes out as a whole.
_WEIGHT = 0.4


def read_phrases(path: Path) -> list[LabelledReply]:
    """Read a file of phrases, one JSON object a line with ``id``, ``text`` and levels by dimension, which alone are judged.

    Raises
    ------
    LabelError
        If a line is malformed; names file and line, never the text.
    """
    return list(read_lines(path, _phrase, "the line is no phrase"))


def _phrase(row: dict[str, Any]) -> LabelledReply:
    text = row["text"]
    levels = {dimension: row[dimension] for dimension in DIMENSIONS if dimension in row}
    if (
        not text.strip()
        or not levels
        or any(type(level) is not int or not 0 <= level <= 2 for level in levels.values())
    ):
        raise ValueError
    return LabelledReply(
        id=str(row["id"]),
        text=text,
        customer_text="",
        levels=levels,
        needs=frozenset(),
        outcome=Outcome.BY,
        flags=frozenset(),
        spans=tuple(LabelledSpan(dimension=name, start=0, end=len(text)) for name, level in levels.items() if level),
        group=str(row["id"]),
        register="phrase",
        weight=_WEIGHT,
        judged=frozenset(levels),
    )
