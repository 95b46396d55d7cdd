"""Where the stream is cut, and what a shard's and a run's identity depend on."""

from __future__ import annotations

import dataclasses
import json
import pickle

import pytest
from hypothesis import given, strategies as st

from authentica.errors import RecordError
from authentica.schema import Conversation, Message, SetAside
from authentica.scoring.identity import RunIdentity, look_at_source
from authentica.scoring.receipts import ShardReceipt
from authentica.scoring.shards import Shard, cut_shards


def conversation(size, text="hello"):
    return Conversation(messages=tuple(Message(text=text, origin=f"a.csv:{n}") for n in range(size)))


@given(st.lists(st.integers(1, 7), max_size=60), st.integers(1, 20), st.integers(1, 60))
def test_shards_hold_every_conversation_once_in_order_and_are_bounded(sizes, messages, chars):
    whole = [conversation(size) for size in sizes]
    shards = list(cut_shards(whole, message_count=messages, char_count=chars))
    assert [c for shard in shards for c in shard.conversations] == whole
    assert [shard.index for shard in shards] == list(range(len(shards)))
    assert len(shards) == 1 or all(shard.conversations for shard in shards)  # where there is nothing, one says so
    for shard in shards if whole else ():
        before = shard.message_count - len(shard.conversations[-1].messages)
        assert before < messages
        assert before * 5 < chars
    assert all(s.message_count >= messages or s.message_count * 5 >= chars for s in shards[:-1])


def test_the_hash_of_a_shard_is_of_all_that_it_holds():
    one = Shard(index=0, conversations=(conversation(2), conversation(1)))
    assert one.sha256() == pickle.loads(pickle.dumps(one)).sha256()
    assert one.sha256() != Shard(index=0, conversations=(conversation(1), conversation(2))).sha256()
    assert one.sha256() != Shard(index=0, conversations=(conversation(2), conversation(1, "hallo"))).sha256()
    assert (one.row_at(0), one.row_at(-1), one.message_count) == ("a.csv:0", "a.csv:0", 3)


RECEIPT = ShardReceipt(
    index=3,
    run="r",
    input_sha256="i",
    part_sha256="p",
    part_bytes=9,
    scored=1,
    unscored=2,
    skipped_by_role=3,
    set_aside=(SetAside(origin="a.csv:1", reason="scoring it failed (ValueError)"),),
    first_row=None,
    last_row="a.csv:9",
)


def test_a_receipt_survives_its_file_and_adds_up():
    assert ShardReceipt.from_dict(json.loads(json.dumps(RECEIPT.to_dict()))) == RECEIPT
    assert RECEIPT.rows_in == 7


@pytest.mark.parametrize(
    "field", [f.name for f in dataclasses.fields(RECEIPT) if f.name not in ("first_row", "last_row")]
)
def test_a_receipt_that_lacks_a_field_is_no_receipt(field):
    data = RECEIPT.to_dict()
    del data[field]
    with pytest.raises(RecordError):
        ShardReceipt.from_dict(data)


def test_the_identity_says_what_differs():
    one = RunIdentity(
        source="a.csv",
        source_bytes=1,
        source_sha256="s",
        model="m",
        reading={"format": None},
        output_format="csv",
        shard_messages=9,
    )
    stored = json.loads(json.dumps(one.to_dict()))
    assert one.differences(stored) == ()
    for field, value in [
        ("source_bytes", 2),
        ("model", "n"),
        ("reading", {}),
        ("output_format", "jsonl"),
        ("layout", 0),
    ]:
        assert len(one.differences({**stored, field: value})) == 1, field
        assert dataclasses.replace(one, **{field: value}).sha256 != one.sha256


def test_a_source_is_known_by_its_content(tmp_path):
    (tmp_path / "in").mkdir()
    one, two = tmp_path / "in" / "a.csv", tmp_path / "in" / "b.csv"
    one.write_bytes(b"text\nhello\n")
    two.write_bytes(b"text\nhallo\n")
    assert look_at_source(one).sha256 != look_at_source(two).sha256
    assert look_at_source(one).byte_count == 11
    folder, pattern = look_at_source(tmp_path / "in"), look_at_source(str(tmp_path / "in" / "*.csv"))
    assert folder.sha256 == pattern.sha256
    assert folder.byte_count == 22
    assert look_at_source("-").sha256 is None
