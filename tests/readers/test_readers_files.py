"""Folders, patterns and several files: which are read, in which order, and what origins say."""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

import pytest

from authentica.coaching import summarize
from authentica.errors import FormatError, InputError, SourceNotFoundError
from authentica.readers import read_transcripts
from authentica.readers.files import find_files
from authentica.schema import SetAside
from authentica.scoring import score_transcripts


@pytest.fixture
def folder(tmp_path):
    for name, content in {
        "b.csv": "text\nb1\nb2\n",
        "a/z.csv": "text\nz1\n",
        "a/b.csv": "text\nab1\n",
        "c.jsonl": '{"text": "c1"}\n{"text": 7.5, "text": 8}\n',
        "d.bin": "\x00\x01\x02\x03\x04\x05",
        ".hidden.csv": "text\nhidden\n",
        ".git/x.csv": "text\nhidden\n",
    }.items():
        path = tmp_path / "exports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "exports"


def read(path, **options):
    aside: list[SetAside] = []
    found = [
        (m.origin, m.text) for c in read_transcripts(path, on_set_aside=aside.append, **options) for m in c.messages
    ]
    return found, [(item.origin, item.reason) for item in aside]


WHOLE = [("a/b.csv:2", "ab1"), ("a/z.csv:2", "z1"), ("b.csv:2", "b1"), ("b.csv:3", "b2"), ("c.jsonl:1", "c1")]


def test_a_folder_is_read_in_the_order_of_its_paths(folder):
    said: list[str] = []
    found, aside = read(folder, say=said.append)
    assert found == WHOLE
    assert aside == [
        ("c.jsonl:2", "'text' stands twice in an object, with different values"),
        ("d.bin", "the file is binary, not text"),
    ]
    assert said.count("a table separated by nothing (one column), UTF-8.") == 1
    assert "d.bin was set aside: the file is binary, not text." in said
    assert read(str(folder)) == (found, aside)


def test_a_link_to_nowhere_and_a_folder_that_is_barred_are_set_aside(folder, monkeypatch):
    (folder / "gone.csv").symlink_to(folder / "nowhere.csv")
    (folder / "barred").mkdir()
    real_scandir, real_open = os.scandir, Path.open

    def scandir(path):
        if Path(path).name == "barred":
            raise PermissionError(13, "Permission denied", str(path))
        return real_scandir(path)

    def open_path(path, *arguments, **options):
        if path.name == "barred":
            raise PermissionError(13, "Permission denied", str(path))
        return real_open(path, *arguments, **options)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(Path, "open", open_path)
    found, aside = read(folder)
    assert found == WHOLE
    assert aside[0] == ("barred", "it cannot be opened (Permission denied)")
    assert aside[-1] == ("gone.csv", "there is no such file")


def test_what_is_linked_is_read_once(folder, tmp_path):
    (folder / "latest.csv").symlink_to("b.csv")
    (folder / "a" / "around").symlink_to("..")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "e.csv").write_text("text\ne1\n")
    (folder / "june").symlink_to("../elsewhere")
    (folder / "may").symlink_to("../elsewhere")
    (folder / "d.bin").unlink()
    expected = [*WHOLE, ("june/e.csv:2", "e1")]
    assert read(folder)[0] == expected
    assert read(str(folder / "**"))[0] == expected
    assert read([folder, elsewhere, folder / "latest.csv"])[0] == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.csv", WHOLE[2:4]),
        ("**/*.csv", WHOLE[:4]),
        ("?/[bz].csv", WHOLE[:2]),
        ("*.jsonl", WHOLE[4:]),
    ],
)
def test_patterns(folder, pattern, expected):
    assert read(str(folder / pattern))[0] == expected


def test_several_files_in_the_order_that_was_asked(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert read(["c.jsonl", "./b.csv", "a"])[0] == [
        WHOLE[4],
        *WHOLE[2:4],
        ("a/b.csv:2", "ab1"),  # "b.csv" is another file here
        ("z.csv:2", "z1"),
    ]
    assert read(("b.csv", "b.csv", "*.csv"))[0] == WHOLE[2:4]
    assert read(iter(["b.csv"]))[0] == WHOLE[2:4]


def test_standard_input_among_files(folder, monkeypatch):
    stdin = type("Stdin", (), {"buffer": io.BufferedReader(io.BytesIO(b"text\npiped\n"))})()
    monkeypatch.setattr(sys, "stdin", stdin)
    assert read(["-", folder / "c.jsonl"])[0][0] == ("stdin:2", "piped")


def test_a_file_that_has_a_patterns_name(tmp_path):
    path = tmp_path / "week[1].csv"
    path.write_text("text\nhello\n")
    assert read(path)[0] == [("week[1].csv:2", "hello")]


@pytest.mark.parametrize(
    ("named", "error", "words"),
    [
        ([], InputError, "no source is named"),
        (17, InputError, "a source must be a path, not int"),
        ([17, "x"], InputError, "source 1 of 2 is no path"),
        (["x", ""], InputError, "source 2 of 2 is no path"),
        (io.StringIO("text\nMy card was stolen\n"), InputError, "not an open file. Give the path"),
        ({"text": ["My card was stolen"]}, InputError, "not a dict. Frames and mappings"),
        (type("Frame", (list,), {"columns": ()})(["text"]), InputError, "not a Frame. Frames and mappings"),
        ("", InputError, "the path is empty"),
        ("nowhere/*.csv", SourceNotFoundError, "no file fits the pattern"),
        (["nowhere.csv", "none.csv"], SourceNotFoundError, r"nowhere\.csv: there is no such file"),
    ],
)
def test_what_cannot_be_found(tmp_path, monkeypatch, named, error, words):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=words):
        read_transcripts(named)


@pytest.mark.parametrize(
    "text",
    [
        "My card 4111 was stolen",
        "Where is my card? I miss it",
        "My card:\n4111",
        "It's and/or 4111 [of mine] no. 4111",
        "Write to ana@example.com",
        "a 4111" * 1000,
        "nul 4111\0",
        "K-2041,agent,Your card no. 4111 is here.\n",
    ],
)
def test_a_message_that_is_taken_for_a_name_is_not_repeated(folder, text):
    for named, place in (([text], "1 of 1"), ([str(folder / "b.csv"), text], "2 of 2"), (iter([text]), "1 of 1")):
        with pytest.raises(SourceNotFoundError, match=f"^source {place}: there is no such file") as caught:
            read_transcripts(named)
        assert "4111" not in str(caught.value)
        assert "example.com" not in str(caught.value)


@pytest.mark.parametrize(
    "door",
    [read_transcripts, summarize, lambda source: score_transcripts(source, "o.jsonl")],
    ids=["read_transcripts", "summarize", "score_transcripts"],
)
def test_an_open_file_or_a_frame_is_no_source_of_any_door(door, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for source in (io.StringIO("text\nMy card was stolen\n"), {"My card was stolen": []}):
        with pytest.raises(InputError, match=r"a source must be a path, not a(n open file| dict)") as caught:
            door(source)
        assert "stolen" not in str(caught.value)


@pytest.mark.parametrize("name", ["my exports/b.csv", "b [1] x", "what now? x"])
def test_a_name_with_blanks_is_read_where_it_is_there(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("text\nb1\n")
    assert [text for _, text in read([name])[0]] == ["b1"]


@pytest.mark.parametrize("name", ["./no such", "/no such", "no such.csv", "no such.csv.gz", "nowhere", "C:\\no such"])
def test_a_path_that_is_not_there_is_named(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceNotFoundError, match=re.escape(name)):
        read_transcripts([name])


def test_only_if_no_file_can_be_read_is_it_an_error(folder):
    bad = folder / "d.bin"
    with pytest.raises(FormatError, match="binary"):
        read_transcripts(bad)
    with pytest.raises(FormatError, match="binary"):
        read_transcripts([bad, folder / "e.csv"])
    found, aside = read([bad, folder / "b.csv", folder / "e.csv"])
    assert [text for _, text in found] == ["b1", "b2"]
    assert [reason for _, reason in aside] == ["the file is binary, not text", "there is no such file"]


def test_an_empty_folder(tmp_path):
    with pytest.raises(FormatError, match="the folder holds no file"):
        read_transcripts(tmp_path)


def test_names_are_distinct(folder):
    (folder / "x").mkdir()
    (folder / "x" / "b.csv").write_text("text\nxb\n")
    files = find_files([folder / "a", folder / "x"])
    assert [name for _, name in files.paths] == ["b.csv", "z.csv", str(folder / "x" / "b.csv")]
