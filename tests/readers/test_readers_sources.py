"""Opening files: encodings, compression, and what is refused."""

from __future__ import annotations

import gzip
import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from authentica.errors import AuthenticaError, FormatError, InputError, SourceNotFoundError
from authentica.readers import read_transcripts
from authentica.readers.sources import HEAD_BYTES, open_source
from authentica.schema import SetAside

ROWS = "id,text\n1,café “naïve” – it's fine\n"


def write(tmp_path: Path, content: bytes, name: str = "export.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def read_texts(path: Path) -> tuple[list[str], list[SetAside], list[str]]:
    aside: list[SetAside] = []
    said: list[str] = []
    texts = [
        message.text
        for conversation in read_transcripts(path, on_set_aside=aside.append, say=said.append)
        for message in conversation.messages
    ]
    return texts, aside, said


@pytest.mark.parametrize(
    ("encode", "named"),
    [
        (lambda t: t.encode(), "UTF-8"),
        (lambda t: t.encode("utf-8-sig"), "UTF-8"),
        (lambda t: t.encode("utf-16"), "UTF-16"),
        (lambda t: b"\xfe\xff" + t.encode("utf-16-be"), "UTF-16"),
        (lambda t: t.encode("utf-16-le"), "UTF-16"),
        (lambda t: t.encode("utf-16-be"), "UTF-16"),
        (lambda t: t.encode("utf-32"), "UTF-32"),
        (lambda t: t.encode("cp1252"), "read as Windows-1252, since it is not valid UTF-8"),
        (lambda t: gzip.compress(t.encode()), "UTF-8"),
        (lambda t: gzip.compress(t.encode("cp1252")), "Windows-1252"),
        (lambda t: t.replace("\n", "\r\n").encode(), "UTF-8"),
        (lambda t: t.replace("\n", "\r").encode(), "UTF-8"),
    ],
)
def test_encodings_give_the_same_text(tmp_path, encode, named):
    texts, aside, said = read_texts(write(tmp_path, encode(ROWS)))
    assert texts == ["café “naïve” – it's fine"]
    assert aside == []
    assert named in said[0]


def test_a_late_byte_that_is_not_utf8_is_said_once(tmp_path):
    count = HEAD_BYTES // 10
    content = b"text\n" + "é plain row\n".encode() * count + b"caf\xe9 \x80 5 \x81\n" * 2
    texts, aside, said = read_texts(write(tmp_path, content))
    assert texts[-2:] == ["café € 5 \x81"] * 2
    assert texts[0] == "é plain row"
    assert aside == []
    assert [s for s in said if "Windows-1252" in s] == [
        f"export.csv, line {count + 2}: not valid UTF-8; such characters are read as Windows-1252."
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\n \r\n\t\n", "the file is empty"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        (b"id,text\n1,\x00\x00\x00\x00\x00\x00", "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"PAR1....", "Parquet"),
        (b"id,text\n1," + "Привет, как дела".encode("cp1251") * 9, "UTF-8"),
        (gzip.compress(b"id,text\n1,hello\n", mtime=0)[:14], "break off after line 0"),
        (b"\x1f\x8bnot gzip at all", "damaged"),
    ],
)
def test_what_is_not_text_is_refused_at_once(tmp_path, content, expected):
    path = write(tmp_path, content)
    with pytest.raises(FormatError, match=expected) as caught:
        read_transcripts(path)
    assert str(path) in str(caught.value)


def test_stray_control_characters_are_text(tmp_path):
    texts, aside, _ = read_texts(write(tmp_path, b"id,text\n1,a\x00b\x07\x1b[0m\n"))
    assert (texts, aside) == (["a\x00b\x07\x1b[0m"], [])


def test_missing_path(tmp_path):
    with pytest.raises(SourceNotFoundError, match=r"nothing\.csv: there is no such file"):
        read_transcripts(tmp_path / "nothing.csv")
    with pytest.raises(FileNotFoundError):
        read_transcripts(tmp_path / "nothing.csv")


def test_folder_and_unusable_paths(tmp_path):
    with pytest.raises(FormatError, match="the folder holds no file"):
        read_transcripts(tmp_path)
    with pytest.raises(FormatError, match="it is a folder"):
        open_source(tmp_path)
    with pytest.raises(InputError):
        read_transcripts("a\0b")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path):
    path = write(tmp_path, b"text\nhi\n")
    path.chmod(0)
    with pytest.raises(InputError, match="Permission"):
        read_transcripts(path)


@pytest.mark.parametrize("name", ["export.csv.gz", "export.jsonl.gz"])
def test_truncated_gzip_keeps_the_rows_before(tmp_path, name):
    count = 20_000
    if "csv" in name:
        rows = "id,text\n" + "".join(f"{i},message {i * 7919 % 10007} of {i}\n" for i in range(count))
    else:
        rows = "".join(f'{{"id": {i}, "text": "message {i * 7919 % 10007} of {i}"}}\n' for i in range(count))
    packed = gzip.compress(rows.encode())
    texts, aside, _ = read_texts(write(tmp_path, packed[: len(packed) // 2], name))
    assert 1_000 < len(texts) < count
    assert texts[5] == f"message {5 * 7919 % 10007} of 5"
    assert len(aside) == 1
    assert aside[0].origin == name
    assert "break off after line" in aside[0].reason


def test_gzip_with_a_wrong_checksum_is_set_aside(tmp_path):
    packed = bytearray(gzip.compress(b"text\n" + b"hello there\n" * 100))
    packed[-6] ^= 255
    texts, aside, _ = read_texts(write(tmp_path, bytes(packed), "x.csv.gz"))
    assert len(texts) <= 100
    assert len(aside) == 1


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input(monkeypatch, pack):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pack(b"text\nhello\nyou\n"))))
    conversations = list(read_transcripts("-"))
    assert [c.messages[0].text for c in conversations] == ["hello", "you"]
    assert conversations[1].messages[0].origin == "stdin:3"
    assert not sys.stdin.buffer.closed or pack is gzip.compress


def test_standard_input_without_bytes(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("text\nhi"))
    with pytest.raises(InputError, match="standard input"):
        read_transcripts("-")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_once(tmp_path):
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text("text\n" + "hello\n" * 30_000))
    writer.start()
    assert len(list(read_transcripts(pipe))) == 30_000
    writer.join()


def test_the_sniff_is_bounded_and_names_drop_gz(tmp_path):
    source = open_source(write(tmp_path, gzip.compress(b"text\n" + b"x" * 200_000), "big.csv.gz"))
    assert source.sniff.name == "big.csv"
    assert len(source.sniff.head) < HEAD_BYTES
    assert not source.sniff.is_whole
    source.close()


def test_a_file_that_is_never_iterated_is_closed(tmp_path):
    conversations = read_transcripts(write(tmp_path, b"text\nhello\n"))
    del conversations  # a ResourceWarning would fail the test


def test_a_reading_that_is_given_up_is_closed(tmp_path):
    conversations = read_transcripts(write(tmp_path, b"text\n" + b"hello\n" * 50_000))
    assert next(conversations).messages[0].text == "hello"
    conversations.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")),
        st.binary(max_size=200).map(lambda b: b"id,text,role\n" + b),
        st.binary(max_size=200).map(lambda b: b'{"id": 1, "text": "x"}\n' + b),
        st.binary(max_size=200).map(lambda b: b'[{"id": 1, "text": "x"}' + b),
        st.text(alphabet='{}[]",:0truefalsn\\u d8\n', max_size=120).map(lambda t: b'{"text": 1}\n' + t.encode()),
        st.text(alphabet='",;\t\r\n ab<>/&', max_size=120).map(lambda t: b"text,role\n" + t.encode()),
        st.binary(max_size=200).map(gzip.compress),
        st.binary(max_size=200).map(lambda b: gzip.compress(b"text\n" + b)[:-9]),
    ),
    name=st.sampled_from(["x.csv", "x.jsonl", "x.json", "x.gz"]),
    format=st.sampled_from([None, "csv", "jsonl", "json"]),
)
def test_bytes_raise_nothing_but_our_errors(tmp_path, content, name, format):
    path = write(tmp_path, content, name)
    aside: list[SetAside] = []
    said: list[str] = []
    try:
        for conversation in read_transcripts(path, format=format, on_set_aside=aside.append, say=said.append):
            for message in conversation.messages:
                message.to_dict()
    except AuthenticaError as error:
        said.append(str(error))
    "".join([*said, *(a.reason for a in aside)]).encode()


@pytest.mark.parametrize("row", ['{"text": "ok"}', "text\nok"], ids=["jsonl", "csv"])
def test_a_line_beyond_the_limit_ends_the_file_but_not_the_run(tmp_path, monkeypatch, row):
    monkeypatch.setattr("authentica.readers.sources.MAX_LINE_CHARS", 70_000)
    path = write(tmp_path, f"{row}\n{'x' * 80_000}\n{row}\n".encode())
    texts, aside, _ = read_texts(path)
    assert texts == ["ok"]
    assert [item.reason for item in aside] == [
        "a line is longer than 70,000 characters; it and what follows is not read"
    ]
    path = write(tmp_path, b'{"text": "' + b"x" * 80_000 + b'"}')
    with pytest.raises(FormatError, match="a line is longer"):
        read_texts(path)
