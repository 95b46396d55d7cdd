"""Formats of other packages, by entry points."""

from __future__ import annotations

import sys
import textwrap

import pytest

from authentica.errors import FormatError
from authentica.readers import read_transcripts

PLUGIN = """
from authentica.readers import Format, Reading, Row
from authentica.schema import Message, Role

def recognise(sniff):
    return sniff.head.startswith("SHOUT ")

def read(source, options):
    def rows():
        for number, line in enumerate(source.lines(), start=1):
            yield Row("c", (Message(text=line.strip().lower(), origin=f"{source.name}:{number}"),))
    return Reading(rows=rows(), said=(f"{source.name}: shouted lines.",))

SHOUT = Format(name="shout", description="shouted lines", recognise=recognise, read=read)
FALSE = 7

def fail(sniff):
    raise RuntimeError("no")

FAILING = Format(name="failing", description="fails", recognise=fail, read=read)
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install a package that offers formats, one of them good."""
    site = tmp_path / "site"
    info = site / "shouting-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "shouting_format.py").write_text(textwrap.dedent(PLUGIN))
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[authentica.formats]\n"
        "broken = no_such_module:X\n"
        "failing = shouting_format:FAILING\n"
        "false = shouting_format:FALSE\n"
        "shout = shouting_format:SHOUT\n"
    )
    monkeypatch.syspath_prepend(str(site))
    yield
    sys.modules.pop("shouting_format", None)


def test_an_installed_format_is_recognised_first(tmp_path, installed):
    path = tmp_path / "x.txt"
    path.write_text("SHOUT WHERE IS IT\nON ITS WAY\n")
    said: list[str] = []
    found = list(read_transcripts(path, say=said.append))
    assert [m.text for m in found[0].messages] == ["shout where is it", "on its way"]
    assert said == [
        "The installed format 'broken' cannot be loaded (ModuleNotFoundError); it is passed over.",
        "The installed format 'false' is a int, not a Format; it is passed over.",
        "The installed format 'failing' failed to look at the file (RuntimeError).",
        "x.txt: shouted lines.",
    ]


def test_an_installed_format_can_be_named(tmp_path, installed):
    path = tmp_path / "x.txt"
    path.write_text("HELLO\n")
    assert next(read_transcripts(path, format="Shout")).messages[0].text == "hello"
    with pytest.raises(FormatError, match="'broken' cannot be loaded"):
        read_transcripts(path, format="broken")
    with pytest.raises(FormatError, match=r"no format 'x'.*shout, webvtt"):
        read_transcripts(path, format="x")


def test_others_are_still_read(tmp_path, installed):
    path = tmp_path / "x.csv"
    path.write_text("text\nhello\n")
    assert next(read_transcripts(path)).messages[0].text == "hello"
