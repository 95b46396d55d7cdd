"""Conditions: on what a promise hangs, in its own clause, after it and before it."""

from __future__ import annotations

from itertools import pairwise

from authentica.commitments.replytext import ReplyText, first_but
from authentica.commitments.timewords import INSTANT_SUBJECTS, INSTANTS
from authentica.commitments.vocabulary import ABLE, REQUESTS, topic_of
from authentica.language.clauses import Clause
from authentica.language.patterns import Kind

__all__ = ["SUBORDINATORS", "condition_after", "condition_before", "is_subordinate", "opens_condition", "request_after"]

SUBORDINATORS = frozenset(
    """
    if when whenever unless once whether what how where why who until before after because as since while
    """.split()
)
_CONDITIONS = frozenset("if once when unless after upon provided assuming as soon whenever should".split())
_INSIDE = frozenset(("if", "once", "unless", "when", "upon", "provided", "assuming"))
_AFTER = frozenset(("if", "once", "when", "unless"))
_BEFORE = frozenset(("if", "once", "when", "unless", "as", "upon", "after", "should"))
_INVERTED = frozenset("your the this that there you it anything we they he she any".split())
_LET_ME = frozenset((("let", "me"), ("let", "us")))
_LET_HAVE = frozenset(("know", "have", "see", "hear"))
_AFTER_WHICH = frozenset(("we", "you", "i", "it", "the", "receiving", "that"))
_UNCERTAIN = frozenset(("see", "know", "check", "out"))
# How far a sentence goes on after the promise.
_MOST_CLAUSES = 2
_LONGEST_WISH = 4
_SELVES = (("yourself",), ("yourselves",), ("you",), ("each",))
_GREETED = frozenset(("best", "regards", "love", "greetings"))
_NAME = Kind.CAPITALISED.value
_LONGEST_OPENING = 8
_INQUIRIES = frozenset(("look", "contact"))
_JOINS = frozenset(("and", "but", "so", ","))
_OPENERS = frozenset(("and", "but", "so", "then"))
_REQUEST_OPENERS = frozenset("please kindly just also and then so if can could you <handle> ,".split())
_QUESTION_WORDS = frozenset(
    """
    what which where when who how could can are do did have is would was may has any does were will
    """.split()
)


def is_subordinate(text: ReplyText, start: int, at: int, clause: Clause) -> bool:
    """Whether the subject at `start` belongs to a clause that promises nothing by itself: "when they will come"."""
    before = start > clause.start and text.word(start - 1) in SUBORDINATORS
    return before or text.has(SUBORDINATORS, start, max(start, at))


def opens_condition(text: ReplyText, at: int) -> bool:
    """Whether a condition begins at a token after a promise's verb: "if you", "as soon as it", not "see if"."""
    word, after, before = text.word(at), text.word(at + 1), text.word(at - 1)
    if word in _INSIDE:
        opens = not (word in ("if", "when") and topic_of(before) in _INQUIRIES)
    elif word == "should":
        opens = after in _INVERTED
    elif word == "after":
        opens = after in _AFTER_WHICH
    elif word == "the":
        opens = after in INSTANTS and text.word(at + 2) in INSTANT_SUBJECTS
    else:
        opens = word == "as" and after == "soon" and text.word(at + 2) == "as" and not _is_haste(text, at + 3)
    return opens and before not in _UNCERTAIN


def _is_haste(text: ReplyText, at: int) -> bool:
    """Whether "as soon as" goes on with "possible" or "we can": in haste, and on no condition."""
    return text.word(at) == "possible" or text.word(at + 1) in ABLE


def condition_after(text: ReplyText, number: int) -> tuple[int, int] | None:
    """Return the clause of that number where it goes on the sentence before with "if" or "once"."""
    if text.ends_sentence(text.clauses[number - 1]):
        return None
    clause = text.clauses[number]
    first = text.word(clause.start)
    if first in _AFTER or (first == "as" and text.word(clause.start + 1) == "soon"):
        return clause.start, text.trimmed(clause.start, clause.end)
    return None


def condition_before(text: ReplyText, start: int, number: int) -> tuple[int, int] | None:
    """Return what comes before `start`: an "if" clause, an imperative joined by "and", or the sentence before that asks."""
    clause = text.clauses[number]
    for at in range(clause.start, start):
        if text.word(at) in _BEFORE and (at == clause.start or text.word(at - 1) in _JOINS):
            return at, text.trimmed(at, start)
    if start > clause.start and _asks_customer(text, clause.start, start):
        return clause.start, text.trimmed(clause.start, start)
    before = number - 1
    if before < 0 or text.clauses[before].end < clause.start - 1:
        return None
    while (
        before > 0 and text.word(text.clauses[before].start) == "<url>" and not text.ends_sentence(text.clauses[before])
    ):
        before -= 1  # "Please share it here: https://… and I'll look."
    previous = text.clauses[before]
    if not text.ends_sentence(previous):
        begin = previous.start + (text.word(previous.start) in _OPENERS)
        if text.word(begin) in _CONDITIONS or _asks_customer(text, begin, previous.end):
            return begin, text.trimmed(begin, previous.end)
        return None
    asks = text.asks(previous) and text.has(_QUESTION_WORDS, previous.start, previous.end)
    if asks or _asks_customer(text, previous.start, previous.end):
        return previous.start, text.trimmed(previous.start, previous.end)
    return None


def _asks_customer(text: ReplyText, start: int, end: int) -> bool:
    """Whether the tokens ask something of the customer; "let me" asks it only of one who is to let the writer know or have."""
    opening = text.words[start : min(end, start + _LONGEST_OPENING)]
    itself = any(pair in _LET_ME for pair in pairwise(opening)) and _LET_HAVE.isdisjoint(opening)
    return not itself and _requests(text, start, end)


def request_after(text: ReplyText, number: int) -> tuple[int, int] | None:
    """Return the sentence after the clause of that number where it asks the customer for what the promise needs."""
    for _ in range(_MOST_CLAUSES):
        if number + 1 >= len(text.clauses) or text.ends_sentence(text.clauses[number]):
            break
        number += 1
    if number + 1 >= len(text.clauses) or not text.ends_sentence(text.clauses[number]):
        return None
    clause = text.clauses[number + 1]
    asks = text.asks(clause) and text.word(clause.start) in _QUESTION_WORDS
    if asks or _asks_customer(text, clause.start, clause.end):
        return clause.start, text.trimmed(clause.start, clause.end)
    return None


def _requests(text: ReplyText, start: int, end: int) -> bool:
    if _opens_request(text, start, end):
        return True
    opening = text.words[start : min(end, start + _LONGEST_OPENING)]
    return "please" in opening and _opens_request(text, start + opening.index("please"), end)


def _wishes_well(text: ReplyText, at: int, end: int) -> bool:
    """Whether it is a farewell: "Take care, Finn", "Give my best to your mum"; not "Take care to enclose the form"."""
    said = text.words[at : min(end, at + _LONGEST_WISH)]
    if said[:2] == ("take", "care"):
        whom = said[3:4] if said[2:3] == ("of",) else ()
        return (
            len(said) == 2
            or whom in _SELVES
            or said[2] == "and"
            or not said[2][:1].isalpha()
            or text.code[at + 2] == _NAME
        )
    return said[:1] == ("give",) and said[1:2] in (("my",), ("our",)) and not _GREETED.isdisjoint(said[2:4])


def _opens_request(text: ReplyText, at: int, end: int) -> bool:
    """Whether the tokens ``[at, end)`` open with the verb of a request: "please send us the number"."""
    at = first_but(_REQUEST_OPENERS, text.words, at, end)
    if at >= end or text.words[at] not in REQUESTS or _wishes_well(text, at, end):
        return False
    after = text.word(at + 1)
    return after != "<number>" and (text.words[at] != "let" or after in ("us", "me"))
