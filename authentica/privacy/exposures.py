"""What a reply gives away of the customer's."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from authentica.language.reading import ReplyReading
from authentica.language.tokens import Tokens
from authentica.language.zones import OWN_ZONES
from authentica.privacy.sentences import NEWLINE, SENTENCE_END
from authentica.privacy.spans import Found
from authentica.schema import DataKind, Evidence, PrivacyFinding, PrivacyIssue

__all__ = ["exposed", "told_secrets"]

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
_CUSTOMERS = frozenset(("your", "ur", "yr"))
_ON_FILE = _CUSTOMERS | {"registered", "file"}
_OWNED_BY_CUSTOMER = _ON_FILE | {"you"}
_OWNED_BY_FIRM = frozenset(["us", "our", "call", "ring", "visit", "dial", "helpline", "hotline", "office", "store", "branch", "desk", "shop", "depot", "warehouse", "headquarters", "showroom", "locker", "point", "hotel", "venue"])  # fmt: skip
_TOWARDS = frozenset(("at", "on", "via", "to", "from"))
_CONTACTING = frozenset(["contact", "email", "e-mail", "mail", "write", "reach", "call", "ring", "send", "message", "text", "dial", "forward", "return", "post", "ship", "bring", "collect"])  # fmt: skip
# Whose number it is, or what stands behind a comma, is said by "your" beside its name or itself.
_DETAILS = frozenset(("email", "e-mail", "mail", "address", "number", "phone", "mobile", "account", "details", "iban", "code", "home", "house", "contact", "line", "password"))  # fmt: skip
_NEAR = 3
_CHANGEABLE = frozenset(("email", "e-mail", "mail", "address", "number", "phone", "mobile"))
_CHANGED = frozenset(("changed", "updated", "amended", "corrected", "switched"))
# "Your account number is … and sort code …": a detail so close behind another has its owner.
_LARGEST_GAP_TOKENS = 6
_SENTENCE_ENDS = frozenset((SENTENCE_END, NEWLINE))


# A one-time code is told to be used up: it repeats nothing of the customer's, and harms nobody later.
_TOLD_SECRETS = frozenset((DataKind.PASSWORD, DataKind.PIN, DataKind.CARD_SECURITY_CODE, DataKind.SECURITY_ANSWER))


def exposed(
    details: Iterable[Found], tokens: Tokens, reading: ReplyReading, public: bool | None
) -> Iterator[PrivacyFinding]:
    """Find which of a reply's personal details are the customer's and would harm them in other hands.

    Details in quoted text and signatures, and the firm's own, are left out. `public`: whether anybody can read the reply; None where it is not
    known.
    """
    text = tokens.text
    said = None
    reached: int | None = None
    sensitive = [
        (start, end, kind, bisect_right(tokens.starts, start) - 1, bisect_left(tokens.starts, end))
        for start, end, kind in details
        if kind in _SENSITIVE
    ]
    for at, (start, end, kind, first, last) in enumerate(sensitive):
        if kind is DataKind.ADDRESS and not any(map(str.isdecimal, text[start:end])):
            continue  # a street without a number is nobody's door
        if first < 0 or reading.zones[first] not in OWN_ZONES:
            continue
        quoted = "".join(filter(str.isalnum, text[start:end].lower()))
        if said is None:
            said = "".join(filter(str.isalnum, reading.customer.tokens.text.lower()))
        is_repeated = len(quoted) > 5 and quoted in said
        if kind in _ALSO_OF_FIRMS and not is_repeated:
            listed = last
            for *_, begins, ends in sensitive[at + 1 : at + 1 + _NEAR]:
                listed = ends if _is_listed(tokens, listed, begins) else listed
            if not _is_customers(tokens, first, last, reached, kind, listed):
                continue
        reached = last
        yield _exposure(text, start, end, kind, public)


def told_secrets(
    told: Iterable[Found], tokens: Tokens, reading: ReplyReading, public: bool | None
) -> Iterator[PrivacyFinding]:
    """Find which of the secrets that a reply tells stay the customer's; `told` are all it tells, the rest as for `exposed`."""
    for start, end, kind in told:
        token = bisect_right(tokens.starts, start) - 1
        around = tokens.words[max(0, token - 10) : token]
        if kind in _TOLD_SECRETS and reading.zones[token] in OWN_ZONES and not _CUSTOMERS.isdisjoint(around):
            yield _exposure(tokens.text, start, end, kind, public)


def _is_listed(tokens: Tokens, end: int, start: int) -> bool:
    """Tell whether a detail that starts here goes on with one that ends there: "a@b.example and the phone 0171 …"."""
    return start - end <= _LARGEST_GAP_TOKENS and (
        _SENTENCE_ENDS.isdisjoint(tokens.code[end:start])
        and (_OWNED_BY_CUSTOMER | _OWNED_BY_FIRM).isdisjoint(tokens.words[end:start])
    )


def _is_customers(tokens: Tokens, first: int, last: int, reached: int | None, kind: DataKind, listed: int) -> bool:
    """Tell whether tokens ``[first, last)`` that a firm may state of its own are the customer's.

    `reached` ends the last detail of theirs, and `listed` those that are named in one go with it: "… and … on file".
    """
    begin = max(0, first - 10)
    # What stands in the sentence before owns nothing here: "Thank you for your review. Email …".
    ends = [at + 1 for at in range(begin, first) if tokens.code[at] == SENTENCE_END]
    around = tokens.words[max([begin, *ends]) : first]
    behind = tokens.words[last : last + 5]
    nearest = next((w for w in reversed(around) if w in _OWNED_BY_CUSTOMER or w in _OWNED_BY_FIRM), None)
    towards = tokens.words[first - 2 : first - 1] if around[-1:] == (":",) else around[-1:]
    # "Your email address was changed to …" mails nobody.
    changed = (
        around[-1:] == ("to",)
        and "your" in around[-5:-1]
        and not _CHANGEABLE.isdisjoint(around[-2:-1])
        and not _CHANGED.isdisjoint(around)
    )
    if not changed and not _TOWARDS.isdisjoint(towards) and not _CONTACTING.isdisjoint(around):
        return False
    if around[-1:] and around[-1] in _CONTACTING and _ON_FILE.isdisjoint(around[-_NEAR:]):
        return False
    has_it = "have" in around and ("you" in behind or "your" in behind)
    if listed > last:
        behind += tokens.words[listed : listed + 5]
    on_file = "file" in behind or "registered" in behind or has_it
    is_beside = (
        nearest is None
        and reached is not None
        and first - reached <= _LARGEST_GAP_TOKENS
        and _SENTENCE_ENDS.isdisjoint(tokens.code[reached:first])
    )
    return on_file or is_beside or _is_owned(nearest, around, kind)


def _is_owned(nearest: str | None, before: Sequence[str], kind: DataKind) -> bool:
    """Tell whether words before a detail say that it is the customer's: "your e-mail", not "if your card is lost, phone …"."""
    if nearest not in _CUSTOMERS:
        return nearest in _ON_FILE
    behind = before[len(before) - before[::-1].index(nearest) :]
    if kind is not DataKind.PHONE and "," not in behind:
        return True
    return len(behind) < _NEAR or not _DETAILS.isdisjoint(behind[:_NEAR])


def _exposure(text: str, start: int, end: int, kind: DataKind, public: bool | None) -> PrivacyFinding:
    evidence = Evidence.of(text, start, end, f"privacy.exposed.{kind.value}")
    return PrivacyFinding(issue=PrivacyIssue.EXPOSES_PERSONAL_DATA, evidence=(evidence,), data=(kind,), public=public)
