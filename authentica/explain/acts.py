"""Clauses that take nothing on, whatever a model reads in their verbs: a reproach, a threat, what a message is written for."""

from __future__ import annotations

from collections.abc import Sequence

from authentica.explain.flags import obliges
from authentica.explain.spans import sentence_around
from authentica.language.clauses import Clause
from authentica.language.reading import ReplyReading

__all__ = ["takes_nothing_on", "threatening_clauses", "threatens"]

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
    shout shouting insult insulting swear swearing curse cursing yell yelling scream screaming threaten threatening abuse abusing abusive
    pester pestering harass harassing rude
    """.split()
)
# "If you keep on shouting", "if you are being rude", "if you do not stop swearing".
_GO_ON = frozenset("keep keeping continue carry on to are be being do not stop ever".split())
_LASTS = frozenset(("keep", "continue"))
_RAISES = frozenset(("raise", "raising"))
_SOFTENS = frozenset("change lower mind moderate watch".split())
_YOURS = (("your", "voice"), ("your", "tone"))
_WRITES = frozenset("write call contact email message post".split())
# Whom a threat hits; "if you call again tomorrow I will cancel the old order" hits nobody.
_THEIRS = frozenset("account number profile membership access".split())
_NEAR = 3


def takes_nothing_on(reading: ReplyReading, clause: Clause) -> bool:
    """Tell whether a clause takes nothing on: its words show no ownership, even where the reply as a whole does."""
    start, end = clause
    words = reading.tokens.words[start:end]
    cues = [match for match in reading.cues if start <= match.start < end]
    if any(match.cue.startswith(_BLAMES) for match in cues) or threatens(reading, clause):
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


def threatening_clauses(reading: ReplyReading) -> frozenset[int]:
    """Return the numbers of the clauses of a reply that threaten."""
    return frozenset([at for at, clause in enumerate(reading.clauses) if threatens(reading, clause)])


def threatens(reading: ReplyReading, clause: Clause) -> bool:
    """Tell whether "I" or "we" will end the talk, bar the customer, or punish them for what they say."""
    tokens = reading.tokens
    words = tokens.words[clause.start : clause.end]
    if _PUNISHES.isdisjoint(words) or _WILL.isdisjoint(words):
        return False
    hits = [at for at, word in enumerate(words) if word in _PUNISHES and "not" not in words[max(0, at - _NEAR) : at]]
    ends = any(
        words[at] in _ENDS and words[at - 1 : at] != ("the",) and not _TALK.isdisjoint(words[at + 1 : at + 4])
        for at in hits
    )
    if ends or any(words[at] in _BARS and words[at + 1 : at + 2] == ("you",) for at in hits):
        return True
    sentence = tokens.words[slice(*sentence_around(reading, *clause))]
    yous = [at for at, word in enumerate(sentence) if word == "you"]
    if not hits or not yous:
        return False
    hits_them = any(
        words[at + 1 : at + 2] == ("you",)
        or (words[at + 1 : at + 2] == ("your",) and not _THEIRS.isdisjoint(words[at + 2 : at + 4]))
        for at in hits
    )
    return any(_abuses(sentence, at) or (hits_them and _insists(sentence, at)) for at in yous)


def _abuses(words: Sequence[str], you: int) -> bool:
    """Tell whether what "you" do or are is abuse; "if you send me the abusive review" tells of none."""
    at = you + 1
    while at < len(words) and words[at] in _GO_ON:
        at += 1
    led = words[you + 1 : at]
    if words[you - 1 : you] != ("if",) and _LASTS.isdisjoint(led):
        return False
    is_not = "not" in led
    verb, is_voice = words[at : at + 1], words[at + 1 : at + 3] in _YOURS
    if is_voice and not _SOFTENS.isdisjoint(verb):
        return is_not
    if not _ABUSES.isdisjoint(verb) or (is_voice and not _RAISES.isdisjoint(verb)):
        return is_not is ("stop" in led)
    return False


def _insists(words: Sequence[str], you: int) -> bool:
    """Tell whether "you" are thought to write or call again."""
    return (
        words[you - 1 : you] == ("if",)
        and not _WRITES.isdisjoint(words[you + 1 : you + 2])
        and "again" in words[you + 2 : you + 2 + _NEAR + 1]
    )
