"""The exception tree: drawn, exported, picklable, one sentence each."""

from __future__ import annotations

import copy
import errno
import inspect
import pickle
import re

import pytest

from authentica import errors

CLASSES = {name: getattr(errors, name) for name in errors.__all__}
BUILTINS = {
    "AuthenticaError": Exception,
    "InputError": ValueError,
    "FormatError": ValueError,
    "ColumnError": ValueError,
    "LabelError": ValueError,
    "SourceNotFoundError": FileNotFoundError,
    "RecordError": ValueError,
    "ModelError": ValueError,
    "ModelFileAlteredError": ValueError,
    "ModelFileExtraError": ValueError,
    "ModelFileMissingError": ValueError,
    "ModelFormatError": ValueError,
    "ModelTamperedError": ValueError,
    "LexiconError": ValueError,
    "NotScoredError": KeyError,
    "OutputError": OSError,
    "MissingExtraError": ImportError,
}


def test_the_export_list_is_the_classes_of_the_module():
    found = {name for name, cls in inspect.getmembers(errors, inspect.isclass) if cls.__module__ == errors.__name__}
    assert found == set(errors.__all__) == set(BUILTINS)
    assert errors.__all__ == sorted(errors.__all__)


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes():
    drawn: dict[str, tuple[str | None, str | None]] = {}
    path: list[str] = []
    for line in errors.__doc__.splitlines():
        match = re.match(r"    ([│ ]*(?:[├└]── )?)([A-Z]\w+Error)(?: \((\w+)\))?", line)
        if match is None:
            continue
        depth = len(match[1]) // 4
        path = [*path[:depth], match[2]]
        drawn[match[2]] = (path[depth - 1] if depth else None, match[3])
    real = {}
    for name, cls in CLASSES.items():
        ours = [base for base in cls.__bases__ if base.__module__ == errors.__name__]
        theirs = [base for base in cls.__bases__ if base.__module__ == "builtins"]
        real[name] = (ours[0].__name__ if ours else None, theirs[0].__name__ if ours and theirs else None)
    assert drawn == real


@pytest.mark.parametrize("name", BUILTINS)
def test_each_is_also_what_a_caller_would_expect(name):
    error = CLASSES[name]("it is wrong")
    assert isinstance(error, errors.AuthenticaError)
    assert isinstance(error, BUILTINS[name])


@pytest.mark.parametrize("cls", CLASSES.values(), ids=CLASSES.keys())
@pytest.mark.parametrize("facts", [("a",), ("a", "b"), ("a", "b", "Do c."), ("a", None, "Do c.")], ids=str)
def test_each_survives_pickling_and_copying(cls, facts):
    error = cls(*facts)
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is cls
        assert str(twin) == str(error)
        assert (twin.what, twin.where, twin.todo) == (error.what, error.where, error.todo)


@pytest.mark.parametrize(("cls", "number"), [(errors.SourceNotFoundError, errno.ENOENT), (errors.OutputError, None)])
def test_an_error_of_the_system_has_its_attributes(cls, number):
    for error in (
        cls("there is no such file", "a.csv", "Do c."),
        pickle.loads(pickle.dumps(cls("no", "a.csv", "Do c."))),
    ):
        assert (error.errno, error.filename, error.filename2) == (number, "a.csv", None)
        assert error.strerror == error.what


@pytest.mark.parametrize("cls", CLASSES.values(), ids=CLASSES.keys())
def test_the_message_is_one_sentence_and_advice(cls):
    assert str(cls("the cell is empty")) == "the cell is empty."
    assert str(cls("the cell is empty", "a.csv:3")) == "a.csv:3: the cell is empty."
    assert str(cls("the cell is empty", "a.csv:3", "Fill it.")) == "a.csv:3: the cell is empty. Fill it."


def test_half_a_character_in_a_name_can_be_printed():
    assert str(errors.InputError("no such file", "a\ud800")) == "a\\ud800: no such file."


def test_composed_errors_say_what_to_do():
    missing = errors.ColumnError.missing("text", ["a", "b" * 60], "x.csv")
    assert str(missing).startswith("x.csv: no column was recognised as the text (columns: 'a', 'bbb")
    assert "b" * 41 not in str(missing)
    assert "--column text=COLUMN" in str(missing)
    assert "none at all" in str(errors.ColumnError.missing("text", [], "x.csv"))
    extra = errors.MissingExtraError.of("pandas", "pandas")
    assert str(extra) == 'pandas is not installed. Install it with: pip install "authentica[pandas]"'
    for error in (missing, extra):
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_every_error_that_is_raised_in_the_library_is_one_of_these(root):
    """``raise X(...)`` names an AuthenticaError, except where a protocol asks for another type."""
    allowed = {
        "AttributeError",  # a module's __getattr__
        "SystemExit",  # ended from outside
        "UsageError",  # an InputError of the command line: exit code 2
        "argparse",  # the same: what an option does not take
        "ValueError",  # scikit-learn's checks demand it of an estimator
        "BrokenSourceError",  # inside the readers; caught there
        "DamagedPackingError",  # the same
        "RepeatedKeyError",  # the same
    }
    for path in sorted((root / "authentica").rglob("*.py")):
        for name in re.findall(r"^\s+raise (\w+)(?:\.\w+)?\(", path.read_text(encoding="utf-8"), re.MULTILINE):
            # What is private to a module is caught in it.
            assert name in CLASSES or name in allowed or name.startswith("_"), f"{path}: raise {name}"
            if name == "ValueError":
                assert path.name == "ordinal.py", path
