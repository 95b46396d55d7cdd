"""How far reading has come: rows, and the share of all bytes that they were."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import sys
import threading

import pytest

from authentica.errors import InputError
from authentica.readers import read_transcripts

ROW_COUNT = 6_000


def rows_of(count=ROW_COUNT, per_conversation=10):
    draw = random.Random(7)
    return [
        {"conversation_id": f"c{n // per_conversation}", "role": "bot", "text": draw.randbytes(40).hex()}
        for n in range(count)
    ]


ROWS = rows_of()
THREADS = [{"id": f"t{n}", "messages": ROWS[n : n + 30]} for n in range(0, ROW_COUNT, 30)]


def write_table(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return path


def as_lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode("ascii")


def write(folder, kind):
    path = folder / kind
    if kind == "one.csv":
        write_table(path, ROWS)
    elif kind == "one.jsonl":
        path.write_bytes(as_lines(ROWS))
    elif kind == "one.jsonl.gz":
        path.write_bytes(gzip.compress(as_lines(ROWS)))
    elif kind == "one.jsonl.zst":
        zstd = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
        path.write_bytes(zstd.compress(as_lines(ROWS)))
    elif kind == "one.parquet":
        pytest.importorskip("pyarrow")
        from pyarrow import Table, parquet

        parquet.write_table(Table.from_pylist(ROWS), path)
    elif kind == "threads.json":
        path.write_text(json.dumps(THREADS, indent=1), encoding="ascii")
    elif kind == "threads.jsonl.gz":
        path.write_bytes(gzip.compress(as_lines(THREADS)))
    elif kind == "pointers.jsonl":
        pairs = [{"id": str(n), "in_response_to": str(n - n % 2), "text": row["text"]} for n, row in enumerate(ROWS)]
        path.write_bytes(as_lines(pairs))
    else:
        path.mkdir()
        for n in range(0, ROW_COUNT, 1_500):
            write_table(path / f"{n}.csv", ROWS[n : n + 1_500])
    return path


KINDS = [
    "one.csv", "one.jsonl", "one.jsonl.gz", "one.jsonl.zst", "one.parquet", "threads.json", "threads.jsonl.gz",
    "pointers.jsonl", "folder",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_rows_that_were_read_tell_how_many_there_are(tmp_path, kind):
    told: list[tuple[int, float]] = []
    path = write(tmp_path, kind)
    assert sum(len(c.messages) for c in read_transcripts(path, on_read=lambda *far: told.append(far))) == ROW_COUNT
    assert len(told) >= 3
    assert told == sorted(told)
    assert told[-1] == (ROW_COUNT, 1.0)
    waiting = 1_000 if kind.endswith(".zst") else 250  # Zstandard unpacks 128 KiB at once
    assert all(abs(rows - share * ROW_COUNT) < waiting for rows, share in told)


def test_what_was_only_looked_at_is_not_taken_for_read(tmp_path):
    told: list[tuple[int, float]] = []
    path = tmp_path / "pages.jsonl"
    path.write_bytes(as_lines({"id": n, "messages": ROWS[:100]} for n in range(150)))  # 100 lines are looked at before
    conversations = read_transcripts(path, on_read=lambda *far: told.append(far))
    for _ in range(90):
        next(conversations)
    assert told == []
    assert sum(1 for _ in conversations) == 60
    assert all(abs(rows / share - 15_000) < 1_500 for rows, share in told)


def test_a_file_that_cannot_be_read_counts_as_passed(tmp_path):
    told: list[tuple[int, float]] = []
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + bytes(900_000))
    write_table(tmp_path / "b.csv", ROWS)
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04" + bytes(300_000))
    size = (tmp_path / "b.csv").stat().st_size
    for _ in read_transcripts(tmp_path, on_read=lambda *far: told.append(far)):
        pass
    assert told[-1] == (ROW_COUNT, pytest.approx((900_004 + size) / (1_200_008 + size)))
    assert all(share > 900_004 / (1_200_008 + size) for _, share in told)


def test_rows_set_aside_are_rows(tmp_path):
    told: list[tuple[int, float]] = []
    path = tmp_path / "broken.jsonl"
    path.write_bytes(as_lines(ROWS[:2_000]) + b"{broken\n" * 10)
    for _ in read_transcripts(path, on_read=lambda *far: told.append(far)):
        pass
    assert told[-1] == (2_010, 1.0)


def test_a_file_that_grows_is_never_read_more_than_whole(tmp_path):
    told: list[tuple[int, float]] = []
    path = tmp_path / "threads.jsonl"
    path.write_bytes(as_lines(THREADS))
    conversations = read_transcripts(path, on_read=lambda *far: told.append(far))
    next(conversations)
    with path.open("ab") as file:
        file.write(as_lines(THREADS))
    assert sum(1 for _ in conversations) == 2 * len(THREADS) - 1
    assert max(share for _, share in told) == 1.0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_of_a_pipe_nothing_is_told(tmp_path):
    told: list[tuple[int, float]] = []
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(as_lines(THREADS)))
    writer.start()
    assert sum(1 for _ in read_transcripts(pipe, on_read=lambda *far: told.append(far))) == len(THREADS)
    writer.join()
    assert told == []


def test_a_parquet_file_without_rows_has_none_to_come(tmp_path):
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    told: list[tuple[int, float]] = []
    parquet.write_table(pa.table({"text": ["a"]}).slice(0, 0), tmp_path / "x.parquet")
    assert list(read_transcripts(tmp_path / "x.parquet", on_read=lambda *far: told.append(far))) == []
    assert told == []


def test_a_parquet_file_that_says_it_has_no_rows_is_read_all_the_same(tmp_path):
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "x.parquet"
    parquet.write_table(pa.table({"text": ["a", "b", "c"]}), path)
    data = path.read_bytes()
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    path.write_bytes(data[:footer] + data[footer:].replace(b"\x16\x06", b"\x16\x00", 1))
    assert parquet.ParquetFile(path).metadata.num_rows == 0
    told: list[tuple[int, float]] = []
    assert sum(1 for _ in read_transcripts(path, on_read=lambda *far: told.append(far))) == 3
    assert told == [(3, 1.0)]


def test_a_listener_must_be_callable(tmp_path):
    with pytest.raises(InputError, match="on_read must be callable"):
        read_transcripts(write_table(tmp_path / "x.csv", ROWS[:2]), on_read=5)
