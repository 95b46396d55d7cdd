r"""The pattern language of the lexicons, compiled to regular expressions over one character per token.

A reply is encoded as a string with exactly one character per spaCy token: every word that some pattern mentions has a
character of its own, every other token one of a few kinds (`Kind`). A pattern over tokens is then an ordinary regular
expression over that string, a class of words is a character set, and a match at ``[i, j)`` is the token span
``doc[i:j]``. spaCy's own ``Matcher`` is 29 times slower on as many token patterns, and its ``PhraseMatcher`` knows
neither classes nor gaps.

Grammar (blank-separated items)::

    word            a token whose normal form is `word` (lower case; 'll is "will", n't is "not")
    {class}         any word of a class in classes.tsv, or a kind: {num} {cap} {url} {handle} {emoji} {word} {ed} {ing}
    (a b|c|{d})     alternatives, each of one or more items; brackets nest
    item?           the item may be missing; so may a bracket: (a b|c)?
    *N              up to N tokens of any sort within the sentence
    ^ and $         start and end of a sentence
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from types import MappingProxyType

from authentica.errors import LexiconError

__all__ = ["Alphabet", "Kind", "Requirement", "compile_pattern", "pattern_words", "requirements"]

_FIRST_WORD = chr(0x1000)
"""Characters from this one on are words, those before it kinds."""
_UNMATCHED = "the pattern's brackets do not match, or it is empty"
_MOST_REQUIREMENTS = 48
_LEXEME = re.compile(r"\(|\)\??|\||[^\s()|]+")


Requirement = frozenset[frozenset[str]]
"""Sets of characters of each of which a reply holds at least one."""


class Kind(str, enum.Enum):
    """What a token is when no pattern mentions it by name; the value is its character in the encoded reply."""

    WORD = "w"
    CAPITALISED = "W"
    PAST = "d"
    GERUND = "g"
    NUMBER = "n"
    URL = "u"
    HANDLE = "h"
    EMOJI = "e"
    SENTENCE_END = "."
    COMMA = ","
    PUNCTUATION = "p"
    NEWLINE = "\n"
    SPACE = " "


_KIND_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "word": Kind.WORD.value + Kind.CAPITALISED.value + Kind.PAST.value + Kind.GERUND.value,
        "cap": Kind.CAPITALISED.value,
        "ed": Kind.PAST.value,
        "ing": Kind.GERUND.value,
        "num": Kind.NUMBER.value,
        "url": Kind.URL.value,
        "handle": Kind.HANDLE.value,
        "emoji": Kind.EMOJI.value,
        "comma": Kind.COMMA.value,
        "punct": Kind.PUNCTUATION.value,
        "end": Kind.SENTENCE_END.value + Kind.NEWLINE.value,
    }
)


class Alphabet:
    """The words that patterns mention, each with its character.

    Parameters
    ----------
    words : iterable of str
        Normal forms, in an order that does not matter: they are sorted, so equal lexicons give equal alphabets.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._characters = {word: chr(ord(_FIRST_WORD) + index) for index, word in enumerate(sorted(set(words)))}
        self._of_classes: dict[frozenset[str], str] = {}

    def __contains__(self, word: object) -> bool:
        return word in self._characters

    def __len__(self) -> int:
        return len(self._characters)

    def character(self, word: str) -> str | None:
        """Return the character of a normal form, or None when no pattern mentions it."""
        return self._characters.get(word)

    def characters(self, words: frozenset[str]) -> str:
        """Return the characters of a word class, in the order of the words that any pattern mentions."""
        found = self._of_classes.get(words)
        if found is None:  # many patterns mention the same class
            found = "".join(filter(None, map(self._characters.get, sorted(words))))
            self._of_classes[words] = found
        return found


def _lexemes(pattern: str) -> list[str]:
    return _LEXEME.findall(pattern)


def pattern_words(pattern: str) -> set[str]:
    """Return the words that a pattern mentions by name."""
    words = (lexeme.removesuffix("?") for lexeme in _lexemes(pattern))
    return {word for word in words if word and word[0] not in "()|*{^$"}


def _characters(item: str, alphabet: Alphabet, classes: Mapping[str, frozenset[str]], where: str) -> str:
    if item.startswith("{") and item.endswith("}"):
        name = item[1:-1]
        if name in _KIND_NAMES:
            return _KIND_NAMES[name]
        if name in classes:
            return alphabet.characters(classes[name])
        raise LexiconError(f"the pattern names an unknown class {name!r}", where, "Add it to classes.tsv.")
    character = alphabet.character(item)
    if character is None:
        raise LexiconError(f"the pattern has an unreadable item {item!r}", where)
    return character


def requirements(
    pattern: str, alphabet: Alphabet, classes: Mapping[str, frozenset[str]], where: str = "pattern"
) -> frozenset[Requirement]:
    """Return what an encoded reply must hold for a pattern to match: all character sets of one of the alternatives.

    A set is met by any of its characters, in any place: what meets a requirement may match, what meets none does not. Where the pattern
    demands nothing, a requirement is empty, and met by anything.

    Raises
    ------
    LexiconError
        As `compile_pattern` does.
    """
    lexemes = iter(_lexemes(pattern))

    def alternatives() -> set[Requirement]:
        found: set[Requirement] = set()
        needed: set[Requirement] = {frozenset()}
        for lexeme in lexemes:
            if lexeme == "(":
                inner = alternatives()
                if not closing:
                    raise LexiconError(_UNMATCHED, where)
                if closing.pop() == ")":
                    needed = _both(needed, inner)
            elif lexeme == "|":
                found |= needed
                needed = {frozenset()}
            elif lexeme in (")", ")?"):
                closing.append(lexeme)
                break
            elif lexeme[0] not in "*^$":
                characters = _characters(lexeme.removesuffix("?") or lexeme, alphabet, classes, where)
                if not lexeme.endswith("?"):
                    needed = _both(needed, {frozenset((frozenset(characters),))})
        return _joined(found | needed)

    closing: list[str] = []
    found = frozenset(alternatives())
    if closing:
        raise LexiconError(_UNMATCHED, where)
    return found


def _joined(alternatives: set[Requirement]) -> set[Requirement]:
    """Return alternatives that demand the same, those of one set as one: any character of their sets meets it."""
    single = [one for one in alternatives if len(one) == 1]
    any_of = frozenset().union(*chain.from_iterable(single))
    rest = {one for one in alternatives if len(one) != 1 and not any(chars <= any_of for chars in one)}
    return rest | {frozenset((any_of,))} if single else alternatives


def _both(left: set[Requirement], right: set[Requirement]) -> set[Requirement]:
    """Return the requirements of meeting one of each side."""
    if len(left) * len(right) > _MOST_REQUIREMENTS:
        # Demanding one character of the right side's shortest sets is less, and so not wrong.
        loose = frozenset().union(*[min(one, key=len, default=frozenset()) for one in right])
        right = {frozenset((loose,))} if all(right) else {frozenset()}
    return {one | other for one in left for other in right}


def compile_pattern(
    pattern: str, alphabet: Alphabet, classes: Mapping[str, frozenset[str]], where: str = "pattern"
) -> str:
    """Translate a token pattern to the source of a regular expression over replies that are encoded with an alphabet.

    Raises
    ------
    LexiconError
        If the pattern breaks the grammar or names an unknown class; says `where`.
    """
    ends = re.escape(_KIND_NAMES["end"])
    pieces: list[str] = []
    depth = 0
    for lexeme in _lexemes(pattern):
        optional = "?" if lexeme.endswith("?") and lexeme != "?" else ""
        core = lexeme[:-1] if optional else lexeme
        if core == "(":
            depth += 1
            pieces.append("(?:")
        elif core == ")":
            depth -= 1
            pieces.append(")" + optional)
        elif core == "|":
            pieces.append("|")
        elif core == "^":
            pieces.append(f"(?<![^{ends}])")
        elif core == "$":
            pieces.append(f"(?![^{ends}])")
        elif core.startswith("*") and core[1:].isdigit():
            pieces.append(f"[^{ends}]{{0,{core[1:]}}}?")
        else:
            characters = re.escape(_characters(core, alphabet, classes, where))
            pieces.append((f"[{characters}]" if core.startswith("{") else characters) + optional)
        if depth < 0:
            break
    if depth != 0 or not pieces:
        raise LexiconError(_UNMATCHED, where)
    return "".join(pieces)
