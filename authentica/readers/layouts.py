"""What a vendor's export looks like, as data: where each field of a message lies, and what tells who wrote it.

A layout is a frozen record; `authentica.readers.unfold` reads a file by it. Fields are named by paths:

- ``"sender.id"`` is the key "id" of the object under "sender" (which may also be a string of JSON), or the key
  "sender.id" itself, as tables have it;
- ``"senders.0.actorId"`` goes into the first item of a list;
- ``"payload."`` is what stands under "payload" where that is a text, and null where it is an object (or JSON of one);
- ``"^id"`` starts from the object that holds the message: the ticket, the conversation, the page;
- ``"@"`` is the role of the author in the export's list of people.

Where a field has several paths, the first that holds something is taken.

Examples
--------
>>> rule = Word("author.type", {"admin": Role.AGENT, "user": Role.CUSTOMER})
>>> rule.read(View(message={"author": {"type": "user"}}), {}).value
'customer'
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, NamedTuple, Protocol

from authentica.readers.roles import normalize_role, unknown_role
from authentica.readers.values import drop_zero_decimals, identifier, is_nothing, read_flag
from authentica.schema import Role

__all__ = [
    "MISSING",
    "Flag",
    "IfSilent",
    "Layout",
    "Limits",
    "People",
    "Rule",
    "Same",
    "Shown",
    "Speech",
    "Unread",
    "View",
    "Word",
    "find",
    "is_shown",
    "role_of",
    "spellings_of",
    "word_at",
]

MISSING: Final = object()
"""What `find` returns where there is nothing, not even null."""

_MOST_NESTED_CHARS = 1_000_000


class View(NamedTuple):
    """A message and what surrounds it.

    Attributes
    ----------
    message : mapping
        Its own fields.
    holder : mapping
        The object that holds the message; empty where it stands alone.
    person : str or None
        The role of its author in the export's list of people.
    is_silent : bool
        Whether the message has no text.
    """

    message: Mapping[str, Any]
    holder: Mapping[str, Any] = {}
    person: str | None = None
    is_silent: bool = False


def find(view: View, path: str) -> Any:
    """Return what lies at a path, or `MISSING`; never raises.

    Examples
    --------
    >>> view = View(message={"sender": '{"role": "Agent"}'}, holder={"id": "7"})
    >>> find(view, "sender.role"), find(view, "^id"), find(view, "sender.name") is MISSING
    ('Agent', '7', True)
    """
    if path == "@":
        return MISSING if view.person is None else view.person
    start, steps = (view.holder, path[1:]) if path.startswith("^") else (view.message, path)
    if steps in start:
        return start[steps]
    if "." not in steps:
        return MISSING
    place: Any = start
    for step in steps.split("."):
        if not step:
            return None if isinstance(_parsed(place) if isinstance(place, str) else place, Mapping) else place
        if isinstance(place, str):
            place = _parsed(place)
        if isinstance(place, Mapping) and step in place:
            place = place[step]
        elif isinstance(place, list) and step.isdigit() and int(step) < len(place):
            place = place[int(step)]
        else:
            return MISSING
    return place


def _parsed(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")) or len(text) > _MOST_NESTED_CHARS:
        return None
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def word_at(view: View, path: str) -> str | None:
    """Return the value at a path if it is a single one that says something."""
    value = find(view, path)
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else None


class Unread(NamedTuple):
    """What a rule looks at and does not know.

    Attributes
    ----------
    word : str or None
        It, where it is a word: who speaks by such a word is not known.
    fault : str or None
        Why nothing may stand there that is not known, where that is so.
    """

    word: str | None
    fault: str | None = None


class Rule(Protocol):
    """One thing that tells the role of a message."""

    def read(self, view: View, overrides: Mapping[str, Role], /) -> Role | Unread | None:
        """Return the role, or what it does not know; None where it does not tell. What the caller says of a word wins."""


@dataclass(frozen=True, slots=True)
class Word:
    """The role by a word.

    Parameters
    ----------
    path : str
        Where the word lies.
    roles : mapping of str to (Role or None)
        By the word as it stands, or in lower case with spaces for ``_`` and ``-``; None where the word leaves the
        question open.
    otherwise : Role, optional
        The role of any other word.
    before : str, optional
        Only what stands before this character is the word.
    """

    path: str
    roles: Mapping[str, Role | None]
    otherwise: Role | None = None
    before: str | None = None

    def read(self, view: View, overrides: Mapping[str, Role], /) -> Role | Unread | None:
        """Return the role of the word, or a word that is not known."""
        word = word_at(view, self.path)
        if word is None or is_nothing(word):
            return None
        if self.before is None:
            word = drop_zero_decimals(word)
        else:
            word, found, _ = word.partition(self.before)
            if not found:
                return None
        plain = normalize_role(word)
        if plain in overrides:
            return overrides[plain]
        for known in (word, plain):
            if known in self.roles:
                return self.roles[known]
        return self.otherwise or Unread(word)


@dataclass(frozen=True, slots=True)
class Flag:
    """The role by a field that is true or false, in whatever spelling.

    Attributes
    ----------
    path : str
        Where it lies.
    true, false : Role or None
        Of the message where it is true, and false.

    Examples
    --------
    >>> Flag("private", Role.NOTE).read(View(message={"private": "TRUE"}), {}).value
    'note'
    """

    path: str
    true: Role | None
    false: Role | None = None

    def read(self, view: View, overrides: Mapping[str, Role], /) -> Role | Unread | None:
        """Return the role, or a value that is neither true nor false, or that has no role."""
        word = word_at(view, self.path)
        if word is None:
            value = find(view, self.path)
            if value is None or value is MISSING or isinstance(value, str):  # an empty one: not set
                return None
        elif is_nothing(word):
            return None
        elif overrides and (told := overrides.get(normalize_role(word))) is not None:
            return told
        elif (is_true := read_flag(word)) is not None:
            return (self.true if is_true else self.false) or Unread(word)
        return Unread(word, f"the value of {self.path.lstrip('^')!r} is neither true nor false")


@dataclass(frozen=True, slots=True)
class Shown:
    """A field that tells, unless it says otherwise, that the customer sees a message.

    Attributes
    ----------
    path : str
        Where it lies.
    words : frozenset of str or None
        Which of its words tell that; None for any.
    """

    path: str
    words: frozenset[str] | None = None

    def tells(self, view: View) -> bool:
        """Tell whether it is there and has such a word."""
        word = word_at(view, self.path)
        if word is None or is_nothing(word):
            return False
        return self.words is None or normalize_role(drop_zero_decimals(word)) in self.words


@dataclass(frozen=True, slots=True)
class Same:
    """The role of whoever one field names, if another field names the same.

    Attributes
    ----------
    path, other : str
        Paths of the two fields.
    means : Role
        Of the message where they are the same.
    unless : str
        Path of a third field; where that names the same, too, this rule does not tell. Empty for none.
    """

    path: str
    other: str
    means: Role
    unless: str = ""

    def read(self, view: View, _: Mapping[str, Role], /) -> Role | None:
        """Return the role if both fields are the same, and the third is not."""
        one, other = identifier(word_at(view, self.path)), identifier(word_at(view, self.other))
        if one is None or one != other:
            return None
        return None if self.unless and identifier(word_at(view, self.unless)) == one else self.means


@dataclass(frozen=True, slots=True)
class IfSilent:
    """The role of messages with one of some words that carry no text: a change of state, not something said.

    Attributes
    ----------
    path : str
        Path of the word.
    words : frozenset of str
        Which, normalised.
    means : Role
        Of such a message.
    """

    path: str
    words: frozenset[str]
    means: Role = Role.SYSTEM

    def read(self, view: View, _: Mapping[str, Role], /) -> Role | None:
        """Return the role if the message has one of the words and no text."""
        word = word_at(view, self.path) if view.is_silent else None
        return self.means if word is not None and normalize_role(word) in self.words else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Where the fields of one message lie.

    Attributes
    ----------
    text, html : tuple of str
        Paths of the body as plain text, and as HTML; HTML is read where there is no plain text.
    html_first : bool
        Whether the plain text is read only where there is no HTML, since it lacks the lines of the HTML.
    is_tagged : bool
        Whether the HTML always stands within tags, so that a body that begins with none is plain text.
    kinds : tuple of Rule
        What tells that it is a note, an event, automatic or redacted, whoever wrote it. The caller's role words do not
        change that.
    shown : tuple of Shown
        What tells that the customer sees it. Where there is such a thing and none of it is told, an agent's message is
        read as an internal note; where there is none, every message is seen unless `kinds` say otherwise.
    speakers : tuple of Rule
        What tells who wrote it, tried in order.
    speaker : Role, optional
        Who wrote it where none of `speakers` finds a word.
    whole_chat : Shown, optional
        What tells that the text may be a whole chat of both sides. Where its lines are turns, each is a message.
    conversation_id, message_id, author_id, created_at, channel, in_response_to : tuple of str
        Paths of the fields of `Message`, and of the conversation's id.
    agent_id : tuple of str
        The same as `author_id` where the export tells by itself that an agent wrote it, and names that agent elsewhere.
    """

    text: tuple[str, ...]
    html: tuple[str, ...] = ()
    html_first: bool = False
    is_tagged: bool = False
    kinds: tuple[Rule, ...] = ()
    shown: tuple[Shown, ...] = ()
    speakers: tuple[Rule, ...] = ()
    speaker: Role | None = None
    whole_chat: Shown | None = None
    conversation_id: tuple[str, ...] = ()
    message_id: tuple[str, ...] = ()
    author_id: tuple[str, ...] = ()
    created_at: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    in_response_to: tuple[str, ...] = ()
    agent_id: tuple[str, ...] = ()


def is_shown(speech: Speech, view: View) -> bool:
    """Tell whether the export says that the customer sees a message, as far as it says such things at all."""
    return not speech.shown or any(field.tells(view) for field in speech.shown)


def role_of(speech: Speech, view: View, author_id: str | None, overrides: Mapping[str, Role]) -> Role | str:
    """Return the role of a message, or the reason why there is none.

    What the caller says of an author's id comes before what the export says of the author. Where a speaker's word is
    unknown, what follows is not asked: beside ``LLM_BOT``, that somebody is of the agent's side does not make an agent.
    """
    for rule in speech.kinds:
        found = rule.read(view, {})
        if isinstance(found, Role):
            return found
        if found is not None and found.fault is not None:
            return found.fault
    if author_id is not None and (told := overrides.get(normalize_role(author_id))) is not None:
        return told
    for rule in speech.speakers:
        found = rule.read(view, overrides)
        if isinstance(found, Role):
            return found
        if found is not None and found.word is not None:
            return unknown_role(found.word)
    if speech.speaker is not None:
        return speech.speaker
    if author_id is not None:
        return "the file does not tell whether its author is an agent; say so with --role AUTHOR_ID=agent"
    return "the file does not tell who wrote it"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The export's own list of people, and how messages point to it.

    Attributes
    ----------
    lists : tuple of str
        Paths of the lists, from the outermost object.
    person_id, role : str
        Keys of a person.
    key : tuple of str
        Paths, in a message, of the person's id.
    name : str
        Key of a person's name, by which a whole chat calls them; empty where none does.
    is_of_one : bool
        Whether the list is that of one conversation, and its ids mean others in the next.
    """

    lists: tuple[str, ...]
    person_id: str
    role: str
    key: tuple[str, ...]
    name: str = ""
    is_of_one: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the vendor leaves out of long messages or conversations, and how the export tells.

    Attributes
    ----------
    cut : str
        Path, in a message, of the word that tells whether its text is whole; empty where none does.
    whole : str
        That word where it is.
    message_count : str
        Path, in a conversation, of the number of its messages; empty where it is not told.
    most_messages : int or None
        How many messages of a conversation are exported at most.
    """

    cut: str = ""
    whole: str = ""
    message_count: str = ""
    most_messages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One vendor's export.

    Attributes
    ----------
    name, description : str
        What a caller writes to choose it, and what it is.
    signs : tuple of set of str
        A file whose field names hold all of one of these sets is of this layout.
    message : Speech
        Where the fields of a message lie.
    pages : tuple of str
        Keys under which an object lists conversations or messages that do not belong together.
    lists : tuple of str
        Paths under which an object lists all messages of one conversation; ``*`` goes through every item of a list.
    part_lists : tuple of str
        The same, where other objects may hold more messages of the conversation.
    opening : Speech, optional
        Where the object itself keeps the first message of the conversation.
    opening_is_repeated : bool
        Whether that message stands in the list, too, where there is a list.
    people : People, optional
        Where the roles of authors are listed.
    elsewhere : str, optional
        What to say of an object that holds no message.
    limits : Limits, optional
        What may be missing.
    """

    name: str
    description: str
    signs: tuple[frozenset[str], ...]
    message: Speech
    pages: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    part_lists: tuple[str, ...] = ()
    opening: Speech | None = None
    opening_is_repeated: bool = False
    people: People | None = None
    elsewhere: str | None = None
    limits: Limits = Limits()


def spellings_of(layout: Layout) -> dict[str, str]:
    """Return how a layout spells the columns that a table of it may have, by the name without capitals.

    Programs that turn objects into tables do not all keep the capitals: Salesforce's Data Loader writes all of them large.

    Examples
    --------
    >>> spoken = Speech(text=("CommentBody",), speakers=(Word("CreatedBy.UserType", {}),), conversation_id=("^Id",))
    >>> spellings_of(Layout(name="x", description="x", signs=(), message=spoken))
    {'commentbody': 'CommentBody', 'createdby.usertype': 'CreatedBy.UserType', 'createdby': 'CreatedBy'}
    """
    paths: list[str] = [name for sign in layout.signs for name in sorted(sign)]
    for speech in (layout.message, layout.opening):
        for item in () if speech is None else _paths_and_rules(speech):
            found = (item,) if isinstance(item, str) else (getattr(item, "path", None), getattr(item, "other", None))
            paths += [path for path in found if isinstance(path, str)]
    if layout.people is not None:
        paths += [layout.people.person_id, layout.people.role, *layout.people.key]
    spelled: dict[str, str] = {}
    for path in paths:
        if not path.startswith(("^", "@")):  # a table has nothing around its rows
            for name in (path, path.partition(".")[0]):
                spelled.setdefault(name.casefold(), name)
    return spelled


def _paths_and_rules(speech: Speech) -> Iterator[str | Rule | Shown]:
    for field in fields(speech):
        value = getattr(speech, field.name)
        if isinstance(value, tuple):
            yield from value
