"""Redaction: a text without its personal details, and where each of them stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from authentica.language.masks import MASK
from authentica.privacy.details import find_details, may_hold_sensitive_detail
from authentica.privacy.readable import Readable, readable
from authentica.privacy.recurrences import recurring_details
from authentica.privacy.spans import WALL, Found
from authentica.privacy.told import find_told
from authentica.schema import DataKind, OffsetMap, Redacted, RedactedSpan, Segment
from authentica.schema.arguments import check_argument, check_stream

__all__ = ["find_sensitive_data", "find_told_secrets", "redact"]

# Taking out a detail can lay bare another (its neighbour now ends where a word ends). Written text needs two rounds.
_MOST_ROUNDS = 8
# A text without any of these has no masks but numbered handles; tweets have those, and little else.
_MASK_SIGN = re.compile(r"[_\[<{*•●█xX#](?:(?<![xX#])|[xX#]{2})")
_HANDLE_MASK = re.compile(r"@(?<![\w@]@)\d{2,9}(?!\w)")
_ACCENTS = "\u0300-\u036f"
# Thai, Lao, Japanese and Chinese stand without blanks, Korean with endings behind a name.
_UNPARTED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_JOINING = frozenset("\u200d\ufe0e\ufe0f\u20e3")


def redact(
    text: str,
    *,
    strict: bool = False,
    names: Iterable[str] = (),
    details: Mapping[str, DataKind] = MappingProxyType({}),
) -> Redacted:
    """Take personal details out of a text.

    Names, e-mail and postal addresses, phone, card, account, order and national id numbers, IBANs, postcodes, handles, IP
    addresses, dates of birth, links that carry a secret, and passwords, PINs, codes and security answers that are told are each
    replaced by a mask such as ``[EMAIL]``. Recall comes
    first: a number that could be somebody's goes. Masks that others left (``[PII]``, ``__cust__``, ``@115712``) stay.

    Parameters
    ----------
    text : str
        Any text.
    strict : bool, default=False
        Take out every capitalised word inside a sentence that no list explains. Finds names that nothing introduces, and
        takes names of places, brands and products along.
    names : iterable of str, default=()
        Names that are known, such as the writer's own: taken out, as they are spelled here, wherever they stand as whole words.
        "Will you" and "May I" stay whatever anybody's name is.
    details : mapping of str to DataKind, optional
        Other details that are known, such as an order number that was masked elsewhere in the conversation, each with its kind: taken
        out wherever they stand as whole words, in capitals or small letters.

    Returns
    -------
    Redacted
        Redacting its text again in the same way changes nothing, unless one of `names` hid a detail that it touches. No span
        starts or ends between a character and its combining marks.

    Raises
    ------
    InputError
        If `text` is no string, or `names` are none.

    Notes
    -----
    Rules and lists, not a trained recogniser, so that the same text always gives the same result, in linear time. What
    the rules cannot know, such as an unlisted name that nothing introduces, stays.
    Characters that nobody sees (U+200B, the soft hyphen), HTML entities and blanks of other kinds are read as a reader reads them; they
    stay where nothing is masked.

    Examples
    --------
    >>> found = redact("Hi Tamsin, we will ring 020 7946 0123 today.")
    >>> found.text
    'Hi [NAME], we will ring [PHONE] today.'
    >>> [(span.kind.value, span.start, span.end) for span in found.spans]
    [('name', 3, 9), ('phone', 24, 37)]
    >>> found.offsets.to_source(3, 9)
    (3, 9)
    >>> found = redact("Hi Tamsin, the lamp is on its way. Owen", names=["Owen"])
    >>> found.text, found.place(11, 39)
    ('Hi [NAME], the lamp is on its way. [NAME]', (11, 41))
    >>> redact("Is GX-1 on its way?", details={"GX-1": DataKind.ORDER}).text
    'Is [ORDER] on its way?'
    """
    check_argument("details", details, Mapping, "redact")
    known = [(DataKind.NAME, _known_words("names", names))]
    known += _known_details(details)
    spans = _find_personal_data(text, strict=strict, known=known)
    parts: list[str] = []
    redacted: list[RedactedSpan] = []
    segments: list[Segment] = []
    position = length = 0
    for start, end, kind in spans:
        if start > position:
            segments.append(Segment(length, position, start - position))
            parts.append(text[position:start])
            length += start - position
        mask = f"[{kind.name}]"
        parts.append(mask)
        redacted.append(
            RedactedSpan(start=start, end=end, kind=kind, masked_start=length, masked_end=length + len(mask))
        )
        length += len(mask)
        position = end
    if position < len(text):
        segments.append(Segment(length, position, len(text) - position))
        parts.append(text[position:])
    return Redacted(
        text="".join(parts),
        spans=tuple(redacted),
        offsets=OffsetMap(segments=tuple(segments), source_length=len(text)),
    )


def _known_words(argument: str, words: Iterable[str], flags: int = 0) -> re.Pattern[str] | None:
    check_stream(argument, words, "strings", "redact")
    listed = list(words)
    for word in listed:
        check_argument(f"each of {argument}", word, str, "redact")
    read = [readable(word).text for word in listed]
    # An accent may stand in its letter or behind it.
    spelt = {unicodedata.normalize(form, word) for word in read for form in ("NFC", "NFD")}
    ranked = sorted(filter(None, spelt), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(_as_whole_word, ranked)), flags) if ranked else None


def _known_details(details: Mapping[str, DataKind]) -> list[tuple[DataKind, re.Pattern[str] | None]]:
    by_kind: dict[DataKind, list[str]] = {}
    for detail, kind in details.items():
        by_kind.setdefault(kind, []).append(detail)
    return [(kind, _known_words("details", words, re.IGNORECASE)) for kind, words in by_kind.items()]


def _as_whole_word(name: str) -> str:
    """Return the pattern of a name that is no part of a longer word, in scripts that part words."""
    before = "" if _UNPARTED.match(name[0]) else r"(?<!\w)"
    return before + re.escape(name) + ("" if _UNPARTED.match(name[-1]) else rf"(?![{_ACCENTS}]*\w)")


def _find_personal_data(
    text: str, *, strict: bool, known: Iterable[tuple[DataKind, re.Pattern[str] | None]]
) -> tuple[Found, ...]:
    """Return the personal details of a text, in order, not overlapping; `strict` as in `redact`, what is `known` besides, and what recurs."""
    check_argument("text", text, str, "redact")
    # Findings need no names, nor their word lists.
    from authentica.privacy.names import find_names

    read = readable(text, forms=True)
    walled = _wall_up_masks(read.text)
    spans = _find(walled, (find_told, find_details, lambda rest: find_names(rest, strict=strict)))
    for kind, words in known:
        spans = _with_known(walled, spans, kind, words)
    again = recurring_details(walled, spans, left=_wall_up(walled, spans)) if spans else {}
    for kind, words in _known_details(again):
        spans = _with_known(walled, spans, kind, words)
    return _as_written(text, read, spans)


def _with_known(
    walled: str, spans: tuple[Found, ...], kind: DataKind, words: re.Pattern[str] | None
) -> tuple[Found, ...]:
    """Return the spans of a text, and where known words stand beside them."""
    from authentica.privacy.names import asks_as_a_word

    if words is None:
        return spans
    rest = _wall_up(walled, spans)
    own = [
        Found(*match.span(), kind)
        for match in words.finditer(rest)
        if kind is not DataKind.NAME or not asks_as_a_word(rest, *match.span())
    ]
    return tuple(sorted([*spans, *_join(own, rest)]))


def find_sensitive_data(text: str) -> tuple[Found, ...]:
    """Return the details of a text that are no names, in order, not overlapping: all sensitive ones, and some others."""
    read = readable(text)
    # NUL stands in for the wall, which would make a string of wide characters of the text, and each search in it slower.
    if not may_hold_sensitive_detail(_masks(read.text).sub("\0", read.text)):
        return ()
    # Most texts that hold one detail hold no second: to ask that takes a tenth of another round.
    spans = _find(_wall_up_masks(read.text), (find_details,), may_hold_sensitive_detail)
    return _as_written(text, read, spans)


def find_told_secrets(text: str) -> tuple[Found, ...]:
    """Return the passwords, PINs, codes and answers that a text tells, in order, not overlapping: `redact` masks all of them."""
    read = readable(text)
    walled = _wall_up_masks(read.text)
    return _as_written(text, read, _join(list(find_told(walled)), walled))


def _as_written(text: str, read: Readable, spans: Sequence[Found]) -> tuple[Found, ...]:
    """Return details of a readable text at their places in what was written."""
    if not read.starts:
        return tuple(spans)
    # A mark behind an unseen character belongs to the same letter.
    walled = _wall_up(text, map(read.to_written, _found_masks(read.text)))
    return tuple(_join([read.to_written(span) for span in spans], walled))


def _find(
    readable: str,
    finders: Sequence[Callable[[str], Iterable[Found]]],
    may_hold_more: Callable[[str], bool] = lambda _: True,
) -> tuple[Found, ...]:
    """Return what finders, the most trusted first, find in a text, round by round."""
    found: list[Found] = []
    for _ in range(_MOST_ROUNDS):
        fresh = _join([item for find in finders for item in find(readable)], readable)
        if not fresh:
            break
        found.extend(fresh)
        readable = _wall_up(readable, fresh)
        if not may_hold_more(readable):
            break
    return tuple(sorted(found))


def _wall_up(text: str, found: Iterable[Found]) -> str:
    """Put walls where details stand."""
    pieces: list[str] = []
    position = 0
    for start, end, _kind in found:
        pieces += (text[position:start], WALL * (end - start))
        position = end
    return "".join(pieces) + text[position:]


def _wall_up_masks(text: str) -> str:
    """Put walls where masks stand."""
    return _wall_up(text, _found_masks(text))


def _found_masks(text: str) -> Iterator[Found]:
    return (Found(*mask.span(), DataKind.DETAILS) for mask in _masks(text).finditer(text))


def _masks(text: str) -> re.Pattern[str]:
    """Return what matches the masks in a text."""
    return MASK if _MASK_SIGN.search(text) else _HANDLE_MASK


def _join(found: list[Found], text: str) -> list[Found]:
    """Make spans that overlap one span of the most trusted kind, and let none split a character."""
    trust = {id(item): rank for rank, item in enumerate(found)}
    joined: list[tuple[int, int, int, DataKind]] = []
    for item in sorted(found, key=lambda item: (item.start, item.end)):
        start, end = _whole_characters(text, item.start, item.end)
        rank = trust[id(item)]
        if joined and start < joined[-1][1]:
            last_start, last_end, last_rank, last_kind = joined.pop()
            kind = item.kind if rank < last_rank else last_kind
            joined.append((last_start, max(last_end, end), min(rank, last_rank), kind))
        elif end > start:
            joined.append((start, end, rank, item.kind))
    return [Found(start, end, kind) for start, end, _, kind in joined]


def _whole_characters(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and (_extends(text[start]) or text[start - 1] == "\u200d") and text[start - 1] != WALL:
        start -= 1
    while end < len(text) and (_extends(text[end]) or text[end - 1] == "\u200d") and text[end] != WALL:
        end += 1
    return start, end


def _extends(character: str) -> bool:
    """Tell whether a code point belongs to the character before it."""
    return not character.isascii() and (
        character in _JOINING
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or 0x1F3FB <= ord(character) <= 0x1F3FF
    )
