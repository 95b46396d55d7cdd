"""Lexicons as data: cues, word classes and spelling variants, read from one folder of tab-separated files.

A cue is one line: ``id  family  pattern  source  positive  negative``. Ids are permanent (``dimension.family.name``); the
pattern is in the grammar of `authentica.language.patterns`; the last two fields are an example that the cue must match and
one that it must not, and a test runs every one of them.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from authentica.errors import LexiconError
from authentica.language.patterns import Alphabet, compile_pattern, pattern_words, required_characters

__all__ = [
    "CONVERSATION_CLASSES",
    "CONVERSATION_CUE_FILES",
    "CUE_FILES",
    "PRIVACY_CLASSES",
    "PRIVACY_FILES",
    "Cue",
    "CueMatch",
    "CueMatcher",
    "Lexicon",
    "load_lexicon",
]

PRIVACY_FILES = ("privacy",)
CONVERSATION_CUE_FILES = (
    "conversation_data",
    "conversation_exchange",
    "conversation_handoffs",
    "conversation_moods",
)
CONVERSATION_CLASSES = ("conversation_classes",)
PRIVACY_CLASSES = ("classes", "privacy_classes")
CUE_FILES = ("boilerplate", "customer", "empathy", "expectations", "flags", "ownership", "scope", "zones")
_CUE_FIELDS = ["id", "family", "pattern", "source", "positive", "negative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One line of a cue lexicon."""

    id: str
    family: str
    pattern: str
    source: str
    positive: str
    negative: str


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue found at tokens ``[start, end)``."""

    cue: str
    start: int
    end: int


class CueMatcher:
    """Finds one lexicon file's cues in encoded replies.

    Of matches of the same cue that overlap, the first is taken; different cues may overlap.

    Parameters
    ----------
    cues : sequence of Cue
        The cues to find.
    lexicon : Lexicon
        Whose alphabet and classes the patterns are written in.
    """

    def __init__(self, cues: tuple[Cue, ...], alphabet: Alphabet, classes: Mapping[str, frozenset[str]]) -> None:
        self._patterns = []
        for cue in cues:
            pattern = re.compile(compile_pattern(cue.pattern, alphabet, classes, cue.id), re.DOTALL)
            self._patterns.append((cue.id, required_characters(cue.pattern, alphabet, classes, cue.id), pattern))

    def find(self, code: str) -> list[CueMatch]:
        """Return the matches in an encoded reply, in lexicon order, then by position."""
        present = frozenset(code)
        return [
            CueMatch(cue, match.start(), match.end())
            for cue, required, pattern in self._patterns
            if not required or not required.isdisjoint(present)
            for match in pattern.finditer(code)
            if match.end() > match.start()
        ]


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
