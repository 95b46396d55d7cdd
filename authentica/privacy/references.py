"""Reference codes without a label, "GX-669754", "ORD-2024-00123", "A1-7734": told by their shape, and by what else is written so.

Letters, a hyphen and digits also name products, norms, errors and flights. Those have few digits, round ones, a year's, or letters behind
them; or a word beside them says what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from authentica.privacy.clues import Clues
from authentica.privacy.patterns import MONTH
from authentica.privacy.spans import Found
from authentica.schema import DataKind

__all__ = ["find_references"]

_HYPHEN = "[-_\u2010\u2011\u2013]"
_HINT = re.compile(rf"[A-Za-z\d]{_HYPHEN}\w{{0,12}}\d|\d{_HYPHEN}[A-Z]|[A-Z]\d{{6}}")
# In capitals; in small letters only as few as a shop's mark has, before digits alone. Nothing of a link, a mail address or a path.
_REFERENCE = re.compile(
    rf"(?<![\w@.&=?#\u2011-])(?<![a-z:/]/)"
    rf"(?:[A-Z\d]{{1,12}}(?:{_HYPHEN}[A-Z\d]{{1,16}}){{1,5}}|[a-z]{{1,4}}(?:{_HYPHEN}\d{{1,16}}){{1,4}}|[A-Z]{{1,4}}\d{{6,16}})"
    rf"(?!\w|{_HYPHEN}\w|\.[A-Za-z]|[.,]\d|%)"
)
_PARTS = re.compile(_HYPHEN)
_FEWEST_DIGITS = 4
_MANY_DIGITS = 5
_LONGEST_MARK = 6
# What letters before a number stand for where they are nobody's: norms, protocols, errors, currencies, hardware; "pre-2019", "top-1000".
_COMMON_MARKS = frozenset(
    """
    ISO EN DIN IEC ANSI ASTM BS NF UL VDE NIST IEEE ITU CE FCC RFC CVE CWE KB GDPR HTTP HTTPS TCP UDP TLS SSL SSH FTP SMTP IMAP DNS IP UTF SHA MD AES RSA BASE
    COVID SARS ERR ERROR CODE EUR USD GBP INR CHF AUD CAD NZD JPY RTX GTX GT RX MX DDR LPDDR PC3 PC4 USB HDMI CAT MP MPEG JPEG PNG IMG DSC
    LR CR SR I3 I5 I7 I9 E3 E5 E7 FY GMT UTC EU UN US UK CO PM MAX MIN WIN MAC OS IOS STEP PAGE ROOM UNIT
    """.split()
)
_SMALL_WORDS = frozenset("pre post mid sub top non over anti step page line port".split())
# "WH-1000XM4", "KD-55XH9005": a series' digits with letters behind them.
_MODEL = re.compile(r"\d{2,4}[A-Z]{1,4}\d{0,4}[A-Z]{0,2}")
_YEAR_OR_ROUND = re.compile(r"(?:19|20)\d\d|\d\d00")
_DATED = re.compile(
    rf"(?:\d{{1,4}}{_HYPHEN})?(?:{MONTH}|Q[1-4]|H[12]|W\d\d?|KW)(?:{_HYPHEN}\d{{1,4}})?|\d{{4}}-\d\d-\d\dT\d*|\d{{4}}-W\d\d(?:-\d)?|[A-Z]{{0,2}}20\d\d-\d\d",
    re.IGNORECASE,
)
_QUANTITY = re.compile(rf"\d+(?:{_HYPHEN}\d+)*{_HYPHEN}?[A-Z]{{1,4}}(?:{_HYPHEN}\d+[A-Z]{{0,3}})?|\d+{_HYPHEN}[A-Z]+")
_VANITY_PHONE = re.compile(rf"1?{_HYPHEN}?\d{{3}}(?:{_HYPHEN}[A-Z\d]*[A-Z]{{4,}})")
# What a code before or behind them is of; of a long one only the first say it, as "my phone, GX-669754" may be an order.
_NUMBERED = frozenset(
    """
    fly flying season flight flug vol vuelo train zug bus route error fault exception bug patch update hotfix driver firmware version build release standard norm regulation directive law
    section page chapter figure sku article product item part model modell series stop room exit level aisle highway motorway form size colour color socket
    """.split()
)
_PRODUCTS = frozenset(
    """
    battery batteries printer camera router modem headphone headset earbud earphone laptop notebook desktop phone monitor tv television gpu cpu ssd hdd drive chip
    processor kit cable adapter adaptor charger cartridge toner ink lens watch speaker soundbar microphone mic drill saw hoover vacuum cleaner mixer blender kettle
    oven fridge freezer washer dryer dishwasher machine filter bulb lamp keyboard mouse console controller scanner projector tablet device engine motor aircraft
    certificate certification port protocol encoding jacket shoe boot bike car chair set code warning gate seat new
    """.split()
)
_FILLERS = frozenset("number numbers code codes no is was the message says shows".split())
_WORD = re.compile(r"[^\W\d_]+")
_BRAND_BEFORE = re.compile(r"[\w,;][ ][A-Z][A-Za-z]{1,20}[ ]$|(?<!\w)[A-Z][a-z]{0,20}[A-Z][A-Za-z]{0,20}[ ]$")
_BEHIND = re.compile(r"[ ](?:(?!the|your|my|our|a|an|and|is|was|for|or)[a-z]{1,12}[ ])?(?P<word>[A-Za-z]{2,14})\b")
_ON_SCREEN = re.compile(r"[ ]on (?:my|the|its|your) (?:screen|display|dashboard|panel|console|tv)\b", re.IGNORECASE)
_BEFORE_CHARS = 40


def find_references(clues: Clues) -> Iterator[Found]:
    """Yield the reference codes of a text, those behind a label among them."""
    text = clues.text
    for match in _REFERENCE.finditer(text) if clues.has(_HINT) else ():
        if _is_reference(match.group()) and not _is_explained(text, match):
            yield Found(match.start(), match.end(), DataKind.ORDER)


def _is_reference(code: str) -> bool:
    parts = _PARTS.split(code)
    digits = sum(map(str.isdecimal, code))
    if digits < _FEWEST_DIGITS or digits == len(code) - len(parts) + 1:
        return False
    mark = parts[0]
    if (
        not _COMMON_MARKS.isdisjoint((mark.upper(), mark.upper().rstrip("0123456789")))
        or mark in _SMALL_WORDS
        or len(mark) > _LONGEST_MARK
    ):
        return False
    if any(pattern.fullmatch(code) for pattern in (_DATED, _QUANTITY, _VANITY_PHONE)):
        return False
    if len(parts) > 2 or (len(parts) == 1 and digits >= _MANY_DIGITS):
        return True
    if mark.isdecimal() or not parts[-1][:1].isdecimal() or _MODEL.fullmatch(parts[-1]):
        return False
    return _YEAR_OR_ROUND.fullmatch(parts[-1]) is None and (digits >= _MANY_DIGITS or mark.isupper())


def _is_explained(text: str, match: re.Match[str]) -> bool:
    """Tell whether a word beside a code says that it names no customer's matter."""
    start, end = match.span()
    before = text[max(0, start - _BEFORE_CHARS) : start]
    word = _word_before(before)
    if _is_of(word, _NUMBERED) or _ON_SCREEN.match(text, end):
        return True
    if sum(map(str.isdecimal, match.group())) >= _MANY_DIGITS:
        return False
    behind = _BEHIND.match(text, end)
    named = behind["word"].lower() if behind else ""
    return _is_of(word, _PRODUCTS) or _is_of(named, _PRODUCTS | _NUMBERED) or _BRAND_BEFORE.search(before) is not None


def _word_before(before: str) -> str:
    """Return the word that a code stands behind, if need be over "number is": of its sentence."""
    sentence = re.split(r"[.!?;,\n](?!\w)", before)[-1]
    words = [word.lower() for word in _WORD.findall(sentence)]
    while len(words) > 1 and words[-1] in _FILLERS:
        words.pop()
    return words[-1] if words else ""


def _is_of(word: str, words: frozenset[str]) -> bool:
    return word in words or word.removesuffix("s") in words
