"""One or two plain sentences for each dimension, in the codebook's words, quoting what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from authentica.explain.quotes import quoted
from authentica.schema import Evidence

__all__ = ["LEVEL_WORDS", "explain"]

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
        ("boilerplate", 1): "Mixed, stock wording beside words for this case: {quotes}.",
        ("boilerplate", 2): "Canned, with another name it could go to anybody: {quotes}.",
        ("empathy", 0): "No empathy: nothing shows how this is for the customer.",
        ("empathy", 1): "Formulaic empathy, not tied to what happened to this customer: {quotes}.",
        ("empathy", 2): "Specific empathy, which answers this customer's own situation: {quotes}.",
        ("ownership", 0): "No ownership: nobody takes on this case{pushed}.",
        ("ownership", 1): "Generic ownership, help without a definite act by a named person: {quotes}.",
        (
            "ownership",
            2,
        ): "Personal and concrete ownership, a definite act for this case or a plain admission: {quotes}.",
        ("expectations", 0): "No expectations set: nothing says what happens next.",
        ("expectations", 1): "Vague expectations, a next step or a time but not both clearly: {quotes}.",
        ("expectations", 2): "Clear expectations, what happens and by when, or that it is settled: {quotes}.",
        ("listening", 0): "No listening: the reply would read the same without the customer's message.",
        ("listening", 1): "Some listening, to the kind of problem or the name: {quotes}.",
        ("listening", 2): "Clearly this customer, whose own words are taken up and built on: {quotes}.",
    }
)
# Where nothing of the customer is taken up, nothing is made for them, however plain the words.
_UNHEARD: Mapping[tuple[str, int], str] = MappingProxyType(
    {
        **_SENTENCES,
        ("boilerplate", 0): "No stock wording, though nothing in it is this customer's either.",
        ("boilerplate", 1): "Mixed, neither canned nor words for this case: {quotes}.",
    }
)
_NEED_SENTENCES: Mapping[bool, str] = MappingProxyType(
    {True: " This moment called for it.", False: " This moment did not call for it."}
)
_LONGEST_QUOTE_CHARS = 90
# One word or two take up nothing that could be recognised.
_FEWEST_BLANKS_HEARD = 2
_MOST_QUOTES = 2


def explain(
    dimension: str,
    level: int,
    evidence: tuple[Evidence, ...],
    needed: bool | None,
    pushed: str | None,
    is_heard: bool = True,
) -> str:
    """Return the explanation of one dimension.

    Parameters
    ----------
    dimension : str
        Which one.
    level : int
        0, 1 or 2.
    evidence : tuple of Evidence
        Strongest first; of those with a place, what speaks for the level is quoted.
    needed : bool or None
        Whether the moment called for the dimension; None where that is not asked.
    pushed : str or None
        Words that push the matter away, quoted for ownership 0.
    is_heard : bool, default=True
        Whether the reply takes up anything of the customer's: what does not is said to be written for nobody.
    """
    # The same words may count for two reasons.
    speaking = [e.text for e in evidence if e.text is not None and e.contribution > 0]
    if dimension == "listening":
        speaking = [words for words in speaking if words.count(" ") >= _FEWEST_BLANKS_HEARD]
    quotes = list(dict.fromkeys([quoted(words, _LONGEST_QUOTE_CHARS) for words in speaking]))[:_MOST_QUOTES]
    sentence = (_SENTENCES if is_heard else _UNHEARD)[dimension, level].format(
        quotes=" and ".join(quotes) or "the wording as a whole",
        pushed=f"; {quoted(pushed, _LONGEST_QUOTE_CHARS)} passes it on" if pushed else "",
    )
    return sentence + (_NEED_SENTENCES[needed] if level == 0 and needed is not None else "")
