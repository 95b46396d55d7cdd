"""Follow how far reading has come: how many rows, of what share of the files' bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator

from authentica.readers.files import Files
from authentica.readers.rows import Row
from authentica.readers.sources import Source
from authentica.schema import SetAside

__all__ = ["Headway"]


class Headway:
    """Counts the rows of files that are read one after the other, against the bytes of all as they lie there, packed or not.

    `on_read` receives how many rows (messages, and rows set aside) have been read, and what share of all bytes they were; never where the
    size is not known, as of a pipe.
    """

    def __init__(self, files: Files, on_read: Callable[[int, float], None]) -> None:
        self._on_read = on_read
        self._all_bytes = sum(map(_size_of, files))
        self._begin = self._end = self._row_count = 0

    def begin(self, path: str | os.PathLike[str]) -> None:
        """Go on to the next file, which may be one that cannot be read."""
        self._begin = self._end
        self._end += _size_of(path)

    def follow(self, rows: Iterator[Row | SetAside], source: Source) -> Iterator[Row | SetAside]:
        """Pass the rows of the file on, and tell how many came of its bytes whenever it is read further.

        Only then: until then, some of what has been read may wait in a buffer, or among the items that were looked at before.
        """
        place = 0
        for row in rows:
            if (now := source.bytes_read) != place:
                self._tell(self._begin + place)
                place = now
            self._row_count += 1 if isinstance(row, SetAside) else len(row.messages)
            yield row
        self._tell(self._end)

    def _tell(self, place: int) -> None:
        place = min(place, self._end)  # of a pipe no size is known, and any file may grow
        if self._row_count and place:
            self._on_read(self._row_count, place / max(self._all_bytes, self._end))


def _size_of(path: str | os.PathLike[str]) -> int:
    try:
        found = os.stat(0 if os.fspath(path) == "-" else path)  # noqa: PTH116 - standard input may be a file, too
    except (OSError, ValueError):
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
