"""What is mined already of a corpus, kept on disk, so that mining that was ended by anything goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from authentica.corpus import TemplateMiner, load_miner, save_miner
from authentica.errors import AuthenticaError, OutputError
from authentica.scoring.shards import Shard
from authentica.version import __version__

__all__ = ["KeptParts"]

_PART = "part-"


class KeptParts:
    """A folder with a saved miner for each part of a corpus that is done.

    A part is named by all that its miner follows from: its conversations, the parameters and the library's version. So under another
    export or other parameters nothing that is kept is found, and nothing need be refused. A part that was being written when the
    process ended is no miner, as its manifest is written last. The parts hold masked wordings: keep them as you keep the corpus.

    Parameters
    ----------
    folder : Path
        Made when the first part is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def name(self, parameters: Mapping[str, Any], shard: Shard) -> str:
        """Return what names the part that a miner learns from a shard; its parameters are JSON-ready, as in its state."""
        facts = json.dumps([__version__, parameters, shard.sha256()], sort_keys=True)
        return _PART + hashlib.sha256(facts.encode("ascii")).hexdigest()[:32]

    def find(self, name: str) -> TemplateMiner | None:
        """Return a part that is whole; None where there is none."""
        try:
            return load_miner(self._folder / name)
        except AuthenticaError:
            return None

    def keep(self, name: str, miner: TemplateMiner) -> None:
        """Keep a part.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        save_miner(miner, self._folder / name)

    def remove(self) -> None:
        """Remove all parts, and the folder if it holds nothing else.

        Raises
        ------
        OutputError
            If they cannot be removed.
        """
        try:
            for part in self._folder.glob(f"{_PART}*"):
                shutil.rmtree(part)
            if self._folder.is_dir() and not any(self._folder.iterdir()):
                self._folder.rmdir()
        except OSError as error:
            raise OutputError(f"kept parts cannot be removed ({error.strerror})", str(self._folder)) from None
