"""Faithfulness of evidence: whether a level rests on the words that are named for it, measured as ERASER does [1]_.

Comprehensiveness is how far a dimension's expected level falls when the words of its evidence are taken out of the reply;
sufficiency is how far it falls when they alone are kept. Each is set beside what as many other words of the same reply do: runs
of those that are no evidence, drawn by chance.

References
----------
.. [1] DeYoung et al., "ERASER: A Benchmark to Evaluate Rationalized NLP Models", ACL 2020.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from authentica.analyzer import Analyzer
from authentica.schema import DIMENSIONS, Assessment
from authentica.training.choices import number_of
from authentica.training.dataset import one_reading_each, read_labels
from authentica.training.metrics import Measure, bootstrap
from authentica.training.sameness import kept_together

__all__ = ["Faithfulness", "Fall", "measure_faithfulness"]

_WORD = re.compile(r"\S+")
_DRAWS = 5
_MOST_LEVELS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """How far a dimension's expected level (0 to 2) falls, in the mean over replies.

    Attributes
    ----------
    evidence, others : Measure
        With the words of its evidence, and with as many other words.
    margin : Measure
        The first less the second, reply by reply.
    """

    evidence: Measure
    others: Measure
    margin: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Faithfulness:
    """What became of one dimension where its level is above 0.

    Attributes
    ----------
    n : int
        Replies whose evidence leaves at least as many other words.
    left_out : int
        The rest: evidence that is more than half of a reply has nothing to be compared with, and some levels name no words.
    comprehensiveness : Fall
        Without these words. A margin above 0 says that the level rests more on what is named than on other words.
    sufficiency : Fall
        With these words alone; the nearer to 0, the more they suffice. A margin below 0 says that they keep more of the level than
        other words do.
    """

    n: int
    left_out: int
    comprehensiveness: Fall
    sufficiency: Fall


class _Case(NamedTuple):
    """One dimension of one reply: the texts that are compared, those of chance last."""

    dimension: str
    level: float
    group: str
    customer: str
    removed: tuple[str, ...]
    kept: tuple[str, ...]


def measure_faithfulness(analyzer: Analyzer, labels: str | Path, *, rounds: int = 500) -> dict[str, Faithfulness]:
    """Measure whether the evidence of an analyzer is what its levels rest on.

    Parameters
    ----------
    analyzer : Analyzer
        What is measured.
    labels : str or Path
        A label file or a folder of them. Only the replies are used: evidence is faithful to the model, be its level right or wrong.
    rounds : int, default=500
        Bootstrap resamples, of conversations.

    Returns
    -------
    dict of str to Faithfulness
        By dimension. What is left of a reply and is not scored counts as level 0.

    Raises
    ------
    SourceNotFoundError, LabelError
        See `authentica.training.dataset.read_labels`.
    """
    rows = kept_together(list(read_labels(labels)))
    replies = [rows[place] for place in one_reading_each(rows)]
    cases: list[_Case] = []
    left_out = dict.fromkeys(DIMENSIONS, 0)
    assessments = analyzer.pipe((reply.text, reply.customer_text) for reply in replies)
    for reply, assessment in zip(replies, assessments, strict=True):
        for dimension in DIMENSIONS:
            if assessment.scored and assessment[dimension].level:
                case = _case(assessment, dimension, reply.customer_text, reply.group)
                if case is None:
                    left_out[dimension] += 1
                else:
                    cases.append(case)
    probes = dict.fromkeys((text, case.customer) for case in cases for text in (*case.removed, *case.kept))
    found = dict(zip(probes, analyzer.pipe(list(probes)), strict=True))

    def falls(case: _Case, texts: Sequence[str]) -> tuple[float, float]:
        """Return how far the level falls with the first text, and in the mean with the others."""
        levels = [_expected(found[text, case.customer], case.dimension) for text in texts]
        return case.level - levels[0], case.level - float(np.mean(levels[1:]))

    by_dimension = {d: [case for case in cases if case.dimension == d] for d in DIMENSIONS}
    return {
        dimension: Faithfulness(
            n=len(own),
            left_out=left_out[dimension],
            comprehensiveness=_fall([falls(case, case.removed) for case in own], own, rounds),
            sufficiency=_fall([falls(case, case.kept) for case in own], own, rounds),
        )
        for dimension, own in by_dimension.items()
    }


def _case(assessment: Assessment, dimension: str, customer: str, group: str) -> _Case | None:
    text = assessment.text
    words = [match.span() for match in _WORD.finditer(text)]
    spans = [(e.start, e.end) for e in assessment[dimension].spans if e.start is not None and e.end is not None]
    named = [at for at, (start, end) in enumerate(words) if any(a < end and b > start for a, b in spans)]
    others = sorted(set(range(len(words))) - set(named))
    if not 0 < len(named) <= len(others):
        return None
    chosen = [named, *_runs(others, len(named), f"{dimension}\n{text}")]
    return _Case(
        dimension=dimension,
        level=_expected(assessment, dimension),
        group=group,
        customer=customer,
        removed=tuple(_joined(text, words, set(range(len(words))) - set(run)) for run in chosen),
        kept=tuple(_joined(text, words, set(run)) for run in chosen),
    )


def _runs(others: Sequence[int], length: int, seed: str) -> Iterator[list[int]]:
    """Yield runs of other words, like evidence in shape; one that comes to the end goes on at the begin."""
    # A draw hangs on what is drawn from: neither the order of replies nor what else is in the file changes it.
    for draw in range(_DRAWS):
        first = number_of(f"{draw}\n{seed}") % len(others)
        yield [others[(first + step) % len(others)] for step in range(length)]


def _joined(text: str, words: Sequence[tuple[int, int]], kept: set[int]) -> str:
    """Return some words of a reply in their order, each with the space before it."""
    return "".join(text[words[at - 1][1] if at else 0 : words[at][1]] for at in sorted(kept)).strip()


def _expected(assessment: Assessment, dimension: str) -> float:
    return _MOST_LEVELS * assessment[dimension].score if assessment.scored else 0.0


def _fall(falls: Sequence[tuple[float, float]], cases: Sequence[_Case], rounds: int) -> Fall:
    evidence, others = np.array(falls, dtype=np.float64).reshape(-1, 2).T
    groups = [case.group for case in cases]
    return Fall(
        evidence=bootstrap(lambda i: float(evidence[i].mean()), groups, rounds=rounds),
        others=bootstrap(lambda i: float(others[i].mean()), groups, rounds=rounds),
        margin=bootstrap(lambda i: float((evidence[i] - others[i]).mean()), groups, rounds=rounds),
    )
