"""What is measured of one clause: cues, their scope, position, what it takes up from the customer, and its wording."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from authentica.features.encoder import ENCODED_NAMES, ENCODED_UNIT, Encoded
from authentica.features.names import CUE, PRESENT, WORD
from authentica.features.ngrams import Wording, wording, words_of_wording
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading
from authentica.language.tokens import Tokens

__all__ = ["BLAME", "UNHEARD", "ClauseMeasures", "content_words", "measure_clauses", "number_clauses"]

_LONGEST_NGRAM = 3
_SIZE = 0.5
"""How much the words, numbers, names and links of a clause count, by their logarithm."""

BLAME = "ownership.blame."
"""What the names of cues that blame or belittle begin with."""

UNHEARD = "listening.unheard.flag"
"""The feature of the clauses of a reply that takes up nothing of what the customer wrote."""

_STEM_CHARS = 5
_FEWEST_DIGITS = 2
_NUMBER = Kind.NUMBER.value
_SCOPES = frozenset(("scope.negation", "scope.hedge", "scope.condition", "scope.advice", "scope.question"))
_TROUBLES = frozenset(("customer.trouble", "customer.anger", "customer.loss", "customer.repeat", "customer.negated"))
# What means more together than apart: a step with a time is a clear expectation, an act on this case is concrete.
_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "time": ("expectations.time.",),
        "vague_time": ("expectations.vague.",),
        "step": ("expectations.step.",),
        "state": ("expectations.state.",),
        "act": ("ownership.act.", "ownership.bring."),
        "blame": (BLAME,),
    }
)
_BLAME_FLAG = "clause.blame.flag"
_PAIRS = (("time", "step"), ("time", "state"), ("time", "act"), ("vague_time", "step"))
_COUNTED_KINDS = (
    (Kind.NUMBER.value, "clause.numbers.log"),
    (Kind.CAPITALISED.value, "clause.names.log"),
    (Kind.URL.value, "clause.links.log"),
)
_COMMON = frozenset(
    """
    this that with from your have will they them then there here what when which would could should been were just also about into
    some more very much like please sorry thanks thank hello know want need help
    """.split()
)


class ClauseMeasures(NamedTuple):
    """What is measured of one clause.

    Attributes
    ----------
    named : dict of str to float
        ``cue:<id>``, ``cue:<family>~<scope>``, ``clause.*`` and ``listening.*``.
    words : list of str
        What the n-grams are made of.
    wording : Wording
        N-grams, called ``word:<n-gram>``.
    encoded : tuple of int
        What the clause encoder gives for it, called by `ENCODED_NAMES`.
    content_count, taken_up_count : int
        How many content words the clause has, and how many words and numbers of it the customer used too.
    """

    named: dict[str, float]
    words: list[str]
    wording: Wording
    encoded: Encoded
    content_count: int
    taken_up_count: int

    def features(self) -> dict[str, float]:
        """Return everything as named features."""
        encoded = {name: ENCODED_UNIT * value for name, value in zip(ENCODED_NAMES, self.encoded, strict=True)}
        return self.named | self.wording.named(WORD) | encoded


class _CueTraits(NamedTuple):
    """What features need to know of a cue."""

    name: str
    family: str | None
    scope: str | None
    kinds: tuple[str, ...]


@lru_cache(maxsize=4096)
def _traits(cue: str) -> _CueTraits:
    family = None if cue.startswith(("scope.", "flag.")) else cue.rsplit(".", 1)[0]
    scope = cue.removeprefix("scope.") if cue in _SCOPES else None
    return _CueTraits(
        CUE + cue, family, scope, tuple(kind for kind, starts in _KINDS.items() if cue.startswith(starts))
    )


def content_words(words: Iterable[str]) -> list[str]:
    """Return the words that can show whose case it is: longer than three letters and not among the commonest."""
    return [word for word in words if len(word) > 3 and word[0].isalpha() and word not in _COMMON]


def _stems(words: Iterable[str]) -> list[str]:
    """Return what content words begin with: "charge" takes up "charged", "lamp" takes up "lamps"."""
    return [word.removesuffix("s")[:_STEM_CHARS] for word in content_words(words)]


def _numbers(tokens: Tokens, start: int, end: int) -> list[str]:
    """Return the digits of each number of two and more: "HC-2209" and "#2209" are one."""
    if _NUMBER not in tokens.code[start:end]:
        return []
    found = [
        "".join(filter(str.isdigit, tokens.quote(at, at + 1))) for at in range(start, end) if tokens.code[at] == _NUMBER
    ]
    return [digits for digits in found if len(digits) >= _FEWEST_DIGITS]


def _customer_content(reading: ReplyReading) -> frozenset[str]:
    """Return what can be taken up of the customer's words: stems of content words, and numbers."""
    tokens = reading.customer.tokens
    return frozenset([*_stems(tokens.words), *_numbers(tokens, 0, len(tokens))])


def number_clauses(reading: ReplyReading) -> list[int | None]:
    """Return, for each token, the number of the clause that it stands in; None where there is none."""
    numbers: list[int | None] = [None] * len(reading.tokens)
    for number, (start, end) in enumerate(reading.clauses):
        numbers[start:end] = [number] * (end - start)
    return numbers


def measure_clauses(
    reading: ReplyReading, numbers: Sequence[int | None], encoded: Sequence[Encoded]
) -> list[ClauseMeasures]:
    """Measure each of a reply's clauses, given what `number_clauses` returns and what the clause encoder gives for each."""
    clauses = reading.clauses
    cues_of: list[set[str]] = [set() for _ in clauses]
    for match in reading.cues:
        place = numbers[match.start]
        if place is not None:
            cues_of[place].add(match.cue)
    troubled = any(match.cue in _TROUBLES for match in reading.customer.cues)
    customer = _customer_content(reading)
    last = len(clauses) - 1
    rows: list[ClauseMeasures] = []
    for number, ((start, end), cues) in enumerate(zip(clauses, cues_of, strict=True)):
        words = reading.tokens.words[start:end]
        row = _cue_features(frozenset(cues), troubled).copy()
        if number == 0:
            row["clause.first.flag"] = PRESENT
        if number == last:
            row["clause.last.flag"] = PRESENT
        if "?" in words[-2:]:
            row["clause.question.flag"] = 1.0
        row["clause.words.log"] = _SIZE * math.log1p(end - start)
        code = reading.tokens.code[start:end]
        for kind, name in _COUNTED_KINDS:
            if kind in code:
                row[name] = _SIZE * math.log1p(code.count(kind))
        content = content_words(words)
        # Words that are merely pasted take up nothing, nor do those that throw what they did back at them.
        taken_up = 0
        if customer and _BLAME_FLAG not in row:
            own = _own_words(reading, start, end) if reading.borrowed else words
            taken_up = sum([word in customer for word in (*_stems(own), *_numbers(reading.tokens, start, end))])
        if taken_up:
            row["listening.taken_up.log"] = math.log1p(taken_up)
        counted = words_of_wording(words)
        rows.append(
            ClauseMeasures(row, counted, wording(counted, _LONGEST_NGRAM), encoded[number], len(content), taken_up)
        )
    if customer and not any(row.taken_up_count for row in rows):
        for clause in rows:
            clause.named[UNHEARD] = PRESENT
    return rows


# The same few cues come together again and again; kept names also keep their hashes, by which weights are looked up.
@lru_cache(maxsize=8192)
def _cue_features(cues: frozenset[str], troubled: bool) -> dict[str, float]:
    """Return the features of a clause's cues; shared, so to be copied before anything is added."""
    traits = [_traits(cue) for cue in sorted(cues)]
    row = {cue.name: PRESENT for cue in traits}
    scopes = [cue.scope for cue in traits if cue.scope is not None]
    if troubled:
        scopes.append("trouble")
    if scopes:
        for family in dict.fromkeys([cue.family for cue in traits]):
            if family is not None:
                for scope in scopes:
                    row[f"{CUE}{family}~{scope}"] = PRESENT
    kinds = {kind for cue in traits for kind in cue.kinds}
    if "blame" in kinds:
        row[_BLAME_FLAG] = 1.0
    if len(kinds) > 1:
        for pair in _PAIRS:
            if kinds.issuperset(pair):
                row[f"clause.{'_with_'.join(pair)}.flag"] = 1.0
    return row


def _own_words(reading: ReplyReading, start: int, end: int) -> list[str]:
    words, borrowed = reading.tokens.words, reading.borrowed
    return [words[i] for i in range(start, end) if i not in borrowed]
