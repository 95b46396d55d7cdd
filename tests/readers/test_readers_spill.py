"""Threads by pointers: the same from memory and from a temporary file, which nobody else sees."""

from __future__ import annotations

import stat
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from authentica.errors import AuthenticaError, OutputError
from authentica.readers import Row, read_transcripts, spill, threads
from authentica.readers.spill import HeldRows
from authentica.schema import Message, OffsetMap, Role, Segment

# Few ids, so that they repeat, point at each other in circles and to nothing; halves of a surrogate pair, alone and both.
IDS = st.none() | st.sampled_from(["", "1", "2", "3", "4", "5", "\ud83d", "\ud83d\ude00", "\U0001f600", "a\0b"])
TEXTS = st.sampled_from(["", "a", "a  ", "é\n'\"\\", "\ud83d\ude00", "\ude00", "\0"]) | st.text(max_size=3)
ZONES = st.none() | st.sampled_from([timezone.utc, timezone(timedelta(hours=-3, minutes=-30))])
TIMES = st.none() | st.builds(
    lambda minute, zone: datetime(2025, 1, 1, 10, minute, 0, minute, tzinfo=zone), st.integers(0, 3), ZONES
)
OFFSETS = st.none() | st.just(OffsetMap(segments=(Segment(0, 3, 2), Segment(2, 9, 1)), source_length=12))
MESSAGES = st.builds(
    Message,
    text=TEXTS,
    role=st.sampled_from(Role),
    message_id=IDS,
    author_id=st.sampled_from([None, "ann"]),
    in_response_to=IDS,
    created_at=TIMES,
    channel=st.sampled_from([None, "tweet"]),
    source=st.none() | TEXTS,
    offsets=OFFSETS,
    origin=st.sampled_from([None, "x.csv:1", "x\udc80.csv:2"]),
)
ROWS = st.builds(
    Row,
    conversation_id=IDS,
    messages=st.lists(MESSAGES, min_size=1, max_size=2).map(tuple),
    is_whole=st.sampled_from([False, False, False, True]),
    turn=st.sampled_from([None, 0, 1, 2]),
    may_be_repeated=st.booleans(),
)


def join_in_memory(rows, on_set_aside):
    """The plain way: everything held, and a dictionary."""
    held = []
    for row in rows:
        if row.is_whole:
            yield from threads._pieces(row.conversation_id, [row], on_set_aside)
        else:
            held.append(row)
    place_of = {}
    for place, row in enumerate(held):
        if (message_id := row.messages[-1].message_id) is not None:
            place_of.setdefault(message_id, place)
    roots, depths = find_roots([place_of.get(row.messages[-1].in_response_to or "", -1) for row in held])
    found = {}
    for place, row in enumerate(held):
        found.setdefault(roots[place_of.get(row.messages[-1].message_id or "", place)], []).append(place)
    for root, places in found.items():
        places.sort(key=lambda place: (depths[place], place))
        yield from threads._pieces(held[root].messages[-1].message_id, [held[place] for place in places], on_set_aside)


def find_roots(parents):
    roots, depths = {}, {}
    for start in range(len(parents)):
        path, place = [], start
        while place >= 0 and place not in roots and place not in path:
            path.append(place)
            place = parents[place]
        root, depth = (roots[place], depths[place] + 1) if place in roots else (path[-1] if path else start, 0)
        for step in reversed(path):
            roots[step], depths[step] = root, depth
            depth += 1
    return roots, depths


def events(join, rows):
    """What comes out, in the order in which it comes."""
    found = []
    note = found.append
    for conversation in join(iter(rows), lambda item: note(repr(item))):
        note(repr(conversation))
    return found


def stores(limit, rows):
    """How often rows were stored, and what came out."""
    with pytest.MonkeyPatch.context() as patch:
        count, store = 0, HeldRows._store

        def counted(self):
            nonlocal count
            count += 1
            store(self)

        patch.setattr(threads, "HELD_MESSAGES", limit)
        patch.setattr(HeldRows, "_store", counted)
        found = events(threads.join_by_pointer, rows)
        return count, found


@settings(max_examples=300)
@given(st.lists(ROWS, max_size=14), st.integers(0, 6))
def test_what_comes_out_is_what_memory_would_give(rows, limit):
    count, found = stores(limit, rows)
    assert found == events(join_in_memory, rows)
    assert (count > 0) == (sum(len(row.messages) for row in rows if not row.is_whole) > limit)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), max_size=30), st.integers(0, 40))
def test_circles_trees_and_repeated_ids(links, limit):
    rows = [
        Row(None, (Message(text=str(place), message_id=str(own), in_response_to=str(other)),))
        for place, (own, other) in enumerate(links)
    ]
    assert stores(limit, rows)[1] == events(join_in_memory, rows)


@given(ROWS)
def test_a_row_comes_back_as_it_was(row):
    again = spill._decoded(spill._as_stored(0, row)[-1])
    assert (again, repr(again)) == (row, repr(row))


@pytest.mark.parametrize(("limit", "spilled"), [("HELD_MESSAGES", True), ("HELD_CHARS", True), (None, False)])
def test_a_file_is_read_alike_from_memory_and_from_disk(tmp_path, monkeypatch, limit, spilled):
    path = tmp_path / "x.csv"
    lines = [f"{i},{'user' if i % 2 else 'agent'},text {i},{i - 1 if i % 5 else ''}\n" for i in range(100)]
    lines[50:50] = ["7,user,text 7,6\n", "x,nobody knows,text,\n"]
    path.write_text("id,role,text,in_reply_to\n" + "".join(reversed(lines)), encoding="utf-8")

    def read():
        aside, said = [], []
        return list(read_transcripts(path, on_set_aside=aside.append, say=said.append)), aside, said

    expected = read()
    assert len(expected[0]) == 20
    assert len(expected[1]) == 2
    if limit is not None:
        monkeypatch.setattr(threads, limit, 30)
    connected = []
    monkeypatch.setattr(spill, "_connect", lambda connect=spill._connect: connected.append(1) or connect())
    assert read() == expected
    assert bool(connected) == spilled


def many_rows(count=2_000):
    return [Row(None, (Message(text="x" * 100, message_id=str(i), in_response_to=str(i ^ 1)),)) for i in range(count)]


@pytest.fixture
def settings_with(monkeypatch):
    """Have SQLite write to disk at once, with more settings."""

    def change(*more):
        small = [setting.replace("-16384", "-64") for setting in spill._SETTINGS]
        monkeypatch.setattr(spill, "_SETTINGS", (*small, *more))
        monkeypatch.setattr(threads, "HELD_MESSAGES", 100)

    return change


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="looks at open files as Linux shows them")
def test_the_file_has_no_name_and_is_its_owners_alone(settings_with):
    def temporary_files():
        found = []
        for each in Path("/proc/self/fd").iterdir():
            try:
                if "etilqs_" in str(each.readlink()):
                    found.append(each.stat())
            except FileNotFoundError:  # the folder itself, which is open while it is listed
                continue
        return found

    settings_with()
    conversations = threads.join_by_pointer(many_rows(), pytest.fail)
    next(conversations)
    found = temporary_files()
    assert found
    assert sum(file.st_size for file in found) > 200_000
    assert {(file.st_nlink, stat.S_IMODE(file.st_mode)) for file in found} == {(0, 0o600)}
    conversations.close()
    assert temporary_files() == []


def test_a_full_disk_is_said(settings_with):
    settings_with("PRAGMA temp.max_page_count = 40")
    with pytest.raises(OutputError, match=r"folder for temporary files \(.*full\)\. Make room there .*TMPDIR"):
        list(threads.join_by_pointer(many_rows(), pytest.fail))


def test_a_python_without_sqlite_reads_what_it_can_hold(settings_with, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    assert len(list(threads.join_by_pointer(many_rows(), pytest.fail))) == 1_000
    settings_with()
    with pytest.raises(OutputError, match="lacks sqlite3"):
        list(threads.join_by_pointer(many_rows(), pytest.fail))


def test_an_error_of_the_source_passes_unchanged(settings_with):
    def rows():
        yield from many_rows(300)
        raise AuthenticaError("broken")

    settings_with()
    with pytest.raises(AuthenticaError, match=r"^broken\.$"):
        list(threads.join_by_pointer(rows(), pytest.fail))
