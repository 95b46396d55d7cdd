"""What is measured of a whole reply, and of the customer's text it answers."""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, repeat
from typing import NamedTuple

from authentica.commitments.finder import promises_of
from authentica.commitments.promises import Promise
from authentica.features.clauses import BLAME, ClauseMeasures, measure_clauses, number_clauses
from authentica.features.encoder import ClauseEncoder, Encoded
from authentica.features.names import CUE, PRESENT, REPLY, SAID
from authentica.features.ngrams import Wording, wording, words_of_wording
from authentica.features.promises import promise_features
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading
from authentica.language.zones import OWN_ZONES

__all__ = ["ReplyMeasures", "measure"]

# What logarithms and shares are multiplied by.
_LENGTH, _COUNT, _TAKEN_UP, _SHARE, _CUSTOMERS_CUE = 0.3, 0.4, 0.5, 2.0, 0.75
# Rare, and never outweighed by what a reply does beside it: large, so that the penalty on weights does not forbid it.
_BLAME_WEIGHT = 1.5
_LONGEST_NGRAM = 2
_COUNTED_KINDS = (
    (Kind.NUMBER.value, "form.numbers.log"),
    (Kind.CAPITALISED.value, "form.names.log"),
    (Kind.URL.value, "form.links.log"),
)
# A customer shouts in capitals; of a long text, the beginning tells.
_LOOK_CHARS = 2000
_FEWEST_LETTERS = 12
_ASCII_LETTERS, _ASCII_CAPITALS = string.ascii_letters.encode(), string.ascii_uppercase.encode()
# A capitalised word that no sentence begins with is likely a name; beside a comma, the customer's.
_NAME = "<name>"  # a word that the encoder does not know
_INNER_NAME = re.compile(r"(?<=[^.\nhW])W")
_ADDRESSED = re.compile(r"(?:(?<=,)|(?<=[^.\nh]))W(?=[,.\n]|$)|(?<=^h.)W|(?<=^.)W(?=[,.])")
_QUESTION_CUES = ("customer.question_when", "customer.question_how")


class ReplyMeasures(NamedTuple):
    """What is measured of a whole reply and of the customer's text.

    Attributes
    ----------
    clauses : list of ClauseMeasures
        The reply's clauses, each by itself.
    promises : tuple of Promise
        What it promises; their deadlines have no dates.
    reply : dict of str to float
        The reply's cues, promises and form.
    places : dict of str to int
        For the cues and promises among them that first stand in a clause, the clause's number.
    wording : Wording
        Its n-grams, called ``reply:<n-gram>``.
    customer : dict of str to float
        The cues and form of the customer's text.
    said : Wording
        Its n-grams, called ``said:<n-gram>``.
    """

    clauses: list[ClauseMeasures]
    promises: tuple[Promise, ...]
    reply: dict[str, float]
    places: dict[str, int]
    wording: Wording
    customer: dict[str, float]
    said: Wording

    def clause_rows(self) -> list[dict[str, float]]:
        """Return the named features of every clause, for training."""
        return [clause.features() for clause in self.clauses]

    def whole_row(self) -> dict[str, float]:
        """Return the named features of the reply as a whole and of the customer's text, for training."""
        return self.reply | self.customer | self.said.named(SAID)

    def wording_row(self) -> dict[str, float]:
        """Return the n-grams of one and two words of the whole reply, for training."""
        return self.wording.named(REPLY)


def measure(readings: Sequence[ReplyReading], encoder: ClauseEncoder | None) -> list[ReplyMeasures]:
    """Measure replies and their customers' texts; many at once are encoded sooner than one by one, and alike.

    Features of whole replies need no encoder; without one, clauses have no features.
    """
    encoded: Iterator[Encoded] = repeat(())
    if encoder is not None:
        encoded = iter(encoder.encode([_told_words(r, start, end) for r in readings for start, end in r.clauses]))
    return [_measure(reading, list(islice(encoded, len(reading.clauses)))) for reading in readings]


def _told_words(reading: ReplyReading, start: int, end: int) -> Sequence[str]:
    """Return a clause's words as the encoder is to see them: names as any name, and nothing that is somebody else's unless all is."""
    words, code = reading.tokens.words[start:end], reading.tokens.code[start:end]
    if Kind.CAPITALISED.value in code:
        inner = {match.start() for match in _INNER_NAME.finditer(code)}
        words = tuple([_NAME if at in inner else word for at, word in enumerate(words)])
    if not reading.borrowed:
        return words
    return [word for at, word in enumerate(words, start) if at not in reading.borrowed] or words


def _measure(reading: ReplyReading, encoded: Sequence[Encoded]) -> ReplyMeasures:
    numbers = number_clauses(reading)
    clauses = measure_clauses(reading, numbers, encoded)
    promises = promises_of(reading)
    first: dict[str, int | None] = {}
    for match in reading.cues:
        first.setdefault(CUE + match.cue, numbers[match.start])
    reply = _reply_features(reading, first, clauses)
    blamed = next((match.start for match in reading.cues if match.cue.startswith(BLAME)), None)
    if blamed is not None:
        reply["blame.flag"], first["blame.flag"] = _BLAME_WEIGHT, numbers[blamed]
    for name, (value, token) in promise_features(promises).items():
        reply[name], first[name] = value, numbers[token]
    said = words_of_wording(reading.customer.tokens.words)
    return ReplyMeasures(
        clauses=clauses,
        promises=promises,
        reply=reply,
        places={name: number for name, number in first.items() if number is not None},
        wording=wording([word for clause in clauses for word in clause.words], _LONGEST_NGRAM),
        customer=_customer_features(reading),
        said=wording(said, _LONGEST_NGRAM),
    )


def _reply_features(reading: ReplyReading, cues: Iterable[str], clauses: Sequence[ClauseMeasures]) -> dict[str, float]:
    tokens, zones = reading.tokens, reading.zones
    row = dict.fromkeys(sorted(cues), PRESENT)
    words = sum([end - start for start, end in reading.clauses])
    row["form.words.log"] = _LENGTH * math.log1p(words)
    if words < 8:
        row["form.short.flag"] = PRESENT
    if words < 16:
        row["form.brief.flag"] = PRESENT
    code = "".join([tokens.code[start:end] for start, end in reading.clauses])
    for kind, name in _COUNTED_KINDS:
        if kind in code:
            row[name] = _COUNT * math.log1p(code.count(kind))
    if zones.strip(OWN_ZONES):
        own = [index for index, zone in enumerate(zones) if zone in OWN_ZONES]
        own_code, marks = "".join([tokens.code[i] for i in own]), {tokens.words[i] for i in own}
    else:
        own_code, marks = tokens.code, set(tokens.words)
    if Kind.CAPITALISED.value in own_code:
        inner = len(_INNER_NAME.findall(own_code))
        if inner:
            row["detail.names.log"] = math.log1p(inner)
        if _ADDRESSED.search(own_code):
            row["detail.addressed.flag"] = 1.0
    if "?" in marks:
        row["form.question.flag"] = PRESENT
    if "!" in marks:
        row["form.exclamation.flag"] = 0.3
    taken_up = sum([clause.taken_up_count for clause in clauses])
    row["listening.taken_up.log"] = _TAKEN_UP * math.log1p(taken_up)
    row["listening.taken_up.share"] = _SHARE * taken_up / (sum([clause.content_count for clause in clauses]) + 3)
    return row


def _customer_features(reading: ReplyReading) -> dict[str, float]:
    tokens = reading.customer.tokens
    counts = Counter([match.cue for match in reading.customer.cues])
    row = {CUE + cue: _CUSTOMERS_CUE * math.log1p(count) for cue, count in sorted(counts.items())}
    length = sum([word[0].isalnum() for word in tokens.words])
    row["customer.words.log"] = _LENGTH * math.log1p(length)
    if length == 0:
        row["customer.absent.flag"] = 1.0
    elif length < 8:
        row["customer.short.flag"] = PRESENT
    if "?" in tokens.words:
        row["customer.question.flag"] = PRESENT
    if "!" in tokens.words:
        row["customer.exclamation.flag"] = PRESENT
    if _is_shouted(tokens.text[:_LOOK_CHARS]):
        row["customer.shouting.flag"] = PRESENT
    troubled = counts["customer.trouble"] or counts["customer.anger"] or counts["customer.loss"]
    if troubled and not any(counts[cue] for cue in _QUESTION_CUES):
        row["customer.trouble_only.flag"] = PRESENT
    return row


def _is_shouted(text: str) -> bool:
    if text.isascii():
        # Counting by deleting bytes is many times faster than asking each character.
        data = text.encode("ascii")
        letters, capitals = (len(data) - len(data.translate(None, kind)) for kind in (_ASCII_LETTERS, _ASCII_CAPITALS))
    else:
        found = [c for c in text if c.isalpha()]
        letters, capitals = len(found), sum(map(str.isupper, found))
    return letters > _FEWEST_LETTERS and capitals * 2 > letters
