"""What a reply gives away of the customer's."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from authentica.language.reading import ReplyReading
from authentica.language.tokens import Tokens
from authentica.privacy.cues import READ_ZONES
from authentica.privacy.spans import Found
from authentica.schema import DataKind, Evidence, PrivacyFinding, PrivacyIssue

__all__ = ["exposed"]

# What would harm somebody in other hands. A name or an order number in a reply is how people are addressed.
_SENSITIVE = {
    DataKind.CARD,
    DataKind.IBAN,
    DataKind.NATIONAL_ID,
    DataKind.BIRTH_DATE,
    DataKind.ACCOUNT,
    DataKind.EMAIL,
    DataKind.PHONE,
    DataKind.ADDRESS,
}
# A firm states addresses and numbers of its own; these are the customer's only where something says so.
_ALSO_OF_FIRMS = {DataKind.EMAIL, DataKind.PHONE, DataKind.ADDRESS, DataKind.ACCOUNT}
_OWNED_BY_CUSTOMER = frozenset(("your", "ur", "yr", "you", "registered", "file"))
_OWNED_BY_FIRM = frozenset(
    ("us", "our", "call", "ring", "visit", "dial", "helpline", "hotline", "office", "store", "branch", "desk")
)
_TOWARDS = (("at",), ("on",), ("via",), ("to",))
_CONTACTING = frozenset(
    [
        "contact",
        "email",
        "e-mail",
        "mail",
        "write",
        "reach",
        "call",
        "ring",
        "send",
        "message",
        "text",
        "dial",
        "forward",
    ]
)


def exposed(
    details: Iterable[Found], tokens: Tokens, reading: ReplyReading, public: bool | None
) -> Iterator[PrivacyFinding]:
    """Find which of a reply's personal details are the customer's and would harm them in other hands.

    Parameters
    ----------
    details : iterable of Found
        What the reply holds.
    tokens : Tokens
        Of the reply.
    reading : ReplyReading
        Of the reply beside the customer's text.
    public : bool or None
        Whether anybody can read the reply; None where it is not known.

    Yields
    ------
    PrivacyFinding
        One for each detail outside quoted text and signatures that is not the firm's own.
    """
    text = tokens.text
    said = None
    for start, end, kind in details:
        if kind not in _SENSITIVE:
            continue
        first = bisect_right(tokens.starts, start) - 1
        last = bisect_left(tokens.starts, end)
        if kind is DataKind.ADDRESS and not any(map(str.isdecimal, text[start:end])):
            continue  # a street without a number is nobody's door
        if first < 0 or reading.zones[first] not in READ_ZONES:
            continue
        quoted = "".join(filter(str.isalnum, text[start:end].lower()))
        if said is None:
            said = "".join(filter(str.isalnum, reading.customer.tokens.text.lower()))
        if kind in _ALSO_OF_FIRMS and not (len(quoted) > 5 and quoted in said):
            around = tokens.words[max(0, first - 10) : first]
            behind = tokens.words[last : last + 5]
            nearest = next((w for w in reversed(around) if w in _OWNED_BY_CUSTOMER or w in _OWNED_BY_FIRM), None)
            if tokens.words[first - 1 : first] in _TOWARDS and not _CONTACTING.isdisjoint(around):
                continue
            on_file = "file" in behind or ("registered" in behind) or ("have" in around and "you" in behind)
            if not on_file and nearest not in ("your", "ur", "yr", "registered", "file"):
                continue
        yield PrivacyFinding(
            issue=PrivacyIssue.EXPOSES_PERSONAL_DATA,
            evidence=(
                Evidence(
                    start=start, end=end, text=text[start:end], cue=f"privacy.exposed.{kind.value}", contribution=0.0
                ),
            ),
            data=(kind,),
            public=public,
        )
