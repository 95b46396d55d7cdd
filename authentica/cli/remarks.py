"""Standard error as a place for remarks: what is said beside a result, and stops nothing if nobody can hear it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

__all__ = ["Remarks"]


class Remarks:
    """A stream that drops what cannot be written: there is none, its disk is full, or whoever read it has gone."""

    def __init__(self, stream: TextIO | None) -> None:
        # The next file that is opened would else get the number of one that was closed, and whatever libraries write there.
        self._stream = stream or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the rest of the process

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what can be handed on."""
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
