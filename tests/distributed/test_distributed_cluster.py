"""Any engine's cluster, on an engine that is made here and loses what it is told to lose."""

from __future__ import annotations

import os
import sys
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from unittest.mock import Mock

import pytest

from authentica.distributed import engines, open_engine
from authentica.distributed.cluster import ClusterEngine, call_guarded
from authentica.errors import AuthenticaError, InputError
from authentica.scoring import score_transcripts


class LostError(Exception):
    """What an engine says of a worker that died; not an error that it lets out."""


def started(losses, calls):
    """Return a start that loses the calls so numbered, or refuses them where the number is negative."""

    def start(call, function, *arguments):
        calls.append(function.__name__)
        task = Future()
        if -len(calls) in losses:
            raise LostError("boiler")
        if len(calls) in losses:
            task.set_exception(LostError("boiler"))
        else:
            task.set_result(call(function, *arguments))
        return task

    return start


def cluster(losses=(), tries=1):
    calls = []
    return ClusterEngine("Test", partial(started(losses, calls), call_guarded), lambda: 3.0, tries=tries), calls


def refused():
    raise InputError("not this boiler")


@pytest.mark.parametrize("tries", [1, 4])
def test_what_a_function_raises_is_raised_as_it_is_and_not_tried_again(tries):
    engine, calls = cluster(tries=tries)
    assert engine.submit(int, "7").result() == 7
    with pytest.raises(InputError, match="not this boiler"):
        engine.submit(refused).result()
    with pytest.raises(ValueError, match="invalid literal"):
        engine.submit(int, "seven").result()
    assert calls == ["int", "refused", "int"]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("tries", "lost", "expected", "calls"),
    [
        (1, [1], LostError, ["int", "_nothing"]),
        (1, [1, 2], AuthenticaError, ["int", "_nothing"]),
        (3, [1, 2], 7, ["int", "int", "int"]),
        (3, [1, 2, 3], LostError, ["int", "int", "int", "_nothing"]),
        (3, [1, 2, 3, 4], AuthenticaError, ["int", "int", "int", "_nothing"]),
    ],
)
def test_a_lost_function_is_told_from_an_engine_that_has_gone(sign, tries, lost, expected, calls):
    engine, made = cluster([sign * number for number in lost], tries)
    future = engine.submit(int, "7")
    assert made == calls
    if expected == 7:
        assert future.result() == 7
    else:
        assert type(future.exception()) is expected
        assert expected is LostError or "the Test cluster runs nothing" in str(future.exception())
        assert expected is LostError or "boiler" not in str(future.exception())


def test_slots_are_known_when_a_worker_has_answered():
    engine, _ = cluster()
    assert engine.slots == 1
    engine.await_worker(5)
    assert engine.slots == 3


def test_a_cluster_without_workers_is_not_waited_for_without_end():
    engine = ClusterEngine("Test", lambda *_: Future(), lambda: 0)
    with pytest.raises(AuthenticaError, match=r"no worker of the Test cluster has taken up work in 0\.01 seconds"):
        engine.await_worker(0.01)


def opened(monkeypatch, engine):
    closed = []

    @contextmanager
    def opener(address, jobs):
        if isinstance(engine, Exception):
            raise engine
        try:
            yield engine
        finally:
            closed.append((address, jobs))

    monkeypatch.setitem(engines._OPENERS, "dask", opener)
    return closed


def test_an_engine_that_cannot_be_opened_is_one_sentence(monkeypatch):
    opened(monkeypatch, OSError("timed out\n" + "so " * 200))
    with (
        pytest.raises(
            AuthenticaError,
            match=r"tcp://here:1: the engine dask cannot be opened \(OSError timed out so [so ]{,180}\)",
        ),
        open_engine("dask", address="tcp://here:1"),
    ):
        pass
    closed = opened(monkeypatch, ClusterEngine("Test", lambda *_: Future(), lambda: 0))
    with pytest.raises(AuthenticaError, match="no worker"), open_engine("dask", jobs=5, worker_seconds=0.01):
        pass
    assert closed == [(None, 5)]


def test_a_run_whose_engine_goes_stops_and_goes_on_under_another(monkeypatch, export, tmp_path):
    calm, rough = tmp_path / "calm.csv", tmp_path / "rough.csv"
    score_transcripts(export, calm, shard_messages=12)
    engine, calls = cluster(range(5, 99))
    opened(monkeypatch, engine)
    with pytest.raises(AuthenticaError, match="runs nothing"), open_engine("dask") as chosen:
        score_transcripts(export, rough, engine=chosen, shard_messages=12)
    assert calls[:5] == ["_nothing", "fingerprint_of", "score_shard", "score_shard", "score_shard"]
    assert not rough.exists()
    found = score_transcripts(export, rough, engine=cluster()[0], shard_messages=12)
    assert rough.read_bytes() == calm.read_bytes()
    assert found.resumed_rows == 24


class Alone:
    """A Dask client of a cluster whose workers come and go."""

    def __init__(self, workers):
        self.workers, self.cancelled = iter(workers), []

    def nthreads(self):
        found = next(self.workers)
        if found is None:
            raise OSError("the scheduler does not answer")
        return found

    def cancel(self, tasks):
        self.cancelled.append(tasks)


@pytest.mark.parametrize(
    ("workers", "seconds", "times"), [([{}, {}, None], 0, 2), ([{"w": 1}, {"w": 1}], 0, 0), ([{}, {}, {}], 600, 0)]
)
def test_what_no_dask_worker_takes_up_for_long_is_cancelled(workers, seconds, times):
    client = Alone(workers)
    closing = Mock(wait=Mock(side_effect=[False] * len(workers) + [True]))
    engines._give_up_alone(client, {"task"}, closing, alone_seconds=seconds)
    assert client.cancelled == [["task"]] * times


@pytest.mark.parametrize("given", [None, "7"])
def test_a_variable_is_there_for_a_while_and_the_callers_own_stays(monkeypatch, given):
    name = "AUTHENTICA_TEST"
    monkeypatch.delenv(name, raising=False)
    if given is not None:
        monkeypatch.setenv(name, given)
    with engines._variable(name, "1"):
        assert os.environ[name] == (given or "1")
    assert os.environ.get(name) == given


def test_ray_asks_an_address_once(monkeypatch):
    def init(address=None, **_):
        raise ConnectionError(f"{address}, asked {os.environ.get(engines._RAY_CONNECTS)}")

    monkeypatch.delenv(engines._RAY_CONNECTS, raising=False)
    monkeypatch.setitem(sys.modules, "ray", Mock(init=init, is_initialized=lambda: False))
    with pytest.raises(AuthenticaError, match="here:1, asked 1"), open_engine("ray", address="here:1"):
        pass
    with pytest.raises(AuthenticaError, match="None, asked None"), open_engine("ray"):
        pass
