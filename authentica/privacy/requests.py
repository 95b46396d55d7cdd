"""What a reply asks the customer for, and the reason that it gives."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from authentica.language.lexicon import CueMatch
from authentica.language.patterns import Kind
from authentica.language.tokens import Tokens
from authentica.privacy.sentences import NEWLINE, SENTENCE_END, Sentence, sentence_at, sentences_of
from authentica.privacy.spans import Found, evidence_of
from authentica.schema import SECRETS, DataKind, Evidence, PrivacyFinding, PrivacyIssue

__all__ = ["asked"]

# A request reaches this far: what stands later is asked by another one.
_LONGEST_REQUEST_TOKENS = 45
_FARTHEST_REASON_TOKENS = 60
_LONGEST_REASON_TOKENS = 14
_START = attrgetter("start")
_PARTIAL = "privacy.aside.partial_card"
_EMAIL = "privacy.item.email"
# Requests whose wording stands around what they ask for: "Your name, please".
_AROUND_ITEMS = frozenset(["privacy.request.please_end", "privacy.request.and_your", "privacy.request.and_the", "privacy.request.read_out", "privacy.request.type_here", "privacy.request.required"])  # fmt: skip
# "Let me know the day and I'll mail your address": what it asks for follows at once. "And the CVV?" ends with it.
_NEAR_ITEMS = frozenset(("privacy.request.let_me",))
_BEFORE_END = frozenset(("privacy.request.and_the",))
_WISHING = frozenset((",", "please", "too", "also", "thanks", "thank", "you", "cheers", "thx", "sir", "madam"))
_FEW_TOKENS = 2
_FEW_SENTENCES = 2
_NOBODY = frozenset(("no", "nobody", "never", "not", "none", "without"))
# Behind these stands what "it" may be instead of a secret named before.
_NAMING_WORDS = frozenset(("your", "a", "an", "the", "my", "our"))
_OF_A_CODE = frozenset(("code", "codes", "passcode", "number", "text", "sms", "message", "bank", "app"))
# That a code was sent asks for nothing: what follows may.
_SENT = "privacy.sent.one_time_code"
# "Tell me whether your password works", "Can I ask how you store your password?"
_ABOUT_A_FACT = frozenset(("if", "whether", "how", "why", "when", "where"))
# "Tell us when you can your order number": behind these "your" is no object of the fact, but of the request.
_ENDS_A_FACT = frozenset(["can", "could", "may", "go", "goes", "went", "live", "lives", "stay", "arrive", "arrives", "happened", "possible", "ready", "convenient", "needed", "required"])  # fmt: skip
_YOUR = frozenset(("your", "ur", "yr"))
_TO_ANOTHER_ITEM = frozenset((",", ":", ";", "-", "and", "or", "with"))
_LACKING = frozenset(("without", "no", "not", "nor", "neither"))
# Behind "type it here": what says that it is to be typed elsewhere than in the conversation is not among these.
_BEHIND_HERE = frozenset((",", "and", "so", "for", "please"))
_INSIDE = frozenset(("in", "into", "on"))
_CONVERSATION = frozenset(("chat", "conversation", "thread", "reply"))
_THIS_CONVERSATION = frozenset((("this", "window"), ("this", "message")))
_NEEDED = frozenset(("required", "needed", "necessary"))
_SECRETS = frozenset(SECRETS)
# Words before "to ask": these make it part of the asking, not the reason for it.
_NO_REASON_BEFORE = frozenset(
    "need needs want like able have had going you we i happy love trying try required us".split()
)
# "Our team will write to help you" in the next sentence is no reason for the request in this one.
_REASONS_OF_THEIR_SENTENCE = frozenset(("privacy.reason.to_do", "privacy.reason.and_we"))
_OTHER_SUBJECTS = frozenset(["we", "i", "they", "it", "he", "she"])
_OWN_DOINGS = frozenset(("privacy.request.to_us", "privacy.request.read_out"))
_VERBS = frozenset(["is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "should", "may", "might", "must", "does", "did", "do", "goes", "went", "needs", "stay", "stays", "remain", "remains"])  # fmt: skip
_OF_A_CLAUSE = _OTHER_SUBJECTS | {"you", "that", "which", "who"}
# A quote that ends with one of these breaks off: what it belongs to comes after it.
_UNFINISHED = _OF_A_CLAUSE | frozenset(["a", "an", "the", "this", "these", "those", "your", "our", "my", "their", "his", "her", "its", "and", "or", "but", "nor", "so", "if", "to", "of", "on", "in", "at", "for", "from", "with", "by", "as", "just", "not"])  # fmt: skip
_MARKS = frozenset((Kind.COMMA.value, Kind.PUNCTUATION.value))
_JOINING = frozenset(("and", "or", "but"))
_US = frozenset(("i", "we", "you"))
_WANTING = frozenset(("need", "needs", "want", "like", "love"))
_ASKING_STEMS = ("ask", "request", "wanted", "demanded")
# What opens a request behind a warning wherever it stands there; others only behind a joint.
_OPENINGS = frozenset(["privacy.request.please", "privacy.request.could_you", "privacy.request.may_i", "privacy.request.we_need"])  # fmt: skip
_JOINTS = _MARKS | {",", ";", ":", "-", "and", "then", "so", "but"}


class _Request(NamedTuple):
    """A request for data: the tokens of its wording up to the last item, and the items."""

    start: int
    end: int
    items: tuple[CueMatch, ...]


def _between(matches: Sequence[CueMatch], low: int, high: int) -> Sequence[CueMatch]:
    """Return those of sorted matches that start in ``[low, high)``."""
    return matches[bisect_left(matches, low, key=_START) : bisect_left(matches, high, key=_START)]


def _cover(matches: Iterable[CueMatch], token_count: int) -> bytearray:
    """Return a mark for each token: whether any of the matches holds it."""
    marks = bytearray(token_count)
    for match in matches:
        marks[match.start : match.end] = b"\1" * (match.end - match.start)
    return marks


def _items(tokens: Tokens, by_family: dict[str, list[CueMatch]]) -> list[CueMatch]:
    """Return the kinds of data that are named as such, sorted; of overlapping ones the secret, then the longest.

    An "e-mail address" is no address, the last digits of a card are no secret, and "reset your password" names none.
    """
    token_count = len(tokens)
    partial = _cover((m for m in by_family["aside"] if m.cue == _PARTIAL), token_count)
    asked_after_all = _cover(_asking_around(tokens, by_family["request"]), token_count)
    aside = _cover(
        (m for m in by_family["aside"] if m.cue != _PARTIAL and not all(asked_after_all[m.start : m.end])), token_count
    )
    # "The e-mail" is a message, "the e-mail address" is none.
    named = [m for m in by_family["item"] if not any(aside[m.end - 1 if m.cue == _EMAIL else m.start : m.end])]
    named += [
        m
        for m in (*by_family["secret"], *by_family["sent"])
        if not any(aside[m.start : m.end]) and not any(partial[m.start : m.end])
    ]
    taken = bytearray(token_count)
    kept = []
    for match in sorted(named, key=lambda m: (".secret." not in m.cue, m.start - m.end, m.start)):
        if not any(taken[match.start : match.end]):
            kept.append(match)
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
    return sorted((_whole(tokens, match) for match in kept), key=_START)


def _asking_around(tokens: Tokens, requests: Iterable[CueMatch]) -> Iterator[CueMatch]:
    """Yield requests that outweigh an aside inside them: "enter your password here in the chat", "your PIN is needed from you"."""
    for request in requests:
        if request.cue == "privacy.request.required" or (
            request.cue == "privacy.request.type_here" and _is_typed_here(tokens, request)
        ):
            yield request
        elif request.cue == "privacy.request.not_without":
            # "without your password" begins in it, and ends behind.
            yield CueMatch(request.cue, request.start, request.end + _FEW_TOKENS)


def _is_typed_here(tokens: Tokens, request: CueMatch) -> bool:
    """Tell whether "here" is the conversation: neither "here: https://…" nor "here on the keypad", nor "here, in the app"."""
    words, end = tokens.words, request.end
    if words[request.start : request.start + 2] == ("write", "down"):
        return False
    behind = end + (words[end : end + 1] == (",",))
    if behind < len(words) and words[behind] in _INSIDE:
        place = words[behind + 1 : behind + 4]
        return not _CONVERSATION.isdisjoint(place) or place[:2] in _THIS_CONVERSATION
    return end >= len(tokens) or tokens.code[end] in (SENTENCE_END, NEWLINE) or words[end] in _BEHIND_HERE


def _whole(tokens: Tokens, match: CueMatch) -> CueMatch:
    """Return a match without what its pattern takes along at its edges: "name and", "6-digit code we"."""
    start = match.start
    while start < match.end - 1 and (tokens.code[start] in _MARKS or tokens.words[start] in _JOINING):
        start += 1
    return CueMatch(match.cue, start, _end(tokens, start, match.end))


def _end(tokens: Tokens, start: int, end: int, unfinished: frozenset[str] = _UNFINISHED) -> int:
    """Return where the tokens ``[start, end)`` end without trailing marks and words that belong to what follows."""
    while end > start + 1 and (tokens.code[end - 1] in _MARKS or tokens.words[end - 1] in unfinished):
        end -= 1
    return end


def _requests(tokens: Tokens, by_family: dict[str, list[CueMatch]], details: Sequence[Found]) -> list[_Request]:
    """Return requests with what they ask for; every item belongs to the first request before it in its sentence."""
    items = _items(tokens, by_family)
    if not items or not (by_family["request"] or by_family["hand_over"]):
        return []
    sentences = sentences_of(tokens)
    opened = sorted(
        (
            m
            for m in by_family["request"]
            if not _is_own_doing(tokens, m) and not _is_statement(tokens, m, details) and not _is_need(tokens, m)
        ),
        key=_START,
    )
    reasons = sorted((m for m in by_family["reason"] if m.cue != "privacy.reason.to_do"), key=_START)
    purposes = {m.end - 1 for m in by_family["reason"] if m.cue == "privacy.reason.to_do" and _is_reason(tokens, m)}
    warned, again = _warned(tokens, by_family["warning"], opened, sentences)
    named = _cover(items, len(tokens))
    found: dict[int, list[CueMatch]] = defaultdict(list)
    reaching: dict[int, int] = defaultdict(int)
    for item in items:
        number = sentence_at(sentences, item.start)
        if warned[item.start] or item.cue == _SENT:
            continue
        opens = again[bisect_right(again, item.start) - 1] if again and again[0] <= item.start else 0
        earliest = max(sentences[number].start, item.start - _LONGEST_REQUEST_TOKENS + 1, opens)
        asking = [m for m in _between(opened, earliest, item.start + 1) if _asks_for(tokens, m, item, named)]
        # "To verify your account, please send …" asks from "please" on.
        asking = [m for m in asking if m.start not in purposes] or asking
        # "Send your e-mail so we can reset the account details": what follows the reason is not asked for.
        if asking and not any(r.end <= item.start for r in _between(reasons, asking[-1].end, item.start)):
            found[asking[0].start].append(item)
    taken = {item.start for named_items in found.values() for item in named_items}
    for handing, item in _handed_over(tokens, by_family["hand_over"], items, sentences, warned):
        if item.start not in taken:
            found[item.start].append(item)
            reaching[item.start] = handing.end
    return [
        _Request(start, max(reaching[start], *(i.end for i in asked_for)), tuple(asked_for))
        for start, asked_for in sorted(found.items())
    ]


def _handed_over(
    tokens: Tokens,
    handing: Iterable[CueMatch],
    items: Sequence[CueMatch],
    sentences: Sequence[Sentence],
    warned: bytearray,
) -> Iterator[tuple[CueMatch, CueMatch]]:
    """Yield what asks for "it", with the secret named last before it, in the two sentences before or its own: "I've sent a code. Read it to me."."""
    for request in sorted(handing, key=_START):
        before = bisect_left(items, request.start, key=_START) - 1
        if before < 0 or warned[request.start]:
            continue
        if tokens.words[request.end - 1] in ("here", "below") and not _is_typed_here(tokens, request):
            continue
        # "A code was sent to your phone": of one sentence, what is secret.
        own = sentence_at(sentences, items[before].start)
        same = [i for i in items[: before + 1][-_FEW_TOKENS:] if sentence_at(sentences, i.start) == own]
        item = next((i for i in reversed(same) if _is_secret(i)), items[before])
        number = sentence_at(sentences, request.start)
        if not _is_secret(item) or number - own > _FEW_SENTENCES or warned[item.start]:
            continue
        if not _is_told_of(tokens, request, sentences[number], item):
            yield request, item


def _is_secret(item: CueMatch) -> bool:
    return DataKind(item.cue.split(".")[2]) in _SECRETS


def _is_told_of(tokens: Tokens, request: CueMatch, sentence: Sentence, item: CueMatch) -> bool:
    """Tell whether somebody else does it, nobody shall, or it is something else: "no agent will ask you to read it to us"."""
    words = tokens.words
    subject = words[max(sentence.start, request.start - _FEW_TOKENS) : request.start]
    if "," not in subject and not _OTHER_SUBJECTS.isdisjoint(subject):  # "When it arrives, read it to me"
        return True
    before = words[max(sentence.start, item.end) : request.start + 1]
    return not _NOBODY.isdisjoint(before) or any(
        word in _NAMING_WORDS and before[k + 1] not in _OF_A_CODE for k, word in enumerate(before[:-1])
    )


def _warned(
    tokens: Tokens, warnings: Iterable[CueMatch], opened: Sequence[CueMatch], sentences: Sequence[Sentence]
) -> tuple[bytearray, list[int]]:
    """Mark the tokens behind warnings, to their sentence's end or to a request behind "who asked for …"; return where these begin, too."""
    anew = [m for m in opened if _opens_anew(tokens, m)]
    warned = bytearray(len(tokens))
    again: list[int] = []
    reached = 0
    for warning in sorted(warnings, key=_START):
        stop = sentences[sentence_at(sentences, warning.start)].end
        if warning.cue == "privacy.warning.others_ask":
            if _is_of_us(tokens, warning):
                continue
            following = bisect_left(anew, warning.end, key=_START)
            if following < len(anew) and anew[following].start < stop:
                stop = anew[following].start
                again.append(stop)
        first = max(reached, warning.start + 1)
        reached = max(reached, stop)
        warned[first:stop] = b"\1" * (stop - first)
    return warned, again


def _is_of_us(tokens: Tokens, warning: CueMatch) -> bool:
    """Tell whether the writer or the customer asked: "the papers that we asked for" warn of nobody."""
    words = tokens.words[warning.start + 1 : warning.end]
    asking = next((k for k, word in enumerate(words) if word.startswith(_ASKING_STEMS)), 0)
    return asking > 0 and not words[asking].endswith("ing") and words[asking - 1] in _US


def _opens_anew(tokens: Tokens, request: CueMatch) -> bool:
    before = request.start - 1
    return request.cue in _OPENINGS or tokens.words[before] in _JOINTS or tokens.code[before] in _JOINTS


def _asks_for(tokens: Tokens, request: CueMatch, item: CueMatch, named: bytearray) -> bool:
    """Tell whether a request that starts before an item asks for it; `named` marks the tokens of all items."""
    if not (request.end < item.end or (request.cue in _AROUND_ITEMS and item.start < request.end)):
        return False
    if request.cue in _NEAR_ITEMS and item.start - request.end > _FEW_TOKENS:
        return False
    if request.cue in _BEFORE_END and not _ends_asking(tokens, item.end, request.end):
        return False
    if request.cue == "privacy.request.type_here" and not _is_typed_here(tokens, request):
        return False
    if request.cue == "privacy.request.not_without":
        return item.start - request.end <= _FEW_TOKENS
    if _is_lacking(tokens, item, named):
        return False
    return not _is_of_a_fact(tokens.words[request.end : item.start + 1])


def _ends_asking(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether what stands between an item and the sentence's end asks for it: "?", "please", or nothing at all."""
    while end < len(tokens) and tokens.code[end] == SENTENCE_END:
        end += 1
    behind = [tokens.words[k] for k in range(start, end) if tokens.code[k] not in (SENTENCE_END, NEWLINE)]
    is_question = any("?" in tokens.text[tokens.starts[k] : tokens.ends[k]] for k in range(start, end))
    return len(behind) <= _FEW_TOKENS and (is_question or _WISHING.issuperset(behind))


def _is_lacking(tokens: Tokens, item: CueMatch, named: bytearray) -> bool:
    """Tell whether an item is to be left out, "without your PIN"; in "card no and PIN" the "no" is a number."""
    words = tokens.words
    if words[item.start - 1] == "," and item.start:
        return False
    for k in range(max(0, item.start - _FEW_TOKENS), item.start):
        is_number = words[k] == "no" and (named[k] or (k and named[k - 1] and k + 1 < item.start))
        if words[k] in _LACKING and not is_number:
            return True
    return False


def _is_of_a_fact(between: Sequence[str]) -> bool:
    """Tell whether words between a request and an item, with the item's first, ask for a fact of it: "whether your PIN"."""
    before = between[:-1]
    fact = next((k for k in range(len(before) - 1, -1, -1) if before[k] in _ABOUT_A_FACT), None)
    if fact is None or not _TO_ANOTHER_ITEM.isdisjoint(before[fact:]):
        return False
    return not any(between[k] in _YOUR and between[k - 1] in _ENDS_A_FACT for k in range(fact + 2, len(between)))


def _is_need(tokens: Tokens, request: CueMatch) -> bool:
    """Tell whether a need is the customer's, "you will need your PIN", or one for a deed: "we need you to collect it"."""
    if request.cue != "privacy.request.we_need":
        return False
    words, start, end = tokens.words, request.start, request.end
    if words[start] not in ("i", "we"):
        before = words[max(0, start - 3) : start]
        subject = next((w for w in reversed(before) if w in _OF_A_CLAUSE or w in _TO_ANOTHER_ITEM), None)
        return subject in _OF_A_CLAUSE and subject not in ("i", "we")
    return words[end : end + 2] == ("you", "to")


def _is_own_doing(tokens: Tokens, request: CueMatch) -> bool:
    """Tell whether the writer speaks of their own act: "we will send it to your address"."""
    if request.cue not in _OWN_DOINGS:
        return False
    before = tokens.words[max(0, request.start - 3) : request.start]
    if "," in before:  # "when I call, send us your name"
        before = before[len(before) - before[::-1].index(",") :]
    return any(word in _OTHER_SUBJECTS for word in before) and "us" not in tokens.words[request.start : request.end]


def _is_statement(tokens: Tokens, request: CueMatch, details: Sequence[Found]) -> bool:
    """Tell whether "your …" says what the data is instead of asking for it: by a verb that more follows, or the data itself."""
    if request.cue != "privacy.request.and_your":
        return False
    words, first, last = tokens.words, tokens.starts[request.start], tokens.ends[request.end - 1]
    return any(first < start < last for start, _, _ in details) or any(
        words[k] in _VERBS and words[k - 1] not in _OF_A_CLAUSE for k in range(request.start + 1, request.end - 1)
    )


def _is_reason(tokens: Tokens, reason: CueMatch) -> bool:
    if reason.cue != "privacy.reason.to_do":
        return True
    return reason.start == 0 or tokens.words[reason.start - 1] not in _NO_REASON_BEFORE


def asked(
    tokens: Tokens, cues: dict[str, list[CueMatch]], details: Sequence[Found], public: bool | None
) -> Iterator[PrivacyFinding]:
    """Find what a reply asks for, secrets apart, and what it says of the reason.

    `tokens` and `cues` are those of `authentica.privacy.cues.PrivacyCues`, `details` the data that the reply itself holds. `public`: whether
    anybody can read what is asked; None where it is not known.
    """
    fitting = sorted((r for r in cues["reason"] if _is_reason(tokens, r)), key=_START)
    for request in _requests(tokens, cues, details):
        reason = _reason_for(tokens, request, fitting)
        secrets = list(filter(_is_secret, request.items))
        plain = [i for i in request.items if i not in secrets]
        for issue, items in ((PrivacyIssue.ASKS_PERSONAL_DATA, plain), (PrivacyIssue.ASKS_SECRET, secrets)):
            if items:
                end = max(item.end for item in items)
                yield PrivacyFinding(
                    issue=issue,
                    evidence=(
                        evidence_of(tokens, request.start, end, "privacy.request"),
                        *(evidence_of(tokens, i.start, i.end, i.cue) for i in items),
                    ),
                    data=tuple(dict.fromkeys(DataKind(i.cue.split(".")[2]) for i in items)),
                    public=public,
                    reason=reason,
                )
        if reason is not None:
            yield PrivacyFinding(
                issue=PrivacyIssue.EXPLAINS_DATA_USE,
                evidence=(reason,),
                data=tuple(dict.fromkeys(DataKind(i.cue.split(".")[2]) for i in request.items)),
            )


def _reason_for(tokens: Tokens, request: _Request, reasons: Sequence[CueMatch]) -> Evidence | None:
    """Return the nearest reason: behind the request within two sentences, before it in its own, or inside it."""
    code = tokens.code
    ends = [
        i
        for i in range(request.end, min(len(code), request.end + _FARTHEST_REASON_TOKENS))
        if code[i] in (SENTENCE_END, NEWLINE)
    ]
    limit = min(len(code), request.end + _FARTHEST_REASON_TOKENS)
    own_end, last = (*ends[:2], limit, limit)[:2]
    behind = _between(reasons, request.end, last)
    reason = next((r for r in behind if r.start < own_end or r.cue not in _REASONS_OF_THEIR_SENTENCE), None)
    stop = need = len(code)
    if reason is None:
        first = max(0, request.start - _FARTHEST_REASON_TOKENS)
        for i in range(request.start - 1, first - 1, -1):
            if code[i] in (SENTENCE_END, NEWLINE):
                first = i + 1
                break
        ahead = _between(reasons, first, request.start + 1)
        reason = next((r for r in reversed(ahead) if r.end <= request.start + 1), None)
        stop = request.start
    if reason is None:
        inside = _between(reasons, request.start + 1, request.items[0].start)
        reason = next((r for r in inside if r.end <= request.items[0].start and r.cue != "privacy.reason.and_we"), None)
        stop = request.items[0].start
    if reason is None:
        return None
    if stop == request.start:
        stop = need = _who_needs(tokens, reason.end, stop)
    end, stop = reason.end, min(stop, reason.start + _LONGEST_REASON_TOKENS)
    while end < stop and code[end] not in (SENTENCE_END, NEWLINE):
        end += 1
    if end in (request.start, need):
        end = max(reason.end, _end(tokens, reason.start, end, _JOINING))
    elif end < len(code) and code[end] not in (SENTENCE_END, NEWLINE):
        # Broken off: better at the end of a clause than inside one.
        cuts = [k for k in range(reason.end + 1, end) if code[k] == Kind.COMMA.value or tokens.words[k] in _JOINING]
        limit, unfinished = (cuts[-1], _JOINING) if cuts else (end, _UNFINISHED)
        end = max(reason.end, _end(tokens, reason.start, limit, unfinished))
    start = reason.start + (code[reason.start] == Kind.COMMA.value)
    return evidence_of(tokens, start, end, reason.cue)


def _who_needs(tokens: Tokens, start: int, end: int) -> int:
    """Return where in the tokens ``[start, end)`` "we need you to" begins, which asks and gives no reason; else the end."""
    words = tokens.words
    for k in range(start, end):
        if words[k] in ("i", "we") and any(
            words[j] in _WANTING and words[j + 1] == "you" for j in range(k + 1, min(k + 4, end - 1))
        ):
            return k
    return end
