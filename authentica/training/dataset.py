"""Label files: replies with levels, needs, outcome, flags and spans in the codebook's format."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from authentica.errors import LabelError, SourceNotFoundError
from authentica.folders import file_sha256
from authentica.privacy.flags import FOUND_FLAGS
from authentica.schema import DIMENSIONS, NEEDS, Flag, Outcome
from authentica.schema.arguments import as_path

__all__ = [
    "JUDGED",
    "LABEL_FLAGS",
    "LEARNT_FLAGS",
    "LabelledReply",
    "LabelledSpan",
    "counted",
    "label_files",
    "label_hashes",
    "labels_facts",
    "learnt_hashes",
    "one_reading_each",
    "read_labels",
    "read_lines",
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
_UNKNOWN_OUTCOME = Outcome.BY
_Made = TypeVar("_Made")


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
    def is_whole(self) -> bool:
        """Whether somebody judged all that a model learns, and nothing was filled in; listening may be left out."""
        return self.judged >= {*_WHOLE, *self.levels}


def label_files(path: str | Path) -> list[Path]:
    """Return the label files at a path: the file itself, or a folder's ``*.jsonl`` in name order.

    Second readings (``NAME.second.jsonl`` beside ``NAME.jsonl``) are read with the file they belong to.

    Raises
    ------
    SourceNotFoundError
        If there is none.
    """
    path = as_path("labels", path, "labels")
    if path.is_dir():
        files = sorted(file for file in path.glob("*.jsonl") if not file.name.endswith(_SECOND))
    else:
        files = [path] if path.is_file() else []
    if not files:
        raise SourceNotFoundError("there is no label file (*.jsonl)", str(path), "Name a file or a folder of them.")
    return files


def label_hashes(path: str | Path) -> dict[str, str]:
    """Return the sha256 of each label file at a path, and of each file of second readings, by name.

    Raises
    ------
    SourceNotFoundError
        If there is no label file.
    """
    parts = [part for file in label_files(path) for part in (file, _second(file)) if part.is_file()]
    return {part.name: file_sha256(part) for part in parts}


def learnt_hashes(about: object) -> frozenset[str]:
    """Return the sha256 of each label file that a model or its bases learnt from, as far as ``about`` of its manifest tells."""
    if not isinstance(about, dict):
        return frozenset()
    data, base = about.get("data"), about.get("base")
    own = data.get("hashes") if isinstance(data, dict) else None
    of_bases = base.get("label_hashes") if isinstance(base, dict) else None
    told = [*(own.values() if isinstance(own, dict) else ()), *(of_bases if isinstance(of_bases, list) else ())]
    return frozenset(sha256 for sha256 in told if isinstance(sha256, str))


def labels_facts(labels: str | Path, replies: Sequence[LabelledReply]) -> dict[str, Any]:
    """Return what a model's manifest says of the labels it learnt from.

    Parameters
    ----------
    labels : Path
        The label file or folder.
    replies : sequence of LabelledReply
        What was learnt from it.

    Returns
    -------
    dict
        ``files``, their ``sha256`` (one hash over names and bytes, second readings included), the ``hashes`` of each
        (`label_hashes`), ``readings``, ``distinct_replies``, and ``registers`` with their readings.

    Raises
    ------
    SourceNotFoundError
        If there is no label file.
    """
    files = label_files(labels)
    digest = hashlib.sha256()
    for part in (part for file in files for part in (file, _second(file)) if part.is_file()):
        digest.update(part.name.encode() + b"\0" + part.read_bytes() + b"\0")
    return {
        "files": [file.name for file in files],
        "sha256": digest.hexdigest(),
        "hashes": label_hashes(labels),
        "readings": len(replies),
        "distinct_replies": len({reply.text for reply in replies}),
        "registers": dict(sorted(Counter(reply.register for reply in replies).items())),
    }


def counted(facts: Mapping[str, Any]) -> str:
    """Return the numbers of `labels_facts` in words, for a model card."""
    registers = ", ".join(f"{register} {count:,}" for register, count in facts["registers"].items())
    return f"{facts['distinct_replies']:,} replies with {facts['readings']:,} readings ({registers})"


def read_labels(path: str | Path) -> Iterator[LabelledReply]:
    """Read a label file, or all of a folder.

    A file ``NAME.second.jsonl`` holds second, independent readings by id: the same labels without the texts. A reply that was
    read twice is yielded twice and shares its weight, a fifth for the first reading and the rest for the second: whoever wrote a
    reply knows what was meant by it, and only a reader who does not judges the words alone.

    Raises
    ------
    SourceNotFoundError
        If there is no label file.
    LabelError
        If a line breaks the codebook; names file, line and field, never the text. Also if there is no reply at all.
    """
    empty = True
    for file in label_files(path):
        second = {row["id"]: (row, where) for row, where in _rows(_second(file))} if _second(file).is_file() else {}
        seen: set[str] = set()
        for row, where in _rows(file):
            if row["id"] in seen:
                raise LabelError(f"the id {row['id'][:40]!r} stands twice", where, "Give every reply its own id.")
            seen.add(row["id"])
            empty = False
            reply = _reply(row, where)
            if row["id"] not in second:
                yield reply
                continue
            again, again_where = second.pop(row["id"])
            texts = {key: row[key] for key in _SHARED if key in row}
            independent = reply.weight * _INDEPENDENT_SHARE
            yield replace(reply, weight=reply.weight - independent)
            yield replace(_reply({**again, **texts}, again_where), weight=independent)
        if second:
            raise LabelError(
                f"a second reading has the id {min(second)[:40]!r}, which {file.name} has not", _second(file).name
            )
    if empty:
        raise LabelError(
            "there is no labelled reply", str(path), "Write one JSON object per line, as the codebook says."
        )


def one_reading_each(replies: Sequence[LabelledReply], told: Sequence[bool] | None = None) -> list[int]:
    """Return where the reading of each reply stands that it is measured by: the last, which is the independent one if there are two.

    Parameters
    ----------
    replies : sequence of LabelledReply
        As `read_labels` yields them.
    told : sequence of bool, optional
        Whether each reading tells what is measured, as a second one may have judged a part alone; all do where None.
    """
    last = {
        (reply.id, reply.text, reply.customer_text): place
        for place, reply in enumerate(replies)
        if told is None or told[place]
    }
    return list(last.values())


def read_lines(path: Path, make: Callable[[Any], _Made], wrong: str) -> Iterator[_Made]:
    """Yield what `make` returns for the JSON of each line; a `LabelError` says what is wrong with one it fails on, and where."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                made = make(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
                raise LabelError(wrong, f"{path.name}:{number}") from None
            yield made


def _second(file: Path) -> Path:
    return file.with_name(file.name.removesuffix(".jsonl") + _SECOND)


def _rows(file: Path) -> Iterator[tuple[dict[str, Any], str]]:
    with file.open(encoding="utf-8-sig", errors="surrogateescape") as handle:
        for number, line in enumerate(handle, 1):
            if not line.strip():
                continue
            where = f"{file.name}:{number}"
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                raise LabelError(
                    "the line is not JSON",
                    where,
                    "Labels are UTF-8, one JSON object a line; `authentica review` makes them.",
                ) from None
            name = row.get("id") if isinstance(row, dict) else None
            if isinstance(name, bool) or not isinstance(name, (str, int)):
                raise LabelError("the line is not a JSON object with an 'id', a text or a whole number", where)
            yield {**row, "id": str(name)}, where


def _reply(row: dict[str, Any], where: str) -> LabelledReply:
    text, customer_text = row.get("text"), row.get("customer_text") or ""
    if not isinstance(row.get("spans") or [], list):
        raise LabelError("'spans' must be a list", where)
    if isinstance(text, str) and isinstance(customer_text, str):
        try:
            (text + customer_text).encode("utf-8")
        except UnicodeEncodeError:
            raise LabelError("a text holds half a character (a lone surrogate)", where) from None
    else:
        raise LabelError("'text' must be a string, and 'customer_text' too where it is given", where)
    judged = row.get("judged", [*_WHOLE])
    if not isinstance(judged, list) or not set(map(str, judged)) <= set(JUDGED):
        raise LabelError(f"'judged' must list some of {', '.join(JUDGED)}", where)
    missing = next((name for name in judged if row.get(name) is None), None)
    if missing is not None:
        todo = (
            "Say it, or take it out of 'judged'."
            if "judged" in row
            else "List in 'judged' what was judged, if not all."
        )
        raise LabelError(f"{missing} is missing", where, todo)
    levels = {dimension: row[dimension] for dimension in DIMENSIONS if row.get(dimension) is not None}
    for dimension, level in levels.items():
        if isinstance(level, bool) or level not in (0, 1, 2):
            raise LabelError(f"{dimension} is not 0, 1 or 2", where)
    needs, flags = _names(row, "needs", NEEDS, where), _names(row, "flags", [f.value for f in LABEL_FLAGS], where)
    outcomes = [outcome.value for outcome in Outcome]
    outcome = row.get("outcome")
    if outcome is not None and outcome not in outcomes:
        raise LabelError(f"'outcome' must be one of {', '.join(outcomes)}", where)
    weight = row.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 < weight < 1e6:
        raise LabelError("'weight' must be a positive number", where)
    judged = frozenset(judged) if "judged" in row else frozenset(levels) | frozenset(_WHOLE)
    spans = tuple(_span(span, text, where) for span in row.get("spans") or ())
    group = row.get("set") or row.get("conversation_id") or customer_text or row["id"]
    return LabelledReply(
        id=row["id"],
        text=text,
        customer_text=customer_text,
        levels=levels,
        needs=frozenset(needs),
        outcome=_UNKNOWN_OUTCOME if outcome is None else Outcome(outcome),
        flags=frozenset(map(Flag, flags)),
        spans=spans,
        group=str(group),
        register=str(row.get("register") or row.get("channel") or "unknown"),
        weight=float(weight),
        judged=judged,
        judged_spans=_judged_spans(row, judged, {span.dimension for span in spans}, where)
        | {dimension for dimension in judged if levels.get(dimension) == 0},
    )


def _names(row: dict[str, Any], field: str, known: Sequence[str], where: str) -> list[str]:
    names = [] if row.get(field) is None else row[field]
    if not isinstance(names, list) or not set(map(str, names)) <= set(known):
        raise LabelError(f"'{field}' must list some of {', '.join(sorted(known))}", where)
    return names


def _judged_spans(row: dict[str, Any], judged: frozenset[str], spanned: set[str], where: str) -> frozenset[str]:
    named = row.get("judged_spans")
    if named is not None:
        if not isinstance(named, list) or not set(map(str, named)) <= set(DIMENSIONS):
            raise LabelError(f"'judged_spans' must list some of {', '.join(DIMENSIONS)}", where)
        return frozenset(named)
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
