"""Score a shard so that no reply can stop it: what fails is set aside, with its place and the kind of failure.

What the machine lacks is not a reply's fault: set aside for it, a reply would be missing from an output that is otherwise that of an
undisturbed run. So the run stops then, and can be resumed. A reply that runs out of memory by itself, every time, must not stop
it for ever: it is at fault if it fails twice, alone, while there is room that would do for any other.
"""

from __future__ import annotations

import errno
import gc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from authentica.errors import AuthenticaError
from authentica.files import writing
from authentica.schema import Assessment, Conversation, Reply, SetAside
from authentica.scoring.shards import Shard

if TYPE_CHECKING:
    from authentica.analyzer import Analyzer

__all__ = ["Breadcrumb", "score_guarded"]

Row = TypeVar("Row")

_ROOM_BYTES = 64 << 20
_OF_THE_MACHINE = (errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.EDQUOT, errno.EIO)


class Breadcrumb:
    """Says on disk which reply is being scored, so that one that kills the process can be told."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def drop(self, position: int) -> None:
        """Say that the reply at `position` comes next."""
        with writing(self._path):
            self._path.write_text(str(position), encoding="ascii")

    def read(self) -> int | None:
        """Return the last position; None where no reply had been begun."""
        try:
            return int(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def clear(self) -> None:
        """Forget it."""
        with writing(self._path):
            self._path.unlink(missing_ok=True)


def score_guarded(
    analyzer: Analyzer,
    shard: Shard,
    make_row: Callable[[Assessment], Row],
    *,
    condemned: frozenset[int] = frozenset(),
    breadcrumb: Breadcrumb | None = None,
) -> Iterable[tuple[bool, Row] | SetAside]:
    """Score the agent replies of a shard and make a row of each; what `make_row` raises is guarded as well.

    For each agent reply, in order, comes whether it was scored and its row, or why it was set aside; at the positions `condemned`, it is so
    without being scored. A breadcrumb is told the position of each reply before it is scored.

    Raises
    ------
    AuthenticaError
        If the machine lacks what scoring needs, whichever the reply.
    """
    if not condemned and breadcrumb is None:
        replies = [reply for conversation in shard.conversations for reply in conversation.replies()]
        try:
            return [(assessment.scored, make_row(assessment)) for assessment in analyzer.pipe(replies)]
        except Exception:  # noqa: S110 - whatever one reply raises; scored one by one, it shows which
            pass
    return _one_by_one(analyzer, shard, make_row, condemned, breadcrumb)


def _one_by_one(
    analyzer: Analyzer,
    shard: Shard,
    make_row: Callable[[Assessment], Row],
    condemned: frozenset[int],
    breadcrumb: Breadcrumb | None,
) -> Iterator[tuple[bool, Row] | SetAside]:
    position = -1
    for conversation in shard.conversations:
        for reply in conversation.replies():
            position += 1
            if position in condemned:
                yield _aside(conversation, reply, "scoring it ended the worker process")
                continue
            if breadcrumb is not None:
                breadcrumb.drop(position)
            found = _score_alone(analyzer, reply, make_row)
            if isinstance(found, Exception):  # one reply never stops a run
                yield _aside(conversation, reply, f"scoring it failed ({type(found).__name__})")
            else:
                yield found


def _score_alone(
    analyzer: Analyzer, reply: Reply, make_row: Callable[[Assessment], Row]
) -> tuple[bool, Row] | Exception:
    """Score one reply; return what it raises where that is its fault."""
    failure: Exception = MemoryError()
    for _ in range(2):
        try:
            assessment = next(iter(analyzer.pipe((reply,))))
            return assessment.scored, make_row(assessment)
        except MemoryError as error:
            failure = error
        except Exception as error:
            if isinstance(error, OSError) and error.errno in _OF_THE_MACHINE:
                raise _shortage(error.strerror or type(error).__name__) from None
            return error
        failure.__traceback__ = None  # it holds what scoring had made
        _check_room()
    return failure


def _check_room() -> None:
    """Stop where not even what would do for any reply can be had."""
    gc.collect()
    try:
        bytearray(_ROOM_BYTES)
    except MemoryError:
        raise _shortage("out of memory") from None


def _shortage(what: str) -> AuthenticaError:
    return AuthenticaError(
        f"scoring stopped, as the machine lacks what it needs ({what.lower()})",
        None,
        "Free some, or use fewer workers (--jobs); then run the same command again: what is done is kept.",
    )


def _aside(conversation: Conversation, reply: Reply, reason: str) -> SetAside:
    message = reply.message
    place = f"message {message.message_id or reply.index} of conversation {conversation.conversation_id}"
    return SetAside(origin=message.origin or place, reason=reason)
