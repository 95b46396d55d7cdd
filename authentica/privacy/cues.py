"""The cues of personal data in a reply, found without looking for those that it has no word of."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from authentica.language.lexicon import PRIVACY_CLASSES, PRIVACY_FILES, CueMatch, load_lexicon
from authentica.language.patterns import FIRST_WORD, compile_pattern, required_characters
from authentica.language.reading import ReplyReading
from authentica.language.tokens import Encoder, Tokens
from authentica.language.zones import Zone

__all__ = ["NAMING", "READ_ZONES", "PrivacyCues"]

READ_ZONES = frozenset((Zone.GREETING.value, Zone.BODY.value, Zone.SIGN_OFF.value))
NAMING = frozenset(("item", "secret"))
# What these say counts only beside a kind of data that is named.
_ABOUT_NAMED = frozenset(("request", "reason", "warning", "aside", "private"))
_CACHE_LIMIT = 100_000
# Words that most replies hold: a cue is looked for by some other word of it.
_EVERYWHERE = frozenset(
    [
        "a", "after", "all", "an", "and", "are", "as", "at", "be", "by", "can", "for", "from", "have", "i", "if", "in", "is", "it",
        "just", "me", "more", "no", "not", "now", "of", "on", "or", "our", "out", "so", "that", "the", "them", "there", "these",
        "they", "this", "to", "up", "us", "we", "what", "when", "where", "which", "will", "with", "would", "you", "your", "see",
        "ur", "yr", "-", ",", ":", "/", "new", "great",
    ]
)  # fmt: skip


class _Searched(NamedTuple):
    """A cue's family, id, characters of which every match holds one, and pattern."""

    family: str
    cue: str
    required: frozenset[str]
    pattern: re.Pattern[str]


class PrivacyCues:
    """Finds the cues of ``lexicons/privacy.tsv`` in readings.

    Every cue has words of which each match of it holds one. Hardly a reply holds such a word of more than three cues, and to
    look a reply's words up takes a tenth of the time that splitting it took.

    Attributes
    ----------
    sha256 : str
        Of the lexicon's bytes.
    """

    def __init__(self) -> None:
        lexicon = load_lexicon(files=PRIVACY_FILES, classes=PRIVACY_CLASSES)
        alphabet = lexicon.alphabet()
        self.sha256 = lexicon.sha256
        self._encoder = Encoder(alphabet, lexicon.variants)
        everywhere = frozenset(map(alphabet.character, _EVERYWHERE))

        def often(characters: frozenset[str]) -> int:
            return sum(50 if c in everywhere or c < FIRST_WORD else 1 for c in characters)

        self._cues: list[_Searched] = []
        self._about_named: list[_Searched] = []
        self._cues_of_character: dict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for cue in lexicon.cues["privacy"]:
            family = cue.id.split(".")[1]
            pattern = re.compile(compile_pattern(cue.pattern, alphabet, lexicon.classes, cue.id), re.DOTALL)
            searched = _Searched(
                family, cue.id, required_characters(cue.pattern, alphabet, lexicon.classes, cue.id), pattern
            )
            if family in _ABOUT_NAMED:
                self._about_named.append(searched)
                continue
            required = required_characters(cue.pattern, alphabet, lexicon.classes, cue.id, often=often)
            if not required or any(c < FIRST_WORD for c in required):
                self._always.append(len(self._cues))
            for character in required:
                self._cues_of_character[character].append(len(self._cues))
            self._cues.append(searched)
        self._cues_of_word: dict[str, tuple[int, ...]] = {}

    def encode(self, reading: ReplyReading) -> Tokens:
        """Return a reply's tokens in this lexicon's alphabet."""
        return self._encoder.recode(reading.tokens)

    def find(self, reading: ReplyReading) -> dict[str, list[CueMatch]]:
        """Return by family the cues of a reply outside quoted text and signatures, in lexicon order, then by position.

        Requests, reasons and what else counts only beside a kind of data that is named are looked for only where one is.
        """
        numbers = set(self._always)
        for word in reading.tokens.words:
            found = self._cues_of_word.get(word)
            if found is None:
                found = self._look_up(word)
            if found:
                numbers.update(found)
        by_family: dict[str, list[CueMatch]] = defaultdict(list)
        if not numbers:
            return by_family
        code = self.encode(reading).code
        chosen = [self._cues[number] for number in sorted(numbers)]
        _collect(chosen, reading, code, by_family)
        if not NAMING.isdisjoint(by_family):
            _collect(self._about_named, reading, code, by_family)
        return by_family

    def _look_up(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the cues that a word calls for, as this alphabet spells it ("passsword")."""
        if len(self._cues_of_word) > _CACHE_LIMIT:
            self._cues_of_word.clear()
        alone = Tokens(text=word, code=" ", words=(word,), starts=(0,), ends=(len(word),))
        found = tuple(self._cues_of_character.get(self._encoder.recode(alone).code, ()))
        self._cues_of_word[word] = found
        return found


def _collect(cues: list[_Searched], reading: ReplyReading, code: str, by_family: dict[str, list[CueMatch]]) -> None:
    present = frozenset(code)
    for family, cue, required, pattern in cues:
        if required and required.isdisjoint(present):
            continue
        for match in pattern.finditer(code):
            start, end = match.span()
            if end > start and reading.zones[start] in READ_ZONES and start not in reading.borrowed:
                by_family[family].append(CueMatch(cue, start, end))
