"""Undertakings: the forms in which somebody takes an action on: "I'll call", "let me check", "happy to look", "we're looking"."""

from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType

from authentica.commitments.actions import (
    WILLING,
    action_topic,
    is_participle,
    is_stock_offer,
    object_topic,
    verb_from,
)
from authentica.commitments.actors import FIRST_PERSON, NO_SUBJECT, acting_for, meant_by_they, meant_by_who, subject_of
from authentica.commitments.conditions import SUBORDINATORS, is_subordinate
from authentica.commitments.cores import OTHER_TOPIC, Core
from authentica.commitments.hedges import hedge_before, limit_after
from authentica.commitments.replytext import BREAKS, COMMA, ReplyText, last_but
from authentica.commitments.timewords import OPENINGS, WEEKDAYS
from authentica.commitments.vocabulary import (
    ABLE,
    ADVERBS,
    ARRIVALS,
    BEING,
    COMPANY,
    CUSTOMER_PASSIVES,
    DEPARTMENTS,
    EMPTY_VERBS,
    LIGHT_VERBS,
    OBJECT_TOPICS,
    ON_THE_MOVE,
    STATES,
    TOPIC_OF,
    topic_of,
)
from authentica.language.clauses import Clause
from authentica.language.patterns import Kind
from authentica.schema import Actor

__all__ = [
    "arranged", "assurance", "future", "future_unmarked", "future_with_to", "let_me", "offer", "own_doing", "present", "under_way",
    "vow",
]  # fmt: skip

_GENERAL = frozenset("always constantly continually continuously every everyday never 24/7 strive".split())
_PERHAPS = frozenset(("maybe", "perhaps"))
_FOR_YOU = frozenset(("for",))
_SELF = frozenset(("me", "us"))
_LET_KNOW = frozenset(("you", "u", "them", "the", "our", "my"))
_INQUIRY = frozenset(("if", "what", "how", "whether"))
_POSSESSIONS = frozenset(("to", "no", "a", "any", "more"))
_TARGETS = frozenset(("on", "to", "hard"))
# "We'll have a look" is the writer's own doing, "we'll have them back" the firm's.
_ARTICLES = frozenset(("a", "another"))
_LEFT_TO_CUSTOMER = TOPIC_OF.keys() - {"back", "board", "open", "land"}
_SETTING_OFF = frozenset(("depart", "board", "leave", "arrive", "land", "fly", "go"))
_RECEIVING = frozenset(("receive", "get", "hear", "have", "see"))
_IN_COURSE = MappingProxyType({"receiving": "receive", "getting": "get", "hearing": "hear"})
# "You'll be getting a call", not "getting in early".
_GIVEN = frozenset("a an another it one our some that the this your".split())
# "You get 10% off", "you get to choose".
_NO_GOODS = frozenset(("to", "option", "off", "%", "percent"))
_GOODS_WITHIN = 3
_GIVER_WITHIN = 6
_LONGEST_NAME = 3
_TITLES = frozenset("captain chef dr miss mr mrs ms mx nurse prof professor".split())
_CLAUSE_OPENERS = frozenset(("and", "so", "then"))
_FINITE = frozenset(("is", "helps", "works", "would", "may", "can"))
_OPENS_INSIDE = frozenset(
    ("what", "who", "which", "where", "when", "why", "how", "if", "whether", "that", "and", "so", "but", "see", ",", "because", "as", "while", "until")
)  # fmt: skip
_BARE_FUTURES = frozenset(("will", "going"))
_YOU = frozenset(("you", "u", "your"))
# Who is speaking: "I will be helping you today", "I'll be taking care of you".
_SERVING = frozenset(("helping", "assisting", "serving"))
_CARING = ("taking", "care", "of", "you")
_MODALS = frozenset("can could may might would must do did does usually normally typically".split())
_VISITS = frozenset(("comes", "visits"))
# Who says so tells why the talk takes place now: "I'm calling about your order today".
_REASONS = frozenset(("about", "regarding", "concerning", "because", "from"))
_NOW = frozenset(("today", "now", "tonight"))
_LATER = frozenset(("back", "again", "later", "at", "by", "before", "after"))
_BEFORE_OFFER = frozenset(("more", "than", "be", "am", "are", "would", "'d", "very", "always", "also", "so"))
_STOCK_OFFERS = frozenset(("help", "assist", "answer", "hear", "see", "have", "know"))
_OFFER_OPENS_AFTER = frozenset((COMMA, Kind.PUNCTUATION.value))
_WITH_ME = frozenset(("look", "help", "fix"))
_BEFORE_LET = frozenset(("to", "not", "will", "please", "you"))
_SAYING = frozenset(("explain", "say", "be"))
_BEING = BEING | {"am", "'m"}
_AT_HAND = frozenset(("in", "with", "right", "back"))
_WORKERS = (Actor.AGENT, Actor.COMPANY, Actor.THIRD_PARTY)
_LONGEST_ASSENT = 4
_AT_WORK = frozenset(("looking", "checking", "working", "investigating"))
_AT_WORK_ON = frozenset(("into", "on", "this", "it", "that", "now", "with"))
_THIS_CASE = _YOU | {"it", "this", "that", "them"}
_TIMES = OPENINGS - {"a", "an", "the"} | WEEKDAYS.keys()
_THEY = frozenset(("they", "he", "she"))
# What others do for a customer that has no topic, and what they do at the customer's cost.
_ERRANDS = frozenset(("clean", "collect", "fetch", "pick", "visit"))
_AT_CUSTOMERS_COST = frozenset(("ask", "charge", "request"))
_CALLING = frozenset(("call", "ring", "phone", "visit", "meet", "bell", "shout"))
_DONE_BY_OTHERS = frozenset(("contact", "look", "help", "pass", "fix", "refund", "send", "change"))


def future(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "I'll call you", "our team is going to fix it", "it will be sent", "you'll get a refund"."""
    after = at + 1 + (text.word(at) in ("going", "about"))
    verb, hedge = verb_from(text, after, clause)
    if verb >= clause.end or text.is_negated(at - 1, verb + 1):
        return None
    word = text.word(verb)
    passive = "be" in text.words[after:verb]
    if text.word(at - 1) == "who":
        return _of_who(text, at - 1, verb, passive, hedge, clause)
    start, actor = subject_of(text, at, clause)
    if text.word(at - 1) in DEPARTMENTS and at - start <= 2 and word in ARRIVALS:
        actor = None  # "Maintenance will take an hour" tells of the work.
    if start != NO_SUBJECT and _opens(text, at, clause):
        start = NO_SUBJECT  # "No problem, will do."
    if text.word(verb - 1) == "continue" and topic_of(word) is None:
        verb, word = verb - 1, "continue"
    if start == NO_SUBJECT:
        # "Will check and get back to you."
        if (
            text.word(at) not in _BARE_FUTURES
            # "Going to send it back is easiest."
            or (text.word(at) == "going" and _is_spoken_of(text, verb, clause))
            or not TOPIC_OF.get(word)
            or text.asks(clause)
            or text.has(_GENERAL, at, verb)
        ):
            return None
        return Core(at, verb, Actor.AGENT, TOPIC_OF[word], hedge)
    # A long clause is cut even behind a subordinator.
    subordinate = text.word(start - 1) in SUBORDINATORS or is_subordinate(text, start, at, clause)
    if subordinate or text.has(_GENERAL, start, verb):
        return None
    if text.word(start - 1) in _PERHAPS or text.word(start) in _PERHAPS:
        return None
    hedge = hedge_before(text, start, at, clause) if hedge is None else hedge
    if actor is Actor.CUSTOMER:
        return None if passive and text.asks(clause) else _for_customer(text, start, verb, passive, hedge)
    if actor is None and text.word(start) in _THEY:
        topic = action_topic(text, verb, clause)
        if topic in _DONE_BY_OTHERS:
            # Who is but "he" or "she" is a colleague.
            own = topic == "contact" or (text.word(start) != "they" and text.has(_YOU, verb, verb + 4))
            actor = meant_by_they(text, start) or (Actor.COMPANY if own else None)
        if actor is None and not passive and word not in ARRIVALS:
            return _of_they(text, start, verb, hedge, topic)
    name_end = at - (text.word(at - 1) in BEING)
    if actor is None and name_end - start <= _LONGEST_NAME and _is_name(text, start, name_end):
        core = _of_person(text, start, verb, passive, hedge, Actor.COMPANY, clause)
        if core is not None and _is_call(text, verb):
            return core
        if core is not None and _is_service(text, start, core):
            return core._replace(needs_time=True, estimate=True)
    if actor is None:
        return _of_thing(text, start, verb, passive, hedge)
    return _of_person(text, start, verb, passive, hedge, actor, clause)


def _of_they(text: ReplyText, start: int, verb: int, hedge: int | None, topic: str | None) -> Core | None:
    """Read "they will release it within 48 hours": whoever they are, they are held to a time."""
    word, people = text.word(verb), meant_by_they(text, start)
    of_case = people is not None or _is_of_case(text, verb)
    acts = topic in _DONE_BY_OTHERS or (of_case and (topic is not None or word in _ERRANDS))
    if not acts or word in _AT_CUSTOMERS_COST:
        return None
    return Core(start, verb, people or Actor.COMPANY, topic or OTHER_TOPIC, hedge, needs_time=True, estimate=True)


def _of_who(text: ReplyText, who: int, verb: int, passive: bool, hedge: int | None, clause: Clause) -> Core | None:
    """Read "I've told our network team, who will contact you": what people who are named will do in this case."""
    actor = meant_by_who(text, who)
    general = text.has(SUBORDINATORS | _GENERAL, text.sentence_start(who), who) or text.has(WILLING, who, verb)
    general = general or "them" in text.words[verb : verb + 4]
    if actor is None or general or text.asks(clause) or not _is_of_case(text, verb):
        return None
    core = _of_person(text, who, verb, passive, hedge, actor, clause)
    acts = core is not None and (core.topic != OTHER_TOPIC or passive or text.word(verb) in _ERRANDS)
    if core is None or not acts or core.topic == "help" or text.word(verb) in _AT_CUSTOMERS_COST:
        return None
    # "Complaints go to a team who will answer in order."
    return core if text.has(_THIS_CASE, verb + 1, verb + 4) else core._replace(needs_time=True)


def _is_of_case(text: ReplyText, verb: int) -> bool:
    """Whether a verb is of this customer's case, or goes on with its time: "visit you", "visit on Friday"; not "visit Paris"."""
    return text.has(_THIS_CASE, verb + 1, verb + 4) or text.word(verb + 1) in _TIMES


def _is_service(text: ReplyText, start: int, core: Core) -> bool:
    """Whether somebody with a name does something for the customer, and the name is no firm's: "Dr Lee will examine it"."""
    if text.word(core.verb) in _AT_CUSTOMERS_COST or not text.has(_THIS_CASE, core.verb + 1, core.verb + 4):
        return False
    return text.word(start).removesuffix(".") in _TITLES or core.topic == "contact"


def _is_spoken_of(text: ReplyText, verb: int, clause: Clause) -> bool:
    """Whether a verb phrase is the subject of another verb: "to send it back is easiest"."""
    for at in range(verb + 1, clause.end):
        if text.word(at) in _OPENS_INSIDE:
            return False
        if text.word(at) in _FINITE:
            return True
    return False


def future_unmarked(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "Ill call you", which lacks its apostrophe; the verb behind it tells that nobody is ill."""
    opens = at == clause.start or text.code[at - 1] == COMMA or text.word(at - 1) in _CLAUSE_OPENERS
    verb, hedge = verb_from(text, at + 1, clause)
    is_verb = text.word(verb) in TOPIC_OF or text.words[verb : verb + 3] == ("let", "you", "know")
    if not opens or verb >= clause.end or not is_verb or text.asks(clause) or text.has(_GENERAL, at, verb):
        return None
    return _of_person(text, at, verb, "be" in text.words[at:verb], hedge, Actor.AGENT, clause)


def _is_name(text: ReplyText, start: int, end: int) -> bool:
    """Whether somebody is named: "Tina", "Dr Lee", "Mr Tan"."""
    after = start + 1 if text.word(start).removesuffix(".") in _TITLES and start + 1 < end else start
    return all(code == Kind.CAPITALISED.value for code in text.code[after:end])


def _is_call(text: ReplyText, verb: int) -> bool:
    """Whether the action is one that a person with a name does: "Tina will ring you", "Tina will give you a call"."""
    calls = text.word(verb) in _CALLING or (text.word(verb) == "give" and text.has(_CALLING, verb, verb + 5))
    return calls and text.has(_YOU, verb + 1, verb + 3)


def vow(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "I promise to call you"; "I promise you'll get it" is read at its "will"."""
    if text.word(at + 1) != "to":
        return None
    core = _of_writer(text, at, at + 2, clause)
    return None if core is None or text.has(_MODALS, core.start, at) else core


def assurance(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "we can certainly look into it": a "can" that assures; a bare one offers no more than a possibility."""
    core = _of_writer(text, at - 1, at, clause) if text.word(at - 1) == "can" else None
    return None if core is None or text.word(core.verb) in _STOCK_OFFERS else core


def _of_writer(text: ReplyText, at: int, after: int, clause: Clause) -> Core | None:
    """Return what the writer, as the subject before `at`, says that they do by the verb from `after` on."""
    start, actor = subject_of(text, at, clause)
    verb, hedge = verb_from(text, after, clause)
    topic = action_topic(text, verb, clause) if verb < clause.end else None
    if actor is not Actor.AGENT or topic is None or text.asks(clause):
        return None
    if is_subordinate(text, start, at, clause) or text.is_negated(start, verb + 1):
        return None
    return Core(start, verb, acting_for(text, actor, start, topic), topic, hedge)


def future_with_to(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "going to" and "about to"."""
    return future(text, at, clause) if text.word(at + 1) == "to" else None


def _of_person(
    text: ReplyText, start: int, verb: int, passive: bool, hedge: int | None, actor: Actor, clause: Clause
) -> Core | None:
    word, following = text.word(verb), text.word(verb + 1)
    topic = action_topic(text, verb, clause)
    needs_time = False
    if not word[:1].isalpha() or (word == "let" and following not in _LET_KNOW):
        return None
    if word == "see" and following in _INQUIRY:
        # "I'll see what I can do" promises to look, and no more.
        topic, hedge = "look", verb if hedge is None else hedge
    elif passive and word in STATES:
        # Who will be in touch, makes contact.
        topic = "contact" if word in _AT_HAND else OTHER_TOPIC
        # "We'll be here" is what any firm says of itself.
        needs_time = word == "here"
    elif passive and word == "able" and following == "to":
        # "We'll be able to" is a bare "can", unless it names a time.
        verb, hedge, needs_time = verb + 2, verb if hedge is None else hedge, True
        topic = action_topic(text, verb, clause)
    elif passive and word == "sure" and (following in ("to", "and") or following in TOPIC_OF):
        verb += 1 if following in TOPIC_OF else 2
        topic = action_topic(text, verb, clause)
    elif passive and (word in WILLING or _is_serving(text, verb)):
        return None
    elif word == "have":
        others = text.has(COMPANY, verb + 1, verb + (4 if following == "a" else 5))
        if following == "to" or (
            following in _POSSESSIONS and topic is None and not (others and text.has(_YOU, verb, verb + 6))
        ):
            return None  # "We'll have a team on site" is no act, "I'll have a colleague ring you" is one.
        if others:
            actor = Actor.COMPANY
        if following in ("you", "u") and text.word(verb + 2) in _LEFT_TO_CUSTOMER:
            return None  # "I'll have you check the screen": the customer acts.
        topic = topic or OTHER_TOPIC
    elif (
        (word == "keep" and "fingers" in text.words[verb + 1 : verb + 4])
        or word in EMPTY_VERBS
        or (passive and not topic)
    ):
        return None
    elif word == "do" and text.has(ABLE, verb + 1, min(clause.end, verb + 6)):
        hedge = verb if hedge is None else hedge
    elif word == "work" and following in _TARGETS:
        hedge = verb if hedge is None else hedge
        topic = object_topic(text, verb, clause) or topic
    # "We'll be sure to", where the text is cut off.
    if not text.word(verb)[:1].isalpha() or is_stock_offer(text, start, verb):
        return None
    hedge = limit_after(text, verb, clause.end) if hedge is None else hedge
    # Who will have something done speaks for the firm.
    actor = acting_for(text, actor, start, None if word == "have" and following not in _ARTICLES else topic)
    return Core(start, verb, actor, topic or OTHER_TOPIC, hedge, needs_time=needs_time)


def _is_serving(text: ReplyText, verb: int) -> bool:
    return (text.word(verb + 1) in _YOU and text.word(verb) in _SERVING) or text.words[verb : verb + 4] == _CARING


def _for_customer(text: ReplyText, start: int, verb: int, passive: bool, hedge: int | None) -> Core | None:
    word = text.word(verb)
    if passive:
        if word in CUSTOMER_PASSIVES:
            return Core(start, verb, Actor.COMPANY, topic_of(word) or "send", hedge)
        if word in ON_THE_MOVE or word in STATES:
            return Core(start, verb, Actor.COMPANY, "travel", hedge, needs_time=True)
        given = text.word(verb + 1) in _GIVEN or text.word(verb) == "hearing"
        core = _receipt(text, start, verb, hedge) if given and text.word(verb - 1) == "be" else None
        return None if core is None else core._replace(needs_time=True)
    if word in _SETTING_OFF:
        return Core(start, verb, Actor.COMPANY, "travel", hedge, needs_time=True)
    return None if word in _IN_COURSE else _receipt(text, start, verb, hedge)


def _receipt(text: ReplyText, start: int, verb: int, hedge: int | None) -> Core | None:
    following = text.word(verb + 1)
    word = _IN_COURSE.get(text.word(verb), text.word(verb))
    if word not in _RECEIVING or text.has(_NO_GOODS, verb + 1, verb + 1 + _GOODS_WITHIN):
        return None
    if is_participle(following) and following not in CUSTOMER_PASSIVES:
        return None  # "You'll get charged."
    giving = pairwise(text.words[verb + 1 : verb + 1 + _GIVER_WITHIN])
    actor = Actor.AGENT if ("from", "me") in giving else Actor.COMPANY
    topic = "contact" if word == "hear" else "send"
    # "You'll get the message that it is full."
    return Core(start, verb, actor, topic, hedge, needs_time=word in ("have", "see") or following == "the")


def present(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "a colleague calls you on Monday", "you get the money back by Friday": the present for what is to come, beside its time."""
    start, actor = subject_of(text, at, clause)
    if start == NO_SUBJECT or actor is None or text.asks(clause) or is_subordinate(text, start, at, clause):
        return None
    if text.is_negated(start, at + 1) or text.has(_MODALS | _GENERAL, start, at + 3):
        return None
    word = text.word(at)
    core = None
    if actor is Actor.CUSTOMER:
        opens = start == 0 or text.code[start - 1] in BREAKS or text.word(start - 1) in _CLAUSE_OPENERS
        # "When you order, you get it by Friday" is what anybody gets.
        opens = opens and not text.has(SUBORDINATORS - _CLAUSE_OPENERS, text.sentence_start(start), start)
        core = _receipt(text, start, at, None) if opens and start == at - 1 else None
    # "The new one comes" speaks of a thing.
    elif (
        (word in _VISITS and text.word(at - 1) != "one")
        or text.has(_YOU, at + 1, at + 4)
        or (text.word(start) in FIRST_PERSON and (word == "ship" or text.has(_THIS_CASE, at + 1, at + 4)))
    ):
        topic = topic_of(word) or OTHER_TOPIC
        core = Core(start, at, acting_for(text, actor, start, topic), topic, None)
    return None if core is None else core._replace(needs_time=True, estimate=True)


def arranged(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "I'm ringing you at 5": what goes on now but for its time; not "I'm calling you today about your order"."""
    core = under_way(text, at, clause)
    if core is None or text.has(_REASONS, at, clause.end):
        return None
    if text.has(_NOW, core.start, clause.end) and not text.has(_LATER, at, clause.end):
        return None
    return core._replace(needs_time=True, estimate=True)


def _of_thing(text: ReplyText, start: int, verb: int, passive: bool, hedge: int | None) -> Core | None:
    if passive and text.word(verb - 1) == "in":
        verb -= 1  # "It will be in your inbox": no adverb, as in "will in turn be".
    word = text.word(verb)
    topic = topic_of(word)
    if passive and topic and is_participle(word):
        return Core(start, verb, Actor.COMPANY, topic, hedge)
    if (passive and (word in STATES or word == "at" or is_participle(word))) or word in ARRIVALS:
        return Core(start, verb, Actor.COMPANY, topic or "send", hedge, needs_time=word != "ready")
    return None


def offer(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "I'd be happy to look into it" and "Happy to take a look!"; to help is nobody's promise."""
    if text.word(at + 1) != "to":
        return None
    back = last_but(_BEFORE_OFFER, text.words, at - 1, clause.start)
    verb, hedge = verb_from(text, at + 2, clause)
    topic = action_topic(text, verb, clause)
    is_general = "always" in text.words[back + 1 : at]
    if verb >= clause.end or is_general or topic is None or text.word(verb) in _STOCK_OFFERS:
        return None
    first = back >= clause.start and text.word(back) in FIRST_PERSON
    if not first and back >= clause.start and text.code[back] not in _OFFER_OPENS_AFTER:
        return None
    start = back if first else back + 1
    return Core(start, verb, acting_for(text, Actor.AGENT, start, topic), topic, hedge)


def let_me(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "let me check that", "allow me to look", "let us fix this"; not "let us know"."""
    one = text.word(at) == "lemme"
    if not one and text.word(at + 1) not in _SELF:
        return None
    verb = at + (1 if one else 2)
    if not one and text.ends[at] == text.starts[at + 1] and not text.has(_FOR_YOU, verb, clause.end):
        return None  # "Let's take a look" asks the customer along; "let's fix this for you" does not.
    while text.word(verb) in ADVERBS or text.word(verb) == "to":
        verb += 1
    topic = OBJECT_TOPICS.get(text.word(verb + 2)) if text.word(verb) in LIGHT_VERBS else None
    topic = topic or TOPIC_OF.get(text.word(verb)) or ("look" if text.word(verb) == "pull" else None)
    answers = text.words[verb + 1 : verb + 3] == ("back", "to") and text.word(verb + 3) in _YOU
    topic = "contact" if answers else topic
    if text.word(at + 1) == "us" and text.word(at) == "let" and topic not in _WITH_ME and not answers:
        return None
    if topic is None or text.word(at - 1) in _BEFORE_LET or text.has(_SAYING, at + 1, verb + 1):
        return None
    return Core(at, verb, Actor.AGENT, topic, None)


def _opens(text: ReplyText, at: int, clause: Clause) -> bool:
    """Whether a verb opens its clause, or stands behind a short remark: "Thanks, looking into it"."""
    return at == clause.start or (text.code[at - 1] == COMMA and at - clause.start <= _LONGEST_ASSENT)


def own_doing(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "I'm putting a new one in the post": verbs that are under way where the writer says so, and nouns elsewhere ("manage booking")."""
    core = under_way(text, at, clause)
    if core is None or text.word(core.start) not in FIRST_PERSON:
        return None
    if text.word(at) == "writing" and text.has(_REASONS | {"to"}, at, at + 3):
        return None  # "I'm writing to tell you" tells why.
    if text.word(at) == "having" and object_topic(text, at, clause) is None:
        return None  # "We're having trouble."
    # "We're adding features" is news for anybody.
    return core if text.word(core.start) == "i" or text.has(_THIS_CASE, at + 1, at + 5) else None


def under_way(text: ReplyText, at: int, clause: Clause) -> Core | None:
    """Read "we're looking into it", "our team is working on a fix"."""
    start, actor = subject_of(text, at, clause)
    first = at - (text.word(at - 1) == "am")
    if (
        _opens(text, first, clause)
        and text.word(at) in _AT_WORK
        and text.word(at + 1) in _AT_WORK_ON
        and not text.asks(clause)
    ):
        return Core(
            first, at, Actor.AGENT, topic_of(text.word(at)) or "fix", None
        )  # "Looking into it.", "Am looking into it."
    if actor is None or actor not in _WORKERS or not text.has(_BEING, start, at):
        return None
    if is_subordinate(text, start, at, clause) or text.is_negated(start, at):
        return None
    if text.word(at + 1) == "forward" or text.has(_GENERAL, start, at + 3) or "been" in text.words[start:at]:
        return None
    topic = topic_of(text.word(at)) or OTHER_TOPIC
    hedge = None
    if text.word(at) == "working":
        topic = object_topic(text, at, clause) or "fix"
        hedge = at + 1 if text.word(at + 1) == "hard" else None
    return Core(start, at, acting_for(text, actor, start, topic), topic, hedge)
