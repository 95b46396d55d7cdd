"""One reading of a reply beside the customer's text: tokens, zones, clauses and cues, each found once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authentica.language.chunks import ChunkReader
from authentica.language.clauses import Clause, split_clauses
from authentica.language.clean import readable
from authentica.language.detect import is_english
from authentica.language.lexicon import CueMatch, CueMatcher, Lexicon
from authentica.language.patterns import Kind
from authentica.language.tokens import Encoder, Tokens
from authentica.language.zones import OWN_ZONES, Zone, ZoneFinder

__all__ = ["CustomerReading", "ReadingRoom", "ReplyReading"]

_REPLY_FILES = ("boilerplate", "empathy", "ownership", "expectations", "flags", "scope")
_GREETING = Zone.GREETING.value
_UNREAD_ZONES = Zone.SIGNATURE.value + Zone.QUOTED.value
_ECHO_WORDS = 5
_QUOTE_MARKS = frozenset('"“”«»')
_WORDLESS = "".join(
    kind.value
    for kind in (Kind.EMOJI, Kind.HANDLE, Kind.SENTENCE_END, Kind.COMMA, Kind.PUNCTUATION, Kind.NEWLINE, Kind.SPACE)
)


@dataclass(frozen=True, slots=True)
class CustomerReading:
    """What the customer wrote, and the cues of ``lexicons/customer.tsv`` that it has."""

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

    @property
    def has_words(self) -> bool:
        """Whether there is anything to judge: a thumb, dots or a handle alone say nothing."""
        return bool(self.tokens.code.strip(_WORDLESS))


class ReadingRoom:
    """Reads replies with one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        alphabet = lexicon.alphabet()
        self._chunks = ChunkReader(Encoder(alphabet, lexicon.variants))
        self._reply_matcher = CueMatcher(
            tuple(cue for name in _REPLY_FILES for cue in lexicon.cues[name]), alphabet, lexicon.classes
        )
        self._customer_matcher = lexicon.matcher("customer", alphabet)
        self._zones = ZoneFinder(lexicon.matcher("zones", alphabet))

    def read_reply(self, text: str, customer_text: str, longest_text_chars: int) -> ReplyReading:
        """Read a reply beside the customer's text that it answers, so many characters of each; whatever they hold, offsets are theirs."""
        said = self._chunks.read(readable(customer_text, longest_text_chars), customer_text)
        customer = CustomerReading(said, tuple(self._customer_matcher.find(said.code)))
        tokens = self._chunks.read(readable(text, longest_text_chars), text)
        zones = self._zones.find(tokens)
        borrowed = _borrowed(tokens, said)
        cues: Sequence[CueMatch] = self._reply_matcher.find(tokens.code)
        own_words: Sequence[str] = tokens.words
        clauses: Sequence[Clause] = split_clauses(tokens)
        if zones.strip(OWN_ZONES):
            cues = [match for match in cues if zones[match.start] in OWN_ZONES]
            own_words = [word for word, zone in zip(own_words, zones, strict=True) if zone in OWN_ZONES]
            clauses = [
                Clause(start, start + len(zones[start:end].rstrip(_UNREAD_ZONES)))
                for start, end in clauses
                if zones[start] in OWN_ZONES
            ]
        if borrowed:
            cues = [match for match in cues if match.start not in borrowed]
        if borrowed or _GREETING in zones:
            # A greeting, or somebody else's words with what introduces them, are clauses only where there is nothing else.
            clauses = [clause for clause in clauses if not _is_aside(clause, tokens.words, zones, borrowed)] or clauses
        own_text = " ".join(own_words)
        if not own_text.isascii():
            # A placeholder is no word of any language.
            own_text = " ".join([word for word in own_words if word[0] != "<"])
        return ReplyReading(
            tokens=tokens,
            zones=zones,
            clauses=tuple(clauses),
            cues=tuple(cues),
            borrowed=borrowed,
            customer=customer,
            english=is_english(own_words, own_text),
        )


def _is_aside(clause: Clause, words: Sequence[str], zones: str, borrowed: frozenset[int]) -> bool:
    start, end = clause
    length = end - start
    greeting = zones.count(_GREETING, start, end)
    taken = len(borrowed.intersection(range(start, end))) if borrowed else 0
    introduces = end in borrowed and words[end - 1] == ":"
    return (greeting > 0 and length - greeting <= 1) or taken * 2 > length or introduces


def _borrowed(reply: Tokens, customer: Tokens) -> frozenset[int]:
    found: set[int] = set()
    if not _QUOTE_MARKS.isdisjoint(reply.words):
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
        runs = list(_runs(reply.words))
        echoed = set(_runs(customer.words)).intersection(runs)
        if echoed:
            for index, run in enumerate(runs):
                if run in echoed and any(word[0].isalpha() for word in run):
                    found.update(range(index, index + _ECHO_WORDS))
    return frozenset(found)


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return zip(*[words[offset:] for offset in range(_ECHO_WORDS)], strict=False)
