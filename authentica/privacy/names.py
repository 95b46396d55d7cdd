"""Names of people: by what introduces them, and by a list of given names.

A capitalised word after a greeting, "my name is", a title or a sign-off is taken for a name unless a list says that it is
none. Elsewhere only listed given names are, and those that are words as well ("Will", "May") only where they are
addressed. A name found once is taken wherever it stands in the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from authentica.privacy.leads import (
    ACTING,
    APPOSED,
    BUSY,
    DASHED,
    GREETING,
    INTRODUCING,
    MEDIUM,
    OPENS_SENTENCE,
    QUESTION,
    SENDER,
    SIGN_OFF,
    SIGNED,
    SPOKEN_TO,
    STRONG,
    THANKING,
    TIMED,
    TITLED,
)
from authentica.privacy.namesakes import Namesakes
from authentica.privacy.patterns import MONTH
from authentica.privacy.spans import Found
from authentica.privacy.wordlists import plain_word, word_class
from authentica.schema import DataKind

__all__ = ["asks_as_a_word", "find_names"]

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*(?:['’-][^\W\d_](?:[^\W\d_]|[{_MARKS}])*)*")
_MOST_WORDS = 4
_MOST_JOINING_WORDS = 8  # titles and particles before and between them
_MOST_SMALL_WORDS = 2
_LONGEST_INITIALS = 2
_LONGEST_ABBREVIATION = 3
_LONGEST_SIGNATURE_CHARS = 60
_LONGEST_WORD_CHARS = 30
_MOST_WORDS_BACK = 3

_SPOKEN_TO_END = re.compile(r"[ ]?(?:[.!?,;)]|$|[\r\n]|[ ][-–—])")
_BEFORE_INTRODUCED = re.compile(r"(?:^|[.,!?\n–—-])[ ]{0,2}$")
_AND = re.compile(r"(?:,?[ ](?:&|and|und|y|et|og|och|en)[ ]|/|[ ]\((?:and|&)[ ])(?=[^\W\d_])")
# Letter by letter: K-O-W-A-L-C-Z-Y-K
_SPELLED = re.compile(r"(?<![\w-])[^\W\d_](?:-[^\W\d_]){3,30}(?![\w-])")
# "Chase, Lloyds and Monzo" are no greeting.
_ENDS_GREETING = re.compile(r"[ ]?[,:]?[ ]{0,2}[\r\n]")
_MOST_BESIDE = 8
_LISTING = re.compile(r",[ ](?=[^\W\d_])")
_LISTED = re.compile(r"(?:,|[ ](?:and|or|&))[ ]")
_IS_MONTH = re.compile(MONTH, re.IGNORECASE)
_DATED = re.compile(
    r"(?:\d(?:st|nd|rd|th)?|\b(?:in|of|by|until|till|since|from|before|after|for|this|next|last|early|mid|late|the|your|our|my|each|every))[ -]$"
    rf"|\b{MONTH}(?:[/–-]|[ ](?:and|or|to)[ ])$",
    re.IGNORECASE,
)
_DATES = re.compile(rf"\.?[ -]?['’]?\d|(?:[/–-]|[ ](?:and|or|to)[ ]){MONTH}(?!\w)", re.IGNORECASE)
_LONGEST_BEFORE_MONTH_CHARS = 14
_ADDRESSED = re.compile(
    r"(?:,[ ]{1,2}(?:i|i['’]\w+|we|we['’]\w+|you|you['’]\w+|your|the|that|that['’]s|thanks|thank|please|it|it['’]s|this|sorry|could|can|just|our|my"
    r"|there|if|as|so|would|will|have|has|are|is|do|let|good|great|all|here['’]s)|[ ][–—-][ ](?:i|we|you|thanks?|sorry))\b",
    re.IGNORECASE,
)
# At a line's opening any clause may follow, "Quillon, two charges are one too many", where a list has a capital, "and" or another comma.
_ADDRESSED_FIRST = re.compile(
    r",[ ]{1,2}(?!(?:not|don['’]t|what|get|and|or|but|nor|which|who|whose|where|while|etc|usually|often|especially|including|also|aged)\b)"
    r"(?:\d{1,3}|[a-z][^\W\d_]*(?:['’]\w+)?(?![ ](?:and|or|&)[ ]))(?:[ ][\w'’%£$€.-]+){3}(?!,)"
)
_GOES_ON = re.compile(r"[ ](?:[a-z]{2,})")
_HERE = re.compile(r"[ ]{1,2}(?:here(?=[ ]{0,2}(?:again|[.,!:;–—-]|from|at|with|\n|$))|speaking\b)", re.IGNORECASE)
_CLOSED = re.compile(r"[ ]{0,2}(?:[,.!?:;)\r\n–—-]|$|x{1,3}\b|and\b|from\b|here\b|again\b|😀|🙂)")
_BETWEEN = re.compile(r"\.?[ ]|\.[ ]?|[/]|[ ]{2}")
# Endings of words that follow "I'm" or "this is" and are no names, where somebody capitalises for emphasis.
_DESCRIBING = tuple("ous ful less ing able ible ed ly ent ive est tion ness ment ical ary".split())
_INSIDE = re.compile(r"(?<=[a-z0-9,;)'’])[ /(](?=[^\W\d_a-z])")
# Behind these nobody but a person stands: "my daughter Grace is 8".
_PERSONAL = re.compile(
    r"(?:(?:spoke|speak|speaking|spoken|talk|talked|talking|chatted|chatting|dealt|dealing|married)\b.*|ask(?:ed)? for|asked|told|(?:my|our|your|his|her)[ ].*)[ ]{1,2}",
    re.IGNORECASE,
)
# "Perera, Thilini", in quotes before an e-mail address
_FAMILY_FIRST = re.compile(r"[\"“](?P<name>[^\W\d_][\w'’-]{1,27},[ ])$")
_SAYS = re.compile(r"[ ]?:")
# "my name wasnt on it"
_NEGATED = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should|must|need)n'?t")
# What a transcript's turn is, behind "Customer:": a deed or a remark, where a form has a name and the line's end.
_TURN_END = re.compile(r"[ ]{0,2}(?:[,;(|\r\n]|$|[-–—]|and\b|&)")
_REACHED = re.compile(r"@|(?:\d[ ().-]{0,2}){7}")
_LINE_END = re.compile(r"[ ]{0,2}(?:[\r\n]|$)")
_WITHOUT_CAPITALS = re.compile(
    "(?!(?:谢谢|感谢|感謝|謝謝|ขอบคุณ|ありがとう|감사합니다)$)[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}"
)
_WHOLE = re.compile(r"[ ]{0,2}(?:[,|\r\n]|$)")
_DEED = ("ed", "ing")
# "Harding" alone is somebody, "Checking" is what they do; of names like a past tense there are those in "-eed".
_NAMED_LIKE_A_DEED = ("ing", "eed")
_DEEDS_ALONE = frozenset(
    """
    amazing annoying anything arriving asking awaiting boring booking calling cancelling canceling charging checking chasing closing collecting confirming
    confusing connecting delivering disappointing disgusting driving escalating everything exciting freezing frustrating going holding indeed interesting
    investigating joining leaving listening loading logging looking misleading missing moving nothing opening ordering outstanding paying pending phoning
    processing reading receiving refunding replacing replying resetting restarting reviewing ringing searching sending shipping shocking something speaking
    starting stopping surprising switching testing thinking transferring travelling traveling trying typing updating upgrading using verifying waiting
    walking working worrying writing agreed need speed proceed succeed exceed
    """.split()
)
# Behind these labels a form names somebody, where nobody takes turns: "Child: Kalani is allergic", not "Tenant: Kitchen tap leaks".
_TURNLESS = tuple("child,tenant,patient,guest,pupil,student,resident,next of kin,beneficiary,payee".split(","))
_DOES = re.compile(
    r"(?:['’]s)?[ ](?:is|was|has|had|will|would|can|cannot|could|should|must|may|does|did|needs|wants|says|said|asks|asked|reports|reported|called|calls|rang|wrote|lives|lived|arrives|arrived|moves|moved|leaves|left|came|comes|pays|paid|books|booked|stays|stayed|lost|takes|took|returns|returned|complains|complained|refuses|refused|who|whose|in|from|with|at|of|on)\b|[ ][^\W\d_]+n['’]t\b",
    re.IGNORECASE,
)
# What a form says where a name should stand.
_LEFT_OPEN = frozenset(["required", "optional", "mandatory", "unknown", "withheld", "redacted", "removed", "hidden", "masked", "anonymous", "pending", "missing", "provided", "undisclosed"])  # fmt: skip
_SUBJECT = re.compile(
    r"[ ](?:i|you|we|they|he|she|it|this|that|these|those|there|the|your|my|our|any|anybody|somebody|someone)\b",
    re.IGNORECASE,
)
_AS_A_WORD = re.compile(
    r"(?:prof|\b(?:i|we|you|they|(?<!spoke )(?<!speak )(?<!spoken )(?<!talk )(?<!talked )(?<!talking )to|not|never|always|ll|d|will|would|can|could|might|may|must|don|t|really|and|or|near|hit)['’]?[ ]miss)$",
    re.IGNORECASE,
)
# "I. Thorvaldsen", where "I" alone is who writes.
_INITIAL_I = re.compile(r"I\.[ ](?=[^\W\d_a-z][^\W\d_A-Z])")
_NAME_LEADS = ("my name", "name", "full name", "first name", "last name")
_ADDRESSING_LEADS = tuple(
    "ta ,thank,sorry,thx,cheers,no problem,no worries,bye,goodbye,sure,of course,absolutely,certainly,you're welcome,you’re welcome".split(",")
)  # fmt: skip


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
    plain = plain_word(word).removesuffix("'s")
    return plain in word_class("not_a_name") or _NEGATED.fullmatch(plain) is not None


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
            or (len(word) == 1 and word.isupper() and (word != "I" or _INITIAL_I.match(text, match.start())))
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


def asks_as_a_word(text: str, start: int, end: int) -> bool:
    """Tell whether the word at ``[start, end)``, a name as well, opens a question or a wish: "Will you", "May I"."""
    return _is_name_and_word(text[start:end]) and _SUBJECT.match(text, end) is not None


def _describes(name: _Name) -> bool:
    """Tell whether what looks like a name is an adjective or adverb with a capital: "This is Ridiculous"."""
    word = name.first_word
    return _is_description(word) or (len(word) < 3 and not (_is_listed(word) or _is_name_and_word(word)))


def _is_description(word: str) -> bool:
    return word.lower().endswith(_DESCRIBING) and not (_is_listed(word) or _is_name_and_word(word))


def _behind_title(text: str, lead: re.Match[str]) -> _Name | None:
    is_small = lead.group()[0].islower()
    # "I miss calls", "my professor wants it": a word as well as a title.
    is_word = is_small and _AS_A_WORD.search(text, max(0, lead.start() - 20), lead.start() + 4) is not None
    name = _name_at(text, lead.start(), small=is_small and not is_word)
    return name or (_small_name_at(text, lead.end()) if is_small else None)


def _behind_strong(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end(), small=lead.group().lower().startswith(_NAME_LEADS))
    if name and ":" in lead.group() and text[name.start : name.end].lower() in _LEFT_OPEN:
        return None
    return None if name and lead["role"] and _is_said(text, name, lead["role"]) else name


def _is_said(text: str, name: _Name, role: str) -> bool:
    """Tell whether what stands behind "Customer:" opens what they say, "Charged me twice": no name by list or by standing alone."""
    if _is_listed(name.first_word):
        return False
    if " " in text[name.start : name.end]:
        return not _is_closed(text, name)
    if _is_named_like_a_deed(name.first_word) and _WHOLE.match(text, name.end):
        return False
    if name.first_word.lower().endswith(_DEED) or _describes(name):
        return True
    if role.lower().startswith(_TURNLESS) and _DOES.match(text, name.end):
        return False
    return _TURN_END.match(text, name.end) is None


def _is_named_like_a_deed(word: str) -> bool:
    return word.lower().endswith(_NAMED_LIKE_A_DEED) and word.lower() not in _DEEDS_ALONE


def _behind_medium(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    if name is None:
        return _small_name_at(text, lead.end())
    is_listed = _is_listed(name.first_word) or _is_name_and_word(name.first_word)
    is_shouted = name.first_word.isupper() and len(name.first_word) > _LONGEST_ABBREVIATION
    if _PERSONAL.fullmatch(lead.group()):
        is_word = asks_as_a_word(text, name.start, name.end)
    else:
        is_word = _goes_on_as_a_word(text, name)
    return None if _describes(name) or is_word or (is_shouted and not is_listed) else name


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
        is_known = match and (
            (match.group().islower() and (_is_listed(match.group()) or _is_name_and_word(match.group())))
            or (_WITHOUT_CAPITALS.fullmatch(match.group()) and _LINE_END.match(text, match.end()))
        )
        return _Name(*match.span(), match.group()) if match and is_known else None
    return name if "\n" in lead.group() or _is_closed(text, name) else None


def _signed(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    if name is None or " " not in text[name.start : name.end] or _LINE_END.match(text, name.end) is None:
        return None
    if name.first_word.isupper() or _describes(name):
        return None
    # "Blue Velvet Sofa" ends a message too; who signs has a given name, or says how to be reached.
    return name if _is_listed(name.first_word) or _REACHED.search(text, name.end) else None


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


def _apposed(text: str, lead: re.Match[str]) -> _Name | None:
    name = _behind_role(text, lead)
    return None if name and ":" in lead.group() and _is_said(text, name, lead.group()) else name


def _spoken_to(text: str, lead: re.Match[str]) -> _Name | None:
    name = _behind_role(text, lead)
    if name is None or _describes(name) or " " in text[name.start : name.end]:
        return None
    # "in Leeds, Bradford, York" goes on with a capital, "that, Oksana, we" does not.
    goes_on = text[name.end : name.end + 1] == ","
    return None if goes_on and not text[name.end + 1 : name.end + 3].strip()[:1].islower() else name


def _at_opening(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    if name is None or _describes(name):
        return None
    if _ADDRESSED.match(text, name.end):
        return name
    # Only a given name is spoken to so; "HDD, two years old" opens a remark.
    is_listed = _is_listed(name.first_word) or _is_name_and_word(name.first_word)
    is_one = is_listed and text[name.start : name.end] == name.first_word
    opens_line = not lead.start() or text[lead.start() - 1] in "\n\r"
    return name if is_one and opens_line and _ADDRESSED_FIRST.match(text, name.end) else None


def _asked_about(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    if name is None or _describes(name) or _goes_on_as_a_word(text, name):
        return None
    return name if _GOES_ON.match(text, name.end) else None


def _name_before(text: str, end: int) -> _Name | None:
    """Return the words of a name that end at a position, or None."""
    words: list[tuple[int, str]] = []
    stop = end
    while len(words) < _MOST_WORDS_BACK:
        at = stop
        while at > 0 and stop - at < _LONGEST_WORD_CHARS and (text[at - 1].isalpha() or text[at - 1] in "'’-"):
            at -= 1
        match = _WORD.fullmatch(text, at, stop)
        if match is None or not _is_name_word(match.group()) or _is_description(match.group()):
            break
        if text[max(0, at - 1) : at] in ("@", "#") or _is_date(text, at, match.group()):
            break
        words.append((at, match.group()))
        stop = at - 1
        if text[max(0, at - 1) : at] != " ":
            break
    if not words:
        return None
    name = _Name(words[-1][0], end, words[-1][1])
    return None if len(words) == 1 and _describes(name) else name


def _acting(text: str, deed: re.Match[str]) -> _Name | None:
    """Return who did something: never an abbreviation, which is a firm; of several words, from a given name on."""
    name = _name_before(text, deed.start())
    if name is None or _is_abbreviation(text[name.start : name.end]):
        return None
    words = list(_WORD.finditer(text, name.start, name.end))
    known = next((word for word in words if _is_listed(word.group())), words[-1])
    last = _Name(known.start(), name.end, known.group())
    return None if _describes(last) else last


def _busy(text: str, deed: re.Match[str]) -> _Name | None:
    name = _name_before(text, deed.start())
    if name is None or _goes_on_as_a_word(text, name):
        return None
    is_whole = " " in text[name.start : name.end] and not deed["promising"]
    return name if is_whole or _is_listed(name.first_word) else None


def _introducing(text: str, deed: re.Match[str]) -> _Name | None:
    name = _name_before(text, deed.start())
    if name is None or _is_abbreviation(text[name.start : name.end]):
        return None
    return name if _BEFORE_INTRODUCED.search(text, max(0, name.start - 3), name.start) or not name.start else None


def _sending(text: str, deed: re.Match[str]) -> _Name | None:
    name = _name_before(text, deed.start())
    if name is None or _is_abbreviation(text[name.start : name.end]):
        return None
    family = _FAMILY_FIRST.search(text, max(0, name.start - _LONGEST_WORD_CHARS), name.start) if deed["quote"] else None
    return name._replace(start=family.start("name")) if family else name


def _timed(text: str, lead: re.Match[str]) -> _Name | None:
    name = _name_at(text, lead.end())
    if name is None or _describes(name) or _SAYS.match(text, name.end) is None:
        return None
    # "09:00 Breakfast: from the buffet"
    return name if lead["bracket"] or " " in text[name.start : name.end] or _is_listed(name.first_word) else None


def _is_abbreviation(word: str) -> bool:
    return word.isupper() and len(word) <= _LONGEST_ABBREVIATION


# Each with whether it is surely a person that is named there, and no brand or place called like one.
_RULES: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], _Name | None], bool], ...] = (
    (TITLED, _behind_title, False),
    (STRONG, _behind_strong, True),
    (MEDIUM, _behind_medium, False),
    (GREETING, _behind_greeting, True),
    (THANKING, _behind_thanks, True),
    (SIGN_OFF, _behind_sign_off, True),
    (SIGNED, _signed, True),
    (DASHED, _behind_dash, True),
    (APPOSED, _apposed, False),
    (SPOKEN_TO, _spoken_to, False),
    (OPENS_SENTENCE, _at_opening, False),
    (QUESTION, _asked_about, False),
    (ACTING, _acting, False),
    (BUSY, _busy, False),
    (INTRODUCING, _introducing, False),
    (SENDER, _sending, False),
    (TIMED, _timed, False),
)


def _by_list(text: str) -> Iterator[_Name]:
    """Yield names that start with a listed given name; those that are words too where they are addressed or speak."""
    reached = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if match.start() < reached or not word[0].isupper():
            continue
        if _is_abbreviation(word):
            continue
        is_listed = _is_listed(word)
        if not (is_listed or _is_name_and_word(word)) or _is_date(text, match.start(), word):
            continue
        name = _name_at(text, match.start())
        if name is None:
            continue
        opens_line = match.start() == 0 or text[match.start() - 1] in "\n\r"
        is_addressed = opens_line and text[name.end : name.end + 1] == "," and not _opens_list(text, name)
        if is_listed or is_addressed or _HERE.match(text, name.end):
            reached = name.end
            yield name


def _opens_list(text: str, name: _Name) -> bool:
    """Tell whether more names follow: "Chase, Lloyds and Monzo" addresses nobody."""
    gap = _LISTING.match(text, name.end)
    following = _name_at(text, gap.end()) if gap else None
    return following is not None and _LISTED.match(text, following.end) is not None


def _named_beside(text: str, name: _Name, *, is_greeted: bool) -> Iterator[_Name]:
    """Yield who is named beside somebody: "Hi Leonie & Grant,", and behind "Cheers," on the next line "Mika, Jo and Bea".

    Elsewhere an unlisted one may be of a firm, "Harrow & Finch", and what stands behind a comma a remark: that is a name where "and" joins
    the last one, or the line ends behind them all.
    """
    beside: list[tuple[_Name, bool]] = []
    end, is_list = name.end, False
    while len(beside) < _MOST_BESIDE and (joint := _AND.match(text, end) or _LISTING.match(text, end)):
        following = _name_at(text, joint.end())
        if following is None or _is_abbreviation(following.first_word) or _describes(following):
            break
        has_comma = joint.re is _LISTING
        is_list = is_list or not has_comma
        beside.append((following, has_comma))
        end = following.end
    is_list = is_list or _ENDS_GREETING.match(text, end) is not None
    for following, has_comma in beside:
        is_sure = is_greeted and _is_closed(text, following) and (is_list or not has_comma)
        if not is_sure and (has_comma or not _is_listed(following.first_word)):
            break
        yield following


def _is_date(text: str, start: int, word: str) -> bool:
    """Tell whether a word is a month in a date: "14 May", "in June"."""
    if _IS_MONTH.fullmatch(word) is None:
        return False
    return (
        _DATED.search(text, max(0, start - _LONGEST_BEFORE_MONTH_CHARS), start) is not None
        or _DATES.match(text, start + len(word)) is not None
    )


def _unexplained(text: str) -> Iterator[_Name]:
    """Yield capitalised words inside sentences that no list explains: names, and brands and places with them."""
    for match in _INSIDE.finditer(text):
        word = _WORD.match(text, match.end())
        if (
            word is None
            or len(word.group()) < 2
            or word.group().isupper()
            or _is_date(text, word.start(), word.group())
        ):
            continue
        if name := _name_at(text, match.end()):
            yield name


def find_names(text: str, *, strict: bool = False) -> Iterator[Found]:
    """Yield the names in a text; spans may overlap. Linear in its length.

    With `strict`, every capitalised word inside a sentence is a name unless it is listed as something else.
    """
    namesakes = Namesakes(text)
    names: set[_Name] = set()
    greeted: set[_Name] = set()
    for pattern, rule, is_sure in _RULES:
        for lead in pattern.finditer(text):
            name = rule(text, lead)
            if name and (is_sure or not namesakes.hold(name.start, name.end)):
                names.add(name)
                if pattern in (GREETING, THANKING, SIGN_OFF):
                    greeted.add(name)
    names.update(name for name in _by_list(text) if not namesakes.hold(name.start, name.end))
    names.update([other for name in names for other in _named_beside(text, name, is_greeted=name in greeted)])
    if strict:
        names.update(_unexplained(text))
    spans = {(name.start, name.end) for name in names if name.end > name.start}
    words = {word for span in spans for word in _WORD.findall(text, *span)}
    known = {word for word in words if len(word) > 2 and word[0].isupper() and not _is_name_and_word(word)}
    if known:
        again = (match for match in _WORD.finditer(text) if match.group() in known)
        spans.update(match.span() for match in again if not _is_date(text, match.start(), match.group()))
    spans.update(match.span() for match in _SPELLED.finditer(text))
    for start, end in sorted(spans):
        yield Found(start, end, DataKind.NAME)
