"""The run, template mining and the function on a real Spark."""

from __future__ import annotations

import shutil

import pytest

from authentica.distributed import batch_schema, open_engine, score_batches

pytest.importorskip("pyspark", reason='Spark is not installed: pip install "authentica[spark]"')
pytestmark = [
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17 or later on the PATH"),
]


def test_the_run_the_mining_and_the_function(check_run, check_mining, deadly, frame, same_rows, tmp_path):
    from pyspark.sql import SparkSession

    with open_engine("spark", jobs=2) as engine:
        check_run(engine, tmp_path)
        check_mining(engine)
        check_mining(deadly(engine))
        assert (tmp_path / "death-0").exists()
        table = SparkSession.getActiveSession().createDataFrame(frame).repartition(2)
        found = table.mapInPandas(score_batches, schema=batch_schema()).toPandas()
        same_rows(found)
