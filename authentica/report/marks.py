"""An example reply as it is shown: cut where its evidence begins and ends, with each reason in words."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from authentica.coaching import Example, ExampleSpan
from authentica.coaching.words import dimension_words
from authentica.explain.outcomes import outcome_in_words
from authentica.explain.quotes import single_marks
from authentica.explain.sentences import explain, likelier_words
from authentica.report.words import cue_words, privacy_sentences, signed
from authentica.schema import NEEDS, Evidence, Outcome

__all__ = ["Reason", "Run", "explanations_of", "mark", "outcome_explanation_of"]

_LEAST_CONTRIBUTION = 0.05
_OUTCOME = "outcome"
_STRONG, _CLEAR = 2.5, 1.0


class Reason(NamedTuple):
    """One reason that has a place in a reply, numbered from 1 in the order of the text: its quotation, and what it does, in one sentence."""

    number: int
    dimension: str
    quote: str
    words: str


class Run(NamedTuple):
    """A stretch of a reply that the same reasons cover, by their numbers; the strongest of them gives its dimension and so its colour.

    The runs of a reply, joined, are the reply.
    """

    text: str
    reasons: tuple[int, ...] = ()
    dimension: str | None = None


def mark(example: Example) -> tuple[tuple[Run, ...], tuple[Reason, ...]]:
    """Cut a reply into runs, and say its reasons.

    Reasons that add less than 0.05 to a score are left out, as on the command line; what is done with personal data stays, and
    gives its words their colour. Reasons for the outcome are whole clauses, which `outcome_explanation_of` quotes.
    """
    text = example.text
    spans = [
        span
        for span in example.spans
        if span.dimension != _OUTCOME
        and _weight(span) >= _LEAST_CONTRIBUTION
        and 0 <= span.start < span.end <= len(text)
    ]
    spans.sort(key=lambda span: (span.start, span.end, -span.contribution, span.dimension, span.cue))
    cuts = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    runs = []
    for start, end in pairwise(cuts):
        covering = [(number, span) for number, span in enumerate(spans, 1) if span.start <= start and end <= span.end]
        strongest = max((span for _, span in covering), key=_weight, default=None)
        runs.append(
            Run(
                text=text[start:end],
                reasons=tuple(number for number, _ in covering),
                dimension=None if strongest is None else strongest.dimension,
            )
        )
    reasons = tuple(
        Reason(
            number=number,
            dimension=span.dimension,
            quote=single_marks(" ".join(text[span.start : span.end].split())),
            words=_words(span),
        )
        for number, span in enumerate(spans, 1)
    )
    return tuple(runs), reasons


def explanations_of(example: Example) -> tuple[tuple[str, str], ...]:
    """Return each dimension and its explanation, quoting the reply as it is shown.

    A level above 0 for which the scores name no place was written without evidence; its explanation is empty.
    """
    text = example.text
    found = []
    likelier = dict(example.likelier)
    listening = dict(example.levels).get("listening")
    is_heard = listening != 0 and (listening != 1 or likelier.get("listening") != 0)
    for dimension, level in example.levels:
        named = [span for span in example.spans if span.dimension == dimension]
        evidence = [
            Evidence.of(text, span.start, span.end, span.cue, span.contribution)
            for span in sorted(named, key=lambda span: (-span.contribution, span.start, span.end))
            if span.is_telling
        ]
        needed = dimension in example.needed if dimension in NEEDS else None
        is_known = named or level == 0
        doubt = "" if dimension in example.doubted else None
        if dimension in likelier:
            doubt = likelier_words(dimension, likelier[dimension])
        found.append(
            (dimension, explain(dimension, level, tuple(evidence), needed, None, is_heard, doubt) if is_known else "")
        )
    return tuple(found)


def outcome_explanation_of(example: Example) -> str:
    """Return why it has its outcome, quoting the reply as it is shown; empty where the scores do not say."""
    spans = [span for span in example.spans if span.dimension == _OUTCOME]
    spans.sort(key=lambda span: (-span.contribution, span.start))
    if not spans:
        return ""
    outcome = Outcome(example.outcome)
    return outcome_in_words(
        outcome,
        [example.text[span.start : span.end] for span in spans],
        "empathy" in example.missed,
        likelier=Outcome(example.likelier_outcome or outcome) if _OUTCOME in example.doubted else None,
    )


def _weight(span: ExampleSpan) -> float:
    return math.inf if span.dimension == "privacy" else abs(span.contribution)


def _words(span: ExampleSpan) -> str:
    name = dimension_words(span.dimension)
    if span.dimension == "privacy":
        return f"{name}: {privacy_sentences(span.cue)}"
    size = abs(span.contribution)
    strength = "strongly" if size >= _STRONG else "clearly" if size >= _CLEAR else "slightly"
    direction = "raises" if span.contribution > 0 else "lowers"
    return f"{name}: {cue_words(span.cue, span.dimension)}. {direction.capitalize()} the level {strength} ({signed(span.contribution)})."
