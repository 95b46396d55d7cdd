"""The run, template mining and the function on a real Dask cluster."""

from __future__ import annotations

import pytest

from authentica.distributed import batch_meta, open_engine, score_batches
from authentica.scoring import score_transcripts
from authentica.scoring.worker import score_shard

pytest.importorskip("distributed", reason='Dask is not installed: pip install "authentica[dask]"')
pytestmark = pytest.mark.filterwarnings("default")


def test_the_run_the_mining_and_the_function(check_run, check_mining, deadly, export, frame, same_rows, tmp_path):
    calm, rough = tmp_path / "calm.jsonl", tmp_path / "rough.jsonl"
    expected = score_transcripts(export, calm, shard_messages=24)
    with open_engine("dask", jobs=2) as engine:
        (tmp_path / "runs").mkdir()
        check_run(engine, tmp_path / "runs")
        found = score_transcripts(export, rough, engine=deadly(engine, only=score_shard), shard_messages=24)
        assert (tmp_path / "score_shard-0").exists()
        assert rough.read_bytes() == calm.read_bytes()
        assert (found.rows_in, found.scored, found.reasons) == (expected.rows_in, expected.scored, expected.reasons)
        check_mining(engine)
        check_mining(deadly(engine))
        assert (tmp_path / "death-0").exists()
        import dask.dataframe

        # Or a worker that takes long to start again is given up.
        assert dask.config.get("distributed.deploy.lost-worker-timeout") == "600 seconds"
        parts = dask.dataframe.from_pandas(frame, npartitions=3)
        found = parts.map_partitions(score_batches, meta=batch_meta()).compute()
        assert list(found.index) == list(frame.index)
        same_rows(found)
