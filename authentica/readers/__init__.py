"""Read transcript exports: a file goes in, conversations come out.

Every format goes the same way: `sources` opens the file and finds its encoding, `formats` recognises it, `columns` and
`roles` decide what its columns mean, and `threads` puts its rows together. What cannot be read is set aside with its
file and row.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

from authentica.readers.columns import ColumnMap
from authentica.readers.formats import FORMATS, Format, find_format
from authentica.readers.options import ReadOptions
from authentica.readers.rows import Reading, Row
from authentica.readers.sources import BrokenSourceError, Source, open_source
from authentica.readers.threads import join_by_id, join_by_pointer
from authentica.schema import Conversation, Role, SetAside

__all__ = ["FORMATS", "ColumnMap", "Format", "ReadOptions", "read_transcripts"]


def read_transcripts(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    roles: Mapping[str, str | Role] | None = None,
    on_set_aside: Callable[[SetAside], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> Iterator[Conversation]:
    r"""Read the conversations of one export.

    The file is opened and its header checked when this is called; rows are read when the result is iterated, once, in
    bounded memory (except where threads must be found by pointers, see `authentica.readers.threads`).

    Parameters
    ----------
    path : str or path
        A file, plain or gzip; "-" for standard input.
    format : str, optional
        Name of one of `FORMATS`; recognised from the content by default.
    columns : mapping of str to str, optional
        Which column, or JSON key, holds which field of `ColumnMap`; what is not named is guessed from common names.
        None or "" switches a field off.
    roles : mapping of str to str, optional
        What role words of this export mean, such as ``{"tier2": "agent"}``.
    on_set_aside : callable, optional
        Receives a `SetAside` for every row that could not be read. By default they are passed over.
    say : callable, optional
        Receives sentences that a person should see: the format, the encoding, the columns, how many rows were set
        aside.

    Yields
    ------
    Conversation
        Messages in the order of their times where all have one, else in the order of the file. Rows without a role are
        agents' replies.

    Raises
    ------
    SourceNotFoundError
        If there is no such file.
    FormatError
        If the file is empty or not text, or there is no such format.
    ColumnError
        If the text is in no recognised column, or a named column does not exist.
    InputError
        If the file may not be read, or a role in `roles` is none.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "replies.csv")
    ...     _ = path.write_text("ticket,from,body\n7,customer,Where is it?\n7,agent,On its way.\n")
    ...     conversation = next(read_transcripts(path))
    >>> conversation.conversation_id, [(m.role.value, m.text) for m in conversation.messages]
    ('7', [('customer', 'Where is it?'), ('agent', 'On its way.')])
    """
    options = ReadOptions.of(format, columns, roles)
    source = open_source(path, say)
    try:
        reading = find_format(options.format, source.sniff).read(source, options)
    except BaseException:
        source.close()
        raise
    if say is not None:
        for sentence in reading.said:
            say(sentence)
    return _conversations(source, reading, on_set_aside, say)


def _conversations(
    source: Source,
    reading: Reading,
    on_set_aside: Callable[[SetAside], None] | None,
    say: Callable[[str], None] | None,
) -> Iterator[Conversation]:
    aside_count = 0

    def set_aside(item: SetAside) -> None:
        nonlocal aside_count
        aside_count += 1
        if on_set_aside is not None:
            on_set_aside(item)

    join = join_by_pointer if reading.follows_pointers else join_by_id
    try:
        yield from join(_readable(reading.rows, source.name, set_aside), set_aside)
    finally:
        source.close()
    if aside_count and say is not None:
        say(f"{source.name}: {aside_count:,} {'row was' if aside_count == 1 else 'rows were'} set aside.")


def _readable(rows: Iterator[Row | SetAside], name: str, set_aside: Callable[[SetAside], None]) -> Iterator[Row]:
    """Pass rows on; where the source breaks off, that is set aside too, and what was read before stands."""
    try:
        for row in rows:
            if isinstance(row, SetAside):
                set_aside(row)
            else:
                yield row
    except BrokenSourceError as error:
        set_aside(SetAside(origin=name, reason=error.what))
