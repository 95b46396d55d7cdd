"""Reports: what a later message of the support side says of an action: that it is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from authentica.commitments.cores import OTHER_TOPIC
from authentica.commitments.replytext import SENTENCE_ENDS, first_but, last_but
from authentica.commitments.timewords import PARTS, TIME_WORDS, TOMORROW, UNIT_HOURS, WEEKDAYS
from authentica.commitments.vocabulary import ADVERBS, BEING, COMPANY, LIGHT_VERBS, THIRD_PARTIES, bases, topic_of
from authentica.language.clauses import Clause
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading

__all__ = [
    "ANY_TOPIC", "CUSTOMER_WORDS", "NEWS", "NEWS_NOUNS", "NOT_DONE", "PASSIVE", "SIGNS_OF_MONEY", "STATE", "SUPPOSING", "WITH_OTHERS", "Report", "answers", "done_by_support",
    "is_past", "is_unfinished", "is_with_others", "noun_after", "noun_before", "phrases_in", "shows", "speaks_of",
]  # fmt: skip

ANY_TOPIC = "any"
WITH_OTHERS = "contact with others"
"""Topic of a report of contact with somebody else than the customer."""
STATE = "state"
"""Topic of a report that a thing is where it was to get, or ready: "the claim's in"; the thing stands for its verb."""

NEWS = "news"
"""Topic of a report that gives what was found out: "here is the result I promised"."""
NEWS_NOUNS = frozenset("result results answer answers news outcome outcomes findings update reply response".split())
"""What somebody gives who has found something out."""


class Report(NamedTuple):
    """Tokens ``[start, end)`` that report on actions of a topic, or of `ANY_TOPIC`.

    `verb` is the one that reports, where one does; `thing` the noun of what is reported on, where it is named.
    """

    start: int
    end: int
    topic: str
    verb: str | None = None
    thing: str | None = None


# What works again shows whatever was to make it work.
_SHOWN_TOO: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "fix": frozenset(("look", "help", "change", "release", OTHER_TOPIC)),
    }
)
_BEFORE_VERB = ADVERBS | LIGHT_VERBS | COMPANY | {"and", "a", "an", "our"}


def phrases_in(
    reading: ReplyReading, phrases: Mapping[str, frozenset[str]], unless: frozenset[str] = frozenset()
) -> Iterator[Report]:
    """Yield where the phrases of each topic stand, unless one of the words that undo them stands shortly before.

    Phrases have up to four words; "'s" is read as "is".
    """
    words = ["is" if word == "'s" else word for word in reading.tokens.words]
    said = [
        (at, length, " ".join(words[at : at + length]))
        for at in range(len(words))
        for length in range(1, _LONGEST_PHRASE + 1)
    ]
    for topic, known in phrases.items():
        for at, length, phrase in said:
            if phrase in known and unless.isdisjoint(words[max(0, at - _PHRASE_UNDONE_WITHIN) : at]):
                yield Report(at, min(at + length, len(words)), topic)


def noun_after(words: Sequence[str], at: int, end: int) -> str | None:
    """Return the noun of what is named from a token on: of "you the spare key on Monday" the key, of "$40 back" the number.

    None where nothing is named, or a pronoun stands for it.
    """
    end = min(end, at + _LONGEST_NAME)
    at = first_but(_BEFORE_NOUN, words, at, end)
    noun = None
    while at < end and words[at] not in _AFTER_NOUN and (words[at][:1].isalpha() or words[at] in _IN_NOUN):
        # A number is a sum, or it counts or numbers the noun beside it.
        if noun is not None and words[at].endswith("ed") and len(words[at]) > _SHORTEST_PARTICIPLE:
            break  # "Got the profile copied over."
        if words[at] != "<number>" or (noun is None and words[at - 1] in SIGNS_OF_MONEY):
            noun = words[at]
        at += 1
    return None if noun in _PRONOUNS else noun


def noun_before(words: Sequence[str], at: int, start: int) -> str | None:
    """Return the noun that ends at a token: of "order 4711" the order, of "£40" the number; None where none is named."""
    if at > start and words[at] == "<number>" and words[at - 1].isalpha():
        at -= 1
    named = at >= start and (words[at][:1].isalpha() or words[at] == "<number>")
    return words[at] if named and words[at] not in _PRONOUNS | _NO_OBJECT else None


SIGNS_OF_MONEY = frozenset("$£€")
_LONGEST_NAME = 12
_SHORTEST_PARTICIPLE = 4
_IN_NOUN = frozenset(("<number>", "-", "'s"))


def speaks_of(report: Report, topic: str, action: str) -> bool:
    """Whether a report is one of the action of a promise: by its topic, or by the verb itself."""
    same = report.topic in (ANY_TOPIC, topic) and report.topic != OTHER_TOPIC
    return same or (report.verb is not None and _acts_so(report.verb, action))


def shows(report: Report, topic: str) -> bool:
    """Whether what the customer reports is of a topic, or shows that what was promised of that topic was done."""
    return report.topic in (ANY_TOPIC, topic) or topic in _SHOWN_TOO.get(report.topic, ())


def _acts_so(verb: str, action: str) -> bool:
    """Whether the verb of a report is that of an action: "checked", "remotely check the data", "get somebody to check"."""
    done = frozenset(bases(verb)) - LIGHT_VERBS - {"try"}
    said = _WORD.findall(action.lower())
    words = [word for word in said if word not in _BEFORE_VERB and not word.endswith("ly")][:_LONGEST_OBJECT]
    first = words[0] if words else ""
    # "Get it approved", "have the fee waived", and by the noun: "get approval".
    light = said[:1] != [] and said[0] in ("get", "have", "getting", "having")
    if light and any(word.endswith("ed") and not done.isdisjoint(bases(word)) for word in words):
        return True
    by_noun = light and any(len(base) > _LONGEST_OBJECT and first.startswith(base.removesuffix("e")) for base in done)
    return by_noun or not done.isdisjoint(bases(first))


_ENCLOSING = (
    "is enclosed", "are enclosed", "is attached", "are attached", "enclosed is", "enclosed are", "enclosed you", "attached is", "attached are",
    "attached you", "find enclosed", "find attached", "i enclose", "i attach", "we enclose", "have enclosed", "have attached",
)  # fmt: skip
_SHIPPING = (
    "on its way", "on their way to you", "is in the post", "are in the post", "now in the post", "it shipped", "order shipped", "parcel shipped", "package shipped",
    "shipped today", "shipped yesterday", "shipped this", "it went out", "went out today", "went out yesterday", "went out this",
    "went out to you",
)  # fmt: skip
_HAVE = frozenset(("have", "has", "had", "'s", "'ve", "was", "were", "is", "are", "been", "being", "got", "'d", "am"))
_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        phrase: topics
        for topics, phrases in (
            (
                ("look",),
                (
                    "looks like", "turns out", "it appears", "it seems", "i found", "we found", "i checked", "showing that", "shows that",
                    "according to",
                ),
            ),
            (
                ("contact",),
                (
                    "speaking with you", "speaking to you", "talking with you", "talking to you", "chatting with you", "chatting to you",
                    "said on the phone", "discussed on the phone", "agreed on the phone", "circling back", "coming back to you",
                    *(f"{how} {to}" for how in ("good", "great", "nice", "lovely", "pleasure") for to in
                    ("to speak to you", "to speak with you", "to talk to you", "to talk with you")), "on the phone today", "on the phone earlier",
                    "on the phone just now", "on our call", "during our call",
                ),
            ),
            (("send",), ("here is", "here are", *_ENCLOSING, *_SHIPPING)),
            ((NEWS,), ("update :", "here is an update", "here is your update")),
            (("refund",), ("refund went through", "refund has gone through", "refund is gone through")),
            (("travel",), ("moving again", "running again", "has departed", "have departed")),
            (("release", "fix"), ("is live", "are live", "now live")),
            (("fix",), ("is back", "are back", "up and running", "back online")),
            (("send", ANY_TOPIC), ("here it is", "here they are", "here you go", "there you go")),
            ((ANY_TOPIC,), ("as promised", "as i promised", "as we promised", "as announced", "all set", "it is done", "that is done", "all done")),
        )
        for phrase in phrases
    }
)  # fmt: skip
_LONGEST_PHRASE = 5
_PHRASE_UNDONE_WITHIN = 3
_MAILS = frozenset(("this", "email", "e-mail", "mail", "message", "reply", "letter"))
_WHATEVER = frozenset(("your", "replacement"))
_ATTACHED = frozenset(("attached", "enclosed"))
# "Please find the form attached", "here's the form attached".
_FINDING = frozenset(("find", "see", "here"))
_ENCLOSING_ENDS = frozenset(("attached", "enclosed", "attach", "enclose", "you"))
_INCOMING = frozenset(("received", "arrived"))
_PRONOUNS = frozenset("it this that them they these those you everything all both which one ones some".split())
_OWNED = frozenset(("the", "your", "my", "our", "this", "that", "both", "all"))
_NO_OBJECT = frozenset("that who which you i we he she it they to of about from and but".split())
_BEFORE_NOUN = (
    (ADVERBS - {"to", "in", "of"})
    | SIGNS_OF_MONEY
    | frozenset(
        "you me us him her the a an my your our his their this these will find full whole entire promised".split()
    )
)
_AFTER_NOUN = (
    _NO_OBJECT
    | UNIT_HOURS.keys()
    | WEEKDAYS.keys()
    | PARTS.keys()
    | TOMORROW
    | ADVERBS
    | BEING
    | frozenset(
        """
    today tonight yesterday for with in on at by as into onto back off out over via so because where when what how has have had was were will can or though yet
    not never no received arrived came sent paid issued thanks thank cheers attached enclosed below here there instead without within before after until till regarding
    """.split()
    )
)
_LONGEST_OBJECT = 5
SUPPOSING = frozenset(("until", "if", "once", "when", "whenever", "unless"))
_LONGEST_SUPPOSITION = 10
NOT_DONE = frozenset("not never no yet will if once when can to should could would may might".split())
# "Booked." and "All set up" report without saying who did it; "Located in the menu" does not.
_BEFORE_BARE = frozenset(("all", "now", "just", "ok", "okay", "great", "right", "there", ","))
_AFTER_BARE = frozenset(
    (
        "", ".", "!", ",", "\n", "to", "at", "it", "the", "your", "that", "this", "them", "you", "back", "now", "just", "all", "up", "off",
        "out", "over", "and", "for", "as", "today", "yesterday",
    )
)  # fmt: skip
_GREETINGS = frozenset(("hi", "hello", "hey", "dear", "morning"))
_LONGEST_GREETING = 5
_BEING = BEING | {"'re"}
_STATES = frozenset(
    "in up done ready live through gone sorted fixed off out back here there open complete completed".split()
)
_SHOWING = frozenset(("here", "this", "these"))
_AFTER_NEWS = frozenset(("i", "we", "you", "that", "as", "from", "of", "to", "for", "about", "on", "and"))
_NOTING = frozenset(("noted", "advised", "recommended", "suggested", "mentioned", "requested", "required"))


def done_by_support(reading: ReplyReading) -> Iterator[Report]:
    """Yield what a message of the support side reports as done: "I've refunded it", "it has been sent", "Booked.", "here it is"."""
    words, code = reading.tokens.words, reading.tokens.code
    for clause in reading.clauses:
        asks = "?" in words[clause.end - 1 : clause.end]
        for at in range(clause.start, clause.end):
            before = words[max(clause.start, at - _LONGEST_SUPPOSITION) : at]
            # "As soon as it shipped"
            supposed = "soon" in before or not SUPPOSING.isdisjoint(before)
            if at in reading.borrowed or supposed or _is_open(words, at, clause):
                continue
            if not asks:
                yield from _told(words, at, clause)
                yield from _found_out(words, at, clause)
                yield from _stated(words, at, clause)
                yield from _got_done(reading, at, clause)
            # "I've got your order here" and "I got tied up" report nothing.
            if words[at] != "got" and is_past(words[at], code[at]):
                yield from _done(reading, at, clause)


def _is_open(words: Sequence[str], at: int, clause: Clause) -> bool:
    """Whether what stands shortly before a word leaves open whether it has come true."""
    back = last_but(ADVERBS, words, at - 1, clause.start)
    return not NOT_DONE.isdisjoint(words[max(clause.start, back - 3) : at])


def _told(words: Sequence[str], at: int, clause: Clause) -> Iterator[Report]:
    """Yield the report of a phrase that begins at a word."""
    for length in range(2, _LONGEST_PHRASE + 1):
        said = " ".join("is" if word == "'s" else word for word in words[at : at + length])
        topics = _PHRASES.get(said, ()) if at + length <= clause.end else ()
        announced = not _ANNOUNCING.isdisjoint(words[clause.start : at])
        # "The label attached to the box" is no label that is sent.
        fixed = words[at + length - 1 : at + length + 1] == ("attached", "to") and _MAILS.isdisjoint(
            words[at + length + 1 : at + length + 4]
        )
        # "As promised to all our customers" and "I will, as promised" give nothing yet.
        elsewhere = words[at] == "as" and (
            (words[at + length : at + length + 1] == ("to",) and words[at + length + 1 : at + length + 2] != ("you",))
            or not _ANNOUNCING.isdisjoint(words[max(0, at - 2) : at])
        )
        if topics and not announced and not fixed and not elsewhere:
            thing = _thing_of(words, at, at + length, clause)
            yield from (Report(at, at + length, topic, thing=thing if topic == "send" else None) for topic in topics)


def _found_out(words: Sequence[str], at: int, clause: Clause) -> Iterator[Report]:
    """Yield the report that what was found out is here: "here is the result I promised", "this is your update:"."""
    if words[at] not in _SHOWING or words[at + 1 : at + 2] == () or words[at + 1] not in _BEING:
        return
    noun = at + 2 + (words[at + 2 : at + 3] != () and words[at + 2] in _DETERMINERS | {"your"})
    # "Here is the answer sheet" answers nothing.
    after = words[noun + 1] if noun + 1 < clause.end else ""
    named = noun < clause.end and words[noun] in NEWS_NOUNS and (not after.isalpha() or after in _AFTER_NEWS)
    if named:
        yield Report(at, noun + 1, NEWS)


def _thing_of(words: Sequence[str], at: int, end: int, clause: Clause) -> str | None:
    """Return what is said to be here, on its way or attached by the phrase between two tokens; None where it may be anything."""
    if words[at] == "here" or (words[end - 1] in _ENCLOSING_ENDS and words[at] not in _BEING):
        return noun_after(words, at + 2 if words[at] == "here" else end, clause.end)
    if words[at] != "on" and words[end - 1] not in _ATTACHED:
        return None
    noun = last_but(_BEING | ADVERBS, words, at - 1, clause.start)
    # "A replacement unit" is whatever it replaces.
    yours = words[at] == "on" and not _WHATEVER.isdisjoint(words[max(clause.start, noun - 4) : noun])
    return None if yours else noun_before(words, noun, clause.start)


def _got_done(reading: ReplyReading, at: int, clause: Clause) -> Iterator[Report]:
    """Yield what somebody got done: "I got it approved", "I've had the fee waived", "got it moved"."""
    words, code = reading.tokens.words, reading.tokens.code
    if words[at] not in ("got", "had"):
        return
    back = last_but(ADVERBS | _HAVE, words, at - 1, clause.start)
    if back >= clause.start and words[back] not in ("i", "we", "and", *COMPANY) and words[back].isalpha():
        return
    done = at + 1
    if done < clause.end and words[done] in _PRONOUNS:
        done += 1
    elif done < clause.end and words[done] in _OWNED:
        most = min(clause.end, done + _LONGEST_OBJECT)
        done += 1
        while (
            done < most
            and words[done].isalpha()
            and words[done] not in _NO_OBJECT
            and not is_past(words[done], code[done])
        ):
            done += 1
    else:
        return
    if done < clause.end and is_past(words[done], code[done]) and words[done - 1] not in _OWNED:
        thing = noun_before(words, done - 1, at + 1)
        yield Report(at, done + 1, topic_of(words[done]) or OTHER_TOPIC, words[done], thing)


def _stated(words: Sequence[str], at: int, clause: Clause) -> Iterator[Report]:
    """Yield the report that a thing is in, up, ready or the like: "your claim's in.", "the page is live now"."""
    if words[at] not in _BEING or at == clause.start:
        return
    state = first_but({"now", "all", "finally"}, words, at + 1, clause.end)
    after = words[state + 1] if state + 1 < clause.end else ""
    version = words[state + 1 : state + 3] == ("in", "<number>")
    ends = (
        after in ("now", "and", "again") or not after.isalpha() or version or (words[state], after) == ("gone", "from")
    )
    if state < clause.end and words[state] in _STATES and ends:
        yield Report(at - 1, state + 1, STATE, words[at - 1])


def _done(reading: ReplyReading, at: int, clause: Clause) -> Iterator[Report]:
    """Yield the report of a verb of what has been."""
    words = reading.tokens.words
    word, topic = words[at], topic_of(words[at]) or OTHER_TOPIC
    back = last_but(ADVERBS, words, at - 1, clause.start)
    thing = noun_after(words, at + 1, clause.end)
    if back < clause.start or words[back] in _BEFORE_BARE:
        if _stands_bare(reading, at, clause):
            if thing is None and words[clause.start - 1 : clause.start] == (":",):
                thing = noun_before(words, clause.start - 2, 0)  # "Refund: done."
            yield Report(at, at + 1, ANY_TOPIC if word == "done" else topic, word, thing)
        return
    if _heads(reading, at, back, clause):
        topic = "send" if word in _ATTACHED else ANY_TOPIC if word == "done" else topic
        yield Report(back, at + 1, topic, word, noun_before(words, back, clause.start))
        return
    if thing is None and words[back] in _HAVE:
        thing = noun_before(words, last_but(_HAVE | ADVERBS, words, back, clause.start), clause.start)
    # "Refunds are processed by night" tells what happens to anybody's.
    if words[back] == "are" and thing is not None and _OWNED.isdisjoint(words[clause.start : back]):
        return
    if topic == "send" and words[back] in PASSIVE and words[back - 1] in ("he", "she"):
        topic = OTHER_TOPIC  # Who was sent is no goods.
    if topic == "send" and not COMPANY.isdisjoint(words[at + 1 : min(clause.end, at + 8)]):
        topic = "pass"  # "We've sent it over to our airport team."
    if topic == "contact" and _reaches_others(reading, clause.start, at, clause.end):
        topic = WITH_OTHERS
    # What "has arrived with us", or what "we have received", has not gone to the customer.
    incoming = word in _INCOMING and (
        not {"i", "we"}.isdisjoint(words[max(clause.start, back - 1) : at]) or "us" in words[at : at + 4]
    )
    named = back > clause.start and words[back - 1] in COMPANY and reading.tokens.quote(back, back + 1).istitle()
    if (named or words[back] in _HAVE or words[back] in ("i", "we") or words[back] in COMPANY) and not incoming:
        yield Report(max(clause.start, back - 1), min(at + 3, clause.end), topic, word, thing)


def _heads(reading: ReplyReading, at: int, back: int, clause: Clause) -> bool:
    """Whether a sentence opens with a noun and what was done to it: "refund issued this morning", "form attached"."""
    words = reading.tokens.words
    begin = _greeted(words, clause)
    found = not _FINDING.isdisjoint(words[clause.start : back]) and words[at] in _ATTACHED
    named = back - begin < _LONGEST_OBJECT and _NO_HEADLINE.isdisjoint(words[begin : back + 1])
    after = words[at + 1] if at + 1 < len(words) else ""
    ends = after in _AFTER_BARE or after in _AFTER_NOUN or after == "below"
    rest = words[at + 1 : clause.end]
    return found or (
        _opens(reading, clause) and named and ends and _HAVE.isdisjoint(rest) and topic_of(words[at]) not in _UNHEADED
    )


# What somebody looked at or asked for, they did: "my colleague checked", "the form you requested".
_UNHEADED = frozenset(("look", "contact", "pass", "help", "travel"))
_NO_HEADLINE = (
    _HAVE
    | COMPANY
    | THIRD_PARTIES
    | _NO_OBJECT
    | NOT_DONE
    | {"for", "by", "in", "on", "with", "he", "she", "him", "her", ","}
)


def _stands_bare(reading: ReplyReading, at: int, clause: Clause) -> bool:
    """Whether a verb opens its sentence and goes on as a report does: "Rolled back at noon"."""
    words = reading.tokens.words
    opens = _opens(reading, clause)
    before = all(word in _BEFORE_BARE or word in ADVERBS for word in words[_greeted(words, clause) : at])
    after = words[at + 1] if at + 1 < len(words) else ""
    return opens and before and after in _AFTER_BARE and words[at] not in _NOTING


def _opens(reading: ReplyReading, clause: Clause) -> bool:
    """Whether a sentence begins with a clause, or what follows a colon."""
    before = clause.start - 1
    return before < 0 or reading.tokens.code[before] in SENTENCE_ENDS or reading.tokens.words[before] == ":"


def _greeted(words: Sequence[str], clause: Clause) -> int:
    """Return where a clause goes on behind the greeting that it opens with, "Dear Ms Okoro,"."""
    if words[clause.start] not in _GREETINGS:
        return clause.start
    ahead = range(clause.start, min(clause.end, clause.start + _LONGEST_GREETING))
    comma = next((at for at in ahead if words[at] == ","), None)
    return clause.start if comma is None else comma + 1


_REACHING = frozenset(("call", "ring", "phone", "contact", "speak", "meet", "reach", "tell", "inform", "notify", "let"))
_ANSWERING = frozenset(("reply", "respond", "answer"))
CUSTOMER_WORDS = frozenset(("you", "u", "your", "yourself"))
_OTHERS = frozenset(("him", "her", "them", "someone", "somebody", "everyone", "everybody", "me", "us"))
_DETERMINERS = frozenset(("the", "our", "my", "a", "an", "their", "his", "one", "both"))
_TOWARDS = frozenset(("to", "with"))
_BEFORE_ADDRESSEE = ADVERBS | _TOWARDS | {"in", "touch", "back", "out", "up", "again", "through", "directly"}
_LINES = frozenset(("number", "numbers", "phone", "mobile", "line", "landline"))
_PEOPLE = COMPANY | THIRD_PARTIES
_LONGEST_ADDRESSEE = 4
PASSIVE = frozenset(("been", "being", "was", "were"))
_WORD = re.compile(r"[^\W\d_]+")


def _reaches_others(reading: ReplyReading, start: int, verb: int, end: int) -> bool:
    """Whether the report of contact at `verb` is of contact with somebody else: "I've spoken to him", "the depot has been told"."""
    words, tokens = reading.tokens.words, reading.tokens
    passive = not PASSIVE.isdisjoint(words[max(start, verb - 2) : verb])
    if passive and not _REACHING.isdisjoint(bases(words[verb])):
        return CUSTOMER_WORDS.isdisjoint(words[start:verb])
    ahead = range(verb, min(end, verb + _LONGEST_ADDRESSEE + 5))
    return _names_others([tokens.quote(at, at + 1) for at in ahead])


def is_with_others(action: str) -> bool:
    """Whether the action that a promise of contact names is contact with somebody else than the customer: "call the depot"."""
    return _names_others(_WORD.findall(action))


def _names_others(said: Sequence[str]) -> bool:
    """Whether a verb of contact and what follows it name somebody else, and not the customer."""
    words = [word.lower() for word in said]
    at = first_but(_BEFORE_ADDRESSEE, words, 1, len(words))
    if at >= len(words) or words[at] in CUSTOMER_WORDS:
        return False
    noun = words[at + 1 : at + 1 + _LONGEST_ADDRESSEE]
    if words[at] in _OTHERS or (words[at] in _DETERMINERS and not _PEOPLE.isdisjoint(noun)):
        return True
    verb = frozenset(bases(words[0]))
    personal = not _REACHING.isdisjoint(verb) or not (_TOWARDS.isdisjoint(words[1:at]) or verb & _ANSWERING)
    is_name = said[at].istitle() and words[at] not in TIME_WORDS
    return personal and (is_name or (words[at] in _DETERMINERS and _LINES.isdisjoint(noun)))


def answers(reading: ReplyReading) -> Report | None:
    """Return the first clause of substance of a support message that asks for no particulars, and is not the rest of the one before.

    Who has said "let me check" and now tells something, has checked.
    """
    words = reading.tokens.words
    if _PART.search(reading.tokens.text):
        return None
    found = None
    for clause in reading.clauses:
        inside = words[_greeted(words, clause) : clause.end]
        if any(word in _PARTICULARS and (at == 0 or inside[at - 1] in _ASKING) for at, word in enumerate(inside)):
            return None
        statement = (
            len(inside) >= _SHORTEST_STATEMENT
            and _COURTESIES.isdisjoint(inside[:4])
            and _ANNOUNCING.isdisjoint(inside)
            # "Could you try it without the case?" tells what may help.
            and (not _REMEDIES.isdisjoint(inside) or (inside[-1] != "?" and inside[0] not in _ASKING_OR_GREETING))
            and not (inside[0] in ("we", "i") and inside[1] in _SYMPATHY)
            and (_OWN.isdisjoint(inside) or _EXCUSES.isdisjoint(inside))
        )
        if statement and found is None:
            found = Report(clause.start, clause.end, ANY_TOPIC)
    return found


def is_unfinished(reading: ReplyReading, answer: Report) -> bool:
    """Whether an answer says that there is none yet: "your case is still being processed"."""
    return not _UNFINISHED.isdisjoint(reading.tokens.words[answer.start : answer.end])


_UNFINISHED = frozenset(
    ("still", "being", "pending", "progress", "process", "processed", "working", "awaiting", "waiting", "patience", "queue", "ongoing")
)  # fmt: skip


_REMEDIES = frozenset(("try", "trying", "steps"))
# "2/2" ends a message that was too long for one.
_PART = re.compile(r"\b[2-9]/[2-9]\b")
_PARTICULARS = frozenset("dm pm send share provide confirm give message email submit what's what which".split())
_ASKING = frozenset(("please", "and", "you", "kindly", "to", "just", "us", ",", "so", "pls", "."))
_COURTESIES = frozenset(
    ("thanks", "thank", "sorry", "apologies", "apologize", "apologise", "regret", "hi", "hello", "welcome", "glad", "happy", "hope", "keep")
)  # fmt: skip
_ANNOUNCING = frozenset(("will", "shall"))
_ASKING_OR_GREETING = frozenset(("please", "kindly", "can", "could", "would", "do", "good", "have", "enjoy"))
_SYMPATHY = frozenset(("know", "understand", "appreciate", "realize", "realise", "hate", "get"))
# "It got busy", "that was my job and I missed it": why there is no answer is none.
_OWN = frozenset(("i", "we", "my", "our", "us", "it", "this"))
_EXCUSES = frozenset(
    """
    busy forgot forgotten missed slipped overlooked fault excuse swamped sick ill overwhelmed
    """.split()
)
_SHORTEST_STATEMENT = 5


def is_past(word: str, kind: str) -> bool:
    """Whether a word is a verb of what has been, by its kind or its form."""
    return kind == Kind.PAST.value or word.endswith("ed") or word in _IRREGULAR_PASTS


_IRREGULAR_PASTS = frozenset(
    """
    sent resent given made put found told rang spoken spoke written brought built done paid dealt got took taken left
    """.split()
)
