"""What single values of exports mean: true and false, nothing, and the whole numbers that programs write as 7.0.

Spreadsheet programs and data frames turn a column with gaps into decimal numbers: ids become 7.0, flags 1.0 and 0.0.
"""

from __future__ import annotations

import re

__all__ = ["drop_zero_decimals", "identifier", "is_nothing", "read_flag"]

_NOTHING = frozenset(("", "nan", "none", "null", "n/a", "<na>"))
_WHOLE_NUMBER = re.compile(r"(-?\d+)\.0+")
_FLAGS = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0"), False),
}


def is_nothing(cell: str) -> bool:
    """Tell whether a cell is empty, or holds what programs write for it."""
    return cell.strip().casefold() in _NOTHING


def drop_zero_decimals(word: str) -> str:
    """Return a whole number without its decimals, and anything else as it is.

    Examples
    --------
    >>> drop_zero_decimals("7.0"), drop_zero_decimals("7.5")
    ('7', '7.5')
    """
    if "." not in word:
        return word
    found = _WHOLE_NUMBER.fullmatch(word.strip())
    return found.group(1) if found else word


def identifier(cell: str | None) -> str | None:
    """Return an id without the ``.0`` that a spreadsheet program or data frame puts behind whole numbers."""
    if cell is None or is_nothing(cell):
        return None
    return drop_zero_decimals(cell.strip())


def read_flag(cell: str) -> bool | None:
    """Return what a cell that is true or false says, in whatever spelling; None where it says neither.

    Examples
    --------
    >>> read_flag(" TRUE"), read_flag("0.0"), read_flag("perhaps") is None
    (True, False, True)
    """
    return _FLAGS.get(drop_zero_decimals(cell.strip()).casefold())
