"""The run, template mining and the function on a real Ray."""

from __future__ import annotations

import pytest

from authentica.distributed import open_engine, score_batches

pytest.importorskip("ray", reason='Ray is not installed: pip install "authentica[ray]"')
pytestmark = pytest.mark.filterwarnings("default")


def test_the_run_the_mining_and_the_function(check_run, check_mining, deadly, frame, same_rows, tmp_path, monkeypatch):
    # Ray's workers give way to all else by default, and so to the other tests: minutes instead of seconds.
    monkeypatch.setenv("RAY_worker_niceness", "0")
    with open_engine("ray", jobs=2) as engine:
        check_run(engine, tmp_path)
        check_mining(engine)
        check_mining(deadly(engine))
        assert (tmp_path / "death-0").exists()
        import ray.data

        rows = ray.data.from_pandas(frame).repartition(2)
        same_rows(rows.map_batches(score_batches, batch_format="pandas").to_pandas())
        same_rows(rows.map_batches(score_batches, batch_format="pyarrow").to_pandas())
