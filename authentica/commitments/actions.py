"""Actions: what is done, told by the verb and what stands with it."""

from __future__ import annotations

from authentica.commitments.hedges import BEFORE_NUMBERS, HEDGES
from authentica.commitments.replytext import ReplyText
from authentica.commitments.vocabulary import ABLE, ADVERBS, COMPANY, LIGHT_VERBS, OBJECT_TOPICS, topic_of
from authentica.language.clauses import Clause

__all__ = ["WILLING", "action_topic", "is_participle", "is_stock_offer", "object_topic", "verb_from"]

WILLING = frozenset(("happy", "glad"))
_PLEASED = WILLING | {"delighted", "pleased"}
_MOST_BEFORE_VERB = 8
_LONGEST_OBJECT = 10
_PARTICIPLES = frozenset("sent made paid given done put built told found taken brought reset".split())
_PLACES = frozenset(("there", "here"))
# The talk goes on in another channel: "we'll continue there", "we'll go from there".
_GOING_ON = frozenset(("continue", "carry", "proceed"))
_GIVING = frozenset(("provide", "send", "share"))
_OPINIONS = frozenset("feedback comment comments concern concerns suggestion suggestions thoughts".split())
_NEWS = frozenset(("update", "updates", "news", "word"))
_ABREAST = frozenset(("posted", "updated", "informed"))
_E_MAIL = ("e", "-", "mail")
_TRYING = frozenset(("again", "you", "him", "her", "them", "another"))
_STOCK_OFFERS = frozenset(("help", "assist", "answer", "hear"))


def verb_from(text: ReplyText, at: int, clause: Clause) -> tuple[int, int | None]:
    """Return the place of the verb after an auxiliary that ends before `at`, and of what hedges it."""
    hedge = None
    for _ in range(_MOST_BEFORE_VERB):
        word, after = text.word(at), text.word(at + 1)
        if at >= clause.end:
            break
        if word == "try" and after in _TRYING:
            break  # "I'll try again at five", "I'll try you at home."
        if word in HEDGES and word not in BEFORE_NUMBERS:
            hedge = at if hedge is None else hedge
            at += 1 + (after in ("to", "and"))
        elif word == "do" and "best" in text.words[at + 1 : at + 5]:
            best = text.words.index("best", at)
            hedge = best if hedge is None else hedge
            at = best + 1 + (text.word(best + 1) == "to")
        elif word == "do" and (to := _all_it_can(text, at, clause)) is not None:
            hedge = at if hedge is None else hedge
            at = to + 1
        elif word == "make" and after == "sure" and text.word(at + 2) == "to":
            at += 3
        elif (word == "carry" and after == "on" and text.word(at + 2).endswith("ing")) or (
            word in _PLEASED and after == "to"
        ):
            at += 2
        elif (word in ("more", "than") and text.has(WILLING, at, at + 3)) or word in ADVERBS:
            at += 1
        else:
            break
    return at, hedge


def _all_it_can(text: ReplyText, do: int, clause: Clause) -> int | None:
    """Return the "to" after "do all we can to", "do what I can to"."""
    return next(
        (at for at in range(do + 2, min(clause.end, do + 8)) if text.word(at) == "to" and text.word(at - 1) in ABLE),
        None,
    )


def action_topic(text: ReplyText, verb: int, clause: Clause) -> str | None:
    """Return the topic of the verb phrase at `verb`: of its verb, or of what stands with a light verb."""
    word = text.word(verb)
    if text.word(verb - 1) in _GOING_ON or word in _GOING_ON:
        return "contact" if text.has(_PLACES, verb, min(clause.end, verb + 6)) else topic_of(word)
    if word in ("go", "take") and (
        "from" in text.words[verb + 1 : verb + 3] and text.has(_PLACES, verb + 2, min(clause.end, verb + 4))
    ):
        return "contact"
    if word == "come" and text.words[verb + 1 : verb + 3] == ("back", "to"):
        return "contact"
    if word == "keep" and text.has(_ABREAST, verb, min(clause.end, verb + 5)):
        return "contact"
    if text.words[verb : verb + 3] == _E_MAIL:
        return topic_of("mail")
    if word in LIGHT_VERBS:
        return object_topic(text, verb, clause) or topic_of(word)
    if word == "share" and (
        text.has(COMPANY, verb, clause.end) or text.has(_OPINIONS, verb, min(clause.end, verb + 5))
    ):
        return "pass"
    if word in _GIVING and text.has(_NEWS, verb, min(clause.end, verb + 5)):
        return "contact"
    return topic_of(word)


def object_topic(text: ReplyText, verb: int, clause: Clause) -> str | None:
    """Return the topic of the first word after a verb that has one."""
    objects = (OBJECT_TOPICS.get(word) for word in text.words[verb + 1 : min(clause.end, verb + _LONGEST_OBJECT)])
    return next(filter(None, objects), None)


def is_participle(word: str) -> bool:
    """Whether a word after "be" says what is done to something."""
    return word.endswith("ed") or word in _PARTICIPLES


def is_stock_offer(text: ReplyText, start: int, verb: int) -> bool:
    """Whether it is but a stock offer: "we'll be happy to help"."""
    return text.has(WILLING, start, verb) and text.word(verb) in _STOCK_OFFERS
