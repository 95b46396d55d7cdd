"""Dask, Ray and Spark as engines of the batch run: each takes a function and arguments and returns a future."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from authentica.errors import InputError, MissingExtraError
from authentica.scoring import Engine

__all__ = ["BACKENDS", "DaskEngine", "RayEngine", "SparkEngine", "open_engine"]


_SPARK_PYTHON = "PYSPARK_PYTHON"
# Workers that may die over one task before it is given to no other: Dask's number, and Spark's on a cluster.
_DEATHS = 4
# Dask removes a worker of its own cluster for good that is not back 15 seconds after its death, as on a busy machine, and then
# waits for ever for one; a task that no worker took up in the second time fails, and what failed is done here.
_DASK_PATIENCE = {
    "distributed.deploy.lost-worker-timeout": "10 minutes",
    "distributed.scheduler.no-workers-timeout": "10 minutes",
}


class DaskEngine:
    """Runs on a Dask cluster.

    Parameters
    ----------
    client : distributed.Client
        Connected to it.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self.slots = max(1, sum(client.nthreads().values()))

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run it on a worker."""
        task = self._client.submit(function, *arguments, pure=False)
        future: Future[Any] = Future()
        # Naming the task here keeps it: the cluster forgets what nobody names.
        task.add_done_callback(lambda _: _settle(future, task.result))
        return future


class RayEngine:
    """Runs on a Ray cluster.

    Parameters
    ----------
    ray : module
        Initialised.
    """

    def __init__(self, ray: Any) -> None:
        # Ray gives a task that its memory monitor ends to workers again without limit, so its tries are counted here.
        self._run = ray.remote(max_retries=0)(_call)
        self._deaths = (
            ray.exceptions.WorkerCrashedError,
            ray.exceptions.NodeDiedError,
            ray.exceptions.OutOfMemoryError,
        )
        self.slots = max(1, int(ray.cluster_resources().get("CPU", 1)))

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run it on a worker, and on another if that dies."""
        future: Future[Any] = Future()
        self._try(future, (function, *arguments), tries=_DEATHS)
        return future

    def _try(self, future: Future[Any], call: tuple[Any, ...], *, tries: int) -> None:
        def settle(done: Future[Any]) -> None:
            if tries > 1 and isinstance(done.exception(), self._deaths):
                self._try(future, call, tries=tries - 1)
            else:
                _settle(future, done.result)

        self._run.remote(*call).future().add_done_callback(settle)


class SparkEngine:
    """Runs on a Spark cluster, a job of one task for each shard.

    Parameters
    ----------
    context : pyspark.SparkContext
        Of the session.
    threads : ThreadPoolExecutor
        Where the driver waits for its jobs.
    """

    def __init__(self, context: Any, threads: ThreadPoolExecutor) -> None:
        self._context, self._threads = context, threads
        self.slots = max(1, int(context.defaultParallelism))

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run it on a worker."""

        def job() -> Any:
            found, error = self._context.parallelize([arguments], 1).map(_Guarded(function)).collect()[0]
            if error is not None:
                raise error
            return found

        return self._threads.submit(job)


class _Guarded:
    """Returns what a function raises of ours, since Spark would turn it into a Java error."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, arguments: tuple[Any, ...]) -> tuple[Any, Exception | None]:
        from authentica.errors import AuthenticaError

        try:
            return self._function(*arguments), None
        except AuthenticaError as error:
            return None, error


@contextmanager
def _dask(address: str | None, jobs: int) -> Iterator[Engine]:
    try:
        from dask import config
        from distributed import Client, LocalCluster
    except ImportError:
        raise MissingExtraError.of("dask.distributed", "dask") from None
    if address is not None:
        with Client(address) as client:
            yield DaskEngine(client)
        return
    with (
        config.set(_DASK_PATIENCE),
        LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
        Client(cluster) as client,
    ):
        yield DaskEngine(client)


@contextmanager
def _ray(address: str | None, jobs: int) -> Iterator[Engine]:
    try:
        import ray
    except ImportError:
        raise MissingExtraError.of("ray", "ray") from None
    is_ours = not ray.is_initialized()
    if is_ours:
        options: dict[str, Any] = {"num_cpus": jobs} if address is None else {"address": address}
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR", **options)
    try:
        yield RayEngine(ray)
    finally:
        if is_ours:
            ray.shutdown()


@contextmanager
def _spark(address: str | None, jobs: int) -> Iterator[Engine]:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtraError.of("pyspark", "spark") from None
    is_ours = SparkSession.getActiveSession() is None
    previous = os.environ.get(_SPARK_PYTHON)
    if is_ours and previous is None:
        os.environ[_SPARK_PYTHON] = sys.executable  # workers of this machine run the Python that has authentica
    builder = (
        SparkSession.builder.appName("authentica")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    # On one machine Spark gives a task whose worker died to no other, unless told.
    session = builder.master(address or f"local[{jobs},{_DEATHS}]").getOrCreate() if is_ours else builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        parallel = max(1, int(session.sparkContext.defaultParallelism))
        with ThreadPoolExecutor(max_workers=2 * parallel) as threads:
            yield SparkEngine(session.sparkContext, threads)
    finally:
        if is_ours:
            session.stop()
            if previous is None:
                os.environ.pop(_SPARK_PYTHON, None)


_OPENERS = {"dask": _dask, "ray": _ray, "spark": _spark}

BACKENDS = tuple(_OPENERS)
"""Names of the engines."""


@contextmanager
def open_engine(backend: str, *, address: str | None = None, jobs: int = 2) -> Iterator[Engine]:
    """Open an engine for `authentica.score_transcripts` and `mine_templates`; it is closed at the end of the block.

    Parameters
    ----------
    backend : {"dask", "ray", "spark"}
        Which.
    address : str, optional
        Of a running cluster: ``tcp://host:8786`` for Dask, ``ray://host:10001`` or ``auto`` for Ray, ``spark://host:7077`` for Spark.
        Without one, a cluster is started on this machine; a Ray or Spark session that is active is used as it is.
    jobs : int, default=2
        Workers of the cluster that is started here.

    Raises
    ------
    MissingExtraError
        If the engine is not installed.
    InputError
        If there is no such engine.
    """
    if backend not in _OPENERS:
        raise InputError(f"there is no engine {str(backend)[:40]!r}", None, f"Use {', '.join(BACKENDS)}.")
    with _OPENERS[backend](address, jobs) as engine:
        yield engine


def _call(function: Callable[..., Any], *arguments: Any) -> Any:
    return function(*arguments)


def _settle(future: Future[Any], result: Callable[[], Any]) -> None:
    """Let a future end as another one did, with the cause itself where an engine wraps it."""
    try:
        future.set_result(result())
    except Exception as error:
        cause = getattr(error, "cause", None)
        future.set_exception(cause if isinstance(cause, Exception) else error)
