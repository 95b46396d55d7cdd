"""What the names of features begin with is spelt in one place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import authentica
from authentica.features import names

STARTS = tuple(getattr(names, name) for name in names.__all__ if name != "PRESENT")


@pytest.mark.parametrize("room", ["explain", "features", "learners", "training"])
def test_no_other_module_spells_what_names_begin_with(room):
    for path in Path(authentica.__file__).parent.joinpath(room).glob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        spelt = {text for text in texts if text.startswith(STARTS)}
        assert path.name == "names.py" or not spelt
