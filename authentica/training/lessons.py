"""What a model is taught with: labelled replies and, from the files beside them, padded and changed copies of some, and phrases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from authentica.folders import file_sha256
from authentica.training.counterfactuals import counterfactual_copies, read_counterfactuals
from authentica.training.dataset import LabelledReply
from authentica.training.padding import pad_canned, read_paddings
from authentica.training.phrases import read_phrases

__all__ = ["Lessons", "read_lessons"]


class Lessons(NamedTuple):
    """What a model is taught with.

    Attributes
    ----------
    shown : list of LabelledReply
        First the labelled replies, as many as there were and in their order; then their copies, then phrases.
    phrase_count : int
        How many phrases these are.
    sha256 : dict of str to (str or None)
        Of the files ``padding``, ``counterfactuals`` and ``phrases``; None where there is none.
    """

    shown: list[LabelledReply]
    phrase_count: int
    sha256: dict[str, str | None]


def read_lessons(replies: Sequence[LabelledReply], around: Path) -> Lessons:
    """Put together what a model is taught with; files of paddings, changes and phrases may lie in the folder `around`.

    Raises
    ------
    LabelError
        If a line of these files is malformed.
    """
    files = [around / f"{name}.jsonl" for name in ("padding", "counterfactuals", "phrases")]
    padding, changes, phrases = (file if file.is_file() else None for file in files)
    shown = list(replies) if padding is None else pad_canned(replies, read_paddings(padding))
    if changes is not None:
        shown += counterfactual_copies(replies, read_counterfactuals(changes))
    sentences = [] if phrases is None else read_phrases(phrases)
    sha256 = {file.stem: file_sha256(file) if file.is_file() else None for file in files}
    return Lessons([*shown, *sentences], len(sentences), sha256)
