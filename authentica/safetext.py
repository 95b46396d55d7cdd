"""Texts that other programs can be given: cells that no spreadsheet runs, and no lone surrogates, which many refuse."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import TypeVar

from authentica.schema.arguments import check_argument

__all__ = ["csv_line", "encodable", "encodable_cells", "encodable_json", "inert_cell"]

Cell = TypeVar("Cell")

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_SEPARATOR = re.compile(r"[;\t\r\n]")
_FORMULA_SIGN = re.compile(r"[=+@＝＋＠－-]")
# As in lists; what runs more than arithmetic has a bracket or a bar somewhere.
_LIST_DASH = re.compile(r"[－-]\s+[^\W\d_]")
_CALLS = re.compile(r"[(|]")
# What a spreadsheet may drop from the start of a cell before it looks whether it is a formula.
_BLANKS = "".join(map(chr, range(0x21))) + "\x7f\x85\xa0\u200b\u200c\u200d\u2028\u2029\u2060\u3000\ufeff"
# Escapes of JSON, one after the other: a pair of surrogates is a character, and a lone one is not.
_JSON_ESCAPE = re.compile(r"\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(?P<lone>ud[89a-f][0-9a-f]{2})|.)")
_SURROGATES = dict.fromkeys(range(55296, 57344), 65533)


def inert_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before what could start one.

    Spreadsheets run a cell whose first character, white space aside, is ``=``, ``+``, ``-`` or ``@`` (full-width forms
    included); a tab or line break at the start can move what follows into a cell of its own. So can a semicolon, tab or line break
    within, where a spreadsheet takes another separator than the file has; a dash before a word, as in lists, stays there.
    Source: OWASP, "CSV Injection". Lone surrogates, which UTF-8 cannot hold, become U+FFFD, one for one.

    Raises
    ------
    InputError
        If it is no string.

    Examples
    --------
    >>> inert_cell("=HYPERLINK(A1)"), inert_cell("  @SUM(1)"), inert_cell("on its way")
    ("'=HYPERLINK(A1)", "'  @SUM(1)", 'on its way')
    """
    check_argument("text", text, str, "inert_cell")
    if _SEPARATOR.search(text):
        may_list = _CALLS.search(text) is None

        def marked(sign: re.Match[str]) -> str:
            is_list = may_list and _LIST_DASH.match(sign.string, sign.start()) is not None
            return sign[0] if is_list or not _follows_separator(sign.string, sign.start()) else f"'{sign[0]}"

        text = _FORMULA_SIGN.sub(marked, text)
    risky = text.startswith(_FORMULA_STARTS) or text.lstrip(_BLANKS).startswith(_FORMULA_STARTS)
    return encodable("'" + text if risky else text)


def csv_line(cells: Iterable[object]) -> bytes:
    """Return a line of CSV in UTF-8, its texts made inert (`inert_cell`)."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(inert_cell(c) if isinstance(c, str) else c for c in cells)
    return line.getvalue().encode("utf-8")


def _follows_separator(text: str, at: int) -> bool:
    start = at
    while start and (text[start - 1] in _BLANKS or text[start - 1] == '"'):
        start -= 1
    return _SEPARATOR.search(text, max(start - 1, 0), at) is not None


def encodable(text: str) -> str:
    """Return the text with lone surrogates as U+FFFD, one for one, so that offsets hold."""
    return text if text.isascii() else text.translate(_SURROGATES)


def encodable_cells(cells: Iterable[Cell]) -> tuple[Cell | str, ...]:
    """Return the cells of a row, its texts `encodable`."""
    return tuple(encodable(cell) if isinstance(cell, str) else cell for cell in cells)


def encodable_json(line: str) -> str:
    """Return ASCII JSON, as `json.dumps` writes it, with lone surrogates as U+FFFD: many programs refuse a file that has one."""
    if "\\ud" not in line:
        return line
    return _JSON_ESCAPE.sub(lambda escape: r"\ufffd" if escape["lone"] else escape[0], line)
