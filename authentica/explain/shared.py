"""Words that a reply shares with what the customer wrote, short ones too."""

from __future__ import annotations

from authentica.features.clauses import content_words
from authentica.language.reading import ReplyReading

__all__ = ["shares_word"]

# Of words of three letters, those that are nobody's own: "mum" and "dog" are details, "you" is none.
_SHORT = 3
_SMALL = frozenset(
    """
    the and you for was not are but has had can all our out get got one its him his her his she who how why now day any did too yes let see say
    ask way new may use try put off yet few own
    """.split()
)


def shares_word(reading: ReplyReading, start: int, end: int) -> bool:
    """Tell whether the tokens of a reply hold a word of the customer's, in one number or the other."""
    words = reading.tokens.words[start:end]
    said = {word.removesuffix("'s").removesuffix("s") for word in reading.customer.tokens.words}
    own = [
        *content_words(words),
        *(word for word in words if len(word) == _SHORT and word.isalpha() and word not in _SMALL),
    ]
    return any(word.removesuffix("'s").removesuffix("s") in said for word in own)
