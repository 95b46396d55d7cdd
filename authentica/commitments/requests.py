"""Requests: what a reply asks of the customer, which is no promise, but the customer's next step and often a promise's condition."""

from __future__ import annotations

from collections.abc import Iterator

from authentica.commitments.vocabulary import REQUESTS
from authentica.language.clauses import Clause
from authentica.language.reading import ReplyReading

__all__ = ["find_requests", "request_verb"]

_OPENINGS = frozenset(
    ("please", "kindly", "just", "also", "and", "then", "so", "if", "can", "could", "you", "<handle>", ",")
)
_POLITE = frozenset(("please", "kindly"))
# Imperatives that ask for something even without "please".
_SURE = frozenset(
    ("dm", "pm", "send", "share", "provide", "give", "confirm", "tell", "reply", "message", "email", "submit", "let")
)


def request_verb(words: tuple[str, ...], start: int, end: int) -> int | None:
    """Return the verb of a request that opens the tokens ``[start, end)``: "please *send* us the number"."""
    at = start
    while at < end and words[at] in _OPENINGS:
        at += 1
    if at >= end or words[at] not in REQUESTS:
        return None
    after = words[at + 1] if at + 1 < len(words) else ""
    return None if after == "<number>" or (words[at] == "let" and after not in ("us", "me")) else at


def find_requests(reading: ReplyReading) -> Iterator[tuple[Clause, int]]:
    """Yield the clauses that ask the customer to do something, each with its verb."""
    words = reading.tokens.words
    for clause in reading.clauses:
        verb = request_verb(words, clause.start, clause.end)
        if verb is None:
            continue
        polite = not _POLITE.isdisjoint(words[clause.start : verb]) or words[clause.start] in ("can", "could")
        if polite or words[verb] in _SURE:
            yield clause, verb
