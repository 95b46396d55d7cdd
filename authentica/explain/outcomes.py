"""Why an outcome, and a flag that no cue shows: the clauses that speak most for it, and what the customer wrote."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from authentica.explain.closings import is_closing
from authentica.explain.courtesies import Beside, only_greets
from authentica.explain.flags import HOLLOW_APOLOGY, keeps_it
from authentica.explain.quotes import CustomerQuotes
from authentica.explain.refusals import gives_time, refusing_clauses
from authentica.explain.sentences import spoken, told_by
from authentica.explain.shared import shares_word
from authentica.explain.spans import said_in, trim_span
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading
from authentica.learners.scorer import MomentSums
from authentica.privacy.spans import evidence_of
from authentica.schema import Evidence, Flag, Outcome

__all__ = [
    "LEFT_ALONE",
    "Wall",
    "explain_outcome",
    "flag_evidence_of_model",
    "likeliest_outcome",
    "outcome_evidence",
    "outcome_in_words",
    "wall_of",
]

_SENTENCES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.SOMEWHERE: "Getting somewhere, the matter moves and they are treated as a person",
        Outcome.BY: "Getting by, adequate, neither moved nor hurt",
        Outcome.BLOCKED: "Getting blocked, stopped by a rule, a hand-off or an answer beside the point",
        Outcome.OUTTA_HERE: "Out of here, the reply itself would make them leave",
    }
)
"""The codebook's meaning of each outcome."""

# Where empathy was needed and is not shown, nobody is treated as a person.
_UNFELT = "Getting somewhere, the matter moves, though nothing in it speaks to what this is like for them"

_PERHAPS_UNFELT = _UNFELT.replace("nothing", "perhaps nothing", 1)

_DOUBTS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.SOMEWHERE: "may move the matter",
        Outcome.BY: "may at most get them by",
        Outcome.BLOCKED: "may stop them",
        Outcome.OUTTA_HERE: "may make them leave",
    }
)
"""What its words do, where another outcome may be."""

_NAMES: Mapping[Outcome, str] = MappingProxyType(
    {outcome: sentence.partition(",")[0].lower() for outcome, sentence in _SENTENCES.items()}
)
_OUTCOMES = tuple(Outcome)
LEFT_ALONE = (Outcome.BLOCKED, Outcome.OUTTA_HERE)
"""The outcomes that stop a customer, or drive them away."""

# Neither a refusal nor a turning away is shown by courtesies, whatever they add to it, and nobody is moved by them.
_COLD = (Flag.POLICY_BLOCK, Flag.DEFLECTION, Flag.HAND_OFF)
_RULE = "flag.policy_block"
_ONLY_COURTESIES = "only courtesies answer them"
_CUSTOMER, _FORM, _REST = "context.customer", "context.form", "context.other_wording"
# A clause is named where it adds this much of what the strongest one does, and enough to be told from nothing (log-odds).
_LEAST_SHARE = 0.5
_LEAST_AMOUNT = 0.2
_EVEN = 0.5
_ROUND = 9
_NUMBER = Kind.NUMBER.value
_COUNTS = frozenset(
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred".split()
)


class Wall(NamedTuple):
    """What stops a customer, or drives them away.

    Attributes
    ----------
    words : str
        The clause that does so most; empty where it is the reply as a whole.
    is_rule : bool
        Whether it names a rule.
    """

    words: str
    is_rule: bool


def outcome_evidence(
    outcome: Outcome, probabilities: Sequence[float], reading: ReplyReading, moments: MomentSums, beside: Beside
) -> tuple[Evidence, ...]:
    """Return what speaks for an outcome and against the three others, each weighed by how near it is, in log-odds.

    First come the clauses that speak most for it, strongest first; then all else, without a place. That log-odds are `z` of the outcome less
    ``log(sum(exp(z)))`` of the others is linear but for what all replies with these `probabilities` (in the order of `Outcome`) share.
    """
    direction = _against_others(_OUTCOMES.index(outcome), probabilities)
    amounts = _along(moments.clauses, direction)
    cue = f"outcome.{outcome.value}"
    named = _strongest(amounts)
    unsaid = beside.bare | (beside.courtesies | beside.gifts if outcome in LEFT_ALONE else beside.greetings)
    if not unsaid.isdisjoint(named):
        named = _strongest([0.0 if at in unsaid else amount for at, amount in enumerate(amounts)])
    # Neither a threat moves anybody, nor a refusal; but one that gives a time does where no other words do.
    idle = beside.threats if outcome not in LEFT_ALONE else frozenset()
    refusals = refusing_clauses(reading) if outcome is Outcome.SOMEWHERE else frozenset()
    if not (idle | refusals).isdisjoint(named):
        timely = [at for at in named if at in refusals - idle and gives_time(reading, at)]
        idle |= unsaid | refusals
        named = _strongest([0.0 if at in idle else amount for at, amount in enumerate(amounts)]) or timely
    rest = {
        _CUSTOMER: _along(moments.customer[None], direction)[0],
        _FORM: _along(moments.form[None], direction)[0],
        _REST: math.fsum([amount for at, amount in enumerate(amounts) if at not in named]),
    }
    placed = [_evidence(reading, at, cue, amounts[at]) for at in named]
    unplaced = sorted(rest.items(), key=lambda item: (-abs(item[1]), item[0]))
    return (
        *placed,
        *[
            Evidence(start=None, end=None, text=None, cue=name, contribution=round(amount, _ROUND))
            for name, amount in unplaced
            if amount
        ],
    )


def explain_outcome(
    outcome: Outcome,
    probabilities: Sequence[float],
    evidence: Iterable[Evidence],
    quotes: CustomerQuotes,
    is_courtesy: bool = False,
    is_unfelt: bool | None = False,
    wrote: str = "wrote",
) -> str:
    """Return one sentence in the codebook's words that quotes what speaks for the outcome.

    Rare outcomes are named before they are the likeliest; the sentence then says which one is, and none is asserted that is as likely not to
    be. Where the customer is blocked or leaves, and what they wrote adds to that, their own words are quoted too.

    `is_courtesy` is whether the reply holds nothing but courtesies, which by themselves stop nobody and are then named for what they are;
    `is_unfelt`, whether empathy was needed and is not shown, None where that is likely; what the customer did with their words is "said",
    not "wrote", where the channel is spoken.
    """
    found = tuple(evidence)
    words = [e.text for e in found if e.text is not None]
    weighs = any(e.cue == _CUSTOMER and e.contribution > 0 for e in found)
    felt = quotes.felt if weighs and outcome in LEFT_ALONE else None
    after = f", after they {wrote} {felt[0]}" if felt else ""
    likeliest = likeliest_outcome(probabilities)
    alone = f": {_ONLY_COURTESIES}" if is_courtesy and outcome in LEFT_ALONE and not words else ""
    is_doubted = likeliest is not outcome or max(probabilities) < _EVEN
    return outcome_in_words(
        outcome, words, is_unfelt, likelier=likeliest if is_doubted else None, alone=alone, after=after
    )


def likeliest_outcome(probabilities: Sequence[float]) -> Outcome:
    """Return the likeliest outcome, given the probabilities in the order of `Outcome`; not always the one that is named."""
    return _OUTCOMES[probabilities.index(max(probabilities))]


def _meaning(outcome: Outcome, is_unfelt: bool | None) -> str:
    if outcome is not Outcome.SOMEWHERE or is_unfelt is False:
        return _SENTENCES[outcome]
    return _UNFELT if is_unfelt else _PERHAPS_UNFELT


def outcome_in_words(
    outcome: Outcome,
    words: Iterable[str],
    is_unfelt: bool | None = False,
    *,
    likelier: Outcome | None = None,
    alone: str = "",
    after: str = "",
) -> str:
    """Return one sentence in the codebook's words that quotes what speaks for an outcome, the strongest first.

    `is_unfelt` is whether empathy was needed and is not shown, None where that is likely. `likelier` is the likeliest outcome where the one
    that is named may not hold, or that one itself where none is clear. `alone` stands in the place of the quotes, and `after` behind them.
    """
    quotations = spoken(words)
    if likelier is None:
        return f"{_meaning(outcome, is_unfelt)}{alone or told_by(quotations)}{after}."
    claim = f": {' and '.join(quotations) or 'the wording as a whole'} {_DOUBTS[outcome]}"
    doubt = "no outcome is clear" if likelier is outcome else f"{_NAMES[likelier]} is likelier"
    return f"Perhaps {_NAMES[outcome]}, though {doubt}{alone or claim}{after}."


def wall_of(
    outcome: Outcome, because: Sequence[Evidence], flags: Iterable[Evidence], reading: ReplyReading
) -> Wall | None:
    """Return what stops the customer or drives them away, a rule before other words; None where they are neither stopped nor leave."""
    if outcome not in LEFT_ALONE:
        return None
    places = [reading.tokens.starts[match.start] for match in reading.cues if match.cue == _RULE]
    rules = [e for e in flags if e.cue == _RULE] + [e for e in because if any(_covers(e, place) for place in places)]
    words = next((e.text for e in (*rules, *because) if e.text), "")
    return Wall(words, bool(rules))


def flag_evidence_of_model(
    flags: Iterable[Flag], order: Sequence[str], reading: ReplyReading, moments: MomentSums, beside: Beside
) -> tuple[Evidence, ...]:
    """Return, for flags that no cue shows, the clause that adds most to each; none for a flag that no clause speaks for.

    `order` is that of the model's flags.
    """
    found = []
    for flag in flags:
        if flag.value not in order or not len(moments.clauses):
            continue
        amounts = moments.clauses[:, len(_OUTCOMES) + order.index(flag.value)].tolist()
        beside_it = beside.bare | (beside.courtesies | beside.gifts if flag in _COLD else frozenset())
        least = _LEAST_AMOUNT
        if flag is Flag.HAND_OFF:
            for at in range(len(amounts)):
                if keeps_it(reading, at):
                    amounts[at] = 0.0
            closings = {at for at, clause in enumerate(reading.clauses) if is_closing(reading, clause)}
            if beside.is_all:
                # Nothing else can have moved them.
                beside_it -= closings
            # Where a closing weighs most, no other words moved them.
            least = max(least, _LEAST_SHARE * max(amounts))
        for unsaid in beside_it:
            amounts[unsaid] = 0.0
        at = amounts.index(max(amounts))
        if only_greets(reading, at):
            # A reply greets once.
            amounts[at] = 0.0
            at = amounts.index(max(amounts))
        if flag is Flag.PERSONAL_DETAIL:
            at = next((other for other in _strongest(amounts) if _holds_detail(reading, other)), at)
        if amounts[at] >= least:
            found.append(_evidence(reading, at, f"flag.{flag.value}", amounts[at]))
    return tuple(found)


def _holds_detail(reading: ReplyReading, clause: int) -> bool:
    """Tell whether a clause holds a number, a name within what it says, or a word of the customer's."""
    start, end = reading.clauses[clause]
    first, last = trim_span(reading, start, end)
    tokens = reading.tokens
    words = tokens.words[first:last]
    if _NUMBER in tokens.code[first:last] or not _COUNTS.isdisjoint(words):
        return True
    if any(tokens.quote(at, at + 1).istitle() for at in range(first + 1, last)):
        return True
    return shares_word(reading, first, last)


def _against_others(at: int, probabilities: Sequence[float]) -> list[float]:
    others = math.fsum([p for index, p in enumerate(probabilities) if index != at]) or 1.0
    return [1.0 if index == at else -p / others for index, p in enumerate(probabilities)]


def _along(rows: NDArray[np.float64], direction: Sequence[float]) -> list[float]:
    # One product after the other, in one order: the same bits on every machine.
    return [math.fsum([value * weight for value, weight in zip(row, direction, strict=False)]) for row in rows.tolist()]


def _strongest(amounts: Sequence[float]) -> list[int]:
    """Return the clauses that speak most for it, strongest first."""
    least = max(_LEAST_AMOUNT, _LEAST_SHARE * max(amounts, default=0.0))
    return sorted([at for at, amount in enumerate(amounts) if amount >= least], key=lambda at: (-amounts[at], at))


def _covers(evidence: Evidence, place: int) -> bool:
    return evidence.start is not None and evidence.end is not None and evidence.start <= place < evidence.end


def _evidence(reading: ReplyReading, clause: int, cue: str, amount: float) -> Evidence:
    first, last = trim_span(reading, *said_in(reading, clause), with_sorry=cue == HOLLOW_APOLOGY)
    return evidence_of(reading.tokens, first, last, cue, round(amount, _ROUND))
