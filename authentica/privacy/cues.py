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
from authentica.privacy.patterns import LazyPattern

__all__ = ["NAMING", "READ_ZONES", "PrivacyCues"]

READ_ZONES = frozenset((Zone.GREETING.value, Zone.BODY.value, Zone.SIGN_OFF.value))
NAMING = frozenset(("item", "secret"))
# What these say counts only beside a kind of data that is named.
_ABOUT_NAMED = frozenset(("request", "reason", "warning", "aside", "private"))
_CACHE_LIMIT = 100_000
_GROUPS = 3
_GROUP_BITS = 64
_TOO_OFTEN = 10_000
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
    pattern: LazyPattern


class PrivacyCues:
    """Finds the cues of ``lexicons/privacy.tsv`` in readings.

    Of every cue up to three groups of words are known of each of which any match of it holds one. To look up which groups a
    reply's words are of takes a fraction of the time that splitting it took, and leaves few cues to be searched for.

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
        taken: frozenset[str] = frozenset()

        def often(characters: frozenset[str]) -> int:
            frequent = sum(50 if c in everywhere or c < FIRST_WORD else 1 for c in characters)
            return frequent + _TOO_OFTEN * len(characters & taken)

        self._cues: list[_Searched] = []
        self._about_named: list[_Searched] = []
        self._groups_of_character: dict[str, int] = defaultdict(int)
        self._groups_of_all = 0
        for cue in lexicon.cues["privacy"]:
            family = cue.id.split(".")[1]
            pattern = LazyPattern(compile_pattern(cue.pattern, alphabet, lexicon.classes, cue.id), re.DOTALL)
            searched = _Searched(
                family, cue.id, required_characters(cue.pattern, alphabet, lexicon.classes, cue.id), pattern
            )
            if family in _ABOUT_NAMED:
                self._about_named.append(searched)
                continue
            bit = 1 << len(self._cues)
            self._cues.append(searched)
            taken = frozenset()
            for group in range(_GROUPS):
                required = required_characters(cue.pattern, alphabet, lexicon.classes, cue.id, often=often)
                if not required or min(required) < FIRST_WORD:
                    self._groups_of_all |= bit << _GROUP_BITS * group
                for character in required:
                    self._groups_of_character[character] |= bit << _GROUP_BITS * group
                taken |= required
        self._groups_of_word: dict[str, int] = {}

    def encode(self, reading: ReplyReading) -> Tokens:
        """Return a reply's tokens in this lexicon's alphabet."""
        return self._encoder.recode(reading.tokens)

    def may_find(self, reading: ReplyReading) -> int:
        """Return a bit for each cue that a reply has the words for; 0 where `find` would find nothing."""
        groups, known = self._groups_of_all, self._groups_of_word
        try:
            for word in reading.tokens.words:
                groups |= known[word]
        except KeyError:
            for word in reading.tokens.words:
                groups |= self._look_up(word)
        return groups & groups >> _GROUP_BITS & groups >> 2 * _GROUP_BITS

    def find(self, reading: ReplyReading, tokens: Tokens, possible: int) -> dict[str, list[CueMatch]]:
        """Return by family the cues of a reply outside quoted text and signatures, in lexicon order, then by position.

        Requests, reasons and what else counts only beside a kind of data that is named are looked for only where one is.

        Parameters
        ----------
        reading : ReplyReading
            Of the reply.
        tokens : Tokens
            Its tokens as `encode` gives them.
        possible : int
            What `may_find` gives.
        """
        by_family: dict[str, list[CueMatch]] = defaultdict(list)
        chosen = [cue for number, cue in enumerate(self._cues) if possible >> number & 1]
        _collect(chosen, reading, tokens.code, by_family)
        if not NAMING.isdisjoint(by_family):
            _collect(self._about_named, reading, tokens.code, by_family)
        return by_family

    def _look_up(self, word: str) -> int:
        """Return the groups that a word is of, as this alphabet spells it ("passsword")."""
        found = self._groups_of_word.get(word)
        if found is None:
            if len(self._groups_of_word) > _CACHE_LIMIT:
                self._groups_of_word.clear()
            alone = Tokens(text=word, code=" ", words=(word,), starts=(0,), ends=(len(word),))
            found = self._groups_of_word[word] = self._groups_of_character.get(self._encoder.recode(alone).code, 0)
        return found


def _collect(cues: list[_Searched], reading: ReplyReading, code: str, by_family: dict[str, list[CueMatch]]) -> None:
    present = frozenset(code)
    for family, cue, required, pattern in cues:
        if required and required.isdisjoint(present):
            continue
        for match in pattern.compiled.finditer(code):
            start, end = match.span()
            if end > start and reading.zones[start] in READ_ZONES and start not in reading.borrowed:
                by_family[family].append(CueMatch(cue, start, end))
