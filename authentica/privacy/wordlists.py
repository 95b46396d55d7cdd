"""The word lists that names are told by: ``lexicons/names.tsv``, read once when first needed."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

__all__ = ["plain_word", "word_class"]


def plain_word(word: str) -> str:
    """Return a word in small letters without accents: names are often written without theirs.

    >>> plain_word("Inês"), plain_word("O’Rourke")
    ('ines', "o'rourke")
    """
    decomposed = unicodedata.normalize("NFD", word.lower().replace("’", "'"))
    return "".join([c for c in decomposed if not unicodedata.combining(c)])


def word_class(name: str) -> frozenset[str]:
    """Return the plain forms of the words of a class.

    ``given`` names; ``given_and_word``, names that are words or places too; what is ``not_a_name``; ``title``; ``particle``;
    ``brand``, names of brands and the like that hold a person's, ``_`` standing for a blank.
    """
    return _classes()[name]


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    path = resources.files("authentica").joinpath("lexicons/names.tsv")
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["class"]: frozenset(map(plain_word, row["words"].split())) for row in rows}
