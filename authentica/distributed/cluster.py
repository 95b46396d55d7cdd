"""Any engine's cluster: hands functions over, and tells a worker that died from an engine that has gone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any

from authentica.errors import AuthenticaError

__all__ = ["ClusterEngine", "call_guarded"]

Outcome = tuple[Any, Exception | None]


class ClusterEngine:
    """Runs functions on the workers of a cluster, whichever engine's it is.

    A future ends as its function does. Where the engine lost the function on the way, its future fails with what the engine says of it
    if the engine can still run others, and else with an `AuthenticaError`. `start` hands `call_guarded`'s arguments to the engine, whose
    future has its result; `count` returns how many functions the engine can run at once; `tries` is how often a function is handed
    over that the engine loses, where the engine does not do so itself.
    """

    slots = 1

    def __init__(self, name: str, start: Callable[..., Any], count: Callable[[], float], *, tries: int = 1) -> None:
        self._name, self._start, self._count, self._tries = name, start, count, tries

    def await_worker(self, seconds: float) -> None:
        """Wait until a worker does something; only then the number of slots is known.

        Raises
        ------
        AuthenticaError
            If the engine cannot have it done, or not in that time.
        """
        first = self.submit(_nothing)
        if not wait([first], seconds).done:
            raise AuthenticaError(
                f"no worker of the {self._name} cluster has taken up work in {seconds:g} seconds",
                None,
                "Start workers, or wait until they are free; then run the same command again.",
            )
        first.result()
        self.slots = max(1, int(self._count()))

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run it on a worker."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()  # engines do not take back what they were given
        self._try(future, function, arguments, self._tries)
        return future

    def _try(self, future: Future[Any], function: Callable[..., Any], arguments: tuple[Any, ...], tries: int) -> None:
        def settle(ended: Outcome | Exception) -> None:
            if not isinstance(ended, Exception):
                found, error = ended
                _settle(future, found, error)
            elif tries > 1:
                self._try(future, function, arguments, tries - 1)
            else:
                # Whether this function's worker died or the engine itself has gone, another function shows.
                self._run(lambda other: _settle(future, None, self._loss(ended, other)), _nothing)

        self._run(settle, function, *arguments)

    def _run(
        self, settle: Callable[[Outcome | Exception], None], function: Callable[..., Any], *arguments: Any
    ) -> None:
        """Have a function called, and say what it came to or what the engine says went wrong."""

        def ended(_: Any) -> None:
            try:
                outcome = task.result()
            except Exception as error:
                outcome = error
            settle(outcome)

        try:
            # Named in `ended`, the task is kept: Dask forgets what nobody names.
            task = self._start(function, *arguments)
        except Exception as error:
            settle(error)
        else:
            task.add_done_callback(ended)

    def _loss(self, failure: Exception, other: Outcome | Exception) -> Exception:
        """Return why a function was lost, given what another came to."""
        if not isinstance(other, Exception):
            return failure
        return AuthenticaError(
            f"the {self._name} cluster runs nothing ({type(other).__name__})",
            None,
            "See that it is up and that its workers have this release of authentica; then run the same command again: what is done is kept.",
        )


def call_guarded(function: Callable[..., Any], *arguments: Any) -> Outcome:
    """Return what a function returns and what it raises, so that no engine wraps its error in one of its own."""
    try:
        return function(*arguments), None
    except Exception as error:
        return None, error


def _nothing() -> None:
    """Show that functions are run."""


def _settle(future: Future[Any], found: Any, error: Exception | None) -> None:
    if error is None:
        future.set_result(found)
    else:
        future.set_exception(error)
