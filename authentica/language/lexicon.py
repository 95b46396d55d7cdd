"""Lexicons as data: cues, word classes and spelling variants, read from one folder of tab-separated files.

A cue is one line: ``id  family  pattern  source  positive  negative``. Ids are permanent (``dimension.family.name``); the
pattern is in the grammar of `authentica.language.patterns`; the last two fields are an example that the cue must match and
one that it must not, and a test runs every one of them.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from authentica.errors import LexiconError
from authentica.language.patterns import Alphabet, Kind, Requirement, compile_pattern, pattern_words, requirements

__all__ = ["CUE_FILES", "Cue", "CueMatch", "CueMatcher", "Lexicon", "load_lexicon"]

CUE_FILES = ("boilerplate", "customer", "empathy", "expectations", "flags", "ownership", "scope", "zones")
_CUE_FIELDS = ["id", "family", "pattern", "source", "positive", "negative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One line of a cue lexicon.

    Attributes
    ----------
    id : str
        Permanent, and once only: ``dimension.family.name``.
    family : str
        What it is counted with.
    pattern : str
        In the grammar of `authentica.language.patterns`.
    source : str
        Where the wording is from; "own" where it was written for this lexicon.
    positive, negative : str
        A text that has it, and one that has not; both are tested.
    """

    id: str
    family: str
    pattern: str
    source: str
    positive: str
    negative: str


class CueMatch(NamedTuple):
    """A cue found at tokens ``[start, end)``."""

    cue: str
    start: int
    end: int


class CueMatcher:
    """Finds cues in replies that were encoded with an alphabet.

    Of matches of the same cue that overlap, the first is taken; different cues may overlap. Only patterns whose
    requirements a reply meets are searched for: of a hundred and more, about fifteen.
    """

    def __init__(self, cues: tuple[Cue, ...], alphabet: Alphabet, classes: Mapping[str, frozenset[str]]) -> None:
        self._ids = [cue.id for cue in cues]
        self._cues, self._alphabet, self._classes = cues, alphabet, classes
        self._patterns: list[re.Pattern[str] | None] = [None] * len(cues)
        self._anchors = _Anchors([requirements(cue.pattern, alphabet, classes, cue.id) for cue in cues])

    def may_find(self, characters: Set[str]) -> bool:
        """Tell whether a reply of these characters meets a pattern's requirements; `find` finds nothing where it does not."""
        return bool(self._anchors.met_by(characters))

    def find(self, code: str) -> list[CueMatch]:
        """Return the matches in an encoded reply, in lexicon order, then by position."""
        found = []
        for number in self._anchors.met_by(set(code)):
            cue = self._ids[number]
            for match in self._pattern(number).finditer(code):
                start, end = match.span()
                if end > start:
                    found.append(CueMatch(cue, start, end))
        return found

    def _pattern(self, number: int) -> re.Pattern[str]:
        # Compiled when first searched for: a short run meets few of them.
        pattern = self._patterns[number]
        if pattern is None:
            cue = self._cues[number]
            source = compile_pattern(cue.pattern, self._alphabet, self._classes, cue.id)
            pattern = self._patterns[number] = re.compile(source, re.DOTALL)
        return pattern


class _Anchors:
    """Tells which of many patterns an encoded reply may match, by looking up the reply's characters.

    Each requirement is tried only where a character of its anchor occurs: the set whose characters the fewest patterns
    mention. Each set that is demanded besides an anchor is a bit, so that one comparison tells whether all are met.
    """

    def __init__(self, patterns: Sequence[frozenset[Requirement]]) -> None:
        mentions = Counter(
            character
            for required in patterns
            for character in frozenset().union(*[chars for one in required for chars in one])
        )
        # What any token may be says little.
        mentions.update(dict.fromkeys((kind.value for kind in Kind), len(patterns)))
        self._always = [number for number, required in enumerate(patterns) if frozenset() in required]
        bits: dict[frozenset[str], int] = {}
        masks: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        for number, required in enumerate(patterns):
            for one in required:
                sets = sorted(one, key=lambda chars: (sum([mentions[c] for c in chars]), sorted(chars)))
                mask = sum([bits.setdefault(chars, 1 << len(bits)) for chars in sets[1:]])
                for character in sets[0] if sets else ():
                    masks[character].add((number, mask))
        held: defaultdict[str, int] = defaultdict(int)
        for chars, bit in bits.items():
            for character in chars:
                held[character] |= bit
        # Of each character a bit for each set that it is of, and the patterns of which it is the anchor, with the bits they demand besides.
        self._characters = {c: (held[c], tuple(masks[c])) for c in masks.keys() | held.keys()}

    def met_by(self, characters: Set[str]) -> list[int]:
        """Return the numbers of the patterns that may match a reply of these characters, in order."""
        present = list(filter(None, map(self._characters.get, characters)))
        held = 0
        for bits, _ in present:
            held |= bits
        missing = ~held
        met = {number for _, masks in present for number, mask in masks if not mask & missing}
        return sorted(met.union(self._always))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cue files, word classes and variants.

    Attributes
    ----------
    cues : mapping of str to tuple of Cue
        Cues by file, in file order.
    classes : mapping of str to frozenset of str
        Word classes by name.
    variants : mapping of str to str
        Spelling variants and the form that patterns use.
    sha256 : str
        Of the files' bytes, in name order.
    """

    cues: Mapping[str, tuple[Cue, ...]]
    classes: Mapping[str, frozenset[str]]
    variants: Mapping[str, str]
    sha256: str

    def alphabet(self) -> Alphabet:
        """Return the alphabet of all words that any pattern mentions."""
        words: set[str] = set().union(*self.classes.values())
        for cues in self.cues.values():
            for cue in cues:
                words |= pattern_words(cue.pattern)
        return Alphabet(words)

    def matcher(self, file: str, alphabet: Alphabet) -> CueMatcher:
        """Return the matcher of one cue file."""
        return CueMatcher(self.cues[file], alphabet, self.classes)


def _rows(content: str, where: str, fields: list[str]) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(content.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if reader.fieldnames != fields:
        raise LexiconError(f"the header is not {fields}", where)
    for number, row in enumerate(reader, 2):
        if None in row or None in row.values() or not all(row.values()):
            raise LexiconError(f"a line needs {len(fields)} tab-separated fields", f"{where}:{number}")
        yield row


def load_lexicon(
    folder: Path | None = None, *, files: tuple[str, ...] = CUE_FILES, classes: tuple[str, ...] = ("classes",)
) -> Lexicon:
    """Read cue files of the lexicon folder; by default those that scores rest on, inside the package.

    Rooms whose findings are no features load cue files of their own, so that a new word there is no new word to the
    model: alphabet and hash of the scored cues stay as they are.

    Parameters
    ----------
    folder : Path, optional
        Another folder.
    files : tuple of str
        Names of cue files.
    classes : tuple of str
        Names of the files of word classes that their patterns use.

    Raises
    ------
    LexiconError
        If a line is malformed, or an id stands twice.
    """
    root = folder if folder is not None else resources.files("authentica").joinpath("lexicons")
    digest = hashlib.sha256()
    contents: dict[str, str] = {}
    for name in sorted((*files, *classes, "variants")):
        data = root.joinpath(f"{name}.tsv").read_bytes()
        digest.update(name.encode() + b"\0" + data.replace(b"\r\n", b"\n") + b"\0")
        contents[name] = data.decode("utf-8")
    words_by_class = {
        row["class"]: frozenset(row["words"].split())
        for name in classes
        for row in _rows(contents[name], f"{name}.tsv", ["class", "words"])
    }
    variants = {row["variant"]: row["form"] for row in _rows(contents["variants"], "variants.tsv", ["variant", "form"])}
    # Words inside classes are written as people spell them; patterns see variants resolved.
    resolved = {name: frozenset(variants.get(word, word) for word in words) for name, words in words_by_class.items()}
    cues: dict[str, tuple[Cue, ...]] = {}
    seen: dict[str, str] = defaultdict(str)
    for name in files:
        found = []
        for row in _rows(contents[name], f"{name}.tsv", _CUE_FIELDS):
            if seen[row["id"]]:
                raise LexiconError(f"the id {row['id']!r} stands twice", f"{name}.tsv and {seen[row['id']]}")
            seen[row["id"]] = f"{name}.tsv"
            found.append(Cue(**row))
        cues[name] = tuple(found)
    return Lexicon(cues=cues, classes=resolved, variants=variants, sha256=digest.hexdigest())
