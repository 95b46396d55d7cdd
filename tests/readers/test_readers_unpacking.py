"""Packed files: gzip and Zstandard, whole, cut off, damaged and hostile."""

from __future__ import annotations

import gzip
import sys
import zlib

import pytest

from authentica.errors import AuthenticaError, FormatError, MissingExtraError
from authentica.readers import read_transcripts, unpacking
from authentica.schema import SetAside


def zstd_compress(content):
    module = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    return module.compress(content)


PACKERS = pytest.mark.parametrize("pack", [gzip.compress, zstd_compress], ids=["gzip", "zstd"])
ROWS = b"text\n" + b"".join(b"row %d of many, %d\n" % (i, i * 7919 % 10007) for i in range(20_000))


def read(path, **options):
    aside: list[SetAside] = []
    texts = [m.text for c in read_transcripts(path, on_set_aside=aside.append, **options) for m in c.messages]
    return texts, [item.reason for item in aside]


@PACKERS
def test_packed_files_are_recognised_by_content(tmp_path, pack):
    path = tmp_path / "export"
    path.write_bytes(pack(ROWS) + pack(b"one more\n"))
    texts, aside = read(path)
    assert len(texts) == 20_001
    assert texts[-1] == "one more"
    assert aside == []


@pytest.mark.parametrize("number", [0x50, 0x5F])
def test_zstandard_that_begins_with_a_frame_without_data(tmp_path, number):
    """As pzstd writes it: such a frame before each of its own."""
    note = bytes((number,)) + b"\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"abcd"
    path = tmp_path / "export"
    path.write_bytes(note + zstd_compress(ROWS) + note + zstd_compress(b"one more\n"))
    texts, aside = read(path)
    assert (len(texts), texts[-1], aside) == (20_001, "one more", [])


@PACKERS
def test_what_is_cut_off_keeps_the_rows_before(tmp_path, pack):
    path = tmp_path / "export.csv"
    packed = pack(ROWS)
    path.write_bytes(packed[: len(packed) * 9 // 10])
    texts, aside = read(path)
    assert 1_000 < len(texts) < 20_000
    assert "break off after line" in aside[-1]


@PACKERS
def test_damaged_bytes(tmp_path, pack):
    path = tmp_path / "export.csv"
    packed = pack(ROWS[:40_000])
    for place in range(4, len(packed), len(packed) // 40):
        path.write_bytes(packed[:place] + bytes((packed[place] ^ 0x55,)) + packed[place + 1 :])
        try:
            texts, aside = read(path)
        except AuthenticaError:
            continue
        assert texts or aside


@PACKERS
def test_what_swells_without_end_is_stopped(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(unpacking, "FREE_BYTES", 1_000_000)
    path = tmp_path / "export.csv"
    path.write_bytes(pack(b"text\nhello\n" + (b"a" * 999 + b"\n") * 10_000))
    texts, aside = read(path)
    assert texts[0] == "hello"
    assert len(texts) < 10_000
    assert "swell to more than 400 times their size after line" in aside[-1]


def test_ordinary_text_is_far_from_the_limit():
    assert len(ROWS) / len(zlib.compress(ROWS)) < unpacking.MAX_SWELL / 20


def test_without_zstandard_one_sentence_says_so(tmp_path, monkeypatch):
    path = tmp_path / "export.csv.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd" + b"x" * 20)
    for name in ("compression.zstd", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError) as caught:
        read_transcripts(path)
    assert str(caught.value) == 'backports.zstd is not installed. Install it with: pip install "authentica[zstd]"'


def test_what_only_begins_like_zstandard(tmp_path):
    zstd_compress(b"")
    path = tmp_path / "export.csv.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd" + b"x" * 20)
    with pytest.raises(FormatError, match="damaged from the start"):
        read_transcripts(path)
