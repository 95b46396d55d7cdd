"""The rows of a file by their place: in memory while they are few, then in a temporary file that has no name.

What is asked of all rows at once is only which row has the id that another one points to. Beyond a limit, rows go to a
temporary table of SQLite, with their ids beside them: one file, in SQLite's folder for temporary files (``SQLITE_TMPDIR`` or
``TMPDIR``, else ``/var/tmp`` or ``/tmp``), that only its owner can read, and that has lost its name as soon as it is open, so that nothing
stays of it when the process ends, however it ends. In memory are the rows read last, up to the limit, and for each row
some 30 bytes.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from authentica.errors import OutputError
from authentica.readers.rows import Row
from authentica.schema import Message

if TYPE_CHECKING:
    import sqlite3

__all__ = ["PLACES", "HeldRows"]

PLACES = "i"
"""The type of arrays of places: a file has fewer rows than two thousand million."""

_SETTINGS = (
    "PRAGMA temp_store = FILE",
    "PRAGMA temp.journal_mode = OFF",  # what is never looked at again needs no way back
    "PRAGMA temp.cache_size = -16384",  # KiB
    "CREATE TEMP TABLE held (place INTEGER PRIMARY KEY, id BLOB, pointer BLOB, content BLOB)",
    "BEGIN",
)
_INSERT = "INSERT INTO held VALUES (?, ?, ?, ?)"
_INDEX = "CREATE INDEX temp.by_id ON held (id)"
_LINKS = """
    SELECT place,
        (SELECT named.place FROM held AS named WHERE named.id = held.pointer ORDER BY named.place LIMIT 1),
        (SELECT named.place FROM held AS named WHERE named.id = ifnull(held.id, x'') ORDER BY named.place LIMIT 1)
    FROM held ORDER BY place
"""
_CONTENT = "SELECT content FROM held WHERE place = ?"

_encode_json = json.JSONEncoder(ensure_ascii=False).encode


class HeldRows:
    """Rows that wait until all have been read. To be closed.

    When more messages, or characters of them, than the limit would be in memory, what is there goes to the file; an `OutputError` says
    that it cannot be written.
    """

    def __init__(self, message_limit: int, char_limit: int) -> None:
        self._message_limit = message_limit
        self._char_limit = char_limit
        self._rows: list[Row] = []
        self._message_count = self._char_count = self._stored_count = 0
        self._database: sqlite3.Connection | None = None

    def add(self, row: Row) -> None:
        """Hold a row; its place is how many were added before."""
        self._rows.append(row)
        self._message_count += len(row.messages)
        self._char_count += row.char_count
        if self._message_count > self._message_limit or self._char_count > self._char_limit:
            self._store()

    def links(self) -> tuple[array[int], array[int]]:
        """Return for each place that of the first row with the id it points to (-1 for none), and with its own id.

        What is asked of a row is asked of its last message. One without an id is the only one of its kind.
        """
        parents, firsts = array(PLACES), array(PLACES)
        if self._database is None:
            place_of: dict[str, int] = {}
            for place, row in enumerate(self._rows):
                if (message_id := row.messages[-1].message_id) is not None:
                    place_of.setdefault(message_id, place)
            for place, row in enumerate(self._rows):
                parents.append(place_of.get(row.messages[-1].in_response_to or "", -1))
                firsts.append(place_of.get(row.messages[-1].message_id or "", place))
            return parents, firsts
        self._store()
        with _on_disk():
            self._database.execute(_INDEX)
            for place, parent, first in self._database.execute(_LINKS):
                parents.append(-1 if parent is None else parent)
                firsts.append(place if first is None else first)
        return parents, firsts

    def at(self, places: Iterable[int]) -> list[Row]:
        """Return the rows at these places, when all have been added and their links been asked for."""
        if self._database is None:
            return [self._rows[place] for place in places]
        with _on_disk():
            return [_decoded(self._database.execute(_CONTENT, (place,)).fetchone()[0]) for place in places]

    def close(self) -> None:
        """Let go of the file."""
        if self._database is not None:
            self._database.close()

    def _store(self) -> None:
        if self._database is None:
            self._database = _connect()
            with _on_disk():
                for setting in _SETTINGS:
                    self._database.execute(setting)
        places = range(self._stored_count, self._stored_count + len(self._rows))
        with _on_disk():
            self._database.executemany(_INSERT, map(_as_stored, places, self._rows))
        self._stored_count += len(self._rows)
        self._rows.clear()
        self._message_count = self._char_count = 0


def _connect() -> sqlite3.Connection:
    try:
        import sqlite3  # not at the top: few files need it, and some builds of Python lack it
    except ImportError:
        raise OutputError(
            "this Python lacks sqlite3, which keeps the rows of a long file until their threads are known",
            None,
            "Use a Python that has it, or an export with a column that names the conversation.",
        ) from None
    # Whoever iterates may hand the iterator to another thread; two at once cannot run it.
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


@contextmanager
def _on_disk() -> Iterator[None]:
    """Turn what SQLite says of the file into an error that says what to do."""
    try:
        yield
    except Exception as error:
        import sqlite3

        if not isinstance(error, sqlite3.Error):
            raise
        raise OutputError(
            f"rows that wait for the rest of their threads cannot be kept in the folder for temporary files ({error})",
            None,
            "Make room there (a message takes about 400 bytes beside its text), or set TMPDIR to a folder that has it, and run the "
            "same command again.",
        ) from None


def _as_stored(place: int, row: Row) -> tuple[int, bytes | None, bytes, bytes]:
    message = row.messages[-1]
    content = _encode_json({**row._asdict(), "messages": [message.to_dict() for message in row.messages]})
    message_id = None if message.message_id is None else _encoded(message.message_id)
    return place, message_id, _encoded(message.in_response_to or ""), _encoded(content)


def _decoded(content: bytes) -> Row:
    fields = json.loads(content.decode("utf-8", "surrogatepass"))
    return Row(**{**fields, "messages": tuple(map(Message.from_dict, fields["messages"]))})


def _encoded(text: str) -> bytes:
    """Return the bytes of any text: JSON files may hold halves of surrogate pairs, also both, which must not become one."""
    return text.encode("utf-8", "surrogatepass")
