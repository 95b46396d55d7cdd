"""One or two plain sentences for each dimension, in the codebook's words, quoting what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from authentica.explain.quotes import quoted
from authentica.schema import Evidence

__all__ = [
    "LEVEL_WORDS",
    "doubt_of",
    "explain",
    "is_doubted",
    "is_quoted",
    "likelier_level",
    "likelier_words",
    "spoken",
    "told_by",
]

LEVEL_WORDS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "boilerplate": ("written for this customer", "mixed", "canned"),
        "empathy": ("none", "formulaic", "specific"),
        "ownership": ("none", "generic", "personal and concrete"),
        "expectations": ("nothing", "vague", "clear"),
        "listening": ("none", "some", "clearly this customer"),
    }
)
"""The codebook's name of each level."""

_SENTENCES: Mapping[tuple[str, int], str] = MappingProxyType(
    {
        ("boilerplate", 0): "Written for this customer: the substance only makes sense for this case.",
        ("boilerplate", 1): "Mixed, stock wording beside words for this case{because}.",
        ("boilerplate", 2): "Canned, with another name it could go to anybody{because}.",
        ("empathy", 0): "No empathy: nothing shows how this is for the customer.",
        ("empathy", 1): "Formulaic or weak empathy, which names at most the kind of problem{because}.",
        ("empathy", 2): "Specific empathy, which answers this customer's own situation{because}.",
        ("ownership", 0): "No ownership: nobody takes on this case{pushed}.",
        ("ownership", 1): "Generic ownership, help without a definite act by a named person{because}.",
        (
            "ownership",
            2,
        ): "Personal and concrete ownership, a definite act for this case or a plain admission{because}.",
        ("expectations", 0): "No expectations set: nothing says what happens next.",
        ("expectations", 1): "Vague expectations, a next step or a time but not both clearly{because}.",
        ("expectations", 2): "Clear expectations, what happens and by when, or that it is settled{because}.",
        ("listening", 0): "No listening: the reply would read the same without the customer's message.",
        ("listening", 1): "Some listening, to the kind of problem or the name{because}.",
        ("listening", 2): "Clearly this customer, whose own words are taken up and built on{because}.",
    }
)
# What was not called for is no shortcoming.
_UNCALLED = (
    "No {dimension}, and this moment did not call for any.",
    "Some {dimension}, enough where the moment called for none{because}.",
)
# Where no words show what is taken up, nothing is said of what that is.
_UNQUOTED: Mapping[tuple[str, int], str] = MappingProxyType({("listening", 1): "Some listening{because}."})
# Where nothing of the customer is taken up, nothing is made for them, however plain the words.
_UNHEARD: Mapping[tuple[str, int], str] = MappingProxyType(
    {
        **_SENTENCES,
        ("boilerplate", 0): "Not a stock reply, though little or nothing in it takes up what they wrote.",
        ("boilerplate", 1): "Mixed, stock or general wording that is not this customer's{because}.",
    }
)
# What a level is called where it may not hold, and what its words then may do.
_DOUBTS: Mapping[tuple[str, int], tuple[str, str]] = MappingProxyType(
    {
        ("boilerplate", 0): ("written for this customer", ""),
        ("boilerplate", 1): ("mixed", "may be stock wording"),
        ("boilerplate", 2): ("canned", "could go to anybody"),
        ("empathy", 0): ("no empathy", ""),
        ("empathy", 1): ("formulaic or weak empathy", "may at least show some feeling for them"),
        ("empathy", 2): ("specific empathy", "may answer this customer's own situation"),
        ("ownership", 0): ("no ownership", ""),
        ("ownership", 1): ("generic ownership", "may at least offer help"),
        ("ownership", 2): (
            "personal and concrete ownership",
            "may be a definite act for this case or a plain admission",
        ),
        ("expectations", 0): ("no expectations set", ""),
        ("expectations", 1): ("vague expectations", "may at least tell a next step or a time"),
        ("expectations", 2): ("clear expectations", "may say what happens and by when, or that it is settled"),
        ("listening", 0): ("no listening", ""),
        ("listening", 1): ("some listening", "may at least take up the kind of problem or the name"),
        ("listening", 2): ("clear listening to this customer", "may take up their own words and build on them"),
    }
)
_UNHEARD_DOUBT = "not a stock reply"
# "None is likelier" would say that nothing is.
_LIKELIER: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "boilerplate": ("no stock wording is", "mixed wording is", "canned wording is"),
        "empathy": ("no empathy at all is", "formulaic empathy is", "specific empathy is"),
        "ownership": ("no ownership at all is", "generic ownership is", "personal and concrete ownership is"),
        "expectations": ("no expectations at all are", "vague expectations are", "clear expectations are"),
        "listening": ("no listening at all is", "some listening is", "clear listening to this customer is"),
    }
)
_TOP_LEVEL = 2
_DOUBT_BEGINS = "Perhaps "
_EVEN = 0.5
_WHOLE = "the wording as a whole"
_CALLED = " This moment called for it."
_LONGEST_QUOTE_CHARS = 90
# One word takes up nothing that could be recognised.
_FEWEST_BLANKS_HEARD = 1
_MOST_QUOTES = 2


def explain(
    dimension: str,
    level: int,
    evidence: tuple[Evidence, ...],
    needed: bool | None,
    pushed: str | None,
    is_heard: bool = True,
    doubt: str | None = None,
) -> str:
    """Return the explanation of one dimension.

    Of the evidence that speaks for the level, strongest first, what has a place and adds to it is quoted. `needed` is whether the moment
    called for the dimension, None where that is not asked; `pushed` are words that push the matter away, quoted for ownership 0. A reply that
    takes up nothing of the customer's (`is_heard`) is said to be written for nobody. For `doubt` see `doubt_of`.
    """
    speaking = [e.text for e in evidence if e.text is not None and e.contribution > 0]
    if dimension == "listening":
        speaking = [words for words in speaking if words.count(" ") >= _FEWEST_BLANKS_HEARD]
    quotes = spoken(speaking)
    because = told_by(quotes)
    is_uncalled = needed is False and level < _TOP_LEVEL
    passed_on = f"; {quoted(pushed, _LONGEST_QUOTE_CHARS)} passes it on" if pushed else ""
    called = _CALLED if level == 0 and needed else ""
    if doubt is not None:
        name, claim = _DOUBTS[dimension, level]
        if is_uncalled and level:
            name = f"some {dimension}"
        elif dimension == "boilerplate" and not level and not is_heard:
            name = _UNHEARD_DOUBT
        if doubt and not level:
            because = passed_on if dimension == "ownership" else ""
        elif not doubt:
            because = f", to judge by {' and '.join(quotes) or _WHOLE}"
        else:
            because = f": {' and '.join(quotes)} {claim}" if quotes else ""
        return f"{_DOUBT_BEGINS}{name}{doubt and f', though {doubt}'}{because}.{called}"
    if is_uncalled:
        sentence = _UNCALLED[level]
    elif not quotes and (dimension, level) in _UNQUOTED:
        sentence = _UNQUOTED[dimension, level]
    else:
        sentence = (_SENTENCES if is_heard else _UNHEARD)[dimension, level]
    return sentence.format(dimension=dimension, because=because, pushed=passed_on) + called


def spoken(words: Iterable[str]) -> list[str]:
    """Return the strongest words in quotation marks; the same words may count for two reasons."""
    return list(dict.fromkeys([quoted(text, _LONGEST_QUOTE_CHARS) for text in words]))[:_MOST_QUOTES]


def told_by(quotes: Sequence[str]) -> str:
    """Return the end of a sentence that says by which words its beginning is told."""
    return f": {' and '.join(quotes)}" if quotes else f", to judge by {_WHOLE}"


def doubt_of(dimension: str, level: int, probabilities: Sequence[float], is_told: bool) -> str | None:
    """Return why a level may not hold, empty where that is only that it is weakly told, or None where nothing speaks against it.

    Levels are named from the expected level on, so a lower or a higher one may be likelier. `is_told` is whether some words speak for the
    level itself.
    """
    likelier = likelier_level(level, probabilities)
    if likelier != level:
        return likelier_words(dimension, likelier)
    if level == 0:
        # No other dimension says so much at its lowest level.
        return "" if dimension == "boilerplate" and probabilities[0] < _EVEN else None
    return None if is_told or level < _TOP_LEVEL else ""


def likelier_level(level: int, probabilities: Sequence[float]) -> int:
    """Return the level that is likelier than the one that is named, or that one where none is."""
    likeliest = probabilities.index(max(probabilities))
    lower = max(range(level), key=probabilities.__getitem__, default=0)
    return lower if level and probabilities[lower] > sum(probabilities[level:]) else max(likeliest, level)


def likelier_words(dimension: str, likelier: int) -> str:
    """Return why a level may not hold where another is likelier."""
    return f"{_LIKELIER[dimension][likelier]} likelier"


def is_doubted(explanation: str) -> bool:
    """Tell whether an explanation, of a level or of the outcome, says that another may hold."""
    return explanation.startswith(_DOUBT_BEGINS)


def is_quoted(words: str, explanation: str) -> bool:
    """Tell whether an explanation quotes the words of some evidence."""
    return quoted(words, _LONGEST_QUOTE_CHARS) in explanation
