"""What is told of the labels that a model learnt from: in its manifest, its card, and to whoever evaluates it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from authentica.folders import file_sha256
from authentica.training.dataset import LabelledReply, label_files, second_readings

__all__ = ["counted", "label_hashes", "labels_facts", "learnt_hashes"]


def label_hashes(path: str | Path) -> dict[str, str]:
    """Return the sha256 of each label file at a path, and of each file of second readings, by name.

    Raises
    ------
    SourceNotFoundError
        If there is no label file.
    """
    return {part.name: file_sha256(part) for part in _parts(path)}


def learnt_hashes(about: object) -> frozenset[str]:
    """Return the sha256 of each label file that a model or its bases learnt from, as far as ``about`` of its manifest tells."""
    if not isinstance(about, dict):
        return frozenset()
    data, base = about.get("data"), about.get("base")
    own = data.get("hashes") if isinstance(data, dict) else None
    of_bases = base.get("label_hashes") if isinstance(base, dict) else None
    told = [*(own.values() if isinstance(own, dict) else ()), *(of_bases if isinstance(of_bases, list) else ())]
    return frozenset(sha256 for sha256 in told if isinstance(sha256, str))


def labels_facts(labels: str | Path, replies: Sequence[LabelledReply]) -> dict[str, Any]:
    """Return what a model's manifest says of the labels it learnt from.

    Parameters
    ----------
    labels : Path
        The label file or folder.
    replies : sequence of LabelledReply
        What was learnt from it.

    Returns
    -------
    dict
        ``files``, their ``sha256`` (one hash over names and bytes, second readings included), the ``hashes`` of each
        (`label_hashes`), ``readings``, ``distinct_replies``, and ``registers`` with their readings.

    Raises
    ------
    SourceNotFoundError
        If there is no label file.
    """
    digest = hashlib.sha256()
    for part in _parts(labels):
        digest.update(part.name.encode() + b"\0" + part.read_bytes() + b"\0")
    return {
        "files": [file.name for file in label_files(labels)],
        "sha256": digest.hexdigest(),
        "hashes": label_hashes(labels),
        "readings": len(replies),
        "distinct_replies": len({reply.text for reply in replies}),
        "registers": dict(sorted(Counter(reply.register for reply in replies).items())),
    }


def counted(facts: Mapping[str, Any]) -> str:
    """Return the numbers of `labels_facts` in words, for a model card."""
    registers = ", ".join(f"{register} {count:,}" for register, count in facts["registers"].items())
    return f"{facts['distinct_replies']:,} replies with {facts['readings']:,} readings ({registers})"


def _parts(path: str | Path) -> list[Path]:
    return [part for file in label_files(path) for part in (file, second_readings(file)) if part.is_file()]
