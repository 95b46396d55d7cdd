"""What became of promises, from the file that ``authentica commitments --output`` writes.

A promise is found again by its own words in the reply that makes it. What a reply only offers is no promise of its, so an offer that
the customer accepted is found again by the reply, where both its conversation and its message have an id.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

from authentica.coaching.observations import commitment_digest, is_checkable, reply_digest
from authentica.errors import RecordError
from authentica.readers.sources import BrokenSourceError, open_source
from authentica.schema import CommitmentStatus, FollowedCommitment
from authentica.schema.arguments import check_argument, check_stream

__all__ = ["PromiseBook", "read_promises"]


class PromiseBook:
    """The status of followed promises; it takes about 150 bytes a promise.

    Parameters
    ----------
    followed : iterable of FollowedCommitment
        Read once. A promise that is listed twice with different statuses has none.

    Attributes
    ----------
    read : int
        How many were listed.
    set_aside : int
        Lines that were none.
    statuses : mapping of bytes to (CommitmentStatus or None)
        By `commitment_digest`.
    offers : mapping of bytes to tuple of bytes
        Digests of the offers that were accepted, by `reply_digest` of the reply that made them.
    checkable : set of bytes
        Digests of those of which the conversation can be expected to show whether they are kept.
    """

    def __init__(self, followed: Iterable[FollowedCommitment] = ()) -> None:
        check_stream("followed", followed, "followed commitments", "PromiseBook")
        self.read = self.set_aside = 0
        statuses: dict[bytes, CommitmentStatus | None] = {}
        offers: dict[bytes, tuple[bytes, ...]] = {}
        checkable: set[bytes] = set()
        for promise in followed:
            check_argument("a commitment", promise, FollowedCommitment, "PromiseBook")
            self.read += 1
            digest = commitment_digest(promise.commitment)
            if is_checkable(promise.commitment):
                checkable.add(digest)
            reply = None if promise.accepted_at is None else reply_digest(promise.commitment)
            if reply is not None and digest not in statuses:
                offers[reply] = (*offers.get(reply, ()), digest)
            if statuses.setdefault(digest, promise.status) is not promise.status:
                statuses[digest] = None
        self.statuses = statuses
        self.offers = offers
        self.checkable = checkable


def read_promises(path: str | os.PathLike[str]) -> PromiseBook:
    """Read a file of followed promises; lines that are none are counted.

    Parameters
    ----------
    path : str or path
        JSON lines that ``authentica commitments`` wrote.

    Returns
    -------
    PromiseBook
        The promises by the reply that makes them.

    Raises
    ------
    SourceNotFoundError, FormatError, InputError
        If the file cannot be read.
    """
    unreadable = 0

    def promises() -> Iterable[FollowedCommitment]:
        nonlocal unreadable
        source = open_source(path)
        try:
            for line in source.lines():
                if line.isspace():
                    continue
                try:
                    yield FollowedCommitment.from_dict(json.loads(line))
                except (ValueError, RecordError, RecursionError):
                    unreadable += 1
        except BrokenSourceError:
            unreadable += 1
        finally:
            source.close()

    book = PromiseBook(promises())
    book.set_aside = unreadable
    return book
