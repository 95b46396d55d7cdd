"""Which analyzer a run or a frame is scored with, as plain data that any process can load it from, once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from authentica.config import AnalyzerConfig
from authentica.folders import is_folder
from authentica.learners.places import is_shipped
from authentica.schema.arguments import check_argument

if TYPE_CHECKING:
    from authentica.analyzer import Analyzer

__all__ = ["AnalyzerRecipe", "fingerprint_of", "loaded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzerRecipe:
    """What `authentica.load` takes, as data that crosses processes and machines.

    Attributes
    ----------
    model : str
        A shipped model's name, or the absolute path of a folder.
    config : AnalyzerConfig or None
        Options of analysis.
    templates : str or None
        The absolute path of a saved miner's folder.
    """

    model: str = "default"
    config: AnalyzerConfig | None = None
    templates: str | None = None

    @classmethod
    def of(
        cls,
        model: str | Path = "default",
        config: AnalyzerConfig | None = None,
        templates: str | Path | None = None,
    ) -> AnalyzerRecipe:
        """Make one of what a caller names; folders become absolute, so that workers elsewhere find them.

        Raises
        ------
        InputError
            If something is of another type; a miner in memory does not reach the workers.
        """
        check_argument("model", model, (str, Path), "scoring")
        if config is not None:
            check_argument("config", config, AnalyzerConfig, "scoring")
        if templates is not None:
            todo = "Name the folder of a saved miner (authentica.corpus.save_miner), or give analyzer=authentica.load(templates=…)."
            check_argument("templates", templates, (str, Path), "scoring", todo=todo)
        return cls(
            model=str(Path(model).absolute()) if _is_path(model) else str(model),
            config=config,
            templates=None if templates is None else str(Path(templates).absolute()),
        )


def _is_path(model: str | Path) -> bool:
    return isinstance(model, Path) or (is_folder(Path(model)) and not is_shipped(model))


def loaded(recipe: AnalyzerRecipe) -> Analyzer:
    """Return the analyzer of this process for a recipe; loaded when it is first asked for, or when its folders have changed."""
    from authentica.analyzer import load_shared  # heavy; the process that hands out shards need not have it

    return load_shared(recipe.model, recipe.config, recipe.templates)


def fingerprint_of(recipe: AnalyzerRecipe) -> str:
    """Return the fingerprint of the analyzer that a worker would load."""
    return loaded(recipe).fingerprint
