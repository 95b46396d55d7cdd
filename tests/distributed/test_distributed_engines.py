"""What needs no engine: names, absence, and the function on one batch."""

from __future__ import annotations

import sys
from concurrent.futures import BrokenExecutor, Future

import pytest

from authentica.corpus import TemplateMiner
from authentica.distributed import BACKENDS, KeptParts, batch_schema, mine_templates, open_engine, score_batches
from authentica.errors import AuthenticaError, InputError, MissingExtraError
from authentica.schema import Conversation, Message
from authentica.scoring import COLUMNS, ThisProcess, WorkerProcesses, score_transcripts


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
    assert one["set_aside_reason"] == [None, None, "the text is an int, not text"]
    assert list(score_batches(iter([batch, batch]))) == [one, one]


def test_the_schema_names_every_column():
    names = [part.split()[0] for part in batch_schema().split(", ")]
    assert names == [*(column.name for column in COLUMNS), "set_aside_reason"]


def conversations(count):
    return [
        Conversation(
            conversation_id=f"c{n}", messages=(Message(text=f"Your boiler {n} is with our fitter on Monday."),)
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("shard_messages", [1, 7, 1_000])
def test_mining_in_parts_gives_what_mining_at_once_gives(check_mining, shard_messages):
    check_mining(ThisProcess())
    pattern = TemplateMiner(min_customers=3, wording_rows=40, fragment_rows=60)  # so few rows that it has to sample
    found = mine_templates(conversations(50), engine=ThisProcess(), miner=pattern, shard_messages=shard_messages)
    assert found == TemplateMiner(**pattern.get_params()).fit(conversations(50))
    assert not found.exact_
    assert not hasattr(pattern, "messages_")


def test_mining_that_was_ended_goes_on_with_the_parts_that_are_kept(tmp_path):
    class Counting(ThisProcess):
        tasks = 0

        def submit(self, function, *arguments):
            self.tasks += 1
            if self.tasks > self.most:
                raise KeyboardInterrupt
            return super().submit(function, *arguments)

    def mine(most, count=50, **parameters):
        engine = Counting()
        engine.most = most
        pattern = TemplateMiner(min_customers=3, **parameters)
        found = mine_templates(conversations(count), engine=engine, miner=pattern, shard_messages=10, kept=kept)
        assert found == TemplateMiner(**pattern.get_params()).fit(conversations(count))
        return engine.tasks

    kept = KeptParts(tmp_path / "habits.run")
    with pytest.raises(KeyboardInterrupt):
        mine(3)
    parts = sorted((tmp_path / "habits.run").iterdir())
    assert len(parts) >= 2
    (parts[0] / "manifest.json").unlink()  # as if the process had ended while it wrote this part
    assert mine(9) == 5 - (len(parts) - 1)
    assert mine(9) == 0
    assert mine(9, count=45) == 1  # another export: its last part is shorter
    assert mine(9, fragment_rows=70) == 5
    kept.remove()
    assert not list(tmp_path.iterdir())
    kept.remove()


def test_what_a_miner_has_learnt_is_kept_and_an_empty_corpus_is_mined():
    assert mine_templates([], engine=ThisProcess()) == TemplateMiner().fit([])
    known = TemplateMiner().fit(conversations(20)[:12])
    assert mine_templates(conversations(20)[12:], engine=ThisProcess(), miner=known) == TemplateMiner().fit(
        conversations(20)
    )
    assert known.messages_ == 12


def test_a_worker_that_fails_is_our_error_without_text():
    class Broken(ThisProcess):
        def submit(self, function, *arguments):
            tries.append(function)
            return super().submit(int, "boiler")

    tries = []
    with pytest.raises(AuthenticaError, match=r"templates, 3 times over one part \(ValueError\)") as error:
        mine_templates(conversations(2), engine=Broken())
    assert "boiler" not in str(error.value)
    assert len(tries) == 3
    with pytest.raises(InputError, match="min_customers"):
        mine_templates(conversations(2), engine=ThisProcess(), miner=TemplateMiner(min_customers=0))


class Dying(ThisProcess):
    """Workers die over the first tasks, so many times."""

    def __init__(self, deaths):
        self._deaths = deaths

    def submit(self, function, *arguments):
        if self._deaths == 0:
            return super().submit(function, *arguments)
        self._deaths -= 1
        future = Future()
        future.set_exception(BrokenExecutor("died"))
        return future


def test_a_worker_that_dies_while_it_loads_the_analyzer_is_replaced_twice(export, tmp_path):
    calm, rough = tmp_path / "calm.csv", tmp_path / "rough.csv"
    score_transcripts(export, calm)
    score_transcripts(export, rough, engine=Dying(2))
    assert rough.read_bytes() == calm.read_bytes()
    with pytest.raises(AuthenticaError, match=r"no worker could load the analyzer \(BrokenExecutor\)"):
        score_transcripts(export, tmp_path / "never.csv", engine=Dying(3))


def test_parts_whose_workers_die_are_mined_by_others(check_mining, deadly, tmp_path):
    with WorkerProcesses(1) as workers:
        check_mining(deadly(workers, deaths=2))
    assert (tmp_path / "death-1").exists()
