"""The README says what is so: its commands run, and the output it shows is real."""

import doctest
import re
from pathlib import Path

import pytest

from authentica.cli import main
from authentica.readers.columns import FIELDS

README = Path(__file__).parent.parent / "README.md"


@pytest.fixture(scope="module")
def text():
    return README.read_text(encoding="utf-8")


def test_the_shown_table_is_what_the_command_prints(text, capsys, monkeypatch):
    monkeypatch.chdir(README.parent)
    shown = re.search(r"<!-- output of: authentica (.+?) -->\n```text\n(.*?)```", text, re.DOTALL)
    assert main(shown[1].split()) == 0
    printed = capsys.readouterr().out
    assert [line.rstrip() for line in printed.splitlines()] == [line.rstrip() for line in shown[2].splitlines()]


def test_the_python_examples_print_what_is_shown():
    assert doctest.testfile(str(README), module_relative=False).failed == 0


def test_the_first_two_commands_do_all_the_set_up(text):
    commands = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)[:2]
    assert "pip install ." in commands[0]
    assert "authentica score data/examples/" in commands[0]
    assert 'pip install ".[test]"' in commands[1]
    assert "pytest" in commands[1]
    for command in commands:
        for path in re.findall(r"data/\S+", command):
            assert (README.parent / path).is_file()


def test_every_field_that_a_column_may_hold_is_named(text):
    (named,) = re.findall(r"Fields are (.*?)\.\s", text, re.DOTALL)
    assert tuple(re.findall(r"`(\w+)`", named)) == FIELDS


def test_no_placeholder_is_left(text):
    assert not re.search(r"@[A-Z0-9]+@", text + (README.parent / "data" / "README.md").read_text(encoding="utf-8"))
