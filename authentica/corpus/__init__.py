"""Habits of a corpus: which wordings many customers were sent.

`TemplateMiner` learns them, says what a reply shares with replies to other customers, and is saved and loaded with
`save_miner` and `load_miner`. The miner is a scikit-learn estimator, and scikit-learn takes longer to import than all else: it is
imported with `TemplateMiner`, when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from authentica.corpus.sent import customer_of
from authentica.corpus.store import load_miner, save_miner

if TYPE_CHECKING:
    from authentica.corpus.miner import TemplateMiner

__all__ = ["TemplateMiner", "customer_of", "load_miner", "save_miner"]


def __getattr__(name: str) -> Any:
    if name != "TemplateMiner":
        raise AttributeError(f"module 'authentica.corpus' has no attribute {name!r}")
    return import_module("authentica.corpus.miner").TemplateMiner
