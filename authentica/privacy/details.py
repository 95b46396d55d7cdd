"""Personal details other than names: each kind by its shape, its check digits, and what stands before it.

Every pattern is linear in the text: repetitions are bounded, or of characters that nothing behind them can match. Most texts hold no
detail, so each pattern is spared those that lack what it cannot match without (`Clues`).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from authentica.privacy.checksums import is_bsn, is_dni, is_gtin, is_iban, is_luhn, is_nir
from authentica.privacy.clues import Clues
from authentica.privacy.patterns import DIGIT_WORD, DIGIT_WORDS, MONTH, LazyPattern
from authentica.privacy.places import find_places, may_hold_address
from authentica.privacy.references import find_references
from authentica.privacy.spans import WALL, Found
from authentica.privacy.wordlists import word_class
from authentica.schema import DataKind

__all__ = ["find_details", "may_hold_sensitive_detail"]

_LABEL = r"[\w-]{1,63}"
_EMAIL = re.compile(rf"(?<![\w.+'’%-])[\w.+'’%-]{{1,64}}@{{1,2}}{_LABEL}(?:\.{_LABEL}){{1,5}}")
_SPELLED_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:[ ]dot[ ][\w-]{{1,40}}){{0,2}}(?:[ ]?[\[(][ ]?at[ ]?[\])][ ]?{_LABEL}(?:(?:[ ]?[\[(][ ]?dot[ ]?[\])][ ]?|[ ]dot[ ]|\.)[A-Za-z]{{2,10}}){{1,3}}"
    rf"|(?:[ ]at[ ]|@)[ ]?{_LABEL}(?:(?:[ ]?[\[(][ ]?dot[ ]?[\])][ ]?|[ ]dot[ ])[A-Za-z]{{2,10}}){{1,3}})",
    re.IGNORECASE,
)
# "lena . brandt @ example . com", "marta@ example.com": a blank behind the sign, which a handle has not; beside points only on both sides.
_SPACED_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:[ ]\.[ ][\w-]{{1,40}}){{0,2}}[ ]?@[ ]{_LABEL}(?:(?:\.|[ ]\.[ ])[A-Za-z][\w-]{{1,30}}){{1,3}}(?!\w)"
)
_AT_A_DOMAIN = re.compile(rf"@(?<=[\w.+'’%-]@)@?{_LABEL}\.")
_SPELLED_SIGNS = (" dot ", "dot]", "dot)", "dot ]", "dot )", "at]", "at)", "at ]", "at )")

_SPACED_SIGNS = ("@ ",)

_LINK_SIGNS = ("//", "www.")
_URL = re.compile(rf"(?:https?://|(?<![\w.])www\.)[^\s<>\"{WALL}]+", re.IGNORECASE)
_SECRET_PARAMETER = re.compile(
    r"[?&#/;](?:[\w-]{0,24}(?:token|session|sid|auth|signature|sig|secret|key|pass|pwd|password|code|otp|jwt|email|e-mail|mail"
    r"|phone|user|uid|name|invite|reset|verify|magic|ticket|order|account|booking|hash|id))[=/][^&#]{4}",
    re.IGNORECASE,
)
_RANDOM_PART = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[A-Za-z_-]{0,40}[0-9])(?=[0-9_-]{0,40}[A-Za-z])[A-Za-z0-9_-]{20,}|eyJ[\w-]{8}"
)
_USER_IN_URL = re.compile(r"//[^/@\s]{1,200}@|%40|@[\w-]+\.", re.IGNORECASE)

_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
_DOTTED = re.compile(r"\d\.\d{1,3}\.\d")
_VERSION = re.compile(
    r"\b(?:v|ver|version|firmware|build|release|ios|android|chrome|driver|model|part)\.?[ ]{0,2}$", re.IGNORECASE
)
# Behind these, digits with points between them are a version, and digits a product's. A driver is a person, too: "driver version 31.0".
_VERSIONED = re.compile(
    r"\b(?:v|ver|version|firmware|build|release|kernel|ios|android|chrome|windows)\.?(?:[ ](?:is|no\.?|number))?[ :]{0,3}$",
    re.IGNORECASE,
)
# As no phone is grouped: 415.555.0198, 020.7946.0958
_POINTED = re.compile(r"(?!0\d|\d{3}\.\d{3}\.\d{4}$)\d+(?:\.\d+)+")
# "SKU/EAN on the label is", "barcode printed on the box reads": what stands between the word and the number names where it stands.
_STANDS_THERE = (
    r"(?:[ ]{0,2}(?:\b(?:is|was|no|nr|numbers?|codes?|reads?|says|shows|being|printed|shown|underneath|below|(?:on|of|in|under|below|at|inside|beside)[ ](?:the|this|that|your|my|our|its)"
    r"[ ](?!(?:phone|mobile|account|card|customer)\b)[a-z]{1,20})\b\.?|[:#=])){0,6}[ ]{0,2}$"
)
_PRODUCT = re.compile(
    r"(?<!under the )(?<!below the )(?<!on the )\b(?:(?:sku|ean|isbn|issn|upc|gtin|asin)s?(?:-1[03])?|bar[ -]?codes?|(?:article|product|item|part|model)[ ](?:numbers?|no|codes?))\b\.?"
    + _STANDS_THERE,
    re.IGNORECASE,
)
# Behind "the number under the barcode" the check digit has to say so, too: a label has a phone number as well.
_LABELLED_PRODUCT = re.compile(
    r"\b(?:numbers?|digits)[ ](?:on|of|under|below)[ ](?:the|this|that|my|your|its)[ ](?:label|sticker|bar[ -]?code|tag|box|packaging|product|item|ean|sku|upc)\b"
    + _STANDS_THERE,
    re.IGNORECASE,
)

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_IBAN_DIGITS = re.compile(r"\d\d(?<=[A-Za-z]{2}\d\d)(?:[ -]?[A-Za-z0-9]){11}")
_FEWEST_IBAN_DIGITS = 10
_IBAN_BOUNDARY = re.compile(r"[ -]")

_SEPARATORS = r" .\-/()\u00a0\u2010-\u2015"
# A run of digits as phones, cards and ids are written. No decimal commas: amounts are nobody's detail.
_DIGITS = re.compile(rf"(?<![\w.,@#$£€])(?:\+[ ]?)?\(?\d(?:[{_SEPARATORS}]{{0,3}}\d){{5,24}}(?!\d|[.,]\d|%|\w)")
_SIX_DIGITS = re.compile(rf"\d(?:[{_SEPARATORS}]{{0,3}}\d){{5}}")
_DATE = re.compile(
    r"\d{1,4}([/.-])\d{1,2}\1\d{1,4}|\d{1,2}[ -]\d{1,2}[ -]\d{4}|\d{4}-\d{2}-\d{2}[ T]\d{1,2}.*|(?:19|20)\d\d[-–/ ](?:19|20)\d\d"
)
_PHONE_CUE = re.compile(
    r"(?:phone|telephone|telefon|teléfono|tel|mobile|mob|cell|call|ring|text|sms|whatsapp|landline|fax|number|contact|no|reach"
    r"|dial|line|hotline|handy|ph|m|t)\b[^\n\d" + WALL + r"]{0,24}$",
    re.IGNORECASE,
)
_MOST_PHONE_DIGITS = 15
_EXTENSION = re.compile(r"[ ,]{0,2}\(?(?:ext(?:ension|n)?\.?|x)[ ]?#?\d{1,6}(?!\w|[.,]\d)", re.IGNORECASE)
_VERSION_SHAPE = re.compile(r"[1-9]\d{0,2}(?:\.\d{1,6}){3}")
_GROUPED_PHONE = re.compile(
    r"\(?\d{3}\)?[-. ]{1,2}\d{3}[-. ]\d{4}|\d{3}[-. ]\d{4}|\(\d{2,5}\)[ ]?\d.*|\d{2,5}[ -]\d{3,4}[ -]\d{3,4}"
)
_AMOUNT_UNIT = re.compile(
    r"[ ]?(?:km|kg|mb|gb|euros?|dollars?|pounds?|people|users|miles|points|rupees|hz)\b", re.IGNORECASE
)

# One digit written as the letter that looks like it: "4111 1111 l111 1111".
_MISREAD_CARD = re.compile(r"(?<!\w)[\dlIOo]{4}(?:[ -]?[\dlIOo]{4}){3}(?!\w)")
_FEWEST_MISREAD_DIGITS = 15

# Read out, with what people say between: "plus four four, uh, seven seven double oh".
_SPELLED_NUMBER = re.compile(
    rf"(?<![\w-])(?:plus[ ])?{DIGIT_WORD}(?:(?:,?[ ]|-)(?:(?:uh|um|er|erm|then|dash|space),?[ ])?(?:{DIGIT_WORD}|hundred)){{3,30}}(?![\w'’-])",
    re.IGNORECASE,
)
_SPOKEN_DIGIT = re.compile(r"\b(?!(?:plus|uh|um|er|erm|then|dash|space)\b)[a-z]+", re.IGNORECASE)
_FEWEST_SPELLED_WORDS = 7
_FEWEST_CARD_DIGITS = 13
# Of a number that is read out, what it is: with it, four words are enough.
_SPELLED_LABEL = re.compile(
    r"\b(?!(?:order|case|ticket|booking|tracking|account|policy)\b(?![ ]?(?:numbers?|code|is|it['’]s|was|:)))(?:(?P<order>order|booking|reservation|reference|ticket|case|tracking)|(?P<account>account|sort code|routing|policy|membership|meter)"
    r"|(?P<national_id>social(?: security)?|ssn|national insurance|passport))\b(?:[ ]?(?:numbers?|code|is|it['’]s|was|um|uh|[:,])){0,4}[ ]$",
    re.IGNORECASE,
)
# One digit at a time, paused at commas: "4 0 0 0, 0 0 2 7, 6 0 0 0, 3 1 8 4".
_PAUSED_DIGITS = re.compile(r"(?<![\w.,])\d(?:[ ]\d){2,5}(?:,[ ]\d(?:[ ]\d){1,5}){1,5}(?![\w%]|[.,]\d|,?[ ]\d)")
_FEWEST_COUNTED = 5

_SSN = re.compile(r"(?<![\w-])(?!000|666)\d{3}[- ]\d{2}[- ]\d{4}(?![\w]|-\d)")
_NATIONAL_SHAPES: tuple[tuple[LazyPattern, Callable[[str], bool]], ...] = (
    (
        LazyPattern(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)", re.IGNORECASE),
        lambda _: True,
    ),
    (LazyPattern(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)"), lambda _: True),
    (LazyPattern(r"(?<!\w)\d{8}[ -]?[A-Za-z](?!\w)"), lambda code: is_dni(code.upper())),
    (
        LazyPattern(r"(?<!\w)[XYZxyz][ -]?\d{7}[ -]?[A-Za-z](?!\w)"),
        lambda code: is_dni(str("XYZ".index(code[0].upper())) + code[1:].upper()),
    ),
    (LazyPattern(r"(?<!\w)[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)", re.IGNORECASE), lambda _: True),
    (LazyPattern(r"(?<![\w-])\d{6}[-+A]\d{3}[0-9A-Y](?![\w-])"), lambda _: True),
    (LazyPattern(r"(?<!\w)[A-Z]{5}\d{4}[A-Z](?!\w)"), lambda _: True),
    (LazyPattern(r"(?<![\w-])[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}(?!\w)"), is_nir),
    (LazyPattern(r"(?<!\w)\d{9}(?!\w)"), is_bsn),
)

# The digits of any of these, with what stands between them.
_ID_DIGITS = re.compile(r"\d\d(?:[- ]?\d\d[- ]?\d\d|\d[.]\d{3}[.]\d|\d[- ]\d\d[- ]\d|\w\d\d\w\d{3}|\d\d\w)")

# A number with what belongs to it: pieces joined by signs, at least one digit near the start, further groups of digits.
_CODE = (
    r"(?:(?-i:[A-Z]{1,4})[ ](?=\d{2}))?#?(?=[A-Za-z/#_.-]{0,12}\d)[A-Za-z0-9]{1,32}(?:[-/#_.:][A-Za-z0-9]{1,24}){0,6}"
    r"(?:[ -]\d{2,6}(?![\w])){0,7}(?:[ ][A-Z](?!\w))?"
)
_LABELLING = (
    r"(?:[ ]{0,2}(?:numbers?|no\.?|nr\.?|num\.?|nbr|ids?|id's|ref(?:erence)?s?|code|is|was|as|are|card|holder|account|plate|and|new|old|my|the|of|on"
    r"|it's|[:#=.,–—-])){0,5}[ ]{0,2}[\[(]?"
)


_SPELLING = frozenset(DIGIT_WORDS)


class _Label(NamedTuple):
    """Numbers, as ``value``, that a word before them explains; every label holds one of `words`.

    `loosely` matches wherever `pattern` does, whatever stands behind.
    """

    kind: DataKind
    words: frozenset[str]
    pattern: LazyPattern
    loosely: LazyPattern


def _labelled(kind: DataKind, labels: str, words: str, value: str = _CODE) -> _Label:
    label = rf"(?<![\w-])(?:{labels})(?![a-z]){_LABELLING}"
    return _Label(
        kind=kind,
        words=frozenset(words.split()),
        pattern=LazyPattern(rf"{label}(?P<value>{value})(?!\w)", re.IGNORECASE),
        loosely=LazyPattern(label + value, re.IGNORECASE),
    )


_LABELLED = (
    _labelled(
        DataKind.NATIONAL_ID,
        r"ssn|social(?: security)?|ni|nino|national insurance|sin|social insurance|dni|nie|nif|bsn|codice fiscale|person(?:al)?nummer"
        r"|pesel|cpf|rg|pan|aadhaar|aadhar|nhs|passport|(?:driving|driver'?s?|drivers) licen[cs]e|tax file|tfn|tax id|itin|(?-i:TIN)"
        r"|steuer-?id|steuernummer|numéro de sécu|sécurité sociale|nir|hetu|henkilötunnus|cpr|fødselsnummer|emirates id|curp|rut|cnp"
        r"|national id(?:entity)?|identity card|id card|medicare|pps|ppsn|visa grant|residence permit|oib|amka|afm",
        "ssn social ni nino national sin dni nie nif bsn codice personnummer personalnummer pesel cpf rg pan aadhaar aadhar nhs"
        " passport driving driver drivers tax tfn itin tin steuer steuerid steuernummer numéro sécurité nir hetu henkilötunnus cpr"
        " fødselsnummer emirates curp rut cnp identity id medicare pps ppsn grant permit oib amka afm",
    ),
    _labelled(
        DataKind.ACCOUNT,
        r"accounts?|acct|acc|a/c|sort(?: code)?|sortcode|kundennummer|routing|aba|bsb|bic|swift|customer|client|membership|member|policy|frequent flyer"
        r"|loyalty|rewards?|club ?card|meter|mpan|mprn|user ?id|student|patient|employee|staff|subscriber|subscription|licen[cs]e key|serial|imei"
        r"|iban|gift card|voucher|vin|contract|mandate|wallet|device id|sim|iccid|registration|number plate|reg|miles(?:card)?|avios",
        "account accounts acct acc c sort sortcode kundennummer routing aba bsb bic swift customer client membership member policy"
        " flyer loyalty reward rewards club clubcard meter mpan mprn user userid student patient employee staff subscriber"
        " subscription licence license serial imei iban gift voucher vin contract mandate wallet device sim iccid registration"
        " plate reg miles milescard avios",
    ),
    _labelled(
        DataKind.ACCOUNT,
        r"plates?|reg(?:istration)?|kennzeichen|matricule",
        "plate plates reg registration kennzeichen matricule",
        r"(?-i:(?=[A-Z -]{1,6}\d)[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,2}|[A-Z]{2}\d{2}[A-Z]{3})",
    ),
    _labelled(
        DataKind.ORDER,
        r"orders?|bestell(?:nummer|nr)|auftragsnummer|rechnungsnummer|bookings?|reservations?|confirmation|pnr|locator|tickets?|case|invoice|tracking|parcel|shipment|consignment|ref|reference"
        r"|purchase order|po|rma|return|claim|complaint|incident|request|transaction|txn|payment id|receipt|waybill|awb|quote|job|itinerary|e-ticket",
        "order orders bestellnummer bestellnr auftragsnummer rechnungsnummer booking bookings reservation reservations confirmation"
        " pnr locator ticket tickets case invoice tracking parcel shipment consignment ref reference po rma return claim complaint"
        " incident request transaction txn payment receipt waybill awb quote job itinerary",
    ),
    _labelled(DataKind.HANDLE, r"ig|fb|snap|tg|user ?names?|(?:twitter|insta(?:gram)?|skype|discord|telegram|snapchat|tiktok|psn|steam)(?: handle| name| user ?name| id| tag)?|handle|gamertag|login|nickname|screen name", "ig fb snap tg user username usernames twitter insta instagram skype discord telegram snapchat tiktok psn steam handle gamertag login nickname screen", r"@?[A-Za-z][\w.:-]{1,29}(?:#\d{2,6})?"),
    _labelled(DataKind.POSTCODE, r"zip|zipcode|post ?codes?|postal|postleitzahl|plz|eircode|pin ?code", "zip zipcode post postcode postcodes postal postleitzahl plz eircode pin pincode", r"(?=[A-Za-z]{0,3}\d)[A-Za-z0-9]{2,7}(?:[ -](?=[A-Za-z]{0,2}\d)[A-Za-z0-9]{3,4}|[ ][A-Z]{2})?"),
)  # fmt: skip
# What says that a number follows which names something; else it must look like one by itself.
_NUMBER_SIGN = re.compile(r"(?:n[or]\.?|num|number|ids?|ref\w*|code|[:#])[ ]*$", re.IGNORECASE)
_QUANTITY = re.compile(
    r"(?:\d{1,4}[-–])?\d{1,9}(?:st|nd|rd|th|am|pm|hrs?|mins?|days?|x|k|gb|kg|cm|mm|ml"
    r"|-(?:day|hour|minute|pack|week|month|year|digit|star|inch|person|seat)\w*)",
    re.IGNORECASE,
)
# What anybody may use: SUMMER20
_OFFER = re.compile(r"[A-Z]{4,20}\d{1,4}")
_OFFERED = ("voucher", "gift")
_FEWEST_CODE_CHARS = 3
_FEWEST_CODE_DIGITS = 5
_FEWEST_MIXED_CHARS = 5
_DATE_LIKE_LABELS = ("sort", "bsb")
_BANK_CODES = ("bic", "swift")
_BIC = re.compile(
    r"\b(?:bic|swift)(?: code)?[ :=-]{1,4}(?P<value>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)(?!\w)", re.IGNORECASE
)
_HASH_NUMBER = re.compile(r"(?<![\w&#/])#(?=[A-Za-z-]{0,6}\d)[A-Za-z0-9][\w-]{3,20}(?!\w)")
_CARRIER_NUMBER = re.compile(
    r"(?<!\w)(?:1Z[A-Z0-9]{16}|[A-Z]{2}\d{9}[A-Z]{2}|(?![A-Z]{5,20}\d{1,4}(?!\w))(?=[A-Z]{0,12}\d)(?=\d{0,12}[A-Z])[A-Z0-9]{10,24}|\d{3}-\d{7}-\d{7})(?!\w)"
)
_TEN_IN_A_ROW = re.compile(r"[A-Z\d]{10}|\d-\d{7}-")
_LONG_NUMBER = re.compile(r"(?<![\w.,$£€+-])\d{7,40}(?![\w%]|[.,]\d)")
_HANDLE = re.compile(r"(?<![\w.@/])[@＠](?=[\w.-]{0,29}[^\W\d_])\w[\w.-]{0,28}\w")

_ANY_DATE = (
    rf"(?:\d{{1,4}}[ ]?[/.-][ ]?\d{{1,2}}[ ]?[/.-][ ]?\d{{1,4}}|\d{{1,2}}(?:st|nd|rd|th)?[ -]?(?:of[ ])?{MONTH}[ .,-]{{0,2}}\d{{2,4}}"
    rf"|{MONTH}[ .]{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?,?[ ]\d{{2,4}}|\d{{8}}|\d{{2}}[ ]\d{{2}}[ ]\d{{2,4}})"
)
_BIRTHS = ("birth", "bday", "born", "geboren", "né", "dob", "d.o", "do.b")
# "Your date of birth on file is 12/03/1984": what may stand before the date; other words make it another date's.
_BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\b\.?|date of birth|birth[ -]?da(?:te|y)|bday|born|geboren|né(?:e)? le)(?:['’]s|[ :=–—,()-]|\b(?:is|was|on|in|the|as|to|file|record"
    r"|records|our|your|this|that|account|profile|system|we|you|i|have|has|had|hold|held|got|gave|given|see|show|shows|showing|listed|recorded|registered"
    r"|entered|stored|noted|set|with|us|for|of|currently|still|being|down|here|which)\b){0,24}"
    rf"(?P<value>{_ANY_DATE}|\d{{6}})(?!\w)",
    re.IGNORECASE,
)

_BIRTH_BEHIND = re.compile(
    rf"(?<![\w.,/-])(?P<value>{_ANY_DATE})(?:[ ](?:is|was|being|as)[ ](?:my|your|her|his|their|the)(?:[ ][a-z'’]{{1,12}}){{0,2}}?[ ]|[ ]?[(][ ]?)(?:dob|d\.o\.b\.?|date of birth|birth[ -]?da(?:te|y))(?!\w)",
    re.IGNORECASE,
)

_BEFORE_CHARS = 40
_BEFORE_PRODUCT_CHARS = 70


def _digits(text: str) -> str:
    return "".join([str(int(c)) for c in text if c.isdecimal()])


def _find_emails(clues: Clues) -> Iterator[Found]:
    for pattern, is_possible in (
        (_EMAIL, clues.has(_AT_A_DOMAIN)),
        (_SPELLED_EMAIL, clues.has_part(_SPELLED_SIGNS)),
        (_SPACED_EMAIL, clues.has_part(_SPACED_SIGNS)),
    ):
        for match in pattern.finditer(clues.text) if is_possible else ():
            yield Found(match.start(), match.start() + len(match.group().rstrip("-.'’")), DataKind.EMAIL)


def _find_links(clues: Clues) -> Iterator[Found]:
    for match in _URL.finditer(clues.text) if clues.has_part(_LINK_SIGNS) else ():
        url = match.group()
        if _USER_IN_URL.search(url) or _SECRET_PARAMETER.search(url) or _RANDOM_PART.search(url):
            yield Found(match.start(), match.start() + len(url.rstrip(".,;:!?)]}'\"")), DataKind.LINK)


def _find_ips(clues: Clues) -> Iterator[Found]:
    text = clues.text
    for pattern, is_possible in ((_IPV4, clues.has(_DOTTED)), (_IPV6, text.count(":") > 1)):
        for match in pattern.finditer(text) if is_possible else ():
            candidate = match.group()
            if pattern is _IPV6 and (len(candidate) < 6 or not any(map(str.isdecimal, candidate))):
                continue
            try:
                ipaddress.ip_address(candidate)
            except ValueError:
                continue
            if not _VERSION.search(text, max(0, match.start() - 12), match.start()):
                yield Found(match.start(), match.end(), DataKind.IP)


def _find_ibans(clues: Clues) -> Iterator[Found]:
    for match in _IBAN.finditer(clues.text) if clues.has(_IBAN_DIGITS) else ():
        candidate = match.group()
        if sum(map(str.isdecimal, candidate)) < _FEWEST_IBAN_DIGITS:
            continue  # words can pass the check by chance
        for end in (len(candidate), *(m.start() for m in reversed(list(_IBAN_BOUNDARY.finditer(candidate))))):
            if is_iban(candidate[:end].replace(" ", "").replace("-", "").upper()):
                yield Found(match.start(), match.start() + end, DataKind.IBAN)
                break


def _find_numbers(clues: Clues) -> Iterator[Found]:
    """Yield cards, phones and long numbers."""
    if not clues.has(_SIX_DIGITS):
        return
    text = clues.text
    for match in _MISREAD_CARD.finditer(text):
        if sum(map(str.isdecimal, match.group())) >= _FEWEST_MISREAD_DIGITS:
            yield Found(match.start(), match.end(), DataKind.CARD)
    for match in _DIGITS.finditer(text):
        run, start, end = match.group(), match.start(), match.end()
        digits = _digits(run)
        bare = run.strip("+() ")
        if _DATE.fullmatch(bare) or _AMOUNT_UNIT.match(text, end) or _VERSION_SHAPE.fullmatch(run):
            continue
        is_cued = _PHONE_CUE.search(text, max(0, start - _BEFORE_CHARS), start) is not None
        if _is_of_a_product(text, start, run) or (_is_counted(run) and not is_cued):
            continue
        if 13 <= len(digits) <= 19 and digits[0] in "23456" and is_luhn(digits):
            yield Found(start, end, DataKind.CARD)
            continue
        if len(digits) < 7:
            continue
        if len(digits) > _MOST_PHONE_DIGITS:
            # A card with a digit mistyped, or some other number that long: nobody writes one of no account.
            yield Found(start, end, DataKind.ACCOUNT)
            continue
        is_phone = (
            run.startswith(("+", "00", "(0", "(+", "0"))
            or _GROUPED_PHONE.fullmatch(bare) is not None
            or (len(digits) >= 10 and bare.isdecimal())
            or is_cued
        )
        if is_phone:
            extension = _EXTENSION.match(text, end)
            yield Found(start, extension.end() if extension else end, DataKind.PHONE)
        elif len(digits) >= 9:
            yield Found(start, end, DataKind.ACCOUNT)
    for match in _LONG_NUMBER.finditer(text):
        if not _is_of_a_product(text, match.start(), match.group()):
            yield Found(match.start(), match.end(), DataKind.ORDER)


def _is_of_a_product(text: str, start: int, run: str) -> bool:
    """Tell whether what stands before a number makes it a version's or an article's: "build 22631.3007", "ISBN 978…"."""
    first = max(0, start - _BEFORE_CHARS)
    if _POINTED.fullmatch(run) and _VERSIONED.search(text, first, start):
        return True
    first = max(0, start - _BEFORE_PRODUCT_CHARS)
    if _PRODUCT.search(text, first, start):
        return True
    return is_gtin(run) and _LABELLED_PRODUCT.search(text, first, start) is not None


def _find_spoken_numbers(clues: Clues) -> Iterator[Found]:
    """Yield numbers read out digit by digit: a phone has seven, and few else speak so; behind "account number" four are enough."""
    text = clues.text
    for match in _PAUSED_DIGITS.finditer(text) if clues.has_digit else ():
        count = len(_digits(match.group()))
        if count >= _FEWEST_SPELLED_WORDS and not _is_counted(match.group().replace(",", "")):
            yield Found(*match.span(), DataKind.CARD if count >= _FEWEST_CARD_DIGITS else DataKind.PHONE)
    for match in _SPELLED_NUMBER.finditer(text) if clues.has_word(_SPELLING) else ():
        words = _SPOKEN_DIGIT.findall(match.group())
        first = max(0, match.start() - _BEFORE_CHARS)
        label = _SPELLED_LABEL.search(text, first, match.start())
        if label is not None and label.lastgroup is not None:
            yield Found(*match.span(), DataKind(label.lastgroup))
        elif len(words) >= _FEWEST_CARD_DIGITS:
            yield Found(*match.span(), DataKind.CARD)
        elif len(words) >= _FEWEST_SPELLED_WORDS:
            yield Found(*match.span(), DataKind.PHONE)


def _is_counted(run: str) -> bool:
    """Tell whether numbers follow each other by one: sizes and chapters, "36 37 38 39 40"."""
    parts = run.split(" ")
    if len(parts) < _FEWEST_COUNTED or not all(map(str.isdecimal, parts)):
        return False
    return all(int(after) == int(before) + 1 for before, after in pairwise(parts))


def _find_national_ids(clues: Clues) -> Iterator[Found]:
    if not clues.has(_ID_DIGITS):
        return
    text = clues.text
    for match in _SSN.finditer(text):
        yield Found(match.start(), match.end(), DataKind.NATIONAL_ID)
    for pattern, is_valid in _NATIONAL_SHAPES:
        for match in pattern.compiled.finditer(text):
            if is_valid(match.group().replace(" ", "").replace("-", "")):
                yield Found(match.start(), match.end(), DataKind.NATIONAL_ID)


def _is_username(value: str, label: str) -> bool:
    """Tell "my username is halvorsen_ski" from "my username is wrong"."""
    word = value.rstrip(".:")
    is_marked = any(c in "_.:#@" or c.isdecimal() for c in word)
    return word.lower() not in word_class("not_a_name") and (is_marked or ":" in label)


def _is_code(value: str, label: str) -> bool:
    """Tell "order HB-209" and "order no 209" from "order 2" and "order 2024-05-01"."""
    if len(value) < _FEWEST_CODE_CHARS:
        return False
    if _DATE.fullmatch(value) and not label.lower().startswith(_DATE_LIKE_LABELS):
        return False
    if _OFFER.fullmatch(value) and label.lower().startswith(_OFFERED):
        return False
    if "#" in value or _NUMBER_SIGN.search(label) or sum(map(str.isdecimal, value)) >= _FEWEST_CODE_DIGITS:
        return True
    return len(value) >= _FEWEST_MIXED_CHARS and any(map(str.isalpha, value)) and not _QUANTITY.fullmatch(value)


def _find_labelled(clues: Clues) -> Iterator[Found]:
    text = clues.text
    for kind, words, pattern, _ in _LABELLED:
        is_possible = (clues.has_digit or kind is DataKind.HANDLE) and clues.has_word(words)
        for match in pattern.compiled.finditer(text) if is_possible else ():
            value, label = match["value"], text[match.start() : match.start("value")]
            if kind is DataKind.POSTCODE or (_is_username if kind is DataKind.HANDLE else _is_code)(value, label):
                yield Found(*match.span("value"), kind)
    for match in _BIC.finditer(text) if clues.has_part(_BANK_CODES) else ():
        yield Found(*match.span("value"), DataKind.ACCOUNT)
    if not clues.has_digit:
        return
    for match in _HASH_NUMBER.finditer(text) if "#" in text else ():
        yield Found(match.start(), match.end(), DataKind.ORDER)
    for match in _CARRIER_NUMBER.finditer(text) if clues.has(_TEN_IN_A_ROW) else ():
        if _VERSION.search(text, max(0, match.start() - 12), match.start()):
            continue
        yield Found(match.start(), match.end(), DataKind.ORDER)
    for birth in (_BIRTH, _BIRTH_BEHIND) if clues.has_part(_BIRTHS) else ():
        for match in birth.finditer(text):
            yield Found(*match.span("value"), DataKind.BIRTH_DATE)


def _find_handles(clues: Clues) -> Iterator[Found]:
    for match in _HANDLE.finditer(clues.text) if "@" in clues.text or "＠" in clues.text else ():
        yield Found(match.start(), match.start() + len(match.group().rstrip(".-")), DataKind.HANDLE)


# In order of trust: where two overlap, the mask names the kind of the first. Each with whether it needs a digit.
_FINDERS: tuple[tuple[Callable[[Clues], Iterator[Found]], bool], ...] = (
    (_find_links, False),
    (_find_emails, False),
    (_find_ibans, True),
    (_find_labelled, False),
    (_find_national_ids, True),
    (_find_ips, False),
    (find_places, False),
    (find_references, True),
    (_find_numbers, True),
    (_find_spoken_numbers, False),
    (_find_handles, False),
)


def find_details(text: str) -> list[Found]:
    """Return the personal details in a text that are no names, most trusted kinds first; spans may overlap."""
    clues = Clues(text)
    return [found for finder, needs_digit in _FINDERS if clues.has_digit or not needs_digit for found in finder(clues)]


_SENSITIVE_LABELS = tuple(label for label in _LABELLED if label.kind in (DataKind.NATIONAL_ID, DataKind.ACCOUNT))
# Of a handle of this length a part is taken out: what is left may begin with a word.
_LONG_HANDLE = re.compile(r"[@＠][\w.-]{29}")


def may_hold_sensitive_detail(text: str) -> bool:
    """Tell whether a text can hold a card, IBAN, id, date of birth, account, e-mail, phone or address with a number: False is certain.

    Told by what stands inside such details, for what stands beside them changes while other details are taken out.
    """
    clues = Clues(text)
    if clues.has(_AT_A_DOMAIN) or any(map(clues.has_part, (_SPELLED_SIGNS, _SPACED_SIGNS, _BANK_CODES))):
        return True
    if clues.has_word(_SPELLING) and clues.has(_SPELLED_NUMBER):
        return True
    if not clues.has_digit:
        return False
    if clues.has(_SIX_DIGITS) or clues.has(_PAUSED_DIGITS) or clues.has(_ID_DIGITS) or may_hold_address(clues):
        return True
    if clues.has(_IBAN_DIGITS) and sum(map(str.isdecimal, text)) >= _FEWEST_IBAN_DIGITS:
        return True
    if clues.has_part(_BIRTHS) or clues.has(_LONG_HANDLE):
        return True
    return any(clues.has_word(label.words) and clues.has(label.loosely.compiled) for label in _SENSITIVE_LABELS)
