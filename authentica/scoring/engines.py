"""Where shards are scored: in this process, or by worker processes of this machine.

An engine takes a function and arguments and returns a future, no more; so Dask, Ray and Spark
(`authentica.distributed`) fit as well. Nothing depends on results streaming back: a worker writes its part itself.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from multiprocessing import current_process
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from authentica.errors import InputError
from authentica.schema.arguments import check_count, kind_of_value

__all__ = ["Engine", "ThisProcess", "WorkerProcesses", "check_engine"]

_IDLE_SECONDS = 600
_MOST_PER_CORE = 4
# One thread a worker: arrays here are too small for more to pay, and more would take the other workers' cores.
_WORKER_ENVIRONMENT = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class Engine(Protocol):
    """What runs functions somewhere.

    Attributes
    ----------
    slots : int
        How many it can run at once.
    """

    slots: int

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run ``function(*arguments)``; the function can be imported where it runs, the arguments are records."""


def check_engine(engine: Any, where: str) -> None:
    """Refuse what runs nothing."""
    if not callable(getattr(engine, "submit", None)) or not isinstance(getattr(engine, "slots", None), int):
        raise InputError(f"engine must be an Engine, not {kind_of_value(engine)}", where)


class ThisProcess:
    """Runs at once, in this process."""

    slots = 1

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run it now; the future is done when this returns."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


class WorkerProcesses:
    """Runs in worker processes, which are started when they are first needed and replaced when they die.

    They are started afresh, not forked, and do not import the caller's main module; they end when this process ends,
    however it ends.

    Parameters
    ----------
    jobs : int
        How many at most; more than four a core are not started, as they would cost memory and time to start, and gain nothing.

    Raises
    ------
    InputError
        If `jobs` is no whole number of at least 1, or this process may have no workers.
    """

    def __init__(self, jobs: int) -> None:
        check_count("jobs", jobs, "WorkerProcesses")
        if current_process().daemon:
            raise InputError(
                "a daemonic process, as those of multiprocessing.Pool are, may start no workers",
                "WorkerProcesses",
                "Give jobs=1.",
            )
        self.slots = min(jobs, _MOST_PER_CORE * (os.cpu_count() or 1))
        self._pool: Any = None

    def __enter__(self) -> WorkerProcesses:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand it to a worker; the future fails with `BrokenExecutor` if a worker died meanwhile."""
        from concurrent.futures import BrokenExecutor

        for _ in range(2):
            if self._pool is None:
                self._pool = self._start()
            try:
                with _interrupts_held():
                    future: Future[Any] = self._pool.submit(function, *arguments)
            except BrokenExecutor:
                self.close()
            else:
                return future
        future = Future()
        future.set_exception(BrokenExecutor("workers die as they start"))
        return future

    def close(self) -> None:
        """End the workers."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, kill_workers=True)

    def _start(self) -> Any:
        from joblib.externals.loky.process_executor import ProcessPoolExecutor

        _fill_streams()
        return ProcessPoolExecutor(
            max_workers=self.slots,
            timeout=_IDLE_SECONDS,
            initializer=_end_with,
            initargs=(os.getpid(),),
            env=_WORKER_ENVIRONMENT,
        )


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back: this process gets it afterwards, and workers that are started meanwhile never, even while they import."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # if it started with the first worker, it would let Ctrl-C through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _fill_streams() -> None:
    """Put a sink in the place of output streams that a process has not, as a service may have none: what starts workers takes them for given."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for the rest of the process


def _end_with(parent: int) -> None:
    """Let this worker end when its parent does, so that a killed run leaves nobody writing into its folder."""
    _fill_streams()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer: it ends its workers
    if hasattr(os, "fork"):  # elsewhere an orphan's parent id does not change
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
