"""Habits of a corpus: which wordings many customers were sent.

`TemplateMiner` learns them, says what a reply shares with replies to other customers, and is saved and loaded with
`save_miner` and `load_miner`.
"""

from authentica.corpus.miner import TemplateMiner, customer_of
from authentica.corpus.store import load_miner, save_miner

__all__ = ["TemplateMiner", "customer_of", "load_miner", "save_miner"]
