"""What is measured of a whole reply, and of the customer's text it answers."""

from __future__ import annotations

import math
import re
from collections import Counter

from authentica.features.clauses import content_words, count_taken_up, customer_content
from authentica.features.ngrams import ngram_features
from authentica.language.patterns import Kind
from authentica.language.reading import ReplyReading
from authentica.language.zones import Zone

__all__ = ["customer_features", "reply_features", "reply_wording"]

_CUE_WEIGHT = 0.5
_WORDING_WEIGHT = 3.0
# A capitalised word that no sentence begins with is likely a name; beside a comma, the customer's.
_INNER_NAME = re.compile(r"(?<=[^.\nhW])W")
_ADDRESSED = re.compile(r"(?:(?<=,)|(?<=[^.\nh]))W(?=[,.\n]|$)|(?<=^h.)W|(?<=^.)W(?=[,.])")
_OWN_ZONES = Zone.GREETING.value + Zone.BODY.value + Zone.SIGN_OFF.value
_QUESTION_CUES = ("customer.question_when", "customer.question_how")


def reply_features(reading: ReplyReading) -> dict[str, float]:
    """Return the named features of a reply as a whole: its cues and its form."""
    row = {f"cue:{cue}": _CUE_WEIGHT for cue in sorted({match.cue for match in reading.cues})}
    words = sum(end - start for start, end in reading.clauses)
    row["form.words.log"] = 0.3 * math.log1p(words)
    if words < 8:
        row["form.short.flag"] = 0.5
    if words < 16:
        row["form.brief.flag"] = 0.5
    code = "".join(reading.tokens.code[start:end] for start, end in reading.clauses)
    for kind, name in (
        (Kind.NUMBER, "numbers"),
        (Kind.CAPITALISED, "names"),
        (Kind.URL, "links"),
        (Kind.EMOJI, "emoji"),
    ):
        count = code.count(kind.value)
        if count:
            row[f"form.{name}.log"] = 0.4 * math.log1p(count)
    own_zones = [index for index, zone in enumerate(reading.zones) if zone in _OWN_ZONES]
    own_code = "".join(reading.tokens.code[index] for index in own_zones)
    inner = _INNER_NAME.findall(own_code)
    if inner:
        row["detail.names.log"] = math.log1p(len(inner))
    if _ADDRESSED.search(own_code):
        row["detail.addressed.flag"] = 1.0
    marks = {reading.tokens.words[index] for index in own_zones}
    if "?" in marks:
        row["form.question.flag"] = 0.5
    if "!" in marks:
        row["form.exclamation.flag"] = 0.3
    customer = customer_content(reading)
    own = [word for start, end in reading.clauses for word in content_words(reading.tokens.words[start:end])]
    taken_up = sum(count_taken_up(reading, start, end, customer) for start, end in reading.clauses)
    row["listening.taken_up.log"] = 0.5 * math.log1p(taken_up)
    row["listening.taken_up.share"] = 2.0 * taken_up / (len(own) + 3)
    return row


def customer_features(reading: ReplyReading) -> dict[str, float]:
    """Return the named features of the customer's text: cues, form and wording."""
    tokens = reading.customer.tokens
    counts = Counter(match.cue for match in reading.customer.cues)
    row = {f"cue:{cue}": _CUE_WEIGHT * math.log1p(count) * 1.5 for cue, count in sorted(counts.items())}
    length = sum(word[0].isalnum() for word in tokens.words)
    row["customer.words.log"] = 0.3 * math.log1p(length)
    if length == 0:
        row["customer.absent.flag"] = 1.0
    elif length < 8:
        row["customer.short.flag"] = 0.5
    if "?" in tokens.words:
        row["customer.question.flag"] = 0.5
    if "!" in tokens.words:
        row["customer.exclamation.flag"] = 0.5
    letters = [c for c in tokens.text[:2000] if c.isalpha()]
    if len(letters) > 12 and sum(map(str.isupper, letters)) * 2 > len(letters):
        row["customer.shouting.flag"] = 0.5
    troubled = counts["customer.trouble"] or counts["customer.anger"] or counts["customer.loss"]
    if troubled and not any(counts[cue] for cue in _QUESTION_CUES):
        row["customer.trouble_only.flag"] = 0.5
    for name, value in ngram_features(tokens.words, "said", 2).items():
        row[name] = _WORDING_WEIGHT * value
    return row


def reply_wording(reading: ReplyReading) -> dict[str, float]:
    """Return the n-grams of one and two words of a whole reply."""
    words = tuple(word for start, end in reading.clauses for word in reading.tokens.words[start:end])
    return {name: _WORDING_WEIGHT * value for name, value in ngram_features(words, "reply", 2).items()}
