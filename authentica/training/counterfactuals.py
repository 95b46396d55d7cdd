"""Counterfactual copies of training replies: one thing is changed, and the codebook says what follows from it.

Written replies fit their moments. A model that learns from them alone looks for what a moment needs in the reply, and takes an
answer for help whatever stands beside it. So some replies are shown once more

- with a *bare* reply in their place: the customer needs what they needed, and what had been brought forward is pending again;
- with *blame* beside them: an answer that scolds is one to leave over, and that it takes up their words is no listening;
- with something *harmless* beside them, often in the words of blame: the outcome stays.

A copy teaches only what is known of it (`LabelledReply.judged`).

References
----------
D. Kaushik, E. Hovy, Z. Lipton, "Learning the difference that makes a difference with counterfactually-augmented data", ICLR 2020.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from authentica.config import AnalyzerConfig
from authentica.errors import LabelError
from authentica.features.clauses import BLAME
from authentica.language.lexicon import load_lexicon
from authentica.language.reading import ReadingRoom
from authentica.schema import Outcome
from authentica.training.choices import number_of
from authentica.training.dataset import LabelledReply
from authentica.training.jsonlines import read_lines

__all__ = ["counterfactual_copies", "read_counterfactuals"]

_BARE, _BLAME, _HARMLESS = _KINDS = ("bare", "blame", "harmless")
# Copies are many enough to be learnt from, and few and light enough that what people would write outweighs them.
_BARE_EVERY, _BESIDE_EVERY = 2, 12
_SHARE, _BLAME_SHARE = 0.5, 0.25
# What no cue finds in a sentence would be put down to the reply beside it.
_UNKNOWN_BLAME_SHARE = 0.025
_LISTENING = "listening"
# Of the copies with something beside them. A longer reply is no better and no worse for its length: most additions change nothing.
_BLAMING, _HARMLESS_ONES = 2, 3
_BEFORE_EVERY = 3


def read_counterfactuals(path: Path) -> dict[str, list[str]]:
    """Read a file of changes, one JSON object a line with its ``kind`` and ``text``: the texts of each kind.

    Raises
    ------
    LabelError
        If a line is malformed, or a kind is missing.
    """
    found: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for kind, text in read_lines(path, _change, "the line is no counterfactual change"):
        found[kind].append(text)
    if not all(found.values()):
        raise LabelError(f"each of {', '.join(_KINDS)} is needed", path.name)
    return found


def _change(row: Any) -> tuple[str, str]:
    if row["kind"] not in _KINDS or not row["text"].strip():
        raise ValueError
    return row["kind"], row["text"]


def counterfactual_copies(
    replies: Iterable[LabelledReply], changes: Mapping[str, Sequence[str]]
) -> Iterator[LabelledReply]:
    """Yield copies of replies, each in the group of its original, so that no fold sees one and is tested on the other.

    Which reply is copied, and with which text of the `changes`, is a hash's choice.
    """
    replies = list(replies)
    found = _found_by_cues(changes[_BLAME])
    answers: defaultdict[str, set[str]] = defaultdict(set)
    for reply in replies:
        answers[reply.customer_text].add(reply.text)
    # Of the replies to one text, one with all its readings says what was needed.
    chosen = {asked: min(texts, key=lambda text: (number_of(text), text)) for asked, texts in answers.items()}
    for reply in replies:
        asked, number = number_of(reply.customer_text), number_of(reply.key)
        if reply.customer_text.strip() and asked % _BARE_EVERY == 0 and reply.text == chosen[reply.customer_text]:
            yield _bare(reply, _pick(changes[_BARE], asked))
        if number % _BESIDE_EVERY < _BLAMING:
            text = _pick(changes[_BLAME], number)
            share = _BLAME_SHARE if text in found else _UNKNOWN_BLAME_SHARE
            yield _beside(reply, text, number, _BLAME, Outcome.OUTTA_HERE, share)
        elif number % _BESIDE_EVERY < _BLAMING + _HARMLESS_ONES:
            yield _beside(reply, _pick(changes[_HARMLESS], number), number, _HARMLESS, reply.outcome, _SHARE)


def _bare(reply: LabelledReply, text: str) -> LabelledReply:
    # What the reply had brought forward is pending again.
    undone = reply.outcome is Outcome.SOMEWHERE and "ownership" in reply.needs
    needs = reply.needs | {"expectations"} if undone else reply.needs
    return replace(
        reply,
        id=f"{reply.id}+{_BARE}",
        text=text,
        needs=needs,
        levels={},
        spans=(),
        weight=reply.weight * _SHARE,
        judged=frozenset(("needs",)),
    )


def _found_by_cues(texts: Iterable[str]) -> frozenset[str]:
    room, limit = ReadingRoom(load_lexicon()), AnalyzerConfig().longest_text_chars
    cues = {text: room.read_reply(text, "", limit).cues for text in texts}
    return frozenset(text for text, matches in cues.items() if any(match.cue.startswith(BLAME) for match in matches))


def _beside(reply: LabelledReply, text: str, number: int, kind: str, outcome: Outcome, share: float) -> LabelledReply:
    heard = {_LISTENING} if kind == _BLAME else set()
    is_before = number // _BESIDE_EVERY % _BEFORE_EVERY == 0
    moved = len(text) + 1 if is_before else 0
    return replace(
        reply,
        id=f"{reply.id}+{kind}",
        text=f"{text} {reply.text}" if is_before else f"{reply.text} {text}",
        outcome=outcome,
        levels={name: level for name, level in reply.levels.items() if name in heard},
        spans=tuple(
            replace(span, start=span.start + moved, end=span.end + moved)
            for span in reply.spans
            if span.dimension in heard
        ),
        weight=reply.weight * share,
        judged=frozenset(heard & reply.judged) | {"outcome"},
    )


def _pick(texts: Sequence[str], number: int) -> str:
    # What chose the reply must not choose its text as well, or few texts would ever be seen.
    return texts[number // (_BARE_EVERY * _BESIDE_EVERY * _BEFORE_EVERY) % len(texts)]
