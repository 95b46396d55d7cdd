"""Which words of a clause are shown as evidence: as few as still carry the rating."""

from __future__ import annotations

from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading

__all__ = ["end_of_act", "said_in", "sentence_around", "trim_span"]

_LEADING = frozenset(
    """
    and but so also then however plus well ok okay oh - – — , : ; ) * ~ ^ > " '
    """.split()
)
_OUTCRIES = frozenset(("no", "dear", "gosh"))
_SUBJECTS = frozenset("i we you he she it they my our your the this these a".split())
_TRAILING_KINDS = frozenset(
    kind.value
    for kind in (Kind.SENTENCE_END, Kind.COMMA, Kind.NEWLINE, Kind.SPACE, Kind.EMOJI, Kind.PUNCTUATION, Kind.URL)
)
_BLANK_KINDS = frozenset((Kind.NEWLINE.value, Kind.SPACE.value))
_COMMA, _NUMBER, _URL = Kind.COMMA.value, Kind.NUMBER.value, Kind.URL.value
# A sentence is looked through so far from one of its clauses.
_FARTHEST = 30
_SENTENCE_ENDS = frozenset(kind.value for kind in (Kind.SENTENCE_END, Kind.NEWLINE, Kind.EMOJI))
_MONEY = frozenset("$£€")
_UNITS = _MONEY | {"%"}
# What is said goes on behind these, in the next clause or an address.
_LEADS_ON = frozenset("and or but the a an as because my our your their".split())
# Clauses without any mark are cut before these after so many words, wherever they stand.
_CUT_BEFORE = frozenset(("i", "we"))
_ASKS = frozenset("how what when where why which who".split())
_ASKING = frozenset("can could may might shall should will would do did are am have".split())
_LEADS_IN = _ASKS | {"if", "until", "while", "before", "after", "than"}
_AS_SOON_AS = ("as", "soon", "as")
_BETWEEN = "between"
_HALVES = frozenset(("a.m.", "p.m.", "o'clock"))
_LONGEST_FROM = 3
_LEADS_TO = frozenset(("at", "to", "on", "via", "from", "under", "visit", "see", ":"))
# Words between a clause's edge and a comma that do not belong to what it says: a name called, an assent.
_MOST_ASIDE = 2
_SORRY = frozenset("sorry apology apologies apologise apologize pardon".split())
# Where an act ends and its time, condition or occasion begins: spans are as short as still carries the rating (codebook).
_ACT_ENDS = frozenset(("shortly", "soon", "asap", "immediately", "regarding", "via"))
_ACT_ENDS_PAIRS = frozenset(
    [
        ("as", "soon"),
        ("right", "away"),
        ("if", "you"),
        ("so", "that"),
        ("between", "<number>"),
        ("when", "you"),
        ("once", "you"),
        ("for", "any"),
        ("with", "any"),
        ("on", "priority"),
    ]
)
_SHORTEST_ACT = 3
_JOINING = frozenset(("and", "or", "but"))


def trim_span(reading: ReplyReading, start: int, end: int, *, with_sorry: bool = False) -> tuple[int, int]:
    """Return the token span without leading conjunctions, names called at its edges and trailing punctuation; never empty.

    A "sorry" that a comma sets apart is kept `with_sorry`, where it may be what counts.
    """
    words, code, zones = reading.tokens.words, reading.tokens.code, reading.zones
    first, last = start, end
    kept = _SORRY if with_sorry else frozenset[str]()
    if _COMMA in code[start:end]:
        first, last = _without_asides(words, code, start, end, kept)
    while (
        first < last - 1
        and (
            words[first] in _LEADING
            or code[first] in _TRAILING_KINDS
            or zones[first] == "g"
            or _leads_over(words, first, start)
        )
        and not _opens(words, first, last)
        and not _is_amount(words, code, first)
    ):
        first += 1
    if zones[start:first][-1:] == "g" and code[first - 1] not in _TRAILING_KINDS and _COMMA in code[first:last]:
        # A greeting ends within the name: "Dear Ms Young, it is approved".
        first, last = _without_asides(words, code, first, last, kept)
    last = _whole(words, first, last)
    while last > first + 1 and (
        (code[last - 1] in _TRAILING_KINDS and not _closes(words, code, first, last)) or _leads_on(words, last)
    ):
        last -= 1
    if code[first] in _BLANK_KINDS and last == first + 1:
        # Nothing but a greeting and the end of its line: then the greeting is the evidence.
        first, last = start, end
        while last > first + 1 and code[last - 1] in _BLANK_KINDS:
            last -= 1
        while first < last - 1 and code[first] in _BLANK_KINDS:
            first += 1
    return first, last


def said_in(reading: ReplyReading, clause: int) -> tuple[int, int]:
    """Return the tokens that a clause is shown by: where it is cut within "how can | I" or "between eight | and ten", not cut there."""
    start, end = reading.clauses[clause]
    first, last = _uncut(reading, start), _uncut(reading, end)
    return (first, last) if first < last else (start, end)


def sentence_around(reading: ReplyReading, start: int, end: int) -> tuple[int, int]:
    """Return the tokens of the sentence that holds some tokens, looked through not far from them."""
    code = reading.tokens.code
    first, last = max(0, start - _FARTHEST), min(len(code), end + _FARTHEST)
    while start > first and code[start - 1] not in _SENTENCE_ENDS:
        start -= 1
    while end < last and code[end - 1] not in _SENTENCE_ENDS:
        end += 1
    return start, end


def end_of_act(reading: ReplyReading, first: int, last: int) -> int:
    """Return where an act ends within a trimmed span."""
    words, code = reading.tokens.words, reading.tokens.code
    for at in range(first + _SHORTEST_ACT, last):
        if words[first:at].count('"') % 2 or words[first:at].count("(") > words[first:at].count(")"):
            continue
        if code[at] == _COMMA or words[at] in _ACT_ENDS or tuple(words[at : at + 2]) in _ACT_ENDS_PAIRS:
            return at - (words[at - 1] in _JOINING)
    return last


def _uncut(reading: ReplyReading, at: int) -> int:
    """Return where the words around a cut between two clauses part, if they do not do so at the cut."""
    words = reading.tokens.words
    if not 1 < at < len(words):
        return at
    if words[at] in _CUT_BEFORE:
        if words[at - 1] in _LEADS_IN:
            return at - 1
        if words[at - len(_AS_SOON_AS) : at] == _AS_SOON_AS:
            return at - len(_AS_SOON_AS)
        return at - 2 if words[at - 1] in _ASKING and words[at - 2] in _ASKS else at
    if words[at] != "and" or _BETWEEN not in words[at - 1 - _LONGEST_FROM : at - 1]:
        return at
    after = at + 2
    if words[after : after + 1] and words[after] in _HALVES:
        after += 1
    # The second end is not all of the next clause, nor is it who acts.
    is_end = after >= len(words) or reading.tokens.code[after] in _TRAILING_KINDS or words[at + 1] in _SUBJECTS
    return at if is_end else after


def _is_amount(words: tuple[str, ...], code: str, at: int) -> bool:
    return words[at] in _MONEY and code[at + 1] == _NUMBER


def _opens(words: tuple[str, ...], first: int, last: int) -> bool:
    """Tell whether a span begins with words in quotation marks, which then keep both, or with an outcry: "oh no"."""
    if words[first] == "oh":
        return words[first + 1] in _OUTCRIES
    return words[first] == '"' and '"' in words[first + 1 : last]


def _leads_over(words: tuple[str, ...], first: int, start: int) -> bool:
    """Tell whether a "that" is the rest of "so that": "so that we can look into it", but "so that's settled"."""
    return first > start and words[first - 1 : first + 1] == ("so", "that") and words[first + 1] in _SUBJECTS


def _leads_on(words: tuple[str, ...], last: int) -> bool:
    """Tell whether the last word belongs to what follows: "as | soon | as", but not the last letter of "A N A"."""
    word = words[last - 1]
    return (word in _LEADS_ON and len(words[last - 2]) > 1) or words[last - 2 : last] == ("as", "soon")


def _whole(words: tuple[str, ...], first: int, last: int) -> int:
    """Return where a span ends before a bracket that it opens and does not close, if that leaves enough."""
    within = words[first:last]
    if within.count("(") <= within.count(")") or "(" not in within[_SHORTEST_ACT:]:
        return last
    return last - 1 - within[::-1].index("(")


def _closes(words: tuple[str, ...], code: str, first: int, last: int) -> bool:
    """Tell whether the last mark or address of a span belongs to what stands before it: "(£20)", "50%", "write to …"."""
    mark, within = words[last - 1], words[first : last - 1]
    if mark == ")":
        return within.count("(") > within.count(")")
    if code[last - 1] == _URL:
        return words[last - 2] in _LEADS_TO
    if mark in _UNITS:
        return code[last - 2] == _NUMBER
    return mark == '"' and within.count('"') % 2 == 1


def _without_asides(words: tuple[str, ...], code: str, start: int, end: int, kept: frozenset[str]) -> tuple[int, int]:
    """Return the span without a word or two, none of them to be kept, that a comma sets apart at its begin or end."""
    while end > start + 1 and code[end - 1] in _TRAILING_KINDS:
        end -= 1
    after, before = code.find(_COMMA, start, end) + 1, code.rfind(_COMMA, start, end)
    # "Really, really" is no aside.
    is_repeated = after - start > 1 and words[after - 2] == words[after]
    if (
        0 < after - start <= _MOST_ASIDE + 1
        and end - after > _MOST_ASIDE
        and kept.isdisjoint(words[start:after])
        and not is_repeated
    ):
        start = after
    if end - before <= _MOST_ASIDE + 1 and before - start > _MOST_ASIDE and kept.isdisjoint(words[before:end]):
        end = before
    return start, end
