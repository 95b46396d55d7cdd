"""The batch run: a transcript export in, one assessment a reply out, every row accounted for.

``readers`` → `shards` (cut the stream) → `worker` (score a shard, `guard` every reply, write its part and receipt) →
`run` (keep account, put the parts together). `engines` says where workers run, `folder` what is on disk, `identity` what
may be resumed, `rescue` what happens when a worker dies, `writers` and `projection` how the output looks. `stream` scores
without an output, `frames` scores data frames of the kinds that `tables` knows. An `AnalyzerRecipe` (``analyzer``) says which one all of them load.
"""

from __future__ import annotations

from authentica.safetext import inert_cell
from authentica.scoring.engines import Engine, ThisProcess, WorkerProcesses
from authentica.scoring.frames import score_batch, score_frame
from authentica.scoring.projection import COLUMNS, FOUND_COLUMNS, Column, flat_row
from authentica.scoring.receipts import Progress, Receipt
from authentica.scoring.run import score_transcripts
from authentica.scoring.stream import assess_source

__all__ = [
    "COLUMNS",
    "FOUND_COLUMNS",
    "Column",
    "Engine",
    "Progress",
    "Receipt",
    "ThisProcess",
    "WorkerProcesses",
    "assess_source",
    "flat_row",
    "inert_cell",
    "score_batch",
    "score_frame",
    "score_transcripts",
]
