"""Score a source and hand out assessments as they come: no output file, no parts, no resuming."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from authentica.readers import read_transcripts
from authentica.schema import Assessment, Role, SetAside
from authentica.schema.arguments import check_argument, check_callable
from authentica.schema.turns import TurnCount
from authentica.scoring.guard import score_guarded
from authentica.scoring.receipts import MOST_REASONS, Receipt
from authentica.scoring.shards import cut_shards

if TYPE_CHECKING:
    from authentica.analyzer import Analyzer

__all__ = ["assess_source"]

_MESSAGES_AHEAD = 250


def assess_source(
    analyzer: Analyzer,
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    dates: str | None = None,
    join_turns: bool = False,
    say: Callable[[str], None] | None = None,
    each: Callable[[Assessment], None],
) -> Receipt:
    """Assess every agent reply of a source and hand each assessment to `each`, in order.

    Returns
    -------
    Receipt
        The accounting of all rows.

    Raises
    ------
    InputError
        If `analyzer` or `each` is something else; and what `read_transcripts` raises.
    AuthenticaError
        If the machine runs out of what scoring needs.
    """
    from authentica.analyzer import Analyzer

    check_argument("analyzer", analyzer, Analyzer, "assess_source")
    check_callable("each", each, "assess_source")
    aside_count = scored = unscored = skipped = agent_count = failed = 0
    reasons: list[str] = []

    def put_aside(row: SetAside) -> None:
        nonlocal aside_count
        aside_count += 1
        if len(reasons) < MOST_REASONS:
            reasons.append(f"{row.origin}: {row.reason}")

    conversations = read_transcripts(
        source, format=format, columns=columns, roles=roles, dates=dates, on_set_aside=put_aside, say=say
    )
    turns = TurnCount()
    if say is not None and not join_turns:
        conversations = turns.over(conversations)
    for shard in cut_shards(conversations, message_count=_MESSAGES_AHEAD):
        agents = sum(m.role is Role.AGENT for c in shard.conversations for m in c.messages)
        agent_count += agents
        skipped += shard.message_count - agents
        replies = shard.with_turns_joined() if join_turns else shard
        for outcome in score_guarded(analyzer, replies, lambda assessment: assessment):
            if isinstance(outcome, SetAside):
                failed += 1
                put_aside(outcome)
                continue
            is_scored, assessment = outcome
            scored += is_scored
            unscored += not is_scored
            each(assessment)
    if say is not None and (hint := turns.hint()):
        say(hint)
    return Receipt(
        rows_in=agent_count - failed + skipped + aside_count,
        scored=scored,
        unscored=unscored,
        skipped_by_role=skipped,
        set_aside=aside_count,
        joined=agent_count - scored - unscored - failed,
        reasons=tuple(reasons),
        model=analyzer.fingerprint,
        output=None,
    )
