"""Flags: the words they rest on, and what is said of some of them elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from authentica.explain.closings import is_closing
from authentica.explain.spans import trim_span
from authentica.language.clauses import Clause, clause_of
from authentica.language.lexicon import CueMatch
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading
from authentica.privacy.flags import FLAGS_OF_ISSUES
from authentica.privacy.spans import evidence_of
from authentica.schema import Evidence, Flag, PrivacyFinding, PrivacyIssue

__all__ = [
    "HOLLOW_APOLOGY",
    "asked_secret",
    "flag_evidence",
    "keeps_it",
    "leaves_nothing",
    "moves_customer",
    "obliges",
    "pushed_away",
]

_PUSHED_CUES = ("ownership.push.you_need", "ownership.push.third", "flag.deflection")
_YOU_NEED, _THIRD = _PUSHED_CUES[:2]
_APOLOGY = "empathy.apology."
_HAND_OFF = "flag.hand_off"
_SENDING = (_HAND_OFF, "flag.deflection")
# A word says it by itself; all else is said by a clause.
_BY_A_WORD = "flag.human_voice"
HOLLOW_APOLOGY = f"flag.{Flag.HOLLOW_APOLOGY.value}"
"""The cue whose words are a sorry."""
# "You have to" leaves them with it; "you'll get" tells what comes, "you can find" answers, and "you can call" sends them on.
_OBLIGED = frozenset("need have must ought".split())
# "You don't have to", "you need not", "no need to", "all you have to do is" leave nothing with them; "you can keep it" and "for free" give.
_NOT = frozenset(("not", "no"))
_NEED = frozenset(("need", "have", "having"))
_MAY = frozenset(("can", "may"))
# "When do you need to go?" and "if you have to pay" oblige nobody.
_ASKED = frozenset("do does did will would should if when whether had".split())
_TO_KEEP = frozenset(("keep", "stay", "hang", "enjoy"))
_WANTED = _OBLIGED | {"want"}
_MUST = _WANTED - {"have"}
_NO_GIFTS = (("stay", "on"), ("hang", "up"), ("keep", "on"))
_FREE = frozenset(
    [*((no, cost) for no in ("no", "without") for cost in ("charge", "cost", "fee")), ("for", "free"), ("free", "of")]
)
_GIVING = _NEED | _MAY | {"charge", "cost", "fee", "free"}
"""A clause without any of them gives nothing."""
_NEAR = 3
_ROUTES = frozenset(
    "contact call email visit reach write speak chat ring phone approach ask consult file submit fill request apply raise".split()
)
# Where somebody else is named, these send the customer there or leave it with them.
_SENDS = frozenset(
    """
    contact see speak check ask reach reaching request file raise visit call ring direct refer report complete take write
    """.split()
)
_WORK = _ROUTES | _SENDS | frozenset("do send return bring pay provide".split())
_THEIRS = frozenset(
    """
    not responsible responsibility matter business side depends depending must their
    """.split()
)
# Who moves is the company where it is the subject, unless it asks; "your call" and "thanks for your email" move nobody.
_COMPANY = frozenset("i we they he she it who team colleague someone somebody replied answered".split())
_US = frozenset(("i", "we"))
_ACTORS = _US | {"you"}
_WAYS = frozenset((Kind.URL.value, Kind.HANDLE.value))
_CONVEYS = frozenset(
    "connect connecting direct directing forward move moving pass passing put putting redirect refer referring send sending transfer transferring".split()
)
_THANKS = frozenset(("thank", "thanks"))
# Who speaks without any mark goes on after the thanks: "thank you for calling … I'll need to transfer you".
_FARTHEST_THANKS = 10
_ASKS = frozenset("you please kindly recommend recommended suggest advise advised encourage ask invite let".split())
_MOVED = frozenset(("us", "me", "you"))
_BY = ("by",)
_BY_THEM = ("by", "them")
_PART_ENDS = frozenset((Kind.COMMA.value, Kind.EMOJI.value))
_NOUNS = frozenset("call contact email e-mail mail visit chat message".split())
_OF_A_NOUN = frozenset("your our the a an this that my any every next each phone telephone video".split())


def flag_evidence(
    flags: Iterable[Flag], reading: ReplyReading, privacy: Iterable[PrivacyFinding]
) -> tuple[Evidence, ...]:
    """Return where flags were seen, of those that a finding on personal data or a cue shows; first what findings show."""
    raised = {f"flag.{flag.value}" for flag in flags}
    found = []
    for finding in privacy:
        for cue in (f"flag.{flag.value}" for flag in FLAGS_OF_ISSUES.get(finding.issue, ())):
            if cue in raised:
                raised.discard(cue)
                found.append(replace(finding.evidence[0], cue=cue))
    for match in reading.cues:
        if match.cue in raised and (match.cue not in _SENDING or _sends(reading, match)):
            raised.discard(match.cue)
            said = match if match.cue == _BY_A_WORD else _clause_of(reading, match)
            first, last = trim_span(reading, said.start, said.end, with_sorry=match.cue == HOLLOW_APOLOGY)
            found.append(evidence_of(reading.tokens, first, last, match.cue))
    return tuple(found)


def asked_secret(privacy: Iterable[PrivacyFinding]) -> str | None:
    """Return the words that ask for what no agent should ask for, or None."""
    asked = next((finding for finding in privacy if finding.issue is PrivacyIssue.ASKS_SECRET), None)
    return None if asked is None else " ".join((asked.evidence[0].text or "").split())


def pushed_away(reading: ReplyReading, *, is_deflected: bool = True) -> str | None:
    """Return the words that leave the customer with the work, or None; a "you can" does so only in a reply that deflects."""
    for wanted in _PUSHED_CUES:
        for match in reading.cues:
            if match.cue == wanted and _pushes(reading, match, is_deflected=is_deflected):
                # The cue is a word or two; what it pushes away stands in its clause.
                return " ".join(reading.tokens.quote(*trim_span(reading, *_clause_of(reading, match))).split())
    return None


def obliges(reading: ReplyReading, match: CueMatch) -> bool:
    """Tell whether a cue says that the customer has to do something."""
    return match.cue == _YOU_NEED and _pushes(reading, match, is_deflected=False)


def leaves_nothing(reading: ReplyReading, clause: Clause) -> bool:
    """Tell whether a clause says that the customer has nothing to do, or gives them something."""
    words = reading.tokens.words[clause.start : clause.end]
    if _GIVING.isdisjoint(words):
        return False
    for at, word in enumerate(words):
        if word not in _NEED and word not in _MAY:
            continue
        before, after = words[max(0, at - _NEAR) : at], words[at + 1 : at + 3]
        # "No need to be upset" spares them nothing.
        is_work = not _WORK.isdisjoint(after[1:])
        if word in _NEED and (
            before[-2:] == ("all", "you")
            or (
                is_work
                and ((word == "need" and after[0] == "not") or (after[0] == "to" and not _NOT.isdisjoint(before)))
            )
        ):
            return True
        gives = word in _MAY and words[at - 1 : at] == ("you",) and not _TO_KEEP.isdisjoint(after[:1])
        # "You can keep checking", "stay on hold" and "hang up" give nothing.
        if gives and after not in _NO_GIFTS and not after[-1].endswith("ing"):
            return True
    pairs = set(pairwise(words))
    # "There is no charge on file, you have to contact your bank" gives nothing.
    obliges = ("have", "to") in pairs or not _MUST.isdisjoint(words)
    return not obliges and not _FREE.isdisjoint(pairs)


def _pushes(reading: ReplyReading, match: CueMatch, *, is_deflected: bool) -> bool:
    clause = _clause_of(reading, match)
    if leaves_nothing(reading, clause) or is_closing(reading, clause):
        return False
    if match.cue == _YOU_NEED:
        return _obliges(reading, match, is_deflected=is_deflected)
    return _leaves_it(reading, match, clause) if match.cue == _THIRD else not _is_asked(reading, match)


def _sends(reading: ReplyReading, match: CueMatch) -> bool:
    clause = _clause_of(reading, match)
    if leaves_nothing(reading, clause):
        return False
    if match.cue == _HAND_OFF:
        return moves_customer(reading, match)
    return not (_is_asked(reading, match) or is_closing(reading, clause))


def _is_asked(reading: ReplyReading, match: CueMatch) -> bool:
    """Tell whether what "you" need or have to do is asked, or only thought of: "do you have to go?"."""
    words = reading.tokens.words
    before = words[max(0, match.start - 2) : match.start]
    if before[-1:] == ("not",):
        before = before[:-1]  # "don't you have to"
    return (
        words[match.start] == "you"
        and not _ASKED.isdisjoint(before[-1:])
        and not _WANTED.isdisjoint(words[match.start : match.end])
    )


def _clause_of(reading: ReplyReading, match: CueMatch) -> Clause:
    clause = clause_of(match.start, reading.clauses)
    return Clause(match.start, match.end) if clause is None else reading.clauses[clause]


def _obliges(reading: ReplyReading, match: CueMatch, *, is_deflected: bool) -> bool:
    """Tell whether "you" have to do something, or are sent where you can, in words that are not the customer's own."""
    words = reading.tokens.words[match.start : match.end]
    return not (match.end - 1 in reading.borrowed or _is_asked(reading, match)) and (
        not _OBLIGED.isdisjoint(words) or ((is_deflected or "want" in words) and words[-1] in _ROUTES)
    )


def _leaves_it(reading: ReplyReading, match: CueMatch, clause: Clause) -> bool:
    """Tell whether a clause that names somebody else sends the customer there, or leaves it with them; "the driver has it" does not."""
    words = reading.tokens.words[clause.start : clause.end]
    # "I see that they have it" sends nobody.
    sends = not _SENDS.isdisjoint(words) and (_US.isdisjoint(words) or not _ASKS.isdisjoint(words))
    # "Made by the manufacturer", but "the driver will be with you by 6".
    is_theirs = reading.tokens.words[match.start - 1 : match.start] == _BY or _BY_THEM in pairwise(words)
    if not sends and not is_theirs and _THEIRS.isdisjoint(words):
        return False
    # "Sorry the driver did that" leaves the customer with nothing to do.
    return not any(clause.start <= m.start < clause.end and m.cue.startswith(_APOLOGY) for m in reading.cues)


def keeps_it(reading: ReplyReading, clause: int) -> bool:
    """Tell whether "I" or "we" act in a clause that sends the customer nowhere: "we'll look at it", but "we can't help here"."""
    start, end = reading.clauses[clause]
    words = reading.tokens.words[start:end]
    if not (_NOT.isdisjoint(words) and _WAYS.isdisjoint(reading.tokens.code[start:end])):
        return False
    actor = next((at for at, word in enumerate(words) if word in _ACTORS), None)
    if actor is None or words[actor] == "you":
        return False
    after = words[actor + 1 :]
    return not any(
        word == "you" and not (_CONVEYS.isdisjoint(after[max(0, at - 1) : at]) and _ROUTES.isdisjoint(after[at + 1 :]))
        for at, word in enumerate(after)
    )


def moves_customer(reading: ReplyReading, match: CueMatch) -> bool:
    """Tell whether it is the customer who is to move: not "your call", nor "we will contact you", nor by a closing."""
    words, clause = reading.tokens.words, _clause_of(reading, match)
    before: list[str] = []
    for at in range(match.start - 1, clause.start - 1, -1):
        if reading.tokens.code[at] in _PART_ENDS:
            break
        before.append(words[at])
    if not _THANKS.isdisjoint(before[:_FARTHEST_THANKS]) or (
        before and words[match.start] in _NOUNS and before[0] in _OF_A_NOUN
    ):
        return False
    if is_closing(reading, clause):
        return False
    if not _MOVED.isdisjoint(words[match.start : match.end]):
        return True
    return _COMPANY.isdisjoint(before) or not _ASKS.isdisjoint(before)
