"""The run, template mining and the function on a real Dask cluster."""

from __future__ import annotations

import pytest

from authentica.distributed import batch_meta, open_engine, score_batches

pytest.importorskip("distributed", reason='Dask is not installed: pip install "authentica[dask]"')
pytestmark = pytest.mark.filterwarnings("default")


def test_the_run_the_mining_and_the_function(check_run, check_mining, deadly, frame, same_rows, tmp_path):
    with open_engine("dask", jobs=2) as engine:
        check_run(engine, tmp_path)
        check_mining(engine)
        check_mining(deadly(engine))
        assert (tmp_path / "death-0").exists()
        import dask.dataframe

        parts = dask.dataframe.from_pandas(frame, npartitions=3)
        found = parts.map_partitions(score_batches, meta=batch_meta()).compute()
        assert list(found.index) == list(frame.index)
        same_rows(found)
