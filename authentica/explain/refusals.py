"""Clauses that refuse: they may be plain and definite, yet where others speak they are not what is shown for a good level or outcome."""

from __future__ import annotations

from collections.abc import Sequence

from authentica.language.reading import ReplyReading

__all__ = ["gives_time", "refuses", "refusing_clauses"]

_NOT = "not"
_NOTHING = "nothing"
_DENIES = frozenset((_NOT, _NOTHING))
_SPEAKERS = frozenset(("i", "we"))
_CAN = frozenset(("can", "could"))
_WILL = frozenset(("will", "would", "do", "does"))
# "We can't wait", "can't thank you enough", "couldn't agree more", "can't see it here".
_NO_ACTS = frozenset(
    """
    live wait thank stress apologise apologize agree imagine believe express overstate say see find tell reproduce recreate hear have promise
    guarantee think be remember
    """.split()
)
_ENOUGH = frozenset(("enough", "more"))
# What is asked of a company and may be refused; "we won't charge you again" refuses nothing.
_GIVING = frozenset(
    """
    refund pay send give offer provide issue make cover accept reimburse compensate replace exchange extend waive deliver ship repair
    fix allow permit support sell share transfer change cancel
    """.split()
)
_BARRED = frozenset("able possible eligible allowed permitted supported refundable entitled covered".split())
# "Not going to refund it", "not about to argue".
_MEANT = (("going", "to"), ("about", "to"))
_GIVING_IN = _GIVING | frozenset("do help discuss argue".split())
_OURS = frozenset("us me our".split())
_BESIDE_NOTHING = frozenset("more else further that".split())
# "Nothing we could do would make up for it" refuses nothing.
_GOES_ON = frozenset("or will would".split())
# What is not done before a time is done from then on.
_STOPS = frozenset(".,;:!?")
_UNTIL = frozenset("before until till".split())
_BARRING = frozenset("unable impossible ineligible declined denied rejected refused".split())
_NEAR = 2
# "Not a bug" and nothing more.
_SHORT_WORDS = 6
_DETERMINERS = frozenset("a an the my our your something anything".split())


def refuses(words: Sequence[str]) -> bool:
    """Tell whether a clause, by its normalised words, refuses what is asked for, or its subject."""
    if not _BARRING.isdisjoint(words):
        return True
    if any(word == _NOTHING and _is_none(words, at) for at, word in enumerate(words)):
        return True
    if _NOT not in words or not _ENOUGH.isdisjoint(words):
        return False
    return any(word == _NOT and _is_refusal(words, at) for at, word in enumerate(words))


def gives_time(reading: ReplyReading, clause: int) -> bool:
    """Tell whether a clause that refuses tells from when on it holds no more: "I can't send it before the 20th"."""
    words = reading.tokens.words[slice(*reading.clauses[clause])]
    return any(
        word in _UNTIL and not _DENIES.isdisjoint(words[:at]) and words[at + 1] not in _STOPS
        for at, word in enumerate(words[:-1])
    )


def refusing_clauses(reading: ReplyReading) -> frozenset[int]:
    """Return the numbers of the clauses of a reply that refuse."""
    return frozenset(
        [at for at, (start, end) in enumerate(reading.clauses) if refuses(reading.tokens.words[start:end])]
    )


def _is_refusal(words: Sequence[str], at: int) -> bool:
    near = words[at + 1 : at + 1 + _NEAR]
    after = next(iter(near), "")
    if at == 0:
        return len(words) <= _SHORT_WORDS and after in _DETERMINERS
    who, verb = words[at - 2] if at > 1 else "", words[at - 1]
    if words[at + 1 : at + 3] in _MEANT and who in _SPEAKERS:
        return not _GIVING_IN.isdisjoint(words[at + 3 : at + 4])
    if not _BARRED.isdisjoint(near):
        return who != "you"
    if verb in _CAN and after == "be" and who != "you":
        return True
    if who not in _SPEAKERS:
        return False
    return (verb in _CAN and after not in _NO_ACTS) or (verb in _WILL and after in _GIVING)


def _is_none(words: Sequence[str], at: int) -> bool:
    """Tell whether a "nothing" is what can be done, or what it has to do with "us"."""
    after = words[at + 1 :]
    if after[:3] == ("to", "do", "with"):
        return not _OURS.isdisjoint(after[3:4])
    if not _BESIDE_NOTHING.isdisjoint(after[:1]):
        after = after[1:]
    return (
        not _SPEAKERS.isdisjoint(after[:1])
        and not _CAN.isdisjoint(after[1:2])
        and not _GIVING_IN.isdisjoint(after[2:3])
        and _GOES_ON.isdisjoint(after[3:4])
    )
