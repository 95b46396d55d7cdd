"""Dask, Ray and Spark as engines of the batch run: how each is opened, handed a function, and closed."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from typing import Any
from weakref import WeakSet

from authentica.distributed.cluster import ClusterEngine, call_guarded
from authentica.errors import AuthenticaError, InputError, MissingExtraError
from authentica.scoring import Engine

__all__ = ["BACKENDS", "open_engine"]


WORKER_SECONDS = 300.0
"""How long `open_engine` waits for a first worker, as clusters in a cloud take minutes to start one."""

ALONE_SECONDS = 600.0
"""How long a Dask cluster that has lost all its workers is waited for; others have limits of their own."""

_LOOK_SECONDS = 5.0
_SPARK_PYTHON = "PYSPARK_PYTHON"
# How often Ray tries to connect to a cluster, by default twenty times, each of which takes most of a minute where nobody listens.
_RAY_CONNECTS = "RAY_gcs_server_port_wait_time_s"
# Workers that may die over one task before it is given to no other: Dask's number, and Spark's on a cluster.
_DEATHS = 4
# Dask removes a worker of its own cluster for good that is not back 15 seconds after its death, as on a busy machine, and then
# waits for ever for one; a task that no worker took up in the second time fails, and what failed is done here.
_DASK_PATIENCE = dict.fromkeys(
    ("distributed.deploy.lost-worker-timeout", "distributed.scheduler.no-workers-timeout"), f"{ALONE_SECONDS:g} seconds"
)


@contextmanager
def _dask(address: str | None, jobs: int) -> Iterator[ClusterEngine]:
    try:
        from dask import config
        from distributed import Client, LocalCluster
    except ImportError:
        raise MissingExtraError.of("dask.distributed", "dask") from None
    with ExitStack() as stack:
        cluster = address
        if cluster is None:
            stack.enter_context(config.set(_DASK_PATIENCE))
            cluster = stack.enter_context(
                LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=50)
            )
        client = stack.enter_context(Client(cluster))
        given: WeakSet[Any] = WeakSet()

        def start(*called: Any) -> Any:
            task = client.submit(call_guarded, *called, pure=False)
            given.add(task)
            return task

        if address is not None:
            closing = threading.Event()
            stack.callback(closing.set)
            threading.Thread(target=_give_up_alone, args=(client, given, closing), daemon=True).start()
        yield ClusterEngine("Dask", start, lambda: sum(client.nthreads().values()))


def _give_up_alone(
    client: Any,
    given: Iterable[Any],
    closing: threading.Event,
    *,
    alone_seconds: float = ALONE_SECONDS,
) -> None:
    """Cancel what a Dask cluster was given when it has had no worker for long, as a scheduler elsewhere waits for one without end."""
    last_seen = time.monotonic()
    while not closing.wait(_LOOK_SECONDS):
        with suppress(Exception):  # a scheduler that has gone ends its tasks itself
            if client.nthreads():
                last_seen = time.monotonic()
            elif time.monotonic() - last_seen >= alone_seconds:
                client.cancel(list(given))


@contextmanager
def _ray(address: str | None, jobs: int) -> Iterator[ClusterEngine]:
    try:
        import ray
    except ImportError:
        raise MissingExtraError.of("ray", "ray") from None
    is_ours = not ray.is_initialized()
    if is_ours:
        options: dict[str, Any] = {"num_cpus": jobs} if address is None else {"address": address}
        with _variable(_RAY_CONNECTS, "1") if address is not None else nullcontext():
            ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR", **options)
    call = ray.remote(max_retries=0)(call_guarded)
    # Ray has no public name for the node that it started; without it, its death is seen later.
    node = getattr(getattr(ray._private, "worker", None), "_global_node", None) if is_ours and address is None else None

    def start(*called: Any) -> Any:
        # Without its control service Ray still runs what it has, and a minute later ends this process in the midst of anything.
        if node is not None and "gcs_server" in dict(node.dead_processes()):
            raise AuthenticaError("Ray's control service has ended", None, "Run the same command again.")
        return call.remote(*called).future()

    try:
        # Ray gives a task that its memory monitor ends to workers again without limit, so its tries are counted here.
        yield ClusterEngine("Ray", start, lambda: ray.cluster_resources().get("CPU", 1), tries=_DEATHS)
    finally:
        if is_ours:
            ray.shutdown()


@contextmanager
def _spark(address: str | None, jobs: int) -> Iterator[ClusterEngine]:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtraError.of("pyspark", "spark") from None
    is_ours = SparkSession.getActiveSession() is None
    builder = (
        SparkSession.builder.appName("authentica")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    # Workers of this machine run the Python that has authentica.
    with _variable(_SPARK_PYTHON, sys.executable) if is_ours else nullcontext():
        # On one machine Spark gives a task whose worker died to no other, unless told.
        master = builder.master(address or f"local[{jobs},{_DEATHS}]") if is_ours else builder
        session = master.getOrCreate()
        context = session.sparkContext
        context.setLogLevel("ERROR")

        def job(function: Callable[..., Any], *arguments: Any) -> Any:
            """Wait for a job of one task."""
            return context.parallelize([arguments], 1).map(lambda given: call_guarded(function, *given)).collect()[0]

        with ThreadPoolExecutor(max_workers=2 * max(1, int(context.defaultParallelism))) as threads:
            try:
                yield ClusterEngine(
                    "Spark", lambda *called: threads.submit(job, *called), lambda: context.defaultParallelism
                )
            finally:
                if is_ours:
                    with suppress(OSError):  # its Java process has gone already
                        session.stop()


@contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    """Have a variable in the environment during the block, unless the caller has set it."""
    if name in os.environ:
        yield
        return
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name, None)


_OPENERS = {"dask": _dask, "ray": _ray, "spark": _spark}

BACKENDS = tuple(_OPENERS)
"""Names of the engines."""


@contextmanager
def open_engine(
    backend: str, *, address: str | None = None, jobs: int = 2, worker_seconds: float = WORKER_SECONDS
) -> Iterator[Engine]:
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
    worker_seconds : float, default=300
        How long a first worker is waited for: one that is busy, or that a cluster starts only when there is work. How long an answer from
        `address` is waited for is the engine's own setting, such as Dask's ``distributed.comm.timeouts.connect`` (30 seconds); Ray tries
        once (some 40 seconds), or as often as the variable ``RAY_gcs_server_port_wait_time_s`` says.

    Raises
    ------
    MissingExtraError
        If the engine is not installed.
    InputError
        If there is no such engine.
    AuthenticaError
        If it cannot be started or reached, or no worker takes up work in time.
    """
    if backend not in _OPENERS:
        raise InputError(f"there is no engine {str(backend)[:40]!r}", None, f"Use {', '.join(BACKENDS)}.")
    with ExitStack() as stack:
        try:
            engine = stack.enter_context(_OPENERS[backend](address, jobs))
            engine.await_worker(worker_seconds)
        except AuthenticaError:
            raise
        except Exception as error:  # whatever an engine says of an address, or of what it lacks on this machine
            said = " ".join([type(error).__name__, *str(error).split()])[:200]
            raise AuthenticaError(
                f"the engine {backend} cannot be opened ({said})",
                address,
                "See that a cluster listens there." if address else "See that it can be started on this machine.",
            ) from error
        yield engine
