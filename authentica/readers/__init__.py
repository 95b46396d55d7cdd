"""Read transcript exports: files go in, conversations come out.

Every format goes the same way: `files` finds what was named, `sources` opens each file and finds its encoding, and
`formats` recognises it. Then `columns` and `roles` decide what the columns of a general format mean, or a layout tells
where a vendor keeps what, and `threads` puts the rows together. What cannot be read is set aside with its file and row.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from authentica.errors import InputError, SourceNotFoundError
from authentica.readers.columns import ColumnMap
from authentica.readers.files import find_files
from authentica.readers.formats import FORMATS, Format, find_format, format_of
from authentica.readers.headway import Headway
from authentica.readers.layouts import Layout
from authentica.readers.options import ReadOptions
from authentica.readers.rows import Reading, Row
from authentica.readers.scored import refuse_scores
from authentica.readers.sources import BrokenSourceError, Sniff, Source, open_source, printable
from authentica.readers.threads import TimeFault, join_by_id, join_by_pointer
from authentica.schema import Conversation, Role, SetAside
from authentica.schema.arguments import check_callable

__all__ = [
    "FORMATS",
    "ColumnMap",
    "Format",
    "Layout",
    "ReadOptions",
    "Reading",
    "Row",
    "Sniff",
    "Source",
    "format_of",
    "read_transcripts",
]


def read_transcripts(
    path: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    format: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    roles: Mapping[str, str | Role] | None = None,
    dates: str | None = None,
    on_set_aside: Callable[[SetAside], None] | None = None,
    say: Callable[[str], None] | None = None,
    on_read: Callable[[int, float], None] | None = None,
) -> Iterator[Conversation]:
    r"""Read the conversations of one export, or of several.

    The (first) file is opened and its header checked when this is called; rows are read when the result is iterated,
    once, in bounded memory. Where threads must be found by pointers, what memory does not hold waits in a temporary file
    (see `authentica.readers.spill`); one thread is held whole.

    Parameters
    ----------
    path : str or path, or several of them
        A file, plain, gzip or Zstandard; "-" for standard input; a folder, which is searched with the folders in it; a
        pattern such as ``"exports/*.json.gz"``. Of a folder or pattern, files are read in the order of their paths.
    format : str, optional
        Name of one of `FORMATS`, or of an installed one (entry points of the group ``authentica.formats``); recognised
        from the content by default.
    columns : mapping of str to str, optional
        Which column, or JSON key, holds which field of `ColumnMap`; what is not named is guessed from common names.
        None or "" switches a field off. Where columns are named, no vendor's format is recognised.
    roles : mapping of str to str, optional
        What role words of this export mean, such as ``{"tier2": "agent"}``; in a vendor's format also who an author is,
        by the author's id, and in WebVTT by name.
    dates : {"day-first", "month-first"}, optional
        What stands first in dates such as 02/03/2026. By default that is inferred from the first rows (of general formats:
        200 lines of a table, 100 objects of JSON); where these leave it open, such dates are not read, and `say` is told how many.
    on_set_aside : callable, optional
        Receives a `SetAside` for every row that could not be read. By default they are passed over.
    say : callable, optional
        Receives sentences that a person should see: the format, the encoding, the columns, how many rows were set
        aside.
    on_read : callable, optional
        Receives now and then how many rows have been read, and what share (0 to 1) of the bytes of all files they were;
        never where the bytes come through a pipe. Rows may be read long before their conversation is given out.

    Yields
    ------
    Conversation
        Messages in the order of their times where all or none of these state a time zone, else in the order of the file; one without
        a time stays beside its neighbour in the file. In general formats, rows without a role are agents' replies. No conversation
        goes on from one file to the next. The `origin` of a message is its file, with the path below the folder that was named, and its row there: the same at every reading.

    Raises
    ------
    SourceNotFoundError
        If there is no such file, or none that fits the pattern.
    FormatError
        If the file is empty or not text, holds scores that authentica wrote, or there is no such format. Of several files, those that cannot be opened are
        set aside, and only if none can be opened is that an error.
    ColumnError
        If the text is in no recognised column, or a named column does not exist.
    InputError
        If the file may not be read, a role in `roles` is none, `dates` is no order, or an argument is of another type.
    MissingExtraError
        If a file is Parquet or Zstandard, and what reads it is not installed.
    OutputError
        While iterated, if rows of a long file wait for their threads, and the folder for temporary files has no room for them.

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
    options = ReadOptions.of(format, columns, roles, dates)
    for option, listener in (("on_set_aside", on_set_aside), ("say", say), ("on_read", on_read)):
        if listener is not None:
            check_callable(option, listener, "read_transcripts")
    files = find_files(path)
    headway = None if on_read is None else Headway(files, on_read)
    if files.is_one:
        return _conversations(_open(files.paths[0][0], None, options, say, headway), on_set_aside, say)
    once = _say_once(say)
    unreadable: list[SetAside] = []
    first_error: InputError | SourceNotFoundError | None = None
    for place, (each, name) in enumerate(files.paths):
        try:
            opened = _open(each, name, options, once, headway)
        except (InputError, SourceNotFoundError) as error:
            unreadable.append(SetAside(origin=printable(name or each), reason=error.what))
            first_error = first_error or error
        else:
            rest = files.paths[place + 1 :]
            return _all_conversations(opened, rest, unreadable, options, on_set_aside, once, headway)
    assert first_error is not None
    raise first_error


class _Opened(NamedTuple):
    source: Source
    reading: Reading


def _open(
    path: str | os.PathLike[str],
    name: str | None,
    options: ReadOptions,
    say: Callable[[str], None] | None,
    headway: Headway | None,
) -> _Opened:
    """Open and recognise one file, and say so."""
    if headway is not None:
        headway.begin(path)
    source = open_source(path, say, name)
    try:
        refuse_scores(source.sniff, source.where)
        reading = find_format(options, source.sniff, say).read(source, options)
    except BaseException:
        source.close()
        raise
    if say is not None:
        for sentence in reading.said:
            say(sentence.removeprefix(f"{source.name}: ") if name else sentence)
    if headway is not None:
        reading = replace(reading, rows=headway.follow(reading.rows, source))
    return _Opened(source, reading)


def _say_once(say: Callable[[str], None] | None) -> Callable[[str], None] | None:
    """Return a callable that passes every sentence on once: what holds of a thousand files is not said of each."""
    if say is None:
        return None
    said: set[str] = set()

    def once(sentence: str) -> None:
        if sentence not in said:
            said.add(sentence)
            say(sentence)

    return once


def _all_conversations(
    opened: _Opened,
    rest: tuple[tuple[str | os.PathLike[str], str | None], ...],
    unreadable: list[SetAside],
    options: ReadOptions,
    on_set_aside: Callable[[SetAside], None] | None,
    say: Callable[[str], None] | None,
    headway: Headway | None,
) -> Iterator[Conversation]:
    """Read one file after the other; one that cannot be opened is set aside."""

    def set_aside(item: SetAside) -> None:
        if on_set_aside is not None:
            on_set_aside(item)
        if say is not None:
            say(f"{item.origin} was set aside: {item.reason}.")

    for item in unreadable:
        set_aside(item)
    yield from _conversations(opened, on_set_aside, say)
    for path, name in rest:
        try:
            opened = _open(path, name, options, say, headway)
        except (InputError, SourceNotFoundError) as error:
            set_aside(SetAside(origin=printable(name or path), reason=error.what))
        else:
            yield from _conversations(opened, on_set_aside, say)


def _conversations(
    opened: _Opened,
    on_set_aside: Callable[[SetAside], None] | None,
    say: Callable[[str], None] | None,
) -> Iterator[Conversation]:
    source, reading = opened
    aside_count = 0
    faults: Counter[TimeFault] = Counter()

    def note_fault(fault: TimeFault) -> None:
        faults[fault] += 1

    def set_aside(item: SetAside) -> None:
        nonlocal aside_count
        aside_count += 1
        if on_set_aside is not None:
            on_set_aside(item)

    join = join_by_pointer if reading.follows_pointers else join_by_id
    try:
        yield from join(_readable(reading.rows, source.name, set_aside), set_aside, note_fault)
    finally:
        source.close()
    if say is None:
        return
    if aside_count:
        say(f"{source.name}: {aside_count:,} {'row was' if aside_count == 1 else 'rows were'} set aside.")
    if count := faults[TimeFault.MIXED_ZONES]:
        what = "1 conversation stays" if count == 1 else f"{count:,} conversations stay"
        say(f"{source.name}: {what} in the order of the file, as some times have a time zone and some have none.")
    if count := faults[TimeFault.SOME_MISSING]:
        what = "1 conversation has" if count == 1 else f"{count:,} conversations have"
        say(f"{source.name}: {what} messages without a time, which stay beside their neighbours in the file.")
    for sentence in reading.said_after():
        say(f"{source.name}: {sentence}")


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
