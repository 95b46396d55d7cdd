"""Denials: what a later message says was not done, by the customer ("nobody came") or by the support side that admits it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from authentica.commitments.actors import FIRST_PERSON
from authentica.commitments.chases import is_of_last_time
from authentica.commitments.goods import GOODS, MONEY, names_money
from authentica.commitments.matters import CONTACT_NOUNS, acts_and_things, is_contact, is_visit, words_of_action
from authentica.commitments.replytext import first_but, last_but
from authentica.commitments.reports import CUSTOMER_WORDS, PASSIVE, SUPPOSING, is_with_others, noun_after
from authentica.commitments.vocabulary import ABLE, ADVERBS, BEING, COMPANY, LIGHT_VERBS, THIRD_PARTIES, TOPIC_OF, bases
from authentica.language.clauses import Clause
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading
from authentica.schema import Commitment

__all__ = ["Denial", "admissions", "denials", "denies", "is_of_another", "withdrawals"]


class Denial(NamedTuple):
    """Tokens ``[start, end)`` that say that an action was not done.

    `verb` is what was not done, or what was not got; None for whatever was promised: "and you didn't". `subject` is who or what did not
    come, where that is said. `of_others` tells whether it was somebody else than the customer who was not called.
    """

    start: int
    end: int
    verb: str | None
    subject: str | None = None
    of_others: bool = False


_NEGATIONS = frozenset(("not", "never"))
_PERFECT = frozenset(("have", "has", "had"))
_DENYING = _PERFECT | {"did", "was", "were"}
_PARTNERS = frozenset(("you", "u", "he", "she", "they"))
_NOBODY = frozenset(("nobody", "noone", "none", "nothing"))
_ANYTHING = frozenset(
    ("", None, "anything", "it", "this", "that", "they", "these", "those", "which", "nothing", "none")
)
_ANYBODY = (
    COMPANY
    | THIRD_PARTIES
    | frozenset(
        "nobody noone he she you u someone somebody anyone anybody man guy engineer technician fitter plumber electrician driver".split()
    )
)
_GOODS_TOPICS = frozenset(("send", "change"))
_VEHICLES = frozenset(("van", "vans", "lorry", "truck", "taxi", "cab", "car"))
_FETCHING = frozenset(("collect", "pick", "fetch", "deliver"))
_MONEY_TOPICS = frozenset(("refund", "pass"))
_NEWS = frozenset(("news", "progress", "sign", "updates", "confirmation"))
# Who is to look, or to help, is chased by whatever is still missing.
_THINGS_TOPICS = frozenset(("send", "change", "refund", "contact", "pass", "cancel"))
# Nobody comes to do these.
_DESK_TOPICS = frozenset(("contact", "refund", "pass", "cancel"))
_SPOKEN = frozenset(("call", "calls", "callback", "ring", "rang", "rung", "phone", "bell", "buzz", "voicemail"))
_WRITTEN = frozenset(("email", "mail", "letter", "text", "sms", "write", "post"))
_NOBODY_IN_WORDS = frozenset(
    (("not", "a", "soul"), ("not", "one", "person"), ("not", "a", "single"), ("no", "-", "one"))
)
_BEFORE_DENIED = ADVERBS | _DENYING | {"been", "ever", "yet", "bother", "bothered", "manage", "managed", "'s"}
_TWO_WORDS = frozenset((("no", "one"), ("yet", "to")))
_FAILING = frozenset(("failed", "forgot", "forgotten", "neglected"))
# What was to come and did not, whatever it was.
_COMING = frozenset(
    """
    come came show showed arrive arrived appear appeared happen happened turn turned land landed shown
    """.split()
)
_RECEIVING = frozenset(("receive", "received", "hear", "heard", "get", "got", "seen"))
_PLACES = frozenset(("here", "there"))
_DEFINITE = frozenset(("the", "your", "my", "our"))
_NOT_BARE = (
    ABLE
    | BEING
    | frozenset(
        "will would should may might must shall to do does be am why if or and but was were please just let better".split()
    )
)
_HAVING = frozenset(("see", "have"))
_CONTACTS = CONTACT_NOUNS | {"phone", "write", "respond", "update"}
# What the customer is without: "no letter", "not even a text".
_LACKING = frozenset(("no", "without"))
_NOT_ANY = frozenset(("a", "an", "any", "one", "even", "so"))
_BEFORE_LACK = frozenset(
    """
    a an any one single even so much as the your his her their sign sight of further promised phone
    """.split()
)
_NO_LACKS = frozenset(
    """
    one problem problems worries worry need rush hurry thanks thank doubt matter longer more less idea issue issues
    trouble wonder wait chance point use reason clue way good better different bother
    """.split()
)
_NOT_NEEDED = frozenset(("needed", "necessary", "required", "please", "thanks"))
# "We can't send it after all", "sorry, we are unable to"; "we can't send it before Friday" is no more than a limit.
_REGRETS = frozenset(("afraid", "unfortunately", "sorry", "regret", "sadly", "regrettably"))
_REGRET_WITHIN = 8
_AFTER_ALL = ("after", "all")
_BEFORE_UNABLE = ADVERBS | {"able", "longer", "any"}
_LIMITS = frozenset(("until", "till", "unless", "without", "before", "if", "yet", "while", "but", "over", "by", "via"))


def denies(denial: Denial, commitment: Commitment) -> bool:
    """Whether it is the action of a promise that was not done: by its verb, for one topic holds much that was never promised."""
    if denial.subject is not None:
        return _was_to_come(denial.subject, commitment, comes=denial.verb != denial.subject)
    if denial.verb is None:
        return True
    denied = frozenset(bases(denial.verb))
    if denied & _CONTACTS and is_contact(commitment):
        return not denial.of_others and not _is_by_other_way(denied, commitment)
    return any(not denied.isdisjoint(bases(word)) for word in words_of_action(commitment))


def is_of_another(denial: Denial, commitment: Commitment) -> bool:
    """Whether it names a thing that is missing, and that was not what was promised: "still no refund" says nothing of the label."""
    named = denial.subject is not None and denial.subject not in _ANYTHING | _ANYBODY | _CONTACTS | _NEWS
    return named and commitment.topic in _THINGS_TOPICS and not denies(denial, commitment)


def _is_by_other_way(denied: Set[str], commitment: Commitment) -> bool:
    """Whether who did not call was to write, or the other way round."""
    words = frozenset(words_of_action(commitment))
    for ways, others in ((_SPOKEN, _WRITTEN), (_WRITTEN, _SPOKEN)):
        if denied & ways and words & others and not words & ways:
            return True
    return False


def _was_to_come(subject: str, commitment: Commitment, *, comes: bool) -> bool:
    """Whether who or what did not come, or is lacking, is what a promise was of: "the refund" of the refund, not of the label."""
    topic = commitment.topic
    if subject in _ANYTHING or (subject in CONTACT_NOUNS and is_contact(commitment)):
        return True
    if subject in _ANYBODY:
        return topic not in _DESK_TOPICS or is_visit(commitment)
    if comes and is_visit(commitment):
        return subject not in GOODS | MONEY
    act, things = acts_and_things(commitment)
    if subject in MONEY:
        return (topic in _MONEY_TOPICS and names_money(commitment)) or not (act | things).isdisjoint(bases(subject))
    if subject in _VEHICLES and not _FETCHING.isdisjoint(words_of_action(commitment)):
        return True
    # What names nothing that is to come, "send it on", may be of anything.
    goods = topic in _GOODS_TOPICS and not is_visit(commitment) and (subject in GOODS or not things)
    return goods or not (act | things).isdisjoint(bases(subject))


def denials(reading: ReplyReading) -> tuple[Denial, ...]:
    """Return where a customer's message says what was not done: "you didn't", "nobody came", "he never rang", "no letter"."""
    lacks = (lack for clause in reading.clauses for lack in _lacks(reading, clause))
    return (*_denials(reading, FIRST_PERSON, _DENYING), *lacks)


def admissions(reading: ReplyReading) -> tuple[Denial, ...]:
    """Return where a message of the support side admits what was not done; what it has not done yet it may still do."""
    return tuple(_denials(reading, CUSTOMER_WORDS, _DENYING - _PERFECT))


def withdrawals(reading: ReplyReading) -> tuple[Denial, ...]:
    """Return where a message of the support side takes back what was promised: "I'm afraid we can't send it after all"."""
    return tuple(found for clause in reading.clauses for found in _withdrawals(reading, clause))


def _withdrawals(reading: ReplyReading, clause: Clause) -> Iterator[Denial]:
    words = reading.tokens.words
    inside = words[clause.start : clause.end]
    if "?" in inside[-1:] or not _LIMITS.isdisjoint(inside):
        return
    after_all = _AFTER_ALL in pairwise(inside)
    if not after_all and _REGRETS.isdisjoint(words[max(0, clause.start - _REGRET_WITHIN) : clause.end]):
        return
    for at in range(clause.start, clause.end):
        unable = words[at] == "unable" or (
            words[at] == "not" and (words[at - 1] in ABLE or "able" in words[at + 1 : at + 3])
        )
        if at in reading.borrowed or not unable or not CUSTOMER_WORDS.isdisjoint(words[max(clause.start, at - 3) : at]):
            continue
        verb = first_but(_BEFORE_UNABLE, words, at + 1, clause.end)
        # "I will not" alone may answer a customer who needs it no longer.
        acts = verb < clause.end and not TOPIC_OF.keys().isdisjoint(bases(words[verb]))
        if acts and (after_all or words[verb] not in LIGHT_VERBS):
            yield Denial(max(at - 1, clause.start), verb + 1, words[verb])


def _lacks(reading: ReplyReading, clause: Clause) -> Iterator[Denial]:
    """Yield what the customer is without: "no text from you", "not so much as a letter", "never got the call"."""
    words = reading.tokens.words
    if not SUPPOSING.isdisjoint(words[clause.start : clause.start + 1]):
        return
    for at in range(clause.start, clause.end):
        # "Not a word", but "it is not a concern".
        opens = at == clause.start or words[at - 1] in (",", "and", "but")
        not_any = opens and words[at] == "not" and not _NOT_ANY.isdisjoint(words[at + 1 : at + 2])
        # "I don't see the refund", "I do not have it yet".
        not_had = words[at] == "not" and words[at - 1] == "do" and not _HAVING.isdisjoint(words[at + 1 : at + 2])
        lacks = words[at] in _LACKING and words[at - 1 : at] != ("am",)
        if at in reading.borrowed or not (lacks or not_any or not_had):
            continue
        noun = first_but(_BEFORE_LACK, words, at + 1 + not_had, clause.end)
        if noun >= clause.end or words[noun] in _NO_LACKS:
            continue
        after = words[noun + 1] if noun + 1 < clause.end else ""
        thing = noun_after(words, noun, clause.end)
        # "No password manager" lacks nobody.
        thing = words[noun] if words[noun] in _CONTACTS or (thing in _ANYBODY and thing != words[noun]) else thing
        if after not in _NOT_NEEDED and thing is not None:
            yield Denial(at, noun + 1, thing, None if words[noun] in _CONTACTS else thing)


def _denials(reading: ReplyReading, others: Set[str], auxiliaries: Set[str]) -> Iterator[Denial]:
    """Yield what was not done, but by `others`: those who had promised nothing."""
    code = reading.tokens.code
    words = _with_did(reading)
    for clause in reading.clauses:
        if is_of_last_time(words[clause.start : clause.end]):
            continue
        for at in range(clause.start, clause.end):
            if at in reading.borrowed or not SUPPOSING.isdisjoint(words[clause.start : at]):
                continue
            word, back = words[at], last_but(ADVERBS, words, at - 1, clause.start)
            before = words[back] if back >= clause.start else ""
            around = _around(words, at, back, clause, auxiliaries)
            if around is None:
                continue
            back, verb = last_but(ADVERBS, words, around[0], clause.start), around[1]
            subject = _named(words, back, clause.start)
            begin = max(min(back, at - 1), clause.start)
            first, verb = verb, first_but(_BEFORE_DENIED, words, verb, clause.end)
            passive = not PASSIVE.isdisjoint(words[max(clause.start, at - 1) : verb])
            ends = verb >= clause.end or not words[verb][0].isalpha()
            received = not ends and words[verb] in _RECEIVING
            if subject in others and not (subject in FIRST_PERSON and (passive or received)):
                continue
            if word in _NOBODY and before == "from":
                yield Denial(max(at - 2, clause.start), at + 1, "contact")  # "I have heard from nobody."
            elif ends:
                # "You said you would, and you didn't!" speaks of whatever was promised; "no, it didn't" of anything.
                if others is FIRST_PERSON and (subject in _PARTNERS or (word in ("nobody", "no") and verb > first)):
                    yield Denial(begin, verb, None)
                elif word in _NEGATIONS and not _DEFINITE.isdisjoint(words[max(clause.start, back - 3) : back]):
                    yield Denial(begin, verb, None, subject)  # "The plumber came, but the joiner didn't."
            elif words[verb] in _COMING and "back" in words[verb + 1 : verb + 2] and subject not in GOODS | MONEY:
                yield Denial(begin, verb + 2, "contact")
            elif words[verb] in _COMING:
                yield Denial(begin, verb + 1, None, _who(word, words[at + 1], subject))
            elif received and others is FIRST_PERSON:
                noun = _contact_noun(words, verb + 1, clause.end)
                thing = noun_after(words, verb + 1, clause.end)
                if noun is not None or thing in _ANYTHING:
                    # "I have not heard from you", but not "I have not seen it".
                    if words[verb] != "seen":
                        yield Denial(begin, verb + 1, noun)
                else:
                    yield Denial(begin, verb + 1, thing, thing)  # "I never got the key."
            elif not TOPIC_OF.keys().isdisjoint(bases(words[verb])) and code[verb] != Kind.GERUND.value:
                addressed = ["you" if word in ("me", "us") else word for word in words[verb : verb + 6]]
                yield Denial(begin, verb + 1, words[verb], of_others=is_with_others(" ".join(addressed)))


def _around(words: Sequence[str], at: int, back: int, clause: Clause, auxiliaries: Set[str]) -> tuple[int, int] | None:
    """Return where a subject may end and a verb begin around the word at a token, which denies; None where it does not."""
    word, before, verb = words[at], words[back] if back >= clause.start else "", at + 1
    if tuple(words[at : at + 3]) in _NOBODY_IN_WORDS:
        return back, at + 3
    after = words[verb] if verb < clause.end else ""
    if word in _NEGATIONS:
        if word == "not" and before in BEING and (after in _PLACES or not after[:1].isalpha()):
            return back - 1, verb + (after in _PLACES)  # "The key isn't there."
        # "My money not come", "you not called me", as some write.
        bare = after in _COMING | _RECEIVING or (before in _PARTNERS and after.endswith("ed"))
        bare = bare and before[:1].isalpha() and before not in _NOT_BARE
        if before not in auxiliaries and ((word == "not" and not bare) or before in _PERFECT):
            return None
        if verb < clause.end and words[verb] in _PARTNERS:
            return verb, verb + 1  # "Why didn't you call?"
        return back - (before in auxiliaries), verb
    if verb < clause.end and ((word in _FAILING and words[verb] == "to") or (word, words[verb]) in _TWO_WORDS):
        return last_but(_PERFECT, words, back, clause.start), verb + 1
    return (back, verb) if word in _NOBODY else None


def _named(words: Sequence[str], at: int, start: int) -> str:
    """Return the noun that ends at a token: of "order 4711" the order, of "£40" the number."""
    if at > start and words[at] == "<number>" and words[at - 1].isalpha():
        return words[at - 1]
    return words[at] if at >= start else ""


def _who(word: str, after: str, subject: str) -> str:
    """Return who or what did not come: "nobody", "nothing", or the subject."""
    return word if word in _NOBODY else "nobody" if (word, after) == ("no", "one") else subject


def _contact_noun(words: Sequence[str], at: int, end: int) -> str | None:
    """Return the call, letter or text that is named as the object of the verb before a token."""
    at = first_but(_BEFORE_LACK, words, at, end)
    return words[at] if at < end and words[at] in CONTACT_NOUNS else None


def _with_did(reading: ReplyReading) -> Sequence[str]:
    """Return the words with "did" in "didn't", whose normal form is "do" as in "don't"."""
    tokens = reading.tokens
    return [
        "did" if word == "do" and tokens.quote(at, at + 1).lower() == "did" else word
        for at, word in enumerate(tokens.words)
    ]
