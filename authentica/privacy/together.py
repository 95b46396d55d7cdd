"""The redaction of texts that belong together: what is masked in one of them is masked in all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from authentica.privacy.recurrences import MOST_RECURRING, recurring_details, recurring_names
from authentica.privacy.redaction import redact
from authentica.privacy.spans import Found
from authentica.schema import DataKind, Redacted

__all__ = ["redact_together"]


def redact_together(texts: Sequence[str], names: Sequence[Iterable[str]], *, strict: bool = False) -> list[Redacted]:
    """Take personal details out of the texts of one conversation.

    Parameters
    ----------
    texts : sequence of str
        In any order.
    names : sequence of iterables of str
        For each text the names that are known.
    strict : bool, default=False
        See `redact`.

    Returns
    -------
    list of Redacted
        Of each text, in their order.

    Examples
    --------
    >>> texts = ["Order GX-1044 is late. Thanks, Quillon", "Quillon, I have asked where GX-1044 is."]
    >>> [found.text for found in redact_together(texts, [[], []])]
    ['Order [ORDER] is late. Thanks, [NAME]', '[NAME], I have asked where [ORDER] is.']
    """
    listed = [list(known) for known in names]
    first = [redact(text, strict=strict, names=known) for text, known in zip(texts, listed, strict=True)]
    people: dict[str, None] = {}
    details: dict[str, DataKind] = {}
    for text, redacted in zip(texts, first, strict=True):
        spans = [Found(span.start, span.end, span.kind) for span in redacted.spans]
        if len(people) < MOST_RECURRING:
            people |= dict.fromkeys(recurring_names(text, spans))
        if len(details) < MOST_RECURRING:
            details = recurring_details(text, spans) | details
    every = {word.lower() for word in (*people, *details)}

    def again(text: str, known: list[str], redacted: Redacted) -> Redacted:
        left = redacted.text.lower()
        if not any(word in left for word in every):
            return redacted
        return redact(text, strict=strict, names=[*known, *people], details=details)

    return list(map(again, texts, listed, first))
