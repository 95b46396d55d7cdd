"""Chats that were pasted as plain text."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, strategies as st

from authentica.errors import ColumnError, FormatError, InputError
from authentica.readers import chats, read_transcripts, turns
from authentica.readers.sources import Sniff
from authentica.schema import SetAside

CHAT = (
    "Customer: Where is my kettle?\n"
    "Agent Priya N: It left the depot this morning.\n"
    "\n"
    "Order number: 4471\n"
    "You should have it on Friday.\n"
    "Customer: Thanks!\n"
)


def read(tmp_path, content, **options):
    path = tmp_path / "chat.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    aside: list[SetAside] = []
    found = list(read_transcripts(path, on_set_aside=aside.append, **options))
    return [m for c in found for m in c.messages], [(a.origin, a.reason) for a in aside], found


def shape(messages):
    return [(m.role.value[0], m.text) for m in messages]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_chat(tmp_path, end):
    messages, aside, found = read(tmp_path, "\ufeff" + CHAT.replace("\n", end))
    assert aside == []
    assert shape(messages) == [
        ("c", "Where is my kettle?"),
        ("a", "It left the depot this morning.\n\nOrder number: 4471\nYou should have it on Friday."),
        ("c", "Thanks!"),
    ]
    assert [m.origin for m in messages] == ["chat.txt:1", "chat.txt:2", "chat.txt:6"]
    assert (messages[1].author_id, messages[1].channel, messages[1].source) == ("Agent Priya N", "chat", None)
    assert [c.conversation_id for c in found] == ["chat.txt"]
    assert found[0].replies()[0].customer_text == "Where is my kettle?"


@pytest.mark.parametrize(
    "stamp",
    [
        "[10:32] {}: ", "10:32:05 {}: ", "(9:05 pm) {}: ", "[10:32:05.123] {}: ", "10:32 - {}: ", "{} (10:32): ",
        "{} [10:32 AM]: ", "{}:", "{} : ", "  {}:\t",
    ],
)  # fmt: skip
def test_stamps(tmp_path, stamp):
    content = "\n".join([stamp.format("Visitor") + "Hello", stamp.format("Agent") + "Good evening", "both of you", ""])
    messages, aside, _ = read(tmp_path, content)
    assert aside == []
    assert shape(messages) == [("c", "Hello"), ("a", "Good evening\nboth of you")]
    assert [m.created_at for m in messages] == [None, None]


def test_stamps_with_a_date(tmp_path):
    content = "[25/03/2026, 10:32] Client: Hello\n2026-03-25 10:40:00 Agent: Hello\n[02/03/2026 10:32] Client: Bye\n"
    messages, aside, _ = read(tmp_path, content)
    assert aside == []
    assert [(m.text, m.created_at.isoformat()) for m in messages if m.created_at] == [
        ("Bye", "2026-03-02T10:32:00"),
        ("Hello", "2026-03-25T10:32:00"),
        ("Hello", "2026-03-25T10:40:00"),
    ]


def test_stamps_with_a_short_year(tmp_path):
    content = "[13/2/26, 10:32] Client: Hello\n3/2/26, 10:40 - Agent: Hello\n[03.02.26, 10:41:05] Client: Bye\n"
    messages, aside, _ = read(tmp_path, content)
    assert aside == []
    assert [m.created_at.isoformat() for m in messages if m.created_at] == [
        "2026-02-03T10:40:00",
        "2026-02-03T10:41:05",
        "2026-02-13T10:32:00",
    ]


def test_names_need_the_callers_roles(tmp_path):
    content = "Ben: Where is it?\nPriya: On its way.\nBen: Thanks!\nPriya: Gladly.\n"
    with pytest.raises(FormatError, match=r'not who in it is the agent.*--role "Priya=agent"') as caught:
        read(tmp_path, content.replace("Priya", "Zora"))
    assert "Zora" not in str(caught.value)
    messages, aside, _ = read(tmp_path, content, roles={"priya": "agent", "Ben": "customer"})
    assert aside == []
    assert [m.role.value for m in messages] == ["customer", "agent", "customer", "agent"]


def test_a_third_speaker_without_a_role_is_set_aside(tmp_path):
    content = "Customer: Hello\nAgent: Hello\nOlga: I take over.\nmore\nCustomer: Fine\nOlga: So.\nAgent: Bye\n"
    messages, aside, _ = read(tmp_path, content)
    assert shape(messages) == [("c", "Hello"), ("a", "Hello"), ("c", "Fine"), ("a", "Bye")]
    assert [origin for origin, _ in aside] == ["chat.txt:3", "chat.txt:6"]
    assert all("--role Olga=agent" in reason for _, reason in aside)


def test_a_stamped_speaker_without_a_role_is_set_aside(tmp_path):
    messages, aside, _ = read(tmp_path, "[10:32] Customer: Hello\n[10:33] Agent: Hello\n[10:34] Olga: Me too.\n")
    assert shape(messages) == [("c", "Hello"), ("a", "Hello")]
    assert [origin for origin, _ in aside] == ["chat.txt:3"]


def test_lines_that_might_be_anothers_are_counted_aloud(tmp_path):
    said: list[str] = []
    messages, aside, _ = read(tmp_path, CHAT + "Agent: Two things.\nRefund: sent.\nStatus: done\n", say=said.append)
    assert messages[-1].text == "Two things.\nRefund: sent.\nStatus: done"
    assert aside == []
    assert "2 lines begin with a word and a colon" in said[-1]


@pytest.mark.parametrize("content", ["Olga says\n  My boiler died\n", "Olga\nBoiler gone\n", "Boiler gone"])
def test_words_of_a_chat_that_is_not_recognised_are_in_no_error(tmp_path, content):
    with pytest.raises(ColumnError, match="a pasted chat needs Agent: and Customer: before its turns") as caught:
        read(tmp_path, content)
    assert not any(word in str(caught.value) for word in ("Olga", "boiler", "Boiler"))


def test_lines_before_the_first_speaker_are_set_aside(tmp_path):
    messages, aside, _ = read(tmp_path, "Chat of Tuesday\n\n" + CHAT, format="turns")
    assert len(messages) == 3
    assert aside == [("chat.txt:1", "the line stands before the first speaker")]


def test_a_turn_beyond_the_limit_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(chats, "_MOST_TURN_CHARS", 1_000)
    messages, aside, _ = read(tmp_path, CHAT + "Agent: on\n" + "and on\n" * 500 + "Customer: Bye\n", format="turns")
    assert messages[-1].text == "Bye"
    assert aside == [("chat.txt:7", "the turn is longer than 1,000 characters")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CHAT, True),
        ("Customer: a\nAgent: b", True),
        ("User: a\nSupport: b", True),
        ("Company: a\nContact: b\nStatus: c", False),
        ("Ben: a\nIda: b\nBen: c", True),
        ("From: a\nTo: b\nSubject: c\n\nHello", False),
        ("Customer: a\nCustomer: b\n", False),
        ("text\nAgent: a\nCustomer: b\n", False),
        ("id,text\n1,Customer: a\n2,Agent: b\n", False),
        ("Customer: a\nAgent: b\n" + "and so on\n" * 20, False),
        ("https://example.com/a\nhttps://example.com/b\n", False),
        ("11:30: a\n11:40: b\n", False),
        ("", False),
    ],
)
def test_what_looks_like_a_chat(content, expected):
    assert turns.is_turns(Sniff(name="x", head=content, is_whole=True)) is expected


def test_columns_do_not_go_with_a_chat(tmp_path):
    with pytest.raises(InputError, match="knows its own fields"):
        read(tmp_path, CHAT, format="turns", columns={"text": "x"})


@pytest.mark.parametrize(
    "piece", ["Agent: ", "Agent", "a:", "[10:32", "(", "A (1:11", "-", ":", "\n", "Agent:\n", "Olga: x\n", " "]
)
def test_chats_of_any_size(tmp_path, piece):
    messages, aside, _ = read(
        tmp_path, CHAT + piece * ((20_000 if "\n" in piece else 200_000) // len(piece)), format="turns"
    )
    assert len(messages) + len(aside) >= 2


@given(
    st.lists(st.tuples(st.sampled_from(["Agent", "Customer"]), st.text("ab :\n", max_size=20)), min_size=2, max_size=20)
)
def test_every_turn_comes_back(tmp_path_factory, said):
    chat = [("Customer", "x"), ("Agent", "y"), *said]
    content = "".join(f"{name}: {text}\n" for name, text in chat)
    messages, aside, _ = read(tmp_path_factory.mktemp("turns"), content, format="turns")
    assert aside == []
    assert [(m.role.value, m.text) for m in messages] == [(name.lower(), text.strip()) for name, text in chat]


def test_damaged_chats_raise_nothing_but_our_errors(tmp_path):
    content = CHAT.encode()
    random_ = random.Random(5)
    read_count = 0
    for _ in range(150):
        start = random_.randrange(len(content))
        end = start + random_.choice([1, 3, 20])
        piece = random_.choice(
            [b"", b"\x00", b"\xff\xfe", b":", b"\n", b"\r", b"[", b"\xed\xa0\x80", content[start:end] * 3]
        )
        try:
            messages, aside, _ = read(tmp_path, content[:start] + piece + content[end:], format="turns")
        except FormatError:
            continue
        read_count += 1
        assert len(messages) + len(aside) >= 2
    assert read_count > 75
