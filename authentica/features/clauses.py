"""What is measured of one clause: cues, their scope, position, what it takes up from the customer, and its wording."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from authentica.features.ngrams import ngram_features
from authentica.language.clauses import clause_of
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading

__all__ = ["clause_features", "content_words", "count_taken_up", "customer_content"]

_LONGEST_NGRAM = 3
_WORDING_WEIGHT = 3.0
_NEAR_WEIGHT = 4.0
_CUE_WEIGHT = 0.5
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
    }
)
_PAIRS = (("time", "step"), ("time", "state"), ("time", "act"), ("vague_time", "step"))
_COMMON = frozenset(
    [
        "this",
        "that",
        "with",
        "from",
        "your",
        "have",
        "will",
        "they",
        "them",
        "then",
        "there",
        "here",
        "what",
        "when",
        "which",
        "would",
        "could",
        "should",
        "been",
        "were",
        "just",
        "also",
        "about",
        "into",
        "some",
        "more",
        "very",
        "much",
        "like",
        "please",
        "sorry",
        "thanks",
        "thank",
        "hello",
        "know",
        "want",
        "need",
        "help",
        "get",
    ]
)


def content_words(words: tuple[str, ...]) -> list[str]:
    """Return the words that can show whose case it is: longer than three letters and not among the commonest."""
    return [word for word in words if len(word) > 3 and word[0].isalpha() and word not in _COMMON]


def customer_content(reading: ReplyReading) -> frozenset[str]:
    """Return the customer's content words, each also without its plural s."""
    words = content_words(reading.customer.tokens.words)
    return frozenset(words) | frozenset(word.removesuffix("s") for word in words)


def count_taken_up(reading: ReplyReading, start: int, end: int, customer: frozenset[str]) -> int:
    """Count the content words of tokens ``[start, end)`` that the customer used too, unless they are merely pasted."""
    words = tuple(reading.tokens.words[i] for i in range(start, end) if i not in reading.borrowed)
    return sum(word in customer or word.removesuffix("s") in customer for word in content_words(words))


def near_features(words: tuple[str, ...]) -> dict[str, float]:
    """Return each word's share in the clause's mean direction among word vectors, as ``near:<word>``."""
    spoken = [word for word in words if word.isalpha()]
    value = _NEAR_WEIGHT / math.sqrt(len(spoken) + 1)
    row: dict[str, float] = {}
    for word in spoken:
        name = f"near:{word}"
        row[name] = row.get(name, 0.0) + value
    return row


def clause_features(reading: ReplyReading) -> list[dict[str, float]]:
    """Return the named features of every clause of a reply.

    Returns
    -------
    list of dict
        One for each of ``reading.clauses``. Names are ``cue:<id>``, ``cue:<family>~<scope>``, ``clause.*``,
        ``listening.*``, ``word:<n-gram>`` and ``near:<word>`` (weighed by what the word means, not only by itself).
    """
    tokens, clauses = reading.tokens, reading.clauses
    troubled = any(match.cue in _TROUBLES for match in reading.customer.cues)
    customer = customer_content(reading)
    rows: list[dict[str, float]] = []
    cues_of: list[set[str]] = [set() for _ in clauses]
    for match in reading.cues:
        place = clause_of(match.start, clauses)
        if place is not None:
            cues_of[place].add(match.cue)
    for number, (start, end) in enumerate(clauses):
        cues = cues_of[number]
        row = {f"cue:{cue}": _CUE_WEIGHT for cue in sorted(cues)}
        scopes = [scope.removeprefix("scope.") for scope in sorted(cues & _SCOPES)]
        for family in sorted({cue.rsplit(".", 1)[0] for cue in cues if not cue.startswith(("scope.", "flag."))}):
            for scope in scopes:
                row[f"cue:{family}~{scope}"] = _CUE_WEIGHT
            if troubled:
                row[f"cue:{family}~trouble"] = _CUE_WEIGHT
        kinds = {kind for kind, prefixes in _KINDS.items() if any(cue.startswith(prefixes) for cue in cues)}
        for pair in _PAIRS:
            if kinds.issuperset(pair):
                row[f"clause.{'_with_'.join(pair)}.flag"] = 1.0
        words, code = tokens.words[start:end], tokens.code[start:end]
        if number == 0:
            row["clause.first.flag"] = 0.5
        if number == len(clauses) - 1:
            row["clause.last.flag"] = 0.5
        if "?" in words[-2:]:
            row["clause.question.flag"] = 1.0
        row["clause.words.log"] = 0.5 * math.log1p(end - start)
        for kind, name in ((Kind.NUMBER, "numbers"), (Kind.CAPITALISED, "names"), (Kind.URL, "links")):
            count = code.count(kind.value)
            if count:
                row[f"clause.{name}.log"] = 0.5 * math.log1p(count)
        taken_up = count_taken_up(reading, start, end, customer)
        if taken_up:
            row["listening.taken_up.log"] = math.log1p(taken_up)
        for name, value in ngram_features(words, "word", _LONGEST_NGRAM).items():
            row[name] = _WORDING_WEIGHT * value
        row.update(near_features(words))
        rows.append(row)
    return rows
