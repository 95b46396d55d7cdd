"""Verdicts: what one later message, of the customer or of the support side, says of one promise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from authentica.commitments.chases import chases, questions, stalls
from authentica.commitments.denials import Denial, admissions, denials, denies, is_of_another, withdrawals
from authentica.commitments.goods import Watched, is_named
from authentica.commitments.matching import deed_of, is_again, may_chase, report_of, takes_up
from authentica.commitments.matters import gives_news, is_contact, is_visit, words_of
from authentica.commitments.reports import (
    ANY_TOPIC,
    Report,
    answers,
    done_by_support,
    is_unfinished,
    is_with_others,
    shows,
)
from authentica.commitments.results import ARRIVAL, deeds, may_acknowledge, results_for_customer
from authentica.language.reading import ReplyReading
from authentica.schema import Actor, Commitment, CommitmentStatus, DeadlineKind, FollowedCommitment, Quote

__all__ = ["CustomerMessage", "SupportMessage", "Verdict"]


# What an answer of substance shows to have been done.
_LOOK = "look"
# "The login works now" pays nobody, and calls nobody.
_SHOWN_BY_THEMSELVES = frozenset(("refund", "contact"))
# What is asked for under these words comes by another channel, and so does the answer.
_ELSEWHERE = frozenset(("dm", "dms", "pm", "inbox", "private", "direct", "call", "email", "mail", "visit", "if"))
_COMING_CONDITIONS = frozenset(("when", "once", "as", "soon", "after", "the", "upon"))


class Verdict(NamedTuple):
    """What a message shows of a promise, where it says so."""

    status: CommitmentStatus
    evidence: Report | Denial | Quote | None


class CustomerMessage:
    """What a message of the customer says of any promise that is watched; read once, asked for each."""

    def __init__(self, reading: ReplyReading, watched: Iterable[Commitment] = ()) -> None:
        self._watched = Watched(watched)
        self._chases = chases(reading)
        self._questions = questions(reading)
        self._stalls = stalls(reading)
        self._denials = denials(reading)
        self._results = results_for_customer(reading)
        self._deeds = (*deeds(reading), *(report for report in self._results if report.topic == ARRIVAL))

    def of(
        self,
        followed: FollowedCommitment,
        *,
        is_due: bool | None = None,
        is_prompt: bool = False,
    ) -> Verdict | None:
        """Return what the message says of a promise as it stands, and not of another that is watched.

        What is said of this very action counts before what may be said of any: "your fitter came, but I still have no invoice". Who
        chases a promise before it is due (`is_due` is False; None where that is not known) says nothing of it, and "got it" in answer to
        the message before (`is_prompt`) speaks of that. What was kept is broken only by what names it.
        """
        commitment = followed.commitment
        told = self._deeds if is_due or not is_prompt else [deed for deed in self._deeds if not may_acknowledge(deed)]
        denial = _denied_by(commitment, [denial for denial in self._denials if _is_specific(denial, commitment)])
        deed = deed_of(commitment, told, self._watched)
        is_its_own = deed is not None and (is_contact(commitment) or is_visit(commitment) or deed.thing is not None)
        if deed is not None and is_its_own and (denial is None or deed.start > denial.start):
            return Verdict(CommitmentStatus.KEPT, deed)
        chase = denial if followed.status is CommitmentStatus.KEPT else denial or self._chase_of(commitment)
        if chase is not None:
            return None if is_due is False else Verdict(CommitmentStatus.BROKEN, chase)
        results = [r for r in self._results if r.topic != ANY_TOPIC or commitment.topic not in _SHOWN_BY_THEMSELVES]
        result = _shown(results, commitment) or deed
        return None if result is None else Verdict(CommitmentStatus.KEPT, result)

    def _chase_of(self, commitment: Commitment) -> Report | Denial | None:
        """Return what says of whatever was promised that it was not done; "the refund still hasn't come" says nothing of the label."""
        elsewhere = [denial for denial in self._denials if is_of_another(denial, commitment)]

        def first(said: Sequence[Report]) -> Report | None:
            said = [
                wait for wait in said if not _overlaps(wait, elsewhere) and may_chase(wait, commitment, self._watched)
            ]
            return _shown(said, commitment)

        stalls = self._stalls if commitment.deadline.kind is DeadlineKind.EXPLICIT else ()
        waits = first(self._chases) or _denied_by(commitment, self._denials)
        return waits or first(stalls) or first(self._questions)


class SupportMessage:
    """What a message of the support side says of any promise made before; read once, asked for each.

    `made` is what it promises itself, `channel` by which it was sent.
    """

    def __init__(
        self,
        reading: ReplyReading,
        made: tuple[Commitment, ...],
        channel: str | None,
        watched: Iterable[Commitment] = (),
    ) -> None:
        self._watched = Watched(watched)
        self._reports = tuple(done_by_support(reading))
        self._admissions = admissions(reading)
        self._withdrawals = withdrawals(reading)
        self._answer = answers(reading)
        self._is_unfinished = self._answer is not None and is_unfinished(reading, self._answer)
        self._made = made
        self._taken_up = next((promise.quote for promise in made if takes_up(promise)), None)
        self._channel = channel

    def of(
        self,
        followed: FollowedCommitment,
        *,
        is_latest: bool,
        is_due: bool | None,
        is_asked: bool,
        is_unasked: bool,
    ) -> Verdict | None:
        """Return what the message says of a promise as it stands, and not of another that is watched.

        `is_latest` where no later message promises anything; `is_due` where its time has passed, None where that is not known; `is_asked` where
        the customer's last message asked for what was promised, `is_unasked` where they have said nothing since the last one of the support side.
        """
        commitment, status = followed.commitment, followed.status
        if status is CommitmentStatus.KEPT:
            return None
        done = report_of(commitment, self._reports, is_latest, self._channel, watched=self._watched)
        if done is not None:
            return Verdict(CommitmentStatus.KEPT, done)
        renewal = next((promise for promise in self._made if is_again(followed, promise)), None)
        if renewal is not None:
            return Verdict(CommitmentStatus.RENEWED, renewal.quote)
        broken: Denial | None = None
        if status not in (CommitmentStatus.RENEWED, CommitmentStatus.BROKEN):
            admission = None if is_due is False else _denied_by(commitment, self._admissions)
            broken = _denied_by(commitment, self._withdrawals) or admission
            if broken is not None and not (admission is broken and self._taken_up):
                return Verdict(CommitmentStatus.BROKEN, broken)
        if self._answer is not None and self._is_answered(followed, is_asked, is_unasked):
            return Verdict(CommitmentStatus.KEPT, self._answer)
        is_missed = status is CommitmentStatus.BROKEN or broken is not None
        return Verdict(CommitmentStatus.RENEWED, self._taken_up) if is_missed and self._taken_up else None

    def _is_answered(self, followed: FollowedCommitment, is_asked: bool, is_unasked: bool) -> bool:
        """Whether an answer here shows the promise kept.

        Either the customer has come back, and not by another channel, or who was to look, or to let them know, writes unasked. News
        that were chased, or offered and accepted, come with an answer too.
        """
        commitment, promised = followed.commitment, {promise.topic for promise in self._made}
        is_asked = is_asked or followed.status is CommitmentStatus.BROKEN
        if _LOOK in promised or (commitment.actor is not Actor.AGENT and not is_asked):
            return False
        looks, news = commitment.topic == _LOOK, gives_news(commitment, self._channel)
        # Who was to speak to somebody else first may have other things to say.
        news = news and not (commitment.topic == "contact" and is_with_others(commitment.action.text))
        # "If you like" is met by a yes.
        condition = None if followed.accepted_at is not None else commitment.condition
        words = words_of(condition.text) if condition else []
        if is_unasked:
            # "Once it is in" comes by itself; "if you send it" does not.
            comes = not words or words[0] in _COMING_CONDITIONS
            return comes and (looks or news)
        if is_asked and news:
            return commitment.topic not in promised and not self._is_unfinished
        return looks and _ELSEWHERE.isdisjoint(words)


def _denied_by(commitment: Commitment, said: Sequence[Denial]) -> Denial | None:
    """Return the first denial that a commitment was kept."""
    return next((denial for denial in said if denies(denial, commitment)), None)


def _is_specific(denial: Denial, commitment: Commitment) -> bool:
    """Whether a denial tells what was not done, or names what a promise names."""
    return denial.verb is not None or (denial.subject is not None and is_named(denial.subject, commitment))


def _overlaps(report: Report, said: Sequence[Denial]) -> bool:
    return any(denial.start < report.end and report.start < denial.end for denial in said)


def _shown(said: Sequence[Report], commitment: Commitment) -> Report | None:
    return next((report for report in said if shows(report, commitment.topic)), None)
