"""Hard wraps: line breaks that a mail program put where a line was full, not where anything ended."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["unwrapped"]

# Mail is wrapped at 60 to 80 characters; what is written as lines of its own (lists, addresses, chat) is shorter, and not so even.
_SHORTEST_WIDTH = 50
_LONGEST_WIDTH = 100
_ENDS = frozenset(".!?…:;>")
_LIST_MARK = re.compile(r"[ \t]*(?:[-*•>|#–—]|\(?(?:\d{1,2}|[a-z])[.)]|(?:step|option|day|part) \d|$)", re.IGNORECASE)
_WORD = re.compile(r"\S+")


def unwrapped(text: str) -> str:
    """Return a text of the same length in which line breaks of hard-wrapped paragraphs are spaces.

    A line is wrapped where the next word would not have gone into it, that is, made it longer than the longest line of its
    paragraph; where it ends no sentence and the next line begins no list or quotation. One at least must go on with a small
    letter: the lines of an unmarked list begin with capitals.
    """
    if "\n" not in text:
        return text
    lines = text.split("\n")
    wrapped: list[int] = []
    begin = 0
    for at, line in enumerate([*lines, ""]):
        if not line.strip():
            wrapped += _wraps(lines, begin, at)
            begin = at + 1
    if not wrapped:
        return text
    joined = set(wrapped)
    for at in joined:
        if lines[at].endswith("\r"):
            lines[at] = f"{lines[at][:-1]} "
    ends = [" " if at in joined else "\n" for at in range(len(lines) - 1)]
    return "".join([part for pair in zip(lines, [*ends, ""], strict=True) for part in pair])


def _wraps(lines: Sequence[str], begin: int, end: int) -> list[int]:
    """Return which lines of a paragraph, ``lines[begin:end]``, were wrapped."""
    # Quoted lines are nobody's measure, and the last line was not full.
    lengths = [len(line.rstrip()) for line in lines[begin:end]]
    width = max(lengths[:-1], default=0)
    if not _SHORTEST_WIDTH <= width <= _LONGEST_WIDTH or max(lengths) > _LONGEST_WIDTH:
        return []
    found = [at for at in range(begin, end - 1) if _is_wrapped(lines[at].rstrip(), lines[at + 1], width)]
    return found if any(lines[at + 1].lstrip()[:1].islower() for at in found) else []


def _is_wrapped(line: str, following: str, width: int) -> bool:
    if line[-1] in _ENDS or line.lstrip()[:1] == ">" or _LIST_MARK.match(following):
        return False
    word = _WORD.search(following)
    return word is not None and len(line) + 1 + len(word[0]) > width
