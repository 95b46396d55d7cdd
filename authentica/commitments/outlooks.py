"""Outlooks: the forms that say what is to be expected: "it should reach you", "we hope to", "it's on its way", "it takes 3 days"."""

from __future__ import annotations

from itertools import pairwise

from authentica.commitments.actions import action_topic, is_participle, object_topic, verb_from
from authentica.commitments.actors import NO_SUBJECT, acting_for, subject_of
from authentica.commitments.conditions import SUBORDINATORS, is_subordinate, opens_condition
from authentica.commitments.cores import OTHER_TOPIC, Core
from authentica.commitments.hedges import hedge_before, rough_number
from authentica.commitments.replytext import COMMA, ReplyText, last_but
from authentica.commitments.vocabulary import (
    ADVERBS,
    ARRIVALS,
    BEING,
    CUSTOMER_PASSIVES,
    ON_THE_MOVE,
    STATES,
    THIRD_PARTIES,
    WISHES,
    topic_of,
)
from authentica.language.clauses import Clause
from authentica.language.patterns import Kind
from authentica.schema import Actor

__all__ = ["arriving", "estimate", "expectation", "hope", "should"]

_SPEAKERS = (Actor.AGENT, Actor.COMPANY)
_RECEIVING = frozenset(("receive", "hear", "get"))
_LOOKING_BACK = frozenset(("been", "to"))
_CHANCES = frozenset(("opportunity", "chance", "pleasure", "honor", "honour"))
_BEING = BEING | {"be"}
_NOTHING = frozenset(("nothing", "nobody", "none"))
_GOING_OUT = frozenset(("out", "off", "in", "live", "to"))
_PLANNED = frozenset(("scheduled", "booked", "set", "due", "expected"))
_SOFT_ESTIMATES = frozenset(("expected", "estimated", "eta", "etd", "expect", "scheduled"))
_ADVISING = frozenset(("allow", "expect", "give"))
_UNSURE = SUBORDINATORS | {"may", "might", "can", "did", "took"}
_LASTING = frozenset(("take", "takes"))
_HABITS = frozenset(("usually", "normally", "typically", "generally"))
_PRONOUNS = frozenset(("it", "that", "this", "they", "these"))
_DETERMINERS = frozenset(("the", "your", "our", "this", "that", "my", "a", "an"))
# What falls due is paid by the customer.
_OWED = frozenset("bill bills invoice payment payments balance fee fees rent premium instalment installment".split())
# What nobody gives: "you can expect delays".
_FORESEEN = frozenset("delay delays disruption disruptions guests queue queues rain snow traffic wait waits".split())
_GIFTS = frozenset(
    """
    answer call delivery email hear it letter mail message news parcel package payment receive refund reply replacement response text update
    visit
    """.split()
)
_COMING_BACK = frozenset(("back", "be", "arrive"))
_ALLOWING = frozenset(("can", "may", "should", "could"))
_ASKING_TO = frozenset(("please", "and", "so"))
_CUSTOMER = frozenset(("you", "u"))
_ARTICLES = frozenset(("the", "a", "an", "our"))
_PRICES = frozenset(("cost", "costs"))
_ASKING_WHEN = frozenset(("when", "long", "soon", "time", "eta"))
_OWN = frozenset(("i", "my", "me", "mine", "we", "our", "us"))
_GENERAL_QUESTIONS = frozenset((("do", "you"), ("do", "your"), ("does", "your"), ("do", "they"), ("it", "possible")))
_DEPARTURES = frozenset(("departs", "departing", "boarding"))


def should(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "it should arrive on Friday", "you should receive it", "we should have it by noon"; not "you should try"."""
    start, actor = subject_of(text, at, clause)
    if start == NO_SUBJECT or text.code[at - 1] == COMMA:
        # "On its way now, should be with you by 5." goes on with what was spoken of.
        start, actor = at, None
    verb, _ = verb_from(text, at + 1, clause)
    if verb >= clause.end or text.is_negated(start, verb + 1) or is_subordinate(text, start, at, clause):
        return None
    if start == at and (text.asks(clause) or opens_condition(text, at)):
        return None
    word = text.word(verb)
    passive = "be" in text.words[at:verb]
    topic = action_topic(text, verb, clause)
    if actor is Actor.CUSTOMER:
        if word in _RECEIVING or word in ("have", "see"):
            return Core(start, verb, Actor.COMPANY, topic or "send", at, needs_time=word not in _RECEIVING)
        if passive and (word in ON_THE_MOVE or word in STATES or word in CUSTOMER_PASSIVES):
            return Core(start, verb, Actor.COMPANY, "travel", at, needs_time=True)
        return None
    if actor is None:
        if text.word(at - 1) in ("and", "but"):
            start = at
        done = passive and bool(topic) and is_participle(word)
        if done or word in ARRIVALS or (passive and (word in STATES or word in ON_THE_MOVE or is_participle(word))):
            return Core(start, verb, Actor.COMPANY, topic or OTHER_TOPIC, at, needs_time=not done)
        return None
    if word == "have" and _looks_back(text, verb):
        return None
    if word == "have" or (passive and (word in STATES or word in ON_THE_MOVE or word == "able")) or topic:
        actor = acting_for(text, actor, start, None if word == "have" else topic)
        return Core(start, verb, actor, topic or OTHER_TOPIC, at, needs_time=True)
    return None


def _looks_back(text: ReplyText, have: int) -> bool:
    """Whether "should have" speaks of what was not done: "I should have checked"."""
    after = text.word(have + 1)
    return after in _LOOKING_BACK or text.code[have + 1 : have + 2] == Kind.PAST.value or is_participle(after)


def hope(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "we hope to restore it", "we're aiming to ship on Monday"; not "hope to see you soon"."""
    start, actor = subject_of(text, at, clause)
    start = at if start == NO_SUBJECT else start
    verb, _ = verb_from(text, at + 1, clause)
    if verb >= clause.end or text.is_negated(start, verb + 1) or is_subordinate(text, start, at, clause):
        return None
    if actor not in _SPEAKERS and not (at == start or text.word(at - 1) in ("and", ",")):
        return None
    word = text.word(verb)
    topic = action_topic(text, verb, clause)
    is_chance = word == "have" and text.has(_CHANCES, verb + 1, verb + 5)
    if is_chance or word in WISHES or (topic is None and word != "have") or text.word(at + 1) != "to":
        return None
    if actor is None:
        # "Hoping to have it back soon": the firm speaks.
        return Core(at, verb, Actor.COMPANY, topic or OTHER_TOPIC, at)
    return Core(start, verb, acting_for(text, actor, start, topic), topic or OTHER_TOPIC, at)


def expectation(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "we expect to ship it", "we expect it back by 3" and "you can expect a call by noon"; not "we expect you to pay"."""
    found = hope(text, at, clause)
    if found is not None or text.asks(clause) or text.has(_OWED | _FORESEEN, clause.start, clause.end):
        return found
    start, actor = subject_of(text, at, clause)
    begin = last_but(ADVERBS, text.words, at - 1, clause.start)
    customer = text.word(begin) in _ALLOWING and text.word(begin - 1) in _CUSTOMER
    if customer or begin < clause.start or (begin == clause.start and text.word(begin) in _ASKING_TO):
        if not (text.has(_GIFTS, at + 1, at + 6) or text.word(at + 1) == "your"):
            return None
        begin = begin - 1 if customer else at
        topic = object_topic(text, at, clause) or "send"
        return Core(begin, at, Actor.COMPANY, topic, at, needs_time=True, estimate=True)
    if actor is not Actor.AGENT or is_subordinate(text, start, at, clause) or text.is_negated(start, at + 2):
        return None
    back = text.has(_COMING_BACK, at + 2, at + 6)
    ours = text.word(at + 1) in _PRONOUNS or text.word(at + 1) in _ARTICLES or (text.word(at + 1) == "your" and back)
    if not ours:
        return None
    return Core(start, at, Actor.COMPANY, object_topic(text, at, clause) or "send", at, needs_time=True, estimate=True)


def arriving(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "your order is coming up shortly"."""
    start, actor = subject_of(text, at, clause)
    if start == NO_SUBJECT or actor is Actor.CUSTOMER or text.word(at - 1) not in _BEING:
        return None
    if is_subordinate(text, start, at, clause) or text.is_negated(start, at) or text.asks(clause):
        return None
    topic = "travel" if text.word(at) == "leaving" else "send"
    return Core(start, at, Actor.COMPANY, topic, hedge_before(text, start, at, clause), needs_time=True)


def _is_general(text: ReplyText, start: int, at: int, clause: Clause) -> bool:
    """Whether it tells how long things take for anybody: neither of this case, nor in answer to a question about when."""
    if not _ASKING_WHEN.isdisjoint(text.asked) or text.word(max(start, clause.start)) in _DETERMINERS - _PRONOUNS:
        return False
    general_question = _OWN.isdisjoint(text.asked) and not _GENERAL_QUESTIONS.isdisjoint(pairwise(text.asked))
    # "I've sent it; it usually takes a day" is of this case.
    habit = text.word(start) not in _PRONOUNS and text.has(_HABITS, clause.start, min(clause.end, at + 3))
    return general_question or habit or text.has(_PRICES, clause.start, clause.end)


def estimate(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "refunds take 3-5 days", "it departs at 2:15", "please allow two days"; not "we're open until 5pm"."""
    start, actor = subject_of(text, at, clause)
    word = text.word(at)
    planned = word in _PLANNED
    if word == "booked" and text.word(at - 1) not in _BEING:
        return None
    if word == "set" and text.word(at + 1) not in ("to", "for"):
        return None
    if text.has(_NOTHING, max(start, clause.start), at):
        return None
    if word == "goes" and text.word(at + 1) not in _GOING_OUT:
        return None
    if word == "due" and text.has(_OWED, clause.start, at):
        return None
    if (actor is Actor.AGENT and not planned) or (actor is Actor.CUSTOMER and word != "expect"):
        return None
    is_advice = start == NO_SUBJECT or actor is Actor.CUSTOMER or text.word(at - 1) == "please"
    if (word in _ADVISING and not is_advice) or text.is_negated(clause.start, at + 2):
        return None
    able = at - 1 if text.word(at - 1) == "can" and text.word(at) == "take" else at
    if text.has(_UNSURE, clause.start, able) or (word in _LASTING and _is_general(text, start, at, clause)):
        return None
    hedge = able if able < at or word in _SOFT_ESTIMATES else hedge_before(text, at, min(at + 3, clause.end), clause)
    if hedge is None:
        hedge = rough_number(text, clause.start, min(clause.end, at + 4))
    if actor is not Actor.THIRD_PARTY:
        by_others = word in _ADVISING and text.has(THIRD_PARTIES, at, clause.end)
        actor = Actor.THIRD_PARTY if by_others else Actor.COMPANY
    begin = start if start != NO_SUBJECT else (at if word in _ADVISING else clause.start)
    act = topic_of(text.word(at + 2)) if planned and text.word(at + 1) == "to" else topic_of(word)
    topic = "travel" if act == "travel" or word in _DEPARTURES else "send"
    return Core(begin, at, actor, topic, hedge, needs_time=True, estimate=True)
