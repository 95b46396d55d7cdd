"""Attribution: which words added how much to a dimension's score. Base and contributions add up exactly."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import NamedTuple

import numpy as np

from authentica.language.clauses import clause_of
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading
from authentica.learners.bundle import ModelBundle
from authentica.learners.pooling import POOLS
from authentica.learners.scorer import ReplyScores
from authentica.schema import DIMENSIONS, Evidence

__all__ = ["Attribution", "Attributor", "trim_span"]

_ROUND = 9
_CUSTOMER = "context.customer"
_FORM = "context.form"
_REST = "context.other_wording"
_ABSENT = "{}.absent"
_WORDING = "{}.wording"
_CLAUSE_PROBABILITY_LOGIT = 0.0
_LEADING = frozenset(
    [
        "and",
        "but",
        "so",
        "also",
        "then",
        "however",
        "plus",
        "well",
        "ok",
        "okay",
        "oh",
        "-",
        "–",
        "—",
        ",",
        ":",
        ";",
        ")",
        "*",
        "~",
        "^",
        ">",
        '"',
        "'",
    ]
)
_TRAILING_KINDS = frozenset(
    kind.value
    for kind in (Kind.SENTENCE_END, Kind.COMMA, Kind.NEWLINE, Kind.SPACE, Kind.EMOJI, Kind.PUNCTUATION, Kind.URL)
)


class Attribution(NamedTuple):
    """One dimension's score, taken apart."""

    base: float
    logit: float
    evidence: tuple[Evidence, ...]


def trim_span(reading: ReplyReading, start: int, end: int) -> tuple[int, int]:
    """Return the token span without leading conjunctions and trailing punctuation; never empty."""
    words, code, zones = reading.tokens.words, reading.tokens.code, reading.zones
    first, last = start, end
    while first < last - 1 and (words[first] in _LEADING or code[first] in _TRAILING_KINDS or zones[first] == "g"):
        first += 1
    while last > first + 1 and code[last - 1] in _TRAILING_KINDS:
        last -= 1
    return first, last


class Attributor:
    """Takes scores of one model apart.

    Parameters
    ----------
    bundle : ModelBundle
        The model.
    """

    def __init__(self, bundle: ModelBundle) -> None:
        self._bundle = bundle
        self._coef = bundle.level_coef.mean(axis=2)
        self._pool_count = len(DIMENSIONS) * len(POOLS)
        self._reference = bundle.level_reference[: self._pool_count].reshape(len(DIMENSIONS), len(POOLS))
        pool_coef = self._coef[: self._pool_count]
        self._base = [
            round(
                float(bundle.level_intercept[d].mean() + np.add.reduce(pool_coef[:, d] * self._reference.ravel())),
                _ROUND,
            )
            for d in range(len(DIMENSIONS))
        ]
        cues = [(c, name) for c, name in enumerate(bundle.clause_names) if name.startswith("cue:") and "~" not in name]
        self._cue_weights = [
            {name: float(bundle.clause_coef[column, d].mean()) for column, name in cues} for d in range(len(DIMENSIONS))
        ]

    def attribute(
        self,
        dimension: str,
        level: int,
        reading: ReplyReading,
        clause_rows: list[dict[str, float]],
        scores: ReplyScores,
    ) -> Attribution:
        """Take one dimension's score apart.

        The score is the mean of the log-odds of reaching level 1 and of reaching level 2. Pooled clause scores are
        credited to the clauses they came from, cues to the clause they stand in; what comes from the customer's text,
        from the reply's form or from wording that is not itself evidence gets an entry without a place.
        """
        d = DIMENSIONS.index(dimension)
        pooled, count = scores.pooled, self._pool_count
        coef = self._coef[:, d]
        parts = coef[:count].reshape(self._reference.shape) * (pooled.values - self._reference)
        without_place: defaultdict[str, float] = defaultdict(float)
        if not reading.clauses:
            without_place[_ABSENT.format(dimension)] = float(np.add.reduce(parts.ravel()))
        contributions: list[float] = np.add.reduce(
            (parts[:, :, None] * pooled.shares).reshape(count, -1), axis=0
        ).tolist()
        places = {f"cue:{match.cue}": clause_of(match.start, reading.clauses) for match in reversed(reading.cues)}
        names = self._bundle.level_names
        for column, value in zip(scores.level_columns, scores.level_values, strict=True):
            name = names[column]
            amount = float(coef[column]) * value
            clause = places.get(name)
            if clause is not None:
                contributions[clause] += amount
            elif name.startswith(("cue:customer.", "customer.")):
                without_place[_CUSTOMER] += amount
            else:
                without_place[_FORM] += amount

        named = _named_clauses(d, level, scores)
        evidence: list[Evidence] = []
        for clause, contribution in enumerate(contributions):
            if clause in named:
                first, last = trim_span(reading, *reading.clauses[clause])
                start, end = reading.tokens.starts[first], reading.tokens.ends[last - 1]
                evidence.append(
                    Evidence(
                        start=start,
                        end=end,
                        text=reading.tokens.text[start:end],
                        cue=self._strongest_cue(d, clause_rows[clause]),
                        contribution=round(contribution, _ROUND),
                    )
                )
            else:
                without_place[_REST if level else _ABSENT.format(dimension)] += contribution
        evidence.sort(key=lambda e: -e.contribution)
        evidence += [
            Evidence(start=None, end=None, text=None, cue=cue, contribution=round(amount, _ROUND))
            for cue, amount in sorted(without_place.items(), key=lambda item: (-abs(item[1]), item[0]))
        ]
        base = self._base[d]
        return Attribution(base, math.fsum([base, *(e.contribution for e in evidence)]), tuple(evidence))

    def _strongest_cue(self, d: int, row: dict[str, float]) -> str:
        known = self._cue_weights[d]
        weights = {name: known[name] for name in row if name in known}
        own = {name: weight for name, weight in weights.items() if name.startswith(f"cue:{DIMENSIONS[d]}.")}
        best = max(own or weights, key=lambda name: (weights[name], name), default=None)
        if best is None or weights[best] <= 0:
            return _WORDING.format(DIMENSIONS[d])
        return best.removeprefix("cue:")


def _named_clauses(d: int, level: int, scores: ReplyScores) -> frozenset[int]:
    if level == 0 or len(scores.clause_logits) == 0:
        return frozenset()
    logits = scores.clause_logits[:, d, 0]
    named = frozenset(np.flatnonzero(logits > _CLAUSE_PROBABILITY_LOGIT).tolist())
    return named or frozenset((int(np.argmax(logits)),))
