"""The cues of personal data in a reply, found without looking for those that it has no word of."""

from __future__ import annotations

from collections import defaultdict

from authentica.language.lexicon import Cue, CueMatch, CueMatcher, Lexicon, load_lexicon
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading
from authentica.language.tokens import Encoder, Tokens
from authentica.language.zones import OWN_ZONES

__all__ = ["NAMING", "PrivacyCues", "privacy_lexicon"]

NAMING = frozenset(("item", "secret", "sent"))
# What these say counts only beside a kind of data that is named.
_ABOUT_NAMED = frozenset(("request", "hand_over", "reason", "warning", "aside", "private"))
_CACHE_LIMIT = 100_000
_KINDS = frozenset([kind.value for kind in Kind])


def privacy_lexicon() -> Lexicon:
    """Return the cues of ``lexicons/privacy.tsv``."""
    return load_lexicon(files=("privacy",), classes=("classes", "privacy_classes"))


class PrivacyCues:
    """Finds the cues of ``lexicons/privacy.tsv`` in readings.

    Most replies have the words of none: to look each word's character up takes a fraction of the time that encoding the
    reply in this lexicon's alphabet takes.
    """

    def __init__(self) -> None:
        lexicon = privacy_lexicon()
        alphabet = lexicon.alphabet()
        self.sha256 = lexicon.sha256
        self._encoder = Encoder(alphabet, lexicon.variants)
        cues: list[Cue] = []
        about_named: list[Cue] = []
        for cue in lexicon.cues["privacy"]:
            (about_named if _family(cue.id) in _ABOUT_NAMED else cues).append(cue)
        self._cues = CueMatcher(tuple(cues), alphabet, lexicon.classes)
        self._about_named = CueMatcher(tuple(about_named), alphabet, lexicon.classes)
        self._character_of_word: dict[str, str] = {}

    def encode(self, reading: ReplyReading) -> Tokens:
        """Return a reply's tokens in this lexicon's alphabet."""
        return self._encoder.recode(reading.tokens)

    def may_find(self, reading: ReplyReading) -> bool:
        """Tell whether a reply has the words for some cue; `find` finds nothing where it has not."""
        known = self._character_of_word
        try:
            characters = {known[word] for word in reading.tokens.words}
        except KeyError:
            characters = set(map(self._look_up, reading.tokens.words))
        # What kind a word is depends on its neighbours, so any may occur.
        return self._cues.may_find(characters | _KINDS)

    def find(self, reading: ReplyReading, tokens: Tokens) -> dict[str, list[CueMatch]]:
        """Return by family the cues of a reply outside quoted text and signatures, in lexicon order, then by position.

        `tokens` are those that `encode` gives. Requests, reasons and what else counts only beside a kind of data that is named are looked for only
        where one is. A family without matches gives an empty list.
        """
        by_family: dict[str, list[CueMatch]] = defaultdict(list)
        _collect(self._cues, reading, tokens.code, by_family)
        if not NAMING.isdisjoint(by_family):
            _collect(self._about_named, reading, tokens.code, by_family)
        return by_family

    def _look_up(self, word: str) -> str:
        """Return the character of a word, as this alphabet spells it ("passsword")."""
        known = self._character_of_word
        found = known.get(word)
        if found is None:
            if len(known) > _CACHE_LIMIT:
                known.clear()
            alone = Tokens(text=word, code=" ", words=(word,), starts=(0,), ends=(len(word),))
            found = known[word] = self._encoder.recode(alone).code
        return found


def _family(cue: str) -> str:
    return cue.split(".")[1]


def _collect(matcher: CueMatcher, reading: ReplyReading, code: str, by_family: dict[str, list[CueMatch]]) -> None:
    for match in matcher.find(code):
        if reading.zones[match.start] in OWN_ZONES and match.start not in reading.borrowed:
            by_family[_family(match.cue)].append(match)
