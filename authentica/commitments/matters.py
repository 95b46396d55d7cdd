"""Matters: what a promise is about beyond its topic, told by the words of its action: contact, a visit, news in the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from types import MappingProxyType

from authentica.commitments.reports import CUSTOMER_WORDS, is_with_others
from authentica.commitments.timewords import NUMBER_WORDS, UNIT_HOURS, WEEKDAYS
from authentica.commitments.vocabulary import ADVERBS, LIGHT_VERBS, bases
from authentica.schema import Commitment

__all__ = [
    "CONTACT_NOUNS", "acts_and_things", "gives_news", "is_by_mail", "is_contact", "is_revision", "is_visit", "words_of", "words_of_action",
]  # fmt: skip

CONTACT_NOUNS = frozenset(
    (
        "call", "calls", "callback", "ring", "bell", "buzz", "email", "emails", "mail", "letter", "letters", "text", "texts", "sms", "message",
        "messages", "reply", "answer", "response", "word", "voicemail", "voicemails", "acknowledgement", "acknowledgment", "contact",
    )
)  # fmt: skip
"""What somebody gets who is contacted."""

_CONTACTING = frozenset(("call", "ring", "phone", "text", "email", "mail", "message", "contact", "write"))
_GIVING = LIGHT_VERBS | {"drop", "receive", "expect", "shoot"}
_NOUN_WITHIN = 6
_YOU = frozenset(("you", "u"))
_VISITING = frozenset(("come", "visit", "attend", "round", "yours", "door"))
_TO_CUSTOMER = frozenset((("with", "you"), ("out", "to")))
# "Get him back to you", "send an engineer".
_MOVING = frozenset(("get", "have", "send", "bring", "getting", "having", "sending"))
_PERSONS = frozenset("him her them someone somebody engineer technician fitter plumber electrician".split())
_MAILING = frozenset(("mail", "email", "post"))
_AGAIN = frozenset(("i", "we", "ll", "will", "shall", "then"))
_TOLD = _YOU | {"touch"}
_NEWS = frozenset(
    """
    know posted updated update updates loop informed tell confirm report chat write line reply respond answer touch
    """.split()
)
_COMING_BACK = frozenset("get getting come coming be report circle revert write hear right".split())
# Who speaks to somebody else first, then tells the customer: "call the bank and let you know".
_TELLING = frozenset("let tell keep give update inform confirm write reply respond answer be".split())
_OTHER_CHANNELS = frozenset(("call", "ring", "phone", "email", "mail", "letter", "text", "dm", "pm", "visit", "person"))
_OWN_CHANNELS = MappingProxyType(
    {
        "email": frozenset(("email", "mail")),
        "e-mail": frozenset(("email", "mail")),
        "mail": frozenset(("email", "mail", "letter")),
        "letter": frozenset(("letter",)),
        "sms": frozenset(("text",)),
    }
)
_SLIGHT = frozenset(
    (
        "a", "an", "and", "as", "at", "back", "by", "for", "from", "if", "in", "it", "of", "off", "on", "or", "our", "out", "so", "that",
        "the", "them", "then", "there", "this", "to", "up", "us", "we", "with", "you", "your", "new", "missing", "correct", "full", "i", "ll", "will", "should", "shall", "he", "she", "they", "m", "re", *ADVERBS, *LIGHT_VERBS, *UNIT_HOURS, *WEEKDAYS, "today", "tonight",
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
# "By 5 pm" sends no private message.
_CLOCK_HALF = re.compile(rf"(?:\d|\b(?:{'|'.join(NUMBER_WORDS)}|noon|o.clock))[ \u00a0\u202f-]?[ap]m\b")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without the "am" and "pm" of its hours."""
    return _WORD.findall(_CLOCK_HALF.sub(" ", text.lower()))


def words_of_action(commitment: Commitment) -> list[str]:
    """Return the words of what is to be done, in lower case."""
    return words_of(commitment.action.text)


def is_contact(commitment: Commitment) -> bool:
    """Whether the customer is to be contacted: "I'll write to you", "you'll get a call", "I'll have a colleague check and ring you"."""
    words = words_of_action(commitment)
    if _contacts_customer(words) or (_comes_back(words) and not CUSTOMER_WORDS.isdisjoint(words)):
        return True
    if commitment.topic == "contact":
        is_in = words[:1] == ["in"] and "touch" not in words
        return (
            not is_in
            and not _is_back(words)
            and not is_revision(commitment)
            and not is_with_others(commitment.action.text)
        )
    return words[:1] != [] and words[0] in _GIVING and not CONTACT_NOUNS.isdisjoint(words[1:_NOUN_WITHIN])


def is_revision(commitment: Commitment) -> bool:
    """Whether a thing is to be updated, which tells nobody anything: "update the address"."""
    words = words_of_action(commitment)
    return words[:1] == ["update"] and _YOU.isdisjoint(words)


def is_visit(commitment: Commitment) -> bool:
    """Whether somebody is to come to the customer: "she'll be with you at noon", "we'll get a fitter out to you"."""
    words = words_of_action(commitment)
    if _contacts_customer(words) or _comes_back(words):
        return False
    if not _VISITING.isdisjoint(words) or not _TO_CUSTOMER.isdisjoint(pairwise(words)):
        return True
    return words[:1] != [] and words[0] in _MOVING and not _PERSONS.isdisjoint(words)


def _is_back(words: Sequence[str]) -> bool:
    """Whether a thing is to be back, and nobody is to get back to the customer: "it'll be back in your account"."""
    return words[:1] == ["back"] and words[1:2] not in (["to"], ["with"])


def _comes_back(words: Sequence[str]) -> bool:
    """Whether somebody is to get back to the customer, and not to get something back to them."""
    return any(verb in _COMING_BACK and back == "back" for verb, back in pairwise(words))


def _told_after(words: Sequence[str]) -> list[str]:
    """Return the words of an action from the "and" on behind which the customer is told something; none where nobody tells them."""
    for at, word in enumerate(words):
        after = [other for other in words[at + 1 :] if other not in _AGAIN] if word == "and" else []
        if _comes_back(after) or (after[:1] != [] and after[0] in _TELLING and not _TOLD.isdisjoint(after)):
            return after
    return []


def _contacts_customer(words: Sequence[str]) -> bool:
    return any(verb in _CONTACTING and other in _YOU for verb, other in pairwise(words))


def is_by_mail(commitment: Commitment) -> bool:
    """Whether what is to be done sends something: "I'll mail you the list"."""
    return not _MAILING.isdisjoint(words_of_action(commitment))


def gives_news(commitment: Commitment, channel: str | None = None) -> bool:
    """Whether the customer is to be told something in the conversation itself: "let you know", by e-mail "drop you a mail"."""
    words = words_of_action(commitment)
    others = _OTHER_CHANNELS - _OWN_CHANNELS.get((channel or "").lower(), frozenset())
    news = _NEWS | (_OTHER_CHANNELS - others)
    if _is_back(words) or is_revision(commitment):
        return False
    if commitment.topic == "contact" and is_with_others(commitment.action.text):
        words = _told_after(words)
    return (_comes_back(words) or words[:1] == ["back"] or not news.isdisjoint(words)) and others.isdisjoint(words)


def acts_and_things(commitment: Commitment) -> tuple[frozenset[str], frozenset[str]]:
    """Return what the verb of an action may be a form of, and its other words but for its time and those of any action."""
    action, time = commitment.action, commitment.deadline.quote
    text = action.text
    if time is not None and action.start < time.start < action.end:
        text = text[: time.start - action.start] + text[time.end - action.start :]
    verb, *others = words_of(text) or [""]
    # "A new lamp will be with you."
    others += words_of(commitment.quote.text[: max(0, action.start - commitment.quote.start)])
    return frozenset(bases(verb)), frozenset(b for word in others if word not in _SLIGHT for b in bases(word))
