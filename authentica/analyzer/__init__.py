"""The front door: `load` makes an `Analyzer`, which takes replies in and gives assessments out.

`assessing` goes the way of a reply: read (``language``), measured (``features``), scored and judged (``learners``), explained (``explain``).
`loading` makes an analyzer of a model's folder, once a process, wherever it is sent. The analyzer takes longer to import than all else:
it is imported when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from authentica.analyzer.loading import AnalyzerRecipe, load

if TYPE_CHECKING:
    from authentica.analyzer.assessing import Analyzer

__all__ = ["Analyzer", "AnalyzerRecipe", "load"]


def __getattr__(name: str) -> Any:
    if name != "Analyzer":
        raise AttributeError(f"module 'authentica.analyzer' has no attribute {name!r}")
    return import_module("authentica.analyzer.assessing").Analyzer
