"""Promises: who will do what, in one reply.

A small clause grammar by hand over the language room's clauses. Quoted text and signatures are no clauses of the agent's, so
nothing in them is a promise. Five forms commit:

===========  ==================================================  ==================================================
form         example                                             not
===========  ==================================================  ==================================================
future       I'll call you; our team is going to fix it          we won't; we'll need your number; when will we know
let me       let me check that for you                           let us know
under way    we're looking into it                               we're always improving
outlook      it should reach you by Friday; you'll get a refund   it may take a while; you'll need to restart
estimate     refunds take 3-5 days; it departs at 2:15           we're open until 5pm
===========  ==================================================  ==================================================
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from authentica.commitments.requests import request_verb
from authentica.commitments.vocabulary import (
    ADVERBS,
    ARRIVALS,
    COMPANY,
    CUSTOMER_PASSIVES,
    EMPTY_VERBS,
    LIGHT_VERBS,
    OBJECT_TOPICS,
    PERSONAL_TOPICS,
    STATES,
    THIRD_PARTIES,
    TOPIC_OF,
    WISHES,
    topic_of,
)
from authentica.language.clauses import Clause
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading
from authentica.schema import Actor, Deadline, DeadlineKind

__all__ = ["OTHER_TOPIC", "Promise", "find_promises"]

OTHER_TOPIC = "other"
"""Topic of an action that has none of its own."""


class Promise(NamedTuple):
    """A promise as token spans of a reading.

    Attributes
    ----------
    start, end : int
        The tokens that commit.
    action_start : int
        Where the action begins; it goes to `end`.
    actor : Actor
        Who is to act.
    topic : str
        Kind of action; `OTHER_TOPIC` where it has none.
    hedge : int or None
        The token that weakens it.
    condition : tuple of int or None
        Tokens on which it hangs.
    deadline : Deadline or None
        Its deadline, as found in the text.
    """

    start: int
    end: int
    action_start: int
    actor: Actor
    topic: str
    hedge: int | None
    condition: tuple[int, int] | None
    deadline: Deadline | None


class _Core(NamedTuple):
    """The head of a promise: its subject, its verb, and what weakens it."""

    start: int
    verb: int
    actor: Actor
    topic: str
    hedge: int | None
    needs_time: bool = False
    estimate: bool = False


_FIRST = frozenset(("i", "we"))
_FUTURE = frozenset(("will", "shall"))
_HEDGES = frozenset(
    [
        "should", "hopefully", "try", "might", "may", "hope", "hoping", "expect", "expecting", "expected",
        "aim", "aiming", "plan", "planning", "estimated", "estimate", "probably", "likely", "possibly",
        "attempt", "intend", "intending", "best", "trying", "anticipate", "anticipated", "scheduled",
        "approximately", "about", "around", "approx",
    ]
)  # fmt: skip
_SOFT = frozenset(
    (
        "should", "hope", "hoping", "expect", "expecting", "aim", "aiming", "plan", "planning", "intend",
        "intending", "anticipate", "aims", "hopes", "expects", "plans", "intends",
    )
)  # fmt: skip
_NEGATIONS = frozenset(("not", "never", "no", "unable", "cannot", "neither", "nor", "without"))
_SUBORDINATORS = frozenset(
    [
        "if", "when", "whenever", "unless", "once", "whether", "what", "how", "where", "why", "who", "until",
        "before", "after", "because", "as", "since", "although", "though", "while",
    ]
)  # fmt: skip
_CONDITIONS = frozenset(
    ("if", "once", "when", "unless", "after", "upon", "provided", "assuming", "as", "soon", "whenever")
)
_PROGRESSIVES = frozenset(
    [
        "looking", "working", "checking", "investigating", "sending", "getting", "arranging", "processing",
        "reviewing", "escalating", "forwarding", "raising", "passing", "preparing", "shipping", "replacing",
        "refunding", "contacting", "reaching", "following",
    ]
)  # fmt: skip
_GENERAL = frozenset(
    ["always", "constantly", "continually", "continuously", "every", "everyday", "never", "24/7", "strive"]
)
_QUESTION_WORDS = frozenset(
    [
        "what", "which", "where", "when", "who", "how", "could", "can", "are", "do", "did", "have", "is",
        "would", "was", "may", "has", "any", "does", "were", "will",
    ]
)  # fmt: skip
_ESTIMATING = (
    "take", "takes", "departs", "departing", "leaves", "arrives", "eta", "etd", "due", "scheduled", "set", "expected",
    "estimated", "expect", "boarding", "ready",
)  # fmt: skip
_COMMA = Kind.COMMA.value
_SENTENCE_ENDS = frozenset((Kind.SENTENCE_END.value, Kind.NEWLINE.value))
_BREAKS = _SENTENCE_ENDS | {_COMMA}
_LOOSE_ENDS = _BREAKS | {Kind.PUNCTUATION.value, Kind.EMOJI.value, Kind.URL.value}
_LONGEST_BACK = 10
_NO_PLACE = -1


def find_promises(reading: ReplyReading, deadlines: Callable[[], Sequence[Deadline]]) -> tuple[Promise, ...]:
    """Find the promises of a reply.

    Parameters
    ----------
    reading : ReplyReading
        Of the reply.
    deadlines : callable
        Returns the deadlines of its text, in order; called once where something may be promised, and else not at all.

    Returns
    -------
    tuple of Promise
        In order; no two overlap.
    """
    if _HEADS.keys().isdisjoint(reading.tokens.words):
        return ()
    return tuple(_Finder(reading, deadlines).promises())


class _Finder:
    """Finds the promises of one reply."""

    def __init__(self, reading: ReplyReading, deadlines: Callable[[], Sequence[Deadline]]) -> None:
        self.reading = reading
        self.words = reading.tokens.words
        self.code = reading.tokens.code
        self.clauses = [c for c in reading.clauses if c.end > c.start]
        self._find_deadlines = deadlines

    @cached_property
    def deadlines(self) -> list[tuple[int, Deadline]]:
        """The deadlines of the text, each behind the place where it begins."""
        return [(d.quote.start, d) for d in self._find_deadlines() if d.quote is not None]

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def promises(self) -> list[Promise]:
        found: list[Promise] = []
        for number, clause in enumerate(self.clauses):
            after = clause.start
            for at in range(clause.start, clause.end):
                head = _HEADS.get(self.words[at])
                if head is None or at < after or at in self.reading.borrowed:
                    continue
                core = head(self, at, clause)
                if core is None or (found and core.start < found[-1].end):
                    continue
                promise = self._promise(core, number)
                if promise is not None:
                    found.append(promise)
                    after = promise.end
        return found

    # Heads.

    def _to_come(self, at: int, clause: Clause) -> _Core | None:
        return self._future(at, clause) if self.word(at + 1) == "to" else None

    def _allowing(self, at: int, clause: Clause) -> _Core | None:
        return self._let_me(at, clause) if self.word(at + 1) in ("me", "us") else self._estimate(at, clause)

    def _subject(self, at: int, clause: Clause) -> tuple[int, Actor | None]:
        """Return where the subject before the token `at` begins, and who it is; None for a thing or the customer."""
        back = at - 1
        while back >= clause.start and (
            self.word(back) in ADVERBS or self.word(back) in ("am", "are", "is", "'s", "have", "been", "'m")
        ):
            back -= 1
        if back < clause.start:
            return _NO_PLACE, None
        word = self.word(back)
        if word in _FIRST:
            return back, Actor.AGENT
        if word in ("you", "u"):
            return back, Actor.CUSTOMER
        start = back
        while start > clause.start and back - start < _LONGEST_BACK and self.word(start) not in (
            "the", "our", "my", "a", "an", "your", "this", "that", "their", "any", "one",
        ) and self.code[start - 1] not in _BREAKS:  # fmt: skip
            start -= 1
        nouns = self.words[start : back + 1]
        # The head of a noun phrase stands last: an airport agent is an agent.
        for noun in reversed(nouns):
            if noun in COMPANY or noun in THIRD_PARTIES:
                return start, Actor.COMPANY if noun in COMPANY else Actor.THIRD_PARTY
        return start, None

    def _verb(self, at: int, clause: Clause) -> tuple[int, int | None]:
        """Return the place of the verb after an auxiliary that ends before `at`, and of what hedges it."""
        hedge = None
        for _ in range(8):
            word, after = self.word(at), self.word(at + 1)
            if at >= clause.end:
                break
            if word in _HEDGES and word not in ("about", "around"):
                hedge = at if hedge is None else hedge
                at += 1 + (after in ("to", "and"))
            elif word == "do" and "best" in self.words[at + 1 : at + 5]:
                best = self.words.index("best", at)
                hedge = best if hedge is None else hedge
                at = best + 1 + (self.word(best + 1) == "to")
            elif word in ("happy", "glad", "delighted", "pleased") and after == "to":
                at += 2
            elif (
                word in ("more", "than") and ("happy" in self.words[at : at + 3] or "glad" in self.words[at : at + 3])
            ) or word in ADVERBS:
                at += 1
            else:
                break
        return at, hedge

    def _topic(self, verb: int, clause: Clause) -> str | None:
        """Return the topic of the verb phrase at `verb`: of its verb, or of what stands with a light verb."""
        word = self.word(verb)
        if word in LIGHT_VERBS:
            return self._object_topic(verb, clause) or topic_of(word)
        return topic_of(word)

    def _object_topic(self, verb: int, clause: Clause) -> str | None:
        objects = (OBJECT_TOPICS.get(word) for word in self.words[verb + 1 : min(clause.end, verb + 10)])
        return next(filter(None, objects), None)

    def _is_negated(self, start: int, end: int) -> bool:
        return any(word in _NEGATIONS for word in self.words[start:end])

    def _future(self, at: int, clause: Clause) -> _Core | None:
        after = at + 1 + (self.word(at) in ("going", "about"))
        verb, hedge = self._verb(after, clause)
        if verb >= clause.end or self._is_negated(at - 1, verb + 1):
            return None
        start, actor = self._subject(at, clause)
        word = self.word(verb)
        if start == _NO_PLACE:
            # "Will check and get back to you."
            if self.word(at) != "will" or not TOPIC_OF.get(word) or self._asks(clause):
                return None
            return _Core(at, verb, Actor.AGENT, TOPIC_OF[word], hedge)
        if self._is_subordinate(start, at, clause) or any(w in _GENERAL for w in self.words[start:verb]):
            return None
        if self.word(start - 1) in ("maybe", "perhaps") or self.word(start) in ("maybe", "perhaps"):
            return None
        hedge = self._hedge_before(start, at, clause) if hedge is None else hedge
        passive = "be" in self.words[after:verb]
        if actor is Actor.CUSTOMER:
            return self._for_customer(start, verb, passive, hedge)
        if actor is None and not (self.word(start) == "they" and topic_of(word) == "contact"):
            return self._of_thing(start, verb, passive, hedge)
        return self._of_person(start, verb, passive, hedge, actor or Actor.COMPANY, clause)

    def _is_subordinate(self, start: int, at: int, clause: Clause) -> bool:
        """Whether the subject at `start` belongs to a clause that promises nothing by itself: "when they will come"."""
        before = start > clause.start and self.word(start - 1) in _SUBORDINATORS
        return before or any(word in _SUBORDINATORS for word in self.words[start : max(start, at)])

    def _of_person(
        self, start: int, verb: int, passive: bool, hedge: int | None, actor: Actor, clause: Clause
    ) -> _Core | None:
        word, following = self.word(verb), self.word(verb + 1)
        topic = self._topic(verb, clause)
        needs_time = False
        if not word[:1].isalpha() or (word == "let" and following not in ("you", "u", "them", "the", "our", "my")):
            return None
        if word == "see" and following in ("if", "what", "how", "whether"):
            # "I'll see what I can do" promises to look, and no more.
            topic, hedge = "look", verb if hedge is None else hedge
        elif passive and word in STATES:
            topic = self._topic_of_state(verb)
        elif passive and word == "able" and following == "to":
            # "We'll be able to" is a bare "can", unless it names a time.
            verb, hedge, needs_time = verb + 2, verb if hedge is None else hedge, True
            topic = self._topic(verb, clause)
        elif passive and word == "sure" and following in ("to", "and"):
            verb += 2
            topic = self._topic(verb, clause)
        elif passive and word in ("happy", "glad"):
            return None
        elif word == "have":
            if following in ("to", "no", "a", "any", "more") and topic is None:
                return None
            if following not in ("a",) and any(w in COMPANY for w in self.words[verb + 1 : verb + 5]):
                actor = Actor.COMPANY
            topic = topic or OTHER_TOPIC
            if following == "to":
                return None
        elif word in EMPTY_VERBS or (passive and not topic):
            return None
        elif word == "do" and self._does_what_it_can(verb, clause):
            hedge = verb if hedge is None else hedge
        elif word == "work" and following in ("on", "to", "hard"):
            hedge = verb if hedge is None else hedge
            topic = self._object_topic(verb, clause) or topic
        if self._is_empty_offer(start, verb):
            return None
        # Who will have something done speaks for the firm.
        return _Core(
            start,
            verb,
            self._firm(actor, start, None if word == "have" else topic),
            topic or OTHER_TOPIC,
            hedge,
            needs_time=needs_time,
        )

    def _topic_of_state(self, verb: int) -> str:
        return "contact" if self.word(verb) in ("in", "with", "right", "back") else OTHER_TOPIC

    def _does_what_it_can(self, verb: int, clause: Clause) -> bool:
        rest = self.words[verb + 1 : min(clause.end, verb + 6)]
        return "can" in rest or "could" in rest

    def _is_empty_offer(self, start: int, verb: int) -> bool:
        """Whether it is but a stock offer: "we'll be happy to help"."""
        words = self.words[start:verb]
        return ("happy" in words or "glad" in words) and self.word(verb) in ("help", "assist", "answer", "hear")

    def _for_customer(self, start: int, verb: int, passive: bool, hedge: int | None) -> _Core | None:
        word, following = self.word(verb), self.word(verb + 1)
        if passive:
            return (
                _Core(start, verb, Actor.COMPANY, topic_of(word) or "send", hedge)
                if word in CUSTOMER_PASSIVES
                else None
            )
        if word in ("receive", "get", "hear", "have", "see") and following not in ("to", "the", "option"):
            topic = "contact" if word == "hear" else "send"
            return _Core(start, verb, Actor.COMPANY, topic, hedge, needs_time=word in ("have", "see"))
        return None

    def _of_thing(self, start: int, verb: int, passive: bool, hedge: int | None) -> _Core | None:
        word = self.word(verb)
        topic = topic_of(word)
        if passive and topic and self._is_participle(word):
            return _Core(start, verb, Actor.COMPANY, topic, hedge)
        if (passive and (word in STATES or self._is_participle(word))) or word in ARRIVALS:
            return _Core(start, verb, Actor.COMPANY, topic or "send", hedge, needs_time=word != "ready")
        return None

    def _is_participle(self, word: str) -> bool:
        return word.endswith("ed") or word in (
            "sent",
            "made",
            "paid",
            "given",
            "done",
            "put",
            "built",
            "told",
            "found",
            "taken",
            "brought",
            "reset",
        )

    def _offer(self, at: int, clause: Clause) -> _Core | None:
        """Parse "I'd be happy to look into it" and "Happy to take a look!"; to help is nobody's promise."""
        if self.word(at + 1) != "to":
            return None
        back = at - 1
        while back >= clause.start and self.word(back) in (
            "more",
            "than",
            "be",
            "am",
            "are",
            "would",
            "'d",
            "very",
            "always",
            "also",
            "so",
        ):
            back -= 1
        verb, hedge = self._verb(at + 2, clause)
        topic = self._topic(verb, clause)
        if (
            verb >= clause.end
            or "always" in self.words[back + 1 : at]
            or topic is None
            or self.word(verb) in ("help", "assist", "answer", "hear", "see")
        ):
            return None
        first = back >= clause.start and self.word(back) in _FIRST
        if not first and back >= clause.start and self.code[back] not in (_COMMA, Kind.PUNCTUATION.value):
            return None
        start = back if first else back + 1
        return _Core(start, verb, self._firm(Actor.AGENT, start, topic), topic, hedge)

    def _hedge_before(self, start: int, end: int, clause: Clause) -> int | None:
        for at in range(max(clause.start, start - 3), end):
            if self.word(at) in ("hopefully", "probably", "likely", "possibly"):
                return at
        return None

    def _asks(self, clause: Clause) -> bool:
        return clause.end <= len(self.words) and "?" in self.words[clause.end - 1 : clause.end]

    def _let_me(self, at: int, _clause: Clause) -> _Core | None:
        if self.word(at + 1) not in ("me", "us"):
            return None
        verb = at + 2
        while self.word(verb) in ADVERBS | {"to"}:
            verb += 1
        topic = OBJECT_TOPICS.get(self.word(verb + 2)) if self.word(verb) in LIGHT_VERBS else None
        topic = topic or TOPIC_OF.get(self.word(verb)) or ("look" if self.word(verb) == "pull" else None)
        if self.word(at + 1) == "us" and self.word(at) == "let" and topic not in ("look", "help", "fix"):
            return None
        if (
            topic is None
            or self.word(at - 1) in ("to", "not", "will", "please", "you")
            or {"explain", "say", "be"} & set(self.words[at + 2 : verb + 1])
        ):
            return None
        return _Core(at, verb, Actor.AGENT, topic, None)

    def _under_way(self, at: int, clause: Clause) -> _Core | None:
        start, actor = self._subject(at, clause)
        if actor not in (Actor.AGENT, Actor.COMPANY) or not any(
            w in ("am", "are", "is", "'s", "'m") for w in self.words[start:at]
        ):
            return None
        if self._is_subordinate(start, at, clause) or self._is_negated(start, at):
            return None
        if any(w in _GENERAL for w in self.words[start : at + 3]) or "been" in self.words[start:at]:
            return None
        topic = topic_of(self.word(at)) or OTHER_TOPIC
        hedge = None
        if self.word(at) == "working":
            topic = self._object_topic(at, clause) or "fix"
            hedge = at + 1 if self.word(at + 1) == "hard" else None
        return _Core(start, at, self._firm(actor, start, topic), topic, hedge)

    def _arriving(self, at: int, clause: Clause) -> _Core | None:
        """Parse "your order is coming up shortly"."""
        start, actor = self._subject(at, clause)
        if start == _NO_PLACE or actor is Actor.CUSTOMER or self.word(at - 1) not in ("is", "are", "'s", "be"):
            return None
        if self._is_subordinate(start, at, clause) or self._is_negated(start, at) or self._asks(clause):
            return None
        topic = "travel" if self.word(at) == "leaving" else "send"
        return _Core(start, at, Actor.COMPANY, topic, self._hedge_before(start, at, clause), needs_time=True)

    def _outlook(self, at: int, clause: Clause) -> _Core | None:
        start, actor = self._subject(at, clause)
        if start == _NO_PLACE and self.word(at) == "should":
            return None
        start = at if start == _NO_PLACE else start
        verb, _ = self._verb(at + 1, clause)
        word = self.word(verb)
        if verb >= clause.end or self._is_negated(start, verb + 1) or self._is_subordinate(start, at, clause):
            return None
        passive = "be" in self.words[at:verb]
        topic = self._topic(verb, clause)
        if self.word(at) == "should":
            if actor is Actor.CUSTOMER:
                if word in ("receive", "hear", "get") or (
                    word in ("have", "see") and self._deadline_in(at, clause.end)
                ):
                    return _Core(start, verb, Actor.COMPANY, topic or "send", at)
                return None
            if actor is None:
                done = passive and bool(topic) and self._is_participle(word)
                if done or word in ARRIVALS or (passive and (word in STATES or self._is_participle(word))):
                    return _Core(start, verb, Actor.COMPANY, topic or OTHER_TOPIC, at, needs_time=not done)
                return None
            if word == "have" and (
                self.word(verb + 1) in ("been", "to")
                or self.code[verb + 1 : verb + 2] == Kind.PAST.value
                or self._is_participle(self.word(verb + 1))
            ):
                return None  # "I should have checked" looks back.
            if word == "have" or (passive and word in STATES | {"able"}) or topic:
                firm = self._firm(actor, start, None if word == "have" else topic)
                return _Core(start, verb, firm, topic or OTHER_TOPIC, at, needs_time=True)
            return None
        if actor not in (Actor.AGENT, Actor.COMPANY) and not (at == start or self.word(at - 1) in ("and", ",")):
            return None
        chance = word == "have" and {"opportunity", "chance", "pleasure", "honor", "honour"} & set(
            self.words[verb + 1 : verb + 5]
        )
        if chance or word in WISHES or (topic is None and word != "have") or self.word(at + 1) != "to":
            return None
        if actor is None:
            # "Hoping to have it back soon": the firm speaks.
            return _Core(at, verb, Actor.COMPANY, topic or OTHER_TOPIC, at)
        return _Core(start, verb, self._firm(actor, start, topic), topic or OTHER_TOPIC, at)

    def _firm(self, actor: Actor, start: int, topic: str | None) -> Actor:
        return (
            Actor.COMPANY
            if actor is Actor.AGENT and self.word(start) == "we" and topic not in PERSONAL_TOPICS
            else actor
        )

    def _estimate(self, at: int, clause: Clause) -> _Core | None:
        start, actor = self._subject(at, clause)
        word = self.word(at)
        planned = word in ("scheduled", "set", "due", "expected")
        if word == "set" and self.word(at + 1) not in ("to", "for"):
            return None
        if (
            (actor is Actor.AGENT and not planned)
            or (actor is Actor.CUSTOMER and word != "expect")
            or self._is_negated(clause.start, at + 2)
        ):
            return None
        if (
            word in ("allow", "expect")
            and start != _NO_PLACE
            and actor is not Actor.CUSTOMER
            and self.word(at - 1) != "please"
        ):
            return None
        if any(
            self.word(i) in _SUBORDINATORS or self.word(i) in ("may", "might", "can", "did", "took")
            for i in range(clause.start, at)
        ):
            return None
        hedge = (
            at
            if word in ("expected", "estimated", "eta", "etd", "expect", "scheduled")
            else self._hedge_before(at, min(at + 3, clause.end), clause)
        )
        if hedge is None:
            hedge = next(
                (
                    i
                    for i in range(clause.start, min(clause.end, at + 4))
                    if self.word(i) in ("usually", "normally", "typically", "about", "approximately", "around")
                ),
                None,
            )
        begin = start if start != _NO_PLACE else (at if word in ("allow", "expect") else clause.start)
        act = topic_of(self.word(at + 2)) if planned and self.word(at + 1) == "to" else topic_of(word)
        topic = "travel" if act == "travel" or word in ("departs", "departing", "boarding") else "send"
        return _Core(begin, at, Actor.COMPANY, topic, hedge, needs_time=True, estimate=True)

    # The whole promise.

    def _promise(self, core: _Core, number: int) -> Promise | None:
        clause = self.clauses[number]
        if (
            number + 1 < len(self.clauses)
            and self.clauses[number + 1].start == clause.end
            and self.words[clause.end : clause.end + 2] == ("and", "let")
        ):
            # "I'll call them and let you know": one promise.
            clause = Clause(clause.start, self.clauses[number + 1].end)
            number += 1
        end = clause.end
        condition = None
        for at in range(core.verb + 1, clause.end):
            word = self.word(at)
            if at == core.verb + 1 and word in ("after",):
                continue
            opens = (
                word in ("if", "once", "unless", "when", "upon", "provided", "assuming")
                or (word == "should" and self.word(at + 1) in ("there", "you", "it", "anything", "we", "they"))
                or (word == "after" and self.word(at + 1) in ("we", "you", "i", "it", "the", "receiving", "that"))
                or (
                    word == "as"
                    and self.word(at + 1) == "soon"
                    and self.word(at + 2) == "as"
                    and self.word(at + 3) != "possible"
                )
            )
            if (
                opens
                and not (word in ("if", "when") and topic_of(self.word(at - 1)) in ("look", "contact"))
                and self.word(at - 1) not in ("see", "know", "check", "out")
            ):
                condition = (at, self._trimmed(at, clause.end))
                end = at
                break
            if (word in ("so", "because", "but", "while") and at > core.verb + 1) or (
                word == "to" and self.word(at + 1) in ("better", "avoid", "ensure")
            ):
                end = at
                break
        following = number + 1 < len(self.clauses) and self.clauses[number + 1].start == clause.end
        if condition is None and following:
            condition = self._condition_after(number + 1)
        deadline = self._deadline_in(core.start, clause.end)
        if deadline is None and following and not self._is_sentence_end(clause):
            next_clause = self.clauses[number + 1]
            if self.word(next_clause.start) in ("hopefully", "once", "as"):
                deadline = self._deadline_in(next_clause.start, next_clause.end)
        if deadline is None:
            # "Tomorrow I'll call you."
            deadline = self._deadline_in(max(clause.start, core.start - 5), core.start)
        if core.needs_time and (deadline is None or (core.estimate and deadline.kind is not DeadlineKind.EXPLICIT)):
            return None
        end = self._trimmed(core.verb, end)
        if deadline is not None and deadline.quote is not None:
            last = self._token_before(deadline.quote.end)
            if core.start <= last < clause.end and (
                condition is None or last < condition[0] or deadline.kind is DeadlineKind.VAGUE
            ):
                named_last = last + 1 < clause.end and self.code[last + 1] == _COMMA and last > core.verb
                end = last + 1 if named_last else max(end, last + 1)
        condition = condition or self._condition_before(core, number) or self._request_after(number)
        return Promise(
            core.start, max(end, core.verb + 1), core.verb, core.actor, core.topic, core.hedge, condition, deadline
        )

    def _trimmed(self, start: int, end: int) -> int:
        while end > start + 1 and (self.code[end - 1] in _LOOSE_ENDS or self.words[end - 1] in ("and", "but", "so")):
            end -= 1
        return end

    def _token_before(self, offset: int) -> int:
        return bisect_left(self.reading.tokens.starts, offset) - 1

    def _deadline_in(self, start: int, end: int) -> Deadline | None:
        """Return the deadline between two tokens: the first explicit one, else the first."""
        if end <= start:
            return None
        first, last = self.reading.tokens.starts[start], self.reading.tokens.ends[end - 1]
        places = self.deadlines
        inside = [d for _, d in places[bisect_left(places, (first,)) : bisect_left(places, (last,))]]
        return next((d for d in inside if d.kind is DeadlineKind.EXPLICIT), inside[0] if inside else None)

    def _is_sentence_end(self, clause: Clause) -> bool:
        return self.code[clause.end - 1] in _SENTENCE_ENDS

    def _condition_after(self, number: int) -> tuple[int, int] | None:
        """Return an "if" or "once" clause that goes on the sentence."""
        if self._is_sentence_end(self.clauses[number - 1]):
            return None
        clause = self.clauses[number]
        first = self.word(clause.start)
        if first in ("if", "once", "when", "unless") or (first == "as" and self.word(clause.start + 1) == "soon"):
            return clause.start, self._trimmed(clause.start, clause.end)
        return None

    def _condition_before(self, core: _Core, number: int) -> tuple[int, int] | None:
        """Return what comes before: an "if" clause, an imperative joined by "and", or the sentence before that asks."""
        clause = self.clauses[number]
        for at in range(clause.start, core.start):
            if self.word(at) in ("if", "once", "when", "unless", "as", "upon", "after", "should") and (
                at == clause.start or self.word(at - 1) in ("and", "but", "so", ",")
            ):
                return at, self._trimmed(at, core.start)
        if core.start > clause.start and self._requests(clause.start, core.start):
            return clause.start, self._trimmed(clause.start, core.start)
        before = number - 1
        if before < 0 or self.clauses[before].end < clause.start - 1:
            return None
        previous = self.clauses[before]
        first = self.word(previous.start)
        if not self._is_sentence_end(previous):
            start = previous.start + (first in ("and", "but", "so", "then"))
            if self.word(start) in _CONDITIONS or self._requests(start, previous.end):
                return start, self._trimmed(start, previous.end)
            return None
        asks = "?" in self.words[previous.end - 1 : previous.end] and any(
            w in _QUESTION_WORDS for w in self.words[previous.start : previous.end]
        )
        if asks or self._requests(previous.start, previous.end):
            return previous.start, self._trimmed(previous.start, previous.end)
        return None

    def _request_after(self, number: int) -> tuple[int, int] | None:
        """Return the next sentence where it asks the customer for what the promise needs."""
        if number + 1 >= len(self.clauses) or not self._is_sentence_end(self.clauses[number]):
            return None
        clause = self.clauses[number + 1]
        if self._requests(clause.start, clause.end) or (
            self._asks(clause) and self.word(clause.start) in _QUESTION_WORDS
        ):
            return clause.start, self._trimmed(clause.start, clause.end)
        return None

    def _requests(self, start: int, end: int) -> bool:
        return request_verb(self.words, start, end) is not None


# What each word that heads a promise is parsed by; where a word stands twice, the first counts.
_HEADS: Mapping[str, Callable[[_Finder, int, Clause], _Core | None]] = MappingProxyType(
    {
        word: parse
        for parse, words in reversed(
            [
                (_Finder._future, _FUTURE),
                (_Finder._to_come, ("going", "about")),
                (_Finder._offer, ("happy", "glad")),
                (_Finder._let_me, ("let",)),
                (_Finder._allowing, ("allow",)),
                (_Finder._outlook, {*_SOFT, "should"}),
                (_Finder._under_way, _PROGRESSIVES),
                (_Finder._arriving, ("coming", "arriving", "leaving", "shipping")),
                (_Finder._estimate, _ESTIMATING),
            ]
        )
        for word in words
    }
)
