"""Quotations: the words of a customer that weigh most, and words cut to a length."""

from __future__ import annotations

from authentica.language.patterns import Kind
from authentica.language.reading import CustomerReading
from authentica.language.tokens import Tokens

__all__ = ["felt_quote", "matter_quote", "quoted"]

# Gravest first: what is said of them is answered with empathy.
_FELT_CUES = (
    "customer.loss",
    "customer.repeat",
    "customer.already_tried",
    "customer.negated",
    "customer.trouble",
    "customer.anger",
)
# An act or a time is asked for on what is wrong; nobody acts on a funeral.
_MATTER_CUES = ("customer.trouble", "customer.negated", "customer.repeat", "customer.already_tried")
# So far a quotation reaches for the end of what is said; where that is farther, it ends before a joining word or after a few.
_MOST_WORDS = 10
_FEW_WORDS = 5
_LONGEST_QUOTE_CHARS = 70
# "Error" by itself says little: three words or more are quoted before fewer. "They said" says nothing.
_FEWEST_BLANKS = 2
_TOLD = "customer.already_tried"
_STOP_KINDS = frozenset(kind.value for kind in (Kind.SENTENCE_END, Kind.COMMA, Kind.NEWLINE))
_END_KINDS = _STOP_KINDS | {Kind.SPACE.value, Kind.EMOJI.value, Kind.URL.value}
_END_MARKS = frozenset('()[]";:&—–“”«»*|_')
_DASHES = frozenset("-~")
_CURRENCIES = frozenset("$£€")
_JOINING = frozenset(
    ("and", "but", "or", "so", "because", "although", "though", "while", "when", "before", "after", "if", "yet")
)
# A quotation neither begins nor ends with these; where what is said goes on around it, not with those either.
_OPENING = frozenset(("and", "but", "or", "so", "yet", "then", "also", "<handle>", "-"))
_CUT_OPENING = _OPENING | {"that", "which", "who", "than", "of", "to", "as", "is", "was", "are", "were"}
_DANGLING = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "but",
        "or",
        "so",
        "i",
        "we",
        "you",
        "he",
        "she",
        "it",
        "they",
        "my",
        "your",
        "our",
        "their",
        "his",
        "her",
        "this",
        "that",
        "to",
        "of",
        "in",
        "on",
        "at",
        "for",
        "from",
        "with",
        "without",
        "by",
        "is",
        "was",
        "are",
        "were",
        "be",
        "been",
        "have",
        "has",
        "had",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "because",
        "if",
        "when",
        "as",
        "than",
        "not",
        "very",
        "just",
        "-",
        "<handle>",
    ]
)


def quoted(text: str, longest: int) -> str:
    """Return words in quotation marks, on one line, cut between two words where they are longer than so many characters."""
    words = " ".join(text.split()).rstrip(" -–—,;:")
    if len(words) > longest:
        words = words[:longest].rsplit(" ", 1)[0] + " …"
    return f"“{words}”"


def felt_quote(customer: CustomerReading) -> tuple[str, str] | None:
    """Return the customer's words that weigh most on them and the cue that found them, or None where nothing does."""
    return _quote(customer, _FELT_CUES)


def matter_quote(customer: CustomerReading) -> str | None:
    """Return the customer's words for what is wrong, three or more, or None where nothing is said to be."""
    found = _quote(customer, _MATTER_CUES)
    return found[0] if found and found[0].count(" ") >= _FEWEST_BLANKS else None


def _quote(customer: CustomerReading, cues: tuple[str, ...]) -> tuple[str, str] | None:
    short: list[tuple[str, str]] = []
    for wanted in cues:
        for match in customer.cues:
            if match.cue != wanted:
                continue
            for most in (_MOST_WORDS, _FEW_WORDS):
                quote = _around(customer.tokens, match.start, match.end, most)
                if 3 <= len(quote) <= _LONGEST_QUOTE_CHARS:
                    if quote.count(" ") >= _FEWEST_BLANKS:
                        return f"“{quote}”", wanted
                    if wanted != _TOLD:
                        short.append((f"“{quote}”", wanted))
    return max(short, key=lambda found: len(found[0]), default=None)


def _around(tokens: Tokens, first: int, last: int, most: int) -> str:
    """Return the words of a cue with those around it, so that they read as something said."""
    start, opening = _start(tokens, first, most)
    while (
        start < first and (tokens.words[start] in opening or _is_mark(tokens, start)) and not _splits(tokens, start + 1)
    ):
        start += 1
    while _splits(tokens, start):
        start -= 1
    end, dangling = _end(tokens, last, most)
    while end > last and (_splits(tokens, end) or tokens.words[end - 1] in dangling or _is_mark(tokens, end - 1)):
        end -= 1
    return " ".join(tokens.quote(start, end).split())


def _start(tokens: Tokens, first: int, most: int) -> tuple[int, frozenset[str]]:
    """Return where the quotation of a cue may start, and what it does not open with there."""
    start = first
    while start > 0 and first - start < most and not _ends(tokens, start - 1):
        start -= 1
    if start == 0 or _ends(tokens, start - 1):
        return start, _OPENING
    joint = next((at for at in range(start, first) if tokens.words[at] in _JOINING), None)
    return max(start, first - _FEW_WORDS) if joint is None else joint, _CUT_OPENING


def _end(tokens: Tokens, last: int, most: int) -> tuple[int, frozenset[str]]:
    """Return where the quotation of a cue may end, and what it does not close with there."""
    end = last
    while end < len(tokens) and end - last < most and not _ends(tokens, end):
        end += 1
    if end == len(tokens) or tokens.code[end] in _STOP_KINDS:
        return end, _OPENING
    if _ends(tokens, end):
        return end, _DANGLING
    joint = next((at for at in range(end, last, -1) if tokens.words[at] in _JOINING), None)
    end = min(end, last + _FEW_WORDS) if joint is None else joint
    # "after 5" is after 5 weeks
    return end + (tokens.code[end - 1] == Kind.NUMBER.value and not _ends(tokens, end)), _DANGLING


def _ends(tokens: Tokens, at: int) -> bool:
    """Tell whether a token ends what is said: a mark, or a dash that stands by itself."""
    word = tokens.words[at]
    if word in _DASHES:
        return at == 0 or tokens.starts[at] > tokens.ends[at - 1]
    return tokens.code[at] in _END_KINDS or word in _END_MARKS


def _is_mark(tokens: Tokens, at: int) -> bool:
    return tokens.code[at] == Kind.PUNCTUATION.value and tokens.words[at] not in _CURRENCIES


def _splits(tokens: Tokens, at: int) -> bool:
    """Tell whether a quotation with its edge before this token would split a word, as "do|n't"."""
    return (
        0 < at < len(tokens)
        and tokens.ends[at - 1] == tokens.starts[at]
        and not _ends(tokens, at - 1)
        and not _ends(tokens, at)
    )
