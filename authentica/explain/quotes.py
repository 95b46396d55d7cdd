"""Quotations: the words of a customer that weigh most, words cut to a length, and the marks around and within them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from authentica.language.patterns import Kind
from authentica.language.reading import CustomerReading
from authentica.language.tokens import Tokens
from authentica.language.told import Told, Trouble, told_words
from authentica.once import once

__all__ = ["CustomerQuotes", "quoted", "single_marks"]

# Gravest first: what is said of them is answered with empathy.
_FELT = {told: rank for rank, told in enumerate(Told)}
# An act or a time is asked for on what is wrong; nobody acts on a funeral.
_MATTERS = {Told.TROUBLE: 0, Told.WAIT: 1, Told.TRIED: 2}
# What is said is quoted whole up to this length; where it is longer, between joining words; where these are too far off, whole up to the
# greater length, or cut after a few words.
_GOOD_QUOTE_CHARS = 70
_LONGEST_QUOTE_CHARS = 100
_MOST_WORDS = 10
_FEW_WORDS = 5
# Who writes without any mark is read so far.
_MOST_WORDS_SAID = 30
_MOST_INNER_WORDS = 9
_SHORTEST_QUOTE_CHARS = 3
# "Error" by itself says little: three words or more are quoted before fewer. "They said" says nothing, nor does "again".
_FEWEST_BLANKS = 2
_SAY_NOTHING = (Told.TRIED, Told.SAID)
_SAY_NOTHING_ALONE = (*_SAY_NOTHING, Told.WAIT)
# So few words that a comma sets apart are said of what stands before it: "nobody came, once again"; so are missing answers, but not
# what else is missing: "two kids, no lid". Where nothing stands before them, they are said of more than so many that follow.
_FEWEST_WORDS = 2
_APART = frozenset(("no", "but"))
_ANSWERS = frozenset("answer answers reply replies response news".split())
_STOP_KINDS = frozenset(kind.value for kind in (Kind.SENTENCE_END, Kind.COMMA, Kind.NEWLINE))
_END_KINDS = _STOP_KINDS | {Kind.SPACE.value, Kind.EMOJI.value, Kind.URL.value}
_END_MARKS = frozenset('()[]";:&—–“”«»*|_')
_COMMA = Kind.COMMA.value
_OF_SOMEBODY = frozenset(("died", "passed", "who", "aged"))
_SUBJECTS = frozenset("my our i we he she they his her your the".split())
_DOUBLE_MARKS = frozenset('"“”„«»')
_DASHES = frozenset("-~")
_MAY_END = _END_MARKS | _DASHES
_UNITS = frozenset("$£€%")
_JOINING = frozenset(
    """
    and but or so because although though while when before after if yet
    """.split()
)
_BETWEEN = "between"
_LONGEST_FROM = 3
# A quotation neither begins nor ends with these; where what is said goes on around it, not with those either.
_OPENING = frozenset("and but or so yet then also because cause cos coz cuz hi hey hello <handle> -".split())
_CUT_OPENING = _OPENING | frozenset("that which who than of to as is was are were".split())
_CLOSING = _OPENING - {"then", "also", "hello"}
_DANGLING = frozenset(
    """
    a an the and but or so i we you he she it they my your our their his her this that every any some no to of in on at for from with
    without by is was are were be been have has had do does did will would can could because if when while after before as than not very just - <handle>
    """.split()
)


def quoted(text: str, longest: int) -> str:
    """Return words in quotation marks, on one line; those longer than so many characters are cut where the rest is not missed at once."""
    words = " ".join(text.split()).rstrip(" -–—,;:")
    if len(words) > longest:
        kept = words[:longest].rsplit(" ", 1)[0].split()
        if _BETWEEN in kept[-_LONGEST_FROM:] and len(kept) > _LONGEST_FROM:
            # Two ends are kept both or neither.
            del kept[kept.index(_BETWEEN, -_LONGEST_FROM) :]
        while len(kept) > 1 and kept[-1].casefold() in _DANGLING:
            kept.pop()
        words = " ".join(kept) + " …"
    return f"“{single_marks(words)}”"


def single_marks(words: str) -> str:
    """Return words that are to stand in quotation marks, with those within them single and in pairs.

    A pair around all of them is left out, and so is a mark whose other is not among them; behind a number it means inches, and stays.

    Examples
    --------
    >>> single_marks('it says "all done". Then "wait'), single_marks('"file damaged"')
    ('it says ‘all done’. Then wait', 'file damaged')
    """
    if _DOUBLE_MARKS.isdisjoint(words):
        return words
    kept = list(words)
    opened = None
    for at, mark in enumerate(words):
        if mark not in _DOUBLE_MARKS:
            continue
        ends = at > 0 and not words[at - 1].isspace() and not words[at + 1 : at + 2].isalnum()
        if opened is not None:
            kept[opened], kept[at], opened = "‘", "’", None
        elif not ends:
            kept[at], opened = "", at
        elif not words[at - 1].isdecimal():
            kept[at] = ""
    if len(kept) > 1 and kept[0] == "‘" and kept[-1] == "’" and kept.count("‘") == 1:
        kept = kept[1:-1]
    return "".join(kept).strip() or words


class CustomerQuotes:
    """What may be quoted of a customer; each quotation is looked for when it is first asked for.

    Parameters
    ----------
    customer : CustomerReading
        What the customer wrote.
    """

    def __init__(self, customer: CustomerReading) -> None:
        self._customer = customer
        self._tokens = customer.tokens
        self._speech = _Speech(self._tokens, frozenset())

    @once
    def _troubles(self) -> list[Trouble]:
        return told_words(self._customer)

    @once
    def felt(self) -> tuple[str, Told] | None:
        """The words that weigh most on them and what they tell, or None where nothing does."""
        return self._quote(_FELT)

    @once
    def matter(self) -> str | None:
        """The words for what is wrong, three or more, or None where nothing is said to be."""
        found = self._quote(_MATTERS)
        return found[0] if found and found[0].count(" ") >= _FEWEST_BLANKS else None

    def _quote(self, ranks: Mapping[Told, int]) -> tuple[str, Told] | None:
        short: list[tuple[str, Told]] = []
        wanted = [trouble for trouble in self._troubles if trouble.told in ranks]
        for told, start, end in sorted(wanted, key=lambda trouble: ranks[trouble.told]):
            quote = single_marks(self._around(start, end))
            if quote.count(" ") >= _FEWEST_BLANKS:
                return f"“{quote}”", told
            if len(quote) >= _SHORTEST_QUOTE_CHARS and told not in (
                _SAY_NOTHING if " " in quote else _SAY_NOTHING_ALONE
            ):
                short.append((f"“{quote}”", told))
        return max(short, key=lambda one: len(one[0]), default=None)

    def _around(self, first: int, last: int) -> str:
        if '"' not in self._tokens.words:
            return self._speech.around(first, last)
        quote = _Speech(self._tokens, _inner_marks(self._tokens.words)).around(first, last)
        # A quotation within what is said is kept whole, or what is said ends at it.
        return quote if quote.count('"') % 2 == 0 else self._speech.around(first, last)


def _inner_marks(words: Sequence[str]) -> frozenset[int]:
    """Return where short quotations within a customer's text begin and end."""
    marks = [at for at, word in enumerate(words) if word == '"']
    return frozenset(
        at
        for pair in zip(marks[::2], marks[1::2], strict=False)
        if pair[1] - pair[0] <= _MOST_INNER_WORDS
        for at in pair
    )


class _Speech:
    """A customer's text, by where what is said in it begins and ends."""

    def __init__(self, tokens: Tokens, inner: frozenset[int]) -> None:
        self._tokens, self._inner = tokens, inner

    def around(self, first: int, last: int) -> str:
        """Return the words of a cue with those around it: all that is said in one go, or a part of it."""
        start, end = self._stretch(first, last)
        if self._tokens.words[start] in _OF_SOMEBODY:
            # "My gran, who lives alone, died": of whom it is said stands before the commas.
            while self._tokens.code[start - 1 : start] == _COMMA and self._tokens.words[start] not in _SUBJECTS:
                start = self._stretch(start - 1, start - 1)[0]
        elif end - start <= _FEWEST_WORDS:
            if self._tokens.code[start - 1 : start] == _COMMA:
                if self._tokens.words[start] not in _APART or self._tokens.words[end - 1] in _ANSWERS:
                    start = self._stretch(start - 1, start - 1)[0]
            elif self._tokens.code[end : end + 1] == _COMMA:
                after = self._stretch(end + 1, end + 1)[1]
                if after - end - 1 > _FEWEST_WORDS and self._tokens.words[end + 1] not in _APART:
                    end = after
        whole = self._trimmed(start, end, first, last)
        if len(whole) <= _GOOD_QUOTE_CHARS:
            return whole
        starts, ends = self._starts(start, first), self._closes(last, end)
        for opening in starts:
            for closing in ends:
                part = self._trimmed(opening, closing, first, last)
                if part.count(" ") >= _FEWEST_BLANKS and len(part) <= _GOOD_QUOTE_CHARS:
                    return part
        if len(whole) <= _LONGEST_QUOTE_CHARS:
            return whole
        opening = starts[0] if starts else max(start, first - _FEW_WORDS)
        closing = ends[-1] if ends else min(end, last + _FEW_WORDS)
        # "after 5" is after 5 weeks
        closing += not ends and self._tokens.code[closing - 1] == Kind.NUMBER.value
        return self._trimmed(opening, closing, first, last) + ("" if ends else " …")

    def _stretch(self, first: int, last: int) -> tuple[int, int]:
        """Return where what is said around a cue begins and ends."""
        words, code = self._tokens.words, self._tokens.code
        start, end = first, last
        least, most = max(0, first - _MOST_WORDS_SAID), min(len(words), last + _MOST_WORDS_SAID)
        # Most tokens are plain words.
        while (
            start > least
            and code[start - 1] not in _END_KINDS
            and (words[start - 1] not in _MAY_END or not self._ends(start - 1))
        ):
            start -= 1
        while end < most and code[end] not in _END_KINDS and (words[end] not in _MAY_END or not self._ends(end)):
            end += 1
        return start, end

    def _starts(self, start: int, first: int) -> list[int]:
        """Return where a part may begin: with what is said if that is near, or with a joining word, the nearest first."""
        near = max(start, first - _MOST_WORDS)
        edge = [start] if near == start and self._begins(start) else []
        return edge + [at for at in range(first - 1, near, -1) if self._joins(at)]

    def _closes(self, last: int, end: int) -> list[int]:
        """Return where a part may end: with what is said if that is near, or before a joining word, the farthest first."""
        near = min(end, last + _MOST_WORDS)
        edge = [end] if near == end and (end == len(self._tokens) or self._ends(end)) else []
        return edge + [at for at in range(near - 1, last - 1, -1) if self._joins(at)]

    def _joins(self, at: int) -> bool:
        words = self._tokens.words
        # "for a while" joins nothing
        return words[at] in _JOINING and words[at - 1] != "a"

    def _trimmed(self, start: int, end: int, first: int, last: int) -> str:
        """Return the words from start to end without those at the edges that lead in or over; the cue between first and last stays."""
        words = self._tokens.words
        opening = _OPENING if self._begins(start) else _CUT_OPENING
        while start < first and (words[start] in opening or self._is_mark(start)) and not self._splits(start + 1):
            start += 1
        while self._splits(start):
            start -= 1
        stops = end == len(words) or self._tokens.code[end] in _STOP_KINDS
        closing = _CLOSING if stops else _DANGLING
        while end > last and (self._splits(end) or words[end - 1] in closing or self._is_mark(end - 1)):
            end -= 1
        return " ".join(self._tokens.quote(start, end).split())

    def _begins(self, start: int) -> bool:
        return start == 0 or self._ends(start - 1)

    def _ends(self, at: int) -> bool:
        """Tell whether a token ends what is said: a mark, or a dash that stands by itself."""
        tokens = self._tokens
        word = tokens.words[at]
        if word in _DASHES:
            return at == 0 or tokens.starts[at] > tokens.ends[at - 1]
        return tokens.code[at] in _END_KINDS or (word in _END_MARKS and at not in self._inner)

    def _is_mark(self, at: int) -> bool:
        tokens = self._tokens
        return tokens.code[at] == Kind.PUNCTUATION.value and tokens.words[at] not in _UNITS and at not in self._inner

    def _splits(self, at: int) -> bool:
        """Tell whether a quotation with its edge before this token would split a word, as "do|n't"."""
        tokens = self._tokens
        return (
            0 < at < len(tokens)
            and tokens.ends[at - 1] == tokens.starts[at]
            and not self._ends(at - 1)
            and not self._ends(at)
        )
