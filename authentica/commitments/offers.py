"""Offers: what a reply asks whether it may do, which is a promise once the customer accepts: "Shall I book it?", "Yes please"."""

from __future__ import annotations

import re
from itertools import islice

from authentica.commitments.actions import action_topic, verb_from
from authentica.commitments.actors import acting_for
from authentica.commitments.cores import OTHER_TOPIC, Core
from authentica.commitments.replytext import ReplyText
from authentica.commitments.vocabulary import EMPTY_VERBS
from authentica.language.clauses import Clause
from authentica.language.reading import ReplyReading
from authentica.schema import Actor

__all__ = ["accepts", "may_offer", "offer_in"]

_OFFERING = re.compile(r"\b(?:shall|should|want|like)\b", re.IGNORECASE)
_SELF = frozenset(("i", "we", "me", "us"))
_STOCK = frozenset(("help", "assist"))
_STOCK_OBJECTS = frozenset(("else", "anything"))
_BEFORE_WANT = frozenset(("do", "would", "'d", "you", "u"))
_PREFIXES = 6
_ASSENT = frozenset(
    (
        "yes", "yeah", "yep", "yup", "yess", "sure", "please", "pls", "ok", "okay", "absolutely", "definitely", "correct", "great", "perfect",
        "lovely", "brilliant", "go", "do", "that", "sounds", "why",
    )
)  # fmt: skip
# "That would be great", "go ahead", "why not": assent by what comes next.
_SECOND = {
    "go": frozenset(("ahead", "for", "on")),
    "do": frozenset(("it", "so", "that", "please")),
    "that": frozenset(("would", "'d", "works", "is", "'s", "sounds", "will")),
    "sounds": frozenset(("good", "great", "perfect", "fine", "lovely")),
    "why": frozenset(("not",)),
}
_DISSENT = frozenset(("no", "not", "nope", "never", "but", "wait", "first", "actually", "instead"))
_OPENING_WORDS = 8


def may_offer(text: str) -> bool:
    """Whether a reply has the words that an offer cannot do without."""
    return _OFFERING.search(text) is not None


def offer_in(text: ReplyText, clause: Clause) -> Core | None:
    """Read "Shall I book it?", "should we send a new one?", "would you like me to cancel it?", "want me to call them?"."""
    for at in range(clause.start, min(clause.end, clause.start + _PREFIXES)):
        word, after = text.word(at), text.word(at + 1)
        if after not in _SELF:
            continue
        if word in ("shall", "should") and after in ("i", "we"):
            verb, _ = verb_from(text, at + 2, clause)
        elif word in ("want", "like") and after in ("me", "us") and text.word(at + 2) == "to":
            verb, _ = verb_from(text, at + 3, clause)
        else:
            continue
        start = at
        while start > clause.start and text.word(start - 1) in _BEFORE_WANT:
            start -= 1
        asked = text.asks(clause) or (clause.end == len(text.words) and start == clause.start)
        if not asked or verb >= clause.end or text.is_negated(start, verb + 1) or "be" in text.words[at:verb]:
            return None
        topic = action_topic(text, verb, clause)
        if text.word(verb) in (_STOCK | EMPTY_VERBS) - {"have"} or text.has(_STOCK_OBJECTS, verb, clause.end):
            return None
        actor = acting_for(text, Actor.AGENT, at + 1, topic)
        return Core(start, verb, actor, topic or OTHER_TOPIC, None)
    return None


def accepts(reading: ReplyReading) -> bool:
    """Whether a customer's message takes up an offer: "yes please", "go ahead", "that'd be great"; not "yes, but"."""
    said = [
        *islice((word for word in reading.tokens.words if word[:1].isalpha() or word == "'d"), _OPENING_WORDS),
        "",
        "",
    ]
    assents = said[0] in _ASSENT and (said[0] not in _SECOND or said[1] in _SECOND[said[0]])
    return assents and (said[0] == "why" or _DISSENT.isdisjoint(said))
