"""Secrets that a text tells: passwords, PINs, security codes and answers, one-time codes. Each by its label and its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from authentica.privacy.clues import Clues
from authentica.privacy.patterns import DIGIT_WORD, LazyPattern
from authentica.privacy.spans import WALL, Found
from authentica.schema import DataKind

__all__ = ["find_told"]

_WORD = r"[\w’'-]{1,20}"
_QUOTES = "\"'“”‘’«»"
_OPENING = r"[\"'“‘«]"
# Nothing masked, and no e-mail address: a password is sent to one.
_SIGN = rf"[^\s*•{WALL}]"
# A letter and a digit, which "required" and "256-bit" have not, or capitals inside.
_PASSWORD = (
    rf"(?:{_OPENING}?(?:(?=[^\s\d]{{0,40}}\d)(?=\S{{0,40}}[^\W\d_])|(?-i:(?=\w{{0,20}}[a-z][A-Z])))(?!\d{{1,4}}[+-][a-z]*(?!\w)|\S{{1,64}}@\S{{1,64}}\.\w)"
    rf"{_SIGN}{{5,40}}(?!\S)|{_OPENING}{_SIGN}{{4,40}}[\"'”’»])"
)
# What is said of a secret instead of telling it.
_SAID_OF_IT = (
    r"(?:\w{1,20}ed|\w{1,20}ing|not|never|no|none|too|the|this|that|your|our|my|a|an|to|is|in|on|at|for|by|of|or|and|if|when|what|whatever|still|now|only"
    r"|also|always|usually|made|shown|hidden|unknown|set|correct|incorrect|right|wrong|valid|invalid|missing|case|optional|empty|different|private|secret|safe|sent"
    r"|words?|letters?|characters?|long|short|there|here|it|we|you|i)(?![\w'’])"
)
_PHRASE = rf"(?!{_SAID_OF_IT})[^\W\d_]{{2,20}}"
_PASSPHRASE = rf"(?:{_OPENING}[^\s\"“”{WALL}][^\r\n\"“”{WALL}]{{3,80}}[\"'”’»]|{_PHRASE}(?:[ ]{_PHRASE}){{3,11}}|[^\W\d_]{{2,20}}(?:-[^\W\d_]{{2,20}}){{2,11}})(?!\w)"
# Words with a digit that are no password: what has one.
_NO_PRODUCT = r"(?!(?:iphone|ipad|android|windows|galaxy|pixel|office|outlook|wi-?fi|web|version|step)\d)"
# Beside the word and between signs, or bare behind whose it is: letters with a digit, or more of a sign inside than a hyphen.
_BESIDE = (
    rf"{_NO_PRODUCT}(?=[^\s\d]{{0,40}}\d)(?=[^\s,)]{{0,40}}[a-z])(?!\S{{1,64}}@\S{{1,64}}\.\w)[^\s*•,(){WALL}]{{6,40}}"
)
_KEY = r"(?=[\w.-]{0,60}\d)(?=[\w.-]{0,60}[A-Za-z])[\w.-]{10,2000}(?![\w-])"
_ANSWER = (
    rf"(?:{_OPENING}[^\r\n\"“”{WALL}]{{2,40}}[\"'”’»]|(?-i:[A-ZÀ-ÖØ-Þ])[\w'’-]{{1,20}}(?:[ ](?-i:[A-ZÀ-ÖØ-Þ])[\w'’-]{{1,20}}){{0,2}}"
    rf"|(?!{_SAID_OF_IT})[\w'’-]{{2,20}}(?=[ ]?(?:[.!,;]|$|[\r\n])))"
)
_CAPITALISED_ANSWER = r"(?-i:[A-ZÀ-ÖØ-Þ])[\w'’-]{1,20}(?:[ ](?-i:[A-ZÀ-ÖØ-Þ])[\w'’-]{1,20}){0,2}"
_NO_QUANTITY = r"(?![\w-]|[.,]\d|[ ]?%|[ ](?:lines?|characters?|digits?|letters?|words?|minutes?|hours?|times|people))"
# What stands before a "pass" that is a password, and the pins that are none: neither "boarding pass: LH2041" nor "the location pin (2024)".
_TICKETS = "".join(
    [
        rf"(?<!\b{word}[ ])"
        for word in "boarding season travel bus rail train tram metro day week month weekend annual gym ski lift museum park parking visitor hall press bridge backstage festival".split()
    ]
)
_LEAD = rf"(?<![\w?&/=-]){_TICKETS}pass"
_PIN = (
    "".join([rf"(?<!\b{word}[ ])" for word in "location map drop dropped bowling google lapel enamel".split()]) + "pin"
)
_SPOKEN_DIGITS = rf"{DIGIT_WORD}(?:,?[ ]{DIGIT_WORD}){{3,7}}"
_FEW_DIGITS = rf"(?:\d{{4,8}}|\d(?:[ -]\d){{3,7}}|{_SPOKEN_DIGITS}){_NO_QUANTITY}"
_CODE_DIGITS = rf"(?:(?-i:[A-Z]{{1,2}}-)?(?:\d{{4,8}}|\d{{2,4}}[ -]\d{{2,4}}(?:[ -]\d{{2,4}})?|\d(?:[ -]\d){{3,7}}|{_SPOKEN_DIGITS})){_NO_QUANTITY}"
_NAMED_CODE = (
    r"(?:one[ -]time|verification|authentication|authenticator|auth|security|log[ -]?in|sign[ -]?in|access|reset|recovery|backup|activation|unlock|2fa|two[ -]factor"
    r"|sms|entry|door|gate|key[ -]?safe|key[ -]?box|lock[ -]?box|alarm)[ ](?:codes?|pin)|one[ -]time[ ]pass(?:code|word)|otp"
)
# Of other codes a word says what they are of: an error, an area, an offer.
_BARE_CODE = (
    r"\d[ -]digit[ ]code|(?:the|your|my|our|this|that|new|use|enter|type|sms|text)[ ]code|(?<!\w[ ])(?<![\w-])code"
)


class _Told(NamedTuple):
    """How a kind of secret is told, and parts of words without which it is not."""

    kind: DataKind
    parts: tuple[str, ...]
    pattern: LazyPattern


def _told(kind: DataKind, parts: str, label: str, value: str, *, bare: str = r"(?!)") -> _Told:
    """Return what finds "LABEL … is VALUE", "LABEL: VALUE", "set the LABEL to VALUE" and, behind labels of `bare`, "LABEL VALUE"."""
    says = r"(?:[ ](?:is|was|will be|reads)(?:[ ](?:now|still|set to))?(?:[ ]?:)?[ ]{1,2}|[ ]?(?:[:=]|[ ][–—-][ ])[:]?\s{0,2})"
    return _Told(
        kind,
        tuple(parts.split()),
        LazyPattern(
            rf"(?:(?<![\w?&/=])(?:(?:{label})(?:[ ]{_WORD}){{0,5}}?{says}|(?:{bare})[ ])"
            rf"|\b(?:set|changed|reset|updated)[ ](?:{_WORD}[ ]){{0,3}}(?:{label})[ ]to[ ]{{1,2}})(?P<value>{value})",
            re.IGNORECASE,
        ),
    )


_TOLD = (
    _told(
        DataKind.PASSWORD,
        "password passwort passcode passphrase memorable passwd pwd pw",
        "password|passwort|passcode|passphrase|memorable word|passwd|pwd|pw",
        _PASSWORD,
    ),
    # "pass: Garten77!" and, where a form's field ends with its line, "password: sunflower".
    _Told(
        DataKind.PASSWORD,
        ("pass",),
        LazyPattern(
            rf"{_LEAD}[ ]?[:=][ ]{{0,2}}(?P<value>(?=[^\s\d]{{1,40}}\d){_PASSWORD})", re.IGNORECASE | re.MULTILINE
        ),
    ),
    _Told(
        DataKind.PASSWORD,
        ("password", "passwort"),
        LazyPattern(
            rf"^[ ]{{0,4}}(?:[\w’'-]{{1,20}}[ ]){{0,2}}(?:password|passwort)[ ]?[:=][ ]{{0,2}}(?!(?:{_SAID_OF_IT}))(?P<value>(?!(?:required|reset|forgot(?:ten)?|none|n/a|masked|removed|redacted)\b)[a-z]{{6,40}})[ ]{{0,2}}$",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    # "I have reset the password, your temporary one is …"
    _Told(
        DataKind.PASSWORD,
        ("one is", "one:", "one was"),
        LazyPattern(
            rf"\b(?:password|passcode)s?\b[^.!?\r\n{WALL}]{{0,80}}?[ ](?:new|temporary|temp|old|current|next|other|first|second|right|correct)[ ]one(?:[ ](?:is|was)|:)[ ]{{1,2}}(?P<value>{_PASSWORD})",
            re.IGNORECASE,
        ),
    ),
    # "the wifi password you gave me, oak7719, is not accepted"; "my password (oak7719)"; "your password oak7719"
    _Told(
        DataKind.PASSWORD,
        ("password", "passcode", "passphrase", "pw", "passwd"),
        LazyPattern(
            rf"\b(?:password|passcode|passphrase|passwd|pwd?)(?:(?:[ ]{_WORD}){{0,4}}?(?:,[ ](?P<value>{_BESIDE})(?=,)|[ ]?\((?P<aside>{_BESIDE})(?=\)))|[ ](?P<bare>{_BESIDE})(?![^\s.,;:!?]))",
            re.IGNORECASE,
        ),
    ),
    _told(
        DataKind.PASSWORD,
        "key token secret bearer",
        r"(?:api|secret|access|private|encryption|wpa2?|wep|network|security|session|auth|bearer|refresh|client)[ _-]?(?:key|token|secret)|bearer",
        _KEY,
        bare=r"(?:api|secret|access|private|encryption|wpa2?|wep|network|session|auth|bearer|refresh|client)[ _-]?(?:key|token|secret)|bearer",
    ),
    # Long tokens by themselves: capitals, small letters and digits without a blank, and JSON web tokens.
    _Told(
        DataKind.PASSWORD,
        tuple("0123456789"),
        LazyPattern(
            r"(?<![\w./=&?%-])(?P<value>(?:[a-z]{2,6}_(?:[a-z]{2,6}_)?)?(?=[A-Za-z]{0,200}\d)(?=[A-Z\d]{0,200}[a-z])(?=[a-z\d]{0,200}[A-Z])[A-Za-z\d]{20,200}"
            r"|eyJ[\w-]{8,400}(?:\.[\w-]{4,2000}){1,2})(?![\w-])"
        ),
    ),
    # A card's end of life is told beside other things of the card.
    _Told(
        DataKind.CARD,
        ("exp", "valid"),
        LazyPattern(
            rf"(?:\b(?:card|visa|mastercard|amex|maestro|debit|cvv|cvc)|{WALL})[^\r\n]{{0,60}}?(?:\r?\n[ ]{{0,2}})?\b(?:exp(?:ir(?:y|es|ation|ing))?\.?|valid (?:until|thru|through|to))(?:[ ]date)?(?:[ ]is)?[ :.-]{{1,3}}(?P<value>(?:0?[1-9]|1[0-2])[ ]?[/-][ ]?(?:20)?\d\d)(?![\w/-])",
            re.IGNORECASE,
        ),
    ),
    _told(DataKind.PASSWORD, "passphrase phrase", r"pass[ -]?phrase|(?:recovery|seed)[ ]phrase", _PASSPHRASE),
    _told(DataKind.PIN, "pin passcode", rf"{_PIN}(?![ ]?code)|passcode", _FEW_DIGITS, bare=rf"{_PIN}(?:[ ]number)?"),
    # "my pin, 2580, is blocked"; "pin (2580)"
    _Told(DataKind.PIN, ("pin",), LazyPattern(rf"\b{_PIN}(?:,[ ](?P<value>{_FEW_DIGITS})(?=,)|[ ]?\((?P<aside>{_FEW_DIGITS})(?=\)))", re.IGNORECASE)),
    _told(DataKind.PIN, "pin", r"pin[ ]?code", rf"\d{{4}}{_NO_QUANTITY}"),
    _told(
        DataKind.CARD_SECURITY_CODE,
        "cvv cvc cv2 code",
        r"cvv2?|cvc2?|cv2|security code|card verification (?:code|number|value)",
        rf"(?:\d{{3,4}}|{DIGIT_WORD}(?:,?[ ]{DIGIT_WORD}){{2,3}})(?![\w-]|[.,]\d)",
        bare=r"cvv2?|cvc2?|cv2",
    ),
    _told(DataKind.ONE_TIME_CODE, "code pin otp password", rf"{_NAMED_CODE}|{_BARE_CODE}", _CODE_DIGITS, bare=rf"{_NAMED_CODE}|{_BARE_CODE}"),
    _Told(
        DataKind.ONE_TIME_CODE,
        ("code", "otp", "password"),
        LazyPattern(
            rf"(?<![\w.,#-])(?P<value>{_CODE_DIGITS})[ ](?:is|as)[ ](?:(?:the|your|our|my|an?)[ ](?:{_WORD}[ ]){{0,2}}?(?:{_NAMED_CODE})|(?:the|your|my)[ ]code)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    _told(
        DataKind.SECURITY_ANSWER,
        "answer memorable maiden",
        r"(?:security|secret|memorable|recovery)[ ](?:question[ ])?answer|answer[ ]to[ ](?:(?:your|the|my|that)[ ])?(?:security|secret|recovery)[ ]question|memorable[ ](?:word|name|place)"
        r"|maiden[ ]name",
        _ANSWER,
    ),
    _told(DataKind.SECURITY_ANSWER, "maiden", r"maiden[ ]name", _CAPITALISED_ANSWER, bare=r"maiden[ ]name"),
)  # fmt: skip


def find_told(text: str) -> Iterator[Found]:
    """Yield the secrets that a text tells; spans may overlap. Linear in its length."""
    clues = Clues(text)
    for kind, parts, pattern in _TOLD:
        for match in pattern.compiled.finditer(text) if clues.has_part(parts) else ():
            group = match.lastgroup or "value"
            value = match[group].rstrip(f".,;:?)]{_QUOTES}")
            end = match.start(group) + len(value)
            start = end - len(value.lstrip(f"([{_QUOTES}"))
            if start < end:
                yield Found(start, end, kind)
