"""Counterfactual copies of training replies: one thing is changed, and the codebook says what follows from it.

Written replies fit their moments. A model that learns from them alone looks for what a moment needs in the reply, and takes an
answer for help whatever stands beside it. So some replies are shown once more

- with a *bare* reply in their place: the customer needs what they needed, and where something must be done it is pending again;
- with *blame* beside them: an answer that scolds is one to leave over;
- with something *harmless* beside them, often in the words of blame: the outcome stays.

A copy teaches only what is known of it (`LabelledReply.judged`).

References
----------
D. Kaushik, E. Hovy, Z. Lipton, "Learning the difference that makes a difference with counterfactually-augmented data", ICLR 2020.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from authentica.errors import LabelError
from authentica.schema import Outcome
from authentica.training.dataset import LabelledReply

__all__ = ["counterfactual_copies", "read_counterfactuals"]

_BARE, _BLAME, _HARMLESS = _KINDS = ("bare", "blame", "harmless")
# One reply in so many is copied.
_BARE_EVERY, _BESIDE_EVERY = 3, 6


def read_counterfactuals(path: Path) -> dict[str, list[str]]:
    """Read a file of changes, one JSON object a line with its ``kind`` and ``text``.

    Returns
    -------
    dict of str to list of str
        The texts of each kind, in the order of the file.

    Raises
    ------
    LabelError
        If a line is malformed, or a kind is missing.
    """
    found: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            found[row["kind"]].append(str(row["text"]))
        except (ValueError, KeyError, TypeError):
            raise LabelError("the line is no counterfactual change", f"{path.name}:{number}") from None
    if not all(found.values()):
        raise LabelError(f"each of {', '.join(_KINDS)} is needed", path.name)
    return found


def counterfactual_copies(
    replies: Iterable[LabelledReply], changes: Mapping[str, Sequence[str]]
) -> Iterator[LabelledReply]:
    """Yield the copies of replies.

    Parameters
    ----------
    replies : iterable of LabelledReply
        Replies of all levels.
    changes : mapping of str to sequence of str
        What `read_counterfactuals` returns. Which reply is copied, and with which text, is a hash's choice.

    Yields
    ------
    LabelledReply
        Each in the group of its original, so that no fold sees one and is tested on the other.
    """
    answers: dict[str, str] = {}
    for reply in replies:
        number = _number(f"{reply.customer_text}\0{reply.text}")
        asked = _number(reply.customer_text)
        # Of the replies to one text, one with all its readings says what was needed.
        is_first = answers.setdefault(reply.customer_text, reply.text) == reply.text
        if is_first and asked % _BARE_EVERY == 0 and reply.customer_text.strip():
            yield _bare(reply, _pick(changes[_BARE], asked))
        if number % _BESIDE_EVERY == 0:
            yield _beside(reply, _pick(changes[_BLAME], number), _BLAME, Outcome.OUTTA_HERE)
        elif number % _BESIDE_EVERY == 1:
            yield _beside(reply, _pick(changes[_HARMLESS], number), _HARMLESS, reply.outcome)


def _bare(reply: LabelledReply, text: str) -> LabelledReply:
    needs = reply.needs | {"expectations"} if "ownership" in reply.needs else reply.needs
    return replace(
        reply, id=f"{reply.id}+{_BARE}", text=text, needs=needs, levels={}, spans=(), judged=frozenset(("needs",))
    )


def _beside(reply: LabelledReply, text: str, kind: str, outcome: Outcome) -> LabelledReply:
    return replace(
        reply,
        id=f"{reply.id}+{kind}",
        text=f"{reply.text} {text}",
        outcome=outcome,
        levels={},
        spans=(),
        judged=frozenset(("outcome",)),
    )


def _pick(texts: Sequence[str], number: int) -> str:
    return texts[number // (_BARE_EVERY * _BESIDE_EVERY) % len(texts)]


def _number(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:8], "big")
