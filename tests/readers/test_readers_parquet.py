"""Parquet: the same rows as a table, whatever types the columns have."""

from __future__ import annotations

import datetime
import gzip
import json
import sys
import uuid
from decimal import Decimal

import pytest

from authentica.errors import AuthenticaError, ColumnError, FormatError, MissingExtraError
from authentica.readers import read_transcripts
from authentica.readers.parquet import open_parquet
from authentica.readers.sources import open_source
from authentica.schema import Role, SetAside

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def write(path, columns, **options):
    pq.write_table(pa.table(columns), path, **options)
    return path


def read(path, **options):
    aside: list[SetAside] = []
    said: list[str] = []
    found = list(read_transcripts(path, on_set_aside=aside.append, say=said.append, **options))
    return found, [(item.origin, item.reason) for item in aside], said


def test_rows(tmp_path):
    time = datetime.datetime(2025, 1, 1, 10, tzinfo=datetime.timezone.utc)
    path = write(
        tmp_path / "x.parquet",
        {
            "ticket_id": pa.array([7, 7, None]),
            "role": ["customer", "agent", "agent"],
            "body": ["Where?", "<p>On its way.</p>", None],
            "created_at": pa.array([time, time, None], pa.timestamp("us", "UTC")),
        },
    )
    found, aside, said = read(path)
    assert aside == []
    assert said[0] == "x.parquet: Parquet."
    assert [(c.conversation_id, [m.text for m in c.messages]) for c in found] == [
        ("7", ["Where?", "On its way."]),
        (None, [""]),
    ]
    assert found[0].messages[0].created_at == time
    assert found[0].messages[1].origin == "x.parquet:2"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array(["a"]), "a"),
        (pa.array(["a"]).dictionary_encode(), "a"),
        (pa.array([b"caf\xc3\xa9"]), "café"),
        (pa.array([True]), "true"),
        (pa.array([2**60]), str(2**60)),
        (pa.array([1.5]), "1.5"),
        (pa.array([float("nan")]), ""),
        (pa.array([Decimal("1.50")]), "1.50"),
        (pa.array([datetime.date(2025, 1, 2)]), "2025-01-02"),
        (pa.array([None], pa.null()), ""),
        (pa.array([["a"]]), None),
        (pa.array([b"\xff\xfe"]), None),
    ],
)
def test_types(tmp_path, values, expected):
    found, aside, _ = read(write(tmp_path / "x.parquet", {"text": values}))
    assert [c.messages[0].text for c in found] == ([] if expected is None else [expected])
    assert len(found) + len(aside) == 1


@pytest.mark.skipif(not hasattr(pa, "uuid"), reason="this pyarrow knows no UUID")
def test_ids_that_are_uuids(tmp_path):
    ids = [uuid.UUID(int=7), uuid.UUID(int=8), None]
    column = pa.array([one and one.bytes for one in ids], pa.binary(16)).cast(pa.uuid())
    found, aside, _ = read(write(tmp_path / "x.parquet", {"ticket_id": column, "text": ["a", "b", "c"]}))
    assert [c.conversation_id for c in found] == [str(ids[0]), str(ids[1]), None]
    assert aside == []


@pytest.mark.parametrize("zone", [None, "UTC", "+02:00"])
def test_times_need_no_pandas(tmp_path, zone):
    """Arrow gives nanoseconds as a type of pandas, and without pandas not at all."""
    times = pa.array([1_700_000_000_123_456_789, None], pa.timestamp("ns", zone))
    path = write(tmp_path / "x.parquet", {"created_at": times})
    source = open_source(path)
    values = [item.values["created_at"] for item in open_parquet(source).rows]
    source.close()
    end = {None: "20.123456", "UTC": "20.123456+00:00", "+02:00": "20.123456+02:00"}[zone]
    assert values[0].endswith(end)
    assert values[1] is None


def test_a_text_that_is_an_object_needs_to_be_named(tmp_path):
    path = write(tmp_path / "x.parquet", {"text": pa.array([{"a": "yes"}]), "n": [1]})
    with pytest.raises(ColumnError, match=r"'text\.a'"):
        read(path)
    assert read(path, columns={"text": "text.a"})[0][0].messages[0].text == "yes"


def test_one_chat_without_a_conversation_column_is_said(tmp_path):
    path = write(tmp_path / "x.parquet", {"speaker": ["user", "agent"], "text": ["hi", "hello"]})
    (conversation,), _, said = read(path)
    assert conversation.conversation_id == "x.parquet"
    lines = tmp_path / "x.jsonl"
    lines.write_text('{"speaker": "user", "text": "hi"}\n{"speaker": "agent", "text": "hello"}\n')
    table = tmp_path / "x.csv"
    table.write_text("speaker,text\nuser,hi\nagent,hello\n")
    assert said[-1] == read(lines)[2][-1] == read(table)[2][-1]
    assert "one conversation" in said[-1]


def test_a_vendors_layout_can_be_named(tmp_path):
    comments = {"ticket_id": [1], "author_id": [4], "public": [False], "body": ["for us"]}
    found, _, _ = read(write(tmp_path / "x.parquet", comments), format="zendesk")
    assert [(m.role.value, m.text) for m in found[0].messages] == [("note", "for us")]


def test_columns_can_be_named(tmp_path):
    path = write(tmp_path / "x.parquet", {"said": ["a"], "n": [1]})
    with pytest.raises(ColumnError):
        read(path)
    assert read(path, columns={"text": "said"})[0][0].messages[0].text == "a"


def test_many_row_groups(tmp_path):
    path = write(tmp_path / "x.parquet", {"text": [f"row {i}" for i in range(5_000)]}, row_group_size=700)
    found, aside, _ = read(path)
    assert [c.messages[0].origin for c in found] == [f"x.parquet:{i}" for i in range(1, 5_001)]
    assert aside == []


def test_damaged_files(tmp_path):
    path = write(tmp_path / "x.parquet", {"text": [f"row {i} {i * 7919}" for i in range(3_000)]}, row_group_size=500)
    whole = path.read_bytes()
    read_count = 0
    for place in range(0, len(whole), len(whole) // 30):
        for damaged in (whole[:place], whole[:place] + b"\x55" * 9 + whole[place + 9 :]):
            path.write_bytes(damaged)
            try:
                found, aside, _ = read(path)
            except AuthenticaError:
                continue
            assert found or aside
            read_count += 1
    assert read_count > 0


def test_packed_and_piped(tmp_path):
    path = write(tmp_path / "x.parquet", {"text": ["a"]})
    packed = tmp_path / "x.parquet.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    with pytest.raises(FormatError, match="cannot be read packed"):
        read(packed)
    packed.write_text("text\na\n")
    with pytest.raises(FormatError, match="not Parquet"):
        read(packed, format="parquet")


def test_without_pyarrow_one_sentence_says_so(tmp_path, monkeypatch):
    path = write(tmp_path / "x.parquet", {"text": ["a"]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError) as caught:
        read(path)
    assert str(caught.value) == 'pyarrow is not installed. Install it with: pip install "authentica[parquet]"'


@pytest.mark.parametrize("name", ["csv", "jsonl", "json", "zendesk", "webvtt"])
def test_other_formats_refuse_it(tmp_path, name):
    path = write(tmp_path / "x.parquet", {"colour": ["a"]})
    if name == "zendesk":  # its records may come as Parquet
        assert len(read(path, format=name)[1]) == 1
        return
    with pytest.raises(FormatError):
        read(path, format=name)


def test_a_vendors_columns_in_other_capitals(tmp_path):
    path = write(
        tmp_path / "x.parquet",
        {"PARENTID": ["5"], "COMMENTBODY": ["Known fault."], "ISPUBLISHED": [False], "CREATEDBYID": ["005A"]},
    )
    found, aside, _ = read(path, format="salesforce-comments")
    assert aside == []
    assert [(m.role.value, m.text) for m in found[0].messages] == [("note", "Known fault.")]


VENDORS = {
    "Zendesk": [
        {
            "id": n, "ticket_id": 8, "author_id": 4, "public": public, "html_body": None, "body": f"line {n}",
            "author": {"role": role}, "via": {"channel": channel, "source": {"rel": None}},
        }
        for n, (public, role, channel) in enumerate(
            [(True, "end-user", "email"), (False, "agent", "web"), (None, "agent", "web"), (True, "agent", "web"), (True, "agent", "rule")]
        )
    ],
    "Intercom": [
        {"id": str(n), "conversation_id": "9", "part_type": kind, "body": f"<p>line {n}</p>", "author": {"type": who, "id": "1"}}
        for n, (kind, who) in enumerate([("comment", "user"), ("note", "admin"), ("comment", "admin"), ("comment", "bot")])
    ],
    "Freshdesk": [
        {"id": n, "ticket_id": 3, "incoming": incoming, "private": private, "body_text": f"line {n}", "source": 0}
        for n, (incoming, private) in enumerate([(True, False), (False, True), (False, False)])
    ],
    "Gorgias": [
        {
            "id": n, "ticket_id": 3, "from_agent": agent, "public": public, "stripped_text": f"line {n}", "channel": "email",
            "sender": {"id": 5}, "created_datetime": datetime.datetime(2025, 5, 1, 9, n),
        }
        for n, (agent, public) in enumerate([(False, True), (True, False), (True, True)])
    ],
    "HubSpot": [
        {
            "id": str(n), "conversationsThreadId": "t", "type": kind, "direction": direction, "text": f"line {n}",
            "senders": [{"actorId": actor, "name": "x"}],
        }
        for n, (kind, direction, actor) in enumerate(
            [("MESSAGE", "INCOMING", "V-1"), ("COMMENT", None, "A-2"), ("MESSAGE", "OUTGOING", "A-2"), ("MESSAGE", "OUTGOING", "B-3")]
        )
    ],
    "Salesforce case comments": [
        {"Id": str(n), "ParentId": "500", "CommentBody": f"line {n}", "IsPublished": public, "CreatedBy": {"UserType": who}}
        for n, (public, who) in enumerate([(True, "CspLitePortal"), (False, "Standard"), (True, "Standard")])
    ],
    "Salesforce chat": [
        {"Id": "57", "ChatKey": "k", "LiveChatVisitorId": "v", "Body": "Agent Lou\n( 1s ) Lou: hi\n( 2s ) Ann: it leaks\n"}
    ],
}  # fmt: skip


@pytest.mark.parametrize("vendor", VENDORS)
def test_vendors_are_recognised_and_read_as_from_json(tmp_path, vendor):
    rows = VENDORS[vendor]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "x.parquet")
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps(row, default=str) for row in rows))
    found, aside, said = read(tmp_path / "x.parquet")
    same, _, same_said = read(tmp_path / "x.jsonl")
    assert aside == []
    assert vendor in said[0]
    assert vendor in same_said[0]

    def told(conversations):
        return [[(m.role, m.text, m.author_id, m.created_at, m.channel) for m in c.messages] for c in conversations]

    assert told(found) == told(same)
    assert {m.role for c in found for m in c.messages} >= {Role.AGENT, Role.CUSTOMER}


def test_nested_fields_that_a_program_made_columns_of(tmp_path):
    columns = {
        "part_type": ["comment", "note"],
        "author.type": ["user", "admin"],
        "body": ["hi", "vip"],
        "conversation_id": [9.0, 9.0],
    }
    found, aside, said = read(write(tmp_path / "x.parquet", columns))
    assert aside == []
    assert "Intercom" in said[0]
    assert [(c.conversation_id, [m.role for m in c.messages]) for c in found] == [("9", [Role.CUSTOMER, Role.NOTE])]
    table = tmp_path / "x.csv"
    table.write_text("part_type,author.type,body,conversation_id\ncomment,user,hi,9.0\nnote,admin,vip,9.0\n")
    assert [[m.role for m in c.messages] for c in read(table)[0]] == [[Role.CUSTOMER, Role.NOTE]]


def test_times_and_maps_within_nested_fields(tmp_path):
    time = datetime.datetime(2025, 1, 2, 3, 4)
    part = pa.struct([("id", pa.int64()), ("part_type", pa.string()), ("body", pa.string()), ("created_at", pa.timestamp("us")),
                      ("author", pa.map_(pa.string(), pa.string()))])  # fmt: skip
    parts = pa.array(
        [[{"id": 1, "part_type": "comment", "body": "done", "created_at": time, "author": [("type", "admin")]}]],
        pa.list_(part),
    )
    path = write(tmp_path / "x.parquet", {"id": [5], "source": [None], "conversation_parts": parts})
    (conversation,), aside, _ = read(path)
    assert aside == []
    assert [(m.role, m.created_at) for m in conversation.messages] == [(Role.AGENT, time)]


def test_columns_within_objects(tmp_path):
    rows = [{"author": {"name": "Ann", "role": "customer"}, "text": "It leaks.", "ticket_id": 7},
            {"author": {"name": "Lou", "role": "agent"}, "text": "On its way.", "ticket_id": 7}]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "x.parquet")
    found, aside, _ = read(tmp_path / "x.parquet")
    assert aside == []
    assert [(m.role, m.author_id, m.text) for m in found[0].messages] == [
        (Role.CUSTOMER, "Ann", "It leaks."),
        (Role.AGENT, "Lou", "On its way."),
    ]
    found, _, _ = read(tmp_path / "x.parquet", columns={"author_id": "author.role"})
    assert [m.author_id for m in found[0].messages] == ["customer", "agent"]
