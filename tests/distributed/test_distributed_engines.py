"""What needs no engine: names, absence, and the function on one batch."""

from __future__ import annotations

import sys

import pytest

from authentica.distributed import BACKENDS, batch_schema, open_engine, score_batches
from authentica.errors import InputError, MissingExtraError
from authentica.scoring import COLUMNS


def test_an_unknown_engine_is_refused():
    with pytest.raises(InputError, match="Use dask, ray, spark"), open_engine("slurm"):
        pass


@pytest.mark.parametrize(("backend", "module"), [("dask", "distributed"), ("ray", "ray"), ("spark", "pyspark.sql")])
def test_absence_is_one_clear_sentence(monkeypatch, backend, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf'pip install "authentica\[{backend}\]"'), open_engine(backend):
        pass
    assert backend in BACKENDS


def test_one_batch_gives_one_and_an_iterator_an_iterator():
    batch = {"text": ["I have sent it again.", None, 7]}
    one = score_batches(batch)
    assert one["status"] == ["scored", "no_text", "set_aside"]
    assert one["set_aside_reason"] == [None, None, "the text is a int, not text"]
    assert list(score_batches(iter([batch, batch]))) == [one, one]


def test_the_schema_names_every_column():
    names = [part.split()[0] for part in batch_schema().split(", ")]
    assert names == [*(column.name for column in COLUMNS), "set_aside_reason"]
