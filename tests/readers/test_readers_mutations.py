"""Damaged exports: every sample is damaged in hundreds of ways, and no row is lost, and nothing but our errors raised."""

from __future__ import annotations

import copy
import gzip
import json
import random
from pathlib import Path

import pytest

from authentica.errors import AuthenticaError
from authentica.readers import read_transcripts
from authentica.readers.formats import FORMATS, LAYOUTS, find_format
from authentica.readers.options import ReadOptions
from authentica.readers.sources import open_source
from authentica.schema import Role, SetAside

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
NAMES = sorted(path.name for path in EXPORTS.iterdir())
JSON_NAMES = [name for name in NAMES if not name.endswith((".csv", ".txt", ".vtt"))]
RAW = "\x00raw\x00"  # stands for text that json.dumps would not write

VALUES = [
    None,
    True,
    17,
    -1.5e300,
    "",
    "   ",
    "word",
    "\ud800 half",
    "<p>x</p>" * 3,
    [],
    [None],
    ["a", {}],
    {},
    {"a": {"b": [1]}},
    RAW,
]
RAWS = ["NaN", "-Infinity", "1" * 5_000, "1e999999", '"\\ud83d"', "[" * 20 + "]" * 20]


def count_rows(path, **options):
    """Return how many rows a file has, in messages and set aside."""
    aside: list[SetAside] = []
    message_count = sum(len(c.messages) for c in read_transcripts(path, on_set_aside=aside.append, **options))
    for item in aside:
        assert item.origin.startswith(path.name)
        assert item.reason
    return message_count + len(aside)


def replies_of(path, **options):
    """Return the texts that would be scored."""
    return {
        m.text for c in read_transcripts(path, **options) for m in c.messages if m.role is Role.AGENT and m.text.strip()
    }


def load(name):
    text = (EXPORTS / name).read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()] if name.endswith(("jsonl", "ndjson")) else None
    return (lines, True) if lines else (json.loads(text), False)


def dump(data, is_lines, raw):
    shown = ["\n".join(map(json.dumps, data))] if is_lines else [json.dumps(data)]
    return shown[0].replace(json.dumps(RAW), raw)


def places(data, path=()):
    """Yield the paths of all values."""
    if path:
        yield path
    if isinstance(data, (dict, list)):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(value, (*path, key))


def holder_of(data, path):
    for key in path[:-1]:
        data = data[key]
    return data


# Lists of messages and what leads to them: damage there changes how many rows there are.
STRUCTURE = {
    "comments", "ticket_events", "child_events", "conversation_parts", "conversations", "data", "results", "records",
    "Transcript", "transcripts", "phrases", "transcript", "transcriptSegments", "entries",
}  # fmt: skip


def is_within_a_message(path):
    """Tell whether a path leads into a message of a list, and not to the list or above it."""
    keys = [place for place, key in enumerate(path) if key in STRUCTURE]
    return bool(keys) and len(path) >= keys[-1] + 3 and isinstance(path[keys[-1] + 1], int)


# Fields that say alone that the customer did not see a message, or that it is no reply: nothing else in it does.
ALONE = {"freshdesk.json": {"source"}, "salesforce_emails.json": {"Status"}}


@pytest.mark.parametrize("name", JSON_NAMES)
def test_no_damage_makes_a_reply_of_what_is_none(tmp_path, name):
    """A flag that cannot be read, an author that is gone: never a reason to score a note, a bot or a customer."""
    data, is_lines = load(name)
    path = tmp_path / name
    path.write_bytes((EXPORTS / name).read_bytes())
    source = open_source(path)
    chosen = find_format(ReadOptions(), source.sniff).name
    source.close()
    others = {m.text for c in read_transcripts(path) for m in c.messages if m.role is not Role.AGENT and m.text.strip()}
    made: set[tuple[object, ...]] = set()
    for place in places(data):
        for value in [None, "word", {}, "gone"]:
            damaged = copy.deepcopy(data)
            holder = holder_of(damaged, place)
            if value == "gone" and isinstance(holder, dict):
                del holder[place[-1]]
            else:
                holder[place[-1]] = value
            path.write_text(dump(damaged, is_lines, "NaN"), encoding="utf-8")
            try:
                replies = replies_of(path, format=chosen)
            except AuthenticaError:
                continue
            if replies & others and place[-1] not in ALONE.get(name, ()):
                made.add((*place, str(value)))
    assert made == set()


@pytest.mark.parametrize("name", JSON_NAMES)
def test_values_of_other_types_lose_no_row(tmp_path, name):
    data, is_lines = load(name)
    whole = tmp_path / name
    whole.write_bytes((EXPORTS / name).read_bytes())
    source = open_source(whole)
    chosen = find_format(ReadOptions(), source.sniff).name
    source.close()
    row_count = count_rows(whole)
    random_ = random.Random(name)
    every = list(places(data))
    path = tmp_path / name
    for step in range(250):
        damaged = copy.deepcopy(data)
        place = every[step] if step < len(every) else random_.choice(every)
        holder, key = holder_of(damaged, place), place[-1]
        change = random_.choice(["value", "value", "value", "delete", "rename", "extra"])
        if change == "value":
            holder[key] = random_.choice(VALUES)
        elif change == "extra" and isinstance(holder[key], dict):
            holder[key] = {"extra_field": {"deep": [1, {"x": None}]}, **holder[key]}
        elif isinstance(key, int):
            continue
        elif change == "delete":
            del holder[key]
        else:
            holder[f"{key}_new"] = holder.pop(key)
        path.write_text(dump(damaged, is_lines, random_.choice(RAWS)), encoding="utf-8", errors="surrogatepass")
        try:
            counted = count_rows(path, format=chosen)
        except AuthenticaError:
            counted = None
        if chosen != "salesforce-chats" and is_within_a_message(place):
            assert counted == row_count, (place, change)
        elif counted is not None:
            assert counted >= 1 or (change == "value" and holder[key] == []), (place, change)


def damages(content, random_):
    """Yield damaged forms of some bytes."""
    pieces = [
        b"\x00",
        b"\xff\xfe",
        b'"',
        b"{",
        b"]",
        b",",
        b"\n",
        b"\r",
        b"NaN",
        b"\xed\xa0\x80",
        b"<",
        b"\xef\xbb\xbf",
    ]
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"):
        yield content.decode().encode(encoding)
    yield content + content
    yield b"[" * 200_000
    yield content.replace(b'"', b"'")
    yield content.replace(b"\n", b"\r")
    packed = gzip.compress(content)
    yield packed
    for _ in range(10):
        yield packed[: random_.randrange(len(packed))]
    for _ in range(100):
        start = random_.randrange(len(content))
        end = min(len(content), start + random_.choice([1, 1, 3, 40, 400]))
        cut = content[start:end]
        yield random_.choice(
            [
                content[:start],
                content[:start] + content[end:],
                content[:end] + cut + content[end:],
                content[:start] + random_.choice(pieces) + content[end:],
                content[:start] + random_.choice(pieces) + content[start:],
                content[:start] + bytes(random_.randrange(256) for _ in cut) + content[end:],
            ]
        )


@pytest.mark.parametrize("name", NAMES)
def test_damaged_bytes_raise_nothing_but_our_errors(tmp_path, name):
    content = (EXPORTS / name).read_bytes()
    random_ = random.Random(name)
    path = tmp_path / name
    read_count = 0
    messages: list[str] = []
    for damaged in damages(content, random_):
        path.write_bytes(damaged)
        try:
            read_count += count_rows(path) > 0
        except AuthenticaError as error:
            messages.append(str(error))
    assert all(str(path) in message for message in messages)
    assert read_count > 25


@pytest.mark.parametrize("format_name", [known.name for known in FORMATS])
def test_every_format_reads_or_refuses_every_file(tmp_path, format_name):
    messages: list[str] = []
    for name in NAMES:
        path = tmp_path / name
        path.write_bytes((EXPORTS / name).read_bytes())
        try:
            count_rows(path, format=format_name)
        except AuthenticaError as error:
            messages.append(str(error))
    assert all(str(tmp_path) in message for message in messages)


@pytest.mark.parametrize("name", JSON_NAMES)
def test_keys_that_stand_twice_are_set_aside(tmp_path, name):
    content = (EXPORTS / name).read_text(encoding="utf-8").strip()
    first = content.index("{") + 1
    path = tmp_path / name
    path.write_text(content[:first] + '"id": 1, "id": 2, ' + content[first:], encoding="utf-8")
    top = load(name)[0]
    if isinstance(top, list) or any(isinstance(top.get(key), list) for layout in LAYOUTS for key in layout.pages):
        assert count_rows(path) >= 1
    else:
        with pytest.raises(AuthenticaError, match="stands twice"):
            count_rows(path)
