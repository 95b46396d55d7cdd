"""The public surface, and that importing the package has no effect."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys

import pytest

import authentica

ROOMS = set(
    "coaching commitments config corpus distributed errors integrations privacy readers report schema scoring training".split()
)


def test_the_front_door_cannot_change_by_accident():
    assert authentica.__all__ == [
        "Analyzer",
        "Assessment",
        "AuthenticaError",
        "Conversation",
        "Evidence",
        "Message",
        "__version__",
        "join_turns",
        "load",
        "read_transcripts",
        "score_frame",
        "score_transcripts",
    ]
    assert set(dir(authentica)) - set(authentica.__all__) == ROOMS
    assert dir(authentica) == sorted(dir(authentica))


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_public_modules_are_there_without_being_imported_by_name(room, environment):
    code = f"import sys, authentica; assert authentica.{room} is sys.modules['authentica.{room}']"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr


def test_every_module_that_the_readme_names_is_public(root):
    named = set(re.findall(r"authentica\.([a-z_]+)\.\w", (root / "README.md").read_text(encoding="utf-8")))
    modules = {info.name for info in pkgutil.iter_modules(authentica.__path__)}
    assert named & modules
    assert named & modules <= ROOMS


def test_every_export_is_there():
    for name in authentica.__all__:
        assert getattr(authentica, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        authentica.nonsense  # noqa: B018


def test_every_module_exports_what_it_has():
    found = list(pkgutil.walk_packages(authentica.__path__, "authentica."))
    assert found
    for info in found:
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        assert module.__doc__ or not getattr(module, "__all__", None), info.name
        for name in getattr(module, "__all__", ()):
            assert hasattr(module, name), f"{info.name}.{name}"


PROBE = """
import json, logging, os, sys, warnings, signal, locale
before = (list(logging.root.handlers), logging.root.level, list(warnings.filters), dict(os.environ), sys.excepthook, list(sys.path))
threads = __import__("threading").active_count()
{what}
after = (list(logging.root.handlers), logging.root.level, list(warnings.filters), dict(os.environ), sys.excepthook, list(sys.path))
print(json.dumps({{
    "same": before == after,
    "threads": __import__("threading").active_count() - threads,
    "heavy": sorted({{name.split(".")[0] for name in sys.modules}} & {{"spacy", "sklearn", "numpy", "scipy", "pandas", "joblib", "rich"}}),
    "handlers": [n for n, l in logging.root.manager.loggerDict.items() if n.startswith("authentica") and getattr(l, "handlers", None)],
}}))
"""


@pytest.mark.parametrize(
    "what",
    [
        "import authentica",
        "import authentica; authentica.Message(text='a'); authentica.Assessment; authentica.AuthenticaError; authentica.Evidence",
        "import authentica.errors, authentica.schema, authentica.config, authentica.version",
        "import authentica; authentica.read_transcripts",
        "import authentica; authentica.errors.InputError; authentica.schema; authentica.config; authentica.integrations",
        "import authentica.readers",
        "import authentica.scoring",
        "import authentica.cli",
    ],
)
def test_importing_loads_nothing_heavy_and_changes_nothing(what, environment):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE.format(what=what)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"same": True, "threads": 0, "heavy": [], "handlers": []}
    assert done.stderr == ""


def test_the_version_is_stated_once(root):
    from authentica.version import __version__

    assert authentica.__version__ == __version__
    assert 'dynamic = ["version"]' in (root / "pyproject.toml").read_text(encoding="utf-8")
