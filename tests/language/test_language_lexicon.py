"""Lexicon folders: what is read, what is refused, and the hash."""

from __future__ import annotations

import shutil

import pytest

from authentica.errors import LexiconError
from authentica.language.lexicon import CUE_FILES, load_lexicon
from authentica.language.reading import ReadingRoom


@pytest.fixture
def folder(root, tmp_path):
    return shutil.copytree(root / "authentica" / "lexicons", tmp_path / "lexicons")


def add_line(folder, name, line):
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + line + "\n", encoding="utf-8")


def test_a_copy_is_the_same_lexicon(folder, lexicon):
    assert load_lexicon(folder) == lexicon


def test_windows_line_ends_do_not_change_the_hash(folder, lexicon):
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    copy = load_lexicon(folder)
    assert copy.sha256 == lexicon.sha256
    assert copy.cues == lexicon.cues


def test_any_change_changes_the_hash(folder, lexicon):
    add_line(folder, "variants.tsv", "sorrow\tsorry")
    assert load_lexicon(folder).sha256 != lexicon.sha256


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("empathy.new.one\tempathy\tpoor you\tsource\tPoor you!", "6 tab-separated fields"),
        ("empathy.new.one\tempathy\tpoor you\tsource\tPoor you!\tRich.\textra", "6 tab-separated fields"),
        ("empathy.new.one\tempathy\t\tsource\tPoor you!\tRich.", "6 tab-separated fields"),
        ("empathy.apology.bare\tempathy\tpoor you\tsource\tPoor you!\tRich.", "'empathy.apology.bare' stands twice"),
    ],
)
def test_a_malformed_line_is_refused(folder, line, message):
    add_line(folder, "empathy.tsv", line)
    with pytest.raises(LexiconError, match=message) as caught:
        load_lexicon(folder)
    assert "empathy.tsv" in str(caught.value)


def test_an_id_in_two_files_is_refused(folder):
    add_line(folder, "ownership.tsv", "empathy.apology.bare\tact\tpoor you\tsource\tPoor you!\tRich.")
    with pytest.raises(LexiconError, match="stands twice"):
        load_lexicon(folder)


@pytest.mark.parametrize("name", ["empathy.tsv", "classes.tsv", "variants.tsv"])
def test_another_header_is_refused(folder, name):
    (folder / name).write_text("some\tother\theader\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="the header is not"):
        load_lexicon(folder)


@pytest.mark.parametrize("pattern", ["{nosuch} you", "(poor you", "poor) you"])
def test_a_broken_pattern_is_refused_with_its_id(folder, pattern):
    add_line(folder, "empathy.tsv", f"empathy.new.one\tempathy\t{pattern}\tsource\tPoor you!\tRich.")
    with pytest.raises(LexiconError, match=r"empathy\.new\.one"):
        ReadingRoom(load_lexicon(folder))


def test_a_new_cue_works_without_code(folder):
    add_line(folder, "empathy.tsv", "empathy.new.one\tempathy\tpoor {we}\tsource\tPoor we!\tRich.")
    reading = ReadingRoom(load_lexicon(folder)).read_reply("Oh poor we.", "", 100)
    assert "empathy.new.one" in {match.cue for match in reading.cues}


def test_variants_lead_to_forms_that_are_no_variants_themselves(lexicon):
    assert set(lexicon.cues) == set(CUE_FILES)
    for variant, form in lexicon.variants.items():
        assert lexicon.variants.get(form, form) == form, (variant, form)
