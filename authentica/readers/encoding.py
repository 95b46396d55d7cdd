"""Tell the encoding of a text by its first bytes.

A byte order mark or zeros between letters decide it; everything else is UTF-8, in which bytes that are not UTF-8 stand for
Windows-1252 characters.
"""

from __future__ import annotations

import io
import re

__all__ = ["ENCODING_NAMES", "ESCAPED", "decode_head", "encoding_of", "errors_of", "restore"]

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
}

ESCAPED = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, in text that was decoded as `errors_of` says."""


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text by its first bytes."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    half = len(head) // 2
    if half >= 8:
        if head[1::2].count(0) > 0.4 * half and head[::2].count(0) == 0:
            return "utf-16-le"
        if head[::2].count(0) > 0.4 * half and head[1::2].count(0) == 0:
            return "utf-16-be"
    return "utf-8"


def errors_of(encoding: str) -> str:
    """Return what becomes of bytes that have no meaning: those of UTF-8 are escaped, for `restore`."""
    return "surrogateescape" if encoding in ("utf-8", "utf-8-sig") else "replace"


def decode_head(head: bytes, encoding: str, is_whole: bool) -> str:
    """Return the text of the first bytes of a file, with escapes."""
    with io.TextIOWrapper(io.BytesIO(head), encoding=encoding, errors=errors_of(encoding), newline="") as reader:
        text = reader.read()
    if not is_whole:  # the cut may stand within a character
        text = text[:-4]
    return text


def restore(text: str) -> str:
    """Turn escaped bytes into the Windows-1252 characters that they stand for."""
    return ESCAPED.sub(_as_windows_1252, text) if not text.isascii() else text


def _as_windows_1252(found: re.Match[str]) -> str:
    byte = ord(found.group()) - 0xDC00
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:  # five bytes have no meaning there; browsers read them as the control of that number
        return chr(byte)
