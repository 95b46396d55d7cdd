"""Frames: the wordings of a corpus that many customers were sent, as records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from authentica.corpus.keys import EDGE_WORDS
from authentica.corpus.permitted import permitted_zones
from authentica.corpus.reach import KeyReach, ReachTable
from authentica.corpus.sent import moment_of
from authentica.corpus.wording import Wording
from authentica.schema import Frame, Reach, TemplateKind

__all__ = ["LONGEST_SHOWN", "frame_id", "list_frames", "shown"]

LONGEST_SHOWN = 300
"""Characters of a wording that are kept."""

_OPEN = "…"
# A frame with an open middle is named in place of its sentences where it went to clearly more customers than the best of them.
_OPEN_BEATS_CLAUSE = 1.25


def list_frames(
    table: ReachTable, texts: Mapping[int, str], macro_names: Mapping[int, str], min_customers: int
) -> list[Frame]:
    """Return the wordings that at least so many customers were sent, most widespread first.

    Of each key `texts` has the words, as `shown` returns them, and `macro_names` the name of the macro that it is known from.
    """
    keys = table.keys()
    keys = keys[table.may_reach(keys, min_customers)]
    found = {key: table.reach(key) for key in keys.tolist() if key in texts}
    found = {key: reach for key, reach in found.items() if reach.seen >= min_customers}
    hidden = _hidden(found, texts)
    frames = [_frame(key, reach, texts[key], macro_names.get(key)) for key, reach in found.items() if key not in hidden]
    return sorted(frames, key=lambda frame: (-frame.reach.customers, -frame.reach.messages, frame.frame_id))


def frame_id(key: int) -> str:
    """Return the id of a key's frame."""
    return f"{key:016x}"


def shown(words: Sequence[str], is_open: bool) -> str:
    """Return the words of a sentence as they are kept and shown, with an ellipsis for an open middle."""
    if is_open:
        words = [*words[:EDGE_WORDS], _OPEN, *words[-EDGE_WORDS:]]
    return " ".join(words)[:LONGEST_SHOWN]


def _hidden(found: Mapping[int, KeyReach], texts: Mapping[int, str]) -> set[int]:
    """Return of each open frame and its sentences those that say less than the other."""
    by_open: dict[str, list[int]] = {}
    for key in found:
        words = texts[key].split(" ")
        if _OPEN not in words and len(words) > 2 * EDGE_WORDS:
            by_open.setdefault(shown(words, True), []).append(key)
    hidden: set[int] = set()
    for key, reach in found.items():
        text = texts[key]
        if _OPEN in text.split(" "):
            clauses = by_open.get(text, [])
            best = max((found[clause].customers for clause in clauses), default=0)
            if reach.customers > best * _OPEN_BEATS_CLAUSE:
                hidden.update(clauses)
            else:
                hidden.add(key)
    return hidden


def _frame(key: int, reach: KeyReach, text: str, macro: str | None) -> Frame:
    words = text.split(" ")
    zones = permitted_zones(Wording(words, words, [], [], [(0, len(words))]))
    return Frame(
        frame_id=frame_id(key),
        kind=TemplateKind.OPEN_CLAUSE if _OPEN in words else TemplateKind.CLAUSE,
        wording=text,
        reach=Reach(
            messages=reach.messages,
            conversations=reach.conversations,
            customers=reach.customers,
            agents=reach.agents,
            first_seen=moment_of(reach.first),
            last_seen=moment_of(reach.last),
            exact=reach.exact,
        ),
        permitted=zones[0],
        macro=macro,
    )
