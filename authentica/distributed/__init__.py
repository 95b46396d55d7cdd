"""More than one machine: the batch run and template mining on Dask, Ray and Spark, and a function for their data frames.

The run cuts the source where it reads it, has shards scored by the engine's workers, and keeps account; workers write parts and
receipts themselves, so all of them must see the output's folder (a shared file system) and have the same release and model,
which their fingerprint proves. The output is byte for byte that of a local run.

>>> from authentica.distributed import open_engine
>>> with open_engine("dask", address="tcp://scheduler:8786") as engine:               # doctest: +SKIP
...     authentica.score_transcripts("export.jsonl", "/shared/scores.parquet", engine=engine)

`score_batches` scores the engines' own data frames in place. `mine_templates` fits a template miner to a corpus by an engine's
workers: what each learns is merged, and `KeptParts` keeps it until all is done.
"""

from __future__ import annotations

from authentica.distributed.batches import batch_meta, batch_schema, score_batches
from authentica.distributed.engines import BACKENDS, open_engine
from authentica.distributed.kept import KeptParts
from authentica.distributed.mining import mine_templates

__all__ = ["BACKENDS", "KeptParts", "batch_meta", "batch_schema", "mine_templates", "open_engine", "score_batches"]
