"""How a long run shows that it moves: a bar on a terminal, a quiet line now and then elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from rich.console import Console

if TYPE_CHECKING:
    from authentica.scoring import Progress

__all__ = ["ProgressBar", "ProgressLines", "Shown", "Silence", "progress_of"]

_LINE_SECONDS = 30.0


class Shown(Protocol):
    """Shows how far a run has come, while it is entered."""

    def __enter__(self) -> Shown: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def __call__(self, progress: Progress) -> None:
        """Take the newest state."""


class Silence:
    """Shows nothing."""

    def __enter__(self) -> Silence:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def __call__(self, progress: Progress) -> None:
        """Do nothing."""


class ProgressLines:
    """Writes a line at most every half minute, for log files and pipes.

    Parameters
    ----------
    console : Console
        Where.
    seconds : float, default=30
        Between two lines.
    """

    def __init__(self, console: Console, seconds: float = _LINE_SECONDS) -> None:
        self._console, self._seconds = console, seconds
        self._begun = self._last = time.monotonic()

    def __enter__(self) -> ProgressLines:
        self._begun = self._last = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def __call__(self, progress: Progress) -> None:
        """Write a line if the last one is old enough."""
        now = time.monotonic()
        if now - self._last >= self._seconds:
            self._last = now
            self._console.print(describe(progress, now - self._begun), markup=False, highlight=False, soft_wrap=True)


class ProgressBar:
    """Draws a bar with the rate, the time left and the rows set aside.

    Parameters
    ----------
    console : Console
        A terminal.
    """

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(
            TextColumn("scoring"),
            BarColumn(),
            TextColumn("{task.fields[words]}", markup=False),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._begun = time.monotonic()
        self._task = self._bar.add_task("", total=None, words="")

    def __enter__(self) -> ProgressBar:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        """Draw the newest state."""
        words = describe(progress, time.monotonic() - self._begun)
        self._bar.update(self._task, total=progress.rows_expected, completed=progress.rows_done, words=words)


def progress_of(console: Console, *, quiet: bool) -> Shown:
    """Return what fits a console."""
    if quiet:
        return Silence()
    return ProgressBar(console) if console.is_terminal else ProgressLines(console)


def describe(progress: Progress, seconds: float) -> str:
    """Return how far a run has come, in one line.

    Examples
    --------
    >>> from authentica.scoring import Progress
    >>> describe(Progress(rows_done=6_000, resumed_rows=1_000, set_aside=2, rows_expected=26_000), 10.0)
    '6,000 of about 26,000 rows (1,000 from an earlier run), 500 a second, 2 set aside, about 0:00:40 left'
    """
    fresh = progress.rows_done - progress.resumed_rows
    rate = fresh / seconds if seconds > 0 else 0.0
    expected = progress.rows_expected
    parts = [
        f"{progress.rows_done:,} rows" if expected is None else f"{progress.rows_done:,} of about {expected:,} rows"
    ]
    if progress.resumed_rows:
        parts[0] += f" ({progress.resumed_rows:,} from an earlier run)"
    parts += [f"{rate:,.0f} a second", f"{progress.set_aside:,} set aside"]
    if expected is not None and rate > 0:
        left = max(0, round((expected - progress.rows_done) / rate))
        parts.append(f"about {left // 3600}:{left // 60 % 60:02d}:{left % 60:02d} left")
    return ", ".join(parts)
