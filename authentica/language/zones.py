"""Zones of a reply: greeting, body, sign-off, signature, quoted text.

Only the body is read for what it promises; a quoted mail below or a signature never changes a score.
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_left

from authentica.language.lexicon import CueMatcher
from authentica.language.patterns import Kind
from authentica.language.tokens import Tokens

__all__ = ["OWN_ZONES", "Zone", "ZoneFinder"]


class Zone(str, enum.Enum):
    """What part of a message a token belongs to; the value is one character."""

    GREETING = "g"
    BODY = "b"
    SIGN_OFF = "o"
    SIGNATURE = "s"
    QUOTED = "q"


OWN_ZONES = Zone.GREETING.value + Zone.BODY.value + Zone.SIGN_OFF.value
"""What the agent wrote to this customer: neither quoted nor a signature."""

_BODY, _GREETING = Zone.BODY.value, Zone.GREETING.value
# "On Monday I wrote: ..." is the agent's own. In what a mail program writes "wrote:" ends the line, with marked lines below it or
# a date in figures before it; or an address comes before it, and the line may be wrapped. Runs are bounded: searches stay linear.
_DATED = r"On\b(?=[^\n]{0,80}?(?:\d{4}|\d[:./-]\d))"
_WROTE = (
    r"On\b[^\n]{4,400}\bwrote:[ \t\r]*\n(?:[ \t\r]*\n)?[ \t]*(?:>|&gt;)|"
    rf"{_DATED}(?:"
    r"[^\n]{4,400}(?<!\bI )(?<!\bwe )(?<!\byou )\bwrote:[ \t\r]*$|"
    r"(?:[^\n]{1,400}\n){0,2}?[^\n]{0,400}?@[^\s@]{1,160}[>)\]],?[ \t\r]*\n?[ \t]*wrote:|"
    r"(?:[^\n]{1,400}\n){1,2}?[ \t]*wrote:[ \t\r]*$"
    r")"
)
_DASHED = (
    r"-{2,}\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht)|"
    rf"-{{2,80}}[ \t]*{_DATED}(?:[^\n]{{1,400}}\n){{0,2}}?[^\n]{{0,400}}?\bwrote[ \t]{{0,3}}:?[ \t]{{0,3}}--"
)
# The fields of a mail's head; "From: Leeds, To: York" in the agent's words lacks what only a mail has, an address or a date in figures.
_HEAD_LINES = r"(?:[^\n:@]*[:@][^\n]*\n)"
_DATE = r"[* \t]{0,4}:[^\n\d]{0,80}\d"
_FIELDS = (
    r"[* \t]{0,4}From[* \t]{0,4}:(?:"
    rf"[^\n]+\n{_HEAD_LINES}{{0,4}}?[* \t]{{0,4}}Sent{_DATE}|"
    rf"[^\n]+\n{_HEAD_LINES}{{0,2}}?[* \t]{{0,4}}Date{_DATE}[^\n]*\n{_HEAD_LINES}{{0,2}}?[* \t]{{0,4}}Subject[* \t]{{0,4}}:|"
    rf"[^\n@]*(?:\n[^\n@]{{0,200}})?@[^\n]*\n{_HEAD_LINES}{{0,2}}?[* \t]{{0,4}}(?:Date|To|Sent|Subject)[* \t]{{0,4}}:"
    r")"
)
# What helpdesks put on top of a mail so that it is answered above; on the first line of a message it says nothing of it.
_REPLY_LINE = r"##-[^\n]{1,200}-##|[-#=_*]{2,80}[^\n]{0,60}\b(?:reply|response) above this line\b"
_QUOTE_HEADER = re.compile(
    rf"^[ \t]*(?:{_WROTE}|{_DASHED}|_{{10,}}[ \t]*\n[ \t]*From:|{_FIELDS})|^(?!\A)[ \t]*(?:{_REPLY_LINE})",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTE_LINE = re.compile(r"^[ \t]*(?:>|&gt;)[^\n]*", re.MULTILINE)
_SIGNATURE_MARK = re.compile(r"^-- ?\r?$", re.MULTILINE)
_SIGN_OFF_LINE = re.compile(
    r"^[ \t]*(?:(?:with[ \t]+)?(?:kind|kindest|warm|warmest|best|many|all good|sincere)[ \t]+)?"
    r"(?:regards|wishes|sincerely(?: yours)?|yours(?: (?:sincerely|faithfully|truly|ever))?|respectfully|cheers|thanks|thank you|"
    r"all the best|take care|best|warmly|thanks again|many thanks|speak soon|talk soon|until then|bye for now)[ \t]*(?:[,.!–-][ \t]*)?\r?$",
    re.MULTILINE | re.IGNORECASE,
)
_INITIALS = re.compile(
    r"(?:^|(?<=[\s.!?)]))(?:[\^*~/–—-]{1,2}[ \t]?[A-Z][A-Za-z.]{0,11}|[-–—~][ \t]?[A-Z][a-z]{1,11})"
    r"(?=[ \t]*(?:\d+/\d+)?[ \t]*(?:https?://\S+)?[ \t]*$)"
    r"|(?:(?<=\s)|(?<=\.\.))\(?\d/\d\)?(?=[ \t]*$)"
)


_NAME = Kind.CAPITALISED.value
_NEWLINE = re.escape(Kind.NEWLINE.value)
_NUMBER = re.escape(Kind.NUMBER.value)
_STOP = re.escape(Kind.SENTENCE_END.value)
# A name alone on its line behind the last sentence, with at most one line that says who that is; more are an address or a list.
_NAME_BELOW = re.compile(
    f"(?<={_STOP}){_NEWLINE}{_NAME}{{1,3}}(?:{_NEWLINE}[^{_STOP}{_NEWLINE}{_NUMBER}]{{1,4}})?{_NEWLINE}?$"
)

_INITIALS_MARKS = frozenset("^*~/-–—")
_LONGEST_INITIALS_CHARS = 80

_GREETS, _INTRODUCES = "zone.greeting", "zone.introduction"
_LATEST_GREETING = 3
# What may stand between a greeting and who is speaking.
_PAUSES = Kind.COMMA.value + Kind.SENTENCE_END.value + Kind.NEWLINE.value
# A reply that opens with a handle is addressed by it.
_ADDRESS = Kind.HANDLE.value + Kind.COMMA.value


class ZoneFinder:
    """Assigns a zone to every token of a reply; the cues of greetings are the zone lexicon's."""

    def __init__(self, greetings: CueMatcher) -> None:
        self._greetings = greetings

    def find(self, tokens: Tokens) -> str:
        """Return one `Zone` character for each token.

        If nothing but greeting, signature and quotation would be left, the greeting counts as body: "Hello?" is a reply.
        """
        text = tokens.text
        marks: list[tuple[int, int, Zone]] = []
        body_end = len(text)
        if "\n" in text:
            header = _QUOTE_HEADER.search(text)
            if header:
                marks.append((header.start(), len(text), Zone.QUOTED))
                body_end = header.start()
            marks.extend((m.start(), m.end(), Zone.QUOTED) for m in _QUOTE_LINE.finditer(text, 0, body_end))
            signature = _SIGNATURE_MARK.search(text, 0, body_end)
            if signature and signature.start() > 0:
                marks.append((signature.start(), body_end, Zone.SIGNATURE))
                body_end = signature.start()
            sign_off = None
            for sign_off in _SIGN_OFF_LINE.finditer(text, body_end // 4, body_end):  # noqa: B007 - the last one
                pass
            if sign_off and text[sign_off.end() : body_end].count("\n") <= 8:
                marks.append((sign_off.start(), sign_off.end(), Zone.SIGN_OFF))
                marks.append((sign_off.end(), body_end, Zone.SIGNATURE))
            elif body_end == len(text) and (below := _NAME_BELOW.search(tokens.code)):
                marks.append((tokens.starts[below.start()], body_end, Zone.SIGNATURE))
        tail = max(0, body_end - _LONGEST_INITIALS_CHARS)
        signed = not _INITIALS_MARKS.isdisjoint(text[tail:body_end])
        initials = _INITIALS.search(text, tail, body_end) if signed else None
        if initials and initials.start() > 0:
            marks.append((initials.start(), initials.end(), Zone.SIGNATURE))
        opening = self._opening(tokens.code)
        if not marks and not opening:
            return _BODY * len(tokens)
        zones = [_BODY] * len(tokens)
        if opening < len(tokens):
            zones[:opening] = _GREETING * opening
        for start, end, zone in marks:
            first, last = bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)
            zones[first:last] = zone.value * (last - first)
        found = "".join(zones)
        return found if _BODY in found else found.replace(_GREETING, _BODY)

    def _opening(self, code: str) -> int:
        """Return how many tokens greet: a greeting or a handle, and who is speaking."""
        found = self._greetings.find(code)
        opening = next((m.end for m in found if m.cue == _GREETS and m.start <= _LATEST_GREETING), 0)
        opening = opening or len(code) - len(code.lstrip(_ADDRESS))
        for match in found:
            if match.cue == _INTRODUCES and match.start >= opening and not code[opening : match.start].strip(_PAUSES):
                opening = match.end + len(code[match.end :]) - len(code[match.end :].lstrip(Kind.SENTENCE_END.value))
        return opening
