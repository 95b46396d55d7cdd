"""What a customer tells: a cue is a word or two, and the words beside it say whether it means a trouble, a wait or nothing of the sort."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from authentica.language.reading import CustomerReading

__all__ = ["Told", "Trouble", "told_words", "troubles"]


class Told(enum.Enum):
    """What is told, gravest first.

    ``LOSS``: something or somebody is lost. ``DISTRESS``: that they are beside themselves, or hurt. ``STAKE``: whom or what a trouble touches.
    ``WAIT``: how long or how often. ``TRIED``: what they did already. ``TROUBLE``: what is wrong. ``SAID``: what they were told.
    ``ANGER``.
    """

    LOSS = enum.auto()
    DISTRESS = enum.auto()
    STAKE = enum.auto()
    WAIT = enum.auto()
    TRIED = enum.auto()
    TROUBLE = enum.auto()
    SAID = enum.auto()
    ANGER = enum.auto()


class Trouble(NamedTuple):
    """Tokens ``[start, end)`` of a customer's text, and what they tell."""

    told: Told
    start: int
    end: int


_Reader = Callable[[Sequence[str], int, int], Told | None]

_KIN = frozenset(
    """
    husband wife father mother dad mum mom son daughter sister brother partner grandmother grandfather gran nan grandma grandad granny
    grandpa nana aunt uncle husbands wifes fathers mothers dads mums moms
    """.split()
)
# Trouble enough by themselves.
_ILLNESS = frozenset(("hospital", "surgery"))
# Whom or what a trouble touches; but for illness no trouble by themselves: "my wife wants another seat".
_STAKES = (
    _KIN
    | _ILLNESS
    | frozenset(
        "birthday honeymoon wedding baby kids children elderly disabled medication homework exam rent deadline".split()
    )
)
_MONEY_GONE = frozenset("gone took taken lost stole stolen missing kept owe owes owed wasted".split())
_CHARGED_UP = frozenset("fully fast half not never".split())  # of a battery
# Of a person or a hand, not of a site that is, or went, down.
_DOWN_AFTER = frozenset(
    """
    sat sit sitting lie lay lying walk walked walking drive drove driving climbed look looked write wrote written note noted scroll
    scrolling swipe swiping calm pull pulled turn turned
    """.split()
)
_DOWN_BEFORE = frozenset("to the on load loaded loading".split())
_EAGERLY = frozenset("eagerly excitedly happily".split())
_OBJECT = frozenset("a an me us them refund refunds credit".split())
_NO_MATTER = frozenset(
    "doubt problem problems worries worry rush hurry thanks thank need needed mind matter drama offence offense pressure wonder only".split()
)
_HARMLESS_AGAIN = frozenset(
    "ever never look looked looking check checked try anything something use using and see".split()
)
_COUNTED_NOT = frozenset(
    "party parties floor of place person world quarter generation edition birthday level grade class from".split()
)
_MANY = frozenset(
    """
    two three four five six seven eight nine ten twelve fifteen twenty thirty several many multiple few couple numerous countless dozen
    hundred some past last <number>
    """.split()
)
_FAULTS = frozenset("broken damaged cracked faulty missing late delayed stuck".split())
_IS = frozenset(("is", "'s", "was"))
_NOT = frozenset("not no nothing nobody".split())
_STRETCHES = frozenset("day days week weeks month months year years hour hours".split())
# What lasts by agreement is no wait.
_AGREED = frozenset(
    "contract subscription sub plan warranty guarantee free trial instalments installments old pregnant away from bundle deal".split()
)
_AHEAD = frozenset("in within every per next until till".split())
_WAITED = frozenset(
    """
    not no nothing nobody never without waiting waited wait still ago been since already now late delayed stuck pending chasing down over
    """.split()
)
_STILL = frozenset(
    "waiting not no nothing nobody happening pending showing getting having being without stuck unable broken down".split()
)
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split()) | frozenset(
    "january february march april june july august september october november december last".split()
)
_DID_AGAIN = frozenset(
    """
    wrote written called rang rung phoned sent asked told emailed messaged mailed tried reported been came come happened visited replaced
    cancelled canceled restarted reinstalled explained contacted complained
    """.split()
)
_DID = frozenset(
    """
    tried called emailed dmed sent contacted phoned reinstalled restarted messaged wrote gave given hold keep
    """.split()
)
_KEEPS = frozenset(("keep", "keeps"))
# "Since Monday's release" names a cause, not a wait.
_CAUSES = frozenset("'s release update upgrade migration version deploy deployment patch rollout relaunch".split())
# What tells of trouble by itself, beside the cues that scores are learned from.
_PLAINLY: Mapping[str, Told] = MappingProxyType(
    {
        **dict.fromkeys(
            """
            poisoning poisoned vomiting vomited allergic anaphylactic choking choked bleeding sparks sparked burned burnt scalded icu ambulance
            """.split(),
            Told.DISTRESS,
        ),
        **dict.fromkeys(
            """
            outage outages mould mouldy moldy leak leaks leaked leaking soaked flooded dripping burst shattered torn bent scratched overdrawn
            bounced shouted yelled unplayable unusable doubled disappeared
            """.split(),
            Told.TROUBLE,
        ),
    }
)
_DOERS = frozenset(("i", "we", "have", "already"))
_SHE = _KIN | {"she", "he"}


def _loss(words: Sequence[str], start: int, end: int) -> Told | None:
    word, after = words[start], words[end] if end < len(words) else ""
    if word in _STAKES:
        return Told.STAKE
    if word == "money":
        return Told.LOSS if not _MONEY_GONE.isdisjoint(words[max(0, start - 4) : end + 3]) else None
    if word == "charged":
        return None if _before(words, start) in _CHARGED_UP else Told.LOSS
    if word == "sick":
        return Told.ANGER if after == "of" else Told.DISTRESS
    return None if word == "lost" and after == "and" and words[end + 1 : end + 2] == ("found",) else Told.LOSS


def _trouble(words: Sequence[str], start: int, end: int) -> Told | None:
    word, before, after = words[start], _before(words, start), words[end] if end < len(words) else ""
    if word == "dead":
        return Told.TROUBLE if _SHE.isdisjoint(words[max(0, start - 3) : start]) else Told.LOSS
    harmless = (
        (word == "down" and (after in _DOWN_BEFORE or not _DOWN_AFTER.isdisjoint(words[max(0, start - 2) : start])))
        or (word == "late" and (after in _KIN or before == "of"))
        or (word == "waiting" and before in _EAGERLY)
        or (word == "delay" and after == "repay")
        or (word in ("problem", "problems") and before in ("no", "not"))
        or (word == "issue" and after in _OBJECT)
        or (word in ("fail", "fails") and before == "never")
        or (word in _FAULTS and before == "not" and after not in ("before", "until"))
        or (before in _IS and words[max(0, start - 2) : start - 1] == ("nothing",))
        or (word == "charged" and before in _CHARGED_UP)
    )
    return None if harmless else Told.TROUBLE


def _negated(words: Sequence[str], start: int, end: int) -> Told | None:
    return Told.TROUBLE if _NO_MATTER.isdisjoint(words[start + 1 : end]) else None


def _repeat(words: Sequence[str], start: int, end: int) -> Told | None:
    if words[start] == "since" and not _CAUSES.isdisjoint(words[start + 1 : start + 4]):
        return Told.TROUBLE
    return Told.WAIT if _goes_on(words, start, _before(words, start), words[end] if end < len(words) else "") else None


def _goes_on(words: Sequence[str], at: int, before: str, after: str) -> bool:
    """Tell whether a word for what is repeated or lasts says so here."""
    said = words[max(0, at - 6) : at]
    match words[at]:
        case "again":
            return before not in _HARMLESS_AGAIN
        case "still":
            return not _STILL.isdisjoint(words[at + 1 : at + 4])
        case "third" | "fourth" | "fifth":
            return after not in _COUNTED_NOT and before != "a"
        case "times":
            return before in _MANY
        case "weeks" | "months":
            return (before in _MANY or after == "ago") and _is_over(words, at)
        case "keep" | "keeps":
            return after.endswith("ing") or after == "on"
        case "twice":
            return not _DID_AGAIN.isdisjoint(said)
        case "yet":
            return after in ("again", "another") or not _NOT.isdisjoint(said)
        case "another":
            return before == "yet" or after in _STRETCHES
        case "since":
            return after in _DAYS or (after in _MANY and not _STRETCHES.isdisjoint(words[at + 2 : at + 3]))
        case "already":
            return False  # what was done already is told by other cues
        case _:
            return True


def _is_over(words: Sequence[str], at: int) -> bool:
    """Tell whether weeks are waited through: neither to come nor agreed on."""
    near = words[max(0, at - 6) : at + 6]
    return _AHEAD.isdisjoint(words[max(0, at - 3) : at]) and _AGREED.isdisjoint(near) and not _WAITED.isdisjoint(near)


def _tried(words: Sequence[str], start: int, end: int) -> Told | None:
    cue = words[start:end]
    if cue[0] in ("no", "nobody"):
        return Told.TROUBLE
    if cue[-1] == "that":  # "that did that"
        return Told.TRIED if _before(words, start) in _DOERS else None
    return Told.SAID if _DID.isdisjoint(cue) else Told.TRIED


_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        "customer.loss": _loss,
        "customer.distress": lambda words, start, _: Told.LOSS if words[start] == "passed" else Told.DISTRESS,
        "customer.repeat": _repeat,
        "customer.already_tried": _tried,
        "customer.negated": _negated,
        "customer.trouble": _trouble,
        "customer.anger": lambda *_: Told.ANGER,
    }
)


def troubles(customer: CustomerReading) -> list[Trouble]:
    """Return what a customer tells of trouble by the cues of the lexicon, in the order of their text."""
    words = customer.tokens.words
    return sorted(_weighing(words, _cued(customer)), key=lambda trouble: trouble.start)


def told_words(customer: CustomerReading) -> list[Trouble]:
    """Return what may be quoted of a customer's troubles: those of `troubles`, and words that tell of one though no cue does."""
    words = customer.tokens.words
    found = _cued(customer)
    known = {at for trouble in found for at in range(trouble.start, trouble.end)}
    found += [
        Trouble(_PLAINLY[word], at, at + 1) for at, word in enumerate(words) if word in _PLAINLY and at not in known
    ]
    if any(trouble.told is Told.TRIED for trouble in found):
        # What was tried against it says more than that it keeps on.
        found = [t._replace(told=Told.TROUBLE) if words[t.start] in _KEEPS else t for t in found]
    # An illness before whom it befell.
    return sorted(_weighing(words, found), key=lambda trouble: (words[trouble.start] not in _ILLNESS, trouble.start))


def _cued(customer: CustomerReading) -> list[Trouble]:
    words = customer.tokens.words
    found = []
    for match in customer.cues:
        read = _READERS.get(match.cue)
        told = None if read is None else read(words, match.start, match.end)
        if told is not None:
            found.append(Trouble(told, match.start, match.end))
    return found


def _weighing(words: Sequence[str], found: list[Trouble]) -> list[Trouble]:
    if all(trouble.told is Told.STAKE for trouble in found):
        return [trouble for trouble in found if words[trouble.start] in _ILLNESS]
    return found


def _before(words: Sequence[str], start: int) -> str:
    return words[start - 1] if start else ""
