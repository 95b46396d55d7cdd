"""Names of people: by what introduces them, and by a list of given names.

A capitalised word after a greeting, "my name is", a title or a sign-off is taken for a name unless a list says that it is
none. Elsewhere only listed given names are, and those that are words as well ("Will", "May") only where they are
addressed. A name found once is taken wherever it stands in the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from authentica.privacy.spans import Found
from authentica.privacy.wordlists import plain_word, word_class
from authentica.schema import DataKind

__all__ = ["find_names"]

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*(?:['’-][^\W\d_](?:[^\W\d_]|[{_MARKS}])*)*")
_MOST_WORDS = 4
_MOST_JOINING_WORDS = 8  # titles and particles before and between them
_MOST_SMALL_WORDS = 2
_LONGEST_INITIALS = 2
_LONGEST_ABBREVIATION = 3
_LONGEST_SIGNATURE_CHARS = 60
_LONGEST_WORD_CHARS = 30
_TITLE = r"mrs?|sra?(?=\.)|ms|miss|mx|mme|mlle|dr|prof(?:essor)?|herr|frau|monsieur|madame|señora?|senhora?|signora?|dhr|mevrouw"

# What stands right before a name. Strong leads are hardly ever followed by anything else; weak ones often are.
_STRONG = re.compile(
    r"\b(?:(?:my|his|her|full|first|last|sur|customer|contact|guest|patient|billing|account)[ -]{0,2}names?(?:'s|’s| is| are)?"
    r"|(?:['’]s )?names?(?:'s|’s| is| was| reads?)|(?:card|account|policy)[ -]?holder|in the name of|under the name(?: of)?"
    r"|(?:booked|registered|reserved|reservation|booking|table|account|order|listed|filed|addressed|held|kept)(?:[ ][a-z0-9]{1,12}){0,4} under"
    r"|(?:registered|addressed|reserved|booked|belongs?|belonging|issued)(?: in)? (?:to|for)|instead of|on behalf of"
    r"|(?:names?|passengers?|guests?|travellers?|recipient|driver|lead|booking|account|contract)\b(?:[ ][a-z]{2,12}){0,4} (?:to|be|as|read|reads?|say|says)"
    r"|(?<=[,;] )name(?=[ ](?-i:[A-Z]))|called|named|attn|attention|passengers?|recipient|t\.n\.v|c/o|f\.a\.o|fao"
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
_INSIDE = re.compile(r"(?<=[a-z0-9,;)'’])[ /(](?=[^\W\d_a-z])")
_NAME_LEADS = ("my name", "name", "full name", "first name", "last name")
_ADDRESSING_LEADS = ("ta ", "thank", "sorry", "thx", "cheers", "no problem", "no worries", "bye", "goodbye")


class _Name(NamedTuple):
    """A name's place, and its first word in capitals and small letters as written (titles and particles left out)."""

    start: int
    end: int
    first_word: str


def _is_listed(word: str) -> bool:
    """Tell whether a word is a given name and hardly anything else."""
    return not _plain_parts(word).isdisjoint(word_class("given"))


def _is_name_and_word(word: str) -> bool:
    """Tell whether a word is a given name that is a word too, such as "Will"."""
    return not _plain_parts(word).isdisjoint(word_class("given_and_word"))


def _plain_parts(word: str) -> frozenset[str]:
    plain = plain_word(word).removesuffix("'s")
    return frozenset((plain, plain.partition("-")[0]))


def _is_name_word(word: str) -> bool:
    """Tell whether a word may be part of a name: capitalised and not listed as something else."""
    return word[0].isupper() and not _is_listed_otherwise(word)


def _is_listed_otherwise(word: str) -> bool:
    return plain_word(word).removesuffix("'s") in word_class("not_a_name")


def _name_at(text: str, at: int, *, small: bool = False) -> _Name | None:
    """Return the name that starts at a position, or None.

    With `small`, two words in small letters are taken too, as people write who write no capitals at all.
    """
    start: int | None = None
    first_word = ""
    end = position = at
    count = 0
    joining_count = 0
    while count < _MOST_WORDS and joining_count <= _MOST_JOINING_WORDS and (match := _WORD.match(text, position)):
        word, plain = match.group(), plain_word(match.group())
        is_title = plain in word_class("title")
        if (is_title and not count) or (word[0].islower() and plain in word_class("particle")):
            # Of the name only with a name behind it.
            start = match.start() if start is None else start
            joining_count += 1
        elif (
            _is_name_word(word)
            or (len(word) == 1 and word.isupper() and word != "I")
            or (small and count < _MOST_SMALL_WORDS and word.islower() and not _is_listed_otherwise(word))
        ):
            start = match.start() if start is None else start
            first_word = first_word or word
            end = match.end()
            count += 1
        else:
            break
        gap = _BETWEEN.match(text, match.end())
        is_abbreviated = len(word) <= _LONGEST_INITIALS or is_title
        if gap is None or (gap.group()[0] == "." and not is_abbreviated):
            break
        position = gap.end()
    if start is None or not count:
        return None
    return _Name(start, end - 2 if text[end - 2 : end] in ("'s", "’s", "'S") else end, first_word)


def _small_name_at(text: str, at: int) -> _Name | None:
    """Return a listed given name in small letters that starts at a position, or None."""
    match = _WORD.match(text, at)
    if match is None or not match.group().islower() or not _is_listed(match.group()):
        return None
    return _Name(match.start(), match.end(), match.group())


def _is_closed(text: str, name: _Name) -> bool:
    return _CLOSED.match(text, name.end) is not None


def _goes_on_as_a_word(text: str, name: _Name) -> bool:
    """Tell whether a name that is a word too is used as one: "Hi, will you", not "Hi Will,"."""
    return (
        text[name.start : name.end] == name.first_word
        and _is_name_and_word(name.first_word)
        and not _is_closed(text, name)
    )


def _describes(name: _Name) -> bool:
    """Tell whether what looks like a name is an adjective or adverb with a capital: "This is Ridiculous"."""
    word = name.first_word
    return (word.lower().endswith(_DESCRIBING) or len(word) < 3) and not (_is_listed(word) or _is_name_and_word(word))


def _behind_title(text: str, lead: re.Match[str]) -> _Name | None:
    return _name_at(text, lead.start(), small=lead.group()[0].islower())


def _behind_strong(text: str, lead: re.Match[str]) -> _Name | None:
    return _name_at(text, lead.end(), small=lead.group().lower().startswith(_NAME_LEADS))


def _behind_medium(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    if name is None:
        return _small_name_at(text, lead.end())
    is_listed = _is_listed(name.first_word) or _is_name_and_word(name.first_word)
    is_shouted = name.first_word.isupper() and len(name.first_word) > _LONGEST_ABBREVIATION
    return None if _describes(name) or _goes_on_as_a_word(text, name) or (is_shouted and not is_listed) else name


def _behind_greeting(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end()) or _small_name_at(text, lead.end())
    return None if name and _goes_on_as_a_word(text, name) else name


def _behind_thanks(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end()) or _small_name_at(text, lead.end())
    if name is None:
        return None
    if _is_listed(name.first_word):
        return name if _is_closed(text, name) or name.first_word[0].isupper() else None
    is_addressing = lead.group().lower().startswith(_ADDRESSING_LEADS) or _is_name_and_word(name.first_word)
    return name if is_addressing and _is_closed(text, name) else None


def _behind_sign_off(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    if name is None:
        match = _WORD.match(text, lead.end())
        is_known = match and match.group().islower() and (_is_listed(match.group()) or _is_name_and_word(match.group()))
        return _Name(*match.span(), match.group()) if match and is_known else None
    return name if "\n" in lead.group() or _is_closed(text, name) else None


def _behind_dash(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    if name is None or not _is_closed(text, name):
        return None
    # The points of a list are dashed too; only the last line is a signature.
    is_last = "\n" not in text[name.end : name.end + _LONGEST_SIGNATURE_CHARS]
    return name if is_last or _is_listed(name.first_word) or _is_name_and_word(name.first_word) else None


def _behind_role(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    return name if name and _SPOKEN_TO_END.match(text, name.end) else None


def _spoken_to(text: str, lead: re.Match[str]) -> _Name | None:
    name = _behind_role(text, lead)
    if name is None or _describes(name) or " " in text[name.start : name.end]:
        return None
    # "in Leeds, Bradford, York" goes on with a capital, "that, Oksana, we" does not.
    goes_on = text[name.end : name.end + 1] == ","
    return None if goes_on and not text[name.end + 1 : name.end + 3].strip()[:1].islower() else name


def _at_opening(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    return name if name and not _describes(name) and _ADDRESSED.match(text, name.end) else None


def _asked_about(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    if name is None or _describes(name) or _goes_on_as_a_word(text, name):
        return None
    return name if _GOES_ON.match(text, name.end) else None


def _acting(text: str, deed: re.Match[str]) -> _Name | None:
    """Return the word before what somebody did."""
    end = deed.start()
    start = end
    while start > 0 and end - start < _LONGEST_WORD_CHARS and (text[start - 1].isalpha() or text[start - 1] in "'’-"):
        start -= 1
    match = _WORD.fullmatch(text, start, end)
    if match is None or not _is_name_word(match.group()):
        return None
    name = _Name(start, end, match.group())
    return None if _describes(name) else name


_RULES: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], _Name | None]], ...] = (
    (_TITLED, _behind_title),
    (_STRONG, _behind_strong),
    (_MEDIUM, _behind_medium),
    (_GREETING, _behind_greeting),
    (_THANKING, _behind_thanks),
    (_SIGN_OFF, _behind_sign_off),
    (_DASHED, _behind_dash),
    (_APPOSED, _behind_role),
    (_SPOKEN_TO, _spoken_to),
    (_OPENS_SENTENCE, _at_opening),
    (_QUESTION, _asked_about),
    (_ACTING, _acting),
)


def _by_list(text: str) -> Iterator[_Name]:
    """Yield names that start with a listed given name; those that are words too where they are addressed or speak."""
    reached = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if match.start() < reached or not word[0].isupper():
            continue
        if word.isupper() and len(word) <= _LONGEST_ABBREVIATION:
            continue
        is_listed = _is_listed(word)
        if not (is_listed or _is_name_and_word(word)):
            continue
        name = _name_at(text, match.start())
        if name is None:
            continue
        opens_line = match.start() == 0 or text[match.start() - 1] in "\n\r"
        is_addressed = opens_line and text[name.end : name.end + 1] == ","
        if is_listed or is_addressed or _HERE.match(text, name.end):
            reached = name.end
            yield name


def _unexplained(text: str) -> Iterator[_Name]:
    """Yield capitalised words inside sentences that no list explains: names, and brands and places with them."""
    for match in _INSIDE.finditer(text):
        word = _WORD.match(text, match.end())
        if word and len(word.group()) > 1 and not word.group().isupper() and (name := _name_at(text, match.end())):
            yield name


def find_names(text: str, *, strict: bool = False) -> Iterator[Found]:
    """Yield the names in a text; spans may overlap. Linear in its length.

    With `strict`, every capitalised word inside a sentence is a name unless it is listed as something else.
    """
    names = {name for pattern, rule in _RULES for lead in pattern.finditer(text) if (name := rule(text, lead))}
    names.update(_by_list(text))
    if strict:
        names.update(_unexplained(text))
    spans = {(name.start, name.end) for name in names if name.end > name.start}
    words = {word for span in spans for word in _WORD.findall(text, *span)}
    known = {word for word in words if len(word) > 2 and word[0].isupper() and not _is_name_and_word(word)}
    if known:
        spans.update(match.span() for match in _WORD.finditer(text) if match.group() in known)
    for start, end in sorted(spans):
        yield Found(start, end, DataKind.NAME)
