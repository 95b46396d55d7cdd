"""What a reply does with personal data: what it asks for, gives away, explains, claims and offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from authentica.language.lexicon import CueMatch, load_lexicon
from authentica.language.reading import ReadingRoom, ReplyReading
from authentica.language.tokens import Tokens
from authentica.privacy.cards import without_other_cards
from authentica.privacy.cues import NAMING, PrivacyCues
from authentica.privacy.exposures import exposed, told_secrets
from authentica.privacy.redaction import find_sensitive_data, find_told_secrets
from authentica.privacy.requests import asked
from authentica.privacy.sentences import Sentence, sentence_at, sentences_of
from authentica.privacy.spans import evidence_of
from authentica.schema import PrivacyFinding, PrivacyIssue
from authentica.schema.arguments import check_argument

__all__ = ["PrivacyFinder", "find_privacy"]

_PUBLIC_CHANNELS = frozenset(
    """
    app_store comment community facebook forum google_play instagram linkedin play_store post public reddit review
    reviews social tiktok trustpilot tweet tweets twitter wall x youtube
    """.split()
)
"""Channels, in small letters, whose messages anybody can read. Direct messages of the same firms are not among them."""

_PRIVATE_CHANNELS = frozenset(["call", "chat", "direct_message", "dm", "e-mail", "email", "inbox", "livechat", "live_chat", "mail", "messenger", "phone", "pm", "sms", "ticket", "voice", "web_chat", "whatsapp"])  # fmt: skip

_LONGEST_TEXT_CHARS = 50_000
_COMPLAINING = ("customer.trouble", "customer.anger", "customer.loss", "customer.plea")
_AMENDS = frozenset("sorry apology apologies apologise apologize goodwill refund compensation inconvenience".split())
_ORDER = {issue: number for number, issue in enumerate(PrivacyIssue)}
_PLAIN_ISSUES = {
    "protection": PrivacyIssue.EXPLAINS_PROTECTION,
    "claim": PrivacyIssue.UNVERIFIABLE_CLAIM,
    "third_party": PrivacyIssue.SHARES_WITH_THIRD_PARTY,
    "choice": PrivacyIssue.OFFERS_CHOICE,
}


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

        Returns
        -------
        tuple of PrivacyFinding
            Empty where the reply has nothing to do with personal data.

        Notes
        -----
        A request is in public where the channel is, unless the same reply moves the customer to a private one. Secrets
        are not asked for by a reply that warns against giving them, nor by one that resets them. A customer's own
        e-mail, phone number, address or account number is told from the firm's by its standing in the customer's text,
        or by words such as "your" beside it. Marketing is found only where the customer complains.
        """
        check_argument("reading", reading, ReplyReading, "PrivacyFinder.find")
        details = find_sensitive_data(reading.tokens.text)
        if not details and not self._cues.may_find(reading):
            return ()
        tokens = self._cues.encode(reading)
        cues = self._cues.find(reading, tokens)
        if "secret" in cues:
            cues["secret"] = without_other_cards(cues["secret"], tokens, reading.customer.tokens)
        found: list[PrivacyFinding] = []
        if not NAMING.isdisjoint(cues):
            public = _is_public(channel, is_moved=bool(cues["private"]))
            found += asked(tokens, cues, details, public)
        found += exposed(details, tokens, reading, _is_public(channel, is_moved=False))
        if cues["secret"]:
            told = find_told_secrets(reading.tokens.text)
            found += told_secrets(told, tokens, reading, _is_public(channel, is_moved=False))
        for family, issue in _PLAIN_ISSUES.items():
            found += [_plain(tokens, match, issue) for match in _first_of_each_place(cues[family])]
        if cues["marketing"] and any(match.cue in _COMPLAINING for match in reading.customer.cues):
            sentences = sentences_of(tokens)
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

    Returns
    -------
    tuple of PrivacyFinding
        As `PrivacyFinder.find` gives them.

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
    for name, part in (("text", text), ("customer_text", customer_text or "")):
        check_argument(name, part, str, "find_privacy")
    check_argument("channel", channel, (str, type(None)), "find_privacy")
    reading = ReadingRoom(load_lexicon()).read_reply(text, customer_text or "", _LONGEST_TEXT_CHARS)
    return PrivacyFinder().find(reading, channel)


def _is_public(channel: str | None, *, is_moved: bool) -> bool | None:
    name = (channel or "").strip().lower().replace(" ", "_")
    if is_moved or name in _PRIVATE_CHANNELS:
        return False
    return True if name in _PUBLIC_CHANNELS else None


def _plain(tokens: Tokens, match: CueMatch, issue: PrivacyIssue) -> PrivacyFinding:
    return PrivacyFinding(issue=issue, evidence=(evidence_of(tokens, match.start, match.end, match.cue),))


def _first_of_each_place(matches: Iterable[CueMatch]) -> Iterator[CueMatch]:
    reached = -1
    for match in sorted(matches, key=lambda m: (m.start, -m.end)):
        if match.start >= reached:
            yield match
            reached = match.end


def _makes_amends(tokens: Tokens, sentences: Sequence[Sentence], match: CueMatch) -> bool:
    """Tell whether an offer stands beside an apology: a discount given for the trouble sells nothing."""
    sentence = sentences[sentence_at(sentences, match.start)]
    return not _AMENDS.isdisjoint(tokens.words[sentence.start : sentence.end])
