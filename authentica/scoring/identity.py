"""What a run is: its input, model, options and output format. A run is resumed only as what it was begun."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from authentica.readers.files import Files, find_files

__all__ = ["RunIdentity", "SourceFacts", "look_at_source", "stamps_of"]

_LAYOUT_VERSION = 2
"""Of the run folder and what is in it; raised when an unfinished run of an older release could not be resumed."""

_BLOCK_BYTES = 1 << 20

_ABOUT = {
    "source": "export",
    "source_bytes": "export",
    "source_sha256": "export",
    "model": "model, or other scoring options or templates, or another release",
    "reading": "set of reading options",
    "output_format": "output format",
    "shard_messages": "shard size",
    "layout": "release of authentica",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What can be told of a source before it is read: its name without folders, and the size and hash of all its files.

    Size and hash are None where standard input, a pipe or a device is among them, which can be read only once: then the shards are compared one by
    one when the run is resumed.
    """

    name: str
    byte_count: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunIdentity:
    """What must be the same for a run to be resumed; of the source, what `SourceFacts` tell.

    `model` is the fingerprint of the analyzer (model, template miner, lexicons, options, library version), `reading` the reader's
    options, and `layout` the version of how parts are written.
    """

    source: str
    source_bytes: int | None
    source_sha256: str | None
    model: str
    reading: Mapping[str, Any] = field(hash=False)
    output_format: str
    shard_messages: int
    layout: int = _LAYOUT_VERSION

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return asdict(self)

    @property
    def sha256(self) -> str:
        """Hash of all of it."""
        return hashlib.sha256(json.dumps(self.to_dict(), sort_keys=True).encode("ascii")).hexdigest()

    def differences(self, stored: Mapping[str, Any]) -> tuple[str, ...]:
        """Return in words what a stored identity has otherwise."""
        return tuple(
            dict.fromkeys(
                about
                for name, about in _ABOUT.items()
                if stored.get(name) != json.loads(json.dumps(self.to_dict()[name]))
            )
        )


def stamps_of(files: Files) -> tuple[tuple[int, int] | None, ...]:
    """Return the size and the time of the last change of each file, to tell whether one changes while it is read."""
    stamps: list[tuple[int, int] | None] = []
    for path in files:
        try:
            found = Path(path).stat()
        except (OSError, ValueError):
            stamps.append(None)
        else:
            stamps.append((found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None)
    return tuple(stamps)


def look_at_source(source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> SourceFacts:
    """Read the bytes of what `read_transcripts` reads once, in constant memory, for their hash and size.

    Raises
    ------
    SourceNotFoundError, FormatError, InputError
        As `find_files`.
    """
    files = find_files(source)
    paths = [(Path(path), name or Path(path).name) for path, name in files.paths]
    shown = f"{len(paths)} files"
    if files.is_one:
        shown = "stdin" if str(paths[0][0]) == "-" else paths[0][1]
    if any(_is_read_once(path) for path, _ in paths):  # known only as it is read
        return SourceFacts(name=shown)
    digest = hashlib.sha256()
    byte_count = 0
    for path, name in paths:
        if not files.is_one:
            digest.update(f"\n{name}\n".encode("utf-8", "surrogatepass"))
        try:
            with path.open("rb") as stream:
                while block := stream.read(_BLOCK_BYTES):
                    digest.update(block)
                    byte_count += len(block)
        except OSError:
            continue  # one of several that cannot be read is set aside by the reader
    return SourceFacts(
        name=shown,
        byte_count=byte_count,
        sha256=digest.hexdigest(),
    )


def _is_read_once(path: Path) -> bool:
    """Tell whether a path is standard input, a pipe or a device, of which the reader would find nothing left."""
    if str(path) == "-":
        return True
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False  # the reader says what is wrong
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
