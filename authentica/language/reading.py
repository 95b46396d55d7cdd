"""One reading of a reply beside the customer's text: tokens, zones, clauses and cues, each found once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authentica.language.clauses import Clause, split_clauses
from authentica.language.detect import is_english
from authentica.language.lexicon import CueMatch, CueMatcher, Lexicon
from authentica.language.tokens import Encoder, Tokens
from authentica.language.zones import Zone, ZoneFinder

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["CustomerReading", "ReadingRoom", "ReplyReading"]

_REPLY_FILES = ("boilerplate", "empathy", "ownership", "expectations", "flags", "scope")
_READ_ZONES = frozenset((Zone.GREETING.value, Zone.BODY.value, Zone.SIGN_OFF.value))
_UNREAD_ZONES = Zone.SIGNATURE.value + Zone.QUOTED.value
_ECHO_WORDS = 5
_QUOTE_MARKS = frozenset('"“”«»')


@dataclass(frozen=True, slots=True)
class CustomerReading:
    """What the customer wrote."""

    tokens: Tokens
    cues: tuple[CueMatch, ...]


@dataclass(frozen=True, slots=True)
class ReplyReading:
    """What the agent wrote, beside what the customer wrote.

    Attributes
    ----------
    tokens : Tokens
        Of the reply.
    zones : str
        One `Zone` character for each token.
    clauses : tuple of Clause
        Of the zones that are the agent's own words.
    cues : tuple of CueMatch
        Found outside quoted text and signatures.
    borrowed : frozenset of int
        Tokens that are somebody else's words: inside quotation marks, or a run of five words and more taken over from
        the customer.
    customer : CustomerReading
        The customer's text.
    english : bool
        Whether the reply can be scored as English.
    """

    tokens: Tokens
    zones: str
    clauses: tuple[Clause, ...]
    cues: tuple[CueMatch, ...]
    borrowed: frozenset[int]
    customer: CustomerReading
    english: bool


class ReadingRoom:
    """Reads docs with one lexicon.

    Parameters
    ----------
    lexicon : Lexicon
        Cues, classes and variants.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        alphabet = lexicon.alphabet()
        self._encoder = Encoder(alphabet, lexicon.variants)
        self._reply_matcher = CueMatcher(
            tuple(cue for name in _REPLY_FILES for cue in lexicon.cues[name]), alphabet, lexicon.classes
        )
        self._customer_matcher = lexicon.matcher("customer", alphabet)
        self._zones = ZoneFinder(lexicon.matcher("zones", alphabet))

    def read_customer(self, doc: Doc, text: str | None = None) -> CustomerReading:
        """Read a customer's text; `text` is the original of a doc made from a cleaned text."""
        tokens = self._encoder.encode(doc, text)
        return CustomerReading(tokens, tuple(self._customer_matcher.find(tokens.code)))

    def read(self, doc: Doc, customer: CustomerReading, text: str | None = None) -> ReplyReading:
        """Read a reply; `text` is the original of a doc made from a cleaned text."""
        tokens = self._encoder.encode(doc, text)
        zones = self._zones.find(tokens)
        borrowed = _borrowed(tokens, customer.tokens)
        cues = tuple(
            match
            for match in self._reply_matcher.find(tokens.code)
            if zones[match.start] in _READ_ZONES and match.start not in borrowed
        )
        clauses = tuple(
            Clause(start, start + len(zones[start:end].rstrip(_UNREAD_ZONES)))
            for start, end in split_clauses(tokens)
            if zones[start] in _READ_ZONES
        )
        own_words = [word for word, zone in zip(tokens.words, zones, strict=True) if zone in _READ_ZONES]
        return ReplyReading(
            tokens=tokens,
            zones=zones,
            # A greeting, or somebody else's words, are clauses only where there is nothing else.
            clauses=tuple(c for c in clauses if not _is_aside(c, zones, borrowed)) or clauses,
            cues=cues,
            borrowed=borrowed,
            customer=customer,
            english=is_english(own_words, " ".join(word for word in own_words if word[0] != "<")),
        )


def _is_aside(clause: Clause, zones: str, borrowed: frozenset[int]) -> bool:
    length = clause.end - clause.start
    greeting = zones.count(Zone.GREETING.value, clause.start, clause.end)
    taken = len(borrowed.intersection(range(clause.start, clause.end)))
    return (greeting > 0 and length - greeting <= 1) or taken * 2 > clause.end - clause.start


def _borrowed(reply: Tokens, customer: Tokens) -> frozenset[int]:
    found: set[int] = set()
    opened = None
    for index, word in enumerate(reply.words):
        if word in _QUOTE_MARKS:
            if opened is None:
                opened = index
            else:
                if index - opened <= 40:
                    found.update(range(opened, index + 1))
                opened = None
    if len(customer) >= _ECHO_WORDS <= len(reply):
        runs = {customer.words[i : i + _ECHO_WORDS] for i in range(len(customer) - _ECHO_WORDS + 1)}
        for index in range(len(reply) - _ECHO_WORDS + 1):
            run = reply.words[index : index + _ECHO_WORDS]
            if run in runs and any(word[0].isalpha() for word in run):
                found.update(range(index, index + _ECHO_WORDS))
    return frozenset(found)
