"""Hand-offs: a reply that leaves the next step to somebody, and to whom.

To the customer, where it tells them to do something: an errand ("please send us the form") or a step ("open the settings"); asking
them a question is none. To the agent, a team or somebody else, where the reply says so or promises it.
"""

from __future__ import annotations

from collections.abc import Sequence

from authentica.conversation.reader import MessageReading, Sentence
from authentica.schema import Actor, Commitment, ConversationFinding, FindingKind, MessageSpan, NextActor

__all__ = ["find_handoff"]

# Whoever is farthest from the agent decides: "please sign here, then our bank will call you" waits for the bank.
_ORDER = (NextActor.THIRD_PARTY, NextActor.TEAM, NextActor.CUSTOMER, NextActor.AGENT)
# Who writes "we will" is still the customer's counterpart; a team that is named is found by its cue.
_PROMISED = {
    Actor.THIRD_PARTY: NextActor.THIRD_PARTY,
    Actor.CUSTOMER: NextActor.CUSTOMER,
    Actor.AGENT: NextActor.AGENT,
    Actor.COMPANY: NextActor.AGENT,
}
# "It takes six days" and "we hope to see you" leave nothing to do.
_FIRST_PERSON = frozenset(("i", "we", "i'll", "we'll", "i’ll", "we’ll", "i'm", "we're", "i’m", "we’re", "let"))
_WISHES = frozenset(("hope", "hoping", "love", "wish"))
# "Call me", "reach out to me", "drop me a line" tell how to get hold of the writer; "email me the form" is an errand.
_CONTACTING = frozenset("call ring phone text message email mail dm pm reach contact write speak".split())
_DROPPING = frozenset(("send", "drop", "shoot", "give"))
_GETTING_HOLD = _CONTACTING | _DROPPING
_NOTES = frozenset(("message", "line", "note", "dm", "pm", "email", "mail", "text", "call", "ring", "shout"))
_ARTICLES = frozenset(("a", "an", "the", "your", "this", "that", "any", "some"))
_ME_WITHIN = 3
_PARTICLES = frozenset(("in", "out", "up", "off", "on", "over", "around", "down"))
_OF_THINGS = frozenset("is are was takes took opens closes starts begins ends will costs works can should".split())
_NOUNS_OF_THINGS = frozenset("desk desks counter counters time times hours fee fees and for from by".split())
_WRITERS = frozenset(("i", "we", "me", "us"))
_TOLD = frozenset(("you", "your", "please"))
# What may stand before an order, and words that begin its object: "update the app".
_BEFORE_ORDERS = frozenset(
    "just hi hello then or and so alternatively first firstly next also now simply finally ok instead ,".split()
)
_BEGIN_OBJECTS = frozenset(
    "the a an your this that these those our my its it them me us all any both each every".split()
)
_NO_NOUNS = _TOLD | frozenset(
    "ensure verify make try remove use select choose set add enable disable install enter click press".split()
)
# Who orders uses no verb of a statement before the next clause, but in "check lights are on".
_STATING = frozenset("is are was were has had does did will would went came arrived".split())
_BEGIN_CLAUSES = frozenset(
    "if when while so that which who what how why where whether and or but i you we they he she".split()
)
_DONE = frozenset("done made sent gone taken given complete ready successful pending".split())
_OF_NOUNS = frozenset(("of", "from", "on"))
_AFTER_DONE = frozenset("at on in by for from with and today yesterday this last again".split())
_LONGEST_HEADING = 4
_LONGEST_SUBJECT = 10
# The verbs of the cue "call your bank".
_TURNING = frozenset(("contact", "call", "ask", "speak", "speaking", "reach", "email", "talk", "check"))
_ELSEWHERE = frozenset(("dm", "dms", "pm", "email", "form", "<url>"))


def find_handoff(reading: MessageReading, promises: Sequence[Commitment] = ()) -> ConversationFinding | None:
    """Return who must act after an agent's message, or None where it hands nothing on.

    Its `promises` tell it where no cue shows who acts.
    """
    for actor in _ORDER:
        for cue in reading.cues_of(f"handoff.{actor.value}"):
            sentence = next((s for s in reading.sentences if s.start <= cue.start < s.end), None)
            if actor is NextActor.CUSTOMER:
                hands_on = not (
                    _asks_for_data(reading, sentence)
                    or _leads_to_writer(reading, cue.start, cue.end)
                    or _names_a_thing(reading, cue.start, cue.end)
                    or (sentence is not None and _states(reading, sentence, cue.start, cue.end))
                )
            else:
                asked = sentence is not None and sentence.question
                own = actor is NextActor.THIRD_PARTY and _is_own(reading, sentence, cue.start, cue.end)
                hands_on = not asked and not own
            if hands_on:
                return _finding(reading, actor, reading.span(cue.start, cue.end))
    for promise in promises:
        words = promise.quote.text.lower().split()
        own = words[:1] != [] and (words[0] in _FIRST_PERSON or promise.actor is Actor.THIRD_PARTY)
        if not own or not _WISHES.isdisjoint(words):
            continue
        shown = MessageSpan(
            index=reading.index,
            message_id=reading.message.message_id,
            start=promise.action.start,
            end=promise.action.end,
            text=promise.action.text,
        )
        return _finding(reading, _PROMISED[promise.actor], shown)
    return None


def _is_own(reading: MessageReading, sentence: Sentence | None, start: int, end: int) -> bool:
    """Tell whether the writer turns to somebody else, and so acts, or goes on to speak of something else: "I'll call the courier"."""
    words = reading.tokens.words
    said = words[sentence.start : start] if sentence is not None else ()
    before = next((word for word in reversed(said) if word in _WRITERS | _TOLD), "")
    return not _WRITERS.isdisjoint(words[start:end]) or (before in _WRITERS and words[start] in _TURNING)


def _asks_for_data(reading: MessageReading, sentence: Sentence | None) -> bool:
    """Tell whether a sentence asks for data, to be given right here."""
    if sentence is None:
        return False
    words = reading.tokens.words[sentence.start : sentence.end]
    # The "pm" of "5 pm" is an hour.
    places = {word for word, before in zip(words, ("", *words), strict=False) if before != "<number>"}
    return bool(reading.cues_of("data.ask.", sentence.start, sentence.end)) and _ELSEWHERE.isdisjoint(places)


def _leads_to_writer(reading: MessageReading, start: int, end: int) -> bool:
    """Tell whether the tokens only say how to get hold of the writer, who keeps the case: "call me on …", "you can reach me at …"."""
    words = reading.tokens.words
    for at in range(start, end):
        following = words[at + 1 : at + 1 + _ME_WITHIN]
        if words[at] not in _GETTING_HOLD or "me" not in following:
            continue
        me = at + 1 + following.index("me")
        article, thing = (*words[me + 1 : me + 3], "", "")[:2]
        if article in _ARTICLES:
            return thing in _NOTES
        return words[at] in _CONTACTING
    return False


def _names_a_thing(reading: MessageReading, start: int, end: int) -> bool:
    """Tell whether a verb among the tokens begins the name of a thing, which is no step: "check-in is from three"."""
    tokens = reading.tokens
    words = (*tokens.words, "", "", "")
    for at in range(start, end):
        joined = words[at + 1] == "-" and tokens.starts[at + 1] == tokens.ends[at]
        particle = at + 1 + joined
        after = words[particle + 1]
        if words[particle] in _PARTICLES and (after in _OF_THINGS or (joined and after in _NOUNS_OF_THINGS)):
            return True
    return False


def _states(reading: MessageReading, sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether what could be an order heads a statement, or is its subject: "update: all is well", "post from Halden arrived"."""
    tokens, words = reading.tokens, (*reading.tokens.words, "", "")
    opening = sentence.start
    while opening < end and (words[opening] in _BEFORE_ORDERS or not words[opening][0].isalnum()):
        opening += 1
    verb, first = opening, words[opening + 1]
    if not start <= verb < end or first in _BEGIN_OBJECTS or words[verb] in _NO_NOUNS:
        return False
    for at in range(verb + 1, min(verb + 1 + _LONGEST_SUBJECT, len(tokens))):
        word = words[at]
        if word == ":":
            is_heading = first in _OF_NOUNS or at - verb <= _LONGEST_HEADING
            has_blank = tokens.text[tokens.ends[at] : tokens.ends[at] + 1].isspace()
            return is_heading and has_blank and words[at + 1] != "<url>" and first != "here"
        if word in _STATING:
            return words[verb] != "check"
        if word in _BEGIN_CLAUSES or not word[:1].isalnum():
            return False
        is_done = (word in _DONE or word.endswith("ed")) and (at == verb + 1 or first in _OF_NOUNS)
        if is_done and (not words[at + 1][:1].isalpha() or words[at + 1] in _AFTER_DONE):
            return True
    return False


def _finding(reading: MessageReading, actor: NextActor, shown: MessageSpan) -> ConversationFinding:
    return ConversationFinding(kind=FindingKind.HAND_OFF, index=reading.index, actor=actor, evidence=(shown,))
