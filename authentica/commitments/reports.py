"""Reports: what a later message says of an action: that it is done, that it is not, or that somebody is waiting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import NamedTuple

from authentica.commitments.timewords import TIME_WORDS
from authentica.commitments.vocabulary import ADVERBS, COMPANY, THIRD_PARTIES, TOPIC_OF, bases, topic_of
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading

__all__ = [
    "WITH_OTHERS", "Denial", "Report", "admissions", "answers", "chases", "denials", "denies", "done_by_support", "is_with_others",
    "results_for_customer", "speaks_of",
]  # fmt: skip

ANY_TOPIC = "any"
WITH_OTHERS = "contact with others"
"""Topic of a report of contact with somebody else than the customer."""


class Report(NamedTuple):
    """Tokens ``[start, end)`` that report on actions of a topic, or of `ANY_TOPIC`."""

    start: int
    end: int
    topic: str


_SHOWN_BY_RECEIPT = frozenset(("send", "refund", "change", "contact"))


def speaks_of(report: Report, topic: str) -> bool:
    """Whether a report is one of actions of a topic: what came in shows a refund and an answer too."""
    return report.topic in (ANY_TOPIC, topic) or (report.topic == "send" and topic in _SHOWN_BY_RECEIPT)


_HAVE = frozenset(("have", "has", "had", "'s", "'ve", "was", "were", "is", "are", "been", "being", "got", "'d", "am"))
_FINDINGS = frozenset(
    (
        "looks like", "turns out", "it appears", "it seems", "i found", "we found", "i checked",
        "showing that", "shows that", "according to",
    )
)  # fmt: skip
_SUPPOSING = frozenset(("until", "if", "once", "when", "whenever", "unless"))
_LONGEST_SUPPOSITION = 10
_NOT_DONE = frozenset(
    ("not", "never", "no", "yet", "will", "if", "once", "when", "can", "to", "should", "could", "would", "may", "might")
)

_CHASES_OF_ALL = frozenset(
    [
        "any update", "any updates", "any news", "any progress", "any word", "any luck", "still waiting",
        "still no", "still not", "still nothing", "still have not", "still has not", "am waiting",
        "been waiting", "keep waiting", "heard nothing", "nothing yet", "no response", "no reply", "no answer",
        "no update", "no updates", "no call", "no news", "no word", "not heard", "not received", "not had",
        "not got", "not responded", "not replied", "not called", "not contacted",
        "not been contacted", "not been refunded", "never called", "never responded", "never replied", "nobody called", "nobody has", "no one has", "no one called", "did not call", "not get back",
        "not fixed", "not resolved", "not been fixed", "not been resolved", "not done", "update please",
        "how much longer", "what is happening", "what is going on", "no sign of", "where is",
        "have you looked", "have you heard", "is there an update", "waiting on",
    ]
)  # fmt: skip
_RESULTS_OF_ALL = frozenset(
    [
        "it works", "works now", "it worked", "working now", "is working", "is fixed",
        "is resolved", "is sorted", "all sorted", "now fixed", "been fixed", "been resolved", "been refunded",
        "been sorted", "solved it", "fixed it", "that worked", "that works", "did the trick", "resolved now",
        "sorted now", "heard back", "called me", "problem solved",
    ]
)  # fmt: skip
_LANDINGS = frozenset(
    [
        "made it home", "made it out", "made it in", "made it to", "made it here", "made it !", "made it .", "made it ,",
        "made it -", "made it and", "made it back", "landed safely", "just landed", "we landed", "took off", "on our way",
        "finally moving", "in the air", "finally boarding", "finally boarded",
    ]
)  # fmt: skip
_RECEIPTS = frozenset(
    [
        "got it", "got the", "got my", "got your", "have received", "has arrived", "just arrived", "it arrived", "came through",
        "have it now", "received it", "received the", "received your", "received my",
    ]
)  # fmt: skip
_GROUNDED = frozenset(("still at the", "still on the", "still sitting", "still stuck", "still delayed", "still here"))
# By topic, the likeliest first; what is said of all topics comes first.
_CHASES: Mapping[str, frozenset[str]] = MappingProxyType({ANY_TOPIC: _CHASES_OF_ALL, "travel": _GROUNDED})
_RESULTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {ANY_TOPIC: _RESULTS_OF_ALL, "send": _RECEIPTS, "travel": _LANDINGS}
)
_LONGEST_PHRASE = 4


def done_by_support(reading: ReplyReading) -> Iterator[Report]:
    """Yield what a message of the support side reports as done: "I've refunded it", "it has been sent", "I found the parcel"."""
    words = reading.tokens.words
    for clause in reading.clauses:
        for at in range(clause.start, clause.end):
            word = words[at]
            pair = f"{word} {words[at + 1]}" if at + 1 < clause.end else ""
            if pair in _FINDINGS:
                yield Report(at, min(at + 2, clause.end), "look")
            elif word in ("speaking", "talking", "chatting") and words[at + 1 : at + 3] in (
                ("with", "you"),
                ("to", "you"),
            ):
                yield Report(at, at + 3, "contact")
            if not _is_past(word, reading.tokens.code[at]) or at in reading.borrowed:
                continue
            topic = topic_of(word)
            back = at - 1
            while back >= clause.start and words[back] in ADVERBS:
                back -= 1
            if (
                topic is None
                or back < clause.start
                or any(w in _NOT_DONE for w in words[max(clause.start, back - 3) : at])
            ):
                continue
            if topic == "send" and not COMPANY.isdisjoint(words[at + 1 : at + 8]):
                topic = "pass"  # "We've sent it over to our airport team."
            if topic == "contact" and _reaches_others(reading, clause.start, at, clause.end):
                topic = WITH_OTHERS
            if not _SUPPOSING.isdisjoint(words[max(clause.start, back - _LONGEST_SUPPOSITION) : at]):
                continue
            if words[back] in _HAVE or words[back] in ("i", "we") or words[back] in COMPANY:
                yield Report(max(clause.start, back - 1), min(at + 3, clause.end), topic)


_REACHING = frozenset(("call", "ring", "phone", "contact", "speak", "meet", "reach", "tell", "inform", "notify", "let"))
_ANSWERING = frozenset(("reply", "respond", "answer"))
_CUSTOMER = frozenset(("you", "u", "your", "yourself"))
_OTHERS = frozenset(("him", "her", "them", "someone", "somebody", "everyone", "everybody", "me", "us"))
_DETERMINERS = frozenset(("the", "our", "my", "a", "an", "their", "his", "one", "both"))
_TOWARDS = frozenset(("to", "with"))
_BEFORE_ADDRESSEE = _TOWARDS | {"in", "touch", "back", "out", "up", "again", "through", "directly"}
_LINES = frozenset(("number", "numbers", "phone", "mobile", "line", "landline"))
_PEOPLE = COMPANY | THIRD_PARTIES
_LONGEST_ADDRESSEE = 4
_PASSIVE = frozenset(("been", "being", "was", "were"))
_WORD = re.compile(r"[^\W\d_]+")


def _reaches_others(reading: ReplyReading, start: int, verb: int, end: int) -> bool:
    """Whether the report of contact at `verb` is of contact with somebody else: "I've spoken to him", "the depot has been told"."""
    words, tokens = reading.tokens.words, reading.tokens
    passive = not _PASSIVE.isdisjoint(words[max(start, verb - 2) : verb])
    if passive and not _REACHING.isdisjoint(bases(words[verb])):
        return _CUSTOMER.isdisjoint(words[start:verb])
    ahead = range(verb, min(end, verb + _LONGEST_ADDRESSEE + 5))
    return _names_others([tokens.quote(at, at + 1) for at in ahead])


def is_with_others(action: str) -> bool:
    """Whether the action that a promise of contact names is contact with somebody else than the customer: "call the depot"."""
    return _names_others(_WORD.findall(action))


def _names_others(said: Sequence[str]) -> bool:
    """Whether a verb of contact and what follows it name somebody else, and not the customer."""
    words = [word.lower() for word in said]
    at = 1
    while at < len(words) and words[at] in _BEFORE_ADDRESSEE | ADVERBS:
        at += 1
    if at >= len(words) or words[at] in _CUSTOMER:
        return False
    noun = words[at + 1 : at + 1 + _LONGEST_ADDRESSEE]
    if words[at] in _OTHERS or (words[at] in _DETERMINERS and not _PEOPLE.isdisjoint(noun)):
        return True
    verb = frozenset(bases(words[0]))
    personal = not _REACHING.isdisjoint(verb) or not (_TOWARDS.isdisjoint(words[1:at]) or verb & _ANSWERING)
    is_name = said[at].istitle() and words[at] not in TIME_WORDS
    return personal and (is_name or (words[at] in _DETERMINERS and _LINES.isdisjoint(noun)))


class Denial(NamedTuple):
    """Tokens ``[start, end)`` that say that an action was not done; `verb` is None for whatever was promised: "and you didn't"."""

    start: int
    end: int
    verb: str | None


_NEGATIONS = frozenset(("not", "never"))
_PERFECT = frozenset(("have", "has", "had"))
_DENYING = _PERFECT | {"did", "was", "were"}
_WRITERS = frozenset(("i", "we"))
_PARTNERS = frozenset(("you", "u", "he", "she", "they"))
_NOBODY = frozenset(("nobody", "noone", "none", "nothing"))
_BEFORE_DENIED = ADVERBS | _DENYING | {"been", "ever", "yet", "bother", "manage"}
_FAILING = frozenset(("failed", "forgot", "forgotten", "neglected"))
# What was to come and did not, whatever it was.
_COMING = frozenset(
    (
        "come",
        "came",
        "show",
        "showed",
        "arrive",
        "arrived",
        "appear",
        "appeared",
        "happen",
        "happened",
        "turn",
        "turned",
    )
)
_RECEIVING = frozenset(("receive", "received", "hear", "heard", "get", "got"))
_CONTACTING = frozenset(
    ("call", "ring", "phone", "contact", "email", "mail", "text", "message", "write", "reply", "respond", "answer", "update")
)  # fmt: skip


def denies(denial: Denial, topic: str, action: str) -> bool:
    """Whether it is the action of a promise that was not done: by its verb, for one topic holds much that was never promised."""
    if denial.verb is None:
        return True
    denied = frozenset(bases(denial.verb))
    if topic == "contact" and denied & _CONTACTING:
        return True
    return any(not denied.isdisjoint(bases(word)) for word in _WORD.findall(action.lower()))


def denials(reading: ReplyReading) -> tuple[Denial, ...]:
    """Return where a customer's message says what was not done: "you didn't", "nobody came", "he never rang"."""
    return tuple(_denials(reading, _WRITERS, _DENYING))


def admissions(reading: ReplyReading) -> tuple[Denial, ...]:
    """Return where a message of the support side admits what was not done; what it has not done yet it may still do."""
    return tuple(_denials(reading, _CUSTOMER, _DENYING - _PERFECT))


def _denials(reading: ReplyReading, others: Set[str], auxiliaries: Set[str]) -> Iterator[Denial]:
    """Yield what was not done, but by `others`: those who had promised nothing."""
    code = reading.tokens.code
    words = _with_did(reading)
    for clause in reading.clauses:
        for at in range(clause.start, clause.end):
            if at in reading.borrowed or not _SUPPOSING.isdisjoint(words[clause.start : at]):
                continue
            word, back = words[at], at - 1
            while back >= clause.start and words[back] in ADVERBS:
                back -= 1
            before = words[back] if back >= clause.start else ""
            verb = at + 1
            if word in _NEGATIONS:
                if before in auxiliaries:
                    back -= 1
                elif word == "not" or before in _PERFECT:
                    continue
                if verb < clause.end and words[verb] in _PARTNERS:
                    back = verb  # "Why didn't you call?"
                    verb += 1
            elif verb < clause.end and (
                (word in _FAILING and words[verb] == "to") or (word, words[verb]) == ("no", "one")
            ):
                verb += 1
            elif word not in _NOBODY:
                continue
            while back >= clause.start and words[back] in ADVERBS:
                back -= 1
            subject = words[back] if back >= clause.start else ""
            begin = max(min(back, at - 1), clause.start)
            first = verb
            while verb < clause.end and words[verb] in _BEFORE_DENIED:
                verb += 1
            passive = not _PASSIVE.isdisjoint(words[max(clause.start, at - 1) : verb])
            ends = verb >= clause.end or not words[verb][0].isalpha()
            received = not ends and words[verb] in _RECEIVING
            if subject in others and not (subject in _WRITERS and (passive or received)):
                continue
            if ends:
                # "You said you would, and you didn't!" speaks of whatever was promised; "no, it didn't" of anything.
                if others is _WRITERS and (subject in _PARTNERS or (word in ("nobody", "no") and verb > first)):
                    yield Denial(begin, verb, None)
            elif words[verb] in _COMING or (received and others is _WRITERS):
                yield Denial(begin, verb + 1, None)
            elif not TOPIC_OF.keys().isdisjoint(bases(words[verb])) and code[verb] != Kind.GERUND.value:
                yield Denial(begin, verb + 1, words[verb])


def _with_did(reading: ReplyReading) -> Sequence[str]:
    """Return the words with "did" in "didn't", whose normal form is "do" as in "don't"."""
    tokens = reading.tokens
    return [
        "did" if word == "do" and tokens.quote(at, at + 1).lower() == "did" else word
        for at, word in enumerate(tokens.words)
    ]


def answers(reading: ReplyReading) -> Report | None:
    """Return the first clause of substance of a support message that asks for no particulars.

    Who has said "let me check" and now tells something, has checked.
    """
    words = reading.tokens.words
    found = None
    for clause in reading.clauses:
        inside = words[clause.start : clause.end]
        if any(word in _PARTICULARS and (at == 0 or inside[at - 1] in _ASKING) for at, word in enumerate(inside)):
            return None
        statement = (
            len(inside) >= _SHORTEST_STATEMENT
            and _COURTESIES.isdisjoint(inside[:4])
            and _ANNOUNCING.isdisjoint(inside)
            and not (inside[0] in ("we", "i") and inside[1] in _SYMPATHY)
        )
        if statement and found is None:
            found = Report(clause.start, clause.end, ANY_TOPIC)
    return found


_PARTICULARS = frozenset(
    ["dm", "pm", "send", "share", "provide", "confirm", "give", "message", "email", "submit", "what's", "what", "which"]
)
_ASKING = frozenset(("please", "and", "you", "kindly", "to", "just", "us", ",", "so", "pls", "."))
_COURTESIES = frozenset(
    ("thanks", "thank", "sorry", "apologies", "hi", "hello", "welcome", "glad", "happy", "hope", "keep")
)
_ANNOUNCING = frozenset(("will", "shall"))
_SYMPATHY = frozenset(("know", "understand", "appreciate", "realize", "realise", "hate", "get"))
_SHORTEST_STATEMENT = 5


def _is_past(word: str, kind: str) -> bool:
    return kind == Kind.PAST.value or word.endswith("ed") or word in _IRREGULAR_PASTS


_IRREGULAR_PASTS = frozenset(
    [
        "sent", "resent", "given", "made", "put", "found", "told", "rang", "spoken", "spoke", "written",
        "brought", "built", "done", "paid", "dealt", "got", "took", "taken", "left",
    ]
)  # fmt: skip


def chases(reading: ReplyReading) -> Report | None:
    """Return where a customer's message chases a promise or says that it was not kept."""
    return _first_of_topics(reading, _CHASES, frozenset())


def results_for_customer(reading: ReplyReading) -> Report | None:
    """Return where a customer's message reports a result: "got it, thanks", "it works now"."""
    return _first_of_topics(reading, _RESULTS, _NOT_DONE)


def _first_of_topics(
    reading: ReplyReading, phrases: Mapping[str, frozenset[str]], unless: frozenset[str]
) -> Report | None:
    for topic, phrases_of_topic in phrases.items():
        found = _first(reading, phrases_of_topic, unless)
        if found is not None:
            return found._replace(topic=topic)
    return None


def _first(reading: ReplyReading, phrases: frozenset[str], unless: frozenset[str]) -> Report | None:
    words = reading.tokens.words
    for at in range(len(words)):
        for length in range(2, _LONGEST_PHRASE + 1):
            if " ".join(words[at : at + length]) in phrases and not unless.intersection(words[max(0, at - 3) : at]):
                return Report(at, min(at + length, len(words)), ANY_TOPIC)
    return None
