"""Actors: who is to act, told by the subject before a verb."""

from __future__ import annotations

from collections.abc import Sequence

from authentica.commitments.replytext import BREAKS, SENTENCE_ENDS, ReplyText, last_but
from authentica.commitments.vocabulary import ADVERBS, COMPANY, DEPARTMENTS, PERSONAL_TOPICS, THIRD_PARTIES
from authentica.language.clauses import Clause
from authentica.schema import Actor

__all__ = ["FIRST_PERSON", "NO_SUBJECT", "acting_for", "meant_by_they", "meant_by_who", "subject_of"]

FIRST_PERSON = frozenset(("i", "we"))
NO_SUBJECT = -1
"""Place of the subject of a verb that has none."""

_PRONOUNS = frozenset(("it", "they"))
_SUBJECT_PRONOUNS = FIRST_PERSON | _PRONOUNS | {"you", "u", "he", "she", "that", "which", "who"}
_JOINING = frozenset(("and", "but"))
_PREPOSITIONS = frozenset(("at", "in", "of", "for", "from"))
_CUSTOMER = frozenset(("you", "u"))
_BEFORE_VERB = ADVERBS | {"am", "are", "is", "'s", "have", "been", "'m"}
_PHRASE_OPENERS = frozenset(("the", "our", "my", "a", "an", "your", "this", "that", "their", "any", "one"))
_FROM = frozenset(("from", "in"))
_BEFORE_DEPARTMENT = _FROM | {"our", "the"}
_LONGEST_BACK = 10
_LONGEST_REFERENCE = 30
_NO_PEOPLE = frozenset(("service", "services", "support", "one", "company", "group"))


def subject_of(text: ReplyText, at: int, clause: Clause) -> tuple[int, Actor | None]:
    """Return where the subject before the token `at` begins, and who it is; None for a thing."""
    back = last_but(_BEFORE_VERB, text.words, at - 1, clause.start)
    if back < clause.start:
        return NO_SUBJECT, None
    word = text.word(back)
    if word in FIRST_PERSON:
        return back, Actor.AGENT
    if word in _CUSTOMER:
        return back, Actor.CUSTOMER
    if word in _PRONOUNS:
        return back, None
    if word in _JOINING:
        if back == clause.start and (back == 0 or text.code[back - 1] in SENTENCE_ENDS):
            return NO_SUBJECT, None  # "And will write to you."
        # "We have your report and will call you."
        shared = _first_subject(text, clause.start, back)
        if shared is not None:
            return back + 1, shared
    start = back
    while (
        start > clause.start
        and back - start < _LONGEST_BACK
        and (text.word(start) not in _PHRASE_OPENERS or text.word(start - 1) in _PREPOSITIONS)
        and text.code[start - 1] not in BREAKS
    ):
        start -= 1
    if word in DEPARTMENTS and (back == start or text.word(back - 1) in _BEFORE_DEPARTMENT):
        return start if text.word(back - 1) in _FROM else max(start, back - 1), Actor.COMPANY
    return start, _named_last(text.words[start : back + 1])


def _named_last(words: Sequence[str]) -> Actor | None:
    """Return whom some words name; the head of a noun phrase stands last: an airport agent is an agent."""
    for noun in reversed(words):
        if noun in COMPANY or noun in THIRD_PARTIES:
            return Actor.COMPANY if noun in COMPANY else Actor.THIRD_PARTY
    return None


def meant_by_who(text: ReplyText, at: int) -> Actor | None:
    """Return whom a "who" at a token means: "our billing team, who", "a driver who"."""
    noun = at - 1 - (text.word(at - 1) == ",")
    word = text.word(noun)
    if word in DEPARTMENTS:
        return Actor.COMPANY
    return None if word in _NO_PEOPLE or word == "people" else _named_last((word,))


def _first_subject(text: ReplyText, start: int, end: int) -> Actor | None:
    """Return who is the subject of a clause whose verbs are joined: the writer, where no other pronoun follows."""
    last = next((word for word in reversed(text.words[start:end]) if word in _SUBJECT_PRONOUNS), None)
    return Actor.AGENT if last in FIRST_PERSON else None


def meant_by_they(text: ReplyText, at: int) -> Actor | None:
    """Return whom "they" at a token means: the people named last before it, if any are."""
    for noun in reversed(text.words[max(0, at - _LONGEST_REFERENCE) : at]):
        if (noun in COMPANY and noun not in _NO_PEOPLE) or noun in THIRD_PARTIES:
            return Actor.COMPANY if noun in COMPANY else Actor.THIRD_PARTY
    return None


def acting_for(text: ReplyText, actor: Actor, start: int, topic: str | None) -> Actor:
    """Return who acts where the subject at `start` is `actor`: "we" is the firm, but where the writer sees to it in person."""
    is_firm = actor is Actor.AGENT and text.word(start) == "we" and topic not in PERSONAL_TOPICS
    return Actor.COMPANY if is_firm else actor
