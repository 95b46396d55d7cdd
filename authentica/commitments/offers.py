"""Offers: what a reply asks whether it may do, which is a promise once the customer accepts: "Shall I book it?", "Yes please"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from authentica.commitments.actions import action_topic, verb_from
from authentica.commitments.actors import acting_for
from authentica.commitments.cores import OTHER_TOPIC, Core
from authentica.commitments.replytext import SENTENCE_ENDS, ReplyText
from authentica.commitments.vocabulary import EMPTY_VERBS
from authentica.language.clauses import Clause
from authentica.language.reading import ReplyReading
from authentica.schema import Actor

__all__ = ["accepts", "may_offer", "nods", "offer_in"]

_OFFERING = re.compile(r"\b(?:shall|should|want|like|wish|prefer)\b", re.IGNORECASE)
_STOCK = frozenset(("help", "assist"))
_STOCK_OBJECTS = frozenset(("else", "anything"))
_BEFORE_WANT = frozenset(("do", "would", "'d", "you", "u"))
_PREFIXES = 6
# "I can post you a copy if you like."
_IF_YOU_LIKE = frozenset(("like", "want", "wish", "prefer", "'d", "would"))
_OPENERS = frozenset("oh ah ooh um uh hm hmm er well hi hello hey haha lol thanks thank cheers".split())
_ASSENT = frozenset(
    (
        "yes", "yeah", "yep", "yup", "yess", "yea", "aye", "sure", "please", "pls", "plz", "ok", "okay", "k", "kk", "alright", "absolutely",
        "definitely", "certainly", "indeed", "agreed", "deal", "correct", "great", "perfect", "lovely", "brilliant", "fine",
    )
)  # fmt: skip
# "That would be great", "go ahead", "why not": assent by what comes next.
_SECOND: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "all": frozenset(("right",)),
        "by": frozenset(("all",)),
        "do": frozenset(("it", "so", "that", "please")),
        "go": frozenset(("ahead", "for", "on")),
        "good": frozenset(("idea", "plan")),
        "if": frozenset(("you",)),
        "of": frozenset(("course",)),
        "sounds": frozenset(("good", "great", "perfect", "fine", "lovely")),
        "that": frozenset(("would", "'d", "works", "is", "'s", "sounds", "will")),
        "why": frozenset(("not",)),
        "would": frozenset(("you", "be")),
    }
)
_NODDING = _OPENERS | frozenset(
    """
    ok okay k kk alright great perfect lovely brilliant fine cool good sure you so very much thx
    """.split()
)
_WORD = re.compile(r"\w+")
# Wherever it stands in the first sentence: "I'd love that", "Friday works for me", "it certainly would".
_ASSENTING = frozenset(
    (
        "would love that", "'d love that", "would love it", "'d love it", "would appreciate it", "would appreciate that", "'d appreciate it",
        "'d appreciate that", "would like that", "'d like that", "works for me", "works for us", "fine by me", "fine with me", "it would",
        "it certainly would", "go on then", "go ahead", "please do", "be grateful",
    )
)  # fmt: skip
_LONGEST_ASSENT = 3
_DISSENT = frozenset(("no", "not", "nope", "nah", "never", "but", "wait", "first", "actually", "instead", "rather"))
# "Yes, if you don't mind" dissents from nothing.
_NOT_MIND = ("not", "mind")
_OPENING_WORDS = 8


def may_offer(text: str) -> bool:
    """Whether a reply has the words that an offer cannot do without."""
    return _OFFERING.search(text) is not None


def offer_in(text: ReplyText, clause: Clause) -> Core | None:
    """Read "Shall I book it?", "would you like me to cancel it?", "want me to call them?", "I can send you one if you like"."""
    for at in range(clause.start, min(clause.end, clause.start + _PREFIXES)):
        word, after = text.word(at), text.word(at + 1)
        start, subject = at, at + 1
        if word in ("shall", "should") and after in ("i", "we"):
            verb = at + 2
        elif word in ("want", "like") and after in ("me", "us") and text.word(at + 2) == "to":
            verb = at + 3
        elif word in ("i", "we") and after in ("can", "could") and _is_left_to_customer(text, at, clause):
            verb, subject = at + 2, at
        else:
            continue
        while start > clause.start and text.word(start - 1) in _BEFORE_WANT:
            start -= 1
        left = subject == at
        asked = left or text.asks(clause) or (clause.end == len(text.words) and start == clause.start)
        verb, _ = verb_from(text, verb, clause)
        if not asked or verb >= clause.end or text.is_negated(start, verb + 1) or "be" in text.words[at:verb]:
            return None
        topic = action_topic(text, verb, clause)
        if text.word(verb) in (_STOCK | EMPTY_VERBS) - {"have"} or text.has(_STOCK_OBJECTS, verb, clause.end):
            return None
        actor = acting_for(text, Actor.AGENT, subject, topic)
        return Core(start, verb, actor, topic or OTHER_TOPIC, None)
    return None


def _is_left_to_customer(text: ReplyText, at: int, clause: Clause) -> bool:
    """Whether a clause goes on with "if you like", "if you'd prefer"."""
    return any(
        text.word(place) == "if" and text.word(place + 1) == "you" and text.word(place + 2) in _IF_YOU_LIKE
        for place in range(at + 2, clause.end)
    )


def accepts(reading: ReplyReading) -> bool:
    """Whether a customer's message takes up an offer: "yes please", "oh, go ahead", "I'd love that"; not "yes, but"."""
    said = _first_sentence(reading)
    if not said:
        return False
    second = said[1] if len(said) > 1 else ""
    opens = said[0] in _ASSENT or second in _SECOND.get(said[0], ())
    phrases = (" ".join(said[at : at + n]) for at in range(len(said)) for n in range(2, _LONGEST_ASSENT + 1))
    assents = opens or any(phrase in _ASSENTING for phrase in phrases)
    dissents = any(
        word in _DISSENT and tuple(said[at : at + 2]) != _NOT_MIND for at, word in enumerate(said[:_OPENING_WORDS])
    )
    return assents and (said[0] == "why" or not dissents)


def nods(text: str) -> bool:
    """Whether a customer's message says nothing but "ok" and thanks."""
    return _NODDING.issuperset(_WORD.findall(text.lower()))


def _first_sentence(reading: ReplyReading) -> list[str]:
    """Return the words of the first sentence that has any beside greetings, thanks and the like."""
    said: list[str] = []
    for word, kind in zip(reading.tokens.words, reading.tokens.code, strict=True):
        if kind in SENTENCE_ENDS:
            if said:
                break
        elif (word[:1].isalpha() or word == "'d") and (said or not (word in _OPENERS or word == "you")):
            said.append(word)
    return said
