"""Turns: what one agent writes in one go, however many messages the channel cuts it into, and how often one does."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from authentica.schema.arguments import check_argument
from authentica.schema.messages import Conversation, Message, Role, check_conversation, check_message

__all__ = ["TurnCount", "join_turns"]

_WITHIN = timedelta(minutes=10)
_FEWEST_GOING_ON, _ONE_OF = 3, 3
_BETWEEN = (Role.SYSTEM, Role.NOTE)
"""Who writes between the messages of a turn without ending it: the customer sees none of it, or no person wrote it."""


def join_turns(conversation: Conversation, *, within: timedelta = _WITHIN) -> Conversation:
    r"""Join messages that one agent writes one after the other, as in a chat, to one reply each.

    "Hi Ana," / "let me see" / "the second charge is refunded" is one answer in three messages. Assessed one by one, the first two
    lack what the third brings.

    Parameters
    ----------
    conversation : Conversation
        Its messages in the order they were written.
    within : timedelta, default=10 minutes
        The longest time between two messages of a turn, where both tell theirs.

    Returns
    -------
    Conversation
        With each turn of several messages as one: the first of them, with all their texts, a blank line between, and without what
        mapped it to HTML. A message of the customer, a bot or another agent ends a turn, as does another channel, or an answer to
        another message; internal notes and system messages do not, and stand behind it.

    Raises
    ------
    InputError
        If the arguments are of other types.
    RecordError
        If a field of a message is of another type.

    Examples
    --------
    >>> chat = Conversation(messages=(Message(text="Hi Ana,"), Message(text="the second charge is refunded.")))
    >>> [message.text for message in join_turns(chat).messages]
    ['Hi Ana,\n\nthe second charge is refunded.']
    """
    check_conversation(conversation, "join_turns")
    check_argument("within", within, timedelta, "join_turns")
    messages: list[Message] = []
    turn: list[Message] = []
    ids: set[str | None] = set()
    after: list[Message] = []
    for message in conversation.messages:
        check_message(message)
        if turn and message.role in _BETWEEN:
            after.append(message)
        elif turn and _goes_on(turn[0], ids, turn[-1], message, within):
            turn.append(message)
            ids.add(message.message_id)
        else:
            messages += [*_joined(turn), *after]
            turn, after = ([message], []) if message.role is Role.AGENT else ([], [message])
            ids = {message.message_id}
    return replace(conversation, messages=(*messages, *_joined(turn), *after))


class TurnCount:
    """Counts the agent messages of a stream that go on a turn; it keeps two numbers, and changes nothing."""

    def __init__(self) -> None:
        self._agents = self._going_on = 0

    def over(self, conversations: Iterable[Conversation]) -> Iterator[Conversation]:
        """Yield the conversations as they come, and count."""
        for conversation in conversations:
            count = _agent_count(conversation)
            self._agents += count
            # Where no customer writes, nothing tells messages of one go from replies of their own.
            if count > 1 and any(message.role is Role.CUSTOMER for message in conversation.messages):
                said = [message for message in conversation.messages if message.role not in _BETWEEN]
                self._going_on += sum(
                    last.role is Role.AGENT and _goes_on(last, (last.message_id,), last, message, _WITHIN)
                    for last, message in pairwise(said)
                )
            yield conversation

    def hint(self) -> str | None:
        """Return one sentence on joining turns where more than a third of the messages would be joined; else None."""
        if self._going_on < _FEWEST_GOING_ON or _ONE_OF * self._going_on <= self._agents:
            return None
        return (
            f"{self._going_on:,} of {self._agents:,} agent messages go on the one before, as in chats: "
            "--join-turns, or join_turns=True, takes what an agent writes in one go as one reply."
        )


def _agent_count(conversation: Conversation) -> int:
    return sum(message.role is Role.AGENT for message in conversation.messages)


def _goes_on(first: Message, ids: Container[str | None], last: Message, message: Message, within: timedelta) -> bool:
    """Tell whether a message goes on a turn, given its first message, the ids of its messages, and its last."""
    same = (message.role, message.author_id, message.channel) == (first.role, first.author_id, first.channel)
    named = message.in_response_to
    answers_same = named in (None, first.in_response_to) or named in ids
    return same and answers_same and not _is_later(last, message, within)


def _is_later(last: Message, message: Message, within: timedelta) -> bool:
    if last.created_at is None or message.created_at is None:
        return False
    if (last.created_at.tzinfo is None) != (message.created_at.tzinfo is None):
        return True
    return not timedelta(0) <= message.created_at - last.created_at <= within


def _joined(turn: Sequence[Message]) -> Sequence[Message]:
    if len(turn) < 2:
        return turn
    text = "\n\n".join(message.text for message in turn)
    return [replace(turn[0], text=text, source=None, offsets=None)]
