"""Reviewers' feedback, merged over a model's assessments into a label file that training reads.

Only replies that a reviewer remarked on are written. Each row is a whole label row; its ``judged`` lists the dimensions whose level
a reviewer stands behind, its ``judged_spans`` those whose evidence was remarked on, and the rest is the model's own opinion, from
which adaptation does not learn and on which nothing is measured. Who remarks on one quote of a dimension has seen the others.

A level follows from evidence as the codebook has it: a dimension whose last evidence is struck out is at 0, and one at 0 that gets
its first is at 1 (the lower of the two possible), where no reviewer said which level is right. Where some evidence stays, the level
does not follow: what was struck out may be what made it a 2. Then nobody judged it, and only which words are evidence is learnt.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authentica.errors import InputError, RecordError, SourceNotFoundError
from authentica.files import write_whole
from authentica.schema import DIMENSIONS, NEEDS, Assessment, Reply, SetAside
from authentica.schema.arguments import as_path
from authentica.training.dataset import LABEL_FLAGS
from authentica.training.feedback import Feedback, read_feedback
from authentica.training.jsonlines import NO_JSON, filled_lines

__all__ = ["CustomerTexts", "ReviewReceipt", "merge_feedback"]

_NEEDED = 0.5
Span = tuple[int, int]


class CustomerTexts:
    """What customers wrote before the replies of an export, which assessments do not carry."""

    def __init__(self) -> None:
        self._by_id: dict[tuple[str | None, str], str] = {}
        self._by_text: dict[tuple[str | None, str], str | None] = {}

    def add(self, reply: Reply) -> None:
        """Take a reply up."""
        key = (reply.conversation_id, reply.message.text)
        if reply.message.message_id is not None:
            self._by_id[reply.conversation_id, reply.message.message_id] = reply.customer_text
        elif self._by_text.setdefault(key, reply.customer_text) != reply.customer_text:
            self._by_text[key] = None  # the same words twice, to something else: which is meant cannot be told

    def before(self, assessment: Assessment) -> str | None:
        """Return what the customer wrote before a reply: found by its ids, or by its text where it has none."""
        if assessment.message_id is not None:
            return self._by_id.get((assessment.conversation_id, assessment.message_id))
        return self._by_text.get((assessment.conversation_id, assessment.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReceipt:
    """What became of the feedback: ``rows_in == used + len(set_aside)``.

    Attributes
    ----------
    rows_in, used : int
        Feedback rows, and those that are in the label file.
    replies : int
        Rows of the label file.
    set_aside : tuple of SetAside
        Rows that could not be used: place and reason.
    unreadable_scores : tuple of SetAside
        Lines of the scores file that are no assessments.
    evidence_only : int
        Levels of label rows that do not follow from the remarks on their evidence: which words are evidence is learnt, the level is not.
    without_customer_text : int
        Label rows that lack what the customer wrote, because `customer_texts` had nothing for them.
    """

    rows_in: int
    used: int
    replies: int
    set_aside: tuple[SetAside, ...]
    unreadable_scores: tuple[SetAside, ...]
    evidence_only: int
    without_customer_text: int


def merge_feedback(
    feedback: str | Path,
    scores: str | Path,
    output: str | Path,
    *,
    customer_texts: CustomerTexts | None = None,
) -> ReviewReceipt:
    """Merge a feedback file over a scores file into a label file.

    Parameters
    ----------
    feedback : str or Path
        See `authentica.training.feedback`.
    scores : str or Path
        The assessments that were reviewed: JSON lines that ``authentica score --output`` wrote.
    output : str or Path
        The label file; replaced if it exists, and not written if no feedback can be used.
    customer_texts : CustomerTexts, optional
        What the customer wrote before each reply: assessments do not carry it.

    Returns
    -------
    ReviewReceipt
        The accounting of all rows.

    Raises
    ------
    SourceNotFoundError, FormatError, ColumnError
        If a file cannot be read.
    InputError
        If the output is one of the inputs, the system lets one of these not be read, or an argument is of another type.
    OutputError
        If the label file cannot be written.
    """
    feedback, scores, output = (
        as_path(name, value, "merge_feedback")
        for name, value in (("feedback", feedback), ("scores", scores), ("output", output))
    )
    if any(output.exists() and path.exists() and output.samefile(path) for path in (feedback, scores)):
        raise InputError("the label file would overwrite what it is made from", str(output), "Name another file.")
    if not scores.is_file():
        raise SourceNotFoundError(
            "the scores file does not exist",
            str(scores),
            "Write one with: authentica score EXPORT --output scores.jsonl",
        )
    aside: list[SetAside] = []
    remarks = list(read_feedback(feedback, aside.append))
    matches, assessments, unreadable = _match(remarks, scores)
    by_reply: defaultdict[int, list[Feedback]] = defaultdict(list)
    for remark, lines in zip(remarks, matches, strict=True):
        if len(lines) == 1:
            by_reply[lines[0]].append(remark)
        else:
            reason = f"it fits {len(lines)} assessments; add the line" if lines else "it fits no assessment"
            aside.append(SetAside(origin=remark.origin, reason=f"{reason} of {scores.name}"))
    rows = []
    used = 0
    for line in sorted(by_reply):
        assessment = assessments[line]
        usable = _usable(by_reply[line], assessment, aside.append)
        if usable:
            used += len(usable)
            rows.append(
                _label_row(assessment, usable, line, customer_texts.before(assessment) if customer_texts else None)
            )
    if rows:
        write_whole(output, "".join(json.dumps(row) + "\n" for row in rows).encode("ascii"))
    order = {remark.origin: position for position, remark in enumerate(remarks)}
    return ReviewReceipt(
        rows_in=used + len(aside),
        used=used,
        replies=len(rows),
        set_aside=tuple(sorted(aside, key=lambda row: _place(row, order))),
        unreadable_scores=tuple(unreadable),
        evidence_only=sum(len({*row["judged_spans"]} - {*row["judged"]}) for row in rows),
        without_customer_text=sum("customer_text" not in row for row in rows),
    )


def _place(row: SetAside, order: Mapping[str, int]) -> tuple[int, int]:
    number = row.origin.rpartition(":")[2]
    return (int(number) if number.isdigit() else 0, order.get(row.origin, -1))


def _match(remarks: Sequence[Feedback], scores: Path) -> tuple[list[list[int]], dict[int, Assessment], list[SetAside]]:
    """Return the lines of the scores file that each remark fits, those lines' assessments, and the unreadable lines."""
    by_line: defaultdict[int, list[int]] = defaultdict(list)
    by_message: defaultdict[str, list[int]] = defaultdict(list)
    by_hash: list[int] = []
    for index, remark in enumerate(remarks):
        if remark.line is not None:
            by_line[remark.line].append(index)
        elif remark.message_id is not None:
            by_message[remark.message_id].append(index)
        else:
            by_hash.append(index)
    matches: list[list[int]] = [[] for _ in remarks]
    assessments: dict[int, Assessment] = {}
    unreadable: list[SetAside] = []
    for number, line in filled_lines(scores):
        try:
            assessment = _whole(Assessment.from_dict(json.loads(line)))
        except (*NO_JSON, RecordError, AttributeError):
            unreadable.append(SetAside(origin=f"{scores.name}:{number}", reason="the line is not an assessment"))
            continue
        digest = hashlib.sha256(assessment.text.encode("utf-8", "surrogatepass")).hexdigest()
        candidates = [*by_line.get(number, ()), *by_message.get(assessment.message_id or "", ()), *by_hash]
        for index in candidates:
            if _fits(remarks[index], assessment, digest):
                matches[index].append(number)
                assessments[number] = assessment
    return matches, assessments, unreadable


def _whole(assessment: Assessment) -> Assessment:
    """Return the assessment if a label row can be made of it."""
    if assessment.scored:
        if tuple(score.dimension for score in assessment.dimensions) != DIMENSIONS or assessment.outcome is None:
            raise RecordError("the assessment lacks a dimension or its outcome")
        for score in assessment.dimensions:
            for e in score.spans:
                if e.start is None or e.end is None or not 0 <= e.start < e.end <= len(assessment.text):
                    raise RecordError("evidence lies outside the reply")
    return assessment


def _fits(remark: Feedback, assessment: Assessment, digest: str) -> bool:
    return (
        (remark.message_id is None or remark.message_id == assessment.message_id)
        and (remark.conversation_id is None or remark.conversation_id == assessment.conversation_id)
        and (remark.text_sha256 is None or digest.startswith(remark.text_sha256))
    )


def _usable(
    remarks: Sequence[Feedback], assessment: Assessment, put_aside: Callable[[SetAside], None]
) -> list[Feedback]:
    """Return the remarks on one reply that fit it and each other."""
    fitting = []
    for remark in remarks:
        reason = _misfit(remark, assessment)
        if reason is None:
            fitting.append(remark)
        else:
            put_aside(SetAside(origin=remark.origin, reason=reason))
    usable = []
    for remark in fitting:
        rival = next((other for other in fitting if _contradict(remark, other)), None)
        if rival is None:
            usable.append(remark)
        else:
            put_aside(SetAside(origin=remark.origin, reason=f"it contradicts {rival.origin}"))
    return usable


def _misfit(remark: Feedback, assessment: Assessment) -> str | None:
    if not assessment.scored:
        return f"the reply was not scored ({assessment.status.value})"
    if remark.quote is None:
        return None
    places = _occurrences(remark.quote, assessment.text)
    if not places:
        return "the quote does not stand in the reply; copy it exactly"
    if remark.kind == "wrong_evidence":
        spans = _model_spans(assessment, remark.dimension)
        if not any(_overlap(place, span) for place in places for span in spans):
            return f"the model named no evidence of {remark.dimension} there"
    return None


def _contradict(one: Feedback, other: Feedback) -> bool:
    if one.dimension != other.dimension:
        return False
    kinds = {one.kind, other.kind}
    if kinds == {"wrong_score"}:
        return one.level != other.level
    if kinds == {"wrong_evidence", "missing_evidence"}:
        return one.quote == other.quote
    if kinds == {"wrong_score", "missing_evidence"}:
        return 0 in (one.level, other.level)
    return False


def _label_row(
    assessment: Assessment, remarks: Sequence[Feedback], line: int, customer_text: str | None
) -> dict[str, Any]:
    by_dimension: defaultdict[str, list[Feedback]] = defaultdict(list)
    for remark in remarks:
        by_dimension[remark.dimension].append(remark)
    levels: dict[str, int] = {}
    judged: list[str] = []
    spans: list[dict[str, Any]] = []
    for score in assessment.dimensions:
        level, found = score.level, _model_spans(assessment, score.dimension)
        if score.dimension in by_dimension:
            corrected, found = _corrected(assessment, score.dimension, by_dimension[score.dimension])
            if corrected is not None:
                level = corrected
                judged.append(score.dimension)
        levels[score.dimension] = level
        spans += [{"dimension": score.dimension, "start": start, "end": end} for start, end in found]
    row: dict[str, Any] = {
        "id": f"review:{line}",
        "message_id": assessment.message_id,
        "conversation_id": assessment.conversation_id,
        "register": assessment.channel or "unknown",
        "text": assessment.text,
        **levels,
        "needs": [need for need in NEEDS if (assessment[need].needed or 0.0) >= _NEEDED],
        "outcome": assessment.outcome.value if assessment.outcome else None,
        "flags": [flag.value for flag in LABEL_FLAGS if flag in assessment.flags],
        "spans": spans,
        "judged": judged,
        "judged_spans": [d for d in levels if any(remark.kind != "wrong_score" for remark in by_dimension.get(d, ()))],
        "feedback": [remark.origin for remark in remarks],
        "model": assessment.model,
    }
    if customer_text is not None:
        row["customer_text"] = customer_text
    return row


def _corrected(assessment: Assessment, dimension: str, remarks: Sequence[Feedback]) -> tuple[int | None, list[Span]]:
    """Return the level that remarks on a dimension give, None where it does not follow from them, and the spans that they leave."""
    spans = _model_spans(assessment, dimension)
    for remark in remarks:
        if remark.quote is not None and remark.kind == "wrong_evidence":
            places = _occurrences(remark.quote, assessment.text)
            spans = [span for span in spans if not any(_overlap(place, span) for place in places)]
    for remark in remarks:
        if remark.quote is not None and remark.kind == "missing_evidence":
            place = _occurrences(remark.quote, assessment.text)[0]
            if place not in spans:
                spans.append(place)
    level = next((remark.level for remark in remarks if remark.level is not None), None)
    if level is None and not spans:
        level = 0
    elif level is None and not assessment[dimension].level:
        level = 1
    return level, [] if level == 0 else sorted(spans)


def _model_spans(assessment: Assessment, dimension: str) -> list[Span]:
    score = assessment[dimension]
    return [(e.start, e.end) for e in score.spans if e.start is not None and e.end is not None] if score.level else []


def _occurrences(quote: str, text: str) -> list[Span]:
    found, start = [], text.find(quote)
    while start >= 0:
        found.append((start, start + len(quote)))
        start = text.find(quote, start + 1)
    return found


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
