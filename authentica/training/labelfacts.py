"""What is told of the labels that a model learnt from: in its manifest, its card, and to whoever evaluates it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from authentica.folders import file_sha256
from authentica.training.dataset import LabelledReply, label_files, read_label_file, second_readings
from authentica.training.sameness import reply_hashes

__all__ = [
    "counted",
    "labels_facts",
    "learnt_hashes",
    "learnt_replies",
    "learnt_reply_hashes",
    "tells_replies",
]


def learnt_hashes(about: object) -> frozenset[str]:
    """Return the sha256 of each label file that a model or its bases learnt from, as far as ``about`` of its manifest tells."""
    own, of_bases = _told(about, "data", "hashes"), _told(about, "base", "label_hashes")
    return _hashes(own.values() if isinstance(own, dict) else ()) | _hashes(of_bases)


def learnt_reply_hashes(about: object) -> frozenset[str]:
    """Return the `reply_hash` of each reply that a model or its bases were adapted to, as far as ``about`` of its manifest tells."""
    return _hashes(_told(about, "data", "reply_hashes")) | _hashes(_told(about, "base", "reply_hashes"))


def tells_replies(about: object) -> bool:
    """Return whether a model that was adapted tells to which replies, and its bases too; older releases did not write it."""
    places = (("data", "reply_hashes"), ("base", "reply_hashes"))
    return _told(about, "base", "fingerprint") is None or all(_told(about, *place) is not None for place in places)


def learnt_replies(about: object, labels: str | Path) -> frozenset[str]:
    """Return the `reply_hash` of each labelled reply that a model or its bases learnt from, as far as ``about`` of its manifest tells.

    A model that was adapted tells each reply, in whatever file it stands; any tells its label files, and an old one all of them together.
    """
    files, replies = learnt_hashes(about), learnt_reply_hashes(about)
    together = None if files or replies else _told(about, "data", "sha256")
    all_learnt = together is not None and together == labels_facts(labels, ())["sha256"]
    found: set[str] = set()
    for file in label_files(labels):
        own = reply_hashes(read_label_file(file))
        is_learnt = all_learnt or any(file_sha256(part) in files for part in _parts(file))
        found |= own if is_learnt else own & replies
    return frozenset(found)


def labels_facts(labels: str | Path, replies: Sequence[LabelledReply]) -> dict[str, Any]:
    """Return what a model's manifest says of the labels it learnt from, and of the replies among them that it did learn.

    Their ``sha256`` is one hash over names and bytes, second readings included; ``hashes`` has that of each file by name.

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
        "hashes": {part.name: file_sha256(part) for part in _parts(labels)},
        "readings": len(replies),
        "distinct_replies": len({reply.text for reply in replies}),
        "registers": dict(sorted(Counter(reply.register for reply in replies).items())),
    }


def counted(facts: Mapping[str, Any]) -> str:
    """Return the numbers of `labels_facts` in words, for a model card."""
    registers = ", ".join(f"{register} {count:,}" for register, count in facts["registers"].items())
    return f"{facts['distinct_replies']:,} replies with {facts['readings']:,} readings ({registers})"


def _told(about: object, part: str, key: str) -> object:
    """Return what a manifest tells in one place; None where it has no such place."""
    facts = about.get(part) if isinstance(about, dict) else None
    return facts.get(key) if isinstance(facts, dict) else None


def _hashes(told: object) -> frozenset[str]:
    return frozenset(text for text in told if isinstance(text, str)) if isinstance(told, Iterable) else frozenset()


def _parts(path: str | Path) -> list[Path]:
    return [part for file in label_files(path) for part in (file, second_readings(file)) if part.is_file()]
