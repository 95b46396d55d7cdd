"""Behavioural tests of an analyzer, after CheckList: what must hold of its scores whatever the model was trained on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from authentica.analyzer import Analyzer
from authentica.errors import InputError
from authentica.schema import DIMENSIONS, Assessment, Outcome
from authentica.training.capabilities import Capability, expand, read_capabilities

__all__ = ["CapabilityResult", "Failure", "run_behaviour"]

_OUTCOME_RANK = {Outcome.OUTTA_HERE: 0.0, Outcome.BLOCKED: 1.0, Outcome.BY: 2.0, Outcome.SOMEWHERE: 3.0}
_UNCORRELATED = "uncorrelated"
_RELATIONS: Mapping[str, Callable[[float, float, float], bool]] = {
    "equal": lambda found, reference, tolerance: abs(found - reference) <= tolerance,
    "at_most": lambda found, reference, tolerance: found <= reference + tolerance,
    "at_least": lambda found, reference, tolerance: found >= reference - tolerance,
    "above": lambda found, reference, tolerance: found > reference + tolerance,
    "below": lambda found, reference, tolerance: found < reference - tolerance,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A check that did not hold: in which case of ``expand(capability)`` (0 for a correlation), of what measure.

    `reference` is the value of the first text, or the one that was asked for; `found` is the one that was found.
    """

    case: int
    measure: str
    reference: float
    found: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityResult:
    """What became of one `Capability`: how many of its cases passed, and of the others the first check that failed.

    A correlation is one case.
    """

    id: str
    kind: str
    expected: str
    floor: float
    aim: float
    passed: int
    total: int
    failures: tuple[Failure, ...]

    @property
    def pass_rate(self) -> float:
        """Share of cases that passed."""
        return self.passed / self.total

    @property
    def held(self) -> bool:
        """Whether the pass rate reaches the floor."""
        return self.pass_rate >= self.floor

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {**asdict(self), "failures": [asdict(f) for f in self.failures], "pass_rate": self.pass_rate}


def _measured(assessment: Assessment, measure: str) -> float:
    """Return a measure of an assessment; NaN, with which no check holds, for a reply that was not scored."""
    if not assessment.scored:
        return math.nan
    name, _, part = measure.partition(".")
    if name == "authenticity":
        return assessment.authenticity or 0.0
    if name == "outcome":
        if part == "expected":
            return sum(_OUTCOME_RANK[o] * p for o, p in assessment.outcome_probabilities.items())
        return _OUTCOME_RANK[assessment.outcome or Outcome.BY]
    if name == "missed":
        return float(len(assessment.missed))
    if name == "flag":
        return float(part in {flag.value for flag in assessment.flags})
    if name in DIMENSIONS and part == "missed":
        return float(name in assessment.missed)
    if name not in DIMENSIONS or part not in ("level", "score", "needed"):
        raise InputError(f"there is no measure {measure!r}", "run_behaviour")
    return float(getattr(assessment[name], part))


def _without_evidence(assessment: Assessment, dimension: str) -> str:
    """Return a reply without the strongest evidence of a dimension, and of the gap that leaves."""
    text = assessment.text
    spans = assessment[dimension].spans if assessment.scored else ()
    if not spans or spans[0].start is None or spans[0].end is None:
        return text
    rest = text[: spans[0].start] + text[spans[0].end :].lstrip(".,;!? ")
    return " ".join(filter(None, rest.split(" "))).strip()


class _Bench:
    """Assesses every distinct text once."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._known: dict[tuple[str, str], Assessment] = {}

    def assess(self, replies: Iterable[tuple[str, str]]) -> list[Assessment]:
        wanted = list(replies)
        new = list(dict.fromkeys(reply for reply in wanted if reply not in self._known))
        self._known.update(zip(new, self._analyzer.pipe(new), strict=True))
        return [self._known[reply] for reply in wanted]

    def run(self, capability: Capability) -> CapabilityResult:
        cases = expand(capability)
        firsts = self.assess(case.first for case in cases)
        seconds = self.assess(
            (_without_evidence(a, case.drop), case.first[1]) if case.drop is not None else case.second or case.first
            for case, a in zip(cases, firsts, strict=True)
        )
        failures: dict[int, Failure] = {}
        total = len(cases)
        for check in capability.checks:
            if check.relation == _UNCORRELATED:
                total = 1
                found = _length_correlation([*firsts, *seconds], check.measure)
                if not abs(found) <= check.tolerance:
                    failures.setdefault(0, Failure(case=0, measure=check.measure, reference=0.0, found=found))
                continue
            holds = _RELATIONS[check.relation]
            for index, (first, second) in enumerate(zip(firsts, seconds, strict=True)):
                reference = _measured(first, check.measure) if check.against is None else check.against
                found = _measured(second, check.measure)
                if not holds(found, reference, check.tolerance):
                    failures.setdefault(
                        index, Failure(case=index, measure=check.measure, reference=reference, found=found)
                    )
        return CapabilityResult(
            id=capability.id,
            kind=capability.kind,
            expected=capability.expected,
            floor=capability.floor,
            aim=capability.aim,
            passed=total - len(failures),
            total=total,
            failures=tuple(failures[index] for index in sorted(failures)),
        )


def _length_correlation(assessments: Iterable[Assessment], measure: str) -> float:
    rows = [(len(a.text.split()), _measured(a, measure)) for a in {a.text: a for a in assessments}.values()]
    lengths, scores = np.array(rows).T
    return float(np.corrcoef(np.log(lengths), scores)[0, 1])


def run_behaviour(analyzer: Analyzer, capabilities: Sequence[Capability] | None = None) -> tuple[CapabilityResult, ...]:
    """Test an analyzer's behaviour.

    Parameters
    ----------
    analyzer : Analyzer
        What is tested.
    capabilities : sequence of Capability, optional
        Which; those of `read_capabilities` where None.

    Returns
    -------
    tuple of CapabilityResult
        One for each capability, in order.
    """
    bench = _Bench(analyzer)
    return tuple(map(bench.run, read_capabilities() if capabilities is None else capabilities))
