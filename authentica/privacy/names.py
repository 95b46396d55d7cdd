"""Names of people: by what introduces them, and by a list of given names.

A capitalised word after a greeting, "my name is", a title or a sign-off is taken for a name unless a list says that it is
none. Elsewhere only listed given names are, and those that are words as well ("Will", "May") only where they are
addressed. A name found once is taken wherever it stands in the same text.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from authentica.privacy.spans import Found
from authentica.schema import DataKind

__all__ = ["find_names"]

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*(?:['’-][^\W\d_](?:[^\W\d_]|[{_MARKS}])*)*")
_MOST_WORDS = 4
_LONGEST_ABBREVIATION = 3
_TITLE = r"mrs?|sra?(?=\.)|ms|miss|mx|mme|mlle|dr|prof(?:essor)?|herr|frau|monsieur|madame|señora?|senhora?|signora?|dhr|mevrouw"

# What stands right before a name. Strong leads are hardly ever followed by anything else; weak ones often are.
_STRONG = re.compile(
    r"\b(?:(?:my|his|her|full|first|last|sur|customer|contact|guest|patient|billing|account)[ -]{0,2}names?(?:'s|’s| is| are)?"
    r"|(?:['’]s )?names?(?:'s|’s| is| was| reads?)|(?:card|account|policy)[ -]?holder|in the name of|under the name(?: of)?"
    r"|(?:booked|registered|reserved|reservation|booking|table|account|order|listed|filed|addressed|held|kept)(?:[ ][a-z0-9]{1,12}){0,4} under"
    r"|(?:registered|addressed|reserved|booked|belongs?|belonging|issued)(?: in)? (?:to|for)|instead of|on behalf of"
    r"|(?:names?|passengers?|guests?|travellers?|recipient|driver|lead|booking|account|contract)\b(?:[ ][a-z]{2,12}){0,4} (?:to|be|as|read|reads?|say|says)"
    r"|called|named|attn|attention|passengers?|recipient|t\.n\.v|c/o|f\.a\.o|fao"
    r"|(?:names?|from|to|by|signed|(?:guest|contact|customer|client|patient|tenant|driver|agent|sender|attendee|owner|buyer|seller|member|student|parent"
    r"|visitor|resident|lead|person|traveller|player|caller|user|next of kin|beneficiary|payee|employee|pupil|child|staff)s?(?:[ ]\d{1,2})?)(?=[ ]?:)|(?:deliver|delivered|ship|post|send)(?: it| this| that)? to(?=[ ]?:))"
    r"[.]?[ ]{0,2}(?:[:=–—-][ ]{0,2})?(?:is )?(?=[^\W\d_])",
    re.IGNORECASE,
)
_TITLED = re.compile(rf"\b(?:{_TITLE})\b\.?[ ]{{1,2}}(?=[^\W\d_])", re.IGNORECASE)
_MEDIUM = re.compile(
    r"\b(?:i['’]?m|i am|this is|it['’]?s|it (?:is|was)|as|met|meet|saw|know|thanks to|credit to|shout[ -]?out to|kudos to|let|contact(?:ed)?|contacting"
    r"|(?:signed|taken|left|made|booked|ordered|paid|sent) (?:for )?by|(?:spoke|speak|speaking|spoken|talk|talked|talking|chatted|chatting|dealt|dealing"
    r"|married|thanks|thank you)(?: briefly| again)? (?:to|with)|ask(?:ed)? for|ask(?:ed)?|told|tell|regards from|(?:signed|written|answered|served|helped|handled) by"
    r"|(?:my|our|your|his|her) (?:wife|husband|partner|fiancée?|son|daughter|mum|mom|mother|dad|father|brother|sister|boss|friend"
    r"|colleague|neighbour|neighbor|assistant|manager|nan|gran|grandma|grandad|uncle|aunt|cousin|flatmate|roommate|tenant"
    r"|landlord|agent|driver|technician|engineer|rep|supervisor|girlfriend|boyfriend|child|baby|kid)"
    r"|(?:colleague|agent|technician|engineer|driver|manager|supervisor|rep|assistant|advisor|adviser|nurse|doctor))"
    r"[ ]{1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\b(?:hi|hello|hey|hiya|heya|hallo|hola|ola|olá|ciao|namaste|greetings|dear|welcome(?: back)?|bonjour|howdy"
    r"|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|dearest)(?: there| again)?[ ]{0,2},?[ ]{1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
_THANKING = re.compile(
    r"\b(?:(?:thanks|thank you|thx|ta|cheers|sorry)(?: (?:so|very|ever|again|a|much|lot|lots|million|loads|all|really|once|more)){1,4}|thanks|thank you|thx|ta|cheers|sorry|apologies|no problem|no worries|of course|sure|yes|no|ok|okay|great|perfect"
    r"|lovely|bye|goodbye|please|congratulations|congrats|absolutely|certainly|you['’]re welcome|take care|(?:so|very|too|again"
    r"|that|this|much|it|us|now|day|wait|patience|help|there|today))[ ]{0,2},?[ ]{1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"\b(?:(?:regards|wishes|love|thanks|best)(?: from(?: [a-z]{1,12}){1,4})?|sincerely(?: yours)?|faithfully|truly|respectfully|thanks(?: again| so much)?|many thanks|thank you|thx|cheers|best"
    r"|all the best|take care|warmly|yours|love|ta|xx?|bye|cordially)[ ]{0,2}(?:[,.!;–—-]{1,2}[ ]{0,2}|(?=[\r\n]))"
    r"[ \r\n]{0,6}(?:[-–—~^][ ]?)?(?=[^\W\d_])",
    re.IGNORECASE,
)
_DASHED = re.compile(r"(?:^|(?<=[.!?\n] )|(?<=\n))[ ]{0,2}[-–—~^*/]{1,2}[ ]?(?=[^\W\d_])", re.MULTILINE)
# Behind a word that people are known by: "the guy at the till, Jermaine, laughed".
_APPOSED = re.compile(
    r"\b(?:guy|man|woman|lady|girl|boy|bloke|chap|manager|driver|agent|colleague|assistant|engineer|technician|fitter|nurse|doctor|waiter|waitress"
    r"|cashier|rep|advisor|adviser|supervisor|courier|host|tenant|neighbour|neighbor|wife|husband|son|daughter|mother|father|sister|brother|friend"
    r"|partner|boss)(?:[ ][a-z']{1,12}){0,5}[ ]?[,:(–—-][ ]{0,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
# Spoken to at the end of a sentence: "Sorry about that, Oksana."
_SPOKEN_TO = re.compile(r"(?<=[a-z0-9)])[ ]?,[ ]{1,2}(?=[^\W\d_a-z])")
_SPOKEN_TO_END = re.compile(r"[ ]?(?:[.!?,;)]|$|[\r\n]|[ ][-–—])")
# People do these things, and are somewhere.
_ACTING = re.compile(
    r"[ ](?:who|said|says|told|tells|promised|explained|helped|called|rang|phoned|wrote|emailed|refused|answered|replied|took|gave|offered|asked"
    r"|laughed|hung up|picked up|assured|confirmed|mentioned|suggested|apologised|apologized|fixed|sorted|came|left (?:me|my|us|it|a|the)|turned up|showed up|arrived"
    r"|was (?:so|very|really|rude|lovely|great|kind|helpful|brilliant|patient|polite|amazing|excellent|fantastic|wonderful|super|extremely|horrible|awful)"
    r"|at the (?:counter|till|desk|shop|store|gate|front|reception)|(?:from|in|at|on) (?:your|our|billing|accounts|support|sales|customer|reception|returns|claims|dispatch|logistics))\b",
    re.IGNORECASE,
)
_OPENS_SENTENCE = re.compile(r"(?:^|(?<=[.!?\n][ \n])|(?<=\n))[ ]{0,2}(?=[^\W\d_a-z])")
_ADDRESSED = re.compile(
    r",[ ]{1,2}(?:i|i['’]\w+|we|we['’]\w+|you|you['’]\w+|your|the|that|that['’]s|thanks|thank|please|it|it['’]s|this|sorry|could|can|just|our|my"
    r"|there|if|as|so|would|will|have|has|are|is|do|let|good|great|all)\b",
    re.IGNORECASE,
)
# A question about somebody: "Is Quillon still there?"
_QUESTION = re.compile(
    r"(?:^|(?<=[.!?\n][ \n])|(?<=\n))(?:is|was|can|could|will|would|has|does|did|should|may|might|whoever|if|when|whether|because|but|and)[ ]"
    r"(?=[^\W\d_])",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[ ](?:[a-z]{2,})")
_HERE = re.compile(r"[ ]{1,2}(?:here(?=[ ]{0,2}(?:again|[.,!:;–—-]|from|at|with|\n|$))|speaking\b)", re.IGNORECASE)
_CLOSED = re.compile(r"[ ]{0,2}(?:[,.!?:;)\r\n–—-]|$|x{1,3}\b|and\b|from\b|here\b|again\b|😀|🙂)")
_BETWEEN = re.compile(r"\.?[ ]|\.[ ]?|[/]|[ ]{2}")
# Endings of words that follow "I'm" or "this is" and are no names, where somebody capitalises for emphasis.
_DESCRIBING = (
    "ous",
    "ful",
    "less",
    "ing",
    "able",
    "ible",
    "ed",
    "ly",
    "ent",
    "ive",
    "est",
    "ful",
    "tion",
    "ness",
    "ment",
    "ical",
    "ary",
)


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    content = resources.files("authentica").joinpath("lexicons", "names.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(content.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = {row["class"]: row["words"].split() for row in rows}
    return {name: frozenset((*listed, *map(_plain, listed))) for name, listed in words.items()}


def _lower(word: str) -> str:
    return word.lower().replace("’", "'")


def _plain(word: str) -> str:
    """Return a word in small letters without accents: names are often written without theirs."""
    return "".join(c for c in unicodedata.normalize("NFD", _lower(word)) if not unicodedata.combining(c))


def _is_listed(word: str, *, ambiguous: bool) -> bool:
    classes = _classes()
    plain = _plain(word)
    for part in (plain, *plain.split("-")[:1]):
        if part in classes["given"] or (ambiguous and part in classes["given_and_word"]):
            return True
    return False


def _is_name_word(word: str) -> bool:
    """Tell whether a word may be part of a name: capitalised and not listed as something else."""
    low = _lower(word)
    return (
        word[0].isupper()
        and low not in _classes()["not_a_name"]
        and low.removesuffix("'s") not in _classes()["not_a_name"]
    )


def _take(text: str, at: int, *, lower: bool = False) -> tuple[int, int] | None:
    """Return the span of the name that starts at a position, or None.

    With `lower`, words in small letters are taken too, as people write who write no capitals at all.
    """
    classes = _classes()
    first: int | None = None
    before: int | None = None
    end = at
    count = 0
    position = at
    while count < _MOST_WORDS and (match := _WORD.match(text, position)):
        word = match.group()
        low = _lower(word)
        if (low in classes["title"] and count == 0) or (low in classes["particle"] and not word[0].isupper()):
            # Of the name only with a name behind it.
            before = match.start() if before is None and count == 0 else before
        elif (
            _is_name_word(word)
            or (len(word) == 1 and word.isupper() and word != "I")
            or (lower and word.islower() and low not in classes["not_a_name"] and count < 2)
        ):
            first = (match.start() if before is None else before) if first is None else first
            end = match.end()
            count += 1
        else:
            break
        gap = _BETWEEN.match(text, match.end())
        if gap is None or (text[match.end()] == "." and not (len(word) <= 2 or low in classes["title"])):
            break
        position = gap.end()
    if first is None:
        return None
    if text[end - 2 : end] in ("'s", "’s", "'S"):
        end -= 2
    return (first, end) if end > first else None


def _first_word(text: str, span: tuple[int, int]) -> str:
    match = _WORD.match(text, *span)
    return match.group() if match else ""


def _introduced(text: str) -> Iterator[tuple[int, int]]:
    for lead in _TITLED.finditer(text):
        if span := _take(text, lead.start(), lower=lead.group()[0].islower()):
            yield span
    for lead in _STRONG.finditer(text):
        small = lead.group().lower().startswith(("my name", "name", "full name", "first name", "last name"))
        if span := _take(text, lead.end(), lower=small):
            yield span
    for lead in _MEDIUM.finditer(text):
        span = _take(text, lead.end())
        if span:
            word = _first_word(text, span)
            described = _lower(word).endswith(_DESCRIBING) and not _is_listed(word, ambiguous=True)
            if (
                not described
                and not _is_only_a_word(text, span)
                and not (word.isupper() and len(word) > 3 and not _is_listed(word, ambiguous=True))
            ):
                yield span
        else:
            yield from _listed_small(text, lead.end())
    for lead in _GREETING.finditer(text):
        if span := _take(text, lead.end()):
            if not _is_only_a_word(text, span):
                yield span
        else:
            yield from _listed_small(text, lead.end())
    for lead in _THANKING.finditer(text):
        span = _take(text, lead.end())
        if span and (_CLOSED.match(text, span[1]) or _is_listed(_first_word(text, span), ambiguous=False)):
            if _is_plain_address(lead.group()) or _is_listed(_first_word(text, span), ambiguous=True):
                yield span
        elif not span:
            for small in _listed_small(text, lead.end()):
                if _CLOSED.match(text, small[1]):
                    yield small
    for lead in _SIGN_OFF.finditer(text):
        span = _take(text, lead.end())
        if span and ("\n" in lead.group() or _CLOSED.match(text, span[1])):
            yield span
        elif not span:
            yield from _listed_small(text, lead.end(), ambiguous=True)
    for lead in _DASHED.finditer(text):
        span = _take(text, lead.end())
        if span and _CLOSED.match(text, span[1]):
            # A list of things is dashed too; only the last line is a signature.
            if _is_listed(_first_word(text, span), ambiguous=True) or "\n" not in text[span[1] : span[1] + 60]:
                yield span
    yield from _told_by_place(text)


def _told_by_place(text: str) -> Iterator[tuple[int, int]]:
    """Yield capitalised words that stand where a person is named or spoken to."""
    for lead in _APPOSED.finditer(text):
        if (span := _take(text, lead.end())) and _SPOKEN_TO_END.match(text, span[1]):
            yield span
    for lead in _SPOKEN_TO.finditer(text):
        span = _take(text, lead.end())
        if (
            span
            and _SPOKEN_TO_END.match(text, span[1])
            and " " not in text[slice(*span)]
            and not _is_describing(text, span)
        ):
            closed = text[span[1] : span[1] + 1] != "," or text[span[1] + 1 : span[1] + 3].strip()[:1].islower()
            if closed:
                yield span
    for lead in _OPENS_SENTENCE.finditer(text):
        span = _take(text, lead.end())
        if span and not _is_describing(text, span) and _ADDRESSED.match(text, span[1]):
            yield span
    for lead in _QUESTION.finditer(text):
        span = _take(text, lead.end())
        if (
            span
            and _GOES_ON.match(text, span[1])
            and not _is_describing(text, span)
            and not _is_only_a_word(text, span)
        ):
            yield span
    for match in _ACTING.finditer(text):
        word = _last_word(text, match.start())
        if word and _is_name_word(text[slice(*word)]) and not _is_describing(text, word):
            yield word


def _is_describing(text: str, span: tuple[int, int]) -> bool:
    word = _first_word(text, span)
    return (_lower(word).endswith(_DESCRIBING) or len(word) < 3) and not _is_listed(word, ambiguous=False)


def _last_word(text: str, end: int) -> tuple[int, int] | None:
    """Return the word of letters that ends at a position."""
    start = end
    while start > 0 and end - start < 30 and (text[start - 1].isalpha() or text[start - 1] in "'’-"):
        start -= 1
    match = _WORD.fullmatch(text, start, end)
    return match.span() if match else None


def _is_only_a_word(text: str, span: tuple[int, int]) -> bool:
    """Tell whether a name that is a word too goes on like one: "Hi, will you", not "Hi Will,"."""
    return _is_listed_word(text[slice(*span)]) and _CLOSED.match(text, span[1]) is None


def _is_plain_address(lead: str) -> bool:
    return lead.lower().startswith(
        ("ta ", "thank", "sorry", "thx", "cheers", "no problem", "no worries", "bye", "goodbye")
    )


def _listed_small(text: str, at: int, *, ambiguous: bool = False) -> Iterator[tuple[int, int]]:
    match = _WORD.match(text, at)
    if match and match.group().islower() and _is_listed(match.group(), ambiguous=ambiguous):
        yield match.span()


def _listed(text: str) -> Iterator[tuple[int, int]]:
    """Yield names that start with a listed given name, and words before "here" and "speaking"."""
    reached = 0
    for match in _WORD.finditer(text):
        if match.start() < reached:
            continue
        word = match.group()
        if not word[0].isupper() or (word.isupper() and len(word) <= _LONGEST_ABBREVIATION):
            continue
        if not _is_listed(word.removesuffix("'s").removesuffix("’s"), ambiguous=True):
            continue
        span = _take(text, match.start())
        if span is None:
            continue
        starts_line = match.start() == 0 or text[match.start() - 1] in "\n\r"
        certain = _is_listed(word, ambiguous=False) or _is_listed(word[:-2], ambiguous=False)
        has_surname = len(_WORD.findall(text, *span)) > 1 and not starts_line
        addressed = starts_line and text[span[1] : span[1] + 1] == ","
        if certain or addressed or _HERE.match(text, span[1]) or (has_surname and certain):
            reached = span[1]
            yield span


def _unexplained(text: str) -> Iterator[tuple[int, int]]:
    """Yield capitalised words inside sentences that no list explains: names, and brands and places with them."""
    for match in _WORD.finditer(text):
        word = match.group()
        inside = text[max(0, match.start() - 2) : match.start()]
        if (
            len(inside) == 2
            and inside[1] in " /("
            and (inside[0].islower() or inside[0].isdecimal() or inside[0] in ",;)'’")
            and not word.isupper()
            and len(word) > 1
            and _is_name_word(word)
            and (span := _take(text, match.start()))
        ):
            yield span


def find_names(text: str, *, strict: bool = False) -> Iterator[Found]:
    """Yield the names in a text; spans may overlap. Linear in its length.

    With `strict`, every capitalised word inside a sentence is a name unless it is listed as something else.
    """
    spans = set(_introduced(text))
    spans.update(_listed(text))
    if strict:
        spans.update(_unexplained(text))
    known: set[str] = set()
    for start, end in spans:
        known.update(
            w for w in _WORD.findall(text, start, end) if len(w) > 2 and w[0].isupper() and not _is_listed_word(w)
        )
    if known:
        spans.update(m.span() for m in _WORD.finditer(text) if m.group() in known)
    for start, end in sorted(spans):
        yield Found(start, end, DataKind.NAME)


def _is_listed_word(word: str) -> bool:
    return _lower(word) in _classes()["given_and_word"]
