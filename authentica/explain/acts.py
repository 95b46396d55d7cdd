"""Clauses that take nothing on, whatever a model reads in their verbs: a reproach, a threat, what a message is written for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from authentica.explain.flags import obliges
from authentica.language.clauses import Clause
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading

__all__ = ["takes_nothing_on"]

_ACTS = ("ownership.act.", "ownership.fault.", "ownership.bring.")
_BLAMES = "ownership.blame."
_RECEIVED = frozenset(("received", "noted"))
# "I am writing to you", "reaching out in response", "this is to inform you"; but "I'm writing to the depot" is an act.
_WRITING = frozenset("writing contacting emailing messaging".split())
_REACHING = ("reaching", "out")
_OCCASIONS = frozenset("regarding about concerning in with as on to".split())
_TO_WHOM = frozenset("you inform let tell confirm acknowledge advise follow".split())
_LEADS = frozenset(
    (
        ("in", "response"),
        ("in", "reply"),
        ("in", "reference"),
        ("with", "reference"),
        ("with", "regard"),
        ("to", "inform"),
    )
)
_THIS_IS_TO = ("this", "is", "to")
_WILL = frozenset("will 'll am are have must going shall".split())
_ENDS = frozenset("terminate terminating end ending disconnect disconnecting".split())
_TALK = frozenset("call chat conversation".split())
_BARS = frozenset("block blocking ban banning mute muting".split())
_PUNISHES = _ENDS | _BARS | frozenset("close closing cancel suspend report delete".split())
_ABUSES = frozenset(
    """
    raise raising shout shouting insult insulting swear swearing threaten threatening abuse abusing abusive rude spam spamming pester
    pestering tone
    """.split()
)
_WRITES = frozenset("write call contact email message post".split())
_IF_YOU = ("if", "you")
_FARTHEST_IF = 20
_SENTENCE_ENDS = frozenset((Kind.SENTENCE_END.value, Kind.NEWLINE.value))


def takes_nothing_on(reading: ReplyReading, clause: Clause) -> bool:
    """Tell whether a clause takes nothing on: its words show no ownership, even where the reply as a whole does."""
    start, end = clause
    words = reading.tokens.words[start:end]
    cues = [match for match in reading.cues if start <= match.start < end]
    if any(match.cue.startswith(_BLAMES) for match in cues) or _threatens(reading, clause):
        return True
    led = _lead(words)
    if led is None and not any(obliges(reading, match) for match in cues):
        return False
    # "I am writing to tell you that we have refunded it" names an act, "… that it was received" none.
    return not any(
        match.cue.startswith(_ACTS)
        and match.start >= start + (led or 0)
        and reading.tokens.words[match.end - 1] not in _RECEIVED
        for match in cues
    )


def _lead(words: Sequence[str]) -> int | None:
    """Return where the words end that say what a message is written for, if some do."""
    if words[:2] in _LEADS or words[:3] == _THIS_IS_TO:
        return 2
    for at, word in enumerate(words):
        if word in _WRITING or words[at : at + 2] == _REACHING:
            after = words[at + 1 + (word not in _WRITING) :]
            if after[:1] == ("you",):
                after = after[1:]
            if not _OCCASIONS.isdisjoint(after[:1]) and (after[0] != "to" or not _TO_WHOM.isdisjoint(after[1:2])):
                return at + 1
    return None


def _threatens(reading: ReplyReading, clause: Clause) -> bool:
    """Tell whether "I" or "we" will end the talk, bar the customer, or punish them for what they say."""
    tokens = reading.tokens
    words = tokens.words[clause.start : clause.end]
    if _PUNISHES.isdisjoint(words) or _WILL.isdisjoint(words):
        return False
    for at, word in enumerate(words):
        after = words[at + 1 : at + 4]
        if word in _ENDS and words[at - 1 : at] != ("the",) and not _TALK.isdisjoint(after):
            return True
        if word in _BARS and after[:1] == ("you",):
            return True
    begin = clause.start
    while begin > max(0, clause.start - _FARTHEST_IF) and tokens.code[begin - 1] not in _SENTENCE_ENDS:
        begin -= 1
    sentence = tokens.words[begin : clause.end]
    whens = [sentence[at + 2] for at, pair in enumerate(pairwise(sentence[:-1])) if pair == _IF_YOU]
    return ("again" in sentence and not _WRITES.isdisjoint(whens)) or (bool(whens) and not _ABUSES.isdisjoint(sentence))
