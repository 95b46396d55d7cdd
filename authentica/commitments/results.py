"""Results: what a later message of the customer says of what was promised: that it has come, works, or was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from authentica.commitments.actors import FIRST_PERSON
from authentica.commitments.chases import SPANS
from authentica.commitments.cores import OTHER_TOPIC
from authentica.commitments.matters import CONTACT_NOUNS
from authentica.commitments.replytext import last_but
from authentica.commitments.reports import (
    ANY_TOPIC,
    NOT_DONE,
    SIGNS_OF_MONEY,
    Report,
    is_past,
    noun_after,
    noun_before,
    phrases_in,
)
from authentica.commitments.vocabulary import ADVERBS, BEING, COMPANY, bases
from authentica.language.clauses import Clause
from authentica.language.reading import ReplyReading

__all__ = ["ARRIVAL", "HELD", "VISITORS", "deeds", "may_acknowledge", "results_for_customer"]

ARRIVAL = "arrival"
"""Topic of the report that somebody or something has come."""
HELD = "held"
"""Topic of the report that the customer has, sees or gives thanks for something, which tells of a promise that names it.

Where nothing is named, as in "got it, thanks", it may be but the message before that they have got.
"""

_RESULTS_OF_ALL = frozenset(
    [
        "it works", "works now", "it worked", "working now", "is working", "is fixed",
        "is resolved", "is sorted", "all sorted", "now fixed", "been fixed", "been resolved",
        "been sorted", "solved it", "fixed it", "that worked", "that works", "did the trick", "resolved now",
        "sorted now", "problem solved", "works again", "working again", "all good now",
        "fine now", "good now", "clear now", "okay now", "ok now", "normal again", "back to normal", "back online", "up again",
    ]
)  # fmt: skip
_LANDINGS = frozenset(
    [
        "made it home", "made it out", "made it in", "made it to", "made it here", "made it !", "made it .", "made it ,",
        "made it -", "made it and", "made it back", "landed safely", "just landed", "we landed", "took off", "on our way",
        "finally moving", "in the air", "finally boarding", "finally boarded", "on board", "airborne", "wheels up",
    ]
)  # fmt: skip
_RECEIPTS = frozenset(
    [
        "has arrived", "have arrived", "just arrived", "it arrived", "came through", "is here", "are here", "is in my inbox", "are in my inbox",
        "in my account now", "is in my account", "on my doorstep", "at my door", "in my hands", "through my letterbox", "through the letterbox",
        "has come through", "have come through", "is come through", "has hit my", "is hit my", "just hit my", "it hit my", "finally hit my",
        "is back in my", "is back on my", "are back in my", "is on my", "is showing on my", "are on my", "is there ,", "is there .", "are there .",
    ]
)  # fmt: skip
_MENDED = frozenset(
    [
        "works fine", "works perfectly", "works like a", "works a treat", "works great", "works beautifully", "works properly",
        "working fine", "working perfectly", "working great", "up and running", "good as new", "so far so good", "solid so far",
        "runs fine", "runs through", "runs again", "runs now", "loads now", "loads again", "loads fine", "opens now", "opens again",
        "prints now", "prints again", "connects now", "connects again", "syncs now", "syncs again", "can log in now", "can log in again",
        "could log in", "is all there", "are all there", "all there now", "all back now", "collected it", "picked it up", "fetched it",
    ]
)  # fmt: skip
_TALKED = frozenset(
    [
        "called me", "heard back", "nice chat", "good chat", "lovely chat", "helpful chat", "good talk", "nice talking", "good talking", "nice speaking", "good speaking",
        "good to talk", "nice to talk", "good to speak", "nice to speak", "lovely to speak", "off the phone with", "off the phone to",
    ]
)  # fmt: skip
# By topic, the likeliest first; what is said of all topics comes first.
_RESULTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        ANY_TOPIC: _RESULTS_OF_ALL,
        "refund": frozenset(["been refunded"]),
        "send": _RECEIPTS,
        "travel": _LANDINGS,
        "fix": _MENDED,
        "contact": _TALKED,
    }
)
# What ends a clause and says that what was waited for is there: "moving at last!"
_AT_LAST = ("at", "last")

_BEFORE_DEED = frozenset(("has", "have", "'s", "'ve", "been", "was", "were", "finally", "did"))
_CONTACTING = frozenset("call ring phone email mail write text message contact reply respond answer".split())
_COMING = frozenset(("come", "arrive", "appear", "land"))
_ARRIVED = frozenset(("arrived", "came", "received", "delivered"))
_LONGEST_SENTENCE = 30
_SENTENCE_ENDS = frozenset((".", "!", "?", "\n"))
_FLAWS = frozenset("wrong partial partially partly incomplete empty blank unreadable illegible corrupt".split())
_FLAWED_PAIRS = frozenset(
    (
        ("half", "of"), ("part", "of"), ("other", "half"), ("someone", "else"), ("somebody", "else"), ("of", "another"), ("for", "another"),
        ("nothing", "attached"), ("nothing", "inside"), ("nothing", "in"),
    )
)  # fmt: skip
_TURNS = frozenset(("but", "though", "except"))
_WERE = BEING | {"was", "were", "'re"}
_AFTER_ARRIVED = frozenset(("now", "safely"))
_MONEY = frozenset(("money", "refund", "payment", "cash"))
_CAME = frozenset(("came", "rang", "wrote"))
# "The bill came to 50": nothing has arrived.
_AFTER_COMING = frozenset(("to", "up", "out", "from", "across", "with", "as", "down"))
# "Turned up", "showed up", "came out" and "popped round" are visits, and so is "he has left".
_VISITS = frozenset(
    (("turned", "up"), ("showed", "up"), ("popped", "round"), ("came", "round"), ("came", "out"), ("came", "over"))
)
_UNNAMED = frozenset(
    ("it", "them", "this", "that", "they", "these", "those", "both", "all", "everything", "one", "ones")
)
_ANOTHER = frozenset(("old", "lost", "other", "previous", "original"))
_NOBODY = frozenset(("nobody", "noone", "none", "nothing", "no"))
_LEAVING = frozenset(("left", "gone"))
VISITORS = COMPANY | {
    "he", "she", "they", "man", "woman", "guy", "guys", "bloke", "chap", "lady", "plumber", "fitter", "electrician", "driver",
}  # fmt: skip
"""Who comes to the customer."""

# Whom somebody calls who does not call the customer: "she called the depot".
_OTHERS = frozenset("the my your our their his a an him her them it that you for someone somebody".split())
_OWN_PEOPLE = frozenset(
    ("friend", "wife", "husband", "mum", "mom", "mother", "dad", "father", "son", "daughter", "sister", "brother", "neighbour", "neighbor", "boss")
)  # fmt: skip
# "Got a call", "had your letter", "heard from Simon", "he got back to me".
_RECEIVED = frozenset(("got", "had", "received"))
_RECEIVED_WITHIN = 4
_SHORTEST_QUESTION = 5
_ASKING = frozenset(
    "has have had did is are was were do does can could will would when where why how what who which".split()
)
_GOT = frozenset("got received collected fetched".split())
_HOLDING = frozenset("have see seen found downloaded".split())
_HOLDERS = frozenset(("i", "we", "and", "but", "ok", "okay", "great", "yes", "now"))
# "I got your letter" may be the one that promised.
_TALKS = frozenset(("call", "ring", "voicemail", "callback"))
_REACHED = (
    ("heard", "from"), ("heard", "back"), ("got", "back", "to"), ("got", "hold", "of"), ("got", "in", "touch"), ("been", "in", "touch"),
    ("was", "in", "touch"), ("left", "a", "message"), ("left", "a", "voicemail"), ("left", "me", "a"), ("reached", "me"),
    ("caught", "me"), ("gave", "me", "a"), ("given", "me", "a"),
)  # fmt: skip
_THANKS = frozenset(("thanks", "thank", "cheers", "ta", "appreciate", "appreciated", "thx"))
_CALLS = frozenset(("call", "ring", "callback", "bell"))
_CALLING = frozenset(("ringing", "calling", "phoning"))
_COMING_OUT = frozenset(("coming", "visiting"))
_THANKED_WITHIN = 6
_ENDS = frozenset(("", ".", ",", "!", ";", ":", "-", "\n", "!!", "..", "..."))
_BE_THERE = frozenset(("been", "here", "there"))
_HAVING = frozenset(("has", "have", "'s"))
_AFTER_BEEN = frozenset(("and", "round", "out", "today", "already", "this", "yesterday"))
_JUST_BEFORE_HERE = BEING | {"was", "now", "just", "finally", "already"}
_AFTER_HERE = frozenset(("now", "and", "thanks", "already", "since"))
# What, before a deed, makes it a general or a wished one, or none.
_UNTOLD = NOT_DONE | frozenset(
    (
        "said", "told", "promised", "supposed", "why", "who", "what", "where", "which", "wish", "nobody", "noone", "nothing", "none",
        "until", "unless", "after", "because", "hardly", "another", "without",
    )
)  # fmt: skip
# Wherever it stands, this makes a deed one of before the promise.
_LONG_PAST = frozenset(("last", "ago", "before", "previously", "always", "every"))


def may_acknowledge(report: Report) -> bool:
    """Whether a report may speak of the message before it alone: "got it", and thanks for what is to come."""
    return report.topic == HELD and (report.thing is None or report.verb is not None)


def results_for_customer(reading: ReplyReading) -> tuple[Report, ...]:
    """Return where a customer's message reports a result: "it's in my inbox", "it works now", "moving at last"."""
    words = reading.tokens.words
    found = [_with_subject(words, report) for report in phrases_in(reading, _RESULTS, NOT_DONE)]
    found += filter(None, (_at_last(reading, clause) for clause in reading.clauses))
    return tuple(report for report in found if not _is_flawed(words, report))


def _with_subject(words: Sequence[str], report: Report) -> Report:
    """Return a report that something has come with what has: "the key is in my hands"."""
    if report.topic != "send":
        return report
    subject = last_but(_BEFORE_DEED | ADVERBS, words, report.start - 1, 0)
    return report._replace(topic=ARRIVAL, thing=noun_before(words, subject, 0))


def _at_last(reading: ReplyReading, clause: Clause) -> Report | None:
    words = reading.tokens.words
    end = clause.end
    while end > clause.start and not words[end - 1][:1].isalpha():
        end -= 1
    inside = words[clause.start : end]
    if "?" in words[end : clause.end] or tuple(inside[-2:]) != _AT_LAST or not NOT_DONE.isdisjoint(inside):
        return None
    return Report(clause.start, end, ANY_TOPIC)


def deeds(reading: ReplyReading) -> tuple[Report, ...]:
    """Return what a customer's message says that others have done: "Simon called", "the lamp came", "he has been", "I got a text"."""
    words = reading.tokens.words
    return tuple(
        found for clause in reading.clauses for found in _deeds(reading, clause) if not _is_flawed(words, found)
    )


def _is_flawed(words: Sequence[str], report: Report) -> bool:
    """Whether it was not, or not all of, what was to come: "I got the wrong one", "half of it came", "got it, but it's the old one"."""
    begin, end = report.start, report.end
    first, last = max(0, begin - _LONGEST_SENTENCE), min(len(words), end + _LONGEST_SENTENCE)
    while begin > first and words[begin - 1] not in _SENTENCE_ENDS:
        begin -= 1
    while end < last and words[end] not in _SENTENCE_ENDS:
        end += 1
    inside = words[begin:end]
    only = [at for at in range(begin, report.end - 1) if words[at] == "only" and words[at + 1] not in _ARRIVED]
    other = any(pair in _FLAWED_PAIRS or (pair[0] in BEING and pair[1] == "missing") for pair in pairwise(inside))
    contrasted = any(
        turn in _TURNS and it in _UNNAMED and being in _WERE
        for turn, it, being in zip(inside, inside[1:], inside[2:], strict=False)
    )
    return bool(only) or other or contrasted or not _FLAWS.isdisjoint(inside)


def _deeds(reading: ReplyReading, clause: Clause) -> Iterator[Report]:
    words = reading.tokens.words
    inside = words[clause.start : clause.end]
    # A long clause is cut even behind "until".
    cut = clause.start > 0 and words[clause.start - 1] in _UNTOLD
    if "?" in inside[-1:]:
        # "Got the key, but where is the door?"
        told = inside[: max((at for at, word in enumerate(inside) if word == ","), default=0)]
        if len(inside) - len(told) < _SHORTEST_QUESTION or not _ASKING.isdisjoint(told[:1]):
            return
        clause = Clause(clause.start, clause.start + len(told))
    if cut or not _LONG_PAST.isdisjoint(inside):
        return
    aimed = False
    for at in range(clause.start, clause.end):
        if words[at] in _UNTOLD and words[at] != "to":
            return
        # "To have it mended" tells of nothing; "true to your word, he came" does.
        aimed = words[at] == "to" or (aimed and words[at] != ",")
        if at not in reading.borrowed and not aimed:
            yield from _thanked(words, at, clause)
            yield from _received(words, at, clause)
            yield from _came(words, at, clause)
            yield from _had(words, at, clause)
            if at > clause.start:
                yield from _done(reading, at, clause)


def _thanked(words: Sequence[str], at: int, clause: Clause) -> Iterator[Report]:
    """Yield what the customer gives thanks for: "cheers for the call yesterday", "thank you for ringing so quickly"."""
    if words[at] != "for" or _THANKS.isdisjoint(words[max(clause.start, at - 3) : at]):
        return
    for later in range(at + 1, min(at + _THANKED_WITHIN, clause.end)):
        gets_back = words[later] == "getting" and words[later + 1 : later + 2] == ("back",)
        if words[later] in _CALLS | _CALLING or gets_back:
            yield Report(at, later + 1, "contact")
        elif words[later] in _COMING_OUT:
            yield Report(at, later + 1, ARRIVAL)


def _received(words: Sequence[str], at: int, clause: Clause) -> Iterator[Report]:
    """Yield what reached the customer: "I got a call from Simon", "had your letter", "she got back to me"."""
    if any(tuple(words[at : at + len(phrase)]) == phrase for phrase in _REACHED):
        end = min(at + 5, clause.end)
        if not _NOBODY.isdisjoint(words[at:end]):
            return
        if words[at] not in ("gave", "given") or not CONTACT_NOUNS.isdisjoint(words[at:end]):
            yield Report(at, end, "contact")
    elif words[at] in _RECEIVED:
        for later in range(at + 1, min(at + 1 + _RECEIVED_WITHIN, clause.end)):
            if not words[later][:1].isalpha():
                return
            if words[later] in CONTACT_NOUNS:
                if words[later] in _TALKS or "your" not in words[at:later]:
                    yield Report(at, later + 1, "contact")
                return


def _had(words: Sequence[str], at: int, clause: Clause) -> Iterator[Report]:
    """Yield what the customer has got, has or sees, or gives thanks for: "got the key", "I have the key", "thanks for the key"."""
    word, after = words[at], words[at + 1] if at + 1 < clause.end else ""
    thing = noun_after(words, at + 1, clause.end)
    if word == "for" and not _THANKS.isdisjoint(words[max(clause.start, at - 3) : at]) and thing is not None:
        yield Report(at - 1, at + 2, HELD, word, thing)
    back = last_but(ADVERBS | _BEFORE_DEED, words, at - 1, clause.start)
    if back >= clause.start and words[back] not in _HOLDERS and words[back][:1].isalpha():
        return
    if word in _GOT and thing is not None:
        yield Report(at, at + 2, ARRIVAL, thing=thing)
    elif word in _GOT and not _UNNAMED.isdisjoint(words[at + 1 : at + 2 if after != "the" else at + 4]):
        yield Report(at, at + 2, HELD)
    elif word in _HOLDING and thing is not None and not (after in ("a", "an") or after.endswith("ed")):
        yield Report(at, at + 2, HELD, thing=thing)
    elif word == "have" and after in _UNNAMED and words[at + 2 : at + 3] != () and words[at + 2] in _ENDS | {"now"}:
        yield Report(at, at + 3, HELD)


def _came(words: Sequence[str], at: int, clause: Clause) -> Iterator[Report]:
    """Yield what is said to have come without a subject, or to be in: "arrived, thank you", "came today", "the money's in"."""
    after = words[at + 1] if at + 1 < clause.end else ""
    is_in = words[at] == "in" and at - 1 > clause.start and words[at - 1] in BEING and words[at - 2] in _MONEY
    bare = words[at] in _ARRIVED and ADVERBS.issuperset(words[clause.start : at])
    if (is_in or bare) and (after in _ENDS or after in _THANKS or after in SPANS or after in _AFTER_ARRIVED):
        is_held = words[at] == "received"
        yield Report(clause.start if bare else at - 2, at + 1, HELD if is_held else ARRIVAL)


def _done(reading: ReplyReading, at: int, clause: Clause) -> Iterator[Report]:
    """Yield what the verb at a token says that its subject has done."""
    words, tokens = reading.tokens.words, reading.tokens
    word = words[at]
    after = words[at + 1] if at + 1 < clause.end else ""
    comes = word in _BE_THERE and _is_there(words, at, after)
    if not (comes or word in _CAME or words[at - 1] == "did" or is_past(word, tokens.code[at])):
        return
    back = at - 1
    while back >= clause.start and (
        words[back] in ADVERBS or words[back] in _BEFORE_DEED or (comes and words[back] in BEING)
    ):
        back -= 1
    passive = not comes and words[at - 1] in ("been", "was", "were")
    subject = words[back] if back >= clause.start else ""
    is_sum = subject == "<number>" and back > clause.start and words[back - 1] in SIGNS_OF_MONEY
    if not _ANOTHER.isdisjoint(words[max(clause.start, back - 2) : max(back, clause.start)]):
        return  # "My old lamp turned up."
    verb = frozenset(bases("come" if comes or word == "came" else word))
    if subject == "":
        if verb & _CONTACTING and after in ("me", "us"):
            yield Report(at, at + 2, "contact", word)  # "Called me back within the hour."
    elif not is_sum and (
        not subject[:1].isalpha() or subject in SPANS | _OWN_PEOPLE or (subject in FIRST_PERSON and not passive)
    ):
        return
    elif (word, after) in _VISITS or (word in _LEAVING and subject in VISITORS):
        yield Report(back, at + 1, ARRIVAL, thing=None if subject in _UNNAMED else subject)
    elif verb & _COMING or word == "received" or (passive and word == "delivered"):
        if after not in _AFTER_COMING:
            topic, thing = ("contact", None) if subject in CONTACT_NOUNS else (ARRIVAL, subject)
            yield Report(back, at + 1, topic, thing=None if subject in _UNNAMED else thing)
    elif not verb & _CONTACTING:
        yield Report(
            back, at + 1, OTHER_TOPIC, word, noun_after(words, at + 1, clause.end) or (subject if passive else None)
        )
    elif after not in _OTHERS and (after in SPANS or not after.isalpha() or not tokens.quote(at + 1, at + 2).istitle()):
        yield Report(back, at + 1, "contact", word)


def _is_there(words: Sequence[str], at: int, after: str) -> bool:
    """Whether somebody "is here", or "has been", that is, has come and gone."""
    if words[at] == "been":
        return words[at - 1] in _HAVING and (after in _AFTER_BEEN or after in _ENDS)
    return words[at - 1] in _JUST_BEFORE_HERE and (after in _AFTER_HERE or after in _ENDS)
