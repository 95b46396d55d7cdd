"""What a reply does with personal data: what it asks for, gives away, explains, claims and offers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from authentica.errors import InputError
from authentica.language.clean import readable
from authentica.language.lexicon import CueMatch, load_lexicon
from authentica.language.patterns import Kind
from authentica.language.reading import ReadingRoom, ReplyReading
from authentica.language.tokens import Tokens, blank_english
from authentica.privacy.cues import NAMING, READ_ZONES, PrivacyCues
from authentica.privacy.redaction import find_sensitive_data
from authentica.privacy.spans import Found
from authentica.schema import SECRETS, DataKind, Evidence, PrivacyFinding, PrivacyIssue

__all__ = ["PrivacyFinder", "find_privacy"]

_PUBLIC_CHANNELS = frozenset(
    [
        "app_store",
        "comment",
        "community",
        "facebook",
        "forum",
        "google_play",
        "instagram",
        "linkedin",
        "play_store",
        "post",
        "public",
        "reddit",
        "review",
        "reviews",
        "social",
        "tiktok",
        "trustpilot",
        "tweet",
        "tweets",
        "twitter",
        "wall",
        "x",
        "youtube",
    ]
)
"""Channels, in small letters, whose messages anybody can read. Direct messages of the same firms are not among them."""

_PRIVATE_CHANNELS = frozenset(["call", "chat", "direct_message", "dm", "e-mail", "email", "inbox", "livechat", "live_chat", "mail", "messenger", "phone", "pm", "sms", "ticket", "voice", "web_chat", "whatsapp"])  # fmt: skip

_LONGEST_TEXT_CHARS = 50_000
# A request reaches this far: what stands later is asked by another one.
_LONGEST_REQUEST_TOKENS = 45
_FARTHEST_REASON_TOKENS = 60
_LONGEST_REASON_TOKENS = 14
_START = attrgetter("start")
_PARTIAL = "privacy.aside.partial_card"
# Requests whose wording stands around what they ask for: "Your name, please".
_AROUND_ITEMS = frozenset(("privacy.request.please_end", "privacy.request.and_your"))
_SENTENCE_END = Kind.SENTENCE_END.value
_NEWLINE = Kind.NEWLINE.value
_BULLETS = frozenset("-*•–·")
_SECRETS = frozenset(SECRETS)
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
# Words before "to ask": these make it part of the asking, not the reason for it.
_NO_REASON_BEFORE = frozenset(
    [
        "need",
        "needs",
        "want",
        "like",
        "able",
        "have",
        "had",
        "going",
        "you",
        "we",
        "i",
        "happy",
        "love",
        "trying",
        "try",
        "required",
        "us",
    ]
)
# "Our team will write to help you" in the next sentence is no reason for the request in this one.
_REASONS_OF_THEIR_SENTENCE = frozenset(("privacy.reason.to_do", "privacy.reason.and_we"))
_COMPLAINING = ("customer.trouble", "customer.anger", "customer.loss", "customer.plea")
_AMENDS = frozenset(
    ["sorry", "apology", "apologies", "apologise", "apologize", "goodwill", "refund", "compensation", "inconvenience"]
)
_OTHER_SUBJECTS = frozenset(["we", "i", "they", "it", "he", "she"])
_ORDER = {issue: number for number, issue in enumerate(PrivacyIssue)}
_PLAIN_ISSUES = {
    "protection": PrivacyIssue.EXPLAINS_PROTECTION,
    "claim": PrivacyIssue.UNVERIFIABLE_CLAIM,
    "third_party": PrivacyIssue.SHARES_WITH_THIRD_PARTY,
    "choice": PrivacyIssue.OFFERS_CHOICE,
}


class _Sentence(NamedTuple):
    start: int
    end: int


class _Request(NamedTuple):
    """A request for data: the tokens of its wording up to the last item, and the items."""

    start: int
    end: int
    items: tuple[CueMatch, ...]


class PrivacyFinder:
    """Finds what replies do with personal data; loads its lexicon once.

    Examples
    --------
    >>> from authentica import load
    >>> from authentica.schema import Message, Reply
    >>> reply = Reply(message=Message(text="Please send us your full card number.", channel="tweet"))
    >>> finding, *_ = PrivacyFinder().find(load().read(reply), channel=reply.message.channel)
    >>> finding.issue.value, [kind.value for kind in finding.data], finding.public, finding.reason
    ('asks_secret', ['full_card_number'], True, None)
    """

    def __init__(self) -> None:
        self._cues = PrivacyCues()
        self.lexicon_sha256 = self._cues.sha256

    def find(self, reading: ReplyReading, channel: str | None = None) -> tuple[PrivacyFinding, ...]:
        """Return the findings of one reply, in the order of `PrivacyIssue`, then of the text.

        Parameters
        ----------
        reading : ReplyReading
            The reply beside the customer's text; signatures and quoted text are passed over.
        channel : str, optional
            Where the reply stands, such as "tweet" (public) or "email".

        Notes
        -----
        A request is in public where the channel is, unless the same reply moves the customer to a private one. Secrets
        are not asked for by a reply that warns against giving them, nor by one that resets them. A customer's own
        e-mail, phone number, address or account number is told from the firm's by its standing in the customer's text,
        or by words such as "your" beside it. Marketing is found only where the customer complains.
        """
        exposed = find_sensitive_data(reading.tokens.text)
        if not exposed and not self._cues.may_find(reading):
            return ()
        tokens = self._cues.encode(reading)
        cues = self._cues.find(reading, tokens)
        found: list[PrivacyFinding] = []
        if not NAMING.isdisjoint(cues):
            public = _is_public(channel, is_moved=bool(cues["private"]))
            found += _asked(tokens, _requests(tokens, cues), cues["reason"], public)
        found += _exposed(exposed, tokens, reading, _is_public(channel, is_moved=False))
        for family, issue in _PLAIN_ISSUES.items():
            found += [_plain(tokens, match, issue) for match in _first_of_each_place(cues[family])]
        if cues["marketing"] and any(match.cue in _COMPLAINING for match in reading.customer.cues):
            sentences = _sentences(tokens)
            found += [
                _plain(tokens, match, PrivacyIssue.MARKETING)
                for match in _first_of_each_place(cues["marketing"])
                if not _makes_amends(tokens, sentences, match)
            ]
        return tuple(sorted(found, key=lambda f: (_ORDER[f.issue], f.evidence[0].start or 0)))


def find_privacy(
    text: str, customer_text: str | None = None, *, channel: str | None = None
) -> tuple[PrivacyFinding, ...]:
    """Return what one reply does with personal data.

    Parameters
    ----------
    text : str
        What the agent wrote.
    customer_text : str, optional
        What the customer wrote before it: shows what is repeated back, and whether marketing answers a complaint.
    channel : str, optional
        See `PrivacyFinder.find`.

    Raises
    ------
    InputError
        If a text is no string.

    Notes
    -----
    Loads tokenizer and lexicons at each call: for many replies, keep a `PrivacyFinder` and hand it their readings.

    Examples
    --------
    >>> [f.issue.value for f in find_privacy("Is ana@example.com still yours?", "It is ana@example.com.", channel="forum")]
    ['exposes_personal_data']
    """
    for part in (text, customer_text or ""):
        if not isinstance(part, str):
            raise InputError(f"a string is needed, not a {type(part).__name__}", "find_privacy")
    nlp, room = blank_english(), ReadingRoom(load_lexicon())
    customer_text = customer_text or ""
    customer = room.read_customer(nlp.make_doc(readable(customer_text, _LONGEST_TEXT_CHARS)), customer_text)
    return PrivacyFinder().find(room.read(nlp.make_doc(readable(text, _LONGEST_TEXT_CHARS)), customer, text), channel)


def _is_public(channel: str | None, *, is_moved: bool) -> bool | None:
    name = (channel or "").strip().lower().replace(" ", "_")
    if is_moved or name in _PRIVATE_CHANNELS:
        return False
    return True if name in _PUBLIC_CHANNELS else None


def _evidence(tokens: Tokens, start: int, end: int, cue: str) -> Evidence:
    first, last = tokens.starts[start], tokens.ends[end - 1]
    return Evidence(start=first, end=last, text=tokens.text[first:last], cue=cue, contribution=0.0)


def _plain(tokens: Tokens, match: CueMatch, issue: PrivacyIssue) -> PrivacyFinding:
    return PrivacyFinding(issue=issue, evidence=(_evidence(tokens, match.start, match.end, match.cue),))


def _first_of_each_place(matches: Iterable[CueMatch]) -> Iterator[CueMatch]:
    reached = -1
    for match in sorted(matches, key=lambda m: (m.start, -m.end)):
        if match.start >= reached:
            yield match
            reached = match.end


def _sentences(tokens: Tokens) -> list[_Sentence]:
    """Split at sentence ends and line breaks; a list under a colon, or of bullets, belongs to what introduces it."""
    code, words = tokens.code, tokens.words
    cuts = [0]
    in_list = False
    for i, kind in enumerate(code):
        following = words[i + 1] if i + 1 < len(code) else ""
        if kind == _SENTENCE_END and following and code[i + 1] not in (_SENTENCE_END, _NEWLINE):
            cuts.append(i + 1)
            in_list = False
        elif kind == _NEWLINE:
            before = next((words[k] for k in range(i - 1, max(-1, i - 3), -1) if code[k] != _NEWLINE), "")
            in_list = in_list or before == ":"
            is_item = following in _BULLETS or following == "<number>" or following == "<newline>"
            if not (before in (":", ",") or (in_list and is_item)):
                cuts.append(i + 1)
                in_list = in_list and is_item
    cuts.append(len(code))
    return [_Sentence(start, end) for start, end in pairwise(cuts) if end > start]


def _sentence_of(sentences: Sequence[_Sentence], token: int) -> int:
    return bisect_right(sentences, (token, 1 << 62)) - 1


def _between(matches: Sequence[CueMatch], low: int, high: int) -> Sequence[CueMatch]:
    """Return those of sorted matches that start in ``[low, high)``."""
    return matches[bisect_left(matches, low, key=_START) : bisect_left(matches, high, key=_START)]


def _cover(matches: Iterable[CueMatch], token_count: int) -> bytearray:
    """Return a mark for each token: whether any of the matches holds it."""
    marks = bytearray(token_count)
    for match in matches:
        marks[match.start : match.end] = b"\1" * (match.end - match.start)
    return marks


def _items(by_family: dict[str, list[CueMatch]], token_count: int) -> list[CueMatch]:
    """Return the kinds of data that are named as such, sorted; of overlapping ones the secret, then the longest.

    An "e-mail address" is no address, the last digits of a card are no secret, and "reset your password" names none.
    """
    partial = _cover((m for m in by_family["aside"] if m.cue == _PARTIAL), token_count)
    aside = _cover((m for m in by_family["aside"] if m.cue != _PARTIAL), token_count)
    named = [m for m in by_family["item"] if not any(aside[m.start : m.end])]
    named += [m for m in by_family["secret"] if not any(aside[m.start : m.end]) and not any(partial[m.start : m.end])]
    taken = bytearray(token_count)
    kept = []
    for match in sorted(named, key=lambda m: (".secret." not in m.cue, m.start - m.end, m.start)):
        if not any(taken[match.start : match.end]):
            kept.append(match)
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
    return sorted(kept, key=_START)


def _requests(tokens: Tokens, by_family: dict[str, list[CueMatch]]) -> list[_Request]:
    """Return requests with what they ask for; every item belongs to the first request before it in its sentence."""
    items = _items(by_family, len(tokens))
    if not items or not by_family["request"]:
        return []
    sentences = _sentences(tokens)
    opened = sorted((m for m in by_family["request"] if not _is_own_doing(tokens, m)), key=_START)
    reasons = sorted((m for m in by_family["reason"] if m.cue != "privacy.reason.to_do"), key=_START)
    warned_from: dict[int, int] = {}
    for warning in by_family["warning"]:
        number = _sentence_of(sentences, warning.start)
        warned_from[number] = min(warning.start, warned_from.get(number, warning.start))
    found: dict[int, list[CueMatch]] = defaultdict(list)
    for item in items:
        number = _sentence_of(sentences, item.start)
        if warned_from.get(number, item.start) < item.start:
            continue
        earliest = max(sentences[number].start, item.start - _LONGEST_REQUEST_TOKENS + 1)
        asking = [
            m
            for m in _between(opened, earliest, item.start + 1)
            if m.end < item.end or (m.cue in _AROUND_ITEMS and item.start < m.end)
        ]
        # "Send your e-mail so we can reset the account details": what follows the reason is not asked for.
        if asking and not any(r.end <= item.start for r in _between(reasons, asking[-1].end, item.start)):
            found[asking[0].start].append(item)
    return [_Request(start, max(i.end for i in items), tuple(items)) for start, items in sorted(found.items())]


def _is_own_doing(tokens: Tokens, request: CueMatch) -> bool:
    """Tell whether the writer speaks of their own act: "we will send it to your address"."""
    if request.cue != "privacy.request.to_us":
        return False
    before = tokens.words[max(0, request.start - 3) : request.start]
    return any(word in _OTHER_SUBJECTS for word in before) and "us" not in tokens.words[request.start : request.end]


def _is_reason(tokens: Tokens, reason: CueMatch) -> bool:
    if reason.cue != "privacy.reason.to_do":
        return True
    return reason.start == 0 or tokens.words[reason.start - 1] not in _NO_REASON_BEFORE


def _asked(
    tokens: Tokens, requests: Sequence[_Request], reasons: Sequence[CueMatch], public: bool | None
) -> Iterator[PrivacyFinding]:
    fitting = sorted((r for r in reasons if _is_reason(tokens, r)), key=_START)
    for request in requests:
        reason = _reason_for(tokens, request, fitting)
        secrets = [i for i in request.items if DataKind(i.cue.split(".")[2]) in _SECRETS]
        plain = [i for i in request.items if i not in secrets]
        for issue, items in ((PrivacyIssue.ASKS_PERSONAL_DATA, plain), (PrivacyIssue.ASKS_SECRET, secrets)):
            if items:
                end = max(item.end for item in items)
                yield PrivacyFinding(
                    issue=issue,
                    evidence=(
                        _evidence(tokens, request.start, end, "privacy.request"),
                        *(_evidence(tokens, i.start, i.end, i.cue) for i in items),
                    ),
                    data=tuple(dict.fromkeys(DataKind(i.cue.split(".")[2]) for i in items)),
                    public=public,
                    reason=reason,
                )
        if reason is not None:
            yield PrivacyFinding(
                issue=PrivacyIssue.EXPLAINS_DATA_USE,
                evidence=(reason,),
                data=tuple(dict.fromkeys(DataKind(i.cue.split(".")[2]) for i in request.items)),
            )


def _reason_for(tokens: Tokens, request: _Request, reasons: Sequence[CueMatch]) -> Evidence | None:
    """Return the nearest reason: behind the request within two sentences, before it in its own, or inside it."""
    code = tokens.code
    ends = [
        i
        for i in range(request.end, min(len(code), request.end + _FARTHEST_REASON_TOKENS))
        if code[i] in (_SENTENCE_END, _NEWLINE)
    ]
    limit = min(len(code), request.end + _FARTHEST_REASON_TOKENS)
    own_end, last = (*ends[:2], limit, limit)[:2]
    behind = _between(reasons, request.end, last)
    reason = next((r for r in behind if r.start < own_end or r.cue not in _REASONS_OF_THEIR_SENTENCE), None)
    if reason is None:
        first = max(0, request.start - _FARTHEST_REASON_TOKENS)
        for i in range(request.start - 1, first - 1, -1):
            if code[i] in (_SENTENCE_END, _NEWLINE):
                first = i + 1
                break
        ahead = _between(reasons, first, request.start + 1)
        reason = next((r for r in reversed(ahead) if r.end <= request.start + 1), None)
    if reason is None:
        inside = _between(reasons, request.start + 1, request.items[0].start)
        reason = next((r for r in inside if r.end <= request.items[0].start and r.cue != "privacy.reason.and_we"), None)
    if reason is None:
        return None
    end = reason.end
    while end < min(len(code), reason.start + _LONGEST_REASON_TOKENS) and code[end] not in (_SENTENCE_END, _NEWLINE):
        end += 1
    return _evidence(tokens, reason.start, end, reason.cue)


def _exposed(
    details: Iterable[Found], tokens: Tokens, reading: ReplyReading, public: bool | None
) -> Iterator[PrivacyFinding]:
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


def _makes_amends(tokens: Tokens, sentences: Sequence[_Sentence], match: CueMatch) -> bool:
    """Tell whether an offer stands beside an apology: a discount given for the trouble sells nothing."""
    sentence = sentences[_sentence_of(sentences, match.start)]
    return not _AMENDS.isdisjoint(tokens.words[sentence.start : sentence.end])
