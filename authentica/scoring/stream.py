"""Score a source and hand out assessments as they come: no output file, no parts, no resuming."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from authentica.readers import read_transcripts
from authentica.schema import Assessment, Role
from authentica.schema.arguments import check_argument, check_callable
from authentica.schema.turns import TurnCount
from authentica.scoring.account import Account
from authentica.scoring.guard import score_guarded
from authentica.scoring.receipts import Receipt, tally_shard
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
    columns: Mapping[str, str | None] | None = None,
    roles: Mapping[str, str | Role] | None = None,
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
    account = Account(is_written=False)
    conversations = read_transcripts(
        source, format=format, columns=columns, roles=roles, dates=dates, on_set_aside=account.put_aside, say=say
    )
    turns = TurnCount()
    if say is not None and not join_turns:
        conversations = turns.over(conversations)
    for shard in cut_shards(conversations, message_count=_MESSAGES_AHEAD):
        replies = shard.with_turns_joined() if join_turns else shard
        account.add(tally_shard(shard, score_guarded(analyzer, replies, lambda assessment: assessment), each))
    if say is not None and (hint := turns.hint()):
        say(hint)
    return Receipt(
        **account.rows,
        reasons=tuple(account.reasons),
        model=analyzer.fingerprint,
        output=None,
        set_aside_output=None,
    )
