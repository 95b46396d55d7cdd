"""Words by which nobody is stopped or moved, though single words of them are used for that: closings, receipts, sympathy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from authentica.explain.spans import sentence_around
from authentica.language.clauses import Clause
from authentica.language.lexicon import CueMatch
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading

__all__ = ["is_closing", "is_heartfelt", "is_receipt", "offers_more"]

_ROUTES = frozenset((Kind.URL.value, Kind.HANDLE.value))
_MORE = frozenset("any further other additional more".split())
_IF = frozenset("if should for with case whenever".split())
_SUPPOSING = frozenset(("if", "should"))
_QUESTIONS = frozenset(
    "question questions query queries concern concerns doubts inquiry inquiries clarification".split()
)
_HELP = frozenset("assistance help support information".split())
_CONTACT = frozenset("contact call email e-mail mail reach write ask message speak ring phone touch know reply".split())
_BESIDE_CONTACT = frozenset("out back to in with again".split())
_US = frozenset(("us", "me"))
_ASIDE = _IF | frozenset("anytime at any and again directly when on here".split())
_OTHER_WAYS = frozenset("dm pm inbox private direct form link website site page app".split())
_STAFF = frozenset("team support staff colleagues service customer".split())
# "We can't apologize enough", "I can't imagine how", "I can't wait to", "we could not be more sorry", "I could not agree more".
_CAN_NOT = frozenset((("can", "not"), ("could", "not")))
_TOLD_ENOUGH = frozenset("thank apologize stress say tell express emphasize praise recommend".split())
_GREATER = frozenset(("sorrier", "happier", "prouder"))
_FEELING = frozenset("sorry happy grateful pleased glad thankful delighted proud excited".split())
_HARDLY = frozenset([("even", "imagine"), ("begin", "to"), *(("believe", what) for what in ("this", "how", "we"))])
_IMAGINED = frozenset("how what the your being having going".split())
_RECEIVED = frozenset(("received", "got"))
_MAILED = frozenset("e-mail email mail message request ticket inquiry query complaint feedback letter".split())
_BEFORE_RECEIVED = frozenset("i we have has been was just now".split())
_GOES_ON = frozenset("will and but however not no unfortunately after because".split())


def offers_more(words: Sequence[str]) -> bool:
    """Tell whether words speak of questions to come, or of help beside this: "if you have any further questions", "anything else"."""
    if _IF.isdisjoint(words):
        return False
    # "For ticket questions call …" and "for further assistance call …" say where the help is.
    is_supposed = not _SUPPOSING.isdisjoint(words)
    speaks_of_more = not _MORE.isdisjoint(words) or (is_supposed and "have" in words)
    if speaks_of_more and not (_QUESTIONS.isdisjoint(words) and (_HELP.isdisjoint(words) or not is_supposed)):
        return True
    return "unclear" in words or ("else" in words and not {"anything", "something"}.isdisjoint(words))


def is_closing(reading: ReplyReading, clause: Clause) -> bool:
    """Tell whether a clause says only that the firm may be written to: "do not hesitate to contact us", "for further questions call us".

    One that names a form, an address or another way sends the customer there.
    """
    tokens = reading.tokens
    words = tokens.words[clause.start : clause.end]
    if _CONTACT.isdisjoint(words):
        return False
    begin, end = sentence_around(reading, *clause)
    sentence = tokens.words[begin:end]
    is_free = "hesitate" in sentence or ("free" in sentence and "feel" in sentence)
    if not (is_free or offers_more(sentence)):
        return False
    if not (_ROUTES.isdisjoint(tokens.code[begin:end]) and _OTHER_WAYS.isdisjoint(sentence)):
        return False
    return any(
        word in _CONTACT and _is_to_us(tokens.words, at, clause.end) for at, word in enumerate(words, clause.start)
    )


def is_heartfelt(reading: ReplyReading, match: CueMatch, clause: Clause) -> bool:
    """Tell whether a "can not" or "could not" refuses nothing: "I can't thank you enough", "I can't imagine how that was"."""
    words = reading.tokens.words
    if words[match.start : match.end] not in _CAN_NOT:
        return False
    after = words[match.end : clause.end]
    verb = after[:1]
    if verb == ("wait",):
        return after[1:2] == ("to",)
    if verb == ("imagine",):
        return not _IMAGINED.isdisjoint(after[1:2])
    if verb == ("be",):
        return not _GREATER.isdisjoint(after[1:3]) or ("more" in after[1:3] and not _FEELING.isdisjoint(after))
    if verb == ("agree",):
        return "more" in after
    felt = "enough" in after or ("how" in after and not _FEELING.isdisjoint(after))
    return after[:2] in _HARDLY or (felt and not _TOLD_ENOUGH.isdisjoint(verb))


def is_receipt(words: Sequence[str]) -> bool:
    """Tell whether words say only that something was received: "we have received your e-mail"."""
    if _MAILED.isdisjoint(words) or not _GOES_ON.isdisjoint(words):
        return False
    return any(after in _RECEIVED and before in _BEFORE_RECEIVED for before, after in pairwise(words))


def _is_to_us(words: Sequence[str], at: int, end: int) -> bool:
    at += 1
    while at < end and words[at] in _BESIDE_CONTACT:
        at += 1
    if at >= end or words[at] in _US or words[at] in _ASIDE or not words[at][0].isalpha():
        return True
    return words[at] == "our" and not _STAFF.isdisjoint(words[at + 1 : min(end, at + 3)])
