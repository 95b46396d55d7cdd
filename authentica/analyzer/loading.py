"""Loading: an analyzer from its recipe, which is plain data that any process can load it from, once."""

from __future__ import annotations

import warnings
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from authentica.config import AnalyzerConfig
from authentica.errors import InputError, ModelError
from authentica.folders import MANIFEST, is_folder
from authentica.learners.places import is_shipped, model_folder
from authentica.schema.arguments import check_argument

if TYPE_CHECKING:
    from authentica.analyzer.assessing import Analyzer
    from authentica.corpus import TemplateMiner

__all__ = ["AnalyzerRecipe", "load"]

_MOST_SHARED = 8
"""Analyzers that a process keeps of those it shares: some 40 MB and a fifth of a second each, in the default model."""


def load(
    model: str | Path = "default",
    *,
    config: AnalyzerConfig | None = None,
    templates: TemplateMiner | str | Path | None = None,
) -> Analyzer:
    """Load an analyzer.

    Parameters
    ----------
    model : str or Path, default="default"
        The name of a shipped model, or the folder of one that ``authentica train`` wrote.
    config : AnalyzerConfig, optional
        Options; the defaults where None.
    templates : TemplateMiner, str or Path, optional
        A fitted miner, of which the analyzer keeps a copy, or the folder of a saved one: what a reply shares with replies to other
        customers then counts as boilerplate, and says so.

    Returns
    -------
    Analyzer
        One serves any number of replies; of them it keeps single words, in tables that do not grow without bound.

    Raises
    ------
    InputError
        If an argument is of another type.
    SourceNotFoundError
        If there is no such model or miner.
    ModelFormatError
        If its format is unknown or malformed.
    ModelTamperedError
        If a file is missing, extra, or altered.

    Examples
    --------
    >>> import authentica
    >>> analyzer = authentica.load()
    >>> a = analyzer.analyze("I've cancelled the second charge; the money is back by Friday.",
    ...                      customer_text="You charged me twice!!")
    >>> a["ownership"].level
    2
    """
    # Heavy; a process that only hands out work need not have them.
    from authentica.analyzer.assessing import Analyzer
    from authentica.corpus import load_miner
    from authentica.learners.store import changed_since, load_bundle

    in_memory, folder = (None, templates) if isinstance(templates, (str, Path)) else (templates, None)
    if in_memory is not None and not hasattr(in_memory, "use_of"):
        raise InputError(
            f"templates must be a miner or the folder of a saved one, not a {type(in_memory).__name__}", "load"
        )
    recipe = AnalyzerRecipe.of(model, config, folder, where="load")
    bundle, manifest = load_bundle(model_folder(model))
    # A copy: what a miner learns afterwards would change the answers of an analyzer whose fingerprint stays.
    miner = deepcopy(in_memory) if folder is None else load_miner(Path(folder))
    again = recipe.analyzer if in_memory is None else None
    analyzer = Analyzer(bundle, manifest, config or AnalyzerConfig(), miner, again)
    # What ships is rebuilt with the release; a model of the caller's own may have been trained with another.
    changed = None if is_shipped(model) else changed_since(manifest, **analyzer.feature_sha256)
    if changed is not None:
        warnings.warn(
            f"{str(model)[:200]}: the model was trained with other {changed} than this release has, and so reads features that it did "
            "not learn from: its levels may differ from those it was measured with. Train it again.",
            UserWarning,
            stacklevel=2,
        )
    return analyzer


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzerRecipe:
    """What `load` takes, as data that crosses processes and machines.

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
        *,
        where: str = "scoring",
    ) -> AnalyzerRecipe:
        """Make one of what a caller names; folders become absolute, so that workers elsewhere find them.

        `where` is what the caller called, for the errors.

        Raises
        ------
        InputError
            If something is of another type; a miner in memory does not reach the workers.
        """
        check_argument("model", model, (str, Path), where)
        if config is not None:
            check_argument("config", config, AnalyzerConfig, where, todo="Use AnalyzerConfig.from_mapping.")
        if templates is not None:
            todo = "Name the folder of a saved miner (authentica.corpus.save_miner), or give analyzer=authentica.load(templates=…)."
            check_argument("templates", templates, (str, Path), where, todo=todo)
        is_path = isinstance(model, Path) or (is_folder(Path(model)) and not is_shipped(model))
        return cls(
            model=str(Path(model).absolute()) if is_path else str(model),
            config=config,
            templates=None if templates is None else str(Path(templates).absolute()),
        )

    def analyzer(self, fingerprint: str | None = None) -> Analyzer:
        """Return the one analyzer of this process; loaded when it is first asked for, or when its folders have changed.

        Parameters
        ----------
        fingerprint : str, optional
            The one it must have, where another process has this analyzer too.

        Raises
        ------
        ModelError
            If it has another.
        """
        folders = [folder for folder in (self.model, self.templates) if folder is not None]
        analyzer = _shared(self, tuple([_manifest(Path(folder)) for folder in folders]))
        if fingerprint not in (None, analyzer.fingerprint):
            raise ModelError(
                f"what is loaded here has the fingerprint {analyzer.fingerprint}, not {fingerprint}",
                self.model,
                "Install the same release, and give the same model and templates to every process.",
            )
        return analyzer


@lru_cache(maxsize=_MOST_SHARED)
def _shared(recipe: AnalyzerRecipe, manifests: tuple[bytes | None, ...]) -> Analyzer:  # noqa: ARG001 - part of the key
    return load(recipe.model, config=recipe.config, templates=recipe.templates)


def _manifest(folder: Path) -> bytes | None:
    """Return a folder's manifest, which holds the hashes of its files; None for a shipped model's name."""
    try:
        return (folder / MANIFEST).read_bytes()
    except (OSError, ValueError):  # whatever is wrong with it, loading will say
        return None
