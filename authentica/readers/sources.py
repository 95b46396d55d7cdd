"""Open a file or standard input as text, without reading it whole.

The bytes are looked at once: gzip and Zstandard are recognised by their first bytes, not by the name. Where characters are read as
Windows-1252, that is said aloud. What is not text is refused with what it seems to be.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from authentica.arrow import field_names_of
from authentica.errors import FormatError, InputError, SourceNotFoundError
from authentica.readers.encoding import ENCODING_NAMES, ESCAPED, decode_head, encoding_of, errors_of, restore
from authentica.readers.unpacking import DamagedPackingError, is_packed, unpack

__all__ = ["BrokenSourceError", "Sniff", "Source", "open_source", "printable"]

HEAD_BYTES = 65_536
"""How much is read to recognise encoding and format."""

MAX_LINE_CHARS = 64 * 1024 * 1024
"""A longer line is refused: it is not a line of a table, and holding it would not be constant memory."""

_CHUNK_CHARS = 65_536
_PARQUET = b"PAR1"
_MAX_CONTROL_SHARE = 0.01
_MIN_CONTROL_COUNT = 4
_MAX_FALLBACK_SHARE = 0.25

_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook", "Unpack it, or save the sheet as CSV."),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Office file", "Save the sheet as CSV."),
    (b"%PDF", "a PDF", "Export the transcripts as CSV or JSON lines."),
    (b"SQLite format 3\x00", "an SQLite database", "Export the table as CSV."),
    (b"BZh", "a bzip2 archive", "Unpack it first, or use gzip."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first, or use gzip."),
)

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_UNREADABLE = re.compile("\ufffd")
_KEY = re.compile(r'(?<!\\)"([A-Za-z_][A-Za-z0-9_]{0,63})"\s{0,8}:')
_PART = re.compile(r"[A-Za-z0-9_]{1,64}")
_BLANK = "\ufeff \t\r\n"
_PACKED_SUFFIXES = (".gz", ".zst")


class BrokenSourceError(FormatError):
    """The bytes end or turn unreadable after some rows: what was read before stands, what follows is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniff:
    """What a format looks at to recognise its own files.

    Attributes
    ----------
    name : str
        File name without ``.gz`` or ``.zst``; "stdin" for standard input.
    head : str
        The first characters of the text.
    is_whole : bool
        Whether `head` is all there is.
    field_names : frozenset of str
        The keys that `head` has, at any depth, where it looks like JSON; else the cells of its first line, or the names
        that the schema of a Parquet file has at any depth, with the parts of names such as "author.id".
    is_parquet : bool
        Whether it is a Parquet file, whose bytes are no text: then `head` is empty.
    """

    name: str
    head: str
    is_whole: bool
    field_names: frozenset[str] = field(default=frozenset())
    is_parquet: bool = False

    @property
    def bare(self) -> str:
        """The head from its first character on that is neither blank nor a byte order mark."""
        return self.head.lstrip(_BLANK)

    @property
    def plain_columns(self) -> frozenset[str]:
        """What a table has in its first line, without capitals; nothing where the file looks like JSON."""
        if self.bare.startswith(("{", "[")):
            return frozenset()
        return frozenset(name.casefold() for name in self.field_names)


class Source:
    """Text that is read once, from front to back.

    Parameters
    ----------
    name : str
        What origins are made of: "chat.csv" gives "chat.csv:17".
    where : str
        What errors name: the path as it was given.
    stream : binary stream
        The bytes, unpacked. Closed by `close`.
    packed : binary stream
        What `stream` unpacks; itself where nothing is packed.
    say : callable, optional
        Receives what should be said aloud while reading.
    path : path, optional
        Where the bytes lie as they are, for formats that must be read here and there; None for what is piped or packed.

    Attributes
    ----------
    chars_read : int
        Characters that have been read so far as `lines` or `chunks`.
    """

    def __init__(
        self,
        name: str,
        where: str,
        stream: _Rewound,
        packed: _Rewound,
        say: Callable[[str], None] | None = None,
        path: Path | None = None,
    ) -> None:
        self.name = name
        self.where = where
        self.path = path
        self._stream = stream
        self._packed = packed
        self._say = say
        self._fallback_said = False
        self.chars_read = 0
        self._encoding = encoding_of(stream.head)
        self._check(stream.head)

    def _check(self, head: bytes) -> None:
        """Refuse what is empty, or neither text nor Parquet; keep the sniff."""
        name = self.name
        for suffix in _PACKED_SUFFIXES:
            name = name[: -len(suffix)] if name.lower().endswith(suffix) else name
        if head.startswith(_PARQUET):
            self.encoding = "binary"
            is_file = self.path is not None and self.path.is_file()  # not a pipe, which could not be opened again
            names = field_names_of(self.path) if self.path is not None and is_file else ()
            self.sniff = Sniff(name=name, head="", is_whole=False, field_names=_with_parts(names), is_parquet=True)
            return
        for signature, kind, todo in _SIGNATURES:
            if head.startswith(signature):
                raise FormatError(f"the file is {kind}, not text", self.where, todo)
        is_whole = len(head) < HEAD_BYTES
        text = decode_head(head, self._encoding, is_whole)
        if is_whole and not text.strip():
            if self._stream.error is not None:
                raise FormatError("the compressed data are damaged from the start", self.where, "Fetch the file again.")
            raise FormatError("the file is empty", self.where, "Export it again; at least a header is needed.")
        control_count = len(_CONTROLS.findall(text)) + len(_UNREADABLE.findall(text))
        if control_count >= _MIN_CONTROL_COUNT and control_count > _MAX_CONTROL_SHARE * len(text):
            raise FormatError("the file is binary, not text", self.where, "Export it as CSV or JSON lines.")
        fallback_count = len(ESCAPED.findall(text))
        if fallback_count > _MAX_FALLBACK_SHARE * len(text):
            raise FormatError(
                "the text is neither UTF-8, UTF-16 nor Windows-1252", self.where, "Save it with the encoding UTF-8."
            )
        if fallback_count:
            self._fallback_said = True
        self.encoding = (
            "read as Windows-1252, since it is not valid UTF-8" if fallback_count else ENCODING_NAMES[self._encoding]
        )
        restored = restore(text)
        self.sniff = Sniff(name=name, head=restored, is_whole=is_whole, field_names=_field_names(restored))

    @property
    def bytes_read(self) -> int:
        """Bytes that have been read so far, as they lie in the file, so of a packed one the packed."""
        return self._packed.bytes_read

    def pass_over(self, byte_count: int) -> None:
        """Say how many bytes have been read so far by the file's path, instead of from here."""
        self._packed.bytes_read = byte_count

    def close(self) -> None:
        """Close the file; standard input stays open."""
        self._stream.close()

    def lines(self) -> Iterator[str]:
        r"""Yield lines with their line ends (``\n``, ``\r\n`` or ``\r``).

        Raises
        ------
        BrokenSourceError
            When the bytes end early (a truncated gzip) or cannot be read on, or a line is longer than
            `MAX_LINE_CHARS`.
        """
        for line in self._pieces(MAX_LINE_CHARS):
            if len(line) == MAX_LINE_CHARS and line[-1] not in "\r\n":
                raise BrokenSourceError(
                    f"a line is longer than {MAX_LINE_CHARS:,} characters; it and what follows is not read",
                    self.where,
                    "Is this a table or JSON lines?",
                )
            yield line

    def chunks(self) -> Iterator[str]:
        """Yield the text in pieces of about 64 thousand characters, none of them empty.

        Raises
        ------
        BrokenSourceError
            As `lines`; what was read before is yielded first.
        """
        gathered: list[str] = []
        size = 0
        try:
            for piece in self._pieces(_CHUNK_CHARS):
                gathered.append(piece)
                size += len(piece)
                if size >= _CHUNK_CHARS:
                    yield "".join(gathered)
                    gathered, size = [], 0
        except BrokenSourceError:
            if gathered:
                yield "".join(gathered)
            raise
        if gathered:
            yield "".join(gathered)

    def _pieces(self, limit: int) -> Iterator[str]:
        if self.sniff.is_parquet:
            raise FormatError(
                "the file is Parquet, not text", self.where, "Leave the format out, and it is recognised."
            )
        count = 0
        try:
            with io.TextIOWrapper(
                io.BufferedReader(self._stream, HEAD_BYTES),
                encoding=self._encoding,
                errors=errors_of(self._encoding),
                newline="",
            ) as text:
                while piece := text.readline(limit):
                    if not piece.isascii() and ESCAPED.search(piece):
                        self._say_fallback(count + 1)
                        piece = restore(piece)
                    self.chars_read += len(piece)
                    count += piece[-1] in "\r\n"
                    yield piece
        except DamagedPackingError as error:
            raise BrokenSourceError(
                f"{error} after line {count}; the rows that followed are missing", self.where, "Fetch the file again."
            ) from None
        except OSError as error:
            raise BrokenSourceError(
                f"reading failed after line {count} ({error.strerror or type(error).__name__})", self.where
            ) from None

    def _say_fallback(self, line: int) -> None:
        if not self._fallback_said and self._say is not None:
            self._say(f"{self.name}, line {line}: not valid UTF-8; such characters are read as Windows-1252.")
        self._fallback_said = True


class _Rewound(io.RawIOBase):
    """A binary stream whose first bytes have been read already, and are served again."""

    def __init__(self, stream: BinaryIO, is_owned: bool) -> None:
        self._under = stream
        self._is_owned = is_owned
        self._served = 0
        self.error: Exception | None = None
        self.head = self._read_head()
        self.bytes_read = len(self.head)

    def _read_head(self) -> bytes:
        head = bytearray()
        try:
            while len(head) < HEAD_BYTES:
                piece = cast(io.BufferedReader, self._under).read1(HEAD_BYTES - len(head))
                if not piece:
                    break
                head += piece
        except (DamagedPackingError, OSError) as error:
            self.error = error
        return bytes(head)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._served < len(self.head):
            piece = self.head[self._served : self._served + len(buffer)]
            self._served += len(piece)
        elif self.error is not None:
            raise self.error
        else:
            piece = cast(io.BufferedReader, self._under).read1(len(buffer))
            self.bytes_read += len(piece)
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if self._is_owned and not self.closed:
            self._under.close()
        super().close()


def open_source(
    path: str | os.PathLike[str], say: Callable[[str], None] | None = None, name: str | None = None
) -> Source:
    """Open a path, plain, gzip or Zstandard, or standard input ("-").

    Parameters
    ----------
    path : str or path
        The file; "-" for standard input.
    say : callable, optional
        Receives what should be said aloud while reading.
    name : str, optional
        What origins are made of; the file's name by default.

    Raises
    ------
    SourceNotFoundError
        If there is no such file.
    FormatError
        If it is a folder, is empty, or is not text.
    InputError
        If it may not be read, or is no path.
    MissingExtraError
        If it is Zstandard and nothing is installed that reads it.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise InputError(f"a source must be a path, not {type(path).__name__}", "source")
    where = printable(path)
    if where == "-":
        name, where, plain = "stdin", "standard input", None
        raw = getattr(sys.stdin, "buffer", None)
        if raw is None:
            raise InputError("it gives no bytes", where, "Name a file instead.")
        is_owned = False
    else:
        name = printable(name or Path(path).name)
        plain = Path(path)
        raw = _open_file(path, where)
        is_owned = True
    stream = packed = _Rewound(raw, is_owned)
    try:
        if is_packed(stream.head):
            plain = None
            below = cast(BinaryIO, io.BufferedReader(stream, HEAD_BYTES))
            stream = _Rewound(unpack(below, stream.head), is_owned=True)
        return Source(name, where, stream, packed, say, plain)
    except BaseException:
        stream.close()
        raise


def _open_file(path: str | os.PathLike[str], where: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except IsADirectoryError:
        raise FormatError("it is a folder, not a file", where, "Name the files in it.") from None
    except FileNotFoundError:
        raise SourceNotFoundError("there is no such file", where, "Check the spelling and the folder.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a usable path"
        raise InputError(f"it cannot be opened ({reason})", where, "Check its permissions.") from None


def _field_names(head: str) -> frozenset[str]:
    bare = head.lstrip(_BLANK)
    if bare[:1] in ("{", "["):
        return frozenset(_KEY.findall(bare))
    first = re.split(r"[\r\n]", bare, maxsplit=1)[0]
    return _with_parts(cell.strip().strip('"').strip() for cell in re.split(r"[,;\t|]", first))


def _with_parts(names: Iterable[str]) -> frozenset[str]:
    """Return the names, and the parts of those that programs make of nested fields: "author.id" is one of an author."""
    found = set(names)
    for name in tuple(found):
        parts = name.split(".")
        if len(parts) > 1 and all(_PART.fullmatch(part) for part in parts):
            found.update(parts)
    return frozenset(found)


def printable(name: str | os.PathLike[str]) -> str:
    """Return a file's name as text that can be written anywhere."""
    return os.fsdecode(name).encode("utf-8", "backslashreplace").decode("utf-8")
