"""Turns: what one agent writes in one go is one reply, where that is asked for."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

import authentica
from authentica.cli import main
from authentica.errors import InputError, RecordError
from authentica.schema import Conversation, Message, Role
from authentica.schema.turns import TurnCount
from authentica.scoring import assess_source

START = datetime(2026, 3, 5, 10, 0)
ROLES = {"a": Role.AGENT, "c": Role.CUSTOMER, "b": Role.BOT, "n": Role.NOTE, "s": Role.SYSTEM}


def talk(*turns, **fields):
    """A conversation of "a: text" turns, their ids their positions; fields by position."""
    messages = [Message(text=turn[3:], role=ROLES[turn[0]], message_id=str(place)) for place, turn in enumerate(turns)]
    for name, values in fields.items():
        messages = [
            Message(**{**{f: getattr(m, f) for f in Message.__slots__}, name: values[i]})
            for i, m in enumerate(messages)
        ]
    return Conversation(messages=tuple(messages), conversation_id="t")


def texts(conversation, **options):
    return [f"{m.role.value[0]}: {m.text}" for m in authentica.join_turns(conversation, **options).messages]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((), []),
        (("a: Hi", "a: done"), ["a: Hi\n\ndone"]),
        (("c: help", "c: please", "a: Hi", "a: done", "c: thx", "a: bye"), ["c: help", "c: please", "a: Hi\n\ndone", "c: thx", "a: bye"]),
        (("a: Hi", "b: menu", "a: done"), ["a: Hi", "b: menu", "a: done"]),
        (("a: Hi", "n: vip", "s: typing", "a: done"), ["a: Hi\n\ndone", "n: vip", "s: typing"]),
        (("n: vip", "a: Hi", "n: x"), ["n: vip", "a: Hi", "n: x"]),
        (("a: Hi", "a: ", "a: done"), ["a: Hi\n\n\n\ndone"]),
    ],
)  # fmt: skip
def test_one_agent_in_one_go_is_one_message(turns, expected):
    assert texts(talk(*turns)) == expected


@pytest.mark.parametrize(
    ("field", "values", "count"),
    [
        ("author_id", ("x", "x"), 1),
        ("author_id", ("x", "y"), 2),
        ("author_id", ("x", None), 2),
        ("channel", ("chat", "email"), 2),
        ("created_at", (START, START + timedelta(minutes=10)), 1),
        ("created_at", (START, START + timedelta(minutes=11)), 2),
        ("created_at", (START, START - timedelta(minutes=1)), 2),
        ("created_at", (START, START.replace(tzinfo=timezone.utc)), 2),
        ("created_at", (START, None), 1),
        ("in_response_to", (None, "0"), 1),
        ("in_response_to", ("7", "7"), 1),
        ("in_response_to", ("7", "8"), 2),
        ("in_response_to", ("7", None), 1),
    ],
)
def test_another_author_channel_hour_or_question_is_another_turn(field, values, count):
    assert len(texts(talk("a: Hi", "a: done", **{field: values}))) == count


def test_the_time_between_messages_can_be_chosen():
    conversation = talk("a: Hi", "a: done", created_at=(START, START + timedelta(hours=1)))
    assert len(texts(conversation, within=timedelta(hours=1))) == 1


def test_a_joined_message_is_the_first_without_its_html():
    conversation = talk("a: Hi", "a: done", source=("<p>Hi</p>", None), origin=("f:1", "f:2"))
    (message,) = authentica.join_turns(conversation).messages
    assert (message.message_id, message.origin, message.source) == ("0", "f:1", None)
    alone = talk("a: Hi", source=("<p>Hi</p>",))
    assert authentica.join_turns(alone) == alone


def test_what_is_no_conversation_and_no_time_is_refused():
    with pytest.raises(InputError, match="join_turns"):
        authentica.join_turns([])
    with pytest.raises(InputError, match="within"):
        authentica.join_turns(talk("a: Hi"), within=10)
    with pytest.raises(RecordError):
        authentica.join_turns(Conversation(messages=(7,)))


@pytest.fixture
def export(tmp_path):
    rows = [
        ("1", "customer", "You charged me twice and I am furious!"),
        ("1", "agent", "Hi Ana"),
        ("1", "agent", "being charged twice would make me furious too, I'm sorry"),
        ("1", "agent", "I've refunded the second charge, it's back by Friday"),
        ("1", "customer", "ok"),
        ("2", "agent", "Hello"),
        ("2", "bot", "menu"),
        ("2", "agent", ""),
    ]
    path = tmp_path / "chat.jsonl"
    path.write_text(
        "".join(json.dumps({"conversation_id": c, "role": r, "text": t}) + "\n" for c, r, t in rows) + "{\n"
    )
    return path


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_accounts_for_joined_rows_whatever_the_workers(export, tmp_path, jobs):
    output = tmp_path / "scored.jsonl"
    receipt = authentica.score_transcripts(export, output, join_turns=True, jobs=jobs)
    parts = (receipt.scored, receipt.unscored, receipt.skipped_by_role, receipt.joined, receipt.set_aside)
    assert receipt.rows_in == sum(parts) == 9
    assert receipt.joined == 2
    first = json.loads(output.read_text().splitlines()[0])
    assert first["text"].count("\n\n") == 2
    assert first["missed"] == []
    alone = authentica.score_transcripts(export, tmp_path / "alone.jsonl")
    assert (alone.joined, alone.rows_in) == (0, 9)


@pytest.mark.parametrize("join_turns", [True, False])
def test_without_an_output_the_account_is_the_same(export, tmp_path, join_turns):
    found = []
    receipt = assess_source(authentica.load(), export, join_turns=join_turns, each=found.append)
    assert (receipt.joined, receipt.rows_in, len(found)) == ((2, 9, 3) if join_turns else (0, 9, 5))
    written = authentica.score_transcripts(export, tmp_path / "scored.jsonl", join_turns=join_turns).to_dict()
    assert receipt.to_dict() == {**written, "output": None, "set_aside_output": None}
    assert len(receipt.reasons) == receipt.set_aside == 1


def test_the_command_says_how_many_were_joined(export, tmp_path, capsys):
    assert main(["score", str(export), "--join-turns", "--output", str(tmp_path / "s.csv")]) == 3
    assert "2 joined to the one before, 1 set aside." in capsys.readouterr().out
    main(["score", str(export), "--output", str(tmp_path / "t.csv")])
    assert "joined" not in capsys.readouterr().out
    main(["conversations", str(export), "--join-turns", "--output", str(tmp_path / "c.jsonl")])
    first = json.loads((tmp_path / "c.jsonl").read_text().splitlines()[0])
    assert len(first["assessments"]) == 1


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (("c: help", "a: Hi", "a: let me see", "a: yes", "a: done"), "3 of 4 agent messages go on the one before"),
        (("c: help", "a: Hi", "n: hm", "a: see", "a: yes", "a: done"), "3 of 4 agent messages"),
        (("a: Hi", "a: let me see", "a: yes"), None),
        (("a: Hi", "a: see", "a: yes", "a: done", *("c: and", "a: yes") * 5), None),
        (("a: Hi", "a: see", "a: yes", "a: done", *("c: and", "a: yes") * 4), "3 of 8"),
        (("a: Hi", "c: help", "a: yes", "b: menu", "a: done", "c: ok", "a: bye"), None),
        ((), None),
    ],
)
def test_joining_is_hinted_at_where_many_messages_go_on_a_turn(turns, told):
    count, conversation = TurnCount(), talk(*turns)
    assert list(count.over([conversation])) == [conversation]
    assert (count.hint() is None) is (told is None)
    assert told is None or count.hint().startswith(told)


def test_agents_alone_are_no_chat_to_hint_at():
    count = TurnCount()
    list(count.over([talk(*["a: Hi"] * 6)]))
    assert count.hint() is None


def test_hours_later_is_no_turn_to_hint_at():
    count = TurnCount()
    late = talk("c: help", *["a: Hi"] * 5, created_at=[START + timedelta(hours=hour) for hour in range(6)])
    list(count.over([late]))
    assert count.hint() is None


@pytest.mark.parametrize(
    "command", ["score {}", "score {} --output {}.csv", "score {} --output {}.csv --jobs 2", "conversations {}"]
)
def test_the_commands_hint_at_joining_once_and_not_where_it_is_done_or_nothing_is_to_be_said(export, capsys, command):
    chat = json.dumps({"conversation_id": "3", "role": "agent", "text": "one moment"}) + "\n"
    export.write_text(chat.replace("agent", "customer") + chat * 4)
    files = {}
    for more, hints in ((), 1), (("--join-turns",), 0), (("--quiet",), 0):
        output = export.parent / f"{export.name}.csv"
        output.unlink(missing_ok=True)
        assert main([*command.replace("{}", str(export)).split(), *more]) == 0
        said = capsys.readouterr()
        assert said.err.count("--join-turns, or join_turns=True, takes") == hints
        assert "join_turns" not in said.out
        files[more] = output.read_bytes() if output.exists() else b""
    assert files[()] == files["--quiet",]
