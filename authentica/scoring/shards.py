"""Cut a stream of conversations into shards: the unit of work, of progress, and of resuming.

Where the cuts lie depends on the conversations alone, never on the number of workers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from authentica.schema import Conversation
from authentica.schema.messages import check_conversation
from authentica.schema.turns import join_turns

__all__ = ["SHARD_MESSAGES", "Shard", "cut_shards"]

SHARD_MESSAGES = 1_000
"""A shard ends with the conversation that brings it to so many messages: about a second of work."""

_SHARD_CHARS = 2_000_000
"""It ends as well with the conversation that brings it to so many characters, so that memory stays bounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Consecutive whole conversations in the order of the source; `index` is its place in the run, from 0."""

    index: int
    conversations: tuple[Conversation, ...]

    @property
    def message_count(self) -> int:
        """Messages in it."""
        return sum(len(conversation.messages) for conversation in self.conversations)

    def with_turns_joined(self) -> Shard:
        """Return it with what an agent writes in one go as one message (`authentica.join_turns`)."""
        return Shard(index=self.index, conversations=tuple(join_turns(c) for c in self.conversations))

    def row_at(self, position: int) -> str | None:
        """Return where the message at `position`, from 0, or -1 for the last, stands in the source."""
        messages = [message for conversation in self.conversations for message in conversation.messages]
        return messages[position].origin if messages else None

    def sha256(self) -> str:
        """Return the hash of all that its conversations hold."""
        digest = hashlib.sha256()
        for conversation in self.conversations:
            digest.update(json.dumps(conversation.to_dict()).encode("ascii") + b"\n")
        return digest.hexdigest()


def cut_shards(
    conversations: Iterable[Conversation], *, message_count: int = SHARD_MESSAGES, char_count: int = _SHARD_CHARS
) -> Iterator[Shard]:
    """Yield shards of whole conversations, the last one as long as it comes; one that is empty where there are none.

    So a source without rows has a part as well, which says what its columns are. A shard ends with the conversation that reaches one of the
    counts.
    """
    index = messages = chars = 0
    held: list[Conversation] = []
    for conversation in conversations:
        check_conversation(conversation, "conversations")
        held.append(conversation)
        messages += len(conversation.messages)
        chars += sum(len(message.text) + len(message.source or "") for message in conversation.messages)
        if messages >= message_count or chars >= char_count:
            yield Shard(index=index, conversations=tuple(held))
            index += 1
            messages = chars = 0
            held = []
    if held or not index:
        yield Shard(index=index, conversations=tuple(held))
