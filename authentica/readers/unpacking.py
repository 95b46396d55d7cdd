"""Unpack gzip and Zstandard while reading, and stop where a small file swells without end."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from importlib import import_module
from typing import Any, BinaryIO, cast

from authentica.errors import MissingExtraError

__all__ = ["MAX_SWELL", "DamagedPackingError", "is_packed", "unpack"]

MAX_SWELL = 400
"""How many times the packed bytes the unpacked ones may be. Transcripts pack to between a third and a fiftieth."""

FREE_BYTES = 16 * 1024 * 1024
"""So much may come out of any file, however small; of blank lines, which cost most for what they hold, a few seconds' reading."""

_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = re.compile(
    rb"[\x50-\x5f]\x2a\x4d\x18"
)  # a frame of Zstandard without data, as pzstd begins its files with


class DamagedPackingError(EOFError):
    """The packed bytes break off, are damaged, or swell beyond measure; caught where bytes are read."""


def is_packed(head: bytes) -> bool:
    """Tell from its first bytes whether a file is gzip or Zstandard."""
    return head.startswith((_GZIP, _ZSTANDARD)) or _SKIPPABLE.match(head) is not None


def unpack(packed: BinaryIO, head: bytes) -> BinaryIO:
    """Return a stream of the bytes that `packed`, which begins with `head`, unpacks to; closing it closes the packed one.

    If it is Zstandard and nothing is installed that reads it, that is a `MissingExtraError`.
    """
    counted = _Counted(packed)
    below = cast(BinaryIO, io.BufferedReader(counted, io.DEFAULT_BUFFER_SIZE))
    if head.startswith(_GZIP):
        opened: Any = gzip.GzipFile(fileobj=below, mode="rb")
        faults: tuple[type[Exception], ...] = (EOFError, zlib.error, gzip.BadGzipFile)
    else:
        zstd = _zstandard()
        opened = zstd.ZstdFile(below, mode="rb")
        faults = (EOFError, zstd.ZstdError)
    return cast(BinaryIO, _Unpacked(opened, counted, faults))


def _zstandard() -> Any:
    """Return the module that reads Zstandard: Python's own from 3.14 on, else its backport."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise MissingExtraError.of("backports.zstd", "zstd")


class _Counted(io.RawIOBase):
    """Counts the bytes that are read from a stream."""

    def __init__(self, under: BinaryIO) -> None:
        self.count = 0
        self._under = under

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._under.read(len(buffer))
        buffer[: len(piece)] = piece
        self.count += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._under.close()
        super().close()


class _Unpacked:
    """The unpacked bytes, with one error for whatever is wrong with the packed ones."""

    def __init__(self, opened: Any, packed: _Counted, faults: tuple[type[Exception], ...]) -> None:
        self._opened = opened
        self._packed = packed
        self._faults = faults
        self._count = 0

    def read1(self, size: int) -> bytes:
        try:
            piece: bytes = self._opened.read1(size)
        except self._faults:
            raise DamagedPackingError("the compressed data break off") from None
        self._count += len(piece)
        if self._count > FREE_BYTES and self._count > MAX_SWELL * self._packed.count:
            raise DamagedPackingError(f"the compressed data swell to more than {MAX_SWELL} times their size")
        return piece

    def close(self) -> None:
        self._opened.close()
        self._packed.close()
