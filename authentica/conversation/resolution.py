"""The outcome of the whole conversation, with its reasons in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from authentica.conversation.reader import MessageReading
from authentica.schema import (
    CommitmentStatus,
    ConversationFinding,
    FindingKind,
    FollowedCommitment,
    MessageSpan,
    Mood,
    NextActor,
    Outcome,
    Quote,
    Resolution,
)

__all__ = ["resolve"]

_LONGEST_QUOTE = 80
_NO_RESULT = frozenset(("look", "contact"))
# Nothing that a bare reply says of itself; who is stopped stays so, whatever else was kept.
_MENDED = frozenset((Outcome.BY, Outcome.OUTTA_HERE))
_LEFT: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.SOMEWHERE: "getting somewhere",
        Outcome.BY: "getting by",
        Outcome.BLOCKED: "blocked",
        Outcome.OUTTA_HERE: "about to leave",
    }
)


def resolve(
    last_customer: MessageReading | None,
    mood_end: Mood | None,
    last_index: int,
    last_reply: tuple[int, Outcome | None] | None,
    findings: Sequence[ConversationFinding],
    commitments: Sequence[FollowedCommitment],
    *,
    is_chased: bool = False,
    is_let_down: bool = False,
) -> Resolution:
    """Return where the conversation has left the customer; the first reason is what decided, others speak for or against it.

    The customer's own last words decide where they tell: leaving, solved, or a mood; praise and "solved" also where the agent has
    answered them, for that is but a goodbye. Who is left with a broken promise is blocked. Else the outcome of the last scored reply
    decides (`last_reply`: the place of the agent's last message, and that outcome), but for one that keeps a promise, or only promises
    again. Questions passed over are no reason: too few of those found are ones. `is_chased` where a promise was seen broken at some time,
    whatever became of it; `is_let_down` where the customer's last messages in a row show it. Places count from 0, in sentences from 1.
    """
    if last_reply is None:
        return Resolution(outcome=None, reasons=("No agent has replied.",))
    reasons: list[str] = []
    outcome: Outcome | None = None
    mood = None if mood_end is None else (mood_end.index, mood_end.word)
    has_last_word = last_customer is not None and last_customer.index > last_reply[0]
    asks = last_customer is not None and any(sentence.question for sentence in last_customer.sentences)
    if last_customer is not None and mood_end is not None and (has_last_word or not asks):
        leaving = last_customer.cues_of("exchange.leaving")
        solved = () if last_customer.cues_of("exchange.failed") else last_customer.cues_of("exchange.solved")
        if not has_last_word and (leaving or mood_end.word == "bad"):
            pass  # The reply may have turned it.
        elif leaving:
            outcome = Outcome.OUTTA_HERE
            span = last_customer.span(leaving[0].start, leaving[0].end)
            reasons.append(f"The customer turns away in message {span.index + 1}: {_quote(span)}.")
        elif mood == (last_customer.index, "bad"):
            outcome = Outcome.BLOCKED
            reasons.append(f"The customer is displeased in the last message, {mood_end.index + 1}{_quotes(mood_end)}.")
        elif solved:
            outcome = Outcome.SOMEWHERE
            span = last_customer.span(solved[0].start, solved[0].end)
            reasons.append(f"The customer says in message {span.index + 1} that it is solved: {_quote(span)}.")
        elif mood == (last_customer.index, "good"):
            outcome = Outcome.SOMEWHERE
            reasons.append(f"The customer is content in the last message, {mood_end.index + 1}{_quotes(mood_end)}.")
    broken = [f for f in commitments if f.status is CommitmentStatus.BROKEN]
    handoffs = [f for f in findings if f.kind is FindingKind.HAND_OFF]
    if outcome is None and has_last_word and is_let_down and broken:
        outcome = Outcome.BLOCKED
        reasons.append(f"The customer is left with a broken promise: {_quote(broken[-1].commitment.quote)}.")
    if outcome is None:
        outcome = last_reply[1]
        left = f"The reply in message {last_reply[0] + 1} leaves the customer {_LEFT[outcome]}." if outcome else None
        reasons.append(left or "No reply could be scored.")
        since = -1 if last_customer is None else last_customer.index
        again = _promised_again(commitments, since) if is_let_down or (is_chased and mood == (since, "bad")) else None
        left_to_others = any(f.index > since and f.actor is not NextActor.AGENT for f in handoffs)
        is_mended = outcome in _MENDED and not broken and not left_to_others
        kept = _kept_at_last(commitments, since) if is_mended else None
        overdue = [f for f in commitments if f.status is CommitmentStatus.UNKNOWN]
        if outcome is Outcome.SOMEWHERE and has_last_word and overdue:
            outcome = Outcome.BY
            reasons[-1] = f"The customer has the last word, and waits: {_quote(overdue[-1].commitment.quote)}."
        elif outcome is Outcome.SOMEWHERE and again is not None:
            outcome = Outcome.BY
            reasons[-1] = f"After a broken promise, message {last_reply[0] + 1} only promises again: {_quote(again)}."
        elif kept is not None:
            outcome = Outcome.SOMEWHERE
            reasons[-1] = f"Message {(kept.shown_at or 0) + 1} keeps a promise: {_quote(kept.commitment.quote)}."
    for kind, said in (
        (FindingKind.SCRIPT_REPEATED, "repeats a script sent before"),
        (FindingKind.ASKED_AGAIN, "asks for what the customer had already given"),
    ):
        some = [f for f in findings if f.kind is kind]
        if some:
            reasons.append(f"Message {some[-1].index + 1} {said}: {_quote(some[-1].evidence[-1])}.")
    for followed in commitments:
        made, shown = (followed.commitment.message_index or 0) + 1, (followed.shown_at or 0) + 1
        if followed.status is CommitmentStatus.BROKEN:
            said = f"Message {shown} shows that what message {made} promised was not kept"
        elif followed.status is CommitmentStatus.UNKNOWN:
            said = f"The time of what message {made} promised had passed by message {shown}, without a sign of it"
        else:
            continue
        reasons.append(f"{said}: {_quote(followed.commitment.quote)}.")
    if handoffs and handoffs[-1].index == last_index and handoffs[-1].actor is not None:
        actor = handoffs[-1].actor.value.replace("_", " ")
        reasons.append(f"After message {last_index + 1} the {actor} must act: {_quote(handoffs[-1].evidence[0])}.")
    return Resolution(outcome=outcome, reasons=tuple(reasons))


def _promised_again(commitments: Sequence[FollowedCommitment], since: int) -> Quote | None:
    """Return what the messages after one promise, where an older promise stands broken or renewed and none of them shows one kept."""
    shown = [f for f in commitments if f.shown_at is not None and f.shown_at > since]
    if any(f.status is CommitmentStatus.KEPT for f in shown):
        return None
    renewed = any(f.status is CommitmentStatus.RENEWED for f in shown)
    if not renewed and all(f.status is not CommitmentStatus.BROKEN for f in commitments):
        return None
    return next((f.commitment.quote for f in commitments if (f.commitment.message_index or 0) > since), None)


def _kept_at_last(commitments: Sequence[FollowedCommitment], since: int) -> FollowedCommitment | None:
    """Return a promise that the messages after one keep; to have looked, or called, may have brought nothing."""
    for followed in commitments:
        shown = followed.shown_at if followed.status is CommitmentStatus.KEPT else None
        if shown is not None and shown > since and followed.commitment.topic not in _NO_RESULT:
            return followed
    return None


def _quote(span: MessageSpan | Quote) -> str:
    text = " ".join(span.text.split())
    return f'"{text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"}"'


def _quotes(mood: Mood) -> str:
    return ": " + ", ".join(map(_quote, mood.evidence[:3])) if mood.evidence else ""
