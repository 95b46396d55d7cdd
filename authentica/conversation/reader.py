"""One message as the findings of a conversation need it: its words, sentences, cues and facts, each found once.

A mail that is quoted below or between is somebody else's message, and a signature says nothing new: neither is read. What follows
"Thanks," is a signature only where it asks nothing, for in a chat people thank first and ask then.

The cues are a lexicon of their own (``lexicons/conversation_*.tsv``) with an alphabet of its own: a word added here changes no
feature of a shipped model.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter

from authentica.language.chunks import ChunkReader
from authentica.language.clean import readable
from authentica.language.lexicon import CueMatch, CueMatcher, Lexicon, load_lexicon
from authentica.language.patterns import Kind
from authentica.language.tokens import Encoder, Tokens
from authentica.language.zones import Zone, ZoneFinder
from authentica.once import once
from authentica.schema import Message, MessageSpan

__all__ = ["MessageReader", "MessageReading", "Sentence", "asks_by_grammar", "conversation_lexicon"]

_SENTENCE_ENDS = frozenset((Kind.SENTENCE_END.value, Kind.NEWLINE.value))
_QUESTION_WORDS = frozenset(["what", "when", "where", "who", "whom", "whose", "why", "how", "which"])
_AUXILIARIES = frozenset("is are was were do does did can could will would should have has am may might shall".split())
_SUBJECTS = frozenset("i you we he she it they there this that my your our the a any".split())
_OPENERS = frozenset("and so but ok okay hi hello yeah um well then or hey great right thanks please sorry".split())
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.\w{2,20}\Z")
_NO_NAMES = _QUESTION_WORDS | _AUXILIARIES | _SUBJECTS | _OPENERS
_LONGEST_SENTENCE = 60
_CUE_FILES = ("conversation_data", "conversation_exchange", "conversation_handoffs", "conversation_moods")


def conversation_lexicon() -> Lexicon:
    """Return the cues of ``lexicons/conversation_*.tsv``."""
    return load_lexicon(files=_CUE_FILES, classes=("conversation_classes",))


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens ``[start, end)``, and whether they ask something."""

    start: int
    end: int
    question: bool


@dataclass(frozen=True, slots=True)
class MessageReading:
    """What a message says: its tokens in the conversation's own alphabet, without those of quoted text and signatures.

    `sentences` are stretches that hold a word or number; `cues` are of the conversation's own lexicon, by their first token; `facts` numbers,
    codes, addresses of mail and names in mid-sentence: each one's normal form and token.
    """

    index: int
    message: Message
    tokens: Tokens
    sentences: tuple[Sentence, ...]
    cues: tuple[CueMatch, ...]
    facts: tuple[tuple[str, int], ...]

    def span(self, start: int, end: int) -> MessageSpan:
        """Return the place of the tokens ``[start, end)``."""
        first, last = self.tokens.starts[start], self.tokens.ends[end - 1]
        return MessageSpan(
            index=self.index,
            message_id=self.message.message_id,
            start=first,
            end=last,
            text=self.message.text[first:last],
        )

    def cues_of(self, prefix: str, start: int = 0, end: int | None = None) -> list[CueMatch]:
        """Return the cues whose id begins with `prefix` and that begin in the tokens ``[start, end)``."""
        # A sentence's cues are cut out, not searched for: a long message has thousands of both.
        first = bisect_left(self.cues, start, key=_start)
        last = len(self.cues) if end is None else bisect_left(self.cues, end, lo=first, key=_start)
        return [cue for cue in self.cues[first:last] if cue.cue.startswith(prefix)]


_start = attrgetter("start")


class MessageReader:
    """Reads messages, up to so many characters."""

    def __init__(self, longest_text_chars: int) -> None:
        lexicon = conversation_lexicon()
        alphabet = lexicon.alphabet()
        self.lexicon_sha256 = lexicon.sha256
        self._limit = longest_text_chars
        self._lexicon = lexicon
        self._alphabet = alphabet
        self._chunks = ChunkReader(Encoder(alphabet, lexicon.variants))
        # Greetings are read like all else, so none need be told from the body.
        self._zones = ZoneFinder(CueMatcher((), alphabet, {}))

    @once
    def _matchers(self) -> list[CueMatcher]:
        return [self._lexicon.matcher(name, self._alphabet) for name in self._lexicon.cues]

    def read(self, index: int, message: Message) -> MessageReading:
        """Read one message."""
        tokens = self._chunks.read(readable(message.text, self._limit), message.text)
        tokens = _own(tokens, self._zones.find(tokens))
        sentences = tuple(_sentences(tokens))
        found = (match for matcher in self._matchers for match in matcher.find(tokens.code))
        cues = tuple(sorted(found, key=_start))
        return MessageReading(index, message, tokens, sentences, cues, tuple(_facts(tokens, sentences)))


def _own(tokens: Tokens, zones: str) -> Tokens:
    """Return the tokens that are the writer's own and say something."""
    unread = {Zone.QUOTED.value}
    signature = [i for i, zone in enumerate(zones) if zone == Zone.SIGNATURE.value]
    if signature and not any("?" in tokens.words[i] for i in signature):
        unread.add(Zone.SIGNATURE.value)
    if unread.isdisjoint(zones):
        return tokens
    kept = [i for i, zone in enumerate(zones) if zone not in unread]
    return Tokens(
        text=tokens.text,
        code="".join(tokens.code[i] for i in kept),
        words=tuple(tokens.words[i] for i in kept),
        starts=tuple(tokens.starts[i] for i in kept),
        ends=tuple(tokens.ends[i] for i in kept),
    )


def _sentences(tokens: Tokens) -> list[Sentence]:
    found: list[Sentence] = []
    start, count = 0, len(tokens)
    for i in range(count):
        ends = tokens.code[i] in _SENTENCE_ENDS and (i + 1 == count or tokens.code[i + 1] != Kind.SENTENCE_END.value)
        if ends or i + 1 == count or i + 1 - start >= _LONGEST_SENTENCE:
            if any(word[0].isalnum() or word == "<number>" for word in tokens.words[start : i + 1]):
                found.append(Sentence(start, i + 1, _asks(tokens, start, i + 1)))
            start = i + 1
    return found


def _asks(tokens: Tokens, start: int, end: int) -> bool:
    if "?" in tokens.quote(max(start, end - 2), end):
        return True
    if tokens.code[end - 1] == Kind.SENTENCE_END.value:
        return False
    # Speech and hasty chat go without marks: a question opens with its verb, or has one soon after its question word.
    return asks_by_grammar(tokens.words[start:end])


def asks_by_grammar(words: tuple[str, ...], *, marked: bool = False) -> bool:
    """Tell whether a sentence opens as a question does: with its verb, or soon with a question word and a verb.

    Of one that ends with a question mark, the first word is enough.
    """
    at = next((i for i, w in enumerate(words) if w not in _OPENERS and w[0].isalpha()), None)
    if at is None or at + 1 >= len(words):
        return False
    if marked and words[at] in _AUXILIARIES | _QUESTION_WORDS:
        return True
    if words[at] in _AUXILIARIES:
        return words[at + 1] in _SUBJECTS
    return any(
        word in _QUESTION_WORDS and i + 1 < len(words) and (words[i + 1] in _AUXILIARIES or words[i + 1] == "'s")
        for i, word in enumerate(words[: at + 9])
    )


def _facts(tokens: Tokens, sentences: tuple[Sentence, ...]) -> list[tuple[str, int]]:
    openers = {next((i for i in range(s.start, s.end) if tokens.words[i][0].isalnum()), s.start) for s in sentences}
    found = []
    for i, kind in enumerate(tokens.code):
        text = tokens.text[tokens.starts[i] : tokens.ends[i]]
        digits = sum(map(str.isdigit, text))
        if _EMAIL.match(text):
            found.append((text.lower(), i))
        elif kind == Kind.HANDLE.value or kind == Kind.URL.value:
            continue
        elif (digits >= 2 or (digits and len(text) >= 2)) and len(text) <= 40:
            found.append((text.lower().strip("#$£€.,"), i))
        elif (
            len(text) >= 3
            and text[0].isupper()
            and text.isalpha()
            and i not in openers
            and not text.isupper()
            and text.lower() not in _NO_NAMES
        ):
            found.append((text.lower(), i))
    return found
