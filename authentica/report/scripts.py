"""Scripts in use: the wordings of a template miner that scored replies contain, and how far each has spread.

Counted are whole sentences, sentences around a free middle, and parts of known macros; not mere runs of words, which overlap.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from authentica.privacy import redact
from authentica.privacy.people import names_of
from authentica.schema import Assessment, TemplateKind, TemplateSpan
from authentica.schema.arguments import check_argument, check_count

__all__ = ["ScriptTally", "ScriptUse"]

_MOST_WORDINGS = 20_000
"""Wordings followed at a time. Beyond it those seen least are forgotten, and what is left counts at least as often as is said."""

_LONGEST_CHARS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptUse:
    """One wording that replies share.

    Attributes
    ----------
    wording : str
        As it stands in one of the replies, without personal details unless they were asked for.
    replies : int
        Scored replies that contain it.
    customers, agents : int
        The furthest reach that the miner gave: other customers who were sent it, and agents who sent it to them.
    exact : bool
        Whether the reach is counted; an estimate and a lower bound if not.
    permitted : str or None
        Why it may be the same for everybody, such as "greeting"; None where it counts against a reply.
    macro : str or None
        Name of the known macro that has it.
    """

    wording: str
    replies: int
    customers: int
    agents: int
    exact: bool = True
    permitted: str | None = None
    macro: str | None = None


class ScriptTally:
    """Count the wordings that assessments share with replies to others.

    Up to `most` different wordings the result does not depend on the order of the assessments.

    Parameters
    ----------
    redacted : bool, default=True
        Whether personal details are taken out of the wording that is shown.
    most : int, default=20000
        Wordings followed at a time, at least 2.

    Attributes
    ----------
    scored : int
        Scored replies so far whose assessment says what it shares with others.
    is_exact : bool
        Whether no wording had to be forgotten.
    """

    def __init__(self, *, redacted: bool = True, most: int = _MOST_WORDINGS) -> None:
        check_count("most", most, "ScriptTally", least=2)
        self._redacted = redacted
        self._most = most
        self._seen: dict[str, tuple[str, ScriptUse]] = {}  # each with the hash of the reply that lends its wording
        self.scored = 0
        self.is_exact = True

    def add(self, assessment: Assessment) -> None:
        """Count the wordings of one assessment, each once; one that was not scored, or without a miner, adds nothing."""
        check_argument("assessment", assessment, Assessment, "ScriptTally.add")
        if not assessment.scored or assessment.template is None:
            return
        self.scored += 1
        counted: set[str] = set()
        for span in assessment.template.spans:
            if span.kind is TemplateKind.FRAGMENT or not 0 <= span.start < span.end <= len(assessment.text):
                continue
            self._take(assessment, span, is_first=span.frame_id not in counted)
            counted.add(span.frame_id)
        if len(self._seen) > self._most:
            self.is_exact = False
            self._seen = dict(self._ranked()[: self._most // 2])

    def uses(self) -> tuple[ScriptUse, ...]:
        """Return the wordings, those in most replies first."""
        return tuple(use for _, (_, use) in self._ranked())

    def _ranked(self) -> list[tuple[str, tuple[str, ScriptUse]]]:
        return sorted(self._seen.items(), key=lambda item: (-item[1][1].replies, -item[1][1].customers, item[0]))

    def _take(self, assessment: Assessment, span: TemplateSpan, *, is_first: bool) -> None:
        # The reply that lends its wording is the one of the smallest hash: any order gives the same, and few are redacted.
        place = hashlib.sha256(assessment.text.encode("utf-8", "surrogatepass")).hexdigest()
        seen = self._seen.get(span.frame_id)
        if seen is None:
            use = ScriptUse(
                wording=self._wording(assessment, span),
                replies=1,
                customers=span.customers,
                agents=span.agents,
                exact=span.exact,
                permitted=None if span.permitted is None else span.permitted.value,
                macro=span.macro,
            )
        else:
            held, use = seen
            use = replace(
                use,
                wording=self._wording(assessment, span) if place < held else use.wording,
                replies=use.replies + is_first,
                customers=max(use.customers, span.customers),
                agents=max(use.agents, span.agents),
                exact=use.exact and span.exact,
            )
            place = min(place, held)
        self._seen[span.frame_id] = place, use

    def _wording(self, assessment: Assessment, span: TemplateSpan) -> str:
        if not self._redacted:
            return _shortened(span.text)
        # The whole reply: what stands around a name tells that it is one.
        found = redact(assessment.text, names=names_of(assessment.author_id))
        start, end = found.place(span.start, span.end)
        return _shortened(found.text[start:end])


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_CHARS else words[: _LONGEST_CHARS - 1] + "…"
