"""Read a file by a vendor's layout: pages are unfolded into conversations, and conversations into messages.

What is one conversation in the file stays one; messages that stand alone are put together by the conversation's id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from authentica.errors import InputError
from authentica.readers.chats import is_chat, read_chat
from authentica.readers.layouts import MISSING, Layout, Speech, View, find, is_shown, role_of, spellings_of, word_at
from authentica.readers.objects import Record, kind_of
from authentica.readers.options import ReadOptions
from authentica.readers.records import open_records
from authentica.readers.roles import normalize_role, read_role
from authentica.readers.rows import Reading, Row, read_body
from authentica.readers.sources import Sniff, Source
from authentica.readers.timestamps import DateReader
from authentica.readers.values import identifier
from authentica.schema import Message, OffsetMap, Role, SetAside

__all__ = ["Unfolder", "read_layout", "recognise_layout", "refuse_columns"]

_MOST_PEOPLE = 200_000
"""So many authors' roles are remembered; the oldest go first."""

_MOST_DIGITS = 10

_EMPTY: Mapping[str, Any] = MappingProxyType({})


def recognise_layout(layout: Layout, sniff: Sniff) -> bool:
    """Tell whether the field names of a file are those of a layout; capitals in the header of a table make no difference."""
    if any(sign <= sniff.field_names for sign in layout.signs):
        return True
    columns = sniff.plain_columns
    return bool(columns) and any({name.casefold() for name in sign} <= columns for sign in layout.signs)


def read_layout(layout: Layout, source: Source, options: ReadOptions) -> Reading:
    """Open a file of a layout, whether its records come as JSON or as a table."""
    refuse_columns(layout.name, options)
    people = () if layout.people is None else layout.people.lists
    awaited = {path.partition(".")[0] for path in people}
    records = open_records(source, spellings_of(layout), pages=layout.pages, awaited=awaited)
    dates = DateReader("created_at", options.dates)
    unfolder = Unfolder(layout, options.roles, source.name if records.is_one else None, dates)

    def rows() -> Iterator[Row | SetAside]:
        for item in records.items:
            if isinstance(item, SetAside):
                yield item
            else:
                yield from unfolder.unfold(item)

    said = (f"{source.name}: {layout.description}; {records.kind}.", *dates.said())
    return Reading(rows=rows(), said=said, said_after=unfolder.said_after)


def refuse_columns(name: str, options: ReadOptions) -> None:
    """Refuse columns that the caller names for a format that has its own."""
    if options.columns:
        raise InputError(
            f"the format {name} knows its own fields", "columns", "Leave the columns out, or name a general format."
        )


class Unfolder:
    """Turns the objects of one file into rows; `one_conversation` is the id of a conversation that has none."""

    def __init__(
        self, layout: Layout, roles: Mapping[str, Role], one_conversation: str | None, dates: DateReader
    ) -> None:
        self._dates = dates
        self._layout = layout
        self._roles = roles
        self._one_conversation = one_conversation
        self._people: dict[str, str] = {}
        self._names: dict[str, Role | None] = {}
        self._strangers: dict[str, int] = {}
        self._late_count = self._untold_count = self._cut_count = self._short_count = 0
        self._untold_field = ""
        self._page: Mapping[str, Any] = _EMPTY
        self._page_length = 0

    def said_after(self) -> tuple[str, ...]:
        """Return what should be said aloud when all objects have been unfolded."""
        said = []
        if (count := self._untold_count) > 0:
            told = (
                "1 message of an agent does not tell whether the customer saw it, and was read as an internal note"
                if count == 1
                else f"{count:,} messages of agents do not tell whether the customer saw them, and were read as internal notes"
            )
            said.append(f"{told}; have the export hold {self._untold_field!r}.")
        if (count := self._late_count) > 0:
            stood = "1 message was" if count == 1 else f"{count:,} messages were"
            said.append(
                f"{stood} set aside before the list of people, which tells who wrote what, had been read; "
                "put it before the messages."
            )
        limits = self._layout.limits
        if (count := self._cut_count) > 0:
            texts = "the text of 1 message was" if count == 1 else f"the texts of {count:,} messages were"
            said.append(f"{texts} cut short by the vendor ({limits.cut}); the rest has to be fetched for each.")
        if (count := self._short_count) > 0:
            lacking = "1 conversation lacks" if count == 1 else f"{count:,} conversations lack"
            most = f", which exports {limits.most_messages:,} of each at most" if limits.most_messages else ""
            said.append(f"{lacking} messages that the vendor left out{most}.")
        return (*said, *self._dates.said_after())

    def unfold(self, record: Record) -> Iterator[Row | SetAside]:
        """Yield the rows of one object of the file: a page, an item of one, a conversation or a message."""
        origin, top, page = record
        if page is not None:
            if (page is not self._page or len(page) != self._page_length) and page:
                self._page, self._page_length = page, len(page)
                self._learn_people(page)
            self._learn_people(top)
            yield from self._unfold_item(origin, top, page)
            return
        if self._layout.people is not None and self._layout.people.is_of_one:
            self._people.clear()
            self._names.clear()
            self._strangers.clear()
        self._learn_people(top)
        for key in self._layout.pages:
            if isinstance(items := top.get(key), list):
                for number, item in enumerate(items, start=1):
                    place = f"{origin}.{number}"
                    if isinstance(item, dict):
                        yield from self._unfold_item(place, item, top)
                    else:
                        yield SetAside(origin=place, reason=f"the item is {kind_of(item)}, not an object")
                return
        yield from self._unfold_item(origin, top, _EMPTY)

    def _unfold_item(self, origin: str, item: Mapping[str, Any], page: Mapping[str, Any]) -> Iterator[Row | SetAside]:
        layout = self._layout
        for path in (*layout.lists, *layout.part_lists):
            parts = _list_at(item, path)
            if parts is not None:
                yield from self._unfold_list(origin, item, page, parts, is_part=path in layout.part_lists)
                return
        view = View(message=item, holder=page)
        if _has_text(layout.message, view):
            speech = layout.message
        elif layout.opening is not None and _has_text(layout.opening, view):
            speech = layout.opening
        elif any(rule.read(view, _EMPTY) is Role.SYSTEM for rule in layout.message.kinds):
            speech = layout.message
        else:
            if not self._is_person(item):
                yield SetAside(origin=origin, reason=layout.elsewhere or "the object holds no message")
            return
        may_be_repeated = speech is layout.opening and layout.opening_is_repeated
        for row in self._join(self._build(speech, origin, item, page), is_whole=False):
            yield row._replace(may_be_repeated=True) if may_be_repeated and isinstance(row, Row) else row

    def _unfold_list(
        self, origin: str, item: Mapping[str, Any], page: Mapping[str, Any], parts: list[Any], *, is_part: bool
    ) -> Iterator[Row | SetAside]:
        layout = self._layout
        found: list[tuple[str | None, Message] | SetAside] = []
        self._count_short(item, len(parts))
        opening = layout.opening
        is_repeated = layout.opening_is_repeated and len(parts) > 0
        if opening is not None and not is_repeated and _is_due(opening, View(message=item, holder=page)):
            found += self._build(opening, f"{origin}.0", item, page)
        for number, part in enumerate(parts, start=1):
            place = f"{origin}.{number}"
            if isinstance(part, Mapping):
                found += self._build(layout.message, place, part, item)
            else:
                found.append(SetAside(origin=place, reason=f"the message is {kind_of(part)}, not an object"))
        if not found:
            yield SetAside(origin=origin, reason="the object's list of messages is empty")
        yield from self._join(found, is_whole=not is_part)

    def _join(self, found: list[tuple[str | None, Message] | SetAside], *, is_whole: bool) -> Iterator[Row | SetAside]:
        """Yield what is set aside, and one row of the messages where they are all of one conversation."""
        built = []
        for one in found:
            if isinstance(one, SetAside):
                yield one
            else:
                built.append(one)
        known = dict.fromkeys(conversation_id for conversation_id, _ in built if conversation_id is not None)
        if len(known) <= 1:
            conversation_id = next(iter(known), self._one_conversation)
            if built:
                messages = tuple(message for _, message in built)
                yield Row(conversation_id, messages, is_whole=is_whole or conversation_id is None)
            return
        for conversation_id, message in built:
            yield Row(conversation_id, (message,), is_whole=conversation_id is None)

    def _build(
        self, speech: Speech, origin: str, values: Mapping[str, Any], holder: Mapping[str, Any]
    ) -> list[tuple[str | None, Message] | SetAside]:
        """Return the message, or the turns of one that is a whole chat; each with the conversation's id."""
        built = self._build_one(speech, origin, values, holder)
        if (
            speech.whole_chat is None
            or isinstance(built, SetAside)
            or not speech.whole_chat.tells(View(values, holder))
        ):
            return [built]
        conversation_id, message = built
        if message.role in (Role.SYSTEM, Role.NOTE) or not is_chat(message.text, self._roles):
            return [built]
        turns = read_chat(
            message.text,
            origin,
            self._roles,
            self._dates,
            people=self._names,
            message_id=message.message_id,
            created_at=message.created_at,
        )
        return [turn if isinstance(turn, SetAside) else (conversation_id, turn) for turn in turns]

    def _build_one(
        self, speech: Speech, origin: str, values: Mapping[str, Any], holder: Mapping[str, Any]
    ) -> tuple[str | None, Message] | SetAside:
        """Return the conversation's id and the message, or why it is set aside."""
        view = View(message=values, holder=holder)
        view = view._replace(person=self._person(view), is_silent=_is_silent(speech, view))
        is_agent = len(speech.agent_id) > 0 and role_of(speech, view, None, _EMPTY) is Role.AGENT
        author_id = _id_at(view, speech.agent_id if is_agent else speech.author_id)
        role = role_of(speech, view, author_id, self._roles)
        if not isinstance(role, Role):
            self._remember_stranger(view)
            return SetAside(origin=origin, reason=role)
        if role is Role.AGENT and not is_shown(speech, view):
            role = Role.NOTE
            self._untold_count += 1
            self._untold_field = speech.shown[0].path
        if view.is_silent and role is not Role.SYSTEM:
            bodies = [value for path in (*speech.text, *speech.html) if (value := find(view, path)) is not MISSING]
            if not bodies:
                return SetAside(origin=origin, reason="the object has no key for the text")
            wrong = next((body for body in bodies if isinstance(body, (dict, list))), None)
            if wrong is not None:
                return SetAside(origin=origin, reason=f"the text is {kind_of(wrong)}, not text")
        cut = self._layout.limits.cut
        if cut and (word := word_at(view, cut)) is not None and normalize_role(word) != self._layout.limits.whole:
            self._cut_count += 1
        text, source, offsets = _body(speech, view)
        return _id_at(view, speech.conversation_id), Message(
            text=text,
            role=role,
            message_id=_id_at(view, speech.message_id),
            author_id=author_id,
            in_response_to=_id_at(view, speech.in_response_to),
            created_at=self._dates.read(*(word_at(view, path) for path in speech.created_at)),
            channel=_first(view, speech.channel),
            source=source,
            offsets=offsets,
            origin=origin,
        )

    def _learn_people(self, top: Mapping[str, Any]) -> None:
        people = self._layout.people
        if people is None:
            return
        lists = (find(View(message=top), path) for path in people.lists)
        for person in (top, *(person for each in lists if isinstance(each, list) for person in each)):
            if isinstance(person, Mapping):
                key, role = (word_at(View(message=person), path) for path in (people.person_id, people.role))
                key = identifier(key)
                if key is not None and role is not None:
                    self._people[key] = role
                    self._learn_name(person, role)
                    self._late_count += self._strangers.pop(key, 0)
        for known in (self._people, self._names):
            while len(known) > _MOST_PEOPLE:
                del known[next(iter(known))]

    def _learn_name(self, person: Mapping[str, Any], word: str) -> None:
        """Remember the role of whoever has a name; none where several have it, of different roles, or it is a role's word."""
        people = self._layout.people
        name = word_at(View(message=person), people.name) if people is not None and people.name else None
        if name is not None and read_role(name, {}) is None:
            role = read_role(word, self._roles)
            if self._names.setdefault(normalize_role(name), role) is not role:
                self._names[normalize_role(name)] = None

    def _person(self, view: View) -> str | None:
        if not self._people or self._layout.people is None:
            return None
        key = _id_at(view, self._layout.people.key)
        return None if key is None else self._people.get(key)

    def _count_short(self, item: Mapping[str, Any], count: int) -> None:
        """Count a conversation of which the vendor left out messages, or may have."""
        limits = self._layout.limits
        told = _id_at(View(message=item), (limits.message_count,)) if limits.message_count else None
        if told is not None and told.isdecimal() and len(told) < _MOST_DIGITS:
            self._short_count += int(told) > count
        elif limits.most_messages is not None:
            self._short_count += count >= limits.most_messages

    def _remember_stranger(self, view: View) -> None:
        """Count a message whose author the list of people may yet name."""
        people = self._layout.people
        key = None if people is None or view.person is not None else _id_at(view, people.key)
        if key is not None and (key in self._strangers or len(self._strangers) < _MOST_PEOPLE):
            self._strangers[key] = self._strangers.get(key, 0) + 1

    def _is_person(self, item: Mapping[str, Any]) -> bool:
        people = self._layout.people
        return people is not None and people.person_id in item and people.role in item


def _list_at(item: Mapping[str, Any], path: str) -> list[Any] | None:
    """Return the messages at a path; what is no list of messages within a ``*`` stands in its place."""
    outer, star, inner = path.partition(".*.")
    found = find(View(message=item), outer)
    if not isinstance(found, list):
        return None
    if not star:
        return found
    gathered: list[Any] = []
    for each in found:
        parts = find(View(message=each), inner) if isinstance(each, Mapping) else None
        gathered.extend(parts if isinstance(parts, list) else [parts if parts is not MISSING else None])
    return gathered


def _has_text(speech: Speech, view: View) -> bool:
    return any(find(view, path) is not MISSING for path in (*speech.text, *speech.html))


def _is_due(opening: Speech, view: View) -> bool:
    """Tell whether an opening stands there: it has a text, or an id and no null in its place, or was redacted."""
    bodies = [value for path in (*opening.text, *opening.html) if (value := find(view, path)) is not MISSING]
    if any(not isinstance(body, str) or body.strip() for body in bodies if body is not None):
        return True
    is_null = len(bodies) > 0 and all(body is None for body in bodies)
    if not is_null and _id_at(view, opening.message_id) is not None:
        return True
    return any(rule.read(view, _EMPTY) is Role.SYSTEM for rule in opening.kinds)


def _is_silent(speech: Speech, view: View) -> bool:
    return all(word_at(view, path) is None for path in (*speech.text, *speech.html))


def _body(speech: Speech, view: View) -> tuple[str, str | None, OffsetMap | None]:
    text, html = _first(view, speech.text), _first(view, speech.html)
    if speech.is_tagged and html is not None and not html.lstrip().startswith("<"):
        return html, None, None
    if speech.html_first and html is not None and (read := read_body(None, html))[0].strip():
        return read
    return read_body(text, html)


def _first(view: View, paths: tuple[str, ...]) -> str | None:
    return next((word for path in paths if (word := word_at(view, path)) is not None), None)


def _id_at(view: View, paths: tuple[str, ...]) -> str | None:
    return identifier(_first(view, paths))
