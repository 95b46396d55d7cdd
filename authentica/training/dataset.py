"""Label files: replies with levels, needs, outcome, flags and spans in the codebook's format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from authentica.errors import LabelError, SourceNotFoundError
from authentica.privacy.flags import FOUND_FLAGS
from authentica.schema import DIMENSIONS, NEEDS, Flag, Outcome
from authentica.schema.arguments import as_path
from authentica.training.jsonlines import json_lines

__all__ = [
    "JUDGED",
    "LABEL_FLAGS",
    "LEARNT_FLAGS",
    "LabelledReply",
    "LabelledSpan",
    "label_files",
    "one_reading_each",
    "read_label_file",
    "read_labels",
    "second_readings",
]

LABEL_FLAGS = tuple(flag for flag in Flag if flag not in (Flag.UNSUPPORTED_LANGUAGE, Flag.NO_TEXT, Flag.TRUNCATED))
"""The flags that people label, in the codebook's order; the rest are set by the analyzer."""

LEARNT_FLAGS = tuple(flag for flag in LABEL_FLAGS if flag not in FOUND_FLAGS)
"""Those of them that a classifier learns: the ones on personal data are found (`authentica.privacy.flags`)."""

JUDGED = (*DIMENSIONS, "needs", "outcome", "flags")
"""What a reviewer can judge of a reply; a label row whose ``judged`` lists some of them has the rest from a model."""

_SECOND = ".second.jsonl"
_INDEPENDENT_SHARE = 0.8
_SHARED = ("text", "customer_text", "set", "conversation_id", "register", "channel", "weight")
_WHOLE = ("boilerplate", "empathy", "ownership", "expectations", "needs", "outcome", "flags")
"""What a row tells that does not say what of it was judged."""
_OUTCOMES = tuple(outcome.value for outcome in Outcome)
_UNKNOWN_OUTCOME = Outcome.BY


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSpan:
    """Characters ``[start, end)`` of a reply that support a dimension's level."""

    dimension: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledReply:
    """One labelled reply.

    Attributes
    ----------
    id : str
        Unique within a label file.
    text, customer_text : str
        The reply and what it answers.
    levels : mapping of str to int
        By dimension; what was not judged may be left out.
    needs : frozenset of str
        Of `authentica.schema.NEEDS`.
    outcome : Outcome
        Of the reply; means nothing where it was not judged and none is given.
    flags : frozenset of Flag
        All that hold.
    spans : tuple of LabelledSpan
        Evidence.
    group : str
        Replies of one group (conversation, contrast set, same customer text) never stand on both sides of a split.
    register : str
        Channel or kind of text, for reports.
    weight : float
        Weight in training.
    judged : frozenset of str
        Which of `JUDGED` somebody stands behind. The rest was filled in, or left over: nothing is learnt from it.
    judged_spans : frozenset of str
        The dimensions whose spans somebody stands behind: those that are there are all there are. Who says a level alone says
        nothing of them, but that level 0 has none.
    """

    id: str
    text: str
    customer_text: str
    levels: Mapping[str, int]
    needs: frozenset[str]
    outcome: Outcome
    flags: frozenset[Flag]
    spans: tuple[LabelledSpan, ...]
    group: str
    register: str
    weight: float = 1.0
    judged: frozenset[str] = frozenset(JUDGED)
    judged_spans: frozenset[str] = frozenset(DIMENSIONS)

    @property
    def key(self) -> str:
        """What is asked and what is answered: two readings of a reply share it."""
        return f"{self.customer_text}\0{self.text}"

    @property
    def is_whole(self) -> bool:
        """Whether somebody judged all that a model learns, and nothing was filled in; listening may be left out."""
        return self.judged >= {*_WHOLE, *self.levels}


def label_files(path: str | Path) -> list[Path]:
    """Return the label files at a path: the file itself, or a folder's ``*.jsonl`` in name order, without `second_readings`.

    Raises
    ------
    SourceNotFoundError
        If there is none.
    """
    path = as_path("labels", path, "labels")
    if path.is_dir():
        files = sorted(file for file in path.glob("*.jsonl") if file.is_file() and not file.name.endswith(_SECOND))
    else:
        files = [path] if path.is_file() else []
    if not files:
        raise SourceNotFoundError("there is no label file (*.jsonl)", str(path), "Name a file or a folder of them.")
    return files


def second_readings(file: Path) -> Path:
    """Return where the second readings of a label file stand, if there are any."""
    return file.with_name(file.name.removesuffix(".jsonl") + _SECOND)


def read_labels(path: str | Path) -> Iterator[LabelledReply]:
    """Read a label file, or all of a folder.

    A file ``NAME.second.jsonl`` holds second, independent readings by id: the same labels without the texts. A reply that was
    read twice is yielded twice and shares its weight, a fifth for the first reading and the rest for the second: whoever wrote a
    reply knows what was meant by it, and only a reader who does not judges the words alone.

    Raises
    ------
    SourceNotFoundError
        If there is no label file.
    InputError
        If the system lets a file not be read.
    LabelError
        If a line breaks the codebook; names file, line and field, never the text. Also if there is no reply at all.
    """
    empty = True
    for file in label_files(path):
        for reply in read_label_file(file):
            empty = False
            yield reply
    if empty:
        raise LabelError(
            "there is no labelled reply", str(path), "Write one JSON object per line, as the codebook says."
        )


def read_label_file(file: Path) -> Iterator[LabelledReply]:
    """Read one of the `label_files`, with its second readings; see `read_labels`. It may be empty."""
    again_file = second_readings(file)
    second = {row["id"]: (where, row) for where, row in _rows(again_file)} if again_file.is_file() else {}
    seen: set[str] = set()
    for where, row in _rows(file):
        if row["id"] in seen:
            raise LabelError(f"the id {row['id'][:40]!r} stands twice", where, "Give every reply its own id.")
        seen.add(row["id"])
        reply = _reply(row, where)
        if row["id"] not in second:
            yield reply
            continue
        again_where, again = second.pop(row["id"])
        texts = {key: row[key] for key in _SHARED if key in row}
        independent = reply.weight * _INDEPENDENT_SHARE
        yield replace(reply, weight=reply.weight - independent)
        yield replace(_reply({**again, **texts}, again_where), weight=independent)
    if second:
        raise LabelError(
            f"a second reading has the id {min(second)[:40]!r}, which {file.name} has not", again_file.name
        )


def one_reading_each(replies: Sequence[LabelledReply], told: Sequence[bool] | None = None) -> list[int]:
    """Return where the reading of each reply stands that it is measured by: the last, which is the independent one if there are two.

    Of second readings some judge a part alone: `told` says which readings tell what is measured; all do where None.
    """
    # With its id: the same words twice in the labels are two replies, as an agent sent them twice.
    last = {(reply.id, reply.key): place for place, reply in enumerate(replies) if told is None or told[place]}
    return list(last.values())


def _rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    todo = "Labels are UTF-8, one JSON object a line; `authentica review` makes them."
    for where, row in json_lines(file, todo=todo):
        name = row.get("id") if isinstance(row, dict) else None
        if isinstance(name, bool) or not isinstance(name, (str, int)):
            raise LabelError("the line is not a JSON object with an 'id', a text or a whole number", where)
        yield where, {**row, "id": str(name)}


def _reply(row: dict[str, Any], where: str) -> LabelledReply:
    text, customer_text = _texts(row, where)
    judged, levels, outcome = _judged(row, where), _levels(row, where), row.get("outcome")
    needs, flags = (
        _listed([] if row.get(field) is None else row[field], field, sorted(known), where)
        for field, known in (("needs", NEEDS), ("flags", [flag.value for flag in LABEL_FLAGS]))
    )
    if outcome is not None and outcome not in _OUTCOMES:
        raise LabelError(f"'outcome' must be one of {', '.join(_OUTCOMES)}", where)
    weight = row.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 < weight < 1e6:
        raise LabelError("'weight' must be a positive number", where)
    spans = tuple(_span(span, text, where) for span in row.get("spans") or ())
    nothing = next((s.dimension for s in spans if s.dimension in judged and levels.get(s.dimension) == 0), None)
    if nothing is not None:
        raise LabelError(
            f"{nothing} is 0 and has a span", where, "What is at 0 has no evidence: change one of the two."
        )
    return LabelledReply(
        id=row["id"],
        text=text,
        customer_text=customer_text,
        levels=levels,
        needs=frozenset(needs),
        outcome=_UNKNOWN_OUTCOME if outcome is None else Outcome(outcome),
        flags=frozenset(map(Flag, flags)),
        spans=spans,
        group=str(row.get("set") or row.get("conversation_id") or customer_text or row["id"]),
        register=str(row.get("register") or row.get("channel") or "unknown"),
        weight=float(weight),
        judged=judged,
        judged_spans=_judged_spans(row, judged, {span.dimension for span in spans}, where)
        | {dimension for dimension in judged if levels.get(dimension) == 0},
    )


def _texts(row: dict[str, Any], where: str) -> tuple[str, str]:
    text, customer_text = row.get("text"), row.get("customer_text") or ""
    if not isinstance(row.get("spans") or [], list):
        raise LabelError("'spans' must be a list", where)
    if not isinstance(text, str) or not isinstance(customer_text, str):
        raise LabelError("'text' must be a string, and 'customer_text' too where it is given", where)
    try:
        (text + customer_text).encode("utf-8")
    except UnicodeEncodeError:
        raise LabelError("a text holds half a character (a lone surrogate)", where) from None
    return text, customer_text


def _judged(row: dict[str, Any], where: str) -> frozenset[str]:
    """Return what somebody stands behind; what a row says that was judged must be there."""
    is_said = "judged" in row
    judged = _listed(row.get("judged", [*_WHOLE]), "judged", JUDGED, where)
    missing = next((name for name in judged if row.get(name) is None), None)
    if missing is not None:
        todo = "Say it, or take it out of 'judged'." if is_said else "List in 'judged' what was judged, if not all."
        raise LabelError(f"{missing} is missing", where, todo)
    also = () if is_said else (dimension for dimension in DIMENSIONS if row.get(dimension) is not None)
    return frozenset((*judged, *also))


def _levels(row: dict[str, Any], where: str) -> dict[str, int]:
    levels = {dimension: row[dimension] for dimension in DIMENSIONS if row.get(dimension) is not None}
    for dimension, level in levels.items():
        if isinstance(level, bool) or level not in (0, 1, 2):
            raise LabelError(f"{dimension} is not 0, 1 or 2", where)
    return levels


def _listed(names: Any, field: str, known: Sequence[str], where: str) -> list[str]:
    if not isinstance(names, list) or not set(map(str, names)) <= set(known):
        raise LabelError(f"'{field}' must list some of {', '.join(known)}", where)
    return names


def _judged_spans(row: dict[str, Any], judged: frozenset[str], spanned: set[str], where: str) -> frozenset[str]:
    if row.get("judged_spans") is not None:
        return frozenset(_listed(row["judged_spans"], "judged_spans", DIMENSIONS, where))
    if row.get("spans") is None or row.get("model") is not None:
        return frozenset()  # a row that names a model has that model's spans, but for those that it says were judged
    return judged & spanned if "judged" in row else judged & set(DIMENSIONS)


def _span(span: Any, text: str, where: str) -> LabelledSpan:
    if not isinstance(span, dict) or span.get("dimension") not in DIMENSIONS:
        raise LabelError("a span lacks its dimension", where)
    start, end = span.get("start"), span.get("end")
    if start is None:
        quote = span.get("text")
        if not isinstance(quote, str) or not quote or quote not in text:
            raise LabelError("a span's text does not stand in the reply", where)
        start = text.index(quote)
        end = start + len(quote)
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        raise LabelError("a span lies outside the reply", where)
    return LabelledSpan(dimension=span["dimension"], start=start, end=end)
