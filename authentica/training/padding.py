"""Training against gaming: replies padded with stock kindness, labelled so that the padding earns nothing.

A model that has only seen honest replies takes "I promise you that personally" for a sign of care. So every canned training
reply is also shown with stock phrases before or after it. A phrase adds what the codebook grants it (a formula is level 1), and
the substance stays what it was: needs and outcome are the reply's own, and it stays canned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from authentica.training.choices import number_of
from authentica.training.dataset import LabelledReply, LabelledSpan
from authentica.training.jsonlines import read_lines

__all__ = ["Padding", "pad_canned", "read_paddings"]

_CREDITED = ("empathy", "ownership", "expectations", "listening")
_CANNED = 2
_COPIES = 2
_OWN_SHARE = 0.4
_CUSTOMER = "{customer}"
_LONGEST_QUOTE_CHARS = 200
# What is no wording of its own: these are no evidence of boilerplate.
_NO_WORDING = frozenset(("pasted", "emoji", "marks", "talk", "fact", "clock", "selfact", "wrongcase", "close"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Padding:
    """Stock words of a sort that go before or after a reply, and the level that they alone deserve, by dimension.

    ``{customer}`` stands for the customer's text.
    """

    family: str
    before: str
    after: str
    levels: Mapping[str, int]


def read_paddings(path: Path) -> tuple[Padding, ...]:
    """Read a file of paddings, one JSON object a line.

    Raises
    ------
    LabelError
        If a line is malformed.
    """
    return tuple(read_lines(path, _padding, "the line is no padding"))


def _padding(row: Any) -> Padding:
    levels = MappingProxyType({dimension: int(row[dimension]) for dimension in _CREDITED})
    return Padding(family=row["family"], before=row.get("before", ""), after=row.get("after", ""), levels=levels)


def pad_canned(replies: Iterable[LabelledReply], paddings: Sequence[Padding]) -> list[LabelledReply]:
    """Return the replies in their order, and after them each canned one again with paddings around it, chosen by a hash of its id.

    A canned reply shares its weight with its padded copies, so that canned replies weigh together what they did, and for flags with a copy
    that is not padded. Copies are in the group of their original, so that no fold sees one and is tested on the other.
    """
    kept: list[LabelledReply] = []
    padded: list[LabelledReply] = []
    for reply in replies:
        if reply.levels.get("boilerplate") != _CANNED:
            kept.append(reply)
            continue
        share = reply.weight * (1.0 - _OWN_SHARE) / _COPIES
        kept.append(replace(reply, weight=reply.weight * _OWN_SHARE))
        # Nobody judged what flags the words around it raise (small talk has a human voice), so it teaches its own as it stands.
        if "flags" in reply.judged:
            rest = reply.weight * (1.0 - _OWN_SHARE)
            padded.append(replace(reply, id=f"{reply.id}+flags", weight=rest, judged=frozenset(("flags",))))
        padded += [
            _padded(reply, paddings[number_of(f"{reply.id}\0{copy}") % len(paddings)], copy, share)
            for copy in range(_COPIES)
        ]
    return kept + padded


def _padded(reply: LabelledReply, padding: Padding, copy: int, weight: float) -> LabelledReply:
    quoted = reply.customer_text[:_LONGEST_QUOTE_CHARS]
    before, after = (part.replace(_CUSTOMER, quoted) for part in (padding.before, padding.after))
    start = f"{before} " if before else ""
    text = f"{start}{reply.text}" + (f" {after}" if after else "")
    shift = len(start)
    places = [
        (first, last)
        for part, first, last in ((before, 0, len(before)), (after, len(text) - len(after), len(text)))
        if part
    ]
    levels = dict(reply.levels)
    spans = [replace(span, start=span.start + shift, end=span.end + shift) for span in reply.spans]
    earned = [d for d, level in padding.levels.items() if level and d in levels]
    for dimension in earned:
        levels[dimension] = max(levels[dimension], padding.levels[dimension])
    if padding.family not in _NO_WORDING:
        earned.append("boilerplate")
    spans += [LabelledSpan(dimension=d, start=first, end=last) for d in earned for first, last in places]
    return replace(
        reply,
        id=f"{reply.id}+{copy}",
        text=text,
        levels=levels,
        spans=tuple(spans),
        weight=weight,
        judged=reply.judged - {"flags"},
    )
