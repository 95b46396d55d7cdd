"""What a reply says beside the matter: greetings, sympathy, thanks, offers of more help, farewells; and what it asks for."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from authentica.explain.acts import threatening_clauses
from authentica.explain.closings import is_closing, is_heartfelt, is_receipt, offers_more
from authentica.explain.flags import leaves_nothing, moves_customer
from authentica.explain.spans import trim_span
from authentica.language.clauses import clause_of
from authentica.language.lexicon import CueMatch
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading
from authentica.language.zones import Zone

__all__ = ["Asking", "Beside", "asking_of", "beside_the_matter", "only_greets"]

_COURTEOUS = (
    "empathy.apology.",
    "empathy.feeling.that_is",
    "empathy.feeling.understand",
    "empathy.exclamation",
    "empathy.loss.",
    "boilerplate.thanks.",
    "boilerplate.appreciate",
    "boilerplate.have_a_day",
    "boilerplate.hope_see",
)
_ANYTHING_ELSE = "boilerplate.anything_else"
_HOW_HELP, _HERE_TO_HELP = "boilerplate.how_help", "boilerplate.here_to_help"
# Whom somebody else is "able to help" is sent there.
_GLADLY = frozenset("happy glad love like pleased delighted here".split())
_HELP = frozenset("help assist support assisting helping serve".split())
_ELSEWHERE = frozenset((way,) for way in ("by", "via", "in", "over", "at", "through"))
_REFUSAL = "ownership.push.policy"
_FEW_WORDS = 4
_RULE, _HAND_OFF = "flag.policy_block", "flag.hand_off"
# "Sorry, that is not possible" stops somebody, however sorry.
_STOPS = (_RULE, "flag.deflection", "ownership.push.")
# "DM your number", but "thanks for your DM".
_DM_US, _YOUR = "boilerplate.dm_us", frozenset(("your", "with"))
_BUT = "but"
_PLEASE = "please"
_PLAYS_DOWN = (("no", "need"), ("nothing", "to"), ("no", "reason"), ("do", "not"), ("calm", "down"))
_THANKS = frozenset(("thank", "thanks"))
# "Kind regards" on the line of the text before it is read as a part of that.
_FAREWELLS = frozenset(("regards", "sincerely"))
_FAREWELL_WORDS = 3
_SIGN_OFF = Zone.SIGN_OFF.value
_GREETING = Zone.GREETING.value
_QUESTION = "?"
_ASSENTS = frozenset(
    """
    yes yeah yep yup no nope nah absolutely certainly sure definitely correct exactly indeed okay ok of course not oh well sorry afraid right
    """.split()
)
_SELLS = ("did", "you", "know")
_END, _COMMA = Kind.SENTENCE_END.value, Kind.COMMA.value
# "Of course!" before a question promises nothing.
_FEWEST_WORDS = 3
_INSTRUCTS = (
    "ownership.push.imperative",
    "ownership.push.you_need",
    "boilerplate.share_details",
    "boilerplate.update_app",
    "boilerplate.dm_us",
    "flag.asks_personal_data",
)


class Asking(enum.Enum):
    """What a reply wants of its customer: ``NOTHING``, something beside what it ``SAYS``, or ``ONLY`` an answer."""

    NOTHING = enum.auto()
    SAYS = enum.auto()
    ONLY = enum.auto()


class Beside(NamedTuple):
    """The clauses of a reply that are beside the matter.

    Attributes
    ----------
    greetings : frozenset of int
        Those that say nothing beside a greeting or farewell.
    courtesies : frozenset of int
        Those and all that hold courtesies, by which nobody is stopped, and nothing that stops them.
    gifts : frozenset of int
        Those that give the customer something, say that they have nothing to do, or ask how to help: nobody is stopped by them either.
    bare : frozenset of int
        A yes or a no by itself, in a reply that says more: what it means stands in the rest.
    threats : frozenset of int
        Those that threaten: they move nobody.
    is_all : bool
        Whether the reply says nothing but that it is sorry, thankful or at their service.
    """

    greetings: frozenset[int]
    courtesies: frozenset[int]
    gifts: frozenset[int]
    bare: frozenset[int]
    threats: frozenset[int]
    is_all: bool


def beside_the_matter(reading: ReplyReading) -> Beside:
    """Return which clauses of a reply are beside the matter; to be asked once for a reply."""
    count = len(reading.clauses)
    greetings = frozenset(at for at in range(count) if only_greets(reading, at))
    courtesies = greetings | _courtesies(reading)
    gifts = _asked_how(reading).union(at for at in range(count) if leaves_nothing(reading, reading.clauses[at]))
    bare = frozenset(at for at in range(count) if _is_bare(reading, at))
    return Beside(
        greetings,
        courtesies,
        gifts,
        bare if len(bare | courtesies) < count else frozenset(),
        threatening_clauses(reading),
        len(courtesies) == count > 0,
    )


def asking_of(reading: ReplyReading, beside: Beside) -> Asking:
    """Return what a reply wants of its customer: questions, and instructions."""
    said = [at for at in range(len(reading.clauses)) if at not in beside.courtesies]
    asks = [_is_asked(reading, at) for at in said]
    tells = [at for at, is_asked in zip(said, asks, strict=True) if not is_asked]
    if any(asks) and all(_is_short(reading, at) for at in tells):
        return Asking.ONLY
    if any(asks) or any(match.cue in _INSTRUCTS or _moves(reading, match) for match in reading.cues):
        return Asking.SAYS
    return Asking.NOTHING


def _courtesies(reading: ReplyReading) -> set[int]:
    said: dict[int, list[int]] = defaultdict(list)
    stopping, closing = set(), set()
    for match in reading.cues:
        at = clause_of(match.start, reading.clauses)
        if at is None:
            continue
        if match.cue.startswith(_COURTEOUS) or _offers_help(reading, match) or _is_heartfelt(reading, match, at):
            said[at].append(match.start)
            if _BUT in reading.tokens.words[match.end : reading.clauses[at].end]:
                stopping.add(at)
        elif match.cue == _ANYTHING_ELSE:
            closing.add(at)
        elif match.cue.startswith(_STOPS) or _moves(reading, match):
            stopping.add(at)
    for at, (start, end) in enumerate(reading.clauses):
        words = reading.tokens.words[start:end]
        if words[0] in _THANKS:
            said[at].append(start)
        if is_closing(reading, reading.clauses[at]):
            closing.add(at)
        elif is_receipt(words) or (offers_more(words) and _PLEASE not in words):
            said[at].append(start)
        if words[:2] in _PLAYS_DOWN:
            stopping.add(at)
        if not _FAREWELLS.isdisjoint(words[:_FAREWELL_WORDS]):
            closing.add(at)
    return closing | {at for at, starts in said.items() if at not in stopping and _is_all(reading, at, starts)}


def _offers_help(reading: ReplyReading, match: CueMatch) -> bool:
    """Tell whether a cue offers help, and no other way to get it: not "glad to help by DM"."""
    words = reading.tokens.words
    return (
        match.cue == _HERE_TO_HELP
        and words[match.start] in _GLADLY
        and not _HELP.isdisjoint(words[match.start : match.end])
        and words[match.end : match.end + 1] not in _ELSEWHERE
    )


def _is_heartfelt(reading: ReplyReading, match: CueMatch, clause: int) -> bool:
    return match.cue == _REFUSAL and is_heartfelt(reading, match, reading.clauses[clause])


def _asked_how(reading: ReplyReading) -> frozenset[int]:
    """Return the clauses that are all of a "how can I help you", or its end, where an unpunctuated text was cut in it."""
    asked = [match for match in reading.cues if match.cue == _HOW_HELP]
    if not asked:
        return frozenset()
    return frozenset(
        at
        for at, (start, end) in enumerate(reading.clauses)
        for match in asked
        if start < match.end <= end and (match.start <= start or _is_all(reading, at, (match.start,)))
    )


def _is_all(reading: ReplyReading, clause: int, starts: Sequence[int]) -> bool:
    """Tell whether each part of a clause between commas holds one of some courtesies, but for parts of few words."""
    begin, end = reading.clauses[clause]
    words, code = reading.tokens.words, reading.tokens.code
    if _COMMA not in code[begin:end]:
        return True  # it was given for one of its courtesies
    # "Really, really sorry" is one part.
    commas = [at for at in range(begin, end) if code[at] == _COMMA and words[at - 1] != words[min(at + 1, end - 1)]]
    parts = zip([begin, *commas], [*commas, end], strict=True)
    return all(after - at <= _FEW_WORDS or any(at <= start < after for start in starts) for at, after in parts)


def _is_bare(reading: ReplyReading, clause: int) -> bool:
    start, end = reading.clauses[clause]
    words = [word for word in reading.tokens.words[start:end] if word[:1].isalpha()]
    return 0 < len(words) <= _FEWEST_WORDS and _ASSENTS.issuperset(words)


def only_greets(reading: ReplyReading, clause: int) -> bool:
    """Tell whether a clause says nothing beside a greeting or farewell: "Dear Ms Ito", "Hey" and a name, "Kind regards"."""
    start, end = reading.clauses[clause]
    if reading.zones[start] != _GREETING:
        return reading.zones[start] == _SIGN_OFF
    first, last = trim_span(reading, start, end)
    return reading.zones[first] == _GREETING or last - first == 1


def _is_asked(reading: ReplyReading, clause: int) -> bool:
    """Tell whether a clause is of a sentence that ends in a question mark."""
    tokens, start = reading.tokens, reading.clauses[clause].start
    if tokens.words[start : start + 3] == _SELLS:
        return False
    end = tokens.code.find(_END, max(start, reading.clauses[clause].end - 1))
    return end >= 0 and _QUESTION in tokens.words[end]


def _is_short(reading: ReplyReading, clause: int) -> bool:
    first, last = trim_span(reading, *reading.clauses[clause])
    return last - first < _FEWEST_WORDS


def _moves(reading: ReplyReading, match: CueMatch) -> bool:
    if match.cue == _DM_US:
        return reading.tokens.words[match.end - 1] in _YOUR
    return match.cue == _HAND_OFF and moves_customer(reading, match)
