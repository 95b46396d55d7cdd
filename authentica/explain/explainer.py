"""The reasons of an assessment: all that is said of a reply beside what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from authentica.explain.attribution import Attribution, Attributor, unexplained
from authentica.explain.channels import wrote_in
from authentica.explain.courtesies import asking_of, beside_the_matter
from authentica.explain.flags import asked_secret, flag_evidence, pushed_away
from authentica.explain.outcomes import (
    LEFT_ALONE,
    explain_outcome,
    flag_evidence_of_model,
    likeliest_outcome,
    outcome_evidence,
    wall_of,
)
from authentica.explain.quotes import CustomerQuotes
from authentica.explain.sentences import doubt_of, explain
from authentica.explain.tips import write_tips
from authentica.features.replies import ReplyMeasures
from authentica.language.reading import ReplyReading
from authentica.learners.scorer import MomentSums, ReplyScores, Scorer
from authentica.learners.verdicts import Verdict
from authentica.schema import DIMENSIONS, Commitment, Evidence, Flag, PrivacyFinding, TemplateUse, Tip

__all__ = ["Explainer", "JudgedReply", "Reasons", "scores_alone"]

# Below this, or where the customer is left like that, general words are not good enough.
_LOW_AUTHENTICITY = 40.0
_EVEN = 0.5
_EMPATHY, _LISTENING = DIMENSIONS.index("empathy"), DIMENSIONS.index("listening")


class JudgedReply(NamedTuple):
    """What was found of one reply in each step, from what stands in it to what it shares with replies to other customers, and its channel."""

    reading: ReplyReading
    measures: ReplyMeasures
    scores: ReplyScores
    verdict: Verdict
    privacy: tuple[PrivacyFinding, ...]
    commitments: tuple[Commitment, ...]
    template: TemplateUse | None
    channel: str | None


class Reasons(NamedTuple):
    """Why a reply is judged as it is, and what to say instead.

    `parts` are the score of each dimension, taken apart, and `sentences` the explanation of each; for the others see `Assessment`.
    """

    parts: Sequence[Attribution]
    sentences: Sequence[str]
    outcome_evidence: tuple[Evidence, ...] = ()
    outcome_explanation: str = ""
    flag_evidence: tuple[Evidence, ...] = ()
    tips: tuple[Tip, ...] = ()


def scores_alone(replies: Sequence[JudgedReply]) -> list[Reasons]:
    """Return the reasons of some replies where none are asked for: their scores, not taken apart."""
    return [Reasons(unexplained(reply.scores), [""] * len(DIMENSIONS)) for reply in replies]


class Explainer:
    """Explains what was decided by one model.

    Parameters
    ----------
    scorer : Scorer
        The model, at work.
    missed_probability : float
        Probability from which a need counts.
    """

    def __init__(self, scorer: Scorer, missed_probability: float) -> None:
        self._scorer = scorer
        self._attributor = Attributor(scorer.bundle)
        # Half-way from what counts as missed to certainty: where a need is only likely, general words are often enough.
        self._clearly_needed = (1.0 + missed_probability) / 2.0

    def explain(self, replies: Sequence[JudgedReply]) -> list[Reasons]:
        """Return the reasons of some replies."""
        measures, scores = [reply.measures for reply in replies], [reply.scores for reply in replies]
        credits = self._scorer.credits(scores)
        added = iter(self._attributor.by_clause(scores, credits))
        moments = self._scorer.moment_sums(measures, scores, credits)
        return [
            self._reasons(reply, list(islice(added, len(reply.measures.clauses))), sums)
            for reply, sums in zip(replies, moments, strict=True)
        ]

    def _reasons(self, reply: JudgedReply, by_clause: Sequence[Sequence[float]], moments: MomentSums) -> Reasons:
        reading, verdict = reply.reading, reply.verdict
        parts = self._attributor.attribute(verdict.levels, reading, reply.measures, reply.scores, by_clause)
        is_deflected = Flag.DEFLECTION in verdict.flags
        # Where nobody was to take the case on, nothing was pushed away.
        pushed = pushed_away(reading, is_deflected=is_deflected) if verdict.called_for["ownership"] else None
        said, wrote = CustomerQuotes(reading.customer), wrote_in(reply.channel)
        beside = beside_the_matter(reading)
        threats = [
            range(reading.tokens.starts[start], reading.tokens.ends[end - 1])
            for start, end in map(reading.clauses.__getitem__, beside.threats)
        ]
        outcome, chances = verdict.outcome, verdict.outcome_probabilities
        because = outcome_evidence(outcome, chances, reading, moments, beside)
        shown = flag_evidence(verdict.flags, reading, reply.privacy)
        shown_flags = [flag for flag in verdict.flags if any(e.cue == f"flag.{flag.value}" for e in shown)]
        guessed = [flag for flag in verdict.flags if flag not in shown_flags]
        is_poor = verdict.halves.authenticity < _LOW_AUTHENTICITY
        # An outcome that is named though another is likelier is no reason by itself to say what to do instead.
        is_sure = is_poor or outcome is likeliest_outcome(chances)
        return Reasons(
            parts,
            _sentences(verdict, parts, pushed),
            because,
            explain_outcome(outcome, chances, because, said, beside.is_all, _is_unfelt(verdict), wrote),
            (*shown, *flag_evidence_of_model(guessed, self._scorer.bundle.flags, reading, moments, beside)),
            write_tips(
                verdict.missed,
                said,
                shown_flags,  # a flag without any words is a classifier's guess
                pushed,
                asked_secret(reply.privacy),
                self._general_words(verdict, parts, threats) if is_poor or outcome in LEFT_ALONE else {},
                [one for one in reply.commitments if not _is_within(one.quote.start, threats)],
                wall_of(outcome, because, shown, reading) if is_sure else None,
                asking_of(reading, beside),
                wrote,
                reading.customer,
            ),
        )

    def _general_words(
        self, verdict: Verdict, parts: Sequence[Attribution], threats: Sequence[range]
    ) -> dict[str, Evidence]:
        """Return the dimensions that are shown in general words alone where the moment clearly called for them, with these words.

        A threat is no general word for what is meant well: nobody is to make it a better one.
        """
        return {
            dimension: first
            for dimension, level, part in zip(DIMENSIONS, verdict.levels, parts, strict=True)
            if level == 1 and verdict.needs.get(dimension, 0.0) >= self._clearly_needed
            for first in [e for e in part.evidence if not _is_within(e.start, threats)][:1]
            if first.text is not None
        }


def _is_within(place: int | None, stretches: Sequence[range]) -> bool:
    return any(place in stretch for stretch in stretches)


def _is_unfelt(verdict: Verdict) -> bool | None:
    """Tell whether empathy was needed and is not shown; None where a level is named though none is likelier."""
    if "empathy" in verdict.missed:
        return True
    if not verdict.called_for.get("empathy") or verdict.probabilities[_EMPATHY][0] <= _EVEN:
        return False
    return True if verdict.levels[_EMPATHY] == 0 else None


def _sentences(verdict: Verdict, parts: Sequence[Attribution], pushed: str | None) -> list[str]:
    is_heard = verdict.levels[_LISTENING] > 0 and verdict.probabilities[_LISTENING][0] <= _EVEN
    return [
        explain(
            dimension,
            level,
            part.telling,
            verdict.called_for.get(dimension),
            pushed,
            is_heard,
            doubt_of(dimension, level, chances, part.is_told),
        )
        for dimension, level, chances, part in zip(
            DIMENSIONS, verdict.levels, verdict.probabilities, parts, strict=True
        )
    ]
